"""Passages that speak against what a memo states, as the machine takes them."""

from __future__ import annotations

from pathlib import Path

from pipeline.io.cache import Cache
from pipeline.reliability import Pattern, judge_machine, with_patterns
from pipeline.reliability.to_read import Passage
from tests.reliability.coded import CODEBOOK, coded_files, loaded, sentences, table, truth

NINE = {f"t{i}": sentences(24, i) for i in range(9)}
CASES = {one: "ab"[n % 2] for n, one in enumerate(NINE)}
DENIAL = ("", "We never had a harbour in this town at all.")
SHOWN = Pattern("within-city/tarn", "boats", ("a", "b"), True, "all 2 known cases show it")
NOWHERE = Pattern("within-issue/flood", "boats", ("a", "b"), False, "none of 2 known cases shows it")


def against(folder: Path, *patterns: Pattern, transcripts=None, unread=("t8",), more: str = "") -> list[Passage]:
    """Passages to read that speak against the patterns; Ana and Ben have read all but `unread`."""
    told = {**NINE, **(transcripts or {})}
    coders = {coder: {one: truth(said) for one, said in told.items() if one not in unread} for coder in ("ana", "ben")}
    files = coded_files(told, coders, CASES)
    if more:
        files["codings/ana.csv"] = str(files["codings/ana.csv"]) + more
    all_ = loaded(folder, files)
    report = with_patterns(judge_machine(all_, Cache(None)), all_, patterns)
    return [row for row in report.passages if row.kind == "contradicting"]


def test_a_denial_speaks_against_all_of_them_showing_it(tmp_path):
    rows = against(tmp_path, SHOWN, transcripts={"t4": [*NINE["t4"], DENIAL]})

    assert [(row.transcript_id, row.quotation) for row in rows] == [("t4", DENIAL[1])]
    assert rows[0].why == "all 2 known cases show it (within-city/tarn); the machine takes this for a denial"
    assert rows[0].cue == "harbour"


def test_a_telling_speaks_against_none_of_them_showing_it_also_where_nobody_has_read(tmp_path):
    rows = against(tmp_path, NOWHERE)

    assert {row.transcript_id for row in rows} == {"t8"}  # elsewhere people have coded every one
    assert len(rows) == 3, "three of a code in a case at most"
    assert rows[0].why.startswith("none of 2 known cases shows it (within-issue/flood); the machine takes this for a ")
    assert rows[0].why.endswith("telling; nobody has read it for the code")


def test_one_passage_against_two_memos_is_one_row_that_names_both(tmp_path):
    other = Pattern("cross-case/cross-case", "boats", ("a", "b"), True, "all 2 known cases show it")

    (row,) = against(tmp_path, SHOWN, other, transcripts={"t4": [*NINE["t4"], DENIAL]})

    assert row.why.startswith("all 2 known cases show it (within-city/tarn, cross-case/cross-case); the machine")


def test_a_pattern_of_other_cases_is_not_touched(tmp_path):
    there = CASES["t4"]
    other = Pattern("within-city/tarn", "boats", tuple({"a", "b"} - {there}), True, "both show it")

    assert against(tmp_path, other, transcripts={"t4": [*NINE["t4"], DENIAL]}) == []


def test_what_a_person_has_rejected_is_not_asked_again(tmp_path):
    start = sum(len(words) + 1 for _, words in NINE["t4"]) + len("How was it?") + 1
    row = ["x", "t4", start, start + len(DENIAL[1]), DENIAL[1], "boats", "reject"]
    (line,) = table("a,b,c,d,e,f,g", [row]).splitlines()[1:]

    given = {one: truth(said) for one, said in NINE.items()}
    files = coded_files({**NINE, "t4": [*NINE["t4"], DENIAL]}, {"ana": given}, CASES)
    header, *rows = str(files["codings/ana.csv"]).splitlines()
    files["codings/ana.csv"] = "\n".join([f"{header},action", *(f"{one},apply" for one in rows), line]) + "\n"
    all_ = loaded(tmp_path, files)

    report = with_patterns(judge_machine(all_, Cache(None)), all_, [SHOWN])

    assert [one for one in report.passages if one.kind == "contradicting"] == []


def test_a_missed_passage_that_speaks_against_a_pattern_stands_there_alone(tmp_path):
    forgetful = {one: [pair for pair in truth(said) if (one, pair[0]) != ("t4", 12)] for one, said in NINE.items()}
    all_ = loaded(tmp_path, coded_files(NINE, {"ana": forgetful, "ben": forgetful}, CASES))
    report = judge_machine(all_, Cache(None))
    place = ("boats", "t4", NINE["t4"][12][1])

    with_them = with_patterns(report, all_, [NOWHERE])

    def kinds(found):
        return [row.kind for row in found.passages if (row.code_id, row.transcript_id, row.quotation) == place]

    assert (kinds(report), kinds(with_them)) == (["missed"], ["contradicting"])


def test_where_nobody_has_coded_there_is_nothing_to_set_against(tmp_path):
    files = coded_files({"t1": [*sentences(24), DENIAL]}, {})
    all_ = loaded(tmp_path, files)

    report = judge_machine(all_, Cache(None))

    assert "harbour" in CODEBOOK
    assert with_patterns(report, all_, [SHOWN]) == report
