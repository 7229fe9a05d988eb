"""Ranking segments by what the codebook says of a code, before anybody has coded."""

import numpy as np
import pytest

from pipeline.coding.learning.by_description import likeness, near, parts_of
from pipeline.coding.learning.features import Passage, Passages, texts_of
from pipeline.coding.learning.tf_idf import vectors
from pipeline.coding.learning.vectors import meanings_of
from pipeline.io.cache import Cache
from pipeline.study.records import Code, Segment


def told(*transcripts: list[str]) -> Passages:
    """Each transcript's sentences as respondents' segments."""
    every, rows = [], {}
    for number, said in enumerate(transcripts):
        begin = len(every)
        text, segments = "\n".join(said), []
        for words in said:
            start = segments[-1].end_char + 1 if segments else 0
            segments.append(Segment(f"t{number}:1:{len(segments)}", 1, len(segments), start, start + len(words)))
        for n, segment in enumerate(segments):
            beside = [segments[at] if 0 <= at < len(segments) else None for at in (n - 1, n + 1)]
            every.append(Passage(f"t{number}", segment, text, *beside, 1))
        rows[f"t{number}"] = range(begin, len(every))
    return Passages(tuple(every), rows)


BOATS = Code("boats", "Boats", definition="What partners say of sailing.", include=("ferries", "crossing water"))
BREAD = Code("bread", "Bread", definition="What partners say of baking.", examples=("Dough in the oven.", "(none yet)"))


def known_for(passages, codes):
    return meanings_of(texts_of(passages, [part for code in codes for part in parts_of(code)]), Cache(None))


def test_the_parts_of_a_code_are_what_the_codebook_says_once_each_without_remarks_in_brackets():
    assert parts_of(BREAD) == ("Bread", "What partners say of baking.", "Dough in the oven.")
    assert parts_of(Code("x", "X", definition="X", include=("", " "))) == ("X",)


def test_what_stands_near_counts_half_and_a_quarter_and_not_across_transcripts():
    own = np.zeros((7, 1), dtype=np.float32)
    own[3] = 1.0  # the last of the first transcript

    found = near(own, [range(4), range(4, 7)])

    assert found[:, 0].tolist() == [0, 0.25, 0.5, 1, 0, 0, 0]


@pytest.mark.parametrize("is_embedded", [False, True], ids=["words", "vectors"])
def test_each_segment_is_likest_to_the_code_that_describes_it(is_embedded):
    passages = told(["The ferries went over the water.", "Nothing to add."], ["The oven was hot for baking.", "Yes."])
    known = known_for(passages, [BOATS, BREAD]) if is_embedded else None

    found = likeness(passages, [BOATS, BREAD], known)

    assert found[0, 0] > found[0, 1]
    assert found[2, 1] > found[2, 0]
    assert found[0, 0] == found[:, 0].max()


def test_a_rare_word_that_the_codebook_has_too_is_seen_where_one_passage_of_many_holds_it():
    """Of 200 passages and more, words that one alone has are left out: not the codebook's own."""
    passages = told([f"The meeting on day {n} took all morning." for n in range(250)] + ["Someone brought two tubas."])

    found = vectors(passages.every, ["Tubas and trombones."]).words

    assert "tubas" in found
    assert "brought" not in found
    assert "trombones" not in found


def test_words_that_all_codes_share_tell_none_from_another():
    codes = [Code(one, one, definition=f"What partners say of {one}.") for one in ("sailing", "baking")]
    passages = told(["What partners say."], ["Sailing."], ["Baking."])

    found = likeness(passages, codes)

    assert found[0, 0] == pytest.approx(found[0, 1], abs=0.05)
    assert found[1, 0] > found[1, 1] + 0.2


def test_sentence_vectors_find_what_shares_no_word_with_the_codebook():
    passages = told(["A vessel left the harbour."], ["Flour and yeast on the kitchen table."])
    codes = [Code("boats", "Ships"), Code("bread", "Loaves")]

    found = likeness(passages, codes, known_for(passages, codes))

    assert found.argmax(0).tolist() == [0, 1]


def test_no_codes_or_no_segments_give_an_empty_table():
    assert likeness(told(["Yes."]), []).shape == (1, 0)
    assert likeness(told(), [BOATS]).shape == (0, 1)
    assert likeness(told(["Yes, the water."]), [BOATS]).shape == (1, 1)
