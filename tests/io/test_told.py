"""What a run told it tells again where nothing has changed; what is sent to others has no words of transcripts."""

from __future__ import annotations

import pytest

from pipeline.commands.printing import print_cautions, print_problems
from pipeline.io.cache import Cache
from pipeline.io.told import keep_told, told_before
from pipeline.study.problems import as_data, caution

INPUTS = {"study.yaml": "1f"}
WITHOUT_WORDS = [{"file": "transcripts/a.txt", "line": 8, "fault": "does '…' read right?", "remedy": "Save it."}]


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "study"


def cautions(study):
    return [
        caution(study / "transcripts" / "a.txt", 8, "does '…that hand. That’s lime. Q: Di…' read right?", "Save it."),
        caution(study / ".." / "books" / "book.yaml", 0, "says nothing.", "Write it."),
    ]


def manifest(inputs=INPUTS, stage=None):
    return {"inputs": inputs, "stage": stage, "cautions": WITHOUT_WORDS}


def test_an_unchanged_run_prints_what_the_run_before_it_printed(study, capsys):
    cache = Cache(study / "out" / ".cache")
    keep_told(cache, cautions(study), study, INPUTS, None)
    cache.flush()

    print_problems(cautions(study))
    first = capsys.readouterr().err
    print_cautions(told_before(study / "out", manifest()), study)

    assert "That’s lime" in first
    assert capsys.readouterr().err == first


@pytest.mark.parametrize("other", [manifest({"study.yaml": "2e"}), manifest(stage="within-case")])
def test_what_another_run_told_is_not_taken_for_it(study, other):
    cache = Cache(study / "out" / ".cache")
    keep_told(cache, cautions(study), study, INPUTS, None)
    cache.flush()

    assert told_before(study / "out", other) == WITHOUT_WORDS
    assert told_before(study / "out", manifest()) == [as_data(problem, study) for problem in cautions(study)]
