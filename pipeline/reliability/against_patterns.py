"""Passages that, as the machine takes them, speak against what a memo states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipeline.coding.learning.by_example import Learning
from pipeline.coding.learning.features import says_enough
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.report import MachineReport
from pipeline.reliability.to_read import LEAST_WORDS, MOST_OF_A_KIND, Passage
from pipeline.study.dataclass import dataclass
from pipeline.study.passages import overlap
from pipeline.study.records import Coding

TAKEN_FOR = {"absent": "a denial", "wished": "a wish", "affirmed": "a telling"}
# So that one talkative case does not fill the list.
MOST_OF_A_CASE = 3
"""Passages of one code in one case."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a memo states of one code: that all of some cases show it, or that none does.

    `memo` is STAGE/SUBJECT; `words` say the pattern as a reader of the memo knows it.
    """

    memo: str
    code_id: str
    cases: tuple[str, ...]
    is_shown: bool
    words: str


def with_patterns(report: MachineReport, loaded_study: LoadedStudy, patterns: Iterable[Pattern]) -> MachineReport:
    """The report, with passages against memos' patterns among those to read.

    What speaks against a pattern stands there only, not among the missed as well.
    """
    if report.learning is None or not report.codes:
        return report
    contradicting = against_patterns(loaded_study, report.learning, patterns)
    # A passage is read once: what contradicts a memo is not listed as missed too.
    places = {(passage.code_id, passage.transcript_id, passage.start_char) for passage in contradicting}
    kept = [
        passage
        for passage in report.passages
        if passage.kind != "missed" or (passage.code_id, passage.transcript_id, passage.start_char) not in places
    ]
    return report.with_passages((*kept, *contradicting))


def against_patterns(loaded_study: LoadedStudy, learning: Learning, patterns: Iterable[Pattern]) -> list[Passage]:
    """Machine codings that no person has dealt with: denials and wishes where a code is shown, tellings where not.

    A coding that speaks against several patterns is one passage that names them all. Denials and wishes come first,
    then tellings, the surest first; some of each code in each case.
    """
    case_of = {transcript.transcript_id: transcript.case_id or "" for transcript in loaded_study.corpus.transcripts}
    read = {(mark.transcript_id, code) for mark in loaded_study.hand.read for code in mark.codes}
    against: dict[str, tuple[Coding, list[Pattern]]] = {}
    by_place = _by_place(loaded_study, learning, case_of)
    for pattern in patterns:
        # Where a code is shown, only denials speak against it; where none is, any telling does.
        wanted = ("absent", "wished") if pattern.is_shown else ("affirmed",)
        for case_id in pattern.cases:
            for coding in by_place.get((pattern.code_id, case_id), ()):
                # Denials and wishes come from the cue rules and have no threshold of their own.
                if coding.polarity in wanted and (pattern.is_shown or _is_sure(learning, coding)):
                    against.setdefault(coding.coding_id, (coding, []))[1].append(pattern)
    passages = []
    for coding, stated in _some_of_each(against.values(), case_of):
        said = "; ".join(_stated(stated))
        # Passages that nobody has read are asked too; the reader should know that they rest on the machine alone.
        unread = "" if (coding.transcript_id, coding.code_id) in read else "; nobody has read it for the code"
        why = f"{said}; the machine takes this for {TAKEN_FOR[coding.polarity]}{unread}"
        place = (coding.code_id, coding.transcript_id, coding.start_char, coding.end_char, coding.quotation)
        passages.append(Passage("contradicting", *place, coding.score, why, coding.cue or "", "", "", ""))
    return passages[:MOST_OF_A_KIND]


def _stated(patterns: Iterable[Pattern]) -> Iterator[str]:
    """Each pattern in words once, with all memos that state it."""
    memos: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        memos[pattern.words].append(pattern.memo)
    for words, where in memos.items():
        yield f"{words} ({', '.join(where)})"


def _by_place(
    loaded_study: LoadedStudy, learning: Learning, case_of: Mapping[str, str]
) -> Mapping[tuple[str, str], list[Coding]]:
    """(code, case) -> the machine's codings that say enough, where no person has coded or rejected."""
    dealt_with: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in (*loaded_study.hand.codings, *loaded_study.hand.rejects):
        dealt_with[(coding.transcript_id, coding.code_id)].append(coding)
    codings: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    # Dropped ones too: a denial or a telling that learning doubts is worth a look all the same.
    for coding in (*learning.codings, *learning.dropped):
        others = dealt_with.get((coding.transcript_id, coding.code_id), ())
        if says_enough(coding.quotation, LEAST_WORDS) and not any(overlap(coding, other) for other in others):
            codings[(coding.code_id, case_of.get(coding.transcript_id, ""))].append(coding)
    return codings


def _is_sure(learning: Learning, coding: Coding) -> bool:
    """Whether what was learnt of its code holds a telling for right; a cue's, where cues code."""
    learnt = learning.codes.get(coding.code_id)
    return learnt is None or not learnt.is_better_than_cues or (coding.score or 0) >= learnt.threshold


def _some_of_each(
    against: Iterable[tuple[Coding, list[Pattern]]], case_of: Mapping[str, str]
) -> Iterator[tuple[Coding, list[Pattern]]]:
    n_of: dict[tuple[str, str], int] = defaultdict(int)
    for pair in sorted(against, key=lambda pair: _rank(pair[0])):
        place = (pair[0].code_id, case_of.get(pair[0].transcript_id, ""))
        n_of[place] += 1
        if n_of[place] <= MOST_OF_A_CASE:
            yield pair


def _rank(coding: Coding) -> tuple[bool, float, str, int, str]:
    # Ends in place and code: a total order, so that the same study gives the same bytes.
    return (
        coding.polarity == "affirmed",
        -(coding.score or 0.0),
        coding.transcript_id,
        coding.start_char,
        coding.code_id,
    )
