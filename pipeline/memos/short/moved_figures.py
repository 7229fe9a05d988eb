"""The line of a case's memo on figures that moved because the codebook did."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, code_link
from pipeline.stages.findings import Finding
from pipeline.wording.numbers import number_word

MOST = 4
"""Figures that a memo names; the codebook's page has all of them."""


def moved_figures(finding: Finding, context: MemoContext) -> Iterator[str]:
    """`*Trust* 3 of 4 under version 4; 2 of 2 known under 5, 1 told under 4.`, a sentence a figure.

    A reader who has last year's memo beside this one would else look for the interview that changed its mind.
    """
    moves = [
        f"{code_link(line)} {context.moves[finding.subject, line.code_id]}."
        for line in finding.lines
        if (finding.subject, line.code_id) in context.moves
    ]
    yield from moves[:MOST]
    if len(moves) > MOST:
        yield f"[{number_word(len(moves) - MOST).capitalize()} more]({UP}codebook.html)."
