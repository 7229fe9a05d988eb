"""Figures for print: the same picture on every machine, legible, and saying what it rests on."""

from __future__ import annotations

import io
import itertools
import re
import struct
from types import SimpleNamespace

import pypdf
import pytest
from lxml import etree

from pipeline.figures.governance import governance_over_time
from pipeline.figures.matrix import Band, codes_by_case, who_was_heard
from pipeline.figures.printing import as_pdf, as_png, missing_signs, printed_size, text_width
from pipeline.figures.rests_on import rests_on
from pipeline.figures.svg import Drawing
from pipeline.store.rows import Event, GovernanceStep

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(words):
    drawing = Drawing()
    drawing.text(8, 24, words)
    drawing.rect(8, 30, 100, 20, "h3")
    return drawing.image(200, 60, "A title", "What it shows").svg()


CASES = [(f"case-{n}", f"Collaboration of quarter {n}") for n in range(60)]
BANDS = [Band("more", 20, 4), Band("intermediate", 20, 2), Band("less", 20, 0)]


def enablers_of_sixty():
    codes = [(f"code_{n}", f"An enabler with a rather long name, number {n}") for n in range(12)]
    return codes_by_case("enabler", "What helped", codes, CASES, BANDS, {}, {}, True)


def heard_of_sixty():
    heard = {(sector, case_id): n for n, (case_id, _) in enumerate(CASES) for sector in ("public", "private")}
    return who_was_heard("Who was heard", ["private", "public"], CASES, heard, BANDS)


def governance_of_sixty():
    steps = [
        GovernanceStep(case_id, str(n), mode, f"{2018 + n}-0{1 + place % 9}", None)
        for place, (case_id, _) in enumerate(CASES)
        for n, mode in enumerate(("shared", "lead", "nao"))
    ]
    events = [Event(case_id, "e", "2019-05", None, "setback", "a blow", None, None) for case_id, _ in CASES]
    return governance_over_time("Governance over time", CASES, steps, events)


def test_a_picture_has_the_size_and_the_dots_that_print_asks_for():
    png = as_png(drawn("words"), 16)
    width = struct.unpack(">I", png[16:20])[0]

    assert width == round(16 / 2.54 * 300)
    assert b"pHYs" + struct.pack(">IIB", 11811, 11811, 1) in png


@pytest.mark.parametrize("words", ["prior ties €", "משוב 漢"])
def test_the_same_figure_is_the_same_bytes(words):
    svg = drawn(words)

    assert as_png(svg) == as_png(svg)
    assert as_pdf(svg) == as_pdf(svg)


def test_words_of_a_pdf_can_be_searched_and_its_fonts_come_along():
    page = pypdf.PdfReader(io.BytesIO(as_pdf(drawn("prior ties")))).pages[0]

    assert "prior ties" in page.extract_text()
    assert [round(float(side)) for side in page.mediabox[2:]] == [150, 45]


def test_another_script_is_known_to_need_other_fonts():
    assert missing_signs(drawn("Zoë’s 50 €")) == ""
    assert missing_signs(drawn("שוב")) == "בוש"


def boxes(svg):
    """(left, top, right, bottom, words) of each text, in the font in which it is printed."""
    for node in etree.fromstring(svg.encode()).iter(f"{NAMESPACE}text"):
        css = node.get("class", "")
        size = float(node.get("font-size", 11 if "small" in css else 15 if "heading" in css else 13))
        words = "".join(node.itertext())
        width = float(node.get("textLength") or text_width(words, size, "strong" in css or "heading" in css))
        x, y = float(node.get("x")), float(node.get("y"))
        left = {"middle": x - width / 2, "end": x - width}.get(node.get("text-anchor"), x)
        yield left, y - 0.75 * size, left + width, y + 0.2 * size, words


def overlapping(svg):
    pairs = itertools.combinations(list(boxes(svg)), 2)
    return [
        (a[4], b[4])
        for a, b in pairs
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]


@pytest.mark.parametrize("draw", [enablers_of_sixty, heard_of_sixty, governance_of_sixty])
def test_words_of_a_figure_of_sixty_cases_do_not_run_into_each_other(draw):
    svg = draw().image.svg(True, "Rests on nothing.")
    width, height = printed_size(svg)

    assert overlapping(svg) == []
    assert [
        words for left, top, right, bottom, words in boxes(svg) if left < 0 or right > width or bottom > height
    ] == []


def test_words_of_the_samples_figures_do_not_run_into_each_other(sample_outputs):
    crossing = {path.name: overlapping(path.read_text()) for path in (sample_outputs / "figures").glob("*.svg")}

    assert {name: pairs for name, pairs in crossing.items() if pairs} == {}


@pytest.mark.parametrize(
    ("bases", "said"),
    [
        (["people", "machine_unchecked"], "codings by the machine, not checked by a person"),
        (["people", "mixed"], "codings by people and by the machine, checked"),
        ([None], "no codings yet"),
    ],
)
def test_a_figure_rests_on_the_weakest_of_its_bases(bases, said):
    rows = [SimpleNamespace(family="enabler", basis=basis) for basis in bases]
    transcripts = [SimpleNamespace(kind=kind, is_hand_read=kind == "group") for kind in ("interview", "group", "mayor")]
    foot = rests_on("enabler-by-case", rows, transcripts, False)

    assert said in foot
    assert "a person has read 1 of 2 interviews and groups" in foot


def test_a_figure_says_what_it_rests_on(sample_outputs):
    text = (sample_outputs / "figures/enabler-by-case.svg").read_text()

    assert re.search(r"Rests on judgements of the team and codings by people; a person has read \d+ of \d+", text)
    assert ">fiction</text>" in text
