"""Stage 1: everything about one case, and nothing about another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pipeline.stages.findings import CodeLine, Finding, Rows, Tables, strongest
from pipeline.stages.heard import who_was_heard
from pipeline.stages.told import Cited, in_time
from pipeline.store.rows import ROW_NO
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE, Settings

READS = (
    "cases", "case_attributes", "transcripts", "all_transcripts", "code_frequency", "code_frequency_other",
    "coded_pairs", "voices", "index_chunks", "judgements", "events", "episodes", "governance", "codes", "participants",
    "attendance", "unnamed_respondents",
)  # fmt: skip


def stage(subject: str, tables: Tables, former: tuple[Finding, ...], settings: Settings) -> Finding:
    """What the case's own material tells. `former` is empty: nothing comes before."""
    (case,) = tables["cases"]
    judgements = last_judgements(tables["judgements"])
    voices, pairs = by_code(tables["voices"]), by_code(tables["coded_pairs"])
    names = {row["code_id"]: row["name"] for row in tables["codes"]}
    lines = tuple(
        _line(row, names[row["code_id"]], judgements.get((subject, row["code_id"])), voices, pairs)
        for row in tables["code_frequency"]
    )
    cited = Cited(tables["voices"])
    return Finding(
        FIRST_STAGE,
        subject,
        case.get("name") or subject,
        (subject,),
        lines,
        tables,
        _cautions(tables),
        heard=who_was_heard(tables),
        events=tuple(cited.told(row) for row in in_time(tables["events"])),
        episodes=tuple(cited.told(row) for row in tables["episodes"]),
    )


def by_code(rows: Rows) -> Mapping[str, list[Mapping[str, Any]]]:
    """Rows shelved by their code, in their order."""
    shelves: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        shelves[row["code_id"]].append(row)
    return shelves


def last_judgements(rows: Rows) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The team's last word by `at` on each case and code."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["at"] or "", row[ROW_NO])):
        found[(row["case_id"], row["code_id"])] = row
    return found


def _line(
    row: Mapping[str, Any],
    name: str,
    judgement: Mapping[str, Any] | None,
    by_code_: Mapping[str, list[Mapping[str, Any]]],
    pairs: Mapping[str, list[Mapping[str, Any]]],
) -> CodeLine:
    code_id = row["code_id"]
    every = by_code_.get(code_id, [])
    voices = [one for one in every if one["kind"] in COUNTED_KINDS]

    def with_polarity(polarity: str) -> Rows:
        return strongest([one for one in voices if one["would_count"] and one["polarity"] == polarity], 4)

    return CodeLine(
        code_id=code_id,
        name=name,
        family=row["family"],
        figure_id=f"{row['case_id']}/{code_id}",
        judgement=judgement,
        frequency=row,
        quotes=strongest([one for one in voices if one["is_counted"]], 3),
        denials=with_polarity("absent"),
        wishes=with_polarity("wished"),
        disputes=with_polarity("disputed"),
        suggestions=strongest([one for one in voices if one["is_suggesting"]], 2),
        documents=strongest([one for one in every if one["kind"] not in COUNTED_KINDS and one["is_counted"]], 2),
        pairs=tuple(one for one in pairs.get(code_id, ()) if one["kind"] in COUNTED_KINDS),
    )


def _cautions(tables: Tables) -> tuple[str, ...]:
    if any(row["kind"] in COUNTED_KINDS for row in tables["transcripts"]):
        return ()
    return ("There is no interview and no group interview here: nothing can be counted.",)
