"""What is told of how a file was read: labels that were kept as words, what was left out, who has no label."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.corpus.formats.lines import DOCUMENT, UNKNOWN, Line
from pipeline.corpus.speakers.after_the_talk import FEWEST_OF_A_TALK, is_of_a_service
from pipeline.corpus.speakers.decision import Doubt
from pipeline.corpus.speakers.labels import Sighting, fold
from pipeline.corpus.speakers.margins import Ready
from pipeline.corpus.speakers.nonpersons import stays_below
from pipeline.corpus.speakers.roles import asks_by_label
from pipeline.study.problems import Problem, caution
from pipeline.study.records import SpokenTurn

NO_LABEL = "no speaker's label was found"
MANY_LABELS = 12
"""Labels that are told one by one; more of them have one cause (a file that is no talk, a sign before a colon)."""

_MANY_WORDS = 50
# What coding programs print between paragraphs (`Coded by: …`, `Weight score: 0`), in four languages.
_PROGRAMS_LINE = re.compile(
    r"\s*(?:codes?|codings?|coded by|coded|weight(?: score)?|code system|memos?|created(?: by)?|modified(?: by)?|tags?"
    r"|codiert von|kodiert von|gewicht|codificado por|codé par)\s*:\s*\S",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 300
_RULE = re.compile(r"\s*(?:[-–—_*=~#+•][ \t]*){3,}\s*")
_LONG_TALK = 8
"""Turns of a talk in which nobody's words have a second paragraph, so that one below the last turn is strange."""

_MANY_WORDS_BELOW = 12
_OF_THE_TALK = re.compile(
    r"\b(?:the|this|our) (?:respondent|interviewee|participant|informant|interviewer|recorder|tape)\b"
    r"|\b(?:after|before) the (?:interview|recording)\b|\boff the record\b",
    re.IGNORECASE,
)
"""How those who write about a talk call it and its people."""


def told(path: Path, doubt: Doubt) -> Problem:
    """A doubt that arose while the file was decided."""
    return caution(path, doubt.line, doubt.message, doubt.remedy)


def not_recognised(path: Path, candidates: Sequence[tuple[int, str]]) -> list[Problem]:
    """Candidates (line, label) that were kept as words: a caution a label, and one for all where there are many."""
    by_label: dict[str, list[tuple[int, str]]] = {}
    for line, label in candidates:
        by_label.setdefault(fold(label), []).append((line, label))
    problems = []
    for places in list(by_label.values())[:MANY_LABELS]:
        line, label = places[0]
        where = f"unrecognised label '{label}', line {line}"
        why = "it neither recurs nor is declared"
        if len(places) > 1:
            where += f" and {len(places) - 1} more"
            why = "it is neither declared nor surely a name"
        problems.append(
            caution(
                path,
                line,
                f"{where}: {why}, and was kept as words.",
                "If somebody of that label speaks, name them in attendance.csv, in `interviewers` or under `speakers:` "
                "of study.yaml.",
            )
        )
    if others := [place for places in list(by_label.values())[MANY_LABELS:] for place in places]:
        names = ", ".join(f"'{label}'" for _, label in others[:3])
        message = f"{len(others)} more lines begin with an unrecognised label ({names} …), and were kept as words."
        remedy = "Look with `check --voices`, and name those who speak in attendance.csv or under `speakers:`."
        problems.append(caution(path, others[0][0], message, remedy))
    return problems


def about_joined(path: Path, turns: Sequence[SpokenTurn], joined: Mapping[str, str]) -> list[Problem]:
    """Labels that are read as another's: full name and initials, a name in brackets."""
    # From the end, so that the first line of each label is written last and stays.
    first_line = {turn.speaker: turn.line for turn in reversed(turns)}
    problems = []
    for label, name in joined.items():
        line = first_line.get(name, 0)
        message = f"'{label}' is read as '{name}': one person."
        remedy = f"If they are two, write `speakers: {{{quoted(label)}: {quoted(label)}}}` in study.yaml."
        problems.append(caution(path, line, message, remedy))
    return problems


def quoted(label: str) -> str:
    # YAML doubles a quote inside quotes: the remedy is pasted as it stands.
    return label if re.fullmatch(r"[\w ]+", label) else "'" + label.replace("'", "''") + "'"


def about_split(path: Path, ready: Ready) -> list[Problem]:
    """Paragraphs that hold a role and a colon after the end of a sentence, and were parted there."""
    if not ready.n_split:
        return []
    turns = "turn was" if ready.n_split == 1 else "turns were"
    message = f"{ready.n_split} {turns} found inside paragraphs, after a role and a colon, the first in this line."
    return [
        caution(path, ready.first_split, message, "Nothing to mend if so; better begin each turn on a line of its own.")
    ]


def about_page_heads(path: Path, heads: Sequence[Line]) -> list[Problem]:
    """Lines that number the pages of a print, which nobody says."""
    if not heads:
        return []
    message = f"{len(heads)} lines that number pages are left out, the first: '{heads[0].text.strip()[:60]}'."
    return [caution(path, heads[0].number, message, "Nothing to mend if nobody says them; else put them otherwise.")]


def about_ends(path: Path, ends: Sequence[Line]) -> list[Problem]:
    """Lines that say that the recording ends, which nobody says."""
    if not ends:
        return []
    n = "a line that says" if len(ends) == 1 else f"{len(ends)} lines that say"
    were = "is" if len(ends) == 1 else "are"
    message = f"{n} that the recording ends {were} left out, the first: '{ends[0].text.strip()[:60]}'."
    remedy = "Nothing to mend; words without a label after it are nobody's answer: give them one if somebody says them."
    return [caution(path, ends[0].number, message, remedy)]


