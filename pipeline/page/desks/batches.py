"""A reading list at the analytic desk: twenty passages with what stands around them."""

from __future__ import annotations

from pipeline.page.desks.frame import frame
from pipeline.page.pages import question_words, render
from pipeline.page.reading_batches import BATCH, MARK, progress
from pipeline.page.rows import Refused
from pipeline.page.session import Session
from pipeline.page.transcript_view import around


def lists_page(session: Session) -> str:
    """The codes for which a reading list can be made."""
    _may_list(session)
    focus = set(session.focus_codes())
    codes = [code for code in session.material.codebook.codable if not focus or code.code_id in focus]
    answers = [row.coding for row in session.mine.by_id.values() if MARK in row.coding.coding_id]
    counted = [(code, progress(answers, code.code_id)) for code in codes]
    return render("lists.html.j2", **frame(session, "analytic", None), code_list=counted)


def batch_page(session: Session, code_id: str) -> str:
    """The next batch for a code; while its list is being made, a page that asks again by itself."""
    _may_list(session)
    material = session.material
    if code_id not in material.codebook.codes:
        raise Refused(f"The codebook has no code '{code_id}' (any more).", 404)
    lists = session.lists
    if code_id not in lists.made:
        lists.wants(code_id, material)
    reading_list = lists.made.get(code_id) if code_id not in lists.in_work else None
    mine = [row.coding for row in session.mine.by_id.values() if row.coding.action != "retract" and not row.is_lost]
    batch = reading_list.next_batch(mine) if reading_list else []
    stretches = [
        around(session, material.texts[transcript_id], batch, code_id)
        for transcript_id in dict.fromkeys(passage.transcript_id for passage in batch)
    ]
    for stretch in stretches:
        session.note_opening(stretch.transcript.transcript_id)
    context = frame(session, "analytic", stretches[0].transcript if stretches else None)
    context["desk"] |= {"list": code_id, "list_of": [stretch.transcript.transcript_id for stretch in stretches]}
    return render(
        "batch.html.j2",
        **context,
        code=material.codebook.codes[code_id],
        made=reading_list,
        stretches=stretches,
        batch=batch,
        progress=progress(mine, code_id),
        n_batch=BATCH,
        walked=session.walk_in_words(code_id),
        left=session.left_in_words(code_id),
        words=question_words(session),
    )


def _may_list(session: Session) -> None:
    if session.choice.is_blind:
        raise Refused("A blind session walks no list of the machine's: read whole transcripts.", 403)
