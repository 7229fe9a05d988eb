"""Sentences of notes and judgements that a table contradicts, where software can see it: a caution each.

It reads no argument. It knows a few ways of speaking: a count beside a figure, "nobody denies", "nobody tells", who was
asked, who has read, and two dates with "before" or "after" between them. What it cannot place it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from pipeline.notes.evidence import Cells, Evidence
from pipeline.notes.order_of_dates import Contradiction, sentences_of
from pipeline.notes.read import FIGURE
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Note, Row
from pipeline.wording.numbers import WORDS

# Without `none`: that nobody tells something is a way of speaking of its own.
NUMBER = "|".join(("\\d+", *WORDS[1:]))
NOBODY = r"(?:nobody|no one|no-one|none)"
K_OF_N = re.compile(rf"\b({NUMBER}) of (?:the )?({NUMBER})\b", re.IGNORECASE)
# `told by three`, `told only by all four`, `told by two or three`.
TOLD_BY = re.compile(rf"\btold(?: \w+)? by (?:all )?({NUMBER})(?: or ({NUMBER}))?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Way:
    """A way of speaking of a figure, and what of its row would contradict it; '' where nothing does."""

    pattern: re.Pattern[str]
    contradicted: Callable[[Cells], str]


def _n(row: Cells, column: str) -> int:
    return int(row.get(column) or 0)


def _denied(row: Cells) -> str:
    n = _n(row, "n_denying")
    return f"{n} {'denies' if n == 1 else 'deny'} it" if n else ""


def _told(row: Cells) -> str:
    n = _n(row, "n_mentioning")
    return f"{n} of {row.get('n_known')} known tell{'s' * (n == 1)} it" if n else ""


def _asked(row: Cells) -> str:
    return f"asked in {row['n_asked']} of {row['n_transcripts']}" if _n(row, "n_asked") else ""


def _not_all_asked(row: Cells) -> str:
    n, n_all = _n(row, "n_asked"), _n(row, "n_transcripts")
    return f"recognised as asked in {n} of {n_all}" if n < n_all else ""


def _read(row: Cells) -> str:
    return f"{row['n_hand_read']} of {row['n_transcripts']} read for it" if _n(row, "n_hand_read") else ""


def _not_all_tell(row: Cells) -> str:
    n, n_known = _n(row, "n_mentioning"), _n(row, "n_known")
    return f"{n} of {n_known} known" if n_known and n < n_known else ""


WAYS: tuple[Way, ...] = (
    Way(re.compile(rf"\b{NOBODY} den(?:y|ies)\b", re.IGNORECASE), _denied),
    Way(re.compile(rf"\b{NOBODY} (?:tells?|mentions?|speaks? of|says? (?:it|so|anything))\b", re.IGNORECASE), _told),
    Way(re.compile(rf"\btold by {NOBODY}\b", re.IGNORECASE), _told),
    # Not `told by all of the sponsors`: of them a figure's row knows nothing.
    Way(re.compile(r"\btold by (?:all|everybody|everyone)\b(?! of)", re.IGNORECASE), _not_all_tell),
    Way(re.compile(rf"\b{NOBODY} was (?:ever )?asked\b", re.IGNORECASE), _asked),
    Way(re.compile(r"\basked (?:of all|in (?:all|every|each))\b", re.IGNORECASE), _not_all_asked),
    Way(re.compile(rf"\b{NOBODY} has read\b|\bunread by anybody\b", re.IGNORECASE), _read),
)


def contradictions(
    notes: Iterable[Note], judgements: Sequence[Row], evidence: Evidence, unsettled: Collection[str] = ()
) -> tuple[Contradiction, ...]:
    """What notes and the reasons of judgements say that the tables, or their own dates, do not.

    Args:
        notes: Of the study.
        judgements: Rows of judgements.csv; the last on each case and code is what stands.
        evidence: Rows of figures by id.
        unsettled: Ids of figures whose known transcripts may yet become more: no "k of n" is held against them. All
            else that contradicts a sentence now does so then: what people told, denied, read and asked stays.
    """
    against = [contradiction for note in notes for contradiction in _of_note(note, evidence, unsettled)]
    # A stable sort: of two judgements of one day the later line stands.
    last = {(row["case_id"], row["code_id"]): row for row in sorted(judgements, key=lambda row: row["at"])}
    for (case_id, code_id), row in last.items():
        figure_id = f"{case_id}/{code_id}"
        figure = evidence.rows.get(figure_id)
        if figure is not None:
            said = "; ".join(_against(row["why"], figure, is_settled=figure_id not in unsettled))
            against += [Contradiction(row.source, row["why"], said)] if said else []
    return tuple(against)


def _of_note(note: Note, evidence: Evidence, unsettled: Collection[str]) -> Iterator[Contradiction]:
    """A sentence is held against a figure only where it cites one, and no other: else nobody knows which is meant."""
    for sentence, source in sentences_of(note):
        cited = [match[1].strip() for match in FIGURE.finditer(sentence)]
        row = evidence.rows.get(cited[0]) if len(cited) == 1 else None
        if row is not None:
            bare = " ".join(FIGURE.sub("", sentence).split())
            said = "; ".join(_against(bare, row, is_settled=cited[0] not in unsettled))
            if said:
                # With the figure's id in its place: "Nobody denies ." would be no sentence of theirs.
                yield Contradiction(source, " ".join(FIGURE.sub(r"\1", sentence).split()), said)


def _against(words: str, row: Cells, is_settled: bool) -> Iterator[str]:
    """What a row says against a sentence about its figure."""
    # A row of code_presence counts cases: in it nobody is asked, tells or denies.
    if "presence" not in row:
        for way in WAYS:
            if way.pattern.search(words) and (said := way.contradicted(row)):
                yield said
        if (told := TOLD_BY.search(words)) and (said := _other_number(told, row)):
            yield said
    for match in K_OF_N.finditer(words) if is_settled else ():
        k, n = _number(match[1]), _number(match[2])
        # Only where n is a whole of this figure: of any other n the sentence counts something else.
        if (k, n) not in _pairs(row) and n in {whole for _, whole in _pairs(row)}:
            yield f"{_words_of(row)}"


def _other_number(told: re.Match[str], row: Cells) -> str:
    """Where neither transcripts nor respondents are as many as are said to tell it, with those not known to spare."""
    fewest, most = sorted((_number(told[1]), _number(told[2] or told[1])))
    spare = _n(row, "n_transcripts") - _n(row, "n_known")
    there = (_n(row, "n_mentioning"), _n(row, "n_respondents"))
    if not _n(row, "n_known") or any(n <= most and fewest <= n + spare for n in there):
        return ""
    return f"told in {row['n_mentioning']} of {row['n_known']} known, by {row['n_respondents']}"


def _pairs(row: Cells) -> set[tuple[int, int]]:
    """Every "k of n" that a row's columns give."""
    if "presence" in row:
        return {(_n(row, "n_showing"), _n(row, "n_cases")), (_n(row, "n_mixed"), _n(row, "n_cases"))}
    n_known, n_all = _n(row, "n_known"), _n(row, "n_transcripts")
    of_known = ("n_mentioning", "n_denying", "n_hand_mentioning", "n_machine_mentioning")
    of_all = (*of_known, "n_known", "n_hand_read", "n_asked", "n_respondents")
    pairs = {(_n(row, column), n_known) for column in of_known} | {(_n(row, column), n_all) for column in of_all}
    # The rest of a count as well: "two of six do not tell it".
    return pairs | {(_n(row, "n_asked_mentioning"), _n(row, "n_asked")), (n_known - _n(row, "n_mentioning"), n_known)}


def _words_of(row: Cells) -> str:
    if "presence" in row:
        return f"{row['presence']}, {row['n_showing']} of {row['n_cases']}"
    return f"told in {row['n_mentioning']} of {row['n_known']} known, denied in {row['n_denying']}"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else WORDS.index(word.casefold())
