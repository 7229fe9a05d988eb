"""What the sample study promises to those who teach with it. Its text is fiction; these tests read it as a run does."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.codebook.load import load_codebook
from pipeline.corpus.cases import Corpus, read_corpus
from pipeline.corpus.formats.read import READERS
from pipeline.corpus.quotable import Quotable
from pipeline.io.cache import Cache
from pipeline.loading import load_study
from pipeline.study.records import Codebook, Turn
from pipeline.study.study import Study, open_study

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpora" / "sample"
WORDS_IN_A_ROW = 8


def rows_of(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study() -> Study:
    opened = open_study(SAMPLE).records
    assert opened is not None
    return opened


@pytest.fixture(scope="module")
def corpus(study: Study, sample_outputs: Path) -> Corpus:
    return read_corpus(study, Cache(sample_outputs / ".cache")).records


@pytest.fixture(scope="module")
def codebook(study: Study) -> Codebook:
    loaded = load_codebook(study.codebook).records
    assert loaded is not None
    return loaded


def test_there_is_material_for_nine_cases_three_mayors_and_a_document(corpus: Corpus) -> None:
    kinds = Counter(one.kind for one in corpus.transcripts)
    per_case = Counter(one.case_id for one in corpus.transcripts if one.kind == "interview")
    assert len(corpus.transcripts) >= 57
    assert sum(one.n_words for one in corpus.transcripts) >= 40_000
    assert (kinds["group"], kinds["mayor"], kinds["archival"]) == (9, 3, 1)
    assert len(per_case) == 9
    assert min(per_case.values()) >= 4
    assert per_case["education-gamma"] == 12


def test_every_format_that_is_read_occurs() -> None:
    assert {Path(row["file"]).suffix for row in rows_of("transcripts.csv")} == set(READERS)


def test_encodings_and_line_ends_as_people_send_them_occur() -> None:
    plain = [path.read_bytes() for path in (SAMPLE / "transcripts").iterdir() if path.suffix in (".txt", ".md", ".csv")]
    assert any(data.startswith(b"\xef\xbb\xbf") for data in plain)
    assert any(data.startswith(b"\xff\xfe") for data in plain)
    assert any(b"\r\n" in data and not data.startswith(b"\xff\xfe") for data in plain)
    assert any(b"\x92" in data and b"\xe2\x80\x99" not in data for data in plain)


def test_a_third_of_the_transcripts_declare_no_interviewers() -> None:
    spoken = [row for row in rows_of("transcripts.csv") if row["kind"] != "archival"]
    assert 3 * sum(not row["interviewers"] for row in spoken) >= len(spoken)


def test_no_eight_words_in_a_row_are_shared_outside_interviewers_turns(corpus: Corpus) -> None:
    first: dict[tuple[str, ...], str] = {}
    shared = []
    for one in corpus.transcripts:
        for turn in one.turns:
            for run in () if turn.is_interviewer else runs_of_words(turn.text):
                if first.setdefault(run, one.transcript_id) != one.transcript_id:
                    shared.append((first[run], one.transcript_id, " ".join(run)))
    assert len(first) > 25_000
    assert shared == []


def runs_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())
    return zip(*(words[n:] for n in range(WORDS_IN_A_ROW)), strict=False)


def test_every_passage_of_the_key_stands_in_a_turn_of_whom_the_key_says(corpus: Corpus) -> None:
    missing = []
    for row in rows_of("key.csv"):
        found = [turn for turn in turns_of(corpus, row["transcript_id"]) if row["passage"] in turn.text]
        is_asked = row["note"].startswith("only the interviewer said it")
        if not any(turn.is_interviewer == is_asked for turn in found):
            missing.append((row["transcript_id"], row["passage"][:60], row["note"]))
    assert missing == []


def turns_of(corpus: Corpus, transcript_id: str) -> tuple[Turn, ...]:
    transcript = corpus.transcript(transcript_id)
    assert transcript is not None
    return transcript.turns


def test_every_transcript_has_a_key_in_codes_that_can_be_given(codebook: Codebook) -> None:
    key = rows_of("key.csv")
    codable = {code.code_id for code in codebook.codable}
    assert {row["transcript_id"] for row in key} == {row["transcript_id"] for row in rows_of("transcripts.csv")}
    assert {row["code_id"] for row in key} <= codable
    assert len(codable) >= 50


def test_the_cautions_are_those_that_the_documentation_lists(study: Study, sample_outputs: Path) -> None:
    problems = (*open_study(SAMPLE).problems, *load_study(study, Cache(sample_outputs / ".cache")).problems)
    found = {f"{problem.source.path.name}: {problem.fault.split(':')[0]}" for problem in problems}
    listed = re.search(r"<!-- cautions -->\n```\n(.*?)\n```", (ROOT / "docs" / "sample.md").read_text("utf-8"), re.S)
    assert listed is not None
    assert found == set(listed[1].splitlines())
    assert not any(problem.is_fault for problem in problems)


def test_one_voice_alone_tells_of_the_trusted_person_of_education_gamma(corpus: Corpus) -> None:
    telling = [one.transcript_id for one in corpus.transcripts if "Wanda" in one.text or "Peel" in one.text]
    key = [
        row for row in rows_of("key.csv") if row["code_id"] == "trusted_individual" and row["polarity"] == "affirmed"
    ]
    assert telling == ["education-gamma-03"]
    assert {row["transcript_id"] for row in key if row["transcript_id"].startswith("education-gamma")} == set(telling)


def test_nobody_of_economy_gamma_speaks_of_the_community_though_all_are_asked(corpus: Corpus) -> None:
    case = [one for one in corpus.transcripts if one.case_id == "economy-gamma"]
    asked = [one for one in case if any(chunk.question == "community" for chunk in one.chunks)]
    told = [row for row in rows_of("key.csv") if row["code_id"] == "community_engagement" and row["polarity"]]
    assert len(asked) == len(case) == 5
    assert len(told) > 50
    assert not [row for row in told if row["transcript_id"].startswith("economy-gamma")]


def test_tiers_form_a_latin_square_so_that_neither_city_nor_issue_explains_them() -> None:
    tiers = {row["case_id"]: row["tier"] for row in rows_of("success/tiers.csv")}
    for part in (0, 1):
        by_value: dict[str, set[str]] = {}
        for case_id, tier in tiers.items():
            by_value.setdefault(case_id.split("-")[part], set()).add(tier)
        assert all(found == {"less", "intermediate", "more"} for found in by_value.values())


def test_everybody_who_speaks_is_a_participant_who_was_heard(corpus: Corpus) -> None:
    heard = {row["respondent_id"] for row in rows_of("participants.csv") if row["status"] == "heard"}
    spoke = {turn.respondent_id for one in corpus.transcripts for turn in one.turns if turn.respondent_id}
    assert spoke == heard
    assert len(heard) == 54
    assert {row["status"] for row in rows_of("participants.csv")} == {"heard", "declined", "not reached"}


def test_what_was_ranked_highest_and_lowest_is_complete_for_every_member() -> None:
    rows = rows_of("rankings.csv")
    picks = Counter((row["case_id"], row["respondent_id"], row["pick"]) for row in rows if row["pick"] != "ranked")
    assert set(picks.values()) == {1}
    assert len({who[:2] for who in picks}) == 52
    orders: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row["pick"] == "ranked":
            orders.setdefault((row["case_id"], row["respondent_id"]), []).append(int(row["rank"]))
    assert len({case_id for case_id, _ in orders}) == 2
    assert all(sorted(ranks) == [1, 2, 3, 4] for ranks in orders.values())


def test_the_funnel_is_the_published_one() -> None:
    cities = rows_of("screening/cities.csv")
    large = [row for row in cities if int(row["population"]) > 100_000 and row["mayoral_system"] == "strong mayor"]
    candidates = rows_of("screening/candidates.csv")
    examined = [row["city"] for row in sorted(large, key=lambda row: (-int(row["years_with_us"]), row["city"]))][
        : len({row["city"] for row in candidates})
    ]
    assert (len(cities), len(large), len(examined), len(candidates)) == (59, 35, 7, 39)
    assert {row["city"] for row in candidates} == set(examined)
    assert sum(row["city"] == examined[3] for row in candidates) == 7


def test_events_and_episodes_name_the_same_setbacks_in_order_of_time() -> None:
    events = [row for row in rows_of("events.csv") if row["kind"] == "setback"]
    assert {(row["case_id"], row["setback"]) for row in rows_of("episodes.csv")} == {
        (row["case_id"], row["what"]) for row in events
    }
    assert all(a["from"] < b["from"] for a, b in pairwise(events) if a["case_id"] == b["case_id"])


def test_no_file_says_who_made_it() -> None:
    for path in (SAMPLE / "transcripts").iterdir():
        if path.suffix in (".docx", ".xlsx", ".odt"):
            with zipfile.ZipFile(path) as archive:
                parts = [
                    archive.read(name).decode()
                    for name in archive.namelist()
                    if "core.xml" in name or name == "meta.xml"
                ]
            assert parts
            assert not re.search(r"<(dc:creator|cp:lastModifiedBy|meta:initial-creator)>[^<]", "".join(parts))
        elif path.suffix == ".pdf":
            assert not re.search(rb"/Author \((?!\))", path.read_bytes())


CITED = re.compile(r'"([^"]+)" \(([a-z]+-[a-z0-9-]+), turn (\d+)\)')


def test_each_quotation_of_a_note_stands_in_the_turn_that_is_named_behind_it(corpus: Corpus) -> None:
    wrong = []
    cited = [
        (path, *words) for path in (SAMPLE / "notes").rglob("*.md") for words in CITED.findall(path.read_text("utf-8"))
    ]
    for path, words, transcript_id, number in cited:
        turns = [turn for turn in turns_of(corpus, transcript_id) if turn.number == int(number)]
        if not any(words in turn.text and not turn.is_interviewer for turn in turns):
            wrong.append((path.name, transcript_id, number))
    assert len(cited) > 80
    assert wrong == []


def test_no_note_has_eight_words_in_a_row_of_somebody_who_may_not_be_quoted(corpus: Corpus) -> None:
    quotable = Quotable(corpus)
    closed = {
        run
        for transcript in corpus.transcripts
        for turn in transcript.turns
        if not turn.is_interviewer and not quotable.may_quote(transcript.transcript_id, turn.start_char, turn.end_char)
        for run in runs_of_words(turn.text)
    }
    printed = {
        path.name: closed & set(runs_of_words(path.read_text("utf-8"))) for path in (SAMPLE / "notes").rglob("*.md")
    }
    assert len(closed) > 500
    assert not any(printed.values())
