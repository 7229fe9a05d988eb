"""In words: what all cases of one city (or whatever the design holds constant) show and no other case does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.comparison.design_patterns import DesignPattern, attributes_compared, without_exception
from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.stages.findings import CodeLine, Finding
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural


def design_patterns(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    """A sentence for each code and value of a design attribute that go together without exception."""
    patterns = [_said(pattern, context) for pattern in without_exception(finding, lines, context.settings)]
    looked = [
        f"{plural(len(held.values), 'value')} of {md(held.attribute)}"
        for held in attributes_compared(finding, context.settings)
    ]
    # How many were looked at is said with every find: the more one looks, the more one finds.
    yield from patterns
    if patterns:
        yield (
            f"{plural(len(lines), 'code')} looked at for {listed(looked)}: where so many are looked at, one can fit by "
            "chance; and what all of one place share cannot be told from the place itself."
        )


def _said(pattern: DesignPattern, context: MemoContext) -> str:
    where = f"{md(pattern.value)} ({md(pattern.attribute)})"
    rest = f"{len(pattern.elsewhere)} {'known ' if pattern.n_unknown else ''}elsewhere"
    if pattern.is_shown:
        said = f"shows in all {len(pattern.inside)} of {where} and in none of the {rest}"
    else:
        said = f"shows in none of the {len(pattern.inside)} of {where} and in all {rest}"
    if context.is_interpretive:
        some = ("in all", "none") if pattern.is_shown else ("in none", "all")
        said = f"shows {some[0]} of {where} and in {some[1]} {'known ' if pattern.n_unknown else ''}elsewhere"
    return f"{code_link(pattern.line)} {said}{_grounds(pattern.line)}."


def _grounds(line: CodeLine) -> str:
    """Whether the team judged it, or only counts stand behind it."""
    shown = [case for case in line.cases if case.state == "shows"]
    judged = [case for case in shown if case.judgement]
    if len(judged) == len(shown):
        return ", as the team judged"
    return ", by what is told alone: the team has judged none of them" if not judged else ", partly by what is told"
