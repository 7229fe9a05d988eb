"""An exported folder is for others: readable as the umask says, and their own files in it are left alone."""

from __future__ import annotations

import os

import pytest

from pipeline.io.exported import ExportedFolder
from pipeline.io.outputs import OutputsNotWritten
from pipeline.study.problems import FilesNeedAHand


def export(folder, **files):
    exported = ExportedFolder.begin(folder)
    contents = {name.replace("_", "."): raw for name, raw in files.items()}
    exported.require_ours(contents)
    for name, raw in contents.items():
        exported.write(name, raw)
    exported.end()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_files_and_folders_get_the_rights_that_the_umask_leaves(tmp_path):
    former = os.umask(0o027)
    try:
        export(tmp_path / "shared", a_docx=b"1")
    finally:
        os.umask(former)

    assert (tmp_path / "shared" / "a.docx").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o750


def test_a_file_that_somebody_changed_is_named_and_nothing_is_written(tmp_path):
    export(tmp_path, a_docx=b"1", b_docx=b"1")
    (tmp_path / "b.docx").write_bytes(b"a co-author's")

    with pytest.raises(FilesNeedAHand, match=r"b\.docx"):
        export(tmp_path, a_docx=b"2", b_docx=b"2")
    assert (tmp_path / "a.docx").read_bytes() == b"1"
    assert (tmp_path / "b.docx").read_bytes() == b"a co-author's"


def test_what_an_export_wrote_itself_is_renewed(tmp_path):
    export(tmp_path, a_docx=b"1")
    export(tmp_path, b_docx=b"1")
    export(tmp_path, a_docx=b"2")

    assert (tmp_path / "a.docx").read_bytes() == b"2"


def test_somebodys_own_file_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"mine")

    with pytest.raises(FilesNeedAHand, match="somebody else's"):
        export(tmp_path, a_docx=b"1")


def test_a_file_that_is_open_in_word_is_told(tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)

    with pytest.raises(OutputsNotWritten, match="close the program that has it open"):
        export(tmp_path, a_docx=b"1")
    assert list(tmp_path.iterdir()) == []
