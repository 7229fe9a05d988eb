"""Every module of benchmarks/ can be imported and measures a tiny study: what moved in pipeline/ is noticed at once."""

from __future__ import annotations

import importlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.store.store import store_in_memory
from tests.making import check_study, make_study

ROOT = Path(__file__).parent.parent
MODULES = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__"}
TURNS = "".join(
    f"Interviewer: And then, in round {n}?\n\nAnna: There was trust in round {n}. We had lunch at the school.\n\n"
    for n in range(12)
)


def benchmark(name):
    """One module, imported when a test asks for it: some of them load much."""
    return importlib.import_module(f"benchmarks.{name}")


def run_main(monkeypatch, name, *words):
    """The module's `main` as if typed with these words."""
    monkeypatch.setattr(sys, "argv", [name, *map(str, words)])
    return benchmark(name).main()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_benchmark_can_be_imported(name):
    benchmark(name)


def test_every_benchmark_has_a_run_here():
    named = {name.removeprefix("test_").partition("__")[0] for name in globals() if "__measures" in name}

    assert named == MODULES


def test_views__measures_every_view(monkeypatch, capsys):
    run_main(monkeypatch, "views", "--codings", 500, "--codes", 20, "--transcripts", 12, "--rounds", 1)

    views = {path.stem[3:] for path in (ROOT / "pipeline" / "store" / "views").glob("*.sql")} - {"plain"}
    told = capsys.readouterr().out
    assert [view for view in views if f"| `{view}` | " not in told] == []
    assert "| `enabler_frequency` | 18 |" in told


def test_views__measures_a_table_of_every_column_that_a_run_fills():
    views = benchmark("views")

    frames = views.make_study(500, 20, n_transcripts=12).frames
    with store_in_memory() as store:
        store.create_tables()
        missing = {
            name: sorted(set(store.types(name)) - set(frame))
            for name, frame in frames.items()
            if name not in views.PEOPLES
        }

    assert {name: columns for name, columns in missing.items() if columns} == {
        "read_rows": ["at", "is_blind", "knew_tier"]
    }


def test_peers__measures_the_pairs_that_a_plain_count_finds(tmp_path):
    peers = benchmark("peers")

    frames = peers.same_codings(400, 20, n_transcripts=12)
    placed = peers.write_source(tmp_path / "source", frames)

    assert peers.ours(frames, tmp_path)[1] == peers.counted(placed, "line")
    assert len(list((tmp_path / "source").iterdir())) == 12


def test_peers__says_that_there_is_no_peer(monkeypatch, capsys):
    run_main(monkeypatch, "peers", "--qc", "no-such-command")

    assert "is not there; nothing measured" in capsys.readouterr().out


def test_real_inputs__measures_each_group_of_files(monkeypatch, capsys, tmp_path):
    (tmp_path / "volume").mkdir()
    (tmp_path / "volume" / "a.md").write_text(TURNS, encoding="utf-8")

    assert run_main(monkeypatch, "real_inputs", tmp_path) == 0
    assert "| volume: 111 spoken interviews, Markdown | 1 | 24 |" in capsys.readouterr().out


def test_survey__measures_a_package(capsys, tmp_path):
    survey = benchmark("survey")

    (tmp_path / "a.py").write_text("from typing import Any\n\n\ndef f(row: Any) -> Any:\n    return row['x']\n")
    survey.main([str(tmp_path)])

    assert "| rows read by a string subscript | 1 |" in capsys.readouterr().out


def test_scale__measures_studies_without_a_fault(monkeypatch, tmp_path):
    scale = benchmark("scale")

    monkeypatch.setattr(scale, "spoken", lambda: ((("Interviewer", "And then?"), ("Anna", "There was trust. " * 9)),))
    n_words = scale.make_study(tmp_path / "study", scale.Size(4, 1, 200, n_codings=8))

    assert n_words >= 800
    assert [problem for problem in check_study(tmp_path / "study") if problem.is_fault] == []


def test_scale__measures_anchors(monkeypatch, capsys):
    run_main(monkeypatch, "scale", "anchors")

    assert "400 headings: " in capsys.readouterr().out


@pytest.fixture
def little_codebook(monkeypatch, tmp_path):
    """Two codes in place of the shipped codebook, whose cues take two seconds of each run to make ready."""
    codes = "  {}: {{definition: Talk of {}., cues: {{phrases: [{}]}}}}\n"
    book = 'codebook: little\nversion: "1"\ncodes:\n' + "".join(
        codes.format(*[word] * 3) for word in ("trust", "lunch")
    )
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks" / "collaboration.yaml").write_text(book, encoding="utf-8")
    for name in ("speed", "scale"):
        monkeypatch.setattr(benchmark(name), "CODEBOOKS", tmp_path / "codebooks")
    benchmark("scale").analytic_codes.cache_clear()
    yield
    benchmark("scale").analytic_codes.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["pages", "changes", "codings", "engines"])
