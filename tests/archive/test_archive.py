"""An archive holds what people agreed to, describes itself by the standards it names, and checks itself."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile

import pytest
from typer.testing import CliRunner

from pipeline.archive.material import LINK
from pipeline.cli import app
from pipeline.study.problems import WrongUsage
from pipeline.study.study import open_study
from tests.making import make_study

HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> ](javascript:x) \u202egnp"
ONLY_YES = "Nobody in the mill had trusted the weir before that winter"
ONLY_NO = "We kept the ledger open and there was trust in the end"
FILES = {
    "study.yaml": "title: 'The <b>ledger</b> study'\ncodebook: codebook.yaml\ndesign: {within-city: city}\n"
    "share: [role]\narchive:\n  licence: CC-BY-NC-4.0\n  access: 'on request <script>'\n  contact: data@example.org\n"
    "  author: The team\n",
    "cases.csv": "case_id,city\na,Springfield\nb,Shelby\n",
    "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\n"
    "t2,t2.txt,b,interview,r2\ng1,g1.txt,a,group,\ng2,g2.txt,a,group,\ndoc,doc.txt,b,archival,\n",
    "transcripts/t1.txt": f"Interviewer: How was it?\n\nOtis Vane: {ONLY_YES}. There was trust though. {HOSTILE}\n",
    "transcripts/t2.txt": f"Interviewer: How was it?\n\nAna: {ONLY_NO}. The geese left early that year.\n",
    "transcripts/g1.txt": "Ben: We had trust in each other.\n\nCyd: I had none of it at first.\n",
    "transcripts/g2.txt": "Ben: There was trust again.\n\nDee: That is so.\n",
    "transcripts/doc.txt": "The board met and there was trust.\n",
    "attendance.csv": "transcript_id,speaker,respondent_id\ng1,Ben,r1\ng1,Cyd,r3\ng2,Ben,r1\ng2,Dee,r2\n",
    "participants.csv": "respondent_id,organisation,sector,role,status,may_quote,may_archive\n"
    "r1,Mill,public,captain,heard,yes,yes\nr2,Weir,private,owner,heard,yes,\nr3,Loom,public,clerk,heard,yes,yes\n",
    "codebook.yaml": "codebook: mine\nversion: '2'\ncodes:\n  enabler: {is_codable: false, definition: d}\n"
    "  trust: {parent: enabler, definition: Talk of trust., cues: {phrases: [trust]}}\n",
    "codebook@1.yaml": "codebook: mine\nversion: '1'\ncodes:\n  trust: {definition: Trust.}\n",
    "names.csv": "name,instead,kind\nOtis Vane,Nurse,person\nSpringfield,City A,place\nShelby,City B,place\n",
}  # fmt: skip


def export(study, to, *more):
    return CliRunner().invoke(app, ["export", str(study), "--format", "archive", "--to", str(to), *more])


def signed(study, folder, name="archive"):
    return export(
        study, folder / f"{name}.zip", "--share", "--reviewed-by", "Kim Lo", "--out", str(folder / name), "--json"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study, its archive, and what the command printed."""
    folder = tmp_path_factory.mktemp("archive")
    study = make_study(folder / "study", FILES)
    done = signed(study, folder)
    assert done.exit_code == 0, done.output
    return folder, json.loads(done.stdout)


