"""What grows with a study, and how: made studies of many cases, many words, many codes, many hand codings.

    python -m benchmarks.scale pages        bytes of each folder of outputs at 30, 60 and 120 cases
    python -m benchmarks.scale anchors      time of a page's anchors at 50, 100 and 200 headings of the same words
    python -m benchmarks.scale changes      one transcript more, one cue edited, at 1.2 million words
    python -m benchmarks.scale codings      a whole run with 200,000 hand codings
    python -m benchmarks.scale engines      the same study by this process alone, and by 1 and 2 workers

Interviews are the sample's, each copy with a tenth of its words changed for other words of the same interview, so that
no two are equal and cues fire about as often as in the sample. `--words`, `--cases`, `--codings` make other sizes.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from benchmarks.speed import CODEBOOKS, SAMPLE, cpu_of
from pipeline.codebook.load import load_codebook
from pipeline.corpus.cases import read_corpus
from pipeline.io.cache import Cache
from pipeline.study.study import open_study

ANALYZE = [sys.executable, "-m", "pipeline", "analyze"]
CHANGED_SHARE = 0.1
SAID_BY_NONE, SAID_BY_SOME = "went belly up just then", "at the same time"
"""Phrases that become cues: one that the sample's interviews do not hold, and one that a fifth of their copies do."""
WORDS_AN_INTERVIEW = 10_000
N_CODERS = 5
"""A file of people's is bounded in cells: a million codings are several coders' work."""


@dataclass(frozen=True)
class Size:
    """How large a study is made. `n_codings` are spread evenly, each transcript one coder's; with none, the machine codes alone.

    Every second transcript is marked read for all codes, and every tenth was coded by the next coder too, blind.
    """

    n_cases: int
    interviews_a_case: int
    words_an_interview: int
    n_codings: int = 0


@lru_cache(maxsize=1)
def spoken() -> tuple[tuple[tuple[str, str], ...], ...]:
    """(speaker, words) of each turn of each of the sample's transcripts."""
    study = open_study(SAMPLE).records
    assert study is not None
    corpus = read_corpus(study, Cache(None)).records
    assert corpus is not None
    return tuple(
        tuple((turn.speaker or "Respondent", turn.text) for turn in transcript.turns)
        for transcript in corpus.transcripts
        if transcript.kind == "interview"
    )


@lru_cache(maxsize=1)
def analytic_codes() -> tuple[tuple[str, ...], str]:
    """The codes of the shipped codebook that a passage can be given, and its version."""
    book = load_codebook(CODEBOOKS / "collaboration.yaml").records
    assert book is not None
    return tuple(code.code_id for code in book.codable if code.kind == "analytic"), book.version


def interview(n: int, n_words: int) -> list[str]:
    """The n-th interview's turns as `Speaker: words`, of about so many words."""
    drawn = random.Random(n)
    turns: list[str] = []
    n_so_far = 0
    while n_so_far < n_words:
        for speaker, text in spoken()[drawn.randrange(len(spoken()))]:
            words = text.split()
            for place in range(len(words)):
                if drawn.random() < CHANGED_SHARE:
                    words[place] = words[drawn.randrange(len(words))]
            turns.append(f"{speaker}: {' '.join(words)}")
            n_so_far += len(words)
            if n_so_far >= n_words:
                break
    return turns


