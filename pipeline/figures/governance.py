"""How each case was governed over time: a bar a step, setbacks as marks above them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.figures.dates import LONGEST, year_of, years_between
from pipeline.figures.svg import Cell, Drawing, Figure, wrapped
from pipeline.store.rows import Event, GovernanceStep
from pipeline.wording.numbers import plural
from pipeline.wording.vocabulary import MODES

LABEL, WIDTH, LINE, TOP, SHADES = 190, 900, 52, 30, 5


def governance_over_time(
    title: str,
    cases: Sequence[tuple[str, str]],
    steps: Sequence[GovernanceStep],
    events: Sequence[Event],
    has_counts: bool = True,
) -> Figure | None:
    """A bar for each step of governance from its date to the next step's, the last to the end of all dates.

    Args:
        title: Heading.
        cases: (id, name) in their order; a case without a step says so.
        steps: Rows of governance.csv; a step whose date cannot be read is in the table only.
        events: Rows of events.csv: setbacks are marked, and all dates set where the axis ends.
        has_counts: Whether its words count the steps and cases.

    Returns:
        None where no step has a date, or dates lie more than 200 years apart.
    """
    dated = [(year, row) for row in steps if (year := year_of(row.from_)) is not None]
    if not dated:
        return None
    marks = [(year, row) for row in events if (year := year_of(row.from_)) is not None]
    first = min(year for year, _ in dated)
    # Half a year more, so that a step on the last date has a length.
    last = max([year for year, _ in (*dated, *marks)]) + 0.5
    # Such a span is a slip of the pen: on its axis every bar would be a line.
    if last - first > LONGEST:
        return None
    axis = _Axis(first, last)
    modes = list(dict.fromkeys(str(row.mode or "") for _, row in dated))
    drawing = Drawing()
    height = TOP + LINE * len(cases) + 30
    for year in years_between(first, last):
        if first <= year <= last:
            drawing.text(axis.at(year), TOP - 12, year, "small quiet", "middle")
            drawing.line(axis.at(year), TOP - 6, axis.at(year), height - 26)
    for n, (case_id, name) in enumerate(cases):
        mine = sorted(
            ((year, row) for year, row in dated if row.case_id == case_id), key=lambda dated_step: dated_step[0]
        )
        bad = [year for year, row in marks if row.case_id == case_id and row.kind == "setback"]
        _case(drawing, TOP + LINE * n, name, mine, bad, modes, axis)
    long_names = [f"{mode}: {MODES[mode]}" for mode in modes if MODES.get(mode, mode) != mode]
    key = "; ".join(["A bar begins where a step begins; a triangle is a setback", *long_names])
    drawing.text(8, height - 6, f"{key}.", "quiet")
    n_cases, n_undated = len({row.case_id for _, row in dated}), len(steps) - len(dated)
    size = f"{plural(len(dated), 'step')} of governance in {n_cases} of {plural(len(cases), 'case')}"
    what = size if has_counts else "How each case was governed, step by step"
    summary = f"{what}{_undated(n_undated, has_counts)}."
    names: dict[str, str] = dict(cases)
    rows = tuple(
        (Cell(str(names.get(row.case_id, row.case_id)), f"memos/within-case/{row.case_id}.html"),
         Cell(row.from_ or "no date"), Cell(row.mode or ""), Cell(row.note or ""))
        for row in steps
    )  # fmt: skip
    return Figure(
        "governance", title, summary, drawing.image(WIDTH, height, title, summary),
        ("case", "from", "mode", "note"), rows, WIDTH, height,
    )  # fmt: skip


def _undated(n: int, has_counts: bool) -> str:
    """`; 2 more have no date that can be read`; '' where there is none."""
    if not n:
        return ""
    more = f"{n} more {'has' if n == 1 else 'have'}" if has_counts else "some have"
    return f"; {more} no date that can be read"


class _Axis:
    """Years as places from left to right."""

    def __init__(self, first: float, last: float) -> None:
        self.first, self.last = first, last

    def at(self, year: float) -> float:
        """The place of a year, in pixels."""
        return LABEL + (WIDTH - LABEL - 20) * (year - self.first) / (self.last - self.first)


def _case(
    drawing: Drawing,
    y: float,
    name: str,
    steps: Sequence[tuple[float, GovernanceStep]],
    bad: Sequence[float],
    modes: list[str],
    axis: _Axis,
) -> None:
    lines = wrapped(name, LABEL - 16, 2)
    drawing.lines(8, y + (30 if len(lines) == 1 else 22), lines)
    if not steps:
        drawing.text(LABEL, y + 30, "nothing put down", "quiet")
    for n, (year, row) in enumerate(steps):
        left = axis.at(year)
        right = axis.at(steps[n + 1][0] if n + 1 < len(steps) else axis.last)
        # At least 2 pixels: a step of a day is still to be seen.
        drawing.rect(left, y + 16, max(right - left, 2), 22, f"bar m{modes.index(str(row.mode or '')) % SHADES}")
        words = wrapped(row.mode, max(right - left - 6, 30), 1)
        drawing.text(left + 4, y + 32, words[0] if words else "", "small strong")
    for year in bad:
        if axis.first <= year <= axis.last:
            x = axis.at(year)
            drawing.path(f"M{x - 5:.1f} {y + 4}H{x + 5:.1f}L{x:.1f} {y + 14}Z", "bad")
