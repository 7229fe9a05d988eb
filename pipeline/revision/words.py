"""Words for figures that a changed codebook moves, and for how long reading again takes."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.revision.counted import Figure
from pipeline.revision.read_again import ReadAgain
from pipeline.wording.numbers import listed, plural

TEXT_KINDS = ("reworded", "narrowed", "broadened", "moved")


def duration(rows: Iterable[ReadAgain]) -> str:
    """`about 40 minutes`, `about 2 hours`: how long one person takes to read all of it once."""
    minutes = sum(row.minutes for row in rows)
    if minutes < 90:
        return f"about {plural(max(5 * round(minutes / 5), 5), 'minute')}" if minutes else ""
    # Half hours: the reckoning by words a minute is no finer.
    hours = round(minutes / 30) / 2
    return f"about {hours:g} hours"


def in_words(figure: Figure) -> str:
    """`2 of 2 known, 1 told under version 4`; a figure of which nothing is known says so with its 0 of 0."""
    once = ""
    if figure.n_outdated:
        once = f", {figure.n_outdated} told {_under(figure)}"
    return f"{figure.n_mentioning} of {figure.n_known} known{once}"


def move_in_words(before: Figure, after: Figure, then: str, now: str) -> str:
    """`3 of 4 under version 4; 2 of 2 known under 5, 1 told under 4`: a figure that moved because the codebook did."""
    once = f", {after.n_outdated} told {_under(after, '')}" if after.n_outdated else ""
    return (
        f"{before.n_mentioning} of {before.n_known} under version {then}; "
        f"{after.n_mentioning} of {after.n_known} known under {now}{once}"
    )


def _under(figure: Figure, word: str = "version") -> str:
    """`under version 4`, `under versions 4 and 5`; `before` where a coding does not say."""
    if not all(figure.versions):
        return "before"
    many = f"{word}s" if word and len(figure.versions) > 1 else word
    return " ".join(part for part in ("under", many, listed(figure.versions)) if part)
