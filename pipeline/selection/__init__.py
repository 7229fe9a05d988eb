"""Screening candidates into a complete matrix: by eligibility in a declared order, not on the outcome."""

from pipeline.selection.screen import Screening, screen
from pipeline.selection.words import screening_as_data, screening_as_text

__all__ = ["Screening", "screen", "screening_as_data", "screening_as_text"]
