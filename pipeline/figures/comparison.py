"""Figures of the comparison as SVG: pure functions, the same bytes for the same rows, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.comparison.governance import CaseGovernance
from pipeline.comparison.links import links_of
from pipeline.comparison.loops import Loops
from pipeline.comparison.material import Material
from pipeline.comparison.rivals import as_year
from pipeline.figures.boxes import drawn, frame, tier_colour, words_at
from pipeline.figures.loops import loops_figure
from pipeline.figures.svg import Image, element, num
from pipeline.store.rows import Event
from pipeline.wording.vocabulary import MODES

NO_NAMES: Mapping[str, str] = {}
MODE_FILL = {"shared": "#cfe8cf", "lead": "#f3e2a9", "nao": "#d9d0ea"}


def tiers_figure(material: Material) -> Image:
    """Cases by the first two attributes of the design, each with its tier as a colour and as a word."""
    order = material.settings.outcome_order
    attributes = material.attributes[:2]
    rows = _values(material, attributes[0]) if attributes else [""]
    columns = _values(material, attributes[1]) if len(attributes) > 1 else [""]
    parts = [words_at(190 + 170 * n + 80, 24, column, "middle") for n, column in enumerate(columns)]
    top, words = 40, []
    for row in rows:
        cells = [_cases_at(material, attributes, row, column) for column in columns]
        height = 46 * max(1, *map(len, cells))
        parts.append(words_at(10, top + 28, row))
        for n, cases in enumerate(cells):
            for m, case_id in enumerate(cases):
                tier = material.tiers.get(case_id)
                fill = tier_colour(order.index(tier), len(order)) if tier else "#ffffff"
                parts.append(_case_box(190 + 170 * n, top + 46 * m, fill, case_id, tier or "no tier"))
                words.append(f"{case_id}: {tier or 'no tier'}")
            if not cases:
                parts.append(words_at(190 + 170 * n + 80, top + 25, "no such case", "middle", fill="#666666"))
        top += height
    return drawn("tiers", 200 + 170 * len(columns), top + 10, "Tiers by design", "; ".join(words), parts)


def _case_box(x: float, y: float, fill: str, case_id: str, tier: str) -> str:
    """A case's id above its tier, in the tier's colour."""
    # What fits 160 pixels; the text has the id whole.
    name = case_id if len(case_id) <= 22 else f"{case_id[:21]}…"
    words = words_at(x + 80, y + 17, name, "middle") + words_at(x + 80, y + 33, tier, "middle", font_weight="600")
    return frame(x, y, 160, 40, fill) + words


def _values(material: Material, attribute: str) -> list[str]:
    return sorted(set(material.held(attribute).values()))


def _cases_at(material: Material, attributes: Sequence[str], row: str, column: str) -> list[str]:
    wanted = dict(zip(attributes, (row, column), strict=False))
    return [
        case_id
        for case_id in material.cases
        if all(material.held(attribute)[case_id] == value for attribute, value in wanted.items())
    ]


def governance_figure(
    cases: Sequence[CaseGovernance],
    order: Sequence[str],
    until: float | None,
    names: Mapping[str, str] = NO_NAMES,
    setbacks: Sequence[Event] = (),
) -> Image:
    """Each case's modes as bars over time, best tier first, dashed after a change inside; setbacks as marks."""
    # A case with an undated step has no length of bar: it is told in words only.
    dated = [case for case in cases if case.steps and all(as_year(step.since) is not None for step in case.steps)]
    rank = {tier: -place for place, tier in enumerate(order)}
    # In the study's own order within a tier, as everywhere.
    dated.sort(key=lambda case: rank.get(case.tier or "", 1))
    years = [year for case in dated for step in case.steps if (year := as_year(step.since)) is not None]
    text = governance_text(cases)
    if not years:
        return drawn("governance", 700, 60, "Governance over time", text, [words_at(10, 30, "no dated governance")])
    # A year more, so that a step of the last year has a length.
    first, last = int(min(years)), max(max(years) + 1, until or 0)
    width = 480 / (last - first)
    parts = [
        words_at(200 + (year - first) * width, 20, year, "middle")
        for year in range(first, int(last) + 1, _every(last - first))
    ]
    for n, case in enumerate(dated):
        name = names.get(case.case_id, case.case_id)
        parts += _history(case, name, 34 + 40 * n, 200 - first * width, width, last, order)
        for event in setbacks:
            year = as_year(event.from_ or "")
            if event.case_id == case.case_id and year is not None and first <= year <= last:
                parts.append(_setback(200 + (year - first) * width, 34 + 40 * n))
    below = 34 + 40 * len(dated) + 20
    for n, (mode, fill) in enumerate(MODE_FILL.items()):
        at = 10 + 200 * n
        parts.append(element("rect", x=at, y=below - 12, width=14, height=14, fill=fill, stroke="#444444"))
        parts.append(words_at(30 + 200 * n, below, MODES[mode]))
    marks = ("dashed: changed inside its mode", *(["a triangle: a setback"] if setbacks else []))
    parts.append(words_at(10, below + 24, "; ".join(marks), fill="#555555"))
    return drawn("governance", 700, below + 44, "Governance over time", text, parts)


