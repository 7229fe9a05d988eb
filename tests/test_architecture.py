"""The arrows of docs/architecture.md: who may import whom."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pipeline"

LAYERS = {
    "study": 0,
    "statistics": 0,
    "io": 1,
    "wording": 1,
    "store/rows": 1,
    "user_tables": 2,
    "codebook": 2,
    "corpus": 3,
    "notes/read": 4,
    "notes/order_of_dates": 4,
    "coding": 4,
    "selection": 4,
    "loaded_study": 5,
    "sharing": 6,
    "check": 6,
    "reliability": 6,
    "store": 7,
    "stages": 8,
    "notes": 9,
    "comparison": 10,
    "revision": 10,
    "figures": 11,
    "site": 12,
    "memos": 13,
    "word": 13,
    "handing_over": 14,
    "loading": 14,
    "page": 14,
    "exchange": 15,
    "paper": 15,
    "run": 15,
    "archive": 16,
    "starter": 16,
    "commands": 17,
    "cli": 18,
    "__main__": 19,
}
"""Who may import whom: a room those below it. A file named here stands apart from its room."""

ALLOWED: set[tuple[str, str]] = set()


def layer_of(dotted):
    """`notes/read` or `notes` for pipeline.notes.read: the file where LAYERS names it, else its room."""
    parts = dotted.split(".")[1:]
    whole = "/".join(parts[:2])
    return whole if whole in LAYERS else parts[0]


def imports_of(path):
    """(part of the package, line) for everything of ours that a module imports at its top or inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline."):
            yield layer_of(node.module), node.lineno
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("pipeline."):
                    yield layer_of(name.name), node.lineno


def part_of(path):
    """`coding` for pipeline/coding/hand/by_hand.py, `run` for pipeline/run.py."""
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


def test_only_the_command_line_prints():
    users = set()
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                users.add(part_of(path))

    assert users <= {"cli", "commands", "run"}
