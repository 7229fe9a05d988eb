"""From each case's list of enablers to those that recur: cases left, enablers right, a stroke where one shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.comparison.distillation import Cell as Shown
from pipeline.comparison.distillation import Distillation, Enabler
from pipeline.figures.svg import Cell, Drawing, Figure, wrapped
from pipeline.wording.numbers import listed
from pipeline.wording.vocabulary import NOT_JUDGED, ROLES

TOP, STEP, BOX, LEFT, RIGHT, WIDTH = 74, 50, 40, 300, 600, 960
ROLE_STROKES = {"at_launch": "t4", "in_response": "t1", "both": "t4", "": "t2"}
NAME = "distillation"


def distillation_figure(
    title: str,
    distillation: Distillation,
    names: Mapping[str, str],
    tiers: Mapping[str, str],
    case_word: str = "case",
    has_counts: bool = True,
) -> Figure | None:
    """The figure of a distillation.

    Args:
        title: Heading.
        distillation: Which enablers show in which cases.
        names: What each case is called.
        tiers: Each case's tier, where it has one.
        case_word: What a case is called in prose.
        has_counts: Whether it prints in how many cases an enabler shows; else in all, some or none.

    Returns:
        None where there is no enabler or no case.
    """
    ordered = (
        *distillation.recurring,
        *(enabler for enabler in distillation.enablers if enabler not in distillation.recurring),
    )
    if not ordered or not distillation.cases:
        return None
    drawing = Drawing()
    drawing.text(8, 24, title, "heading")
    drawing.text(8, TOP - 18, f"each {case_word}’s own list", "quiet")
    drawing.text(RIGHT, TOP - 18, "enablers, most widely shown first", "quiet")
    # One row more for the gap between those that recur and the others.
    n_rows = max(len(distillation.cases), len(ordered) + 1)
    height = TOP + n_rows * STEP + 56
    left = {
        case_id: TOP + n * STEP * n_rows / len(distillation.cases) + BOX / 2
        for n, case_id in enumerate(distillation.cases)
    }
    right = _right(ordered, len(distillation.recurring))
    for enabler in ordered:
        for cell in enabler.cells:
            if cell.state == "shows":
                _stroke(drawing, left[cell.case_id], right[enabler.code_id], cell, enabler.is_recurring)
    for case_id, y in left.items():
        n_enablers = len(distillation.list_of(case_id))
        about = ([f"{n_enablers} in its list"] if has_counts else []) + ([tiers[case_id]] if tiers.get(case_id) else [])
        _case(drawing, y, names[case_id], "; ".join(about))
    for enabler in ordered:
        _enabler(drawing, right[enabler.code_id], enabler, has_counts)
    # Without both kinds there is nothing to part.
    if 0 < len(distillation.recurring) < len(ordered):
        y = TOP + len(distillation.recurring) * STEP + STEP / 2 - 6
        drawing.line(RIGHT, y, WIDTH - 8, y)
        drawing.text(WIDTH - 8, y + 16, "below: in one, or in half of them or fewer", "small quiet", "end")
    _key(drawing, height)
    which = (
        f"{len(distillation.recurring)} of {len(ordered)} enablers show"
        if has_counts
        else _named(distillation.recurring)
    )
    summary = (
        f"{which} in more than half of the {case_word}s of which it is known. Nobody distilled: these are codes, and "
        "whether one of them is key is the team’s to say."
    )
    return Figure(
        NAME, title, summary, drawing.image(WIDTH, height, title, summary), _heads(distillation, names), _rows(ordered),
        WIDTH, int(height),
    )  # fmt: skip


def _named(recurring: Sequence[Enabler]) -> str:
    """`A, B and C show`, where readings only are wanted."""
    return (
        f"{listed(enabler.name for enabler in recurring)} show{'s' * (len(recurring) == 1)}"
        if recurring
        else "None shows"
    )


def _right(ordered: Sequence[Enabler], n_recurring: int) -> dict[str, float]:
    """The middle of each enabler's box; a gap of one step parts those that recur from the others."""
    gap = STEP if 0 < n_recurring < len(ordered) else 0
    return {
        enabler.code_id: TOP + n * STEP + BOX / 2 + (gap if n >= n_recurring else 0)
        for n, enabler in enumerate(ordered)
    }


def _stroke(drawing: Drawing, y1: float, y2: float, cell: Shown, is_recurring: bool) -> None:
    middle = (LEFT + RIGHT) / 2
    style = f"rule {ROLE_STROKES.get(cell.role, 't2')}" if is_recurring else "lead"
    drawing.path(f"M{LEFT} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {RIGHT} {y2:.1f}", style)


def _case(drawing: Drawing, y: float, name: str, about: str) -> None:
    drawing.rect(8, y - BOX / 2, LEFT - 8, BOX, "h1")
    drawing.text(16, y - 2, wrapped(name, LEFT - 90, 1)[0] if name else "", "strong")
    if about:
        drawing.text(16, y + 14, wrapped(about, LEFT - 24, 1)[0], "small quiet")


def _enabler(drawing: Drawing, y: float, enabler: Enabler, has_counts: bool) -> None:
    drawing.rect(RIGHT, y - BOX / 2, WIDTH - 8 - RIGHT, BOX, "h2" if enabler.is_recurring else "h0")
    lines = wrapped(enabler.name, WIDTH - 24 - RIGHT, 1)
    drawing.text(RIGHT + 8, y - 2, lines[0] if lines else enabler.code_id, "strong" if enabler.is_recurring else "")
    # `most` and `one` are counts in a word.
    width = "some" if enabler.presence in ("most", "one") else enabler.presence
    shown = f"shown in {enabler.n_showing} of {enabler.n_cases} known" if has_counts else f"shown in {width}"
    drawing.text(RIGHT + 8, y + 14, shown, "small quiet")


def _key(drawing: Drawing, height: float) -> None:
    words = (
        ("t4", f"{ROLES['at_launch']}, or both"),
        ("t1", f"{ROLES['in_response']} only"),
        ("t2", f"time {NOT_JUDGED}"),
    )
    for n, (css, said) in enumerate(words):
        drawing.line(8 + 230 * n, height - 18, 48 + 230 * n, height - 18, f"rule {css}")
        drawing.text(56 + 230 * n, height - 14, said, "quiet")


def _heads(distillation: Distillation, names: Mapping[str, str]) -> tuple[str, ...]:
    return ("enabler", *(names[case_id] for case_id in distillation.cases))


def _rows(ordered: Sequence[Enabler]) -> tuple[tuple[Cell, ...], ...]:
    words = {"shows": "shows", "not": "does not", "unknown": "not known"}
    return tuple(
        (
            Cell(enabler.name),
            *(Cell(words[cell.state], f"evidence/{cell.case_id}/{enabler.code_id}.html") for cell in enabler.cells),
        )
        for enabler in ordered
    )
