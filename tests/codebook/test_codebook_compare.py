"""What counts as the same definition, and what changed between two versions."""

from __future__ import annotations

from codebook_files import book

from pipeline.codebook.compare import changes, cue_digest, definition_digest, same_definition
from pipeline.study.records import Code, Cues


def test_white_space_does_not_make_another_definition():
    assert same_definition(Code("a", "a", definition="Talk of  trust. "), Code("a", "b", definition="Talk of\ntrust."))


def test_include_and_exclude_belong_to_the_definition_and_cues_do_not():
    code = Code("a", "a", definition="d")

    assert not same_definition(code, Code("a", "a", definition="d", include=("x",)))
    assert not same_definition(code, Code("a", "a", definition="d", exclude=("x",)))
    assert same_definition(code, Code("a", "a", definition="d", cues=Cues(phrases=("x",))))


def test_an_item_moved_between_include_and_exclude_is_another_definition():
    assert definition_digest(Code("a", "a", include=("x",))) != definition_digest(Code("a", "a", exclude=("x",)))


def test_the_cue_digest_moves_with_every_wording_and_with_scope_only():
    plain = Code("a", "a", cues=Cues(phrases=("x",)))
    others = [
        Code("a", "a", cues=Cues(phrases=("x", "y"))),
        Code("a", "a", cues=Cues(phrases=("x",), unless=("y",))),
        Code("a", "a", cues=Cues(phrases=("x",), patterns=(({"LOWER": "y"},),))),
        Code("a", "a", cues=Cues(phrases=("x",)), scope=("history",)),
    ]

    assert len({cue_digest(code) for code in [plain, *others]}) == 5
    assert cue_digest(plain) == cue_digest(Code("a", "another name", definition="d", cues=Cues(phrases=("x",))))


def test_changes_are_sorted_into_what_a_reader_has_to_know():
    old = book("""\
        version: 1
        codes:
          kept: {definition: d}
          worded: {definition: d}
          meant: {definition: d}
          old_name: {definition: d}
          gone: {definition: d}
          whole: {definition: d}
          small: {definition: d}
          tired: {definition: d}
        """)
    new = book("""\
        version: 2
        codes:
          kept: {name: Kept, definition: d}
          worded: {definition: d, cues: {phrases: [x]}}
          meant: {definition: other}
          new_name: {definition: d, was: [old_name]}
          whole: {definition: d}
          part_1: {definition: d, split_from: whole}
          part_2: {definition: d, split_from: whole}
          small: {definition: d, merge_into: kept, merge_why: never apart}
          tired: {definition: d, retired: "2"}
          fresh: {definition: d}
        """)

    found = changes(old, new)

    assert (found.added, found.removed, found.retired) == (("fresh",), ("gone",), ("tired",))
    assert (found.renamed, found.merged) == ((("old_name", "new_name"),), (("small", "kept"),))
    assert found.split == (("whole", ("part_1", "part_2")),)
    assert (found.redefined, found.cues_changed) == (("meant",), ("worded",))


def test_a_version_compared_with_itself_has_no_changes():
    codebook = book("codes: {a: {definition: d, cues: {phrases: [x]}}}")

    assert changes(codebook, codebook).is_empty
