"""A page that opens: keys that come too early, who holds the pen meanwhile, files that change as they are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from pipeline.page import material
from pipeline.page import session as sessions
from pipeline.page.material import KeptMaterial
from pipeline.page.session import Choice, Session
from pipeline.page.suggestions import Suggestions
from pipeline.page.transcript_view import view_of
from tests.page.conftest import Server
from tests.page.driving import desk_is_ready


def test_keys_typed_before_the_page_hears_them_are_said(
    study: Path, serve: Callable[..., Server], context: BrowserContext
) -> None:
    page, held = context.new_page(), list[Route]()

    def hold(route: Route) -> None:  # playwright cannot call `held.append` itself
        held.append(route)

    page.route("**/static/main.js", hold)
    page.goto(serve(study).address, wait_until="commit")
    page.wait_for_selector(".sentence >> nth=-1")

    for key in ("j", "Shift", "c", "Control+a"):
        page.keyboard.press(key)
    (script,) = held
    script.continue_()

    expect(page.get_by_role("status")).to_have_text("ready; 2 keys were typed too early and not heard")


def test_a_tab_that_is_loaded_anew_keeps_the_pen_though_another_waits_for_it(
    study: Path, visit: Callable[..., Page], context: BrowserContext
) -> None:
    first = visit(study)
    second = context.new_page()
    second.goto(first.url)
    expect(second.get_by_role("alert")).to_contain_text("Read-only: ana is open in another tab")

    first.reload()

    desk_is_ready(first)
    expect(first.get_by_role("status")).to_have_text("ready")
    expect(second.get_by_role("status")).to_have_text("read-only")


def test_a_pen_is_kept_for_its_tab_for_a_moment_and_then_goes_to_who_asks(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(sessions.time, "monotonic", lambda: now)
    session = opened(study)
    session.tab_opened("mine")
    assert session.may_write("mine") == ""
    now += 3600
    assert "another tab" in session.may_write("other")

    session.tab_closed("mine")

    assert "another tab" in session.may_write("other")
    now += sessions.KEPT_FOR + 1
    assert session.may_write("other") == ""
    assert "another tab" in session.may_write("mine")


def test_a_file_that_is_written_while_it_is_read_is_read_again(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, path = KeptMaterial.read(study, study.parent / "outputs"), study / "transcripts" / "n1.txt"
    read, words = material._read, path.read_text("utf-8")

    def read_as_it_is_written(*places: Any) -> Any:
        was = read(*places)
        path.write_text(words.replace("We go", "Oh, we go"), "utf-8")
        return was

    path.write_text(words.replace("We go", "Well, we go"), "utf-8")
    monkeypatch.setattr(material, "_read", read_as_it_is_written)
    kept.look_again()
    monkeypatch.setattr(material, "_read", read)

    kept.look_again()

    assert "Oh, we go" in kept.stands.texts["n1"].text


def opened(study: Path) -> Session:
    session = Session(Choice("ana"), KeptMaterial.read(study, study / "none"), Suggestions(study / "none"))
    session.begin()
    return session


def test_the_codes_used_last_are_known_the_next_morning(study: Path) -> None:
    (study / "codings" / "ana.csv").write_text(
        "coding_id,transcript_id,start_char,end_char,code_id,action,at\n"
        "1,n1,24,39,trust,apply,2026-01-02T10:00:00Z\n"
        "2,n1,24,39,gone,apply,2026-01-03T10:00:00Z\n"
        "3,n1,24,39,prior,apply,2026-01-01T10:00:00Z\n"
    )

    session = opened(study)

    assert session.recent == ["trust", "prior"]


def test_in_a_group_each_turn_says_who_speaks(study: Path) -> None:
    group = "transcript_id,file,case_id,kind\nn1,n1.txt,north,group\n"
    (study / "transcripts.csv").write_text(group)
    (study / "attendance.csv").write_text("transcript_id,speaker,respondent_id\nn1,Anna,r1\n")
    session = opened(study)

    view = view_of(session, session.material.texts["n1"])

    assert [turn.who for turn in view.turns[:2]] == ["", "r1, public, nurse, City"]
