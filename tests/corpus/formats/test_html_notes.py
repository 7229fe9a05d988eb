"""Notes of a page of HTML are nobody's words, and their numbers stand in nobody's: as each program writes them."""

from __future__ import annotations

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns

PANDOC = """<p>Ana: We met at the mill<a href="#fn1" class="footnote-ref" id="fnref1"
role="doc-noteref"><sup>1</sup></a> in spring.</p><p>Interviewer: And then?</p><p>Ana: It grew.</p>
<section class="footnotes" role="doc-endnotes"><hr /><ol>
<li id="fn1" role="doc-endnote"><p>The old flour mill.<a href="#fnref1"
role="doc-backlink">↩︎</a></p></li></ol></section>"""
LIBREOFFICE = """<p>Ana: We met at the mill<a class="sdfootnoteanc" name="sdfootnote1anc"
href="#sdfootnote1sym"><sup>1</sup></a> in spring.</p><p>Interviewer: And then?</p><p>Ana: It grew.</p>
<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym"
href="#sdfootnote1anc">1</a>The old flour mill.</p></div>"""
WORD = """<p class=MsoNormal>Ana: We met at the mill<a style='mso-endnote-id:edn1' href="#_edn1" name="_ednref1"
title=""><span class=MsoEndnoteReference><span style='mso-special-character:footnote'>[1]</span></span></a>
in spring.</p>
<p class=MsoNormal>Interviewer: And then?</p><p class=MsoNormal>Ana: It grew.</p>
<div style='mso-element:endnote-list'><br clear=all><hr align=left size=1 width="33%">
<div style='mso-element:endnote' id=edn1><p class=MsoEndnoteText><a style='mso-endnote-id:edn1' href="#_ednref1"
name="_edn1" title=""><span class=MsoEndnoteReference>[1]</span></a> The old flour mill.</p></div></div>"""
BY_HAND = """<p>Ana: We met at the mill <sup><a href="#n1">*</a></sup>in spring.</p><p>Interviewer: And then?</p>
<p>Ana: It grew.<p><a name="n1">*</a> The old flour mill."""


def read(tmp_path, body):
    path = tmp_path / "talk.html"
    path.write_text(f"<html><body><p>Interviewer: How did it begin?</p>{body}</body></html>", encoding="utf-8")
    loaded = read_turns(path, ReadingRequest("interview"))
    assert loaded.records, loaded.problems
    return [(turn.speaker, turn.text) for turn in loaded.records]


@pytest.mark.parametrize("body", [PANDOC, LIBREOFFICE, WORD], ids=["pandoc", "LibreOffice", "Word"])
def test_a_programs_notes_are_apart_and_their_numbers_out(tmp_path, body):
    assert read(tmp_path, body) == [
        ("Interviewer", "How did it begin?"),
        ("Ana", "We met at the mill in spring."),
        ("Interviewer", "And then?"),
        ("Ana", "It grew."),
        ("footnotes", "The old flour mill."),
    ]


def test_a_note_made_by_hand_with_open_paragraphs_is_one_too(tmp_path):
    turns = read(tmp_path, BY_HAND)

    assert turns[1] == ("Ana", "We met at the mill in spring.")
    assert turns[3] == ("Ana", "It grew.")
    assert turns[4][0] == "footnotes"
    assert turns[4][1].endswith("The old flour mill.")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Ana: Ten m<sup>2</sup> a week.</p>", "Ten m2 a week."),
        ('<p>Ana: It grew<a href="#gone"><sup>2</sup></a> fast.</p>', "It grew2 fast."),
        ('<p>Ana: As on page <a href="#p">12</a> of it.</p><p id="p">Ana: Yes.</p>', "As on page 12 of it."),
        ('<p>Ana: <a href="#q">1</a> is my favourite.</p><p id="q">Ana: Yes.</p>', "1 is my favourite."),
        ('<p>Ana: See the plan<a href="#plan"><sup>1</sup></a>.</p><p>Ana: Here is <a id="plan">the</a> plan.</p>',
         "See the plan1."),
    ],
)  # fmt: skip
def test_numbers_that_lead_to_no_note_stay(tmp_path, body, words):
    turns = read(tmp_path, body)

    assert turns[1][0] == "Ana"
    assert turns[1][1].startswith(words)
    assert "footnotes" not in {speaker for speaker, _ in turns}


def test_what_is_longer_than_a_note_is_not_taken_out(tmp_path):
    talk = "".join(f"<p>Interviewer: And {n}?</p><p>Ana: That is {n}.</p>" for n in range(600))
    turns = read(tmp_path, f'<p>Ana: See there<a href="#all"><sup>1</sup></a>.</p><div id="all">{talk}</div>')

    assert len(turns) == 1_202
    assert "footnotes" not in {speaker for speaker, _ in turns}
