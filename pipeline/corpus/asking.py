"""Who asks: declared, by label, or by how much they ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.corpus.labels import fold, is_pseudo, matcher
from pipeline.corpus.lines import DOCUMENT, UNKNOWN
from pipeline.problems import Problem, caution
from pipeline.records import SpokenTurn

_ASKS_BY_LABEL = re.compile(
    r"(?:(?:lead|co-?|assistant|first|second)[\s-]*)?(?:interviewers?|moderators?|facilitators?|researchers?|int|mod|fac|iv|ir|i|q|question|"
    r"interviewerin|moderatorin|entrevistadora?|moderadora?|enquêteu(?:r|se))(?:[\s_#.-]*\d{1,2}|[\s_#.-]+[a-e])?(?:\s*\([^()]*\))?"
)


def asks_by_label(label: str) -> bool:
    """Whether a label alone says that its bearer asks: Interviewer, Moderator, Facilitator, Researcher, Int, I, Q."""
    return bool(_ASKS_BY_LABEL.fullmatch(fold(label).rstrip(".")))


def n_before_labels(turns: Sequence[SpokenTurn], interviewers: Sequence[str], people: Sequence[str]) -> int:
    """1 where a talk with labels begins with words that have none (a heading, a cover sheet), else 0.

    Such words are nobody's answer. They stay a respondent's where further words have no label, or where all who have
    one ask, since somebody without a label must be answering then, and where `unknown` is declared to be somebody.

    Args:
        turns: What a reader found, in order.
        interviewers: Declared labels of those who ask, with `*`.
        people: Labels that attendance.csv names.
    """
    n_unknown = sum(turn.speaker == UNKNOWN for turn in turns)
    if n_unknown != 1 or turns[0].speaker != UNKNOWN or matcher((*interviewers, *people))(UNKNOWN):
        return 0
    is_declared = matcher(interviewers)
    labelled = {turn.speaker for turn in turns[1:] if not is_pseudo(turn.speaker)}
    return int(not all(asks_by_label(label) or is_declared(label) for label in labelled))


def who_asks(
    turns: Sequence[SpokenTurn], declared: Sequence[str], path: Path
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The labels of the interviewers of one transcript, and a caution where they had to be guessed.

    Declared labels (with `*`) rule; else labels that say so; else those who mostly ask. A text by one speaker has
    no interviewer unless the label says so, and a pseudo-speaker (music, a break) never is one.
    """
    speakers = tuple(dict.fromkeys(turn.speaker for turn in turns if not is_pseudo(turn.speaker)))
    is_declared = matcher(declared)
    if found := frozenset(label for label in speakers if is_declared(label)):
        return found, ()
    people = {fold(label) for label in speakers} - {UNKNOWN, DOCUMENT}
    if len({fold(label) for label in speakers}) < 2 or not people:
        alone = frozenset(label for label in speakers if asks_by_label(label) and fold(label) not in ("i", "q"))
        return alone, ()
    if found := frozenset(label for label in speakers if asks_by_label(label)):
        return _unless_they_answer(found, turns, path)
    return _by_asking(turns, people, path, "")


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
    everyone = {fold(turn.speaker) for turn in turns if not is_pseudo(turn.speaker)}
    asking = _those_who_ask(turns) & people
    if not asking or asking == everyone:
        what = "nobody was recognised as interviewer: every word counts as a respondent's."
        return frozenset(), (caution(path, 0, what, remedy),)
    found = frozenset(turn.speaker for turn in turns if fold(turn.speaker) in asking)
    names = ", ".join(f"'{name}'" for name in sorted(found))
    return found, (caution(path, 0, f"taken for interviewer, by who asks most: {names}{why}.", remedy),)


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
    talkative = [label for label in shares if n_turns[label] >= 3 and n_words[label] >= total / 10]
    if len(talkative) < 2:
        return set()
    first, *rest = sorted(talkative, key=lambda label: (-shares[label], label))
    clearly = shares[first] >= 0.15 and all(shares[first] >= 1.7 * shares[label] for label in rest)
    return {first} if clearly and n_words[first] <= 0.52 * total else set()


def _share_of_questions(turns: Sequence[SpokenTurn]) -> dict[str, float]:
    """By folded label, the share of turns that end in a question or hold one among few words."""
    n_turns: Counter[str] = Counter()
    n_asking: Counter[str] = Counter()
    for turn in turns:
        key = fold(turn.speaker)
        n_turns[key] += 1
        n_asking[key] += turn.text.rstrip("\"'”’)] ").endswith("?") or (
            "?" in turn.text and len(turn.text.split()) <= 60
        )
    return {key: n_asking[key] / n for key, n in n_turns.items()}
