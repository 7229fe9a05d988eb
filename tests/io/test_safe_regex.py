"""Regular expressions of a codebook: none can take the machine, and those that are safe mean what they meant."""

import re
import time

import pytest

from pipeline.io.safe_regex import UnusableRegexError, compiled


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(a+)+$", "a" * 5_000 + "!"),
        ("^(a|a)*$", "a" * 5_000 + "!"),
        ("^(a|aa)+$", "a" * 5_000 + "!"),
        ("^([a-z]+)*$", "a" * 5_000 + "!"),
        ("(.*)*x", "a" * 5_000),
        ("^(.*a){12}$", "a" * 5_000 + "!"),
        (r"^(\w+\s?)*$", "a" * 5_000 + "!"),
        ("(a?){500}a{500}", "a" * 499),
    ],
)
def test_the_classic_cases_answer_at_once(pattern, text):
    began = time.process_time()

    assert compiled(pattern).search(text) is None

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "pattern", [r"^\w+$", r"^\W+$", r"\d", r"\D", r"[\w-]+$", "(?i)^über", "^colla", r"\s", "[^\\d]"]
)
@pytest.mark.parametrize("text", ["über", "Überall", "well-known", "collab", "4", "٤", "été", "!", "", "日本"])
def test_what_is_safe_finds_what_python_finds(pattern, text):
    assert bool(compiled(pattern).search(text)) == bool(re.search(pattern, text))


@pytest.mark.parametrize(
    "pattern", ["(?=a)", "(?<!a)b", r"(a)\1", "(", r"\bword", "(a{1000}){1000}", "a" * 2_000, "\ud800"]
)
def test_what_cannot_be_used_is_said(pattern):
    with pytest.raises(UnusableRegexError, match=r"\w"):
        compiled(pattern)
