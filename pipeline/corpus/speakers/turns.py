"""Who speaks, and who asks: labels are found in two passes, so that a colon in speech is not taken for a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pipeline.corpus.formats.lines import CLOCK, DOCUMENT, UNKNOWN, Line, Reading, seconds, without_stamps
from pipeline.corpus.speakers.asking import asks_by_label, who_asks
from pipeline.corpus.speakers.labels import (
    Sighting,
    fold,
    is_common_word,
    is_name_like,
    is_nobody,
    is_note,
    is_pseudo,
    is_remark,
    looks_like_a_role,
    matcher,
    sight,
)
from pipeline.study.problems import Loaded, Problem, caution
from pipeline.study.records import SpokenTurn

__all__ = ["document_turns", "spoken_turns", "who_asks"]

_STRONG = ("colon", "timed", "bold", "mark")
_SAME_SHAPE = ("bold", "timed")
_NAMED_WHEN_LEFT = ("colon", "timed", "bold")
_CLOCK_ALONE = re.compile(rf"\s*{CLOCK}\s*$")
_CLOCK_FIRST = re.compile(rf"\s*{CLOCK}(?=\s+\S)")
_MANY_WORDS = 50
NO_LABEL = "no speaker's label was found"


class Request(Protocol):
    """What the finder of speakers needs to know of a ReadingRequest."""

    @property
    def aliases(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def declared(self) -> tuple[str, ...]: ...


@dataclass
class _Growing:
    """A turn while its pieces are being collected."""

    speaker: str
    line: int
    start: float | None = None
    pieces: list[str] = field(default_factory=list)

    def done(self) -> SpokenTurn | None:
        text = " ".join(" ".join(self.pieces).split())
        return SpokenTurn(self.speaker, text, self.start, self.line) if text else None


def document_turns(reading: Reading) -> tuple[SpokenTurn, ...]:
    """One turn a paragraph, speaker `document`: no labels are sought, bracketed times are part of the text."""
    growing: list[_Growing] = []
    for line in reading.lines:
        if line.opens or not growing:
            growing.append(_Growing(DOCUMENT, line.number))
        growing[-1].pieces.append(reading.clean(line.text))
    return tuple(turn for one in growing if (turn := one.done()))


def spoken_turns(reading: Reading, request: Request, path: Path) -> Loaded[tuple[SpokenTurn, ...]]:
    """Turns by speaker, and cautions that name labels which were not recognised.

    In captions consecutive pieces of one speaker are one turn; elsewhere each label opens one. Words before the
    first label are `unknown`'s.
    """
    lines = _without_clocks_on_the_margin(reading.lines)
    names = {fold(alias): name for alias, name in request.aliases}
    is_declared = matcher((*request.declared, *names, *names.values()))
    sightings = [
        found
        for index, line in enumerate(lines)
        if line.speaker is None and (found := sight(line, index, reading.clean))
    ]
    labels, unrecognised = _sort(sightings, lines, is_declared, reading.has_cues)

    def is_nobodys(label: str) -> bool:
        return is_nobody(label) and not is_declared(label)

    growing = _grow(lines, labels, names, reading, is_nobodys)
    turns = tuple(turn for one in growing if (turn := one.done()))
    problems = [_not_recognised(path, lines[one.index].number, one.label) for one in unrecognised]
    persons = [turn for turn in turns if not is_nobodys(turn.speaker)]
    return Loaded(turns, (*problems, *_about_the_unlabelled(persons, path)))


def _grow(
    lines: Sequence[Line],
    labels: dict[int, Sighting],
    names: dict[str, str],
    reading: Reading,
    is_nobodys: Callable[[str], bool],
) -> list[_Growing]:
    only_asker = None if reading.has_cues else _only_label_is_an_interviewers(lines, labels, is_nobodys)
    labels_stand_alone = sum(not one.rest.strip() for one in labels.values()) * 2 > len(labels)
    growing: list[_Growing] = []
    for index, line in enumerate(lines):
        seen = labels.get(index)
        speaker = seen.label if seen else line.speaker
        start = seen.start if seen and seen.start is not None else line.start
        if speaker is not None:
            speaker = names.get(fold(speaker), speaker)
            is_same = reading.has_cues and growing and fold(growing[-1].speaker) == fold(speaker)
            if not is_same:
                growing.append(_Growing(speaker, line.number, start))
        elif not growing or (only_asker and line.opens and growing[-1].speaker != UNKNOWN and growing[-1].pieces):
            growing.append(_Growing(UNKNOWN, line.number, start))
        elif line.opens and is_nobodys(growing[-1].speaker) and (any(growing[-1].pieces) or not labels_stand_alone):
            growing.append(_Growing(_who_goes_on(growing, is_nobodys), line.number, start))
        text = reading.clean(seen.rest if seen else line.text)
        growing[-1].pieces.append(without_stamps(text))
    return growing


def _who_goes_on(growing: Sequence[_Growing], is_nobodys: Callable[[str], bool]) -> str:
    """Whose a paragraph without a label is after words that are nobody's.

    After a remark (`Pause: 5 seconds`) it is the former speaker's; after a part of the recording (`Break: …`) anybody
    may begin.
    """
    if not is_remark(growing[-1].speaker):
        return UNKNOWN
    return next((one.speaker for one in reversed(growing) if not is_nobodys(one.speaker)), UNKNOWN)


def _sort(
    sightings: Sequence[Sighting], lines: Sequence[Line], is_declared: Callable[[str], bool], has_cues: bool
) -> tuple[dict[int, Sighting], list[Sighting]]:
    """The labels by line, and the candidates that look like a name but neither recur nor are declared nor a role."""
    counts = Counter((fold(one.label), one.shape) for one in sightings)
    accepted = {fold(one.label) for one in sightings if _is_label(one, counts, is_declared)}
    named = [
        one
        for one in sightings
        if one.shape in _SAME_SHAPE and is_name_like(one.label) and not is_common_word(one.label)
    ]
    shapes = Counter(one.shape for one in named)
    accepted |= {fold(one.label) for one in named if shapes[one.shape] > 1}
    accepted |= _full_names_where_each_cue_has_a_label(sightings, accepted, lines) if has_cues else set()
    regular = set() if has_cues else _where_each_turn_has_a_label(sightings, accepted, lines)
    regular |= _in_brackets(sightings, accepted, lines, counts, is_declared)
    labels: dict[int, Sighting] = {}
    left: list[Sighting] = []
    for one in sightings:
        if one.index in regular or (
            fold(one.label) in accepted and _stands_as_a_label(one, lines, counts, is_declared)
        ):
            labels[one.index] = one
        elif one.shape in _NAMED_WHEN_LEFT and is_name_like(one.label):
            left.append(one)
    return _without_bare_answers(labels, has_cues), left


def _where_each_turn_has_a_label(sightings: Sequence[Sighting], accepted: set[str], lines: Sequence[Line]) -> set[int]:
    """Lines of labels that neither recur nor are declared, in a file that would otherwise have an interviewer alone.

    Nearly all of its lines or paragraphs must begin with a label, and all that are known for certain must ask; then
    `Anna:` is a speaker though she speaks once, and so is `Anna` alone above her paragraph.
    """
    if not all(asks_by_label(label) or is_nobody(label) for label in accepted):
        return set()
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    opening = [index for index in filled if lines[index].opens]
    alone = {
        one.index: one
        for one in sightings
        if one.shape == "bare"
        and one.index in set(opening)
        and one.index + 1 < len(lines)
        and lines[one.index + 1].text.strip()
        and not lines[one.index + 1].opens
    }
    found: set[int] = set()
    colons = {one.index: one for one in sightings if one.shape in ("colon", "timed")}
    for seen, all_ in ((colons, filled), (colons, opening), (alone, opening)):
        known = [one for one in seen.values() if fold(one.label) in accepted or looks_like_a_role(one.label)]
        named = [one for one in seen.values() if is_name_like(one.label) and not is_common_word(one.label)]
        regular = {one.index for one in (*known, *named)} & set(all_)
        if known and len(regular) * 5 >= 4 * len(all_) and len({fold(seen[index].label) for index in regular}) > 1:
            found |= regular
    return found


def _in_brackets(
    sightings: Sequence[Sighting],
    accepted: set[str],
    lines: Sequence[Line],
    counts: Counter[tuple[str, str]],
    is_declared: Callable[[str], bool],
) -> set[int]:
    """Lines that begin as `[Anna] We did.`, in a file that marks its speakers so more often than in another way.

    Three such lines by two speakers, or any by those who are declared or whose label is a role. Sounds, and names
    taken out, are no speakers.
    """
    inside = [one for one in sightings if one.shape == "bracket" and (is_declared(one.label) or not is_note(one.label))]
    sure = [one for one in inside if is_declared(one.label) or looks_like_a_role(one.label)]
    named = [one for one in inside if is_name_like(one.label) and not is_common_word(one.label)]
    found = {one.index for one in sure}
    if len(named) >= 3 and len({fold(one.label) for one in named}) >= 2:
        found |= {one.index for one in named}
    others = [
        one for one in sightings if fold(one.label) in accepted and _stands_as_a_label(one, lines, counts, is_declared)
    ]
    return found if len(found) > len(others) else set()


def _without_bare_answers(labels: dict[int, Sighting], has_cues: bool) -> dict[int, Sighting]:
    """Labels without those that are a bare word on a line, where the file marks its labels in another way."""
    n_bare = sum(one.shape == "bare" for one in labels.values())
    if n_bare and (has_cues or n_bare * 2 <= len(labels)):
        return {index: one for index, one in labels.items() if one.shape != "bare"}
    return labels


def _full_names_where_each_cue_has_a_label(
    sightings: Sequence[Sighting], accepted: set[str], lines: Sequence[Line]
) -> set[str]:
    """Zoom labels every cue: where four in five cues open with a known label, one of two words or more is a person."""
    openings = [one for one in sightings if lines[one.index].opens and one.shape == "colon"]
    n_known = sum(fold(one.label) in accepted for one in openings)
    if n_known < 5 or n_known * 5 < 4 * sum(line.opens for line in lines):
        return set()
    return {fold(one.label) for one in openings if is_name_like(one.label) and " " in one.label}


def _is_label(one: Sighting, counts: Counter[tuple[str, str]], is_declared: Callable[[str], bool]) -> bool:
    """Whether a label is one by itself, whatever stands elsewhere in brackets (`_in_brackets` looks at these)."""
    if is_declared(one.label):
        return True
    key = fold(one.label)
    if one.shape == "bracket":
        return False
    if one.shape in ("bare", "led", "tab", "between", "tight"):
        least = 3 if one.shape == "bare" else 2
        recurs = counts[key, one.shape] >= least and is_name_like(one.label) and not is_common_word(one.label)
        return looks_like_a_role(one.label) or (recurs and (one.shape != "bare" or " " in key))
    if looks_like_a_role(one.label) or is_pseudo(one.label) or is_nobody(one.label):
        return True
    n = sum(counts[key, shape] for shape in _STRONG)
    if is_common_word(one.label):
        return False
    return (n >= 2 and is_name_like(one.label)) or (n >= 3 and " " not in key and one.label[0].isalpha())


def _stands_as_a_label(
    one: Sighting, lines: Sequence[Line], counts: Counter[tuple[str, str]], is_declared: Callable[[str], bool]
) -> bool:
    """A weak shape needs more than a label that is known from elsewhere: `Anna` alone may be an answer."""
    if one.shape == "bracket":
        return False
    if one.shape in ("bare", "led"):
        is_followed = one.index + 1 < len(lines) and lines[one.index + 1].speaker is None
        is_opening = lines[one.index].opens or one.shape == "led"
        key = fold(one.label)
        is_code_name = len(key) < 2 and counts[key, one.shape] < 2
        return is_followed and is_opening and not is_code_name and _is_label(one, counts, is_declared)
    if one.shape in ("tab", "between"):
        return _is_label(one, counts, is_declared)
    return True


def _without_clocks_on_the_margin(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without unbracketed clock times that stand alone or lead a line, where the file has several of them."""
    alone = [bool(":" in line.text and _CLOCK_ALONE.match(line.text)) for line in lines]
    leading = [
        bool(":" in line.text[:16] and not one and _CLOCK_FIRST.match(line.text))
        for line, one in zip(lines, alone, strict=True)
    ]
    if sum(alone) < 3 and sum(leading) < 3:
        return lines
    found: list[Line] = []
    start: float | None = None
    for line, is_alone, is_leading in zip(lines, alone, leading, strict=True):
        if is_alone and sum(alone) >= 3:
            start = seconds(line.text)
            continue
        at = _CLOCK_FIRST.match(line.text) if is_leading and sum(leading) >= 3 else None
        if at is None:
            found.append(
                line if start is None else replace(line, start=line.start if line.start is not None else start)
            )
        elif sight(Line(line.text, line.number), 0, str) is not None:
            found.append(line)  # the time belongs to a label, or may: the second pass knows
        else:
            found.append(replace(line, text=line.text[at.end() :], start=seconds(at.group())))
        start = None
    return found


