"""A language model that runs beside the study, as one more coder: asked only where study.yaml names it."""
