"""Over 200 inputs that are wrong in one way each: exit status, file, line and words, and never a traceback.

The rows stand in tests/bad_inputs, a module for each group of files. Each makes a study, checks it in process, and
looks for its message; a dozen go through the command line as a user would.
"""

from __future__ import annotations

import pytest

from tests.bad_inputs import coders, files, material, settings, tables, words
from tests.bad_inputs.row import Bad
from tests.making import make_study, problems_of

GROUPS = (settings, material, words, files, coders, tables)
ROWS = [row for group in GROUPS for row in group.ROWS]
NAMES = [f"{group.__name__.rpartition('.')[2]}: {row.what}" for group in GROUPS for row in group.ROWS]


def test_there_are_two_hundred_rows_and_more():
    assert len(ROWS) >= 200


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_is_wrong_is_named_with_file_line_and_remedy(row: Bad, tmp_path):
    found = problems_of(tmp_path, row.files, row.without)

    said = [f"{one.severity} {one.source.shown(tmp_path)} {one.fault} {one.remedy}" for one in found]
    assert any(one.startswith(f"{row.severity} {row.place} ") and row.words in one for one in said), "\n".join(said)
    assert any(one.is_fault for one in found) is (row.severity == "fault"), "\n".join(said)