def _only_label_is_an_interviewers(
    lines: Sequence[Line], labels: dict[int, Sighting], is_nobodys: Callable[[str], bool]
) -> str | None:
    """The interviewer's label where no one else has one, and the paragraphs after its turns must be someone else's.

    That is so where most of three or more of its turns are followed by other paragraphs, or where eight or more
    paragraphs have no label and it has hardly any.
    """
    labels = {index: one for index, one in labels.items() if not is_nobodys(one.label)}
    who = {fold(one.label) for one in labels.values()}
    if len(who) != 1 or any(line.speaker for line in lines) or not asks_by_label(only := next(iter(who))):
        return None
    followed = sum(index + 1 < len(lines) and index + 1 not in labels and lines[index + 1].opens for index in labels)
    unlabelled = sum(line.opens and index not in labels for index, line in enumerate(lines))
    is_hardly_there = unlabelled >= max(8, 4 * len(labels))
    return only if is_hardly_there or (len(labels) >= 3 and followed * 2 > len(labels)) else None


def _not_recognised(path: Path, line: int, label: str) -> Problem:
    return caution(
        path,
        line,
        f"unrecognised label '{label}', line {line}: it neither recurs nor is declared, and was kept as words.",
        f"If '{label}' speaks here, name them in attendance.csv, in `interviewers` or under `speakers:` in study.yaml.",
    )


