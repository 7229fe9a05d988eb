"""How the team's propositions came to say what they say, and those that it abandoned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.memos.rendering import render
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md


@dataclass(frozen=True, slots=True)
class PropositionHistory:
    """One proposition with its wordings in order: when, what it claimed, why it came to be so."""

    name: str
    claim: str
    steps: tuple[tuple[str, str, str], ...]
    would_change: str


def history_text(held: Sequence[Mapping[str, Any]], abandoned: Sequence[Mapping[str, Any]], is_fiction: bool) -> str:
    """The page as Markdown: abandoned propositions first, which stand in no test and in no table."""
    return render(
        "reasoning/history.md.j2",
        abandoned=tuple(map(_history, abandoned)),
        held=tuple(map(_history, held)),
        fiction=is_fiction,
    )


def _history(proposition: Mapping[str, Any]) -> PropositionHistory:
    would_change = md(proposition.get("would_change_our_mind"))
    return PropositionHistory(
        md(proposition.get("name")), md(proposition.get("claim")), tuple(_steps(proposition)), would_change
    )


def _steps(proposition: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for step in proposition.get("history") or ():
        yield md(step.get("at")) or "—", md(step.get("claim")), md(step.get("why")) or "—"
