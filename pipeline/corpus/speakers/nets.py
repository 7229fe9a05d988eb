"""The nets under a reading of a talk: speakers that are hardly people, turns that are hardly one person's.

Each caution names a line and what to do; its remedy is tried in the tests.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.corpus.formats.lines import DOCUMENT, UNKNOWN
from pipeline.corpus.speakers.cautions import MANY_LABELS, quoted
from pipeline.corpus.speakers.evidence import asks
from pipeline.corpus.speakers.labels import fold, is_name_like
from pipeline.corpus.speakers.nonpersons import is_crowd, may_be_nobody
from pipeline.corpus.speakers.roles import asks_by_label, is_role_word, is_word_of_speech, looks_like_a_role
from pipeline.corpus.speakers.same_person import alike, is_misspelt_asker
from pipeline.study.problems import Problem, caution
from pipeline.study.records import SpokenTurn

_LONG_TALK = 150
_SPEAKS_FOR_OTHERS = re.compile(
    r"\b(?:translator|interpreter|übersetzer(?:in)?|dolmetscher(?:in)?|traductora?|intérprete|interprète|traduct(?:eur|rice)"
    r"|tolk|observer|note ?taker|beobachter(?:in)?)\b",
    re.IGNORECASE,
)
_MOST_OF_A_TALK = 0.6
_MANY_VOICES = 8
"""More voices than an interview has: a group's file listed as an interview, or words taken for labels."""


# A role without its colon, after the end of a sentence: `We did. Interviewer Who else?`
_OPENS_WITH_A_ROLE = re.compile(r"[.?!…\"”’)\]]\s*(?P<label>[^\W\d_]{4,20}(?: [A-Z]| \d{1,3})?) (?=[A-Z¿¡][a-zà-ÿ])")


# As programs that tell voices apart name them: `Speaker 2`, `SPEAKER_01`.
_NUMBERED_SPEAKER = re.compile(r"\b(?:Speaker|SPEAKER)[ _]\d{1,2}\b")


def about_voices(
    path: Path, turns: Sequence[SpokenTurn], kind: str, is_declared: Callable[[str], bool], has_cues: bool
) -> list[Problem]:
    """The nets under a reading of a talk: speakers that are hardly people, and turns that are hardly one person's."""
    labelled = [turn for turn in turns if turn.speaker not in (UNKNOWN, DOCUMENT)]
    if not labelled:
        return []
    return [
        *_hardly_people(path, labelled, is_declared),
        *_hardly_recurring(path, labelled, kind, is_declared),
        *_two_spellings(path, labelled, is_declared),
        # A cover sheet before the first label may name everybody who speaks.
        *_labels_inside_turns(path, turns[1:] if turns[0].speaker == UNKNOWN else turns),
        *_most_in_one_turn(path, turns, has_cues),
        *([] if has_cues else _asks_before_the_same_label(path, turns)),
        *_speak_for_others(path, labelled, is_declared),
        *(_one_voice(path, labelled, is_declared) if len(turns) - len(labelled) < 2 else []),
    ]


def _hardly_people(path: Path, turns: Sequence[SpokenTurn], is_declared: Callable[[str], bool]) -> list[Problem]:
    strange = {
        label: turn.line
        for turn in reversed(turns)
        if not is_declared(label := turn.speaker)
        and not (looks_like_a_role(label) or is_crowd(label))
        and (is_word_of_speech(label) or not is_name_like(label))
    }
    problems = []
    if len(strange) > MANY_LABELS:
        names = ", ".join(f"'{label}'" for label in list(reversed(strange))[:3])
        message = f"{len(strange)} speakers have hardly a name: {names} …"
        remedy = "Name those who speak in attendance.csv or under `speakers:`; take the colon out after the others."
        return [caution(path, next(reversed(strange.values())), message, remedy)]
    for label, line in reversed(strange.items()):
        message = f"'{label}' is taken for a speaker, and is hardly a name."
        remedy = "If so, name it in attendance.csv, in `interviewers` or under `speakers:`; else take out its colon."
        problems.append(caution(path, line, message, remedy))
    return problems


