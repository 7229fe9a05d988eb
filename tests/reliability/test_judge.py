"""The whole of it on small studies: what is learnt, what is judged, what is said, and that it is the same each time."""

import csv
import random

import numpy as np
import pytest

from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.reliability import judge_machine
from pipeline.reliability.corrected import corrected_rows
from pipeline.reliability.readings import Readings
from pipeline.reliability.sample import ReliabilitySample, read_sample
from pipeline.site.machine_page import write_machine_page
from pipeline.site.words import hours
from tests.reliability.coded import CODEBOOK, coded_files, learnt_from, loaded, sentences, truth

CONTRACT = {
    "verdicts": "code_id verdict why alpha alpha_low human_alpha precision precision_low coverage "
    "recall_20 recall_20_low recall_33 recall_33_low",
    "agreement": "code_id coders kind unit n_units n_positive percent kappa ac1 alpha alpha_low alpha_high "
    "codebook_version is_blind why",
    "corrected_shares": "case_id code_id n_sampled human_share naive_share corrected_share corrected_low "
    "corrected_high why",
}


def judged(folder, files):
    return judge_machine(loaded(folder, files), Cache(None))


def test_a_code_that_people_and_machine_agree_on_is_counted(tmp_path):
    report = judged(tmp_path, learnt_from(tmp_path, 12, is_asked=True))

    assert report.words["boats"] == "counted"
    (verdict,) = [row for row in report.verdicts if row.code_id == "boats"]
    assert verdict.human_alpha == 1.0
    assert verdict.alpha > 0.9
    assert any(one.cue is None and one.score is not None for one in report.codings if one.code_id == "bread")


def test_rows_have_the_columns_of_the_contract(tmp_path):
    files = learnt_from(tmp_path, 9, columns={f"t{i}": {"reliability_sample": "yes"} for i in range(9)})

    report = judged(tmp_path, files)

    for name, columns in CONTRACT.items():
        rows = getattr(report, name)
        assert rows, name
        assert all(list(row.by_column()) == columns.split() for row in rows), name


def test_without_an_apply_row_nothing_is_learnt_and_the_cues_stand(tmp_path):
    files = coded_files({"t1": sentences(24)}, {"ana": {"t1": []}})
    loaded_study = loaded(tmp_path, files)

    report = judge_machine(loaded_study, Cache(None))

    assert report.codings == loaded_study.machine
    assert (report.verdicts, report.agreement, report.words) == ((), (), {})


def test_the_same_study_gives_the_same_twice_also_from_the_cache(tmp_path):
    loaded_study = loaded(tmp_path / "study", learnt_from(tmp_path, 9))
    cache = Cache(tmp_path / "cache")

    first = judge_machine(loaded_study, cache)
    cache.flush()
    warm, cold = judge_machine(loaded_study, Cache(tmp_path / "cache")), judge_machine(loaded_study, Cache(None))

    assert list((tmp_path / "cache" / "learnt").iterdir())
    assert first == warm == cold


def test_a_damaged_cache_is_learnt_anew(tmp_path):
    loaded_study = loaded(tmp_path / "study", learnt_from(tmp_path, 9))
    cache = Cache(tmp_path / "cache")
    first = judge_machine(loaded_study, cache)
    cache.flush()
    for kept in (tmp_path / "cache" / "learnt").iterdir():
        kept.write_bytes(kept.read_bytes()[:-20])

    assert judge_machine(loaded_study, Cache(tmp_path / "cache")) == first


def test_coders_who_contradict_each_other_throughout_leave_the_machine_a_suggestion(tmp_path):
    transcripts = {f"t{i}": sentences(24, i) for i in range(12)}
    swapped = {"boats": "bread", "bread": "boats"}
    ben = {one: [(n, swapped[code]) for n, code in truth(said)] for one, said in transcripts.items()}
    files = coded_files(
        transcripts, {"ana": {one: truth(said) for one, said in transcripts.items()}, "ben": ben}, is_asked=True
    )

    report = judged(tmp_path, files)

    assert "counted" not in report.words.values()
    assert any("people agree too little among themselves on boats, bread" in one.fault for one in report.problems)
    assert len(report.disagreements) == 2 * 12 * 16
    assert report.disagreements[0].other_codes in ("boats", "bread")


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_transcripts_are_too_few_and_nothing_is_learnt(tmp_path, n):
    report = judged(tmp_path, learnt_from(tmp_path, n))

    assert set(report.words.values()) == {"too few to say"}
    assert report.facts["n_codes_learnt"] == 0


