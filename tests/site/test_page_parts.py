"""Pages too long for a browser: numbered parts, none of which loses a quotation, and links to the right one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.corpus.quotable import Quotable
from pipeline.io.cache import Cache
from pipeline.io.manifest import DATABASE
from pipeline.io.outputs import Outputs
from pipeline.loading import load_study
from pipeline.run import Analysis
from pipeline.site import page_parts
from pipeline.site.context import SiteContext
from pipeline.site.evidence import write_evidence_pages
from pipeline.site.kept_pages import KeptPages
from pipeline.site.page_parts import Part, cut, from_to, is_part_of_the_same, part_name
from pipeline.site.transcripts import write_transcript_pages
from pipeline.stages.library import Library
from pipeline.store.store import stored
from pipeline.study.study import open_study
from pipeline.word.run_pages import read_evidence
from tests.site.pages_as_read import dead_links, read_pages

LEDGER = Path(__file__).parent.parent / "studies" / "ledger"
QUOTATION = re.compile(r'<figure class="quote [a-z]+" id="c-([^"]+)"')


def test_as_many_quotations_stand_on_a_part_as_fit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_parts, "PART_SIZE", 10)

    assert cut(["aaaa", "bbbb", "cccc", "d" * 20, "e"], len) == [["aaaa", "bbbb"], ["cccc"], ["d" * 20], ["e"]]
    assert cut(["aaaa", "bbbbbb"], len) == [["aaaa", "bbbbbb"]]
    assert cut([], len) == [[]]


def test_the_first_part_has_the_name_that_the_page_always_had():
    assert [part_name("trust", number) for number in (1, 2, 12)] == ["trust", "trust.2", "trust.12"]


def test_a_part_knows_its_neighbours():
    listed = [(1, "a.html", "x"), (2, "a.2.html", "y")]

    assert (Part(1, listed).before, Part(1, listed).after) == (None, listed[1])
    assert (Part(2, listed).before, Part(2, listed).after) == (listed[0], None)
    assert (from_to("a", "a"), from_to("a", "b")) == ("a", "a to b")


@pytest.mark.parametrize(
    ("page", "other", "is_same"),
    [
        ("evidence/north/trust.html", "evidence/north/trust.2.html", True),
        ("evidence/north/trust.3.html", "evidence/north/trust.html", True),
        ("evidence/north/trust.html", "evidence/south/trust.2.html", False),
        ("evidence/north/trust.html", "evidence/north/trusted.2.html", False),
        ("room/exhibit/draft.north.1.html", "room/exhibit/draft.north.2.html", False),
        ("memos/cross-case/cross-case.md", "memos/cross-case/cross-case.html", False),
    ],
)
def test_parts_of_one_page_are_told_from_other_pages(page: str, other: str, is_same: bool):
    assert is_part_of_the_same(page, other) is is_same


@pytest.fixture
def write(
    ledger_analysis: Analysis, ledger_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Path]:
    """Writes the ledger's evidence and transcripts in parts of so many bytes."""
    study = open_study(LEDGER).records
    assert study is not None
    loaded_study = load_study(study, Cache(None)).records
    assert loaded_study is not None
    corpus = loaded_study.corpus

    def write(size: int) -> Path:
        monkeypatch.setattr(page_parts, "PART_SIZE", size)
        top = tmp_path / str(size)
        top.mkdir()
        with stored(ledger_outputs / DATABASE) as store:
            site = SiteContext(
                study, loaded_study.codebook, ledger_analysis.findings, Library(store),
                SimpleNamespace(is_unchecked=False), (), corpus.guides, loaded_study.notes,
                {transcript.transcript_id: transcript for transcript in corpus.transcripts}, corpus.unmatched,
                Quotable(corpus),
            )  # fmt: skip
            pages = KeptPages(study, Outputs.begin(top, {}), Cache(None))
            write_transcript_pages(site, pages)
            write_evidence_pages(site, pages)
        return top

    return write


def test_no_quotation_is_lost_or_moved_and_every_link_leads_to_the_part_that_holds_it(write):
    whole, in_parts = write(1_000_000), write(900)

    n_parts = 0
    for page in sorted((whole / "evidence").glob("*/**/*.html")):
        first = in_parts / page.relative_to(whole)
        parts = [first]
        while (further := first.with_name(f"{part_name(first.stem, len(parts) + 1)}.html")).exists():
            parts.append(further)
        held = [quotation for part in parts for quotation in QUOTATION.findall(part.read_text(encoding="utf-8"))]
        assert held == QUOTATION.findall(page.read_text(encoding="utf-8")), page
        assert read_evidence(first) == read_evidence(page)
        n_parts += len(parts) - 1
    assert n_parts > 20
    pages = read_pages(in_parts)
    assert [link for link in dead_links(in_parts, pages) if "evidence/" in link.partition(": ")[2]] == []
    assert {name: page.wrong for name, page in pages.items() if page.wrong} == {}
    assert [name for name, page in pages.items() if len(page.ids) != len(set(page.ids))] == []


def test_a_study_whose_pages_are_short_has_no_parts(write):
    top = write(1_000_000)

    assert [path.name for path in (top / "evidence").rglob("*.*.html")] == []
    assert "Part 1 of" not in "".join(path.read_text(encoding="utf-8") for path in (top / "evidence").rglob("*.html"))
