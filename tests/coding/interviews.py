"""Transcripts and codebooks made of a test's own words."""

from __future__ import annotations

from pathlib import Path

from pipeline.study.problems import Source
from pipeline.study.records import Code, Codebook, Cues, IndexChunk, Segment, Transcript, Turn

NOWHERE = Source(Path("test.txt"))


def interview(*said: str, questions: dict[int, str] | None = None) -> Transcript:
    """A transcript of turns; "I: …" is the interviewer's. Sentences are cut by ` | `, or one a turn.

    `questions` marks where a question begins: {turn: question id}.
    """
    turns, segments, at = [], [], 0
    for number, line in enumerate(said, start=1):
        is_asked = line.startswith("I: ")
        parts = line.removeprefix("I: ").split(" | ")
        text = " ".join(parts)
        turns.append(Turn(number, "I" if is_asked else "R", text, at, at + len(text), is_interviewer=is_asked))
        start = at
        for n, part in enumerate(parts, start=1):
            segments.append(Segment(f"t:{number}:{n}", number, n, start, start + len(part), is_asked))
            start += len(part) + 1
        at += len(text) + 1
    marks = sorted((questions or {}).items())
    ends = [turns[turn - 1].start_char for turn, _ in marks[1:]] + [at]
    chunks = [
        IndexChunk("t", question, turns[turn - 1].start_char, end)
        for (turn, question), end in zip(marks, ends, strict=False)
    ]
    return Transcript("t", "a", "interview", tuple(turns), NOWHERE, segments=tuple(segments), chunks=tuple(chunks))


def codebook(*codes: Code) -> Codebook:
    """A codebook of these codes."""
    return Codebook("test", "1", {code.code_id: code for code in codes}, NOWHERE)


def code(code_id: str = "c", *phrases: str, **cues: tuple[object, ...]) -> Code:
    """A code with phrases, and patterns= or unless=."""
    return Code(code_id, code_id, cues=Cues(phrases=phrases, **cues))  # type: ignore[arg-type]
