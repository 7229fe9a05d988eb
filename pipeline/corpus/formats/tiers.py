"""Tiers of annotations -> the lines of a talk: whose words a tier holds, and which tiers are beside the talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.corpus.formats.columns import n_words_in
from pipeline.corpus.formats.lines import MAX_LINES, UNKNOWN, Line, Reading, nothing_in_it, too_many, words
from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.roles import is_word_of_speech, looks_like_a_role
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, caution

_OF_TALK = words(
    """
    text texts tx txt utt utts utterance utterances spch speech talk transcript transcripts transcription
    transkript transkription transcripción trans orth ortho ort orthography orthographic verbatim sentence sentences
    ipu ipus default said v
    """
)
"""What a tier is called, alone or beside a speaker, that holds what was said."""

_BESIDE = words(
    """
    comment comments note notes remark remarks kommentar kommentare commentaire commentaires gesture gestures gaze gloss
    glosses pos morph morpheme morphemes phone phones phoneme phonemes segments syllable syllables translation
    translations übersetzung traduction traducción code codes coding codings topic topics theme themes phase phases
    noise background action actions activity activities nonverbal nv kinesic kinesics head hands posture ipa phonetic
    pitch tone tones tobi mau kan lemma lemmas token tokens word words chapter chapters section sections scene scenes
    """
)
"""What a tier is called that holds a researcher's annotations, another language, or the words once more in pieces."""

_PARTS = re.compile(r"[@_./\s()\[\]-]+")
_LETTERS = re.compile(r"[^\W\d_]")
_IDENTIFIER = re.compile(r"\S*\d\S*")
_ENDS = re.compile(r"[.?!…。？！؟][\"'”’»)\]]*$")
_MOST_OF_CODES = 12
"""Percent of the words of all tiers; somebody who says that little is told as left out."""

_LONGEST_CODE = 3
"""Words of a place, on average."""

LABELLED = re.compile(r"\s*(?P<label>[^\s:：][^:：]{0,40})[:：](?:\s|$)")
"""An annotation that says who speaks: `Kim: Come in.`"""


@dataclass(frozen=True)
class Annotation:
    """What stands in one place of a tier: its words, when they begin in seconds, and the line of the file."""

    text: str
    start: float | None
    number: int


@dataclass(frozen=True)
class Tier:
    """A tier; `speaker` is whom the format names, '' where it names nobody. `is_talk` is None where it does not say."""

    name: str
    speaker: str
    annotations: Sequence[Annotation]
    is_talk: bool | None = None

    @property
    def n_words(self) -> int:
        """How many words stand in it."""
        return n_words_in([annotation.text for annotation in self.annotations])


def holds_words(annotations: Sequence[Annotation]) -> bool:
    """Whether most of what stands in a tier are words, and not the numbers or names of its places (`kim.001`)."""
    filled = [annotation.text.strip() for annotation in annotations if annotation.text.strip()]
    worded = [text for text in filled if _LETTERS.search(text) and not _IDENTIFIER.fullmatch(text)]
    return len(worded) * 2 > len(filled)


def talk_in(tiers: Sequence[Tier], path: Path) -> Reading:
    """The talk of all tiers in order of time; a caution names the tiers that are left out.

    Of several tiers of one speaker, the one with most words is the talk.
    """
    tiers = [tier for tier in tiers if any(annotation.text.strip() for annotation in tier.annotations)]
    if not tiers:
        raise nothing_in_it()
    if sum(len(tier.annotations) for tier in tiers) > MAX_LINES:
        raise too_many("annotations", MAX_LINES)
    named = [tier for tier in tiers if (_may_be_talk(tier.name) if tier.is_talk is None else tier.is_talk)]
    named = [tier for tier in named if not _is_coded(tier, named)]
    # A study's tiers may all be called otherwise: then the one with most words is read, and told.
    named = named or [max(tiers, key=lambda tier: tier.n_words)]
    by_speaker: dict[str, list[Tier]] = {}
    for tier in named:
        by_speaker.setdefault(fold(_speaker_of(tier)), []).append(tier)
    talk = [
        tier
        for speaker, theirs in by_speaker.items()
        for tier in (theirs if any(tier.is_talk for tier in theirs) else [max(theirs, key=lambda tier: tier.n_words)])
    ]
    lines = tuple(_in_order(talk))
    beside = [tier for tier in tiers if tier not in talk]
    return Reading(lines, (_about_left_out(beside, path),) if beside else (), has_cues=True)


