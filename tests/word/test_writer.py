"""A memo as a Word document: nothing of it is dropped, and it holds what it leads to."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from pipeline.site.markdown import to_html
from pipeline.word.writer import REPLACED, WordWriter, word_of_page


def paragraphs_of(raw):
    """Every paragraph in order, those of tables in their place."""
    body = docx.Document(io.BytesIO(raw)).element.body
    return ["".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]


def words_of_html(html):
    text = re.sub(r"<[^>]+>", " ", str(html))
    for entity, sign in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text.split()


def written(markdown, run, page="memos/within-case/a.md"):
    writer = WordWriter(run, "A memo")
    writer.markdown(markdown, page)
    return writer.end()


def styles_of(raw):
    return [(p.style.name, p.text) for p in docx.Document(io.BytesIO(raw)).paragraphs]


@pytest.mark.parametrize("stage", ["within-case", "within-issue", "cross-case"])
def test_every_word_of_a_memo_stands_in_the_document_in_its_order(ledger_outputs, stage):
    for path in sorted((ledger_outputs / "memos" / stage).glob("*.md")):
        name = path.relative_to(ledger_outputs).as_posix()
        wanted = "".join(words_of_html(to_html(path.read_text(encoding="utf-8"))))
        held = "".join("".join(paragraphs_of(word_of_page(ledger_outputs, name))).split())
        # What is added: numbers of references and of captions, and the list at the end.
        signs = iter(held)
        missing = next((n for n, sign in enumerate(wanted) if sign not in signs), None)

        assert missing is None, f"{name}: {wanted[missing - 60 : missing + 20]}"


def test_fiction_is_said_on_every_page(ledger_outputs):
    raw = word_of_page(ledger_outputs, "memos/within-case/flood-tarn.md", is_fiction=True)

    assert docx.Document(io.BytesIO(raw)).sections[0].header.paragraphs[0].text.endswith(" · fiction")


def test_a_denial_is_said_once_and_its_source_stands_behind_it(tmp_path):
    page = tmp_path / "evidence/a/ties.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        "<main><h1>Ties in A</h1><figure class='quote hand'><blockquote><p>No.</p></blockquote><figcaption>r1, public "
        "· <a href='../../transcripts/t1.html#c-1'>t1, turn 2</a> · coded by ana · <em>denied</em> · period before"
        "</figcaption></figure></main>",
        encoding="utf-8",
    )

    assert ("Evidence Quote", "Denied: “No.” — r1, public · t1, turn 2 · period before") in styles_of(
        written("# T\n\n[Ties](../../evidence/a/ties.html)\n", tmp_path)
    )


def test_the_same_memo_is_the_same_bytes_and_names_nobody(ledger_outputs):
    name = "memos/within-case/flood-tarn.md"
    raw = word_of_page(ledger_outputs, name)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        properties = archive.read("docProps/core.xml").decode()
        dates = {entry.date_time for entry in archive.infolist()}

    assert raw == word_of_page(ledger_outputs, name)
    assert "creator" not in properties
    assert "created" not in properties
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_no_link_leads_out_of_the_document(ledger_outputs):
    for path in sorted((ledger_outputs / "memos").rglob("*.md")):
        raw = word_of_page(ledger_outputs, path.relative_to(ledger_outputs).as_posix())
        body = docx.Document(io.BytesIO(raw)).element.body
        anchors = {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))}
        bookmarks = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            relations = archive.read("word/_rels/document.xml.rels").decode()

        assert None not in anchors
        assert anchors <= bookmarks
        assert 'TargetMode="External"' not in relations


def test_a_figure_that_is_cited_comes_with_its_quotations(ledger_outputs):
    raw = word_of_page(ledger_outputs, "memos/within-case/flood-tarn.md")
    styles = styles_of(raw)
    evidence = styles[styles.index(("Heading 1", "Quotations and evidence")) :]

    assert any(text.startswith("1. ") and "interviews and groups" in text for _, text in evidence)
    assert any(style == "Evidence Quote" and re.search(r"“.+” — .+ft\d, turn \d", text) for style, text in evidence)


def test_headings_lists_quotations_and_tables_take_words_own_styles(tmp_path):
    raw = written(
        "# T\n\ncodebook 1 · 3 interviews\n\n## Part\n\n- a\n  - b\n\n3. c\n4. d\n\n> “q” — r1\n\n"
        "“Whole.” (t1, turn 4)\n\n| h | k |\n|---|---|\n| 1 | 2 |\n",
        tmp_path,
    )
    document = docx.Document(io.BytesIO(raw))
    header = document.tables[0].rows[0]._tr

    assert styles_of(raw)[:9] == [
        ("Title", "T"), ("Subtitle", "codebook 1 · 3 interviews"), ("Heading 1", "Part"), ("List Bullet", "a"),
        ("List Bullet 2", "b"), ("List Number", "c"), ("List Number", "d"), ("Quote", "“q” — r1"),
        ("Quote", "“Whole.” (t1, turn 4)"),
    ]  # fmt: skip
    assert header.xpath("./w:trPr/w:tblHeader")
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["1", "2"]


def test_a_link_to_a_heading_stays_one(tmp_path):
    raw = written("# T\n\nSee [below](#the-part).\n\n## The part\n\nwords\n", tmp_path)
    body = docx.Document(io.BytesIO(raw)).element.body
    heading = next(node for node in body.iter(qn("w:p")) if "".join(t.text for t in node.iter(qn("w:t"))) == "The part")

    assert [node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))] == [
        heading.find(qn("w:bookmarkStart")).get(qn("w:name"))
    ]


def test_what_the_document_does_not_hold_is_named_at_its_end(tmp_path):
    raw = written("# T\n\nSee [the other memo](../within-city/tarn.html).\n", tmp_path)

    assert "names and does not hold: memos/within-city/tarn." in styles_of(raw)[-1][1]


def test_hostile_words_are_kept_or_replaced_and_said(tmp_path):
    long = "word " * 3000
    raw = written(f"# T\n\na\x08b \x0b \ud800 \U0001f600\n\nשלום עולם\n\n> “{long.strip()}” — r1\n", tmp_path)
    document = docx.Document(io.BytesIO(raw))
    said = document.paragraphs[-1].text

    assert document.paragraphs[1].text.startswith(f"a{REPLACED}b")
    assert "\U0001f600" in document.paragraphs[1].text
    assert document.paragraphs[2]._element.pPr.find(qn("w:bidi")) is not None
    assert len(document.paragraphs[3].text.split()) == 3002
    assert "no document may hold (3 times)" in said


def test_a_list_begins_where_it_says(tmp_path):
    raw = written("3. c\n\ntext\n\n1. a\n", tmp_path)
    document = docx.Document(io.BytesIO(raw))
    numbering = document.part.numbering_part.element
    used = [p._element.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    starts = [numbering.num_having_numId(n).xpath(".//w:startOverride/@w:val") for n in used]

    assert starts == [["3"], ["1"]]
