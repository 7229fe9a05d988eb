"""Helpers of the tests on whose words they are: a transcript in, its turns as one line each and what was told out."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus.cases import read_corpus
from pipeline.io.cache import Cache
from pipeline.study.study import open_study
from tests.making import make_study


def read(
    folder: Path, text: str, name: str = "t1.txt", kind: str = "interview", **files: str
) -> tuple[list[str], list[str]]:
    """(turns, faults) of a study of one transcript: a turn is `Speaker | words`, `*` asks, `°` is nobody's answer.

    `files`: `interviewers` is the cell of transcripts.csv, `speakers` the aliases of study.yaml, `attendance` the rows
    of attendance.csv.
    """
    rows = f"transcript_id,file,case_id,kind,interviewers\nt1,{name},a,{kind},{files.get('interviewers', '')}\n"
    made: dict[str, str | bytes] = {"transcripts.csv": rows, f"transcripts/{name}": text}
    if aliases := files.get("speakers"):
        made["study.yaml"] = f"codebook: codebook.yaml\nspeakers: {aliases}\n"
    if attendance := files.get("attendance"):
        made["attendance.csv"] = f"transcript_id,speaker,respondent_id\n{attendance}\n"
    without = ("transcripts/t1.txt",) if name != "t1.txt" else ()
    study = open_study(make_study(folder, made, without=without)).records
    assert study is not None
    loaded = read_corpus(study, Cache(None))
    shown = [
        f"{turn.speaker}{'*' * turn.is_interviewer}{'°' * turn.is_nobodys} | {turn.text}"
        for transcript in loaded.records.transcripts
        for turn in transcript.turns
    ]
    return shown, [problem.fault for problem in loaded.problems]


def voices(turns: list[str]) -> list[str]:
    """The distinct speakers of such turns, in order."""
    return list(dict.fromkeys(turn.split(" | ")[0] for turn in turns))


SIX = ("Who opened it?", "The baker did.", "Since when?", "Since the flood.", "Who pays?", "The parish pays.")


def talk(asks: str, answers: str, between: str = "\n") -> str:
    """Six turns by two labels, written as the labels are given."""
    return between.join(f"{(asks, answers)[place % 2]}{words}" for place, words in enumerate(SIX)) + "\n"
