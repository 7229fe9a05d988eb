"""How well the learning coder learns, on interviews that people coded.

    python benchmarks/learning.py [--taguette FOLDER] [--sample FOLDER] [--embed]

Taguette: 17 think-aloud interviews, 22 themes, coded by their researchers; out of fold by interview (five parts).
The sample: fiction, 57 transcripts; against its answer key, by transcript and by case left out.
`--embed`: everything once more with sentence vectors (the extra).
"""

from __future__ import annotations

import argparse
import csv
import html
import random
import re
import sqlite3
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.coding.learning.by_description import likeness, parts_of  # noqa: E402
from pipeline.coding.learning.features import Passages, passages_of, texts_of  # noqa: E402
from pipeline.coding.learning.learning import kappas, learn_codes  # noqa: E402
from pipeline.coding.learning.learnt import Labels, description, fold_of  # noqa: E402
from pipeline.coding.learning.nearest import first_of, ranked_by  # noqa: E402
from pipeline.coding.learning.relearn import prepare  # noqa: E402
from pipeline.coding.learning.vectors import Meanings, meanings_of  # noqa: E402
from pipeline.corpus.segment import segments_of  # noqa: E402
from pipeline.io.cache import Cache  # noqa: E402
from pipeline.loaded_study import LoadedStudy  # noqa: E402
from pipeline.loading import load_study  # noqa: E402
from pipeline.reliability.batches import reading_batches  # noqa: E402
from pipeline.reliability.recall import rank, recall_of  # noqa: E402
from pipeline.reliability.units import Units  # noqa: E402
from pipeline.reliability.verdicts import LEAST_RECALL  # noqa: E402
from pipeline.study.problems import Source  # noqa: E402
from pipeline.study.records import Code, Coding, Transcript, Turn  # noqa: E402
from pipeline.study.study import open_study  # noqa: E402

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Given = Mapping[str, set[tuple[str, int, int]]]
"""Code -> (transcript, start, end) of its passages."""

LEAST = 10


@dataclass(frozen=True)
class Measured:
    """Means over codes."""

    kappa: float
    f1: float
    precision: float
    recall: float
    average_precision: float

    def __str__(self) -> str:
        return (
            f"kappa {self.kappa:.3f} · F1 {self.f1:.3f} · precision {self.precision:.3f} · recall {self.recall:.3f}"
            f" · average precision {self.average_precision:.3f}"
        )


def kappa_of(truth: BoolArray, said: BoolArray) -> float:
    """Cohen's kappa of two columns."""
    counts = [np.array([int(n)]) for n in ((truth & said).sum(), said.sum())]
    return float(kappas(counts[0], counts[1], int(truth.sum()), len(truth))[0])


def measure(truth: BoolArray, score: FloatArray, said: BoolArray) -> Measured:
    """Of columns of shape (n_units, n_codes)."""
    columns = [n for n in range(truth.shape[1]) if truth[:, n].any()]
    rows = [
        (
            kappa_of(truth[:, n], said[:, n]),
            f1_score(truth[:, n], said[:, n], zero_division=0),
            precision_score(truth[:, n], said[:, n], zero_division=0),
            recall_score(truth[:, n], said[:, n], zero_division=0),
            average_precision_score(truth[:, n], score[:, n]),
        )
        for n in columns
    ]
    return Measured(*(float(np.mean(column)) for column in zip(*rows, strict=True)))


def tuned(truth: BoolArray, score: FloatArray, parts: Sequence[int]) -> BoolArray:
    """What a threshold gives that was set on the other parts: where kappa was largest there."""
    said = np.zeros(truth.shape, dtype=bool)
    where = np.asarray(parts)
    for part in sorted(set(parts)):
        here, there = where == part, where != part
        for n in range(truth.shape[1]):
            order = np.argsort(-score[there, n], kind="stable")
            right = np.cumsum(truth[there, n][order]).astype(np.int64)
            given = np.arange(1, len(order) + 1, dtype=np.int64)
            found = kappas(right, given, int(truth[there, n].sum()), len(order))
            said[here, n] = score[here, n] >= score[there, n][order[int(np.argmax(found))]]
    return said


# ---------------------------------------------------------------------------------------------------- taguette


