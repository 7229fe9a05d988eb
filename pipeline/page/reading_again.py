"""Answers to passages that are read again: one that still fits is written under today's version, another taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.page.again_list import ID, WALK
from pipeline.page.rows import Done, Refused, restated, retract_row, row_of, write
from pipeline.page.session import Session


def answer(session: Session, asked: Mapping[str, Any]) -> Done:
    """Say whether a passage fits the code as it is defined today."""
    code_id = str(asked.get("list", "")).removeprefix(WALK)
    named = str(asked.get("suggestion", ""))
    listed = session.again.waiting(code_id, session.material, session.mine).passages
    if not any(passage.coding_id == named for passage in listed):
        raise Refused("This passage has been answered already.", 409)
    row, is_yes = session.mine.by_id[named.removeprefix(ID)], bool(asked.get("is_yes"))
    coding = row.coding
    if coding.code_id == code_id:
        # By today's id: the code may have been renamed since.
        cells = restated(session, row) | {"code_id": code_id}
        if not is_yes:
            cells = retract_row(session, row)
    else:
        # A part that was split off: what the passage has already stays, and the part is given or refused beside it.
        transcript = session.material.texts[coding.transcript_id]
        cells = row_of(session, transcript, coding.start_char, coding.end_char, code_id)
        cells |= {"coding_id": session.new_coding_id(), "polarity": coding.polarity}
        cells["action"] = "apply" if is_yes else "reject"
    done = write(session, [cells])
    done.selected = cells["coding_id"] if is_yes else ""
    return done
