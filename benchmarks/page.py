"""How fast the coding page is, headless, median of 30: `python -m benchmarks.page`.

Opening from the command to the first answer; a transcript of 30,000 words to its first paint; one coding from key to
*saved* at 10,000 words, and at 100,000 words with 5,000 codings; pages and memory of a study of 100 transcripts, 300
codes and 20,000 codings. Key to saved is timed inside the browser, from the key's event to the status line.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
TIMES = 30
WORDS = [
    "we",
    "met",
    "at",
    "the",
    "school",
    "and",
    "they",
    "brought",
    "the",
    "list",
    "that",
    "nobody",
    "had",
    "read",
    "before",
    "so",
    "trust",
    "grew",
    "slowly",
]
ONE_CODING = """async () => {
  const status = document.querySelector("#status");
  const before = document.querySelector("#tally").textContent;
  const began = performance.now();
  const done = new Promise((resolve) => {
    new MutationObserver((_, self) => {
      if (!status.textContent.includes("saved ")) return;
      self.disconnect();
      resolve(performance.now() - began);
    }).observe(status, {childList: true, characterData: true, subtree: true});
  });
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: ".", bubbles: true, cancelable: true}));
  return done;
}"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def write_study(folder: Path, n_transcripts: int, n_words: int, n_codes: int, n_codings: int) -> Path:
    """A made-up study of that size; the codings lie at seeded places of the first transcripts."""
    chance = random.Random(0)
    (folder / "transcripts").mkdir(parents=True)
    (folder / "codings").mkdir()
    (folder / "study.yaml").write_text("codebook: codebook.yaml\nlanguage_model: blank:en\n")
    codes = "".join(
        f"  code_{n}: {{name: Code number {n}, definition: What is told of {n}.}}\n" for n in range(n_codes)
    )
    (folder / "codebook.yaml").write_text(f'codebook: large\nversion: "1"\ncodes:\n{codes}')
    (folder / "cases.csv").write_text("case_id\n" + "".join(f"c{n}\n" for n in range(9)))
    rows, texts = ["transcript_id,file,case_id,kind"], []
    for n in range(n_transcripts):
        rows.append(f"t{n},t{n}.txt,c{n % 9},interview")
        turns = []
        for k in range(n_words // 120):
            sentences = (" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(8))
            turns += [f"Interviewer: And what came then, number {k}?", "Anna: " + " ".join(sentences)]
        (folder / "transcripts" / f"t{n}.txt").write_text("\n\n".join(turns) + "\n")
        texts.append("\n".join(turn.split(": ", 1)[1] for turn in turns))
    (folder / "transcripts.csv").write_text("\n".join(rows) + "\n")
    header = [
        "coding_id",
        "transcript_id",
        "start_char",
        "end_char",
        "quotation",
        "before",
        "after",
        "code_id",
        "action",
        "codebook_version",
    ]
    with (folder / "codings" / "ana.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        for n in range(n_codings):
            text = texts[n % n_transcripts]
            start = chance.randrange(0, len(text) - 200)
            end = start + chance.randrange(40, 160)
            cells = [start, end, text[start:end], text[max(0, start - 30) : start], text[end : end + 30]]
            out.writerow([f"b{n}", f"t{n % n_transcripts}", *cells, f"code_{n % n_codes}", "apply", "1"])
    return folder


@contextmanager
def served(study: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str], float]]:
    """The address of a running page, its process, and the seconds from the command to the address."""
    words = [
        sys.executable,
        "-m",
        "pipeline",
        "code",
        str(study),
        "--coder",
        "ana",
        "--port",
        "0",
        "--no-open",
        *options,
    ]
    began = time.perf_counter()
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    try:
        yield address, server, time.perf_counter() - began
    finally:
        server.kill()
        server.wait()


def cpu_of(server: subprocess.Popen[str]) -> float:
    """CPU-seconds that the server and the processes that it waited for have taken: what a busy machine does not move."""
    after_the_name = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    # utime, stime, cutime, cstime are fields 14 to 17; the state, field 3, comes first here.
    return sum(int(ticks) for ticks in after_the_name[11:15]) / os.sysconf("SC_CLK_TCK")


def memory(server: subprocess.Popen[str]) -> float:
    """Megabytes that the server holds."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def key_to_saved(page: Page, times: int) -> float:
    """Median milliseconds of one coding, each on the next sentence."""
    page.keyboard.press("c")
    page.keyboard.type("code number 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#status:has-text('saved ')")
    taken = []
    for _ in range(times):
        page.keyboard.press("j")
        page.wait_for_timeout(60)
        taken.append(float(page.evaluate(ONE_CODING)))
    return statistics.median(taken)


def page_times(
    page: Page, server: subprocess.Popen[str], paths: list[str], times: int
) -> dict[str, tuple[float, float]]:
    """By path, milliseconds of the server's answer, read to its end: the median, and the mean of its CPU time."""
    script = "async (path) => { const b = performance.now(); await (await fetch(path)).text(); return performance.now() - b; }"
    figures = {}
    for path in paths:
        before = cpu_of(server)
        median = statistics.median(float(page.evaluate(script, path)) for _ in range(times))
        figures[path] = median, (cpu_of(server) - before) * 1000 / times
    return figures


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=TIMES)
    times = parser.parse_args().times
    sample = Path(__file__).parents[1] / "corpora" / "sample"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        copy = Path(folder) / "corpora" / "sample"
        shutil.copytree(sample, copy)
        shutil.copytree(sample.parents[1] / "codebooks", Path(folder) / "codebooks")
        opened, taken = [], []
        for _ in range(max(3, times // 10)):
            with served(copy, "--out", f"{folder}/none") as (_, server, seconds):
                opened.append(seconds)
                taken.append(cpu_of(server))
        load = os.getloadavg()[0]
        words = f"{statistics.median(opened):.2f} s, {statistics.median(taken):.2f} CPU-s"
        print(f"the sample, from the command to its address: {words}; load of the machine {load:.1f}")
        for n_words, codings in ((10_000, 0), (30_000, 0), (100_000, 5_000)):
            study = write_study(Path(folder) / f"w{n_words}", 1, n_words, 60, codings)
            with served(study, "--out", f"{folder}/none") as (address, _, _):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(address)
                page.wait_for_selector('[aria-current="true"][data-segment]', timeout=60_000)
                paints = []
                for _ in range(times):
                    page.reload()
                    page.wait_for_selector('[aria-current="true"][data-segment]')
                    page.wait_for_timeout(150)
                    paints.append(float(page.evaluate(FIRST_PAINT) or 0))
                print(f"{n_words} words, {codings} codings: first paint {statistics.median(paints):.0f} ms")
                print(f"{n_words} words, {codings} codings: key to saved {key_to_saved(page, times):.0f} ms")
                page.close()
        study = write_study(Path(folder) / "large", 100, 10_000, 300, 20_000)
        with served(study, "--out", f"{folder}/none") as (address, server, seconds):
            print(f"100 transcripts, 300 codes, 20,000 codings: open in {seconds:.1f} s")
            page = browser.new_page()
            page.goto(address)
            paths = ["/analytic/t50", "/index/t50", "/team", "/search?q=trust%20list", "/search?q=code:code_7"]
            for path, (ms, cpu) in page_times(page, server, paths, times).items():
                print(f"  {path}: {ms:.0f} ms, of them {cpu:.0f} ms of CPU time; load {os.getloadavg()[0]:.1f}")
            print(f"  key to saved {key_to_saved(page, times):.0f} ms, memory {memory(server):.0f} MB")
        browser.close()


if __name__ == "__main__":
    main()
