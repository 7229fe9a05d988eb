"""What a coder does at the page, as rows of their files: each act says how it is undone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.coding.hand.coders_rows import COLUMNS
from pipeline.page import random_passages, reading_batches
from pipeline.page.again_list import WALK
from pipeline.page.coders import Standing, standing_of
from pipeline.page.random_passages import answered
from pipeline.page.read_log import READ_COLUMNS
from pipeline.page.session import Session, now_utc
from pipeline.study.people_files import MAX_CELL, is_id
from pipeline.study.records import POLARITIES, PROPOSED, Transcript

BESIDE = 30
"""Characters of `before` and `after`: enough to tell one "Yeah." from another (relocate asks for 8)."""
CHANGEABLE = ("polarity", "memo", "target", "period", "is_aha", "code_id", "start_char", "end_char")
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


def apply(session: Session, asked: Mapping[str, Any]) -> Done:
    """Give a code to a passage, or mark a bare passage as striking."""
    transcript, start, end = passage_of(session, asked)
    code_id = str(asked.get("code_id", ""))
    is_aha = bool(asked.get("is_aha"))
    _must_be_a_code(session, code_id, is_aha)
    coding_id = _new_id(session, asked)
    if coding_id in session.mine.by_id:
        return _done_before(session, coding_id)
    same = next(
        (
            coding
            for coding in session.mine.shown_in(transcript.transcript_id)
            if (coding.start_char, coding.end_char, coding.code_id) == (start, end, code_id)
        ),
        None,
    )
    # Two equal codings of one coder would count twice; a slip of the key is answered, not written.
    if same is not None:
        return Done(selected=same.coding_id, said="This code is on this passage already.")
    cells = row_of(session, transcript, start, end, code_id) | {"coding_id": coding_id}
    cells |= _details(asked) | ({"is_aha": "yes"} if is_aha else {})
    done = write(session, [cells])
    done.selected = coding_id
    if code_id:
        session.note_recent(code_id)
    return done


def change(session: Session, asked: Mapping[str, Any]) -> Done:
    """Correct a coding of one's own: polarity, memo, target, period, striking, code, extent."""
    row = own_row(session, asked)
    wanted = {str(name): value for name, value in dict(asked.get("set", {})).items()}
    # Not whose it is nor under which codebook: these say what happened.
    if unknown := set(wanted) - set(CHANGEABLE):
        raise Refused(f"{', '.join(sorted(unknown))} cannot be changed.")
    cells = restated(session, row)
    if not wanted:
        # Only its place is confirmed: whether it fits another text of the code is another question.
        cells["codebook_version"] = row.cells.get("codebook_version", "")
    if "start_char" in wanted or "end_char" in wanted:
        span = {"transcript_id": row.coding.transcript_id, "digest": asked.get("digest", "")}
        transcript, start, end = passage_of(
            session, {**span, "start": wanted.pop("start_char", None), "end": wanted.pop("end_char", None)}
        )
        cells |= row_of(session, transcript, start, end, cells.get("code_id", ""))
    if "code_id" in wanted:
        cells["code_id"] = str(wanted.pop("code_id"))
        session.note_recent(cells["code_id"])
    if "is_aha" in wanted:
        cells["is_aha"] = "yes" if wanted.pop("is_aha") else ""
    cells |= _details(wanted)
    _must_be_a_code(session, cells["code_id"], bool(cells.get("is_aha")))
    done = write(session, [cells])
    done.selected = row.coding.coding_id
    return done


def retract(session: Session, asked: Mapping[str, Any]) -> Done:
    """Take a coding of one's own back."""
    row = own_row(session, asked)
    return write(session, [retract_row(row.coding.coding_id, row.coding.transcript_id)])


