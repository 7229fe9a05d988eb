"""What learning costs at the size of a whole study, beside full spaCy on the same words.

    python benchmarks/learning_cost.py --volume FOLDER [--embed]

1.2 million words, codings simulated: cold, after 50 codings more, and with nothing more to learn; memory.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import speed  # noqa: E402
from pipeline.io.cache import Cache  # noqa: E402
from pipeline.loading import load_study  # noqa: E402
from pipeline.study.study import open_study  # noqa: E402

CHILD = """
import json, resource, sys, time
from pathlib import Path
import pipeline.reliability.judge as judge
import pipeline.run as run
spent = {}
def timed(module, name):
    really = getattr(module, name)
    def wrapped(*given):
        spent["MB before " + name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        began = time.process_time()
        found = really(*given)
        spent[name] = round(time.process_time() - began, 1)
        spent["MB after " + name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return found
    setattr(module, name, wrapped)
timed(judge, "learn")
timed(run, "judge_machine")
done = run.analyze(Path(sys.argv[1]), Path(sys.argv[2]), progress=run.Progress(say=lambda line: None))
spent["whole run"] = round(time.process_time(), 1)
spent["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
spent["codes"] = json.loads((Path(sys.argv[2]) / "run.json").read_text())["machine"]["n_codes_learnt"]
print(json.dumps(spent))
"""
N_CODES = 20
NEW_CODINGS = 50


def volume(folder: Path, embed: bool) -> None:
    """What learning costs at the size of a whole study: cold, and after 50 new codings."""
    speed.VOLUME = folder
    with tempfile.TemporaryDirectory() as scratch:
        study, out = Path(scratch) / "study", Path(scratch) / "outputs"
        n_words = speed.make_study(study, speed.texts())
        rows, more = simulated_coder(study, out)
        full = full_spacy(Path(scratch), n_words)
        print(f"\nThe volume: {n_words} words, {len(rows)} codings of {N_CODES} codes in a third of the transcripts")
        print(f"full spaCy: {full:.0f} CPU-s for these words")
        settings = (study / "study.yaml").read_text()
        for what in ("", "machine: {embed: true}\n")[: 1 + embed]:
            (study / "study.yaml").write_text(settings + what)
            write_codings(study, rows)
            print("with sentence vectors" if what else "words alone")
            for name in ("cold", f"{NEW_CODINGS} codings more", "nothing more to learn"):
                done = subprocess.run(
                    [sys.executable, "-c", CHILD, str(study), str(out)],
                    capture_output=True,
                    text=True,
                    cwd=ROOT,
                    check=False,
                )
                if done.returncode:
                    raise SystemExit(done.stderr)
                spent = json.loads(done.stdout)
                print(f"   {name}: learning {spent['learn'] / full:.3f} x of full spaCy ·", spent, flush=True)
                if name == "cold":
                    write_codings(study, [*rows, *more])
                else:
                    (study / "study.yaml").write_text(f"title: Another title\n{settings}{what}")


def simulated_coder(study: Path, out: Path) -> tuple[list[list[str]], list[list[str]]]:
    """(rows of a coder's file, 50 more): where a cue fires, seven in ten; as many again anywhere. Warms the cache."""
    opened = open_study(study).records
    assert opened is not None
    cache = Cache(out / ".cache")
    loaded_study = load_study(opened, cache).records
    assert loaded_study is not None
    cache.flush()
    draw = random.Random(1)
    codes = [code.code_id for code in loaded_study.codebook.codable if not code.cues.is_empty][:N_CODES]
    read = loaded_study.corpus.transcripts[::3]
    places: list[tuple[str, int, int, str]] = []
    for one in read:
        free = [segment for segment in one.segments if not segment.is_interviewer]
        hits = [
            (one.transcript_id, hit.start_char, hit.end_char, hit.code_id)
            for hit in loaded_study.machine
            if hit.transcript_id == one.transcript_id and hit.code_id in codes and draw.random() < 0.7
        ]
        drawn = [draw.choice(free) for _ in range(max(len(hits), 1))] if free else []
        places += [*hits, *((one.transcript_id, s.start_char, s.end_char, draw.choice(codes)) for s in drawn)]
    rows = [[f"c{n}", a, str(b), str(c), code] for n, (a, b, c, code) in enumerate(places)]
    draw.shuffle(rows)
    (study / "codings").mkdir()
    marks = "".join(f"{one.transcript_id},{';'.join(codes)}\n" for one in read)
    (study / "codings" / "ana.read.csv").write_text("transcript_id,codes\n" + marks)
    return rows[NEW_CODINGS:], rows[:NEW_CODINGS]


def write_codings(study: Path, rows: Sequence[Sequence[str]]) -> None:
    """A coder's file."""
    header = "coding_id,transcript_id,start_char,end_char,code_id\n"
    (study / "codings" / "ana.csv").write_text(header + "".join(",".join(row) + "\n" for row in rows))


def full_spacy(scratch: Path, n_words: int) -> float:
    """CPU-seconds of full spaCy for so many words, from 100,000 timed."""
    part = scratch / "part.txt"
    part.write_text(speed._first_words("\n\n".join(text for _, text in speed.texts()), speed.FULL_WORDS))
    load, full = (
        speed.cpu_of([sys.executable, "-c", speed.FULL, str(part), what])[0] for what in ("load", "full")
    )  # fmt: skip
    return (full - load) * n_words / len(part.read_text().split())


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--volume", type=Path, required=True)
    parser.add_argument("--embed", action="store_true")
    given = parser.parse_args()
    volume(given.volume, given.embed)


if __name__ == "__main__":
    main()
