"""How many keys a passage takes at the coding page: `python -m benchmarks.page_keys`.

The first ten passages that a coder of the sample gave a code in one interview are coded anew in headless Chromium by
the keys that docs/coding.md teaches, twice: `J` for each further sentence, `c`, letters of the code's name until it
stands first, Enter; `.` where the code is the one before. Reading on to the next passage (`j`) counts as one key,
however many sentences lie between, as scrolling does elsewhere. A browser counts every keydown that it hears.

Seconds are those of the keystroke-level model (Card, Moran & Newell 1983, *The Psychology of Human-Computer
Interaction*): K 0.28 s a key of an average typist, M 1.35 s for the one decision, which code it is. Hands stay on the
keys: no pointing (P 1.10 s), no homing (H 0.40 s).
"""

from __future__ import annotations

import csv
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.page import CHROMIUM, served

ROOT = Path(__file__).parents[1]
CODER, TRANSCRIPT, N = "wexler", "education-alpha-01", 10
K, M = 0.28, 1.35
COUNT = "window.pressed = 0; addEventListener('keydown', () => { window.pressed += 1; }, true);"


@dataclass(frozen=True)
class Passage:
    """A passage of the sample: its code, and the sentences of respondents that it touches."""

    code_id: str
    name: str
    sentences: tuple[str, ...]


def passages_of(page: Page) -> list[Passage]:
    """The first ten that the sample's coder coded, at the sentences that the page shows for them."""
    with (ROOT / "corpora" / "sample" / "codings" / f"{CODER}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["transcript_id"] == TRANSCRIPT and row["action"] == "apply"]
    codes = {
        code["id"]: code["name"] for code in page.evaluate("JSON.parse(document.querySelector('#codes').textContent)")
    }
    sentences = page.evaluate(
        "[...document.querySelectorAll('.is-respondent .sentence')].map((s) => "
        "[s.dataset.segment, +s.dataset.start, +s.dataset.end])"
    )
    passages: list[Passage] = []
    for row in sorted(rows, key=lambda row: int(row["start_char"])):
        start, end = int(row["start_char"]), int(row["end_char"])
        touched = tuple(name for name, a, b in sentences if a < end and start < b)
        if row["code_id"] in codes and touched and len(passages) < N:
            passages.append(Passage(row["code_id"], codes[row["code_id"]], touched))
    return passages


def code_passage(page: Page, passage: Passage, former: str) -> int:
    """Code one passage by keys; how many were pressed, with one for the way to it."""
    while page.evaluate("document.querySelector('[aria-current=true]').dataset.segment") != passage.sentences[0]:
        page.keyboard.press("j")
    page.evaluate("window.pressed = 0")
    for _ in passage.sentences[1:]:
        # Two keys: Shift is pressed as well.
        page.keyboard.press("Shift+J")
    if passage.code_id == former:
        page.keyboard.press(".")
    else:
        page.keyboard.press("c")
        page.wait_for_selector('[role="combobox"]')
        # The longest word: the one that tells a code from others.
        letters = iter(max(passage.name.split(), key=len).casefold())
        while page.locator('[role="option"][aria-selected="true"] b').inner_text() != passage.name:
            page.keyboard.type(next(letters))
        page.keyboard.press("Enter")
    pressed = int(page.evaluate("window.pressed"))
    page.wait_for_selector("#status:has-text('saved ')")
    return pressed + 1


def main() -> None:
    """Print the table as docs/coding.md holds it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        study = Path(folder) / "corpora" / "sample"
        shutil.copytree(ROOT / "corpora" / "sample", study)
        shutil.copytree(ROOT / "codebooks", Path(folder) / "codebooks")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(study, "--transcript", TRANSCRIPT, "--blind", "--out", f"{folder}/none") as (address, _, _):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            page.wait_for_selector('[aria-current="true"][data-segment]')
            page.evaluate(COUNT)
            passages = passages_of(page)
            rounds = []
            for _ in range(2):
                # Back to the beginning, as a click there does.
                page.evaluate("(name) => { location.hash = ''; location.hash = name; }", passages[0].sentences[0])
                former, counts = "", []
                for passage in passages:
                    counts.append(code_passage(page, passage, former))
                    former = passage.code_id
                rounds.append(counts)
                for _ in passages:
                    page.keyboard.press("u")
                page.wait_for_selector("#tally:has-text('0 codings')")
        browser.close()
    print("| passage | sentences | keys, first time | second time | seconds by the model |")
    print("|---|---|---|---|---|")
    for passage, first, second in zip(passages, *rounds, strict=True):
        print(
            f"| {passage.name} | {len(passage.sentences)} | {first} | {second} | {M + K * first:.1f}, {M + K * second:.1f} |"
        )
    means = [statistics.mean(counts) for counts in rounds]
    size = statistics.mean(len(passage.sentences) for passage in passages)
    seconds = ", ".join(f"{M + K * mean:.1f}" for mean in means)
    print(f"| **mean** | {size:.1f} | {means[0]:.1f} | {means[1]:.1f} | {seconds} |")


if __name__ == "__main__":
    main()
