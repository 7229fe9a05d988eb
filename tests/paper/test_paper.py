"""A paper's parts: numbered, each with its data, and what the study cannot give named in its place."""

from __future__ import annotations

import csv
import io
import re
import shutil

import docx
import pytest

from pipeline.paper.checklists import COREQ, OPEN, SRQR
from pipeline.paper.part import PaperFiles
from pipeline.paper.tables import modes_in_order
from pipeline.paper.write import paper_of, parts_of, write_paper
from pipeline.run import analyze
from pipeline.study.problems import FilesNeedAHand, WrongUsage
from pipeline.study.study import open_study
from tests.conftest import SAMPLE, SILENT, STUDIES
from tests.making import make_study

NAMES = (
    *("table-1", "table-2", "table-3", "figure-1", "figure-2", "figure-3", "exhibit-a", "exhibit-b"),
    *(f"appendix-{label}" for label in ("a1", "a2", "b", "c", "d1", "d2", "e1", "e2", "f", "g", "h")),
)


def parts(folder, run):
    return {part.name: part for part in parts_of(PaperFiles(open_study(folder).records, run))}


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def ledger_paper(ledger_outputs, tmp_path_factory):
    to = tmp_path_factory.mktemp("paper") / "paper"
    _, missing = write_paper(open_study(STUDIES / "ledger").records, ledger_outputs, to)
    return to, missing


def test_every_part_is_there_as_text_and_as_a_word_document(ledger_paper):
    to, _ = ledger_paper

    assert {path.name for path in to.iterdir()} >= {f"{name}.{ending}" for name in NAMES for ending in ("md", "docx")}
    assert (to / "paper.docx").is_file()


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        ((), ""),
        (("shared",), "shared"),
        (("lead", "lead"), "lead, changed inside the mode"),
        (("shared", "lead", "shared"), "shared, then lead, then shared"),
    ],
)
def test_a_mode_that_comes_back_or_changes_inside_stands_in_the_table_of_cases(modes, said):
    assert modes_in_order(modes) == said


def test_every_figure_of_the_run_comes_for_print(ledger_paper, ledger_outputs):
    names = {path.stem for path in (ledger_outputs / "figures").glob("*.svg")}

    assert names
    assert {path.name for path in (ledger_paper[0] / "figures").iterdir()} == {
        f"{name}.{ending}" for name in names for ending in ("svg", "png", "pdf")
    }


def test_what_a_study_cannot_give_is_named_in_its_place(ledger_paper):
    to, missing = ledger_paper

    assert "Appendix A1: screening/ is not there" in missing
    assert "**Appendix A1: screening/ is not there.**" in (to / "appendix-a1.md").read_text(encoding="utf-8")
    assert not (to / "appendix-a1.csv").exists()


def test_table_3_needs_the_tiers(ledger_outputs, tmp_path):
    run = tmp_path / "run"
    (run / "memos/cross-case").mkdir(parents=True)
    shutil.copytree(ledger_outputs / "tables", run / "tables")
    text = "# T\n\n## What helped\n\n| code | presence | Case 1 |\n|---|---|---|\n| Ties | all | present |\n"
    (run / "memos/cross-case/matrix.md").write_text(text, encoding="utf-8")

    assert parts(STUDIES / "ledger", run)["table-3"].missing.startswith("no two tiers have a partnership")


def test_table_1_counts_what_was_collected_of_each_case(ledger_outputs):
    rows = list(csv.DictReader(io.StringIO(parts(STUDIES / "ledger", ledger_outputs)["table-1"].data)))
    transcripts = list(csv.DictReader((ledger_outputs / "tables/transcripts.csv").open(encoding="utf-8-sig")))
    n_interviews = sum(row["kind"] == "interview" and row["case_id"] != "" for row in transcripts)

    assert sum(int(row["interviews"]) for row in rows) == n_interviews


def test_the_same_run_gives_the_same_bytes(ledger_paper, ledger_outputs, tmp_path):
    to, _ = ledger_paper
    write_paper(open_study(STUDIES / "ledger").records, ledger_outputs, tmp_path / "again")

    assert contents(to) == contents(tmp_path / "again")


def test_a_part_that_a_co_author_changed_is_not_overwritten(ledger_paper, ledger_outputs, tmp_path):
    to = shutil.copytree(ledger_paper[0], tmp_path / "paper")
    (to / "paper.docx").write_bytes(b"with tracked changes")

    with pytest.raises(FilesNeedAHand, match=r"paper\.docx"):
        write_paper(open_study(STUDIES / "ledger").records, ledger_outputs, to)
    assert (to / "paper.docx").read_bytes() == b"with tracked changes"


