"""Small rows for tests of the comparison: only the columns that a test is about need to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pipeline.comparison.material import Material
from pipeline.comparison.measures import Measured
from pipeline.comparison.patterns import Explanation
from pipeline.store.rows import CodeRow, Episode, Event, Indicator, Rating, Row
from pipeline.study.study import Settings
from tests.typed_rows import row, tables, typed, voice

TIERS = ("less", "intermediate", "more")
VOICE = voice("setback", family="loop", organisation="org1", sector="public", coding_id="", speaker="R")
EPISODE = row(
    Episode, case_id="a", episode="1", setback="grant lost", response="learning", trust_after="up", severity="mild",
    by="ana",
)  # fmt: skip
EVENT = row(Event, case_id="a", event_id="e1", kind="setback", what="grant lost")
RATING = row(Rating, case_id="a", rater="r1", role="member")
INDICATOR = row(Indicator, case_id="a", indicator="jobs", role="outcome", value="1", direction="up")
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


def codes() -> tuple[CodeRow, ...]:
    """A codebook's rows: enablers, a barrier, setback, learning and blaming with one part each."""
    return tuple(
        row(CodeRow, code_id=code_id, parent=parent, family=family, name=code_id.replace("_", " "))
        for code_id, parent, family in CODES
    )


def like(template: Row, *rows: Mapping[str, Any]) -> tuple[Row, ...]:
    """Rows that differ from a template in the columns given."""
    own = template.by_column()
    return cast("tuple[Row, ...]", typed(template.TABLE, ({**own, **cells} for cells in rows)))


def material(
    cases: Iterable[tuple[str, str, str, str | None]],
    design: tuple[str, ...] = ("issue", "city"),
    order: tuple[str, ...] = TIERS,
    within: Mapping[str, Mapping[str, Iterable[Any]]] | None = None,
    reading: str = "coefficients",
    **rows: Iterable[Any],
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
    own = {case_id: tables(**given) for case_id, given in (within or {}).items()}
    return Material(settings, tables(**{"cases": listed, "codes": codes(), **rows}), own)


def square(reading: str = "coefficients", **rows: Iterable[Any]) -> Material:
    """Three issues by three cities, a Latin square of tiers: case `i1c2` is issue i1 in city c2."""
    cases = [(f"i{i}c{c}", f"i{i}", f"c{c}", TIERS[(i + c) % 3]) for i in range(3) for c in range(3)]
    return material(cases, reading=reading, **rows)


def having(values: Mapping[str, float | None], direction: int = 1, n_voices: int | None = None) -> Explanation:
    """An explanation that found these values."""
    measured = tuple(
        Measured(case_id, value, str(value), "" if value is not None else "unknown", n_voices=n_voices)
        for case_id, value in values.items()
    )
    return Explanation("x", "claim", direction, measured)
