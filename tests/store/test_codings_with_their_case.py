"""`codings` says of each coding in which case it stands, what the design says of that case, and who speaks."""

from __future__ import annotations

import csv
from pathlib import Path

from making import make_study

from pipeline.run import Progress, analyze

CODINGS = "coding_id,transcript_id,start_char,end_char,quotation,code_id\n"
STUDY = {
    "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city, within-issue: Score}\n",
    "cases.csv": "case_id,city,Score,colour\na,Alpha,high,red\nb,Beta,low,blue\n",
    "transcripts.csv": (
        "transcript_id,file,case_id,kind,respondent_id,city\nt1,t1.txt,a,interview,r1,\nt2,t2.txt,,mayor,,Beta\n"
    ),
    "participants.csv": "respondent_id,sector,role\nr1,public,head\n",
    "codings/ana.csv": f"{CODINGS}c1,t1,,,There was trust.,trust\nc2,t2,,,There was trust.,trust\n",
    "transcripts/t2.txt": "Mayor: There was trust.\n",
}


def codings_of(study: Path, out: Path) -> tuple[list[str], dict[str, dict[str, str]]]:
    analyze(study, out, progress=Progress(say=lambda line: None))
    with (out / "tables/codings.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = {row["coding_id"]: row for row in reader}
        return list(reader.fieldnames or ()), rows


def test_case_design_sector_and_role_follow_the_columns_that_were_there(tmp_path):
    study = make_study(tmp_path / "study", STUDY)

    columns, rows = codings_of(study, tmp_path / "out")

    assert columns[-6:] == ["is_outdated", "case_id", "city", "case_Score", "sector", "role"]
    assert [rows["c1"][name] for name in columns[-5:]] == ["a", "Alpha", "high", "public", "head"]
    assert [rows["c2"][name] for name in columns[-5:]] == ["", "Beta", "", "", ""]


def test_a_study_without_a_design_has_case_sector_and_role(tmp_path):
    study = make_study(tmp_path / "study", {"codings/ana.csv": f"{CODINGS}c1,t1,,,There was trust.,trust\n"})

    columns, rows = codings_of(study, tmp_path / "out")

    assert columns[-4:] == ["is_outdated", "case_id", "sector", "role"]
    assert rows["c1"]["case_id"] == "a"
