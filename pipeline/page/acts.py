"""What a coder does at the page, as rows of their files: each act says how it is undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.coding.hand.coders_rows import COLUMNS
from pipeline.page import random_passages, reading_batches
from pipeline.page.again_list import WALK
from pipeline.page.random_passages import answered
from pipeline.page.read_log import READ_COLUMNS, is_marked
from pipeline.page.rows import (
    Done,
    Refused,
    details,
    done_before,
    must_be_a_code,
    new_id,
    own_row,
    passage_of,
    restated,
    retract_row,
    row_of,
    slug_of,
    write,
)
from pipeline.page.session import Session, now_utc
from pipeline.study.people_files import MAX_CELL
from pipeline.study.records import PROPOSED

CHANGEABLE = ("polarity", "memo", "target", "period", "is_aha", "code_id", "start_char", "end_char")
DECIDES = frozenset({"code_id", "start_char", "end_char"})
"""What is changed by deciding anew, under today's codebook, which words the code fits."""


def apply(session: Session, asked: Mapping[str, Any]) -> Done:
    """Give a code to a passage, or mark a bare passage as striking."""
    transcript, start, end = passage_of(session, asked)
    code_id = str(asked.get("code_id", ""))
    is_aha = bool(asked.get("is_aha"))
    must_be_a_code(session, code_id, is_aha)
    coding_id = new_id(session, asked)
    if coding_id in session.mine.by_id:
        return done_before(session, coding_id)
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
    cells |= details(asked) | ({"is_aha": "yes"} if is_aha else {})
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
    if not wanted.keys() & DECIDES:
        # Whether the passage fits another text of the code is another question, which a memo does not answer.
        cells["codebook_version"] = row.cells.get("codebook_version", "")
    if "start_char" in wanted or "end_char" in wanted:
        span = {"transcript_id": row.coding.transcript_id, "digest": asked.get("digest", "")}
        transcript, start, end = passage_of(
            session, {**span, "start": wanted.pop("start_char", None), "end": wanted.pop("end_char", None)}
        )
        cells |= row_of(session, transcript, start, end, cells.get("code_id", ""))
    if "code_id" in wanted:
        cells["code_id"] = str(wanted.pop("code_id"))
    if "is_aha" in wanted:
        cells["is_aha"] = "yes" if wanted.pop("is_aha") else ""
    cells |= details(wanted)
    must_be_a_code(session, cells["code_id"], bool(cells.get("is_aha")))
    done = write(session, [cells])
    if cells["code_id"] != row.coding.code_id:
        session.note_recent(cells["code_id"])
    done.selected = row.coding.coding_id
    return done


def retract(session: Session, asked: Mapping[str, Any]) -> Done:
    """Take a coding of one's own back."""
    row = own_row(session, asked)
    return write(session, [retract_row(session, row)])


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
    coding_id, is_random = new_id(session, asked), suggestion.coding_id in session.suggestions.drawn.ids
    # Random before listed: a passage that is both must show in the count of random ones.
    if is_random:
        coding_id = id_of_answer(session.coder, coding_id, random_passages.MARK)
    elif in_list:
        coding_id = id_of_answer(session.coder, coding_id, reading_batches.MARK)
    # A yes takes the suggestion as it stands; `1` to `4` correct its polarity afterwards.
    cells |= {"coding_id": coding_id, "polarity": suggestion.polarity}
    if cells["coding_id"] in session.mine.by_id:
        return done_before(session, cells["coding_id"])
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
                codings.append(retract_row(session, row))
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
    if is_marked(session.log_path, cells):
        return Done(said="This is marked as read already.")
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
    coding_id = new_id(session, asked)
    if coding_id in session.mine.by_id:
        return done_before(session, coding_id)
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


def _keep_an_empty_file(session: Session) -> None:
    """A coder who read and found nothing has a file of codings with its header alone: without it `check` asks."""
    if not session.codings.path.exists():
        session.codings.append([])
        session.wrote_codings()
