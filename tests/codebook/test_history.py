"""CHANGES.md beside a codebook is checked against what changed."""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path

import pytest
from codebook_files import book

from pipeline.codebook.changes import changes_between
from pipeline.codebook.history import begin_paragraph, has_paragraph
from pipeline.codebook.load import load_codebook

OLD = 'version: "1"\ncodes: {a: {definition: A.}, b: {definition: B.}}\n'
NEW = 'version: "2"\ncodes: {a: {definition: Other.}, c: {definition: B., was: [b]}}\n'


def cautions(history: str | None, old: str = OLD, new: str = NEW, about: str = "paragraph") -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        files = {"book.yaml": new, "book@1.yaml": old, "CHANGES.md": history}
        for name, text in files.items():
            if text is not None:
                Path(folder, name).write_text(textwrap.dedent(text), encoding="utf-8")
        problems = load_codebook(Path(folder, "book.yaml")).problems
        return [f"{one.source.path.name}:{one.source.line} {one.fault}" for one in problems if about in one.fault]


def test_a_change_that_nobody_told_is_a_caution_with_the_line_of_its_version():
    history = "# History\n\n## Version 2\n\n- `c` was b.\n\n## Version 1\n\n- `a` began.\n"

    assert cautions(history) == ["CHANGES.md:3 the paragraph on version 2 does not say why 'a' changed."]


def test_a_renamed_code_is_told_by_either_name_and_a_table_will_do():
    assert cautions("## Version 2\n| what | why |\n|---|---|\n| `a` | narrower |\n| `b` | a better name |\n") == []


def test_a_version_without_a_paragraph_is_a_caution():
    assert cautions("## Version 1\n- `a` and `c`\n") == [
        "CHANGES.md:0 there is no paragraph on version 2, which changed 'a', 'c'."
    ]


@pytest.mark.parametrize(("history", "new"), [(None, NEW), ("## Version 1\n", OLD.replace('"1"', '"2"'))])
def test_without_a_history_or_a_change_nothing_is_asked(history, new):
    assert cautions(history, new=new) == []


def test_a_line_that_a_release_began_and_nobody_finished_tells_nothing():
    old, new = book(OLD), book(NEW, v1=OLD)
    begun = begin_paragraph("# History\n\n## Version 1\n", "2", changes_between(old, new), new)

    assert begun == (
        "# History\n\n## Version 2\n\n- `a`: another text, not declared (moved); why: …\n"
        "- `c`: renamed from `b`; why: …\n\n## Version 1\n"
    )
    assert cautions(begun) == ["CHANGES.md:3 the paragraph on version 2 does not say why 'a', 'c' changed."]


def test_a_version_is_not_taken_for_one_that_begins_like_it():
    assert has_paragraph("## Version 12\n", "1") is False
    assert has_paragraph("## Version 1.0, May\n", "1") is True


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- `a`: new; why: asked for", "'a' is called new in version 2, and version 1 has it already."),
        (
            "| `c` | **new**, inductive | told unasked |",
            "'c' is called new in version 2, and version 1 has it already.",
        ),
        ("- `b` and `d`: new", "'d' is called new in version 2, and that version's own file does not have it."),
    ],
)
def test_a_code_called_new_that_a_versions_file_does_not_bear_out_is_a_caution(line, said):
    assert f"CHANGES.md:2 {said}" in cautions(f"## Version 2\n{line}\n", about="called new")


def test_a_code_that_came_with_the_version_may_be_called_new_also_by_the_name_that_it_has_today():
    new = 'version: "2"\ncodes: {a: {definition: A.}, e: {definition: E., was: [d]}}\n'

    assert cautions("## Version 2\n- `e`: new\n## Version 1\n- `a`: new\n", new=new, about="called new") == []