def read_taguette(folder: Path) -> tuple[list[Transcript], list[Code], dict[str, set[tuple[str, int, int]]]]:
    """Transcripts, codes with their definitions, and code -> (transcript, start, end) of its highlights."""
    file = folder / "thematic-analysis" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    base = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    source = Source(file)
    codes = [
        Code(f"c{n}", name, definition=said, line=0)
        for n, name, said in base.execute("select id, path, description from tags order by id")
    ]
    given: dict[str, set[tuple[str, int, int]]] = {code.code_id: set() for code in codes}
    transcripts = []
    for number, name, contents in base.execute("select id, name, contents from documents order by name"):
        plain = html.unescape(re.sub(r"<[^>]+>", "", contents))
        raw = plain.encode()
        transcript_id = name.split("_")[0]
        turns, places = _paragraphs(plain)
        transcripts.append(
            Transcript(transcript_id, "a", "interview", turns, source, segments=segments_of(transcript_id, turns))
        )
        query = (
            "select start_offset, end_offset, tag_id from highlights join highlight_tags "
            "on highlight_id = highlights.id where document_id = ?"
        )
        for start, end, tag in base.execute(query, (number,)):
            a, b = (len(raw[:at].decode(errors="ignore")) for at in (start, end))
            for there, turn in places:
                begin, stop = max(a, there), min(b, there + len(turn.text) + 2)
                if begin < stop:
                    place = turn.start_char + begin - there
                    given[f"c{tag}"].add((transcript_id, place, min(place + stop - begin, turn.end_char)))
    return transcripts, codes, given


def _paragraphs(plain: str) -> tuple[tuple[Turn, ...], list[tuple[int, Turn]]]:
    turns: list[Turn] = []
    places: list[tuple[int, Turn]] = []
    at = 0
    for line in re.finditer(r"[^\n]+", plain):
        words = line[0].strip()
        if words:
            turn = Turn(len(turns) + 1, "participant", words, at, at + len(words))
            turns.append(turn)
            places.append((line.start() + line[0].index(words[0]), turn))
            at += len(words) + 1
    return tuple(turns), places


def labels_from(
    passages: Passages, transcripts: Sequence[Transcript], codes: Sequence[Code], given: Given
) -> dict[str, Labels]:
    """Yes where a passage of the code touches the segment, no everywhere else."""
    units = {one.transcript_id: Units(one) for one in transcripts}
    every = range(len(passages.every))
    found = {}
    for code in codes:
        yes = set()
        for transcript_id, start, end in given[code.code_id]:
            first = passages.rows[transcript_id].start
            yes |= {first + n for n in units[transcript_id].touched("segment", start, end)}
        found[code.code_id] = Labels.of(yes, set(every) - yes, passages.rows)
    return found


def columns(codes: Sequence[Code], labels: Mapping[str, Labels], n: int) -> BoolArray:
    """Shape (n_units, n_codes): where people gave each code."""
    truth = np.zeros((n, len(codes)), dtype=bool)
    for column, code in enumerate(codes):
        truth[sorted(labels[code.code_id].yes), column] = True
    return truth


def vectors_for(passages: Passages, codes: Sequence[Code]) -> Meanings:
    """Sentence vectors of all that is learnt from or ranked, and what they cost."""
    texts = texts_of(passages, [words for code in codes for words in (description(code), *parts_of(code))])
    n_words = sum(len(one.split()) for one in {one for some in texts.values() for one in some})
    began = time.process_time()
    known = meanings_of(texts, Cache(None))
    spent = time.process_time() - began
    print(f"sentence vectors of {n_words} words: CPU {spent:.0f} s, {n_words / spent:.0f} words per CPU-s")
    return known


