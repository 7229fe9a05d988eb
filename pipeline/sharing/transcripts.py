"""A transcript as it is shared: names replaced, words withheld, every place carried over to the new text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.nonpersons import is_crowd
from pipeline.sharing.replacing import Edit
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Source
from pipeline.study.records import Segment, Transcript, Turn

WITHHELD, WITHDRAWN = "[withheld]", "[withdrawn]"
REST = "[…]"
"""Stands for each further sentence that is withheld: codings of different sentences stay apart."""
KEPT_LABELS = ("unknown", "document")
MONTH = re.compile(r"(\d{4}-\d{2})(?:-\d{2})?")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the old text and where it lies in the new one. `is_whole`: no place inside it is kept."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    is_whole: bool


class Places:
    """Carries places of a transcript's old text over to its new one."""

    def __init__(self, stretches: Sequence[_Stretch]) -> None:
        self._stretches = stretches
        self._starts = [stretch.old_start for stretch in stretches]

    def start(self, place: int) -> int:
        """Where a passage begins that began at `place`."""
        stretch = self._at(place)
        if place >= stretch.old_end:
            return stretch.new_end + (place - stretch.old_end)
        return stretch.new_start if stretch.is_whole else stretch.new_start + place - stretch.old_start

    def end(self, place: int) -> int:
        """Where a passage ends that ended before `place`."""
        stretch = self._at(place - 1)
        if place >= stretch.old_end:
            return stretch.new_end + (place - stretch.old_end)
        return stretch.new_end if stretch.is_whole else stretch.new_start + place - stretch.old_start

    def passage(self, start: int, end: int) -> tuple[int, int]:
        """A passage in the new text; never empty."""
        left, right = self.start(start), self.end(end)
        return (left, right) if left < right else (right, left) if right < left else (left, left + 1)

    def _at(self, place: int) -> _Stretch:
        return self._stretches[max(bisect_right(self._starts, place) - 1, 0)]


@dataclass(frozen=True, slots=True)
class SharedTranscript:
    """A transcript as it is shared, and what carries places over from the one as it was told."""

    transcript: Transcript
    places: Places


def retold(
    transcript: Transcript,
    edits: Callable[[str], list[Edit]],
    instead: Callable[[Turn], str],
    changed: Callable[[Turn], Turn],
) -> SharedTranscript:
    """A transcript in other words, with every place in it carried over.

    Args:
        transcript: As it was read.
        edits: What is replaced in a turn's text.
        instead: What stands in place of a turn's words, or '' where they stay.
        changed: A turn with what else is told of it; its text and its places are set afterwards.
    """
    segments: dict[int, list[Segment]] = {}
    for segment in transcript.segments:
        segments.setdefault(segment.turn, []).append(segment)
    turns: list[Turn] = []
    stretches: list[_Stretch] = []
    begins = 0
    for turn in transcript.turns:
        here = segments.get(turn.number, [])
        words = ""
        pieces = _withheld(turn, here, instead(turn)) if instead(turn) else _replaced(turn, here, edits)
        for old_start, old_end, piece, is_whole in pieces:
            start = begins + len(words)
            stretches.append(_Stretch(old_start, old_end, start, start + len(piece), is_whole))
            words += piece
        end = begins + len(words)
        turns.append(replace(changed(turn), text=words, start_char=begins, end_char=end))
        begins = end + 1
    places = Places(stretches)
    chunks = tuple(
        replace(chunk, start_char=start, end_char=end)
        for chunk in transcript.chunks
        for start, end in [places.passage(chunk.start_char, chunk.end_char)]
    )
    moved = tuple(_moved(segment, places) for segment in transcript.segments)
    return SharedTranscript(replace(transcript, turns=tuple(turns), segments=moved, chunks=chunks), places)


