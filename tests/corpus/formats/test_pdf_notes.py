"""Footnotes of a PDF stand below the talk and are nobody's; their numbers are no part of the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.lines import Reading
from pipeline.corpus.formats.pdf import read_pdf
from pipeline.corpus.formats.read import ReadingRequest, read_turns
from tests.corpus.make_zoo import assembled

Drawn = tuple[float, float, float, str]
"""Size of the type, where it stands, and the words."""

# In 11 point Courier a sign is 6.6 wide, in 6 point 3.6.
TALK: tuple[Drawn, ...] = (
    (11, 72, 700, "Ida: Who came?"), (11, 72, 680, "Bo: The bakers"), (6, 164.4, 685, "1"),
    (11, 168, 680, ", and the mill"), (6, 260.4, 685, "2"), (11, 264, 680, " too."), (11, 72, 660, "They sang."),
)  # fmt: skip
SAID = ["Ida: Who came?", "Bo: The bakers, and the mill too.", "They sang."]


def page_of(*drawn: Drawn) -> bytes:
    stream = "\n".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET" for size, x, y, words in drawn)
    return assembled(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        ]
    )


def reading(*drawn: Drawn) -> Reading:
    return read_pdf(page_of(*drawn), Path("t.pdf"))


@pytest.mark.parametrize(
    "notes",
    [
        ((11, 72, 500, "1 Names are changed."), (11, 72, 480, "2 Closed in 1990,"), (11, 72, 466, "and sold.")),
        ((8, 72, 640, "1. Names are changed."), (8, 72, 630, "2. Closed in 1990,"), (8, 72, 620, "and sold.")),
        ((6, 72, 645, "1"), (11, 80, 640, "Names are changed."), (6, 72, 625, "2"),
         (11, 80, 620, "Closed in 1990,"), (11, 72, 606, "and sold.")),
    ],
)  # fmt: skip
def test_footnotes_stand_below_the_talk_and_their_numbers_go(notes):
    read = reading(*TALK, *notes)

    assert [line.text for line in read.lines] == SAID
    assert [line.text for line in read.below] == ["Names are changed.", "Closed in 1990, and sold."]


def test_a_raised_number_without_a_note_stays():
    assert [line.text for line in reading(*TALK).lines] == [SAID[0], "Bo: The bakers1, and the mill2 too.", SAID[2]]


def test_what_is_said_may_begin_with_the_number_of_a_power():
    read = reading(*TALK, (11, 72, 640, "2 of them, and"), (11, 72, 620, "3 more."))

    assert [line.text for line in read.lines][-2:] == ["2 of them, and", "3 more."]


def test_footnotes_are_a_turn_of_nobody(tmp_path):
    (tmp_path / "t.pdf").write_bytes(page_of(*TALK, (8, 72, 500, "1 Names are changed.")))

    turns = read_turns(tmp_path / "t.pdf", ReadingRequest("interview")).records

    assert [(turn.speaker, turn.text) for turn in turns][-1] == ("footnotes", "Names are changed.")
