"""PDFs placed by hand, each for one thing that real print does: who speaks where, and which signs are no words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats import pdf_pages
from pipeline.corpus.formats.lines import Line, RefusedError, unchanged
from pipeline.corpus.formats.pdf import read_pdf
from pipeline.corpus.speakers.labels import sight
from pipeline.corpus.speakers.margins import made_ready
from tests.corpus.make_zoo import assembled, page, pdf

HERE = Path("talk.pdf")
TALK = [
    "Interviewer: How did it begin?",
    "Ada: We met at the river, and then",
    "we asked who would come.",
    "Interviewer: And now?",
    "Ada: Now we are forty.",
]


def lines_of(*pages) -> list[str]:
    return [line.text for line in read_pdf(pdf(pages), HERE).lines]


def styled(*drawn: str) -> tuple[Line, ...]:
    """The lines of a page of operators, with Courier as F1, bold as F2 and oblique as F3."""
    stream = "\n".join(drawn)
    fonts = " ".join(f"/F{n} {n + 4} 0 R" for n in (1, 2, 3))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << {fonts} >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>"
            for name in ("Courier", "Courier-Bold", "Courier-Oblique")
        ),
    ]
    return read_pdf(assembled(objects), HERE).lines


def test_words_drawn_one_by_one_make_a_line_and_not_a_line_each():
    drawn = [(72.0, 700.0, "Ada:"), (105.0, 700.0, "We"), (125.0, 700.0, "met"), (151.0, 700.0, "there.")]

    assert lines_of(drawn) == ["Ada: We met there."]


def test_blanks_drawn_as_objects_of_their_own_part_words_that_overlap():
    # In 11 point Courier a sign is 6.6 wide: `met` begins before `We` ends, with a blank drawn between.
    lines = styled("BT /F1 11 Tf 1 0 0 1 72 700 Tm (We) Tj ET", "BT /F1 11 Tf 1 0 0 1 84 700 Tm ( ) Tj ET",
                   "BT /F1 11 Tf 1 0 0 1 85.3 700 Tm (met) Tj ET")  # fmt: skip

    assert [line.text for line in lines] == ["We met"]


def test_letters_that_are_spaced_out_are_words():
    lines = styled("BT /F1 11 Tf 3 Tc 1 0 0 1 72 700 Tm (Interviewer: who came?) Tj ET")

    assert [line.text for line in lines] == ["Interviewer: who came?"]


def test_a_tab_that_stands_for_a_blank_is_a_blank():
    lines = styled("BT /F1 11 Tf 1 0 0 1 72 700 Tm (Ada\\tBerg:\\tWe\\tmet.) Tj ET")

    assert [line.text for line in lines] == ["Ada Berg: We met."]


def test_a_page_set_another_way_than_it_is_stored_is_read_as_it_is_seen():
    drawn = [(72.0, 686.0, "Ada: We met there."), (72.0, 700.0, "Interviewer: Where?")]

    assert lines_of(drawn) == ["Interviewer: Where?", "Ada: We met there."]


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_of_lines_in_the_gutter_are_out(step):
    talk = TALK * 4
    numbers = [(40.0, 700 - 14.0 * nth, str(nth + 1)) for nth in range(len(talk)) if (nth + 1) % step == 0]

    assert lines_of([*numbers, *page(*talk)]) == talk


def test_numbers_of_paragraphs_before_labels_are_out_and_a_number_of_speech_stays():
    numbered = ["1 I: How did it begin?", "2 B1: We met, and there were", "12 of us.", "3 I: Who?", "4 B1: The bakers.",
                "5 I: And?", "6 B1: The school."]  # fmt: skip

    assert lines_of(page(*numbered)) == [
        "I: How did it begin?", "B1: We met, and there were", "12 of us.", "I: Who?", "B1: The bakers.", "I: And?",
        "B1: The school.",
    ]  # fmt: skip


def test_heads_that_differ_on_left_and_right_pages_are_out():
    heads = ("The river study", "Chapter on the bakers")
    said = ("Ada: One.", "Ada: Two.", "Ada: Three.", "Ada: Four.", "Ada: Five.", "Ada: Six.", "Ada: Seven.")
    pages = [[(72.0, 770.0, heads[nth % 2]), *page(text)] for nth, text in enumerate(said)]

    assert lines_of(*pages) == list(said)


def test_what_a_browser_prints_round_a_single_page_is_out():
    browsers = [(24.0, 775.0, "11/30/26, 1:03 PM"), (300.0, 775.0, "Talk"), (24.0, 16.0, "file:///home/a/talk.html"),
                (570.0, 16.0, "1/1")]  # fmt: skip

    assert lines_of([*browsers, *page(*TALK)]) == TALK


@pytest.mark.parametrize("shift", [0, 6])
def test_two_narrow_columns_are_refused_also_where_their_lines_are_not_level(shift):
    left = page(*("and so we went on to mend it" for _ in range(12)), x=60)
    right = page(*("until the others had come too" for _ in range(12)), x=270, y=700 - shift)

    with pytest.raises(RefusedError, match="two columns"):
        lines_of([*left, *right])


def test_a_ruled_table_is_read_row_by_row_without_its_header():
    rules = [f"{x} 600 m {x} 720 l S" for x in (60, 160, 500)] + [f"60 {y} m 500 {y} l S" for y in (720, 700, 660, 600)]
    words = [(70, 706, "Speaker"), (170, 706, "Text"), (70, 686, "Anna Maria"), (70, 672, "Lopez"),
             (170, 686, "How did"), (170, 672, "it begin?"), (70, 646, "Bo"), (170, 646, "At the river.")]  # fmt: skip

    lines = styled(*rules, *(f"BT /F1 9 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, text in words))

    assert [(line.text, line.opens) for line in lines] == [
        ("Anna Maria Lopez\tHow did", True), ("it begin?", False), ("Bo\tAt the river.", True),
    ]  # fmt: skip


def test_bold_labels_slanted_questions_and_colours_are_told():
    lines = styled(
        "BT /F2 11 Tf 1 0 0 1 72 700 Tm (Ada) Tj /F1 11 Tf ( We met at the river.) Tj ET",
        "BT /F3 11 Tf 1 0 0 1 72 680 Tm (Who came?) Tj ET",
        "BT /F1 11 Tf .8 0 0 rg 1 0 0 1 100 660 Tm (And then?) Tj ET",
        "BT /F1 11 Tf 0 g 1 0 0 1 72 640 Tm (The bakers came first of all, then the school.) Tj ET",
        "BT /F1 11 Tf 0 g 1 0 0 1 72 620 Tm (They had time.) Tj ET",
    )

    assert [(line.typeface, line.lead, line.indent) for line in lines] == [
        ("", 4, 0.0), ("italic", 0, 0.0), ("#cc0000", 0, 28.0), ("", 0, 0.0), ("", 0, 0.0),
    ]  # fmt: skip


def test_words_off_the_page_are_left_out_and_told():
    reading = read_pdf(pdf([[(72.0, 700.0, "Ada: We met."), (72.0, -300.0, "Never seen.")]]), HERE)

    assert [line.text for line in reading.lines] == ["Ada: We met."]
    assert "9 letters are drawn outside page 1" in reading.problems[0].fault


def test_a_reader_that_crashes_takes_nothing_with_it(monkeypatch):
    monkeypatch.setattr(pdf_pages, "_READER", "tests.corpus.formats.crashing_reader")

    with pytest.raises(RefusedError, match="the reader of PDFs stopped at page 2"):
        lines_of(page(*TALK))


def test_the_names_of_a_ruled_tables_columns_say_who_speaks_wherever_they_stand():
    rules = [f"{x} 600 m {x} 720 l S" for x in (60, 120, 400, 500)]
    rules += [f"60 {y} m 500 {y} l S" for y in (720, 690, 660, 630, 600)]
    rows = (
        ("Time", "Text", "Speaker"),
        ("0:01", "How did it begin?", "Ida"),
        ("0:04", "At the river, in May.", "Bo"),
        ("0:09", "And who came to it?", "Ida"),
    )
    words = [
        (x, 700 - 30 * nth, cell) for nth, row in enumerate(rows) for x, cell in zip((64, 124, 404), row, strict=True)
    ]

    lines = styled(*rules, *(f"BT /F1 9 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, text in words))

    assert [line.text for line in lines] == [
        "Ida\tHow did it begin?", "Bo\tAt the river, in May.", "Ida\tAnd who came to it?",
    ]  # fmt: skip


def test_a_heading_in_another_face_does_not_join_the_question_under_it():
    lines = styled(
        "BT /F2 11 Tf 1 0 0 1 72 700 Tm (A talk with Ada) Tj ET",
        "BT /F3 11 Tf 1 0 0 1 72 687 Tm (How did it begin?) Tj ET",
        "BT /F1 11 Tf 1 0 0 1 72 674 Tm (At the river, where all of us had come to look.) Tj ET",
    )

    assert [line.opens for line in lines] == [True, True, True]


def test_words_drawn_sign_by_sign_read_as_those_drawn_at_once():
    said = "Ada: Well, will all of us go?"
    by_sign = [f"BT /F1 10 Tf 1 0 0 1 {72 + 6 * nth} 700 Tm ({sign}) Tj ET" for nth, sign in enumerate(said)]

    assert styled(*by_sign) == styled(f"BT /F1 10 Tf 1 0 0 1 72 700 Tm ({said}) Tj ET")


def test_a_module_of_the_environment_does_not_stand_in_for_one_of_the_reader(tmp_path, monkeypatch):
    (tmp_path / "ctypes.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    assert lines_of(page(*TALK)) == TALK


def test_words_that_recur_where_pages_end_but_at_another_height_are_said():
    pages = [page(*(f"Ada: {word} {nth}." for nth in range(lines)), "Ada: And so it went.")
             for word, lines in (("Mill", 9), ("River", 6), ("Boat", 4))]  # fmt: skip

    assert lines_of(*pages).count("Ada: And so it went.") == 3


def test_a_time_that_touches_the_name_before_it_is_no_part_of_it():
    # In 10 point Courier a sign is 6 wide: the tab after the longer name came out with no width at all.
    lines = styled(
        "BT /F1 10 Tf 1 0 0 1 72 700 Tm (Ada) Tj ET", "BT /F1 10 Tf 1 0 0 1 120 700 Tm (00:05) Tj ET",
        "BT /F1 10 Tf 1 0 0 1 72 680 Tm (Who came?) Tj ET",
        "BT /F1 10 Tf 1 0 0 1 72 660 Tm (Bo Bergh) Tj ET", "BT /F1 10 Tf 1 0 0 1 120 660 Tm (00:09) Tj ET",
    )  # fmt: skip

    assert [line.text.split() for line in lines] == [
        ["Ada", "00:05"], ["Who", "came?"], ["Bo", "Bergh", "00:09"],
    ]  # fmt: skip


def test_a_name_under_its_time_beside_the_talk_is_that_of_the_words_beside_the_time():
    drawn, height = [], 700.0
    talk = [("Ida", ["How did it", "begin?"]), ("Bo", ["At the river,", "in May."]), ("Ida", ["And then?"]),
            ("Bo", ["We met,", "all of us,", "there."])]  # fmt: skip
    for nth, (who, said) in enumerate(talk):
        drawn += [(60.0, height, f"00:0{nth}"), (60.0, height - 12, who)]
        drawn += [(150.0, height - 12 * line, words) for line, words in enumerate(said)]
        height -= 12 * max(2, len(said)) + 14

    assert [line.replace("\t", " ") for line in lines_of(drawn)] == [
        "00:00 Ida How did it", "begin?", "00:01 Bo At the river,", "in May.", "00:02 Ida And then?",
        "00:03 Bo We met,", "all of us,", "there.",
    ]  # fmt: skip


def test_a_time_that_is_said_at_the_start_of_a_line_of_print_stays():
    said = ["Ida: When did you meet?", "Bo: On most days we met at about", "9:30 at the mill, when all had come to it,",
            "and went down to the river in", "one long row, which children liked", "than the rest, and the old",
            "people did not like, since", "they had to wait, and", "to carry what was left over", "from lunch.",
            "Ida: And later?", "Bo: Later there were", "12 of us, and we", "went by boat."]  # fmt: skip
    drawn, height = [], 700.0
    for line in said * 3:
        height -= 15 if ":" in line[:4] and line[0].isalpha() else 9
        drawn.append((72.0, height, line))

    ready = made_ready(read_pdf(pdf([drawn]), HERE).lines, has_cues=False)

    assert [line.text for line in ready.lines] == said * 3
    assert ready.clocks == {}


def test_a_watermark_across_each_page_is_no_word_and_hides_no_foot():
    said = ["Ada: We met at the mill.", "Bo: By the river.", "Ada: In a boat."]

    def marked(nth: int) -> str:
        words = [f"BT /F1 10 Tf 1 0 0 1 72 700 Tm ({said[nth]}) Tj ET",
                 f"BT /F1 10 Tf 1 0 0 1 72 30 Tm (River study, page {nth}) Tj ET",
                 "BT /F1 40 Tf .7 .7 -.7 .7 150 300 Tm (DRAFT) Tj ET"]  # fmt: skip
        return "\n".join(words)

    streams = [marked(nth) for nth in range(3)]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 5 0 R 7 0 R] /Count 3 >>"]
    for nth, stream in enumerate(streams):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + 2 * nth} 0 R "
            "/Resources << /Font << /F1 9 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")

    assert [line.text for line in read_pdf(assembled(objects), HERE).lines] == said


def test_a_time_of_f4_that_is_divided_at_the_end_of_a_line_is_whole():
    assert lines_of(page("Ada: We met at the mill. #00:01:22-", "6#", "Bo: Yes.")) == [
        "Ada: We met at the mill. #00:01:22-6#", "Bo: Yes.",
    ]  # fmt: skip


def test_a_bold_name_before_a_tab_is_a_label_though_a_colon_follows_in_what_is_said():
    line = Line("Ada Berg\tShe said: come.", 1, lead=9)

    sighting = sight(line, 0, unchanged)

    assert sighting is not None
    assert (sighting.label, sighting.rest) == ("Ada Berg", "She said: come.")


@pytest.mark.parametrize(("second", "text"), [("118.2", "collaboration"), ("124.8", "collabo ration")])
def test_a_blank_without_room_inside_a_word_is_the_soft_hyphen_that_a_browser_drew(second, text):
    # In 11 point Courier a sign is 6.6 wide, so that `collabo` ends at 118.2.
    lines = styled("BT /F1 11 Tf 1 0 0 1 72 700 Tm (collabo) Tj ET", "BT /F1 11 Tf 1 0 0 1 118.2 700 Tm ( ) Tj ET",
                   f"BT /F1 11 Tf 1 0 0 1 {second} 700 Tm (ration) Tj ET")  # fmt: skip

    assert [line.text for line in lines] == [text]


def test_numbers_of_every_fifth_line_go_though_those_of_pages_stand_between():
    def numbered(first: int) -> list[tuple[float, float, str]]:
        drawn = [(90.0, 700.0 - 14 * nth, f"We said that of line {first + nth}.") for nth in range(10)]
        numbers = [(60.0, 700.0 - 14 * nth, f"{first + nth:>3}") for nth in range(10) if (first + nth) % 5 == 0]
        return [*numbers, *drawn, (300.0, 40.0, str(first // 10 + 1))]

    shown = lines_of(*(numbered(first) for first in (3, 13, 23)))

    assert shown == [f"We said that of line {nth}." for nth in range(3, 33)]


@pytest.mark.parametrize(("height", "stays"), [(760.0, False), (714.0, True)])
def test_the_head_of_the_one_left_page_of_three_goes_if_it_stands_where_heads_do(height, stays):
    said = [page(f"Ida: Who {did}?", f"Bo: The bakers {did}.") for did in ("came", "sang", "went")]
    heads = [(72.0, 760.0, "River study"), (300.0, height, "Ida Berg"), (72.0, 760.0, "River study")]

    shown = lines_of(*([head, *lines] for head, lines in zip(heads, said, strict=True)))

    assert ("Ida Berg" in shown) is stays
    assert len(shown) == 6 + stays


def test_a_time_under_its_name_left_of_the_talk_belongs_to_the_words_beside_the_name():
    talk = [("Ida", ["How did it begin?"]), ("Bo", ["At the river,", "in May."]), ("Ida", ["And then?"]),
            ("Bo", ["We met,", "all of us,", "there."])]  # fmt: skip
    drawn, height = [], 700.0
    for nth, (who, said) in enumerate(talk):
        drawn += [(60.0, height, who), (60.0, height - 12, f"00:0{nth}")]
        drawn += [(150.0, height - 12 * line, words) for line, words in enumerate(said)]
        height -= 12 * max(2, len(said)) + 2

    assert [line.replace("\t", " ") for line in lines_of(drawn)] == [
        "Ida 00:00 How did it begin?", "Bo 00:01 At the river,", "in May.", "Ida 00:02 And then?",
        "Bo 00:03 We met,", "all of us,", "there.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Ida: 00:03Thanks to all.", "Ida: 00:03 Thanks to all."),
        ("Ida: at 9:30am we met.", "Ida: at 9:30am we met."),
        ("Ida: 9:30PM it was.", "Ida: 9:30PM it was."),
    ],
)
def test_a_time_glued_to_the_word_after_its_tab_is_a_time(printed, read):
    assert lines_of([(72.0, 700.0, printed)]) == [read]


def test_names_of_narrow_columns_are_no_label():
    words = [(100.0, "Time"), (136.0, "Who"), (250.0, "Words")]
    drawn = [(x, 700.0, name) for x, name in words]
    for nth, (who, said) in enumerate([("AB", "Who came?"), ("TH", "All of us."), ("AB", "And then?")]):
        drawn += [(100.0, 680.0 - 20 * nth, f"0:0{nth}"), (136.0, 680.0 - 20 * nth, f"{who} {said}")]

    assert lines_of(drawn) == ["0:00 AB Who came?", "0:01 TH All of us.", "0:02 AB And then?"]
