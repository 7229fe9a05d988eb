"""The same file again, corrected since: nothing that is here changes, and what the file says otherwise is told."""

from __future__ import annotations

import csv

import pytest
from bringing import bring, counts, files_of, rows_of
from making import make_study

from pipeline.exchange.writing import take_back

HEADER = "transcript,quotation,code,coder,polarity,memo,target,period\n"
FIRST = "t1,There was trust.,trust,ana,,,,\nt1,We had lunch.,trust,ana,,early,,\n"


def sheet(folder, rows, name="sheet.csv"):
    path = folder / name
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path):
    """A study into which a sheet of two codings came."""
    study = make_study(tmp_path / "the study")
    done = bring(study, sheet(tmp_path, FIRST))
    assert counts(done)[1] == 2
    return study


def told(done):
    return [(item.what, item.why) for item in done.report.items if item.kind == "codings"]


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("ana,,,,", "ana,absent,,,", "it is affirmed here, and absent in the file"),
        ("ana,,early,,", "ana,,late,,", "its memo here is “early”"),
        ("ana,,,,", "ana,,so said,,", "it has no memo here"),
        ("ana,,,,", "ana,wished,,Bo,", "it is affirmed here, and wished in the file; it has no target here"),
    ],
)
def test_a_coding_that_the_file_has_otherwise_is_told_and_stays(study, tmp_path, was, now, why):
    before = files_of(study)

    done = bring(study, sheet(tmp_path, FIRST.replace(was, now, 1)))

    assert files_of(study) == before
    assert told(done) == [("not changed", why)]
    (sentence,) = [said for said in done.report.inferred if "otherwise in this file" in said]
    (import_id,) = [path.stem for path in (study / "imports").glob("*.json")]
    assert f"crosscase import --undo {import_id} --into '{study}'" in sentence


def test_the_way_out_that_is_told_leads_to_the_correction(study, tmp_path):
    (record,) = (study / "imports").glob("*.json")

    take_back(study, record.stem)
    bring(study, sheet(tmp_path, FIRST.replace("ana,,,,", "ana,absent,,,", 1)))

    assert [row["polarity"] for row in rows_of(study / "codings" / "ana.csv")] == ["absent", ""]


def test_the_same_file_again_has_nothing_to_tell(study, tmp_path):
    done = bring(study, sheet(tmp_path, FIRST))

    assert told(done) == []
    assert not [said for said in done.report.inferred if "otherwise" in said]


def test_what_the_file_leaves_out_is_not_told(study, tmp_path):
    assert told(bring(study, sheet(tmp_path, FIRST.replace("early", "")))) == []


def test_what_a_person_took_back_or_corrected_here_stays(study, tmp_path):
    path = study / "codings" / "ana.csv"
    first, second = rows_of(path)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(first)).writerows(
            [{**first, "action": "retract"}, {**second, "polarity": "disputed"}]
        )

    assert told(bring(study, sheet(tmp_path, FIRST))) == [
        ("not changed", "it was taken back here since it came in"),
        ("not changed", "it is disputed here, and affirmed in the file"),
    ]


def test_of_a_coding_in_a_file_that_a_person_began_no_import_is_taken_back(tmp_path):
    row = "c1,t1,0,0,There was trust.,trust,affirmed\n"
    text = "coding_id,transcript_id,start_char,end_char,quotation,code_id,polarity\n"
    start = "How was it?\nThere was trust.".index("There")
    study = make_study(tmp_path / "s", {"codings/ana.csv": text + row.replace("0,0", f"{start},{start + 16}")})

    done = bring(study, sheet(tmp_path, "t1,There was trust.,trust,ana,absent,,,\n"))

    assert told(done) == [("not changed", "it is affirmed here, and absent in the file")]
    assert not [said for said in done.report.inferred if "--undo" in said]
    assert [said for said in done.report.inferred if "Change them in the coding page" in said]


def test_a_person_written_in_other_capitals_is_the_coder_of_the_study(study, tmp_path):
    done = bring(study, sheet(tmp_path, FIRST.replace("ana", "Ana")))

    assert counts(done)[1] == 0
    assert [path.name for path in (study / "codings").iterdir()] == ["ana.csv"]
    assert done.report.renamed == {"Ana": "ana"}
