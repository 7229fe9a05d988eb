"""What else was coded: parts of a page too long for a browser, each passage once, under the headings that it has."""

import pytest

from pipeline.memos.appendices import AROUND, ShownCode, ShownFamily, further_pages
from pipeline.memos.quotes import Quote
from pipeline.site import page_parts

ALL = ("one", "two", "three", "four", "five", "six")


def quote(words: str) -> Quote:
    return Quote(words, "ana", "t1, turn 2", "../../transcripts/t1.html#c-1", "", True)


def family(name: str, **codes: dict[str, str]) -> ShownFamily:
    shown = tuple(
        ShownCode(code, f"What {code} is.", tuple((case, tuple(map(quote, said.split()))) for case, said in of.items()))
        for code, of in codes.items()
    )
    return ShownFamily(name, ("code", "north"), (("x", "1"),), shown)


FAMILIES = (
    family("Entry", small={"north": "one two", "south": "three"}, open={"north": "four"}),
    family("Frame", wide={"south": "five six"}),
)


def test_a_page_that_a_browser_opens_is_whole():
    ((name, title, text),) = further_pages(FAMILIES, fiction=False)

    assert (name, title) == ("further-codes", "What else was coded")
    assert "Too long" not in text
    assert [text.count(f"“{words}”") for words in ALL] == [1] * 6


def test_a_longer_one_stands_in_parts_that_lead_to_each_other(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_parts, "PART_SIZE", 2 * AROUND + 10)

    pages = list(further_pages(FAMILIES, fiction=False))

    assert [name for name, _, _ in pages] == ["further-codes", "further-codes.2", "further-codes.3"]
    assert pages[1][1] == "What else was coded, part 2 of 3"
    first, second, third = (text for _, _, text in pages)
    assert [words for words in ALL if f"“{words}”" in second] == ["three", "four"]
    assert "**2, small to open**" in second
    assert "[1, small](further-codes.html) ·" in second
    assert "[Previous part: 1, small](further-codes.html) · [Next part: 3, wide](further-codes.3.html)" in second
    assert "Previous part" not in first
    assert "Next part" not in third
    # The count of a family stands where the family begins; its heading and the code's on every part that holds some.
    assert [text.count("## Entry\n") for text in (first, second, third)] == [1, 1, 0]
    assert [text.count("| x | 1 |") for text in (first, second, third)] == [1, 0, 1]
    assert "What small is." in second


def test_a_study_without_such_codes_has_no_such_page():
    assert list(further_pages((), fiction=False)) == []
