"""Segments and a codebook -> codings, by people and by the machine."""
