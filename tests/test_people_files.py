"""CSV and YAML as people and spreadsheets write them."""

from pipeline.study.people_files import parse_yaml, read_csv, read_yaml


def table_of(path, raw, needed=()):
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_csv(path, needed)


def test_a_byte_order_mark_and_semicolons_are_accepted(tmp_path):
    loaded = table_of(tmp_path / "a.csv", b"\xef\xbb\xbfcase_id;name\r\na;North\r\n")

    assert loaded.problems == ()
    assert [dict(row.cells) for row in loaded.records.rows] == [{"case_id": "a", "name": "North"}]


def test_rows_carry_the_line_on_which_they_begin_also_after_a_cell_of_two_lines(tmp_path):
    loaded = table_of(tmp_path / "a.csv", 'a,b\n1,"two\nlines"\n\n3,4\n')

    assert [row.source.line for row in loaded.records.rows] == [2, 5]


def test_a_file_that_is_not_utf_8_is_a_fault_with_its_line(tmp_path):
    loaded = table_of(tmp_path / "a.csv", "a\nok\nk\xf6ln\n".encode("latin-1"))

    assert [(p.is_fault, p.source.line) for p in loaded.problems] == [(True, 3)]


def test_a_column_twice_a_missing_one_and_a_row_too_long_are_all_named_at_once(tmp_path):
    loaded = table_of(tmp_path / "a.csv", "a,a,case\n1,2,3,4\n", ("case_id",))

    assert [p.source.line for p in loaded.problems] == [1, 1, 2]
    assert loaded.problems[1].fault == "column 'case_id' is missing; the header has 'case'."
    assert "Did you mean 'case_id'? Then rename 'case'" in loaded.problems[1].remedy


def test_a_quote_that_is_never_closed_is_a_fault(tmp_path):
    loaded = table_of(tmp_path / "a.csv", 'a,b\n1,"open\n2,3\n')

    assert "never closed" in loaded.problems[0].remedy


def test_yaml_keeps_no_as_text_and_lines_of_keys_and_items(tmp_path):
    tree = parse_yaml(tmp_path / "a.yaml", "a: no\nb:\n  - x\n  - y\n").records

    assert tree.data == {"a": "no", "b": ["x", "y"]}
    assert (tree.line("b"), tree.line("b", 1)) == (2, 4)


def test_duplicate_keys_and_broken_yaml_are_faults_with_their_lines(tmp_path):
    assert [p.source.line for p in parse_yaml(tmp_path / "a", "a: 1\nb: 2\na: 3\n").problems] == [3]
    assert [p.source.line for p in parse_yaml(tmp_path / "a", "a: 1\nb: c: d\n").problems] == [2]


def test_a_thousand_brackets_and_an_alias_bomb_end_in_a_fault(tmp_path):
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )

    assert parse_yaml(tmp_path / "a", "[" * 1000).problems[0].is_fault
    assert parse_yaml(tmp_path / "a", bomb).problems[0].is_fault


def test_a_missing_file_is_named(tmp_path):
    assert "cannot be read" in read_yaml(tmp_path / "none.yaml").problems[0].fault
