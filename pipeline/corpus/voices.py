"""Who speaks in each transcript, as a person checks it in a minute: turns, words, who asks, what is no speech.

With them the questions of the guide that were not recognised: what nobody was heard to ask may have been asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.corpus.guide import UnmatchedQuestion
from pipeline.corpus.speakers.labels import fold
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Transcript, Turn

SHOWN = 60
"""Code points that are shown of a turn's words: enough to know them again, no more of a confidential text."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of a transcript: label, turns, words; whether they ask; the respondent they are, where known."""

    label: str
    n_turns: int
    n_words: int
    is_interviewer: bool
    respondent_id: str | None


@dataclass(frozen=True, slots=True)
class NoSpeech:
    """Words that are nobody's answer: a heading, a cover sheet, a break. `line` counts as in the source."""

    label: str
    line: int
    n_words: int
    begins: str


@dataclass(frozen=True, slots=True)
class NotRecognised:
    """A question of the guide that no turn was recognised to ask; `turn` is the likeliest one's number, with its
    first words, None and '' where no turn is like it."""

    question: str
    turn: int | None
    begins: str


@dataclass(frozen=True, slots=True)
class Voices:
    """Whose words a transcript holds: its speakers in the order in which they begin, and what nobody says."""

    transcript_id: str
    file: str
    speakers: tuple[Voice, ...]
    no_speech: tuple[NoSpeech, ...]
    not_recognised: tuple[NotRecognised, ...] = ()


def voices_in(transcript: Transcript, unmatched: Iterable[UnmatchedQuestion] = ()) -> Voices:
    """The speakers of one transcript; spellings that differ in case alone are one.

    `unmatched`: the questions of its guide that were not recognised, with the turns that are likest to them.
    """
    by_label: dict[str, list[Turn]] = {}
    no_speech = []
    for turn in transcript.turns:
        if turn.is_nobodys:
            no_speech.append(NoSpeech(turn.speaker, turn.line, len(turn.text.split()), _beginning(turn.text)))
        else:
            by_label.setdefault(fold(turn.speaker), []).append(turn)
    speakers = tuple(
        Voice(
            label=turns[0].speaker,
            n_turns=len(turns),
            n_words=sum(len(turn.text.split()) for turn in turns),
            is_interviewer=any(turn.is_interviewer for turn in turns),
            respondent_id=next((turn.respondent_id for turn in turns if turn.respondent_id), None),
        )
        for turns in by_label.values()
    )
    texts = {turn.number: turn.text for turn in transcript.turns}
    not_recognised = tuple(
        NotRecognised(question.question, question.turn, _beginning(texts.get(question.turn or 0, "")))
        for question in unmatched
    )
    return Voices(transcript.transcript_id, transcript.file, speakers, tuple(no_speech), not_recognised)


def _beginning(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def voices_as_data(voices: Voices) -> dict[str, object]:
    """The voices of one transcript as JSON gives them."""
    return {
        "transcript_id": voices.transcript_id,
        "file": voices.file,
        "speakers": [
            {
                "label": voice.label,
                "n_turns": voice.n_turns,
                "n_words": voice.n_words,
                "asks": voice.is_interviewer,
                "respondent_id": voice.respondent_id,
            }
            for voice in voices.speakers
        ],
        "no_speech": [
            {"label": words.label, "line": words.line or None, "n_words": words.n_words, "begins": words.begins}
            for words in voices.no_speech
        ],
        "questions_not_recognised": [
            {"question": missing.question, "likeliest_turn": missing.turn, "begins": missing.begins}
            for missing in voices.not_recognised
        ],
    }


def voices_as_text(everything: Iterable[Voices]) -> str:
    """The voices of all transcripts for a terminal: a line a speaker, `asks` after those who ask."""
    lines: list[str] = []
    for voices in everything:
        lines.append(f"{voices.transcript_id} ({voices.file})")
        if not voices.speakers:
            lines.append("  nobody speaks")
        width = max((len(voice.label) for voice in voices.speakers), default=0)
        for voice in voices.speakers:
            said = f"{_count(voice.n_turns, 'turn'):>10} {_count(voice.n_words, 'word'):>13}"
            who = "  asks" if voice.is_interviewer else f"  {voice.respondent_id}" if voice.respondent_id else ""
            lines.append(f"  {voice.label:<{width}} {said}{who}")
        for words in voices.no_speech:
            where = f"line {words.line}, " if words.line else ""
            lines.append(f"  no speech: {where}{_count(words.n_words, 'word')}: {words.begins}")
        for missing in voices.not_recognised:
            likeliest = f"likeliest turn {missing.turn}: {missing.begins}" if missing.turn else "no turn is like it"
            lines.append(f"  question not recognised: {missing.question}; {likeliest}")
    return "\n".join(lines)


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
