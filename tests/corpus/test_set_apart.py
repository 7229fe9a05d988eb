"""Voices without labels: by styles, faces, highlights, colours of captions, dashes, numbers, alternation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.corpus.formats.captions import read_srt, read_vtt
from pipeline.corpus.formats.lines import Line, Reading
from pipeline.corpus.formats.open_document import _OdtWalker
from pipeline.corpus.formats.plain_text import read_text
from pipeline.corpus.formats.read import ReadingRequest
from pipeline.corpus.formats.rich_text import read_rtf
from pipeline.corpus.formats.typefaces import set_line
from pipeline.corpus.formats.word import read_docx
from pipeline.corpus.speakers.asking import who_asks
from pipeline.corpus.speakers.set_apart import role_in
from pipeline.corpus.speakers.turns import spoken_turns
from pipeline.study.records import SpokenTurn

HERE = Path("talk.txt")
TALK = [
    ("asks", "How did you come to the ferry?"),
    ("tells", "My uncle sold the tickets. I was sent to help."),
    ("asks", "And you stayed?"),
    ("tells", "Twenty-six years."),
    ("asks", "When did you hear of the bridge?"),
    ("tells", "On the radio, like everyone."),
]


def voices_in(reading: Reading) -> tuple[list[str], list[str]]:
    """The speaker of each turn, `*` where they ask; and what is told."""
    loaded = spoken_turns(reading, ReadingRequest("interview"), HERE)
    asking, _ = who_asks(loaded.records, (), HERE)
    voices = [turn.speaker + "*" * (turn.speaker in asking) for turn in loaded.records]
    return voices, [problem.fault for problem in loaded.problems]


def words_in(reading: Reading) -> list[str]:
    turns: Sequence[SpokenTurn] = spoken_turns(reading, ReadingRequest("interview"), HERE).records
    return [turn.text for turn in turns]


def rich_text(asks: str, tells: str = "", sheet: str = "") -> bytes:
    colours = r"{\colortbl;\red192\green0\blue0;\red255\green255\blue0;}"
    body = "".join(rf"\pard\plain {asks if who == 'asks' else tells} {words}\par" + "\n" for who, words in TALK)
    return (r"{\rtf1\ansi" + colours + sheet + body + "}").encode()


@pytest.mark.parametrize(
    ("mark", "face"),
    [
        (r"\b", "bold"),
        (r"\i", "italic"),
        (r"\ul", "underlined"),
        (r"\cf1", "#c00000"),
        (r"\highlight2", "highlighted #ffff00"),
    ],
)
def test_the_face_of_rich_text_tells_who_asks(mark, face):
    voices, told = voices_in(read_rtf(rich_text(mark), HERE))

    assert voices == [f"unknown ({face})*", "unknown"] * 3
    assert any("what is set apart and mostly asks" in fault for fault in told)


def test_a_face_of_rich_text_ends_with_its_group_its_zero_or_plain():
    data = rb"{\rtf1 {\b One.} two\par \b Three.\b0  four\par \b Five.\plain  six\par \i Seven.\par}"

    assert [(line.text, line.lead) for line in read_rtf(data, HERE).lines][:3] == [
        ("One. two", 4),
        ("Three. four", 6),
        ("Five. six", 5),
    ]


def test_a_bold_name_without_a_colon_is_a_label_in_rich_text():
    body = "".join(rf"{{\b {'Kim' if who == 'asks' else 'Ada Berg'}}} {words}\par " for who, words in TALK)

    assert voices_in(read_rtf(rb"{\rtf1 " + body.encode() + b"}", HERE))[0] == ["Kim*", "Ada Berg"] * 3


def test_the_signs_of_faces_in_a_hostile_rich_text_are_no_faces_and_no_words():
    lines = read_rtf(rb"{\rtf1 \b a\b0 \u64976? b \u64977?c\par}", HERE).lines

    assert [line.text.split() for line in lines] == [["a", "b", "c"]]


def test_a_footnote_in_another_face_leaves_the_sentence_in_its_own():
    data = rb"{\rtf1 \b We met{\footnote\pard\plain In 2019.\par} there.\par \plain Nobody knew of it then.\par}"
    line = read_rtf(data, HERE).lines[0]

    assert (line.text, line.typeface) == ("We met there. In 2019.", "bold")


SHEET = r"{\stylesheet{\s0 Normal;}{\s15\b Interviewer;}{\s16 Respondent;}{\*\cs17 Frage;}}"


def test_the_names_of_styles_tell_who_speaks_in_rich_text():
    voices, told = voices_in(read_rtf(rich_text(r"\s15\b", r"\s16", SHEET), HERE))

    assert voices == ["Interviewer*", "Respondent"] * 3
    assert any("read from the names of paragraph styles ('Interviewer', 'Respondent')" in fault for fault in told)


def styled(*styles: str) -> Reading:
    """The talk with styles by turns; a heading above it."""
    lines = [Line("Interview 4", 1, style="heading 1")]
    return Reading(
        (*lines, *(Line(words, nth + 2, style=styles[nth % len(styles)]) for nth, (_, words) in enumerate(TALK)))
    )


@pytest.mark.parametrize(
    ("asks", "tells", "voices"),
    [
        ("Interviewer", "Respondent", ["Interviewer*", "Respondent"]),
        ("Frage", "Antwort", ["Frage*", "Antwort"]),
        ("I", "P1", ["I*", "P1"]),
        ("Interviewfrage", "Interviewantwort", ["Frage*", "Antwort"]),
        ("Interviewer Text", "Interviewee Text", ["Interviewer*", "Interviewee"]),
        ("Moderatorin", "Body Text", ["Moderatorin*", "unknown"]),
    ],
)
def test_styles_named_after_roles_are_voices(asks, tells, voices):
    spoken, _ = voices_in(styled(asks, tells))

    assert spoken == ["unknown", *(voices * 3)]


@pytest.mark.parametrize("name", ["Normal", "heading 1", "Body Text", "List Paragraph", "Quote", "Title", "Standard"])
def test_the_usual_names_of_styles_are_no_roles(name):
    assert role_in(name) == ""


def test_labels_go_before_the_names_of_styles():
    lines = [
        Line(f"{'KL' if who == 'asks' else 'Ada'}: {words}", nth + 1, style="Frage" if who == "asks" else "Antwort")
        for nth, (who, words) in enumerate(TALK)
    ]

    assert set(voices_in(Reading(tuple(lines)))[0]) == {"KL*", "Ada"}


def test_a_style_on_two_paragraphs_is_no_voice():
    reading = Reading(tuple(Line(f"We met {n}.", n, style="Question" if n == 2 else "") for n in range(1, 9)))

    assert voices_in(reading)[0] == ["unknown"]


def docx_of(tmp_path: Path, mark: str) -> Reading:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for who, words in TALK:
        run = document.add_paragraph().add_run(words)
        if who == "asks":
            run._r.get_or_add_rPr().append(docx.oxml.parse_xml(mark))
    document.save(tmp_path / "talk.docx")
    return read_docx((tmp_path / "talk.docx").read_bytes(), HERE)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("mark", "face"),
    [
        (f'<w:highlight {W} w:val="yellow"/>', "highlighted yellow"),
        (f'<w:shd {W} w:val="clear" w:fill="FFFF00"/>', "highlighted #ffff00"),
    ],
)
def test_a_highlight_behind_all_questions_tells_who_asks_in_word(tmp_path, mark, face):
    assert voices_in(docx_of(tmp_path, mark))[0] == [f"unknown ({face})*", "unknown"] * 3


@pytest.mark.parametrize("fill", ["auto", "FFFFFF", "F8F9FA"])
def test_a_shade_that_nobody_sees_is_no_highlight(tmp_path, fill):
    reading = docx_of(tmp_path, f'<w:shd {W} w:val="clear" w:fill="{fill}"/>')

    assert {line.typeface for line in reading.lines} == {""}


def test_a_highlight_behind_some_words_of_a_line_is_a_coders_and_tells_nothing():
    line = set_line(Line("We met at the mill.", 1), [("We met ", "bold"), ("at the mill.", "bold highlighted yellow")])

    assert (line.typeface, line.lead) == ("bold", 0)


def test_highlights_behind_some_whole_answers_are_a_coders_and_tell_nobody_apart():
    lines = [
        Line(words, nth + 1, typeface="highlighted yellow" if nth in (1, 5) else "")
        for nth, (_, words) in enumerate(TALK)
    ]

    assert voices_in(Reading(tuple(lines)))[0] == ["unknown (asks)*", "unknown"] * 3


def test_a_style_that_open_document_makes_up_for_a_place_has_the_name_of_its_base(tmp_path):
    etree = pytest.importorskip("lxml.etree")
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f'xmlns:office="{oasis}office:1.0" xmlns:style="{oasis}style:1.0" xmlns:text="{oasis}text:1.0"'
    root = etree.fromstring(
        f"<office:document {spaces}>"
        '<office:styles><style:style style:name="Interview_20_Frage" style:display-name="Interview Frage"/>'
        "</office:styles><office:automatic-styles>"
        '<style:style style:name="P1" style:parent-style-name="Interview_20_Frage"/>'
        '<style:style style:name="P2"/></office:automatic-styles>'
        '<office:body><text:p text:style-name="P1">Who?</text:p><text:p text:style-name="P2">We.</text:p></office:body>'
        "</office:document>"
    )

    lines = list(_OdtWalker([root], HERE).lines(root[2]))

    assert [line.style for line in lines] == ["Interview Frage", ""]


def captions(form: str, asks: str, tells: str) -> bytes:
    cues = [
        f"00:00:{nth * 4:02d}.000 --> 00:00:{nth * 4 + 3:02d}.000\n"
        + form.format(asks if who == "asks" else tells, words)
        for nth, (who, words) in enumerate(TALK)
    ]
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


@pytest.mark.parametrize(
    ("form", "asks", "tells", "voices"),
    [
        ("<c.{}>{}</c>", "yellow", "cyan", ["unknown (yellow)*", "unknown (cyan)"]),
        ("<c.{}>{}</c>", "yellow.bg_black", "white.bg_black", ["unknown (yellow)*", "unknown (white)"]),
        ("<c.{}>{}</c>", "speaker1", "speaker2", ["speaker1*", "speaker2"]),
        ('<font color="{}">{}</font>', "#ffff00", "#00ffff", ["unknown (#ffff00)*", "unknown (#00ffff)"]),
        ("<i><font color={}>{}</font></i>", "red", "lime", ["unknown (red)*", "unknown (lime)"]),
    ],
)
def test_colours_and_classes_of_captions_tell_who_speaks(form, asks, tells, voices):
    spoken, told = voices_in(read_vtt(captions(form, asks, tells), HERE))

    assert spoken == voices * 3
    assert any("read from the colours of the captions" in fault for fault in told)


def test_two_colours_in_one_cue_are_two_voices():
    cue = '{}\n00:00:{:02d},000 --> 00:00:{:02d},000\n<font color="yellow">{}</font>\n<font color="lime">{}</font>\n\n'
    said = [cue.format(n, n * 4, n * 4 + 3, TALK[2 * n][1], TALK[2 * n + 1][1]) for n in range(3)]

    assert voices_in(read_srt("".join(said).encode(), HERE))[0] == ["unknown (yellow)*", "unknown (lime)"] * 3


@pytest.mark.parametrize("end", ["</font>", ""])
def test_a_colour_goes_on_to_the_next_line_of_its_cue(end):
    cue = '{0}\n00:00:{1:02d},000 --> 00:00:{2:02d},000\n<font color="{3}">{4}\nso to say{5}\n\n'
    said = [cue.format(n, n * 4, n * 4 + 3, ("red", "lime")[n % 2], words, end) for n, (_, words) in enumerate(TALK)]

    assert voices_in(read_srt("".join(said).encode(), HERE))[0] == ["unknown (red)*", "unknown (lime)"] * 3


def test_labels_in_coloured_captions_are_labels():
    data = captions('<font color="{}">{}</font>', "red", "lime").replace(b">How", b">KIM: How")

    assert voices_in(read_vtt(data.replace(b">My", b">ADA: My").replace(b">And", b">KIM: And"), HERE))[0] != ["unknown"]


@pytest.mark.parametrize("form", ["<c.white>{1}</c>", "<c.colorE5E5E5>{1}</c>", "so <c.red>{1}</c>"])
def test_one_colour_or_one_inside_a_line_tells_nobody_apart(form):
    assert voices_in(read_vtt(captions(form, "", ""), HERE))[0] == ["unknown"]


@pytest.mark.parametrize("dash", ["– ", "— ", "- ", "—", "– \t"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_dashes_before_questions_and_answers_tell_two_voices_apart(dash, between):
    reading = read_text(between.join(dash + words for _, words in TALK).encode(), HERE)

    assert voices_in(reading)[0] == ["unknown (asks)*", "unknown"] * 3
    assert words_in(reading) == [words for _, words in TALK]
    assert any("dashes tell the voices apart" in fault for fault in voices_in(reading)[1])


@pytest.mark.parametrize("who_dashes", ["asks", "tells"])
def test_a_dash_before_one_voice_alone_tells_both(who_dashes):
    reading = read_text("\n".join("– " * (who == who_dashes) + words for who, words in TALK).encode(), HERE)

    assert voices_in(reading)[0] == ["unknown (asks)*", "unknown"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "- milk\n- post\n- two doctors\n- a piano\n- the mayor\n- a cow\n",
        "- We went.\n- They came.\n- Nobody knew.\n- It rained.\n- We left.\n- They stayed.\n",
        "- 3 men.\n-\n- 4 men.\n--- \nWe went – all of us – home.\n",
    ],
)
def test_dashes_of_a_list_or_of_statements_tell_nothing_and_stay(text):
    reading = read_text(text.encode(), HERE)

    assert voices_in(reading)[0] == ["unknown"]
    assert " ".join(words_in(reading)).split() == text.split()


@pytest.mark.parametrize(
    "form",
    ["{0}. {1}\n\n{2}\n\n", "{0}) {1}\n{2}\n", "Q{0}. {1}\n{2}\n\n", "{0}. {1}\n\n{2}\n\nI would say so again.\n\n"],
)
def test_numbered_questions_with_an_answer_below_are_two_voices_and_keep_their_numbers(form):
    text = "".join(form.format(n + 1, TALK[2 * n][1], TALK[2 * n + 1][1]) for n in range(3))
    reading = read_text(text.encode(), HERE)

    assert voices_in(reading)[0] == ["unknown (numbered)*", "unknown"] * 3
    assert " ".join(words_in(reading)).split() == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "1. Who came?\n2. Who left?\n3. Who stayed?\n",
        "1. We came.\nAll of us.\n2. We stayed.\nSome of us.\n3. We left.\nIn the end.\n",
    ],
)
def test_a_list_of_questions_and_numbered_remarks_are_no_voices(text):
    assert not any("numbered" in voice for voice in voices_in(read_text(text.encode(), HERE))[0])


@pytest.mark.parametrize("before", ["– ", ""])
def test_a_title_and_a_date_above_the_talk_are_nobodys_turn(before):
    text = "The ferry\n\n3 May 2023\n\n" + "\n\n".join(before + words for _, words in TALK)

    assert voices_in(read_text(text.encode(), HERE))[0] == ["unknown", *(["unknown (asks)*", "unknown"] * 3)]


def test_a_second_paragraph_of_an_answer_has_no_dash_of_its_own():
    said = [f"– {words}" for _, words in TALK]
    said[1] += "\n\nShe never went herself."

    assert voices_in(read_text("\n\n".join(said).encode(), HERE))[0] == ["unknown (asks)*", "unknown"] * 3


def test_paragraphs_of_which_every_other_one_asks_are_two_voices_and_it_is_told():
    voices, told = voices_in(read_text("\n\n".join(words for _, words in TALK).encode(), HERE))

    assert voices == ["unknown (asks)*", "unknown"] * 3
    assert any("every other paragraph asks" in fault for fault in told)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["Who came?", "We did.", "All of us.", "Who left?", "Nobody.", "So it was."],
        ["Who came? We did.", "And who left?", "Why did I stay?", "I do not know.", "Who would?", "Not I."],
        ["Who came?", "We did.", "And then?", "Then we left."],
    ],
)
def test_paragraphs_that_do_not_strictly_alternate_or_are_few_stay_one_voice(paragraphs):
    assert voices_in(read_text("\n\n".join(paragraphs).encode(), HERE))[0] == ["unknown"]


def plain(*paragraphs: str) -> Reading:
    return read_text("\n\n".join(paragraphs).encode(), HERE)


@pytest.mark.parametrize("between", [" ", " – ", "\t"])
def test_a_question_and_its_answer_on_one_numbered_line_are_two_voices(between):
    numbered = [f"{n}. {TALK[2 * n - 2][1]}{between}{TALK[2 * n - 1][1]}" for n in (1, 2, 3)]

    voices, told = voices_in(plain(*numbered))

    assert voices == ["unknown (numbered)*", "unknown"] * 3
    assert words_in(plain(*numbered))[:2] == [f"1. {TALK[0][1]}", TALK[1][1]]
    assert any("in numbered lines" in fault for fault in told)


def test_a_numbered_line_with_two_question_marks_and_no_dash_parts_none():
    lines = ["1. Who came? Who? The bakers.", "2. And then? Nobody.", "3. Why? It rained."]

    assert voices_in(plain(*lines))[0] == ["unknown"]


def test_questions_of_a_guide_with_advice_in_brackets_are_no_talk():
    lines = ["1. Who came? (ask for the year)", "2. And then? (probe)", "3. Why? [if there is time]"]

    assert voices_in(plain(*lines))[0] == ["unknown"]


def test_numbers_of_all_lines_stay_where_each_holds_a_question_and_its_answer():
    lines = "\n".join(f"{n}. {TALK[2 * n - 2][1]} {TALK[2 * n - 1][1]}" for n in (1, 2, 3)) + "\n4. Why? It rained."

    assert voices_in(read_text(lines.encode(), HERE))[0] == ["unknown (numbered)*", "unknown"] * 4


def slanted_captions(*said: str) -> Reading:
    cues = (f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{words}\n" for n, words in enumerate(said, 10))
    return read_srt("\n".join(cues).encode(), HERE)


def test_captions_in_italics_that_ask_are_a_voice():
    said = [f"<i>{words}</i>" if who == "asks" else words for who, words in TALK]

    assert voices_in(slanted_captions(*said))[0] == ["unknown (italic)*", "unknown"] * 3


def test_captions_in_italics_that_stress_or_tell_are_none():
    stressed = [words.replace("stayed", "<i>stayed</i>") for _, words in TALK]
    told = [words if who == "asks" or n % 3 else f"<i>{words}</i>" for n, (who, words) in enumerate(TALK)]

    assert voices_in(slanted_captions(*stressed))[0] == voices_in(slanted_captions(*told))[0] == ["unknown"]


ASKS_BACK = [
    "How did it begin?", "With a letter from the council, which I have kept, since nobody would believe it.",
    "Who wrote it?", "Who do you think wrote it, after all that had been said at the market that year?",
    "Did you reply?", "We did, all of us, on one long sheet with forty names, and it took a week to go round.",
    "And they?", "Nothing came for a year, and then a man with a case stood at the door one morning.",
]  # fmt: skip


def test_who_says_far_more_may_ask_back_now_and_then():
    assert voices_in(plain(*ASKS_BACK))[0] == ["unknown (asks)*", "unknown"] * 4


def test_a_paragraph_too_many_in_the_middle_parts_no_voices():
    flipped = [*ASKS_BACK[:4], "She did.", *ASKS_BACK[4:], *ASKS_BACK[:2]]

    assert voices_in(plain(*flipped))[0] == ["unknown"]


def test_who_ends_with_a_tag_does_not_ask():
    tells = ["It rained, right?", "We all came, you know?", "Everybody left, no?", "That was it, right?"]
    prompts = ["Tell me about that day.", "Go on about the market.", "And the end of it.", "Anything else you recall."]
    alternating = [words for pair in zip(prompts, tells, strict=True) for words in pair]

    assert voices_in(plain(*alternating))[0] == ["unknown"]


def test_a_title_set_as_the_questions_are_is_none():
    title = Line("Interview with T. Hall", 1, typeface="bold")
    talk = [Line(words, nth, typeface="bold" * (who == "asks")) for nth, (who, words) in enumerate(TALK, 2)]

    voices, _ = voices_in(Reading((title, *talk)))

    assert voices == ["unknown", *["unknown (bold)*", "unknown"] * 3]
