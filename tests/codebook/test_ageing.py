"""Whether what was coded or read under an earlier version still holds under today's text."""

from __future__ import annotations

import pytest
from codebook_files import book

from pipeline.codebook.ageing import Ageing


def text(version: str, *codes: str) -> str:
    return f'version: "{version}"\ncodes:\n' + "".join(f"  {code}\n" for code in codes)


def since(code_id: str, version: str, today: str, **earlier: str) -> tuple[bool, bool, bool]:
    """(tellings hold, silences hold, confirms older tellings) of a code coded or read under a version."""
    answer = Ageing(book(today, **earlier)).since(code_id, version)
    return answer.keeps_tellings, answer.keeps_silences, answer.confirms_tellings


@pytest.mark.parametrize(
    ("how", "tellings", "silences"),
    [("reworded", True, True), ("narrowed", False, True), ("broadened", True, False), ("moved", False, False)],
)
def test_a_declared_change_keeps_what_its_kind_says(how, tellings, silences):
    today = text("2", f'a: {{definition: new, changed: {{in: "2", how: {how}}}}}')

    assert since("a", "1", today, v1=text("1", "a: {definition: old}")) == (tellings, silences, tellings)


def test_an_undeclared_change_keeps_nothing_and_white_space_is_none():
    old = text("1", "a: {definition: old  text}")

    assert since("a", "1", text("2", "a: {definition: new}"), v1=old) == (False, False, False)
    assert since("a", "1", text("2", "a: {definition: old text}"), v1=old) == (True, True, True)


def test_all_changes_since_have_to_keep_it():
    today = text("3", 'a: {definition: C, changed: [{in: "2", how: broadened}, {in: "3", how: reworded}]}')
    earlier = {"v1": text("1", "a: {definition: A}"), "v2": text("2", "a: {definition: B}")}

    assert since("a", "1", today, **earlier) == (True, False, True)
    assert since("a", "2", today, **earlier) == (True, True, True)


def test_a_declaration_left_in_place_does_not_speak_of_a_later_change():
    today = text("3", 'a: {definition: C, changed: {in: "2", how: reworded}}')
    earlier = {"v1": text("1", "a: {definition: A}"), "v2": text("2", "a: {definition: B}")}

    assert since("a", "2", today, **earlier) == (False, False, False)


def test_a_text_that_came_back_is_todays_whatever_lay_between():
    earlier = {"v1": text("1", "a: {definition: A}"), "v2": text("2", "a: {definition: B}")}

    assert since("a", "1", text("3", "a: {definition: A}"), **earlier) == (True, True, True)


def test_versions_stand_in_the_order_of_their_numbers():
    today = text("11", "a: {definition: C}")
    earlier = {
        "v2": text("2", "a: {definition: A}"),
        "v10": text("10", 'a: {definition: C, changed: {in: "10", how: broadened}}'),
    }

    assert since("a", "2", today, **earlier) == (True, False, True)


def test_a_rename_elsewhere_is_no_other_text():
    old = text("1", "a: {definition: d, exclude: [no -> b]}", "b: {definition: d}")
    today = text("2", "a: {definition: d, exclude: [no -> c]}", "c: {definition: d, was: [b]}")

    assert since("a", "1", today, v1=old) == (True, True, True)
    assert since("b", "1", today, v1=old) == (True, True, True)


def test_an_exclusion_that_points_to_another_code_is_another_text():
    old = text("1", "a: {definition: d, exclude: [no -> b]}", "b: {definition: d}", "c: {definition: d}")
    today = text("2", "a: {definition: d, exclude: [no -> c]}", "b: {definition: d}", "c: {definition: d}")

    assert since("a", "1", today, v1=old) == (False, False, False)


def test_a_merged_codes_codings_follow_and_its_readings_do_not():
    old = text("1", "aid: {definition: A hand.}", "help: {definition: Help.}")
    today = text("2", "aid: {definition: A hand., merge_into: help, merge_why: same}", "help: {definition: Help.}")

    assert since("aid", "1", today, v1=old) == (True, False, False)


def test_a_later_change_of_the_target_applies_to_what_was_merged_into_it():
    merged = "aid: {definition: A hand., merge_into: help, merge_why: same}"
    today = text("3", merged, 'help: {definition: Less., changed: {in: "3", how: narrowed}}')
    earlier = {
        "v1": text("1", "aid: {definition: A hand.}", "help: {definition: Help.}"),
        "v2": text("2", merged, "help: {definition: Help.}"),
    }

    assert since("aid", "1", today, **earlier)[0] is False
    assert since("help", "1", today, **earlier) == (False, True, False)


def test_a_version_without_a_file_is_another_text_whose_change_can_be_declared():
    assert since("a", "1", text("2", "a: {definition: d}")) == (False, False, False)
    assert since("a", "9", text("2", "a: {definition: d}")) == (False, False, False)
    declared = text("2", 'a: {definition: d, changed: {in: "2", how: reworded}}')
    assert since("a", "1", declared)[0] is True


def test_a_proposed_code_was_found_under_its_first_text():
    today = text("3", 'a: {definition: B, was: ["new:ana-a"], changed: {in: "3", how: broadened}}')
    earlier = {"v1": text("1", "b: {definition: d}"), "v2": text("2", 'a: {definition: A, was: ["new:ana-a"]}')}

    assert since("new:ana-a", "1", today, **earlier)[0] is True


def test_no_version_and_todays_number_are_today():
    today = text("2", "a: {definition: d}")

    assert since("a", "", today) == since("a", "2.0", today) == (True, True, True)
