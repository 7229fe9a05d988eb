"""A file's bytes are read once, and again as soon as anybody has touched it."""

from __future__ import annotations

import hashlib
import os
import sys

import pytest

from pipeline.io import inputs
from pipeline.io.inputs import digest_and_size

LONG_AGO = 1_000_000_000
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="there no time of a file is out of its writer's hands")


@pytest.fixture
def reads(monkeypatch):
    """Files whose bytes were read; every file counts as written long ago."""
    read = []
    file_digest = hashlib.file_digest
    monkeypatch.setattr(
        inputs.hashlib, "file_digest", lambda file, name: read.append(file.name) or file_digest(file, name)
    )
    monkeypatch.setattr(inputs, "_SETTLED", -1_000_000)
    monkeypatch.setattr(inputs, "_known", {})
    return read


def digest_of(text: str) -> tuple[str, int]:
    return hashlib.sha256(text.encode()).hexdigest(), len(text)


@on_posix
def test_a_file_that_nobody_touched_is_read_once(tmp_path, reads):
    path = tmp_path / "a.md"
    path.write_text("we agreed")

    assert [digest_and_size(path), digest_and_size(path)] == [digest_of("we agreed")] * 2
    assert len(reads) == 1


def test_a_file_with_other_words_as_long_and_its_time_set_back_is_read_again(tmp_path, reads):
    path = tmp_path / "a.md"
    path.write_text("we agreed")
    os.utime(path, (LONG_AGO, LONG_AGO))
    digest_and_size(path)
    other = tmp_path / "b.md"
    other.write_text("we argued")
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(path)

    assert digest_and_size(path) == digest_of("we argued")


def test_a_file_that_was_written_just_now_is_read_each_time(tmp_path, reads, monkeypatch):
    monkeypatch.setattr(inputs, "_SETTLED", 1_000_000)
    path = tmp_path / "a.md"
    path.write_text("we agreed")
    digest_and_size(path)
    digest_and_size(path)

    assert len(reads) == 2