def _about_the_unlabelled(turns: Sequence[SpokenTurn], path: Path) -> list[Problem]:
    """Cautions about words without a label: all of them, all but the interviewer's, or many before the first one."""
    nobodys = [turn for turn in turns if turn.speaker == UNKNOWN]
    n_words = sum(len(turn.text.split()) for turn in nobodys)
    labelled = [turn for turn in turns if turn.speaker not in (UNKNOWN, DOCUMENT)]
    if nobodys and not labelled:
        what = f"{NO_LABEL}: all of it is by one speaker, 'unknown'."
        return [caution(path, nobodys[0].line, what, "Begin each turn with a label and a colon: 'Interviewer: …'.")]
    remedy = "Give the respondents' paragraphs a label of their own."
    if len(nobodys) > 1:
        what = f"{len(nobodys)} unlabelled stretches ({n_words} words) are by 'unknown'."
        if all(asks_by_label(turn.speaker) for turn in labelled):
            what = f"only the interviewer is labelled: {what}"
        return [caution(path, nobodys[0].line, what, remedy)]
    n_asked = sum(len(turn.text.split()) for turn in labelled)
    if n_asked > _MANY_WORDS and all(asks_by_label(turn.speaker) for turn in labelled):
        what = (
            f"only the interviewer is labelled: {n_asked} words are by '{labelled[0].speaker}', the answers among them."
        )
        return [caution(path, labelled[0].line, what, remedy)]
    if n_words > _MANY_WORDS:
        what = f"{n_words} words stand before the first label: they are by 'unknown', and nobody's answer in a talk."
        return [caution(path, nobodys[0].line, what, "Give them a label, or take them out if nobody said them.")]
    return []