def about_words_below_a_rule(path: Path, lines: Sequence[Line], labels: Mapping[int, Sighting]) -> list[Problem]:
    """Paragraphs below a rule (`----`) after the last label of a talk: notes, it may be, and no answer."""
    last = max(labels, default=len(lines))
    rule = next((place for place in range(last + 1, len(lines)) if _RULE.fullmatch(lines[place].text)), None)
    if rule is None or len(labels) < FEWEST_OF_A_TALK or stays_below(labels[last].label):
        return []
    below = [line for line in lines[rule + 1 :] if not _RULE.fullmatch(line.text)]
    if not below:
        return []
    n_words = sum(len(line.text.split()) for line in below)
    message = f"{n_words} words below a rule, after the last label, are read as words of '{labels[last].label}'."
    remedy = "If nobody says them, take them out, or write `Field notes:` before them."
    return [caution(path, below[0].number, message, remedy)]


def about_paragraphs_below(path: Path, lines: Sequence[Line], labels: Mapping[int, Sighting]) -> list[Problem]:
    """Paragraphs after the last label that may be notes: no other turn has a second one, or they tell of the talk."""
    spoken = [place for place in sorted(labels) if not stays_below(labels[place].label)]
    if len(spoken) < FEWEST_OF_A_TALK:
        return []
    last = labels[spoken[-1]].label
    talk_ends = min((place for place in labels if place > spoken[-1]), default=len(lines))
    paragraphs = [
        # Right under a label that stands alone are its words.
        [place for place in range(start + (1 if labels[start].rest.strip() else 2), end) if lines[place].opens]
        for start, end in pairwise([*spoken, talk_ends])
    ]
    below = paragraphs[-1]
    if not below:
        return []
    told_of = [
        place
        for place, end in pairwise([*below, talk_ends])
        if _OF_THE_TALK.search(" ".join(line.text for line in lines[place:end]))
    ]
    n_words = sum(len(line.text.split()) for line in lines[below[0] : talk_ends])
    is_strange = len(spoken) >= _LONG_TALK and not any(paragraphs[:-1]) and n_words >= _MANY_WORDS_BELOW
    if not told_of and not is_strange:
        return []
    place = below[0] if is_strange else told_of[0]
    n_words = sum(len(line.text.split()) for line in lines[place:talk_ends])
    message = f"{n_words} words in paragraphs below the last label are read as words of '{last}'."
    remedy = "If nobody says them, take them out, or write `Field notes:` before them."
    return [caution(path, lines[place].number, message, remedy)]


def about_a_programs_lines(path: Path, lines: Sequence[Line]) -> list[Problem]:
    """Lines that programs write among the words: codes, weights, who coded it when; who transcribed it."""
    printed = [line for line in lines if ":" in line.text[:24] and _PROGRAMS_LINE.match(line.text)]
    notices = [line for line in lines if len(line.text) < _LONGEST_NOTICE and is_of_a_service(line.text)]
    remedy = "Take them out, or export the transcript without its codings."
    return [
        *_kept_as_words(path, printed, "a coding program", remedy),
        *_kept_as_words(path, notices, "a transcription service", "Take them out: nobody in the talk said them."),
    ]


def _kept_as_words(path: Path, lines: Sequence[Line], program: str, remedy: str) -> list[Problem]:
    if not lines:
        return []
    n = "a line" if len(lines) == 1 else f"{len(lines)} lines"
    were = "was" if len(lines) == 1 else "were"
    message = f"{n} of {program} {were} read as words, the first: '{lines[0].text.strip()[:60]}'."
    return [caution(path, lines[0].number, message, remedy)]


def about_voices_set_apart(path: Path, turns: Sequence[SpokenTurn], message: str) -> list[Problem]:
    """Voices that something else than labels tells apart, as `message` says."""
    remedy = "Begin each turn with a label and a colon, or name the voices in attendance.csv."
    return [caution(path, turns[0].line, message, remedy)] if message and turns else []


def about_the_unlabelled(turns: Sequence[SpokenTurn], path: Path) -> list[Problem]:
    """Cautions about words without a label: all of them, all but the interviewer's, or many before the first one."""
    nobodys = [turn for turn in turns if turn.speaker == UNKNOWN]
    n_words = sum(len(turn.text.split()) for turn in nobodys)
    labelled = [turn for turn in turns if turn.speaker not in (UNKNOWN, DOCUMENT)]
    if nobodys and not labelled:
        message = f"{NO_LABEL}: all of it is by one speaker, 'unknown'."
        return [caution(path, nobodys[0].line, message, "Begin each turn with a label and a colon: 'Interviewer: …'.")]
    remedy = "Give the respondents' paragraphs a label of their own."
    if len(nobodys) > 1:
        # Here something else tells the voices apart, which `about_voices_set_apart` says.
        if any(turn.speaker.startswith(f"{UNKNOWN} (") for turn in labelled):
            return []
        message = f"{len(nobodys)} unlabelled stretches ({n_words} words) are by 'unknown'."
        if all(asks_by_label(turn.speaker) for turn in labelled):
            message = f"only the interviewer is labelled: {message}"
        return [caution(path, nobodys[0].line, message, remedy)]
    n_asked = sum(len(turn.text.split()) for turn in labelled)
    if n_asked > _MANY_WORDS and all(asks_by_label(turn.speaker) for turn in labelled):
        message = (
            f"only the interviewer is labelled: {n_asked} words are by '{labelled[0].speaker}', the answers among them."
        )
        return [caution(path, labelled[0].line, message, remedy)]
    if n_words > _MANY_WORDS:
        message = f"{n_words} words stand before the first label: they are by 'unknown', and nobody's answer in a talk."
        return [caution(path, nobodys[0].line, message, "Give them a label, or take them out if nobody said them.")]
    return []
