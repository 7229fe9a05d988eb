"""A table of a memo is called by what introduces it, for those who hear the page."""

from __future__ import annotations

import pytest

from pipeline.site.markdown import to_html

TABLE = "| when | what |\n|---|---|\n| 2021 | a *flood* |\n"


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("# Riverside\n\n## What happened\n\nSome words.\n\n", "What happened"),
        ("## What happened\n\nIn order of *time*:\n\n", "In order of time"),
        ("# Riverside\n\nA claim.\n\n", "when, what"),
        ("", "when, what"),
        ('## "Here" & <there>\n\n', "&quot;Here&quot; &amp; &lt;there&gt;"),
    ],
)
def test_a_table_has_the_name_of_its_line_its_section_or_its_columns(before: str, name: str) -> None:
    assert f'aria-label="{name}"><table aria-label="{name}">' in to_html(before + TABLE).replace("\n", "")
