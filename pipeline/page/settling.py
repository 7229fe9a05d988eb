"""Settling two coders' differences: each with its reason and who yielded; then consensus is what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pipeline.coding.hand.coders_rows import COLUMNS
from pipeline.coding.hand.hand_work import CONSENSUS
from pipeline.coding.hand.settlements import BOTH, DEFINITION, FILE, NEITHER
from pipeline.coding.hand.settlements import COLUMNS as SETTLEMENT_COLUMNS
from pipeline.io.lock import Lock
from pipeline.page.differences import DoubleReading, Place, double_reading
from pipeline.page.files import AppendedFile
from pipeline.page.read_log import READ_COLUMNS
from pipeline.page.rows import Done, Refused, retract_row, row_of
from pipeline.page.session import Session, now_utc
from pipeline.study.people_files import is_id, read_csv
from pipeline.study.records import Coding

Cells = Mapping[str, str]


def settlements(session: Session) -> list[Cells]:
    """The rows of settlements.csv in their order."""
    path = session.kept.folder / FILE
    return [row.cells for row in read_csv(path, (), SETTLEMENT_COLUMNS).records.rows] if path.exists() else []


def settled_places(session: Session, transcript_id: str, code_id: str) -> dict[tuple[str, str], Cells]:
    """The last settlement of each place of a transcript and code, under today's codebook."""
    version = session.material.codebook.version
    return {
        (row.get("start_char", ""), row.get("end_char", "")): row
        for row in settlements(session)
        if (row.get("transcript_id"), row.get("code_id")) == (transcript_id, code_id)
        and (row.get("outcome") != DEFINITION or row.get("codebook_version") == version)
    }


def settle(session: Session, asked: Mapping[str, Any]) -> Done:
    """Settle one difference: a row of settlements.csv."""
    reading = _reading(session, asked)
    place = _place(reading, asked)
    outcome = str(asked.get("outcome", ""))
    if outcome not in (*reading.coders, BOTH, NEITHER, DEFINITION):
        raise Refused("Choose whose coding stands: one coder's, both, neither, or that the definition must say it.")
    by = _settlers(reading, asked.get("by"))
    why = " ".join(str(asked.get("why", "")).split())
    if not why:
        raise Refused("Say why: the next coder will read it.")
    yielded = [who for who in _names(asked.get("yielded")) if who in reading.coders]
    row = {
        "transcript_id": reading.transcript_id,
        "code_id": reading.code_id,
        "coders": ";".join(reading.coders),
        "start_char": str(place.start_char),
        "end_char": str(place.end_char),
        "outcome": outcome,
        "why": why,
        "by": ";".join(by),
        "yielded": ";".join(yielded),
        "codebook_version": session.material.codebook.version,
        "at": now_utc(),
    }
    with _alone(session):
        AppendedFile(session.kept.folder / FILE, SETTLEMENT_COLUMNS).append([row])
    session.revision += 1
    return Done(extra={"reloads": True})


def finish(session: Session, asked: Mapping[str, Any]) -> Done:
    """Copy what was agreed and settled into consensus.csv, then mark the pair read by consensus."""
    reading = _reading(session, asked)
    by = _settlers(reading, asked.get("by"))
    settled = settled_places(session, reading.transcript_id, reading.code_id)
    chosen: list[tuple[Coding, str]] = []
    for place in reading.places:
        row = settled.get((str(place.start_char), str(place.end_char)))
        if place.kind and row is None:
            raise Refused("A difference is not settled yet.")
        # Where all agree, one coder's codings are everybody's.
        outcome = row.get("outcome", "") if row is not None and place.kind else reading.coders[0]
        if outcome == DEFINITION:
            raise Refused("A difference waits for the definition: change the codebook, read again, then settle it.")
        chosen += [(coding, row.get("why", "") if row else "") for coding in _standing(place, outcome)]
    version = session.material.codebook.version
    transcript = session.material.texts[reading.transcript_id]
    rows: list[dict[str, str]] = []
    for coding, why in chosen:
        cells = row_of(session, transcript, coding.start_char, coding.end_char, reading.code_id)
        cells |= {"coding_id": _consensus_id(session, rows), "polarity": coding.polarity, "target": coding.target}
        rows.append(cells | {"period": coding.period, "is_aha": "yes" if coding.is_aha else "", "memo": why})
    mark = {
        "transcript_id": reading.transcript_id, "codes": reading.code_id, "codebook_version": version,
        "is_blind": "no", "knew_tier": session.choice.knew_tier, "at": now_utc(), "action": "read",
        "read_how": "whole", "chunks": "",
    }  # fmt: skip
    with _alone(session):
        AppendedFile(session.folder / f"{CONSENSUS}.csv", COLUMNS).append([*_taken_back(session, reading), *rows])
        # The read row comes last: until it stands nothing of the settlement counts.
        AppendedFile(session.folder / f"{CONSENSUS}.read.csv", READ_COLUMNS).append([mark])
    session.refresh()
    said = f"{len(rows)} coding{'' if len(rows) == 1 else 's'} of consensus by {' and '.join(by)}."
    return Done(said=said, extra={"reloads": True})


