"""Whether the machine errs differently between groups: such errors would look like differences between the groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.machine import MachineWork
from pipeline.reliability.readings import Readings
from pipeline.reliability.units import Unit
from pipeline.statistics.proportions import wilson_interval
from pipeline.store.rows import MachineError
from pipeline.study.dataclass import dataclass

# Under twenty a share says too little to be set beside another.
FEWEST_UNITS = 20


@dataclass(frozen=True, slots=True)
class GroupError:
    """In one group of transcripts: units judged, those the machine gave wrongly, those it left out wrongly."""

    attribute: str
    group: str
    n_units: int
    n_too_many: int
    n_missed: int

    @property
    def n_wrong(self) -> int:
        """Units on which machine and people differ."""
        return self.n_too_many + self.n_missed


def groups_of(loaded_study: LoadedStudy) -> Mapping[str, Mapping[str, str]]:
    """attribute -> transcript -> group: the design's attributes of its case, the respondent's sector, the kind."""
    cases = {case.case_id: case.attributes for case in loaded_study.corpus.cases}
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for transcript in loaded_study.corpus.transcripts:
        groups["kind"][transcript.transcript_id] = transcript.kind
        person = loaded_study.corpus.participants.get(transcript.respondent_id or "")
        if person and person.sector:
            groups["sector"][transcript.transcript_id] = person.sector
        for attribute in dict.fromkeys(loaded_study.study.settings.design.values()):
            # A mayor's interview belongs to no case; it holds the attribute (a city) itself.
            value = transcript.held.get(attribute) or cases.get(transcript.case_id or "", {}).get(attribute)
            if value:
                groups[attribute][transcript.transcript_id] = value
    return groups


def group_errors(
    readings: Readings,
    work: MachineWork,
    code_id: str,
    unit: Unit,
    transcripts: Sequence[str],
    groups: Mapping[str, Mapping[str, str]],
) -> list[GroupError]:
    """The machine's errors by group, on the transcripts on which it is judged."""
    errors = []
    for attribute, of in groups.items():
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for transcript_id in transcripts:
            if transcript_id in of:
                units = readings.units[transcript_id]
                machine = units.marked(unit, work.codings.get((transcript_id, code_id), ()))
                people = units.marked(unit, readings.counted((transcript_id, code_id)))
                for place, n in enumerate((units.n_units(unit), len(machine - people), len(people - machine))):
                    counted[of[transcript_id]][place] += n
        errors += [GroupError(attribute, group, *numbers) for group, numbers in sorted(counted.items())]
    return errors


def rows_of(code_id: str, unit: Unit, errors: Sequence[GroupError]) -> list[MachineError]:
    """Rows of the table `machine_errors`; `is_differing` is one word for all groups of an attribute."""
    uneven = differing(errors)
    return [
        MachineError(
            code_id, error.attribute, error.group, unit, error.n_units, error.n_too_many, error.n_missed,
            error.attribute in uneven,
        )
        for error in errors
    ]  # fmt: skip


def differing(errors: Sequence[GroupError]) -> dict[str, str]:
    """Attributes whose groups differ so much that the 95 % intervals of their errors do not touch, each in words."""
    said = {}
    for attribute in dict.fromkeys(error.attribute for error in errors):
        groups = [error for error in errors if error.attribute == attribute and error.n_units >= FEWEST_UNITS]
        if len(groups) < 2:
            continue
        worst = max(groups, key=lambda error: error.n_wrong / error.n_units)
        best = min(groups, key=lambda error: error.n_wrong / error.n_units)
        high = wilson_interval(best.n_wrong, best.n_units)[1]
        # Intervals that do not touch: stricter than a difference at 5 %.
        if wilson_interval(worst.n_wrong, worst.n_units)[0] > high:
            said[attribute] = (
                f"by {attribute}: wrong in {worst.n_wrong} of {worst.n_units} at {worst.group}, "
                f"in {best.n_wrong} of {best.n_units} at {best.group}"
            )
    return said
