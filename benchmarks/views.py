"""Every view of the store over a made study: `python -m benchmarks.views [--codings N] [--codes N] [--transcripts N] [--all-machine]`.

The study is made, not real: 111 transcripts of nine cases (three cities, three issues) with 1.2 million words; codings
lie in respondents' turns, close together, each code in some of the transcripts; five coders, some of whose codings are
absent, wished or not the ones that decide; machine codings, some rejected. `--all-machine`: nobody has read anything,
so that every affirmed machine coding counts (the dearest case for the code-by-code table).
Every view is asked alone, from the filled tables: each row and column is computed, in order, and let go. To keep them all
is another matter: within the store's 1200 MB, `voices` over a million codings does not fit. Median of three rounds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.store.rows import ROW_NO  # noqa: E402
from pipeline.store.store import Store, new_store  # noqa: E402

Ints = npt.NDArray[np.int64]
Frames = dict[str, pd.DataFrame]

N_TRANSCRIPTS, N_WORDS, N_TURNS, N_PEOPLE = 111, 1_230_000, 190, 130
CODERS = ("alice", "bruno", "chiara", "dilek", "emre")
PEOPLES = ("cases", "participants", "judgements", "design_of_transcripts")
"""Tables whose columns are those of a study's own files."""
BOUND, PAIRS_BOUND = 2.0, 0.5
ROUNDS = 3
KEPT = {
    "coded_pairs": "03_coded_pairs",
    "code_frequency": "04_code_frequency",
    "shown_by_case": "06_code_presence",
}
"""Views that the store keeps as tables, and their files."""


@dataclass(frozen=True)
class Made:
    """The tables of a made study, and where its segments lie, for whoever writes the same codings elsewhere."""

    frames: Frames
    n_words: int


def make_study(
    n_codings: int = 1_000_000,
    n_codes: int = 300,
    is_all_machine: bool = False,
    seed: int = 8,
    n_transcripts: int = N_TRANSCRIPTS,
) -> Made:
    """Frames for every table that a view reads; the same arguments give the same rows."""
    chance = np.random.default_rng(seed)
    frames = _cases_and_people(n_codes, is_all_machine) | _codebook(n_codes) | _transcripts(chance, n_transcripts)
    frames |= _codings(chance, frames, n_codings, is_all_machine)
    return Made(frames, int(frames["all_transcripts"]["n_words"].sum()))


def fill(store: Store, frames: Frames) -> None:
    """Every table, then the views."""
    store.create_tables()
    for name, frame in frames.items():
        (store.create if name in PEOPLES else store.fill)(name, frame)
    store.create_views()


def _cases_and_people(n_codes: int, is_unchecked: bool) -> Frames:
    issues, tiers = ("education", "safety", "economy"), {"Alpha": "less", "Beta": "intermediate", "Gamma": "more"}
    cases = [(f"{issue}-{city.lower()}", issue, city, tier) for issue in issues for city, tier in tiers.items()]
    people = [
        (f"P{n:03}", f"organisation {n % 61}", ("public", "private", "civil")[n % 3], "director", "role", "yes")
        for n in range(N_PEOPLE)
    ]
    subjects = [("within-issue", a[1], a[1], a[0]) for a in cases] + [
        ("within-city", a[2].lower(), a[2], a[0]) for a in cases
    ]
    subjects += [("cross-case", "cross-case", "cross-case", a[0]) for a in cases]
    judged = [
        (
            cases[n % 9][0],
            _code_id(n % n_codes),
            ("present", "absent", "mixed", "unknown")[n % 4],
            f"2026-01-{n % 28 + 1:02}",
            n,
        )
        for n in range(60)
    ]
    return {
        "settings": pd.DataFrame(
            {"shows_transcripts": [1], "is_unchecked": [is_unchecked], "best_tier": ["more"], "worst_tier": ["less"]}
        ),
        "cases": pd.DataFrame(cases, columns=["case_id", "issue", "city", "tier"]).astype("string"),
        "participants": pd.DataFrame(
            people, columns=["respondent_id", "organisation", "sector", "role", "attribution", "may_quote"]
        ).astype("string"),
        "judgements": pd.DataFrame(judged, columns=["case_id", "code_id", "judgement", "at", ROW_NO]),
        "stage_cases": pd.DataFrame(subjects, columns=["stage", "subject", "name", "case_id"]),
    }


