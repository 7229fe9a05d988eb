"""How the code is built, in numbers: one script for any Python package, so that two can stand side by side.

    python -m benchmarks.survey pipeline            this checkout
    python -m benchmarks.survey OLD/pipeline pipeline

A row read by a string subscript is `name["literal"]` that is not assigned to: what `mypy` cannot follow. Comments
are those for readers: a bare `noqa`, `type:` or `fmt:` is none. A circle is a set of files that import each other,
directly or through others, also inside functions.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median

TOOLS = ("# noqa", "# type:", "# fmt:", "#!")


def quantile(values: list[int], share: float) -> int:
    """The value below which `share` of the others lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0


def comments_in(text: str) -> int:
    """Comments for readers: of their own line or behind code; a reason after `noqa` is one too."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return sum(not comment.startswith(TOOLS) or " — " in comment for comment in comments)


def imports_of(tree: ast.Module, package: str) -> set[str]:
    """Modules of the package that a module imports, at its top or when a function is called."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == package:
            named |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            named |= {name.name for name in node.names if name.name.split(".")[0] == package}
    return named


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Sets of modules each of which reaches all the others of its set."""
    reach: dict[str, set[str]] = {}
    for module in imports:
        seen: set[str] = set()
        waiting = [module]
        while waiting:
            for other in imports.get(waiting.pop(), ()):
                if other in imports and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        reach[module] = seen
    groups = {
        tuple(sorted({module, *(o for o in reach[module] if module in reach[o])})) for module in reach
        if module in reach[module]
    }  # fmt: skip
    return [list(group) for group in sorted(groups)]


def measure(root: Path) -> dict[str, object]:
    """The survey of one package."""
    lengths, functions, typed = [], [], 0
    comments = any_names = subscripts = 0
    imports: dict[str, set[str]] = {}
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        n_lines = len(text.splitlines())
        lengths.append(n_lines)
        comments += comments_in(text)
        dotted = ".".join((root.name, *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
        imports[dotted] = imports_of(tree, root.name) - {dotted}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.append((node.end_lineno or node.lineno) - node.lineno + 1)
                typed += node.returns is not None
            elif isinstance(node, ast.Name) and node.id == "Any":
                any_names += 1
            elif (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Load)
                and isinstance(node.slice, ast.Constant)
                and isinstance(node.slice.value, str)
            ):
                subscripts += 1
    total = sum(lengths)
    return {
        "modules / lines": f"{len(lengths)} / {total:,}",
        "module median / p90 / longest": f"{median(lengths):.0f} / {quantile(lengths, 0.9)} / {max(lengths)}",
        "function median / p95 / longest": f"{median(functions):.0f} / {quantile(functions, 0.95)} / {max(functions)}",
        "functions with return types": f"{100 * typed / len(functions):.0f} %",
        "comments per 100 lines": f"{100 * comments / total:.1f}",
        "`Any` per 1,000 lines": f"{1000 * any_names / total:.1f}",
        "rows read by a string subscript": f"{subscripts:,}",
        "circles of files": len(circles(imports)),
    }


def main(folders: Iterable[str]) -> None:
    """Print the surveys side by side, as a Markdown table."""
    roots = [Path(folder) for folder in folders]
    table: dict[str, list[object]] = defaultdict(list)
    for root in roots:
        for name, value in measure(root).items():
            table[name].append(value)
    print("| | " + " | ".join(str(root) for root in roots) + " |")
    print("|---|" + "---|" * len(roots))
    for name, values in table.items():
        print(f"| {name} | " + " | ".join(str(value) for value in values) + " |")


if __name__ == "__main__":
    main(sys.argv[1:] or ["pipeline"])
