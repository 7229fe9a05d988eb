"""The same study gives the same bytes, wherever and however it is run; a damaged cache is made anew."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.io import cache as caches
from pipeline.io.cache import Cache
from pipeline.io.manifest import is_unchanged
from pipeline.run import Progress, analyze
from pipeline.store import store as stores
from tests.folders import assert_same, bytes_of, environment, rows_of, run, state_of
from tests.making import make_study

LEDGER = Path(__file__).parent / "studies" / "ledger"
SILENT = Progress(say=lambda line: None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study, and the outputs of one run."""
    folder = tmp_path_factory.mktemp("small")
    analyze(make_study(folder / "study"), folder / "out", progress=SILENT)
    return folder


ENGLISH = {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
GERMAN = {"TZ": "America/Anchorage", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1"}
LATIN = {"PYTHONHASHSEED": "2", "PYTHONIOENCODING": "latin-1", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "env",
    [
        pytest.param(ENGLISH, marks=pytest.mark.slow, id="hashseed 0, C"),
        pytest.param(GERMAN, marks=pytest.mark.slow, id="hashseed 1, de_DE"),
        pytest.param(LATIN | {"TZ": "Pacific/Kiritimati"}, id="hashseed 2, latin-1"),
    ],
)
def test_another_folder_hash_seed_zone_and_locale_give_the_same_bytes(env, ledger_outputs: Path, tmp_path: Path):
    study = tmp_path / "an other" / "plàce" / "study"
    shutil.copytree(LEDGER, study)

    assert run(study, tmp_path / "deep" / "er" / "out", **env).returncode == 0

    assert_same(tmp_path / "deep" / "er" / "out", ledger_outputs)


@pytest.mark.parametrize("n_threads", [pytest.param(1, marks=pytest.mark.slow), 4])
def test_no_view_depends_on_the_order_in_which_its_tables_were_filled(
    n_threads: int, ledger_outputs: Path, tmp_path: Path
):
    shutil.copy(ledger_outputs / "study.duckdb", tmp_path / "turned.duckdb")
    with duckdb.connect(str(tmp_path / "turned.duckdb"), config={"threads": n_threads}) as store:
        for (table,) in store.execute("select table_name from duckdb_tables()").fetchall():
            store.execute(f'create or replace table "{table}" as select * from "{table}" order by rowid desc')
        stores.Store(store).create_views()
    usual, turned = rows_of(ledger_outputs / "study.duckdb"), rows_of(tmp_path / "turned.duckdb")
    with duckdb.connect(str(tmp_path / "turned.duckdb"), read_only=True) as store:
        views = [
            view for (view,) in store.execute("select view_name from duckdb_views() where not internal").fetchall()
        ] + ["coded_pairs", "code_frequency"]

    assert len(views) > 10
    assert [view for view in views if turned[view] != usual[view]] == []


@pytest.mark.parametrize("n_threads", [pytest.param(1, marks=pytest.mark.slow), 4])
def test_one_thread_and_four_give_the_same_bytes(
    n_threads: int, ledger_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    create = stores.Store.create_tables

    def create_with_threads(self: stores.Store) -> None:
        self._connection.execute(f"set threads to {n_threads}")
        create(self)

    monkeypatch.setattr(stores.Store, "create_tables", create_with_threads)
    study = tmp_path / "study"
    shutil.copytree(LEDGER, study)

    analyze(study, tmp_path / "out", progress=SILENT)

    assert_same(tmp_path / "out", ledger_outputs)


def test_a_warm_cache_and_a_stage_before_the_whole_give_the_same_bytes(ledger_outputs: Path, tmp_path: Path):
    study = tmp_path / "study"
    shutil.copytree(LEDGER, study)
    analyze(study, tmp_path / "out", until="within-case", progress=SILENT)
    assert not (tmp_path / "out" / "memos" / "cross-case").exists()

    analyze(study, tmp_path / "out", progress=SILENT)
    first = bytes_of(tmp_path / "out")
    (tmp_path / "out" / "index.html").unlink()
    analyze(study, tmp_path / "out", progress=SILENT)

    assert first == bytes_of(tmp_path / "out")
    assert_same(tmp_path / "out", ledger_outputs)


def test_a_stage_after_the_whole_leaves_no_memo_of_later_stages(ledger_outputs: Path, tmp_path: Path):
    study = tmp_path / "study"
    shutil.copytree(LEDGER, study)
    for out in ("out", "other"):
        shutil.copytree(ledger_outputs / ".cache", tmp_path / out / ".cache")
    analyze(study, tmp_path / "out", progress=SILENT)
    analyze(study, tmp_path / "out", until="within-case", progress=SILENT)
    analyze(study, tmp_path / "other", until="within-case", progress=SILENT)

    assert_same(tmp_path / "out", tmp_path / "other")


DAMAGE = {
    "emptied": lambda raw: b"",
    "cut off": lambda raw: raw[: len(raw) // 2],
    "one bit turned": lambda raw: raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:],
    "its sum alone": lambda raw: raw.partition(b"\n")[0] + b"\n",
    "nonsense": lambda raw: b"\xff" * 300,
    "another answer": lambda raw: raw.partition(b"\n")[0] + b"\n{}",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_answer_is_none(damage: str, tmp_path: Path):
    cache = Cache(tmp_path)
    cache.put("codings", "asked", {"a": 1})
    cache.flush()
    kept = tmp_path / "codings" / caches._file_of("asked")
    assert Cache(tmp_path).get("codings", "asked") == {"a": 1}

    kept.write_bytes(DAMAGE[damage](kept.read_bytes()))

    assert Cache(tmp_path).get("codings", "asked") is None


@pytest.mark.parametrize(
    "damage",
    [name if name in ("cut off", "another answer") else pytest.param(name, marks=pytest.mark.slow) for name in DAMAGE],
)
def test_a_damaged_cache_is_noticed_and_made_anew(damage: str, small: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(small / "out", out)
    files = sorted((out / ".cache").rglob("*.json"))
    sound = {path: path.read_bytes() for path in files}
    for path in files:
        path.write_bytes(DAMAGE[damage](path.read_bytes()))
    (out / "index.html").unlink()

    analyze(small / "study", out, progress=SILENT)

    assert_same(out, small / "out")
    assert len(sound) >= 3
    assert {path: path.read_bytes() for path in sound} == sound


def test_a_cache_under_another_answer_s_name_is_not_used(tmp_path: Path):
    cache = Cache(tmp_path)
    cache.put("codings", "one", {"a": 1})
    cache.put("codings", "other", {"b": 2})
    cache.flush()
    one, other = (tmp_path / "codings" / caches._file_of(key) for key in ("one", "other"))
    one.write_bytes(other.read_bytes())

    assert Cache(tmp_path).get("codings", "one") is None
    assert Cache(tmp_path).get("codings", "other") == {"b": 2}


def test_a_cache_of_other_libraries_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache(tmp_path)
    cache.put("codings", "one", {"a": 1})
    cache.flush()
    assert Cache(tmp_path).get("codings", "one") == {"a": 1}

    monkeypatch.setattr(caches, "library_versions", lambda: (("spacy", "99"),))

    assert Cache(tmp_path).get("codings", "one") is None


def test_a_cache_and_a_manifest_of_other_code_are_not_used(tmp_path: Path):
    study = make_study(tmp_path / "study", {"study.yaml": "codebook: codebook.yaml\nlanguage_model: 'blank:en'\n"})
    package = tmp_path / "code" / "pipeline"
    shutil.copytree(Path(caches.__file__).parents[1], package)
    # The code as it is, by this process: the copy is the same to the byte, wherever it lies.
    analyze(study, tmp_path / "out", progress=SILENT)
    answers = {path.name for path in (tmp_path / "out" / ".cache" / "codings").iterdir()}

    with (package / "coding" / "cues" / "polarity.py").open("a") as file:
        file.write("\n# another version\n")
    second = run(study, tmp_path / "out", PYTHONPATH=str(tmp_path / "code"))

    assert second.returncode == 0
    assert "nothing has changed" not in second.stderr
    assert answers.isdisjoint({path.name for path in (tmp_path / "out" / ".cache" / "codings").iterdir()})


def test_an_unchanged_run_writes_nothing_and_imports_nothing_dear(tmp_path: Path):
    study, out = make_study(tmp_path / "study"), tmp_path / "out"
    analyze(study, out, progress=SILENT)
    before = state_of(tmp_path)
    watched = (
        "import sys; sys.argv = ['crosscase', 'analyze', sys.argv[1], '--out', sys.argv[2], '--json']\n"
        "from pipeline.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    dear = {'pandas', 'spacy', 'sklearn', 'numpy', 'duckdb', 'lxml', 'jinja2', 'ruamel'} & set(sys.modules)\n"
        "    print(sorted(dear), file=sys.stderr)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", watched, str(study), str(out)],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["n_written"] == 0
    assert done.stderr.splitlines()[-1] == "[]"
    assert state_of(tmp_path) == before


def damage(path: Path, how: str) -> None:
    raw = path.read_bytes()
    path.unlink() if how == "deleted" else path.write_bytes(raw[: len(raw) // 2])


OF_A_RUN = ("index.html", "study.duckdb", "tables/codings.csv", "run.json")


@pytest.mark.parametrize("gone", OF_A_RUN)
@pytest.mark.parametrize("how", ["deleted", "cut off"])
def test_an_output_that_was_damaged_is_noticed(gone: str, how: str, small: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(small / "out", out)
    assert is_unchanged(small / "study", out, None) is not None

    damage(out / gone, how)

    assert is_unchanged(small / "study", out, None) is None


@pytest.mark.parametrize("gone", [OF_A_RUN[:3], OF_A_RUN[3:]], ids=" ".join)
@pytest.mark.parametrize("how", ["deleted", "cut off"])
def test_outputs_that_were_damaged_are_made_anew(gone: tuple[str, ...], how: str, small: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(small / "out", out)
    for name in gone:
        damage(out / name, how)

    analyze(small / "study", out, progress=SILENT)

    assert_same(out, small / "out")


def test_a_run_touches_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a run opened a socket")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)

    analyze(make_study(tmp_path / "study"), tmp_path / "out", progress=SILENT)

    assert (tmp_path / "out" / "index.html").is_file()
