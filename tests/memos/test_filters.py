"""Words for numbers, and study text that stays text in Markdown."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.memos.rendering import to_html
from pipeline.wording.escaping import md
from pipeline.wording.numbers import counted, k_of_n, listed, plural, share_words, voices, with_article
from pipeline.wording.escaping import visible

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

    assert made.count("<td>") == 2
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


def row(**counts: int) -> dict[str, int]:
    return {
        "n_transcripts": 7, "n_known": 6, "n_mentioning": 4, "n_hand_mentioning": 4, "n_machine_mentioning": 0,
        "n_suggested": 0, **counts,
    }  # fmt: skip


def test_a_count_says_what_is_known_and_of_how_many() -> None:
    assert k_of_n(row()) == "4 of 6 known, of 7"
    assert k_of_n(row(n_known=7)) == "4 of 7"
    assert k_of_n(row(n_known=0, n_mentioning=0)) == "not known, of 7"
    assert counted(row(n_transcripts=0, n_known=0, n_mentioning=0)) == "no interviews"


def test_suggestions_stand_beside_a_count_and_never_inside() -> None:
    said = k_of_n(row(n_known=5, n_mentioning=3, n_transcripts=9, n_suggested=2))

    assert said == "3 of 5 known, of 9; the machine suggests 2 of 4 unread"


def test_people_and_machine_stand_before_their_union() -> None:
    assert k_of_n(row(n_hand_mentioning=3, n_machine_mentioning=1)) == "4 of 6 known, of 7 (3 by people, 1 by machine)"


def test_a_percentage_needs_twenty() -> None:
    assert share_words(10, 19) == "10 of 19"
    assert share_words(10, 20) == "10 of 20 (50 %)"


def test_one_respondent_is_one_voice() -> None:
    assert voices({"n_respondents": 1, "n_organisations": 1, "n_sectors": 1}) == "one voice"
    assert voices({"n_respondents": 3, "n_organisations": 2, "n_sectors": 1}) == "2 organisations, 1 sector"


def test_lists_and_plurals_read_as_prose() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert plural(2, "study") == "2 studies"


@pytest.mark.parametrize(
    ("word", "said"),
    [("initiative", "an initiative"), ("case", "a case"), ("Alliance", "an Alliance"), ("union", "a union")],
)
def test_a_studys_own_word_for_a_case_gets_its_article(word: str, said: str) -> None:
    assert with_article(word) == said