def _hardly_recurring(
    path: Path, turns: Sequence[SpokenTurn], kind: str, is_declared: Callable[[str], bool]
) -> list[Problem]:
    n = Counter(fold(turn.speaker) for turn in turns)
    once = [label for label, times in n.items() if times == 1 and not is_declared(label)]
    shown = {fold(turn.speaker): turn.speaker for turn in reversed(turns)}
    unsure = [label for label in once if not is_role_word(label) and len(label.split()) == 1]
    if len(unsure) >= 3 and len(once) * 2 >= len(n) and len(n) > 3:
        names = ", ".join(f"'{shown[label]}'" for label in unsure[:5]) + (" and others" if len(unsure) > 5 else "")
        line = next(turn.line for turn in turns if fold(turn.speaker) == unsure[0])
        message = f"{len(once)} of {len(n)} speakers have one turn: {names} may be words and no people."
        remedy = "Name those who speak in attendance.csv or under `speakers:`; take the colon out after the others."
        return [caution(path, line, message, remedy)]
    rare = [
        label
        for label, times in n.items()
        if times <= 3
        and times * 8 <= len(turns)
        and not is_declared(label)
        and not is_role_word(label)
        and not looks_like_a_role(label)
        and len(label.split()) == 1
        and not is_crowd(label)
        and not may_be_nobody(label)
    ]
    if kind == "interview" and rare:
        names = ", ".join(f"'{shown[label]}'" for label in rare[:5]) + (" and others" if len(rare) > 5 else "")
        line = next(turn.line for turn in turns if fold(turn.speaker) == rare[0])
        message = f"{names} hardly {'speaks' if len(rare) == 1 else 'speak'} here, and may be a word before a colon."
        remedy = "Name those who speak in attendance.csv or under `speakers:`; take the colon out after the others."
        return [caution(path, line, message, remedy)]
    undeclared = [label for label in n if not is_declared(label) and not may_be_nobody(label) and not is_crowd(label)]
    if kind == "interview" and len(undeclared) > _MANY_VOICES:
        message = f"{len(n)} people speak in this interview."
        remedy = "If it is a group, write `group` as its kind in transcripts.csv; else look with `check --voices`."
        return [caution(path, 0, message, remedy)]
    return []


def _two_spellings(path: Path, turns: Sequence[SpokenTurn], is_declared: Callable[[str], bool]) -> list[Problem]:
    labels = list(dict.fromkeys(turn.speaker for turn in turns))
    # Each pair is compared: a file of many labels would take minutes, and is told otherwise.
    if len(labels) > 60:
        return []
    n = Counter(turn.speaker for turn in turns)
    problems = []
    for label, other in alike(label for label in labels if not is_declared(label)):
        rare, usual = sorted((label, other), key=lambda spelling: (n[spelling], spelling))
        line = next(turn.line for turn in turns if turn.speaker == rare)
        message = f"'{rare}' and '{usual}' may be one person in two spellings."
        alias = f"speakers: {{{quoted(rare)}: {quoted(usual)}}}"
        remedy = f"If so, write `{alias}` in study.yaml; else name both in attendance.csv."
        problems.append(caution(path, line, message, remedy))
    for label in labels:
        if is_misspelt_asker(label) and not is_declared(label):
            line = next(turn.line for turn in turns if turn.speaker == label)
            message = f"'{label}' is taken for an interviewer's label, misspelt."
            problems.append(
                caution(path, line, message, "Mend it, or name who asks in `interviewers` of transcripts.csv.")
            )
    return problems


def _labels_inside_turns(path: Path, turns: Sequence[SpokenTurn]) -> list[Problem]:
    """Known labels that stand inside turns: with a colon anywhere, or without one where a sentence begins."""
    labels = [label for label in dict.fromkeys(turn.speaker for turn in turns) if label not in (UNKNOWN, DOCUMENT)]
    # One or two letters before a colon are found in too many words.
    known = [label for label in labels if len(label) > 2 and not is_word_of_speech(label)]
    roles = [label for label in known if is_role_word(label)]
    if not known or len(labels) > 60:
        return []
    inside = re.compile(
        r"(?<!\w)(?P<label>" + "|".join(map(re.escape, sorted(known, key=len, reverse=True))) + r")\s?[:：]\s?(?=\S)"
    )
    opening = (
        re.compile(
            r"(?:^|(?<=[.?!…\"”’)\]]))\s+(?P<label>"
            + "|".join(map(re.escape, sorted(roles, key=len, reverse=True)))
            + r") (?=[A-Z¿¡])"
        )
        if roles
        else None
    )
    hits: list[tuple[int, str]] = _recurring_in_speech(turns)
    for turn in turns:
        if ":" in turn.text or "：" in turn.text:
            hits += [(turn.line, match["label"]) for match in inside.finditer(turn.text)]
        if opening is not None:
            hits += [(turn.line, match["label"]) for match in opening.finditer(turn.text)]
        if (
            roles
            and (role := _OPENS_WITH_A_ROLE.search(turn.text))
            and is_role_word(role["label"])
            and role["label"] not in roles
        ):
            hits.append((turn.line, role["label"]))
    if not hits:
        return []
    line, label = hits[0]
    times = "once" if len(hits) == 1 else f"{len(hits)} times"
    where = f"a label stands inside a turn that begins in this line ('{label}', such labels {times})"
    message = f"{where}: two people may be in it."
    return [caution(path, line, message, "Begin a new line before the label, and put a colon after it.")]


