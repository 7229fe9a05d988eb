"""Whose words they are, kind by kind: right, or told."""

from __future__ import annotations

import re

import pytest

from tests.corpus.whose_words import SIX, read, talk, voices

ALONE = {
    "machine labels": talk("Speaker 1\n", "Speaker 2\n"),
    "roles": talk("Interviewer\n", "Respondent\n"),
    "names": talk("Ana Berg\n", "Tom\n"),
    "first names": talk("Ana\n", "Tom\n"),
    "german": talk("Interviewerin\n", "Befragter 1\n"),
    "french": talk("Enquêtrice\n", "Enquêté\n"),
    "spanish": talk("Entrevistadora\n", "Entrevistado\n"),
    "dutch": talk("Interviewer\n", "Geïnterviewde\n"),
    "with a colon": talk("Ana:\n", "Tom:\n"),
    "in brackets": talk("[Speaker 1]\n", "[Speaker 2]\n"),
    "times under them": "".join(
        f"{('Speaker 1', 'Speaker 2')[n % 2]}\n0:{10 + n}\n{words}\n" for n, words in enumerate(SIX)
    ),
    "times in words": "".join(
        f"{('Ana Berg', 'Tom Roe')[n % 2]}\n0 minutes {10 + n} seconds\n0:{10 + n}\n{words}\n"
        for n, words in enumerate(SIX)
    ),
    "two lines of words": talk("Speaker A\n", "Speaker B\n").replace("did.", "did.\nHe did it alone."),
}
ON_THE_LINE = {
    "colon": talk("Interviewer: ", "Tom: "),
    "gendered colon": talk("Interviewer:in: ", "Befragte:r 2: "),
    "gendered star": talk("Interviewer*in: ", "Befragte*r: "),
    "gendered stroke": talk("Interviewer/in: ", "Teilnehmer/in 3: "),
    "gendered underscore": talk("Moderator_in: ", "Teilnehmer_in: "),
    "gendered brackets": talk("Interviewer(in): ", "Interviewte(r): "),
    "gendered dot": talk("Enquêteur·rice: ", "Enquêté·e: "),
    "gendered in Spanish": talk("Entrevistador/a: ", "Entrevistado/a: "),
    "initials in brackets": talk("Interviewer (AB): ", "Respondent (TR): "),
    "names in brackets": talk("I (Ana): ", "R (Tom Roe): "),
    "square brackets": talk("Interviewer [AB]: ", "Resident [TR]: "),
    "role in brackets": talk("Ana Berg (Interviewer): ", "Tom Roe (Respondent): "),
    "role and name": talk("Interviewer Ana: ", "Respondent Tom: "),
    "machine labels in brackets": talk("[SPEAKER_00]: ", "[SPEAKER_01]: "),
    "machine labels without colon": talk("[SPEAKER_00] ", "[SPEAKER_01] "),
    "round brackets": talk("(Interviewer) ", "(Tom Roe) "),
    "angles": talk("<Ana> ", "<Tom> "),
    "brackets with particles": talk("[Al] ", "[Ben] "),
    "dash": talk("I – ", "C – "),
    "long dash and names": talk("Ana — ", "Tom — "),
    "hyphen": talk("INT - ", "Tom - "),
    "lower case": talk("ana: ", "tom: "),
    "devices": talk("iPhone (2): ", "galaxy s9: "),
    "numbers": talk("1: ", "2: "),
    "questions and answers": talk("Question: ", "Answer: "),
    "Q and A": talk("Q: ", "A: "),
    "Q. and A.": talk("Q. ", "A. "),
    "Frage und Antwort": talk("Frage: ", "Antwort: "),
    "F und A": talk("F: ", "A: "),
    "pregunta y respuesta": talk("Pregunta: ", "Respuesta: "),
    "P y R": talk("P: ", "R: "),
    "vraag en antwoord": talk("Vraag: ", "Antwoord: "),
    "question et réponse": talk("Question : ", "Réponse : "),
    "numbered paragraphs": "".join(f"{n}. {line}\n" for n, line in enumerate(talk("I: ", "B1: ").splitlines(), 1)),
    "numbered lines": "".join(f"{n}  {line}\n" for n, line in enumerate(talk("I: ", "B1: ").splitlines(), 1)),
    "numbered in brackets": "".join(f"[{n}] {line}\n" for n, line in enumerate(talk("I: ", "B1: ").splitlines(), 1)),
    "time inside": "".join(f"{('Ana', 'Tom')[n % 2]} (00:0{n}:12): {words}\n" for n, words in enumerate(SIX)),
    "time after the colon": "".join(f"{('Ana', 'Tom')[n % 2]}: 00:0{n}:12 {words}\n" for n, words in enumerate(SIX)),
    "short time after the colon": "".join(f"{('Ana', 'Tom')[n % 2]}: 0{n}:12 {words}\n" for n, words in enumerate(SIX)),
    "time of day": "".join(f"{('Ana', 'Tom')[n % 2]} 10:1{n} AM: {words}\n" for n, words in enumerate(SIX)),
    "frames": "".join(f"00:00:1{n}:12 {('Ana', 'Tom')[n % 2]}: {words}\n" for n, words in enumerate(SIX)),
    "chat": "".join(f"10:15:2{n} From {('Ana', 'Tom')[n % 2]} to Everyone: {words}\n" for n, words in enumerate(SIX)),
    "minutes and seconds inside": "".join(
        f"{('Ana', 'Tom')[n % 2]} ({n} min 5 s): {words}\n" for n, words in enumerate(SIX)
    ),
    "time with a full stop inside": "".join(
        f"{('Ana', 'Tom')[n % 2]} (0{n}.12): {words}\n" for n, words in enumerate(SIX)
    ),
    "a messenger's dates": "".join(
        f"[03/05/2024, 10:15:0{n}] {('Ana', 'Tom')[n % 2]}: {words}\n" for n, words in enumerate(SIX)
    ),
    "time without brackets": "".join(f"{('Ana', 'Tom')[n % 2]} 00:1{n} {words}\n" for n, words in enumerate(SIX)),
    "bars": talk("Ana | ", "Tom | "),
    "arrows": talk("Ana -> ", "Tom -> "),
    "roles without a colon": talk("INTERVIEWER ", "RESPONDENT "),
    "codes without a colon": talk("I ", "P01 "),
    "capitals without a colon": talk("ANA ", "TOM "),
    "glued": talk("Interviewer: ", "Respondent: ", ""),
    "glued letters": talk("Q: ", "A: ", " "),
    "meeting times": "00:00:00\n"
    + talk("Ana Berg: ", "Tom: ")
    .replace("Who pays", "\n00:05:00\n\nWho pays")
    .replace("Ana Berg: \n00:05:00\n\n", "\n00:05:00\n\nAna Berg: "),
}


