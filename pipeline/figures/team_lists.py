"""From each case's own list in free words to what the team named key: lists left, merges between, key ones right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.comparison.team_lists import Label, TeamLists
from pipeline.figures.svg import Cell, Drawing, Figure, wrapped
from pipeline.wording.numbers import listed

NAME = "distillation"
TOP, ROW, CASE_GAP, LIST = 74, 15, 24, 320
"""Pixels: head, an item of a list, what stands above a case's first item, and where lists end."""

BOX, BOX_WIDTH, LAST_WIDTH, STEP, BETWEEN, KEY_GAP = 36, 244, 326, 62, 84, 26
SMALL = 11 / 13
"""Small print beside that for which `wrapped` measures."""


def team_lists_figure(
    title: str,
    lists: TeamLists,
    cases: Sequence[tuple[str, str]],
    tiers: Mapping[str, str],
    code_names: Mapping[str, str],
    case_word: str = "case",
    has_counts: bool = True,
) -> Figure | None:
    """The figure of a team's distillation.

    Args:
        title: Heading.
        lists: What the team listed and decided.
        cases: (id, name) in the order in which their lists stand, best tier first where there are tiers.
        tiers: Each case's tier, where it has one.
        code_names: Names of codes: what the team merged into a code is called by its name.
        case_word: What a case is called in prose.
        has_counts: Whether it prints in how many lists something stood.

    Returns:
        None where nothing was decided: a list alone is no distillation.
    """
    if not lists.rounds or not lists.levels:
        return None
    drawing = Drawing()
    drawing.text(8, 24, title, "heading")
    ends, height = _lists(drawing, lists, cases, tiers)
    height = max(height, *(_needed(level) for level in lists.levels[1:]), TOP + STEP)
    places = [ends, *(_places(lists, level, ends, height) for level in range(1, len(lists.levels)))]
    drawing.text(LIST, TOP - 20, f"each {case_word}’s own list", "quiet", "end")
    for level in range(1, len(lists.levels)):
        drawing.text(_left(level), TOP - 20, _head(lists, level), "quiet")
    for level, labels in enumerate(lists.levels):
        for label in labels:
            _strokes(drawing, lists, label, level, places)
    for level in range(1, len(lists.levels)):
        for label in lists.levels[level]:
            y = places[level][label.words]
            wide = LAST_WIDTH if level == len(lists.levels) - 1 else BOX_WIDTH
            _box(drawing, _left(level), y, wide, label, code_names, _about(label, tiers, dict(cases), has_counts))
    last = len(lists.levels) - 1
    width = _left(last) + LAST_WIDTH + 8 if last else LIST + 8
    _legend(drawing, height + 26)
    summary = _summary(lists, code_names, has_counts)
    image = drawing.image(width, height + 44, title, summary)
    return Figure(
        NAME, title, summary, image, *_table(lists, dict(cases), code_names),
        int(width), int(height + 44),
    )  # fmt: skip


def _left(level: int) -> float:
    return LIST + BETWEEN + (level - 1) * (BOX_WIDTH + BETWEEN)


def _lists(
    drawing: Drawing, lists: TeamLists, cases: Sequence[tuple[str, str]], tiers: Mapping[str, str]
) -> tuple[dict[str, float], float]:
    """Writes the lists; where each item's stroke begins, by case and words, and where the last list ends."""
    places: dict[str, float] = {}
    y: float = TOP
    for case_id, name in cases:
        labels = [label for label in lists.levels[0] if label.cases == (case_id,)]
        if not labels:
            continue
        tier = f" ({tiers[case_id]})" if tiers.get(case_id) else ""
        drawing.text(LIST, y + 10, wrapped(f"{name}{tier}", LIST - 8, 1)[0], "strong", "end")
        y += CASE_GAP
        for label in labels:
            css = "small" if label.into or label.decision else "small quiet"
            drawing.text(LIST, y + 4, wrapped(label.words, (LIST - 8) / SMALL, 1)[0], css, "end")
            places[_key(label)] = y
            y += ROW
        y += ROW / 2
    return places, y


def _key(label: Label) -> str:
    # Two cases may list a thing in the same words.
    return f"{label.cases[0] if label.cases else ''}/{label.words}" if label.level == 0 else label.words


def _needed(labels: Sequence[Label]) -> float:
    return TOP + STEP * len(labels) + KEY_GAP


