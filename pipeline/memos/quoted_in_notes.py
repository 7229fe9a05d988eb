"""Quotations in analysts' notes as links: what stands word for word in a transcript leads to its turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.corpus.quotable import NOT_QUOTED
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.stages.findings import Finding
from pipeline.store.rows import AnyTranscript, TranscriptRow
from pipeline.study.records import Note
from pipeline.study.study import FIRST_STAGE

# Straight or typographic, within a paragraph; what holds a link already, or markup that a link would cut, stays.
WITHIN = r"(?:[^\"“”\n\[\]`|]|\[[^\[\]\n]*\](?!\())+"
QUOTED = re.compile(rf'"(?P<straight>{WITHIN})"|“(?P<curly>{WITHIN})”')
REFERENCE = re.compile(r"\W{0,4}\(?(?P<transcript>[\w.-]+), turn \d+")
LEFT_OUT = re.compile(r"\s*(?:\.\.\.|…)\s*")
TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
LEAST_WORDS = 3
SURE_WORDS = 6
"""With fewer words a quotation is linked only where they stand once: a common phrase is no proof of its place."""


def with_quotations_linked(body: str, note: Note, context: MemoContext) -> str:
    """A note's Markdown with each quotation of its own material as a link, marked where its words may not be quoted.

    Word for word but for the kinds of quotation marks and dashes, white space, a last full stop or comma, and what `…`
    leaves out. A quotation that is followed by `(TRANSCRIPT, turn N)` is looked for in that transcript first.
    """
    texts = {name: context.texts[name] for name in _own_transcripts(note, context) if name in context.texts}

    def linked(match: re.Match[str]) -> str:
        words = match["straight"] or match["curly"]
        named = REFERENCE.match(body, match.end())
        place = _place(words, texts, named["transcript"] if named else "")
        if place is None:
            return match[0]
        transcript_id, first, last = place
        is_open = context.may_quote(transcript_id, *_span(texts[transcript_id], first, last))
        closed = "" if is_open else f" *({NOT_QUOTED})*"
        return f"[{match[0]}]({UP}transcripts/{transcript_id}.html#t{first}){closed}"

    return QUOTED.sub(linked, body)


def _own_transcripts(note: Note, context: MemoContext) -> Sequence[str]:
    """The transcripts of what a note is about: of its case, its cases and sources, its respondent; else all."""
    finding = context.by_subject.get((note.stage, note.subject))
    if finding is not None:
        return tuple(dict.fromkeys(_transcripts(finding)))
    return (note.subject,) if note.stage == "respondent" else tuple(context.texts)


def _transcripts(finding: Finding) -> Iterator[str]:
    yield from (row.transcript_id for row in finding.tables.rows(TranscriptRow))
    if finding.stage != FIRST_STAGE:
        for former in (finding, *finding.former):
            yield from (row.transcript_id for row in former.tables.rows(TranscriptRow))
            yield from (row.transcript_id for row in former.tables.other(AnyTranscript))


def _place(words: str, texts: Mapping[str, str], named: str) -> tuple[str, int, int] | None:
    """The transcript, first and last turn in which all parts of a quotation stand in order; None where nowhere."""
    parts = [part for part in (_plain(part).strip(" .,;:!?*_") for part in LEFT_OUT.split(words)) if part]
    n_words = sum(len(part.split()) for part in parts)
    if n_words < LEAST_WORDS:
        return None
    in_order = [named, *(name for name in texts if name != named)] if named in texts else list(texts)
    places = [(name, *place) for name in in_order for place in _places(parts, texts[name])]
    if not places or (n_words < SURE_WORDS and len(places) > 1 and places[0][0] != named):
        return None
    name, start, end = places[0]
    plain = _lines(texts[name])
    # Turns are joined by one line feed and numbered from 1.
    return name, plain[:start].count("\n") + 1, plain[:end].count("\n") + 1


def _span(text: str, first: int, last: int) -> tuple[int, int]:
    """Where some turns of a transcript begin and end."""
    turns = text.split("\n")
    start = sum(len(turn) + 1 for turn in turns[: first - 1])
    return start, start + len("\n".join(turns[first - 1 : last]))


def _places(parts: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the first part begins and the last ends, with all others between."""
    plain = _lines(text)
    at = _found(parts[0], plain, 0)
    while at >= 0:
        end = at
        for part in parts:
            end = _found(part, plain, end)
            if end < 0:
                return
            end += len(part)
        yield at, end
        at = _found(parts[0], plain, at + 1)


def _found(part: str, plain: str, start: int) -> int:
    """The next place of whole words; -1 where there is none."""
    at = plain.find(part, start)
    while at >= 0:
        before, after = plain[at - 1 : at], plain[at + len(part) : at + len(part) + 1]
        if not (before.isalnum() or after.isalnum()):
            return at
        at = plain.find(part, at + 1)
    return -1


@lru_cache(maxsize=256)
def _lines(text: str) -> str:
    """A transcript made plain, its turns still a line each."""
    return "\n".join(_plain(line) for line in text.split("\n"))


def _plain(text: str) -> str:
    return " ".join(text.translate(TYPOGRAPHIC).split()).casefold()
