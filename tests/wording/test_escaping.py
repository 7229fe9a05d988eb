"""Study text that stays text in Markdown."""

from __future__ import annotations

import html
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.site.markdown import to_html
from pipeline.wording.escaping import command, md, visible

PIECES = (
    "[laughs]", "[x](http://e)", "![i](j)", "**b**", "_a_", "a_b", "__", "1. ", "10)", "- ", "+ ", "# ", "> ", "<b>",
    "<script>alert(1)</script>", "&amp;", "&", "|", "~~", "`", "[", "]", "(", ")", "\\", "[a]: http://x", "===", "---",
    "!", "[^1]", "“", "http://a.b", "<http://a.b>", ":", "$5", "{x}", "*", "](", "word", " ", ".", "\n", "\u202e", "é",
)  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join).filter(lambda text: text.split())


def seen(markdown: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", to_html(markdown))).split())


@given(HOSTILE)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("- ", ""), ("> “", "”"), ("[", "](q)"), ("### ", "")])
def test_hostile_text_is_shown_letter_by_letter_wherever_it_stands(before: str, after: str, text: str) -> None:
    made = to_html(f"{before}{md(text)}{after}\n")

    plain = visible(" ".join(text.split()))
    assert seen(f"{before}{md(text)}{after}\n") == (f"“{plain}”" if after == "”" else plain)
    tags = set(re.findall(r"<(\w+)", made))
    assert tags <= {"p", "ul", "li", "blockquote", "h3", *({"a"} if before == "[" else set())}
    assert made.count("<a ") == (before == "[")


@given(HOSTILE)
def test_hostile_text_stays_in_its_cell_of_a_table(text: str) -> None:
    made = to_html(f"| a | b |\n|---|---|\n| {md(text)} | end |\n")

    assert made.count('<th scope="row">') + made.count("<td>") == 2
    assert made.count("<a ") == 0


@pytest.mark.parametrize(
    "text",
    [
        "A go-between (once).",
        "It cost $640,000 - or more.",
        "Well. [laughs] Yes!",
        "no_snake_case",
        "1,9 and 10%; a+b = c",
    ],
)
def test_ordinary_prose_gets_no_backslash(text: str) -> None:
    assert md(text) == text


def test_a_command_can_be_given_as_it_stands_whatever_the_folder_is_called():
    for folder in ("study", "Höfe/übers Jahr", "my study", "Ana's", "a$HOME", "a;b"):
        assert shlex.split(command("check", folder)) == ["crosscase", "check", folder]
    assert command("check", "Höfe/1") == "crosscase check Höfe/1"
