"""What a shared run holds and does not hold, where it may be written, and what a person is told before."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.run import analyze
from pipeline.sharing.folders import is_shared_run
from pipeline.sharing.words import runs_of
from pipeline.study.problems import FilesNeedAHand
from tests.conftest import SILENT
from tests.making import make_study
from tests.reliability.coded import coded_files, sentences, truth
from tests.sharing.roster import leaks

CLOSED = "Quite frankly the harbour people never told us anything at all"
NOTE = (
    f"---\nby: ana\nstatus: final\nsigned_off: {{by: ben, at: 2025-01-01, digest: 'v1:abc:def'}}\n"
    f"---\n\nOne said: {CLOSED}, and left.\n"
)
FILES = {
    "cases.csv": "case_id,city\na,Springfield\nb,Shelby\n",
    "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n",
    "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id,date\nt1,t1.txt,a,interview,r1,2024-03-05\n"
    "t2,t2.txt,b,interview,r2,2024-04-07\n",
    "transcripts/t1.txt": f"Interviewer: How was it?\n\nBen: {CLOSED}. There was trust though. And no trust.\n",
    "transcripts/t2.txt": "Interviewer: How was it?\n\n"
    "Ana: There was trust in Otis Vane. My daughter said so on March 3, 2021.\n",
    "participants.csv": "respondent_id,organisation,sector,role,status,may_quote,case_id\n"
    "r1,Mill,public,captain of the mill,heard,no,a\n"
    "r2,Weir,private,owner,heard,yes,b\nr3,Loom,public,mayor of Shelby,declined,,a\n",
    "names.csv": "name,instead,kind\nOtis Vane,Nurse,person\nSpringfield,City A,place\nShelby,City B,place\n",
    "judgements.csv": f"case_id,code_id,judgement,why\na,trust,present,{CLOSED}\n",
    "notes/within-case/a.md": NOTE,
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A study with one who may not be quoted, as the team's own run and as a shared one."""
    folder = tmp_path_factory.mktemp("shared")
    study = make_study(folder / "study", FILES)
    analyze(study, folder / "own", progress=SILENT)
    analyze(study, folder / "shared", progress=SILENT, share=True)
    return folder