def answer(session: Session, asked: Mapping[str, Any]) -> Done:
    """Say yes or no to a suggestion."""
    transcript_id = str(asked.get("transcript_id", ""))
    named = str(asked.get("suggestion", ""))
    in_list = session.lists.find(transcript_id, named)
    suggestion = in_list or session.suggestions.find(transcript_id, named)
    # Also where the page shows none: an answer would say that the coder has seen one.
    if suggestion is None or session.choice.is_blind:
        raise Refused("This suggestion is not there any more.", 409)
    transcript = session.material.texts[transcript_id]
    is_yes = bool(asked.get("is_yes"))
    cells = row_of(session, transcript, suggestion.start_char, suggestion.end_char, suggestion.code_id)
    coding_id, is_random = _new_id(session, asked), suggestion.coding_id in session.suggestions.drawn.ids
    # Random before listed: a passage that is both must show in the count of random ones.
    if is_random:
        coding_id = id_of_answer(session.coder, coding_id, random_passages.MARK)
    elif in_list:
        coding_id = id_of_answer(session.coder, coding_id, reading_batches.MARK)
    # A yes takes the suggestion as it stands; `1` to `4` correct its polarity afterwards.
    cells |= {"coding_id": coding_id, "polarity": suggestion.polarity}
    if cells["coding_id"] in session.mine.by_id:
        return _done_before(session, cells["coding_id"])
    cells["action"] = "apply" if is_yes else "reject"
    done = write(session, [cells])
    done.selected = cells["coding_id"] if is_yes else ""
    if is_yes:
        session.note_recent(suggestion.code_id)
    done.said = "That passage was drawn at random." if is_random else ""
    done.extra["random_answers"] = random_answers(session)
    return done


def id_of_answer(coder: str, coding_id: str, mark: str) -> str:
    """The coding_id of an answer that its file should tell from others, made of the one that the browser drew."""
    return f"{coder}{mark}{coding_id.removeprefix(f'{coder}-')}"


def random_answers(session: Session) -> str:
    """What became of the random passages among the suggestions, by this coder's own file."""
    accepted, n = answered(row.coding for row in session.mine.by_id.values())
    return f"{accepted} of {n} random ones accepted" if n else ""


def restore(session: Session, asked: Mapping[str, Any]) -> Done:
    """Undo or redo: let the rows stand again that an act's steps name. Never by deleting a line."""
    steps = asked.get("steps")
    if not isinstance(steps, list) or not steps or len(steps) > 500:
        raise Refused("There is nothing to undo.")
    codings: list[dict[str, str]] = []
    marks: list[dict[str, str]] = []
    proposals: list[dict[str, str]] = []
    for step in steps:
        cells = step.get("cells")
        key = str(step.get("key", ""))
        clean = {str(k): str(v)[:MAX_CELL] for k, v in cells.items()} if isinstance(cells, dict) else None
        if step.get("file") == "codings":
            row = session.mine.by_id.get(key)
            if row is None:
                raise Refused("What was done here is not in the file any more: it was changed elsewhere.", 409)
            if clean is None:
                codings.append(retract_row(key, row.coding.transcript_id))
            else:
                # A new row, dated now: the file only grows, and its last row of an id stands.
                codings.append({name: clean.get(name, "") for name in COLUMNS} | {"coding_id": key, "at": now_utc()})
        elif step.get("file") == "read" and clean is not None:
            marks.append({name: clean.get(name, "") for name in READ_COLUMNS} | {"at": now_utc()})
        elif step.get("file") == "proposed" and clean is not None:
            proposals.append({name: clean.get(name, "") for name in session.proposed.columns} | {"at": now_utc()})
        else:
            # Half an undo would leave what nobody meant.
            raise Refused("A part of this cannot be undone here: nothing was changed.")
    for cells in marks:
        session.read_file.append([cells])
    if marks:
        session.wrote_read_marks()
    if proposals:
        session.proposed.append(proposals)
    done = write(session, codings) if codings else Done()
    done.undo = []
    shown = [cells["coding_id"] for cells in codings if cells.get("action") != "retract"]
    done.selected = shown[-1] if shown else ""
    return done


