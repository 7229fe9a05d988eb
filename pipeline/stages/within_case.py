"""Stage 1: everything about one case, and nothing about another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pipeline.records import COUNTED_KINDS
from pipeline.stages.findings import CodeLine, Finding, Rows, strongest
from pipeline.study import FIRST_STAGE, Settings

READS = (
    "cases", "transcripts", "code_frequency", "code_frequency_other", "coded_pairs", "voices", "index_chunks",
    "judgements", "events", "episodes", "governance", "codes", "participants",
)  # fmt: skip


def stage(subject: str, tables: Mapping[str, Rows], former: tuple[Finding, ...], settings: Settings) -> Finding:
    """What the case's own material tells. `former` is empty: nothing comes before."""
    (case,) = tables["cases"]
    judgements = last_judgements(tables["judgements"])
    voices: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tables["voices"]:
        if row["kind"] in COUNTED_KINDS:
            voices[row["code_id"]].append(row)
    names = {row["code_id"]: row["name"] for row in tables["codes"]}
    lines = tuple(
        _line(subject, row, names[row["code_id"]], judgements.get((subject, row["code_id"])), voices[row["code_id"]])
        for row in tables["code_frequency"]
    )
    here = {row["transcript_id"] for row in tables["transcripts"]}
    people = {row["respondent_id"] for row in (*tables["transcripts"], *tables["voices"]) if row["respondent_id"]}
    own = {**tables, "participants": tuple(row for row in tables["participants"] if row["respondent_id"] in people)}
    cautions = _cautions(tables, here)
    return Finding(FIRST_STAGE, subject, case.get("name") or subject, (subject,), lines, own, cautions)


def last_judgements(rows: Rows) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The team's last word by `at` on each case and code."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["at"] or "", row["row_no"])):
        found[(row["case_id"], row["code_id"])] = row
    return found


def _line(
    subject: str,
    row: Mapping[str, Any],
    name: str,
    judgement: Mapping[str, Any] | None,
    voices: list[Mapping[str, Any]],
) -> CodeLine:
    def with_polarity(polarity: str) -> Rows:
        return strongest([one for one in voices if one["would_count"] and one["polarity"] == polarity], 4)

    return CodeLine(
        code_id=row["code_id"],
        name=name,
        family=row["family"],
        figure_id=f"{subject}/{row['code_id']}",
        judgement=judgement,
        frequency=row,
        quotes=strongest([one for one in voices if one["is_counted"]], 3),
        denials=with_polarity("absent"),
        wishes=with_polarity("wished"),
        disputes=with_polarity("disputed"),
        suggestions=strongest([one for one in voices if one["is_suggesting"]], 2),
    )


def _cautions(tables: Mapping[str, Rows], here: set[str]) -> tuple[str, ...]:
    found = []
    if not any(row["kind"] in COUNTED_KINDS for row in tables["transcripts"]):
        found.append("There is no interview and no group interview of this case: nothing can be counted.")
    return tuple(found)
