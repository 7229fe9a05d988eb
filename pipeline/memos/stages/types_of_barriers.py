"""The types under which a codebook keeps its barriers: substantive, process, accountability, or its own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.stages.findings import CodeLine
from pipeline.wording.escaping import md

FAMILY = "barrier"
UNTYPED = "other"


def type_of(code_id: str, context: MemoContext) -> str:
    """The name of the type that a barrier belongs to: the code just below the family's top that holds others."""
    code = context.codebook.codes[code_id]
    while code.parent and code.parent != FAMILY and code.parent in context.codebook.codes:
        code = context.codebook.codes[code.parent]
    return md(code.name) if code.code_id != code_id else UNTYPED


def under_types(
    lines: Sequence[CodeLine], rows: Sequence[tuple[str, ...]], context: MemoContext
) -> Iterator[tuple[str, ...]]:
    """Rows of a table with a row that names the type above the first barrier of each; other families as they are."""
    types = [type_of(line.code_id, context) if line.family == FAMILY else UNTYPED for line in lines]
    standing = ""
    for kind, cells in zip(types, rows, strict=True):
        # Where the codebook has no types there is nothing to name.
        if kind != standing and set(types) != {UNTYPED}:
            standing = kind
            yield f"**{kind}**", *([""] * (len(cells) - 1))
        yield cells
