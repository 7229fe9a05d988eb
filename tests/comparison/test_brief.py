"""What may leave for practitioners: general lessons, told by enough people, with nobody named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from more_rows import findings_of, material, voice

from pipeline.comparison.comparison import Comparison
from pipeline.comparison.lessons import leaks, lessons_of
from pipeline.memos.brief import brief_page, brief_text
from pipeline.stages.findings import CodeLine
from pipeline.store.rows import Attendance, CaseRow, CodePresence, ParticipantRow, Voice
from pipeline.study.problems import Source
from pipeline.study.records import Code, Codebook
from tests.typed_rows import case_line, row

TESTS = Path(__file__).parents[1]
STUDIES = {
    "ledger": TESTS / "studies" / "ledger",
    "meals": TESTS / "studies" / "meals",
    "sample": TESTS.parent / "corpora" / "sample",
}


def lesson_from(
    *voices: Voice, definition: str = "Talk over the table.", n_showing: int = 2, worst: str = "shows"
) -> Any:
    codes = {"ties": Code("ties", "Old ties", definition=definition)}
    cases = (case_line("a1", tier="more", state="shows"), case_line("b1", tier="less", state=worst))
    presence = row(CodePresence, presence="all", n_showing=n_showing)
    line = CodeLine("ties", "Old ties", "enabler", "f", presence=presence, cases=cases)
    people = [{"respondent_id": "r1", "organisation": "Org One", "name": "Mary Jones"}]
    given = material(
        ("a1", "b1"), ("less", "more"), participants=people, attendance=[], transcripts=[],
        within={"a1": {"voices": voices}},
    )  # fmt: skip
    return lessons_of(given, [line], Codebook("b", "1", codes, Source(Path("b.yaml"))), {"Tarn"})


THREE = (voice("ties", "r1", "Org One"), voice("ties", "r2", "Org One"), voice("ties", "r3", "Org Two"))


def test_three_people_of_two_organisations_make_a_lesson() -> None:
    found = lesson_from(*THREE)

    (one,) = found.lessons
    assert (one.presence, one.is_everywhere_best, one.is_somewhere_worst) == ("all", True, True)
    assert (found.held_thin, found.held_named) == (0, 0)


def test_of_a_worst_case_of_which_nothing_is_known_nobody_says_that_it_has_none() -> None:
    (known,) = lesson_from(*THREE, worst="absent").lessons
    (unknown,) = lesson_from(*THREE, worst="unknown").lessons

    assert (known.is_everywhere_best, known.is_somewhere_worst, known.is_known) == (True, False, True)
    assert (unknown.is_everywhere_best, unknown.is_known) == (False, False)


@pytest.mark.parametrize(
    "voices",
    [
        THREE[:2],
        (THREE[0], THREE[1], voice("ties", "r3", "Org One")),
        (THREE[0], THREE[2], voice("ties", None, "Org Three")),
        (THREE[0], THREE[2], voice("ties", "r4", "Org Three", is_counted=False)),
        (THREE[0], THREE[2], voice("ties", "r4", "Org Three", kind="archival")),
    ],
)
def test_fewer_people_or_one_organisation_hold_it_back(voices: tuple[Voice, ...]) -> None:
    found = lesson_from(*voices)

    assert found.lessons == ()
    assert found.held_thin == 1


def test_a_denial_is_passed_on_only_where_as_many_people_deny() -> None:
    denials = [
        replace(voice, is_counted=False, polarity="absent", respondent_id=f"d{n}") for n, voice in enumerate(THREE)
    ]

    assert [one.is_denied for one in lesson_from(*THREE, *denials[:2]).lessons] == [False]
    assert [one.is_denied for one in lesson_from(*THREE, *denials).lessons] == [True]


def test_a_lesson_of_one_case_is_none_at_all() -> None:
    assert lesson_from(*THREE, n_showing=1).lessons == ()


@pytest.mark.parametrize(
    "definition", ["Money of Org  One.", "What Mary Jones did.", "Ties in Tarn.", "As in A1.", "R1 said so."]
)
def test_a_definition_that_names_somebody_is_held_back(definition: str) -> None:
    found = lesson_from(*THREE, definition=definition)

    assert found.lessons == ()
    assert found.held_named == 1


def test_names_are_found_as_whole_words_and_a_capital_word_only_with_its_capital() -> None:
    assert leaks("They pat one another, in a patent.", {"Pat"}) == ()
    assert leaks("Pat came.", {"Pat"}) == ("Pat",)
    assert leaks("the ORG one met", {"Org One"}) == ("Org One",)
    assert leaks("a b c", {"a", ""}) == ()


@pytest.mark.parametrize("name", STUDIES)
def test_no_case_person_organisation_or_city_stands_in_the_brief(name: str, request: pytest.FixtureRequest) -> None:
    findings, context = findings_of(STUDIES[name], request.getfixturevalue(f"{name}_outputs"))
    text = brief_text(Comparison(findings[-1], context.settings, context.codebook), context)
    page = brief_page(text, is_shared=False)
    given = findings[-1].tables
    names = {str(case.cell(column)) for case in given.rows(CaseRow) for column in ("case_id", "name", "city")}
    for person in given.rows(ParticipantRow):
        names |= {str(person.organisation), person.respondent_id, str(person.cell("name"))}
    names |= {str(attending.speaker) for attending in given.rows(Attendance)}
    names -= {"None"}

    assert names
    assert [one for one in names if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text + page)] == []
    assert "](" not in text  # no way back to a quotation
    assert "“" not in text
    assert "Fiction." in text
    assert "What this cannot tell you" in text


def test_the_brief_holds_lessons_where_enough_people_tell_them(sample_outputs: Path) -> None:
    findings, context = findings_of(STUDIES["sample"], sample_outputs)
    comparison = Comparison(findings[-1], context.settings, context.codebook)
    text = brief_text(comparison, context)

    assert comparison.lessons.lessons
    assert all(f"**{lesson.name}**" in text for lesson in comparison.lessons.lessons)


def test_an_answer_that_analysts_read_differently_is_in_no_count() -> None:
    told = tuple(
        {"case_id": case, "episode": n, "response": response, "trust_after": trust, "codings": "k1;k2;k3", "by": by}
        for case, n, response, trust, by in (
            ("a1", "1", "blaming", "down", "ana"),
            ("b1", "1", "blaming", "down", "ana"),
            ("b1", "2", "blaming", "down", "ana"),
            ("b1", "2", "none", "same", "ben"),
        )
    )
    voices = tuple(replace(voice, coding_id=f"k{n}") for n, voice in enumerate(THREE, 1))
    given = material(
        ("a1", "b1"), episodes=told, participants=[], attendance=[], transcripts=[],
        within={"a1": {"voices": voices}, "b1": {"voices": voices}},
    )  # fmt: skip

    (one,) = lessons_of(given, [], Codebook("b", "1", {}, Source(Path("b.yaml"))), set()).answered

    assert (one.response, one.n, one.down, one.n_cases, one.n_differing) == ("blaming", 2, 2, 2, 1)
