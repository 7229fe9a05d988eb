"""Figures from rows in view: what is drawn, what is said in words, and that nothing of a study escapes into markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from pipeline.figures.chronology import chronology
from pipeline.figures.dates import year_of, years_between
from pipeline.figures.governance import governance_over_time
from pipeline.figures.matrix import Band, codes_by_case, presence_by_subject, who_was_heard
from pipeline.figures.svg import Drawing, element, num, wrapped
from pipeline.store.rows import CodeFrequency, CodePresence, Event, GovernanceStep, Judgement
from tests.typed_rows import row

CASES = [("a", "Alder"), ("b", "Birch")]
BANDS = [Band("high", 1, 4), Band("low", 1, 0)]


def words_of(figure):
    return [one.text for one in ET.fromstring(figure.svg).iter() if one.tag.endswith("}text")]


def event(when, kind, what="", is_disputed="", until=""):
    return row(Event, from_=when, to=until, kind=kind, what=what, is_disputed=is_disputed, case_id="a")


def step(mode, since):
    return row(GovernanceStep, case_id="a", mode=mode, from_=since)


def by_case(shows_counts=True):
    frequency = {
        ("a", "trust"): row(CodeFrequency, n_known=4, n_mentioning=3, mention_share=0.75),
        ("b", "trust"): row(CodeFrequency, n_known=0, n_mentioning=0),
    }
    judgements = {("a", "trust"): row(Judgement, judgement="mixed")}
    return codes_by_case("enabler", "Enablers", [("trust", "Trust")], CASES, BANDS, frequency, judgements, shows_counts)


def test_a_cell_prints_the_judgement_and_the_count():
    figure = by_case()

    assert figure.name == "enabler-by-case"
    assert {"high", "low", "Alder", "Birch", "Trust", "3/4", "not known"} <= set(words_of(figure))
    assert [cell.words for cell in figure.rows[0]] == ["Trust", "mixed, told in 3 of 4 known", "not judged, not known"]
    assert figure.rows[0][1].link == "evidence/a/trust.html"


def test_a_count_that_nobody_checked_or_marked_read_is_no_share_of_what_is_known():
    unchecked = {"basis": "machine_unchecked", "mention_share": 0.5}
    frequency = {
        ("a", "trust"): row(CodeFrequency, n_transcripts=2, n_known=2, n_mentioning=1, **unchecked),
        ("b", "trust"): row(CodeFrequency, n_transcripts=6, n_known=2, n_mentioning=2, basis="people"),
    }

    figure = codes_by_case("enabler", "Enablers", [("trust", "Trust")], CASES, BANDS, frequency, {})

    assert {"machine 1/2", "≥ 2/6"} <= set(words_of(figure))
    assert [cell.words for cell in figure.rows[0][1:]] == [
        "not judged, the machine finds it in 1 of 2; nobody has checked",
        "not judged, told in at least 2 of 6; nobody marked what was read",
    ]
    legend = " ".join(words_of(figure))
    assert "the machine finds it in k of n; nobody has checked" in legend
    assert "the darker the cell" not in legend
    assert not {f"h{shade}" for shade in range(1, 5)} & {one.get("class") for one in ET.fromstring(figure.svg).iter()}


@pytest.mark.parametrize(("n_mentioning", "label"), [(0, "none yet"), (1, "≥ 1/2"), (2, "2/2")])
def test_a_cell_says_at_least_only_where_there_may_be_more(n_mentioning, label):
    told = row(CodeFrequency, n_transcripts=2, n_known=2, n_mentioning=n_mentioning, basis="people")

    figure = codes_by_case(
        "enabler", "Enablers", [("trust", "Trust")], [("a", "Alder")], [], {("a", "trust"): told}, {}
    )

    assert label in words_of(figure)


def test_codes_stand_under_the_type_in_which_the_codebook_keeps_them():
    codes = [("far", "Far"), ("slow", "Slow"), ("dear", "Dear")]
    types = {"far": "Substance", "dear": "Substance", "slow": "Process"}

    figure = codes_by_case("barrier", "Barriers", codes, CASES, [], {}, {}, True, types)

    words = [word for word in words_of(figure) if word in {"Substance", "Far", "Dear", "Process", "Slow"}]
    assert words == ["Substance", "Far", "Dear", "Process", "Slow"]


def test_the_interpretive_reading_prints_no_count():
    figure = by_case(shows_counts=False)

    assert [cell.words for cell in figure.rows[0]] == ["Trust", "mixed", "not judged"]
    assert not any("/" in words for words in words_of(figure))


def test_presence_says_in_how_many_cases():
    rows = {
        ("x", "trust"): row(CodePresence, n_cases=2, n_showing=1, presence="one"),
        ("y", "trust"): row(CodePresence, n_cases=0, n_showing=0, presence="unknown"),
    }
    figure = presence_by_subject("within-issue", "Presence", [("trust", "Trust")], [("x", "X"), ("y", "Y")], rows)

    assert [cell.words for cell in figure.rows[0]] == ["Trust", "one: 1 of 2", "unknown"]


def test_who_was_heard_adds_up_by_case():
    figure = who_was_heard("Heard", ["public", ""], CASES, {("public", "a"): 2, ("", "a"): 1}, BANDS)

    assert [[cell.words for cell in cells] for cells in figure.rows] == [
        ["public", "2", "none"], ["sector not put down", "1", "none"], ["all", "3", "nobody"],
    ]  # fmt: skip
    assert "3 in all" in figure.summary


def test_a_chronology_is_in_the_order_of_time_and_undated_events_come_last():
    figure = chronology(
        "a", "Alder", [event("spring", "win"), event("2022-03", "setback", "pump", "true"), event("2021", "launch")]
    )

    assert figure is not None
    assert [[cell.words for cell in cells] for cells in figure.rows] == [
        ["2021", "launch", "", ""], ["2022-03", "setback", "pump", "disputed"], ["spring", "win", "", ""],
    ]  # fmt: skip
    assert "setback · disputed" in words_of(figure)
    assert (
        figure.summary
        == "3 events of Alder from 2021 to 2022-03, 1 of them setbacks; 1 without a date that can be read."
    )
    assert chronology("a", "Alder", []) is None


def test_a_step_of_governance_lasts_until_the_next_one():
    steps = [step("shared", "2020"), step("nao", "2022")]
    figure = governance_over_time("Governance", CASES, steps, [event("2024", "outcome"), event("2021", "setback")])

    assert figure is not None
    bars = [one.attrib for one in ET.fromstring(figure.svg).iter() if "bar" in one.attrib.get("class", "")]
    assert float(bars[0]["x"]) + float(bars[0]["width"]) == pytest.approx(float(bars[1]["x"]), abs=0.2)
    assert {"shared", "nao", "nothing put down"} <= set(words_of(figure))
    assert governance_over_time("Governance", CASES, [step("shared", "soon")], []) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("2021", 2021.0), ("2021-07", 2021.5), ("2021-1-1", 2021.0), ("2021-13", None), ("before", None), (None, None)],
)
def test_dates_are_years_months_or_days(text, year):
    assert year_of(text) == year


def test_an_axis_has_at_most_some_twenty_marks():
    assert years_between(2019.2, 2022.5) == [2019, 2020, 2021, 2022, 2023]
    assert len(years_between(1900, 2020)) < 22


def test_long_words_are_cut_into_lines_and_the_rest_is_said_to_be_missing():
    assert wrapped("education-alpha", 74, 3) == ["education-", "alpha"]
    assert wrapped("one two three four five six", 74, 2) == ["one two", "three fou…"]
    assert all(len(line) <= 10 for line in wrapped("x" * 45, 74, 9))


def test_an_empty_half_and_full_ring_differ_in_shape():
    def strokes(share):
        drawing = Drawing()
        drawing.dot(10, 10, share)
        return [part.split()[0] for part in drawing.parts]

    assert [strokes(0), strokes(0.5), strokes(1)] == [["<circle"], ["<circle", "<path"], ["<circle", "<circle"]]


def test_words_of_a_study_stay_words():
    title = "</title><script>x</script>\u202e"
    drawing = Drawing()
    drawing.text(1, 2, title)
    root = ET.fromstring(drawing.image(10, 10, title, title).svg())

    assert [one.tag.rpartition("}")[2] for one in root] == ["title", "desc", "style", "text"]
    assert root[3].text == "</title><script>x</script>\ufffd"


def test_a_figure_of_fiction_says_so_itself():
    figure = by_case()
    mark = ET.fromstring(figure.image.svg(is_fiction=True))[-1]

    assert mark.text == "fiction"
    assert (float(mark.attrib["x"]), float(mark.attrib["y"])) == (figure.width - 8, figure.height - 6)
    assert ">fiction<" not in figure.svg


def test_every_figure_has_a_title_and_a_description():
    root = ET.fromstring(by_case().svg)

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title summary"
    assert root[0].text == "Enablers"
    assert "for 1 code in 2 cases" in (root[1].text or "")


def test_lengths_are_the_same_text_everywhere():
    assert [num(1), num(0.04), num(-0.04), num(12.345)] == ["1", "0", "0", "12.3"]


def test_how_cases_were_governed_is_counted_only_where_counts_are_wanted():
    steps = [step("lead", "2020")]
    undated = [*steps, step("nao", "soon")]

    def summary(rows, has_counts=True):
        return governance_over_time("Governance", CASES, rows, [], has_counts).summary

    assert summary(steps) == "1 step of governance in 1 of 2 cases."
    assert summary(undated).endswith("; 1 more has no date that can be read.")
    assert summary(undated, False) == "How each case was governed, step by step; some have no date that can be read."


def test_attributes_are_escaped_in_the_one_place_where_tags_are_made():
    assert element("a", "x", class_='"><b>', stroke_width=1.04, id=None) == (
        '<a class="&quot;&gt;&lt;b&gt;" stroke-width="1">x</a>'
    )


def test_presence_keeps_barriers_under_their_type_and_other_codes_under_their_family():
    codes = [("trust", "Trust"), ("slow", "Slow"), ("far", "Far"), ("late", "Late")]
    groups = {"trust": "What helped", "slow": "Process", "far": "Substance", "late": "Process"}

    figure = presence_by_subject("within-issue", "Presence", codes, [("x", "X")], {}, groups)

    shown = {"What helped", "Trust", "Process", "Slow", "Late", "Substance", "Far"}
    words = [word for word in words_of(figure) if word in shown]
    assert words == ["What helped", "Trust", "Process", "Slow", "Late", "Substance", "Far"]
