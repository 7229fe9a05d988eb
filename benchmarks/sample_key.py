"""The sample's answer key against the cues and the coders, and the coders against each other: tables for docs/sample.md.

    python -m benchmarks.sample_key

A passage is found when a coding of the same code and polarity shares a character with it; a coding is right when it
shares a character with a passage of the key of that code and polarity. A code that came after the key is left out. Coders are compared on what they have read.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from pipeline.codebook.load import load_codebook
from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.coding.cues.machine import with_known_scope
from pipeline.coding.hand.by_hand import collect_hand_work
from pipeline.corpus.cases import read_corpus
from pipeline.io.cache import Cache
from pipeline.statistics.agreement import cohen_kappa
from pipeline.statistics.errors import UndefinedStatisticError
from pipeline.study.study import open_study

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "sample"
KEY_FIVE = (
    "prior_relationships",
    "trusted_individual",
    "community_engagement",
    "data_evidence",
    "joint_problem_solving",
)
SHOWN = (*KEY_FIVE, "trust", "setback", "mutual_learning", "mutual_blaming")
PAIRS = (("amado", "thorne"), ("wexler", "lindqvist"))
Span = tuple[str, int, int, str, str]
"""(transcript_id, start_char, end_char, code_id, polarity)"""


def overlap(one: Span, other: Span) -> bool:
    """Whether two passages of one code and polarity in one transcript share a character."""
    return one[0] == other[0] and one[3:] == other[3:] and one[1] < other[2] and other[1] < one[2]


def found_of(wanted: Iterable[Span], given: Iterable[Span]) -> tuple[int, int]:
    """(how many of `wanted` are met by one of `given`, how many there are)."""
    shelves: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for one in given:
        shelves[(one[0], one[3], one[4])].append(one)
    listed = list(wanted)
    return sum(any(overlap(w, g) for g in shelves[(w[0], w[3], w[4])]) for w in listed), len(listed)


def row(name: str, key: list[Span], given: list[Span], is_in: Callable[[Span], bool]) -> str:
    """A line of Markdown: recall and precision as k of n."""
    wanted, had = [s for s in key if is_in(s)], [s for s in given if is_in(s)]
    recall, precision = found_of(wanted, had), found_of(had, wanted)
    return f"| {name} | {recall[0]} of {recall[1]} | {precision[0]} of {precision[1]} |"


def table(title: str, key: list[Span], given: list[Span]) -> None:
    """Recall and precision by code (affirmed) and by polarity (all codes)."""
    print(f"\n{title}\n\n| | found of the key | right of those found |\n|---|---|---|")
    print(row("all codes, affirmed", key, given, lambda s: s[4] == "affirmed"))
    for polarity in ("absent", "wished", "disputed"):
        print(row(f"all codes, {polarity}", key, given, lambda s, p=polarity: s[4] == p))
    for code in SHOWN:
        print(row(f"`{code}`, affirmed", key, given, lambda s, c=code: s[3] == c and s[4] == "affirmed"))


def coder_against_coder(
    pair: tuple[str, str], whole: set[tuple[str, str]], spans: dict[str, list[Span]], cues: list[Span]
) -> None:
    """Print two coders' agreement on the transcripts that both have read for all codes, by code and by passage."""
    first, second = pair
    both = {transcript for coder, transcript in whole if coder == first}
    both &= {transcript for coder, transcript in whole if coder == second}
    print(
        f"\n**{first} against {second}** ({len(both)} transcripts both have read, unit: transcript, affirmed).\n\n"
        f"| code | both | only {first} | only {second} | neither | kappa |\n|---|---|---|---|---|---|"
    )
    for code in SHOWN:
        marks = [
            [int(any(s[0] == t and s[3:] == (code, "affirmed") for s in spans[coder])) for t in sorted(both)]
            for coder in pair
        ]
        cells = [
            sum(a == x and b == y for a, b in zip(*marks, strict=True)) for x, y in ((1, 1), (1, 0), (0, 1), (0, 0))
        ]
        try:
            kappa = f"{cohen_kappa(np.array(marks, dtype=object)):.2f}"
        except UndefinedStatisticError as error:
            kappa = f"undefined: {error}"
        print(f"| `{code}` | {' | '.join(map(str, cells))} | {kappa} |")
    of_first, of_second = ([s for s in spans[coder] if s[0] in both] for coder in pair)
    there, back = found_of(of_first, of_second), found_of(of_second, of_first)
    print(
        f"\nBy passage: {there[0]} of {there[1]} of {first}'s are met by {second}, {back[0]} of {back[1]} of {second}'s "
        f"by {first} (same code and polarity, a shared character)."
    )
    machine = [s for s in cues if s[0] in both]
    (met, given), (met_second, given_second) = found_of(of_first, machine), found_of(of_second, machine)
    print(f"The cues meet {met} of {given} of {first}'s and {met_second} of {given_second} of {second}'s.")


def main() -> None:
    """Print the tables."""
    study = open_study(SAMPLE).records
    assert study is not None
    corpus = read_corpus(study, Cache(None)).records
    book = load_codebook(study.codebook).records
    assert book is not None
    texts = {one.transcript_id: one.text for one in corpus.transcripts}
    questions = frozenset(q.question for guide in corpus.guides.values() for q in guide.questions)
    key: list[Span] = []
    for line in csv.DictReader((SAMPLE / "key.csv").open(encoding="utf-8")):
        at = texts[line["transcript_id"]].find(line["passage"])
        if line["polarity"] and at >= 0:
            key.append((line["transcript_id"], at, at + len(line["passage"]), line["code_id"], line["polarity"]))
    in_key = {one[3] for one in key}
    cues = [
        (c.transcript_id, c.start_char, c.end_char, c.code_id, c.polarity)
        for one in corpus.transcripts
        for c in code_transcript(one, with_known_scope(book, questions), None, study.settings.language_model)
        if c.code_id in in_key
    ]
    hand = collect_hand_work(SAMPLE / "codings", corpus.transcripts, book, questions).records
    read = {(mark.coder, mark.transcript_id) for mark in hand.read}
    table("**The cues against the key** (all transcripts).", key, cues)
    spans = {
        coder: [
            (c.transcript_id, c.start_char, c.end_char, c.code_id, c.polarity)
            for c in hand.codings
            if c.coder == coder and c.code_id in in_key
        ]
        for coder in sorted({c.coder for c in hand.codings})
    }
    print(
        "\n**The coders against the key** (what each has read; affirmed).\n\n| coder | transcripts | found of the key | right of those found |\n|---|---|---|---|"
    )
    for coder, given in spans.items():
        mine = [s for s in key if (coder, s[0]) in read and s[4] == "affirmed"]
        had = [s for s in given if s[4] == "affirmed"]
        recall, precision = found_of(mine, had), found_of(had, mine)
        print(
            f"| {coder} | {sum(c == coder for c, _ in read)} | {recall[0]} of {recall[1]} | {precision[0]} of {precision[1]} |"
        )
    whole = {(mark.coder, mark.transcript_id) for mark in hand.read if mark.codes.issuperset(SHOWN)}
    for pair in PAIRS:
        coder_against_coder(pair, whole, spans, cues)


if __name__ == "__main__":
    main()
