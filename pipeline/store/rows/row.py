"""What all typed rows have in common: a table's name, columns in their order, and reading by a column's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, TypeVar

from pipeline.study.dataclass import dataclass

Cell = str | int | float | bool | None
Extra = Mapping[str, str | None]
"""Cells of columns that a study added to a table of its own: text, as people wrote it."""

ROW_NO = "row_no "
"""Our own column of judgements, the place of a row in its file. No column of a study can be called so: the cells of a
header lose the blanks at their ends."""

_COLUMNS = {"from_": "from", "row_no": ROW_NO}
_FIELDS = {column: name for name, column in _COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row of the table `TABLE`. `HAS_EXTRA`: a study may add columns, which stand in `extra`. `REPEATED`: fields of
    text that says the same in many rows, which is kept once."""

    TABLE: ClassVar[str] = ""
    HAS_EXTRA: ClassVar[bool] = False
    REPEATED: ClassVar[frozenset[str]] = frozenset()

    def cell(self, column: str) -> Any:
        """A cell by its column's name, as a study's own settings name it; None where there is no such column."""
        name = _FIELDS.get(column, column)
        # A study's own column may be called `from_` or `extra`: that is no field of ours.
        is_own = name in self.__dataclass_fields__ and name != "extra" and column_of(name) == column
        return getattr(self, name) if is_own else getattr(self, "extra", {}).get(column)

    def by_column(self) -> dict[str, Cell]:
        """Cells by column, as a CSV file or a study's own settings name them."""
        cells = {column_of(name): getattr(self, name) for name in field_names(type(self))}
        cells.update(getattr(self, "extra", {}))
        return cells


Row = TypeVar("Row", bound=StoredRow)


def column_of(name: str) -> str:
    """The column of a field: `from` for `from_`, which Python keeps to itself."""
    return _COLUMNS.get(name, name)


_NAMES: dict[type[StoredRow], tuple[str, ...]] = {}


def field_names(row_type: type[StoredRow]) -> tuple[str, ...]:
    """The fields of a row that are columns of its own."""
    # Asked for each row of a run, and worked out once a class.
    if row_type not in _NAMES:
        _NAMES[row_type] = tuple(field.name for field in fields(row_type) if field.name != "extra")
    return _NAMES[row_type]


def rows_of(row_type: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
    """Rows from DuckDB's columns and cells; columns that a study added go to `extra`."""
    place = {column: n for n, column in enumerate(columns)}
    own = [place[column_of(name)] for name in field_names(row_type)]
    added = [(column, n) for n, column in enumerate(columns) if n not in own]
    make: Callable[..., Row] = row_type
    if not row_type.HAS_EXTRA:
        known: dict[Any, Any] = {}
        # DuckDB makes a new string for every cell: of a million codings, a gigabyte that says `affirmed` and the like.
        once = known.setdefault
        repeated = [name in row_type.REPEATED for name in field_names(row_type)]
        if not any(repeated):
            return tuple(make(*[cells[n] for n in own]) for cells in rows)
        pick = list(zip(own, repeated, strict=True))
        return tuple(
            make(*[once(cells[n], cells[n]) if is_repeated else cells[n] for n, is_repeated in pick]) for cells in rows
        )
    return tuple(make(*[cells[n] for n in own], {column: cells[n] for column, n in added}) for cells in rows)
