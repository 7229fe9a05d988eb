"""The zoo: one small file for each oddity in which transcripts arrive, with the turns that must come out of it.

`NAME.expected.json` is written by hand. `turns` are compared in full where they give line and start; `cautions` are
all that may be said, each as [line, part of the message]; `fault` is part of the only message of a refused file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.speakers.asking import who_asks

ZOO = Path(__file__).parent / "zoo"
ANIMALS = sorted(path.name.removesuffix(".expected.json") for path in ZOO.glob("*.expected.json"))


def expected_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ZOO / f"{name}.expected.json").read_text(encoding="utf-8"))
    return found


def request_in(expected: dict[str, Any]) -> ReadingRequest:
    asked = expected.get("request", {"kind": "interview"})
    aliases = tuple((label, name) for label, name in asked.get("aliases", ()))
    return ReadingRequest(asked["kind"], aliases, tuple(asked.get("declared", ())))


def test_every_animal_has_its_file_and_every_file_its_expected_turns():
    files = {path.name for path in ZOO.iterdir() if not path.name.endswith(".expected.json")}

    assert files == set(ANIMALS)
    assert len(files) >= 60


@pytest.mark.parametrize("name", ANIMALS)
def test_the_turns_of_an_oddity_are_as_written_beside_it(name):
    expected = expected_of(name)

    loaded = read_turns(ZOO / name, request_in(expected))

    assert all(problem.source.path == ZOO / name for problem in loaded.problems)
    if "fault" in expected:
        assert loaded.records == ()
        assert [problem.is_fault for problem in loaded.problems] == [True]
        assert expected["fault"] in loaded.problems[0].fault
        return
    found = [{"speaker": turn.speaker, "text": turn.text} for turn in loaded.records]
    assert found == [{"speaker": turn["speaker"], "text": turn["text"]} for turn in expected["turns"]]
    for turn, wanted in zip(loaded.records, expected["turns"], strict=True):
        assert turn.line == wanted.get("line", turn.line)
        if "line" in wanted:
            assert turn.start_seconds == wanted.get("start")
    assert [problem.source.line for problem in loaded.problems] == [line for line, _ in expected["cautions"]]
    for problem, (_, part) in zip(loaded.problems, expected["cautions"], strict=True):
        assert not problem.is_fault
        assert part in problem.fault


@pytest.mark.parametrize("name", [name for name in ANIMALS if "asks" in expected_of(name)])
def test_interviewers_are_found_where_the_oddity_names_them(name):
    expected = expected_of(name)

    turns = read_turns(ZOO / name, request_in(expected)).records

    assert who_asks(turns, (), ZOO / name)[0] == frozenset(expected["asks"])
