"""Who asks: declared, by label, or by how much they ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.corpus.formats.lines import DOCUMENT, UNKNOWN, words
from pipeline.corpus.speakers.evidence import QUESTION_MARKS, asks, letters_in_a_row
from pipeline.corpus.speakers.labels import fold, matcher
from pipeline.corpus.speakers.named_asker import named_askers
from pipeline.corpus.speakers.nonpersons import is_nobody, may_be_nobody
from pipeline.corpus.speakers.roles import all_answer, asks_by_label
from pipeline.corpus.speakers.same_person import is_misspelt_asker
from pipeline.study.problems import Problem, caution
from pipeline.study.records import SpokenTurn

# Before white space, a closing quote or the end: a full stop in `3.5` or in an address ends nothing.
# An initial or a title ends none either: `Interview with T. Hall`.
_ENDS_A_SENTENCE = re.compile(
    r"(?:(?<!\b[A-ZÀ-Þ])(?<!\b(?:Dr|Mr|Ms|St|Nr|No))(?<!\b(?:Mrs))(?<!\b(?:Prof))\.|[?!…。？！])(?=[\s\"'”’)\]]|$)"
)
_LONGEST_HEADING = 30
_LONGEST_NAME = 6
_MARKS_OF_A_QUESTION = QUESTION_MARKS.replace(";", "")
"""Those that end no other sentence inside a turn: a Greek question mark is a semicolon elsewhere."""

_SAID = words(
    """
    i i'm i’m i'll i’ll i've i’ve it's it’s we we're we’re we've we’ve you me us my our your yes yeah yep no nope okay
    ok well so um uh erm hello hi hey thanks thank sorry sure right
    """
)
"""Words of speech, which no heading has."""


def n_before_labels(turns: Sequence[SpokenTurn], interviewers: Sequence[str], people: Sequence[str]) -> int:
    """1 where a talk with labels begins with words that have none (a heading, a cover sheet), else 0.

    Such words are nobody's answer. They stay a respondent's where further words have no label, and where `unknown` is
    declared to be somebody. Where all who have a label ask, somebody without one must be answering: then only what
    can be nothing but a heading is nobody's (`is_heading`).

    Args:
        turns: What a reader found, in order.
        interviewers: Declared labels of those who ask, with `*`.
        people: Labels that attendance.csv names.
    """
    n_unknown = sum(turn.speaker == UNKNOWN for turn in turns)
    # Whoever declares `unknown` has said that somebody speaks there.
    if turns[0].speaker != UNKNOWN or matcher((*interviewers, *people))(UNKNOWN):
        return 0
    labelled = {turn.speaker for turn in turns if turn.speaker != UNKNOWN and not may_be_nobody(turn.speaker)}
    if not _all_ask(labelled, interviewers):
        # Several stretches without a label are somebody's words: then the first is theirs as well.
        return int(n_unknown == 1)
    return int(bool(labelled) and is_heading(turns[0]))


def is_heading(turn: SpokenTurn) -> bool:
    """Whether words before the first label can be nothing but a heading.

    So it is where they have no time, are few, end no sentence and hold no word of speech. Where respondents have no
    label, those in 17 of 17 real interviews (`docs/transcripts.md`) end one: there the talk had begun.
    """
    said = turn.text.casefold().split()
    return (
        turn.start_seconds is None
        and len(said) <= _LONGEST_HEADING
        and not _ENDS_A_SENTENCE.search(turn.text)
        and not any(word.strip(',;:-–—()"“”') in _SAID for word in said)
    )


def about_a_heading(turns: Sequence[SpokenTurn], interviewers: Sequence[str], path: Path) -> list[Problem]:
    """The caution that words without a label are taken for a heading though somebody without one answers."""
    if not _all_ask({turn.speaker for turn in turns[1:] if turn.speaker != UNKNOWN}, interviewers):
        return []
    n_words = len(turns[0].text.split())
    message = f"the words before the first label ({n_words}) are taken for a heading: they are nobody's answer."
    remedy = "If the respondent says them, give them a label, or name 'unknown' in attendance.csv."
    return [caution(path, turns[0].line, message, remedy)]


def _all_ask(labels: Iterable[str], interviewers: Sequence[str]) -> bool:
    """Whether each label is an interviewer's, by itself, by its face or as declared; those of nobody do not count."""
    is_declared = matcher(interviewers)
    return all(
        asks_by_label(label) or label.startswith(f"{UNKNOWN} (") or is_declared(label)
        for label in labels
        if not may_be_nobody(label)
    )


