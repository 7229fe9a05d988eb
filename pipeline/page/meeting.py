"""What a meeting has before it, and its minutes: notes/meeting/DATE.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.coding.hand.coders_rows import PROPOSED_COLUMNS
from pipeline.coding.hand.hand_work import CONSENSUS
from pipeline.io.lock import Lock
from pipeline.io.outputs import replace_file
from pipeline.page.files import AppendedFile
from pipeline.page.page_notes import digest_of, parted
from pipeline.page.rows import Done, Refused
from pipeline.page.session import Session, now_utc
from pipeline.page.settling import settlements
from pipeline.page.transcript_view import code_name
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import is_id, read_csv
from pipeline.study.records import Coding

BETWEEN_BACKTICKS = re.compile(r"`([\w-]+)`")
ID_IN_BRACKETS = re.compile(r"[\w-]+")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed code as it stands: its last row, and whose it is."""

    coder: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hunch:
    """A note under notes/hunch: its name, whose it is, and its words."""

    name: str
    by: str
    words: str


def last_meeting(session: Session) -> str:
    """The date of the last minutes, or ''."""
    folder = session.kept.folder / "notes" / "meeting"
    dates = [path.stem for path in folder.glob("*.md") if DATE.fullmatch(path.stem)] if folder.is_dir() else []
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    # Today's minutes are this meeting's own.
    return max((date for date in dates if date < today), default="")


def open_proposals(session: Session) -> list[Proposal]:
    """Everybody's proposals that the codebook has not taken up and nobody declined."""
    # A code takes a proposal up by naming it under `was`.
    adopted = {former for code in session.material.codebook.codes.values() for former in code.was}
    proposals = []
    for path in sorted(session.folder.glob("*.proposed.csv")):
        coder = path.name.removesuffix(".proposed.csv")
        last = {row["proposal_id"]: row.cells for row in read_csv(path, (), PROPOSED_COLUMNS).records.rows}
        proposals += [
            Proposal(coder, cells)
            for cells in last.values()
            if cells.get("status") == "proposed" and cells.get("proposal_id") not in adopted
        ]
    return proposals


def striking_passages(session: Session, since: str) -> list[tuple[Coding, str]]:
    """Passages marked as striking since a date, with the names of their codes."""
    passages = []
    for work in session.work.values():
        for row in work.by_id.values():
            if row.is_shown and row.coding.is_aha and row.cells.get("at", "") >= since and work.coder != CONSENSUS:
                passages.append((row.coding, code_name(row.coding.code_id, session.material)))
    return sorted(passages, key=lambda pair: (pair[0].transcript_id, pair[0].start_char, pair[0].coder))


def hunches(session: Session) -> list[Hunch]:
    """All hunches, by name."""
    folder = session.kept.folder / "notes" / "hunch"
    notes = []
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        front, body = parted(path.read_bytes().decode("utf-8", "replace"))
        by = next((line[3:].strip() for line in front.splitlines() if line.startswith("by:")), "")
        notes.append(Hunch(path.stem, by, body.strip()))
    return notes


def decline(session: Session, asked: Mapping[str, Any]) -> Done:
    """Decline a proposal, with the reason: the last row of its proposer's file says so."""
    proposal_id, coder = str(asked.get("proposal_id", "")), str(asked.get("coder", ""))
    why = " ".join(str(asked.get("why", "")).split())
    if not why:
        raise Refused("Say why: whoever proposed it will read it.")
    proposal = next(
        (
            proposal
            for proposal in open_proposals(session)
            if proposal.coder == coder and proposal.cells["proposal_id"] == proposal_id
        ),
        None,
    )
    if proposal is None or not is_id(coder):
        raise Refused("This proposal is not open any more.", 409)
    row = {**proposal.cells, "status": "declined", "why": f"{session.coder}: {why}", "at": now_utc()}
    lock = Lock(session.folder / f".{coder}.lock")
    # One's own lock is held by this session already.
    if coder != session.coder and not lock.take(is_made=True):
        raise Refused(f"{coder} has the page open: decline it when they have ended.", 423)
    try:
        AppendedFile(session.folder / f"{coder}.proposed.csv", PROPOSED_COLUMNS).append([row])
    finally:
        lock.release()
    session.revision += 1
    return Done(extra={"reloads": True})