def _setback(x: float, top: float) -> str:
    """A mark on the upper rim of a case's bars."""
    d = f"M{num(x - 5)} {num(top - 4)} H{num(x + 5)} L{num(x)} {num(top + 5)} z"
    return element("path", d=d, fill="#b04a00", stroke="#ffffff", stroke_width="0.8")


def _every(years: float) -> int:
    return max(1, round(years / 8))


def _history(
    case: CaseGovernance, name: str, top: float, zero: float, width: float, last: float, order: Sequence[str]
) -> list[str]:
    fill = tier_colour(order.index(case.tier), len(order)) if case.tier in order else "#ffffff"
    parts = [
        element("rect", x=4, y=top, width=190, height=30, fill=fill),
        # What fits 186 pixels; the text names the case whole.
        words_at(8, top + 13, name if len(name) <= 26 else f"{name[:25]}…"),
        words_at(8, top + 26, case.tier or "no tier", font_size="11"),
    ]
    starts = [as_year(step.since) or 0.0 for step in case.steps]
    for step, start, end in zip(case.steps, starts, [*starts[1:], last], strict=True):
        x, wide = zero + start * width, max((end - start) * width, 1)
        colour = MODE_FILL.get(step.mode, "#eeeeee")
        dashes = "4 3" if step.change == "inside" else ""
        parts.append(
            element(
                "rect", x=f"{x:.1f}", y=top, width=f"{wide:.1f}", height=30, fill=colour, stroke="#444444",
                stroke_dasharray=dashes,
            )
        )  # fmt: skip
        word = "inside" if step.change == "inside" else step.mode
        # A word that would run over its bar is left out; the text names every step.
        if wide > 8 * len(word):
            parts.append(words_at(round(x + 4, 1), top + 20, word))
    return parts


def governance_text(cases: Sequence[CaseGovernance]) -> str:
    """The figure in words."""
    return "; ".join(
        f"{case.case_id} ({case.tier or 'no tier'}): "
        + ", then ".join(
            f"{'changed inside ' if s.change == 'inside' else ''}{s.mode} {s.since}".strip() for s in case.steps
        )
        for case in cases
    )


def figures_of(material: Material, loops: Loops, cases: Sequence[CaseGovernance]) -> Mapping[str, Image]:
    """All figures by file name; one without anything to show is left out."""
    figures = {}
    if material.tiers:
        figures["tiers.svg"] = tiers_figure(material)
    if loops.n_episodes:
        figures["loops.svg"] = loops_figure(
            loops, links_of(material, loops), material.settings.reading != "interpretive"
        )
    if cases:
        dates = [date for event in material.rows(Event) for date in (event.from_, event.to) if date]
        until = max((year for date in dates if (year := as_year(date)) is not None), default=None)
        setbacks = [event for event in material.rows(Event) if event.kind == "setback"]
        order = material.settings.outcome_order
        figures["governance.svg"] = governance_figure(cases, order, until, material.names, setbacks)
    return figures
