"""Files of a coder: appended to as they are, kept for a week, renamed."""

import csv
import os

import pytest

from pipeline.page.files import AppendedFile, mend_torn_end
from pipeline.page.material import KeptMaterial
from pipeline.page.session import Choice, Session
from pipeline.page.session_end import keep_a_copy, rename_coder
from pipeline.page.suggestions import Suggestions
from pipeline.study.problems import FilesNeedAHand, fault
from tests.processes import crosscase

COLUMNS = ("coding_id", "transcript_id", "code_id")


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_a_row_goes_into_the_columns_that_the_file_has(tmp_path):
    path = tmp_path / "ana.csv"
    path.write_text("\ufeffcode_id;note;coding_id;transcript_id\ntrust;mine;1;t1\n", "utf-8")

    AppendedFile(path, COLUMNS).append([{"coding_id": "2", "transcript_id": "t2", "code_id": "prior"}])

    assert rows_of(path, ";") == [
        {"code_id": "trust", "note": "mine", "coding_id": "1", "transcript_id": "t1"},
        {"code_id": "prior", "note": "", "coding_id": "2", "transcript_id": "t2"},
    ]


def test_a_column_that_a_file_lacks_is_added_where_a_row_needs_it(tmp_path):
    path = tmp_path / "ana.csv"
    path.write_text("coding_id,transcript_id\n1,t1\n", "utf-8")

    AppendedFile(path, COLUMNS).append([{"coding_id": "2", "transcript_id": "t2", "code_id": "prior"}])

    assert [row["code_id"] for row in rows_of(path)] == [None, "prior"]


@pytest.fixture
def excel(monkeypatch):
    """Windows where a spreadsheet has the file open: it may be written, and opening it to write is refused."""
    # What Windows has not.
    monkeypatch.delattr(os, "pread")
    is_open = []
    really = os.open

    def open_(path, flags, *more, **others):
        if is_open and flags & (os.O_RDWR | os.O_WRONLY):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", open_)
    return is_open


def test_a_file_that_excel_has_open_is_named_and_saved_when_it_is_closed(tmp_path, excel):
    path = tmp_path / "ana.csv"
    path.write_bytes(b"coding_id,transcript_id,code_id\n1,t1,tru")
    row = {"coding_id": "2", "transcript_id": "t2", "code_id": "prior"}
    excel.append(True)

    with pytest.raises(FilesNeedAHand) as refused:
        AppendedFile(path, COLUMNS).append([row])
    excel.clear()
    AppendedFile(path, COLUMNS).append([row])

    assert refused.value.problems[0].fault == "ana.csv is open in another program."
    assert path.read_bytes().endswith(b"tru\n2,t2,prior\n")


@pytest.mark.parametrize("torn", ["1,t1,tru", '1,t1,"tru'])
def test_a_torn_last_line_spoils_no_line_after_it(tmp_path, torn):
    path = tmp_path / "ana.csv"
    path.write_text(f"coding_id,transcript_id,code_id\n{torn}", "utf-8")

    AppendedFile(path, COLUMNS).append([{"coding_id": "2", "transcript_id": "t2", "code_id": "prior"}])

    assert [row["coding_id"] for row in rows_of(path)] == ["1", "2"]
    assert path.read_text("utf-8").endswith("\n2,t2,prior\n")


def test_a_torn_last_line_is_closed_when_the_page_opens(tmp_path):
    path = tmp_path / "ana.csv"
    path.write_text('coding_id,transcript_id,code_id\n1,t1,"tru', "utf-8")

    assert mend_torn_end(path)
    assert not mend_torn_end(path)
    assert path.read_text("utf-8").endswith('"tru"\n')


def test_what_the_disk_refuses_is_said_and_leaves_no_half_line(tmp_path, monkeypatch):
    path = tmp_path / "ana.csv"
    file = AppendedFile(path, COLUMNS)
    file.append([{"coding_id": "1", "transcript_id": "t1", "code_id": "trust"}])
    before = path.read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, raw: write(handle, raw[:3]) and _full())

    with pytest.raises(FilesNeedAHand, match="No space left"):
        file.append([{"coding_id": "2", "transcript_id": "t2", "code_id": "prior"}])

    assert path.read_bytes() == before


def _full():
    raise OSError(28, "No space left on device")


def test_a_sessions_copy_is_kept_and_older_ones_go(study):
    (study / "codings" / "ana.csv").write_text("coding_id\n", "utf-8")
    for name in ("ana-2020-01-01", "ben-2020-01-01", "ana-notes"):
        (study / ".backup" / name).mkdir(parents=True)

    folder = keep_a_copy(study, "ana")

    assert (folder / "ana.csv").read_text("utf-8") == "coding_id\n"
    assert sorted(path.name for path in (study / ".backup").iterdir()) == sorted(
        [folder.name, "ana-notes", "ben-2020-01-01"]
    )


