"""Files made by other programs' libraries (python-docx, openpyxl, odfdo) and by hand, read by our readers."""

from __future__ import annotations

import codecs
import datetime
import zipfile
from pathlib import Path

import pytest

from pipeline.corpus.formats import archives
from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import STAMP, RefusedError, seconds, without_entities
from pipeline.corpus.formats.markdown import without_markup
from pipeline.corpus.formats.read import ReadingRequest, read_turns

docx = pytest.importorskip("docx")
openpyxl = pytest.importorskip("openpyxl")
odfdo = pytest.importorskip("odfdo")

HERE = Path("talk.txt")


def read(path: Path, kind: str = "interview") -> list[tuple[str, str]]:
    loaded = read_turns(path, ReadingRequest(kind))
    assert loaded.problems == ()
    return [(turn.speaker, turn.text) for turn in loaded.records]


def test_a_document_by_python_docx_has_its_paragraphs_and_table_but_not_its_header(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "River study"
    document.add_paragraph("Interviewer: Who came?")
    document.add_paragraph("Respondent: ").add_run("Nobody.").bold = True
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "Interviewer", "Nobody?\nAt all?"
    document.save(tmp_path / "talk.docx")

    assert read(tmp_path / "talk.docx") == [
        ("Interviewer", "Who came?"),
        ("Respondent", "Nobody."),
        ("Interviewer", "Nobody? At all?"),
    ]


def test_a_word_document_as_archival_material_has_a_turn_a_paragraph(tmp_path):
    document = docx.Document()
    for text in ("Minutes", "Chair: the budget was read.", "", "It was laid aside."):
        document.add_paragraph(text)
    document.save(tmp_path / "minutes.docx")

    said = read(tmp_path / "minutes.docx", "archival")

    assert said == [
        ("document", "Minutes"),
        ("document", "Chair: the budget was read."),
        ("document", "It was laid aside."),
    ]


def test_a_workbook_by_openpyxl_gives_seconds_for_times_durations_and_numbers(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Start", "Speaker", "Text"])
    sheet.append([datetime.time(1, 2, 3), "Mia", "A time."])
    sheet.append([datetime.timedelta(hours=30, seconds=5), "Leo", "A duration."])
    sheet.append([75.5, "Mia", "=A number."])
    sheet.append(["0:01:20", None, 1987])
    workbook.save(tmp_path / "talk.xlsx")

    loaded = read_turns(tmp_path / "talk.xlsx", ReadingRequest("interview"))

    assert [(turn.start_seconds, turn.text) for turn in loaded.records] == [
        (3723.0, "A time."),
        (108005.0, "A duration."),
        (75.5, "=A number. 1987"),
    ]


def test_dates_yes_or_no_and_numbers_of_a_workbook_read_as_a_person_sees_them(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Speaker", "Text"])
    seen = {
        datetime.date(2019, 3, 1): "2019-03-01",
        datetime.datetime(2019, 3, 1): "2019-03-01",
        datetime.datetime(2019, 3, 1, 14, 30): "2019-03-01 14:30:00",
        datetime.time(9, 5): "9:05:00",
        datetime.timedelta(hours=30): "30:00:00",
        True: "TRUE",
        False: "FALSE",
        3.0: "3",
        2.5: "2.5",
        0.1 + 0.2: "0.3",
        2019: "2019",
    }
    for value in seen:
        sheet.append(["Mia", value])
    workbook.save(tmp_path / "talk.xlsx")

    assert [text for _, text in read(tmp_path / "talk.xlsx")] == list(seen.values())


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("d. mmmm yyyy", "2019-03-01"),
        ("[$-407]mmm yy", "2019-03-01"),
        ("dd/mm/yyyy hh:mm", "2019-03-01 12:00:00"),
        ("[Red]0.0", "43525.5"),
        ('0.0" days"', "43525.5"),
        ("hh:mm", "12:00:00"),
    ],
)
def test_a_cell_of_day_43525_and_a_half_reads_by_its_format(tmp_path, code, shown):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Speaker", "Text"])
    workbook.active.append(["Mia", 43525.5])
    workbook.active["B2"].number_format = code
    workbook.save(tmp_path / "talk.xlsx")

    assert read(tmp_path / "talk.xlsx") == [("Mia", shown)]


def test_a_workbook_that_counts_from_1904_has_its_days(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append(["Speaker", "Text"])
    workbook.active.append(["Mia", datetime.date(2019, 3, 1)])
    workbook.save(tmp_path / "talk.xlsx")

    assert read(tmp_path / "talk.xlsx") == [("Mia", "2019-03-01")]


def test_a_text_by_odfdo_has_its_paragraphs(tmp_path):
    document = odfdo.Document("text")
    document.body.clear()
    for text in ("Interviewer: Which\tone?", "Respondent: That one."):
        document.body.append(odfdo.Paragraph(text))
    document.save(tmp_path / "talk.odt")

    assert read(tmp_path / "talk.odt") == [("Interviewer", "Which one?"), ("Respondent", "That one.")]


def test_a_table_without_text_is_no_talk_but_a_document_row_by_row(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id,What helped?,What hindered?\n1,The kettle,Rain\n")

    assert read(path, "survey") == [("document", "id What helped? What hindered?"), ("document", "1 The kettle Rain")]
    assert read_turns(path, ReadingRequest("interview")).records == ()


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("0:05", 5.0),
        ("12:34", 754.0),
        ("01:02:03", 3723.0),
        ("1:02:03,5", 3723.5),
        ("90:00", 5400.0),
        ("noon", None),
        ("4:99", None),
    ],
)
def test_clock_times_are_seconds(clock, expected):
    assert seconds(clock) == expected


@pytest.mark.parametrize(
    "stamp",
    [
        "[12:34]",
        "(00:12:34)",
        r"\[04:04\]",
        "[01:04:00.05]",
        "[ 0:05 ]",
        "#00:01:22-6#",
        "{1:02:03}",
        "[00:01 - 00:05]",
    ],
)
def test_bracketed_times_go_and_the_words_beside_them_stay(stamp):
    assert STAMP.sub(" ", f"so {stamp} what").split() == ["so", "what"]


@pytest.mark.parametrize(
    "speech", ["at 12:34 sharp", "[laughs 12:34]", "(3 of 5)", "[1:2]", "verse (3)", "#12", "[unintelligible 00:01:02]"]
)
def test_times_in_speech_and_remarks_stay(speech):
    assert not STAMP.search(speech)


def test_only_whole_entities_are_resolved():
    assert (
        without_entities("R&D &amp; AT&T &#39;s &notit; &nbsp;&copy &quot;") == "R&D & AT&T 's &notit; \u00a0&copy \""
    )


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        (r"\*not so\* *so*", "*not so* so"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name and _so_", "snake_case_name and so"),
        ("**a _b_ c**", "a b c"),
        ("`a * b * c`", "a * b * c"),
        (r"\[laughs\] [text](http://x.org/a_(b)) [laughs]", "[laughs] text [laughs]"),
        ("a < b and c > d <laughs>", "a < b and c > d <laughs>"),
        ("so<br/>then <em>this</em>", "so then this"),
        (r"\&amp; &amp;", "&amp; &"),
        ("## A heading ##", "A heading"),
        ("well... no -- yes ***", "well... no -- yes ***"),
    ],
)
def test_markup_goes_and_words_stay(marked, words):
    assert without_markup(marked) == words


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read_without_its_mark(encoding):
    assert decode("Interviewer: Señora?\n".encode(encoding), HERE).text == "Interviewer: Señora?\n"