def test_a_team_that_negotiates_sees_no_coefficient(tmp_path):
    files = learnt_from(tmp_path, 9) | {"study.yaml": "codebook: codebook.yaml\nreading: negotiated\n"}

    report = judged(tmp_path, files)

    numbers = ("percent", "kappa", "ac1", "alpha", "alpha_low", "alpha_high")
    assert all(getattr(row, name) is None for row in report.agreement for name in numbers)
    assert all(row.alpha is None and "alpha" not in row.why for row in report.verdicts)
    assert report.corrected_shares == ()


def test_a_team_that_negotiates_sees_why_there_is_too_little_to_say_and_no_number_elsewhere(tmp_path):
    files = learnt_from(tmp_path, 12, is_asked=True, cases={f"t{i}": "abc"[i % 3] for i in range(12)})
    files["codebook.yaml"] = CODEBOOK + "  brass: {definition: Trombones.}\n"
    files["study.yaml"] = "codebook: codebook.yaml\nreading: negotiated\n"
    loaded_study = loaded(tmp_path / "study", files)
    report = judge_machine(loaded_study, Cache(None))

    write_machine_page(report, loaded_study, Outputs.begin(tmp_path / "out", {}))

    page = (tmp_path / "out" / "machine.html").read_text(encoding="utf-8")
    why = {row.code_id: row.why for row in report.verdicts}
    assert why["boats"] == "this team prints no coefficient (study.yaml, reading: negotiated)"
    assert why["brass"].startswith("the machine cannot look for it")
    assert {row.code_id: row.why for row in report.unseen_cases}["brass"] == "not learnt: too few examples"
    assert "alpha is" not in page
    assert 'href="#shares"' not in page


def test_a_team_that_interprets_lets_the_machine_learn_and_count_nothing(tmp_path):
    files = learnt_from(tmp_path, 12, is_asked=True) | {
        "study.yaml": "codebook: codebook.yaml\nreading: interpretive\n"
    }

    report = judged(tmp_path, files)

    assert (report.words, report.facts, report.learning) == ({}, {}, None)
    assert all(one.cue is not None for one in report.codings)


def test_a_code_that_the_machine_cannot_look_for_has_no_errors_of_its_own(tmp_path):
    """Coded in one city alone: all of it is missed there, which tells nothing of the machine."""
    transcripts = {f"t{i}": sentences(24, i) for i in range(12)}
    given = {
        one: [*truth(said), *([(2, "brass")] if n < 2 else [])] for n, (one, said) in enumerate(transcripts.items())
    }
    files = coded_files(transcripts, {"ana": given, "ben": given})
    files["codebook.yaml"] = CODEBOOK + "  brass: {definition: Trombones.}\n"

    report = judged(tmp_path, files)

    assert "boats" in {row.code_id for row in report.machine_errors}
    assert "brass" not in {row.code_id for row in report.machine_errors}


def test_a_team_that_interprets_sees_no_coefficient_but_where_readings_differ(tmp_path):
    files = coded_files({"t1": sentences(9)}, {"ana": {"t1": [(0, "boats")]}, "ben": {"t1": []}})
    files["study.yaml"] = "codebook: codebook.yaml\nreading: interpretive\n"

    report = judged(tmp_path, files)

    assert (report.verdicts, report.agreement, report.corrected_shares) == ((), (), ())
    assert [row.coder for row in report.disagreements] == ["ana"]


def test_the_sample_says_yes_no_or_a_probability_and_anything_else_is_a_caution(tmp_path):
    cells = {"t1": "yes", "t2": "no", "t3": "", "t4": "perhaps", "t5": "1/4"}
    cases = dict.fromkeys(("t1", "t2", "t3", "t4"), "a") | {"t5": "b"}
    files = coded_files(
        {one: sentences(3, n) for n, one in enumerate(cells)},
        {},
        cases,
        {one: {"reliability_sample": word} for one, word in cells.items()},
    )

    sample, problems = read_sample(loaded(tmp_path, files).corpus.transcripts)

    assert sample.probability == {"t1": 0.5, "t5": 0.25}
    assert sample.frame == {"a": ("t1", "t2"), "b": ("t5",)}
    assert ["perhaps" in one.fault for one in problems] == [True]


def test_a_case_with_seven_sampled_transcripts_gets_no_corrected_share_and_the_row_says_so(tmp_path):
    columns = {f"t{i}": {"reliability_sample": "yes" if i < 7 else "no"} for i in range(9)}

    rows = judged(tmp_path, learnt_from(tmp_path, 9, columns=columns)).corrected_shares

    assert {row.n_sampled for row in rows} == {7}
    assert all(row.corrected_share is None and "none is given below 8" in row.why for row in rows)


