"""Reads the tables of `tests/studies/ledger/WORKED.md`: numbers that were worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from tests.oracle.files import Row

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"


def tables_of(section: str) -> list[list[Row]]:
    """The Markdown tables under the `##` heading that begins with `section`, as rows by column."""
    text = (LEDGER / "WORKED.md").read_text(encoding="utf-8")
    parts = [part for part in text.split("\n## ")[1:] if part.startswith(section)]
    if len(parts) != 1:
        raise LookupError(f"{len(parts)} sections of WORKED.md begin with {section!r}")
    tables: list[list[Row]] = []
    header: list[str] | None = None
    for line in [*parts[0].splitlines(), ""]:
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
            tables.append([])
        elif set(line) - set("|- "):
            tables[-1].append(dict(zip(header, cells, strict=True)))
    return [rows for rows in tables if rows]


def figures_of(section: str) -> dict[str, Row]:
    """CASE/CODE -> its worked cells by column, of a section whose tables have a column for each figure."""
    found: dict[str, Row] = {}
    for table in tables_of(section):
        for row in table:
            for figure in row.keys() - {"column"}:
                found.setdefault(figure, {})[row["column"]] = row[figure]
    return found


def worked_frequencies() -> dict[str, Row]:
    """Every worked figure of code_frequency: CASE/CODE -> all its columns."""
    sections = ("code_frequency: flood-tarn", "code_frequency: flood-brack", "code_frequency: market-tarn and market")
    return {figure: cells for section in sections for figure, cells in figures_of(section).items()}


def is_worked(value: object, worked: str) -> bool:
    """Whether a published or recounted value is the worked cell (decimals are rounded to four places)."""
    shown = "" if value is None else str(value)
    if worked in ("null", ""):
        return shown == ""
    try:
        number = float(Fraction(worked))
    except ValueError:
        return shown == worked
    if shown == "":
        return False
    return abs(float(shown) - number) <= (5e-5 if "." in worked else 1e-9)
