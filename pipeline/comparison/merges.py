"""Which codes may be one: pairs that stand in the same passages, or whose definitions are alike. People decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from math import log, sqrt

from pipeline.store.rows import Cooccurrence
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook

MOST_PROPOSED = 5
SHARED_PASSAGES, LEAST_SHARED, ALIKE = 0.25, 2, 0.3
"""A merge is proposed where two codes share a quarter of their segments (at least two), or are defined this alike."""

# Words of definitions in general: that two of them say "those who" makes nothing alike.
SMALL_WORDS = frozenset({
    "about", "all", "also", "and", "any", "are", "been", "before", "both", "but", "can", "could", "did", "does", "each",
    "for", "from", "had", "has", "have", "her", "him", "his", "how", "into", "its", "not", "one", "only", "other",
    "out", "own", "she", "some", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "told", "was", "were", "what", "when", "which", "while", "who", "whom", "whose", "why", "will", "with",
    "without", "would",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class MergeProposal:
    """Two enablers that may be one: segments in which both stand, of those with either; how alike they are defined."""

    code_a: str
    code_b: str
    name_a: str
    name_b: str
    n_both: int
    n_either: int
    likeness: float


@dataclass(frozen=True, slots=True)
class MergeDecided:
    """A merge that the codebook records, with its reason."""

    code_id: str
    name: str
    into: str
    into_name: str
    why: str
    version: str


def merges_proposed(
    cooccurrence: Iterable[Cooccurrence], names: Mapping[str, str], codebook: Codebook
) -> tuple[MergeProposal, ...]:
    """Pairs that meet in many segments, or whose definitions are alike; the closest first, five at most.

    Args:
        cooccurrence: Iterable[Cooccurrence] of the table of that name.
        names: Code ids of one family, with their names.
        codebook: For definitions; name, definition and `include` are compared.
    """
    both, either = _meetings(cooccurrence)
    # Weighted among the family alone: a word that all its definitions share tells none of them apart.
    vectors = weighted_words({code_id: _described(codebook, code_id) for code_id in names})
    proposals = []
    for a, b in combinations(sorted(names), 2):
        likeness = cosine(vectors[a], vectors[b])
        # One meeting among two passages would be a half already.
        share = both[(a, b)] / either[(a, b)] if both[(a, b)] >= LEAST_SHARED else 0.0
        if share >= SHARED_PASSAGES or likeness >= ALIKE:
            row = MergeProposal(a, b, names[a], names[b], both[(a, b)], either[(a, b)], round(likeness, 4))
            # Two scales on one footing: each as a multiple of its own threshold.
            proposals.append((max(share / SHARED_PASSAGES, likeness / ALIKE), row))
    # Ids settle ties, so that the same input gives the same order.
    proposals.sort(key=lambda weighed: (-weighed[0], weighed[1].code_a, weighed[1].code_b))
    return tuple(row for _, row in proposals[:MOST_PROPOSED])


def _meetings(cooccurrence: Iterable[Cooccurrence]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Over all cases: segments with both codes, and with either; cases in which a pair never meets add to neither."""
    both: Counter[tuple[str, str]] = Counter()
    either: Counter[tuple[str, str]] = Counter()
    for row in cooccurrence:
        pair = (row.code_a, row.code_b)
        both[pair] += row.n_segments
        # The table has no count of the union; jaccard is the meetings over it, so it can be had back.
        either[pair] += round(row.n_segments / row.jaccard)
    return both, either


def _described(codebook: Codebook, code_id: str) -> str:
    code = codebook.codes[code_id]
    return " ".join((code.name, code.definition, *code.include))


def weighted_words(texts: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Each text's words and weights: (1 + log n) times log(texts / texts with the word); no small words."""
    words = {name: Counter(_stems(text)) for name, text in texts.items()}
    holding = Counter(word for here in words.values() for word in here)
    return {
        name: {word: (1 + log(n)) * log(len(texts) / holding[word]) for word, n in here.items()}
        for name, here in words.items()
    }


def _stems(text: str) -> Iterable[str]:
    for word in re.findall(r"[^\W\d_]{3,}", text.casefold()):
        if word not in SMALL_WORDS:
            # Enough for plurals; of a short word (`loss`, `this`) the letter is rarely an ending.
            yield word.removesuffix("s") if len(word) > 4 else word


def cosine(weights: Mapping[str, float], other: Mapping[str, float]) -> float:
    """0 (no word in common) to 1; 0 where one of the two is empty."""
    shared = sum(weight * other[word] for word, weight in weights.items() if word in other)
    length = sqrt(sum(w * w for w in weights.values())) * sqrt(sum(w * w for w in other.values()))
    return shared / length if length else 0.0


def merges_decided(codebook: Codebook, family: str) -> tuple[MergeDecided, ...]:
    """Every merge of the codebook from or into a family."""
    decided = []
    for code in codebook.codes.values():
        if code.merge_into and code.merge_into in codebook.codes:
            families = {codebook.family(code.code_id), codebook.family(code.merge_into)}
            if family in families:
                into = codebook.codes[code.merge_into].name
                decided.append(
                    MergeDecided(code.code_id, code.name, code.merge_into, into, code.merge_why, code.retired or "")
                )
    return tuple(decided)
