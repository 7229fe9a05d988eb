"""What is told of a file's speakers: each caution names a line and what to do; its remedy is tried in the tests."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline.corpus.formats.lines import DOCUMENT, UNKNOWN, Line
from pipeline.corpus.speakers.decision import Doubt
from pipeline.corpus.speakers.evidence import asks
from pipeline.corpus.speakers.labels import Sighting, fold, is_name_like
from pipeline.corpus.speakers.margins import Ready
from pipeline.corpus.speakers.nonpersons import is_crowd, may_be_nobody, stays_below
from pipeline.corpus.speakers.roles import asks_by_label, is_role_word, is_word_of_speech, looks_like_a_role
from pipeline.corpus.speakers.same_person import alike, is_misspelt_asker
from pipeline.study.problems import Problem, caution
from pipeline.study.records import SpokenTurn

NO_LABEL = "no speaker's label was found"
_MANY_WORDS = 50
_LONG_TALK = 150
# What coding programs print between paragraphs (`Coded by: …`, `Weight score: 0`), in four languages.
_PROGRAMS_LINE = re.compile(
    r"\s*(?:codes?|codings?|coded by|coded|weight(?: score)?|code system|memos?|created(?: by)?|modified(?: by)?|tags?"
    r"|codiert von|kodiert von|gewicht|codificado por|codé par)\s*:\s*\S",
    re.IGNORECASE,
)
# What services and programs write at the ends of their transcripts.
_SERVICES_LINE = re.compile(
    r"\s*(?:transcribed (?:by|with|using) (?:https?://|www\.|otter|rev\b|trint|sonix|noscribe|whisper|turboscribe|f4|descript)"
    r"|this (?:editable )?transcript(?:ion)? (?:was|is) (?:computer|automatically|machine|ai)\b"
    r"|(?:view|download) (?:the )?(?:original )?recording\b|meeting (?:started|ended) (?:at|after)\b"
    r"|messages and calls are end-to-end encrypted|.{0,60}(?:started|stopped) transcription\s*$)",
    re.IGNORECASE,
)
_SPEAKS_FOR_OTHERS = re.compile(
    r"\b(?:translator|interpreter|übersetzer(?:in)?|dolmetscher(?:in)?|traductora?|intérprete|interprète|traduct(?:eur|rice)"
    r"|tolk|observer|note ?taker|beobachter(?:in)?)\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 300
_RULE = re.compile(r"\s*(?:[-–—_*=~#+•][ \t]*){3,}\s*")
_FEWEST_OF_A_TALK = 4
_MOST_OF_A_TALK = 0.6
_MANY_VOICES = 8
"""More voices than an interview has: a group's file listed as an interview, or words taken for labels."""

_MANY_LABELS = 12
"""Labels that are told one by one; more of them have one cause (a file that is no talk, a sign before a colon)."""

# A role without its colon, after the end of a sentence: `We did. Interviewer Who else?`
_OPENS_WITH_A_ROLE = re.compile(r"[.?!…\"”’)\]]\s*(?P<label>[^\W\d_]{4,20}(?: [A-Z]| \d{1,3})?) (?=[A-Z¿¡][a-zà-ÿ])")


# As programs that tell voices apart name them: `Speaker 2`, `SPEAKER_01`.
_NUMBERED_SPEAKER = re.compile(r"\b(?:Speaker|SPEAKER)[ _]\d{1,2}\b")


def told(path: Path, doubt: Doubt) -> Problem:
    """A doubt that arose while the file was decided."""
    return caution(path, doubt.line, doubt.message, doubt.remedy)


def not_recognised(path: Path, candidates: Sequence[tuple[int, str]]) -> list[Problem]:
    """Candidates (line, label) that were kept as words: a caution a label, and one for all where there are many."""
    by_label: dict[str, list[tuple[int, str]]] = {}
    for line, label in candidates:
        by_label.setdefault(fold(label), []).append((line, label))
    problems = []
    for places in list(by_label.values())[:_MANY_LABELS]:
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
    if others := [place for places in list(by_label.values())[_MANY_LABELS:] for place in places]:
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
        remedy = f"If they are two, write `speakers: {{{_quoted(label)}: {_quoted(label)}}}` in study.yaml."
        problems.append(caution(path, line, message, remedy))
    return problems


def _quoted(label: str) -> str:
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
    if rule is None or len(labels) < _FEWEST_OF_A_TALK or stays_below(labels[last].label):
        return []
    below = [line for line in lines[rule + 1 :] if not _RULE.fullmatch(line.text)]
    if not below:
        return []
    n_words = sum(len(line.text.split()) for line in below)
    message = f"{n_words} words below a rule, after the last label, are read as words of '{labels[last].label}'."
    remedy = "If nobody says them, take them out, or write `Field notes:` before them."
    return [caution(path, below[0].number, message, remedy)]


def about_a_programs_lines(path: Path, lines: Sequence[Line]) -> list[Problem]:
    """Lines that programs write among the words: codes, weights, who coded it when; who transcribed it."""
    printed = [line for line in lines if ":" in line.text[:24] and _PROGRAMS_LINE.match(line.text)]
    notices = [line for line in lines if len(line.text) < _LONGEST_NOTICE and _SERVICES_LINE.match(line.text)]
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
    if len(strange) > _MANY_LABELS:
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
        alias = f"speakers: {{{_quoted(rare)}: {_quoted(usual)}}}"
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
