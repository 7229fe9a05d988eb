"""Small rows for tests of the comparison: only the columns that a test is about need to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.comparison.material import Material
from pipeline.comparison.measures import Measured
from pipeline.comparison.patterns import Explanation
from pipeline.study.study import Settings

TIERS = ("less", "intermediate", "more")
VOICE = {
    "coding_id": "", "transcript_id": "t1", "case_id": "a", "kind": "interview", "code_id": "setback", "family": "loop",
    "start_char": 0, "end_char": 10, "coder": "ana", "origin": "hand", "polarity": "affirmed", "is_counted": True,
    "would_count": True, "is_aha": False, "target": None, "period": None, "quotation": "words", "turn": 1,
    "speaker": "R", "respondent_id": "r1", "organisation": "org1", "sector": "public", "role": None,
    "attribution": None, "may_quote": None, "cue": None,
}  # fmt: skip
EPISODE = {
    "case_id": "a", "episode": "1", "setback": "grant lost", "response": "learning", "trust_after": "up",
    "severity": "mild", "codings": None, "by": "ana", "knew_tier": None,
}  # fmt: skip
EVENT = {
    "case_id": "a", "event_id": "e1", "from": None, "to": None, "kind": "setback", "what": "grant lost",
    "codings": None, "is_disputed": None,
}  # fmt: skip
RATING = {"case_id": "a", "rater": "r1", "role": "member", "tier": None, "rating": None, "proud_of": None, "why": None}
INDICATOR = {
    "case_id": "a", "indicator": "jobs", "role": "outcome", "value": "1", "unit": None, "direction": "up",
    "period": None, "source": None,
}  # fmt: skip
CODES = (
    ("enabler", None, "enabler"),
    ("habit", "enabler", "enabler"),
    ("setback", "loop", "loop"),
    ("mutual_learning", "loop", "loop"),
    ("problem_shared", "mutual_learning", "loop"),
    ("mutual_blaming", "loop", "loop"),
    ("infighting", "mutual_blaming", "loop"),
    ("joint_problem_solving", "enabler", "enabler"),
    ("two_hats", "barrier", "barrier"),
)


def codes() -> tuple[Mapping[str, Any], ...]:
    """A codebook's rows: enablers, a barrier, setback, learning and blaming with one part each."""
    return tuple(
        {"code_id": code_id, "parent": parent, "family": family, "name": code_id.replace("_", " ")}
        for code_id, parent, family in CODES
    )


def like(template: Mapping[str, Any], *rows: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Rows that differ from a template in the columns given."""
    return tuple({**template, **row} for row in rows)


def material(
    cases: Iterable[tuple[str, str, str, str | None]],
    design: tuple[str, ...] = ("issue", "city"),
    order: tuple[str, ...] = TIERS,
    within: Mapping[str, Mapping[str, Any]] | None = None,
    reading: str = "coefficients",
    **tables: Iterable[Mapping[str, Any]],
) -> Material:
    """Cases as (id, issue, city, tier), and the tables that the test needs."""
    settings = Settings(
        title="test",
        codebook="codebook.yaml",
        design={f"within-{name}": name for name in design},
        outcome_attribute="tier",
        outcome_order=order,
        reading=reading,
    )
    listed = tuple(
        {"case_id": one, "name": one, "issue": issue, "city": city, "tier": tier} for one, issue, city, tier in cases
    )
    given = {"cases": listed, "codes": codes(), **{name: tuple(rows) for name, rows in tables.items()}}
    return Material(settings, given, within or {})


def square(reading: str = "coefficients", **tables: Iterable[Mapping[str, Any]]) -> Material:
    """Three issues by three cities, a Latin square of tiers: case `i1c2` is issue i1 in city c2."""
    cases = [(f"i{i}c{c}", f"i{i}", f"c{c}", TIERS[(i + c) % 3]) for i in range(3) for c in range(3)]
    return material(cases, reading=reading, **tables)


def having(values: Mapping[str, float | None], direction: int = 1, n_voices: int | None = None) -> Explanation:
    """An explanation that found these values."""
    measured = tuple(
        Measured(case_id, value, str(value), "" if value is not None else "unknown", n_voices=n_voices)
        for case_id, value in values.items()
    )
    return Explanation("x", "claim", direction, measured)
