"""Every number of every memo is sought in the tables, every link followed, every quotation found in its source."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.wording.numbers import shortened
from tests.memos.reading import (
    COUNT,
    QUOTATION,
    compared_parts,
    figures_in,
    is_short,
    links_of,
    memos_in,
    rows_of,
    subjects_memos,
    unescaped,
    without_study_text,
)

STUDIES = Path(__file__).parents[1] / "studies"
SUGGESTS = re.compile(r"the machine suggests (\d+) of (\d+) unread")


@pytest.fixture(params=["ledger", "meals", "sample"])
def outputs(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(f"{request.param}_outputs")
    return found


def test_every_figure_says_what_its_row_of_the_table_says(outputs: Path) -> None:
    figures = figures_in(outputs)
    n_checked = 0
    for memo in subjects_memos(outputs):
        for link in links_of(memo, is_whole=False):
            is_named_alone = link.words.startswith("*") or re.search(r", [\w-]+$", link.words)
            if "/evidence/" not in link.target.as_posix() or is_named_alone:
                continue
            figure = link.target.relative_to(outputs.resolve() / "evidence").with_suffix("").as_posix()
            row = figures[figure]
            if "presence" in row:
                counts = [(row["n_showing"], row["n_cases"])] if row["n_cases"] != "0" else []
                assert link.words.startswith(row["presence"] if counts else "not known"), (memo.name, figure)
            else:
                unread = int(row["n_transcripts"]) - int(row["n_known"])
                counts = [(row["n_mentioning"], row["n_known"])] if row["n_known"] != "0" else []
                # a note's sentence, and whatever compares cases, leave the machine's suggestions to the figure's page
                is_cited = re.search(r"^\D[^:]*: ", link.words)
                is_brief = is_short(memo) or is_cited or memo.parent.name != "within-case"
                is_brief = is_brief and "suggests" not in link.words
                counts += [(row["n_suggested"], str(unread))] if row["n_suggested"] != "0" and not is_brief else []
                if "nobody marked what was read" in link.words:
                    counts[0] = (row["n_mentioning"], row["n_transcripts"])
                    assert row["mention_share"] == "", (memo.name, figure)
                heading = f", {row['n_known']} of {row['n_transcripts']} known |"
                is_whole = "nobody marked what was read" in link.words or row["n_known"] == row["n_transcripts"]
                if not is_whole and heading not in memo.read_text(encoding="utf-8"):
                    assert f", of {row['n_transcripts']}" in link.words, (memo.name, figure)
            assert COUNT.findall(link.words) == counts, (memo.name, figure, link.words)
            n_checked += 1
    assert n_checked > 20


def test_every_link_leads_to_a_file_and_to_an_anchor_in_it(outputs: Path) -> None:
    pages: dict[Path, str] = {}
    n_checked = 0
    for memo in memos_in(outputs):
        for link in links_of(memo):
            assert link.target.is_file(), (memo.name, link)
            if link.anchor:
                page = pages.setdefault(link.target, link.target.read_text(encoding="utf-8"))
                assert f'id="{link.anchor}"' in page, (memo.name, link)
            n_checked += 1
    assert n_checked > 50


def test_every_quotation_stands_in_the_transcript_at_the_place_of_its_coding(outputs: Path) -> None:
    codings = {row["coding_id"]: row for row in rows_of(outputs, "codings")}
    turns: dict[str, list[str]] = {}
    for row in rows_of(outputs, "turns"):
        turns.setdefault(row["transcript_id"], []).append(row["text"])
    texts = {transcript_id: "\n".join(said) for transcript_id, said in turns.items()}
    n_checked = 0
    for memo in memos_in(outputs):
        for words, who, where in QUOTATION.findall(memo.read_text(encoding="utf-8")):
            coding = codings[where.partition("#c-")[2]]
            text = texts[coding["transcript_id"]][int(coding["start_char"]) : int(coding["end_char"])]
            assert unescaped(words) == shortened(text), (memo.name, words)
            assert f"/{coding['transcript_id']}.html" in where
            assert coding["transcript_id"] in who
            n_checked += 1
    assert n_checked > 10


def test_every_other_number_is_one_that_the_tables_give(outputs: Path) -> None:
    """Numbers outside figures: counts of material, people and questions, recomputed from the published tables."""
    figures = figures_in(outputs)
    for memo in subjects_memos(outputs):
        stage, subject = memo.parent.name, memo.stem
        if stage in ("exhibit", "contrast"):
            continue  # an analyst's own words, with a turn behind every quotation: tests/memos/reasoning
        allowed = allowed_numbers(outputs, stage, subject)
        room = outputs / "room" / stage / memo.name  # what the sections of the comparison say, the memo may say too
        allowed |= set(
            re.findall(r"\d+", re.sub(r"\]\([^)]*\)", "]", compared_parts(room.read_text(encoding="utf-8"))))
        )
        for row in figures.values():
            mine = row.get("case_id") == subject or (row.get("stage"), row.get("subject")) == (stage, subject)
            if mine or stage != "within-case":
                allowed |= {cell for name, cell in row.items() if name.startswith("n_")}
        own = without_study_text(memo.read_text(encoding="utf-8"))
        # How a mayor's codes stand to the partners' is in no table; tests/stages works it out.
        own = re.sub(r"^\*\*Beside the partners\.\*\*.*$", "", own, flags=re.MULTILINE)
        for number in re.findall(r"(?<![\w-])\d+(?![\w-])", own):
            assert number in allowed, (memo.name, number, [line for line in own.splitlines() if number in line][:3])


def allowed_numbers(outputs: Path, stage: str, subject: str) -> set[str]:
    """What a memo may count beside its figures, and numbers that its study wrote (dates, notes, versions)."""
    cases = rows_of(outputs, "cases")
    here = {subject} if stage == "within-case" else {row["case_id"] for row in cases}
    transcripts = [row for row in rows_of(outputs, "transcripts") if row["case_id"] in here]
    counted = [row for row in transcripts if row["kind"] in ("interview", "group")]
    ids = {row["transcript_id"] for row in transcripts}
    people = {row["respondent_id"] for row in counted} | {
        row["respondent_id"] for row in rows_of(outputs, "attendance") if row["transcript_id"] in ids
    }
    groups = {row["transcript_id"] for row in counted if row["kind"] == "group"}
    unnamed = {
        (row["transcript_id"], row["speaker"])
        for row in rows_of(outputs, "turns")
        if row["transcript_id"] in groups and row["is_interviewer"] == "false" and not row["respondent_id"]
    }
    listed = [row for row in rows_of(outputs, "participants") if row["respondent_id"] in people]
    main = [row for row in rows_of(outputs, "codes") if row["family"] in ("enabler", "barrier")]
    numbers = {sum(row["is_codable"] == "true" for row in main)}
    presence = [row for row in rows_of(outputs, "code_presence") if row["stage"] == "cross-case"]
    numbers |= {sum(row["n_showing"] != "0" for row in presence if row["family"] in ("enabler", "barrier"))}
    numbers |= {0, 1, len(cases), len(counted), len(people - {""}), len(unnamed), len(people - {""}) + len(unnamed)}
    numbers |= {sum(int(row["n_words"]) for row in transcripts)}
    numbers |= {sum(int(row["n_words_respondent"]) for row in counted)}
    numbers |= {
        len([row for row in transcripts if row["kind"] == kind]) for kind in {row["kind"] for row in transcripts}
    }
    for case in here:
        own = [row for row in transcripts if row["case_id"] == case]
        numbers |= {sum(row["kind"] == kind for row in own) for kind in ("interview", "group", "archival")}
        numbers |= {sum(row["kind"] in ("interview", "group") for row in own)}
        numbers |= set(range(sum(row["kind"] in ("interview", "group") for row in own) + 1))
    for name in cases[0] if cases else ():
        ids_ = {row["case_id"] for row in cases if row[name].casefold().replace(" ", "-") == subject}
        own = [row for row in counted if row["case_id"] in ids_]
        numbers |= set(range(len(own) + 1))
    for column in ("organisation", "sector"):
        values = [row[column] for row in listed]
        numbers |= {len(set(values)), *(values.count(value) for value in values)}
    read = Counter(row["transcript_id"] for row in rows_of(outputs, "known") if row["how"] == "read")
    n_codes = len({row["code_id"] for row in rows_of(outputs, "code_frequency")})
    times = [read[row["transcript_id"]] for row in counted]
    numbers |= {times.count(0), times.count(n_codes), sum(0 < n < n_codes for n in times)}
    readings = [*rows_of(outputs, "judgements"), *rows_of(outputs, "episodes")]
    knew = [row["knew_tier"] for row in readings]
    numbers |= {len(readings), knew.count(""), sum(word in ("yes", "true", "1") for word in knew)}
    sectors = [row["sector"] for row in rows_of(outputs, "participants") if row["sector"]]
    numbers |= {len(sectors), *(sectors.count(sector) for sector in sectors)}
    words = " ".join(
        cell
        for table in ("events", "episodes", "governance", "judgements", "codes", "cases", "participants")
        for row in rows_of(outputs, table)
        for name, cell in row.items()
        if cell and not name.startswith("n_")
    )
    agreeing = of_agreement(outputs) if stage == "cross-case" else set()
    return {str(number) for number in numbers} | set(re.findall(r"\d+", words)) | {"2"} | agreeing


def of_agreement(outputs: Path) -> set[str]:
    """What the memo on all cases says of coders who read the same transcripts: the bars, and counts of transcripts."""
    every = [row for row in rows_of(outputs, "agreement") if row["kind"] == "human-human"]
    every.sort(
        key=lambda row: row["coders"].count(";")
    )  # where more than two have read, the row of them all is the last
    by_code = {row["code_id"]: row for row in every if row["unit"] == "transcript"}
    told = [row for row in by_code.values() if int(row["n_positive"]) >= 10]
    # Nine in ten transcripts tell it and nine in ten readings agree, and yet alpha is low: it says nothing of coders.
    common = [
        row
        for row in told
        if int(row["n_positive"]) >= 0.9 * int(row["n_units"])
        and float(row["percent"]) >= 0.9
        and not (row["alpha"] and float(row["alpha"]) >= 0.667)
    ]
    told = [row for row in told if row not in common]
    weak = [row for row in told if row["alpha"] and float(row["alpha"]) < 0.667]
    numbers = {10, 667, len(by_code), len(told), len(weak), len(by_code) - len(told) - len(common)}
    for row in weak:
        units = int(row["n_units"])
        numbers |= {units, round((1 - float(row["percent"])) * units)}
    for row in told:
        numbers.add(int(row["n_units"]))
        numbers.add(round((1 - float(row["percent"])) * int(row["n_units"])))
    alphas = {f"{float(row[end]):.2f}"[-2:] for row in every for end in ("alpha", "alpha_low") if row[end]}
    return {str(number) for number in numbers} | alphas | {f"{float(row['alpha']):.2f}"[-2:] for row in weak}


def test_no_percentage_stands_under_twenty(outputs: Path) -> None:
    for memo in subjects_memos(outputs):
        own = without_study_text(memo.read_text(encoding="utf-8"))
        shares = re.findall(r"of (\d+) \(\d+ %\)", own)
        assert len(shares) == own.count("%"), memo.name
        assert all(int(n) >= 20 for n in shares), memo.name