def read_mark(session: Session, asked: Mapping[str, Any]) -> Done:
    """Mark a transcript, or the answers to one question in it, as read to the end."""
    transcript_id = str(asked.get("transcript_id", ""))
    if transcript_id not in session.material.texts:
        raise Refused("This transcript is not in the study any more.", 409)
    if session.choice.is_recoding:
        raise Refused("What is coded again is marked answer by answer.")
    question, list_code = str(asked.get("question", "")), str(asked.get("list", ""))
    # A transcript that is read again for one code is read whole, whatever else the session reads for.
    again = list_code.removeprefix(WALK) if list_code.startswith(WALK) else ""
    list_code = "" if again else list_code
    cells = {
        "transcript_id": transcript_id,
        "codes": again or list_code or session.codes_cell(),
        "codebook_version": session.material.codebook.version,
        "is_blind": "yes" if session.is_blind_for(transcript_id) else "no",
        "knew_tier": session.choice.knew_tier,
        "at": now_utc(),
        "action": "retract" if asked.get("is_taken_back") else "read",
        # Rule 2: only what was read whole, or all chunks of a code's scope, makes silence a "no".
        "read_how": "list" if list_code else "chunks" if question else "whole",
        "chunks": question,
    }
    session.read_file.append([cells])
    _keep_an_empty_file(session)
    session.wrote_read_marks()
    # The same transcript, codes and version: only such a row takes a mark back.
    taken_back = cells | {"action": "retract" if cells["action"] == "read" else "read"}
    return Done(undo=[{"file": "read", "key": "", "before": taken_back, "after": cells}])


def propose(session: Session, asked: Mapping[str, Any]) -> Done:
    """Propose a new code from a passage: a row of .proposed.csv, and the coding that carries it."""
    if session.choice.is_recoding:
        raise Refused("Code again by the codebook as it is; propose codes in a session without --recode.")
    transcript, start, end = passage_of(session, asked)
    name = " ".join(str(asked.get("name", "")).split())
    slug = slug_of(name)
    if not slug:
        raise Refused("A proposed code needs a name.")
    coding_id = _new_id(session, asked)
    if coding_id in session.mine.by_id:
        return _done_before(session, coding_id)
    proposal = {
        "proposal_id": f"{PROPOSED}{session.coder}-{slug}",
        "slug": slug,
        "name": name,
        "definition": " ".join(str(asked.get("definition", "")).split()),
        "transcript_id": transcript.transcript_id,
        "start_char": str(start),
        "end_char": str(end),
        "quotation": transcript.text[start:end],
        "status": "proposed",
        "why": "",
        "at": now_utc(),
    }
    session.proposed.append([proposal])
    cells = row_of(session, transcript, start, end, proposal["proposal_id"]) | {"coding_id": coding_id}
    done = write(session, [cells])
    # Undo takes back the proposal as well as its coding.
    withdrawn = proposal | {"status": "withdrawn"}
    done.undo.append({"file": "proposed", "key": slug, "before": withdrawn, "after": proposal})
    done.selected = coding_id
    session.note_recent(proposal["proposal_id"])
    return done


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


def _must_be_a_code(session: Session, code_id: str, is_aha: bool) -> None:
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


def _details(asked: Mapping[str, Any]) -> dict[str, str]:
    # One line each, since they are labels; a memo keeps its lines.
    cells = {name: " ".join(str(asked[name]).split()) for name in ("target", "period") if name in asked}
    if "memo" in asked:
        cells["memo"] = str(asked["memo"]).strip()
    if "polarity" in asked:
        if asked["polarity"] not in POLARITIES:
            raise Refused("There is no such polarity.")
        cells["polarity"] = str(asked["polarity"])
    return cells


def _new_id(session: Session, asked: Mapping[str, Any]) -> str:
    """The browser draws the id, so that an act which it sends again after a lost answer is written once."""
    drawn = str(asked.get("coding_id", ""))
    # With the coder's name in front no page can write into another coder's ids.
    return drawn if is_id(drawn) and drawn.startswith(f"{session.coder}-") else session.new_coding_id()


def _done_before(session: Session, coding_id: str) -> Done:
    row = session.mine.by_id[coding_id]
    step = {"file": "codings", "key": coding_id, "before": None, "after": dict(row.cells)}
    span = (row.coding.transcript_id, row.coding.start_char, row.coding.end_char)
    return Done(undo=[step], touched=[span], selected=coding_id)


def retract_row(coding_id: str, transcript_id: str) -> dict[str, str]:
    """The cells of a row that takes a coding back."""
    return {"coding_id": coding_id, "transcript_id": transcript_id, "action": "retract", "at": now_utc()}


def _keep_an_empty_file(session: Session) -> None:
    """A coder who read and found nothing has a file of codings with its header alone: without it `check` asks."""
    if not session.codings.path.exists():
        session.codings.append([])
        session.wrote_codings()
