"""What is copied from a transcript's page is the transcript's words and nothing else: no numbers, labels or codes."""

from __future__ import annotations

import csv
import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.site.build import STYLE

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
COPY_ALL = """<script>
const turns = document.querySelectorAll('.turn'), last = turns[turns.length - 1];
getSelection().setBaseAndExtent(document.querySelector('.turns'), 0, last, last.childNodes.length);
const words = getSelection().toString();
document.body.textContent = '';
document.body.append(Object.assign(document.createElement('pre'), {id: 'copied', textContent: words}));
</script>"""


def words_said(outputs: Path, transcript_id: str) -> list[str]:
    with (outputs / "tables" / "turns.csv").open(encoding="utf-8", newline="") as file:
        turns = [row for row in csv.DictReader(file) if row["transcript_id"] == transcript_id]
    return " ".join(row["text"] for row in turns).split()


def copied(page: Path, folder: Path) -> list[str]:
    """The words that chromium copies when all turns of a copy of the page are selected; the page itself stays."""
    made = folder / "transcripts" / page.name
    made.parent.mkdir()
    shutil.copy(page.parents[1] / "style.css", folder)
    text = POLICY.sub("", page.read_text(encoding="utf-8")).replace("</body>", COPY_ALL + "</body>")
    assert COPY_ALL in text
    made.write_text(text, encoding="utf-8")
    alone = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            alone,
            "--dump-dom",
            made.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    (found,) = re.findall(r'<pre id="copied">(.*?)</pre>', done.stdout, re.DOTALL)
    return html.unescape(found).split()


@pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
def test_selecting_all_turns_copies_their_words_alone(ledger_outputs: Path, tmp_path: Path) -> None:
    page = ledger_outputs / "transcripts" / "ft1.html"
    assert page.read_text(encoding="utf-8").count("<sup") > 5

    assert copied(page, tmp_path) == words_said(ledger_outputs, "ft1")


def test_what_is_not_the_transcript_s_words_cannot_be_selected() -> None:
    css = STYLE.read_text(encoding="utf-8")
    (rule,) = re.findall(r"^\.turns :is\((.*?)\) \{(.*?)\}", css, re.MULTILINE)

    assert set(rule[0].split(", ")) == {".chunk", ".who", ".chips", "sup"}
    assert "-webkit-user-select: none; user-select: none;" in rule[1]
