"""Makes the animals of the zoo that are no text: Word, PDF, OpenDocument, Excel. Every word is our own.

    .venv/bin/python tests/corpus/make_zoo.py

It writes the same bytes each time. The expected turns beside the files are written by hand.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ZOO = Path(__file__).parent / "zoo"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of the parts, dated 1980 so that its bytes never change."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, part in parts.items():
            opened.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# ---- Word ----


def paragraph(*texts: str) -> str:
    """A paragraph of one run a text."""
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts) + "</w:p>"


def word(body: str, main: str = "word/document.xml", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with that body."""
    types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
        '.document.main+xml"/></Types>'
    )
    relations = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>'
    )
    document = f"{HEAD}<w:document {W} {MORE}><w:body>{body}<w:sectPr/></w:body></w:document>"
    return archive({"[Content_Types].xml": types, "_rels/.rels": relations, main: document, **(more or {})})


def table(*rows: Sequence[str]) -> str:
    """A table of one paragraph a cell."""
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def word_files() -> dict[str, bytes]:
    """The Word files by name."""
    plain = paragraph("Interviewer: Who brought ", "the map?") + paragraph("Respondent: The port did.")
    plain += paragraph("Then we folded it.") + paragraph("Interviewer: Twice?")
    own = "".join(
        map(
            paragraph,
            (
                "Audio file", "talk.m4a", "Transcript", "00:00:03 Speaker 1", "We met in the basement.",
                "00:00:08 Speaker 2", "Whose basement?", "00:00:11 Speaker 1", "The library’s.",
            ),
        )
    )  # fmt: skip
    tracked = (
        '<w:p><w:r><w:t xml:space="preserve">Interviewer: Was it </w:t></w:r>'
        '<w:ins w:id="1" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>old</w:delText></w:r></w:del>'
        "<w:r><w:t> money?</w:t></w:r></w:p>"
        '<w:p><w:r><w:t>Respondent: It was old money</w:t></w:r><w:moveFrom w:id="3" w:author="a">'
        "<w:r><w:t>, moved away"
        '</w:t></w:r></w:moveFrom><w:moveTo w:id="4" w:author="a"><w:r><w:t>, moved here</w:t></w:r></w:moveTo>'
        "<w:r><w:t>.</w:t></w:r></w:p>"
    )
    in_table = table(
        ("Time", "Speaker", "Text"), ("0:04", "Interviewer", "Any data?"), ("0:07", "Respondent", "A spreadsheet.")
    )
    in_table = in_table.replace(
        '<w:t xml:space="preserve">A spreadsheet.</w:t></w:r></w:p>',
        "<w:t>A spreadsheet.</w:t></w:r></w:p>" + paragraph("Nobody opened it."),
    )
    controls = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Interviewer: In a box?')}</w:sdtContent></w:sdt>"
        "<w:p><w:sdt><w:sdtContent><w:r><w:t>Respondent:</w:t></w:r></w:sdtContent></w:sdt>"
        '<w:r><w:t xml:space="preserve"> In a box, with a </w:t></w:r>'
        "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
        '<w:smartTag><w:r><w:t xml:space="preserve"> and a smart tag</w:t></w:r></w:smartTag>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>.</w:t></w:r></w:fldSimple></w:p>'
    )
    box = (
        paragraph("Interviewer: Where?")
        + '<w:p><w:r><w:t>Respondent: In the margin.</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>'
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
        + paragraph("Boxed words.")
        + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        + paragraph("Boxed words.")
        + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    notes = (
        f'{HEAD}<w:footnotes {W}><w:footnote w:id="7">{paragraph("Said twice on the tape.")}</w:footnote></w:footnotes>'
    )
    breaks = "".join(
        f"<w:p><w:r><w:t>{who}</w:t><w:tab/><w:t>{at}</w:t><w:br/><w:t>{said}</w:t></w:r></w:p>"
        for who, at, said in (
            ("Ann Lee", "0:03", "We broke the line."),
            ("Raj Rao", "0:06", "Why?"),
            ("Ann Lee", "0:09", "To see."),
        )
    )
    entities = f'{HEAD}<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {W}><w:body/></w:document>'
    return {
        "word-plain.docx": word(plain),
        "word-own-transcript.docx": word(own, main="word/document2.xml"),
        "word-tracked-changes.docx": word(tracked),
        "word-table.docx": word(in_table),
        "word-content-control.docx": word(controls),
        "word-text-box-and-footnote.docx": word(box, more={"word/footnotes.xml": notes}),
        "word-line-breaks.docx": word(breaks),
        "word-without-words.docx": word(paragraph(" ")),
        "word-truncated.docx": word(plain)[:-120],
        "word-bomb.docx": word(plain, more={"word/media/zeros.bin": b"\0" * 20_000_000}),
        "word-climbing-name.docx": word(plain, more={"../../outside.xml": "<x/>"}),
        "word-entities.docx": archive({"word/document.xml": entities}),
    }


# ---- PDF ----

Placed = tuple[float, float, str]


def pdf(pages: Sequence[Sequence[Placed]], zero_width: bool = False) -> bytes:
    """A PDF whose pages are (x, y, text) in 11 point Courier; `|` stands for a zero-width space where asked for."""
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF> "
        "endcodespacerange 2 beginbfrange <20> <7B> <0020> <7D> <7E> <007D> endbfrange 1 beginbfchar <7C> <200B> "
        "endbfchar endcmap end end"
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font + (" /ToUnicode 4 0 R >>" if zero_width else " >>")]
    objects.append(f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream")
    kids = []
    for page in pages:
        drawn = "\n".join(f"BT /F1 11 Tf 1 0 0 1 {x} {y} Tm ({escaped(text)}) Tj ET" for x, y, text in page)
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    return assembled(objects)


def escaped(text: str) -> str:
    """Text as a string of a PDF."""
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def assembled(objects: Sequence[str]) -> bytes:
    """The bytes of a PDF with its table of objects."""
    data = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table_at = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return data + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table_at}\n%%EOF\n".encode()


