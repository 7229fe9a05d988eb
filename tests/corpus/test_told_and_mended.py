"""What is not certain of who speaks is told, and mended by what the message says."""

from __future__ import annotations

import re

import pytest

from tests.corpus.whose_words import read, talk, voices

TOLD = {
    "a role without a colon": (
        "Interviewer: Who?\nRespondent C: We.\nInterviewer: So? Informant Mostly we do.\nRespondent C: Yes.\n",
        "label stands inside a turn",
    ),
    "a known label without a colon on a new line": (
        "Interviewer: Who?\nTom: We.\nInterviewer Which greens?\nTom: Kale.\nInterviewer: So?\n",
        "label stands inside a turn",
    ),
    "a known label inside a paragraph": (
        "Interviewer: Who?\nTom: We, and so on Interviewer: So?\nTom: Yes.\nInterviewer: Oh?\n",
        "label stands inside a turn",
    ),
    "a known name inside a paragraph": (
        "Ana Berg: Who?\nTom Roe: We. Ana Berg: So? Tom Roe: Yes.\nAna Berg: Oh?\nTom Roe: No.\n",
        "label stands inside a turn",
    ),
    "one voice that asks and answers": (
        "Speaker 1: Who came? We did. And when? In May. Why? So.\n",
        "a second person may speak",
    ),
    "one turn that holds most": (
        "Interviewer: Who?\nTom: " + "We went there. " * 80 + "\nInterviewer: So?\nTom: Yes.\n",
        "others may speak in it",
    ),
    "many labels that hardly recur": (
        "".join(f"{who}: It went.\n" for who in ["Ana", "Ana", "Cost", "Money", "Water", "Trees", "Ana", "Roads"]),
        "unrecognised label|have one turn",
    ),
    "many voices in an interview": (
        "".join(f"Person {n}: So it went.\n" for n in range(1, 12)) * 2,
        "11 people speak in this interview",
    ),
    "no label at all": ("Who came?\n\nWe did.\n\nAnd when?\n\nIn May.\n", "no speaker's label"),
    "a label that is hardly a name": (
        "well hm-x?: Who?\nTom: We.\nwell hm-x?: So?\nTom: Yes.\nwell hm-x?: Oh?\nTom: No.\n",
        "hardly a name|no speaker's label|unrecognised",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), TOLD.values(), ids=TOLD)
def test_what_is_not_certain_is_told(text, wanted, tmp_path):
    assert any(re.search(wanted, fault) for fault in read(tmp_path, text)[1])


REMEDIES = {
    "declared interviewers": (
        talk("Ana: ", "Tom: "),
        "taken for interviewer",
        {"interviewers": "Ana"},
        ["Ana*", "Tom"],
    ),
    "a name for those without a label": (
        "Who?\nAnswer: We.\nSo?\nAnswer: Yes.\nOh?\nAnswer: No.\n",
        "nobody with a label asks",
        {"interviewers": "unknown"},
        ["unknown*", "Answer"],
    ),
    "a name that is hardly one": (
        talk("Interviewer: ", "well-hm: "),
        "hardly a name",
        {"attendance": "t1,well-hm,r1"},
        ["Interviewer*", "well-hm"],
    ),
    "a label that is not recognised": (
        "Interviewer: Who?\nTom: We.\nInterviewer: So?\nBo: Yes.\nTom: No.\n",
        "unrecognised label 'Bo'",
        {"attendance": "t1,Bo,r1"},
        ["Interviewer*", "Tom", "Bo"],
    ),
    "one who hardly speaks": (
        talk("Interviewer: ", "Tom: ") * 3 + "Bo: Yes.\nBo: No.\n",
        "'Bo' hardly speaks",
        {"attendance": "t1,Bo,r1"},
        ["Interviewer*", "Tom", "Bo"],
    ),
}


@pytest.mark.parametrize(("text", "wanted", "files", "heard"), REMEDIES.values(), ids=REMEDIES)
def test_what_is_told_is_mended_by_its_remedy(text, wanted, files, heard, tmp_path):
    assert any(wanted in fault for fault in read(tmp_path / "before", text)[1])

    turns, told = read(tmp_path / "after", text, **files)

    assert voices(turns) == heard
    assert not any(wanted in fault for fault in told)


MENDED_TEXTS = {
    "a label inside a paragraph": (
        "Interviewer: Who?\nTom: We, and so on Interviewer: So?\nTom: Yes.\nInterviewer: Oh?\n",
        "Interviewer: Who?\nTom: We, and so on\nInterviewer: So?\nTom: Yes.\nInterviewer: Oh?\n",
        "label stands inside a turn",
    ),
    "turns parted inside a paragraph": (talk("Interviewer: ", "Tom: ", ""), talk("Interviewer: ", "Tom: "), "inside"),
    "one voice": (
        "Speaker 1: Who came? We did. And when? In May.\n",
        "Speaker 1: Who came?\nSpeaker 2: We did.\nSpeaker 1: And when?\nSpeaker 2: In May.\n",
        "second person",
    ),
    "a cover sheet": (
        "Date: 3 May\n" + talk("Interviewer: ", "Tom: "),
        talk("Interviewer: ", "Tom: "),
        "cover sheet",
    ),
    "a word before a colon": (
        talk("Interviewer: ", "Tom: ") * 4 + "Water: It is cheap.\nWater: It is.\n",
        talk("Interviewer: ", "Tom: ") * 4 + "Water, it is cheap.\nWater, it is.\n",
        "'Water' hardly speaks",
    ),
    "faces": (
        "WHO CAME?\n\nWe did.\n\nAND WHEN?\n\nIn May.\n\nWHY SO?\n\nSo.\n",
        "I: WHO CAME?\n\nR: We did.\n\nI: AND WHEN?\n\nR: In May.\n\nI: WHY SO?\n\nR: So.\n",
        "nobody has a label",
    ),
}


@pytest.mark.parametrize(("before", "after", "wanted"), MENDED_TEXTS.values(), ids=MENDED_TEXTS)
def test_what_is_told_is_mended_in_the_file_as_it_says(before, after, wanted, tmp_path):
    assert any(wanted in fault for fault in read(tmp_path / "before", before)[1])
    assert not any(wanted in fault for fault in read(tmp_path / "after", after)[1])
