"""What is installed is what the locks name, and the bill of materials names the same."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-embed.lock", "requirements-dev.lock")


def locked(name):
    """Package and version of each line of a lock; a version per kind of machine is one of several."""
    return set(re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_bill_of_materials_lists_what_the_lock_brings():
    bill = json.loads((ROOT / "requirements.cdx.json").read_text(encoding="utf-8"))

    assert bill["bomFormat"] == "CycloneDX"
    assert {(part["name"], part["version"]) for part in bill["components"]} == locked("requirements.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_a_hash(name):
    blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]

    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_no_language_model_is_required_of_everybody():
    named = {name for name, _ in locked("requirements.lock") if "spacy" in name}

    assert named == {"spacy", "spacy-legacy", "spacy-loggers"}


def test_each_package_that_we_name_has_its_reason():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'^\s+"([\w.-]+)(?:\[\w+\])?[=<>]', project, re.MULTILINE)
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").casefold()

    assert len(named) > 20
    assert [name for name in named if name.casefold() not in reasons] == []
