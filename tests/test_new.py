"""`crosscase new`: a small study that runs, or one made of a folder of transcripts."""

from __future__ import annotations

import csv
import os

import pytest

from tests.processes import crosscase

TALK = "Interviewer: How did it begin?\nRespondent: We had known each other for years. I just rang her.\n"
FILES = {
    "Nordstadt Küche/Gespräch 1.txt": TALK,
    "Nordstadt Küche/gespräch_1.md": TALK.replace("\n", "\n\n"),
    "Nordstadt Küche/2024/late.txt": TALK,
    "south/one.txt": TALK,
    "top.txt": TALK,
}


@pytest.fixture
def transcripts(tmp_path):
    folder = tmp_path / "Our interviews"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def everything(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_folder_it_is_the_small_study_and_runs(tmp_path):
    assert crosscase("new", "mine", cwd=tmp_path).returncode == 0

    assert crosscase("check", "mine", "--strict", cwd=tmp_path).returncode == 0


def test_every_transcript_is_copied_and_listed_with_the_folder_that_it_lay_in_as_its_case(tmp_path, transcripts):
    before = everything(transcripts)

    done = crosscase("new", "study", "--from", transcripts, cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith(
        "study: a study of 5 transcripts in 3 cases: our-interviews, nordstadt-küche, south.\n"
    )
    listed = rows(tmp_path / "study" / "transcripts.csv")
    assert {(row["transcript_id"], row["file"], row["case_id"], row["kind"]) for row in listed} == {
        ("top", "top.txt", "our-interviews", "interview"),
        ("gespräch-1", "Nordstadt Küche/Gespräch 1.txt", "nordstadt-küche", "interview"),
        ("gespräch-1-2", "Nordstadt Küche/gespräch_1.md", "nordstadt-küche", "interview"),
        ("late", "Nordstadt Küche/2024/late.txt", "nordstadt-küche", "interview"),
        ("one", "south/one.txt", "south", "interview"),
    }
    names = {row["case_id"]: row["name"] for row in rows(tmp_path / "study" / "cases.csv")}
    assert names["nordstadt-küche"] == "Nordstadt Küche"
    assert everything(tmp_path / "study" / "transcripts") == before == everything(transcripts)
    assert "transcripts/" in (tmp_path / "study" / ".gitignore").read_text().splitlines()


def test_it_runs_as_it_is_and_nothing_of_it_is_called_fiction(tmp_path, transcripts):
    crosscase("new", "study", "--from", transcripts, cwd=tmp_path)

    checked = crosscase("check", "study", "--strict", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "study: 0 faults, 0 cautions.\n")
    assert crosscase("analyze", "study", "--out", "out", cwd=tmp_path).returncode == 0
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "fiction" not in index
    assert "Nordstadt Küche" in index


def test_what_is_not_taken_is_named_with_the_reason(tmp_path, transcripts):
    (transcripts / "slides.pptx").write_bytes(b"PK")
    (transcripts / "south" / "nothing.txt").write_bytes(b"")
    # Locks of open documents and hidden files are nobody's transcripts.
    (transcripts / "~$late.docx").write_bytes(b"x")
    (transcripts / ".DS_Store").write_bytes(b"x")

    done = crosscase("new", "study", "--from", transcripts, cwd=tmp_path)

    told = [line for line in done.stdout.splitlines() if line.startswith("not taken: ")]
    assert told == ["not taken: slides.pptx: no kind of file that is read.", "not taken: south/nothing.txt: empty."]
    assert len(rows(tmp_path / "study" / "transcripts.csv")) == len(FILES)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_folders_behind_a_link_are_not_walked(tmp_path, transcripts):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "other.txt").write_text(TALK)
    (transcripts / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    crosscase("new", "study", "--from", transcripts, cwd=tmp_path)

    assert "other" not in {row["transcript_id"] for row in rows(tmp_path / "study" / "transcripts.csv")}


@pytest.mark.parametrize(
    ("study", "source", "said"),
    [
        ("study", "no such folder", "there is no such folder."),
        ("study", "empty", "no transcript lies in this folder, or in a folder in it. a.pptx: no kind of file"),
        ("Our interviews/study", "Our interviews", "the study would lie among the transcripts of which it is made."),
        ("taken", "Our interviews", "this folder is not empty, and nothing of yours is overwritten."),
    ],
)
def test_what_stops_it_is_said_and_nothing_is_written(tmp_path, transcripts, study, source, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.pptx").write_bytes(b"PK")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    before = everything(tmp_path)

    done = crosscase("new", study, "--from", source, cwd=tmp_path)

    assert done.returncode == 1
    assert said in done.stderr
    assert everything(tmp_path) == before
