"""A sample that the same coder codes again weeks later, blind to what they coded then: does one person agree with
themself?

Answers of respondents are drawn at random from transcripts that the coder read whole at least two weeks ago. What is
coded then goes to files of its own, NAME.recoded.csv and NAME.recoded.read.csv, which no loader of a run opens: it
counts nowhere, and the first codings stay as they are.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from pipeline.page.coders import CodersWork, read_coder
from pipeline.page.files import stamp_of
from pipeline.page.material import Material
from pipeline.page.read_log import ReadLog
from pipeline.reliability.presence import PatternTable, Presence, describe_presence
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.records import Coding, Segment, Transcript, Turn

ENDING = ".recoded"
"""Between a coder's name and `.csv` or `.read.csv`."""
COLUMNS = (
    "drawn_at",
    "transcript_id",
    "turn",
    "start_char",
    "end_char",
    "quotation",
    "codebook_version",
    "action",
    "at",
)
DRAWN, READ = "drawn", "read"
REST = timedelta(days=14)
"""After two weeks few remember what they gave a passage; test-retest studies of coding wait as long."""
SIZE = 20
"""Answers to one sample: an hour's work."""
FEWEST_WORDS = 8
"""A "Yes, we did." holds nothing to code, and agreeing on it says nothing."""


@dataclass(frozen=True, slots=True)
class DrawnAnswer:
    """One answer of a sample, at its place in today's transcript."""

    drawn_at: str
    transcript_id: str
    turn: int
    start_char: int
    end_char: int
    is_done: bool

    @property
    def key(self) -> str:
        """How the page names it."""
        return f"{self.transcript_id}:{self.turn}"


@dataclass(frozen=True, slots=True)
class CodeTwice:
    """One code in a sample: sentences at which the coder has it both times, only first, only again."""

    code_id: str
    n_both: int
    n_first: int
    n_again: int


@dataclass(frozen=True)
class WithOneself:
    """How one coder agrees with themself: all codes together over `n_sentences`, and each code that was given."""

    coder: str
    n_answers: int
    n_sentences: int
    presence: Presence
    codes: tuple[CodeTwice, ...]


def drawn_answers(path: Path, material: Material) -> list[DrawnAnswer]:
    """The answers of all samples in the order drawn; left out are those whose words are not in the transcript."""
    last: dict[tuple[str, str, str], Mapping[str, str]] = {}
    for row in read_csv(path, (), COLUMNS).records.rows if stamp_of(path) is not None else ():
        last[row["drawn_at"], row["transcript_id"], row["quotation"]] = row.cells
    answers = (_answer(cells, material) for cells in last.values())
    return [answer for answer in answers if answer is not None]


def can_be_drawn(
    material: Material, first: CodersWork, log: ReadLog, former: Iterable[DrawnAnswer], now: datetime
) -> list[tuple[Transcript, Turn]]:
    """Answers in transcripts that the coder read whole, and last coded, two weeks ago or more, never drawn before."""
    latest = f"{now - REST:%Y-%m-%dT%H:%M:%SZ}"
    # Without a date nobody knows how long it is.
    read = {mark.transcript_id for mark in log.marks if mark.how == "whole" and mark.codes and "" < mark.at <= latest}
    touched = {row.coding.transcript_id for row in first.by_id.values() if row.cells.get("at", "") > latest}
    taken = {(answer.transcript_id, answer.turn) for answer in former}
    return [
        (transcript, turn)
        for transcript in material.corpus.transcripts
        if transcript.transcript_id in read - touched
        for turn in transcript.turns
        if not turn.is_interviewer
        and not turn.is_nobodys
        and len(turn.text.split()) >= FEWEST_WORDS
        and (transcript.transcript_id, turn.number) not in taken
    ]


