"""Words that the end of a line of a PDF divides are whole again, with their hyphen where it is their own."""

from __future__ import annotations

import pytest

from pipeline.corpus.formats.lines import Line
from pipeline.corpus.formats.pdf_words import with_whole_words


def divided(*lines: str, elsewhere: str = "") -> str:
    """What becomes of words divided at the ends of lines; `elsewhere` is a paragraph of the same text."""
    listed = [Line(text, number, opens=number == 1) for number, text in enumerate([*lines, ""], 1)]
    listed += [Line(elsewhere, len(listed) + 1, opens=True)]
    return " ".join(line.text for line in with_whole_words(listed)[: len(lines)]).strip()


@pytest.mark.parametrize(
    ("lines", "elsewhere", "expected"),
    [
        (("the collabo-", "ration went on"), "", "the collaboration went on"),
        (("I am self-", "employed now"), "They have that.", "I am self-employed now"),
        (("so self-", "ish of them"), "They have that.", "so selfish of them"),
        (("a well-", "known man"), "It is known that we did well.", "a well-known man"),
        (("we went with-", "out them"), "We went out with them.", "we went without them"),
        (("a re-", "form came"), "The reform came.", "a reform came"),
        (("her mother-in-", "law came"), "", "her mother-in-law came"),
        (("a 20-year-", "old house"), "", "a 20-year-old house"),
        (("a non-", "technical man"), "It is a non-profit, non-stop, and technical work.", "a non-technical man"),
        (("the respon‐", "sibility we"), "", "the responsibility we"),
        (("the part‐", "time work"), "It was part of well‐being, a time.", "the part‐time work"),
        (("sie hat ab-", "gegeben und"), "Er ist ab und zu da und hat gegeben.", "sie hat abgegeben und"),
        (("der Haus-", "meister kam"), "Das Haus hat einen Meister.", "der Hausmeister kam"),
        (("comment avez-", "vous fait"), "Vous avez dit oui.", "comment avez-vous fait"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_it_is_the_words_own(lines, elsewhere, expected):
    assert divided(*lines, elsewhere=elsewhere) == expected


def test_a_text_in_which_no_word_is_divided_keeps_its_hyphens():
    filler = [f"Line {n} says that the membership matters" for n in range(80)]

    assert "membership-driven" in divided(*filler, "a membership-", "driven house")


def test_a_second_half_is_no_word_of_its_own():
    assert "attention" in divided("with no at-", "tention to", "the at-", "tention, and", elsewhere="We were at work.")
