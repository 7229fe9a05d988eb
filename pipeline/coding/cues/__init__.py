"""Codings by the codebook's cues."""
