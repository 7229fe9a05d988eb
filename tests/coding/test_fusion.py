"""What a segment answers, its neighbours and its description beside what it says."""

import numpy as np
import pytest

from pipeline.coding.learning.features import QUESTION_WORDS, passages_of
from pipeline.coding.learning.fusion import (
    ENOUGH_TO_CHOOSE,
    NEIGHBOUR_WEIGHT,
    asks,
    average_precision,
    description_weight,
    gain_of_questions,
    smoothed,
)
from pipeline.coding.learning.learning import learn_codes
from pipeline.coding.learning.learnt import Labels, bent
from pipeline.coding.learning.relearn import prepare
from pipeline.coding.learning.tf_idf import vectors
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


def gain(asked_tells: bool, n: int = 60) -> float:
    """What is said tells nothing; what was asked tells the code, or its contrary."""
    truth = np.arange(n) < n // 2
    said, asked = np.sin(np.arange(n, dtype=float)), 2.0 * (truth if asked_tells else ~truth)
    return gain_of_questions(truth, [said], asked, np.arange(n) % 5, np.ones(n, dtype=bool))


def test_the_question_counts_where_it_ranks_a_codes_own_examples_better():
    code, many = Code("c", "C"), {"c": ENOUGH_TO_CHOOSE}

    assert asks([code], {"c": gain(asked_tells=True)}, many) == {"c": True}
    assert asks([code], {"c": gain(asked_tells=False)}, many) == {"c": False}


def test_an_attribute_is_so_whatever_was_asked():
    assert asks([Code("c", "C", kind="attribute")], {"c": 1.0}, {"c": 100}) == {"c": False}


def test_with_few_examples_the_kinds_other_codes_decide():
    codes = [Code("many", "A"), Code("few", "B"), Code("few_too", "C")]
    n_yes = {"many": ENOUGH_TO_CHOOSE, "few": 1, "few_too": 1}

    assert asks(codes, {"many": -0.1, "few": -0.1, "few_too": 0.5}, n_yes) == {
        "many": False, "few": True, "few_too": True,
    }  # fmt: skip


@pytest.mark.parametrize(("n_yes", "weight"), [(1, 1.0), (4, 0.5), (400, 0.2)])
def test_the_description_counts_less_the_more_examples_there_are(n_yes, weight):
    assert description_weight(n_yes) == weight


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
    judged = Labels.of({0, 3, 6}, {1, 2, 4, 5})

    scores = relearner.scores({"boats": judged})[:, 0]

    left = range(7, 60)
    assert min(scores[n] for n in left if n % 3 == 0) > max(scores[n] for n in left if n % 3)


def test_before_anything_is_judged_the_description_ranks():
    passages = passages_of([interview(*SAID)])
    nothing = Labels.of([], [])

    scores = prepare([BOATS], passages, {"boats": set()}).scores({"boats": nothing})[:, 0]

    assert scores[:60:3].min() > np.median(scores)


def test_a_code_that_everything_or_nothing_has_is_learnt_without_an_error():
    passages = passages_of([interview(*SAID)])
    labels = {"all": Labels.of(range(60), [], {"t"}), "none": Labels.of([], range(60), {"t"})}
    codes = [Code(name, name) for name in labels]

    for learnt in learn_codes(codes, passages, labels, {"all": set(), "none": set()}):
        assert np.isfinite(learnt.scores.at()).all()
