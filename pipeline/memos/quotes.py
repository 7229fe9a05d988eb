"""Quotations, and lines of prose with quotations below them, ready for the macros of macros.md.j2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote as percent

from pipeline.coding.counting import LLM
from pipeline.memos.links import UP
from pipeline.store.rows import Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import says_no
from pipeline.wording.escaping import md
from pipeline.wording.numbers import shortened
from pipeline.wording.vocabulary import attributed


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation ready for the macro; `may_quote` is no where somebody whose words it holds has not agreed to that."""

    words: str
    who: str
    where: str
    href: str
    mark: str
    may_quote: bool


def quote(row: Voice) -> Quote:
    """A coding's words with their way back to the transcript."""
    who = [str(row.respondent_id or row.speaker), *attributed(row)]
    return Quote(
        md(shortened(row.quotation)),
        md(", ".join(who)),
        md(f"{row.transcript_id}, turn {row.turn}"),
        f"{UP}transcripts/{row.transcript_id}.html#c-{percent(str(row.coding_id), safe=':')}",
        _mark(row),
        not says_no(row.may_quote),
    )


def _mark(row: Voice) -> str:
    """`machine, “way back”`, with the phrase that fired; a pattern is given in full on the evidence page."""
    if row.origin != "machine":
        return ""
    # A language model is named: it is another coder than the machine of the cues and of learning.
    if row.coder.startswith(LLM):
        return md(row.coder)
    cue = str(row.cue or "")
    # Signs of a token pattern; a phrase of the codebook holds none.
    if re.search(r"[{}|]", cue):
        return "machine, by a pattern"
    return f"machine, “{md(cue)}”" if cue else "machine"


def quotes(rows: Sequence[Voice]) -> tuple[Quote, ...]:
    """Several quotations, each passage once."""
    # Reversed twice: of several codings of a passage the first stands, in the order of the rows.
    by_passage = {(row.transcript_id, row.start_char, row.end_char): row for row in reversed(rows)}
    return tuple(quote(row) for row in reversed(by_passage.values()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of prose with the quotations that stand below it."""

    text: str
    quotes: tuple[Quote, ...] = ()


# A line of the macro `quote`; its label may hold escaped brackets, and the address tells one coding from another.
QUOTED = re.compile(r"^> “.*” — (\[(?:\\.|[^\]\\])*\]\(([^)\s]+)\).*)$", re.MULTILINE)


def each_quoted_once(markdown: str) -> str:
    """A page on which a quotation stands whole where it is first printed; later places lead to it by name alone."""
    printed: set[str] = set()

    def shown(match: re.Match[str]) -> str:
        if match[2] in printed:
            return f"> *quoted above* — {match[1]}"
        printed.add(match[2])
        return match[0]

    return QUOTED.sub(shown, markdown)
