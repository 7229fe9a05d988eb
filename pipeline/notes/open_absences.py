"""Judgements of absence that rest on nothing: neither denied by anybody nor asked and left unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.coding.hand.cautions import FIRST_PLACES
from pipeline.store.rows import CodedPair
from pipeline.study.problems import Problem, Severity
from pipeline.study.records import COUNTED_KINDS, Codebook, Row


def open_absences(judgements: Sequence[Row], codebook: Codebook, pairs: Iterable[CodedPair]) -> tuple[Problem, ...]:
    """One caution on the last judgements of absence behind which no denial stands and no silence after a question.

    Args:
        judgements: Rows of judgements.csv with today's codes.
        codebook: Of today; judgements on codes that are out of use stand in no figure.
        pairs: A row a transcript and code: what is known there, and what is told.
    """
    grounded = {
        (pair.case_id, pair.code_id) for pair in pairs if pair.kind in COUNTED_KINDS and _speaks_for_absence(pair)
    }
    in_use = {code.code_id for code in codebook.codable}
    # A stable sort: of two judgements of one day the later line stands.
    last = {(row["case_id"], row["code_id"]): row for row in sorted(judgements, key=lambda row: row["at"])}
    bare = [
        row
        for place, row in last.items()
        if row["judgement"] == "absent" and place[1] in in_use and place not in grounded
    ]
    if not bare:
        return ()
    bare.sort(key=lambda row: row.source.line)
    named = ", ".join(f"{row['case_id']}/{row['code_id']}" for row in bare[:FIRST_PLACES])
    more = f" and {len(bare) - FIRST_PLACES} more" if len(bare) > FIRST_PLACES else ""
    many = "1 judgement says" if len(bare) == 1 else f"{len(bare)} judgements say"
    what = f"{many} absent, and there nobody denies it, nor was it asked and left unsaid: {named}{more}."
    remedy = "Code a denial, read a transcript in which it was asked, or judge it unknown, as memos print it."
    return (Problem(Severity.CAUTION, bare[0].source, what, remedy),)


def _speaks_for_absence(pair: CodedPair) -> bool:
    is_silent = not (pair.is_mentioning or pair.is_denying or pair.is_wishing or pair.is_disputing)
    return pair.is_denying or (pair.is_asked and pair.is_known and is_silent)