def labels_of_nobody(turns: Sequence[SpokenTurn], interviewers: Sequence[str], people: Sequence[str]) -> frozenset[str]:
    """Labels of a talk that name no person, as `Music` and `Break`: their words are nobody's answer.

    None where all other labels ask and no words are without one, since a respondent may be called so then.

    Args:
        turns: What a reader found, in order.
        interviewers: Declared labels of those who ask, with `*`.
        people: Labels that study.yaml or attendance.csv give to persons.
    """
    # A wildcard names nobody: `*` would make a person of `Music` as well.
    is_person = matcher([name for name in (*interviewers, *people) if "*" not in name])
    speakers = dict.fromkeys(turn.speaker for turn in turns)
    nobodys = frozenset(label for label in speakers if is_nobody(label) and not is_person(label))
    others = [label for label in speakers if label not in nobodys]
    return frozenset() if _all_ask(others, interviewers) else nobodys


def about_nobody(turns: Sequence[SpokenTurn], labels: frozenset[str], path: Path) -> list[Problem]:
    """The caution that names labels of no person, and says how many words are theirs."""
    theirs = [turn for turn in turns if turn.speaker in labels]
    if not theirs:
        return []
    names = ", ".join(f"'{label}'" for label in dict.fromkeys(turn.speaker for turn in theirs))
    n_words = sum(len(turn.text.split()) for turn in theirs)
    message = f"no person is meant by the label {names}: the words under it ({n_words}) are nobody's answer."
    remedy = (
        "Nothing to mend if so. If it is a person, name the label in attendance.csv or under `speakers:` in study.yaml."
    )
    return [caution(path, theirs[0].line, message, remedy)]


