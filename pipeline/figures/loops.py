"""Setbacks, answers and trust as a figure: how cases began, what followed, and arrows only between what files link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pipeline.comparison.links import Links
from pipeline.comparison.loops import Loops
from pipeline.figures.boxes import HEAD, drawn, edge, frame, tier_colour, words_at
from pipeline.figures.svg import Image
from pipeline.study.dataclass import dataclass

# Learning on top and blaming below, as trust up and down beside them, so that few arrows cross.
ANSWERS = (("learning", 96), ("both", 186), ("none", 276), ("blaming", 366))
TRUST = (("up", 126), ("same", 231), ("down", 336))
FOLLOWING = ("win", "action", "governance", "launch", "departure", "outcome", "setback", "response", "prior")
"""Kinds of events in the order in which they stand as what followed: what is good on top."""

WIDTH, HEIGHT, COLUMN, TOP, BOTTOM = 124, 44, 188, 58, 430
HEADS = {
    "begin": "how it began", "act": "what was done", "test": "what tests it", "answer": "the answer",
    "trust": "trust after it", "next": "what followed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its place in a column, its word, small print, its colour."""

    column: str
    y: float
    word: str
    small: str = ""
    fill: str = "#ffffff"


def loops_figure(loops: Loops, links: Links | None = None, has_counts: bool = True) -> Image:
    """How cases began, setback, answer, trust, what followed: counted on the arrows, what differs is named below.

    Without `has_counts` (the interpretive reading) the arrows say only which ways were gone.
    """
    links = links or Links()
    boxes = dict(_boxes(loops, links, has_counts))
    columns = [name for name in HEADS if any(box.column == name for box in boxes.values())]
    left = {name: 16 + n * COLUMN for n, name in enumerate(columns)}
    draw = partial(edge, has_counts=has_counts)
    parts = [HEAD, *(words_at(left[name], 26, HEADS[name], fill="#555555") for name in columns)]
    # Arrows first: boxes lie on their ends.
    for start, end, n in _ways(loops, links):
        if n and start in boxes and end in boxes:
            parts.append(_arrow(boxes[start], boxes[end], left, n, draw))
    parts += [_drawn(box, left[box.column]) for box in boxes.values()]
    for n, line in enumerate(_notes(loops, links, has_counts)):
        parts.append(words_at(16, BOTTOM + 28 + 18 * n, line, fill="#555555"))
    width = 16 + COLUMN * len(columns) - (COLUMN - WIDTH) + 16
    return drawn(
        "loops", max(width, 620), BOTTOM + 62, "Setbacks, answers and trust", loops_text(loops, has_counts), parts
    )


def _boxes(loops: Loops, links: Links, has_counts: bool) -> Iterator[tuple[str, Box]]:
    for kind, code_id, word, y in (
        ("prior", "initial_trust", "initial trust", 126), ("launch", "commitment", "commitment", 231),
    ):  # fmt: skip
        n = links.begun.get(code_id, 0)
        if n or _is_linked(kind, links):
            told = f"told in {n} of {links.n_cases} cases" if has_counts and n else ""
            yield kind, Box("begin", y, word, told)
    if _is_linked("action", links):
        yield "action", Box("act", 336, "action", _size("action", links, has_counts))
    # Without a win on file no box stands for one: an empty one would say that there was none.
    if loops.n_wins:
        yield "win", Box("act", TOP, "win", _size("win", links, has_counts))
    yield "setback", Box("test", 231, "setback", _size("setback", links, has_counts))
    for word, y in ANSWERS:
        yield f"answer {word}", Box("answer", y, _answer(word), "", "#eeeeee")
    for (word, y), colour in zip(TRUST, (tier_colour(place, 3) for place in (2, 1, 0)), strict=True):
        yield f"trust {word}", Box("trust", y, f"trust {word}", "", colour)
    kinds = [kind for kind in FOLLOWING if any(kind == after for _, _, after in links.followed)]
    step = (BOTTOM - TOP - HEIGHT) / max(len(kinds), 1)
    for n, kind in enumerate(kinds):
        yield f"next {kind}", Box("next", TOP + step * (n + 0.5) - HEIGHT / 4, _next(kind))