def test_a_coder_is_renamed_wherever_they_are_named(study):
    (study / "codings" / "ana.csv").write_text("coding_id,transcript_id,start_char,end_char,code_id\n", "utf-8")
    (study / "codings" / "ana.read.csv").write_text("transcript_id,codes\n", "utf-8")
    judgement = "case_id,code_id,judgement,codings,by\nnorth,trust,present,ana:1; ben:2,ana\n"
    (study / "judgements.csv").write_text(judgement, "utf-8")
    (study / "notes" / "respondent").mkdir(parents=True)
    (study / "notes" / "respondent" / "n1.md").write_text("---\nby: ana\n---\nWords by: ana\n", "utf-8")

    rename_coder(study, "ana", "anna")

    assert sorted(path.name for path in (study / "codings").iterdir()) == ["anna.csv", "anna.read.csv"]
    assert rows_of(study / "judgements.csv")[0] | {} == {
        "case_id": "north", "code_id": "trust", "judgement": "present", "codings": "anna:1;ben:2", "by": "anna",
    }  # fmt: skip
    note = (study / "notes" / "respondent" / "n1.md").read_text("utf-8")
    assert note == "---\nby: anna\n---\nWords by: ana\n"


def test_a_name_that_is_taken_is_not_given_again(study):
    for name in ("ana", "ben"):
        (study / "codings" / f"{name}.csv").write_text("coding_id\n", "utf-8")

    answer = crosscase("code", study, "--rename", "ana", "ben", cwd=study)

    assert answer.returncode == 1
    assert "'ben' has a file already" in answer.stderr
    assert (study / "codings" / "ana.csv").exists()


def test_renaming_prints_the_files_that_were_changed(study):
    (study / "codings" / "ana.csv").write_text("coding_id\n", "utf-8")

    answer = crosscase("code", study, "--rename", "ana", "anna", cwd=study)

    assert (answer.returncode, answer.stdout.strip()) == (0, str(study / "codings" / "anna.csv"))


def test_a_folder_that_cannot_be_written_is_read_all_the_same(study, monkeypatch):
    session = session_of(study)
    monkeypatch.setattr(AppendedFile, "append", lambda self, rows: _refuse(self.path))

    session.note_opening("n1")

    assert "cannot be written" in session.problems()[-1].fault


def _refuse(path):
    raise FilesNeedAHand([fault(path, 0, "the folder cannot be written.", "Mend it.")])


def test_a_file_with_a_torn_line_and_rows_that_cannot_be_used_opens(study):
    header = "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id\n"
    rows = '1,n1,,,We go way back.,,,prior\n2,n9,,,gone,,,prior\n3,n1,,,We go way back.,,,nocode\n4,n1,,,"We go'
    (study / "codings" / "ana.csv").write_text(header + rows, "utf-8")

    session = session_of(study)

    assert [one.coding_id for one in session.shown_in("n1")] == ["1"]
    assert sorted(row.coding.coding_id for row in session.unsure()) == ["2", "3", "4"]


def session_of(study):
    kept = KeptMaterial.read(study, study.parent / "outputs")
    session = Session(Choice("ana"), kept, Suggestions(study.parent / "outputs"))
    session.begin()
    return session


def test_what_the_page_writes_is_no_mistake_to_check(study):
    header = "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id,action,is_aha\n"
    rows = "1,n1,22,37,We go way back.,,,,apply,yes\n2,n1,22,37,We go way back.,,,new:ana-ties,apply,\n"
    files = {
        "codings/ana.csv": header + rows,
        "codings/ana.proposed.csv": "proposal_id,slug\nnew:ana-ties,ties\n",
        "codings/ana.sessions.csv": "session,transcript_id\nx,n1\n",
        "codings/.ana.lock": "",
        "notes/meeting/2026-01-01.md": "---\nby: ana\n---\ntrust: include gifts\n",
        ".backup/ana-2026-01-01/ana.csv": header,
    }
    for name, text in files.items():
        (study / name).parent.mkdir(parents=True, exist_ok=True)
        (study / name).write_text(text, "utf-8")

    answer = crosscase("check", study, cwd=study)

    assert answer.returncode == 0
    assert not [word for word in ("ana", "meeting", "backup") if word in answer.stdout]


def test_a_conflicted_copy_of_a_coders_file_is_shown_and_named(study):
    header = "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id\n"
    (study / "codings" / "ana.csv").write_text(header + "1,n1,,,I trust her.,,,trust\n")
    (study / "codings" / "ana (conflicted copy 2026-05-01).csv").write_text(
        header + "1,n1,,,I trust her.,,,trust\n2,n1,,,We go way back.,,,prior\n"
    )
    session = Session(Choice("ana"), KeptMaterial.read(study, study / "none"), Suggestions(study / "none"))
    session.begin()

    assert [one.code_id for one in session.shown_in("n1")] == ["prior", "trust"]
    assert "conflicted copy" in " ".join(one.fault for one in session.problems())


def test_a_file_that_is_moved_away_is_not_made_anew(tmp_path):
    file = AppendedFile(tmp_path / "ana.csv", COLUMNS)
    file.append([{"coding_id": "1", "transcript_id": "n1", "code_id": "trust"}])
    (tmp_path / "ana.csv").rename(tmp_path / "elsewhere.csv")

    with pytest.raises(FilesNeedAHand) as refused:
        file.append([{"coding_id": "2", "transcript_id": "n1", "code_id": "trust"}])

    assert "moved or deleted" in refused.value.problems[0].fault
    assert not (tmp_path / "ana.csv").exists()
