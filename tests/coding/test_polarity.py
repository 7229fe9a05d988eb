"""Affirmed, absent, wished: one line a rule. The cue is in brackets, the sentences are invented."""

from __future__ import annotations

import pytest
from interviews import code, codebook, interview

from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.coding.cues.polarity import strongest

SAID = [
    # plain
    ("affirmed", "We [looked at data] every week."),
    ("affirmed", "Every Thursday we would [look at data]."),
    ("affirmed", "We'd have [a meeting] and shout."),
    ("affirmed", "We would have to [look at data] first."),
    # denied
    ("absent", "We never [looked at data]."),
    ("absent", "We never, um, you know, [looked at data]."),
    ("absent", "Nobody ever really [looked at data]."),
    ("absent", "No one had [worked together before]."),
    ("absent", "No-one had [worked together before]."),
    ("absent", "We didnt [look at data]."),
    ("absent", "We dont [look at data]."),
    ("absent", "It wasnt [trust]."),
    ("absent", "We didn’t [look at data]."),
    ("absent", "I don't think we ever did [look at data] together."),
    ("absent", "There was no [trust]."),
    ("absent", "There was hardly any [trust] in that room."),
    ("absent", "There was a real lack of [trust]."),
    ("absent", "We did all of it without [trust]."),
    ("absent", "They refused to [look at data]."),
    ("absent", "Why didn't we [look at data]?"),
    ("absent", "We didn't meet and didn't [look at data]."),
    ("absent", "We didn't have money, time, or [trust]."),
    ("absent", "We didn't have [trust], or money, or time."),
    # denied afterwards
    ("absent", "[Trust], there wasn't any."),
    ("absent", "The [trust] was just not there."),
    ("absent", "[Look at data] together, we never did."),
    ("absent", "[Working together before], that never happened."),
    # the clause ends before the cue
    ("affirmed", "We didn't like them but we [worked together before]."),
    ("affirmed", "There wasn't much, and we [worked together before]."),
    ("affirmed", "It wasn't easy when we had to [look at data]."),
    ("affirmed", "They never left because we [looked at data]."),
    ("affirmed", "Even if we had no money we [worked together before]."),
    ("affirmed", "No, we [looked at data]."),
    ("affirmed", "No we [looked at data] every week."),
    # no negation at all
    ("affirmed", "We not only [looked at data], we argued over it."),
    ("affirmed", "No doubt they [looked at data]."),
    ("affirmed", "I can't stress enough that we [looked at data]."),
    ("affirmed", "Don't get me wrong, we [looked at data]."),
    ("affirmed", "I don't know, we [looked at data], I guess."),
    ("affirmed", "I don't know how we [looked at data] back then."),
    ("affirmed", "I had no idea why they [looked at data]."),
    ("affirmed", "We [looked at data], didn't we."),
    ("affirmed", "Didn't we [look at data] every month?"),
    # twice is once too many
    ("affirmed", "We couldn't have done it without [trust]."),
    ("affirmed", "It would never have worked without [trust]."),
    ("affirmed", "Without [trust] we would have failed."),
    ("affirmed", "We never [looked at data] until the flood."),
    ("absent", "We never had no [trust]."),
    # wished
    ("wished", "We should have [looked at data]."),
    ("wished", "We should've [looked at data]."),
    ("wished", "We shoulda [looked at data]."),
    ("wished", "We should of [looked at data]."),
    ("wished", "We should [look at data] some day."),
    ("wished", "I wish we [looked at data] more."),
    ("wished", "If only we had [looked at data]."),
    ("wished", "If we had [looked at data], we'd have seen it."),
    ("wished", "Had we [looked at data], it would have been different."),
    ("wished", "We were supposed to [look at data]."),
    ("wished", "[Look at data], that we should have done."),
    ("wished", "More [trust] would have helped."),
    # what did happen, though somebody wishes otherwise
    ("affirmed", "If it weren't for the [trust] we'd have quit."),
    ("affirmed", "If we hadn't [worked together before], forget it."),
    ("affirmed", "I wish we hadn't [worked together before]."),
    ("affirmed", "If we had a problem we'd [look at data]."),
    ("affirmed", "I should say we [looked at data]."),
    # only asked: no coding
    (None, "I don't know if we [looked at data]."),
    (None, "I'm not sure whether they [looked at data]."),
    # the cue's own negation is what its author meant
    ("affirmed", "They [never sat us down]."),
    ("affirmed", "Nobody, I mean nobody, they [never sat us down]."),
    ("absent", "There wasn't any, nobody [sat us down]."),
]


@pytest.mark.parametrize(("polarity", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_what_a_sentence_says_of_its_cue(polarity: str | None, sentence: str):
    cue = sentence[sentence.index("[") + 1 : sentence.index("]")]
    heard = interview(sentence.replace("[", "").replace("]", ""))

    codings = code_transcript(heard, codebook(code("c", cue)))

    assert [coding.polarity for coding in codings] == ([polarity] if polarity else [])


def test_several_hits_in_one_sentence_are_one_coding_and_affirmed_wins():
    heard = interview("We never trusted the mayor, but we trusted each other.")

    (coding,) = code_transcript(heard, codebook(code("c", "trusted", "trusted the mayor")))

    assert (coding.polarity, coding.cue) == ("affirmed", "trusted")


def test_wished_stands_before_absent():
    assert strongest(["absent", "wished"]) == "wished"
    assert strongest(["absent", "wished", "affirmed"]) == "affirmed"
