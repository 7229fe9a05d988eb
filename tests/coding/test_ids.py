"""Published ids: the coder's own wherever they can be, and never two the same."""

import itertools

from pipeline.coding.hand.ids import Names, published_ids
from pipeline.study.records import Coding


def coding(coder, coding_id, start=0):
    return Coding(coding_id, "t1", start, start + 5, "trust", coder, "hand")


def test_an_id_is_the_coder_s_own_and_carries_the_coder_only_where_two_share_it():
    codings = [coding("ana", "1"), coding("ana", "2"), coding("ben", "2"), coding("ana", "ana:7")]

    assert published_ids(codings) == ["1", "ana:2", "ben:2", "ana:7"]


def test_a_prefixed_id_that_is_taken_is_left_to_the_one_it_names():
    codings = [coding("ana", "3"), coding("ben", "3"), coding("ana", "ana:3")]

    assert published_ids(codings) == ["ana:3", "ben:3", "ana:ana:3"]


def test_no_two_ids_are_the_same_whatever_coders_choose():
    ids = ("3", "ana:3", "ben:3", "ana:ana:3", "ben:ana:3", "ana:ben:3")
    every = [coding(coder, one) for coder in ("ana", "ben") for one in ids]
    for n in range(1, 7):
        for some in itertools.combinations(every, n):
            published = published_ids(some)
            assert len(set(published)) == n, (some, published)


def test_an_id_means_the_coding_published_under_it_else_all_of_its_number():
    three, other, made = coding("ana", "3"), coding("ben", "3"), coding("ana", "ana:3")
    names = Names([three, other, made, coding("ben", "4")])

    assert names.meant("3") == [three, other]
    assert names.meant("ana:3") == [three]
    assert names.meant("ana:ana:3") == [made]
    assert [one.coding_id for one in names.meant("ben:4")] == ["4"]
    assert names.meant("5") == []
    assert [names.of(one) for one in (three, other, made)] == ["ana:3", "ben:3", "ana:ana:3"]
