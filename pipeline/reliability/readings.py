"""Who read which transcript for which code, and what they then gave or left: the ground of every comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property

from pipeline.coding.counting import Pair, who_decides
from pipeline.coding.hand.by_hand import CONSENSUS
from pipeline.reliability.presence import PatternTable, Presence, describe_presence
from pipeline.reliability.units import Unit, Units
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, Coding, ReadMark, Transcript

Reader = tuple[str, str, str]
"""(coder, transcript_id, code_id)"""


@dataclass(frozen=True)
class Readings:
    """All that people read and gave. Only affirmed codings are compared, since only they are counted.

    `versions` and `blind` tell under which version of the codebook a coder read, and whether blind (None: not said);
    the last mark of a coder for a transcript and a code stands. `describe` makes coefficients of a table of answers.
    """

    units: Mapping[str, Units]
    readers: Mapping[Pair, frozenset[str]]
    given: Mapping[Reader, tuple[Coding, ...]]
    versions: Mapping[Reader, str] = field(default_factory=dict)
    blind: Mapping[Reader, bool | None] = field(default_factory=dict)
    describe: Callable[[PatternTable], Presence] = describe_presence

    def n_units(self, unit: Unit) -> int:
        """How many units of a kind all interviews and group interviews have."""
        # Mayors, archives and the like enter no frequency: verdicts do not speak of them.
        return sum(units.n_units(unit) for units in self.units.values() if units.transcript.kind in COUNTED_KINDS)

    def coders(self, pair: Pair) -> tuple[str, ...]:
        """Those who read a transcript for a code by themselves: consensus is what came of it, not another reading."""
        # Agreement after settling is 1 by construction.
        return tuple(sorted(self.readers.get(pair, frozenset()) - {CONSENSUS}))

    def decider(self, pair: Pair) -> str | None:
        """Whose reading counts there (contract, rule 3), or None where nobody has read."""
        readers = self.readers.get(pair)
        return who_decides(*pair, readers) if readers else None

    def counted(self, pair: Pair) -> tuple[Coding, ...]:
        """The affirmed codings that count where somebody has read."""
        decider = self.decider(pair)
        return self.given.get((decider, *pair), ()) if decider else ()

    @cached_property
    def counted_by_code(self) -> Mapping[str, tuple[Coding, ...]]:
        """By code, the affirmed codings that count, transcript by transcript."""
        shelves: dict[str, list[Coding]] = defaultdict(list)
        for pair in sorted(self.readers):
            shelves[pair[1]] += self.counted(pair)
        return {code_id: tuple(codings) for code_id, codings in shelves.items()}


def collect_readings(
    transcripts: Iterable[Transcript], codings: Iterable[Coding], marks: Iterable[ReadMark]
) -> Readings:
    """Everything that a comparison needs, by coder, transcript and code."""
    given: dict[Reader, list[Coding]] = defaultdict(list)
    for coding in codings:
        if coding.polarity == "affirmed":
            given[(coding.coder, coding.transcript_id, coding.code_id)].append(coding)
    readers: dict[Pair, set[str]] = defaultdict(set)
    versions: dict[Reader, str] = {}
    blind: dict[Reader, bool | None] = {}
    for mark in marks:
        for code_id in mark.codes:
            readers[(mark.transcript_id, code_id)].add(mark.coder)
            # Marks come in the order of the file, so that the last one stands.
            versions[(mark.coder, mark.transcript_id, code_id)] = mark.codebook_version
            blind[(mark.coder, mark.transcript_id, code_id)] = mark.is_blind
    return Readings(
        units={transcript.transcript_id: Units(transcript) for transcript in transcripts},
        readers={pair: frozenset(coders) for pair, coders in readers.items()},
        given={reader: tuple(codings) for reader, codings in given.items()},
        versions=versions,
        blind=blind,
    )
