"""Colours of the coding page tell what they tell by day and by night: contrast of words and marks on every ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.page.driving import code, desk_is_ready, go_to_the_index_desk, press
from tests.page.test_at_the_desk import without_findings

CSS = (Path(__file__).parents[2] / "pipeline" / "page" / "static" / "page.css").read_text(encoding="utf-8")
TONES = [f"c{n}" for n in range(8)]
GROUNDS = ["ground", "card", "pale", "passage", "chosen"]


def schemes():
    """(name, its colours) of both schemes: the second overrides some of the first."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,8})", block)) for block in re.findall(r":root \{([^}]*)\}", CSS)[:2]
    )
    return {"light": light, "dark": light | dark}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:4])
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.1, relative luminance."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_published_pairs():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(scheme):
    colours = schemes()[scheme]
    pairs = [("ink", ground) for ground in (*GROUNDS, "option")]
    pairs += [(words, ground) for words in ("quiet", "link", "chunk") for ground in ("ground", "card")]
    pairs += [("trouble", "ground"), ("ink", "trouble-ground"), ("ground", "ink")]
    pairs += [(tone, "ground") for tone in TONES] + [("on-tone", tone) for tone in TONES]

    assert {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs
            if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == {}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_borders_stand_out_from_the_ground(scheme):
    colours = schemes()[scheme]
    marks = ["now", "edge", "under", "replaced", "done", "trouble", *TONES]

    assert {mark: round(contrast(colours[mark], colours["ground"]), 2) for mark in marks
            if contrast(colours[mark], colours["ground"]) < 3} == {}  # fmt: skip


def test_no_rule_has_a_colour_of_its_own():
    rules = CSS[CSS.index("* { box-sizing") :]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[; ])", re.sub(r"#[\w-]+(?=[^{};]*\{)", "", rules)) == []


def test_axe_finds_nothing_in_the_dark(study, visit):
    page = visit(study)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(23, 25, 28)"
    code(page, "pri")
    press(page, "b")
    without_findings(page)
    for key, shown in (("c", '[role="combobox"]'), ("m", ".box"), ("/", "dialog[open]"), ("?", "dialog[open]")):
        press(page, key)
        page.wait_for_selector(shown)
        without_findings(page)
        press(page, "Escape")
    go_to_the_index_desk(page)
    desk_is_ready(page)
    without_findings(page)
