"""crosscase: from the interview transcripts of a comparative case study to findings that a reader can check."""

__version__ = "0.1.0"
