"""The passage from which an inductive code was made: named, and looked up in its transcript."""

from __future__ import annotations

from pathlib import Path

from tests.making import problems_of

BOOK = 'codebook: mine\nversion: "1"\ncodes:\n'


def about_passages(folder: Path, codes: str) -> list[str]:
    problems = problems_of(folder, {"codebook.yaml": BOOK + codes})
    return [problem.fault for problem in problems if "first" in problem.fault]


def test_codes_called_inductive_without_a_first_passage_are_one_caution_with_a_count_and_the_first_three(tmp_path):
    codes = "".join(f"  c{n}: {{definition: Talk of {n}., origin: inductive}}\n" for n in range(5))

    assert about_passages(tmp_path, codes) == [
        "5 codes are called inductive and name no first passage: c0, c1, c2 and 2 more."
    ]


def test_a_codebook_that_never_says_origin_has_claimed_nothing(tmp_path):
    assert about_passages(tmp_path, "  trust: {definition: Talk of trust.}\n") == []


def test_headings_and_codes_out_of_use_need_none(tmp_path):
    codes = """\
  head: {definition: A heading., origin: inductive, is_codable: false}
  gone: {definition: Talk of it., origin: inductive, retired: "1"}
  kept: {definition: Talk of that., origin: deductive}
"""

    assert about_passages(tmp_path, codes) == []


def test_words_that_stand_in_the_transcript_are_found_whatever_its_white_space(tmp_path):
    codes = "  trust: {definition: T., first_passage: {transcript: t1, quotation: 'was  trust. We had'}}\n"

    assert about_passages(tmp_path, codes) == []


def test_words_that_do_not_stand_there_and_a_transcript_that_is_not_there_are_cautions(tmp_path):
    codes = """\
  trust: {definition: T., first_passage: {transcript: t1, quotation: There was mistrust}}
  lunch: {definition: L., first_passage: {transcript: t2, quotation: We had lunch}}
"""

    assert about_passages(tmp_path, codes) == [
        "first_passage of code 'trust': its words do not stand in 't1'.",
        "first_passage of code 'lunch' names transcript 't2', which is not there.",
    ]


def test_a_codebook_that_travelled_without_its_transcripts_is_left_alone(tmp_path):
    codes = "  trust: {definition: T., first_passage: {transcript: elsewhere, quotation: We trusted them}}\n"

    assert about_passages(tmp_path, codes) == []


def test_a_first_passage_without_words_is_a_fault(tmp_path):
    codes = "  trust: {definition: T., first_passage: {transcript: t1}}\n"

    assert about_passages(tmp_path, codes) == ["`first_passage` of code 'trust' has no quotation."]