def who_asks(
    turns: Sequence[SpokenTurn], declared: Sequence[str], path: Path, head: str = ""
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The labels of the interviewers of one transcript, and a caution where they had to be guessed.

    `head` are the words before the first label, where they are not among the turns.

    Declared labels (with `*`) rule; else labels that say so; else those who mostly ask. A text by one speaker has
    no interviewer unless the label says so, and a pseudo-speaker (music, a break) is one only if declared by name.
    """
    is_named = matcher([name for name in declared if "*" not in name])
    labels = dict.fromkeys(turn.speaker for turn in turns)
    speakers = tuple(label for label in labels if is_named(label) or not may_be_nobody(label))
    is_declared = matcher(declared)
    if asking := frozenset(label for label in speakers if is_declared(label)):
        return asking, ()
    people = {fold(label) for label in speakers} - {UNKNOWN, DOCUMENT}
    if len({fold(label) for label in speakers}) < 2 or not people:
        # One letter says too little where nobody else is there to answer: a lone `I` may be the interviewee.
        alone = frozenset(label for label in speakers if asks_by_label(label) and fold(label) not in ("i", "q"))
        return alone, ()
    # In a row of people (`M` to `Q`) the letter `Q` is a person, not a question.
    in_a_row = letters_in_a_row(speakers)
    if asking := frozenset(
        label
        for label in speakers
        if (asks_by_label(label) or is_misspelt_asker(label))
        and fold(label).strip(".") not in in_a_row
        and not _is_only_named(label, turns)
    ):
        return _with_the_unlabelled(*_unless_they_answer(asking, turns, path), turns, path)
    if UNKNOWN in labels and _only_the_unlabelled_ask(turns):
        message = "nobody with a label asks: the paragraphs without one are taken for the interviewer's."
        remedy = "Give them a label, or name the interviewers in `interviewers` of transcripts.csv or study.yaml."
        line = next(turn.line for turn in turns if turn.speaker == UNKNOWN)
        return frozenset((UNKNOWN,)), (caution(path, line, message, remedy),)
    head = head or (turns[0].text if turns[0].speaker == UNKNOWN else "")
    named = named_askers(head, [label for label in speakers if label not in (UNKNOWN, DOCUMENT)])
    if named and not _answer_rather(named, turns):
        names = ", ".join(f"'{name}'" for name in sorted(named))
        remedy = "Nothing to mend if so; else name the interviewers in `interviewers` of transcripts.csv or study.yaml."
        return named, (caution(path, 0, f"taken for interviewer, by the head of the file: {names}.", remedy),)
    return _by_asking(turns, people, path, "")


def _is_only_named(label: str, turns: Sequence[SpokenTurn]) -> bool:
    """Whether an asker has one short turn and no question before two others take turns: a name on a cover sheet."""
    order = [fold(turn.speaker) for turn in turns]
    n = Counter(order)
    place = order.index(fold(label))
    others = [other for other, times in n.items() if times > 2]
    is_short = len(turns[place].text.split()) <= _LONGEST_NAME and not asks(turns[place].text)
    is_before = all(place < order.index(other) for other in others)
    return n[fold(label)] == 1 and is_short and is_before and len(others) >= 2


def _answer_rather(named: frozenset[str], turns: Sequence[SpokenTurn]) -> bool:
    """Whether those whom a head names hardly ask, while somebody else does: it may tell of another talk."""
    shares = _share_of_questions(turns)
    mine = max(shares[fold(label)] for label in named)
    return mine < 0.2 and any(share >= 0.5 for label, share in shares.items() if label not in map(fold, named))


def _with_the_unlabelled(
    asking: frozenset[str], problems: tuple[Problem, ...], turns: Sequence[SpokenTurn], path: Path
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Those who ask, and `unknown` where somebody else answers and nearly all words without a label are questions."""
    nobodys = [turn for turn in turns if turn.speaker == UNKNOWN]
    answering = {turn.speaker for turn in turns} - asking - {UNKNOWN}
    if not nobodys or not answering or sum(asks(turn.text) for turn in nobodys) * 5 < 4 * len(nobodys):
        return asking, problems
    message = f"{len(nobodys)} paragraphs without a label ask: they are taken for the interviewer's."
    remedy = "Give them a label, or name the interviewers in `interviewers` of transcripts.csv or study.yaml."
    return asking | {UNKNOWN}, (*problems, caution(path, nobodys[0].line, message, remedy))


def _only_the_unlabelled_ask(turns: Sequence[SpokenTurn]) -> bool:
    """Whether all who have a label answer by it, or hardly ask, while nearly all words without one are questions."""
    labelled = [turn for turn in turns if turn.speaker != UNKNOWN and not may_be_nobody(turn.speaker)]
    nobodys = [turn for turn in turns if turn.speaker == UNKNOWN]
    if not labelled or len(nobodys) < 2:
        return False
    if all_answer({turn.speaker for turn in labelled}):
        return True
    n_asking = sum(asks(turn.text) for turn in nobodys)
    return n_asking * 5 >= 4 * len(nobodys) and sum(asks(turn.text) for turn in labelled) * 10 <= 3 * len(labelled)


def _unless_they_answer(
    labelled: frozenset[str], turns: Sequence[SpokenTurn], path: Path
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Those labelled as asking; but a lone `I` may be the interviewee, where somebody else asks."""
    if {fold(label) for label in labelled} != {"i"}:
        return labelled, ()
    asking = _share_of_questions(turns)
    mine = asking.get("i", 0.0)
    others = {label: share for label, share in asking.items() if label != "i"}
    if mine < 0.2 and any(share >= 0.5 for share in others.values()):
        return _by_asking(turns, set(others), path, "; 'I' mostly answers")
    return labelled, ()


def _by_asking(
    turns: Sequence[SpokenTurn], people: set[str], path: Path, why: str
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    remedy = "Name the interviewers in `interviewers` of transcripts.csv or study.yaml."
    everyone = {fold(turn.speaker) for turn in turns if not may_be_nobody(turn.speaker)}
    asking = _those_who_ask(turns) & people
    # Where all ask, nothing tells an interviewer from the others.
    if not asking or asking == everyone:
        message = "nobody was recognised as interviewer: every word counts as a respondent's."
        return frozenset(), (caution(path, 0, message, remedy),)
    labels = frozenset(turn.speaker for turn in turns if fold(turn.speaker) in asking)
    names = ", ".join(f"'{name}'" for name in sorted(labels))
    return labels, (caution(path, 0, f"taken for interviewer, by who asks most: {names}{why}.", remedy),)


def _those_who_ask(turns: Sequence[SpokenTurn]) -> set[str]:
    """Folded labels of those half of whose turns ask; else of the one who asks far more often than all who say much.

    Measured on 50 interviews in which one person asks: the share of asking turns was 0.19 to 0.73 for the one who
    asks (with 0.17 to 0.51 of the words) and 0 to 0.17 for the other.
    """
    shares = _share_of_questions(turns)
    n_turns = Counter(fold(turn.speaker) for turn in turns)
    n_words: Counter[str] = Counter()
    for turn in turns:
        n_words[fold(turn.speaker)] += len(turn.text.split())
    asking = {label for label, share in shares.items() if share >= 0.5 and n_turns[label] >= 2}
    if asking:
        return asking
    total = n_words.total()
    # Who hardly speaks has a high or a low share by accident.
    talkative = [label for label in shares if n_turns[label] >= 3 and n_words[label] >= total / 10]
    if len(talkative) < 2:
        return set()
    first, *rest = sorted(talkative, key=lambda label: (-shares[label], label))
    # Just under the least share measured for those who ask, and below just over their largest share of the words.
    clearly = shares[first] >= 0.15 and all(shares[first] >= 1.7 * shares[label] for label in rest)
    return {first} if clearly and n_words[first] <= 0.52 * total else set()


def _share_of_questions(turns: Sequence[SpokenTurn]) -> dict[str, float]:
    """By folded label, the share of turns that end in a question or hold one among few words."""
    n_turns: Counter[str] = Counter()
    n_asking: Counter[str] = Counter()
    for turn in turns:
        key = fold(turn.speaker)
        n_turns[key] += 1
        n_asking[key] += asks(turn.text) or (
            len(turn.text.split()) <= 60 and any(mark in turn.text for mark in _MARKS_OF_A_QUESTION)
        )
    return {key: n_asking[key] / n for key, n in n_turns.items()}