def make_study(folder: Path, size: Size) -> int:
    """A study of this size with the shipped codebook; the number of its words."""
    (folder / "transcripts").mkdir(parents=True)
    # As square a design as the number of cases allows: both keys then hold about as many cases constant.
    n_cities = max(2, round(size.n_cases**0.5))
    cases = [(f"case{n:03}", f"issue{n // n_cities:02}", f"city{n % n_cities:02}") for n in range(size.n_cases)]
    _write_rows(folder / "cases.csv", ["case_id", "issue", "city"], cases)
    transcripts, n_words = [], 0
    codings: list[list[Sequence[object]]] = [[] for _ in range(N_CODERS)]
    read: list[list[Sequence[object]]] = [[] for _ in range(N_CODERS)]
    n_interviews = size.n_cases * size.interviews_a_case
    for n in range(n_interviews):
        transcript_id = f"t{n:05}"
        turns = interview(n, size.words_an_interview)
        n_words += sum(len(turn.split()) - 1 for turn in turns)
        (folder / "transcripts" / f"{transcript_id}.md").write_text("\n\n".join(turns) + "\n", encoding="utf-8")
        transcripts.append((transcript_id, f"{transcript_id}.md", cases[n % size.n_cases][0], "interview"))
        # A tenth coded twice: so many fewer each.
        n_codings = round(size.n_codings / n_interviews / 1.1)
        for coder in (n % N_CODERS, *([(n + 1) % N_CODERS] if n % TWICE == 0 else [])):
            codings[coder] += _codings(transcript_id, turns, N_CODERS * n + coder, n_codings)
            if n_codings and n % READ == 0:
                read[coder].append((transcript_id, "*", "yes"))
    _write_rows(folder / "transcripts.csv", ["transcript_id", "file", "case_id", "kind"], transcripts)
    for coder, rows in enumerate(codings):
        if rows:
            (folder / "codings").mkdir(exist_ok=True)
            _write_rows(folder / "codings" / f"coder{coder}.csv", CODING_COLUMNS, rows)
            _write_rows(
                folder / "codings" / f"coder{coder}.read.csv", ["transcript_id", "codes", "is_blind"], read[coder]
            )
    for path in CODEBOOKS.glob("collaboration*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "study.yaml").write_text(
        "codebook: collaboration.yaml\ndesign: {within-issue: issue, within-city: city}\n"
    )
    return n_words


CODING_COLUMNS = ["coding_id", "transcript_id", "start_char", "end_char", "quotation", "code_id", "codebook_version"]
READ, TWICE = 2, 10
"""Every so many-th transcript is marked read, and coded by two."""


def _codings(transcript_id: str, turns: Sequence[str], seed: int, n_codings: int) -> Iterator[Sequence[object]]:
    """Made codings: ten words somewhere in a turn, a code drawn from the codebook."""
    codes, version = analytic_codes() if n_codings else ((), "")
    drawn = random.Random(-seed - 1)
    for n in range(n_codings):
        words = turns[drawn.randrange(len(turns))].partition(": ")[2].split()
        start = drawn.randrange(max(1, len(words) - 10))
        passage = " ".join(words[start : start + 10])
        if passage:
            code_id = codes[drawn.randrange(len(codes))]
            yield f"c{seed}-{n}", transcript_id, "", "", passage, code_id, version


def _write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def bytes_by_folder(out: Path) -> dict[str, int]:
    """Bytes of the outputs, by their first folder; files at the top under their own names."""
    sizes: dict[str, int] = defaultdict(int)
    for path in out.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(out).parts[0]] += path.stat().st_size
    return dict(sorted(sizes.items()))


def pages(scratch: Path, all_cases: Sequence[int]) -> None:
    """Bytes of outputs by folder for each number of cases."""
    for n_cases in all_cases:
        study, out = scratch / f"study{n_cases}", scratch / f"outputs{n_cases}"
        n_words = make_study(study, Size(n_cases, 1, 1_000))
        cpu, _, memory = cpu_of([*ANALYZE, str(study), "--out", str(out)])
        sizes = {name: n for name, n in bytes_by_folder(out).items() if n > 1_000_000 and name != ".cache"}
        shown = ", ".join(f"{name} {n / 1e6:.1f}" for name, n in sizes.items())
        print(f"{n_cases} cases, {n_words} words: {cpu:.1f} CPU-s, {memory:.0f} MB; megabytes: {shown}", flush=True)


def anchors() -> None:
    """CPU-seconds of the anchors of a page whose headings all have the same words."""
    from pipeline.site.markdown import anchors as anchors_of

    for n in (50, 100, 200, 400):
        began = time.process_time()
        anchors_of(["What stands against it"] * n)
        print(f"{n} headings: {(time.process_time() - began) * 1000:.2f} ms")


