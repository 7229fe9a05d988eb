"""Names with `*` for any signs, compared in time that grows with the text alone."""

from __future__ import annotations


def fits(text: str, wanted: str) -> bool:
    """Whether `text` is `wanted`, in which each `*` stands for any signs or none.

    Each part between two stars is taken where it first stands: what comes later can only be found there too, so that no
    way is tried twice. As a regular expression, `*a*a*a*a*` takes the length of the text to the power of its stars.
    """
    first, *rest = wanted.split("*")
    if not rest:
        return text == wanted
    *between, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in between:
        start = text.find(part, place, end)
        if start < 0:
            return False
        place = start + len(part)
    return True
