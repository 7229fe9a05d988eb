"""Each bar by itself, and the words that say why."""

import pytest

from pipeline.reliability.recall import Recall
from pipeline.reliability.verdicts import Hits, human_warning, pass_verdict
from pipeline.store.rows import Agreement

BARS = {"min_alpha": 0.667, "min_alpha_low": 0.4, "min_precision_low": 0.6, "max_below_human": 0.1}
GOOD = Hits([10, 10, 10, 10], [10, 9, 10, 10], [11, 10, 10, 10])


def row(alpha, low=0.5, n_positive=40, kind="machine-human", n_units=200):
    return Agreement(
        "boats",
        "machine;people",
        kind,
        "index chunk",
        n_units,
        n_positive,
        0.9,
        alpha,
        0.8,
        alpha,
        low,
        0.95,
        "1",
        True,
        "",
    )


def test_all_bars_reached_is_counted():
    verdict = pass_verdict("boats", row(0.75), row(0.8, kind="human-human"), GOOD, BARS)

    assert verdict.verdict == "counted"
    assert verdict.precision == 39 / 40
    assert verdict.coverage == 39 / 41


@pytest.mark.parametrize(
    ("machine", "human", "hits", "word"),
    [
        (row(0.6), row(0.65), GOOD, "alpha 0.60 is under 0.667"),
        (row(0.7, 0.3), row(0.7), GOOD, "lower bound 0.30 is under 0.4"),
        (row(0.7), row(0.95), GOOD, "people agree better among themselves"),
        (row(0.7), row(0.7), Hits([10, 10], [7, 7], [9, 9]), "lower bound of its precision"),
        (row(0.7), row(0.7), Hits([0, 0], [0, 0], [9, 9]), "the machine gave it nowhere"),
    ],
)
def test_one_bar_missed_is_a_suggestion_and_says_which(machine, human, hits, word):
    verdict = pass_verdict("boats", machine, human, hits, BARS)

    assert verdict.verdict == "suggest only"
    assert word in verdict.why


@pytest.mark.parametrize(
    ("machine", "human", "word"),
    [
        (None, row(0.9), "no transcript outside its learning"),
        (row(0.9), None, "no transcript was read by two people"),
        (row(0.9, n_positive=9), row(0.9), "9 index chunks with the code read by a person and the machine, of 10"),
        (row(0.9), row(0.9, n_positive=5, n_units=50), "about 50 more index chunks read by two"),
        (row(0.9), row(0.9, n_positive=0), "cannot be told"),
        (row(None), row(0.9), "the agreement is undefined"),
        (row(0.9), row(None), "people's own agreement is undefined"),
    ],
)
def test_too_little_double_coding_says_how_much_more(machine, human, word):
    verdict = pass_verdict("boats", machine, human, GOOD, BARS)

    assert verdict.verdict == "too few to say"
    assert word in verdict.why


def test_more_double_coding_than_the_study_holds_is_not_asked_for():
    rare, uncertain = row(0.9, n_positive=5, n_units=50), row(0.7, 0.3, n_units=200)

    assert "all 99 index chunks of the study read by two would not be enough: the code is too rare here" in (
        pass_verdict("boats", row(0.9), rare, GOOD, BARS, 99).why
    )
    assert "about 50 more index chunks read by two" in pass_verdict("boats", row(0.9), rare, GOOD, BARS, 100).why
    assert "all 300 index chunks of the study read by a person would not lift it" in (
        pass_verdict("boats", uncertain, row(0.7), GOOD, BARS, 300).why
    )


def test_three_right_of_three_are_no_sure_precision():
    """Resampling alone would say 1; Wilson's lower bound of 3 of 3 is .44."""
    assert Hits([3], [3], [3]).precision_low == pytest.approx(0.4385, abs=5e-5)


def test_transcripts_that_differ_pull_the_bound_under_wilsons():
    """40 of 80 right, but all of one interview and none of the other: resampled interviews give 0."""
    assert Hits([40, 40], [40, 0], [40, 40]).precision_low == 0.0


def test_a_human_code_below_the_bars_is_warned_of():
    assert human_warning(row(0.5), BARS).startswith("people agree too little among themselves (alpha 0.50")
    assert human_warning(None, BARS).startswith("read by one person only")
    assert human_warning(row(0.8), BARS) == ""


GOOD_LIST = Recall(20, 0.9, 0.75, 0.95, 0.85)


def test_a_list_that_brings_most_early_is_a_reading_list_where_the_codings_do_not_count():
    verdict = pass_verdict("boats", row(0.5), row(0.95), GOOD, BARS, recall=GOOD_LIST)

    assert verdict.verdict == "reading list"
    assert verdict.why.startswith("of 20 passages, the first 20 % of the words in its order hold 0.90 (from 0.75)")
    assert "not counted: alpha 0.50 is under 0.667" in verdict.why
    assert (verdict.recall_20, verdict.recall_33_low) == (0.9, 0.85)


def test_what_counts_is_counted_whatever_its_list_is_worth():
    assert pass_verdict("boats", row(0.75), row(0.8), GOOD, BARS, recall=GOOD_LIST).verdict == "counted"


def test_a_list_needs_no_second_reader_since_people_judge_what_it_brings():
    verdict = pass_verdict("boats", row(0.5), None, GOOD, BARS, recall=GOOD_LIST)

    assert verdict.verdict == "reading list"
    assert "no transcript was read by two people" in verdict.why


@pytest.mark.parametrize(
    ("recall", "why"),
    [
        (Recall(20, 0.9, 0.69), "a bound under .7"),
        (Recall(9, 1.0, 1.0), "too few passages"),
        (Recall(20, 0.9, None), "one transcript: no bound"),
        (Recall(0), "no passage"),
        (None, "nothing ranks it"),
    ],
)
def test_a_list_that_is_not_good_enough_changes_no_verdict(recall, why):
    assert pass_verdict("boats", row(0.5), row(0.95), GOOD, BARS, recall=recall).verdict == "suggest only", why
    assert pass_verdict("boats", None, None, GOOD, BARS, recall=recall).verdict == "too few to say", why
