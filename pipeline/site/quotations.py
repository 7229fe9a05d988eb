"""A coding as a page prints it, rendered once for all pages of its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from pipeline.site.context import may_quote
from pipeline.site.templating import environment
from pipeline.site.words import cue_words, person
from pipeline.store.rows import Voice
from pipeline.study.dataclass import dataclass

POLARITY = {"absent": "denied", "wished": "wished for", "disputed": "disputed"}


@dataclass(frozen=True, slots=True)
class QuotedCoding:
    """A coding as a page prints it; `may_quote` is no where somebody whose words it holds has not agreed to that."""

    coding_id: str
    origin: str
    words: str
    may_quote: bool
    person: Sequence[str]
    place: str
    transcript_id: str
    turn: int | None
    coder: str
    polarity: str
    cue: str
    more: Sequence[tuple[str, str]]
    is_aha: bool
    memo: str | None


def quoted_coding(coding: Voice) -> QuotedCoding:
    """One coding: its words, whose they are, who coded it, its place in the transcript (as seen from the top)."""
    return QuotedCoding(
        coding.coding_id,
        coding.origin,
        coding.quotation,
        may_quote(coding),
        person(coding),
        f"transcripts/{coding.transcript_id}.html#c-{coding.coding_id}",
        coding.transcript_id,
        coding.turn,
        coding.coder,
        "" if coding.polarity == "affirmed" else POLARITY.get(coding.polarity, coding.polarity),
        cue_words(coding.cue),
        [(name, words) for name, words in (("target", coding.target), ("period", coding.period)) if words],
        coding.is_aha,
        coding.memo,
    )


OUR_LINK = 'href="'
"""How a link begins; nothing that anybody wrote does, since its inverted commas are escaped."""


@dataclass(frozen=True)
class Quotes:
    """Quotations as HTML for pages `up` from the top. A coding stands on several pages: it is rendered once.

    `rendered`: by coding_id, as seen from the top; shared by pages of every depth, and emptied after each code.
    """

    up: str
    rendered: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _macro(self) -> Any:
        # `Any`: what a template defines, no type of Jinja can know.
        return environment().get_template("parts.html.j2").module

    def __call__(self, coding: Voice) -> Markup:
        """One quotation."""
        html = self.rendered.get(coding.coding_id)
        if html is None:
            html = self.rendered[coding.coding_id] = str(self._macro.quote(quoted_coding(coding), ""))
        return Markup(html.replace(OUR_LINK, f"{OUR_LINK}{self.up}"))  # noqa: S704 — what the template escaped


AROUND = 300
"""Bytes of HTML around the words of a quotation and its memo: measured, 245."""


def size_of(coding: Voice) -> int:
    """About how many bytes of a page a quotation takes."""
    return AROUND + sum(len(words.encode("utf-8", "replace")) for words in (coding.quotation, coding.memo or ""))
