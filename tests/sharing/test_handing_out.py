"""`--share` on memos, quotes, export and paper: what is made of a shared run, and where it may lie."""

from __future__ import annotations

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.making import make_study
from tests.sharing.roster import inside, leaks, words_in
from tests.sharing.test_shared import CLOSED, FILES

NAMES = ["Otis Vane", "Springfield", "Shelby"]
CRITERIA = """cities:
  keep: [{column: population, op: ">", value: 1, why: larger than Shelby}]
  order: [{column: city, direction: ascending}]
candidates:
  issues: [homes]
  keep: [{column: candidate, op: "=", value: Otis Vane House, why: known to Otis Vane}]
matrix: {cities: 1, issues: 1}
"""
CODED = {
    "codings/zoe.csv": "coding_id,transcript_id,start_char,end_char,quotation,code_id,memo\n"
    f"zq77,t1,,,{CLOSED}.,trust,Otis Vane again\n",
    "guides/plan.yaml": "questions:\n  how: {text: 'How was it in Springfield?', asks_about: [trust]}\n",
    "screening/cities.csv": "city,population\nSpringfield,9\nOgdenville,8\n",
    "screening/candidates.csv": "city,candidate,issue\nSpringfield,Otis Vane House,homes\nSpringfield,Vane Inn,homes\n",
    "screening/criteria.yaml": CRITERIA,
    "team.csv": "person,relation,interviewed\nzoe,grew up in Shelby,yes\n",
}
COMMANDS = {
    "memos": ["memos", "--stage", "within-city", "--format", "md,html,docx", "--to", "handed/memos"],
    "paper": ["paper", "--to", "handed/paper"],
    "quotes": ["quotes", "--all", "--to", "handed/quotes.docx"],
    "xlsx": ["export", "--format", "xlsx", "--to", "handed/study.xlsx"],
    "parquet": ["export", "--format", "parquet", "--to", "handed/tables"],
    "qdpx": ["export", "--format", "qdpx", "--to", "handed/study.qdpx"],
    "qdc": ["export", "--format", "qdc", "--to", "handed/study.qdc"],
}


def told(done):
    """What a command says of a fault, which the program prints in the end."""
    return f"{done.stderr}{done.exception}"


def bytes_in(folder):
    """Every file with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A study with names, one who may not be quoted, and a coder."""
    place = tmp_path_factory.mktemp("handing-out")
    make_study(place / "study", {**FILES, **CODED})
    return place


@pytest.fixture
def run_command(folder, monkeypatch):
    """Runs a command there."""
    monkeypatch.chdir(folder)

    def run(name, *options):
        command, *words = COMMANDS[name]
        return CliRunner().invoke(app, [command, "study", *words, *options])

    return run


@pytest.fixture(scope="module")
def handed(folder):
    """Everything that the commands hand out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for command, *words in COMMANDS.values():
            done = CliRunner().invoke(app, [command, "study", *words, "--share"])
            assert done.exit_code == 0, told(done)
    return folder / "handed"


def test_shared_is_the_folder_where_none_is_named_and_no_other_run_is_made(handed, folder):
    assert (folder / "shared" / "run.json").is_file()
    assert not (folder / "shared" / ".cache").exists()
    assert not (folder / "outputs").exists()


def test_no_name_no_withheld_word_no_id_and_no_roster_is_handed_out(handed):
    text = " ".join(words_in(handed).values())

    assert leaks(handed, NAMES) == []
    assert "quite frankly" not in text
    assert "harbour people" not in text
    assert "zq77" not in text
    assert "captain of the mill" not in text
    assert "grew up" not in text


def test_each_says_that_it_is_pseudonymised_and_not_that_it_is_the_teams(handed):
    said = words_in(handed)

    assert not any("the team's own:" in text or "the team’s own:" in text for text in said.values())
    for name in (
        "quotes.docx",
        "study.xlsx",
        "study.qdpx",
        "paper/paper.docx",
        "memos/README.txt",
        "tables/datapackage.json",
    ):
        assert "pseudonymised, not anonymous" in said[name]


def test_each_parquet_file_says_so_of_itself_and_reads_as_before(handed):
    tables = sorted((handed / "tables").glob("*.parquet"))

    with duckdb.connect() as base:
        for path in tables:
            ((key, said),) = base.execute("select key, value from parquet_kv_metadata(?)", [str(path)]).fetchall()
            assert key == b"whose"
            assert said.startswith(b"Pseudonymised, not anonymous.")
        columns = base.execute("describe select * from read_parquet(?)", [str(handed / "tables" / "codes.parquet")])
        assert "whose" not in [column for column, *_ in columns.fetchall()]


def test_the_tables_of_a_shared_run_have_a_file_that_says_so_beside_them(handed, folder):
    said = (folder / "shared" / "tables" / "README.txt").read_text(encoding="utf-8")

    assert said.startswith("Pseudonymised, not anonymous.")
    assert "Vane" not in said


def test_a_project_holds_the_shared_texts_with_their_codings(handed):
    text = words_in(handed)["study.qdpx"]

    assert "[withheld]" in text
    assert "[nurse]" in text
    assert 'name="zoe"' in text


def test_a_report_for_who_decides_comes_before(run_command, handed):
    done = run_command("quotes", "--share")

    assert "could still identify" in done.stderr


@pytest.mark.parametrize("name", ["memos", "paper", "quotes", "parquet", "qdpx"])
def test_a_folder_with_a_teams_run_is_refused_and_left_as_it_is(run_command, folder, name):
    own = folder / "own"
    if not own.exists():
        CliRunner().invoke(app, ["analyze", "study", "--out", "own"])
    before = bytes_in(own)

    done = run_command(name, "--share", "--out", "own")

    assert done.exit_code == 1
    assert "the team's own run" in told(done)
    assert bytes_in(own) == before


@pytest.mark.parametrize("name", ["memos", "paper", "parquet"])
def test_an_export_of_the_teams_own_is_not_put_among_what_was_handed_out(run_command, handed, name):
    before = bytes_in(handed)

    done = run_command(name, "--out", "own")

    assert done.exit_code == 1
    assert "an export of what is shared" in told(done)
    assert bytes_in(handed) == before


@pytest.mark.parametrize("name", ["xlsx", "qdpx", "quotes"])
def test_a_file_of_the_teams_own_is_not_put_into_a_shared_run(run_command, handed, name):
    done = run_command(name, "--out", "own", "--to", "shared/file.md")

    assert done.exit_code == 1
    assert "what is shared" in told(done)
    assert "`--to`" in told(done)


def test_consent_taken_back_is_seen_by_the_next_export(run_command, folder, handed):
    people = folder / "study" / "participants.csv"
    before = people.read_text("utf-8")
    try:
        people.write_text(before.replace("heard,yes", "heard,no"), "utf-8")
        assert run_command("qdpx", "--share", "--to", "later.qdpx").exit_code == 0
    finally:
        people.write_text(before, "utf-8")

    assert "there was trust in" in words_in(handed)["study.qdpx"]
    assert "there was trust in" not in inside(folder / "later.qdpx").lower()


def test_a_shared_run_tells_how_cases_came_in_by_numbers_alone(folder, handed):
    page = (folder / "shared" / "room" / "cross-case" / "screening.md").read_text("utf-8")

    assert "2 cities" in page
    assert [name for name in (*NAMES, "Ogdenville", "Vane Inn") if name in page] == []