def draw(answers: Sequence[tuple[Transcript, Turn]], seed: str, version: str, at: str) -> list[dict[str, str]]:
    """The rows of a new sample, in the order of the study; the same seed draws the same."""
    chance = random.Random(seed)  # noqa: S311 — a draw that can be repeated, no secret
    chosen = sorted(chance.sample(range(len(answers)), min(SIZE, len(answers))))
    return [
        {
            "drawn_at": at,
            "transcript_id": transcript.transcript_id,
            "turn": str(turn.number),
            "start_char": str(turn.start_char),
            "end_char": str(turn.end_char),
            "quotation": turn.text,
            "codebook_version": version,
            "action": DRAWN,
            "at": at,
        }
        for transcript, turn in (answers[n] for n in chosen)
    ]


def with_oneself(folder: Path, coder: str, material: Material) -> WithOneself | None:
    """How a coder's second codings agree with the first ones, as these stood when the sample was drawn.

    The unit is a sentence of an answer that was coded again; of each transcript those codes count for which the coder's
    first reading still stands: where a text has changed since, it is the codebook that differs and not the coder.
    """
    done = [answer for answer in drawn_answers(folder / f"{coder}{ENDING}.read.csv", material) if answer.is_done]
    if not done:
        return None
    first = read_coder(folder / f"{coder}.csv", coder, material, until=min(answer.drawn_at for answer in done))
    again = read_coder(folder / f"{coder}{ENDING}.csv", coder, material)
    log = ReadLog.read(folder / f"{coder}.read.csv", coder, material)
    by_transcript: dict[str, Counter[tuple[int, int]]] = {}
    by_code: dict[str, Counter[tuple[int, int]]] = {}
    n_sentences = 0
    for answer in done:
        sentences = _sentences(material.texts[answer.transcript_id], answer)
        n_sentences += len(sentences)
        codes = log.covered(answer.transcript_id)
        then = _codes_at(sentences, first.shown_in(answer.transcript_id))
        now = _codes_at(sentences, again.shown_in(answer.transcript_id))
        for before, after in zip(then, now, strict=True):
            for code_id in codes:
                pattern = (int(code_id in before), int(code_id in after))
                by_transcript.setdefault(answer.transcript_id, Counter())[pattern] += 1
                by_code.setdefault(code_id, Counter())[pattern] += 1
    given = [code.code_id for code in material.codebook.codable if any(sum(p) for p in by_code.get(code.code_id, ()))]
    codes_twice = tuple(
        CodeTwice(code_id, by_code[code_id][1, 1], by_code[code_id][1, 0], by_code[code_id][0, 1]) for code_id in given
    )
    return WithOneself(coder, len(done), n_sentences, _presence(by_transcript), codes_twice)


def _presence(by_transcript: Mapping[str, Counter[tuple[int, int]]]) -> Presence:
    patterns = ((0, 0), (0, 1), (1, 0), (1, 1))
    counts = [[counted[pattern] for pattern in patterns] for counted in by_transcript.values()]
    return describe_presence(PatternTable(np.array(patterns), np.array(counts or [[0, 0, 0, 0]])))


def _answer(cells: Mapping[str, str], material: Material) -> DrawnAnswer | None:
    transcript = material.texts.get(cells.get("transcript_id", ""))
    words = cells.get("quotation", "")
    # By its words: a transcript that was corrected elsewhere keeps its answers, at other offsets.
    turn = next((turn for turn in transcript.turns if turn.text == words), None) if transcript is not None else None
    if transcript is None or turn is None:
        return None
    return DrawnAnswer(
        cells.get("drawn_at", ""), transcript.transcript_id, turn.number, turn.start_char, turn.end_char,
        cells.get("action") == READ,
    )  # fmt: skip


def _sentences(transcript: Transcript, answer: DrawnAnswer) -> list[Segment]:
    return [segment for segment in transcript.segments if segment.turn == answer.turn]


def _codes_at(sentences: Iterable[Segment], codings: Iterable[Coding]) -> list[set[str]]:
    """The codes that touch each sentence and say that it was so."""
    affirmed = [coding for coding in codings if coding.polarity == "affirmed"]
    return [
        {
            coding.code_id
            for coding in affirmed
            if coding.start_char < sentence.end_char and sentence.start_char < coding.end_char
        }
        for sentence in sentences
    ]


def today() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
