"""Figures of the comparison as SVG: pure functions, the same bytes for the same rows, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from pipeline.comparison.governance import CaseGovernance
from pipeline.comparison.loops import Loops
from pipeline.comparison.material import Material
from pipeline.comparison.rivals import as_year
from pipeline.figures.svg import Image, element, image, num, shown
from pipeline.store.rows import Event
from pipeline.wording.vocabulary import MODES

FONT = "system-ui, sans-serif"
WORST, MIDDLE, BEST = (245, 191, 145), (238, 238, 238), (157, 202, 232)
MODE_FILL = {"shared": "#cfe8cf", "lead": "#f3e2a9", "nao": "#d9d0ea"}
# Learning on top and blaming below, as trust up and down beside them, so that few arrows cross.
ANSWERS = (("learning", 90), ("both", 170), ("none", 250), ("blaming", 330))
TRUST = (("up", 110), ("same", 210), ("down", 310))


def tier_colour(place: int, n_tiers: int) -> str:
    """The colour of the tier at `place` (0 worst) among `n_tiers`: orange to blue; black text reads on all."""
    at = place / (n_tiers - 1) if n_tiers > 1 else 1.0
    low, high, share = (WORST, MIDDLE, at * 2) if at < 0.5 else (MIDDLE, BEST, at * 2 - 1)
    mixed = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _image(name: str, width: int, height: int, title: str, text: str, parts: Iterable[str]) -> Image:
    paper = element("rect", width=width, height=height, fill="#ffffff")
    return image(width, height, [paper, *parts], title, text, f"{name}-", font_family=FONT, font_size="13")


def _text(x: float, y: float, words: object, anchor: str = "start", **more: str) -> str:
    return element("text", shown(words), x=x, y=y, text_anchor=anchor, **more)


def _frame(x: float, y: float, width: float, height: float, fill: str) -> str:
    return element("rect", x=x, y=y, width=width, height=height, rx=4, fill=fill, stroke="#444444")


def _box(x: float, y: float, width: float, height: float, fill: str, words: object) -> str:
    return _frame(x, y, width, height, fill) + _text(x + width / 2, y + height / 2 + 5, words, "middle")


def _edge(x1: float, y1: float, x2: float, y2: float, n: int, at: float = 0.5, has_counts: bool = True) -> str:
    """An arrow as wide as its count, with the count on it; all alike and bare where nothing is counted."""
    # Capped, or one common way would hide the boxes at its ends.
    width = f"{1 + min(n, 12) * 0.75:g}" if has_counts else "2"
    x, y = x1 + (x2 - x1) * at, y1 + (y2 - y1) * at
    line = element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#777777", stroke_width=width, marker_end="url(#head)")
    if not has_counts:
        return line
    count = element("circle", cx=x, cy=y, r=10, fill="#ffffff", stroke="#777777")
    return line + count + _text(x, y + 5, n, "middle")


def _dashed(name: str, **places: str | float) -> str:
    """A way that is not counted: the arrow of what tends to follow."""
    return element(name, **places, stroke="#777777", stroke_dasharray="5 4", marker_end="url(#head)")


HEAD = element(
    "defs",
    element(
        "marker", element("path", d="M0 0 L8 4 L0 8 z", fill="#444444"), id="head", viewBox="0 0 8 8", refX="7",
        refY="4", markerWidth="10", markerHeight="10", markerUnits="userSpaceOnUse", orient="auto",
    ),
)  # fmt: skip


def loops_figure(loops: Loops, has_counts: bool = True) -> Image:
    """Action, setback, answer, trust: episodes counted on the edges; those on which analysts differ are named below.

    Without `has_counts` (the interpretive reading) the edges say only which ways were gone.
    """
    edge = partial(_edge, has_counts=has_counts)
    into = {word: sum(n for (answer, _), n in loops.edges.items() if answer == word) for word, _ in ANSWERS}
    # Analysts who differ give no answer: counted below the figure and on no edge.
    differing = sum(n for (answer, _), n in loops.edges.items() if answer == "differing")
    unsaid = sum(n for (answer, trust), n in loops.edges.items() if answer != "differing" and not trust)
    parts = [HEAD, _back(645, 110, 16, "trust grows: more action"), _back(645, 346, 424, "trust erodes: less action")]
    parts += [edge(130, 228, 200, 228, loops.n_episodes, 0.42)]
    # Without a win on file no box stands for one: an empty one would say that there was none.
    if loops.n_wins:
        parts += [edge(75, 210, 360, 58, loops.n_wins, 0.4), _dashed("line", x1=470, y1=52, x2=590, y2=118)]
    parts += [edge(310, 228, 360, y + 18, into[word]) for word, y in ANSWERS if into[word]]
    for word, y in ANSWERS:
        edges = [(there, loops.edges.get((word, trust), 0)) for trust, there in TRUST]
        parts += [edge(470, y + 18, 590, there + 18, n, 0.35) for there, n in edges if n]
    parts += [_box(20, 210, 110, 36, "#ffffff", "action"), _box(200, 210, 110, 36, "#ffffff", "setback")]
    parts += [_box(360, 34, 110, 36, "#ffffff", "win")] if loops.n_wins else []
    parts += [_box(360, y, 110, 36, "#eeeeee", _answer(word)) for word, y in ANSWERS]
    parts += [_box(590, y, 110, 36, colour, f"trust {word}") for (word, y), colour in zip(TRUST, _trust(), strict=True)]
    counted = f"{_episodes(loops.n_episodes)}; on {differing} analysts differ; of {unsaid} trust is not told alike"
    bare = "on some, analysts differ" if differing else ""
    parts.append(_text(20, 456, counted if has_counts else bare))
    return _image("loops", 730, 470, "Setbacks, answers and trust", loops_text(loops, has_counts), parts)


def _back(x: float, y: float, at: float, words: str) -> str:
    """The way from trust back to action, above or below everything."""
    end = 210 if at < y else 246
    line = _dashed("path", d=f"M{num(x)} {num(y)} V{num(at)} H50 V{num(end)}", fill="none")
    return line + _text(70, at - 5 if at > y else at + 16, words)


def _trust() -> tuple[str, ...]:
    return tuple(tier_colour(place, 3) for place in (2, 1, 0))


def _answer(word: str) -> str:
    return {"none": "no answer"}.get(word, word)


def loops_text(loops: Loops, has_counts: bool = True) -> str:
    """The figure in words."""
    order = [*(word for word, _ in ANSWERS), "differing"]
    edges = sorted(loops.edges.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    ways = ((f"{_answer(answer)}, trust {trust or 'not said'}", n) for (answer, trust), n in edges)
    words = "; ".join(f"{way}: {n}" if has_counts else way for way, n in ways) or "No episode is on file."
    return f"{_episodes(loops.n_episodes)}. {words}" if has_counts else words


def _episodes(n: int) -> str:
    return f"{n} episode{'' if n == 1 else 's'}"


def tiers_figure(material: Material) -> Image:
    """Cases by the first two attributes of the design, each with its tier as a colour and as a word."""
    order = material.settings.outcome_order
    attributes = material.attributes[:2]
    rows = _values(material, attributes[0]) if attributes else [""]
    columns = _values(material, attributes[1]) if len(attributes) > 1 else [""]
    parts = [_text(190 + 170 * n + 80, 24, column, "middle") for n, column in enumerate(columns)]
    top, words = 40, []
    for row in rows:
        cells = [_cases_at(material, attributes, row, column) for column in columns]
        height = 46 * max(1, *map(len, cells))
        parts.append(_text(10, top + 28, row))
        for n, cases in enumerate(cells):
            for m, case_id in enumerate(cases):
                tier = material.tiers.get(case_id)
                fill = tier_colour(order.index(tier), len(order)) if tier else "#ffffff"
                parts.append(_case_box(190 + 170 * n, top + 46 * m, fill, case_id, tier or "no tier"))
                words.append(f"{case_id}: {tier or 'no tier'}")
            if not cases:
                parts.append(_text(190 + 170 * n + 80, top + 25, "no such case", "middle", fill="#666666"))
        top += height
    return _image("tiers", 200 + 170 * len(columns), top + 10, "Tiers by design", "; ".join(words), parts)


def _case_box(x: float, y: float, fill: str, case_id: str, tier: str) -> str:
    """A case's id above its tier, in the tier's colour."""
    # What fits 160 pixels; the text has the id whole.
    name = case_id if len(case_id) <= 22 else f"{case_id[:21]}…"
    words = _text(x + 80, y + 17, name, "middle") + _text(x + 80, y + 33, tier, "middle", font_weight="600")
    return _frame(x, y, 160, 40, fill) + words


def _values(material: Material, attribute: str) -> list[str]:
    return sorted(set(material.held(attribute).values()))


def _cases_at(material: Material, attributes: Sequence[str], row: str, column: str) -> list[str]:
    wanted = dict(zip(attributes, (row, column), strict=False))
    return [
        case_id
        for case_id in material.cases
        if all(material.held(attribute)[case_id] == value for attribute, value in wanted.items())
    ]


def governance_figure(cases: Sequence[CaseGovernance], order: Sequence[str], until: float | None) -> Image:
    """Each case's modes as bars over time, best tier first; a line in a bar is a change inside its mode."""
    # A case with an undated step has no length of bar: it is told in words only.
    dated = [case for case in cases if case.steps and all(as_year(step.since) is not None for step in case.steps)]
    rank = {tier: -place for place, tier in enumerate(order)}
    dated.sort(key=lambda case: (rank.get(case.tier or "", 1), case.case_id))
    years = [year for case in dated for step in case.steps if (year := as_year(step.since)) is not None]
    text = governance_text(cases)
    if not years:
        return _image("governance", 700, 60, "Governance over time", text, [_text(10, 30, "no dated governance")])
    # A year more, so that a step of the last year has a length.
    first, last = int(min(years)), max(max(years) + 1, until or 0)
    width = 480 / (last - first)
    parts = [
        _text(200 + (year - first) * width, 20, year, "middle")
        for year in range(first, int(last) + 1, _every(last - first))
    ]
    for n, case in enumerate(dated):
        parts += _history(case, 34 + 40 * n, 200 - first * width, width, last, order)
    below = 34 + 40 * len(dated) + 20
    for n, (mode, fill) in enumerate(MODE_FILL.items()):
        at = 10 + 200 * n
        parts.append(element("rect", x=at, y=below - 12, width=14, height=14, fill=fill, stroke="#444444"))
        parts.append(_text(30 + 200 * n, below, MODES[mode]))
    return _image("governance", 700, below + 20, "Governance over time", text, parts)


def _every(years: float) -> int:
    return max(1, round(years / 8))


def _history(
    case: CaseGovernance, top: float, zero: float, width: float, last: float, order: Sequence[str]
) -> list[str]:
    fill = tier_colour(order.index(case.tier), len(order)) if case.tier in order else "#ffffff"
    parts = [
        element("rect", x=4, y=top, width=190, height=30, fill=fill),
        _text(8, top + 13, case.case_id),
        _text(8, top + 26, case.tier or "no tier", font_size="11"),
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
            parts.append(_text(round(x + 4, 1), top + 20, word))
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
        figures["loops.svg"] = loops_figure(loops, material.settings.reading != "interpretive")
    if cases:
        dates = [date for event in material.rows(Event) for date in (event.from_, event.to) if date]
        until = max((year for date in dates if (year := as_year(date)) is not None), default=None)
        figures["governance.svg"] = governance_figure(cases, material.settings.outcome_order, until)
    return figures
