"""The arrows of docs/architecture.md: who may import whom."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pipeline"

LAYERS = {
    "problems": 0,
    "lock": 0,
    "processes": 0,
    "spacy_library": 0,
    "records": 1,
    "statistics": 0,
    "outputs": 1,
    "people_files": 2,
    "cache": 2,
    "manifest": 3,
    "study": 3,
    "foreign_table": 3,
    "tables_of_others": 4,
    "codebook": 4,
    "corpus": 5,
    "selection": 5,
    "starter": 5,
    "coding": 6,
    "check": 7,
    "reliability": 8,
    "store": 9,
    "stages": 10,
    "comparison": 11,
    "figures": 12,
    "memos": 13,
    "site": 14,
    "run": 15,
    "cli": 16,
    "__main__": 17,
}
ALLOWED = {
    # Memos are wrapped into pages by the site, and pages word their numbers by the memos' filters.
    ("memos", "site"),
}


def imports_of(path):
    """(part of the package, line) for everything of ours that a module imports at its top or inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline."):
            yield node.module.split(".")[1], node.lineno
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("pipeline."):
                    yield name.name.split(".")[1], node.lineno


def part_of(path):
    """`coding` for pipeline/coding/by_hand.py, `run` for pipeline/run.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if part_of(path) != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path):
    part = part_of(path)
    wrong = [
        f"line {line}: {part} imports {other}"
        for other, line in imports_of(path)
        if other != part and (part, other) not in ALLOWED and LAYERS[other] >= LAYERS[part]
    ]

    assert wrong == []


def test_statistics_import_nothing_of_ours():
    found = [
        other
        for path in (PACKAGE / "statistics").rglob("*.py")
        for other, _ in imports_of(path)
        if other != "statistics"
    ]

    assert found == []


def test_only_the_store_knows_duckdb():
    users = {part_of(path) for path in MODULES if "import duckdb" in path.read_text(encoding="utf-8")}

    assert users == {"store"}


def test_only_cli_prints():
    users = set()
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                users.add(part_of(path))

    assert users <= {"cli", "run"}
