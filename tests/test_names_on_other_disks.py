"""Names that one computer's disk can hold and another's cannot: capitals, signs, devices, lengths."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline.corpus import listing
from pipeline.io import outputs
from pipeline.page.command import new_coder_has_files_of_their_own
from pipeline.study.people_files import no_name_on_windows
from pipeline.study.problems import WrongUsage
from tests.making import make_study, problems_of, said
from tests.test_names_of_files import KEEPS

SPOKEN = "Interviewer: So?\n\nAnna: There was trust.\n"
HEADER = "transcript_id,file,case_id,kind\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("talk 12:30.txt", "with ':' in its name"),
        ("first?/t1.txt", "with '?' in its name"),
        ('the "old" one.txt', "with '\"' in its name"),
        ("a\tb.txt", "with '\\t' in its name"),
        ("round 1./t1.txt", "whose name ends with '.'"),
        ("round 1 /t1.txt", "whose name ends with ' '"),
        ("t1.txt.", "whose name ends with '.'"),
        ("Žižkov, 1.txt", ""),
        ("a.b/t.1.txt", ""),
        ("./t1.txt", ""),
    ],
)
def test_a_name_that_windows_refuses_is_known_by_its_signs_and_its_end(name, why):
    assert no_name_on_windows(name) == why


def test_all_files_with_such_names_are_one_caution(tmp_path):
    names = ("a 12:30.txt", "b 12:45.txt", "c?.txt")
    files = {
        "transcripts.csv": HEADER + "".join(f"t{n},{name},a,interview\n" for n, name in enumerate(names)),
        **{f"transcripts/{name}": SPOKEN for name in names},
    }

    (line,) = [
        line for line in said(problems_of(tmp_path, files, ("transcripts/t1.txt",)), tmp_path) if "Windows" in line
    ]

    assert line == (
        "caution transcripts.csv:2 file 'a 12:30.txt': Windows takes no file with ':' in its name (2 more here)."
    )


def two_files(names, row):
    return {
        "transcripts.csv": HEADER + "".join(f"t{n},{name},a,interview\n" for n, name in enumerate(row)),
        **{f"transcripts/{name}": SPOKEN for name in names},
    }


def test_two_files_that_differ_in_capitals_alone_are_a_caution(tmp_path):
    files = two_files(("Anna.txt", "anna.txt"), ("Anna.txt", "anna.txt"))

    assert (
        "caution transcripts.csv:3 file 'anna.txt' differs from 'Anna.txt', in line 2, only in capitals: "
        "some computers keep both as one file."
    ) in said(problems_of(tmp_path, files, ("transcripts/t1.txt",)), tmp_path)


def test_where_capitals_do_not_count_one_file_under_two_spellings_is_listed_twice(tmp_path, monkeypatch):
    # As on macOS and Windows: both spellings open the one file.
    monkeypatch.setattr(listing.os.path, "samefile", lambda one, other: str(one).casefold() == str(other).casefold())
    files = two_files(("Anna.txt", "anna.txt"), ("Anna.txt", "anna.txt"))

    assert "fault transcripts.csv:3 file 'anna.txt' is listed already, in line 2." in said(
        problems_of(tmp_path, files, ("transcripts/t1.txt",)), tmp_path
    )


def exhibits(*names):
    rows = "".join(f"{name},a,trust_before,,{n}\n" for n, name in enumerate(names))
    return {"exhibits.csv": f"exhibit,case_id,phase,coding_id,order\n{rows}"}


def test_an_exhibit_whose_page_windows_could_not_hold_is_one_caution(tmp_path):
    told = said(problems_of(tmp_path, exhibits("nul", "nul")), tmp_path)

    assert [line for line in told if KEEPS in line] == [f"caution exhibits.csv:2 exhibit 'nul' {KEEPS}"]


def test_two_exhibits_whose_pages_would_be_one_are_a_fault(tmp_path):
    assert (
        "fault exhibits.csv:3 exhibit 'Fire' differs from 'fire', in line 2, only in capitals: "
        "some computers keep both as one file."
    ) in said(problems_of(tmp_path, exhibits("fire", "Fire", "fire")), tmp_path)


CODED = "coding_id,transcript_id,start_char,end_char,code_id\n{},t1,13,29,trust\n"


def test_two_coders_whose_files_would_be_one_are_a_caution(tmp_path):
    files = {"codings/Ana.csv": CODED.format("c1"), "codings/ana.csv": CODED.format("c2")}

    assert (
        "caution codings/ana.csv 'Ana' and 'ana' are two coders, and differ only in capitals: "
        "some computers keep both as one file."
    ) in said(problems_of(tmp_path, files), tmp_path)


def test_the_page_begins_no_file_that_elsewhere_is_another_coder_s(tmp_path):
    study = make_study(tmp_path, {"codings/ana.csv": CODED.format("c1")})

    with pytest.raises(WrongUsage, match=r"There is a coder 'ana', and .* If that is you: --coder ana"):
        new_coder_has_files_of_their_own(study / "codings", "Ana")
    new_coder_has_files_of_their_own(study / "codings", "ana")


def test_the_page_begins_no_file_that_windows_cannot_hold(tmp_path):
    with pytest.raises(WrongUsage, match="coder 'con' names files, and Windows keeps that name"):
        new_coder_has_files_of_their_own(make_study(tmp_path) / "codings", "con")


def test_a_path_that_windows_does_not_open_is_told_by_its_length(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "ON_WINDOWS", True)
    monkeypatch.setattr(outputs.os.path, "abspath", lambda path: "C:\\" + "x" * 297)

    problem = outputs.cannot_be_written(tmp_path / "evidence.html", "No such file or directory")

    assert "Its path has 300 signs, and Windows opens no more than 259" in problem.remedy
    assert "--out" in problem.remedy


def test_elsewhere_a_long_path_is_no_reason():
    assert "signs" not in outputs.cannot_be_written(Path("/", *["x" * 100] * 4), os.strerror(errno.ENOSPC)).remedy
