"""What crosscase reads of real transcripts: files, turns, words, speakers, cautions, CPU time (docs/transcripts.md).

    python -m benchmarks.real_inputs [FOLDER]

FOLDER (default ../shared/data, beside the project's own) holds transcripts of others, which are not part of the project. Without it the
script says so and ends with status 1.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.speakers.asking import who_asks

BESIDE = Path(__file__).parents[2] / "shared" / "data"
GROUPS = (
    ("volume: 111 spoken interviews, Markdown", "volume/*.md"),
    ("zoom: one meeting, captions", "zoom/*_transcript.vtt"),
    ("zoom: its chat, text with tabs", "zoom/*_chat.txt"),
    ("captions: a podcast, WebVTT", "captions/*.vtt"),
    ("captions: a podcast, SubRip", "captions/*.srt"),
    ("taguette: 17 usability interviews, OpenDocument", "taguette/raw/*.odt"),
)


@dataclass
class Measured:
    """What was read of one group of files."""

    n_files: int = 0
    n_turns: int = 0
    n_words: int = 0
    speakers: set[str] = field(default_factory=set)
    cautions: Counter[str] = field(default_factory=Counter)
    n_faults: int = 0
    cpu_seconds: float = 0.0


def measure(paths: list[Path]) -> Measured:
    """Read all files as interviews, and ask of each who asks."""
    found = Measured()
    for path in paths:
        began = time.process_time()
        loaded = read_turns(path, ReadingRequest("interview"))
        found.cpu_seconds += time.process_time() - began
        _, about_asking = who_asks(loaded.records, (), path)
        found.n_files += 1
        found.n_turns += len(loaded.records)
        found.n_words += sum(len(turn.text.split()) for turn in loaded.records)
        found.speakers |= {turn.speaker for turn in loaded.records}
        for problem in (*loaded.problems, *about_asking):
            found.n_faults += problem.is_fault
            if not problem.is_fault:
                found.cautions[kind_of(problem.fault)] += 1
    return found


def kind_of(caution: str) -> str:
    """A caution without what is particular to one file."""
    known = (
        "unrecognised label",
        "only the interviewer is labelled",
        "taken for interviewer",
        "nobody was recognised as interviewer",
    )
    return next((kind for kind in known if caution.startswith(kind)), caution)


def main() -> int:
    """Print one row a group."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE
    if not folder.is_dir():
        print(f"{folder} is not here: nothing was measured.")
        return 1
    print("| files | n | turns | words | speakers | cautions | CPU s |\n|---|--:|--:|--:|--:|---|--:|")
    for name, pattern in GROUPS:
        found = measure(sorted(folder.glob(pattern)))
        said = ", ".join(f"{kind} {n}" for kind, n in sorted(found.cautions.items())) or "none"
        said += f"; {found.n_faults} faults" if found.n_faults else ""
        print(
            f"| {name} | {found.n_files} | {found.n_turns:,} | {found.n_words:,} | {len(found.speakers)} "
            f"| {said} | {found.cpu_seconds:.2f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