@pytest.mark.parametrize("text", [*ALONE.values(), *ON_THE_LINE.values()], ids=[*ALONE, *ON_THE_LINE])
def test_two_voices_are_told_apart_and_the_one_who_asks_is_found(text, tmp_path):
    turns, _ = read(tmp_path, text)

    said = [turn.split(" | ")[1] for turn in turns]
    if any("alone" in words for words in said):
        said[1] = said[1].removesuffix(" He did it alone.")
    assert said == list(SIX)
    assert len(voices(turns)) == 2
    assert [turn.split(" | ")[0].endswith("*") for turn in turns] == [True, False] * 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Question 1: Who?\n\nAnswer: We.\n\nQuestion 2: When?\n\nAnswer: In May.\n", ["Question*", "Answer"]),
        ("Q1: Who?\nA1: We.\nQ2: When?\nA2: In May.\nQ3: Why?\nA3: So.\n", ["Q*", "A"]),
        ("Frage 1: Wer?\nAntwort: Wir.\nFrage 2: Wann?\nAntwort: Im Mai.\n", ["Frage*", "Antwort"]),
        ("F1: Wer?\nA1: Wir.\nF2: Wann?\nA2: Im Mai.\n", ["F*", "A"]),
        ("I1: Who?\nR1: We.\nI2: When?\nR2: In May.\n", ["I1*", "R1", "I2*", "R2"]),
    ],
)
def test_numbered_questions_are_one_voice(text, wanted, tmp_path):
    assert voices(read(tmp_path, text)[0]) == wanted


