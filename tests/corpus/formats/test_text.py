"""Plain text, Markdown and Rich Text: bytes of two encodings, line ends of word processors, front matter, notes."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus.formats.plain_text import read_markdown, read_text
from pipeline.corpus.formats.rich_text import read_rtf

HERE = Path("talk.txt")


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_text(data, HERE).lines]


def test_utf_8_with_single_bytes_of_windows_stays_utf_8_and_the_lines_are_told():
    reading = read_text("Ana: Die Bäcker.\nBo: Über".encode() + b"haupt sch\xf6n.\n", HERE)

    assert [line.text for line in reading.lines] == ["Ana: Die Bäcker.", "Bo: Überhaupt schön."]
    assert reading.problems[0].source.line == 2
    assert "is UTF-8 but for 1 byte that is not, read as Windows-1252 ('ö' first; line 2)" in reading.problems[0].fault


def test_text_of_windows_is_still_guessed_whole():
    reading = read_text("Ana: Die Bäcker sind schön.".encode("cp1252"), HERE)

    assert "guessed as Windows-1252" in reading.problems[0].fault


def test_line_ends_of_word_processors_end_lines_that_editors_do_not_count():
    lines = read_text("I: Who?\x0bAna: We.\u2028Bo: I.\nI: And?".encode(), HERE).lines

    assert [(line.text, line.number) for line in lines] == [
        ("I: Who?", 1), ("Ana: We.", 1), ("Bo: I.", 1), ("I: And?", 2),
    ]  # fmt: skip


def test_front_matter_is_no_speech_and_its_lines_are_counted():
    lines = read_markdown(b"---\ntitle: River\ntags: [a]\n---\n\n**Ana:** We met.\n", HERE).lines

    assert [(line.text, line.number) for line in lines] == [("**Ana:** We met.", 6)]


def test_words_between_two_rules_are_speech():
    assert [line.text for line in read_markdown(b"---\nAna spoke.\n---\nBo left.\n", HERE).lines] == [
        "Ana spoke.",
        "Bo left.",
    ]


def test_rich_text_without_a_font_is_in_the_encoding_of_its_default_font():
    data = rb"{\rtf1\ansi\deff1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\'c0\'ed\'ed\'e0: \plain \'e4\'e0.\par}"

    assert [line.text for line in read_rtf(data, HERE).lines] == ["Анна: да."]


def test_a_footnote_of_rich_text_stands_at_the_end_of_its_sentence():
    data = rb"{\rtf1 Ana: We met{\footnote\pard In 2019.\par} there. And then?\par Bo: No.\par}"

    assert [line.text for line in read_rtf(data, HERE).lines] == ["Ana: We met there. In 2019. And then?", "Bo: No."]
