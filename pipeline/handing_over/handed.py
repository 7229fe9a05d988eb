"""What came of an export for other people: rows by table, and everything that does not stand there as it was."""

from __future__ import annotations

from dataclasses import field

from pipeline.study.dataclass import dataclass

SHOWN = 20
_KINDS = ("in_file", "imported", "exact", "moved", "ambiguous", "lost")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that stands otherwise than in the study: which table, where in it, what was done, and why."""

    kind: str
    where: str
    what: str
    why: str


@dataclass
class Handed:
    """Filled while an export is written; printed as a table, and given as the same object as an import's report."""

    heading: str
    n_rows: dict[str, int] = field(default_factory=dict)
    items: list[Told] = field(default_factory=list)

    def wrote(self, table: str, n_rows: int) -> None:
        """Count the rows of a table."""
        self.n_rows[table] = n_rows

    def tell(self, table: str, where: str, what: str, why: str) -> None:
        """List one thing that was changed on its way out."""
        self.items.append(Told(table, where, what, why))

    def as_data(self) -> dict[str, object]:
        """The object of `--json`, with the keys that every report of import and export has."""
        kinds = {
            name: dict.fromkeys(_KINDS, 0) | {"in_file": n_rows, "imported": n_rows, "exact": n_rows}
            for name, n_rows in self.n_rows.items()
        }
        items = [
            {"kind": item.kind, "where": item.where, "words": "", "what": item.what, "why": item.why}
            for item in self.items
        ]
        return {"kinds": kinds, "items": items, "inferred": [], "renamed": {}}

    def as_table(self) -> list[str]:
        """Lines for the terminal."""
        lines = [self.heading, *(f"{name:22}{n_rows:>10,} rows" for name, n_rows in self.n_rows.items())]
        lines += [f"{item.what}: {item.kind}, {item.where}. {item.why}" for item in self.items[:SHOWN]]
        if len(self.items) > SHOWN:
            lines.append(f"… and {len(self.items) - SHOWN:,} more: --report FILE.json writes all.")
        return lines
