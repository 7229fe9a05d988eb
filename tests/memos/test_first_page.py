"""What a co-author reads first, and what is said in one place only: on the sample, whose plants are known."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.memos.reading import COMPARED, compared_parts, with_room

LINKED = re.compile(r"\]\([^)]*\)")


def read(outputs: Path, name: str) -> str:
    return LINKED.sub("]", with_room(outputs, name))


def memo(outputs: Path, name: str) -> str:
    """The memo alone, without what stands behind it."""
    return LINKED.sub("]", (outputs / "memos" / f"{name}.md").read_text("utf-8"))


def rows(outputs: Path, table: str) -> list[dict[str, str]]:
    with (outputs / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(text: str, head: str) -> str:
    """The table whose first head this is."""
    return text.partition(f"\n| {head} |")[2].partition("\n\n")[0]


def paragraph(text: str, label: str) -> str:
    # the last one: an analyst's note may use the words too
    return text.rpartition(f"**{label}.** ")[2].partition("\n\n")[0]


def test_the_first_page_says_how_sure_what_decides_and_what_cannot_be_said(sample_outputs: Path) -> None:
    text = memo(sample_outputs, "cross-case/cross-case")

    # worked in test_sections: learning follows the tiers in every issue, 1 of 216; four cases are read blind, two fit;
    # “Adaptability” has two values in three tiers, so that two of three cases of an issue tie
    sure = paragraph(text, "How sure")
    assert "The proposition “Learning or blaming” fits 9 of 9 collaborations" in sure
    assert "“Adaptability” 3 of 9 (ties with another tier in 6)" in sure
    assert "1 of 216 ways to arrange the tiers fits “Learning or blaming” as well, the one that was found" in sure
    assert "It was formed after coding these same cases." in sure
    assert "By other sources alone: archival indicators 3 of 8; mayors 6 of 8; " in sure
    assert "people who did not know the tier 2 of 4." in sure
    # propositions.yaml: its rival “reverse cause” predicts each tier as it is
    decides = paragraph(text, "What decides")
    assert "“reverse cause” predicts every tier as it was found, so that no case could speak against it." in decides
    assert "No case speaks against" not in decides
    assert "Would change our mind: A thriving collaboration in which" in decides
    assert "nothing was assigned at random" in paragraph(text, "What cannot be said")


def test_what_one_line_tests_no_other_calls_untestable(sample_outputs: Path) -> None:
    # the team's own rival “resources” predicts tiers; the default one of that name has no measure in this study
    text = memo(sample_outputs, "cross-case/cross-case")

    assert "“resources” (6 of 9)" in paragraph(text, "What decides")
    assert "resources" not in paragraph(text, "What cannot be said")


def test_a_first_page_claims_what_survives_five_rules_and_says_under_which_the_rest_stands(
    sample_outputs: Path,
) -> None:
    claims = [row for row in rows(sample_outputs, "claims") if row["stage"] == "cross-case"]
    names = {row["code_id"]: row["name"] for row in rows(sample_outputs, "codes")}
    text = memo(sample_outputs, "cross-case/cross-case")
    survives, some = table(text, "survives every rule"), paragraph(text, "Stands under some rules only")

    assert "Helped in all:" not in text  # three cases never tell of support from the top
    for row in claims:
        name = f"[*{names[row['code_id']]}*]"
        assert (name in survives) is any(
            one["survives"] == "true" for one in claims if one["code_id"] == row["code_id"]
        ), row
    assert "Helped in most by all rules but two voices: [*A picture of the" in some


def test_the_codes_that_carry_the_claim_are_named_with_how_far_readers_agree_on_them(sample_outputs: Path) -> None:
    text = memo(sample_outputs, "cross-case/cross-case")
    alphas = {
        row["code_id"]: float(row["alpha"] or "nan")
        for row in rows(sample_outputs, "agreement")
        if row["kind"] == "human-human" and row["unit"] == "transcript" and row["coders"].count(";") == 3
    }
    survives, sure = table(text, "survives every rule"), paragraph(text, "How sure")

    assert f"| {alphas['community_engagement']:.2f} |" in survives
    assert f"| **{alphas['funding_secured']:.2f}, under the bar** |" in survives
    # the proposition that fits best rests on how answers to setbacks are read
    assert f"*Mutual learning* {alphas['mutual_learning']:.2f}; " in sure
    assert f"*Mutual blaming* **{alphas['mutual_blaming']:.2f}, under the bar**" in sure
    assert sure.count("Readers’ alpha, by transcript:") == 1


def test_what_the_team_named_key_is_marked_where_it_survives_and_not_listed_again(sample_outputs: Path) -> None:
    text = memo(sample_outputs, "cross-case/cross-case")

    assert "| [*Using data and evidence*], key |" in table(text, "survives every rule")
    assert "| [*Support from the top*] |" in table(text, "survives every rule")
    assert "the team named five key in 3 rounds, knowing the tiers: all survive every rule, as marked above." in text


def test_the_software_says_little_of_all_cases_beside_its_tables(sample_outputs: Path) -> None:
    # after the analyst's note; tables, pictures, the two lines of links and what the team itself wrote aside
    own = memo(sample_outputs, "cross-case/cross-case").rpartition("**From the files.**")[2].split("\n\n")
    said = [part for part in own if not part.lstrip().startswith(("|", "![", "[All codes", "Beside it"))]

    text = re.sub(r"Would change our mind: [^.]*\.", "", " ".join(said))

    assert len(LINKED.sub("]", text).split()) <= 450


def test_whoever_denies_a_code_is_no_voice_behind_it(sample_outputs: Path) -> None:
    # First Door: eight of nine deny the trusted person, seven of nine the ties from before; five tell a shared goal
    text = memo(sample_outputs, "within-case/education-gamma")
    survives = paragraph(text, "Survives every rule")

    assert "A picture of the goal" in survives
    assert "trusted person" not in survives
    assert "prior relationships" not in survives


def test_a_judgement_that_nobody_tells_says_so_where_it_is_named_first(sample_outputs: Path) -> None:
    # Tannery Bend: two hats are judged present, and one who was read tells of them; nobody tells of the other
    one_voice = paragraph(memo(sample_outputs, "within-case/economy-alpha"), "Judged present, and thinner than that")
    nobody = paragraph(memo(sample_outputs, "within-case/safety-alpha"), "Judged present, and thinner than that")

    assert one_voice.startswith("Told by one voice: ")
    assert "[*Two hats*]" in one_voice
    assert "Told in another coder's reading than the one that counts: [*A problem too tangled to grasp*]" in nobody


def test_what_was_otherwise_before_has_changed_and_is_not_disputed(sample_outputs: Path) -> None:
    # Keep Beta Moving: money is denied of the year it began in, and told of the time after the ballot
    text = memo(sample_outputs, "within-case/economy-beta")
    changed = paragraph(text, "Changed over time")

    assert "[*Money that could be counted on*] (told of “after”, denied of “2019”)" in changed
    assert "[*Engaging the community*] (told of “after”, denied of “before”)" in changed
    assert "as many deny it as tell it: [*Money" not in text


def test_an_answer_stands_after_its_setback(sample_outputs: Path) -> None:
    # the ballot is lost on 2019-11-05; what answered it is dated 2019-11
    text = memo(sample_outputs, "within-case/economy-beta")

    assert text.index("the ballot for a one-cent sales tax is lost") < text.index("the worst letters are read aloud")


def test_who_declined_is_counted_by_sector_and_not_named(sample_outputs: Path) -> None:
    # participants.csv: nb-n1 of Maricel Builders' Exchange, private, declined
    text = memo(sample_outputs, "within-case/economy-beta")

    assert "Asked and not heard: 1 private." in paragraph(text, "Limits of this page")
    assert "Maricel" not in text


def test_whoever_belongs_to_several_cases_was_asked_in_vain_once(sample_outputs: Path) -> None:
    # participants.csv: ea-n1 stands under three cases of Alpha; seven people were not heard
    everywhere = paragraph(memo(sample_outputs, "cross-case/cross-case"), "Limits of this page")
    alpha = paragraph(memo(sample_outputs, "within-city/alpha"), "Limits of this page")

    assert "Asked and not heard: 2 nonprofit, 2 private, 3 public." in everywhere
    assert "Asked and not heard: 1 nonprofit." in alpha


@pytest.mark.parametrize("case_id", ["education-gamma", "economy-alpha", "safety-gamma"])
def test_a_setback_has_as_many_tellers_in_its_case_as_beside_the_cross_case_memo(
    case_id: str, sample_outputs: Path
) -> None:
    (name,) = [row["name"] for row in rows(sample_outputs, "cases") if row["case_id"] == case_id]
    own = re.findall(
        r"Setback and answer are told by (?:all )?(\d+ respondents)", read(sample_outputs, f"within-case/{case_id}")
    )
    table = read(sample_outputs, "cross-case/setbacks").partition("## Every setback")[2].partition("\n## ")[0]
    beside = re.findall(rf"^\| \[{name}\] .*\| (\d+ respondents)[^|]*\|$", table, re.MULTILINE)

    assert own
    assert own == beside


def test_no_quotation_of_a_setback_repeats_part_of_another(sample_outputs: Path) -> None:
    # Tannery Bend: “When the flood had the dock in 2019” is coded by itself and begins a longer passage
    part = (
        read(sample_outputs, "within-case/economy-alpha").partition("## Setbacks and answers")[2].partition("**2.**")[0]
    )

    assert part.count("When the flood had the dock in 2019") == 1


def test_codes_that_nobody_tells_share_a_line_and_lead_to_their_evidence(sample_outputs: Path) -> None:
    text = (sample_outputs / "room/within-case/economy-alpha.md").read_text("utf-8")

    assert "\n| Being in the same place |" not in text
    assert "asked in 4, silent in 3, told in 0 of 4 known, of 5: " in text
    assert "[*Being in the same place*](../../evidence/economy-alpha/shared_space.html)" in text


def test_what_the_memo_leaves_out_stands_beside_it(sample_outputs: Path) -> None:
    beside = {
        name: read(sample_outputs, f"cross-case/{name}") for name in ("appendix", "setbacks", "success", "matrix")
    }

    episodes = {(row["case_id"], row["episode"]) for row in rows(sample_outputs, "episodes")}
    table = beside["setbacks"].partition("## Every setback")[2].partition("\n## ")[0]
    assert table.count("\n| [") == len(episodes)
    marked = {row["barrier"] for row in rows(sample_outputs, "rankings")}
    assert "Politics and the election calendar" in marked | {row["name"] for row in rows(sample_outputs, "codes")}
    assert "| [Politics and the election calendar] | Multi-relational accountability | 4 | 0 | +4" in beside["appendix"]
    assert "3 before the first setback, 0 after; 14 tell no time" in beside["appendix"]
    assert "| People at the table who keep changing | 5 |" in beside["appendix"]
    assert "amado–wexler 0.64" in beside["success"]
    assert "| code | presence | more | intermediate | less |" in beside["matrix"]


@pytest.mark.parametrize("folder", ["memos", "room"])
def test_no_sentence_of_a_case_stands_twice_on_a_page_of_the_cross_case_stage(
    folder: str, sample_outputs: Path
) -> None:
    text = LINKED.sub("]", (sample_outputs / folder / "cross-case/cross-case.md").read_text("utf-8"))
    prose = re.sub(r"^[|>].*$", "", text.partition("\n## Notes\n")[0], flags=re.MULTILINE)
    said = Counter(one.strip() for one in re.split(r"(?<=[.:])\s", prose) if len(one.split()) > 6)

    assert [one for one, n in said.items() if n > 1] == []


def test_memos_are_pages_and_the_room_behind_them_is_whole(sample_outputs: Path) -> None:
    every = sorted((sample_outputs / "memos").rglob("*.md"))
    stages = [path for path in every if path.parent.name != "cross-case" or path.stem == "cross-case"]
    words = {path.stem: len(path.read_text("utf-8").split()) for path in stages}

    assert len(stages) == 16
    # the analyst's note included
    assert all(n < (3_000 if name == "cross-case" else 2_000) for name, n in words.items())
    assert sum(words.values()) < 31_300  # half of the 62,600 that they held when all stood in them
    room = (sample_outputs / "room/cross-case/cross-case.md").read_text("utf-8")
    assert all(f"## {one}" in room for one in COMPARED)
    assert compared_parts(room)


def test_a_memo_prints_a_quotation_whole_once(sample_outputs: Path) -> None:
    for folder in ("memos", "room"):
        for path in sorted((sample_outputs / folder).glob("within-*/*.md")):
            printed = re.findall(r"^> “.*” — \[.*\]\((\.\./[^)]+)\)", path.read_text("utf-8"), re.MULTILINE)
            assert len(printed) == len(set(printed)), path


def test_the_brief_says_nothing_twice_and_fits_two_pages(sample_outputs: Path) -> None:
    text = (sample_outputs / "brief.md").read_text("utf-8")
    sentences = Counter(one for one in re.split(r"(?<=[.:])\s+", text) if len(one.split()) > 4)

    assert [one for one, n in sentences.items() if n > 1] == []
    assert len(text.split()) < 1000
    assert "In all collaborations that did best, and in none of those that did worst:" in text


def test_the_brief_says_of_what_type_a_barrier_is_and_where_readers_disagree(sample_outputs: Path) -> None:
    text = (sample_outputs / "brief.md").read_text("utf-8")

    assert "- **Two hats** (multi-relational accountability). " in text
    # alpha of mutual blaming is under the bar
    assert "Two who read the same talk did not always agree" in text.partition("## What this cannot tell you")[2]


def test_what_is_said_of_several_codes_is_said_once(sample_outputs: Path) -> None:
    said = paragraph(memo(sample_outputs, "within-case/education-beta"), "Does not fit")

    assert said.count("in a document, and no interview supports") == 1
    assert said.endswith("[*Somebody paid to keep it moving*] stand in a document, and no interview supports them.")


def test_who_tells_an_event_leads_to_its_passages(sample_outputs: Path) -> None:
    first = (sample_outputs / "memos/within-case/economy-alpha.md").read_text("utf-8")
    room = (sample_outputs / "room/within-case/economy-alpha.md").read_text("utf-8")
    (row,) = [line for line in room.splitlines() if "an equal table on the river corridor (launch)" in line]

    assert "| [2 respondents, 2 organisations](../../room/within-case/economy-alpha.html#what-happened) |" in first
    assert re.findall(r"\[(economy-alpha-0\d), turn \d+\]", row) == ["economy-alpha-01", "economy-alpha-02"]
