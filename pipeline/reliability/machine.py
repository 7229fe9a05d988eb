"""The machine as it is judged: what it finds in each transcript, where it has not learnt from that transcript."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from pipeline.coding.counting import Pair
from pipeline.reliability.agreement import Answer
from pipeline.reliability.readings import Readings
from pipeline.reliability.units import Unit
from pipeline.reliability.verdicts import Hits
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Coding


@dataclass(frozen=True)
class MachineWork:
    """All affirmed machine codings that are judged, by transcript and code."""

    codings: Mapping[Pair, Sequence[Coding]] = field(default_factory=dict)

    def answer(self, code_id: str) -> Answer:
        """What the machine gives in a transcript: it has read everything."""
        # Never None: the machine reads everything, so that its silence is an answer.
        return lambda transcript_id: self.codings.get((transcript_id, code_id), ())

    def mentions(self, transcript_id: str, code_id: str) -> bool:
        """Whether it finds the code in a transcript at all."""
        return bool(self.codings.get((transcript_id, code_id)))

    def hits(self, readings: Readings, code_id: str, unit: Unit, transcripts: Sequence[str]) -> Hits:
        """By transcript, how many units it gave, how many of them rightly, and how many people gave."""
        given, right, wanted = [], [], []
        for transcript_id in transcripts:
            units = readings.units[transcript_id]
            machine = units.marked(unit, self.codings.get((transcript_id, code_id), ()))
            people = units.marked(unit, readings.counted((transcript_id, code_id)))
            given.append(len(machine))
            right.append(len(machine & people))
            wanted.append(len(people))
        return Hits(given, right, wanted)


def affirmed_by_pair(codings: Iterable[Coding]) -> MachineWork:
    """Only affirmed codings are judged: only they are counted."""
    by_pair: dict[Pair, list[Coding]] = defaultdict(list)
    for coding in codings:
        if coding.polarity == "affirmed":
            by_pair[(coding.transcript_id, coding.code_id)].append(coding)
    return MachineWork(by_pair)
