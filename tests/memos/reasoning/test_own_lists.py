"""The team's own lists on the sample's pages: what is key, what was dropped by tier, who objected."""

from __future__ import annotations

import re
from pathlib import Path


def page(outputs: Path, name: str) -> str:
    return (outputs / f"{name}.md").read_text("utf-8")


def test_what_was_dropped_stands_under_the_tiers_of_the_lists_in_which_it_stood(sample_outputs: Path) -> None:
    dropped = page(sample_outputs, "room/cross-case/distillation").partition("## Dropped")[2].partition("\n## ")[0]
    (row,) = [line for line in dropped.splitlines() if "*an outsider who makes them meet*" in line]

    # distillation.csv: listed in Second Summer alone, which stands in the middle tier
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert "thorne: it is a rival and should be named somewhere" in cells[3]
    assert cells[4] == "—"
    assert cells[5].startswith("[Second Summer]")
    assert cells[6] == "—"


def test_the_memo_on_all_cases_names_what_is_key_and_that_the_tiers_were_known(sample_outputs: Path) -> None:
    memo = page(sample_outputs, "memos/cross-case/cross-case")
    said = memo.rpartition("**Distilled by the team.** ")[2].partition("\n")[0]

    assert said.startswith("From 49 items in free words the team named five key in 3 rounds, knowing the tiers: ")
    assert len(re.findall(r"^\| \[\*[^|]*\), key \|", memo, re.MULTILINE)) == 5


def test_a_case_prints_its_own_list_and_leads_to_the_passages(sample_outputs: Path) -> None:
    assert "**As the analysts listed it.** Helped: *Gus*; *the boat*;" in page(
        sample_outputs, "memos/within-case/economy-alpha"
    )
    assert "| Gus | he carried things between people who did not speak | [economy-alpha-01, turn 10](" in page(
        sample_outputs, "room/within-case/economy-alpha"
    )


def test_a_proposition_measured_by_the_key_codes_says_that_its_fit_may_be_built_in(sample_outputs: Path) -> None:
    room = page(sample_outputs, "room/cross-case/cross-case")

    assert room.count("knowing the tiers: part of the fit may be built in.") == 1


def test_who_moved_a_tier_says_why_in_their_own_words(sample_outputs: Path) -> None:
    success = page(sample_outputs, "memos/cross-case/success")

    assert "| thorne | intermediate | less | “I gave the residents the credit of the whole." in success
    assert success.index("## On a spectrum, before there were tiers") < success.index("## Who moved")
