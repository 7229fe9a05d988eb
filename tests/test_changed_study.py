"""A run that follows a change gives the bytes of a run that begins anew, whatever changed and in whatever order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.corpus.cases import read_corpus
from pipeline.io.cache import Cache
from pipeline.run import Progress, analyze
from pipeline.store.texts import FILE, ROOM
from pipeline.study.problems import FilesNeedAHand
from pipeline.study.study import open_study
from tests.folders import assert_same
from tests.making import make_study

LEDGER = Path(__file__).parent / "studies" / "ledger"
SILENT = Progress(say=lambda line: None)


@pytest.fixture(scope="module")
def before(ledger_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger study and the outputs of a run of it."""
    folder = tmp_path_factory.mktemp("before")
    shutil.copytree(LEDGER, folder / "study")
    shutil.copytree(ledger_outputs, folder / "out")
    return folder


@pytest.fixture
def here(before: Path, tmp_path: Path) -> Path:
    """A copy of both, to be changed."""
    shutil.copytree(before, tmp_path / "here")
    return tmp_path / "here"


def listed(study: Path) -> list[str]:
    """The lines of transcripts.csv."""
    return (study / "transcripts.csv").read_text("utf-8").splitlines()


def list_again(study: Path, lines: list[str]) -> None:
    (study / "transcripts.csv").write_text("\n".join(lines) + "\n", "utf-8")


def one_more(study: Path, place: int) -> None:
    """An interview that nobody has coded, in this line of transcripts.csv."""
    words = "Mara: And trust?\n\nBo: There was trust, and nobody paid.\n\nMara: Why?\n\nBo: We had habits.\n"
    (study / "transcripts" / "more.txt").write_text(words, "utf-8")
    lines = listed(study)
    lines.insert(place, "more,more.txt,flood-tarn,interview,,partners,Mara,")
    list_again(study, lines)


def edited_words(study: Path) -> None:
    path = study / "transcripts" / "ft1.txt"
    path.write_text(path.read_text("utf-8") + "\n\nInterviewer: Once more?\n\nOdile: We trusted them.\n", "utf-8")


def somebody_not_quoted(study: Path) -> None:
    lines = (study / "participants.csv").read_text("utf-8").splitlines()
    cells = ["may_quote", *("no" if line.startswith("r01") else "yes" for line in lines[1:])]
    changed = [f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)]
    (study / "participants.csv").write_text("\n".join(changed) + "\n", "utf-8")


def somebody_withdrawn(study: Path) -> None:
    lines = (study / "participants.csv").read_text("utf-8").splitlines()
    cells = ["status", *("withdrawn" if line.startswith("r01") else "" for line in lines[1:])]
    changed = [f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)]
    (study / "participants.csv").write_text("\n".join(changed) + "\n", "utf-8")


def in_the_codebook(study: Path, old: str, new: str) -> None:
    text = (study / "ledger.yaml").read_text("utf-8")
    assert old in text
    (study / "ledger.yaml").write_text(text.replace(old, new, 1), "utf-8")


CHANGES: dict[str, Callable[[Path], None]] = {
    "one more transcript at the end": lambda study: one_more(study, len(listed(study))),
    "one more transcript before the others": lambda study: one_more(study, 1),
    "a transcript's words": edited_words,
    "a transcript less": lambda study: list_again(study, [listed(study)[0], *listed(study)[2:]]),
    "the order of the list": lambda study: list_again(study, [listed(study)[0], *reversed(listed(study)[1:])]),
    "a cue": lambda study: in_the_codebook(study, "phrases: [", "phrases: [we, "),
    "a cue that stands nowhere": lambda study: in_the_codebook(study, "phrases: [", "phrases: [went belly up, "),
    "a cue less": lambda study: in_the_codebook(study, "[everybody trusts her, ", "["),
    "a code's name": lambda study: in_the_codebook(study, "    name: ", "    name: Otherwise "),
    "somebody who may not be quoted": somebody_not_quoted,
    "somebody who withdrew": somebody_withdrawn,
}


# One of each sort in every change's tests; the others are among the slow ones.
QUICK = ("one more transcript before the others", "a transcript's words", "a cue", "somebody who withdrew")


@pytest.mark.parametrize(
    "change", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in CHANGES]
)
def test_a_run_after_a_change_gives_the_bytes_of_a_run_that_begins_anew(change: str, here: Path):
    CHANGES[change](here / "study")
    analyze(here / "study", here / "out", progress=SILENT)
    analyze(here / "study", here / "anew", progress=SILENT)

    assert_same(here / "out", here / "anew")


def test_words_that_are_gone_from_the_study_are_gone_from_what_is_kept(here: Path):
    secret = "Nobody but Odile knew of the sluice at Vantry."
    path = here / "study" / "transcripts" / "ft1.txt"
    words = path.read_text("utf-8")
    path.write_text(f"{words}\n\nOdile: {secret}\n", "utf-8")
    analyze(here / "study", here / "out", progress=SILENT)
    kept = here / "out" / ".cache" / ROOM / FILE
    assert secret in words_in(kept)

    path.write_text(words, "utf-8")
    analyze(here / "study", here / "out", progress=SILENT)

    assert secret not in words_in(kept)
    assert b"vantry" not in b"".join(file.read_bytes().lower() for file in here.rglob("*") if file.is_file())


def words_in(database: Path) -> str:
    with duckdb.connect(str(database), read_only=True) as store:
        return "\n".join(text for (text,) in store.execute("select text from turns").fetchall())


ROOMS = ("texts", "turns", "segments", "places", "codings", "letters", "pages")


@pytest.mark.parametrize(
    "rooms",
    [pytest.param(ROOMS, id="all"), *(pytest.param((room,), marks=pytest.mark.slow, id=room) for room in ROOMS)],
)
def test_whatever_is_missing_or_damaged_of_what_is_kept_is_made_again(rooms: tuple[str, ...], before: Path, here: Path):
    for room in rooms:
        for n, path in enumerate(sorted((here / "out" / ".cache" / room).iterdir())):
            path.unlink() if n % 2 else path.write_bytes(path.read_bytes()[:-7] + b"nothing")
    (here / "out" / "index.html").unlink()
    analyze(here / "study", here / "out", progress=SILENT)

    assert_same(here / "out", before / "out")


def test_a_transcript_that_changes_while_its_kept_words_are_gone_stops_the_run(here: Path):
    study = open_study(here / "study").records
    assert study is not None
    corpus = read_corpus(study, Cache(here / "out" / ".cache")).records
    shutil.rmtree(here / "out" / ".cache" / "turns")
    (here / "study" / "transcripts" / "ft1.txt").write_text("Odile: Other words.\n", "utf-8")

    with pytest.raises(FilesNeedAHand, match="changed while the study was read"):
        len(corpus.transcripts[0].text)


def test_transcripts_of_which_nothing_changed_are_not_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    study = make_study(tmp_path / "study")
    analyze(study, tmp_path / "out", progress=SILENT)
    asked: list[str] = []
    get = Cache.get

    def remembering(self: Cache, room: str, key: str) -> object:
        asked.append(room)
        return get(self, room, key)

    monkeypatch.setattr(Cache, "get", remembering)
    (tmp_path / "out" / "index.html").unlink()
    analyze(study, tmp_path / "out", progress=SILENT)

    assert "transcripts" in asked
    assert not {"turns", "segments"} & set(asked)
