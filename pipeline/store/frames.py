"""Rows -> frames that the store takes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def frame(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """A frame of rows, a type a column."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame.from_records(list(rows), columns=list(columns))


def texts(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> pd.DataFrame:
    """A frame whose columns are all text, also where it has no row."""
    import pandas as pd  # noqa: PLC0415

    found = list(rows)
    return pd.DataFrame({name: pd.Series([row[n] for row in found], dtype="string") for n, name in enumerate(columns)})
