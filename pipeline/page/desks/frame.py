"""What stands around every desk: title, desks, transcripts to read, and what the browser needs to know."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from pipeline.page.choice import codes_to_choose
from pipeline.page.reading_list import progress
from pipeline.page.session import Session
from pipeline.page.transcript_view import code_name
from pipeline.study.records import Transcript

HINTS = (
    ("c", "code"), (".", "again"), ("J", "longer"), ("K", "shorter"), ("u", "undo"), ("U", "redo"),
    ("n", "suggestion"), ("a", "striking"), ("i", "new code"), ("h", "hunch"),
)  # fmt: skip
"""What is done most, as buttons: all that keys do is done by mouse and finger too."""


def frame(session: Session, desk: str, transcript: Transcript | None) -> dict[str, Any]:
    """The context that `frame.html.j2` and `sidebar.html.j2` ask for."""
    cases = progress(session)
    if not session.choice.is_recoding:
        session.again.look_again(session.material, session.mine, session.read_log)
    here = quote(transcript.transcript_id) if transcript else ""
    sample = [row for case in cases for row in case.transcripts if row.is_in_sample]
    choice = session.choice
    title = session.material.study.title
    return {
        "title": title,
        "page_title": f"{transcript.transcript_id if transcript else desk} · {title}",
        "fiction": session.material.study.settings.fiction,
        "desks": _desks(session, here),
        "hints": [(key, words) for key, words in HINTS if key != "n" or not choice.is_blind],
        "codes": codes_to_choose(session),
        "cases": cases,
        "sample": sample,
        "focus_words": _focus_words(session),
        "unsure": Counter(row.coding.transcript_id for row in session.unsure()),
        "again": session.again.in_words(session.material, session.mine, session.focus_codes()),
        "desk": {
            "name": desk,
            "coder": session.coder,
            "transcript": transcript.transcript_id if transcript else "",
            "case_id": (transcript.case_id or "") if transcript else "",
            "is_blind": choice.is_blind,
            "is_ours": session.is_ours,
            "marks_names": bool(session.material.names),
            "revision": session.revision,
            "codes_cell": session.codes_cell(),
            "question": choice.question or "",
            "recent": session.recent,
            "n_codings": session.n_codings,
            "study": title,
            "codebook": session.material.codebook.version,
            "codebook_stamp": session.kept.codebook_stamp,
        },
    }


def _desks(session: Session, here: str) -> list[tuple[str, str]]:
    if session.choice.is_recoding:
        return [("recode", "/recode")]
    desks = [("index", f"/index/{here}"), ("analytic", f"/analytic/{here}")]
    return desks if session.choice.is_blind else [*desks, ("team", "/team")]


def _focus_words(session: Session) -> str:
    choice = session.choice
    named = (choice.family,) if choice.family else choice.codes
    return "for " + ", ".join(code_name(code_id, session.material) for code_id in named) if named else ""
