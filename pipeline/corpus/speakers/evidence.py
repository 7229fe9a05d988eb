"""What a file's lines say about candidates for labels: ends of sentences, letters that count, sections of notes."""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.corpus.formats.lines import Line
from pipeline.corpus.speakers.labels import Sighting, fold
from pipeline.corpus.speakers.roles import word_for_a_turn

QUESTION_MARKS = "?？؟;՞፧⁇⁈‽﹖"
"""Question marks of Latin, East Asian, Arabic, Greek, Armenian, Ethiopic and other scripts."""

# Dashes, colons and brackets too: speech breaks off, leads over, or closes with a remark.
_END = re.compile(rf"[.!…。！।۔:—–-]|[{QUESTION_MARKS}]|[\])]")
_CLOSING = " \t\"'”’»*_"
_LETTERS_IN_TURN = ({"q", "a"}, {"q", "r"}, {"f", "a"}, {"v", "a"}, {"d", "r"})
"""Question and answer in English, French, German, Dutch, Italian; letters of persons (`I`, `R`, `P`, `B`) are none."""

_LEAST_PAIRS = 3
"""Pairs of numbered letters that are no people."""

# Numbered sections of notes: `Visit 3`.
_SECTION = re.compile(r"[^.?!:]{1,40}\b\d{1,3}$")


def ends_a_sentence(text: str) -> bool:
    """Whether the last sign of a line may end what somebody says."""
    last = text.rstrip(_CLOSING)[-1:]
    return not last or bool(_END.match(last))


def asks(text: str) -> bool:
    """Whether words end in a question mark of any script."""
    return text.rstrip(_CLOSING + ")]")[-1:] in tuple(QUESTION_MARKS)


def letters_in_a_row(labels: Iterable[str]) -> set[str]:
    """Letters of labels that stand for people by their order, four or more of them: `M`, `N`, `O`, `P`, `Q`."""
    letters = {plain for label in labels if len(plain := fold(label).strip(".")) == 1}
    # The alphabet with blanks where no label has the letter: what is left are rows of neighbours.
    rows = re.findall("[a-z]+", "".join(sign if sign in letters else " " for sign in string.ascii_lowercase))
    return {letter for row in rows if len(row) >= 4 for letter in row}


def initials_that_recur(labels: Iterable[str]) -> set[str]:
    """Labels of two or three capitals, where two such stand three times each: `SO` beside `AB` is no word of speech."""
    n = Counter(label for label in labels if 2 <= len(label) <= 3 and label.isalpha() and label.isupper())
    recurring = {fold(label) for label, times in n.items() if times >= 3}
    return recurring if len(recurring) > 1 else set()


def is_enumeration(labels: Sequence[str]) -> bool:
    """Whether letters or numbers count things, in their order: A, B, C, A, B, C, D. Two letters are two people."""
    signs = [label.strip(".()[]").casefold() for label in labels]
    if any(len(sign) != 1 and not sign.isdigit() for sign in signs):
        return False
    values = [int(sign) if sign.isdigit() else ord(sign) - ord("a") + 1 for sign in signs]
    if len(set(values)) < 3 or values[0] != 1:
        return False
    # Or counting begins anew, as under the next question.
    return all(after in (before + 1, 1) for before, after in itertools.pairwise(values))


def as_turn_words(sightings: Sequence[Sighting]) -> Sequence[Sighting]:
    """Sightings whose labels are numbered words for a turn (`Question 1`, `Question 2`, `Q3`) under the word alone.

    `Q1` and `A1` may be people: only numbers that rise by one from each to the next number turns. So do those of two
    letters in turn (`F1`, `A1`, `F2`, `A2`).
    """
    places: dict[str, list[tuple[int, str]]] = {}
    for place, sighting in enumerate(sightings):
        if sighting.label[-1:].isdigit() and (word := word_for_a_turn(sighting.label) or _letter_of(sighting.label)):
            places.setdefault(fold(word), []).append((place, sighting.label))
    if not places:
        return sightings
    counting = {word for word, entries in places.items() if _rise([label for _, label in entries])}
    letters = {word for word in counting if len(word) == 1}
    in_turn = letters in _LETTERS_IN_TURN and len({len(places[word]) for word in letters}) == 1
    # `Q1`, `Q2` number questions by themselves; other letters only together with their answers.
    if not in_turn and not _count_pairs(
        [label for _, label in sorted(entry for of in places.values() for entry in of)]
    ):
        counting -= letters - {"q"}
    renamed = {place: word_for_a_turn(label) or _letter_of(label) for word in counting for place, label in places[word]}
    return [
        replace(sighting, label=renamed[place]) if place in renamed else sighting
        for place, sighting in enumerate(sightings)
    ]


def _count_pairs(labels: Sequence[str]) -> bool:
    """Whether two letters count what is said in pairs, one after the other: `I1`, `R1`, `I2`, `R2`."""
    letters = [_letter_of(label) for label in labels[:2]]
    pairs = [f"{letter}{number}" for number in range(1, len(labels) // 2 + 2) for letter in letters]
    return len(labels) >= 2 * _LEAST_PAIRS and all(letters) and list(labels) == pairs[: len(labels)]


def _letter_of(label: str) -> str:
    """`F` of `F12`; '' of any other label."""
    return label[0] if label[0].isupper() and label[1:].isdigit() else ""


def _rise(labels: Sequence[str]) -> bool:
    """Whether the numbers of labels go up by one from each to the next; none stays or comes back."""
    numbers = [int(re.findall(r"\d+", label)[-1]) for label in labels]
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    return len(numbers) >= 2 and all(step == 1 for step in steps)


def sections_of_notes(candidates: Sequence[Sighting], lines: Sequence[Line]) -> set[str]:
    """Labels alone on their lines that come in one order in each of two or more numbered sections of a file."""
    if len(candidates) < 4 or any(sighting.rest.strip() for sighting in candidates):
        return set()
    headed = [sighting.index - 1 for sighting in candidates]
    starts = [place for place in headed if place >= 0 and _SECTION.fullmatch(lines[place].text.strip())]
    if len(starts) < 2:
        return set()
    orders: list[list[str]] = []
    for sighting in candidates:
        if sighting.index - 1 in starts or not orders:
            orders.append([])
        orders[-1].append(fold(sighting.label))
    usual, n = Counter(map(tuple, orders)).most_common(1)[0]
    is_one_order = n * 3 >= 2 * len(orders) and len(set(usual)) == len(usual) >= 2
    return set(usual) if n >= 2 and is_one_order else set()
