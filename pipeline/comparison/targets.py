"""Who lays it on whom: the `target` of codings as a grid of credit and blame, sender by target."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from pipeline.comparison.loops import kinds_of_codes
from pipeline.comparison.material import Material
from pipeline.stages.findings import teller
from pipeline.store.rows import CodeRow, Event, Voice
from pipeline.study.dataclass import dataclass

BEFORE, AFTER, UNDATED = "before", "after", "undated"
LONG, NEAR = 6, 0.88
"""From how many letters on, and from which share of them in common, two names are offered as one."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One cell: passages in which a sender (an organisation, else a sector, else a person) credits or blames a target.

    `n_before`, `n_after`: by the coding's period, before or after the case's first dated setback; the rest is undated.
    """

    case_id: str
    sender: str
    target: str
    sign: str
    n: int
    n_before: int
    n_after: int
    n_people: int
    is_self: bool
    first: Voice


@dataclass(frozen=True, slots=True)
class Targets:
    """All cells, those of most passages first, and how many codings name a target at all."""

    cells: tuple[Laid, ...]
    n_with_target: int

    @property
    def variants(self) -> tuple[tuple[str, ...], ...]:
        """Targets that look like one name spelt in several ways, for a person to join; nothing is joined here."""
        return spelling_variants(cell.target for cell in self.cells)


def targets(material: Material) -> Targets:
    """Credit (enablers and parts of learning with a target) and blame (parts of blaming, barriers with a target)."""
    signs = signs_of_codes(material.rows(CodeRow))
    rows: dict[tuple[str, str, str, str], list[Voice]] = {}
    n_with_target = 0
    for case_id in material.cases:
        for voice in material.own(case_id, Voice):
            if not voice.target or not voice.is_counted:
                continue
            n_with_target += 1
            sign = signs.get(voice.code_id)
            sender = voice.organisation or voice.sector or voice.respondent_id or voice.speaker or "?"
            for target in [part.strip() for part in voice.target.split(";") if part.strip()] if sign else []:
                rows.setdefault((case_id, sender, target, str(sign)), []).append(voice)
    cells = [_cell(key, some, first_setback(material.of(Event, key[0]))) for key, some in rows.items()]
    cells.sort(key=lambda cell: (material.cases.index(cell.case_id), -cell.n, cell.sender, cell.target, cell.sign))
    return Targets(tuple(cells), n_with_target)


def spelling_variants(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Groups of names that differ in capitals, an article, punctuation, an ending, or a slip of the pen."""
    groups: list[list[str]] = []
    for name in sorted(set(names)):
        group = next((some for some in groups if any(_alike(name, other) for other in some)), None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return tuple(tuple(group) for group in groups if len(group) > 1)


def _alike(name: str, other: str) -> bool:
    bare, bare_other = _bare(name), _bare(other)
    if bare == bare_other:
        return True
    # Two short words of one letter's difference are two words; from six letters on it is more likely a slip.
    return min(len(bare), len(bare_other)) >= LONG and SequenceMatcher(None, bare, bare_other).ratio() >= NEAR


def _bare(name: str) -> str:
    words = re.sub(r"[^\w\s]", "", name.casefold()).split()
    return " ".join(word.removesuffix("s") for word in words if word not in ("the", "a", "an"))


def signs_of_codes(codes: Sequence[CodeRow]) -> Mapping[str, str]:
    """Which codes credit and which blame: learning and enablers, blaming and barriers."""
    signs = {row.code_id: {"enabler": "credit", "barrier": "blame"}.get(row.family, "") for row in codes}
    for code_id, kind in kinds_of_codes(codes).items():
        # After the families: an answer to a setback credits or blames whatever family it stands in.
        signs[code_id] = {"learning": "credit", "blaming": "blame"}.get(kind, signs.get(code_id, ""))
    return {code_id: sign for code_id, sign in signs.items() if sign}


def _cell(key: tuple[str, str, str, str], rows: list[Voice], setback: str) -> Laid:
    case_id, sender, target, sign = key
    when = Counter(when_told(row.period, setback) for row in rows)
    people = {teller(row) for row in rows}
    # How coders write that somebody lays it on themselves.
    is_self = target.casefold() in {sender.casefold(), "self", "us", "ourselves", "own"}
    return Laid(case_id, sender, target, sign, len(rows), when[BEFORE], when[AFTER], len(people), is_self, rows[0])


def first_setback(events: Iterable[Event]) -> str:
    """When the first dated setback of a case began; '' where none is dated."""
    return min((row.from_ for row in events if row.kind == "setback" and row.from_), default="")


def when_told(period: str | None, setback: str) -> str:
    """before, after or undated: a period written as one of the two words, or as a date beside that of the setback."""
    word = (period or "").strip().casefold()
    # Coders' own words, and those of `role` in judgements.csv.
    if word.startswith(("before", "at_launch", "launch")):
        return BEFORE
    if word.startswith(("after", "in_response", "during", "now")):
        return AFTER
    if not (word[:4].isdigit() and setback[:4].isdigit()):
        return UNDATED
    shorter = min(len(word), len(setback))
    if word[:shorter] == setback[:shorter]:
        # Within one year either may have come first; told of the setback's very month, it is told of the setback.
        return AFTER if shorter > 4 else UNDATED
    return BEFORE if word[:shorter] < setback[:shorter] else AFTER