def _code_id(n: int) -> str:
    return f"code_{n:03}_of_some_length"


def _parent(n: int) -> str:
    """The families that have views of their own come first."""
    return ("enabler", "barrier")[n] if n < 2 else f"parent_{n}"


def _codebook(n_codes: int) -> Frames:
    """Every code that can be given to a passage, each under one of ten parents, then the parents."""
    rows, ancestors = [], []
    for n in range(n_codes + 10):
        is_parent = n >= n_codes
        code_id = _parent(n - n_codes) if is_parent else _code_id(n)
        parent = None if is_parent else _parent(n % 10)
        rows.append((n, code_id, parent, parent or code_id, "analytic", code_id, "What it says.", not is_parent, False))
        ancestors += [(code_id, above) for above in (code_id, parent) if above]
    columns = ["position", "code_id", "parent", "family", "kind", "name", "definition", "is_codable", "is_retired"]
    asks = [(f"guide-{g}", f"question_{q}", _code_id((g * 20 + q) % n_codes)) for g in range(3) for q in range(20)]
    return {
        "all_codes": pd.DataFrame(rows, columns=columns),
        "code_ancestors": pd.DataFrame(ancestors, columns=["code_id", "ancestor"]),
        "asks": pd.DataFrame(asks, columns=["guide", "question", "code_id"]),
        "guide_questions": pd.DataFrame([row[:2] for row in asks], columns=["guide", "question"]).drop_duplicates(),
    }


SPOKEN = (
    "we had to know each other before anything moved and the office did not answer for months so people went back to "
    "their own work until the numbers came in then it changed because somebody called a meeting about the schools"
)
WORDS = SPOKEN.split()


