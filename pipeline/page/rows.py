"""Rows of a coder's file: made of a passage, appended, and what must be redrawn and could be undone afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.page.coders import Standing, standing_of
from pipeline.page.session import Session, now_utc
from pipeline.study.people_files import is_id
from pipeline.study.records import POLARITIES, PROPOSED, Transcript

BESIDE = 30
"""Characters of `before` and `after`: enough to tell one "Yeah." from another (relocate asks for 8)."""
LONGEST_SLUG = 60


class Refused(Exception):
    """An act that cannot be done as asked; the message is for the coder. `status` is the answer's HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Done:
    """What an act wrote: how to undo it, and which turns look different now.

    `undo` holds steps {file, key, before, after}: cells of the row that stood, and of the one that stands now.
    """

    undo: list[dict[str, Any]] = field(default_factory=list)
    touched: list[tuple[str, int, int]] = field(default_factory=list)
    selected: str = ""
    said: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def write(session: Session, rows: list[dict[str, str]]) -> Done:
    """Append rows to the coder's file; what stood before each is the way back."""
    done = Done()
    # Before anything is written: afterwards the new rows stand under these ids.
    before = {cells["coding_id"]: session.mine.by_id.get(cells["coding_id"]) for cells in rows}
    session.codings.append(rows)
    for cells in rows:
        former = before[cells["coding_id"]]
        session.mine.put(standing_of(cells, session.coder, session.codings.path, session.material))
        stood = former is not None and former.coding.action != "retract"
        done.undo.append(
            {
                "file": "codings",
                "key": cells["coding_id"],
                "before": dict(former.cells) if former is not None and stood else None,
                "after": None if cells.get("action") == "retract" else cells,
            }
        )
        # Both the former and the new place: an extent that was changed may leave a turn.
        for row in (former, session.mine.by_id[cells["coding_id"]]):
            if row is not None and row.coding.end_char:
                done.touched.append((row.coding.transcript_id, row.coding.start_char, row.coding.end_char))
    session.wrote_codings()
    return done


def row_of(session: Session, transcript: Transcript, start: int, end: int, code_id: str) -> dict[str, str]:
    """The cells of a new row about a passage."""
    text = transcript.text
    return {
        "transcript_id": transcript.transcript_id,
        "start_char": str(start),
        "end_char": str(end),
        "quotation": text[start:end],
        # The words around it let the passage be found again when the transcript is corrected.
        "before": text[max(0, start - BESIDE) : start],
        "after": text[end : end + BESIDE],
        "code_id": code_id,
        "action": "apply",
        "polarity": "affirmed",
        "codebook_version": session.material.codebook.version,
        "at": now_utc(),
    }


def restated(session: Session, row: Standing) -> dict[str, str]:
    """A standing row again, at the place where its words are today."""
    coding = row.coding
    transcript = session.material.texts[coding.transcript_id]
    fresh = row_of(session, transcript, coding.start_char, coding.end_char, row.cells.get("code_id", ""))
    kept = {name: row.cells.get(name, "") for name in ("target", "period", "is_aha", "memo", "action", "polarity")}
    return {**fresh, **{name: cell for name, cell in kept.items() if cell}, "coding_id": coding.coding_id}


def passage_of(session: Session, asked: Mapping[str, Any]) -> tuple[Transcript, int, int]:
    """The passage that the browser means, blanks at its ends left out.

    Raises:
        Refused: The transcript is not what the browser shows, or the offsets are no passage of it.
    """
    transcript = session.material.texts.get(str(asked.get("transcript_id", "")))
    if transcript is None:
        raise Refused("This transcript is not in the study any more.", 409)
    if asked.get("digest") != session.material.digests[transcript.transcript_id]:
        raise Refused("The transcript was changed since this page was opened: reload the page, then code again.", 409)
    start, end = asked.get("start"), asked.get("end")
    text = transcript.text
    # `type … is int`, since a JSON `true` is an `int` to isinstance.
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
        raise Refused("That is no passage of the transcript.")
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise Refused("There are no words in this passage.")
    return transcript, start, end


def own_row(session: Session, asked: Mapping[str, Any]) -> Standing:
    """The coder's own standing coding that an act names."""
    row = session.mine.by_id.get(str(asked.get("coding_id", "")))
    if row is None or row.coding.action == "retract":
        raise Refused("Only your own codings can be changed, and this is none, or it was taken back.", 409)
    return row


def slug_of(name: str) -> str:
    """A name as the end of an id: letters and digits of any script, `-` between."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:LONGEST_SLUG].strip("-")


def must_be_a_code(session: Session, code_id: str, is_aha: bool) -> None:
    """Refuse what cannot be given to a passage today.

    Raises:
        Refused: The code is not in the codebook, has retired, or is a family.
    """
    codebook = session.material.codebook
    if not code_id and is_aha:
        return
    code = codebook.codes.get(code_id)
    if code is None:
        # A question's id is an index code, also without an entry in the codebook.
        if code_id.startswith(PROPOSED) or code_id in session.material.questions:
            return
        raise Refused(f"The codebook has no code '{code_id}' (any more).", 409)
    # Index codes pass: giving one to a passage is how a chunk is set.
    if code.kind == "analytic" and (not code.is_codable or code.retired or code.merge_into):
        raise Refused(f"'{code.name}' cannot be given to a passage.")


def details(asked: Mapping[str, Any]) -> dict[str, str]:
    """The cells of target, period, memo and polarity, where they are asked for."""
    # One line each, since they are labels; a memo keeps its lines.
    cells = {name: " ".join(str(asked[name]).split()) for name in ("target", "period") if name in asked}
    if "memo" in asked:
        cells["memo"] = str(asked["memo"]).strip()
    if "polarity" in asked:
        if asked["polarity"] not in POLARITIES:
            raise Refused("There is no such polarity.")
        cells["polarity"] = str(asked["polarity"])
    return cells


def new_id(session: Session, asked: Mapping[str, Any]) -> str:
    """The id of a new coding: the browser's, so that what it sends again after a lost answer is written once."""
    drawn = str(asked.get("coding_id", ""))
    # With the coder's name in front no page can write into another coder's ids.
    return drawn if is_id(drawn) and drawn.startswith(f"{session.coder}-") else session.new_coding_id()


def done_before(session: Session, coding_id: str) -> Done:
    """The answer to an act whose row stands already."""
    row = session.mine.by_id[coding_id]
    step = {"file": "codings", "key": coding_id, "before": None, "after": dict(row.cells)}
    span = (row.coding.transcript_id, row.coding.start_char, row.coding.end_char)
    return Done(undo=[step], touched=[span], selected=coding_id)


def retract_row(session: Session, row: Standing) -> dict[str, str]:
    """The cells of a row that takes a coding back: what stood, so that the file can be read without its other rows."""
    taken_back = {"action": "retract", "at": now_utc()}
    coding = row.coding
    if row.is_lost:
        # A row that nothing can be found by is not written anew: the id is enough.
        return {"coding_id": coding.coding_id, "transcript_id": coding.transcript_id, **taken_back}
    # Today's version: under the text of before, which a diff counts by, nobody had taken it back.
    taken_back["codebook_version"] = session.material.codebook.version
    return {**row.cells, **taken_back, "coding_id": coding.coding_id}
