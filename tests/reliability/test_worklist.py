"""`crosscase worklist`: what to read next for a code."""

import csv
import io
import json
from pathlib import Path

import pytest

from pipeline.reliability.worklist import COLUMNS, codes_meant
from pipeline.study.records import Code
from tests.making import make_study
from tests.processes import crosscase
from tests.reliability.coded import coded_files, learnt_from, sentences, truth


def half_read(n: int = 8) -> dict[str, str | bytes]:
    """Of n interviews Ana has read the first half for all codes."""
    told = {f"t{i}": sentences(24, i) for i in range(n)}
    return coded_files(told, {"ana": {one: truth(said) for one, said in list(told.items())[: n // 2]}})


def listed(folder: Path, *words: str, files=None) -> list[dict[str, str]]:
    study = folder if files is None else make_study(folder, files)
    done = crosscase("worklist", study, *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_what_is_like_what_people_coded_comes_first_from_transcripts_that_nobody_has_read(tmp_path):
    rows = listed(tmp_path, "--code", "boats", "--limit", "8", files=half_read())

    assert list(rows[0]) == list(COLUMNS)
    assert [row["rank"] for row in rows] == [str(n) for n in range(1, 9)]
    assert {row["transcript_id"] for row in rows} <= {"t4", "t5", "t6", "t7"}
    assert all(any(word in row["quotation"] for word in ("ferry", "boat", "sail")) for row in rows)
    assert all("like what people coded" in row["why"] for row in rows)
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_limit_0_lists_every_sentence_of_a_respondent_once_for_each_code(tmp_path):
    rows = listed(tmp_path, "--code", "boats,bread", "--limit", "0", files=half_read())

    assert len(rows) == 4 * 24 * 2
    assert len({(row["segment_id"], row["code_id"]) for row in rows}) == len(rows)
    text = (tmp_path / "transcripts" / "t4.txt").read_text()
    assert all(row["quotation"] in text for row in rows if row["transcript_id"] == "t4")


def test_of_several_codes_each_has_its_best_first_in_turn(tmp_path):
    files = half_read()
    # Too few examples of bread to learn from: it is ranked by the codebook, and not put behind all of boats.
    rows = [row for row in str(files["codings/ana.csv"]).splitlines() if not row.endswith(",bread")]
    files["codings/ana.csv"] = "\n".join(rows) + "\n"

    told = listed(tmp_path, "--code", "boats,bread", "--limit", "8", files=files)

    assert [row["code_id"] for row in told] == ["boats", "bread"] * 4


def test_one_transcript_alone_and_one_that_was_read(tmp_path):
    files = half_read()

    assert {row["transcript_id"] for row in listed(tmp_path, "--code", "boats", "--transcript", "t5", files=files)} == {
        "t5"
    }
    assert listed(tmp_path, "--code", "boats", "--transcript", "t0") == []


def test_where_nothing_is_coded_the_codebook_ranks(tmp_path):
    files = coded_files({"t1": sentences(12), "t2": sentences(12, 1)}, {})

    rows = listed(tmp_path, "--code", "boats", "--limit", "0", files=files)

    assert len(rows) == 24
    assert all("near to what the codebook says" in row["why"] for row in rows)


def test_a_cue_lifts_what_nothing_was_learnt_of(tmp_path):
    said = [*sentences(12), ("boats", "Then the harbour froze over.")]

    rows = listed(tmp_path, "--code", "boats", files=coded_files({"t1": said}, {}))

    assert "cue “harbour”" in next(row for row in rows if "harbour" in row["quotation"])["why"]


def test_json_and_markdown_hold_the_same_rows(tmp_path):
    study = make_study(tmp_path, half_read())

    as_json = json.loads(crosscase("worklist", study, "--code", "bread", "--format", "json", cwd=tmp_path).stdout)
    as_md = crosscase("worklist", study, "--code", "bread", "--format", "md", cwd=tmp_path).stdout.splitlines()

    assert len(as_json) == 20
    assert list(as_json[0]) == list(COLUMNS)
    assert len(as_md) == 22


def test_hostile_words_stay_in_their_cell(tmp_path):
    said = [*sentences(12), ("", "=cmd|' /C calc'!A0 and a ferry | <script>alert(1)</script>.")]
    study = make_study(tmp_path, coded_files({"t1": said}, {}))

    rows = listed(study, "--code", "boats", "--limit", "0")
    markdown = crosscase("worklist", study, "--code", "boats", "--limit", "0", "--format", "md", cwd=tmp_path).stdout

    assert next(row for row in rows if "calc" in row["quotation"])["quotation"].startswith("'=")
    assert " <script>" not in markdown, "escaped: Markdown takes it for words"
    assert len({line.replace("\\|", "").count("|") for line in markdown.splitlines()[2:]}) == 1


def test_nothing_is_written(tmp_path):
    study = make_study(tmp_path / "study", half_read())
    before = sorted(path.name for path in tmp_path.rglob("*"))

    listed(study, "--code", "boats")

    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_words_of_somebody_who_may_not_be_quoted_are_marked(tmp_path):
    told = {f"t{i}": sentences(12, i) for i in range(2)}
    files = coded_files(told, {}, columns={one: {"respondent_id": one} for one in told})
    files["participants.csv"] = "respondent_id,may_quote\nt0,yes\nt1,no\n"

    rows = listed(tmp_path, "--code", "boats", "--limit", "0", files=files)

    assert {row["transcript_id"] for row in rows if row["why"].endswith("may not be quoted")} == {"t1"}
    assert all(row["why"].endswith("may not be quoted") for row in rows if row["transcript_id"] == "t1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--code", "boat"), "'boat' is no code of this codebook. Did you mean 'boats'?"),
        (("--code", "boats", "--transcript", "t99"), "'t99' is no transcript of this study."),
        (("--code", "boats", "--format", "pdf"), "'pdf' is no format of a worklist: csv, md, json."),
        (("--code", " , "), "--code names no code."),
    ],
)
def test_wrong_usage_is_said(tmp_path, words, said):
    done = crosscase("worklist", make_study(tmp_path, half_read()), *words, cwd=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr


def test_a_team_that_reads_interpretively_is_ranked_nothing(tmp_path):
    study = make_study(tmp_path, half_read() | {"study.yaml": "codebook: codebook.yaml\nreading: interpretive\n"})

    done = crosscase("worklist", study, "--code", "boats", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "reads interpretively" in done.stderr


def test_a_family_stands_for_its_codes():
    codes = {
        "food": Code("food", "Food", is_codable=False),
        "soup": Code("soup", "Soup", parent="food"),
        "pea": Code("pea", "Pea soup", parent="soup"),
        "asked": Code("asked", "Asked", kind="index"),
    }

    assert codes_meant(["food"], codes) == ["soup", "pea"]
    assert codes_meant(["soup", "food"], codes) == ["soup", "pea"]
    with pytest.raises(ValueError, match="asked"):
        codes_meant(["asked"], codes)


def test_the_same_again(tmp_path):
    study = make_study(tmp_path, learnt_from(tmp_path, 4) | {"codings/ana.read.csv": "transcript_id,codes\nt0,boats\n"})

    first, second = (crosscase("worklist", study, "--code", "boats", cwd=tmp_path).stdout for _ in range(2))

    assert first == second
