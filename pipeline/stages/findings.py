"""What a stage hands on: rows that were read, lines a code, quotations, and what the cases cannot show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code in one stage's subject.

    `judgement` is the team's (None where nobody judged); `frequency` the row of code_frequency (within-case), or
    `presence` that of code_presence (later stages); `quotes` the counted codings, strongest and most various first;
    `denials`, `wishes` and `disputes` would count but for their polarity; `suggestions` are the machine's, where
    nobody has read.
    """

    code_id: str
    name: str
    family: str
    figure_id: str
    judgement: Mapping[str, Any] | None = None
    frequency: Mapping[str, Any] | None = None
    presence: Mapping[str, Any] | None = None
    quotes: Rows = ()
    denials: Rows = ()
    wishes: Rows = ()
    disputes: Rows = ()
    suggestions: Rows = ()
    cases: Rows = ()


@dataclass(frozen=True)
class Finding:
    """What one stage found about one subject. `tables` are the rows that it was given, by the names in its READS."""

    stage: str
    subject: str
    name: str
    cases: tuple[str, ...]
    lines: tuple[CodeLine, ...] = ()
    tables: Mapping[str, Rows] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()
    former: tuple[Finding, ...] = ()

    def family(self, family: str) -> tuple[CodeLine, ...]:
        """Lines of one family of codes, in the codebook's order."""
        return tuple(line for line in self.lines if line.family == family)

    def line(self, code_id: str) -> CodeLine | None:
        """The line of one code."""
        return next((line for line in self.lines if line.code_id == code_id), None)


def strongest(rows: Sequence[Mapping[str, Any]], most: int = 3) -> Rows:
    """Quotations from different people first: aha marks, then long enough to be understood, then their order.

    Never two of one respondent while another respondent has one that is not yet shown.
    """
    ordered = sorted(rows, key=lambda row: (not row["is_aha"], not 8 <= len(str(row["quotation"]).split()) <= 60))
    chosen: list[Mapping[str, Any]] = []
    heard: dict[Any, int] = {}
    for depth in range(len(ordered)):
        for row in ordered:
            who = row["respondent_id"] or row["transcript_id"]
            if heard.get(who, 0) == depth and not any(row is one for one in chosen):
                chosen.append(row)
                heard[who] = depth + 1
            if len(chosen) >= most:
                return tuple(chosen)
        if len(chosen) >= len(ordered):
            break
    return tuple(chosen)
