"""What an import adds to a study, and how it is taken back; what a kill in the middle leaves."""

import json
import os
import sqlite3
from contextlib import closing

import pytest
from bringing import bring, counts, files_of, rows_of
from making import make_study, problems_of
from other_tools import taguette

from pipeline.codebook.load import load_codebook
from pipeline.exchange import writing
from pipeline.exchange.writing import take_back, write
from pipeline.study.problems import FilesNeedAHand, WrongUsage

TALK = """\
<p>Interviewer: How was it?</p>
<p>Respondent: There was trust 🌱 &amp; <b>lunch</b>.</p>
<p>Respondent: And soup.</p>"""


def project(folder, name="p.sqlite3", highlights=None):
    """A Taguette project of one interview."""
    marked = highlights or [("talk.odt", "There was trust 🌱 & lunch", ["trust"]), ("talk.odt", "soup", ["daily_food"])]
    return taguette(folder / name, {"talk.odt": TALK}, marked, trust="Talk of trust.", daily_food="What they ate.")


def test_a_taguette_project_makes_a_study_that_has_no_fault(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path))

    (first, second) = rows_of(tmp_path / "study" / "codings" / "ana.csv")
    assert (first["quotation"], second["quotation"]) == ("There was trust 🌱 & lunch", "soup")
    assert (first["code_id"], second["code_id"]) == ("trust", "daily_food")
    assert counts(done) == (2, 2, 0, 0, 0)
    own = (*files_of(tmp_path / "study"), "transcripts/t1.txt")
    assert not any(problem.is_fault for problem in problems_of(tmp_path / "study", without=own))


def test_offsets_in_bytes_are_told_with_their_evidence(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path))

    assert any("offsets count UTF-8 bytes: 2 of 2" in sentence for sentence in done.report.inferred)


def test_paragraphs_that_tags_alone_part_are_turns_of_their_own(tmp_path):
    one_line = {"talk.odt": "<p>Ana: How?</p><p>Ben: With<br/>trust.</p> <h2>Later</h2><p>Ana: And <b>so</b>up.</p>"}
    path = taguette(tmp_path / "p.sqlite3", one_line, [("talk.odt", "trust. LaterAna: And soup", ["trust"])], trust="")

    bring(tmp_path / "study", path)

    text = (tmp_path / "study" / "transcripts" / "talk.txt").read_text(encoding="utf-8")
    assert text.split("\n\n") == ["Ana: How?", "Ben: With", "trust.", "Later", "Ana: And soup.\n"]
    (row,) = rows_of(tmp_path / "study" / "codings" / "ana.csv")
    assert row["quotation"].replace("\n", " ") == "trust. Later And soup"


@pytest.mark.parametrize("key", ["id", "highlight_id"])
def test_the_log_of_taguette_says_who_marked_what_in_old_and_new_versions(key, tmp_path):
    path = project(tmp_path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("create table commands (id integer primary key, date text, user_login text, payload text)")
        for highlight, login in ((1, "mia"), (2, "tom")):
            payload = json.dumps({"type": "highlight_add", key: highlight, "tags": []})
            database.execute(
                "insert into commands values (?, '2024-03-01 10:00:00', ?, ?)", (highlight, login, payload)
            )

    bring(tmp_path / "study", path)

    coders = sorted(file.name for file in (tmp_path / "study" / "codings").iterdir())
    assert coders == ["mia.csv", "tom.csv"]


def test_a_passage_over_several_turns_is_one_coding(tmp_path):
    words = "lunch.\nRespondent: And soup"

    bring(tmp_path / "study", project(tmp_path, highlights=[("talk.odt", words, ["trust"])]))

    (row,) = rows_of(tmp_path / "study" / "codings" / "ana.csv")
    assert row["quotation"] == "lunch.\nAnd soup"


def test_the_same_project_again_adds_nothing(tmp_path):
    path = project(tmp_path)
    bring(tmp_path / "study", path)
    before = files_of(tmp_path / "study")

    done = bring(tmp_path / "study", path)

    assert files_of(tmp_path / "study") == before
    assert counts(done) == (2, 0, 0, 0, 0)


def test_existing_files_only_gain_at_their_end(tmp_path):
    study = make_study(tmp_path / "study", {"cases.csv": "case_id;city\r\na;Alpha"})
    before = files_of(study)

    bring(study, project(tmp_path))

    after = files_of(study)
    assert after["cases.csv"] == b"case_id;city\r\na;Alpha\r\nunsorted;\r\n"
    assert after["transcripts.csv"].startswith(before["transcripts.csv"])
    assert {name: raw for name, raw in after.items() if name in before and raw != before[name]}.keys() == {
        "cases.csv", "transcripts.csv", "codebook.yaml",
    }  # fmt: skip


def test_the_case_unsorted_is_unsorted_in_every_attribute_of_the_design(tmp_path):
    study = make_study(
        tmp_path / "study",
        {
            "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n",
            "cases.csv": "case_id,city\na,Alpha\n",
        },
    )

    bring(study, project(tmp_path))

    assert rows_of(study / "cases.csv")[1] == {"case_id": "unsorted", "city": "unsorted"}


def test_a_case_named_on_the_command_line_is_the_case_of_new_transcripts(tmp_path):
    study = make_study(tmp_path / "study")

    bring(study, project(tmp_path), case="a")

    assert [row["case_id"] for row in rows_of(study / "transcripts.csv")] == ["a", "a"]
    assert len(rows_of(study / "cases.csv")) == 1


def test_the_one_person_of_a_source_is_who_the_command_line_says(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path), coder="wexler")

    assert len(rows_of(tmp_path / "study" / "codings" / "wexler.csv")) == 2
    assert done.report.renamed["ana"] == "wexler"