def page(*lines: str, x: float = 72, y: float = 700) -> list[Placed]:
    """Lines one under the other; an empty one leaves a gap."""
    return [(x, y - 14 * place, line) for place, line in enumerate(lines) if line]


def pdf_files() -> dict[str, bytes]:
    """The PDF files by name."""
    plain = pdf(
        [
            page(
                "Interviewer: Who held the pen?",
                "",
                "Respondent: Everyone did,",
                "in turn.",
                "",
                "Interviewer: Even the port?",
            )
        ]
    )
    talk = (
        ("Interviewer: What came first?", "Respondent: First came the letter, and after the"),
        ("letter came the silence.", "Interviewer: How long?"),
        ("Respondent: A year.", "Interviewer: And then?", "Respondent: Then", "12 people came."),
    )
    with_margins = [
        [
            (72.0, 760.0, "River study, interview 7"),
            *page(*lines),
            (300.0, 40.0, f"Page {n} of 3"),
            (72.0, 26.0, "confidential"),
        ]
        for n, lines in enumerate(talk, 1)
    ]
    numbered = (
        "Interviewer: Were there many?", "Respondent: There were 9 of us at first", "and then in",
        "2019 there were 40,",
        "more or less.", "Interviewer: More?", "Respondent: Less.",
    )  # fmt: skip
    line_numbers = [
        placed
        for n, line in enumerate(numbered, 1)
        for placed in ((40.0, 714 - 14.0 * n, str(n)), (72.0, 714 - 14.0 * n, line))
    ]
    hyphens = page(
        "Interviewer: What held it toge-", "ther?", "Respondent: The collabo-", "ration held because Mary-",
        "Kate was well-",
        "known and never stop-", "ped. We said well-known twice.",
    )  # fmt: skip
    left = [f"Respondent: left side line {n} of it" for n in range(1, 13)]
    columns = [*page(*left), *page(*(f"goes on over here in {n} and on" for n in range(1, 13)), x=340)]
    archival = page(
        "The board met in the old mill and", "read the budget aloud to those", "who came.", "", "Nobody objected to it."
    )
    return {
        "pdf-plain.pdf": plain,
        "pdf-headers-and-page-numbers.pdf": pdf(with_margins),
        "pdf-line-numbers.pdf": pdf([line_numbers]),
        "pdf-hyphens.pdf": pdf([hyphens]),
        "pdf-zero-width-spaces.pdf": pdf(
            [page("Inter|viewer: Anything| between?", "Respondent: Nothing |you can see|.")], zero_width=True
        ),
        "pdf-two-columns.pdf": pdf([columns]),
        "pdf-scan.pdf": pdf([[], []]),
        "pdf-truncated.pdf": plain[: len(plain) // 2],
        "pdf-archival.pdf": pdf([archival]),
    }


# ---- OpenDocument, Excel ----


def open_document(body: str) -> bytes:
    """An OpenDocument text with that body."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"{HEAD}<office:document-content {spaces}>{text}</office:document-content>"
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def open_document_files() -> dict[str, bytes]:
    """The OpenDocument files by name."""
    plain = (
        '<text:p><text:tab/>Interviewer:<text:s text:c="3"/>Which <text:span>river</text:span>?</text:p>'
        "<text:p>Respondent: The brown one.</text:p><text:p>It<text:line-break/>floods.</text:p>"
        "<text:h>Interviewer: Often?</text:h>"
    )
    changed = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone for good.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Interviewer: Was it kept?<office:annotation><text:p>Ask again.</text:p></office:annotation></text:p>"
        "<text:p>Respondent: It was kept.<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Until June.</text:p></text:note-body></text:note></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Interviewer:</text:p></table:table-cell>"
        "<table:table-cell><text:p>Any rows?</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>Respondent:</text:p></table:table-cell>"
        "<table:table-cell><text:p>Two rows.</text:p></table:table-cell></table:table-row></table:table>"
    )
    return {"open-document.odt": open_document(plain), "open-document-changes-and-notes.odt": open_document(changed)}


def workbook(sheets: Mapping[str, str], strings: Sequence[str], styles: str = "") -> bytes:
    """An Excel file: rows of each sheet as XML, and the shared strings that they point to."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook {main} xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        + f'<Relationship Id="y" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"{HEAD}<sst {main}>" + "".join(f"<si>{text}</si>" for text in strings) + "</sst>",
        "xl/styles.xml": f"{HEAD}<styleSheet {main}>{styles}</styleSheet>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f"{HEAD}<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"
    return archive(parts)


def workbook_files() -> dict[str, bytes]:
    """The Excel files by name."""
    strings = (
        "<t>speaker</t>",
        "<t>text</t>",
        "<t>start</t>",
        "<t>Mia</t>",
        "<r><t>We began </t></r><r><t>late.</t></r>",
        "<t>Leo</t>",
    )
    talk = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2"><v>62.5</v></c><c r="C2" t="s"><v>4</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>5</v></c><c r="B3" t="inlineStr"><is><t>1:05</t></is></c>'
        '<c r="C3" t="inlineStr"><is><t>How late?</t></is></c></row>'
        '<row r="4"><c r="A4" t="s"><v>3</v></c><c r="C4" t="str"><v>1987 late.</v></c></row>'
    )
    notes = '<row r="1"><c r="A1" t="inlineStr"><is><t>To be checked.</t></is></c></row>'
    clock = '<cellXfs><xf numFmtId="0"/><xf numFmtId="21"/><xf numFmtId="164"/></cellXfs>'
    times = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c><c r="C1" t="s"><v>1</v></c></row>'
        f'<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" s="1"><v>{3723 / 86400!r}</v></c>'
        '<c r="C2" t="inlineStr"><is><t>Clock times are days.</t></is></c></row>'
        f'<row r="3"><c r="A3" t="s"><v>5</v></c><c r="B3" s="2"><v>{3725.5 / 86400!r}</v></c>'
        '<c r="C3" t="inlineStr"><is><t>So I see.</t></is></c></row>'
    )
    custom = f'<numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss.0"/></numFmts>{clock}'
    return {
        "workbook.xlsx": workbook({"Talk": talk, "Notes": notes}, strings),
        "workbook-times.xlsx": workbook({"Talk": times}, strings, custom),
    }


def main() -> None:
    """Write every file of the zoo that is no text."""
    for name, data in (word_files() | pdf_files() | open_document_files() | workbook_files()).items():
        (ZOO / name).write_bytes(data)


if __name__ == "__main__":
    main()
