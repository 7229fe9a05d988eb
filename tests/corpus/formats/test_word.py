"""Word documents made piece by piece: how words are set, what is joined, noted, put inside or left in the margin."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.corpus.formats.lines import Reading
from pipeline.corpus.formats.word import read_docx
from tests.corpus.make_zoo import HEAD, OFFICE, PACKAGE, W, paragraph, table, word

docx = pytest.importorskip("docx")
HERE = Path("talk.docx")


def read(body: str, **more: str) -> Reading:
    return read_docx(word(body, more={f"word/{name}.xml": f"{HEAD}{part}" for name, part in more.items()}), HERE)


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_bold_italics_and_colours_are_told_by_run_by_style_and_by_the_style_it_is_based_on():
    styles = (
        f'<w:styles {W}><w:style w:styleId="Asked"><w:rPr><w:i/></w:rPr></w:style>'
        '<w:style w:styleId="Again"><w:basedOn w:val="Asked"/></w:style></w:styles>'
    )
    body = (
        f"<w:p>{run('Ana ', '<w:b/>')}{run('We met at the river.')}</w:p>"
        f'<w:p><w:pPr><w:pStyle w:val="Again"/></w:pPr>{run("Where?")}</w:p>'
        f"<w:p>{run('When?', '<w:color w:val=&quot;C00000&quot;/>'.replace('&quot;', chr(34)))}</w:p>"
        f'<w:p><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr>{run("In April, all of us.")}</w:p>'
    )

    assert [(line.typeface, line.lead, line.indent) for line in read(body, styles=styles).lines] == [
        ("", 4, None), ("italic", 0, None), ("#c00000", 0, None), ("", 0, 18.0),
    ]  # fmt: skip


def test_a_deleted_end_of_a_paragraph_joins_its_words_with_the_next():
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"

    assert texts(read(f"<w:p>{deleted}{run('Ana: the ri')}</w:p><w:p>{run('ver ran.')}</w:p>")) == [
        "Ana: the river ran."
    ]


def test_a_footnote_stands_at_the_end_of_its_sentence():
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("In 2019.")}</w:footnote></w:footnotes>'
    body = f'<w:p>{run("We met")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(" there. And then?")}</w:p>'

    assert texts(read(body, footnotes=notes)) == ["We met there. In 2019. And then?"]


def test_comments_are_counted_and_not_read():
    comments = f'<w:comments {W}><w:comment w:id="1">{paragraph("trust")}</w:comment></w:comments>'

    reading = read(paragraph("Ana: We met."), comments=comments)

    assert texts(reading) == ["Ana: We met."]
    assert "has a comment, which was not read" in reading.problems[0].fault


def with_chunk(name: str, data: str) -> Reading:
    relations = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="c1" Type="{OFFICE}/aFChunk" '
        f'Target="{name}"/></Relationships>'
    )
    body = f'{paragraph("Interviewer: Who came?")}<w:altChunk xmlns:r="{OFFICE}" r:id="c1"/>'
    return read_docx(word(body, more={"word/_rels/document.xml.rels": relations, f"word/{name}": data}), HERE)


def test_a_document_put_inside_is_read():
    page = (
        "<html><head><title>no</title></head><body><p>Ana: The <b>bakers</b> &amp; all.</p><p>Bo: No.</p></body></html>"
    )

    assert texts(with_chunk("part.html", page)) == ["Interviewer: Who came?", "Ana: The bakers & all.", "Bo: No."]


def test_a_document_put_inside_that_cannot_be_read_is_told():
    reading = with_chunk("part.mht", "MIME-Version: 1.0")

    assert "'word/part.mht') was not read" in reading.problems[0].fault


def test_a_column_of_codes_beside_the_words_is_told():
    rows = (("I", "Who came first that year?", "start"), ("Ana", "The bakers came first of all.", "trust"),
            ("I", "And who came then?", ""), ("Ana", "Then the school came too.", "repair"))  # fmt: skip

    assert "looks like codes" in read(table(*rows)).problems[0].fault


def test_a_header_in_other_words_and_a_column_of_numbers_are_out():
    rows = (("No.", "Who", "What was said"), ("1", "I", "Who came?"), ("2", "Ana", "The bakers."), ("3", "I", "And?"),
            ("4", "Ana", "The school."))  # fmt: skip

    reading = read(table(*rows))

    assert texts(reading) == ["I\tWho came?", "Ana\tThe bakers.", "I\tAnd?", "Ana\tThe school."]
    assert "taken for names of columns" in reading.problems[0].fault


def test_the_ranges_of_time_that_teams_writes_are_times_and_the_names_under_them_speak():
    document = docx.Document()
    for start, name, words in (("0:0:1.0", "Ana Li", "Who came?"), ("0:1:2.5", "Bo", "The bakers.\nAll of them.")):
        document.add_paragraph(f"{start} --> 0:2:0.0\n{name}\n{words}")
    stream = io.BytesIO()
    document.save(stream)

    lines = read_docx(stream.getvalue(), HERE).lines

    assert [(line.speaker, line.start, line.text) for line in lines] == [
        ("Ana Li", 1.0, "Who came?"), ("Bo", 62.5, "The bakers."), (None, 62.5, "All of them."),
    ]  # fmt: skip


def test_the_names_of_a_tables_columns_say_who_speaks_wherever_they_stand():
    rows = (("Timespan", "Content", "Speaker"), ("0:01 - 0:04", "Who came first?", "I"),
            ("0:04 - 0:09", "The bakers, all of them.", "Ana"), ("0:09 - 0:11", "And then?", "I"))  # fmt: skip

    assert [(line.speaker, line.text, line.start) for line in read(table(*rows)).lines] == [
        ("I", "Who came first?", 1.0), ("Ana", "The bakers, all of them.", 4.0), ("I", "And then?", 9.0),
    ]  # fmt: skip


def test_words_in_other_named_columns_of_a_table_are_told_and_not_read():
    rows = (("Speaker", "Text", "Notes"), ("I", "Who came first?", ""), ("Ana", "The bakers, all of them.", "laughs"))

    reading = read(table(*rows))

    assert [line.text for line in reading.lines] == ["Who came first?", "The bakers, all of them."]
    assert "'Notes' (1 words)" in reading.problems[0].fault


def test_questions_and_answers_side_by_side_are_two_voices():
    rows = (("Question", "Answer"), ("Who came first?", "The bakers."), ("And then?", "The school."))

    assert [(line.speaker, line.text) for line in read(table(*rows)).lines] == [
        ("Question", "Who came first?"), ("Answer", "The bakers."), ("Question", "And then?"),
        ("Answer", "The school."),
    ]  # fmt: skip


def test_an_underlined_label_is_told():
    body = f"<w:p>{run('Ana ', '<w:u w:val=&quot;single&quot;/>'.replace('&quot;', chr(34)))}{run('We met.')}</w:p>"

    assert read(body).lines[0].lead == 4
