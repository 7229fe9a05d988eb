"""HTML pages as transcripts: words by blocks, nothing of what nobody sees; and tables in milliseconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.html import lines_of_html
from pipeline.corpus.formats.read import ReadingRequest, read_turns

# As noScribe saves it, shortened.
PAGE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0//EN" "http://www.w3.org/TR/REC-html40/strict.dtd">
<html><head><meta charset="UTF-8" /><title>talk</title><style type="text/css">p {{ color: red; }}</style></head>
<body style="font-family: 'Arial'; font-size: 11pt">
<p style="margin-top:0px"><span style="font-weight:600;">talk.mp3</span></p>
{turns}
</body></html>"""
TURN = '<p><a name="ts_{n}000_S0{who}" ><span style="color: #78909C" >[00:00:0{n}]</span> S0{who}: {said}</a></p>'
SAID = ("Who came?", "The bakers &amp; the school.", "And then?", "Nobody.")


def read(tmp_path: Path, data: bytes, name: str = "talk.html"):
    (tmp_path / name).write_bytes(data)
    return read_turns(tmp_path / name, ReadingRequest("interview"))


@pytest.mark.parametrize("name", ["talk.html", "talk.htm"])
def test_a_page_has_its_turns_and_times_and_nothing_of_its_head(tmp_path, name):
    turns = "\n".join(TURN.format(n=n, who=n % 2, said=said) for n, said in enumerate(SAID))

    loaded = read(tmp_path, PAGE.format(turns=turns).encode(), name)

    assert [(turn.speaker, turn.text, turn.start_seconds) for turn in loaded.records[1:]] == [
        ("S00", "Who came?", 0.0),
        ("S01", "The bakers & the school.", 1.0),
        ("S00", "And then?", 2.0),
        ("S01", "Nobody.", 3.0),
    ]
    assert (loaded.records[0].speaker, loaded.records[0].text) == ("unknown", "talk.mp3")


def test_a_page_says_its_encoding(tmp_path):
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250"><p>I: Kdo?<p>R: Příbuzní.'

    loaded = read(tmp_path, page.encode("cp1250"))

    assert [turn.text for turn in loaded.records] == ["Kdo?", "Příbuzní."]
    assert loaded.problems == ()


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1257", "no-such"])
def test_a_page_that_names_another_encoding_than_its_own_keeps_its_letters(tmp_path, charset):
    page = f'<meta charset="{charset}"><p>I: Who?<p>R: The “bakers” didn’t.'

    loaded = read(tmp_path, page.encode("cp1252"))

    assert loaded.records[1].text == "The “bakers” didn’t."


def test_a_page_that_says_utf_8_and_is_not_is_read_by_its_letters(tmp_path):
    page = '<meta charset="utf-8"><p>I: Kdo přišel?<p>R: Příbuzní, všichni, a taky řezník.'

    loaded = read(tmp_path, page.encode("cp1250"))

    assert loaded.records[1].text == "Příbuzní, všichni, a taky řezník."
    assert "guessed as Windows-1250" in loaded.problems[0].fault


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>We <b>met</b><br/>there.</p>", ["We met", "there."]),
        ("<script>var a = '<p>no</p>';</script><p>We met.</p><!-- <p>no</p> -->", ["We met."]),
        ("<header>Choir</header><p>3 < 4 and &lt;laughs&gt;</p>", ["Choir", "3 < 4 and <laughs>"]),
        ("<p>We met.</p><script>never closed", ["We met.", "never closed"]),
    ],
)
def test_tags_are_no_words_and_words_between_them_stay(page, words):
    assert [line.text.strip() for line in lines_of_html(page)] == words


TOLD = [("Karin", "Who came?"), ("Ola", "All of us."), ("Karin", "And then?"), ("Ola", "Nobody, that is clear.")]


@pytest.mark.parametrize(
    "turn",
    [
        "<tr><td>{0}</td><td>{1}</td></tr>",
        "<tr><td>{0}<td>{1}",
        "<dt>{0}</dt><dd>{1}</dd>",
        "<p><strong>{0}</strong> {1}</p>",
        "<p><span class='s1'>{0}</span> {1}</p>",
        "<p><span style='font-weight:700'>{0} </span><span>{1}</span></p>",
        "<pre>{0}: {1}\n</pre>",
    ],
)
def test_labels_in_cells_in_lists_and_in_bold_are_no_part_of_the_words(tmp_path, turn):
    page = "<style>p.x, .s1 {{font-weight: bold}}</style>{}".format("".join(turn.format(*said) for said in TOLD))
    page = f"<table>{page}</table>" if "<tr>" in turn else page

    assert [(turn.speaker, turn.text) for turn in read(tmp_path, page.encode()).records] == TOLD


@pytest.mark.parametrize(
    ("asks", "tells", "voice"),
    [
        ("<p><b>{}</b></p>", "<p>{}</p>", "unknown (bold)"),
        ("<p><span style='color: #c00000'>{}</span>", "<p>{}", "unknown (#c00000)"),
        ("<p class=x1>{}</p>", "<p class=x2>{}</p>", "unknown (italic)"),
        ("<p class='interviewer'>{}</p>", "<p class='guest-1'>{}</p>", "interviewer"),
    ],
)
def test_faces_and_classes_of_a_page_tell_who_asks(tmp_path, asks, tells, voice):
    page = "<style>.x1 {font-style: italic}</style>" + "".join(
        (asks if who == "Karin" else tells).format(said) for who, said in TOLD * 2
    )

    loaded = read(tmp_path, page.encode())

    assert [turn.speaker == voice for turn in loaded.records] == [True, False] * 4
    assert [problem.fault.partition(":")[0] for problem in loaded.problems] == ["nobody has a label"]


def test_tables_in_tables_and_tags_without_end_are_read_in_time(tmp_path):
    page = "<table><tr><td>" * 3000 + "We met." + "<b><p><style>a{" * 3000

    assert [turn.text for turn in read(tmp_path, page.encode()).records] == ["We met." + " a{" * 3000]


def test_an_unclosed_sign_again_and_again_takes_no_square_of_the_length():
    page = "<script " * 40_000 + "<" * 40_000 + "<p " * 40_000

    assert len(lines_of_html(page)) == 1


def test_times_in_milliseconds_of_a_table_are_understood(tmp_path):
    rows = "".join(f"{n * 40_000}\t{n * 40_000 + 900}\tS{n % 2}\t{said}\n" for n, said in enumerate(SAID))

    loaded = read(tmp_path, f"start\tend\tspeaker\ttext\n{rows}".encode(), "talk.tsv")

    assert [turn.start_seconds for turn in loaded.records][-1] == 120.0