def test_scale__measures_what_is_asked_for(what, little_codebook, monkeypatch, capsys):
    scale = benchmark("scale")

    monkeypatch.setattr(scale, "WORDS_AN_INTERVIEW", 200)
    run_main(monkeypatch, "scale", what, "--words", 3_600, "--codings", 20, "--cases", 2)

    assert "CPU-s" in capsys.readouterr().out


def test_page_kills__measures_a_kill(monkeypatch, capsys):
    assert run_main(monkeypatch, "page_kills", "--kills", 1) == 0
    assert "none lost, none torn" in capsys.readouterr().out


def test_page__measures_one_coding(browser, tmp_path):
    page = benchmark("page")

    study = page.write_study(tmp_path / "study", 2, 240, 3, 4)
    with page.served(study, "--out", str(tmp_path / "none")) as (address, server, _):
        tab = browser.new_page()
        tab.goto(address)
        assert page.key_to_saved(tab, 1) > 0
        assert set(page.page_times(tab, server, ["/analytic/t1", "/team"], 1)) == {"/analytic/t1", "/team"}
        assert page.memory(server) > 0
        tab.close()


@pytest.mark.slow
def test_page_keys__measures_the_sample_s_passages(monkeypatch, capsys):
    # It drives a browser of its own, and one thread holds only one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_main, monkeypatch, "page_keys").result()

    assert "| **mean** | " in capsys.readouterr().out


@pytest.mark.slow
def test_sample_key__measures_the_sample(monkeypatch, capsys):
    run_main(monkeypatch, "sample_key")

    assert "**The cues against the key**" in capsys.readouterr().out


KEY = "transcript_id,code_id,polarity,passage,note\n"


def coded_study(folder):
    """Three interviews in which trust is talked of, and a key that says where."""
    cases = "".join(f"c{n}\n" for n in range(3))
    listed = "".join(f"t{n},t{n}.txt,c{n},interview\n" for n in range(3))
    files = {
        "cases.csv": f"case_id\n{cases}",
        "transcripts.csv": f"transcript_id,file,case_id,kind\n{listed}",
        "key.csv": KEY
        + "".join(f"t{n},trust,affirmed,There was trust in round {k}.,\n" for n in range(3) for k in range(12)),
    }
    return make_study(folder, {**files, **{f"transcripts/t{n}.txt": TURNS for n in range(3)}})


def test_learning__measures_a_coded_study(capsys, tmp_path):
    learning = benchmark("learning")

    learning.sample(coded_study(tmp_path / "study"), None, embed=False)

    assert "The sample against its key: 1 codes" in capsys.readouterr().out


@pytest.fixture
def little_volume(little_codebook, monkeypatch, tmp_path):
    """A folder of ten short interviews in place of the million words, and full spaCy timed on a hundred."""
    speed = benchmark("speed")

    folder = tmp_path / "volume"
    folder.mkdir()
    for n in range(10):
        (folder / f"i{n}.md").write_text(TURNS, encoding="utf-8")
    monkeypatch.setattr(speed, "VOLUME", folder)
    monkeypatch.setattr(speed, "FULL_WORDS", 100)
    real = speed.cpu_of
    # What `make` has compiled stays as it is: other tests are running beside.
    compiling = ("compileall", "pipeline.memos.precompile")
    monkeypatch.setattr(
        speed, "cpu_of", lambda words, *more: (0.0, 0.0, 0.0) if words[2] in compiling else real(words, *more)
    )
    return folder


@pytest.mark.slow
def test_speed__measures_ten_interviews(little_volume, capsys, tmp_path):
    speed = benchmark("speed")

    speed.measure(tmp_path)

    assert "| cold `analyze` | " in capsys.readouterr().out


@pytest.mark.slow
def test_learning_cost__measures_ten_interviews(little_volume, monkeypatch, capsys):
    learning_cost = benchmark("learning_cost")

    monkeypatch.setattr(learning_cost, "NEW_CODINGS", 2)
    learning_cost.volume(little_volume, embed=False)

    assert "nothing more to learn: learning" in capsys.readouterr().out


@pytest.mark.slow
def test_torture__measures_a_kill_and_a_fault_of_each_sort(monkeypatch, capsys):
    with pytest.raises(SystemExit) as ended:
        run_main(monkeypatch, "torture", "--kills", 1, "--faults", 1)

    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == []
