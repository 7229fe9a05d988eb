"""Where to begin with a code that has too few examples: passages nearest to what the codebook says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from pipeline.coding.learning.by_description import FloatArray, likeness, parts_of
from pipeline.coding.learning.features import Passages, says_enough, texts_of
from pipeline.coding.learning.vectors import identity, meanings_of
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.study.records import Code

ROOM = "nearest"
CODEBOOKS_PARTS = "codebook/parts"
"""The group under which vectors of the codebook's words are kept; no transcript can be called so."""

OWN_FILES = ("by_description", "features", "grams", "meaning", "nearest", "tf_idf")
# At most three a code, as docs/machine.md says: a beginning, no list.
MOST = 3
APART = 3
"""Two passages of a code stand so many respondents' segments apart: what is said beside one is read with it."""

# A shorter passage says too little by itself to begin with.
LEAST_WORDS = 8
N_RANKED = 200
"""So many of the nearest are ranked: where people have dealt with all of them, there are none to begin with."""


def nearest_passages(
    codes: Sequence[Code],
    passages: Passages,
    closed: Mapping[str, frozenset[int]],
    cache: Cache,
    embed: bool = False,
) -> dict[str, tuple[int, ...]]:
    """For each code in `closed`, numbers of its nearest passages, the nearest first.

    Args:
        codes: All codes that can be given; what they share tells none of them.
        closed: By code that is looked for, the passages that people have dealt with: never among those found.
        cache: What is near is kept under a hash of texts and codebook: a new coding asks for nothing anew.
        embed: Whether sentence vectors say what is near, as the study asks.
    """
    if not closed or not passages.every:
        return dict.fromkeys(closed, ())
    key = key_of(
        code_digest(*(f"coding/learning/{name}.py" for name in OWN_FILES)),
        passages.digest,
        *(f"{code.code_id}|{parts_of(code)}" for code in codes),
        identity() if embed else "",
    )
    ranked = _unpacked(cache.get(ROOM, key), codes, len(passages.every))
    if ranked is None:
        ranked = ranked_by(likeness_of(codes, passages, cache, embed), codes, passages)
        cache.put(ROOM, key, ranked)
    # What was near in texts that are gone goes with them.
    cache.keep_only(ROOM, {key})
    return first_of(ranked, closed)


def likeness_of(codes: Sequence[Code], passages: Passages, cache: Cache, embed: bool) -> FloatArray:
    """`likeness`, with sentence vectors where the study asks for them; the cache keeps them."""
    known = None
    if embed:
        groups = {**texts_of(passages, []), CODEBOOKS_PARTS: [part for code in codes for part in parts_of(code)]}
        del groups[""]  # the descriptions that codes are learnt from, kept apart
        known = meanings_of(groups, cache)
    return likeness(passages, codes, known)


def ranked_by(like: FloatArray, codes: Sequence[Code], passages: Passages) -> dict[str, list[int]]:
    """By code, numbers of the likest passages that are long enough, the likest first.

    Args:
        like: Shape (n_passages, n_codes), as `likeness` gives it.
    """
    is_long = [says_enough(passage.text, LEAST_WORDS) for passage in passages.every]
    ranked = {}
    for column, code in enumerate(codes):
        here = like[:, column]
        # Under the mean it is near to nothing.
        likest = (n for n in (-here).argsort(kind="stable").tolist() if is_long[n] and here[n] > 0)
        ranked[code.code_id] = list(islice(likest, N_RANKED))
    return ranked


def first_of(ranked: Mapping[str, Sequence[int]], closed: Mapping[str, frozenset[int]]) -> dict[str, tuple[int, ...]]:
    """The first passages of each code in `closed`: apart from each other, not closed."""
    first = {}
    for code_id, rows in closed.items():
        chosen: list[int] = []
        for n in ranked[code_id]:
            # What people have dealt with is left out here, not before ranking: new codings then cost no new ranking.
            if len(chosen) < MOST and n not in rows and all(abs(n - other) >= APART for other in chosen):
                chosen.append(n)
        first[code_id] = tuple(chosen)
    return first


def _unpacked(raw: object, codes: Sequence[Code], n_passages: int) -> dict[str, list[int]] | None:
    """What the cache kept; None where nothing was kept, or something that is not what this version writes."""
    # The cache is a file: whatever stands in it, a run goes on.
    if not isinstance(raw, dict) or set(raw) != {code.code_id for code in codes}:
        return None
    rows = [n for listed in raw.values() for n in (listed if isinstance(listed, list) else [-1])]
    return raw if all(isinstance(n, int) and 0 <= n < n_passages for n in rows) else None
