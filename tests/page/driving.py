"""What tests type into the page, and what they read from the disk."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect


def press(page: Page, *keys: str) -> None:
    """Type keys one after the other, once the page hears them: a page is drawn before its script begins."""
    desk_is_ready(page)
    for key in keys:
        page.keyboard.press(key)


def code(page: Page, letters: str) -> None:
    """Choose a code for the passage by letters of its name, and wait until it is saved."""
    press(page, "c")
    page.wait_for_selector('[role="combobox"]')
    page.keyboard.type(letters)
    press(page, "Enter")
    saved(page)


def saved(page: Page) -> None:
    """Wait until the page says that everything is on disk."""
    expect(page.get_by_role("status")).to_contain_text(re.compile("saved \\d\\d:\\d\\d:\\d\\d"))


def go_to_the_index_desk(page: Page) -> None:
    """Follow the link, and wait until the script of the other desk has begun: the former one looks much alike."""
    page.get_by_role("link", name="Index").click()
    page.wait_for_url("**/index/*")
    page.wait_for_selector('[data-segment][aria-current="true"]')
    desk_is_ready(page)


def desk_is_ready(page: Page) -> None:
    """Wait until the script of the page has begun: before it no key and no button is heard."""
    page.wait_for_selector("main:not([inert])")
    expect(page.get_by_role("status")).not_to_have_text("opening…")


def rows_of(path: Path) -> list[dict[str, str]]:
    """A coder's file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(study: Path, transcript: str) -> str:
    """A transcript's words as the contract counts them, read without any of our code."""
    raw = (study / "transcripts" / f"{transcript}.txt").read_text("utf-8")
    turns = [line.split(":", 1)[1] for line in raw.splitlines() if line.strip()]
    return "\n".join(" ".join(turn.split()) for turn in turns)
