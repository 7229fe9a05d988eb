"""search.html: looks through quotations in the reader's own browser, with an index that is a file beside the page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.io.outputs import Outputs
from pipeline.site.ground import Ground, Row, may_quote
from pipeline.site.pages import document
from pipeline.wording.markup import Html, esc

SCRIPT = Path(__file__).parent / "search.js"
STANDS = ("counted", "suggested", "not counted")


def write_search(ground: Ground, outputs: Outputs) -> None:
    """search.html, search.js and search-index.js (quotations as data, nothing in it runs)."""
    outputs.write("search.js", SCRIPT.read_text(encoding="utf-8"))
    outputs.write("search-index.js", index_of(ground))
    scripts = ("search-index.js", "search.js")
    outputs.write("search.html", document("Search", _body(ground), "", ground.study, "search", scripts))


class _Words:
    """Gives each word the number of its first appearance: the index names cases and codes once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, word: str | None) -> int:
        return self.numbers.setdefault(word or "", len(self.numbers))

    @property
    def words(self) -> list[str]:
        return list(self.numbers)


def index_of(ground: Ground) -> str:
    """The index: lists of words, and a row of numbers and words for each quotation that may be shown."""
    transcripts, cases, codes, sectors, people = _Words(), _Words(), _Words(), _Words(), _Words()
    rows: list[list[Any]] = []
    for mark in ground.tables["voices"]:
        if mark["is_rejected"] or not may_quote(mark) or mark["code_id"] not in ground.codebook.codes:
            continue
        rows.append([
            transcripts(mark["transcript_id"]), cases(mark["case_id"]), codes(mark["code_id"]), sectors(mark["sector"]),
            people(mark["respondent_id"] or mark["speaker"]), mark["turn"] or 0, _stand(mark), mark["polarity"],
            mark["coding_id"], mark["quotation"],
        ])  # fmt: skip
    data = {
        "transcripts": transcripts.words,
        "cases": [_case(ground, one) for one in cases.words],
        "codes": [[one, ground.code_name(one) if one else ""] for one in codes.words],
        "sectors": sectors.words,
        "people": people.words,
        "stands": STANDS,
        "rows": rows,
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"var crosscaseQuotations = {text};\n"


def _case(ground: Ground, case_id: str) -> list[str]:
    row = ground.cases.get(case_id, {})
    return [case_id, ground.case_name(case_id) if case_id else "", str(row.get("tier") or "")]


def _stand(mark: Row) -> int:
    return 0 if mark["is_counted"] else 1 if mark["is_suggesting"] else 2


def _body(ground: Ground) -> Html:
    cases = [(case_id, ground.case_name(case_id)) for case_id in ground.cases]
    used = {mark["code_id"] for mark in ground.tables["voices"]}
    codes = [(code.code_id, code.name) for code in ground.codebook.codes.values() if code.code_id in used]
    sectors = sorted({row["sector"] for row in ground.tables["participants"] if row["sector"]})
    fields = [
        '<p class="field wide"><label for="q">Words</label> <input type="search" id="q" name="q" '
        'autocomplete="off"></p>',
        _choice("case", ground.study.settings.case, cases),
        _choice("code", "code", codes),
        _choice("sector", "sector", [(one, one) for one in sectors]),
        _choice("tier", "tier", [(one, one) for one in reversed(ground.tiers)]) if ground.tiers else "",
        _choice("stand", "standing", [(str(n), word) for n, word in enumerate(STANDS)]),
    ]
    return Html(
        "<h1>Search the quotations</h1>\n"
        '<noscript><p class="warning">The search needs JavaScript, which is switched off here. Everything else works '
        "without it; "
        'all quotations also stand in <a href="tables/codings.csv">tables/codings.csv</a>.</p></noscript>\n'
        f'<form id="search" role="search" action="search.html" method="get" hidden>\n{"".join(fields)}'
        '<p class="field"><button type="submit">Search</button></p>\n</form>\n'
        '<p id="said" role="status" aria-live="polite"></p>\n<ol id="found" class="found"></ol>\n'
        '<p><button type="button" id="more" hidden>Show more</button></p>\n'
    )


def _choice(name: str, words: str, options: Iterable[tuple[str, str]]) -> str:
    made = "".join(f'<option value="{esc(value)}">{esc(shown)}</option>' for value, shown in options)
    label = esc(words[:1].upper() + words[1:])
    return (
        f'<p class="field"><label for="{name}">{label}</label> '
        f'<select id="{name}" name="{name}"><option value="">any</option>{made}</select></p>'
    )
