"""Names that pages still import from here; they live in `numbers` and `escaping`."""

from pipeline.wording.escaping import md
from pipeline.wording.numbers import k_of_n, plural
from pipeline.wording.numbers import with_article as a_word

__all__ = ["a_word", "k_of_n", "md", "plural"]