@pytest.fixture(scope="module")
def files(made):
    """name -> text of what is in the archive."""
    with zipfile.ZipFile(made[0] / "archive.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def unpacked(made, tmp_path):
    with zipfile.ZipFile(made[0] / "archive.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def rows(files, table):
    return list(csv.DictReader(io.StringIO(files[f"tables/{table}.csv"].decode("utf-8"), newline="")))


def checked(folder):
    done = subprocess.run([sys.executable, "-I", "check.py"], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("given", [(), ("--share",), ("--reviewed-by", "Kim"), ("--share", "--reviewed-by", " ")])
def test_without_share_and_a_signature_nothing_is_written_and_the_way_is_told(tmp_path, given):
    done = export(make_study(tmp_path / "study"), tmp_path / "a.zip", *given)

    assert isinstance(done.exception, WrongUsage)  # exit status 2
    assert "--share" in str(done.exception)
    assert not (tmp_path / "a.zip").exists()


def test_whole_transcripts_are_there_only_where_all_who_speak_agreed(made, files):
    _, said = made

    assert sorted(name for name in files if name.startswith("transcripts/")) == [
        "transcripts/g1.txt",
        "transcripts/t1.txt",
    ]
    assert [entry["transcript_id"] for entry in said["not_archived"]] == ["t2", "g2", "doc"]
    assert {row["transcript_id"] for row in rows(files, "turns") + rows(files, "segments")} == {"t1", "g1"}
    assert "geese" not in b"".join(files.values()).decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(files["study.qdpx"])) as project:
        texts = b"".join(project.read(name) for name in project.namelist()).decode("utf-8")
    assert ONLY_YES in texts
    assert "ledger open" not in texts


def test_of_participants_an_id_and_the_sector_are_there_and_no_name(files):
    everything = b"".join(files.values()).decode("utf-8", "replace")

    assert rows(files, "participants")[0] == {"respondent_id": "r1", "sector": "public"}
    assert {row["role"] for row in rows(files, "codings")} == {""}
    for word in ("captain", "Otis", "Vane", "Springfield", "Shelby", "Mill,"):
        assert word not in everything
    assert "anonymous" not in everything


def test_the_same_study_gives_the_same_bytes(made):
    folder, _ = made
    signed(folder / "study", folder, "again")

    assert (folder / "again.zip").read_bytes() == (folder / "archive.zip").read_bytes()


def test_the_crate_follows_ro_crate_1_1(files):
    crate = json.loads(files["ro-crate-metadata.json"])
    graph = {entity["@id"]: entity for entity in crate["@graph"]}
    root = graph["./"]

    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert len(graph) == len(crate["@graph"])
    assert all(entity["@type"] for entity in graph.values())
    assert graph["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }  # fmt: skip
    assert root["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license", "author"} <= set(root)
    assert graph[root["license"]["@id"]]["name"] == "CC-BY-NC-4.0"
    assert graph[root["author"]["@id"]]["name"] == "The team"
    parts = {part["@id"] for part in root["hasPart"]}
    assert parts == set(files) - {"ro-crate-metadata.json"}
    assert all(graph[part]["@type"] == "File" for part in parts)


def test_frictionless_finds_the_tables_as_they_are_described(unpacked):
    import frictionless  # noqa: PLC0415 — dear

    report = frictionless.validate(str(unpacked / "datapackage.json"))

    assert report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.stats["tasks"] == len(list((unpacked / "tables").glob("*.csv")))


def test_a_quotation_is_found_by_the_words_around_it_and_only_where_it_is_archived(files):
    collection = json.loads(files["annotations.jsonld"])
    targets = [item["target"] for item in collection["first"]["items"]]

    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["total"] == len(targets) > 0
    for target in targets:
        selector = target["selector"]
        assert selector["type"] == "TextQuoteSelector"
        if target["source"] in files:
            words = selector["prefix"] + selector["exact"] + selector["suffix"]
            assert words in files[target["source"]].decode("utf-8")
        else:
            assert set(selector) == {"type", "exact"}
    assert "start" not in json.dumps(targets)


def test_each_version_of_the_codebook_is_there_the_oldest_first(files):
    names = sorted(name for name in files if name.startswith("codebook/"))

    assert [json.loads(files[name])["version"] for name in names] == ["1", "2"]


def test_the_readme_says_what_is_not_stated_and_escapes_what_is(files):
    page = files["README.md"].decode("utf-8")

    assert "Consent form: not stated" in page
    assert "Retention: not stated" in page
    assert "pseudonymised" in page
    assert "<script>" not in page.replace("\\<", "")
    assert "Kim Lo" in page


def test_the_archive_agrees_with_itself(unpacked):
    assert checked(unpacked) == (0, "checksums, tables, annotations and counts agree\n")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("transcripts/t1.txt", "trust", "doubt", "do not stand in transcripts/t1.txt"),
        ("tables/codings.csv", ",true,", ",false,", "counted again"),
        ("tables/turns.csv", "false", "perhaps", "is no boolean"),
        ("tables/cases.csv", "\nb,", "\na,", "stood before"),
        ("datapackage.json", "{", "[", "datapackage.json: cannot be checked to its end"),
        ("README.md", "pseudonymised", "anonymous", "its checksum differs"),
    ],
)
def test_a_changed_file_is_told_of(unpacked, name, old, new, told):
    path = unpacked / name
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))

    status, said = checked(unpacked)

    assert status == 1
    assert told in said


def test_a_file_that_is_missing_and_one_that_was_added_are_told_of(unpacked):
    (unpacked / "versions.json").unlink()
    (unpacked / "more.txt").write_text("more", encoding="utf-8")

    status, said = checked(unpacked)

    assert status == 1
    assert "versions.json: is not there" in said
    assert "more.txt: was not archived" in said


def test_a_name_in_the_terms_is_a_fault_and_nothing_is_written(tmp_path):
    study = make_study(
        tmp_path / "study", {**FILES, "study.yaml": "codebook: codebook.yaml\narchive: {contact: O. Vane}\n"}
    )
    done = signed(study, tmp_path)

    assert done.exit_code == 1
    assert "contact holds a name" in done.stdout
    assert not (tmp_path / "archive.zip").exists()
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    ("archive", "fault"),
    [
        ("{license: x}", "'license' is no field here."),
        ("[x]", "'archive' is not a list of `name: value`."),
        ("{licence: [x]}", "archive: licence is not a text."),
        ("{date: soon}", "archive: date is 'soon', which is no day."),
    ],
)
def test_terms_that_cannot_be_read_are_faults(tmp_path, archive, fault):
    study = make_study(tmp_path, {"study.yaml": f"codebook: codebook.yaml\narchive: {archive}\n"})

    assert [problem.fault for problem in open_study(study).problems] == [fault]


def test_a_voice_in_an_interview_that_nobody_lists_keeps_the_transcript_out(tmp_path):
    two = "Ana: There was trust.\n\nBen: And none of it here.\n"
    files = {
        "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\n",
        "participants.csv": "respondent_id,may_archive\nr1,yes\n",
        "transcripts/t1.txt": f"Interviewer: How was it?\n\n{two}",
    }
    said = json.loads(signed(make_study(tmp_path / "study", files), tmp_path).stdout)

    assert said["transcripts"] == []
    assert said["not_archived"][0]["why"] == "somebody speaks who is not listed"


def test_a_link_to_a_page_that_is_not_archived_leaves_its_words():
    memo = "[Trust](../../evidence/a/trust.html) ![](x.svg) [“All of [Nurse]”](t.html#t8) [below](#b) [\\[x\\]](y.html)"

    assert LINK.sub(r"\1", memo) == "Trust  “All of [Nurse]” [below](#b) \\[x\\]"
