"""How much of a code is met when the first part of a ranked list is read: by hand, on texts in view."""

import pytest

from pipeline.coding.learning.features import Passage, Passages
from pipeline.reliability.recall import rank, recall_of, share_met, worst_groups
from pipeline.study.records import Coding, Segment


def told(*lengths: list[int]) -> Passages:
    """Transcripts t0, t1, … of sentences with so many words each; a sentence starts at 200 times its number."""
    every, rows = [], {}
    for t, words in enumerate(lengths):
        begin, text = len(every), "".join(" ".join("w" * length).ljust(200) for length in words)
        for n in range(len(words)):
            segment = Segment(f"t{t}:1:{n}", 1, n, 200 * n, 200 * n + 160)
            every.append(Passage(f"t{t}", segment, text, None, None, 1))
        rows[f"t{t}"] = range(begin, len(every))
    return Passages(tuple(every), rows)


def coded(transcript_id: str, first: int, last: int | None = None) -> Coding:
    end = 200 * (first if last is None else last) + 160
    return Coding(f"{transcript_id}-{first}", transcript_id, 200 * first, end, "c", "ana", "hand")


TEN = told([10] * 5, [10] * 5)
FALLING = [1 - n / 10 for n in range(10)]


def test_a_passage_is_met_when_its_best_sentence_is_among_the_first_words():
    ranking = rank(TEN, FALLING, ["t0", "t1"])

    found = recall_of(ranking, [coded("t0", 1), coded("t0", 2), coded("t1", 0), coded("t0", 0, 4)])

    assert found.n_passages == 4
    assert found.recall_20 == 2 / 4  # the first two sentences of ten: the second, and the one that spans all
    assert found.recall_33 == 3 / 4  # the third too


def test_words_are_read_not_sentences():
    passages = told([80, 5, 5, 10])

    assert recall_of(rank(passages, [4, 3, 2, 1], ["t0"]), [coded("t0", 0), coded("t0", 1)]).recall_20 == 0
    assert recall_of(rank(passages, [1, 4, 3, 2], ["t0"]), [coded("t0", 0), coded("t0", 1)]).recall_20 == 1 / 2


def test_the_lower_bound_draws_transcripts_and_does_not_exist_for_one():
    """Of two transcripts one is met wholly, the other not at all: a study of the second alone is one of four draws."""
    passages = told([10] * 10, [10] * 10)
    scores = [1.0] + [0.0] * 9 + [0.0] * 9 + [-1.0]
    both = [coded("t0", 0), coded("t1", 9)]

    assert recall_of(rank(passages, scores, ["t0", "t1"]), both).recall_20 == 1 / 2
    assert recall_of(rank(passages, scores, ["t0", "t1"]), both).recall_20_low == 0
    assert recall_of(rank(passages, scores, ["t0"]), both[:1]).recall_20_low is None


def test_without_passages_there_is_no_recall():
    ranking = rank(TEN, FALLING, ["t0", "t1"])

    assert recall_of(ranking, []).recall_20 is None
    assert recall_of(ranking, [coded("t7", 0)]).n_passages == 0
    assert share_met(ranking, [], 0.5) is None


def test_equal_scores_stand_in_the_order_of_the_text():
    ranking = rank(TEN, [0.0] * 10, ["t0", "t1"])

    assert [ranking.place[n] for n in range(10)] == list(range(10))


def test_the_worst_group_is_named_where_two_have_enough_passages():
    sentences = [10] * 20
    passages = told(sentences, sentences)
    scores = [1 - n / 100 for n in range(40)]
    codings = [coded(t, n) for t in ("t0", "t1") for n in range(5)]

    found = worst_groups(rank(passages, scores, ["t0", "t1"]), codings, {"sector": {"t0": "public", "t1": "private"}})

    assert found == {"sector": ("private", 0.0)}
    assert worst_groups(rank(passages, scores, ["t0", "t1"]), codings[:7], {"sector": {"t0": "a", "t1": "b"}}) == {}


@pytest.mark.parametrize(("share", "met"), [(0.0, 0.0), (0.1, 1 / 3), (0.5, 2 / 3), (1.0, 1.0)])
def test_the_share_met_rises_with_what_is_read(share, met):
    codings = [coded("t0", 0), coded("t0", 4), coded("t1", 4)]

    assert share_met(rank(TEN, FALLING, ["t0", "t1"]), codings, share) == met
