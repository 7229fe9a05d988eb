"""What happened in one case, down the page in time."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.figures.dates import LONGEST, year_of, years_between
from pipeline.figures.svg import Cell, Drawing, Figure, element, wrapped
from pipeline.store.rows import Event
from pipeline.study.records import says_yes
from pipeline.wording.numbers import plural

AXIS, LABEL, WIDTH, LINE, TOP = 84, 150, 760, 38, 22
# The kinds whose shape a reader should see at a glance; all others are squares.
BAD, GOOD = ("setback", "departure"), ("win", "launch", "outcome")


def chronology(case_id: str, name: str, events: Sequence[Event]) -> Figure | None:
    """Events of one case at their dates; None where there is no event.

    Events without a date that can be read stand last, without a place on the axis.
    """
    if not events:
        return None
    dated = sorted(
        ((year, n, event) for n, event in enumerate(events) if (year := year_of(event.from_)) is not None),
        key=lambda dated_event: (dated_event[0] + _later_within(dated_event[2]), dated_event[1]),
    )
    rest = [event for event in events if year_of(event.from_) is None]
    drawing = Drawing()
    title = f"What happened in {name}"
    height = TOP + LINE * len(events) + 24
    if dated:
        _axis(drawing, dated, TOP + LINE * len(dated) - 12)
    ordered = [*(event for _, _, event in dated), *rest]
    for n, event in enumerate(ordered):
        _event(drawing, event, TOP + LINE * n + 12)
    summary = _summary(name, dated, rest)
    return Figure(
        f"chronology-{case_id}", title, summary, drawing.image(WIDTH, height, title, summary),
        ("when", "kind", "what", "disputed"), tuple(map(_cells, ordered)),
        WIDTH, height,
    )  # fmt: skip


def _later_within(event: Event) -> float:
    """How much later in its year or month a response stands whose day is not written: after what it may answer."""
    if event.kind != "response":
        return 0
    # By the length of the date: a year, or a year and a month.
    return {4: 1, 7: 1 / 12}.get(len(event.from_ or ""), 0)


def _cells(event: Event) -> tuple[Cell, ...]:
    disputed = "disputed" if _is_disputed(event) else ""
    return Cell(_when(event)), Cell(event.kind or ""), Cell(event.what or ""), Cell(disputed)


def _summary(name: str, dated: Sequence[tuple[float, int, Event]], rest: Sequence[Event]) -> str:
    events = [*(event for *_, event in dated), *rest]
    n_bad = sum(event.kind == "setback" for event in events)
    span = f" from {dated[0][2].from_} to {dated[-1][2].from_}" if dated else ""
    undated = f"; {len(rest)} without a date that can be read" if rest else ""
    return f"{plural(len(events), 'event')} of {name}{span}, {n_bad} of them setbacks{undated}."


def _axis(drawing: Drawing, dated: Sequence[tuple[float, int, Event]], bottom: float) -> None:
    first, last = dated[0][0], dated[-1][0]
    top = float(TOP)
    span = last - first
    # No scale fits such a span: the events stand at equal distances, in their order.
    if span > LONGEST or span <= 0:
        places = [top + 8 + LINE * n for n in range(len(dated))]
    else:
        places = [top + (bottom - top) * (year - first) / span for year, *_ in dated]
        for year in years_between(first, last):
            y = top + (bottom - top) * (year - first) / span
            # Marks of whole years may lie outside the first and last event.
            if top - 1 <= y <= bottom + 1:
                drawing.text(AXIS - 14, y + 4, year, "small quiet", "end")
                drawing.line(AXIS - 8, y, AXIS, y, "rule")
    drawing.line(AXIS, top - 6, AXIS, max(bottom, places[-1]) + 6, "rule")
    for n, ((_, _, event), y) in enumerate(zip(dated, places, strict=True)):
        at = TOP + LINE * n + 8
        # Dates may lie close together and their words may not: a curve leads from each to its line.
        drawing.path(f"M{AXIS} {y:.1f}C{AXIS + 30} {y:.1f} {LABEL - 46} {at} {LABEL - 16} {at}", "lead")
        drawing.parts.append(element("circle", cx=AXIS, cy=f"{y:.1f}", r=3, class_=_css(event)))


def _css(event: Event) -> str:
    return "bad" if event.kind in BAD else "good" if event.kind in GOOD else "plain"


def _event(drawing: Drawing, event: Event, y: float) -> None:
    """A sign whose shape tells the kind, the kind as a word, the date, what happened."""
    x, css = LABEL - 6, _css(event)
    if event.kind in BAD:
        drawing.path(f"M{x - 6} {y - 9}H{x + 6}L{x} {y + 2}Z", css)
    elif event.kind in GOOD:
        drawing.path(f"M{x - 6} {y + 1}H{x + 6}L{x} {y - 10}Z", css)
    else:
        drawing.rect(x - 5, y - 9, 10, 10, css)
    disputed = " · disputed" if _is_disputed(event) else ""
    drawing.text(LABEL + 8, y, f"{event.kind or 'event'}{disputed}", "strong")
    drawing.text(LABEL + 8, y + 15, _when(event), "small quiet")
    # `governance · disputed` in a bold wide font, or two whole dates.
    drawing.lines(LABEL + 180, y, wrapped(event.what, WIDTH - LABEL - 190, 2))


def _when(event: Event) -> str:
    start, end = str(event.from_ or ""), str(event.to or "")
    return f"{start} to {end}" if start and end and start != end else start or end or "no date"


def _is_disputed(event: Event) -> bool:
    return says_yes(event.is_disputed)