def rows(folder, name):
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(folder):
    return "\n".join(path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*")) if path.is_file())


def test_withheld_words_are_in_no_file_not_even_in_what_others_wrote_of_them(runs):
    assert runs_of(CLOSED), "the sentence is long enough to be known again"
    assert "harbour people" not in read(runs / "shared")
    assert "harbour people" in read(runs / "own")
    assert "One said: [withheld], and left." in (runs / "shared" / "memos" / "within-case" / "a.md").read_text(
        "utf-8"
    ).replace("\\", "")


def test_what_is_withheld_was_told_all_the_same(runs):
    for name in ("code_frequency", "cooccurrence", "known"):
        assert rows(runs / "own", name) == rows(runs / "shared", name)
    assert [row["n_words"] for row in rows(runs / "own", "transcripts")] == [
        row["n_words"] for row in rows(runs / "shared", "transcripts")
    ]


def test_every_coding_stands_at_its_place_in_the_shared_text_under_a_new_id(runs):
    texts = {}
    for turn in rows(runs / "shared", "turns"):
        texts.setdefault(turn["transcript_id"], []).append(turn["text"])
    codings = rows(runs / "shared", "codings")

    assert codings
    assert {row["coding_id"] for row in codings}.isdisjoint(row["coding_id"] for row in rows(runs / "own", "codings"))
    for row in codings:
        text = "\n".join(texts[row["transcript_id"]])
        assert text[int(row["start_char"]) : int(row["end_char"])] == row["quotation"]


def test_of_people_only_id_sector_and_case_leave_and_of_those_not_heard_no_id(runs):
    people = rows(runs / "shared", "participants")

    assert [(row["respondent_id"], row["sector"], row["role"], row["status"]) for row in people] == [
        ("r1", "public", "", ""), ("r2", "private", "", ""), ("not-heard-1", "public", "", "declined"),
    ]  # fmt: skip
    text = read(runs / "shared")
    assert not [word for word in ("Mill", "captain", "Loom", "mayor of", "owner") if word in text]


def test_a_city_is_renamed_in_values_and_in_names_of_files(runs):
    assert (runs / "shared" / "memos" / "within-city" / "-city-a-.html").is_file()
    assert {row["city"] for row in rows(runs / "shared", "cases")} == {"[City A]", "[City B]"}


def test_no_signature_counts_as_stale_for_want_of_a_digest_that_does_not_leave(runs):
    assert "v1:abc" not in read(runs / "shared")
    assert "stale" not in (runs / "shared" / "memos" / "within-case" / "a.md").read_text("utf-8")


def test_a_shared_folder_says_of_itself_that_it_is_one(runs):
    manifest = json.loads((runs / "shared" / "run.json").read_text("utf-8"))

    assert is_shared_run(runs / "shared")
    assert not is_shared_run(runs / "own")
    assert not {"inputs", "machine", "definitions", "cautions"} & manifest.keys()
    assert not (runs / "shared" / ".cache").exists()


@pytest.mark.parametrize(
    ("into", "share"), [("own", True), ("shared", False), ("own/inside", True), ("shared/inside", False)]
)
def test_what_is_shared_and_the_teams_own_run_never_share_a_folder(runs, into, share):
    with pytest.raises(FilesNeedAHand, match="kept apart"):
        analyze(runs / "study", runs / into, progress=SILENT, share=share)
    assert not (runs / into / ".cache").exists() or into == "own"


def test_sharing_again_writes_the_same_bytes(runs):
    before = {path: path.read_bytes() for path in (runs / "shared").rglob("*.html")}
    analyze(runs / "study", runs / "shared", progress=SILENT, share=True)

    assert {path: path.read_bytes() for path in (runs / "shared").rglob("*.html")} == before


def test_two_cities_that_would_become_one_are_a_fault_and_nothing_is_written(tmp_path):
    names = {"names.csv": "name,instead\nSpringfield,a city\nShelby,a city\n"}
    study = make_study(tmp_path / "study", {**FILES, **names})

    with pytest.raises(FilesNeedAHand, match="would both be"):
        analyze(study, tmp_path / "shared", progress=SILENT, share=True)
    assert not (tmp_path / "shared").exists()


@pytest.mark.parametrize(("rows_of_names", "what"), [(None, "there is no names.csv"), ("", "lists no name")])
def test_sharing_without_names_is_cautioned_and_goes_on(tmp_path, rows_of_names, what):
    files = {**FILES, "names.csv": "name,instead,kind\n" + (rows_of_names or "")}
    study = make_study(tmp_path / "study", files, without=("names.csv",) if rows_of_names is None else ())
    done = CliRunner().invoke(app, ["analyze", str(study), "--share", "--out", str(tmp_path / "shared")])

    assert done.exit_code == 0, done.output
    assert f"{what}: nothing but addresses of mail and handles is replaced" in done.output


def test_a_coder_who_has_a_listed_name_is_cautioned(tmp_path):
    row = (
        "coding_id,transcript_id,start_char,end_char,code_id,polarity,coder,quotation\n"
        "1,t1,82,101,trust,affirmed,vane,There was trust\n"
    )
    names = FILES["names.csv"] + "Vane,Nurse,person\n"
    study = make_study(tmp_path / "study", {**FILES, "names.csv": names, "codings/vane.csv": row})
    result = CliRunner().invoke(app, ["analyze", str(study), "--share", "--out", str(tmp_path / "shared")])

    assert "'Vane' stands in the id 'vane'" in result.output


def test_a_person_is_told_what_was_done_and_what_could_still_identify(tmp_path):
    study = make_study(tmp_path / "study", FILES)
    done = CliRunner().invoke(app, ["analyze", str(study), "--share", "--out", str(tmp_path / "shared"), "--json"])
    told = json.loads(done.stdout)["sharing"]

    assert {(row["name"], row["instead"]) for row in told["replaced"]} >= {
        ("Otis Vane", "[Nurse]"),
        ("Shelby", "[City B]"),
    }
    assert [(row["transcript_id"], row["n_turns"]) for row in told["withheld"]] == [("t1", 1)]
    assert {(risk["what"], risk["where"]) for risk in told["risks"]} == {
        ("the only respondent of a sector", "public in a"),
        ("the only respondent of a sector", "private in b"),
        ("a day", "t2, turn 2"),
        ("a minor or a member of somebody's family", "t2, turn 2"),
    }


def test_words_that_the_machine_has_learnt_are_nobodys_to_read(tmp_path):
    # Only boats have it: what all sentences hold tells no code from another.
    named = {"boats": " with Quillfeather."}
    told = {f"t{i}": [(code, words[:-1] + named.get(code, ".")) for code, words in sentences(24, i)] for i in range(6)}
    read = {name: truth(said) for name, said in told.items()}
    files = coded_files(told, {"ana": read, "ben": read}, read="boats;bread")
    files["names.csv"] = "name,instead\nQuillfeather,X\n"
    study = make_study(tmp_path / "study", files)
    for share in (False, True):
        analyze(study, tmp_path / f"run-{share}", progress=SILENT, share=share)

    assert "quillfeather" in (tmp_path / "run-False" / "machine.html").read_text("utf-8")
    assert leaks(tmp_path / "run-True", ["Quillfeather"]) == []


def test_run_json_of_the_teams_own_run_holds_no_words_of_a_transcript(sample_outputs):
    said = {run for turn in rows(sample_outputs, "turns") for run in runs_of(turn["text"])}
    text = (sample_outputs / "run.json").read_text("utf-8")

    assert [run for run in runs_of(text) if run in said] == []


def test_a_traceback_of_ours_prints_no_words(tmp_path, monkeypatch):
    study = make_study(tmp_path / "study", FILES)
    monkeypatch.setattr("pipeline.run.fill_store", lambda *given: given[1].no_such_attribute)

    done = CliRunner().invoke(app, ["analyze", str(study), "--out", str(tmp_path / "out")])
    assert "harbour people" not in done.output + str(done.exception)
