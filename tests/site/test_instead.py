"""What the codebook gives instead of a code (`wording -> other_code`), as evidence pages show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run import analyze
from tests.conftest import SILENT
from tests.making import make_study
from tests.site.pages_as_read import dead_links, read_page

BOOK = """\
codebook: mine
version: "1"
codes:
  enabler: {name: What helped, is_codable: false, definition: Help.}
  trust:
    parent: enabler
    name: Trust
    definition: Talk of trust.
    exclude: [being fond of -> love, hope alone → hope, figures -> enabler, "a <b> -> nowhere", nothing else]
    cues: {phrases: [trust]}
  love: {parent: enabler, name: "Love <3", definition: Love., cues: {phrases: [love]}}
  hope: {parent: enabler, name: Hope, definition: Hope., merge_into: love, merge_why: One thing.}
"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instead")
    cases = {
        "cases.csv": "case_id,city\na,C\nb,C\n",
        "study.yaml": "codebook: codebook.yaml\ndesign: {in-city: city}\n",
    }
    analyze(make_study(folder / "s", {"codebook.yaml": BOOK, **cases}), folder / "o", progress=SILENT)
    return folder / "o"


@pytest.mark.parametrize("folder", ["a", "in-city/c"])
def test_a_code_that_is_given_instead_is_called_by_the_name_it_has_today(folder, outputs):
    page = read_page(outputs / "evidence" / folder / "trust.html", outputs)
    (excluded,) = (one.text for one in page.all("p") if one.text.startswith("Exclude:"))

    assert excluded == (
        "Exclude: being fond of → Love <3; hope alone → Love <3; figures → What helped; a <b> -> nowhere; nothing else"
    )


@pytest.mark.parametrize("folder", ["a", "in-city/c"])
def test_it_leads_to_that_codes_page_beside_this_one_where_there_is_one(folder, outputs):
    page = (outputs / "evidence" / folder / "trust.html").read_text("utf-8")

    assert page.count('→ <a href="love.html"><bdi>Love &lt;3</bdi></a>') == 2
    assert "→ <bdi>What helped</bdi>" in page
    assert dead_links(outputs) == []