def test_two_projects_come_in_as_one_import(tmp_path):
    second = project(tmp_path, "q.sqlite3", [("talk.odt", "soup", ["trust"])])

    done = bring(tmp_path / "study", project(tmp_path), second)

    assert counts(done) == (3, 3, 0, 0, 0)
    assert len(rows_of(tmp_path / "study" / "transcripts.csv")) == 1


def test_an_import_is_taken_back_to_the_byte(tmp_path):
    study = make_study(tmp_path / "study")
    before = files_of(study)
    done = bring(study, project(tmp_path))

    assert take_back(study, done.import_id) == []

    assert files_of(study) == before


def test_a_study_that_an_import_made_goes_with_it(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path))

    take_back(tmp_path / "study", done.import_id)

    assert not (tmp_path / "study").exists()


def test_rows_that_people_added_since_stay_when_an_import_is_taken_back(tmp_path):
    study = make_study(tmp_path / "study")
    done = bring(study, project(tmp_path))
    own = "mine,t1,0,11,,,,trust,apply,,,,,,1,\n"
    with (study / "codings" / "ana.csv").open("a") as file:
        file.write(own)

    take_back(study, done.import_id)

    assert (study / "codings" / "ana.csv").read_text().splitlines()[1:] == [own.strip()]
    assert not (study / "transcripts" / "talk.txt").exists()


def test_a_transcript_that_others_have_coded_since_stays(tmp_path):
    study = make_study(tmp_path / "study")
    done = bring(study, project(tmp_path))
    (study / "codings" / "ben.csv").write_text("transcript_id,start_char,end_char,code_id\ntalk,0,3,trust\n")

    left = take_back(study, done.import_id)

    assert [row["transcript_id"] for row in rows_of(study / "transcripts.csv")] == ["t1", "talk"]
    assert (study / "transcripts" / "talk.txt").exists()
    assert [row["case_id"] for row in rows_of(study / "cases.csv")] == ["a", "unsorted"]
    assert "transcripts.csv: talk stay, because other rows speak of them" in left


def test_an_import_that_was_never_made_cannot_be_taken_back(tmp_path):
    with pytest.raises(WrongUsage, match="Nothing was imported"):
        take_back(make_study(tmp_path / "study"), "2026-01-01-1")


@pytest.mark.parametrize("n_before", range(6))
def test_a_kill_in_the_middle_leaves_what_was_there(tmp_path, monkeypatch, n_before):
    """The process is stopped for good before the n-th file moves into place: whoever comes next puts all back."""
    study = make_study(tmp_path / "study")
    before = files_of(study)
    moved, replace = [], os.replace

    def killed(source, target):
        if ".new" in str(source):
            if len(moved) == n_before:
                raise KeyboardInterrupt
            moved.append(target)
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "replace", killed)
        patch.setattr(writing, "_put_back", lambda folder: None)
        patch.setattr(writing.shutil, "rmtree", lambda *args, **kwargs: None)
        with pytest.raises(KeyboardInterrupt):
            bring(study, project(tmp_path))

    writing.mend(study)

    assert files_of(study) == before


def test_a_study_that_is_being_imported_into_takes_no_second_import(tmp_path):
    study = make_study(tmp_path / "study")

    with writing.alone(study), pytest.raises(FilesNeedAHand, match="another import"):
        write(study, {"x.txt": b"x"})


def test_nothing_is_written_where_one_of_several_files_is_refused(tmp_path):
    study = make_study(tmp_path / "study")
    before = files_of(study)
    (tmp_path / "bad.sqlite3").write_bytes(b"no database")

    with pytest.raises(FilesNeedAHand, match="no SQLite database"):
        bring(study, project(tmp_path), tmp_path / "bad.sqlite3")

    assert files_of(study) == before


def test_the_record_of_an_import_says_what_was_added(tmp_path):
    study = make_study(tmp_path / "study")

    done = bring(study, project(tmp_path))

    record = json.loads((study / "imports" / f"{done.import_id}.json").read_text())
    assert {one["file"]: one["created"] for one in record["added"]} == {
        "transcripts/talk.txt": True, "codebook.yaml": False, "cases.csv": False, "transcripts.csv": False,
        "codings/ana.csv": True,
    }  # fmt: skip


def test_codes_of_the_same_name_are_one_and_another_definition_is_told(tmp_path):
    study = make_study(tmp_path / "study")
    path = taguette(tmp_path / "p.sqlite3", {"talk.odt": TALK}, [("talk.odt", "soup", ["Trust"])], Trust="Faith.")

    done = bring(study, path)

    assert list(load_codebook(study / "codebook.yaml").records.codes) == ["trust"]
    assert ("codes", "Trust", "left") in [(one.kind, one.where, one.what) for one in done.report.items]


def test_a_folder_that_is_no_study_is_refused(tmp_path):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "letter.txt").write_text("Dear Ana")

    with pytest.raises(FilesNeedAHand, match="this is no study"):
        bring(tmp_path / "study", project(tmp_path))
