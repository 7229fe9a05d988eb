"""The addresses of the coding page, and what each answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.page import acts, chunk_acts, guide_variants, judging, meeting, page_notes, reading_again, settling
from pipeline.page.choice import codes_to_choose
from pipeline.page.desks import recode
from pipeline.page.desks.again import again_code_page, again_codes_page
from pipeline.page.desks.analytic import again_page, analytic_page, question_page
from pipeline.page.desks.batches import batch_page, lists_page
from pipeline.page.desks.index import index_page
from pipeline.page.desks.recode import draw_another, recode_page
from pipeline.page.desks.team import case_page, settle_page, team_page
from pipeline.page.guard import as_json
from pipeline.page.pages import STATIC, question_words, render, turn_html
from pipeline.page.reading_list import first_to_read, next_suggestion
from pipeline.page.rows import Done, Refused
from pipeline.page.search import search
from pipeline.page.session import Session, now_utc
from pipeline.page.transcript_view import example_like, how_often_right, turns_between, view_of
from pipeline.study.problems import FilesNeedAHand

HEARTBEAT = 1.0
"""Seconds between two looks at the files of others; also how soon a closed tab gives up the pen."""

ACTS: dict[str, Callable[[Session, dict[str, Any]], Done]] = {
    "apply": acts.apply,
    "change": acts.change,
    "retract": acts.retract,
    "answer": acts.answer,
    "again": reading_again.answer,
    "restore": acts.restore,
    "read": acts.read_mark,
    "recoded": recode.done_again,
    "propose": acts.propose,
    "chunks": chunk_acts.change_chunks,
    "variant": guide_variants.add_variant,
    "settle": settling.settle,
    "finish": settling.finish,
    "decline": meeting.decline,
    "row": judging.add_row,
}


@dataclass
class Page:
    """The addresses of the page, for one session."""

    session: Session
    is_over: Callable[[], bool] = field(default=lambda: False)

    def routes(self) -> list[Route | Mount]:
        """Every address."""
        return [
            Route("/", self.start),
            Route("/analytic/{transcript}", self.analytic),
            Route("/analytic", self.by_question),
            Route("/analytic/", self.start),
            Route("/index/{transcript}", self.index),
            Route("/index/", self.start),
            Route("/team", self.team),
            Route("/team/settle/{transcript}/{code}", self.settle),
            Route("/team/case/{case}", self.case),
            Route("/minutes", self.minutes, methods=["POST"]),
            Route("/list", self.lists),
            Route("/list/{code}", self.batch),
            Route("/recode", self.recode),
            Route("/again", self.again),
            Route("/again/{code}", self.again_code),
            Route("/turns/{transcript}", self.turns, methods=["POST"]),
            Route("/codes", self.codes),
            Route("/why/{transcript}/{coding_id}", self.why),
            Route("/suggested", self.suggested),
            Route("/search", self.search),
            Route("/note/{transcript}", self.note),
            Route("/note", self.save_note, methods=["POST"]),
            Route("/hunch", self.hunch, methods=["POST"]),
            Route("/act", self.act, methods=["POST"]),
            Route("/pen", self.pen, methods=["POST"]),
            Route("/events", self.events),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def start(self, request: Request) -> Response:
        """Where an assistant goes on."""
        with self.session.busy:
            if self.session.choice.is_recoding:
                return RedirectResponse("/recode", 303)
            if self.session.choice.is_settling:
                return RedirectResponse("/team", 303)
            if self.session.choice.question:
                return RedirectResponse(f"/analytic?question={quote(self.session.choice.question)}", 303)
            transcript = first_to_read(self.session)
        return RedirectResponse(f"/analytic/{quote(transcript.transcript_id)}", 303)

    async def analytic(self, request: Request) -> Response:
        """A transcript at the analytic desk, or read again for the code that `again` names."""
        if code := request.query_params.get("again"):
            return await self._of_transcript(request, lambda session, named: again_page(session, named, code))
        return await self._of_transcript(request, analytic_page)

    async def index(self, request: Request) -> Response:
        """A transcript at the index desk."""
        return await self._of_transcript(request, index_page)

    async def team(self, request: Request) -> Response:
        """What a meeting has before it."""
        return await self._html(team_page)

    async def settle(self, request: Request) -> Response:
        """The differences of one transcript and code."""
        named = request.path_params
        return await self._html(lambda session: settle_page(session, named["transcript"], named["code"]))

    async def case(self, request: Request) -> Response:
        """A case to be judged."""
        return await self._html(lambda session: case_page(session, request.path_params["case"]))

    async def minutes(self, request: Request) -> Response:
        """Minutes, written."""
        return await self._written(
            request, lambda session, asked: {"saved": now_utc(), **meeting.save_minutes(session, asked)}
        )

    async def by_question(self, request: Request) -> Response:
        """All answers to one question."""
        question = request.query_params.get("question", "")

        def drawn(session: Session) -> Response:
            session.refresh()
            return _streamed(question_page(session, question))

        return await self._with(drawn)

    async def lists(self, request: Request) -> Response:
        """Codes that can be read for by a list."""
        return await self._html(lists_page)

    async def batch(self, request: Request) -> Response:
        """The next passages to read for a code."""
        code, again = request.path_params["code"], "again" in request.query_params
        if again and code in self.session.material.codebook.codes:
            # A reload must not make the list anew.
            with self.session.busy:
                self.session.lists.wants(code, self.session.material)
            return RedirectResponse(f"/list/{quote(code)}", 303)
        return await self._html(lambda session: batch_page(session, code))

    async def recode(self, request: Request) -> Response:
        """A sample that its coder codes again."""
        if "another" in request.query_params:
            with self.session.busy:
                draw_another(self.session)
            return RedirectResponse("/recode", 303)
        return await self._html(recode_page)

    async def again(self, request: Request) -> Response:
        """Codes that are to be read again since the codebook changed."""
        return await self._html(again_codes_page)

    async def again_code(self, request: Request) -> Response:
        """The passages of one of them, and its transcripts."""
        return await self._html(lambda session: again_code_page(session, request.path_params["code"]))

    async def turns(self, request: Request) -> Response:
        """The turns of a transcript that look otherwise now than on a page that others' work has overtaken."""
        asked = as_json(await request.body())
        drawn = asked.get("drawn")
        on_screen = drawn if isinstance(drawn, dict) else {}

        def redrawn(session: Session) -> Response:
            transcript = session.material.texts.get(request.path_params["transcript"])
            if transcript is None:
                return JSONResponse({"said": "This transcript is not in the study any more."}, 404)
            view = view_of(session, transcript, None, str(asked.get("list") or ""))
            words = question_words(session)
            turns = {
                f"{transcript.transcript_id}:{turn.turn.number}": turn_html(turn, words)
                for turn in view.turns
                if on_screen.get(str(turn.turn.number), turn.drawn) != turn.drawn
            }
            return JSONResponse({"digest": view.digest, "turns": turns, "revision": session.revision})

        return await self._with(redrawn)

    async def codes(self, request: Request) -> Response:
        """The codes to choose from."""
        return await self._with(lambda session: JSONResponse(codes_to_choose(session)))

    async def why(self, request: Request) -> Response:
        """How often a suggestion's code is right, and the nearest passage that a person coded so."""

        def told(session: Session) -> Response:
            named = (request.path_params["transcript"], request.path_params["coding_id"])
            suggestion = session.suggestions.find(*named) or session.lists.find(*named)
            if suggestion is None or session.choice.is_blind:
                return JSONResponse({"right": "", "example": ""})
            # An example would give a random passage away as its missing reason would.
            hides = session.suggestions.drawn.hides_reason_of(suggestion.coding_id)
            example = "" if hides else example_like(session, suggestion)
            return JSONResponse({"right": how_often_right(session, suggestion.code_id), "example": example})

        return await self._with(told)

    async def suggested(self, request: Request) -> Response:
        """The first open suggestion of a later transcript."""
        after = request.query_params.get("after", "")

        def told(session: Session) -> Response:
            suggestion = next_suggestion(session, after)
            if suggestion is None:
                return JSONResponse({"transcript_id": ""})
            return JSONResponse({"transcript_id": suggestion.transcript_id, "coding_id": suggestion.coding_id})

        return await self._with(told)

    async def search(self, request: Request) -> Response:
        """Hits as a list that opens in place."""
        query = request.query_params.get("q", "")[:500]

        def listed(session: Session) -> Response:
            hits, is_cut = search(session, query)
            return HTMLResponse(render("hits.html.j2", hits=hits, is_cut=is_cut, query=query))

        return await self._with(listed)

    async def note(self, request: Request) -> Response:
        """A respondent memo."""
        return await self._with(
            lambda session: JSONResponse(page_notes.respondent_note(session, request.path_params["transcript"]))
        )

    async def save_note(self, request: Request) -> Response:
        """A respondent memo, written."""
        return await self._written(
            request, lambda session, asked: {"saved": now_utc(), **page_notes.save_respondent_note(session, asked)}
        )

    async def hunch(self, request: Request) -> Response:
        """A hunch, written."""
        return await self._written(
            request, lambda session, asked: {"saved": now_utc(), "name": page_notes.save_hunch(session, asked)}
        )

    async def act(self, request: Request) -> Response:
        """What a coder does; answered when it is on disk."""
        return await self._written(request, self._act)

    def _act(self, session: Session, asked: dict[str, Any]) -> dict[str, Any]:
        do = ACTS.get(str(asked.get("do")))
        if do is None:
            raise Refused("The page does not know this act.")
        # What others wrote until now: the tab catches up with that, and not with its own act.
        base = session.revision
        done = do(session, asked)
        return {
            "saved": now_utc(),
            "selected": done.selected,
            "said": done.said,
            "undo": done.undo,
            "turns": _redrawn(session, done, str(asked.get("list") or "")),
            "n_codings": session.n_codings,
            "n_by_code": session.n_by_code,
            "recent": session.recent,
            "walked": session.walk_in_words(str(asked.get("list") or "")),
            "left": session.left_in_words(str(asked.get("list") or "")),
            "base": base,
            "revision": session.revision,
            **done.extra,
        }

    async def pen(self, request: Request) -> Response:
        """Let this tab write."""
        asked = as_json(await request.body())
        with self.session.busy:
            self.session.take_pen(str(asked.get("tab", "")))
        return JSONResponse({})

    async def events(self, request: Request) -> Response:
        """Tells a tab whether it may write, and that others have written; open for as long as the tab is."""
        tab = request.query_params.get("tab", "")
        return StreamingResponse(self._events(tab), media_type="text/event-stream")

    async def _events(self, tab: str) -> AsyncIterator[str]:
        session = self.session
        told: dict[str, object] | None = None
        session.tab_opened(tab)
        try:
            while not self.is_over():
                news = await run_in_threadpool(self._news, tab)
                if news != told:
                    told = news
                    yield f"data: {json.dumps(news)}\n\n"
                else:
                    # A comment of the protocol: only by writing does the server notice that a tab was closed.
                    yield ": still here\n\n"
                await asyncio.sleep(HEARTBEAT)
        finally:
            session.tab_closed(tab)

    def _news(self, tab: str) -> dict[str, object]:
        with self.session.busy:
            self.session.refresh()
            trouble = " ".join(problem.shown(self.session.kept.folder) for problem in self.session.problems())
            return {
                "may_not_write": self.session.may_write(tab),
                "revision": self.session.revision,
                "trouble": trouble,
                "codebook_stamp": self.session.kept.codebook_stamp,
            }

    async def _of_transcript(self, request: Request, page: Callable[[Session, Any], Iterator[str]]) -> Response:
        name = request.path_params["transcript"]

        def drawn(session: Session) -> Response:
            session.refresh()
            transcript = session.material.texts.get(name)
            if transcript is None:
                return PlainTextResponse(f"There is no transcript '{name}' in this study (any more).", 404)
            return _streamed(page(session, transcript))

        return await self._with(drawn)

    async def _html(self, page: Callable[[Session], str]) -> Response:
        def drawn(session: Session) -> Response:
            session.refresh()
            return HTMLResponse(page(session))

        return await self._with(drawn)

    async def _with(self, work: Callable[[Session], Response]) -> Response:
        def alone() -> Response:
            with self.session.busy:
                try:
                    return work(self.session)
                except Refused as error:
                    return JSONResponse({"said": str(error)}, error.status)
                except FilesNeedAHand as error:
                    return JSONResponse({"said": _in_a_line(error)}, 507)

        return await run_in_threadpool(alone)

    async def _written(self, request: Request, write: Callable[[Session, dict[str, Any]], dict[str, Any]]) -> Response:
        asked = as_json(await request.body())

        def written(session: Session) -> Response:
            if why := session.may_write(str(asked.get("tab", ""))):
                return JSONResponse({"said": why}, 423)
            session.refresh()
            return JSONResponse(write(session, asked))

        return await self._with(written)


def _streamed(parts: Iterator[str]) -> Response:
    """What stands around the text is made while the session is held; its turns are drawn as they are sent."""
    return StreamingResponse(chain([next(parts)], parts), media_type="text/html; charset=utf-8")


def _redrawn(session: Session, done: Done, walk: str) -> dict[str, str]:
    """The turns that an act touched, as they look now."""
    wanted: dict[str, set[int]] = {}
    words = question_words(session)
    for transcript_id, start, end in done.touched:
        transcript = session.material.texts.get(transcript_id)
        if transcript is not None:
            wanted.setdefault(transcript_id, set()).update(turns_between(transcript, start, end))
    return {
        f"{transcript_id}:{turn.turn.number}": turn_html(turn, words)
        for transcript_id, numbers in wanted.items()
        for turn in view_of(session, session.material.texts[transcript_id], numbers, walk).turns
    }


def _in_a_line(error: FilesNeedAHand) -> str:
    lines = []
    for problem in error.problems:
        name = problem.source.path.name
        # A fault that names its file already needs no name before it.
        before = "" if problem.fault.startswith(f"{name} ") else f"{name}: "
        lines.append(f"{before}{problem.fault} {problem.remedy}")
    return " ".join(lines)