def taguette(folder: Path, embed: bool) -> None:
    """Prints the table of benchmarks/README.md."""
    transcripts, codes, given = read_taguette(folder)
    passages = passages_of(transcripts)
    labels = labels_from(passages, transcripts, codes, given)
    truth = columns(codes, labels, len(passages.every))
    parts = [fold_of(one.transcript_id) for one in passages.every]
    many = f"{len(codes)} themes, {len(passages.every)} segments, {truth.sum()} labels"
    print(f"\nTaguette: {len(transcripts)} interviews, {many}")
    without_window(passages, truth, parts)
    for known in (None, vectors_for(passages, codes)) if embed else (None,):
        print("with sentence vectors" if known else "words alone")
        began = time.process_time()
        none: dict[str, set[int]] = {code.code_id: set() for code in codes}
        read = frozenset(passages.rows)
        learnt = learn_codes(codes, passages, labels, none, known=known, read=read)
        spent = time.process_time() - began
        score = np.array([one.scores for one in learnt]).T
        print(
            "   learning coder, threshold of the other interviews:", measure(truth, score, tuned(truth, score, parts))
        )
        same = np.column_stack([score[:, n] >= learnt[n].threshold for n in range(len(codes))])
        print(
            "   threshold of the same scores:                     ", measure(truth, score, same), f"CPU {spent:.0f} s"
        )
        reading_lists(passages, codes, given, score)
        from_descriptions(passages, codes, truth, known)
        in_batches(passages, codes[:: max(len(codes) // N_SIMULATED, 1)], labels, truth_of(codes, truth), known)
        from_few(passages, codes, labels, truth, known)


def without_window(passages: Passages, truth: BoolArray, parts: Sequence[int]) -> None:
    """The bar of the issue: TF-IDF + logistic regression of the segment alone, class-balanced, threshold .5."""
    texts = [one.text for one in passages.every]
    word = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letter = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True)
    matrix = csr_matrix(hstack([word.fit_transform(texts), letter.fit_transform(texts)]))
    score, where = np.zeros(truth.shape), np.asarray(parts)
    for part in sorted(set(parts)):
        train = where != part
        for n in range(truth.shape[1]):
            model = LogisticRegression(class_weight="balanced", solver="liblinear", tol=1e-2)
            model.fit(matrix[train], truth[train, n])
            score[~train, n] = model.decision_function(matrix[~train])
    print("TF-IDF + logistic regression without window:          ", measure(truth, score, score > 0))


def from_descriptions(passages: Passages, codes: Sequence[Code], truth: BoolArray, known: Meanings | None) -> None:
    """No examples at all: segments ranked by likeness to what the codebook says."""
    found = likeness(passages, codes, known)
    mean = np.mean([average_precision_score(truth[:, n], found[:, n]) for n in range(len(codes))])
    coded = np.flatnonzero(truth.any(1))
    best = np.argsort(-found[coded], axis=1)[:, :3]
    top3 = np.mean([truth[row, best[place]].any() for place, row in enumerate(coded)])
    closed = {code.code_id: frozenset[int]() for code in codes}
    picked = first_of(ranked_by(found, codes, passages), closed)
    right = np.mean([truth[n, column] for column, code in enumerate(codes) for n in picked[code.code_id]])
    print(
        f"   no examples: MAP {mean:.3f} · a right theme among the first 3 in {top3:.3f} · of the passages to begin with "
        f"{right:.3f} are right (any passage: {truth.mean():.3f})"
    )


def from_few(
    passages: Passages, codes: Sequence[Code], labels: Mapping[str, Labels], truth: BoolArray, known: Meanings | None
) -> None:
    """One, two, four interviews read (five draws each): mean average precision on the others, of what was learnt."""
    every = sorted(passages.rows)
    for n_read in (1, 2, 4):
        found = []
        for draw in range(5):
            read = set(random.Random(draw).sample(every, n_read))
            rows = {n for one in read for n in passages.rows[one]}
            some = {
                name: Labels.of(rows & set(one.yes.tolist()), rows & set(one.no.tolist()), read) for name, one in labels.items()
            }  # fmt: skip
            use = [n for n, code in enumerate(codes) if len(some[code.code_id].yes) > 1]
            other = np.array([n for n in range(len(passages.every)) if n not in rows])
            none: dict[str, set[int]] = {code.code_id: set() for code in codes}
            for n, one in zip(
                use,
                learn_codes([codes[n] for n in use], passages, some, none, known=known, read=frozenset(read)),
                strict=True,
            ):
                found.append(average_precision_score(truth[other, n], np.array(one.scores)[other]))
        print(f"   {n_read} interviews read: MAP {np.mean(found):.3f} ({len(found)} themes in 5 draws)")


# ---------------------------------------------------------------------------------------------------- the sample


def sample(folder: Path, cache: Path | None, embed: bool) -> None:
    """Cues, learning, both: against the answer key, transcripts and cases left out."""
    opened = open_study(folder).records
    assert opened is not None
    kept = Cache(cache)
    loaded_study = load_study(opened, kept).records
    assert loaded_study is not None
    kept.flush()
    texts = {one.transcript_id: one.text for one in loaded_study.corpus.transcripts}
    given = key_passages(folder / "key.csv", texts)
    passages = passages_of(loaded_study.corpus.transcripts)
    codable = [code for code in loaded_study.codebook.codable if code.code_id in given]
    labels = labels_from(passages, loaded_study.corpus.transcripts, codable, given)
    codes = [code for code in codable if len(labels[code.code_id].yes) >= LEAST]
    truth = columns(codes, labels, len(passages.every))
    hits = cue_hits(loaded_study, passages, codes)
    by_cue = np.column_stack([[n in hits[code.code_id] for n in range(len(passages.every))] for code in codes])
    print(f"\nThe sample against its key: {len(codes)} codes in {LEAST} segments or more, of {len(passages.every)}")
    print("cues alone:                        ", measure(truth, by_cue.astype(float), by_cue))
    names = list(dict.fromkeys(one.case_id or "" for one in loaded_study.corpus.transcripts))
    case_of = {one.transcript_id: names.index(one.case_id or "") for one in loaded_study.corpus.transcripts}
    for known in (None, vectors_for(passages, codes)) if embed else (None,):
        print("with sentence vectors" if known else "words alone")
        from_descriptions(passages, codes, truth, known)
        began = time.process_time()
        cases = {one.transcript_id: one.case_id or "" for one in loaded_study.corpus.transcripts}
        read = frozenset(passages.rows)
        learnt = learn_codes(codes, passages, labels, hits, known=known, cases=cases, read=read)
        print(f"   learnt with transcripts and with cases left out: CPU {time.process_time() - began:.0f} s")
        for name, column in (("transcripts", "scores"), ("a case", "unseen")):
            score = np.array([getattr(one, column) for one in learnt]).T
            of = fold_of if column == "scores" else case_of.__getitem__
            said = tuned(truth, score, [of(one.transcript_id) for one in passages.every])
            print(f"   {name + ' left out:':<23}", measure(truth, score, said))
            reading_lists(passages, codes, given, score)
            if column == "scores":
                by_code(codes, truth, by_cue, score, said, is_shown=True)
            else:
                calibration(score, truth)
        in_batches(passages, codes[:: max(len(codes) // N_SIMULATED, 1)], labels, truth_of(codes, truth), known)


N_SIMULATED = 8
"""Codes for which reading in batches is gone through: each asks for a fit a batch."""


def truth_of(codes: Sequence[Code], truth: BoolArray) -> dict[str, BoolArray]:
    """By code, where people gave it."""
    return {code.code_id: truth[:, n] for n, code in enumerate(codes)}


def reading_lists(passages: Passages, codes: Sequence[Code], given: Given, score: FloatArray) -> None:
    """For how many codes the first fifth of the ranked words holds 70 % of the passages, lower bound."""
    transcripts = list(passages.rows)
    found = []
    for n, code in enumerate(codes):
        codings = [
            Coding(str(place), *where, code.code_id, "key", "hand")
            for place, where in enumerate(sorted(given[code.code_id]))
        ]
        found.append(recall_of(rank(passages, score[:, n].tolist(), transcripts), codings))
    twenty, third = (
        np.array([getattr(one, name) for one in found], dtype=float) for name in ("recall_20", "recall_33")
    )
    n_good = sum((one.recall_20_low or 0) >= LEAST_RECALL for one in found)
    print(
        f"      passages met after 20 % of the words {twenty.mean():.2f}, after 33 % {third.mean():.2f}; "
        f"lower bound at 20 % of {LEAST_RECALL:g} or more: {n_good} of {len(codes)} codes"
    )


def calibration(score: FloatArray, truth: BoolArray) -> None:
    """What was said and what was so, by tenth of the scale, all codes together."""
    tenth = np.minimum((score * 10).astype(int), 9)
    rows = [
        (score[tenth == n].mean(), truth[tenth == n].mean(), (tenth == n).sum())
        for n in range(10)
        if (tenth == n).any()
    ]
    print("      said / was so (passages): " + ", ".join(f"{said:.2f} / {so:.2f} ({n})" for said, so, n in rows))


def in_batches(
    passages: Passages,
    codes: Sequence[Code],
    labels: Mapping[str, Labels],
    truth: Mapping[str, BoolArray],
    known: Meanings | None,
) -> None:
    """How much of the words is read until 80 % of a code's segments were met: batches of 20, learnt again after each."""
    every = list(passages.rows)
    shares, in_order, spent, n_fits = [], [], 0.0, 0
    for code in codes:
        yes = truth[code.code_id]
        relearner = prepare([code], passages, {code.code_id: set()}, known)
        batches: list[dict[int, bool]] = []
        scores = relearner.scores({code.code_id: Labels.of([], [])})[:, 0]
        while True:
            state = reading_batches(passages, every, scores.tolist(), batches)
            met = {m for batch in batches for n in batch for m in (n - 1, n, n + 1) if 0 <= m < len(yes) and yes[m]}
            if not state.batch or len(met) >= 0.8 * yes.sum():
                break
            batches.append({one.number: bool(yes[one.number]) for one in state.batch})
            judged = {n: has for batch in batches for n, has in batch.items()}
            given = frozenset(n for n, has in judged.items() if has)
            began = time.process_time()
            scores = relearner.scores({code.code_id: Labels.of(given, set(judged) - given)})[:, 0]
            spent, n_fits = spent + time.process_time() - began, n_fits + 1
        shares.append(state.read_share)
        done = np.cumsum(yes) >= 0.8 * yes.sum()
        in_order.append(float(passages.n_words[: int(np.argmax(done)) + 1].sum() / passages.n_words.sum()))
    print(
        f"   reading in batches, {len(codes)} codes: 80 % of the segments met after {np.mean(shares):.2f} of the words "
        f"(in order {np.mean(in_order):.2f}); relearning {spent / max(n_fits, 1):.2f} CPU-s a batch"
    )


def by_code(
    codes: Sequence[Code], truth: BoolArray, by_cue: BoolArray, score: FloatArray, said: BoolArray, is_shown: bool
) -> None:
    """The weakest and the best codes."""
    rows = [
        (kappa_of(truth[:, n], said[:, n]), kappa_of(truth[:, n], by_cue[:, n]), int(truth[:, n].sum()), code.code_id)
        for n, code in enumerate(codes)
    ]
    if is_shown:
        for kappa, cue, n, code_id in sorted(rows):
            print(f"    {code_id:<24} {n:>4} segments · learnt {kappa:.2f} · cues {cue:.2f}")


def key_passages(file: Path, texts: Mapping[str, str]) -> dict[str, set[tuple[str, int, int]]]:
    """Affirmed passages of the answer key, by code."""
    given: dict[str, set[tuple[str, int, int]]] = {}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            words = " ".join(row["passage"].split())
            at = texts.get(row["transcript_id"], "").find(words)
            if at >= 0 and row["polarity"] == "affirmed" and "only the interviewer" not in (row.get("note") or ""):
                given.setdefault(row["code_id"], set()).add((row["transcript_id"], at, at + len(words)))
    return given


def cue_hits(loaded_study: LoadedStudy, passages: Passages, codes: Sequence[Code]) -> dict[str, set[int]]:
    """Segments in which an affirmed cue of each code stands."""
    return {
        code.code_id: passages.touched(
            one for one in loaded_study.machine if one.code_id == code.code_id and one.polarity == "affirmed"
        )
        for code in codes
    }


def main() -> None:
    """Run what there is data for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taguette", type=Path)
    parser.add_argument("--sample", type=Path, default=ROOT / "corpora" / "sample")
    parser.add_argument("--embed", action="store_true")
    parser.add_argument("--cache", type=Path, default=None)
    given = parser.parse_args()
    if given.sample.is_dir():
        sample(given.sample, given.cache, given.embed)
    if given.taguette:
        taguette(given.taguette, given.embed)


if __name__ == "__main__":
    main()