def _transcripts(chance: np.random.Generator, n_transcripts: int) -> Frames:
    """Turns that alternate, a short question and a long answer of several sentences; three mayors' interviews."""
    mean = N_WORDS / N_TRANSCRIPTS / N_TURNS * 2
    rows, turns, segments, chunks = [], [], [], []
    for t in range(n_transcripts):
        transcript_id, is_mayor, is_group = f"interview-{t:03}", t >= n_transcripts - 3, t % 12 == 0
        people = [f"P{(t * 2 + k) % N_PEOPLE:03}" for k in range(5 if is_group else 1)]
        at, ordinal, heard, said = 0, 0, 0, 0
        for turn in range(1, N_TURNS + 1):
            asks = turn % 2 == 1
            n_sentences = 1 if asks else 1 + int(chance.poisson(5.6))
            start, texts = at, []
            for _ in range(n_sentences):
                n = 5 + int(chance.poisson(mean / 7.6 - 5))
                first = int(chance.integers(0, len(WORDS)))
                words = " ".join((WORDS[first:] + WORDS * 2)[:n]) + "."
                segments.append((f"{transcript_id}:{turn}:{len(texts) + 1}", transcript_id, turn, ordinal, asks, at, at + len(words), words))  # fmt: skip
                texts.append(words)
                at, ordinal, said = at + len(words) + 1, ordinal + 1, said + n
                heard += 0 if asks else n
            person = None if asks else people[(turn // 2) % len(people)]
            turns.append((transcript_id, turn, "Interviewer" if asks else "Partner", person, asks, start, at - 1, None, " ".join(texts)))  # fmt: skip
            if asks and turn % 9 == 1:
                chunks.append((transcript_id, f"question_{turn // 9}", start, at - 1, 0.6, False))
        case = None if is_mayor else _case(t)
        rows.append((transcript_id, case, "Alpha", "mayor" if is_mayor else "group" if is_group else "interview", None if is_group else people[0],
                     "public", "director", said, heard, N_TURNS, f"{transcript_id}.md", f"guide-{t % 3}", None, "en"))  # fmt: skip
    designs = [(row[0], row[1] and row[1].partition("-")[0], row[2]) for row in rows]
    mayors = [("within-city", city, rows[-n - 1][0]) for n, city in enumerate(("alpha", "beta", "gamma"))]
    return {
        "all_transcripts": pd.DataFrame(rows, columns=[
            "transcript_id", "case_id", "city", "kind", "respondent_id", "sector", "role", "n_words",
            "n_words_respondent", "n_turns", "file", "guide", "date", "language"]),
        "turns": pd.DataFrame(turns, columns=[
            "transcript_id", "turn", "speaker", "respondent_id", "is_interviewer", "start_char", "end_char",
            "start_seconds", "text"]),
        "all_segments": pd.DataFrame(segments, columns=[
            "segment_id", "transcript_id", "turn", "ordinal", "is_interviewer", "start_char", "end_char", "text"]),
        "all_index_chunks": pd.DataFrame(chunks, columns=[
            "transcript_id", "question", "start_char", "end_char", "sureness", "is_by_hand"]),
        "design_of_transcripts": pd.DataFrame(designs, columns=["transcript_id", "issue", "city"]),
        "stage_other": pd.DataFrame(mayors, columns=["stage", "subject", "transcript_id"]),
    }  # fmt: skip


def _case(t: int) -> str:
    return f"{('education', 'safety', 'economy')[t % 3]}-{('alpha', 'beta', 'gamma')[t // 3 % 3]}"


def _codings(chance: np.random.Generator, frames: Frames, n_codings: int, is_all_machine: bool) -> Frames:
    codes = frames["all_codes"].query("is_codable")["code_id"].to_numpy(dtype=object)
    ids = frames["all_transcripts"]["transcript_id"].to_numpy(dtype=object)
    transcript, code = _pairs(chance, len(ids), len(codes), n_codings)
    segments = frames["all_segments"]
    first, last = _places(chance, segments, transcript * len(codes) + code, transcript, n_codings)
    starts, ends = segments["start_char"].to_numpy(), segments["end_char"].to_numpy()
    start = starts[first] + np.where(chance.random(n_codings) < 0.5, 0, 4)
    end = ends[last] - np.where(chance.random(n_codings) < 0.5, 0, 1)
    is_hand = np.zeros(n_codings, bool) if is_all_machine else chance.random(n_codings) < 0.5
    reads = (
        np.zeros((len(ids), len(codes), len(CODERS)), bool) if is_all_machine else _read(chance, len(ids), len(codes))
    )
    decides = np.where(reads.any(axis=2), reads.argmax(axis=2), -1)
    # A coder's codings stand mostly where the coder has read; whoever has not read codes a little all the same.
    coder = np.where(
        chance.random(n_codings) < 0.5, decides[transcript, code], chance.integers(0, len(CODERS), n_codings)
    )
    coder = np.where(coder < 0, chance.integers(0, len(CODERS), n_codings), coder)
    has_hand = np.zeros((len(ids), len(codes)), bool)
    has_hand[transcript[is_hand], code[is_hand]] = True
    if not is_all_machine:
        # Where nobody has read, people have mostly not coded either: those codings are the machine's.
        has_hand &= (decides >= 0) | (chance.random(has_hand.shape) < 0.1)
        is_hand &= has_hand[transcript, code]
    counts_machine = np.ones(len(codes), bool) if is_all_machine else chance.random(len(codes)) < 0.6
    polarity = chance.choice(4, n_codings, p=[0.92, 0.04, 0.03, 0.01])
    is_rejected = ~is_hand & (chance.random(n_codings) < (0.0 if is_all_machine else 0.02))
    decider = decides[transcript, code]
    would = np.where(is_hand, (decider < 0) | (decider == coder), (decider < 0) & ~has_hand[transcript, code] & counts_machine[code] & ~is_rejected)  # fmt: skip
    text = segments["text"].to_numpy(dtype=object)
    number = np.arange(n_codings)
    frames_ = {
        "all_codings": pd.DataFrame(
            {
                "coding_no": number,
                "coding_id": pd.util.hash_array(number.astype("uint64")),
                "transcript_id": ids[transcript],
                "start_char": start,
                "end_char": end,
                "code_id": codes[code],
                "coder": np.where(is_hand, np.array(CODERS, object)[coder], "machine"),
                "origin": np.where(is_hand, "hand", "machine"),
                "polarity": np.array(["affirmed", "absent", "wished", "disputed"], object)[polarity],
                "is_counted": would & (polarity == 0),
                "would_count": would,
                "is_rejected": is_rejected,
                "score": np.where(is_hand, np.nan, np.round(chance.random(n_codings), 3)),
                "cue": np.where(is_hand, None, "worked together before"),
                "is_aha": is_hand & (chance.random(n_codings) < 0.02),
                "quotation": text[first],
                "target": None,
                "period": np.where(is_hand, np.array([None, "before", "after"], object)[number % 3], None),
                "memo": np.where(is_hand & (chance.random(n_codings) < 0.05), "A thought about this passage.", None),
                "codebook_version": "4",
                "first_segment": segments["ordinal"].to_numpy()[first],
                "last_segment": segments["ordinal"].to_numpy()[last],
                "may_quote": True,
                "is_outdated": False,
            }
        ),
        "known": _known(ids, codes, decides, has_hand, counts_machine),
        "read_rows": _read_rows(ids, reads),
    }
    marks = frames_["all_codings"]
    marks["coding_id"] = [f"{hashed:016x}" for hashed in marks["coding_id"]]
    marks["turn"] = segments["turn"].to_numpy()[first]
    order = ["transcript_id", "start_char", "end_char", "code_id", "origin", "coder", "coding_id"]
    marks = frames_["all_codings"] = marks.sort_values(order, ignore_index=True)  # as `fill_codings` does
    marks["coding_no"] = number
    speaking = frames["turns"].set_index(["transcript_id", "turn"])["respondent_id"]
    turns = pd.MultiIndex.from_frame(marks[["transcript_id", "turn"]])
    marks["who"] = speaking.reindex(turns).to_numpy()
    frames_["coding_respondents"] = pd.DataFrame({"coding_no": number, "respondent_id": marks["who"]}).dropna()
    return frames_


def _pairs(chance: np.random.Generator, n_transcripts: int, n_codes: int, n: int) -> tuple[Ints, Ints]:
    """(transcript, code) of every coding: a code shows in some transcripts, and a few codes have most codings."""
    weight = 1 / (np.arange(n_codes) + 8.0)
    reach = 0.2 + 0.7 * chance.random(n_codes)
    weights = (
        weight * (chance.random((n_transcripts, n_codes)) < reach) * chance.gamma(1.5, 1.0, (n_transcripts, n_codes))
    )
    flat = chance.choice(weights.size, n, p=(weights / weights.sum()).ravel())
    return flat // n_codes, flat % n_codes


def _places(chance: np.random.Generator, segments: pd.DataFrame, pair: Ints, transcript: Ints, n: int) -> tuple[Ints, Ints]:  # fmt: skip
    """First and last segment (rows of the table): a pair's codings lie around a few places, in respondents' turns."""
    first_of = segments.drop_duplicates("transcript_id").index.to_numpy()
    size = segments.groupby("transcript_id", sort=False).size().to_numpy()
    centres = chance.random((int(pair.max()) + 1, 24))
    place = np.floor(centres[pair, chance.integers(0, 24, n)] * size[transcript]).astype(int)
    place = np.clip(place + chance.integers(-3, 4, n), 0, size[transcript] - 1) + first_of[transcript]
    asks = segments["is_interviewer"].to_numpy()
    place = np.where(asks[place], place + 1, place)  # an interviewer's turn is one segment, and never the last
    further = np.where(chance.random(n) < 0.12, chance.integers(1, 4, n), 0)
    last = np.minimum(place + further, first_of[transcript] + size[transcript] - 1)
    return place, last


def _read(chance: np.random.Generator, n_transcripts: int, n_codes: int) -> npt.NDArray[np.bool_]:
    """Who has read which transcript for which code: a coder reads a transcript for half of the parents' codes."""
    takes = chance.random((n_transcripts, 1, len(CODERS))) < 0.2
    families = chance.random((n_transcripts, 10, len(CODERS))) < 0.5
    return takes & families[:, np.arange(n_codes) % 10, :]


def _known(ids: Any, codes: Any, decides: Ints, has_hand: Any, counts_machine: Any) -> pd.DataFrame:
    how = np.where(decides >= 0, "read", np.where(has_hand, "coded", np.where(counts_machine[None, :], "machine", "")))
    t, c = np.nonzero(how != "")
    return pd.DataFrame({"transcript_id": ids[t], "code_id": codes[c], "how": how[t, c]})


def _read_rows(ids: Any, reads: Any) -> pd.DataFrame:
    t, who = np.nonzero(reads.any(axis=1))
    return pd.DataFrame(
        {
            "transcript_id": ids[t],
            "coder": np.array(CODERS, object)[who],
            "n_codes": reads.sum(axis=1)[t, who],
            "codebook_version": "4",
        }
    )


def spent(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median wall seconds and CPU-seconds (of all threads) of some work."""
    seconds = []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        work()
        seconds.append((time.perf_counter() - began, time.process_time() - used))
    return statistics.median(wall for wall, _ in seconds), statistics.median(cpu for _, cpu in seconds)


def names_of_views(store: Store) -> list[str]:
    """Every view, in the order in which they are made."""
    asked = store.query("select view_name from duckdb_views() where not internal order by view_oid")
    return [*KEPT, *asked["view_name"]]


def keep(store: Store, view: str) -> None:
    """Compute every row and column of a view, in its order, into a table in memory."""
    store.query("drop table if exists kept")
    store.query(f"create temp table kept as select * from {view}")


def run(store: Store, view: str) -> None:
    """Compute every row and column of a view, in its order, and let them go; a kept one is made anew."""
    store.query(_made_anew(KEPT[view]) if view in KEPT else f"explain analyze select * from {view}")


def _made_anew(name: str) -> str:
    """The first statement of a file of views/."""
    lines = (ROOT / "pipeline" / "store" / "views" / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    # Without its comments, whose lines may end with a semicolon too.
    return "\n".join(line for line in lines if not line.startswith("--")).partition(";\n")[0]


def times(
    store: Store, how: Callable[[Store, str], object], n_threads: int, rounds: int
) -> Mapping[str, tuple[float, float]]:
    """Wall and CPU-seconds of each view."""
    store.query(f"set threads = {n_threads}")
    return {view: spent(lambda view=view: how(store, view), rounds) for view in names_of_views(store)}  # type: ignore[misc]


def main() -> None:
    """Make, fill, ask, print."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--codings", type=int, default=1_000_000)
    reader.add_argument("--codes", type=int, default=300)
    reader.add_argument("--transcripts", type=int, default=N_TRANSCRIPTS, help="three of them mayors'")
    reader.add_argument("--all-machine", action="store_true")
    reader.add_argument("--rounds", type=int, default=ROUNDS)
    asked = reader.parse_args()
    made = make_study(asked.codings, asked.codes, asked.all_machine, n_transcripts=asked.transcripts)
    with tempfile.TemporaryDirectory() as scratch, new_store(Path(scratch) / "study.duckdb") as store:
        began = time.perf_counter()
        fill(store, made.frames)
        filled = time.perf_counter() - began
        print(_told(made.frames, filled))
        _print_table(store, asked.rounds)


def _told(frames: Frames, filled: float) -> str:
    marks = frames["all_codings"]
    return (
        f"{len(marks)} codings ({(marks['origin'] == 'hand').mean():.0%} by hand, {marks['is_counted'].mean():.0%} counted) "
        f"over {frames['all_codes']['is_codable'].sum()} codes, {len(frames['all_transcripts'])} transcripts, "
        f"{frames['all_transcripts']['n_words'].sum()} words, {len(frames['all_segments'])} segments; "
        f"tables filled from frames in {filled:.1f} s\n"
    )


def _print_table(store: Store, rounds: int) -> None:
    n_rows = {view: store.query(f"select count(*) as n from {view}")["n"][0] for view in names_of_views(store)}
    two, one = times(store, run, 2, rounds), times(store, run, 1, rounds)
    print("| view | rows | wall s, 2 threads | CPU-s | wall s, 1 thread | at most |\n|---|---|---|---|---|---|")
    for view, n in n_rows.items():
        bound = f"{PAIRS_BOUND}" if view == "cooccurrence" else ""
        print(f"| `{view}` | {n} | {two[view][0]:.3f} | {two[view][1]:.3f} | {one[view][0]:.3f} | {bound} |")
    wall, cpu, alone = (sum(of[k] for of in table.values()) for table, k in ((two, 0), (two, 1), (one, 0)))
    print(f"| all views | | {wall:.2f} | {cpu:.2f} | {alone:.2f} | {BOUND:.0f} |")
    wall, cpu = spent(store.check, 1)
    print(f"\nthe store's own checks: {wall:.2f} s wall, {cpu:.2f} CPU-s")


if __name__ == "__main__":
    main()
