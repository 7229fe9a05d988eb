"""The turns of a file: who speaks is decided for all of it, then its lines are gathered turn by turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Protocol

from pipeline.corpus.formats.lines import DOCUMENT, UNKNOWN, Line, Reading, seconds
from pipeline.corpus.speakers import cautions
from pipeline.corpus.speakers.after_the_talk import AFTER_THE_TALK, where_the_talk_ends
from pipeline.corpus.speakers.decision import Decision, decide
from pipeline.corpus.speakers.faces import unlabelled_questions
from pipeline.corpus.speakers.labels import Sighting, fold, matcher, sight
from pipeline.corpus.speakers.margins import BARE_CLOCK_FIRST, Ready, made_ready, with_ends_apart, without_times
from pipeline.corpus.speakers.nets import about_voices
from pipeline.corpus.speakers.nonpersons import heads_notes, is_end, is_nobody, is_remark, stays_below
from pipeline.corpus.speakers.roles import asks_by_label
from pipeline.corpus.speakers.same_person import as_read, is_misspelt_asker, joined_labels, may_be_one
from pipeline.corpus.speakers.set_apart import NUMBERED, SetApart, voices_set_apart
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Loaded
from pipeline.study.records import SpokenTurn

_MOST_COMPARISONS = 20_000
"""Of spellings with known labels: ten times what the largest real talk needs. A file made of names would take minutes;
its candidates are told as unrecognised either way."""

FOOTNOTES = "footnotes"
"""The label under which footnotes stand that a format sets below the talk."""

_LONGEST_END = 90
"""Code points of a line that says nothing but that the recording ends."""


class Request(Protocol):
    """What the finder of speakers needs to know of a ReadingRequest."""

    @property
    def kind(self) -> str: ...
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


@dataclass(frozen=True)
class _Plan:
    """What is decided of a file before its turns are gathered.

    `names` are aliases, folded label to name; `joined` are labels read as another; `unlabelled` are lines where
    somebody without a label begins; `apart` are voices by line where something else than labels tells them apart.
    """

    decision: Decision
    names: dict[str, str]
    joined: dict[str, str]
    unlabelled: set[int]
    apart: SetApart
    is_nobodys: Callable[[str], bool]
    has_clock_after_label: bool

    def speaker(self, index: int, line: Line) -> str | None:
        """The label that begins a turn here, as it is read; None where no label stands."""
        sighting = self.decision.labels.get(index)
        label = sighting.label if sighting else line.speaker
        if label is not None and not any(sign.isalnum() for sign in label):
            label = UNKNOWN  # a program's sign for nobody: `<v ->`
        return None if label is None else as_read(label, self.names, self.joined)


def document_turns(reading: Reading) -> tuple[SpokenTurn, ...]:
    """One turn a paragraph, speaker `document`: no labels are sought, bracketed times are part of the text."""
    growing: list[_Growing] = []
    for line in (*reading.lines, *reading.below):
        if line.opens or not growing:
            growing.append(_Growing(DOCUMENT, line.number))
        growing[-1].pieces.append(reading.clean(line.text))
    return tuple(turn for piece in growing if (turn := piece.done()))


def spoken_turns(reading: Reading, request: Request, path: Path) -> Loaded[tuple[SpokenTurn, ...]]:
    """Turns by speaker, and cautions about what could not be read for certain.

    In captions consecutive pieces of one speaker are one turn; elsewhere each label opens one. Words before the
    first label are `unknown`'s.
    """
    ready = made_ready(with_ends_apart(reading.lines), reading.has_cues)
    lines = ready.lines
    names = {fold(alias): name for alias, name in request.aliases}
    # An alias declares both itself and the name that it stands for.
    is_declared = matcher((*request.declared, *names, *names.values()))
    sightings = [
        sighting
        for index, line in enumerate(lines)
        if line.speaker is None and (sighting := sight(line, index, reading.clean))
    ]
    decision = decide(lines, sightings, is_declared, reading.has_cues)
    _take_known_people(decision)
    _take_doubled_names(decision, lines)
    plan = _plan(decision, lines, names, is_declared, reading.has_cues)
    # After the plan: where a file has no labels but these, its voices may still be told apart.
    ends = _take_ends(decision, lines, is_declared)
    place = None if reading.has_cues else where_the_talk_ends(lines, decision.labels)
    if place is not None and not (place in decision.labels and is_declared(decision.labels[place].label)):
        decision.labels[place] = Sighting(place, AFTER_THE_TALK, lines[place].text, "end")
    turns = tuple(turn for piece in (*_grow(ready, plan, reading), *_below(reading)) if (turn := piece.done()))
    persons = [turn for turn in turns if not plan.is_nobodys(turn.speaker)]
    problems = [
        *cautions.not_recognised(
            path, [(lines[candidate.index].number, candidate.label) for candidate in decision.left]
        ),
        *(cautions.told(path, doubt) for doubt in decision.doubts),
        *cautions.about_joined(path, turns, plan.joined),
        *cautions.about_split(path, ready),
        *cautions.about_page_heads(path, ready.page_heads),
        *cautions.about_ends(path, ends),
        *cautions.about_words_below_a_rule(path, lines, decision.labels),
        *(
            []
            # Where only who asks has a label, somebody else speaks below it.
            if reading.has_cues or not persons or persons[-1].speaker == UNKNOWN
            else cautions.about_paragraphs_below(path, lines, decision.labels)
        ),
        *cautions.about_a_programs_lines(path, lines),
        *cautions.about_voices_set_apart(path, turns, plan.apart.message),
        *cautions.about_the_unlabelled(persons, path),
        *about_voices(path, persons, request.kind, is_declared, reading.has_cues),
    ]
    return Loaded(turns, tuple(problems))


def _take_known_people(decision: Decision) -> None:
    """Candidates that are other spellings of known labels become labels, and are told.

    A question must not be an answer because its label is misspelt once (`Interveiwer`), nor a full name be words
    because its bearer goes by initials from then on.
    """
    n = Counter(label.label for label in decision.labels.values())
    known = [label for label, times in n.items() if times > 1]
    if len(known) * len({candidate.label for candidate in decision.left}) > _MOST_COMPARISONS:
        known = []
    left = []
    for candidate in decision.left:
        label = candidate.label
        if is_misspelt_asker(label) or (not candidate.is_listed and any(may_be_one(label, other) for other in known)):
            decision.labels[candidate.index] = candidate
        else:
            left.append(candidate)
    decision.left = left
    decision.labels = dict(sorted(decision.labels.items()))


def _take_doubled_names(decision: Decision, lines: Sequence[Line]) -> None:
    """A line that holds the label of the next line alone is that label, written twice (Teams copies it so)."""
    for index, sighting in list(decision.labels.items()):
        if index and index - 1 not in decision.labels and fold(lines[index - 1].text) == fold(sighting.label):
            decision.labels[index - 1] = replace(sighting, index=index - 1, rest="")
    decision.labels = dict(sorted(decision.labels.items()))


def _take_ends(decision: Decision, lines: Sequence[Line], is_declared: Callable[[str], bool]) -> list[Line]:
    """Lines that say that the recording ends become labels of nobody, under which stands what follows without one.

    So does a heading of notes alone on its line, if no label follows it.
    """
    last = max(decision.labels, default=len(lines))
    # Right under a label that stands alone are its words.
    first = last + 1 if last in decision.labels and decision.labels[last].rest.strip() else last + 2
    ends = {
        index: line for index, line in enumerate(lines) if len(line.text) < _LONGEST_END and is_end(line.text.strip())
    }
    for index, line in ends.items():
        if not is_declared(label := line.text.strip()):
            decision.labels[index] = Sighting(index, label, "", "end")
    for index, line in list(enumerate(lines))[first:]:
        if line.opens and len(line.text) < _LONGEST_END and heads_notes(line.text.strip()):
            decision.labels.setdefault(index, Sighting(index, line.text.strip("#*_: "), "", "end"))
    decision.labels = dict(sorted(decision.labels.items()))
    return list(ends.values())


def _plan(
    decision: Decision,
    lines: Sequence[Line],
    names: dict[str, str],
    is_declared: Callable[[str], bool],
    has_cues: bool,
) -> _Plan:
    def is_nobodys(label: str) -> bool:
        return is_nobody(label) and not is_declared(label)

    labels = decision.labels
    spoken = [labels[index].label if index in labels else line.speaker for index, line in enumerate(lines)]
    joined = joined_labels([label for label in spoken if label], is_declared)
    # A caption without a label goes on with the voice before it.
    unlabelled = set() if has_cues else unlabelled_questions(lines, labels, is_declared)
    # Only where nobody has a label: bold may be mere stress, and a style a typist's whim.
    apart = voices_set_apart(lines, has_cues) if not any(spoken) else SetApart()
    has_clock = _has_clock_after_each_label([sighting.rest for sighting in labels.values() if sighting.rest.strip()])
    return _Plan(decision, names, joined, unlabelled, apart, is_nobodys, has_clock)


def _has_clock_after_each_label(said: Sequence[str]) -> bool:
    """Whether what is said begins with a clock time that goes on from label to label, so that nobody says it."""
    clocks = [clock["at"] for words in said if ":" in words[:12] and (clock := BARE_CLOCK_FIRST.match(words))]
    times = [seconds(clock) or 0.0 for clock in clocks]
    return len(clocks) * 5 >= 3 * len(said) and len(set(times)) >= 2 and times == sorted(times)


def _grow(ready: Ready, plan: _Plan, reading: Reading) -> list[_Growing]:
    lines, labels = ready.lines, plan.decision.labels
    only_asker = None if reading.has_cues else _only_label_is_an_interviewers(lines, labels, plan.is_nobodys)
    labels_stand_alone = sum(not sighting.rest.strip() for sighting in labels.values()) * 2 > len(labels)
    growing: list[_Growing] = []
    last_person = UNKNOWN
    for index, line in enumerate(lines):
        if growing and not plan.is_nobodys(growing[-1].speaker):
            last_person = growing[-1].speaker
        sighting = labels.get(index)
        speaker = plan.speaker(index, line)
        text, start = _said(index, line, sighting, ready, plan)
        if speaker is not None:
            is_same = reading.has_cues and growing and fold(growing[-1].speaker) == fold(speaker)
            if not is_same:
                growing.append(_Growing(speaker, line.number, start))
        elif index in plan.apart.parts:
            question, text = plan.apart.parts[index]
            growing.append(_Growing(NUMBERED, line.number, start, [without_times(reading.clean(question))]))
            growing.append(_Growing(UNKNOWN, line.number, start))
        elif index in plan.apart.voices:
            if not growing or growing[-1].speaker != plan.apart.voices[index]:
                growing.append(_Growing(plan.apart.voices[index], line.number, start))
        elif (
            not growing
            or index in plan.unlabelled
            or (only_asker and line.opens and growing[-1].speaker != UNKNOWN and growing[-1].pieces)
        ):
            growing.append(_Growing(UNKNOWN, line.number, start))
        elif (
            line.opens
            and plan.is_nobodys(growing[-1].speaker)
            and not stays_below(growing[-1].speaker)
            and (any(growing[-1].pieces) or not labels_stand_alone)
        ):
            # After a remark (`Pause: 5 seconds`) the former speaker goes on; after a part of the recording
            # (`Break: …`) anybody may begin.
            goes_on = last_person if is_remark(growing[-1].speaker) else UNKNOWN
            growing.append(_Growing(goes_on, line.number, start))
        growing[-1].pieces.append(without_times(reading.clean(text)))
    return growing


def _below(reading: Reading) -> list[_Growing]:
    """One turn of all footnotes, if there are any."""
    if not reading.below:
        return []
    return [_Growing(FOOTNOTES, reading.below[0].number, pieces=[reading.clean(line.text) for line in reading.below])]


def _said(index: int, line: Line, sighting: Sighting | None, ready: Ready, plan: _Plan) -> tuple[str, float | None]:
    """What is said on a line, without its label and the clock beside it; and when, where the line tells."""
    if sighting is not None:
        start = sighting.start if sighting.start is not None else line.start
        if plan.has_clock_after_label and (clock := BARE_CLOCK_FIRST.match(sighting.rest)):
            return sighting.rest[clock.end() :], start if start is not None else seconds(clock["at"])
        return sighting.rest, start
    if length := ready.clocks.get(index):
        return line.text[length:], line.start if line.start is not None else seconds(line.text[:length])
    return plan.apart.without_marks.get(index, line.text), line.start


def _only_label_is_an_interviewers(
    lines: Sequence[Line], labels: dict[int, Sighting], is_nobodys: Callable[[str], bool]
) -> str | None:
    """The interviewer's label where no one else has one, and the paragraphs after its turns must be someone else's.

    That is so where most of three or more of its turns are followed by other paragraphs, or where eight or more
    paragraphs have no label and it has hardly any.
    """
    labels = {index: sighting for index, sighting in labels.items() if not is_nobodys(sighting.label)}
    who = {fold(sighting.label) for sighting in labels.values()}
    if len(who) != 1 or any(line.speaker for line in lines) or not asks_by_label(only := next(iter(who))):
        return None
    followed = sum(index + 1 < len(lines) and index + 1 not in labels and lines[index + 1].opens for index in labels)
    unlabelled = sum(line.opens and index not in labels for index, line in enumerate(lines))
    is_hardly_there = unlabelled >= max(8, 4 * len(labels))
    return only if is_hardly_there or (len(labels) >= 3 and followed * 2 > len(labels)) else None