def share_transcript(
    transcript: Transcript,
    edits: Callable[[str], list[Edit]],
    closed: Callable[[Turn], bool],
    text: Callable[[str], str],
    known: frozenset[str],
) -> SharedTranscript:
    """One transcript as it is shared.

    Args:
        transcript: As it was read.
        edits: What is replaced in a turn's text.
        closed: Whether a turn's words may not be quoted.
        text: Replaces names in words that stand by themselves.
        known: Attributes of transcripts that may leave.
    """
    label = _labels(transcript)

    def changed(turn: Turn) -> Turn:
        # A time in the recording is a place in what was told.
        return replace(turn, speaker=label(turn), start_seconds=None, line=0, is_withheld=closed(turn))

    shared = retold(transcript, edits, lambda turn: WITHHELD if closed(turn) else "", changed)
    month = MONTH.match(transcript.date or "")
    told = replace(
        shared.transcript,
        source=Source(Path("transcripts.csv"), 0),
        file=transcript.transcript_id + Path(transcript.file).suffix,
        # The day of a talk can be looked up in somebody's diary.
        date=month[1] if month else None,
        attributes={name: text(value) for name, value in transcript.attributes.items() if name in known},
        held={name: text(value) for name, value in transcript.held.items()},
        digest="",
        words_told=(transcript.n_words, transcript.n_words_respondent),
    )
    return replace(shared, transcript=told)


_Piece = tuple[int, int, str, bool]


def _replaced(turn: Turn, segments: Sequence[Segment], edits: Callable[[str], list[Edit]]) -> list[_Piece]:
    """The turn cut at its names. A name that runs over the end of a sentence leaves `…` in the second."""
    pieces: list[_Piece] = []
    done, base = 0, turn.start_char
    borders = sorted(
        {segment.start_char - base for segment in segments} | {segment.end_char - base for segment in segments}
    )
    for edit in edits(turn.text):
        if done < edit.start:
            pieces.append((base + done, base + edit.start, turn.text[done : edit.start], False))
        cuts = [edit.start, *(border for border in borders if edit.start < border < edit.end), edit.end]
        for n, (left, right) in enumerate(pairwise(cuts)):
            is_blank = not turn.text[left:right].strip()
            pieces.append((base + left, base + right, edit.instead if n == 0 else " " if is_blank else REST, True))
        done = edit.end
    if done < len(turn.text):
        pieces.append((base + done, base + len(turn.text), turn.text[done:], False))
    return pieces


def _withheld(turn: Turn, segments: Sequence[Segment], instead: str) -> list[_Piece]:
    """The turn without its words: `instead` for the first sentence, `…` for each that follows."""
    if not segments:
        return [(turn.start_char, turn.end_char, instead, True)]
    pieces: list[_Piece] = []
    begins = turn.start_char
    for n, segment in enumerate(segments):
        if n:
            pieces.append((begins, max(segment.start_char, begins), " ", True))
        start = turn.start_char if n == 0 else segment.start_char
        end = turn.end_char if n == len(segments) - 1 else segment.end_char
        pieces.append((start, end, instead if n == 0 else REST, True))
        begins = end
    return [piece for piece in pieces if piece[0] < piece[1] or piece[2] == " "]


def _moved(segment: Segment, places: Places) -> Segment:
    start, end = places.passage(segment.start_char, segment.end_char)
    return replace(segment, start_char=start, end_char=end)


def _labels(transcript: Transcript) -> Callable[[Turn], str]:
    """What each speaker is called: labels are names more often than not."""
    numbers: dict[tuple[str, str], int] = {}
    of_word: dict[str, int] = {}

    def numbered(word: str, speaker: str) -> str:
        if (word, fold(speaker)) not in numbers:
            of_word[word] = numbers[word, fold(speaker)] = of_word.get(word, 0) + 1
        number = numbers[word, fold(speaker)]
        return word if number == 1 and word == "Interviewer" else f"{word} {number}"

    def label(turn: Turn) -> str:
        if turn.respondent_id and not turn.is_interviewer:
            return turn.respondent_id
        if turn.speaker in KEPT_LABELS or is_crowd(turn.speaker):
            return turn.speaker
        return numbered(
            "Interviewer" if turn.is_interviewer else "No speech" if turn.is_nobodys else "Speaker", turn.speaker
        )

    return label
