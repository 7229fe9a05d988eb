"""Coding again what one coded weeks ago: the answers drawn, without what anybody gave them; then how far it agrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.page.coders import read_coder
from pipeline.page.desks.frame import frame
from pipeline.page.pages import question_words, render
from pipeline.page.recoding import READ, REST, DrawnAnswer, can_be_drawn, draw, drawn_answers, today, with_oneself
from pipeline.page.rows import Done, Refused
from pipeline.page.session import Session, now_utc
from pipeline.page.transcript_view import code_name, view_of


def recode_page(session: Session) -> str:
    """The sample at hand; the first is drawn by itself."""
    if not session.choice.is_recoding:
        raise Refused("Start the page with `--recode` to code a sample again.", 403)
    if not drawn_answers(session.read_file.path, session.material):
        draw_another(session)
    answers = open_sample(session)
    stretches = []
    for transcript_id in dict.fromkeys(answer.transcript_id for answer in answers):
        here = [answer for answer in answers if answer.transcript_id == transcript_id]
        session.note_opening(transcript_id)
        numbers = {number for answer in here for number in (answer.turn - 1, answer.turn)}
        stretches.append(view_of(session, session.material.texts[transcript_id], numbers))
    context = frame(session, "recode", None)
    context["desk"] |= {
        "answers": [answer.key for answer in answers],
        "done": [answer.key for answer in answers if answer.is_done],
    }
    return render(
        "recode.html.j2",
        **context,
        stretches=stretches,
        answers=answers,
        n_done=sum(answer.is_done for answer in answers),
        days=REST.days,
        agreement=agreement_words(session, session.coder),
        words=question_words(session),
    )


def open_sample(session: Session) -> list[DrawnAnswer]:
    """The answers of the last sample, where some of it is not coded again yet."""
    answers = drawn_answers(session.read_file.path, session.material)
    last = [answer for answer in answers if answer.drawn_at == answers[-1].drawn_at]
    return last if any(not answer.is_done for answer in last) else []


def done_again(session: Session, asked: Mapping[str, Any]) -> Done:
    """Say that an answer has been coded again to its end: from now on silence there is an answer too."""
    answer = next((drawn for drawn in open_sample(session) if drawn.key == asked.get("answer")), None)
    if answer is None or not session.choice.is_recoding:
        raise Refused("This answer is in no sample that is open.", 409)
    transcript = session.material.texts[answer.transcript_id]
    row = {
        "drawn_at": answer.drawn_at,
        "transcript_id": answer.transcript_id,
        "turn": str(answer.turn),
        "start_char": str(answer.start_char),
        "end_char": str(answer.end_char),
        "quotation": transcript.text[answer.start_char : answer.end_char],
        "codebook_version": session.material.codebook.version,
        "action": READ,
        "at": now_utc(),
    }
    session.read_file.append([row])
    n_left = sum(not drawn.is_done for drawn in open_sample(session))
    return Done(said=f"{n_left} to go." if n_left else "All are coded again.", extra={"reloads": n_left == 0})


def agreement_words(session: Session, coder: str) -> dict[str, Any] | None:
    """How a coder agrees with themself, as pages print it; None where nothing was coded again."""
    agreement = with_oneself(session.folder, coder, session.material)
    if agreement is None:
        return None
    codes = [(code_name(row.code_id, session.material), row) for row in agreement.codes]
    return {"agreement": agreement, "codes": codes}


def draw_another(session: Session) -> None:
    """Draw a sample, unless one is open, or nothing lies two weeks back that was not drawn before."""
    if not session.is_ours or not session.choice.is_recoding or open_sample(session):
        return
    material, former = session.material, drawn_answers(session.read_file.path, session.material)
    first = read_coder(session.folder / f"{session.coder}.csv", session.coder, material)
    answers = can_be_drawn(material, first, session.read_log, former, today())
    if answers:
        n_samples = len({answer.drawn_at for answer in former})
        session.read_file.append(draw(answers, f"{session.coder} {n_samples}", material.codebook.version, now_utc()))
