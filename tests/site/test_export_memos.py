"""An exported folder opens anywhere: every link works, nothing else comes along."""

from __future__ import annotations

import shutil

import pytest

from pipeline.site.export_memos import export_memos
from pipeline.study.problems import WrongUsage
from tests.site.pages_as_read import dead_links, read_pages


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_memos_of_a_stage_come_with_all_that_they_lead_to(ledger_outputs, tmp_path):
    made = export_memos(ledger_outputs, "within-issue", ("md", "html"), None, tmp_path / "memos")
    names = names_in(tmp_path / "memos")

    assert [path.relative_to(tmp_path / "memos").as_posix() for path in made] == [
        "memos/within-issue/flood.md", "memos/within-issue/flood.html",
        "memos/within-issue/market.md", "memos/within-issue/market.html",
    ]  # fmt: skip
    assert {"style.css", "README.txt", "transcripts/ft1.html", "evidence/within-issue/flood/prior_ties.html"} <= set(
        names
    )
    assert not [name for name in names if name.startswith(("memos/within-case", "memos/cross-case", "tables", "study"))]
    assert dead_links(tmp_path / "memos") == []


def test_the_folder_still_works_somewhere_else(ledger_outputs, tmp_path):
    export_memos(ledger_outputs, "within-case", ("html",), "flood-tarn", tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "there")

    assert dead_links(tmp_path / "there") == []
    assert [name for name in read_pages(tmp_path / "there") if name.startswith("memos/")] == [
        "memos/within-case/flood-tarn.html"
    ]


def test_markdown_alone_leads_to_pages_that_are_there(ledger_outputs, tmp_path):
    export_memos(ledger_outputs, "cross-case", ("md",), None, tmp_path / "memos")
    text = (tmp_path / "memos/memos/cross-case/cross-case.md").read_text(encoding="utf-8")

    assert "(../../evidence/cross-case/cross-case/prior_ties.html" in text
    assert "memos/within-case" not in text
    assert (tmp_path / "memos/evidence/cross-case/cross-case/prior_ties.html").is_file()


@pytest.mark.parametrize("formats", [("html",), ("md",), ("md", "html")])
def test_the_cross_case_memo_alone_comes_with_the_pages_beside_it(ledger_outputs, tmp_path, formats):
    made = export_memos(ledger_outputs, "cross-case", formats, "cross-case", tmp_path / "memos")
    names = names_in(tmp_path / "memos")
    beside = [path.name for path in (ledger_outputs / "memos/cross-case").glob("*.html") if path.stem != "cross-case"]
    text = (tmp_path / "memos/memos/cross-case" / f"cross-case.{formats[0]}").read_text(encoding="utf-8")

    assert [path.stem for path in made] == ["cross-case"] * len(formats)
    assert "circularity.html" in beside
    assert {f"memos/cross-case/{name}" for name in beside if name in text} <= set(names)
    assert "circularity.html" in text
    assert dead_links(tmp_path / "memos") == []
    assert ("memos/cross-case/cross-case.html" in names) is ("html" in formats)


def test_an_export_made_twice_is_the_same(ledger_outputs, tmp_path):
    export_memos(ledger_outputs, "within-city", ("html",), None, tmp_path / "a")
    before = {name: (tmp_path / "a" / name).read_bytes() for name in names_in(tmp_path / "a")}
    export_memos(ledger_outputs, "within-city", ("html",), None, tmp_path / "a")

    assert {name: (tmp_path / "a" / name).read_bytes() for name in names_in(tmp_path / "a")} == before


@pytest.mark.parametrize(
    ("stage", "subject", "said"),
    [("within-house", None, "no memo of the stage 'within-house'"), ("within-city", "trn", "Did you mean 'tarn'?")],
)
def test_a_memo_that_is_not_there_is_named(ledger_outputs, tmp_path, stage, subject, said):
    with pytest.raises(WrongUsage, match=said.replace("?", r"\?")):
        export_memos(ledger_outputs, stage, ("html",), subject, tmp_path / "memos")
    assert not (tmp_path / "memos").exists()


def test_a_folder_with_other_things_in_it_is_left_alone(ledger_outputs, tmp_path):
    (tmp_path / "thesis.docx").write_bytes(b"mine")

    with pytest.raises(WrongUsage, match=r"thesis\.docx"):
        export_memos(ledger_outputs, "within-case", ("html",), None, tmp_path)
    with pytest.raises(WrongUsage, match="lie in each other"):
        export_memos(ledger_outputs, "within-case", ("html",), None, ledger_outputs / "memos")
    assert names_in(tmp_path) == ["thesis.docx"]
