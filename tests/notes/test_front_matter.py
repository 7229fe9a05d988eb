"""What was meant as a note's front matter and is none is told, never printed as the analyst's words."""

from __future__ import annotations

import pytest

from tests.making import make_study
from tests.processes import crosscase

FIELDS = "by: ana\nstatus: final\n"


def faults(tmp_path, note):
    make_study(tmp_path / "study", {"notes/within-case/a.md": note})
    done = crosscase("check", "study", cwd=tmp_path)
    return done.returncode, [line for line in done.stdout.splitlines() if "notes/within-case/a.md" in line]


@pytest.mark.parametrize(
    ("before", "line", "named"),
    [
        ("--\n", 1, "begins with '--'"),
        ("----\n", 1, "begins with '----'"),
        ("———\n", 1, "begins with '———'"),
        ("\n---\n", 2, "begins with '---'"),
        ("", 1, "begins with 'by:'"),
    ],
)
def test_fields_that_do_not_begin_with_three_hyphens_on_the_first_line_are_a_fault(tmp_path, before, line, named):
    status, told = faults(tmp_path, f"{before}{FIELDS}---\nA fine garden.\n")

    assert status == 1
    (fault,) = told
    assert fault.startswith(f"study/notes/within-case/a.md:{line}: the note {named}")


@pytest.mark.parametrize(
    "note",
    [
        f"---\n{FIELDS}---\nA fine garden.\n",
        "A fine garden, by all accounts.\n",
        "--\nA rule above a sentence: that is all.\n",
        "By all accounts: a fine garden.\n",
    ],
)
def test_front_matter_as_it_should_be_and_words_that_are_none_draw_nothing(tmp_path, note):
    status, told = faults(tmp_path, note)

    assert (status, told) == (0, [])
