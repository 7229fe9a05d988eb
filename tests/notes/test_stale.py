"""When the evidence of a signed note has moved, and when it has not: on rows alone, as a table prints them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.notes.evidence import Evidence, rests_on, signed_state
from pipeline.notes.stale import what_moved
from pipeline.study.problems import Source
from pipeline.study.records import Note

FIGURE = "mill/trust"
# Three of seven transcripts are unread: the machine suggests two of them.
ROW = {
    "case_id": "mill", "code_id": "trust", "family": "enabler", "n_transcripts": "7", "n_known": "4",
    "n_mentioning": "3", "mention_share": "0.75", "n_denying": "0", "n_asked": "6", "n_suggested": "2",
    "basis": "people",
}  # fmt: skip
PLACE = ("8", "t1", 0, 5, "0a1b2c3d")


def evidence(row: Mapping[str, str], places: tuple[tuple[str, str, int, int, str], ...] = (PLACE,)) -> Evidence:
    return Evidence({FIGURE: row}, {FIGURE: places}, {"trust": "enabler"})


def signed_note(rests: Evidence) -> Note:
    note = Note("within-case", "mill", f"It held: [[{FIGURE}]].", {}, Source(Path("notes/within-case/mill.md"), 1))
    digest = signed_state(rests_on(note, rests), rests)
    return Note(
        note.stage, note.subject, note.body, {"signed_off": {"by": "ana", "at": "d", "digest": digest}}, note.source
    )


@pytest.mark.parametrize("suggested", ["0", "3", ""])
def test_what_only_the_machine_suggests_moves_no_signed_evidence(suggested: str) -> None:
    note = signed_note(evidence(ROW))

    assert what_moved(note, evidence({**ROW, "n_suggested": suggested})) is None


@pytest.mark.parametrize(
    ("column", "cell"), [("n_known", "5"), ("n_denying", "1"), ("n_asked", "7"), ("basis", "mixed")]
)
def test_whatever_counts_moves_it(column: str, cell: str) -> None:
    note = signed_note(evidence(ROW))

    stale = what_moved(note, evidence({**ROW, column: cell}))

    assert stale is not None
    assert [moved.figure_id for moved in stale.moved] == [FIGURE]
    assert stale.moved[0].was != stale.moved[0].now


def test_a_figure_that_moved_is_told_without_what_the_machine_suggests_beside_it() -> None:
    note = signed_note(evidence(ROW))

    stale = what_moved(note, evidence({**ROW, "n_known": "5", "n_mentioning": "4", "n_suggested": "1"}))

    assert stale is not None
    assert [(moved.was, moved.now) for moved in stale.moved] == [("3 of 4 known, of 7", "4 of 5 known, of 7")]


def test_another_quotation_under_the_same_count_moves_it() -> None:
    note = signed_note(evidence(ROW))

    stale = what_moved(note, evidence({**ROW, "n_suggested": "0"}, (("9", "t2", 4, 9, "ffffffff"),)))

    assert stale is not None
    assert (len(stale.moved[0].came), len(stale.moved[0].went)) == (1, 1)
