"""A codebook file -> the codes of a study, with the line of everything that people wrote."""
