"""Small studies made from text in view, for tests."""

from __future__ import annotations

import textwrap
from pathlib import Path

from pipeline import loading
from pipeline.study.problems import Problem

SMALLEST = {
    "study.yaml": "codebook: codebook.yaml\n",
    "cases.csv": "case_id\na\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\n",
    "codebook.yaml": """\
        codebook: mine
        version: "1"
        codes: {trust: {definition: Talk of trust., cues: {phrases: [trust]}}}
        """,
    "transcripts/t1.txt": "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch.\n",
}


def make_study(folder: Path, files: dict[str, str | bytes] | None = None, without: tuple[str, ...] = ()) -> Path:
    """The contract's smallest study with `files` in place of or beside its own, and some left out."""
    for name, text in {**SMALLEST, **(files or {})}.items():
        if name in without:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode("utf-8"))
    return folder


def check_study(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a study."""
    problems, _ = loading.check_study(folder)
    return problems


def problems_of(
    folder: Path, files: dict[str, str | bytes] | None = None, without: tuple[str, ...] = ()
) -> tuple[Problem, ...]:
    """Every problem of such a study."""
    return check_study(make_study(folder, files, without))


def said(problems: tuple[Problem, ...], folder: Path) -> list[str]:
    """`severity file:line fault` of each problem."""
    return [f"{one.severity} {one.source.shown(folder)} {one.fault}" for one in problems]
