"""What counts as the same definition, and what the machine looks for."""

from __future__ import annotations

from pipeline.codebook.compare import cue_digest, definition_digest
from pipeline.study.records import Code, Cues


def same_definition(a: Code, b: Code) -> bool:
    return definition_digest(a) == definition_digest(b)


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
