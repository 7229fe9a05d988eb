"""Where two people read the same passage otherwise, worst first, with both quotations."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import permutations

from pipeline.coding.hand.by_hand import CONSENSUS
from pipeline.reliability.readings import Readings
from pipeline.store.rows import Agreement
from pipeline.study.dataclass import dataclass
from pipeline.study.passages import overlap
from pipeline.study.records import Coding


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One coder gave a code to a passage; another, who read the transcript for it, gave it nowhere near.

    `other_quotation` and `other_codes` say what the other gave the same words ('' where nothing); `settled` what
    consensus made of it: given, not given, or '' where consensus has not read.
    """

    code_id: str
    transcript_id: str
    coder: str
    start_char: int
    end_char: int
    quotation: str
    other: str
    other_codes: str
    other_quotation: str
    settled: str

    def as_row(self) -> dict[str, object]:
        """The row by column."""
        return asdict(self)


def disagreements(
    readings: Readings, codings: Iterable[Coding], rows: Sequence[Agreement], code_ids: Sequence[str]
) -> list[Disagreement]:
    """Worst first: codes with the lowest alpha on segments (in the codebook's order without `rows`), then by text.

    Passages that two coders cut differently are no disagreement: a passage counts as shared from one character on.
    """
    by_coder: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in codings:
        by_coder[(coding.coder, coding.transcript_id)].append(coding)
    of_coder = {key: _Overlapping(listed) for key, listed in by_coder.items()}
    alpha = {(row.code_id, row.unit): row.alpha for row in rows if row.alpha is not None}
    # An undefined alpha goes last: 2 is beyond what any alpha can be.
    worst = sorted(code_ids, key=lambda code_id: (alpha.get((code_id, "segment"), 2.0), code_id)) if rows else code_ids
    rows_told = []
    for code_id in worst:
        for transcript_id in sorted(transcript for transcript, code in readings.readers if code == code_id):
            pair = (transcript_id, code_id)
            # Both ways round: what ana gave and ben left is another row than what ben gave and ana left.
            for coder, other in permutations(readings.coders(pair), 2):
                theirs = of_coder.get((other, transcript_id), NOTHING)
                for mine in readings.given.get((coder, *pair), ()):
                    near = theirs.with_words_of(mine)
                    # The same code with another polarity is a disagreement: "told" and "denied" are opposite readings.
                    if not any(_says(their) == _says(mine) for their in near):
                        rows_told.append(_told(readings, mine, other, near))
    return rows_told


class _Overlapping:
    """One coder's codings of a transcript, to be asked which share words with one of another's thousands."""

    def __init__(self, codings: Sequence[Coding]) -> None:
        order = sorted(range(len(codings)), key=lambda n: codings[n].start_char)
        self._codings = codings
        self._order = order
        self._starts = [codings[n].start_char for n in order]
        self._longest = max((coding.end_char - coding.start_char for coding in codings), default=0)

    def with_words_of(self, coding: Coding) -> list[Coding]:
        """Those that share a character with a coding, in the order of the coder's file."""
        # One that begins earlier than the longest of them is long has ended before.
        first = bisect_left(self._starts, coding.start_char - self._longest)
        last = bisect_left(self._starts, coding.end_char)
        numbers = sorted(n for n in self._order[first:last] if overlap(coding, self._codings[n]))
        return [self._codings[n] for n in numbers]


NOTHING = _Overlapping(())


def _says(coding: Coding) -> tuple[str, str]:
    return coding.code_id, coding.polarity


def _told(readings: Readings, coding: Coding, other: str, near: Sequence[Coding]) -> Disagreement:
    """`near`: what the other gave the same words."""
    codes = "; ".join(
        dict.fromkeys(f"{n.code_id}{'' if n.polarity == 'affirmed' else f' ({n.polarity})'}" for n in near)
    )
    pair = (coding.transcript_id, coding.code_id)
    settled = ""
    # Without a read mark of consensus a missing coding does not say that the meeting refused it.
    if CONSENSUS in readings.readers.get(pair, frozenset()):
        agreed = readings.given.get((CONSENSUS, *pair), ())
        settled = "given" if any(overlap(coding, their) for their in agreed) else "not given"
    return Disagreement(
        coding.code_id, coding.transcript_id, coding.coder, coding.start_char, coding.end_char, coding.quotation,
        other, codes, near[0].quotation if near else "", settled,
    )  # fmt: skip
