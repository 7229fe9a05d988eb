"""A codebook as people write it becomes records, and what cannot be read is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from codebook_files import book, loaded, problems_in

from pipeline.codebook.load import load_codebook
from pipeline.study.records import Cues

SMALLEST = 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk of trust., cues: {phrases: [trust]}}}\n'


def test_the_smallest_codebook_has_the_defaults_of_the_contract():
    codebook = book(SMALLEST)
    trust = codebook.codes["trust"]

    assert (codebook.name, codebook.version, problems_in(SMALLEST)) == ("mine", "1", ())
    assert (trust.name, trust.kind, trust.is_codable, trust.origin) == ("trust", "analytic", True, "inductive")
    assert (trust.cues, trust.line) == (Cues(phrases=("trust",)), 3)


def test_every_field_is_read():
    code = book("""\
        version: "4"
        codes:
          enabler: {is_codable: no, definition: A heading.}
          prior:
            parent: enabler
            name: Building on
              prior relationships
            kind: analytic
            origin: deductive
            definition: Partners knew each other.
            source: A book.
            include: [earlier projects]
            exclude: [trust made here -> enabler]
            examples: ["we: go way back"]
            scope: [history]
            cues:
              phrases: [go way back]
              patterns: [[{LEMMA: know, OP: "+"}, {LENGTH: {">=": 3}, IS_ALPHA: true}]]
              unless: [no way]
            was: [before]
            retired: "4"
        """).codes["prior"]

    assert code.name == "Building on prior relationships"
    assert (code.parent, code.origin, code.source_of_definition) == ("enabler", "deductive", "A book.")
    assert (code.include, code.exclude) == (("earlier projects",), ("trust made here -> enabler",))
    assert (code.examples, code.scope, code.was, code.retired) == (("we: go way back",), ("history",), ("before",), "4")
    assert code.cues.patterns == (({"LEMMA": "know", "OP": "+"}, {"LENGTH": {">=": 3}, "IS_ALPHA": True}),)
    assert code.cues.unless == ("no way",)


def test_words_that_yaml_takes_for_values_stay_words():
    codebook = book("version: 1.10\ncodes: {a: {definition: d, cues: {phrases: [no, 2020, yes]}}}")

    assert codebook.version == "1.10"
    assert codebook.codes["a"].cues.phrases == ("no", "2020", "yes")


def test_one_word_stands_for_a_list_of_one():
    assert book("codes: {a: {definition: d, cues: {phrases: trust}}}").codes["a"].cues.phrases == ("trust",)


@pytest.mark.parametrize(
    ("yaml", "line", "words", "remedy"),
    [
        ("codes:\n  a: {definition: d, phrases: [b]}", 2, "unknown field 'phrases' in code 'a'", "name, kind"),
        ("codes:\n  a: {definitoin: d}", 2, "unknown field 'definitoin'", "Did you mean 'definition'?"),
        ("codes: {a: {definition: d}}\nverzion: 1", 2, "unknown field 'verzion' in a codebook", "'version'?"),
        (
            "codes:\n  a:\n    definition: d\n    cues: {phrase: [b]}",
            4,
            "unknown field 'phrase' in the cues",
            "'phrases'?",
        ),
        ("codes:\n  a: {definition: d}\n  b: {definition: d}\n  a: {definition: e}", 4, "'a' stands twice", "Rename"),
        ("codes:\n  a: {definition: d, definition: e}", 2, "'definition' stands twice", "Rename"),
        ("codes:\n  a: Talk of trust.", 2, "code 'a' should be fields", "definition: Talk of trust."),
        ("codes:\n  a: {definition: [d]}", 2, "'definition' should be text, here is a list", "quotes"),
        ("codes:\n  a: {definition: d, is_codable: maybe}", 2, "should be true or false", "true or false"),
        ("codes:\n  a: {definition: d, cues: {patterns: [{LOWER: b}]}}", 2, "list of tokens", "two brackets"),
        ("codes:\n  a: {definition: d, include: [b: c]}", 2, "'include' should be text", "quotes"),
        ("codes: {}", 1, "`codes:` is empty", "trust"),
        ("codes: [a, b]", 1, "`codes:` should be ids", "trust"),
        ("version: 1", 1, "no `codes:`", "Begin with"),
        ("- a", 1, "a codebook should be fields", "codebook, version, codes"),
        ("codes:\n  a: {definition: d\n  b: {}", 3, "not readable as YAML", "missing"),
        ("codes:\n\ta: 1", 2, "a tab stands where spaces belong", "spaces"),
        ("codes:\n  a:\n    definition: We: the partners", 3, "a colon stands here", "double quotes"),
        ("codes: {a: {definition: d}}\n---\ncodes: {}", 2, "second document", "one document"),
        ("codes: {a: !!python/object:os.system {definition: d}}", 1, "tag", "Delete"),
        ("codes: {a: &x {definition: d, include: [*x]}}", 1, "'*x' stands for nothing", "Write it out"),
        ("codes: {a: {definition: d}}\n\ncodebook: '\x07'", 3, "no text file should hold", "Delete"),
        ("", 0, "the file is empty", "docs/codebook.md"),
    ],
)
def test_a_fault_names_its_line_and_its_remedy(yaml: str, line: int, words: str, remedy: str):
    faults = [problem for problem in problems_in(yaml) if problem.is_fault]

    assert [fault.source.line for fault in faults] == [line]
    assert words in faults[0].fault
    assert remedy in faults[0].remedy


def test_all_problems_are_told_at_once():
    assert len(problems_in("codes:\n  a: {nme: x}\n  b: {parent: c}\n  c!: {}\n")) >= 5


def test_a_codebook_with_faults_is_still_given_so_that_other_files_can_be_checked():
    assert set(book("codes: {a: {nme: x}, b: {parent: nobody}}").codes) == {"a", "b"}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"codes:\n  a: {definition: caf\xe9}\n", 2, "not UTF-8"),
        (b"[" * 5000, 1, "levels are nested"),
        (
            b"a: &a [x, x, x, x, x, x, x, x, x]\n"
            + b"".join(
                f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n".encode() for n in range(9)
            ),
            6,
            "values, counted with every",
        ),
        (b"\xef\xbb\xbf" + b" " * 4_000_001, 0, "larger than"),
    ],
    ids=["latin-1", "deep", "alias bomb", "large"],
)
def test_a_file_that_cannot_be_taken_in_is_one_fault(tmp_path: Path, content: bytes, line: int, words: str):
    (tmp_path / "c.yaml").write_bytes(content)

    result = load_codebook(tmp_path / "c.yaml")

    assert result.records is None
    assert [(p.source.line, p.is_fault) for p in result.problems] == [(line, True)]
    assert words in result.problems[0].fault


def test_a_missing_file_and_a_folder_are_faults(tmp_path: Path):
    assert "it is not there" in load_codebook(tmp_path / "none.yaml").problems[0].fault
    assert "is a directory" in load_codebook(tmp_path).problems[0].fault


def test_a_byte_order_mark_is_accepted(tmp_path: Path):
    (tmp_path / "c.yaml").write_bytes(b"\xef\xbb\xbf" + SMALLEST.encode())

    assert load_codebook(tmp_path / "c.yaml").problems == ()


def test_earlier_versions_lie_beside_the_codebook():
    codebook = book(
        "version: 4\ncodes: {trust: {definition: New.}}",
        v3="version: 3\ncodes: {trust: {definition: Old.}}",
        v4="version: 4\ncodes: {trust: {definition: The same version, not used.}}",
    )

    assert {version: one.codes["trust"].definition for version, one in codebook.earlier.items()} == {"3": "Old."}


def test_a_damaged_earlier_version_is_a_caution_and_is_left_out():
    result = loaded("version: 4\ncodes: {trust: {definition: d}}", v3="codes: [", v2="codes: {trust: {definition: d}}")

    assert result.records is not None
    assert list(result.records.earlier) == ["2"]
    assert [(p.source.path.name, p.is_fault) for p in result.problems] == [("book@3.yaml", False)]


def test_an_earlier_version_whose_name_and_content_differ_is_a_caution():
    problems = problems_in("version: 4\ncodes: {a: {definition: d}}", v3="version: 2\ncodes: {a: {definition: d}}")

    assert "the file says version '2', its name says '3'" in problems[0].fault


def test_two_files_of_one_version_and_another_text_of_todays_version_are_told(tmp_path):
    files = {"book.yaml": "2", "book@1.yaml": "1", "book@1.0.yaml": "1.0", "book@2.0.yaml": "2.0"}
    for n, (name, version) in enumerate(files.items()):
        (tmp_path / name).write_text(f'version: "{version}"\ncodes: {{a: {{definition: D{n}}}}}\n', encoding="utf-8")

    told = [(one.source.path.name, one.fault) for one in load_codebook(tmp_path / "book.yaml").problems]

    assert told == [
        ("book@1.yaml", "this is version 1, and so is book@1.0.yaml, which is taken."),
        ("book@2.0.yaml", "this is version 2 as the codebook is, with another text of 'a': it is not read."),
    ]
