"""Ids in letters of any script: files, links, tables and the export find them, in codebook and tables alike."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.run import analyze
from pipeline.site.export_memos import MARKDOWN_LINK, export_memos, target
from tests.conftest import SILENT
from tests.making import make_study, problems_of
from tests.site.pages_as_read import dead_links

CASE, CODE, TRANSCRIPT, RESPONDENT, CODER, STAGE = "Казань_1", "доверие", "интервью-1", "अनीता", "josé", "within-город"
FILES = {
    "study.yaml": f"codebook: codebook.yaml\ndesign: {{{STAGE}: город}}\nlanguage_model: blank:en\n",
    "cases.csv": f"case_id,город\n{CASE},Казань\n信頼,Казань\n",
    "transcripts.csv": f"transcript_id,file,case_id,kind,respondent_id,guide\n"
    f"{TRANSCRIPT},t1.txt,{CASE},interview,{RESPONDENT},g\n信-2,t2.txt,信頼,interview,r2,g\n",
    "transcripts/t2.txt": "Interviewer: How was it?\n\nRespondent: There was trust.\n",
    "participants.csv": f"respondent_id,sector\n{RESPONDENT},public\nr2,public\n",
    "guides/g.yaml": f"questions:\n  вопрос: {{text: How was it?, asks_about: [{CODE}]}}\n",
    "codebook.yaml": f"codes:\n  {CODE}: {{definition: Talk of trust., cues: {{phrases: [trust]}}}}\n",
    f"codings/{CODER}.csv": f"coding_id,transcript_id,start_char,end_char,code_id\nк1,{TRANSCRIPT},13,23,{CODE}\n",
    "judgements.csv": f"case_id,code_id,judgement\n{CASE},{CODE},present\n",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scripts")
    analyze(make_study(folder / "study", FILES), folder / "out", progress=SILENT)
    return folder / "out"


def test_every_id_names_its_file(outputs):
    assert (outputs / "memos" / "within-case" / f"{CASE}.md").is_file()
    assert (outputs / "memos" / STAGE / "казань.md").is_file()
    assert (outputs / "evidence" / CASE / f"{CODE}.html").is_file()
    assert (outputs / "transcripts" / f"{TRANSCRIPT}.html").is_file()


def test_every_link_of_every_page_and_memo_leads_somewhere(outputs):
    assert dead_links(outputs) == []
    for memo in outputs.glob("memos/**/*.md"):
        name = memo.relative_to(outputs).as_posix()
        places = [target(name, found[1] or found[2]) for found in MARKDOWN_LINK.finditer(memo.read_text("utf-8"))]
        assert any(places), name
        assert [place for place in places if place and not (outputs / place).exists()] == []


def test_a_coding_by_a_coder_of_such_a_name_is_counted(outputs):
    with (outputs / "tables" / "codings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["coder"] == CODER]

    assert [(row["transcript_id"], row["code_id"], row["is_counted"].lower()) for row in rows] == [
        (TRANSCRIPT, CODE, "true")
    ]


def test_a_memo_of_such_a_case_is_exported_with_its_evidence(outputs, tmp_path):
    export_memos(outputs, "within-case", ("html",), CASE, tmp_path / "to")

    assert (tmp_path / "to" / "evidence" / CASE / f"{CODE}.html").is_file()
    assert dead_links(tmp_path / "to") == []


def test_a_figure_of_such_ids_is_cited_by_a_note(tmp_path):
    files = {**FILES, f"notes/within-case/{CASE}.md": f"As [[{CASE}/{CODE}]] shows.\n"}

    assert not [one for one in problems_of(tmp_path, files) if "notes" in str(one.source.path)]
