"""One talk, set as people set talks and saved by LibreOffice and Chromium: in each file the same voices and words.

Skipped where the programs are not installed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline.corpus.formats.read import READERS, ReadingRequest, read_turns

docx = pytest.importorskip("docx")
from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: E402
from docx.oxml import OxmlElement  # noqa: E402
from docx.oxml.ns import qn  # noqa: E402
from docx.shared import Cm, Pt, RGBColor  # noqa: E402

ASKS, TELLS = "Interviewer", "Ada Berg"
TALK = [
    (ASKS, "How did the work on the river begin, and who was there when it started in the spring of that year?"),
    (TELLS, "We met at the old mill in April. I asked who would come, and nearly everybody who lived along the path "
            "came, which we had not expected at all. The school sent its pupils and the church lent us a boat."),
    (ASKS, "What helped?"),
    (TELLS, "Two things. I trusted them, and I was not alone. In 2019 there were 12 of us; later we were forty, and "
            "the well-known trouble was always the key to the shed."),
    (ASKS, "And now?"),
    (TELLS, "Now I still go there, and I like it. For example, last week we painted the benches and somebody brought "
            "cake for all of us, even for the mayor, who came late."),
] * 4  # fmt: skip
WORDS = {who: Counter(word for name, words in TALK if name == who for word in words.split()) for who in (ASKS, TELLS)}
SOFFICE, CHROMIUM = shutil.which("soffice"), shutil.which("chromium")


def labelled(document, bold: bool = False, after: str = ": ", justify: bool = False) -> None:
    for who, words in TALK:
        paragraph = document.add_paragraph()
        paragraph.add_run(who + after).bold = bold
        paragraph.add_run(words)
        if after.endswith("\t"):
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(3), Cm(-3)
        if justify:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def in_table(document, header: tuple[str, ...], style: str | None = "Table Grid") -> None:
    rows = [row if len(header) < 3 else (str(nth), *row) for nth, row in enumerate(TALK, 1)]
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = style
    for row in ([header] if header else []) + rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def in_blocks(document) -> None:
    for who, words in TALK:
        document.add_heading(who, 3)
        document.add_paragraph(words)


def with_line_numbers(document, step: int) -> None:
    labelled(document)
    numbers = OxmlElement("w:lnNumType")
    numbers.set(qn("w:countBy"), str(step))
    numbers.set(qn("w:restart"), "continuous")
    document.sections[0]._sectPr.append(numbers)


def with_head_and_foot(document) -> None:
    labelled(document, bold=True)
    document.sections[0].header.paragraphs[0].text = "River study, interview 7"
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run("Page ")
    for kind in ("begin", "", "end"):
        sign = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            sign.set(qn("w:fldCharType"), kind)
        else:
            sign.text = "PAGE"
        foot.add_run()._r.append(sign)


DOCUMENTS: dict[str, Callable[[object], None]] = {
    "plain": labelled,
    "bold": partial(labelled, bold=True),
    "hanging": partial(labelled, after=":\t", justify=True),
    "justified": partial(labelled, justify=True),
    "blocks": in_blocks,
    "table": partial(in_table, header=("Speaker", "Text")),
    "numbered-table": partial(in_table, header=("No.", "Who", "What was said")),
    "bare-table": partial(in_table, header=(), style=None),
    "line-numbers": partial(with_line_numbers, step=1),
    "fifth-lines": partial(with_line_numbers, step=5),
    "head-and-foot": with_head_and_foot,
}
ROW = "<div class=r><div class=w>{0}</div><div class=t>{1}</div></div>"
PAGES = {
    "paragraphs": ("", "<p><b>{0}:</b> {1}</p>"),
    "beside": (".r{display:flex;margin-bottom:6px}.w{width:110px;color:#0645ad;font-weight:bold}.t{flex:1}", ROW),
    "headings": ("", "<h4>{0} <small>00:01:12</small></h4><p>{1}</p>"),
    "spaced": ("p{letter-spacing:.6px;text-align:justify}b{letter-spacing:3px}", "<p><b>{0}:</b> {1}</p>"),
    "gutter": (".r{display:flex}.n{width:30px;flex:none;font-size:9px}",
               "<div class=r><b class=n>{2}</b><p>{0}: {1}</p></div>"),
}  # fmt: skip


def with_a_face(document, face: str) -> None:
    """Questions that only their typeface tells from answers."""
    for who, words in TALK:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(words)
        paragraph.paragraph_format.space_after = Pt(0)
        if who == ASKS:
            run.italic, run.bold = face == "italic", face == "bold"
            run.font.color.rgb = RGBColor(0xC0, 0, 0) if face == "#c00000" else None


FACES = {"italic": "italic", "red": "#c00000", "bolder": "bold"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder of the documents as .docx."""
    folder = tmp_path_factory.mktemp("made")
    makers = {**DOCUMENTS, **{name: partial(with_a_face, face=face) for name, face in FACES.items()}}
    for name, make in makers.items():
        document = docx.Document()
        make(document)
        document.save(folder / f"{name}.docx")
    return folder


