"""From lists to what recurs, merges, the ledger of voices, coverage: on rows that can be counted by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from more_rows import findings_of, frequency, material, voice

from pipeline.comparison.code_coverage import cover
from pipeline.comparison.distillation import Distillation, distil
from pipeline.comparison.ledger import half_of, voices_that_carry
from pipeline.comparison.material import material_of
from pipeline.comparison.merges import cosine, merges_decided, merges_proposed, weighted_words
from pipeline.figures.distillation import distillation_figure
from pipeline.memos.sections import distillation as distillation_section
from pipeline.stages.findings import CaseLine, CodeLine
from pipeline.store.rows import CodePresence, Cooccurrence, Judgement
from pipeline.study.problems import Source
from pipeline.study.records import Code, Codebook
from pipeline.study.study import Settings
from tests.typed_rows import case_line, row

NOWHERE = Source(Path("codebook.yaml"))
SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def book(*codes: Code, earlier: dict[str, Codebook] | None = None, version: str = "2") -> Codebook:
    top = Code("enabler", "Enablers", is_codable=False)
    every = {one.code_id: one for one in (top, *codes)}
    return Codebook("b", version, every, NOWHERE, earlier or {})


def enabler(code_id: str, definition: str = "", **more: Any) -> Code:
    return Code(code_id, code_id.upper(), parent="enabler", definition=definition, **more)


def in_case(case_id: str, state: str, tier: str = "", role: str = "") -> CaseLine:
    judgement = row(Judgement, judgement="present", role=role) if role else None
    counts = frequency(case_id, "ties", 0, 1, "enabler")
    return case_line(case_id, state=state, tier=tier, judgement=judgement, frequency=counts)


def line(presence: str, n_showing: int, n_cases: int, *cases: CaseLine) -> CodeLine:
    found = row(CodePresence, presence=presence, n_showing=n_showing, n_cases=n_cases)
    return CodeLine("ties", "TIES", "enabler", "cross-case/cross-case/ties", presence=found, cases=cases)


def test_more_than_half_of_the_known_cases_recur_and_tiers_count_known_cases_only() -> None:
    given = material(("a", "b", "c"), ("less", "more"), {"a": "more", "b": "less", "c": "more"})
    told = line(
        "all", 2, 2, in_case("a", "shows", "more"), in_case("b", "shows", "less"), in_case("c", "unknown", "more")
    )
    found = distil(given, [told], book(enabler("ties")))

    (one,) = found.recurring
    assert one.by_tier == (("more", 1, 1), ("less", 1, 1))
    assert [each.code_id for each in found.list_of("a")] == ["ties"]
    assert found.list_of("c") == ()


def test_one_case_alone_makes_nothing_recur() -> None:
    found = distil(material(("a",)), [line("all", 1, 1, in_case("a", "shows"))], book(enabler("ties")))

    assert found.recurring == ()


def test_tellings_are_placed_before_and_after_the_first_setback() -> None:
    given = material(
        ("a",),
        events=[
            {"case_id": "a", "kind": "setback", "from": "2021-03"},
            {"case_id": "a", "kind": "setback", "from": "2022"},
        ],
        within={
            "a": {
                "voices": [
                    voice("ties", "r1", period="2020"),
                    voice("ties", "r1", period="2022"),
                    voice("ties", "r2", period="after"),
                    voice("ties", "r3"),
                    voice("ties", "r4", period="2019", is_counted=False),
                ]
            }
        },
    )
    (one,) = distil(given, [line("all", 1, 1, in_case("a", "shows", role="both"))], book(enabler("ties"))).enablers

    (cell,) = one.cells
    assert (cell.n_before, cell.n_after, cell.n_undated, cell.role) == (1, 2, 1, "both")


def test_contrary_quotations_are_denials_then_disputes_then_wishes_and_three_at_most() -> None:
    rows = [
        voice("ties", f"r{n}", is_counted=False, polarity=polarity, coding_id=f"{polarity}{n}", start_char=n)
        for n, polarity in enumerate(("wished", "disputed", "absent", "absent", "wished"))
    ]
    given = material(("a",), within={"a": {"voices": rows}})
    (one,) = distil(given, [line("none", 0, 1, in_case("a", "not"))], book(enabler("ties"))).enablers

    assert [voice.polarity for voice in one.contrary] == ["absent", "absent", "disputed"]


def test_a_merge_is_proposed_where_a_quarter_of_the_segments_are_shared() -> None:
    # Case a: 2 shared of 4 with either; case b: 1 of 5. Together 3 of 9, over a quarter.
    rows = [
        row(Cooccurrence, case_id="a", code_a="p", code_b="q", n_segments=2, jaccard=0.5),
        row(Cooccurrence, case_id="b", code_a="p", code_b="q", n_segments=1, jaccard=0.2),
        row(Cooccurrence, case_id="a", code_a="p", code_b="r", n_segments=1, jaccard=0.1),
    ]
    codes = book(enabler("p", "money comes"), enabler("q", "people meet"), enabler("r", "maps help"))
    (one,) = merges_proposed(rows, {"p": "P", "q": "Q", "r": "R"}, codes)

    assert (one.code_a, one.code_b, one.n_both, one.n_either, one.likeness) == ("p", "q", 3, 9, 0.0)


def test_one_shared_segment_proposes_nothing() -> None:
    rows = (row(Cooccurrence, case_id="a", code_a="p", code_b="q", n_segments=1, jaccard=1.0),)
    codes = book(enabler("p", "money comes"), enabler("q", "people meet"), enabler("r", "maps help"))

    assert merges_proposed(rows, {"p": "P", "q": "Q", "r": "R"}, codes) == ()


def test_a_merge_is_proposed_where_definitions_are_alike() -> None:
    codes = book(
        enabler("p", "weekly table of partners"), enabler("q", "weekly table of partners"), enabler("r", "cash")
    )
    (one,) = merges_proposed((), {"p": "P", "q": "Q", "r": "R"}, codes)

    assert (one.code_a, one.code_b, one.n_both) == ("p", "q", 0)
    assert one.likeness > 0.9


def test_likeness_is_one_for_the_same_words_and_none_without_a_word_in_common() -> None:
    words = weighted_words({"x": "old ties count", "y": "old ties count", "z": "fresh money"})

    assert cosine(words["x"], words["y"]) == pytest.approx(1.0)
    assert cosine(words["x"], words["z"]) == 0.0
    assert cosine({}, words["x"]) == 0.0


def test_a_merge_of_the_codebook_is_shown_with_its_reason_and_others_families_are_not() -> None:
    codes = book(
        enabler("old", merge_into="new", merge_why="One thing twice.", retired="2"),
        enabler("new"),
        Code("x", "X", merge_into="y"),
        Code("y", "Y"),
    )
    (one,) = merges_decided(codes, "enabler")

    assert (one.name, one.into_name, one.why, one.version) == ("OLD", "NEW", "One thing twice.", "2")


def test_the_ledger_says_who_carries_half_and_which_figures_have_one_voice() -> None:
    rows = [
        *(voice("ties", "r1", "Org A", sector="public", start_char=n) for n in range(3)),
        voice("maps", "r2", "Org B", sector="private"),
        voice("ties", "r2", "Org B", sector="private"),
        voice("maps", None),
    ]
    found = voices_that_carry(material(("a",), within={"a": {"voices": rows}}), ("enabler",))

    assert (found.n_quotations, found.n_figures, found.n_unnamed, found.carrying_half) == (6, 2, 1, 1)
    assert [(one.name, one.about, one.n_quotations, one.n_figures) for one in found.respondents] == [
        ("r1", "Org A, public", 3, 1),
        ("r2", "Org B, private", 2, 2),
    ]
    assert found.one_voice == ()  # maps: r2 and somebody unnamed


@pytest.mark.parametrize(("counts", "expected"), [([5, 3, 1, 1], 1), ([4, 3, 3], 2), ([1, 1, 1, 1], 2), ([], 0)])
def test_half_is_reached_by_the_largest(counts: list[int], expected: int) -> None:
    assert half_of(counts) == expected


def pair(transcript: str, code_id: str, is_mentioning: bool = True, is_known: bool = True) -> dict[str, Any]:
    return {
        "transcript_id": transcript, "code_id": code_id, "kind": "interview", "is_known": is_known,
        "is_mentioning": is_mentioning,
    }  # fmt: skip


def listed(transcript: str, date: str | None) -> dict[str, Any]:
    return {"transcript_id": transcript, "kind": "interview", "date": date}


def covered(*rows: dict[str, Any], dates: dict[str, str | None], codes: Codebook, **tables: Any) -> Any:
    within = {"a": {"all_transcripts": [listed(*one) for one in dates.items()], "coded_pairs": list(rows)}}
    return cover(material(("a",), within=within, **tables), codes)


def test_codes_accumulate_by_date_and_transcripts_for_which_no_code_is_known_stay_out() -> None:
    found = covered(
        pair("t1", "p"), pair("t2", "p"), pair("t2", "q"), pair("t3", "p", False, False),
        dates={"t1": "2024-02-01", "t2": "2024-01-01", "t3": "2024-03-01"},
        codes=book(enabler("p"), enabler("q"), enabler("r")),
    )  # fmt: skip

    assert (found.order, found.codes, found.is_dated, found.n_unknown) == (("t2", "t1"), (2, 2), True, 1)
    assert found.mean == pytest.approx((1.5, 2.0), abs=0.15)  # t1 first gives 1, t2 first gives 2
    assert (found.n_only_once, found.never) == (1, ("r",))
    assert found.why == "a base of 4 and a run of 2 need 6 transcripts, not 2"


def test_without_a_date_for_all_the_order_of_the_file_stands() -> None:
    found = covered(pair("t2", "p"), pair("t1", "p"), dates={"t2": None, "t1": "2024-01-01"}, codes=book(enabler("p")))

    assert (found.order, found.is_dated) == (("t2", "t1"), False)


def test_inductive_codes_are_dated_by_the_version_that_first_has_them_or_their_old_name() -> None:
    first = book(enabler("older"), version="2")
    codes = book(
        enabler("new"), enabler("kept", was=("older",)), enabler("given", origin="deductive"),
        earlier={"2": first}, version="10",
    )  # fmt: skip
    table = [frequency("a", "new", 1, 2, "enabler"), frequency("b", "new", 0, 3, "enabler")]
    found = cover(material(code_frequency=table), codes)

    assert [(one.code_id, one.version, one.n_known, one.n_mentioning) for one in found.introduced] == [
        ("new", "10", 5, 1),
        ("kept", "2", 0, 0),
    ]
    assert [one.came_later for one in found.introduced] == [True, False]


def test_without_an_earlier_version_nothing_shows_when_an_inductive_code_came_in() -> None:
    (only,) = cover(material(code_frequency=[]), book(enabler("only"))).introduced

    assert (only.came_later, only.first_transcript) == (None, "")


def test_who_is_listed_and_speaks_nowhere_was_not_heard() -> None:
    people = [
        {"respondent_id": "r1", "organisation": "X", "sector": None, "role": None, "status": "heard", "case_id": "a"},
        {
            "respondent_id": "r2",
            "organisation": "Y",
            "sector": None,
            "role": None,
            "status": "declined",
            "case_id": "a;b",
        },
        {
            "respondent_id": "m",
            "organisation": "Z",
            "sector": None,
            "role": "mayor",
            "status": "heard",
            "case_id": None,
        },
    ]
    given = material(participants=people, transcripts=[{"respondent_id": "r1"}], attendance=[])
    found = cover(given, book(), {"m"})

    assert [one.respondent_id for one in found.unheard] == ["r2"]
    assert found.statuses == (("heard", 2), ("declined", 1))
    assert found.cases_unheard == (("a", 1), ("b", 1))


def test_the_figure_is_escaped_and_the_same_twice() -> None:
    told = line("all", 2, 2, in_case("a", "shows"), in_case("b", "shows"))
    found = distil(material(("a", "b")), [told], book(enabler("ties")))
    names = {"a": "<script>alert(1)</script>", "b": "B & C"}
    one, other = (distillation_figure("T < U", found, names, {"a": "more"}) for _ in range(2))

    assert one is not None
    assert one == other
    assert "<script" not in one.svg
    assert "B &amp; C" in one.svg
    assert [cell.words for cell in one.rows[0]] == ["TIES", "shows", "shows"]


def test_without_an_enabler_there_is_no_figure() -> None:
    assert distillation_figure("T", distil(material(("a",)), [], book()), {"a": "A"}, {}) is None


@pytest.mark.skipif(not (SAMPLE / "judgements.csv").is_file(), reason="the sample is not there")
def test_the_samples_five_enablers_recur_and_all_stand_in_every_more_successful_case(sample_outputs: Path) -> None:
    findings, context = findings_of(SAMPLE, sample_outputs)
    found = distil(material_of(findings[-1], context.settings), findings[-1].lines, context.codebook)
    five = {
        "prior_relationships", "trusted_individual", "community_engagement", "data_evidence", "joint_problem_solving",
    }  # fmt: skip
    recurring = {one.code_id: one for one in found.recurring}
    assert five <= set(recurring)
    assert {recurring[one].by_tier[0] for one in five} == {("more", 3, 3)}
    assert [one.code_id for one in found.decided] == ["early_wins"]


def recurring_in_two() -> Distillation:
    given = material(("a", "b"), ("less", "more"), {"a": "more", "b": "less"})
    told = line("all", 2, 2, in_case("a", "shows", "more"), in_case("b", "shows", "less"))
    return distil(given, [told], book(enabler("ties")))


def test_the_interpretive_figure_names_what_recurs_and_counts_nothing() -> None:
    found, names = recurring_in_two(), {"a": "A", "b": "B"}
    counted = distillation_figure("From lists", found, names, {"a": "more"})
    bare = distillation_figure("From lists", found, names, {"a": "more"}, has_counts=False)

    assert counted is not None
    assert bare is not None
    assert counted.summary.startswith("1 of 1 enablers show in more than half")
    assert bare.summary.startswith("TIES shows in more than half of the cases of which it is known.")
    assert "1 in its list; more" in counted.svg
    assert "in its list" not in bare.svg
    assert ">more</text>" in bare.svg


def context(reading: str = "coefficients") -> Any:
    settings = Settings("t", "c.yaml", case="initiative", reading=reading)
    return SimpleNamespace(settings=settings, is_interpretive=reading == "interpretive", is_unchecked=False)


def test_where_nothing_recurs_that_is_said_and_nothing_is_weighed() -> None:
    found = distil(material(("a",)), [line("all", 1, 1, in_case("a", "shows"))], book(enabler("ties")))
    said = distillation_section._lead(found, context())

    assert "None recurs: that is, none shows in at least two initiatives, and in more than half" in said
    assert "these recur" not in said
    assert "key" not in said


def test_what_recurs_is_counted_only_where_counts_are_wanted() -> None:
    assert "1 enabler shows in at least two" in distillation_section._lead(recurring_in_two(), context())
    assert ". Some enablers show in at least two" in distillation_section._lead(
        recurring_in_two(), context("interpretive")
    )
