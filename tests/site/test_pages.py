"""Promises that every page of a run keeps, whatever the study: links, anchors, structure for readers who listen."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.site.pages_as_read import Page, dead_links, read_pages

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@pytest.fixture(scope="module", params=["ledger_outputs", "meals_outputs"])
def outputs(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def pages(outputs: Path) -> dict[str, Page]:
    return read_pages(outputs)


def test_every_link_leads_to_a_file_and_to_its_anchor(outputs, pages):
    assert len(pages) > 20
    # run.json is written after the pages, by the run itself
    assert dead_links(outputs, pages) == []


def test_elements_nest_and_ids_are_given_once(pages):
    assert {name: page.wrong for name, page in pages.items() if page.wrong} == {}
    assert {name for name, page in pages.items() if len(page.ids) != len(set(page.ids))} == set()


def test_every_page_has_a_language_a_title_one_main_heading_and_a_way_home(pages):
    for name, page in pages.items():
        assert page.all("html")[0].attributes["lang"] == "en", name
        assert page.all("title")[0].text.strip(), name
        assert len(page.all("h1")) == 1, name
        assert len(page.all("main")) == 1, name
        if name != "brief.html":  # a page by itself, which leads to nothing that names somebody
            assert any(one.attributes["href"].endswith("index.html") for one in page.all("a")), name


def test_headings_never_skip_a_level(pages):
    for name, page in pages.items():
        levels = [int(one.tag[1]) for one in page.all() if one.tag in HEADINGS]
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert jumps == [], name


def test_tables_have_captions_and_headings_with_a_scope_and_scroll_in_their_own_frame(pages):
    for name, page in pages.items():
        for table in page.all("table"):
            assert all(head.attributes.get("scope") in ("col", "row") for head in table.all("th")), name
            assert table.above is not None
            assert "scroll" in table.above.classes, name
            assert table.above.attributes["tabindex"] == "0"
            assert table.above.attributes["aria-label"].strip()
            if not name.startswith(("memos/", "room/")):
                assert len(table.all("caption")) == 1, name


def test_pictures_have_words_fields_have_labels_links_have_text(pages):
    for name, page in pages.items():
        assert all(len(one.attributes["alt"]) > 20 for one in page.all("img")), name
        labelled = {one.attributes["for"] for one in page.all("label")}
        assert {one.attributes["id"] for one in page.all("input", "select")} <= labelled, name
        assert all(one.text.strip() for one in page.all("a", "button", "summary")), name


def test_no_page_runs_or_loads_what_is_not_its_own(pages):
    for name, page in pages.items():
        policy = next(one for one in page.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy")
        assert policy.attributes["content"].startswith("default-src 'none';"), name
        assert "unsafe" not in policy.attributes["content"]
        scripts = [one.attributes.get("src") for one in page.all("script")]
        assert scripts == (["search-index.js", "search.js"] if name == "search.html" else []), name
        attributes = {attribute for one in page.all() for attribute in one.attributes}
        assert not {one for one in attributes if one.startswith("on") or one == "style"}, name


def test_fiction_is_said_on_every_page(ledger_outputs):
    for name, page in read_pages(ledger_outputs).items():
        if name == "brief.html":  # a page by itself for practitioners: it says so in its own words
            assert "Fiction." in page.top.text
            continue
        assert any("fiction" in one.classes for one in page.all("p")), name


def test_the_text_of_a_transcript_page_is_the_text_of_its_turns(outputs, pages):
    n = 0
    with (outputs / "tables" / "turns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            page = pages[f"transcripts/{row['transcript_id']}.html"]
            turn = next(one for one in page.all("div") if one.attributes.get("id") == f"t{row['turn']}")
            said = next(one for one in turn.all("p") if "said" in one.classes)
            numbers = [one.text for one in said.all("sup")]
            text = said.text
            for number in numbers:
                text = text.replace(number, "", 1) if not row["text"].startswith(number) else text
            assert sorted(text) == sorted(row["text"]), (row["transcript_id"], row["turn"])
            n += 1
    assert n > 20


def test_every_coding_has_its_anchor_in_its_transcript_and_every_counted_one_in_its_figures(outputs, pages):
    with (outputs / "tables" / "codings.csv").open(encoding="utf-8", newline="") as file:
        codings = list(csv.DictReader(file))
    for row in codings:
        assert f"c-{row['coding_id']}" in pages[f"transcripts/{row['transcript_id']}.html"].ids
    with (outputs / "tables" / "quotations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert f"c-{row['coding_id']}" in pages[f"evidence/{row['figure_id']}.html"].ids


def test_the_search_index_holds_every_quotation_and_nothing_that_could_run(outputs):
    text = (outputs / "search-index.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("var crosscaseQuotations = ").removesuffix(";\n"))
    with (outputs / "tables" / "codings.csv").open(encoding="utf-8", newline="") as file:
        codings = {row["coding_id"] for row in csv.DictReader(file)}

    assert {row[8] for row in data["rows"]} <= codings
    assert len(data["rows"]) > 10
    assert "<" not in text
