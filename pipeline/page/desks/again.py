"""What is to be read again since the codebook changed: the codes, and for each its passages, then its transcripts."""

from __future__ import annotations

from typing import Any

from pipeline.page.again_list import WALK, CodeAgain, former_texts, what_changed
from pipeline.page.desks.frame import frame
from pipeline.page.pages import question_words, render
from pipeline.page.rows import Refused
from pipeline.page.session import Session
from pipeline.page.transcript_view import around


def again_codes_page(session: Session) -> str:
    """The codes that have something to read again."""
    context = frame(session, "analytic", None)
    focus = set(session.focus_codes())
    entries = [entry for code_id, entry in session.again.by_code.items() if not focus or code_id in focus]
    counted = [(entry_words(session, entry), len(_waiting(session, entry)), len(entry.whole)) for entry in entries]
    return render("again.html.j2", **context, entries=[row for row in counted if row[1] or row[2]])


def again_code_page(session: Session, code_id: str) -> str:
    """One code: both texts, its passages to answer, and the transcripts to read whole."""
    context = frame(session, "analytic", None)
    material = session.material
    if code_id not in material.codebook.codes:
        raise Refused(f"The codebook has no code '{code_id}' (any more).", 404)
    entry = session.again.by_code.get(code_id, CodeAgain(code_id, (), (), ()))
    passages = _waiting(session, entry)
    stretches = [
        around(session, material.texts[transcript_id], passages, WALK + code_id)
        for transcript_id in dict.fromkeys(passage.transcript_id for passage in passages)
    ]
    for stretch in stretches:
        session.note_opening(stretch.transcript.transcript_id)
    context["desk"] |= {"list": WALK + code_id, "again": code_id, "list_of": []}
    return render(
        "again_code.html.j2", **context, entry=entry_words(session, entry), passages=passages, stretches=stretches,
        words=question_words(session), walked=session.walk_in_words(WALK + code_id),
    )  # fmt: skip


def entry_words(session: Session, entry: CodeAgain) -> dict[str, Any]:
    """What a page says of a code that is read again: its texts, what changed, what to read whole."""
    codebook = session.material.codebook
    return {
        "code": codebook.codes[entry.code_id],
        "version": codebook.version,
        "versions": entry.versions,
        "former": former_texts(entry, codebook),
        "changed": what_changed(entry, codebook),
        "whole": entry.whole,
    }


def _waiting(session: Session, entry: CodeAgain) -> list[Any]:
    return list(session.again.waiting(entry.code_id, session.material, session.mine).passages)
