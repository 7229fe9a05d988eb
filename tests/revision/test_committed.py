"""A codebook under git whose committed texts are not those filed beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from making import check_study
from revised import V1, revised

from pipeline.codebook.load import load_codebook
from pipeline.revision.committed import about_committed_texts

V2 = V1.replace('"1"', '"2"').replace("of money", "of coins")

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *words: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    who = ("-c", "user.name=ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, "-C", str(folder), *words], check=True, capture_output=True, env=environment)


def committed(folder: Path, *texts: str) -> Path:
    """A study in a work tree with these texts of its codebook committed one after the other; version 1 lies beside."""
    study = revised(folder, texts[-1])
    git(folder, "init")
    for text in texts:
        (study / "codebook.yaml").write_text(text, encoding="utf-8")
        git(folder, "add", "codebook.yaml")
        git(folder, "commit", "-m", "codebook")
    return study


def cautions(study: Path) -> list[str]:
    codebook = load_codebook(study / "codebook.yaml").records
    assert codebook is not None
    return [problem.fault for problem in about_committed_texts(codebook)]


@needs_git
def test_a_filed_version_with_another_text_than_the_one_committed_last_is_told_with_both(tmp_path):
    study = committed(tmp_path / "s", V1.replace("of trust between", "of warmth between"), V2)

    (problem,) = [problem for problem in check_study(study) if "git has" in problem.fault]

    assert problem.source.path.name == "codebook@1.yaml"
    assert problem.fault.startswith("this is version 1, and so is what git has of codebook.yaml in commit ")
    assert "another text of 'trust'" in problem.fault
    assert "git show" in problem.remedy


@needs_git
def test_drafts_of_a_version_that_were_committed_before_its_last_text_are_no_matter(tmp_path):
    assert cautions(committed(tmp_path / "s", V1.replace("of trust between", "of warmth between"), V1, V2)) == []


@needs_git
def test_a_cue_that_was_committed_and_not_filed_is_no_other_text(tmp_path):
    cue = V1.replace("money: {", "money: {cues: {phrases: [budget]}, ")

    assert cautions(committed(tmp_path / "s", cue, V2)) == []


@needs_git
def test_nothing_that_a_repository_names_is_run(tmp_path):
    study = committed(tmp_path / "s", V1.replace("of trust between", "of warmth between"), V2)
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\n", encoding="utf-8")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program", "diff.external", "filter.x.smudge"):
        git(study, "config", name, str(trap))
    git(study, "config", "log.showSignature", "true")
    git(study, "config", "remote.origin.url", f"ext::{trap}")
    git(study, "config", "remote.origin.promisor", "true")
    git(study, "config", "protocol.ext.allow", "always")
    git(study, "config", "extensions.partialClone", "origin")
    (study / ".gitattributes").write_text("*.yaml filter=x diff=x\n", encoding="utf-8")
    blobs = [path for path in (study / ".git/objects").glob("??/*") if path.is_file()]

    assert len(cautions(study)) == 1
    for blob in blobs:
        blob.unlink()
    assert cautions(study) == []
    assert not (tmp_path / "sprung").exists()


def test_without_git_or_outside_a_work_tree_nothing_is_said(tmp_path, monkeypatch):
    study = revised(tmp_path / "s", V2)
    assert cautions(study) == []

    monkeypatch.setenv("PATH", str(tmp_path))
    assert cautions(study) == []