@pytest.mark.parametrize("label", ["Response", "Answer", "Respondent", "Antwort", "Réponse", "Respuesta", "A"])
def test_where_only_answers_have_a_label_the_words_between_ask_and_it_is_told(label, tmp_path):
    text = (
        f"What is it?\n{label}: A shop. What did he say?\nDescribe it.\n{label}: Small.\nWho owns it?\n{label}: We.\n"
    )

    turns, told = read(tmp_path, text)

    assert [turn.split(" | ")[1] for turn in turns if "*" not in turn.split(" | ")[0]] == [
        "A shop. What did he say?",
        "Small.",
        "We.",
    ]
    assert any("unlabelled stretches" in fault for fault in told)


def test_numbered_questions_without_a_label_are_no_answers_in_a_group(tmp_path):
    text = "".join(f"{n}) How so?\n" + "".join(f"{who}: So it went.\n" for who in "MNOPQ") for n in (1, 2, 3))

    turns, told = read(tmp_path, text, kind="group")

    assert voices(turns) == ["unknown*", "M", "N", "O", "P", "Q"]
    assert any("unlabelled stretches" in fault for fault in told)


@pytest.mark.parametrize("letters", ["MNOPQ", "FGHI", "HIJK"])
def test_a_letter_in_a_row_of_letters_is_a_person(letters, tmp_path):
    text = "Moderator: How so?\n" + "".join(f"{who}: So it went.\n" for who in letters * 2)

    assert voices(read(tmp_path, text, kind="group")[0]) == ["Moderator*", *letters]


NOBODY = {
    "a word before a time in mid-sentence": (
        "Interviewer: Who came?\nTom: We all went to\nBerlin [00:12:34] and it was cold there, and then to\n"
        "Berlin [00:13:34] once more. It was fine.\nInterviewer: So?\nTom: Yes.\n"
    ),
    "words that a page's line break leaves alone": (
        "Interviewer: Who came in those years when it was all new?\nTom: We all came, and I said that it was\n"
        "Definitely\nthe best that could be had, as it is in a house of this sort, and I was\nDefinitely\n"
        "not alone in it.\nInterviewer: So?\nTom: Yes.\n"
    ),
    "words before a colon": (
        "Interviewer: Who came in those years when it was all new?\nTom: We all came, and all said the same to\n"
        "Um: we are the first, and that was what they all said to us, and that\nIt's: fine, they said, and we were\n"
        "Um: so sure.\nInterviewer: So?\nTom: Yes.\nInterviewer: And?\nTom: No.\n"
    ),
    "an I in speech": (
        "Interviewer: Who came in those years when it was all new?\nTom: We all came, and none knew what to do, only\n"
        "I: well, what should one say to them?\nInterviewer: So?\nTom: Yes.\nInterviewer: And?\nTom: No.\n"
    ),
    "a list": (
        "Some tips\n(1) Regular Routine: Keep to your hours.\n(2) Soft Music: Listen.\n(3) Warm Bath: Take one.\n"
        "Interviewer: Who came?\nTom: We.\nInterviewer: So?\nTom: Yes.\n"
    ),
    "a cover sheet": (
        "Interviewee: Tom Hill, manager\nInterviewer: Kim Lee\nDate: 15/04/2023\n\nInterviewer: Who came?\nTom: We.\n"
        "Interviewer: So?\nTom: Yes.\n"
    ),
    "a cover sheet of other fields": (
        "Participant: Jo Hill\nPlace: the town hall\nDuration: 45 min\n\nInterviewer: Who came?\nTom: We.\n"
        "Interviewer: So?\nTom: Yes.\n"
    ),
    "a German cover sheet": (
        "Interviewerin: Kim Lee\nBefragter: Jo Hill\nDatum: 15.04.2023\nOrt: Bonn\n\nInterviewer: Wer kam?\nTom: Wir.\n"
        "Interviewer: Und?\nTom: Ja.\n"
    ),
    "a listed heading": (
        "1. Opening: general\nInterviewer: Who came?\nTom: We.\n2. Closing: general\nInterviewer: So?\nTom: Yes.\n"
    ),
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_what_is_no_label_makes_no_speaker(text, tmp_path):
    turns, _ = read(tmp_path, text)

    assert set(voices(turns)) <= {"unknown°", "Interviewer*", "Tom"}
    assert [turn for turn in turns if "unknown" not in turn][-1] in ("Tom | Yes.", "Tom | Ja.", "Tom | No.")


def test_letters_that_count_questions_are_no_people_and_it_is_told(tmp_path):
    text = "".join(f"{letter}.\tWho goes there?\nWe go there.\n" for letter in "ABCABC")

    turns, told = read(tmp_path, text)

    assert voices(turns) == ["unknown (asks)*", "unknown"]
    assert any("nobody has a label" in fault for fault in told)


def test_headings_of_notes_are_no_people_and_it_is_told(tmp_path):
    text = "".join(f"Visit {n}\nRoads:\nThey want them wide.\n\nTrees:\nShe wants oaks.\n\n" for n in (1, 2, 3))

    turns, told = read(tmp_path, text)

    assert voices(turns) == ["unknown"]
    assert any("'Roads', 'Trees' are taken for headings" in fault for fault in told)
    assert voices(read(tmp_path / "two", text, speakers="{Roads: Ann Roads, Trees: Bo Trees}")[0]) == [
        "unknown°",
        "Ann Roads",
        "Bo Trees",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Speaker 1 (Yu Li): Who?\nSpeaker 2: We.\nSpeaker 1: When?\nSpeaker 2: In May.\n",
            ["Speaker 1*", "Speaker 2"],
        ),
        (
            "Margaret Osei: We came.\nInterviewer: When?\nMO: In May.\nInterviewer: Why?\nMO: So.\n",
            ["Margaret Osei", "Interviewer*"],
        ),
    ],
    ids=["a name in brackets", "initials"],
)
def test_one_person_under_two_labels_is_one_and_it_is_told(text, wanted, tmp_path):
    turns, told = read(tmp_path, text)

    assert voices(turns) == wanted
    assert any("one person" in fault for fault in told)


