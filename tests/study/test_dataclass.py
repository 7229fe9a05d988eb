"""Frozen dataclasses of ours behave as those of the standard library, but for the guard."""

import copy
import dataclasses
import pickle
from dataclasses import field

import pytest

from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage."""

    text: str
    start: int = 0
    labels: list[str] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LongPassage(Passage):
    """A passage with its end."""

    end: int = 10


@dataclass(frozen=True)
class Single:
    """One field, and what is made of it afterwards."""

    value: float

    def __post_init__(self):
        assert self.value != 0, "zero"


def test_fields_are_given_by_place_by_name_and_by_default():
    passage = LongPassage("we agreed", end=9)

    assert (passage.text, passage.start, passage.labels, passage.end) == ("we agreed", 0, [], 9)


def test_each_object_has_a_default_of_its_own_from_a_factory():
    assert Passage("a").labels is not Passage("b").labels


def test_objects_with_the_same_compared_fields_are_equal_and_hash_alike():
    one, other = Passage("a", 1, ["x"]), Passage("a", 1, ["y"])

    assert one == other
    assert hash(one) == hash(other)
    assert one != Passage("a", 2)
    assert Passage("a") != LongPassage("a")
    assert {Single(1.0), Single(1.0)} == {Single(1.0)}


def test_an_object_is_shown_as_what_would_make_it():
    assert repr(Passage("a", 1, ["x"])) == "Passage(text='a', start=1)"


def test_what_is_asked_for_afterwards_is_done():
    with pytest.raises(AssertionError, match="zero"):
        Single(0)


def test_a_field_too_many_too_few_or_unknown_is_refused_as_by_any_function():
    for values, named in (((), {}), (("a", 0, [], 1), {}), (("a",), {"of": 1})):
        with pytest.raises(TypeError):
            Passage(*values, **named)


def test_functions_of_the_standard_library_know_its_fields():
    passage = Passage("a", 1, ["x"])

    assert dataclasses.asdict(passage) == {"text": "a", "start": 1, "labels": ["x"]}
    assert dataclasses.replace(passage, text="b").text == "b"
    assert dataclasses.is_dataclass(passage)


def test_an_object_can_be_copied_and_sent_to_another_process():
    passage = LongPassage("a", 1, ["x"])

    assert copy.deepcopy(passage) == passage == pickle.loads(pickle.dumps(passage))


def test_slots_leave_no_room_for_anything_else():
    with pytest.raises(AttributeError):
        Passage("a").other = 1


def test_what_is_not_frozen_is_the_standard_librarys():
    @dataclass
    class Counter:
        n: int = 0

    counter = Counter()
    counter.n += 1

    assert counter == Counter(1)


@pytest.mark.parametrize("asked", [{"init": False}, {"kw_only": True}, {"hash": False}])
def test_what_it_does_not_know_of_a_field_is_refused(asked):
    with pytest.raises(TypeError, match=r"Other\.value: only"):

        @dataclass(frozen=True)
        class Other:
            value: int = field(default=0, **asked)


def test_what_a_class_writes_itself_stands():
    @dataclass(frozen=True)
    class Named:  # noqa: PLW1641 — that it is given one is the test
        name: str

        def __repr__(self):
            return self.name

        def __eq__(self, other):
            return self.name.lower() == other.name.lower()

    assert repr(Named("Ann")) == "Ann"
    assert Named("Ann") == Named("ANN")
    assert hash(Named("Ann")) == hash(Named("Ann"))