def _places(lists: TeamLists, level: int, ends: Mapping[str, float], height: float) -> dict[str, float]:
    """The middle of each box: near the lists that it came from, what was dropped below all else."""

    def nearness(label: Label) -> tuple[bool, float, str]:
        origins = [y for item in label.items if (y := ends.get(f"{item.case_id}/{item.words}")) is not None]
        # What stands in no list comes last.
        return label.is_dropped, sum(origins) / len(origins) if origins else height, label.words

    ordered = sorted(lists.levels[level], key=nearness)
    n_kept = sum(not label.is_dropped for label in ordered)
    has_gap = 0 < n_kept < len(ordered)
    step = (height - TOP - (KEY_GAP if has_gap else 0)) / len(ordered)
    return {
        label.words: TOP + step * (n + 0.5) + (KEY_GAP if has_gap and n >= n_kept else 0)
        for n, label in enumerate(ordered)
    }


def _head(lists: TeamLists, level: int) -> str:
    is_last = level == len(lists.levels) - 1
    # A round that renames something begins a level; those after it only judged what stands there.
    return "named key; below, dropped" if is_last and lists.key else "merged"


def _strokes(
    drawing: Drawing, lists: TeamLists, label: Label, level: int, places: Sequence[Mapping[str, float]]
) -> None:
    y1 = places[level].get(_key(label))
    if y1 is None:
        return
    x1 = LIST + 5 if level == 0 else _left(level) + BOX_WIDTH
    for into_level, words in label.into:
        target = lists.labels[(into_level, words)]
        x2, y2 = _left(into_level), places[into_level][words]
        middle = (x1 + x2) / 2
        # A stroke is dark only where it ends in something key: the eye follows what came to something.
        css = "rule t4" if lists.leads_to_key(target) else "lead"
        drawing.path(f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}", css)


def _box(
    drawing: Drawing, x: float, y: float, width: float, label: Label, code_names: Mapping[str, str], about: str
) -> None:
    fill = "h3" if label.is_key else "h0" if label.is_dropped else "h1"
    lines = wrapped(code_names.get(label.words, label.words), width - 16, 2)
    height = BOX + 16 * (len(lines) - 1)
    drawing.rect(x, y - height / 2, width, height, f"{fill} {'bar' if label.is_key else 'line'}")
    drawing.lines(x + 8, y - height / 2 + 16, lines, "strong" if label.is_key else "")
    if about:
        drawing.text(x + 8, y + height / 2 - 6, wrapped(about, width / SMALL, 1)[0], "small quiet")


def _about(label: Label, tiers: Mapping[str, str], names: Mapping[str, str], has_counts: bool) -> str:
    """`dropped in round 2: overlap`; of what is key in how many lists of each tier it stood."""
    if label.is_dropped and label.decision is not None:
        why = label.decision.criterion or label.decision.why
        return f"dropped in round {label.round}{': ' if why else ''}{why}"
    if not has_counts:
        return ""
    if not label.is_key or not tiers:
        return f"from {len(label.cases)} list{'' if len(label.cases) == 1 else 's'}" if label.cases else ""
    parts = []
    for tier in dict.fromkeys(tiers[case_id] for case_id in names if case_id in tiers):
        of_tier = [case_id for case_id in names if tiers.get(case_id) == tier]
        parts.append(f"{tier} {sum(case_id in label.cases for case_id in of_tier)} of {len(of_tier)}")
    return f"lists: {', '.join(parts)}"


def _legend(drawing: Drawing, y: float) -> None:
    drawing.line(8, y, 48, y, "rule t4")
    drawing.text(56, y + 4, "ends in something that the team named key", "quiet")
    drawing.line(360, y, 400, y, "lead")
    drawing.text(408, y + 4, "dropped on the way, or left open", "quiet")


def _summary(lists: TeamLists, code_names: Mapping[str, str], has_counts: bool) -> str:
    key = listed(code_names.get(label.words, label.words) for label in lists.key) or "nothing yet"
    if not has_counts:
        return f"From the lists of the cases the team came to these as key: {key}."
    n_items = len(lists.levels[0])
    return f"{n_items} items in {len(lists.rounds)} round{'s' * (len(lists.rounds) > 1)}; key: {key}."


def _table(
    lists: TeamLists, names: Mapping[str, str], code_names: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The figure as rows: an item, its case, and what it came to."""
    rows = []
    for label in lists.levels[0]:
        ends = [code_names.get(end.words, end.words) + _end(end) for end in _ends(lists, label)]
        case = names.get(label.cases[0], label.cases[0]) if label.cases else ""
        rows.append((Cell(label.words), Cell(case), Cell("; ".join(ends))))
    return ("item", "case", "came to"), tuple(rows)


def _ends(lists: TeamLists, label: Label) -> list[Label]:
    return [end for place in label.into for end in _ends(lists, lists.labels[place])] or [label]


def _end(label: Label) -> str:
    return " (key)" if label.is_key else f" (dropped in round {label.round})" if label.is_dropped else ""