def _is_linked(kind: str, links: Links) -> bool:
    return any(kind in pair for pair in links.between)


def _size(kind: str, links: Links, has_counts: bool) -> str:
    n = links.n_events.get(kind, 0)
    return f"{n} on file" if has_counts and n else ""


def _next(kind: str) -> str:
    return {"governance": "new governance", "departure": "somebody leaves", "launch": "a launch"}.get(kind, kind)


def _answer(word: str) -> str:
    return {"none": "no answer"}.get(word, word)


def _ways(loops: Loops, links: Links) -> Iterator[tuple[str, str, int]]:
    """(from, to, how often): only what a row of a file ties together."""
    for start, end in (
        ("prior", "launch"), ("launch", "action"), ("launch", "win"), ("prior", "action"), ("action", "win"),
        ("action", "setback"), ("win", "setback"), ("launch", "setback"),
    ):  # fmt: skip
        yield start, end, links.between.get((start, end), 0)
    for word, _ in ANSWERS:
        # A row of episodes.csv is a setback and its answer in one.
        yield "setback", f"answer {word}", sum(n for (answer, _), n in loops.edges.items() if answer == word)
        for trust, _ in TRUST:
            yield f"answer {word}", f"trust {trust}", loops.edges.get((word, trust), 0)
    for (answer, trust, kind), n in links.followed.items():
        # Where analysts do not say alike what became of trust, what followed leads on from the answer.
        yield (f"trust {trust}" if trust else f"answer {answer}"), f"next {kind}", n


def _arrow(start: Box, end: Box, left: Mapping[str, float], n: int, draw: partial[str]) -> str:
    x1, x2 = left[start.column], left[end.column]
    if start.column == end.column:
        # One below the other: from edge to edge, straight down or up.
        y1, y2 = (start.y + HEIGHT, end.y) if end.y > start.y else (start.y, end.y + HEIGHT)
        return draw(x1 + WIDTH / 2, y1, x1 + WIDTH / 2, y2, n)
    # Numbers stand where ways have parted: nearer the side on which fewer meet.
    return draw(x1 + WIDTH, start.y + HEIGHT / 2, x2, end.y + HEIGHT / 2, n, 0.45)


def _drawn(box: Box, x: float) -> str:
    middle = box.y + HEIGHT / 2
    words = words_at(x + WIDTH / 2, middle - 2 if box.small else middle + 5, box.word, "middle", font_weight="600")
    small = words_at(x + WIDTH / 2, middle + 14, box.small, "middle", font_size="11") if box.small else ""
    return frame(x, box.y, WIDTH, HEIGHT, box.fill) + words + small


def _notes(loops: Loops, links: Links, has_counts: bool) -> Sequence[str]:
    """What stands on no arrow: episodes on which analysts differ, and why so few events are joined."""
    differing = sum(n for (answer, _), n in loops.edges.items() if answer == "differing")
    unsaid = sum(n for (answer, trust), n in loops.edges.items() if answer != "differing" and not trust)
    rule = "An arrow stands only where a file links the two: a row of episodes.csv, or “after” in events.csv."
    if not has_counts:
        return (rule, *(["On some episodes analysts differ."] if differing else []))
    n_events = sum(links.n_events.values())
    said = [_episodes(loops.n_episodes)]
    said += [f"analysts differ on the answer to {differing}"] if differing else []
    said += [f"trust after {unsaid} is not said, or not agreed on"] if unsaid else []
    linked = f" {links.n_linked} of {n_events} events say after which they came." if n_events else ""
    return (
        f"{'; '.join(said)}.",
        f"{rule}{linked}",
    )


def loops_text(loops: Loops, has_counts: bool = True) -> str:
    """The figure in words."""
    order = [*(word for word, _ in ANSWERS), "differing"]
    edges = sorted(loops.edges.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    ways = ((f"{_answer(answer)}, trust {trust or 'not said'}", n) for (answer, trust), n in edges)
    words = "; ".join(f"{way}: {n}" if has_counts else way for way, n in ways) or "No episode is on file."
    return f"{_episodes(loops.n_episodes)}. {words}" if has_counts else words


def _episodes(n: int) -> str:
    return f"{n} episode{'' if n == 1 else 's'}"
