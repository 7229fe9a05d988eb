"""What a segment answers, its neighbours and its description beside what it says."""

import numpy as np
import pytest

from pipeline.coding.learning.features import QUESTION_WORDS, passages_of, vectors
from pipeline.coding.learning.fusion import (
    ENOUGH_TO_CHOOSE,
    NEIGHBOUR_WEIGHT,
    QUESTION_WEIGHT,
    Seen,
    asked_weights,
    average_precision,
    fused,
    smoothed,
)
from pipeline.coding.learning.learning import bent, learn_codes
from pipeline.coding.learning.learnt import Labels
from pipeline.coding.learning.relearn import prepare
from pipeline.study.records import Code
from tests.coding.interviews import interview


def questions(*said: str) -> list[str]:
    return [passage.question for passage in passages_of([interview(*said)]).every]


def test_a_segment_answers_what_was_asked_last():
    assert questions(
        "Before we begin.",
        "I: What went wrong in the beginning?",
        "Money. | People left.",
        "I: And who stayed to the end?",
        "Us.",
    ) == ["", "What went wrong in the beginning?", "What went wrong in the beginning?", "And who stayed to the end?"]


def test_a_murmur_leaves_the_question_open():
    asked = "I: What went wrong in the beginning?"

    assert questions(asked, "Money.", "I: Mm-hm.", "And time.", "I: Really?", "Yes.") == [asked[3:]] * 3


def test_of_a_question_of_400_words_the_last_forty_count():
    long = " ".join(f"w{n}" for n in range(400))

    assert questions(f"I: {long}", "Yes.") == [" ".join(f"w{n}" for n in range(400 - QUESTION_WORDS, 400))]


def test_without_an_interviewer_nothing_was_asked_and_nothing_of_it_is_learnt():
    passages = passages_of([interview("We sailed. | We rowed.", "We baked.")])

    assert not vectors(passages.every, ["Boats."]).is_asked


def seen(asked_tells: bool, n: int = 60) -> tuple[Seen, np.ndarray]:
    """What is said tells nothing; what was asked tells the code, or its contrary."""
    truth = np.zeros((n, 1))
    truth[: n // 2] = 1
    said = np.sin(np.arange(n, dtype=float))[:, None]
    return Seen(said, (truth if asked_tells else 1 - truth) * 2), truth


@pytest.mark.parametrize(("asked_tells", "weight"), [(True, QUESTION_WEIGHT), (False, 0.0)])
def test_the_question_counts_where_it_ranks_a_codes_own_examples_better(asked_tells, weight):
    scores, truth = seen(asked_tells)

    assert asked_weights([Code("c", "C")], scores, truth, np.ones_like(truth)).tolist() == [weight]


def test_an_attribute_is_so_whatever_was_asked():
    scores, truth = seen(True)

    assert asked_weights([Code("c", "C", kind="attribute")], scores, truth, np.ones_like(truth)).tolist() == [0.0]


def test_with_few_examples_the_kinds_other_codes_decide():
    """The second has one example, which its question ranks worse; the first has many, ranked better."""
    scores, truth = seen(True)
    rare = np.zeros_like(truth)
    rare[-1] = 1
    both = np.hstack([truth, rare])
    seen_both = Seen(np.hstack([scores.said] * 2), np.hstack([scores.asked] * 2))

    found = asked_weights([Code("a", "A"), Code("b", "B")], seen_both, both, np.ones_like(both))

    assert truth.sum() >= ENOUGH_TO_CHOOSE > rare.sum()
    assert found.tolist() == [QUESTION_WEIGHT, QUESTION_WEIGHT]


def test_where_nobody_asked_no_question_counts():
    scores, truth = seen(True)

    assert asked_weights([Code("c", "C")], Seen(scores.said, None), truth, np.ones_like(truth)).tolist() == [0.0]


def test_the_description_counts_less_the_more_examples_there_are():
    nothing = Seen(np.zeros((1, 3)), None)

    found = fused(nothing, np.ones((1, 3)), np.array([1.0, 4.0, 400.0]), np.zeros(3), [range(1)])

    assert found[0].tolist() == [1.0, 0.5, 0.2]


def test_neighbours_of_one_transcript_share_their_score_and_others_do_not():
    score = np.array([[0.0], [1.0], [0.0], [0.0]])

    assert smoothed(score, [range(2), range(2, 4)])[:, 0].tolist() == [NEIGHBOUR_WEIGHT, 1.0, 0.0, 0.0]


def test_average_precision_of_a_ranking_in_view():
    truth = np.array([True, False, True, False])

    assert average_precision(truth, np.array([4.0, 3.0, 2.0, 1.0])) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(~truth & truth, np.zeros(4)) == 0.0


def test_the_highest_scores_still_rise_and_are_less_sure():
    x = np.array([-2.0, 0.0, 1.0, 2.0, 5.0])

    assert (np.diff(bent(x)) > 0).all()
    assert bent(x)[:3].tolist() == [-2.0, 0.0, 1.0]
    assert bent(x)[4] < 3


BOATS = Code("boats", "Boats", definition="Talk of boats.")
SAID = [f"The boat left in hour {n}." if n % 3 == 0 else f"The meeting lasted hours {n}." for n in range(60)]


def test_while_reading_what_was_judged_ranks_what_is_left():
    passages = passages_of([interview(*SAID)])
    relearner = prepare([BOATS], passages, {"boats": set()})
    judged = Labels(frozenset({0, 3, 6}), frozenset({1, 2, 4, 5}), frozenset())

    scores = relearner.scores({"boats": judged})[:, 0]

    left = range(7, 60)
    assert min(scores[n] for n in left if n % 3 == 0) > max(scores[n] for n in left if n % 3)


def test_before_anything_is_judged_the_description_ranks():
    passages = passages_of([interview(*SAID)])
    nothing = Labels(frozenset(), frozenset(), frozenset())

    scores = prepare([BOATS], passages, {"boats": set()}).scores({"boats": nothing})[:, 0]

    assert scores[:60:3].min() > np.median(scores)


def test_a_code_that_everything_or_nothing_has_is_learnt_without_an_error():
    passages = passages_of([interview(*SAID)])
    every = frozenset(range(60))
    labels = {"all": Labels(every, frozenset(), frozenset({"t"})), "none": Labels(frozenset(), every, frozenset({"t"}))}
    codes = [Code(name, name) for name in labels]

    for learnt in learn_codes(codes, passages, labels, {"all": set(), "none": set()}):
        assert np.isfinite(learnt.scores).all()
