"""What the memo on all cases says below what survives the rules: how sure, what decides, what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.memos.context import MemoContext
from pipeline.stages.findings import Finding
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural

SURE, DECIDES, UNTOLD = "How sure", "What decides", "What cannot be said"


def first_page(finding: Finding, context: MemoContext, propositions: Mapping[str, str]) -> Mapping[str, str]:
    """Paragraphs by label. `propositions` is what the propositions say, by the same labels."""
    if len(finding.cases) < 2:
        return {}
    others = plural(2, md(context.settings.case)).removeprefix("2 ")
    cannot = (
        f"Causes: nothing was assigned at random. Other {others}: by the study's files neither these nor the people "
        "heard are a random sample."
    )
    paragraphs = {
        SURE: propositions.get(SURE, ""),
        DECIDES: propositions.get(DECIDES, ""),
        UNTOLD: f"{cannot} {propositions.get(UNTOLD, '')}".strip(),
    }
    return {label: words for label, words in paragraphs.items() if words}
