"""Codes that people proposed, until somebody decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import make_study

from pipeline.revision.proposals import inbox_of, inbox_text
from pipeline.study.study import open_study

HEADER = "proposal_id,slug,name,definition,transcript_id,start_char,end_char,quotation,status,why,at"
CHAIRS = "new:ana-chairs,chairs,Empty chairs,A seat nobody took.,t1,12,28,There was trust.,{},{},2025-02-0{}T10:00:00Z"


def proposals(folder: Path, *rows: str, codebook: str = "", **files: str):
    text = codebook or 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk of trust.}}\n'
    more = {f"codings/{name}.csv": words for name, words in files.items()}
    proposed = "\n".join((HEADER, *rows, ""))
    study = open_study(
        make_study(folder, {"codebook.yaml": text, "codings/ana.proposed.csv": proposed, **more})
    ).records
    assert study is not None
    return inbox_of(study)


def test_an_open_proposal_is_listed_with_its_passages_of_all_coders(tmp_path):
    ben = "transcript_id,start_char,end_char,quotation,code_id\nt1,29,42,We had lunch.,new:ana-chairs\n"
    found = proposals(tmp_path, CHAIRS.format("proposed", "", 1), ben=ben).records

    assert [(one.code_id, one.name) for one in found] == [("new:ana-chairs", "Empty chairs")]
    assert [(one.coder, one.quotation) for one in found[0].passages] == [
        ("ana", "There was trust."), ("ben", "We had lunch."),
    ]  # fmt: skip
    assert "codings/ana.proposed.csv" in inbox_text(found)


@pytest.mark.parametrize(
    ("status", "why", "n_open"), [("declined", "It is trust.", 0), ("declined", "", 1), ("withdrawn", "", 0)]
)
def test_the_last_row_decides_and_a_refusal_needs_its_reason(tmp_path, status, why, n_open):
    found = proposals(tmp_path, CHAIRS.format("proposed", "", 1), CHAIRS.format(status, why, 2))

    assert len(found.records) == n_open


def test_a_proposal_that_a_code_was_is_done(tmp_path):
    book = 'codebook: mine\nversion: "1"\ncodes: {vacancy: {definition: D., was: ["new:ana-chairs"]}}\n'

    assert proposals(tmp_path, CHAIRS.format("proposed", "", 1), codebook=book).records == ()


def test_an_unknown_status_is_told_and_leaves_the_proposal_open(tmp_path):
    found = proposals(tmp_path, CHAIRS.format("declned", "no", 1))

    assert len(found.records) == 1
    assert [(one.source.line, "Did you mean 'declined'" in one.remedy) for one in found.problems] == [(2, True)]


def test_nothing_proposed_is_said_in_a_sentence(tmp_path):
    assert inbox_text(proposals(tmp_path).records) == "No proposal is open."
