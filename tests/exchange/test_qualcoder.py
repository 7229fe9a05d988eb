"""QualCoder's projects."""

import sqlite3

import pytest
from bringing import bring, counts, rows_of

from pipeline.codebook.load import load_codebook
from pipeline.study.problems import FilesNeedAHand

TALK = "Interviewer: How was it 🌊?\nAnna: There was trust. We had soup.\n"


def project(folder, codings, text=TALK):
    """A project folder with two codes in a category, one file in a case, and codings (words, seltext, owner)."""
    (folder / "p.qda").mkdir()
    database = sqlite3.connect(folder / "p.qda" / "data.qda")
    database.executescript("""
        create table source (id integer primary key, name text, fulltext text, memo text, owner text);
        create table code_cat (catid integer primary key, name text, memo text, supercatid integer);
        create table code_name (cid integer primary key, name text, memo text, catid integer);
        create table code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text,
            date text, memo text, important integer);
        create table project (databaseversion text, date text, memo text, about text);
        create table cases (caseid integer primary key, name text, memo text, owner text);
        create table case_text (caseid integer, fid integer);
        create table attribute (attrid integer primary key, name text, attr_type text, value text, id integer);
        create table journal (jid integer primary key, name text, jentry text, owner text);
        insert into code_cat values (1, 'Ties', 'What binds.', null);
        insert into code_name values (1, 'Trust', 'Talk of trust.', 1);
        insert into project values ('v11', '2024-01-01', 'Why we began.', 'QualCoder 3.6');
        insert into cases values (1, 'Riverside', 'A flood in the first winter.', 'ben');
        insert into case_text values (1, 1);
        insert into attribute values (1, 'city', 'case', 'Alpha', 1);
        insert into attribute values (2, 'sector', 'file', 'public', 1);
        insert into journal values (1, 'First thoughts', 'Begin with soup.', 'ana');
    """)
    database.execute("insert into source values (1, 'talk.txt', ?, '', 'ana')", (text,))
    for words, told, owner in codings:
        start = text.index(words)
        row = (1, 1, told, start, start + len(words), owner, "2024-05-01 10:00:00", "", 1)
        database.execute("insert into code_text values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    database.commit()
    database.close()
    return folder / "p.qda"


def test_codings_land_on_their_words_by_coder(tmp_path):
    path = project(tmp_path, [("There was trust.", "There was trust.", "ana"), ("soup", "soup", "ben")])

    done = bring(tmp_path / "study", path)

    (row,) = rows_of(tmp_path / "study" / "codings" / "ana.csv")
    assert (row["quotation"], row["code_id"], row["is_aha"]) == ("There was trust.", "trust", "yes")
    assert [one["quotation"] for one in rows_of(tmp_path / "study" / "codings" / "ben.csv")] == ["soup"]
    assert counts(done) == (2, 2, 0, 0, 0)


def test_offsets_that_have_shifted_give_way_to_the_words(tmp_path):
    path = project(tmp_path, [("ere was trust. W", "There was trust.", "ana")])

    bring(tmp_path / "study", path)

    assert [one["quotation"] for one in rows_of(tmp_path / "study" / "codings" / "ana.csv")] == ["There was trust."]


def test_categories_cases_attributes_and_the_journal_come_in(tmp_path):
    bring(tmp_path / "study", project(tmp_path, [("soup", "soup", "ana")]))

    codes = load_codebook(tmp_path / "study" / "codebook.yaml").records.codes
    assert (codes["trust"].parent, codes["ties"].is_codable) == ("ties", False)
    assert rows_of(tmp_path / "study" / "cases.csv") == [{"case_id": "Riverside", "city": "Alpha"}]
    assert rows_of(tmp_path / "study" / "transcripts.csv")[0]["sector"] == "public"
    assert "Begin with soup." in (tmp_path / "study/notes/hunch/first-thoughts.md").read_text()


def test_memos_of_cases_and_of_the_project_become_notes(tmp_path):
    bring(tmp_path / "study", project(tmp_path, [("soup", "soup", "ana")]))

    notes = {file.name: file.read_text() for file in (tmp_path / "study/notes/hunch").iterdir()}
    assert "A flood in the first winter." in notes["riverside-memo.md"]
    assert "Why we began." in notes["project-memo.md"]


def test_a_folder_without_a_project_is_refused(tmp_path):
    (tmp_path / "p.qda").mkdir()

    with pytest.raises(FilesNeedAHand, match=r"without a data\.qda"):
        bring(tmp_path / "study", tmp_path / "p.qda")
