"""The table `agreement`: people with each other, and the machine beside people, on units that both have read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

import numpy as np

from pipeline.coding.hand.by_hand import CONSENSUS, MACHINE
from pipeline.reliability.presence import PatternTable, Presence
from pipeline.reliability.readings import Readings
from pipeline.reliability.units import UNITS, Unit
from pipeline.store.rows import Agreement
from pipeline.store.rows.reliability import ENOUGH
from pipeline.study.records import Coding

HUMAN = "human-human"
MACHINE_HUMAN = "machine-human"
PEOPLE = "people"
Answer = Callable[[str], Iterable[Coding] | None]
"""A transcript's id -> the codings of one coder there, or None where that coder has not read it."""


def agreement_rows(readings: Readings, code_ids: Sequence[str]) -> list[Agreement]:
    """Human-human rows: each pair of coders, and all together where there are more than two."""
    return [row for code_id in code_ids for row in _of_code(readings, code_id)]


def _of_code(readings: Readings, code_id: str) -> list[Agreement]:
    read = sorted(transcript for (transcript, code), _ in readings.readers.items() if code == code_id)
    together: Counter[tuple[str, ...]] = Counter()
    for transcript_id in read:
        together.update(combinations(readings.coders((transcript_id, code_id)), 2))
    rows = []
    for pair in sorted(together):
        rows += _rows(
            readings,
            code_id,
            pair,
            [transcript_id for transcript_id in read if _all_read(readings, transcript_id, code_id, pair)],
        )
    everyone = tuple(sorted({coder for pair in together for coder in pair}))
    # With two coders the row of all together would repeat that of the pair.
    if len(everyone) > 2:
        # One reader alone says nothing of agreement.
        twice = [transcript_id for transcript_id in read if len(readings.coders((transcript_id, code_id))) > 1]
        rows += _rows(readings, code_id, everyone, twice, is_split=False)
    return rows


def _all_read(readings: Readings, transcript_id: str, code_id: str, coders: Sequence[str]) -> bool:
    return set(coders) <= readings.readers.get((transcript_id, code_id), frozenset())


def _rows(
    readings: Readings, code_id: str, coders: tuple[str, ...], transcripts: Sequence[str], is_split: bool = True
) -> list[Agreement]:
    """All transcripts together; then, where they differ, by version of the codebook and blind or not."""
    groups: dict[tuple[str, bool | None], list[str]] = defaultdict(list)
    for transcript_id in transcripts:
        groups[_circumstance(readings, transcript_id, code_id, coders)].append(transcript_id)
    versions = dict.fromkeys(part for version, _ in sorted(groups, key=repr) for part in version.split(";"))
    kinds_of_blind = {is_blind for _, is_blind in groups}
    whole = (";".join(versions), kinds_of_blind.pop() if len(kinds_of_blind) == 1 else None)
    parts: list[tuple[tuple[str, bool | None], Sequence[str]]] = [(whole, transcripts)]
    # With one group the parts would repeat the whole.
    if is_split and len(groups) > 1:
        # By repr: None and True (blind not said, blind) have no order of their own.
        parts += sorted(groups.items(), key=repr)
    answers = [_answers(readings, coder, code_id) for coder in coders]
    return [
        row
        for (version, is_blind), part in parts
        for unit in UNITS
        if (row := _row(readings, code_id, coders, HUMAN, unit, part, answers, version, is_blind)) is not None
    ]


def _circumstance(
    readings: Readings, transcript_id: str, code_id: str, coders: Sequence[str]
) -> tuple[str, bool | None]:
    keys = [(coder, transcript_id, code_id) for coder in coders if (coder, transcript_id, code_id) in readings.versions]
    blind = {readings.blind.get(key) for key in keys}
    # One coder who saw the others' codings is enough for a reading not to be blind; unsaid is neither.
    is_blind = True if blind == {True} else False if False in blind else None
    return ";".join(sorted({readings.versions[key] for key in keys})), is_blind


def _answers(readings: Readings, coder: str, code_id: str) -> Answer:
    def answer(transcript_id: str) -> Iterable[Coding] | None:
        if coder not in readings.readers.get((transcript_id, code_id), frozenset()):
            return None
        return readings.given.get((coder, transcript_id, code_id), ())

    return answer


