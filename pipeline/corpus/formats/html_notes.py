"""Footnotes and endnotes of a page of HTML: a number in the text that leads to a place further down, and what stands
there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.corpus.formats.html_blocks import BLOCKS, CELLS, SETTING, TAG, PageOfHtml
from pipeline.corpus.formats.lines import without_entities

Tag = re.Match[str]
_NUMBER = re.compile(r"[\[(]?(?:\d{1,3}|[ivxlc]{1,6}|[*†‡§]{1,3})[\])]?[.:]?")
_BACK = re.compile(r"[\[(]?(?:\d{1,3}|[ivxlc]{1,6}|[*†‡§]{1,3}|[↩↑^⏎⤴]\ufe0e?)[\])]?[.:]?")
_MOST_IN_A_LINK = 12
"""Tags inside of a link, or right around it: word processors wrap a number into some six."""

LONGEST = 10_000
"""Signs of HTML of a note: with what word processors write around words, some hundreds of these."""


def without_notes(page: str) -> tuple[str, tuple[str, ...]]:
    """(the page without its notes and their numbers in the text, the words of each note)."""
    if not re.search(r"href\s*=\s*[\"']?#", page, re.IGNORECASE):
        return page, ()
    tags = list(TAG.finditer(page))
    places = _places(tags)
    stretches: dict[int, tuple[int, int] | None] = {}
    marks: list[tuple[int, int]] = []
    for nth, end, target, words in _links_within(page, tags):
        place = places.get(target, -1)
        if place > end and _NUMBER.fullmatch(words) and _follows_a_word(page, tags, nth, end):
            if place not in stretches:
                stretches[place] = _stretch(page, tags, place)
            if stretches[place] is not None:
                marks.append((tags[nth].start(), tags[end].end()))
    notes = list(_outermost(stretch for stretch in stretches.values() if stretch is not None))
    told = [_words_of(page[begin:end]) for begin, end in notes]
    return _without(page, [*marks, *notes]), tuple(words for words in told if words)


def _outermost(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches in their order, without those that lie within another."""
    reached = 0
    for begin, end in sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])):
        if begin >= reached:
            yield begin, end
            reached = end


def _places(tags: Sequence[Tag]) -> dict[str, int]:
    """id or name -> the number of the tag that has it, the first one."""
    places: dict[str, int] = {}
    for nth, tag in enumerate(tags):
        for name, value in _settings(tag).items():
            if name in ("id", "name") and value:
                places.setdefault(value, nth)
    return places


def _settings(tag: Tag) -> dict[str, str]:
    if not tag["name"] or tag["closes"]:
        return {}
    return {found[1].lower(): found[2] or found[3] or found[4] or "" for found in SETTING.finditer(tag["rest"])}


def _links_within(page: str, tags: Sequence[Tag]) -> Iterator[tuple[int, int, str, str]]:
    """(its tag's number, that of its end, where it leads, its words) of each link to a place on the same page."""
    for nth, tag in enumerate(tags):
        target = _settings(tag).get("href", "") if (tag["name"] or "").lower() == "a" else ""
        if not target.startswith("#"):
            continue
        for end in range(nth + 1, min(nth + 1 + _MOST_IN_A_LINK, len(tags))):
            if (tags[end]["name"] or "").lower() == "a":
                if tags[end]["closes"]:
                    yield nth, end, target[1:], _said(page[tag.end() : tags[end].start()])
                break


def _said(stretch: str) -> str:
    return "".join(without_entities(TAG.sub("", stretch)).split())


def _follows_a_word(page: str, tags: Sequence[Tag], nth: int, end: int) -> bool:
    """Whether words stand before a link in its block: right before it, or before a raised number."""
    place, is_raised = tags[nth].start(), any(_is(tag, "sup") for tag in tags[nth : end + 1])
    last = max(nth - _MOST_IN_A_LINK, 0)
    while nth > last and tags[nth - 1].end() == place and not _ends_words(tags[nth - 1]):
        nth -= 1
        place = tags[nth].start()
        is_raised |= _is(tags[nth], "sup")
    before = page[tags[nth - 1].end() if nth else 0 : place]
    return bool(before.strip()) and (is_raised or not before[-1].isspace())


def _is(tag: Tag, name: str) -> bool:
    return (tag["name"] or "").lower() == name


def _ends_words(tag: Tag) -> bool:
    return (tag["name"] or "").lower() in BLOCKS | CELLS | {"br"}


def _stretch(page: str, tags: Sequence[Tag], place: int) -> tuple[int, int] | None:
    """Where a note begins and ends: its element, or the block that begins with the place; None where it is no note."""
    first, last = place, max(place - _MOST_IN_A_LINK, 0)
    while not _ends_words(tags[first]):
        if first == last or page[tags[first - 1].end() : tags[first].start()].strip():
            return None
        first -= 1
    name = tags[first]["name"].lower()
    if tags[first]["closes"] or name in ("body", "br"):
        return None
    begin, depth = tags[first].start(), 0
    for nth in range(first + 1, len(tags)):
        tag = tags[nth]
        # What is longer holds more than a note: nothing of it is taken out.
        if tag.start() - begin > LONGEST:
            return None
        if _is(tag, name):
            # A new one ends one that is left open.
            if not tag["closes"] and name in ("li", "p"):
                return begin, tag.start()
            depth += -1 if tag["closes"] else 1
            if depth < 0:
                return begin, tag.end()
    return (begin, len(page)) if len(page) - begin <= LONGEST else None


def _words_of(note: str) -> str:
    """A note's words, without the link that leads back."""
    tags = list(TAG.finditer(note))
    back = [
        (tags[nth].start(), tags[end].end())
        for nth, end, _, words in _links_within(note, tags)
        if _BACK.fullmatch(words)
    ]
    return " ".join(line.text.strip() for line in PageOfHtml(Path(), {}).lines(_without(note, back)))


def _without(text: str, stretches: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for begin, end in sorted(stretches):
        # One within another is gone with it.
        if end > at:
            pieces.append(text[at : max(begin, at)])
            at = end
    return "".join(pieces) + text[at:]
