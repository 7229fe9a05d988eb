"""The tables, figures, exhibits and appendices of a paper, made of a study's files and its run."""
