"""A code with parts is known by what it follows; codes without parts are left as they are."""

import numpy as np

from pipeline.coding.learning.features import Passages, passages_of
from pipeline.coding.learning.learnt import Labels, small
from pipeline.coding.learning.material import Material
from pipeline.coding.learning.order import REACH, before, with_order
from pipeline.study.records import Code
from tests.reliability.coded import coded_files, loaded, sentences


def test_before_is_the_highest_of_the_last_eight_segments_of_the_same_transcript():
    passages = Passages((), {"t1": range(0, 12), "t2": range(12, 15)})
    score = np.full(15, -5.0, dtype=np.float32)
    score[2] = 3.0

    found = before(score, passages)

    assert [n for n in range(15) if found[n] == 3.0] == list(range(3, 3 + REACH))
    assert found[12] == -5.0


def test_an_answer_is_told_from_its_like_by_the_setback_before_it(tmp_path):
    """Segment 8 of every interview sounds like an answer; it is one in those in which segment 6 tells a setback."""
    files = coded_files({f"t{i}": sentences(24, i) for i in range(10)}, {})
    passages = passages_of(loaded(tmp_path, files).corpus.transcripts)
    n = len(passages.every)
    interview, place = np.arange(n) // 24, np.arange(n) % 24
    has_setback = interview % 2 == 0
    answers = has_setback & (place == 8)
    setback = has_setback & (place == 6)
    names = ["setback", "learning", "shared"]
    labels = {
        name: Labels.of(np.flatnonzero(is_yes), np.flatnonzero(~is_yes))
        for name, is_yes in zip(names, (setback, answers, answers), strict=True)
    }
    codes = [Code("setback", "setback"), Code("learning", "learning"), Code("shared", "shared", parent="learning")]
    like_an_answer = small(np.where(place == 8, 2.0, -2.0).astype(np.float32))
    odds = [small(np.where(setback, 4.0, -4.0).astype(np.float32)), like_an_answer, like_an_answer]

    found = with_order(Material(codes, passages, labels, {}), names, odds, interview)

    assert list(found) == ["learning"]
    assert found["learning"][answers].min() > found["learning"][~has_setback & (place == 8)].max() + 0.5
