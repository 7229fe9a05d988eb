"""A source that belongs to no case, such as a mayor, set beside what the partners say. Never a confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.stages.findings import Beside, CodeLine, Rows, strongest


def set_beside(tables: Mapping[str, Rows], lines: Sequence[CodeLine]) -> tuple[Beside, ...]:
    """Every code of every such source on which one of the two sides says something, in the codebook's order.

    A code that nobody has read the source for is left out where the source has no coding of it: silence is not known.
    """
    found = []
    for source in tables["other:all_transcripts"]:
        own = [row for row in tables["other:voices"] if row["transcript_id"] == source["transcript_id"]]
        known = {
            row["code_id"]
            for row in tables["other:coded_pairs"]
            if row["transcript_id"] == source["transcript_id"] and row["is_known"]
        }
        for line in lines:
            theirs = [row for row in own if row["code_id"] == line.code_id and row["would_count"]]
            if theirs or line.code_id in known:
                one = _beside(source, line, theirs)
                if one is not None:
                    found.append(one)
    return tuple(found)


def _beside(source: Mapping[str, Any], line: CodeLine, theirs: list[Mapping[str, Any]]) -> Beside | None:
    ids = [case["case_id"] for case in line.cases]
    meant = {_folded(word): case["case_id"] for case in line.cases for word in (case["case_id"], case["name"])}
    named = {meant.get(_folded(row["target"])) for row in theirs}
    about = tuple(one for one in ids if one in named) if named and None not in named else tuple(ids)
    cases = [case for case in line.cases if case["case_id"] in about]
    affirming = tuple(case["case_id"] for case in cases if case["state"] == "shows")
    denying = tuple(case["case_id"] for case in cases if case["state"] == "not" and _denies(case))
    silent = tuple(case["case_id"] for case in cases if case["state"] == "not" and not _denies(case))
    unknown = tuple(case["case_id"] for case in cases if case["state"] == "unknown")
    relation = _relation({row["polarity"] for row in theirs}, bool(affirming), bool(denying))
    if relation is None:
        return None
    wanted = [quote for case in cases for name in ("quotes", "denials") for quote in case[name]]
    partners = strongest(wanted, 2)
    return Beside(
        source, line.code_id, line.name, line.family, relation, about, affirming, denying, silent, unknown,
        strongest(theirs, 2), partners,
    )  # fmt: skip


def _folded(word: object) -> str:
    return str(word or "").strip().casefold()


def _denies(case: Mapping[str, Any]) -> bool:
    return bool(case["denials"]) or bool(case["judgement"] and case["judgement"]["judgement"] == "absent")


def _relation(own: set[str], affirmed: bool, denied: bool) -> str | None:
    """How two sides stand to each other; None where neither says anything."""
    if not own:
        return "source silent" if affirmed or denied else None
    if not affirmed and not denied:
        return "partners silent"
    if (own == {"affirmed"} and not denied) or (own == {"absent"} and not affirmed):
        return "agree"
    if (own == {"affirmed"} and not affirmed) or (own == {"absent"} and not denied):
        return "contradict"
    return "complement"