def test_a_guessed_encoding_says_where_and_shows_the_word():
    problems = decode("one\ntwo\nthe café there".encode("cp1252"), HERE).problems

    assert [(problem.source.line, "café" in problem.fault) for problem in problems] == [(3, True)]


def test_bytes_that_no_encoding_has_are_refused():
    with pytest.raises(RefusedError, match="encoding"):
        decode(b"caf\xe9 \x81 \x8d there", HERE)


def test_a_cut_utf_16_file_is_truncated():
    with pytest.raises(RefusedError, match="truncated"):
        decode(codecs.BOM_UTF16_LE + "Who?".encode("utf-16-le")[:-1], HERE)


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    with zipfile.ZipFile(tmp_path / "big.docx", "w") as opened:
        opened.writestr("word/document.xml", "x" * 2000)

    with pytest.raises(RefusedError, match="larger than"):
        archives.Archive((tmp_path / "big.docx").read_bytes())


def test_an_archive_of_too_many_parts_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_PARTS", 3)
    with zipfile.ZipFile(tmp_path / "many.docx", "w") as opened:
        for number in range(4):
            opened.writestr(f"{number}.xml", "x")

    with pytest.raises(RefusedError, match="4 parts"):
        archives.Archive((tmp_path / "many.docx").read_bytes())