def test_labels_that_are_declared_apart_are_two_people(tmp_path):
    text = "Margaret Osei: We came.\nInterviewer: When?\nMO: In May.\nInterviewer: Why?\nMO: So.\n"

    assert voices(read(tmp_path, text, speakers="{MO: MO}")[0]) == ["Margaret Osei", "Interviewer*", "MO"]


@pytest.mark.parametrize(
    ("first", "second"), [("Maria Lopez", "Maria Lopes"), ("Respondent", "Respondant"), ("J. Hill", "J Hill")]
)
def test_two_spellings_of_a_label_are_told_and_an_alias_joins_them(first, second, tmp_path):
    text = f"Interviewer: Who?\n{first}: We.\nInterviewer: So?\n{second}: Yes.\n{second}: No.\n{first}: Y.\n"

    assert any("two spellings" in fault for fault in read(tmp_path, text)[1])

    turns, told = read(tmp_path / "two", text, speakers=f"{{{second}: {first}}}")
    assert voices(turns) == ["Interviewer*", first]
    assert not any("two spellings" in fault for fault in told)


@pytest.mark.parametrize("misspelt", ["Interveiwer", "Inteviewer", "Interviewr"])
def test_a_misspelt_interviewer_asks_and_it_is_told(misspelt, tmp_path):
    text = f"Interviewer: Who?\nTom: We.\n{misspelt}: So?\nTom: Yes.\nInterviewer: Oh?\nTom: No.\n"

    turns, told = read(tmp_path, text)

    assert [turn for turn in turns if "*" not in turn] == ["Tom | We.", "Tom | Yes.", "Tom | No."]
    assert any(f"'{misspelt}'" in fault for fault in told)


@pytest.mark.parametrize("mark", ["؟", "？", "՞", "፧", ";"])
def test_who_asks_is_found_by_the_question_marks_of_other_scripts(mark, tmp_path):
    text = "".join(f"أحمد: من{mark}\nليلى: نحن.\n" for _ in range(3))

    assert voices(read(tmp_path, text)[0]) == ["أحمد*", "ليلى"]


CAPTIONS = {
    "lower case": "ana berg: ",
    "a device": "galaxy s9: ",
    "a number": "+49 170 22: ",
}


