"""A case that tells a code in too few transcripts to show it, or was judged unknown, is neither silent nor unknown."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pipeline.memos.stages import holding_constant
from pipeline.memos.stages.holding_constant import FamilyAcross
from pipeline.memos.stages.patterns import patterns_in
from pipeline.stages.findings import CaseLine, CodeLine, Finding
from pipeline.store.rows import CodeFrequency, CodePresence, Judgement, Voice
from pipeline.study.study import Settings
from tests.typed_rows import case_line, row, voice

UNKNOWN = row(Judgement, judgement="unknown", by="ana", why="two tellings", at="2026-01-05")


def in_case(case_id: str, state: str, told: int, known: int, **more: Any) -> CaseLine:
    counts = {
        "n_transcripts": 4,
        "n_known": known,
        "n_mentioning": told,
        "n_hand_mentioning": told,
        "mention_share": 0.5,
    }
    frequency = row(CodeFrequency, case_id=case_id, n_respondents=told, **counts)
    return case_line(case_id, state=state, frequency=frequency, **more)


def quotation(transcript_id: str) -> Voice:
    return voice(transcript_id=transcript_id, quotation="We ran it.")


def line(presence: str, n_showing: int, n_cases: int, *cases: CaseLine) -> CodeLine:
    found = row(CodePresence, presence=presence, n_showing=n_showing, n_cases=n_cases)
    quotes = tuple(quote for case in cases for quote in case.quotes)
    return CodeLine("kid", "kid", "enabler", "within-x/x/kid", presence=found, quotes=quotes, cases=cases)


def context(reading: str = "coefficients") -> Any:
    return SimpleNamespace(
        settings=Settings("t", "c.yaml", reading=reading), is_interpretive=reading == "interpretive",
        is_unchecked=False, case_name=lambda case_id: case_id, heading=lambda family: family,
    )  # fmt: skip


TOO_FEW = line("none", 0, 2, in_case("c0", "not", 1, 4, quotes=(quotation("t1"),)), in_case("c1", "not", 0, 3))


def paragraph(one: CodeLine, reading: str = "coefficients") -> str:
    (entry,) = patterns_in([one], context(reading))
    return entry.text.replace("../../evidence/", "")


def family(one: CodeLine) -> FamilyAcross:
    finding = Finding("within-x", "x", "x", tuple(case.case_id for case in one.cases), (one,))
    return holding_constant._family(finding, "enabler", context())


def test_a_case_under_the_threshold_is_said_to_tell_it_and_not_among_those_who_are_silent():
    said = paragraph(TOO_FEW)

    assert "Told by too few to show it in [*c0*](c0/kid.html) (1 of 4); nobody tells or denies it in [*c1*]" in said


def test_a_code_that_some_tell_and_none_shows_stands_under_a_heading_that_says_so():
    assert [one.heading for one in family(TOO_FEW).patterns] == ["Told, yet by too few to show it"]
    silent = line("none", 0, 2, in_case("c0", "not", 0, 4, denials=(quotation("t1"),)), in_case("c1", "not", 0, 3))
    assert [one.heading for one in family(silent).patterns] == ["In none"]


def test_the_interpretive_reading_says_so_without_a_count():
    assert "Told by too few to show it in [*c0*](c0/kid.html); nobody" in paragraph(TOO_FEW, "interpretive")


def test_a_case_that_is_judged_unknown_stands_apart_from_those_of_which_nothing_is_known():
    judged = in_case("c0", "unknown", 1, 3, judgement=UNKNOWN)
    said = paragraph(line("none", 0, 1, judged, in_case("c2", "unknown", 0, 0), in_case("c3", "not", 0, 1)))

    assert "Judged unknown in [*c0*](c0/kid.html) (ana: “two tellings”; told in 1 of 3 known, of 4)." in said
    assert said.endswith("Nothing is known of c2.")


def questions(*lines: CodeLine) -> str:
    finding = Finding("within-x", "x", "x", ("c0",), lines)
    return " ".join(holding_constant._open_questions(finding, list(lines), context()))


def test_what_is_judged_unknown_is_asked_otherwise_than_what_nobody_has_read():
    one = line("unknown", 0, 0, in_case("c0", "unknown", 1, 3, judgement=UNKNOWN), in_case("c2", "unknown", 0, 0))
    said = questions(one).replace("(../../evidence/within-x/x/kid.html)", "")

    assert "Nothing is known of c2 for [*kid*]." in said
    assert "Judged unknown in c0: [*kid*]. What would settle it?" in said


def test_a_single_voice_carries_a_code_only_where_no_other_case_tells_it():
    alone = line("one", 1, 2, in_case("c3", "shows", 1, 2), in_case("c1", "not", 0, 2))
    assert "a single voice carries it" in questions(alone)

    absent = row(Judgement, judgement="absent")
    told_elsewhere = line("one", 1, 2, in_case("c3", "shows", 1, 2), in_case("c0", "not", 2, 4, judgement=absent))
    assert "a single voice" not in questions(told_elsewhere)
