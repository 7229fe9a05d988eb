"""What a run told it tells again where nothing has changed; what is sent to others has no words of transcripts."""

from __future__ import annotations

import pytest

from pipeline.commands.printing import print_cautions, print_problems
from pipeline.io.cache import Cache
from pipeline.io.told import keep_told, told_before, without_words
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


@pytest.mark.parametrize(
    ("fault", "kept"),
    [
        ("label 'Tom' of 'R 1'. So also in b.txt ('Ann').", "label 'Tom' of 'R 1'. So also in b.txt ('Ann')."),
        ("asks: 'Tom'. So also in 3 more files: b.txt ('Ann'), c.txt ('Bo').", None),
        ("does '…that hand. That's lime. Q: Di…' read right? So b.txt ('thank you. What's your role').", "'…'"),
        ("'the boys' room was cold that day' is told by 'Tom'", "'…' is told by 'Tom'"),
        ("'as the boys' and girls' room was cold' is here", "'…' is here"),
        ("we don't know 'it was a good talk', said 'Tom'", "we don't know '…', said 'Tom'"),
    ],
    ids=["names", "names of a list", "two citations", "a genitive", "two genitives", "an apostrophe outside"],
)
def test_names_are_kept_and_what_somebody_said_is_not(tmp_path, fault, kept):
    told = without_words(caution(tmp_path / "transcripts" / "a.txt", 0, fault, ""), tmp_path)["fault"]

    assert not any(said in told for said in ("lime", "role", "room", "cold", "good"))
    assert (kept or fault) in told or told == "'…'"


def test_a_list_of_hundreds_of_files_is_cut_on_the_screen_of_a_run_where_a_page_has_it_whole(study, capsys):
    files = [f"t{n:03}.txt ({n} people)" for n in range(400)]
    long = caution(study / "a.txt", 0, f"many speak. So also in 400 more files: {', '.join(files)}.", "Look.")
    short = caution(study / "b.txt", 2, "says nothing, and that at length.", "Write it.")
    page = study / "outputs" / "index.html"

    print_problems([long, short], page)
    of_a_run = capsys.readouterr().err
    print_cautions([as_data(problem, study) for problem in (long, short)], study, page)

    assert capsys.readouterr().err == of_a_run
    assert short.shown(study.parent) in of_a_run
    first, remedy = of_a_run.splitlines()[:2]
    assert first.endswith(f" people) … (in full in {page})")
    assert "So also in 400 more files: t000.txt (0 people), t001.txt" in first
    assert len(first) < 1_200
    assert remedy == "    Look."

    print_problems([long])
    assert files[-1] in capsys.readouterr().err