def yields(session: Session) -> list[tuple[str, int, int]]:
    """By coder: how often they yielded, of how many settled differences."""
    counts: dict[str, list[int]] = {}
    for row in settlements(session):
        for coder in _names(row.get("coders", "")):
            counts.setdefault(coder, [0, 0])[1] += 1
        for coder in _names(row.get("yielded", "")):
            counts.setdefault(coder, [0, 0])[0] += 1
    return [(coder, n, of) for coder, (n, of) in sorted(counts.items())]


def _reading(session: Session, asked: Mapping[str, Any]) -> DoubleReading:
    if not session.choice.is_settling:
        raise Refused("Open the page with `--settle` to settle differences.")
    transcript_id, code_id = str(asked.get("transcript_id", "")), str(asked.get("code_id", ""))
    if transcript_id not in session.material.texts or code_id not in session.material.codebook.codes:
        raise Refused("This transcript or code is not there any more.", 409)
    reading = double_reading(session, transcript_id, code_id)
    if len(reading.coders) < 2:
        raise Refused("Two people must have read the transcript for the code.")
    return reading


def _place(reading: DoubleReading, asked: Mapping[str, Any]) -> Place:
    for place in reading.differences:
        if (place.start_char, place.end_char) == (asked.get("start"), asked.get("end")):
            return place
    raise Refused("This difference is not there any more: a coder has changed it.", 409)


def _settlers(reading: DoubleReading, names: object) -> list[str]:
    """Two people, or somebody who coded neither: never one coder alone, who would settle for themself."""
    by = list(dict.fromkeys(_names(names)))
    if bad := [name for name in by if not is_id(name)]:
        raise Refused(f"'{bad[0]}' cannot be a person's name here: letters, digits, - and _.")
    if not by or (len(by) == 1 and by[0] in reading.coders):
        raise Refused("Two people settle, or a third: name them under *by*.")
    return by


def _standing(place: Place, outcome: str) -> Sequence[Coding]:
    if outcome == BOTH:
        return place.codings
    return () if outcome == NEITHER else place.of(outcome)


def _taken_back(session: Session, reading: DoubleReading) -> list[dict[str, str]]:
    """Retract rows for what an earlier settlement of the same pair had left in consensus.csv."""
    work = session.work.get(CONSENSUS)
    if work is None:
        return []
    former = [coding for coding in work.shown_in(reading.transcript_id) if coding.code_id == reading.code_id]
    return [retract_row(session, work.by_id[coding.coding_id]) for coding in former]


def _consensus_id(session: Session, rows: Sequence[Cells]) -> str:
    drawn = session.new_coding_id().rsplit("-", 1)[1]
    work = session.work.get(CONSENSUS)
    taken = {row["coding_id"] for row in rows} | set(work.by_id if work is not None else ())
    name = f"{CONSENSUS}-{drawn}"
    return name if name not in taken else _consensus_id(session, rows)


def _names(cell: object) -> list[str]:
    parts = cell if isinstance(cell, list) else str(cell or "").split(";")
    return [name for part in parts if (name := str(part).strip())]


@contextmanager
def _alone(session: Session) -> Iterator[None]:
    """Consensus and settlements have one writer at a time, whichever page it is."""
    lock = Lock(session.folder / f".{CONSENSUS}.lock")
    try:
        is_ours = lock.take(is_made=True)
    except OSError as error:
        raise Refused(f"nothing could be saved ({error.strerror}).", 507) from error
    if not is_ours:
        raise Refused("Another page is writing the settlement at this moment: try again.", 423)
    try:
        yield
    finally:
        lock.release()
