"""How an analyst's note stands, and which of its questions nobody has answered yet."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.notes.new import CLAIM, LEAD
from pipeline.study.records import Note

MISSING, DRAFT, FINAL, SIGNED, STALE = "no note yet", "draft", "final, not signed", "signed", "signed, and stale"
HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
HINT = re.compile(r"^\*Look at: .*\*$", re.MULTILINE)


def standing(note: Note | None, stale: Collection[tuple[str, str]]) -> str:
    """One of five words: a stage is done when each of its notes is signed, and none of them is stale.

    Args:
        note: The note on a memo; None where there is no file.
        stale: (stage, subject) of the notes whose evidence moved since they were signed.
    """
    if note is None or not answered(note.body)[0]:
        return MISSING
    if isinstance(note.front.get("signed_off"), dict):
        return STALE if (note.stage, note.subject) in stale else SIGNED
    return FINAL if note.front.get("status") == "final" else DRAFT


def answered(body: str) -> tuple[str, tuple[str, ...]]:
    """A note's text without the questions that nobody has answered, and these questions by themselves.

    What `notes new` writes as a place to fill in is no text of the analyst's: a note with nothing else in it is ''.
    """
    parts = HEADING.split(body)
    kept, still_open = [parts[0].replace(f"{LEAD} {CLAIM}", "")], []
    for question, text in zip(parts[1::2], parts[2::2], strict=True):
        if HINT.sub("", text).strip():
            kept.append(f"### {question}{text}")
        else:
            still_open.append(question.strip())
    return "".join(kept).strip("\n"), tuple(still_open)
