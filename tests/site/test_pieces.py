"""Small pieces of pages: what is escaped, how overlaps are marked, how many codings a turn is asked about."""

from __future__ import annotations

import pytest

from pipeline.site.export import as_csv
from pipeline.site.markdown import to_html
from pipeline.site.templating import environment, escaped
from pipeline.site.transcripts import by_turn, marked_text
from pipeline.site.words import clock, cue_words, tier_badge, tier_step
from pipeline.store.rows import TurnRow
from pipeline.wording.escaping import url
from tests.typed_rows import row, voice


def mark(coding_id, start, end, origin="hand", is_rejected=False):
    return voice(coding_id=coding_id, start_char=start, end_char=end, origin=origin, is_rejected=is_rejected)


def marked(text, start, *codings):
    macros = environment().get_template("parts.html.j2").module
    return macros.marked(marked_text(text, start, codings))


def test_overlapping_codings_are_marked_deeper_where_they_overlap():
    html = marked("abcdef", 10, mark("x", 10, 14), mark("y", 12, 16))

    assert html == (
        '<sup class="b" id="c-x">1</sup><mark class="hand d1">ab</mark>'
        '<sup class="b" id="c-y">2</sup><mark class="hand d2">cd</mark><mark class="hand d1">ef</mark>'
    )


def test_a_coding_over_two_turns_has_its_anchor_in_the_first_only():
    assert marked("def", 4, mark("x", 0, 6)) == '<sup class="b">1</sup><mark class="hand d1">de</mark>f'


def test_a_rejected_coding_keeps_its_number_and_marks_no_words():
    assert marked("ab", 0, mark("x", 0, 2, "machine", True)) == '<sup class="b" id="c-x">1</sup>ab'


def test_each_turn_gets_the_codings_that_share_a_character_with_it():
    turns = [row(TurnRow, start_char=start, end_char=start + 3) for start in (0, 4, 8)]
    marks = [mark("a", 0, 3), mark("b", 2, 5), mark("c", 3, 4), mark("d", 6, 11)]

    by_number = [[coding.coding_id for coding in codings] for codings in by_turn(turns, marks)]
    assert by_number == [["a", "b"], ["b", "d"], ["d"]]


def test_controls_become_visible_and_ordinary_letters_stay():
    assert escaped("a\x00b\u202ec") == "a\ufffdb‹U+202E›c"
    assert escaped("Zoë — שלום 🙂") == "Zoë — שלום 🙂"
    assert escaped(None) == ""


@pytest.mark.parametrize(
    ("path", "address"),
    [("a/b.html#c-1", "a/b.html#c-1"), ("a/zü.html", "a/z%C3%BC.html"), ('x" y', "x%22%20y"), ("a#c-x:1", "a#c-x:1")],
)
def test_addresses_hold_no_sign_that_ends_them(path, address):
    assert url(path) == address


def test_a_tier_is_told_by_word_and_marks_however_many_there_are():
    assert tier_badge("mid", ("low", "mid", "high")).marks == "▮▮▯"
    assert [tier_step(one, ("a", "b", "c", "d")) for one in "abcd"] == [0, 1, 3, 4]
    assert tier_step("elsewhere", ("a", "b")) is None


def test_a_phrase_that_fired_stands_whole_and_a_long_pattern_only_begins():
    pattern = "{take|pull|keep} _? their|its|his <NOUN> and|back|home|in|to|somewhere|for"

    assert cue_words("known each other") == "known each other"
    assert cue_words(pattern) == "{take|pull|keep} _? their|its|his <NOUN> and|back|home|in|to…"


def test_times_are_written_in_full():
    assert [clock(None), clock(0.0), clock(3725.9)] == ["", "00:00:00", "01:02:05"]


def test_tables_of_memos_get_row_headings_and_a_frame():
    html = to_html("| a | b |\n|---|--:|\n| 1 | 2 |\n")

    assert '<th scope="row">1</th>' in html
    assert '<th scope="col" class="to-right">b</th>' in html
    assert '<td class="to-right">2</td>' in html
    assert html.startswith('<div class="scroll"')


def test_headings_get_anchors_and_sections_come_first():
    html = to_html("### Trust\n\n## Trust\n\n## *What* helped & [why](a.html)\n")

    assert '<h3 id="trust-1">' in html
    assert '<h2 id="trust">' in html
    assert '<h2 id="what-helped--why">' in html


def test_marks_that_turn_the_direction_of_writing_are_spelt_out_in_memos_however_written():
    html = to_html('a\u202eb &#x202E; `\u202e` [c](d.html "\u202e")')

    assert "\u202e" not in html
    assert html.count("‹U+202E›") == 4


def test_csv_spells_values_one_way_and_disarms_formulas():
    rows = [{"a": 1, "b": 0.5, "c": True, "d": "=x", "e": None}, {"a": -2, "b": None, "c": False, "d": "x", "e": "@"}]

    assert as_csv(["a", "b", "c", "d", "e"], rows) == "a,b,c,d,e\n1,0.5,true,'=x,\n-2,,false,x,'@\n"


def test_heads_of_columns_are_disarmed_like_cells():
    assert as_csv(["=cmd", "b"], [{"=cmd": 1, "b": 2}]) == "'=cmd,b\n1,2\n"
