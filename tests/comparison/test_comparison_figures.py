"""Figures: well formed, told in words too, the same bytes each time, nothing of a study unescaped."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from pipeline.comparison.governance import governance
from pipeline.comparison.links import links_of
from pipeline.comparison.loops import loops
from pipeline.figures.boxes import tier_colour
from pipeline.figures.comparison import figures_of
from pipeline.figures.loops import loops_figure, loops_text
from tests.comparison.rows import EPISODE, EVENT, like, material

SVG = "{http://www.w3.org/2000/svg}"


def drawn():
    m = material(
        [("a<b>&", "i", "x", "more"), ("b", "i", "y", "less")],
        episodes=like(EPISODE, {"case_id": "b", "response": "blaming", "trust_after": "down"}),
        governance=[
            {"case_id": "a<b>&", "step": "1", "mode": "lead", "from": "2019", "note": None},
            {"case_id": "a<b>&", "step": "2", "mode": "lead", "from": "2021-07", "note": None},
            {"case_id": "b", "step": "1", "mode": "nao", "from": None, "note": None},
        ],
    )
    figures = figures_of(m, loops(m), governance(m).cases)
    return {name: image.svg() for name, image in figures.items()}, m


def test_every_figure_is_well_formed_and_has_its_words():
    figures, _ = drawn()
    assert sorted(figures) == ["governance.svg", "loops.svg", "tiers.svg"]
    for svg in figures.values():
        root = ElementTree.fromstring(svg)
        assert all(root.findtext(f"{SVG}{name}") for name in ("title", "desc"))
        assert "a<b>" not in svg


def test_an_edge_carries_the_number_of_its_episodes():
    figures, m = drawn()
    assert loops_text(loops(m)) == "1 episode. blaming, trust down: 1"
    assert figures["loops.svg"].count(">1</text>") == 2  # setback to blaming, blaming to trust down


def test_a_tier_is_told_by_word_beside_its_colour():
    figures, _ = drawn()
    assert ">more</text>" in figures["tiers.svg"]
    assert tier_colour(2, 3) in figures["tiers.svg"]


def test_a_case_without_dates_is_in_the_words_though_not_in_the_bars():
    figures, _ = drawn()
    assert "b (less): nao" in figures["governance.svg"]


def test_nothing_to_show_makes_no_figure():
    m = material([("a", "i", "x", None)])
    assert figures_of(m, loops(m), governance(m).cases) == {}


def test_the_interpretive_reading_draws_the_ways_that_were_gone_and_no_number():
    figures, m = drawn()
    bare = loops_figure(loops(m), has_counts=False).svg()

    assert loops_text(loops(m), has_counts=False) == "blaming, trust down"
    assert not [text for text in ElementTree.fromstring(bare).itertext() if any(sign.isdigit() for sign in text)]
    assert bare.count("<line") == figures["loops.svg"].count("<line")
    interpretive = replace(m, settings=replace(m.settings, reading="interpretive"))
    assert figures_of(interpretive, loops(m), governance(m).cases)["loops.svg"].svg() == bare


def linked(after):
    m = material(
        [("a", "i", "x", "more")],
        episodes=like(EPISODE, {"setback": "the flood"}),
        events=like(
            EVENT,
            {"event_id": "s", "what": "the flood"},
            {"event_id": "r", "kind": "response", "what": "sandbags", "extra": {"after": "s"}},
            {"event_id": "w", "kind": "win", "what": "dry", "extra": {"after": after}},
        ),
    )
    return m, links_of(m, loops(m))


def test_what_followed_an_answer_leads_on_from_the_trust_that_it_left():
    m, links = linked("r")
    assert links.followed == {("learning", "up", "win"): 1}
    assert ">what followed</text>" in loops_figure(loops(m), links).svg()


def test_what_no_file_links_has_no_arrow():
    m, links = linked("")
    assert (links.followed, links.n_linked) == ({}, 1)
    svg = loops_figure(loops(m), links).svg()
    assert ">what followed</text>" not in svg
    assert svg.count("<line") == 2  # setback to learning, learning to trust up