def test_the_interval_of_a_corrected_share_covers_the_truth_nearly_as_often_as_it_says():
    """A case of 40 interviews, 16 mention the code; 12 are drawn; the machine misses a third and invents a fifth."""
    draw = random.Random(3)
    names = [f"t{i:02}" for i in range(40)]
    mentions = {one: i < 16 for i, one in enumerate(names)}
    covered, middle = 0, []
    for _ in range(600):
        machine = {one: draw.random() > 1 / 3 if mentions[one] else draw.random() < 0.2 for one in names}
        drawn = draw.sample(names, 12)
        readings = Readings(
            {}, {(one, "boats"): frozenset(["ana"]) for one in drawn},
            {("ana", one, "boats"): (one,) for one in drawn if mentions[one]},
        )  # fmt: skip
        sample = ReliabilitySample(dict.fromkeys(drawn, 12 / 40), {"a": tuple(names)})
        (row,) = corrected_rows(readings, sample, ["boats"], lambda one, _, machine=machine: machine[one])
        covered += row.corrected_low <= 16 / 40 <= row.corrected_high
        middle.append(row.corrected_share)

    assert 0.93 <= covered / 600 <= 1.0
    assert np.mean(middle) == pytest.approx(16 / 40, abs=0.03)


def test_random_passages_are_marked_in_the_file_and_not_on_the_page(tmp_path):
    transcripts = {f"t{i}": sentences(24, i) for i in range(9)}
    forgetful = {one: [p for p in truth(said) if p[0] != 3 * int(one[1:])] for one, said in transcripts.items()}
    loaded_study = loaded(tmp_path / "study", coded_files(transcripts, {"ana": forgetful, "ben": forgetful}))
    report = judge_machine(loaded_study, Cache(None))
    outputs = Outputs.begin(tmp_path / "out", {})

    write_machine_page(report, loaded_study, outputs)

    with (tmp_path / "out" / "tables" / "to_read.csv").open(encoding="utf-8", newline="") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]
    page = (tmp_path / "out" / "machine.html").read_text(encoding="utf-8")
    assert {"missed", "random"} <= set(kinds)
    assert "drawn at random</" not in page
    assert page.count('<li class="quote">') >= kinds.count("random") + kinds.count("missed")
    assert "Passages to look at again" in page


def test_missed_passages_are_those_that_a_forgetful_coder_left_out(tmp_path):
    transcripts = {f"t{i}": sentences(24, i) for i in range(9)}
    forgetful = {
        one: [pair for pair in truth(said) if (one, pair[0]) != ("t4", 12)] for one, said in transcripts.items()
    }
    report = judged(tmp_path, coded_files(transcripts, {"ana": forgetful, "ben": forgetful}))

    missed = [row for row in report.passages if row.kind == "missed"]

    assert transcripts["t4"][12][0] == "boats"
    assert [(row.code_id, row.transcript_id, row.quotation) for row in missed] == [
        ("boats", "t4", transcripts["t4"][12][1])
    ]
    assert missed[0].example


def test_the_example_beside_a_passage_is_one_that_may_be_quoted(tmp_path):
    transcripts = {f"t{i}": sentences(24, i) for i in range(9)}
    forgetful = {
        one: [pair for pair in truth(said) if (one, pair[0]) != ("t4", 12)] for one, said in transcripts.items()
    }
    columns = {f"t{i}": {"respondent_id": f"r{i}"} for i in range(9)}
    files = coded_files(transcripts, {"ana": forgetful, "ben": forgetful}, columns=columns)
    free = judged(tmp_path / "free", files)
    nearest = next(row.example_transcript for row in free.passages if row.kind == "missed")
    people = "".join(f"r{i},{'no' if f't{i}' == nearest else 'yes'}\n" for i in range(9))

    report = judged(tmp_path / "asked", {**files, "participants.csv": "respondent_id,may_quote\n" + people})

    missed = next(row for row in report.passages if row.kind == "missed")
    assert missed.example
    assert missed.example_transcript not in (nearest, "t4")


def test_hours_are_worded_for_small_studies_too():
    assert [hours(n / 9_000) for n in (60, 791, 9_000, 49_208)] == [
        "under five minutes", "about 5 minutes", "about 60 minutes", "about 5 hours"
    ]  # fmt: skip
