"""One person under several labels: with a name in brackets and without, full name and initials, two spellings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.corpus.formats.lines import UNKNOWN
from pipeline.corpus.speakers.labels import fold, is_name_like
from pipeline.corpus.speakers.nonpersons import is_crowd, may_be_nobody
from pipeline.corpus.speakers.roles import answers_by_label, asks_by_label, looks_like_a_role

_NAME_IN_BRACKETS = re.compile(r"(?P<outside>[^()\[\]]+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]")
_LONG_ANSWERERS = ("interviewee", "interviewte", "interviewter", "participant", "respondent", "entrevistado", "enquêté")
_MOST_TURNS_BEFORE_INITIALS = 3
"""A typist who means to go on in initials writes the name once, or for each of the first few turns."""

_LONG_ASKERS = ("interviewer", "moderator", "facilitator", "researcher", "entrevistador", "entrevistadora", "enquêteur")


def joined_labels(labels: Sequence[str], is_declared: Callable[[str], bool]) -> dict[str, str]:
    """Label to the label that it is read as, for a file's labels in order; declared ones stay as they are.

    `Speaker 1 (Yu Li)` is `Speaker 1` where both speak; `MO` is `Margaret Osei` where no other name has these
    initials, she spoke before, and never again under her name afterwards.
    """
    n = Counter(labels)
    # From the end, so that the spelling that stands first is the one that stays.
    by_key = {fold(label): label for label in reversed(labels)}
    first = {label: place for place, label in reversed(list(enumerate(labels)))}
    last = {label: place for place, label in enumerate(labels)}
    full_names: dict[str, list[str]] = {}
    for name in n:
        if " " in name and is_name_like(name) and not looks_like_a_role(name):
            full_names.setdefault(_initials(name), []).append(name)
    joined: dict[str, str] = {}
    for label in n:
        if is_declared(label):
            continue
        named = _NAME_IN_BRACKETS.fullmatch(label)
        if named and (plain := by_key.get(fold(named["outside"]))) and plain != label:
            joined[label] = plain
            continue
        bearers = full_names.get(_as_initials(label), [])
        if len(bearers) != 1 or is_declared(bearers[0]):
            continue
        name = bearers[0]
        if last[name] < first[label] and n[name] <= _MOST_TURNS_BEFORE_INITIALS:
            joined[label] = name
    return joined


def _as_initials(label: str) -> str:
    """`MO` of `M.O.`; '' of a label that cannot be initials."""
    initials = label.replace(".", "").replace(" ", "")
    return initials if 2 <= len(initials) <= 3 and initials.isupper() and initials.isalpha() else ""


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def may_be_one(label: str, known: str) -> bool:
    """Whether a label that stands once may be a known one, spelt otherwise or in full."""
    if " " in label and is_name_like(label) and _initials(label) == known.replace(".", "").replace(" ", ""):
        return len(known) > 1
    if fold(label) == fold(known) or not label[:1].isupper():
        return False
    if len(label) > 1 and _without_accents(label) == _without_accents(known):
        return True  # `José` and `Jose`, `P.K.` and `PK`
    # Short names that differ in one sign are two people (`Jan`, `Jon`).
    return len(label) > 4 and _are_alike(fold(label), fold(known))


def _without_accents(label: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", fold(label)) if sign.isalnum())


def alike(labels: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of labels that differ in a sign or two and may be one person: `Maria Lopez` and `Maria Lopes`."""
    people = [
        label
        for label in dict.fromkeys(labels)
        if label != UNKNOWN and not may_be_nobody(label) and not is_crowd(label)
    ]
    pairs = []
    for place, label in enumerate(people):
        for other in people[place + 1 :]:
            if fold(label) != fold(other) and _are_alike(fold(label), fold(other)):
                pairs.append((label, other))
    return pairs


def _are_alike(label: str, other: str) -> bool:
    if min(len(label), len(other)) > 1 and _without_accents(label) == _without_accents(other):
        return True
    if (label.startswith(f"{other} ") or other.startswith(f"{label} ")) and min(len(label), len(other)) > 2:
        return not (looks_like_a_role(label) or looks_like_a_role(other))  # `Maria` and `Maria Lopez`
    # `P1` and `P2` are two people.
    if re.findall(r"\d+", label) != re.findall(r"\d+", other) or min(len(label), len(other)) < 4:
        return False
    if re.sub(r"[\W_]+", "", label) == re.sub(r"[\W_]+", "", other):
        return True
    # `Interviewer` and `Interviewee` differ in one letter.
    if looks_like_a_role(label) and looks_like_a_role(other):
        return False
    if (
        label.split()[-1:] != other.split()[-1:]
        and label.split()[:-1] == other.split()[:-1]
        and len(label.rsplit(maxsplit=1)[-1]) == 1
    ):
        return False  # `speaker a` and `speaker b`
    most = 1 if min(len(label), len(other)) < 8 else 2
    return edits(label, other, most) <= most


def edits(label: str, other: str, most: int) -> int:
    """How many signs are to be put in, taken out, exchanged or swapped with the next; `most` + 1 for any more."""
    if abs(len(label) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(label, 1):
        # The row before last, for two signs that changed places (`Interveiwer`).
        former, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and label[i - 2] == against:
                cost = min(cost, former[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(maxsize=4096)
def is_misspelt_asker(label: str) -> bool:
    """Whether a label is nearly a word for who asks, and no other role: `Interveiwer`, `Moderater 2`."""
    plain = re.sub(r"[\s_#.-]*\d+$", "", fold(label))
    if asks_by_label(label) or answers_by_label(label) or looks_like_a_role(label):
        return False
    nearest = min(edits(plain, asker, 2) for asker in _LONG_ASKERS)
    # As near to a word for those who answer: then nobody knows which was meant.
    return nearest <= 2 and all(edits(plain, role, nearest) > nearest for role in _LONG_ANSWERERS)


def as_read(label: str, names: Mapping[str, str], joined: Mapping[str, str]) -> str:
    """The label that a turn gets: an alias's name first, else the label that it is joined with."""
    label = names.get(fold(label), label)
    return joined.get(label, label)
