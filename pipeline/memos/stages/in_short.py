"""What a case is, and how setbacks were answered, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.sentences import sentence
from pipeline.memos.stages.patterns import in_order
from pipeline.stages.findings import Finding
from pipeline.store.rows import CaseAttribute, CaseRow, Episode
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word
from pipeline.wording.vocabulary import TRUST, answer_words


def what_it_is(finding: Finding, context: MemoContext) -> Iterator[str]:
    """A case's name, what the design holds of it, its purpose."""
    held = [
        f"{md(row.attribute)}: {md(row.value)}"
        for row in finding.tables.rows(CaseAttribute)
        if row.attribute in context.settings.design.values()
    ]
    (case,) = finding.tables.rows(CaseRow)
    purpose = case.extra.get("purpose")
    what = f" — {md(purpose)}" if purpose else ""
    where = f" ({', '.join(held)})" if held else ""
    if where or what:
        yield f"{md(finding.name)}{where}{what}."


def answer_of(readings: Sequence[Episode]) -> str:
    """`learning, trust grew`: one setback's answer, by all who read it."""
    words = dict.fromkeys(answer_words(row.response) for row in readings)
    answer = next(iter(words)) if len(words) == 1 else "read differently by analysts"
    trust = {row.trust_after for row in readings}
    # Every reading stands on the page on setbacks.
    if len(words) == 1 and len(trust & set(TRUST)) > 1:
        return f"{answer}, trust read differently"
    only = next(iter(trust)) if len(trust) == 1 else ""
    return f"{answer}, {TRUST[only]}" if only in TRUST else answer


def _answers(rows: Sequence[Episode]) -> list[set[str]]:
    """What each setback of one case was answered with, by every analyst's reading."""
    by_episode: dict[str, set[str]] = {}
    for row in rows:
        by_episode.setdefault(str(row.episode), set()).add(row.response or "")
    return list(by_episode.values())


def answers_words(answers: Sequence[set[str]]) -> str:
    """How one case answers setbacks: `learning alone`; `learning (one not answered)`; `nothing`.

    An answer counts where all analysts see it in one setback, alone or with the other. "Alone" is said only where every
    setback was answered and all analysts read it alike.
    """
    differing = sum(len(words) > 1 for words in answers)
    # "Both" by one analyst and learning by another is learning: all see it there.
    learnt, blamed = (any(words <= {answer, "both"} for words in answers) for answer in ("learning", "blaming"))
    has = (learnt, blamed)
    kind = {(True, False): "learning", (False, True): "blaming", (True, True): "learning and blaming"}.get(has, "")
    none = sum(words == {"none"} for words in answers)
    but = [f"{number_word(none)} not answered"] if none and kind else []
    but += [f"{number_word(differing)} read differently by analysts"] if differing else []
    said = kind or ("nothing" if none else "no answer that all see")
    alone = " alone" if kind and not but and not all(has) else ""
    return f"{said}{alone}{f' ({listed(but)})' if but else ''}"


def answered(finding: Finding, context: MemoContext) -> Iterator[str]:
    """Which cases answered setbacks with learning alone, which with blaming alone, which with both."""
    by_answers: dict[str, list[str]] = {}
    for case in in_order(finding.tables.rows(CaseRow), context):
        answers = _answers([row for row in finding.tables.rows(Episode) if row.case_id == case.case_id])
        if answers:
            by_answers.setdefault(answers_words(answers), []).append(context.case_name(case.case_id))
    if by_answers:
        yield sentence(
            f"setbacks were answered with {'; with '.join(f'{w} in {listed(n)}' for w, n in by_answers.items())}"
        )
