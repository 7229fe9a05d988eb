"""`*` in the labels of interviewers: what it stands for, and that no row of stars takes the machine."""

import re
import time

import pytest

from pipeline.corpus.speakers.labels import matcher
from pipeline.study.wildcards import fits


@pytest.mark.parametrize("wanted", ["", "*", "a", "a*", "*a", "*a*", "a*b", "a*a", "**", "a*b*c", "*ab*ba*", "aa*aa"])
@pytest.mark.parametrize("text", ["", "a", "aa", "aaa", "aba", "ab", "abc", "axbxc", "abba", "aaaa", "xabxbax"])
def test_a_star_stands_for_any_signs_or_none(wanted, text):
    said = ".*".join(re.escape(part) for part in wanted.split("*"))

    assert fits(text, wanted) == bool(re.fullmatch(said, text))


def test_a_row_of_stars_answers_at_once():
    is_declared = matcher(["*a" * 30 + "*b"])
    began = time.process_time()

    assert not is_declared("a" * 5_000)

    assert time.process_time() - began < 1
