"""Rows -> frames that the store takes in: columns of numpy, which cost no import of pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy.typing as npt

    Column = npt.NDArray[Any]
    Frame = dict[str, Column]

Record = TypeVar("Record")

Columns = Mapping[str, Callable[[Record], Any]]
"""The columns of one table, each with how to get its cell from a record: a column's name stands once."""


def frame_of(records: Iterable[Record], columns: Columns[Record]) -> Frame:
    """One row a record, also where there is none."""
    listed = list(records)
    return {name: _column([cell(record) for record in listed]) for name, cell in columns.items()}


def frame(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Frame:
    """The columns of some rows, also where there is no row. What is missing is None, among floats NaN."""
    # `zip` of no rows yields no columns, and a table must have its columns also when it is empty.
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    return {name: _column(column) for name, column in zip(columns, cells, strict=True)}


def numbered(n: int) -> Column:
    """The column 0, 1, 2 … of n rows."""
    import numpy as np  # noqa: PLC0415

    return np.arange(n)


def names_beside(attributes: Sequence[str], own: Sequence[str]) -> list[str]:
    """Names for columns of a study beside ours: one that is taken, in any capitals, gets `case_` before it."""
    names: list[str] = []
    for attribute in attributes:
        name = attribute
        while name.casefold() in {taken.casefold() for taken in (*own, *names)}:
            name = f"case_{name}"
        names.append(name)
    return names


def _column(cells: Sequence[Any]) -> Column:
    """Cells of one sort as numbers or truths; of several, and text, as they are."""
    import numpy as np  # noqa: PLC0415

    # Of exactly one sort: beside a whole number numpy would make a 1 of True.
    sorts = set(map(type, cells))
    if sorts in ({int}, {bool}):
        return np.array(cells)
    if any(issubclass(sort, float) for sort in sorts):
        return np.array(cells, dtype=np.float64)
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column
