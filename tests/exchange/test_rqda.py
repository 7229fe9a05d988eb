"""RQDA's projects: the tables are those that the R package makes."""

import sqlite3

import pytest
from bringing import bring, counts, rows_of

from pipeline.codebook.load import load_codebook
from pipeline.study.problems import FilesNeedAHand

TALK = "Interviewer: How was it 🌊?\nAnna: There was trust. We had soup.\n"
TABLES = """
    create table source (name text, id integer, file text, memo text, owner text, date text, dateM text,
        status integer);
    create table freecode (name text, memo text, owner text, date text, dateM text, id integer, status integer,
        color text);
    create table treecode (cid integer, catid integer, date text, dateM text, memo text, status integer, owner text);
    create table codecat (name text, cid integer, catid integer, owner text, date text, dateM text, memo text,
        status integer);
    create table coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
        date text, memo text);
    create table coding2 (cid integer, fid integer, seltext text, selfirst real, selend real, status integer,
        owner text, date text, memo text);
    create table project (databaseversion text, date text, dateM text, memo text, about text, imageDir text);
    create table cases (name text, memo text, owner text, date text, dateM text, id integer, status integer);
    create table caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer, owner text,
        date text, memo text);
    create table attributes (name text, status integer, date text, dateM text, owner text, memo text, class text);
    create table caseAttr (variable text, value text, caseID integer, date text, dateM text, owner text,
        status integer);
    create table fileAttr (variable text, value text, fileID integer, date text, dateM text, owner text,
        status integer);
    create table journal (name text, journal text, date text, dateM text, owner text, status integer);
    create table annotation (fid integer, position integer, annotation text, owner text, date text, dateM text,
        status integer);
    create table image (name text, id integer, date text, dateM text, owner text, status integer);
    create table imageCoding (cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer, memo text,
        date text, dateM text, owner text, status integer);
    insert into freecode (name, memo, id, status) values ('Trust', 'Talk of trust.', 1, 1), ('Old', '', 2, 0);
    insert into codecat (name, catid, memo, status) values ('Ties', 1, 'What binds.', 1), ('Talk', 2, '', 1);
    insert into treecode (cid, catid, status) values (1, 1, 1);
    insert into project values ('0.2.2', '', '', 'Why we began.', 'RQDA', null);
    insert into cases (name, memo, id, status) values ('Riverside', 'A flood.', 1, 1);
    insert into caselinkage values (1, 1, 0.0, 60.0, 1, 'ben', '', '');
    insert into caseAttr values ('city', 'Alpha', 1, '', '', 'ben', 1), ('size', 'NA', 1, '', '', 'ben', 1);
    insert into fileAttr values ('sector', 'public', 1, '', '', 'ben', 1);
    insert into journal values ('First thoughts', 'Begin with soup.', '', '', 'ana', 1);
    insert into annotation values (1, 35, 'She laughs.', 'ana', '', '', 1);
"""


def project(folder, *codings, more="", name="p.rqda"):
    """A project with one file and one code; codings are (words, owner, status)."""
    database = sqlite3.connect(folder / name)
    database.executescript(TABLES)
    database.execute("insert into source values ('talk', 1, ?, '', 'ana', '', '', 1)", (TALK,))
    for words, owner, status in codings:
        start = TALK.index(words)
        row = (1, 1, words, start, start + len(words), status, owner, "Fri Mar  1 17:51:21 2019", "so?")
        database.execute("insert into coding values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    database.executescript(more)
    database.commit()
    database.close()
    return folder / name


def test_codings_land_on_their_words_by_owner_with_time_and_memo(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path, ("There was trust.", "ana", 1), ("soup", "ben", 1)))

    (row,) = rows_of(tmp_path / "study/codings/ana.csv")
    assert (row["quotation"], row["code_id"], row["memo"]) == ("There was trust.", "trust", "so?")
    assert row["at"] == "2019-03-01T17:51:21Z"
    assert [row["quotation"] for row in rows_of(tmp_path / "study/codings/ben.csv")] == ["soup"]
    assert counts(done) == (2, 2, 0, 0, 0)


def test_what_was_deleted_in_rqda_stays_out_and_is_counted(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path, ("soup", "ana", 1), ("There was trust.", "ana", 0)))

    assert [row["quotation"] for row in rows_of(tmp_path / "study/codings/ana.csv")] == ["soup"]
    assert "old" not in load_codebook(tmp_path / "study/codebook.yaml").records.codes
    assert {(item.kind, item.where) for item in done.report.items if item.what == "left out"} == {
        ("codes", "1 rows"),
        ("codings", "1 rows"),
    }


def test_categories_cases_attributes_journal_and_annotations_come_in(tmp_path):
    study = tmp_path / "study"
    bring(study, project(tmp_path, ("soup", "ana", 1)))

    codes = load_codebook(study / "codebook.yaml").records.codes
    assert (codes["trust"].parent, codes["ties"].is_codable, codes["trust"].definition) == (
        "ties",
        False,
        "Talk of trust.",
    )
    assert rows_of(study / "cases.csv") == [{"case_id": "Riverside", "city": "Alpha"}]
    assert rows_of(study / "transcripts.csv")[0]["sector"] == "public"
    notes = "".join(file.read_text() for file in (study / "notes/hunch").iterdir())
    for memo in ("Begin with soup.", "She laughs.", "Why we began.", "A flood."):
        assert memo in notes


def test_a_code_in_two_categories_is_below_the_first_and_told(tmp_path):
    more = "insert into treecode (cid, catid, status) values (1, 2, 1);"

    done = bring(tmp_path / "study", project(tmp_path, ("soup", "ana", 1), more=more))

    assert load_codebook(tmp_path / "study/codebook.yaml").records.codes["trust"].parent == "ties"
    assert [item.what for item in done.report.items if item.where == "Trust"] == ["moved"]


def test_offsets_of_a_file_that_was_edited_give_way_to_the_words(tmp_path):
    more = "update coding set selfirst = selfirst + 3, selend = selend + 3;"

    bring(tmp_path / "study", project(tmp_path, ("There was trust.", "ana", 1), more=more))

    assert [row["quotation"] for row in rows_of(tmp_path / "study/codings/ana.csv")] == ["There was trust."]


def test_a_project_without_the_tables_of_later_versions_is_read(tmp_path):
    more = "drop table coding2; drop table annotation; drop table imageCoding; drop table journal; drop table caseAttr;"

    done = bring(tmp_path / "study", project(tmp_path, ("soup", "ana", 1), more=more))

    assert counts(done) == (1, 1, 0, 0, 0)


def test_a_database_is_told_by_its_tables_whatever_its_ending(tmp_path):
    done = bring(tmp_path / "study", project(tmp_path, ("soup", "ana", 1), name="p.sqlite"))

    assert "RQDA" in done.report.headings[0]


def test_a_database_of_something_else_is_refused(tmp_path):
    database = sqlite3.connect(tmp_path / "x.rqda")
    database.execute("create table source (id integer)")
    database.commit()
    database.close()

    with pytest.raises(FilesNeedAHand, match="none of RQDA's"):
        bring(tmp_path / "study", tmp_path / "x.rqda")
