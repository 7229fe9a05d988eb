"""Small files made to take the machine: each is refused with a number, in a process of little memory and time."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.make_zoo import HEAD, OFFICE, PACKAGE, archive, word

resource = pytest.importorskip("resource")

# Each reads a file near a limit in a process of its own. `.ci/run` runs them all.
pytestmark = pytest.mark.slow

MEMORY = 1_500_000_000
SECONDS = 60
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
READ = """
import sys
from pathlib import Path
from pipeline.corpus.formats.read import ReadingRequest, read_turns
loaded = read_turns(Path(sys.argv[1]), ReadingRequest("interview"))
print(*(problem.fault for problem in loaded.problems), sep="\\n")
"""


def workbook(rows: str) -> bytes:
    """An Excel file of one sheet with those rows."""
    relations = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}'
    return archive(
        {
            "_rels/.rels": f'{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{HEAD}<workbook {SHEET} xmlns:r="{OFFICE}"><sheets><sheet name="s" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def printed(operators: bytes) -> bytes:
    """A PDF of one page that is drawn by these operators, packed."""
    packed = zlib.compress(operators, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (nth, each) for nth, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n"


def inline(text: str, place: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "far.xlsx": (
        lambda: workbook("".join(f"<row r='{n}'>{inline('a', f'XFD{n}')}</row>" for n in range(1, 20_000))),
        "row 1 has words in column 16,384",
    ),
    "cells.xlsx": (lambda: workbook("<row><c/><v>1</v></row>" * 200_000 + "<row/>" * 700_000), "refused"),
    "paragraphs.docx": (lambda: word("<w:p/>" * 700_000), "refused"),
    "marks.docx": (lambda: word('<w:p><w:r w:a="1"/></w:p>' * 180_000 + "<w:p/>" * 2_500_000), "refused"),
    "words.txt": (lambda: b"the river and all of us " * 2_040_000, "more than 8,000,000 characters"),
    "fewer-words.txt": (lambda: b"the river and all of us " * 100_000, "more than 500,000 words"),
    "lines.txt": (lambda: b"a\n" * 3_900_000, "more than 200,000 lines"),
    "arrows.vtt": (lambda: b"WEBVTT\n\n" + b"--> a\n" * 1_000_000, "more than 200,000 cues"),
    "rows.csv": (lambda: b"text\n" + b"a\n" * 3_000_000, "more than 200,000 rows"),
    "columns.csv": (lambda: b"," * 7_000_000 + b"a\n", "a row has 7,000,001 columns"),
    "paragraphs.rtf": (lambda: rb"{\rtf1 " + rb"\par " * 5_000_000 + b"a}", "more than 4,000,000 marks"),
    "deep.rtf": (lambda: rb"{\rtf1 " + b"{" * 5_000_000, "nested more than 1000 deep"),
    "shapes.pdf": (lambda: printed(b"0 0 m 1 1 l S " * 1_000_000), "is drawn with 1,000,000 pieces"),
    "signs.pdf": (lambda: printed(b"BT /F1 9 Tf " + b"(a) Tj " * 5_000_000 + b"ET"), "more than 1 GB of memory"),
}


READ_WHOLE = """
import sys
from pathlib import Path
from pipeline.corpus.formats.read import ReadingRequest
from pipeline.corpus.transcript import Reading, _read
from pipeline.study.problems import Source
from pipeline.study.records import Row
path = Path(sys.argv[1])
row = Row({"transcript_id": "t", "file": path.name, "case_id": "a", "kind": "interview"}, Source(path))
read = _read(Reading(row, path, ReadingRequest("interview"), (), {}, None))
print(0 if read["turns"] is None else len(read["turns"]))
"""


def spelt(n: int) -> str:
    """A name for a number, in letters alone."""
    return "A" + "".join(chr(97 + int(digit)) for digit in str(n))


WHOLE: dict[str, Callable[[int], bytes]] = {
    "bare.docx": lambda part: word("<w:p><w:r><w:t>Anna Bo</w:t></w:r></w:p>" * (190_000 // part)),
    "answers.txt": lambda part: b"why is that?\n\nAnswer: tea\n\n" * (40_000 // part),
    "remarks.txt": lambda part: b"Pause: 5 seconds\n\nwords\n\n" * (40_000 // part),
    "glued.txt": lambda part: b"Is it?Interviewee: yes.Interviewer: and? " * (20_000 // part),
    "initials.txt": lambda part: "".join(
        f"{spelt(n)} B (AB): so\n\nAB: so\n\n" for n in range(20_000 // part)
    ).encode(),
    "names.txt": lambda part: "".join(f"{spelt(n)}: yes\n" for n in range(60_000 // part)).encode(),
    "turn.txt": lambda part: b"Anna: " + b"a b. " * (240_000 // part),
    "tags.vtt": lambda part: b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v " * (490_000 // part),
    "comments.md": lambda part: b"--> " + b"<!-- " * (400_000 // part),
}
"""Files within the limits of every reader, made so that whoever looks for speakers or cuts sentences has much to do.
`part`: an eighth has an eighth of the time; what grows with the square of a file's length is found at the whole."""


@pytest.mark.parametrize("part", [8, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", WHOLE)
def test_a_file_within_the_limits_is_read_with_its_speakers_and_segments_in_little_memory_and_time(
    tmp_path, name, part
):
    path = tmp_path / name
    path.write_bytes(WHOLE[name](part))

    done = limited(READ_WHOLE, path, SECONDS // part)

    assert done.returncode == 0, done.stderr[-400:]


def limited(code: str, path: Path, seconds: int = SECONDS) -> subprocess.CompletedProcess[str]:
    """What a process of little memory and time prints that runs the code on the file."""
    return subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        # Each thread of numpy's would map addresses, and a machine may have many cores.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        timeout=20 * SECONDS,  # of a busy machine; the limit is that of the processor's time
        check=False,
        preexec_fn=lambda: (
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
        ),
    )


@pytest.mark.parametrize("name", FILES)
def test_a_small_file_that_makes_much_work_is_refused_in_little_memory_and_time(tmp_path, name):
    make, fault = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())

    done = limited(READ, path)

    assert done.returncode == 0, done.stderr[-400:]
    assert fault in done.stdout
