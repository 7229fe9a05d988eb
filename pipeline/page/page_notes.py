"""Notes that the page writes: a respondent memo, a hunch with its passage. Replaced whole, by one editor."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.io.outputs import replace_file
from pipeline.page.rows import Refused, passage_of, slug_of
from pipeline.page.session import Session
from pipeline.page.transcript_view import turns_between

WORDS_OF_A_SLUG = 6


def respondent_note(session: Session, transcript_id: str) -> dict[str, str]:
    """The memo on one respondent: its words, whose they are, and what tells whether it has changed since."""
    if transcript_id not in session.material.texts:
        raise Refused("This transcript is not in the study any more.", 409)
    path = _respondent_path(session, transcript_id)
    raw = path.read_bytes() if path.is_file() else b""
    front, body = parted(raw.decode("utf-8", "replace"))
    by = next((line[3:].strip() for line in front.splitlines() if line.startswith("by:")), "")
    return {"text": body.strip("\n"), "by": by, "digest": digest_of(raw)}


def save_respondent_note(session: Session, asked: Mapping[str, Any]) -> dict[str, str]:
    """Put the words in the note's place, unless somebody has written there since it was opened."""
    transcript_id = str(asked.get("transcript_id", ""))
    if transcript_id not in session.material.texts:
        raise Refused("This transcript is not in the study any more.", 409)
    path = _respondent_path(session, transcript_id)
    raw = path.read_bytes() if path.is_file() else b""
    if asked.get("digest") != digest_of(raw):
        raise Refused("Somebody has written in this memo since you opened it: copy your words, and open it again.", 409)
    front, _ = parted(raw.decode("utf-8", "replace"))
    front = front or f"by: {session.coder}\nstatus: draft\n"
    note = f"---\n{front}---\n{str(asked.get('text', '')).strip()}\n".encode("utf-8", "replace")
    _replace(path, note)
    return {"digest": digest_of(note)}


def save_hunch(session: Session, asked: Mapping[str, Any]) -> str:
    """A new hunch under notes/hunch, with the passage that gave it; the note's name."""
    words = str(asked.get("text", "")).strip()
    if not words:
        raise Refused("A hunch needs words.")
    transcript, start, end = passage_of(session, asked)
    turns = turns_between(transcript, start, end)
    where = f"turn {turns[0]}" if len(turns) == 1 else f"turns {turns[0]} to {turns[-1]}"
    # `[[…]]` in a note cites a figure: where a respondent's words hold it, it is only their words.
    words_said = transcript.text[start:end].replace("[[", "[ [").replace("]]", "] ]")
    quoted = "\n".join(f"> {line}" for line in words_said.split("\n"))
    body = f"{words}\n\n{quoted}\n>\n> {transcript.transcript_id}, {where}, {start}-{end}\n"
    folder = session.kept.folder / "notes" / "hunch"
    name = base = slug_of(" ".join(words.split()[:WORDS_OF_A_SLUG])) or "hunch"
    n = 1
    # Two hunches may begin with the same words, and none replaces another.
    while (folder / f"{name}.md").exists():
        n += 1
        name = f"{base}-{n}"
    _replace(folder / f"{name}.md", f"---\nby: {session.coder}\nstatus: draft\n---\n{body}".encode("utf-8", "replace"))
    return name


def _respondent_path(session: Session, transcript_id: str) -> Path:
    return session.kept.folder / "notes" / "respondent" / f"{transcript_id}.md"


def parted(text: str) -> tuple[str, str]:
    """A note's front matter (without its fences) and its body."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return "", text
    front, fence, body = text[4:].partition("\n---\n")
    return (front + "\n", body) if fence else ("", text)


def digest_of(raw: bytes) -> str:
    """What tells whether a note has changed since it was opened."""
    return hashlib.sha256(raw).hexdigest()[:16]


def _replace(path: Path, raw: bytes) -> None:
    try:
        replace_file(path, raw)
    except OSError as error:
        raise Refused(f"{path.name} could not be saved ({error.strerror or type(error).__name__}).", 507) from error
