"""Tables of more rows than DuckDB gives to one thread come out in their order, the same each time."""

from __future__ import annotations

import csv
import io

from pipeline.store.store import store_in_memory
from pipeline.wording.escaping import FORMULA

N_ROWS = 400_000
MADE = f"""
    create table all_segments as
    select 's' || n as segment_id, 't' || lpad((n // 1000)::varchar, 4, '0') as transcript_id, 1 as turn, n as ordinal,
        n as start_char, n + 1 as end_char, 'Trust, they said.' as text
    from range({N_ROWS}) as numbers(n);
    create view segments as
    select segment_id, transcript_id, turn, start_char, end_char, text
    from all_segments
    order by transcript_id, ordinal;
"""


def test_a_long_table_is_written_as_csv_in_the_order_of_its_view(tmp_path):
    with store_in_memory() as store:
        store._connection.execute(MADE)
        store._connection.execute("set threads = 4")

        for _ in range(3):
            text = store.csv("segments", tmp_path / "aside.csv", FORMULA).decode()
            ids = [row[0] for row in csv.reader(io.StringIO(text))]
            assert ids == ["segment_id", *(f"s{n}" for n in range(N_ROWS))]