def _row(
    readings: Readings,
    code_id: str,
    coders: Sequence[str],
    kind: str,
    unit: Unit,
    transcripts: Sequence[str],
    answers: Sequence[Answer],
    version: str,
    is_blind: bool | None,
) -> Agreement | None:
    presence = describe(readings, unit, transcripts, answers)
    if presence is None:
        return None
    words = [presence.why] if presence.why else []
    if presence.n_positive < ENOUGH:
        # First, since it weighs more than why a coefficient is missing.
        words.insert(0, f"too few: {presence.n_positive} units with the code, {ENOUGH} needed")
    return Agreement(
        code_id, ";".join(coders), kind, unit, presence.n_units, presence.n_positive, presence.percent,
        presence.kappa, presence.ac1, presence.alpha, presence.alpha_low, presence.alpha_high, version, is_blind,
        "; ".join(words),
    )  # fmt: skip


def describe(readings: Readings, unit: Unit, transcripts: Sequence[str], answers: Sequence[Answer]) -> Presence | None:
    """The coefficients of some coders on some transcripts; None where no transcript has such units."""
    counted: list[Counter[tuple[int, ...]]] = []
    for transcript_id in transcripts:
        units = readings.units[transcript_id]
        n_units = units.n_units(unit)
        # A transcript without a matched question has no index chunks.
        if n_units == 0:
            continue
        said = [answer(transcript_id) for answer in answers]
        marked = [None if spans is None else units.marked(unit, spans) for spans in said]
        # Most units bear no code: they are counted as one pattern, never gone through one by one.
        nowhere = tuple(-1 if units_marked is None else 0 for units_marked in marked)
        patterns: Counter[tuple[int, ...]] = Counter()
        touched = frozenset().union(*(units_marked for units_marked in marked if units_marked is not None))
        for n in touched:
            patterns[tuple(-1 if units_marked is None else int(n in units_marked) for units_marked in marked)] += 1
        patterns[nowhere] += n_units - len(touched)
        counted.append(patterns)
    if not counted:
        return None
    # In one order, so that sums come out the same whatever came first.
    every = sorted({pattern for patterns in counted for pattern in patterns})
    counts = np.array([[patterns[pattern] for pattern in every] for patterns in counted], dtype=np.int64)
    return readings.describe(PatternTable(np.array(every, dtype=np.int64), counts))


def machine_rows(
    readings: Readings, code_id: str, machine: Answer, transcripts: Sequence[str], named: str = MACHINE
) -> list[Agreement]:
    """Machine-human rows of one code: against those whose codings count, then against each coder.

    Args:
        machine: What the machine gives in each transcript, by a model that has not seen it.
        transcripts: Those on which the machine may be judged.
        named: The machine's name as a coder.
    """
    rows = []
    # Where nobody has read, a missing coding is no "no": nothing to compare with.
    pairs = {
        transcript_id: (transcript_id, code_id)
        for transcript_id in transcripts
        if (transcript_id, code_id) in readings.readers
    }
    coders = sorted({coder for pair in pairs.values() for coder in readings.coders(pair)})
    sides: list[tuple[str, Answer]] = [(PEOPLE, lambda transcript_id: readings.counted((transcript_id, code_id)))]
    sides += [(coder, _answers(readings, coder, code_id)) for coder in coders]
    for name, answer in sides:
        read = [
            transcript_id for transcript_id in pairs if name == PEOPLE or name in readings.readers[pairs[transcript_id]]
        ]
        # Version and blindness of those whose codings count, transcript by transcript (rule 3).
        deciders = [
            (readings.decider(pairs[transcript_id]) or CONSENSUS) if name == PEOPLE else name for transcript_id in read
        ]
        marks = [
            _circumstance(readings, transcript_id, code_id, [who])
            for transcript_id, who in zip(read, deciders, strict=True)
        ]
        versions = ";".join(sorted({part for version, _ in marks for part in version.split(";")}))
        blind = {is_blind for _, is_blind in marks}
        for unit in UNITS:
            row = _row(
                readings, code_id, (named, name), MACHINE_HUMAN, unit, read, (machine, answer), versions,
                next(iter(blind)) if len(blind) == 1 else None,
            )  # fmt: skip
            if row is not None:
                rows.append(row)
    return rows


def best_human_row(rows: Iterable[Agreement], code_id: str, unit: Unit) -> Agreement | None:
    """The human-human row of a code that stands for all of its coders: the one with the most coders, then units."""
    of_code = [row for row in rows if row.code_id == code_id and row.unit == unit and row.kind == HUMAN]
    return max(of_code, key=lambda row: (row.coders.count(";"), row.n_units), default=None)
