"""A codebook gets its next version: the old text filed, the version raised, nothing else touched."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest
from making import make_study
from revised import FILES, V1

from pipeline.io import outputs
from pipeline.revision.release import release_codebook, with_version
from pipeline.study.problems import FilesNeedAHand, WrongUsage
from pipeline.study.study import Study, open_study
from tests.processes import Done, crosscase

V2 = V1.replace("between partners", "shown in an act")


def study_in(folder: Path, **files: str) -> Study:
    make_study(folder, {**FILES, **files}, without=("transcripts/t1.txt",))
    study = open_study(folder).records
    assert study is not None
    return study


def run(study: Path, out: Path) -> Done:
    return crosscase("analyze", study, "--out", out, cwd=study.parent)


@pytest.fixture(scope="module")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study and the outputs of its run."""
    folder = tmp_path_factory.mktemp("run-once")
    assert run(study_in(folder / "s").folder, folder / "out").returncode == 0
    return folder


@pytest.fixture
def study(run_once: Path, tmp_path: Path) -> Study:
    """A copy of the study, beside a copy of its outputs."""
    shutil.copytree(run_once, tmp_path, dirs_exist_ok=True)
    opened = open_study(tmp_path / "s").records
    assert opened is not None
    return opened


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_text_of_the_last_run_is_filed_and_the_version_raised(study, tmp_path):
    study.codebook.write_text(V2, encoding="utf-8")

    release_codebook(study, "2", None, tmp_path / "out")

    assert (study.folder / "codebook@1.yaml").read_text(encoding="utf-8") == V1
    assert study.codebook.read_text(encoding="utf-8") == V2.replace('version: "1"', 'version: "2"')
    assert "## Version 2" in (study.folder / "CHANGES.md").read_text(encoding="utf-8")


def test_the_next_command_can_be_given_as_it_stands(study, tmp_path):
    study.codebook.write_text(V2, encoding="utf-8")
    out = tmp_path / "my runs"
    (tmp_path / "out").rename(out)

    said = release_codebook(study, "2", None, out)[-1]

    assert said.startswith("Next: crosscase codebook diff ")
    assert crosscase(*shlex.split(said)[2:], cwd=tmp_path).returncode == 0


def test_a_release_without_any_change_is_one_too(study, tmp_path):

    release_codebook(study, "2", None, tmp_path / "out")

    assert (study.folder / "codebook@1.yaml").read_text(encoding="utf-8") == V1


def test_without_an_old_text_nothing_is_written(tmp_path):
    study = study_in(tmp_path / "s")
    before = contents(study.folder)

    with pytest.raises(FilesNeedAHand, match="no old text of version 1"):
        release_codebook(study, "2", None, tmp_path / "none")

    assert contents(study.folder) == before


def test_another_text_under_the_old_versions_name_is_never_overwritten(study, tmp_path):
    (study.folder / "codebook@1.yaml").write_text(V2, encoding="utf-8")
    before = contents(study.folder)

    with pytest.raises(FilesNeedAHand, match="another text of version 1"):
        release_codebook(study, "2", None, tmp_path / "out")

    assert contents(study.folder) == before


def test_the_old_text_can_be_named(tmp_path):
    old = tmp_path / "mail.yaml"
    old.write_text(V1, encoding="utf-8")
    study = study_in(tmp_path / "s", **{"codebook.yaml": V2})

    release_codebook(study, "2", old, tmp_path / "none")

    assert (study.folder / "codebook@1.yaml").read_text(encoding="utf-8") == V1


def test_where_the_copy_is_gone_and_no_definition_changed_todays_text_is_the_old_one(study, tmp_path):
    (tmp_path / "out/codebook.yaml").unlink()

    release_codebook(study, "2", None, tmp_path / "out")

    assert (study.folder / "codebook@1.yaml").read_text(encoding="utf-8") == V1


@pytest.mark.parametrize("version", ["1", "1.0", "0.9", "../2", "", "a/b", "2."])
def test_a_version_that_is_none_or_not_later_is_wrong_usage(tmp_path, version):
    study = study_in(tmp_path / "s")

    with pytest.raises(WrongUsage):
        release_codebook(study, version, None, tmp_path / "none")


