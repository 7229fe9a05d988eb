"""search.html: looks through quotations in the reader's own browser, with an index that is a file beside the page."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.io.outputs import Outputs
from pipeline.site.context import SiteContext, may_quote
from pipeline.site.pages import page
from pipeline.store.rows import ParticipantRow, Voice

SCRIPT = Path(__file__).parent / "search.js"
STANDS = ("counted", "suggested", "not counted")


def write_search(site: SiteContext, outputs: Outputs) -> None:
    """search.html, search.js and search-index.js (quotations as data, nothing in it runs)."""
    outputs.write("search.js", SCRIPT.read_text(encoding="utf-8"))
    # A script and not JSON: a page opened by file:// may not fetch.
    outputs.write("search-index.js", index_of(site))
    used = {coding.code_id for coding in site.library.rows(Voice)}
    sectors = sorted({person.sector for person in site.library.rows(ParticipantRow) if person.sector})
    choices = [
        ("case", site.study.settings.case, [(case_id, site.case_name(case_id)) for case_id in site.cases]),
        ("code", "code", [(code.code_id, code.name) for code in site.codebook.codes.values() if code.code_id in used]),
        ("sector", "sector", [(sector, sector) for sector in sectors]),
        ("tier", "tier", [(tier, tier) for tier in reversed(site.tiers)]),
        ("stand", "standing", [(str(n), word) for n, word in enumerate(STANDS)]),
    ]
    shown = [choice for choice in choices if choice[0] != "tier" or site.tiers]
    scripts = ("search-index.js", "search.js")
    outputs.write("search.html", page("search.html.j2", "Search", "", site.study, "search", scripts, choices=shown))


class _Words:
    """Gives each word the number of its first appearance: the index names cases and codes once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, word: str | None) -> int:
        return self.numbers.setdefault(word or "", len(self.numbers))

    @property
    def words(self) -> list[str]:
        return list(self.numbers)


def index_of(site: SiteContext) -> str:
    """The index: lists of words, and a row of numbers and words for each quotation; a last 1: may not be quoted."""
    transcripts, cases, codes, sectors, people = _Words(), _Words(), _Words(), _Words(), _Words()
    rows: list[list[int | str]] = []
    for coding in site.library.rows(Voice):
        if coding.is_rejected or coding.code_id not in site.codebook.codes:
            continue
        # Of what is withheld there is nothing to search.
        if site.study.is_shared and not may_quote(coding):
            continue
        rows.append([
            transcripts(coding.transcript_id), cases(coding.case_id), codes(coding.code_id), sectors(coding.sector),
            people(coding.respondent_id or coding.speaker), coding.turn or 0, _stand(coding), coding.polarity,
            coding.coding_id, coding.quotation, *([] if may_quote(coding) else [1]),
        ])  # fmt: skip
    data = {
        "transcripts": transcripts.words,
        "cases": [_case(site, case_id) for case_id in cases.words],
        "codes": [[code_id, site.code_name(code_id) if code_id else ""] for code_id in codes.words],
        "sectors": sectors.words,
        "people": people.words,
        "stands": STANDS,
        "rows": rows,
    }
    # ASCII alone: no browser can guess another encoding, and U+2028 ends no line of script.
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    # A browser that takes the file for HTML must find no tag in it.
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"var crosscaseQuotations = {text};\n"


def _case(site: SiteContext, case_id: str) -> list[str]:
    if case_id not in site.cases:
        return [case_id, case_id, ""]
    return [case_id, site.case_name(case_id), site.cases[case_id].tier or ""]


def _stand(coding: Voice) -> int:
    return 0 if coding.is_counted else 1 if coding.is_suggesting else 2
