"""Passages nearest to what the codebook says of codes that have too few examples."""

import json

import pytest

from pipeline.coding.learning.features import Passage, Passages, says_enough
from pipeline.coding.learning.nearest import APART, MOST, nearest_passages
from pipeline.io.cache import Cache
from pipeline.study.records import Code, Segment

BOATS = Code("boats", "Boats", definition="What partners say of ferries on the water.")
BREAD = Code("bread", "Bread", definition="What partners say of ovens and dough.")
ELSE = "The meeting on day {0} took us the whole long morning."
TOLD = {
    2: "All the ferries went over the cold water on that day.",
    3: "Other ferries went over the cold water on that day too.",
    9: "No ferries on the water, ever, in all of those years.",
    16: "One saw ferries from there, all ferries on the water.",
    10: "Ferries on water.",
}


def said(told=TOLD, n=24) -> Passages:
    """One transcript of n segments, those of `told` in their places."""
    texts = [told.get(i, ELSE.format(i)) for i in range(n)]
    every = tuple(
        Passage("t", Segment(f"t:1:{i}", "t", 1, 0, len(one)), one, None, None, 1) for i, one in enumerate(texts)
    )
    return Passages(every, {"t": range(n)})


def nearest(closed=(), cache=None, codes=(BOATS, BREAD)):
    found = nearest_passages(codes, said(), {"boats": frozenset(closed)}, cache or Cache(None))
    return found["boats"]


def test_the_nearest_are_long_enough_to_judge_and_stand_apart():
    found = nearest()

    assert len(found) == MOST
    assert 16 in found
    assert 9 in found
    assert len({2, 3} & set(found)) == 1, "one of two neighbours"
    assert 10 not in found, "three words say too little"
    assert all(abs(a - b) >= APART for a in found for b in found if a != b)


def test_what_people_have_dealt_with_is_not_asked_again():
    assert 9 not in nearest(closed=[9])


def test_a_sentence_without_blanks_says_enough_by_its_signs():
    assert says_enough("我们从来没有看过数据，因为没有人愿意给我们看", 8)
    assert not says_enough("我们没看过", 8)
    assert not says_enough("We had no data.", 8)


def test_no_text_and_no_code_give_nothing():
    assert nearest_passages((BOATS,), Passages((), {}), {"boats": frozenset()}, Cache(None)) == {"boats": ()}
    assert nearest_passages((BOATS,), said(), {}, Cache(None)) == {}


def test_what_is_near_is_kept_until_codebook_or_text_change_and_a_new_coding_asks_for_nothing(tmp_path, monkeypatch):
    kept = Cache(tmp_path)
    first = nearest(cache=kept)
    kept.flush()
    monkeypatch.setattr("pipeline.coding.learning.nearest.likeness", lambda *_: pytest.fail("looked for again"))

    assert nearest(cache=Cache(tmp_path)) == first
    assert 9 not in nearest(closed=[9], cache=Cache(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="looked for again"):
        nearest(cache=Cache(tmp_path), codes=(BOATS, Code("bread", "Bread", definition="Rolls and loaves.")))


@pytest.mark.parametrize("kept", [None, [1], {"boats": 3, "bread": []}, {"boats": [999], "bread": []}, {"bread": [1]}])
def test_a_cache_that_holds_something_else_is_found_anew(tmp_path, kept):
    cache = Cache(tmp_path)
    first = nearest(cache=cache)
    (key,) = [key for room, key in cache.waiting if room == "nearest"]
    cache.put("nearest", key, json.loads(json.dumps(kept)))

    assert nearest(cache=cache) == first
