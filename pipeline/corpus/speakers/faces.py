"""Voices without labels: questions told from answers by bold, italics, colour or indent, or by having no label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise, takewhile

from pipeline.corpus.formats.lines import UNKNOWN, Line
from pipeline.corpus.formats.typefaces import HIGHLIGHTED
from pipeline.corpus.speakers.evidence import asks, ends_a_sentence
from pipeline.corpus.speakers.labels import Sighting, fold
from pipeline.corpus.speakers.nonpersons import is_nobody
from pipeline.corpus.speakers.roles import all_answer, asks_by_label

_INDENT = 12.0
"""Points from which an indent is one: a third of the tab stop that word processors set."""

# A heading in bold changes the face twice; voices that take turns do so more often.
_LEAST_CHANGES = 3
_LEAST_OF_HIGHLIGHTED = 0.8


def voices_by_face(lines: Sequence[Line]) -> dict[int, str]:
    """The voice of each paragraph where two faces take turns and one of them asks: `unknown (bold)` and `unknown`.

    Empty where faces say nothing: one face alone, a heading in bold here and there, or both of them asking.
    """
    openings = [index for index, line in enumerate(lines) if line.opens]
    if len(openings) < 4:
        return {}
    # A whole document may be indented: what counts is the distance from its own margin.
    margin = min((line.indent for line in lines if line.indent is not None), default=0.0)
    faces = {index: _face(lines[index], margin) for index in openings}
    # Headings are set in a face of their own; those of voices recur.
    usual = [face for face, _ in Counter(faces.values()).most_common(2)]
    openings = [index for index in openings if faces[index] in usual]
    if (len(faces) - len(openings)) * 5 > len(faces):
        return {}
    runs = [(face, list(group)) for face, group in groupby(openings, key=faces.__getitem__)]
    distinct = dict.fromkeys(face for face, _ in runs)
    if len(distinct) != 2 or len(runs) < _LEAST_CHANGES + 1:
        return {}
    least = 0.5
    if any(HIGHLIGHTED in face for face in distinct):
        # Coders highlight some answers: there each paragraph must show whose it is, where elsewhere a run of them does.
        runs, least = [(face, [index]) for face, group in runs for index in group], _LEAST_OF_HIGHLIGHTED
    shares = {face: _share_that_ask(face, runs, lines) for face in distinct}
    asking, answering = sorted(distinct, key=lambda face: -shares[face])
    # Answers hold questions too: the face that asks must do so far more often.
    if shares[asking] < least or shares[asking] < 2 * shares[answering]:
        return {}
    shown = {asking: f"{UNKNOWN} ({asking or 'plain'})", answering: UNKNOWN}
    # A title set as the questions are is none.
    titles = takewhile(
        lambda pair: faces[pair[0]] == faces[pair[1]] == asking and not ends_a_sentence(_last_line(lines, pair[0])),
        pairwise(openings),
    )
    return {index: shown[faces[index]] for index in openings} | {index: UNKNOWN for index, _ in titles}


def _face(line: Line, margin: float) -> str:
    if line.typeface:
        return line.typeface
    written = len(line.text) - len(line.text.lstrip())
    is_indented = (line.indent is not None and line.indent - margin >= _INDENT) or written >= 2 or line.text[:1] == "\t"
    if is_indented:
        return "indented"
    letters = [sign for sign in line.text if sign.isalpha()]
    # `OK` and `USA` are in capitals anyway.
    return "capitals" if len(letters) >= 4 and all(sign.isupper() for sign in letters) else ""


def _share_that_ask(face: str, runs: Sequence[tuple[str, list[int]]], lines: Sequence[Line]) -> float:
    """The share of a face's runs in which some paragraph ends as a question."""
    mine = [group for run_face, group in runs if run_face == face]
    ends = [any(asks(_last_line(lines, index)) for index in group) for group in mine]
    return sum(ends) / len(ends)


def _last_line(lines: Sequence[Line], index: int) -> str:
    """The last line of the paragraph that opens at `index`."""
    while index + 1 < len(lines) and not lines[index + 1].opens:
        index += 1
    return lines[index].text


def unlabelled_questions(
    lines: Sequence[Line], labels: dict[int, Sighting], is_declared: Callable[[str], bool]
) -> set[int]:
    """Where somebody without a label asks: `What helped?` before `Answer: Tea.`

    Where labels say that their bearers answer, the last paragraph before each label asks. Where they are names and
    nobody with a label asks, all paragraphs without one must end as questions. In any file a paragraph, or where one
    person alone has a label a line, that asks between two labels of one person is another's.
    """
    persons = {sighting.label for sighting in labels.values() if not is_nobody(sighting.label)}
    if not persons or any(line.speaker for line in lines):
        return set()
    first, last = min(labels), max(labels)
    between = [index for index in range(first, last) if lines[index].opens and index not in labels]
    if all_answer(persons):
        asking = _last_before_labels(between, labels)
        return asking or _before_the_same_person(lines, labels, persons)
    labelled = sum(asks(lines[index].text) for index in labels)
    # A lone `I` may be the interviewee.
    is_asked_by_label = any(asks_by_label(label) and len(fold(label)) > 1 for label in persons)
    if len(between) >= 2 and not is_asked_by_label and labelled * 10 <= 3 * len(labels):
        n_asking = sum(asks(_last_line(lines, index)) for index in between)
        if n_asking * 5 >= 4 * len(between):
            return set(between)
    return _before_the_same_person(lines, labels, persons)


def _before_the_same_person(lines: Sequence[Line], labels: dict[int, Sighting], persons: set[str]) -> set[int]:
    """Paragraphs that ask right before a label, after words of the same person, who does not ask by label."""
    order = sorted(labels)
    asking, n_gaps = [], 0
    for place, following in pairwise(order):
        label = labels[place].label
        if fold(label) != fold(labels[following].label) or asks_by_label(label) or following - place < 2:
            continue
        n_gaps += 1
        opening = following - 1
        while opening > place + 1 and not lines[opening].opens:
            opening -= 1
        is_paragraph = opening > place and lines[opening].opens
        if asks(lines[following - 1].text) and (is_paragraph or len(persons) == 1):
            is_own_line = is_paragraph or following - 1 > place + (not labels[place].rest.strip())
            asking += [opening if is_paragraph else following - 1] if is_own_line else []
    is_enough = len(asking) >= (1 if len(persons) == 1 else 2)
    return set(asking) if is_enough and len(asking) * 5 >= 4 * n_gaps else set()


def _last_before_labels(between: Sequence[int], labels: dict[int, Sighting]) -> set[int]:
    """Of paragraphs without a label, those between which and the next label there is no other."""
    order = sorted([*between, *labels])
    return {place for place, following in pairwise(order) if place not in labels and following in labels}