def test_a_folder_with_other_things_in_it_is_refused(ledger_outputs, tmp_path):
    (tmp_path / "thesis.docx").write_bytes(b"mine")

    with pytest.raises(WrongUsage, match=r"thesis\.docx"):
        write_paper(open_study(STUDIES / "ledger").records, ledger_outputs, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_no_link_of_a_part_leads_to_a_file_that_stays_behind(ledger_paper):
    to, _ = ledger_paper
    for path in to.glob("*.md"):
        targets = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))

        assert [target for target in targets if not (to / target).is_file()] == []


def test_both_checklists_have_all_their_items():
    assert (len(COREQ), len(SRQR)) == (32, 21)


def test_the_samples_paper_is_whole(sample_outputs):
    of_sample = parts(SAMPLE, sample_outputs)
    rows = list(csv.DictReader(io.StringIO(of_sample["appendix-h"].data)))
    answers = {(row["list"], row["item"]): row["answer"] for row in rows}

    assert [name for name, part in of_sample.items() if part.missing] == []
    assert all(part.data for part in of_sample.values())
    assert answers["COREQ", "Credentials"] == OPEN
    assert answers["COREQ", "Number of data coders"].startswith("4: amado")
    assert "59 cities, 7 examined in the declared order, 39 candidates, 22 eligible" in of_sample["appendix-a1"].note


def test_the_paper_numbers_its_captions_and_says_fiction(sample_outputs):
    files = PaperFiles(open_study(SAMPLE).records, sample_outputs)
    document = docx.Document(io.BytesIO(paper_of(parts_of(files), files)))
    captions = [
        p.text for p in document.paragraphs if p.style.name == "Caption" and re.match(r"(Table|Figure) \d", p.text)
    ]

    assert [caption.partition(".")[0] for caption in captions] == [
        "Table 1", "Table 2", "Table 3", "Figure 1", "Figure 2", "Figure 3",
    ]  # fmt: skip
    assert document.paragraphs[1].text.startswith("Fiction")
    assert {section.orientation for section in document.sections} == {0, 1}


def test_the_number_of_a_part_is_no_field_that_word_would_reckon_anew(ledger_paper):
    document = docx.Document(ledger_paper[0] / "table-2.docx")
    caption = next(p for p in document.paragraphs if p.style.name == "Caption")

    assert caption.text.startswith("Table 2. ")
    assert caption._element.xpath(".//w:instrText") == []


def test_a_checklist_leads_to_no_part_that_is_missing(ledger_outputs, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(ledger_outputs / "tables", run / "tables")
    study = shutil.copytree(STUDIES / "ledger", tmp_path / "study")
    (study / "exhibits.csv").unlink(missing_ok=True)
    (run / "run.json").write_text("{}", encoding="utf-8")

    assert "Exhibit" not in parts(study, run)["appendix-h"].data
    assert "E1" not in parts(study, run)["appendix-h"].data


def test_the_guides_name_the_codes_that_a_question_asks_about_and_the_data_have_their_ids(ledger_paper):
    to, _ = ledger_paper
    (asked,) = [
        line for line in (to / "appendix-b.md").read_text("utf-8").split("\n") if line.startswith("| partners | rhythm")
    ]
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO((to / "appendix-b.csv").read_text("utf-8-sig")))
        if row["question"] == "rhythm"
    ]

    assert (row["asks about"], row["codes"]) == ("Habits", "habit")
    assert "| Habits |" in asked


def test_a_study_of_a_few_cases_gets_its_codes_by_case_and_by_tier(ledger_outputs):
    made = parts(STUDIES / "ledger", ledger_outputs)

    assert [made[name].missing for name in ("table-3", "appendix-e1", "appendix-e2")] == ["", "", ""]
    assert "| A standing meeting | all: 1 of 1 known, of 4 | 1 of 1 |" in made["table-3"].body


def test_a_study_of_one_case_is_told_why_it_has_no_table_by_case(tmp_path):
    study, run = make_study(tmp_path / "study"), tmp_path / "run"
    analyze(study, run, progress=SILENT)
    missing = parts(study, run)["table-3"].missing

    assert missing == "the study has one case, and nothing to set beside it; its memo has every code"