def _recurring_in_speech(turns: Sequence[SpokenTurn]) -> list[tuple[int, str]]:
    """Numbered roles (`Speaker 2`) that come back inside turns: labels that were not found."""
    hits = [
        (turn.line, match.group())
        for turn in turns
        if "peaker" in turn.text or "PEAKER" in turn.text
        for match in _NUMBERED_SPEAKER.finditer(turn.text)
    ]
    return hits if len(hits) > 1 else []


def _most_in_one_turn(path: Path, turns: Sequence[SpokenTurn], has_cues: bool) -> list[Problem]:
    n_words = [len(turn.text.split()) for turn in turns]
    total = sum(n_words)
    if total < _LONG_TALK or len(turns) < 2:
        return []
    most = max(range(len(turns)), key=n_words.__getitem__)
    if n_words[most] < _MOST_OF_A_TALK * total or turns[most].speaker == UNKNOWN:
        return []
    message = f"one turn by '{turns[most].speaker}' holds {n_words[most]} of {total} words: others may speak in it."
    return [caution(path, turns[most].line, message, "Begin each turn with a label and a colon: 'Interviewer: …'.")]


def _asks_before_the_same_label(path: Path, turns: Sequence[SpokenTurn]) -> list[Problem]:
    """Turns that end as a question though the next label is the same: somebody else's label may be missing before it.

    Silent where many labels are followed by the same one, as where each paragraph has one.
    """
    pairs = [(turn, after) for turn, after in itertools.pairwise(turns) if fold(turn.speaker) == fold(after.speaker)]
    asking = [
        turn for turn, _ in pairs if asks(turn.text) and turn.speaker != UNKNOWN and not asks_by_label(turn.speaker)
    ]
    if not asking or len(pairs) * 5 > len(turns):
        return []
    first = asking[0]
    times = "" if len(asking) == 1 else f" ({len(asking)} times)"
    message = (
        f"'{first.speaker}' ends with a question here and speaks on under the same label{times}: one may be missing."
    )
    return [caution(path, first.line, message, "If somebody else asks, begin a new line there, with their label.")]


def _speak_for_others(path: Path, turns: Sequence[SpokenTurn], is_declared: Callable[[str], bool]) -> list[Problem]:
    """Translators and observers, whose words would count as a respondent's."""
    between = {turn.speaker: turn.line for turn in reversed(turns) if _SPEAKS_FOR_OTHERS.search(turn.speaker)}
    return [
        caution(
            path,
            line,
            f"'{label}' speaks here: the words count as a respondent's.",
            "If they are not, name the label in `interviewers`; else in attendance.csv, with whom they speak for.",
        )
        for label, line in reversed(between.items())
        if not is_declared(label)
    ]


def _one_voice(path: Path, turns: Sequence[SpokenTurn], is_declared: Callable[[str], bool]) -> list[Problem]:
    """One person who asks and answers, as it seems: three questions or more that others' words follow."""
    if len({fold(turn.speaker) for turn in turns}) != 1 or is_declared(turns[0].speaker):
        return []
    n_questions = sum(turn.text.count(mark) for turn in turns for mark in "?？؟")
    n_asking = sum(asks(turn.text) for turn in turns)
    if n_questions < 2 or n_asking == len(turns) > 1:
        return []
    message = f"all of it is by '{turns[0].speaker}', who asks {n_questions} questions: a second person may speak."
    return [caution(path, turns[0].line, message, "Begin each turn with a label and a colon: 'Interviewer: …'.")]
