"""What is added to files that people wrote reads back as it was meant, whatever signs are in it."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import make_study

from pipeline.codebook.load import load_codebook
from pipeline.exchange.people_rows import Entry, new_table, records_of, with_entries, with_rows, without_rows

SIGNS = st.sampled_from("ab é🌱:#{}[],\"'\\;-=+@|>%&*!?\u2028\x85\x9b\ufeff\u202e e\u0301")
NAMES = st.text(SIGNS, min_size=1, max_size=20).map(lambda name: " ".join(name.split())).filter(bool)
STYLES = {
    "block": 'codebook: mine\nversion: "1"\ncodes:\n  trust:\n    definition: Talk of trust.  # ours\n',
    "block, codes first": 'codes:\n    trust: {definition: Talk.}\n\n# the version\nversion: "1"\ncodebook: mine',
    "flow": 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk.}}\n',
    "flow, comma last": 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk.},}\n',
    "Windows": 'codebook: mine\r\nversion: "1"\r\ncodes:\r\n  trust:\r\n    definition: Talk.\r\n',
}


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=25)
@given(name=NAMES, definition=NAMES, example=NAMES)
def test_an_entry_reads_back_as_it_was_meant_and_takes_nothing_away(tmp_path, style, name, definition, example):
    path = tmp_path / "codebook.yaml"
    path.write_text(STYLES[style], newline="")

    changed, piece = with_entries(path, STYLES[style], [Entry("no", name, "trust", definition, examples=(example,))])
    path.write_text(changed, newline="")

    book = load_codebook(path)
    assert [problem.fault for problem in book.problems if problem.is_fault] == []
    code = book.records.codes["no"]
    assert (code.name, code.parent, code.definition, code.examples) == (name, "trust", definition, (example,))
    assert changed.replace(piece, "", 1).rstrip() == STYLES[style].rstrip()


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(NAMES, st.sampled_from(["", "x\ny", '"', "a;b"])), min_size=1, max_size=5))
def test_rows_are_taken_back_to_the_byte(tmp_path, rows):
    path = tmp_path / "t.csv"
    before = b'case_id;memo\r\na;"two\r\nlines"\r\n'
    path.write_bytes(before)

    added = with_rows(path, [{"case_id": name, "memo": memo} for name, memo in rows])

    with_all = list(csv.reader(added.raw.decode().splitlines(keepends=True), delimiter=";"))
    assert len(list(records_of(added.raw))) == len(rows) + 2 == len(with_all)
    assert without_rows(added.raw, added.digests) == (before, 0)


def test_a_new_table_keeps_a_line_feed_inside_of_a_cell():
    made = new_table(("a", "b"), [{"a": "1", "b": "x\ny"}])

    assert made.raw == b'a,b\n1,"x\ny"\n'


def test_a_codebook_whose_codes_are_no_list_is_refused(tmp_path):
    study = make_study(tmp_path / "study")
    path = study / "codebook.yaml"

    with pytest.raises(Exception, match="no entry can be added"):
        with_entries(path, "codebook: mine\ncodes: {}\n", [Entry("a", "A")])
