"""index.html in studies of several shapes, and what it says of notes whose evidence has moved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.coding.counting import Known
from pipeline.notes.read import Notes
from pipeline.notes.stale import Moved, StaleNote
from pipeline.run import analyze
from pipeline.site.context import SiteContext
from pipeline.site.index import _stale
from pipeline.site.templating import environment
from tests.conftest import SILENT
from tests.making import make_study
from tests.site.pages_as_read import read_page

STUDIES = Path(__file__).parent.parent / "studies"
TWO = {
    "cases.csv": "case_id,name,issue,tier\na,Alder,water,low\nb,Birch,roads,high\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t1b.txt,b,interview\n",
    "transcripts/t1b.txt": "Interviewer: And?\n\nRespondent: Nothing to tell.\n",
}


def index_of(folder, files):
    analyze(make_study(folder / "study", files), folder / "out", progress=SILENT)
    return read_page(folder / "out/index.html", folder / "out")


def test_a_study_without_a_design_lists_its_cases_best_tier_first(tmp_path):
    settings = "codebook: codebook.yaml\nlanguage_model: blank:en\noutcome: {attribute: tier, order: [low, high]}\n"
    page = index_of(tmp_path, {**TWO, "study.yaml": settings})
    cases = [one for one in page.all("div") if "case" in one.classes]

    assert [one.all("a")[0].text for one in cases] == ["Birch", "Alder"]
    assert ["▮▮ high" in cases[0].text, "▮▯ low" in cases[1].text] == [True, True]


def test_one_attribute_makes_a_list_for_each_of_its_values(tmp_path):
    settings = "codebook: codebook.yaml\nlanguage_model: blank:en\ndesign: {within-issue: issue}\n"
    page = index_of(tmp_path, {**TWO, "study.yaml": settings})

    assert {"issue: water", "issue: roads"} <= {one.text for one in page.all("h3")}


def test_a_missing_cell_of_a_matrix_is_said(meals_outputs):
    page = read_page(meals_outputs / "index.html", meals_outputs)

    assert "1 cell of the design without a" in page.top.text
    assert len([one for one in page.all("span") if "empty" in one.classes]) == 1


def test_a_study_that_no_person_coded_says_so_on_its_first_page(tmp_path):
    page = index_of(tmp_path, {"study.yaml": "codebook: codebook.yaml\nlanguage_model: blank:en\n"})

    assert "Machine, not checked by a person" in page.top.text


@pytest.fixture(scope="module")
def interpretive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interpretive")
    shutil.copytree(STUDIES / "ledger", folder / "study")
    settings = (folder / "study/study.yaml").read_text(encoding="utf-8")
    (folder / "study/study.yaml").write_text(settings.replace("coefficients", "interpretive"), encoding="utf-8")
    analyze(folder / "study", folder / "out", progress=SILENT)
    return folder / "out"


def test_the_interpretive_reading_shows_judgements_and_quotations_and_no_count(interpretive, ledger_outputs):
    name = "evidence/flood-tarn/shared_figures.html"
    counted, read = (read_page(out / name, out).top.text for out in (ledger_outputs, interpretive))

    assert "Told in 1 of 3" in counted
    assert "Told in" not in read
    assert "How the figure comes about" not in read
    assert "Later we counted together, house by house" in read


def test_stale_notes_name_the_figure_what_it_was_and_what_it_is():
    moved = Moved("a/trust", "2 of 3", "1 of 3", (), (("k",),))
    note = StaleNote("cross-case", "cross-case", "ana", "2026-11-01", (moved,))
    site = SiteContext(
        study=None, codebook=None, findings=(), library=None, known=Known(), problems=(), guides={},
        notes=Notes(), stale=(note,),
    )  # fmt: skip
    macros = environment().get_template("index_parts.html.j2").module
    html = macros.stale([_stale(site, note)])

    assert "cross-case/cross-case, signed off by <bdi>ana</bdi> on 2026-11-01." in html
    assert "a/trust: 2 of 3 → 1 of 3; quotations: 1 went" in html


def test_what_nobody_has_read_has_no_bar_of_what_is_known(tmp_path):
    page = index_of(tmp_path, {"study.yaml": "codebook: codebook.yaml\nlanguage_model: blank:en\n"})

    assert page.all("meter") == []
    assert "none of 1" in page.top.text


def test_a_figure_of_the_machine_alone_says_so_in_its_own_sentence(tmp_path):
    index_of(tmp_path, {"study.yaml": "codebook: codebook.yaml\nlanguage_model: blank:en\n"})
    (page,) = (path.read_text("utf-8") for path in tmp_path.rglob("evidence/a/trust.html"))

    assert "The machine finds it in 1 of 1; nobody has checked" in page
    assert "for which it is known" not in page
    assert "inductive (first passage not named)" in page
