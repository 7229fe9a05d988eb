"""The contract's rules 3 to 5, one each, on two transcripts and two codes."""

import hashlib

from pipeline.coding.counting import LlmCounts, apply_rules, who_decides
from pipeline.coding.hand.by_hand import HandWork
from pipeline.study.problems import Source
from pipeline.study.records import Code, Codebook, Coding, Cues, ReadMark, Transcript, Turn

SOURCE = Source(__import__("pathlib").Path("x"))
CUES = Cues(phrases=("trust",))
BOOK = Codebook("mine", "1", {"trust": Code("trust", "Trust", cues=CUES), "luck": Code("luck", "Luck")}, SOURCE)


def transcript(transcript_id):
    turn = Turn(1, "R", "There was trust and luck.", 0, 25)
    return Transcript(transcript_id, "a", "interview", (turn,), SOURCE)


T1, T2 = transcript("t1"), transcript("t2")


def coding(coder, transcript_id="t1", code_id="trust", polarity="affirmed", start=0, end=5):
    origin = "machine" if coder == "machine" or coder.startswith("llm:") else "hand"
    return Coding(f"{coder}-{transcript_id}-{start}", transcript_id, start, end, code_id, coder, origin, polarity)


def read(coder, transcript_id="t1", codes=("trust",)):
    return ReadMark(transcript_id, coder, frozenset(codes))


def counted(hand, machine=(), verdicts=None):
    judged, known = apply_rules([T1, T2], BOOK, hand, machine, verdicts)
    return {one.coding.coding_id for one in judged if one.is_counted}, known


def test_of_two_coders_who_have_read_only_one_counts_the_one_with_the_smaller_hash():
    smaller = min(("ana", "ben"), key=lambda c: hashlib.sha256(f"t1|trust|{c}".encode()).hexdigest())

    ids, known = counted(HandWork((coding("ana"), coding("ben")), read=(read("ana"), read("ben")), has_apply_row=True))

    assert ids == {f"{smaller}-t1-0"}
    assert known.decides[("t1", "trust")] == smaller


def test_where_consensus_has_read_its_silence_is_a_no():
    hand = HandWork((coding("ana"),), read=(read("ana"), read("consensus")), has_apply_row=True)

    ids, known = counted(hand)

    assert ids == set()
    assert known.known[("t1", "trust")] == "read"


def test_where_nobody_has_marked_it_read_every_persons_codings_count():
    ids, known = counted(HandWork((coding("ana"), coding("ben")), has_apply_row=True))

    assert ids == {"ana-t1-0", "ben-t1-0"}
    assert known.known == {("t1", "trust"): "coded"}


def test_only_affirmed_codings_count_but_an_absent_one_makes_the_code_known():
    ids, known = counted(HandWork((coding("ana", polarity="absent"),), has_apply_row=True))

    assert ids == set()
    assert ("t1", "trust") in known.known


def test_a_machine_coding_counts_only_while_nobody_has_coded_anything():
    machine = (coding("machine", "t2"),)

    assert counted(HandWork(), machine)[0] == {"machine-t2-0"}
    assert counted(HandWork((coding("ana"),), has_apply_row=True), machine)[0] == {"ana-t1-0"}


def test_with_a_verdict_of_counted_the_machine_counts_beside_people_where_nobody_read():
    hand = HandWork((coding("ana"),), has_apply_row=True)

    ids, known = counted(hand, (coding("machine", "t1"), coding("machine", "t2")), {"trust": "counted"})

    assert ids == {"ana-t1-0", "machine-t2-0"}
    assert known.known[("t2", "trust")] == "machine"


def test_a_reject_that_overlaps_strikes_a_machine_coding_out():
    reject = coding("ana", "t1", start=4, end=9)

    ids, _ = counted(HandWork(rejects=(reject,)), (coding("machine", "t1"), coding("machine", "t2")))

    assert ids == {"machine-t2-0"}


def test_a_code_that_the_machine_cannot_look_for_stays_unknown():
    _, known = counted(HandWork())

    assert ("t1", "trust") in known.known
    assert ("t1", "luck") not in known.known


def test_consensus_decides_before_any_hash():
    assert who_decides("t1", "trust", ["ana", "ben", "consensus"]) == "consensus"


def counted_with_llm(codes, machine, llm_read=(("t1", "trust"),)):
    llm = LlmCounts("llm:tiny", frozenset(codes), frozenset(llm_read))
    hand = HandWork(has_apply_row=True)
    judged, known = apply_rules([T1, T2], BOOK, hand, machine, {"trust": "counted"}, llm)
    return {one.coding.coding_id for one in judged if one.is_counted}, known


def test_a_language_model_counts_by_its_own_verdict_only():
    ids, known = counted_with_llm((), (coding("machine"), coding("llm:tiny", start=6, end=9)))

    assert ids == {"machine-t1-0"}
    assert known.known[("t2", "trust")] == "machine"


def test_where_the_language_model_counts_the_machine_does_not_for_that_code():
    ids, known = counted_with_llm(("trust",), (coding("machine"), coding("llm:tiny", start=6, end=9)))

    assert ids == {"llm:tiny-t1-6"}
    assert ("t1", "trust") in known.known


def test_what_the_language_model_has_not_read_to_the_end_is_not_known():
    ids, known = counted_with_llm(("trust",), (coding("llm:tiny", "t2"),))

    assert ids == set()
    assert ("t2", "trust") not in known.known
