"""machine.html as people read it: every kind of passage, and a mark where nobody may be quoted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.reliability import MachineReport, Pattern, judge_machine, with_patterns
from pipeline.site.machine_page import write_machine_page
from tests.reliability.coded import CODEBOOK, coded_files, loaded, sentences, truth

NAME = "Quillfeather"
WITH_BRASS = CODEBOOK + "  brass: {definition: Trombones and tubas in a parade.}\n"
SHOWN = Pattern("within-case/a", "boats", ("a",), True, "judged present")


def page_of(
    folder: Path, may_quote: str, files_more: dict[str, str | bytes] | None = None
) -> tuple[str, MachineReport]:
    """The page of a study in which t4, whose every sentence holds a name, has something of every kind."""
    told = {f"t{i}": sentences(24, i) for i in range(9)}
    denial = ("", f"We never had a harbour in this town, {NAME} said.")
    parade = ("", f"There were trombones and tubas in the parade of {NAME}.")
    told["t4"] = [*((code, f"{words[:-1]} with {NAME}.") for code, words in told["t4"]), denial, parade]
    read = {one: truth(said) for one, said in told.items()}
    forgetful = {**read, "t4": [*read["t4"][1:], (len(told["t4"]) - 1, "bread")]}
    respondents = {one: {"respondent_id": one.replace("t", "r")} for one in told}
    files = coded_files(told, {"ana": forgetful, "ben": {**read, "t4": []}}, columns=respondents, read="boats;bread")
    people = "".join(f"r{i},{may_quote if i == 4 else 'yes'}\n" for i in range(9))
    files |= {"codebook.yaml": WITH_BRASS, "participants.csv": "respondent_id,may_quote\n" + people}
    all_ = loaded(folder / "study", files | (files_more or {}))
    report = with_patterns(judge_machine(all_, Cache(None)), all_, [SHOWN])
    write_machine_page(report, all_, Outputs.begin(folder / "out", {}))
    return (folder / "out" / "machine.html").read_text(encoding="utf-8"), report


def test_every_kind_of_passage_has_its_place_on_the_page(tmp_path):
    page, report = page_of(tmp_path, "yes")

    kinds = {one.kind for one in report.passages if one.transcript_id == "t4"}
    assert {"contradicting", "described"} <= kinds
    assert "missed" in kinds or "drift" in kinds
    assert NAME in page
    assert "Against what a memo states, as the machine takes it" in page
    assert "judged present (within-case/a); the machine takes this for a denial" in page
    assert "Codes with too few examples: where to begin" in page
    assert "words of the codebook: trombones, tubas, parade" in page


@pytest.mark.parametrize("word", ["no", "NEIN"])
def test_words_of_a_respondent_who_may_not_be_quoted_are_marked_wherever_they_stand_first(tmp_path, word):
    page, report = page_of(tmp_path, word)
    quotes = re.findall(r"<blockquote>(.*?)</blockquote>", page)

    assert {one.kind for one in report.passages if one.transcript_id == "t4"} >= {"contradicting", "described"}
    assert any(row.transcript_id == "t4" for row in report.disagreements)
    assert {"may not be quoted" in words for words in quotes if NAME in words} == {True}
    assert {"may not be quoted" in words for words in quotes if NAME not in words} == {False}


def test_before_anybody_has_coded_codes_without_cues_get_passages_to_begin_with(tmp_path):
    no_codings = {"codings/ana.csv": "", "codings/ben.csv": "", "codings/ana.read.csv": "", "codings/ben.read.csv": ""}
    header = {name: "transcript_id,start_char,end_char,code_id\n" for name in no_codings if "read" not in name}
    marks = {name: "transcript_id,codes\n" for name in no_codings if "read" in name}

    page, report = page_of(tmp_path, "yes", header | marks)

    assert {one.code_id for one in report.passages} == {"bread", "brass"}, "boats has a cue"
    assert {one.kind for one in report.passages} == {"described"}
    assert "Nobody has coded a passage of this study yet." in page
    assert "Of 2 codes the codebook gives no cues." in page
