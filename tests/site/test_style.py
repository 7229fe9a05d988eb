"""Contrast is computed from the style sheet's own variables, light and dark: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import re

import pytest

from pipeline.figures.svg import STYLE as FIGURE_STYLE
from pipeline.site.build import STYLE

CSS = STYLE.read_text(encoding="utf-8")
VARIABLE = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{3,6});")


def colours(scheme: str) -> dict[str, str]:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(VARIABLE.findall(light))
    if scheme == "dark":
        found |= dict(VARIABLE.findall(dark.split("@media", 1)[0]))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_every_ground_that_they_stand_on(scheme):
    named = colours(scheme)
    grounds = [name for name in named if re.match(r"paper|raised|sunken|hand-|mach-|tier-|warn$|note$", name)]
    assert len(grounds) == 16
    poor = {name: contrast(named["ink"], named[name]) for name in grounds if contrast(named["ink"], named[name]) < 7}
    assert poor == {}
    for words in ("muted", "link", "seen"):
        for ground in ("paper", "raised", "sunken", "warn", "note"):
            assert contrast(named[words], named[ground]) >= 4.5, (words, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_focus_can_be_seen(scheme):
    named = colours(scheme)
    for edge in ("edge", "focus", "warn-line"):
        for ground in ("paper", "raised", "sunken"):
            assert contrast(named[edge], named[ground]) >= 3, (edge, ground)


def test_words_in_figures_stand_out_from_every_tint():
    light, dark = FIGURE_STYLE.split("@media (prefers-color-scheme:dark)", 1)
    for sheet in (light, dark.split("@media", 1)[0]):
        fills = dict(re.findall(r"\.(h\d|m\d)\{fill:(#[0-9a-f]{3,6})", sheet))
        (words,) = re.findall(r"text\{fill:(#[0-9a-f]{3,6})", sheet)
        assert len(fills) == 10
        assert min(contrast(words, fill) for fill in fills.values()) >= 7


def test_nothing_is_fetched_by_the_style_sheet():
    assert "url(" not in CSS
    assert "@import" not in CSS
