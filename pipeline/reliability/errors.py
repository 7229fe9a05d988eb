"""Whether the machine errs differently between groups: such errors would look like differences between the groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.machine import MachineWork
from pipeline.reliability.readings import Readings
from pipeline.reliability.units import Unit
from pipeline.statistics.proportions import wilson_interval

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
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in loaded_study.corpus.transcripts:
        found["kind"][one.transcript_id] = one.kind
        person = loaded_study.corpus.participants.get(one.respondent_id or "")
        if person and person.sector:
            found["sector"][one.transcript_id] = person.sector
        for attribute in dict.fromkeys(loaded_study.study.settings.design.values()):
            # A mayor's interview belongs to no case; it holds the attribute (a city) itself.
            value = one.held.get(attribute) or cases.get(one.case_id or "", {}).get(attribute)
            if value:
                found[attribute][one.transcript_id] = value
    return found


def group_errors(
    readings: Readings,
    work: MachineWork,
    code_id: str,
    unit: Unit,
    transcripts: Sequence[str],
    groups: Mapping[str, Mapping[str, str]],
) -> list[GroupError]:
    """The machine's errors by group, on the transcripts on which it is judged."""
    found = []
    for attribute, of in groups.items():
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for one in transcripts:
            if one in of:
                units = readings.units[one]
                machine = units.marked(unit, work.found.get((one, code_id), ()))
                people = units.marked(unit, readings.counted((one, code_id)))
                for place, n in enumerate((len(units.spans[unit]), len(machine - people), len(people - machine))):
                    counted[of[one]][place] += n
        found += [GroupError(attribute, group, *numbers) for group, numbers in sorted(counted.items())]
    return found


def rows_of(code_id: str, unit: Unit, errors: Sequence[GroupError]) -> list[dict[str, Any]]:
    """Rows of the table `machine_errors`; `is_differing` is one word for all groups of an attribute."""
    uneven = differing(errors)
    return [
        {
            "code_id": code_id,
            "attribute": one.attribute,
            "value": one.group,
            "unit": unit,
            "n_units": one.n_units,
            "n_too_many": one.n_too_many,
            "n_missed": one.n_missed,
            "is_differing": one.attribute in uneven,
        }
        for one in errors
    ]


def differing(errors: Sequence[GroupError]) -> dict[str, str]:
    """Attributes whose groups differ so much that the 95 % intervals of their errors do not touch, each in words."""
    said = {}
    for attribute in dict.fromkeys(one.attribute for one in errors):
        groups = [one for one in errors if one.attribute == attribute and one.n_units >= FEWEST_UNITS]
        if len(groups) < 2:
            continue
        worst = max(groups, key=lambda one: one.n_wrong / one.n_units)
        best = min(groups, key=lambda one: one.n_wrong / one.n_units)
        high = wilson_interval(best.n_wrong, best.n_units)[1]
        # Intervals that do not touch: stricter than a difference at 5 %.
        if wilson_interval(worst.n_wrong, worst.n_units)[0] > high:
            said[attribute] = (
                f"by {attribute}: wrong in {worst.n_wrong} of {worst.n_units} at {worst.group}, "
                f"in {best.n_wrong} of {best.n_units} at {best.group}"
            )
    return said