def test_two_texts_seen_under_one_version_are_told_and_a_release_asks_which(study, tmp_path):
    study.codebook.write_text(V2, encoding="utf-8")

    told = run(study.folder, tmp_path / "out")

    assert "the text of 'trust' is not the one that the last run saw" in told.stderr
    assert told.returncode == 0
    with pytest.raises(FilesNeedAHand, match="two texts"):
        release_codebook(study, "2", None, tmp_path / "out")
    release_codebook(study, "2", tmp_path / "out/.cache/codebook@1.yaml", tmp_path / "out")
    assert (study.folder / "codebook@1.yaml").read_text(encoding="utf-8") == V1


def test_run_json_holds_the_digest_of_every_definition(run_once):
    manifest = json.loads((run_once / "out/run.json").read_bytes())

    assert {code_id: len(digest) for code_id, digest in manifest["definitions"].items()} == {"trust": 64, "money": 64}


@pytest.mark.parametrize("n_files", [0, 1, 2])
def test_a_release_that_is_killed_can_be_given_again(study, tmp_path, monkeypatch, n_files):
    study.codebook.write_text(V2, encoding="utf-8")
    put, done = outputs.replace_file, []

    def killed_after(path, raw, sync=True):
        if len(done) == n_files:
            raise KeyboardInterrupt
        done.append(path)
        put(path, raw, sync)

    monkeypatch.setattr("pipeline.revision.release.replace_file", killed_after)
    with pytest.raises(KeyboardInterrupt):
        release_codebook(study, "2", None, tmp_path / "out")
    monkeypatch.undo()
    assert study.codebook.read_text(encoding="utf-8") == V2
    release_codebook(study, "2", None, tmp_path / "out")

    assert (study.folder / "codebook@1.yaml").read_text(encoding="utf-8") == V1
    assert (study.folder / "CHANGES.md").read_text(encoding="utf-8").count("## Version 2") == 1
    assert 'version: "2"' in study.codebook.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version: "1"\ncodes: {a: {}}\n', 'version: "2"\ncodes: {a: {}}\n'),
        ("version: 1  # first\r\ncodes: {a: {}}\r\n", 'version: "2"  # first\r\ncodes: {a: {}}\r\n'),
        ("\ufeffversion: '1'\ncodes: {a: {}}\n", "\ufeffversion: '2'\ncodes: {a: {}}\n"),
        ("codebook: b\ncodes: {a: {}}", 'version: "2"\ncodebook: b\ncodes: {a: {}}'),
        ("# v\ncodes:\n  version: {definition: d}\n", '# v\nversion: "2"\ncodes:\n  version: {definition: d}\n'),
    ],
)
def test_only_the_version_of_the_file_is_another(old, new):
    assert with_version(old.encode(), "2", Path("book.yaml")) == new.encode()


def test_a_version_that_cannot_be_found_surely_is_left_to_a_person():
    with pytest.raises(FilesNeedAHand, match="cannot be found surely"):
        with_version(b'{version: "1", codes: {a: {}}}\n', "2", Path("book.yaml"))


def test_a_version_that_was_edited_between_its_last_run_and_now_is_told(study, tmp_path):
    release_codebook(study, "2", None, tmp_path / "out")
    filed = study.folder / "codebook@1.yaml"
    filed.write_text(filed.read_text("utf-8").replace("Talk of trust", "Any talk of trust"), encoding="utf-8")

    assert (
        "this is not the text of 'trust' that the last run saw as version 1"
        in run(study.folder, tmp_path / "out").stderr
    )


def test_a_filed_version_that_was_edited_afterwards_is_told(study, tmp_path):
    release_codebook(study, "2", None, tmp_path / "out")
    run(study.folder, tmp_path / "out")
    (study.folder / "codebook@1.yaml").write_text(V2, encoding="utf-8")

    assert "the file of version 1 was edited since the last run" in run(study.folder, tmp_path / "out").stderr
