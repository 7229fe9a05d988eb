"""What is exported comes to stand whole or not at all, and others may read it as the umask says."""

from __future__ import annotations

import os
import stat

import pytest

from pipeline.io.outputs import OutputsNotWritten, handed_out


def test_a_file_that_another_program_has_open_is_told_and_stays_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "x.docx").write_text("older")

    def refuse(source, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with (
        pytest.raises(OutputsNotWritten, match="close the program that has it open"),
        handed_out(tmp_path / "x.docx") as aside,
    ):
        aside.write_text("newer")

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.docx", "older")]


def test_an_export_that_fails_halfway_leaves_nothing(tmp_path):
    def fail_halfway():
        with handed_out(tmp_path / "x.csv") as aside:
            aside.write_text("half")
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        fail_halfway()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_files_are_as_open_as_the_umask_says(tmp_path, umask, mode):
    former = os.umask(umask)
    try:
        with handed_out(tmp_path / "folder" / "x.csv") as aside:
            aside.write_text("words")
            assert stat.S_IMODE(aside.parent.stat().st_mode) == 0o700
    finally:
        os.umask(former)

    assert stat.S_IMODE((tmp_path / "folder/x.csv").stat().st_mode) == mode