@pytest.fixture(scope="module")
def saved_as(made) -> Callable[[str, str], Path]:
    """A document as .docx, or as LibreOffice saves it, which converts all when the first of a kind is asked for."""

    def converted(name: str, ending: str) -> Path:
        path = made / f"{name}.{ending}"
        if not path.exists():
            if not SOFFICE:
                pytest.skip("LibreOffice is not here")
            profile = f"-env:UserInstallation={(made / 'profile').as_uri()}"
            command = [SOFFICE, profile, "--headless", "--convert-to", ending, "--outdir", str(made)]
            files = sorted(map(str, made.glob("*.docx")))
            subprocess.run([*command, *files], capture_output=True, check=True, timeout=600)
        return path

    return converted


# Each kind costs LibreOffice two seconds to begin.
OF_OFFICE = ("docx", "pdf", pytest.param("odt", marks=pytest.mark.slow), pytest.param("rtf", marks=pytest.mark.slow))


def voices(path: Path) -> tuple[Counter[str], dict[str, Counter[str]]]:
    turns = read_turns(path, ReadingRequest("interview")).records
    return Counter(turn.speaker for turn in turns), {
        who: Counter(word for turn in turns if turn.speaker == who for word in turn.text.split())
        for who in {turn.speaker for turn in turns}
    }


@pytest.mark.parametrize("ending", OF_OFFICE)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_talk_from_a_word_processor_has_its_voices_and_words(saved_as, name, ending):
    assert voices(saved_as(name, ending)) == ({ASKS: 12, TELLS: 12}, WORDS)


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not here")
@pytest.mark.parametrize("name", PAGES)
def test_a_talk_that_a_browser_printed_has_its_voices_and_words(tmp_path, name):
    style, row = PAGES[name]
    body = "".join(row.format(who, words, nth) for nth, (who, words) in enumerate(TALK, 1))
    (tmp_path / "talk.html").write_text(f"<meta charset=utf-8><title>River</title><style>{style}</style>{body}")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={tmp_path}/profile"]
    subprocess.run(
        [*command, f"--print-to-pdf={tmp_path}/talk.pdf", (tmp_path / "talk.html").as_uri()],
        capture_output=True, check=True, timeout=600,
    )  # fmt: skip

    assert voices(tmp_path / "talk.pdf") == ({ASKS: 12, TELLS: 12}, WORDS)


@pytest.mark.parametrize("ending", OF_OFFICE[:3])
@pytest.mark.parametrize("name", FACES)
def test_questions_that_only_their_face_tells_have_it(saved_as, ending, name):
    path = saved_as(name, ending)

    lines = READERS[f".{ending}"](path.read_bytes(), path).lines

    asked = Counter(word for line in lines if line.typeface == FACES[name] for word in line.text.split())
    assert asked == WORDS[ASKS]
    assert sum(line.opens for line in lines) == len(TALK)
