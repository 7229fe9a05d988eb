"""TEI documents of speech: utterances (`<u who=…>`, also in the blocks of ISO 24624) and speeches (`<sp>`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.corpus.formats.lines import MAX_LINES, UNKNOWN, Line, Reading, nothing_in_it, seconds, too_many
from pipeline.corpus.formats.tiers import about_remarks
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.corpus.speakers.roles import asks_by_label
from pipeline.study.problems import Problem, caution

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_REMARKS = frozenset(
    ("incident", "vocal", "kinesic", "event", "writing", "note", "stage", "spanGrp", "span", "desc", "interp")
)
"""What stands beside the words: sounds, gestures, notes, and annotations of what was said."""

_EMPTY = frozenset(("pause", "shift", "anchor", "gap", "timeline", "when", "u", "sp", "speaker", "teiHeader", "fs"))
_BLOCKS = frozenset(("p", "ab", "l", "head", "item", "seg"))
_NAMES = frozenset(("forename", "surname", "givenName", "familyName"))
_CLOSING = re.compile(r"[.,;:?!…)\]}»”%]")
_OPENING = re.compile(r"[(\[{«“¿¡]$")
_PLAIN_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


def read_tei(root: XmlElement, path: Path) -> Reading:
    """Utterances with their speakers, in the order of the file, or of the time where all have one.

    Where nobody's words are marked, the paragraphs, in which labels are sought as in any text.
    """
    spoken = [element for element in _below(root) if _name(element) in ("u", "sp") and _words(element)]
    if not spoken:
        return _paragraphs(root)
    if len(spoken) > MAX_LINES:
        raise too_many("utterances", MAX_LINES)
    people, times = _people(root), _times(root)
    lines = [_line(element, people, times) for element in spoken]
    if all(line.start is not None for line in lines):
        lines.sort(key=lambda line: line.start or 0.0)
    remarks = [
        (_name(element), element.sourceline or 0)
        for element in _below(root)
        if _name(element) in _REMARKS and not _is_inside(element, _REMARKS)
    ]
    problems = (*about_remarks(remarks, path), *_about_words_outside(root, path))
    return Reading(tuple(lines), problems, has_cues=True)


def _name(element: XmlElement) -> str:
    # Of a comment or an instruction lxml gives a function instead.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _below(root: XmlElement) -> Iterator[XmlElement]:
    """All elements of the text, without those of the headers."""
    if _name(root) != "teiHeader":
        yield root
        for child in root:
            yield from _below(child)


def _is_inside(element: XmlElement, names: frozenset[str]) -> bool:
    above = element.getparent()
    while above is not None:
        if _name(above) in names:
            return True
        above = above.getparent()
    return False


def _line(element: XmlElement, people: Mapping[str, str], times: Mapping[str, float]) -> Line:
    block = element.getparent()
    who = element.get("who") or (block.get("who") if block is not None else None)
    told = next((child for child in element if _name(child) == "speaker"), None)
    names = [people.get(person.lstrip("#"), person.lstrip("#")) for person in (who or "").split()]
    speaker = " & ".join(names) or (_words(told).rstrip(":") if told is not None else "") or UNKNOWN
    points = [element.get("start"), block.get("start") if block is not None else None]
    points += [anchor.get("synch") for anchor in element if _name(anchor) == "anchor"][:1]
    start = next((times.get(point.lstrip("#")) for point in points if point), None)
    return Line(_words(element), element.sourceline or 0, True, start, speaker)


def _words(element: XmlElement) -> str:
    """What is said in an element: words and signs by their own elements set as in print, remarks left out."""
    pieces: list[str] = []
    _gather(element, pieces)
    return " ".join("".join(pieces).split())


def _gather(element: XmlElement, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    children = list(element)
    # Of an original and its correction, what was said stands first.
    for child in children[:1] if _name(element) == "choice" else children:
        name = _name(child)
        if name == "w" and pieces and not _OPENING.search("".join(pieces[-3:])):
            pieces.append(" ")
        elif name == "pc" and _CLOSING.match("".join(child.itertext()).strip()):
            # Blanks between elements are those of the print of the file.
            while pieces and not pieces[-1].strip():
                pieces.pop()
            pieces[-1:] = [pieces[-1].rstrip()] if pieces else []
        elif name in ("lb", "seg", "p", "l", "ab"):
            pieces.append(" ")
        if name not in _REMARKS and name not in _EMPTY:
            _gather(child, pieces)
        tail = child.tail or ""
        pieces.append("" if name == "pc" and _OPENING.search("".join(child.itertext()).strip()) else tail)


def _people(root: XmlElement) -> Mapping[str, str]:
    """Labels by the ids of persons: the short name, else the name; with the role of one who asks."""
    people = {}
    for person in root.iter():
        name = person.get(_ID) or person.get("id")
        if _name(person) not in ("person", "personGrp", "participant") or not name:
            continue
        label = _label(person) or name
        role = person.get("role", "")
        people[name] = f"{label} ({role})" if asks_by_label(role) and not asks_by_label(label) else label
    return people


def _label(person: XmlElement) -> str:
    number = person.get("n", "")
    if any(map(str.isalpha, number)):
        return number
    for wanted in (frozenset(("abbr",)), _NAMES, frozenset(("persName", "name"))):
        texts = ["".join(part.itertext()) for part in person.iter() if _name(part) in wanted]
        if label := " ".join(" ".join(texts).split()):
            return label
    return ""


def _times(root: XmlElement) -> Mapping[str, float]:
    """Seconds by the points of the timelines, each given as a clock, or as an interval since another point."""
    times: dict[str, float] = {}
    for line in root.iter():
        if _name(line) != "timeline":
            continue
        unit = 0.001 if line.get("unit") == "ms" else 1.0
        for point in line:
            interval, since = point.get("interval", ""), point.get("since", "").lstrip("#")
            at = seconds(point.get("absolute", "") or interval)
            if at is None and _PLAIN_SECONDS.fullmatch(interval):
                at = round(float(interval) * unit + times.get(since, 0.0), 3)
            times[point.get(_ID, "")] = at if at is not None else 0.0
    return times


def _paragraphs(root: XmlElement) -> Reading:
    lines = tuple(
        Line(words, element.sourceline or 0)
        for element in _below(root)
        if _name(element) in _BLOCKS and not _is_inside(element, _BLOCKS | _REMARKS) and (words := _words(element))
    )
    if not lines:
        raise nothing_in_it()
    return Reading(lines)


def _about_words_outside(root: XmlElement, path: Path) -> tuple[Problem, ...]:
    spoken = frozenset(("u", "sp", "annotationBlock")) | _REMARKS | _BLOCKS
    outside = [
        (element.sourceline or 0, words)
        for element in _below(root)
        if _name(element) in _BLOCKS and not _is_inside(element, spoken) and (words := _words(element))
    ]
    if not outside:
        return ()
    n_words = sum(len(words.split()) for _, words in outside)
    number, first = outside[0]
    message = f"{n_words} words stand outside what somebody says and were not read, the first: '{first[:60]}'."
    return (caution(path, number, message, "Nothing; if somebody said them, mark them up as an utterance: <u who=…>."),)
