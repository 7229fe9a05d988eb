"""What hindered a case by type, with the members' own ranking beside what was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.memos.sentences import deny_words, marks
from pipeline.memos.short.parts import Table, some
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import Ranking
from pipeline.wording.escaping import md

FAMILY = "barrier"
UNTYPED = "other"
MOST, LEAST = "most", "least"


def hindrances(finding: Finding, context: MemoContext) -> Table:
    """A row a type of the codebook (`substantive`, `process`, …): what is judged or told, what members marked.

    Without barriers, or where nothing is told or marked, there is none; nor where the codebook has no types and nobody
    ranked anything, since the paragraphs below say it all then.
    """
    lines = finding.family(FAMILY)
    marked = _marked(finding, context)
    by_type: dict[str, list[CodeLine]] = {}
    for line in lines:
        by_type.setdefault(type_of(line.code_id, context), []).append(line)
    rows: list[tuple[str, ...]] = []
    if set(by_type) == {UNTYPED} and not marked:
        return Table((), ())
    for kind, members in by_type.items():
        told = [line for line in members if _is_there(line)]
        told.sort(key=lambda line: -(line.frequency.n_respondents if line.frequency else 0))
        ours = {line.code_id for line in members}
        cells = [some([_said(line, context) for line in told], 4) or "—"]
        if marked:
            cells.append(_picks(marked, ours, context) or "—")
        if any(cell != "—" for cell in cells):
            rows.append((kind, *cells))
    heads = ("what hindered, by type", "judged present or told by most", *(["marked by members"] if marked else []))
    return Table(heads, tuple(rows))


def type_of(code_id: str, context: MemoContext) -> str:
    """The name of the type that a barrier belongs to: the code just below the family's top that holds others."""
    code = context.codebook.codes[code_id]
    while code.parent and code.parent != FAMILY and code.parent in context.codebook.codes:
        code = context.codebook.codes[code.parent]
    return md(code.name) if code.code_id != code_id else UNTYPED


def _is_there(line: CodeLine) -> bool:
    # The team's judgement decides; the count speaks only where nobody judged.
    is_present = line.judgement is not None and line.judgement.judgement in ("present", "mixed")
    return is_present or bool(line.judgement is None and line.frequency and line.frequency.n_mentioning)


def _said(line: CodeLine, context: MemoContext) -> str:
    """`*Two hats* ! (0 of 3)`: with its marks, and how many tell and deny it."""
    row = line.frequency
    words = f"{code_link(line)}{marks(line)}"
    if row is None or context.is_interpretive or row.is_unchecked:
        return words
    denying = f", {deny_words(row.n_denying)}" if row.n_denying else ""
    return f"{words} ({row.n_mentioning} of {row.n_known}{denying})" if row.n_known else words


def _marked(finding: Finding, context: MemoContext) -> dict[str, Counter[str]]:
    """pick -> how many members gave it to each barrier, by code id; in an order of ranks the first counts as most."""
    ids = {code.name.casefold(): code.code_id for code in context.codebook.codes.values()}
    by_pick: dict[str, Counter[str]] = {}
    for row in finding.tables.rows(Ranking):
        barrier = ids.get((row.barrier or "").strip().casefold(), row.barrier or "")
        pick = row.pick or ""
        if pick == "ranked":
            # Rank 1 is the most challenging (rankings.csv); the last rank depends on how many were ranked.
            pick = MOST if str(row.rank) == "1" else ""
        if pick in (MOST, LEAST):
            by_pick.setdefault(pick, Counter())[barrier] += 1
    return by_pick


def _picks(marked: dict[str, Counter[str]], ours: set[str], context: MemoContext) -> str:
    parts = []
    for pick in (MOST, LEAST):
        counts = [(code_id, n) for code_id, n in marked.get(pick, Counter()).most_common() if code_id in ours]
        if counts:
            parts.append(f"{pick} challenging: {some(_named(counts, context), 3)}")
    return "; ".join(parts)


def _named(counts: Sequence[tuple[str, int]], context: MemoContext) -> list[str]:
    names = [(md(context.codebook.codes[code_id].name), n) for code_id, n in counts]
    return [name if context.is_interpretive else f"{name} ({n})" for name, n in names]