@pytest.mark.parametrize("label", CAPTIONS.values(), ids=CAPTIONS)
def test_where_nearly_every_cue_has_a_label_it_is_one_of_any_shape(label, tmp_path):
    cues = [f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{('tom: ', label)[n % 2]}{words}" for n, words in enumerate(SIX)]

    turns, _ = read(tmp_path, "WEBVTT\n\n" + "\n\n".join(cues) + "\n", "t1.vtt")

    assert voices(turns) == ["tom*", label.rstrip(": ")]


def test_a_voice_tag_without_a_name_is_nobody(tmp_path):
    cues = "\n\n".join(f"00:{n:02}.000 --> 00:{n + 1:02}.000\n<v ->{words}</v>" for n, words in enumerate(SIX))

    turns, told = read(tmp_path, f"WEBVTT\n\n{cues}\n", "t1.vtt")

    assert voices(turns) == ["unknown"]
    assert any("no speaker's label" in fault for fault in told)


@pytest.mark.parametrize("label", ["All", "Several", "Alle", "Tous", "Varios participantes"])
def test_several_voices_at_once_are_nobody_in_particular(label, tmp_path):
    text = f"Moderator: Who?\nP1: We.\n{label}: Yes!\nModerator: So?\nP1: So.\n{label}: Yes.\n"

    turns, told = read(tmp_path, text, kind="group")

    assert f"{label} | Yes!" in turns
    assert not any(f"'{label}'" in fault for fault in told)


def test_declared_labels_are_taken_in_every_shape(tmp_path):
    for place, label in enumerate(("zed – ", "zed: ", "[zed] ", "zed\n")):
        turns, _ = read(
            tmp_path / str(place),
            talk("Interviewer: " if ":" in label else label.replace("zed", "INT"), label),
            speakers="{zed: Zed}",
        )
        assert "Zed" in voices(turns)


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x0b", "\x85"])
def test_other_signs_end_a_line_as_well(end, tmp_path):
    assert voices(read(tmp_path, talk("Interviewer: ", "Tom: ").replace("\n", end))[0]) == ["Interviewer*", "Tom"]


@pytest.mark.parametrize("mark", ["- ", "• ", "1) "])
def test_the_mark_of_a_list_is_no_part_of_a_label(mark, tmp_path):
    text = "".join(f"{mark}{line}\n" for line in talk("Interviewer: ", "Tom: ").splitlines())

    assert voices(read(tmp_path, text)[0]) == ["Interviewer*", "Tom"]


def test_a_legend_of_labels_is_no_turn(tmp_path):
    text = "Legend:\nI: interviewer\nP: participant\n\n" + talk("I: ", "P: ")

    assert voices(read(tmp_path, text)[0]) == ["unknown°", "I*", "P"]


def test_who_is_not_known_by_name_begins_a_turn_all_the_same(tmp_path):
    turns, told = read(tmp_path, "Interviewer: Who?\n?: We.\nInterviewer: So?\n??: Yes.\nTom: No.\nTom: Ah.\n")

    assert voices(turns) == ["Interviewer*", "unknown", "Tom"]
    assert any("unlabelled" in fault for fault in told)


def test_a_name_that_teams_copies_twice_is_one_label(tmp_path):
    text = "".join(
        f"{who}\n0 Minuten {n} Sekunden0:0{n}\n{who} 0 Minuten {n} Sekunden\n{said}\n"
        for n, (who, said) in enumerate(zip(("Berg, Ana", "Roe, Tom") * 3, SIX, strict=True), 1)
    )

    turns, _ = read(tmp_path, text)

    assert [turn.split(" | ")[1] for turn in turns] == list(SIX)
    assert voices(turns) == ["Berg, Ana*", "Roe, Tom"]


def test_labels_of_two_shapes_take_turns(tmp_path):
    assert voices(read(tmp_path, talk("Interviewer: ", "Respondent\n"))[0]) == ["Interviewer*", "Respondent"]


def test_automatic_transcripts_without_full_stops_have_their_speakers(tmp_path):
    text = re.sub("[.?]", "", talk("Speaker 1\n", "Speaker 2\n")).casefold().replace("speaker", "Speaker")

    assert voices(read(tmp_path, text)[0]) == ["Speaker 1", "Speaker 2"]


@pytest.mark.parametrize(
    "text",
    [
        "Who came?\nTom:\nWe did.\nWhen?\nTom:\nIn May.\nWhy?\nTom:\nSo.\n",
        "Interviewer: Who came?\n\nTom: We did.\n\nAnd when?\n\nTom: In May.\n\nAnd why?\n\nTom: So.\n",
        "I: Who came?\n\nTom: We did.\n\nAnd when?\n\nTom: In May.\n\nAnd why?\n\nTom: So.\n",
    ],
    ids=["one label alone on its lines", "beside a label that asks", "beside a letter that asks"],
)
def test_a_question_between_two_labels_of_one_person_is_no_answer_and_it_is_told(text, tmp_path):
    turns, told = read(tmp_path, text)

    assert [turn for turn in turns if turn.startswith("Tom")] == ["Tom | We did.", "Tom | In May.", "Tom | So."]
    assert all(turn.split(" | ")[0][-1] in "*°" for turn in turns if not turn.startswith("Tom"))
    assert any("unlabelled stretches" in fault for fault in told)


@pytest.mark.parametrize(("asks", "answers"), [("S1", "S2"), ("I", "B1"), ("I", "R"), ("INT", "P07")])
def test_codes_alone_on_their_lines_are_labels(asks, answers, tmp_path):
    assert voices([turn.replace("*", "") for turn in read(tmp_path, talk(f"{asks}\n", f"{answers}\n"))[0]]) == [
        asks,
        answers,
    ]


def test_among_labels_alone_on_their_lines_a_name_that_stands_once_is_told(tmp_path):
    text = talk("Ana Berg\n", "Tom Roe\n") + "Bo Hill\nThey do.\n"

    assert any("unrecognised label 'Bo Hill'" in fault for fault in read(tmp_path, text)[1])


def test_a_misspelt_interviewee_does_not_ask(tmp_path):
    text = (
        "Interviewer: Who?\nInterviewee: We.\nInterviewer: So?\nInterviwee: Yes.\nInterviewer: Oh?\nInterviewee: No.\n"
    )

    turns, told = read(tmp_path, text)

    assert "Interviwee | Yes." in turns
    assert any("two spellings" in fault for fault in told)


@pytest.mark.parametrize(
    ("asks", "answers", "wanted"),
    [
        ("[spk_0] ", "[spk_1] ", ["spk_0*", "spk_1"]),
        ("1.\tInterviewer: ", "2.\tTom: ", ["Interviewer*", "Tom"]),
        ("10.Interviewer: ", "11.Tom: ", ["Interviewer*", "Tom"]),
        ("Ana:: ", "Tom:: ", ["Ana*", "Tom"]),
    ],
)
def test_more_shapes_of_labels_are_read(asks, answers, wanted, tmp_path):
    turns, _ = read(tmp_path, talk(asks, answers))

    assert voices(turns) == wanted
    assert [turn.split(" | ")[1] for turn in turns] == list(SIX)


@pytest.mark.parametrize(("usual", "once"), [("José: ", "Jose: "), ("P.K.: ", "PK: ")])
def test_a_label_that_lacks_accents_or_dots_once_is_a_label_and_is_told(usual, once, tmp_path):
    turns, told = read(tmp_path, talk("Moderator: ", usual).replace(usual, once, 1))

    assert len(turns) == 6
    assert any("may be one person in two spellings" in fault for fault in told)


def test_a_question_before_the_same_label_is_told_and_a_label_mends_it(tmp_path):
    missing = talk("I: ", "Tom: ").replace("I: Who pays?", "Who pays?")

    assert any("'Tom' ends with a question here" in fault for fault in read(tmp_path / "a", missing)[1])
    assert not any("ends with a question" in fault for fault in read(tmp_path / "b", talk("I: ", "Tom: "))[1])


def test_a_translator_is_told_and_may_be_declared(tmp_path):
    spoken = talk("Interviewer: ", "Translator: ") + "Respondent: Yes.\n"

    assert any("'Translator' speaks here" in fault for fault in read(tmp_path / "a", spoken)[1])
    declared = read(tmp_path / "b", spoken, interviewers="Interviewer;Translator")[1]
    assert not any("'Translator' speaks here" in fault for fault in declared)


def test_an_unrecognised_label_is_told_once_with_its_count(tmp_path):
    spoken = talk("I: ", "Tom: ") + "Really: I mean it.\nReally: I do.\n"

    (told,) = [fault for fault in read(tmp_path, spoken)[1] if "unrecognised" in fault]

    assert told.startswith("unrecognised label 'Really', line 7 and 1 more: it is neither declared nor surely a name")


def test_words_stand_in_a_column_of_another_name_where_the_usual_one_only_counts(tmp_path):
    table = "Turn,Who,What was told\n" + "".join(
        f"{n},{('Ana', 'Tom')[n % 2]},{words}\n" for n, words in enumerate(SIX)
    )

    turns, told = read(tmp_path, table, name="t1.csv")

    assert [turn.split(" | ")[1] for turn in turns] == list(SIX)
    assert any("the words were read from column 'What was told'" in fault for fault in told)


@pytest.mark.parametrize("mark", [":", " –", ":\t"])
def test_initials_that_are_a_word_as_well_are_a_person_where_they_recur(mark, tmp_path):
    talk = "\n".join(f"AB{mark} Who came on day {n}?\nSO{mark} The bakers came, number {n}." for n in range(4))

    assert voices(read(tmp_path, talk)[0]) == ["AB*", "SO"]


def test_a_longer_title_before_a_name_ends_no_sentence(tmp_path):
    talk = "\n\n".join(f"Prof. Dr. Ida Berg: Who came on day {n}?\n\nCapt. Bo Hall: All of us." for n in range(4))

    assert voices(read(tmp_path, talk)[0]) == ["Prof. Dr. Ida Berg*", "Capt. Bo Hall"]


@pytest.mark.parametrize("mark", [")", "/", " -", "-", ".-", ";", "|", "."])
def test_initials_before_any_mark_are_labels_where_they_take_turns(mark, tmp_path):
    talk = "\n\n".join(f"AB{mark} Who came on day {n}?\n\nTH{mark} The bakers came, all {n}." for n in range(4))

    turns, _ = read(tmp_path, talk)

    assert turns[:2] == ["AB* | Who came on day 0?", "TH | The bakers came, all 0."]


def test_short_roles_before_a_full_stop_are_labels(tmp_path):
    talk = "\n\n".join(f"Int. Who came on day {n}?\n\nResp. The bakers came, all {n}." for n in range(4))

    assert voices(read(tmp_path, talk)[0]) == ["Int*", "Resp"]


def test_an_at_sign_stands_before_a_time(tmp_path):
    talk = "\n\n".join(f"@0:{n}3 - Ida (Uni)\nWho came, {n}?\n\n@0:{n}5 - Bo (Mill)\nAll of us." for n in range(4))

    turns, _ = read(tmp_path, talk)

    assert turns[:2] == ["Ida (Uni)* | Who came, 0?", "Bo (Mill) | All of us."]


def test_a_cover_sheet_tells_a_respondent_without_a_name(tmp_path):
    talk = "\n\n".join(f"Who came on day {n}?\n\nThe bakers came, and they were all {n}." for n in range(4))

    turns, _ = read(tmp_path, f"Transcript 3\n\nRespondent: female, 54\n\n{talk}")

    assert voices(turns) == ["unknown°", "unknown (asks)*", "unknown"]


def test_an_initial_ends_no_sentence_of_a_heading(tmp_path):
    talk = "\n\n".join(f"Interviewer: Who came, {n}?\n\nThe bakers came, all {n}." for n in range(4))

    assert read(tmp_path, f"Interview with T. Hall\n\n{talk}")[0][0] == "unknown° | Interview with T. Hall"


def test_a_label_with_times_needs_none_before_a_tab(tmp_path):
    talk = "".join(f"Ida 00:0{n}:00\tWho came, {n}?\nBo 00:0{n}:30\tAll of us, {n}.\n" for n in range(4))

    turns, _ = read(tmp_path, talk + "Ida 00:08:00\tAnd then?\nBo\tThen we slept.\n")

    assert turns[-2:] == ["Ida* | And then?", "Bo | Then we slept."]


def test_letters_that_count_pairs_are_two_people(tmp_path):
    talk = "\n\n".join(f"I{n}: Who came on day {n}?\n\nR{n}: The bakers came, all {n}." for n in range(1, 5))

    assert voices(read(tmp_path, talk)[0]) == ["I*", "R"]


def test_numbered_letters_that_speak_again_are_people(tmp_path):
    talk = "\n\n".join(f"{who}: Who came on day {n}?" for n in range(3) for who in ("I1", "R1", "I2", "R2"))

    assert voices(read(tmp_path, talk)[0]) == ["I1*", "R1", "I2*", "R2"]