def _is_coded(tier: Tier, tiers: Sequence[Tier]) -> bool:
    """Whether a tier that no format and no role names holds codes, by what stands in it: `nod`, `palms up`, `x`.

    A word or two in each place that are no words of speech and end no sentence, few in all beside the others.
    """
    if tier.is_talk or tier.speaker or looks_like_a_role(tier.name):
        return False
    n_words = sum(other.n_words for other in tiers)
    texts = [text for annotation in tier.annotations if (text := annotation.text.strip())]
    if tier.n_words * 100 > _MOST_OF_CODES * n_words or tier.n_words > _LONGEST_CODE * len(texts):
        return False
    spoken = sum(bool(_ENDS.search(text)) or any(map(is_word_of_speech, text.split())) for text in texts)
    # Of talk without capitals and stops, short words in one language or another are known.
    return spoken * 5 <= len(texts)


def _may_be_talk(name: str) -> bool:
    return looks_like_a_role(name) or not any(part in _BESIDE for part in _PARTS.split(name.casefold()))


def _speaker_of(tier: Tier) -> str:
    """Whom a tier's name means where the format names nobody: `Kim` of `Kim-Spch` and `utterance@Kim`."""
    if tier.speaker:
        return tier.speaker
    # What stands before or behind `@` is whole: `tx@Ana_Maria`.
    sides = [side for side in tier.name.split("@") if not _names_talk(side)] if "@" in tier.name else [tier.name]
    name = sides[0].strip() if sides else ""
    parts = [part for part in _PARTS.split(name) if part]
    rest = [part for part in parts if part.casefold() not in _OF_TALK]
    if len(rest) == len(parts) or looks_like_a_role(name):
        return name
    return " ".join(rest) if _LETTERS.search("".join(rest)) else ""


def _names_talk(name: str) -> bool:
    return all(part.casefold() in _OF_TALK for part in _PARTS.split(name) if part)


def is_talk_by_name(name: str) -> bool:
    """Whether a tier's name says that it holds what was said: `tx@Kim`, `Transcription`."""
    return any(part in _OF_TALK for part in _PARTS.split(name.casefold()))


def _in_order(tiers: Sequence[Tier]) -> Iterator[Line]:
    """The lines of tiers by their times; what has no time of its own stands behind what is before it in its tier."""
    placed: list[tuple[float, Line]] = []
    for tier in tiers:
        speaker: str | None = _speaker_of(tier)
        labels = [match["label"] for annotation in tier.annotations if (match := LABELLED.match(annotation.text))]
        n_recurring = sum(n > 1 for n in Counter(map(fold, labels)).values())
        # A format may name one speaker for a tier in which several speak.
        if len(labels) * 2 > len(tier.annotations) and (not tier.speaker or n_recurring > 1):
            speaker = None  # each annotation says who speaks
        elif not speaker:
            speaker = UNKNOWN if len(tiers) > 1 else None
        start = 0.0
        for annotation in tier.annotations:
            start = annotation.start if annotation.start is not None else start
            text = " ".join(annotation.text.split())
            if speaker and text.casefold().startswith(f"{speaker.casefold()}:"):
                text = text[len(speaker) + 1 :].strip()
            if text:
                placed.append((start, Line(text, annotation.number, True, annotation.start, speaker)))
    placed.sort(key=lambda place: place[0])
    return (line for _, line in placed)


def _about_left_out(tiers: Sequence[Tier], path: Path) -> Problem:
    shown = ", ".join(
        f"'{tier.name}' ({_counted(len(tier.annotations), 'annotation')}, {_counted(tier.n_words, 'word')})"
        for tier in tiers
    )
    n = "a tier" if len(tiers) == 1 else f"{len(tiers)} tiers"
    message = f"{n} beside the talk {'was' if len(tiers) == 1 else 'were'} not read: {shown}."
    remedy = (
        "Nothing; if somebody said them, name the tier's participant, or call it by that speaker's name alone, and "
        "take another of theirs out."
    )
    return caution(path, min(tier.annotations[0].number for tier in tiers), message, remedy)


def _counted(n: int, thing: str) -> str:
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def about_remarks(counted: Sequence[tuple[str, int]], path: Path) -> tuple[Problem, ...]:
    """The caution about remarks beside the talk, by their name and line: none where there are none."""
    if not counted:
        return ()
    shown = ", ".join(f"{name} {times}" for name, times in Counter(name for name, _ in counted).items())
    n = _counted(len(counted), "remark")
    message = f"{n} beside the talk ({shown}) were not read: they are a transcriber's, and nobody said them."
    return (caution(path, counted[0][1], message, "Nothing; if somebody said them, write them as words."),)