def minutes(session: Session) -> dict[str, str]:
    """Today's minutes as they stand, or a beginning of them: what was settled since the last meeting."""
    path = _minutes_path(session)
    raw = path.read_bytes() if path.is_file() else b""
    _, body = parted(raw.decode("utf-8", "replace"))
    return {"date": path.stem, "text": body.strip("\n") or _begun(session), "digest": digest_of(raw)}


def _begun(session: Session) -> str:
    """Minutes before anybody has written in them; a code's id between backticks leads to it from its history."""
    since = last_meeting(session)
    # The last row of a place stands: a difference may have been settled anew.
    last = {
        tuple(row.get(name, "") for name in ("transcript_id", "code_id", "start_char", "end_char")): row
        for row in settlements(session)
        if row.get("at", "")[:10] > since
    }
    decided: dict[str, list[str]] = {}
    undefined: list[str] = []
    for (transcript_id, code_id, *_), row in sorted(last.items()):
        why = f", because {row['why']}" if row.get("why") else ""
        if row.get("outcome") == "definition":
            undefined.append(f"- `{code_id}`, {transcript_id}{why}")
        else:
            decided.setdefault(code_id, []).append(f"  - {transcript_id}: {_outcome(row.get('outcome', ''))}{why}")
    by_code = [line for code_id, lines in decided.items() for line in (f"- `{code_id}`", *lines)]
    parts: dict[str, list[str]] = {"Decisions, by code": by_code}
    parts |= {"Codes that need another definition": undefined, "Present": []}
    return "\n\n".join("\n".join((f"## {head}", "", *lines)) for head, lines in parts.items()) + "\n"


def _outcome(outcome: str) -> str:
    """`ana's stands`; what a settlement says of the two sides."""
    return {"both": "both stand", "neither": "neither stands"}.get(outcome, f"{outcome}'s stands")


def save_minutes(session: Session, asked: Mapping[str, Any]) -> dict[str, str]:
    """Put the words in the place of today's minutes, unless somebody has written there since."""
    path = _minutes_path(session)
    raw = path.read_bytes() if path.is_file() else b""
    if asked.get("digest") != digest_of(raw):
        raise Refused("Somebody has written in the minutes since you opened them: copy your words, and reload.", 409)
    front, _ = parted(raw.decode("utf-8", "replace"))
    front = front or f"by: {session.coder}\nstatus: draft\n"
    front = _naming_codes(front, str(asked.get("text", "")), session)
    note = f"---\n{front}---\n{str(asked.get('text', '')).strip()}\n".encode("utf-8", "replace")
    try:
        replace_file(path, note)
    except OSError as error:
        raise Refused(f"{path.name} could not be saved ({error.strerror}).", 507) from error
    return {"digest": digest_of(note)}


def _naming_codes(front: str, text: str, session: Session) -> str:
    """The front matter with `codes:`, which leads from a code to what was decided: those between backticks in the text.

    What people have listed there themselves stays.
    """
    lines = front.splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith("codes:")), None)
    if at is not None and lines[at].strip() == "codes:":
        return front  # a list of lines of their own, which people wrote: theirs to lengthen
    known = ID_IN_BRACKETS.findall(lines[at].removeprefix("codes:")) if at is not None else []
    # In words alone `trust` may be no code; between backticks nobody means another thing.
    named = [name for name in BETWEEN_BACKTICKS.findall(text) if name in session.material.codebook.codes]
    codes = list(dict.fromkeys([*known, *named]))
    if len(codes) == len(known):
        return front
    told = f"codes: [{', '.join(codes)}]"
    lines = [*lines, told] if at is None else [*lines[:at], told, *lines[at + 1 :]]
    return "\n".join(lines) + "\n"


def _minutes_path(session: Session) -> Path:
    return session.kept.folder / "notes" / "meeting" / f"{datetime.now(UTC):%Y-%m-%d}.md"