def changes(scratch: Path, n_words: int) -> None:
    """A cold run, then one transcript more, then one cue edited and edited again, then nothing changed."""
    study, out = scratch / "study", scratch / "outputs"
    made = make_study(study, Size(9, max(1, n_words // WORDS_AN_INTERVIEW // 9), WORDS_AN_INTERVIEW))
    listed = (study / "transcripts.csv").read_text()
    last = listed.splitlines()[-1]
    # The last interview comes later: until then nobody lists it.
    (study / "transcripts.csv").write_text(listed.removesuffix(f"{last}\n"))
    kept = study / "transcripts" / last.split(",")[1]
    text = kept.read_bytes()
    kept.unlink()
    analyze = [*ANALYZE, str(study), "--out", str(out)]
    told = {"cold": cpu_of(analyze)}
    kept.write_bytes(text)
    (study / "transcripts.csv").write_text(listed)
    told["one transcript more"] = cpu_of(analyze)
    book = study / "collaboration.yaml"
    before = book.read_text()
    for said in (SAID_BY_NONE, SAID_BY_SOME):
        book.write_text(before.replace("phrases: [", f"phrases: [{said}, ", 1))
        n_holding = sum(said in path.read_text() for path in (study / "transcripts").iterdir())
        told[f"one cue edited, which {n_holding} of the transcripts hold"] = cpu_of(analyze)
    told["nothing changed"] = cpu_of(analyze)
    print(f"{made} words")
    for what, (cpu, wall, memory) in told.items():
        print(f"{what}: {cpu:.1f} CPU-s, {wall:.1f} s, {memory:.0f} MB", flush=True)


def codings(scratch: Path, n_words: int, n_codings: int) -> None:
    """A whole run with many hand codings."""
    study, out = scratch / "study", scratch / "outputs"
    size = Size(9, max(1, n_words // WORDS_AN_INTERVIEW // 9), WORDS_AN_INTERVIEW, n_codings)
    made = make_study(study, size)
    cpu, wall, memory = cpu_of([*ANALYZE, str(study), "--out", str(out)])
    told = json.loads((out / "run.json").read_text())
    print(f"{made} words, {told['material']}: {cpu:.1f} CPU-s, {wall:.1f} s, {memory:.0f} MB; {told['timings']}")


def engines(scratch: Path, n_words: int) -> None:
    """The same study by one process (no copy of it), by the copy of today, and by 1 and 2 workers of each engine."""
    study = scratch / "study"
    made = make_study(study, Size(9, max(1, n_words // WORDS_AN_INTERVIEW // 9), WORDS_AN_INTERVIEW))
    print(f"{made} words")
    ways: dict[str, tuple[list[str], list[str]]] = {
        "one core": (["taskset", "-c", "0"], []),
        "this process and a copy of it": ([], []),
        "processes, 1 worker": ([], ["--engine", "processes", "--workers", "1"]),
        "processes, 2 workers": ([], ["--engine", "processes", "--workers", "2"]),
        "dask, 2 workers": ([], ["--engine", "dask", "--workers", "2"]),
    }
    for what, (before, options) in ways.items():
        out = scratch / what.replace(" ", "-").replace(",", "")
        cpu, wall, memory = cpu_of([*before, *ANALYZE, str(study), "--out", str(out), *options])
        told = json.loads((out / "run.json").read_text())["timings"]
        print(f"{what}: {cpu:.1f} CPU-s, {wall:.1f} s, {memory:.0f} MB; {told}", flush=True)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pages", "anchors", "changes", "codings", "engines", "study"))
    parser.add_argument("--cases", type=int, nargs="*", default=[30, 60, 120])
    parser.add_argument("--words", type=int, default=1_200_000)
    parser.add_argument("--codings", type=int, default=200_000)
    parser.add_argument("--keep", type=Path, help="for `study`: the folder to make it in")
    options = parser.parse_args()
    if options.what == "study":
        n_interviews = max(1, options.words // WORDS_AN_INTERVIEW // 9)
        print(make_study(options.keep, Size(9, n_interviews, WORDS_AN_INTERVIEW, options.codings)))
        return
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if options.what == "pages":
            pages(scratch, options.cases)
        elif options.what == "anchors":
            anchors()
        elif options.what == "changes":
            changes(scratch, options.words)
        elif options.what == "codings":
            codings(scratch, options.words, options.codings)
        else:
            engines(scratch, options.words)


if __name__ == "__main__":
    main()
