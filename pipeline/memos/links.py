"""Ways from a memo to what stands behind it, as Markdown."""

from __future__ import annotations

from pipeline.stages.findings import CodeLine
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.escaping import md

UP = "../../"
"""From memos/STAGE/ to the outputs' own folder."""


def evidence_link(words: str, figure_id: str) -> str:
    """Words that lead to the quotations behind a figure."""
    return f"[{words}]({UP}evidence/{figure_id}.html)"


def code_link(line: CodeLine) -> str:
    """A code's name, leading to its quotations."""
    return evidence_link(f"*{md(line.name)}*", line.figure_id)


def memo_link(stage: str, subject: str) -> str:
    """The way to another memo."""
    return f"[{md(stage)}/{md(subject)}]({UP}memos/{stage}/{subject}.html)"


def case_link(case_id: str, name: str) -> str:
    """A case's name, leading to its own memo."""
    return f"[{name}]({UP}memos/{FIRST_STAGE}/{case_id}.html)"
