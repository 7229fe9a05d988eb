"""A study whose every word tries to be more than a word: all of it shows as text, none of it becomes page."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from pipeline.run import analyze
from tests.conftest import SILENT
from tests.making import make_study
from tests.site.pages_as_read import Page, dead_links, read_pages

TAG = "<script>evil()</script><img src=x onerror=evil()>"
QUOTE = "\"' onmouseover=evil() x='"
LINK = "[click](javascript:evil()) ![i](x.png) `a` *b* _c_ # d | e"
BIDI = "\u202eevil\u2066"
WORST = f"{TAG} {QUOTE} {LINK} {BIDI} {{{{ 7*7 }}}} ]]> &lt;b&gt; </p></div></main>"


def cell(words: str) -> str:
    """Words as a cell of CSV."""
    return '"' + words.replace('"', '""') + '"'


CELL = cell(WORST)
NOTE = WORST.replace("![i](x.png)", "")  # a note is its writer's own Markdown: there a link is meant
ISSUE, AFFIRMED, DENIED = cell("x<i onclick=e()>\"'\u202e"), cell(WORST + " trust me"), cell("no trust " + WORST)
YAML = json.dumps(WORST)

FILES = {
    "study.yaml": f"""\
title: {YAML}
codebook: codebook.yaml
case: {json.dumps(TAG)}
design: {{within-issue: issue, within-city: city}}
outcome: {{attribute: tier, order: [low, {YAML}]}}
language_model: blank:en
fiction: true
""",
    "cases.csv": f"case_id,name,issue,city,tier\na,{CELL},{ISSUE},C,low\nb,B,y,C,{CELL}\n",
    "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id,guide,interviewers\n"
    "t1,t1.csv,a,interview,r1,g,Asker\nt2,t2.csv,b,group,,g,Asker\n",
    "transcripts/t1.csv": f"speaker,text,start\nAsker,{CELL},1\n{CELL},{AFFIRMED},2\n",
    "transcripts/t2.csv": f"speaker,text,start\nAsker,How was trust?,1\nBo,{DENIED},2\n",
    "participants.csv": f"respondent_id,organisation,sector,role,attribution\nr1,{CELL},{CELL},{CELL},{CELL}\n",
    "guides/g.yaml": f"questions:\n  q1: {{text: {YAML}, asks_about: [trust]}}\n",
    "codebook.yaml": f"""\
codebook: {YAML}
version: {json.dumps("1" + TAG)}
codes:
  enabler: {{name: {YAML}, is_codable: false, definition: {YAML}}}
  trust:
    parent: enabler
    name: {YAML}
    definition: {YAML}
    include: [{YAML}]
    exclude: [{YAML}]
    examples: [{YAML}]
    source: {YAML}
    cues: {{phrases: [trust me]}}
""",
    "codings/ana.csv": "coding_id,transcript_id,start_char,end_char,code_id,action,polarity,target,period,is_aha,memo\n"
    f"k1,t1,5,60,trust,apply,affirmed,{CELL},{CELL},true,{CELL}\nk2,t1,30,90,trust,apply,absent,,,,\n"
    "k3,t2,0,40,trust,apply,disputed,,,,\n",
    "judgements.csv": "case_id,code_id,judgement,role,why,codings,by,at,knew_tier\n"
    f"a,trust,mixed,,{CELL},k1,{CELL},2026-01-01,true\n",
    "events.csv": "case_id,event_id,from,to,kind,what,codings,is_disputed\n"
    f"a,e1,2020,,setback,{CELL},k1,true\na,e2,{CELL},,launch,{CELL},,\n",
    "governance.csv": f"case_id,step,mode,from,note\na,1,shared,2020,{CELL}\nb,1,lead,2021,\n",
    "team.csv": f"person,role,relation,interviewed,coded,rated\n{CELL},{CELL},{CELL},yes,yes,yes\n",
    "notes/respondent/t1.md": f"---\nby: {YAML}\n---\n{NOTE}\n",
    "notes/code/trust.md": f"{NOTE} [[a/trust]]\n",
    "notes/within-case/a.md": f"{NOTE}\n\n<iframe src='https://example.org'></iframe>\n",
}

TAGS = {
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "ul", "ol", "li", "bdi", "p",
    "strong", "main", "article", "aside", "section", "h1", "h2", "h3", "h4", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "div", "span", "form", "label", "input", "select", "option", "button", "details", "summary",
    "dl", "dt", "dd", "code", "figure", "figcaption", "blockquote", "em", "mark", "sup", "s", "img", "meter",
    "footer", "noscript", "pre", "hr", "br", "document",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "content", "http-equiv", "name", "rel", "href", "src", "class", "id", "aria-label",
    "aria-labelledby", "aria-hidden", "aria-live", "role", "tabindex", "dir", "scope", "alt", "width", "height",
    "loading", "for", "type", "action", "method", "value", "min", "max", "autocomplete", "hidden", "open", "defer",
    "start",
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    analyze(make_study(folder / "study", FILES, without=("transcripts/t1.txt",)), folder / "out", progress=SILENT)
    return folder / "out"


@pytest.fixture(scope="module")
def pages(hostile: Path) -> dict[str, Page]:
    return read_pages(hostile)


def test_no_tag_and_no_attribute_of_a_study_gets_through(pages):
    assert len(pages) > 10
    for name, page in pages.items():
        assert page.wrong == [], name
        assert {one.tag for one in page.all()} <= TAGS, name
        assert {attribute for one in page.all() for attribute in one.attributes} <= ATTRIBUTES, name
        scripts = page.all("script")
        assert all(one.attributes["src"] in ("search.js", "search-index.js") and not one.text for one in scripts), name
        assert all(one.attributes["src"].removeprefix("../../").startswith("figures/") for one in page.all("img")), name


def test_no_address_leads_out(hostile, pages):
    assert dead_links(hostile, pages) == []


def test_the_words_show_letter_by_letter(pages):
    shown = pages["transcripts/t1.html"].top.text
    assert TAG in shown
    assert LINK in shown
    assert "{{ 7*7 }}" in shown
    assert TAG in pages["evidence/a/trust.html"].top.text
    assert TAG in pages["index.html"].top.text


def test_signs_that_turn_the_direction_of_what_follows_are_spelt_out(hostile, pages):
    assert "‹U+202E›evil‹U+2066›" in pages["index.html"].top.text
    for path in hostile.rglob("*.html"):
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(path.read_text(encoding="utf-8")), path
    for path in hostile.rglob("*.svg"):
        assert "\u202e" not in path.read_text(encoding="utf-8")


def test_figures_stay_well_formed_and_hold_nothing_that_runs(hostile):
    paths = sorted(hostile.rglob("*.svg"))
    assert {"chronology-a", "enabler-by-case", "governance", "who-was-heard"} <= {path.stem for path in paths}
    for path in paths:
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        tags = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert tags <= {"svg", "title", "desc", "style", "text", "rect", "path", "circle"}, path
        assert not {name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name}


def test_the_search_index_is_data_only(hostile):
    text = (hostile / "search-index.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("var crosscaseQuotations = ").removesuffix(";\n"))

    assert "<" not in text
    assert any("<script>" in row[9] for row in data["rows"])


def test_cells_that_a_spreadsheet_would_run_are_disarmed(tmp_path):
    files = {"cases.csv": 'case_id,name\na,"=cmd|calc"\n'}
    analyze(make_study(tmp_path / "study", files), tmp_path / "out", progress=SILENT)

    assert "a,'=cmd|calc" in (tmp_path / "out/tables/cases.csv").read_text(encoding="utf-8")
