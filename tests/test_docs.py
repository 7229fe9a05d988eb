"""The docs are complete: every command, option, setting, file and published column stands in them."""

import re
from pathlib import Path

import pytest
import typer

from pipeline.cli import app
from pipeline.corpus.peoples_tables import KEPT
from pipeline.study.study import FIELDS

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


def commands(group, before="crosscase"):
    """(words, command) for every command that a user can type."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


COMMANDS = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[words for words, _ in COMMANDS])
def test_every_command_and_option_is_documented(words, command):
    text = DOCS["commands.md"]

    assert f"`{words}" in text
    for parameter in command.params:
        for option in getattr(parameter, "opts", ()):
            if option.startswith("--") and option != "--help":
                assert option in text, f"{words} {option}"


def test_every_setting_of_study_yaml_is_documented():
    assert [name for name in FIELDS if f"`{name}`" not in DOCS["study-files.md"]] == []


def test_every_people_s_table_and_its_columns_are_documented():
    text = DOCS["study-files.md"]

    for kept in KEPT.values():
        assert f"`{kept.file}`" in text
        row = next(line for line in text.splitlines() if line.startswith(f"| `{kept.file}`"))
        assert [column for column in kept.columns if column not in row] == []


def test_every_published_column_is_documented(ledger_outputs):
    text = DOCS["outputs.md"]
    missing = []
    for path in sorted((ledger_outputs / "tables").glob("*.csv")):
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert f"`{path.stem}`" in text, path.name
        rows = [line for line in text.splitlines() if re.search(rf"`{path.stem}`", line)]
        if path.stem in {*KEPT, "cases", "participants", "attendance", "propositions", "enabler_frequency"}:
            continue
        missing += [f"{path.stem}.{column}" for column in header if not any(column in row for row in rows)]

    assert missing == []


def test_links_between_docs_lead_somewhere():
    broken = []
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(
            r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"`[^`]*`", "", path.read_text(encoding="utf-8"))
        ):
            if not target.startswith(("http:", "https:", "mailto:")) and not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")

    assert broken == []
