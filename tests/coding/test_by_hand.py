"""Coders' files: which rows stand, and what is said of those that cannot be used."""

from pipeline.codebook.load import load_codebook
from pipeline.coding.hand.by_hand import collect_hand_work
from pipeline.study.problems import Source
from pipeline.study.records import Transcript, Turn

HEADER = "coding_id,transcript_id,start_char,end_char,quotation,code_id,action,polarity\n"
VERSIONS = "under which version of the codebook"  # luck was defined otherwise in version 1, and rows name no version
TEXT = "We had trust from day one. Later there was none. We had luck."
BOOK = """\
codebook: mine
version: "2"
codes:
  enabler: {is_codable: false, definition: Helps.}
  trust: {parent: enabler, definition: Talk of trust., was: [faith]}
  luck: {parent: enabler, definition: Talk of luck.}
"""


def hand_work(folder, **files):
    (folder / "codings").mkdir(parents=True)
    (folder / "book.yaml").write_text(BOOK)
    (folder / "book@1.yaml").write_text(BOOK.replace('"2"', '"1"').replace("Talk of luck.", "Talk of fortune."))
    for name, text in files.items():
        (folder / "codings" / (name.replace("__", ".") + ".csv")).write_text(text)
    transcript = Transcript("t1", "a", "interview", (Turn(1, "R", TEXT, 0, len(TEXT)),), Source(folder / "t1.txt"))
    book = load_codebook(folder / "book.yaml").records
    return collect_hand_work(folder / "codings", [transcript], book, frozenset())


def test_the_last_row_of_a_coding_id_stands(tmp_path):
    work = hand_work(
        tmp_path, ana=HEADER + "c1,t1,7,12,trust,trust,apply,\nc1,t1,7,12,trust,luck,apply,absent\n"
    ).records

    assert [(one.code_id, one.polarity) for one in work.codings] == [("luck", "absent")]


def test_a_retracted_coding_is_gone_and_the_study_still_has_an_apply_row(tmp_path):
    work = hand_work(tmp_path, ana=HEADER + "c1,t1,7,12,trust,trust,apply,\nc1,,,,,,retract,\n").records

    assert work.codings == ()
    assert work.has_apply_row


def test_rows_without_an_id_are_each_their_own(tmp_path):
    work = hand_work(tmp_path, ana=HEADER + ",t1,7,12,trust,trust,,\n,t1,7,12,trust,trust,,\n").records

    assert len({one.coding_id for one in work.codings}) == 2


def test_a_quotation_that_moved_is_found_again_and_one_that_is_gone_is_named(tmp_path):
    loaded = hand_work(tmp_path, ana=HEADER + "c1,t1,0,5,trust,trust,,\nc2,t1,0,9,our custom,luck,,\n")

    assert [(one.start_char, one.end_char, one.quotation) for one in loaded.records.codings] == [(7, 12, "trust")]
    assert any(p.source.line == 3 and "nor anywhere else" in p.fault for p in loaded.problems)


def test_a_row_without_offsets_is_found_by_its_words_and_nothing_is_asked(tmp_path):
    loaded = hand_work(tmp_path, ana=HEADER + "c1,t1,,,trust  from day one,trust,,\n")

    assert [(one.start_char, one.end_char, one.quotation) for one in loaded.records.codings] == [
        (7, 25, "trust from day one")
    ]
    assert loaded.problems == ()
    assert loaded.records.moved == ()


def test_a_row_without_offsets_whose_words_stand_twice_or_nowhere_is_named(tmp_path):
    rows = "c1,t1,,,We had,trust,,\nc2,t1,,,our custom,luck,,\nc3,t1,,,,luck,,\nc4,t1,7,,trust,trust,,\n"
    loaded = hand_work(tmp_path, ana=HEADER + rows)

    assert loaded.records.codings == ()
    assert [(p.source.line, p.is_fault) for p in loaded.problems] == [(n, False) for n in (4, 5, 2, 3)]
    assert "copy the words into `quotation`" in loaded.problems[0].remedy
    assert "stands 2 times" in loaded.problems[2].fault


def test_surroundings_tell_which_of_the_same_words_a_row_without_offsets_means(tmp_path):
    header = HEADER.replace("code_id", "before,after,code_id")
    loaded = hand_work(tmp_path, ana=header + "c1,t1,,,We had,,luck,luck,,\nc2,t1,,,We had,,trust,trust,,\n")

    assert [one.start_char for one in loaded.records.codings] == [TEXT.index("We had luck"), 0]
    assert faults(loaded) == []


def test_a_renamed_code_is_today_s_code(tmp_path):
    work = hand_work(tmp_path, ana=HEADER + "c1,t1,7,12,trust,faith,,\n").records

    assert [one.code_id for one in work.codings] == ["trust"]


def test_each_row_that_cannot_be_used_is_named_and_the_rest_is_used(tmp_path):
    rows = (
        "c1,t1,7,12,trust,trsut,,\nc2,t9,7,12,trust,trust,,\nc3,t1,x,12,,trust,,\nc4,t1,7,12,,trust,delete,\n"
        "c5,t1,7,12,,enabler,,\nc6,t1,7,12,,trust,,maybe\nc7,t1,7,12,,trust,,\n"
    )
    loaded = hand_work(tmp_path, ana=HEADER + rows)

    assert [one.coding_id for one in loaded.records.codings] == ["c7"]
    assert [p.source.line for p in loaded.problems] == [2, 3, 4, 5, 6, 7]
    assert "Did you mean 'trust'?" in loaded.problems[0].remedy
    assert not any(p.is_fault for p in loaded.problems)


def test_a_conflicted_copy_is_named_and_merged_by_coding_id(tmp_path):
    first = HEADER + "c1,t1,7,12,trust,trust,,\n"
    loaded = hand_work(
        tmp_path, **{"ana": first, "ana (conflicted copy 2026-01-02)": first + "c2,t1,0,6,We had,luck,,\n"}
    )

    assert [one.coding_id for one in loaded.records.codings] == ["c1", "c2"]
    assert any("conflicted copy" in p.fault for p in loaded.problems)


def test_machine_is_a_reserved_name(tmp_path):
    assert [p.fault for p in hand_work(tmp_path, machine=HEADER).problems if p.is_fault] == [
        "'machine' is a reserved name: it is the machine coder's."
    ]


def test_a_parent_in_a_read_file_stands_for_all_under_it_and_a_star_for_all(tmp_path):
    read = "transcript_id,codes,codebook_version\nt1,enabler,2\n"
    work = hand_work(tmp_path, ana__read=read, ben__read="transcript_id,codes\nt1,*\n").records

    assert {"trust", "luck"} <= work.read[0].codes
    assert {"trust", "luck"} <= work.read[1].codes


def test_an_earlier_version_covers_only_codes_of_the_same_definition(tmp_path):
    work = hand_work(tmp_path, ana__read="transcript_id,codes,codebook_version\nt1,*,1\n").records

    assert "trust" in work.read[0].codes
    assert "luck" not in work.read[0].codes


def test_a_version_that_is_the_same_number_is_taken_for_it_with_a_caution(tmp_path):
    read = "transcript_id;codes;codebook_version\nt1;trust;2.0\n"
    loaded = hand_work(tmp_path, ana=HEADER, ana__read=read)

    assert [(one.codebook_version, set(one.codes)) for one in loaded.records.read] == [("2", {"trust"})]
    assert ["'2.0' is taken for '2'" in problem.fault for problem in loaded.problems] == [True]


def test_a_version_that_only_looks_near_covers_nothing_and_is_asked_after(tmp_path):
    read = "transcript_id,codes,codebook_version\nt1,trust,v2\nt1,trust,2.10\n"
    loaded = hand_work(tmp_path, ana=HEADER, ana__read=read)

    assert loaded.records.read == ()
    assert [problem.remedy.split(" Otherwise")[0] for problem in loaded.problems] == [
        "Did you mean '2'?",
        "Put book@2.10.yaml beside the codebook.",
    ]


def test_a_version_whose_file_is_missing_covers_nothing_and_is_named(tmp_path):
    loaded = hand_work(tmp_path, ana__read="transcript_id,codes,codebook_version\nt1,*,0\n")

    assert loaded.records.read == ()
    assert "version '0' is not there" in loaded.problems[0].fault


def faults(loaded):
    return [
        f"{one.source.path.name}:{one.source.line} {one.fault}" for one in loaded.problems if VERSIONS not in one.fault
    ]


def test_what_was_read_without_a_file_of_codings_is_named_with_the_likely_one(tmp_path):
    read = "transcript_id,codes\nt1,*\n"
    alone = hand_work(tmp_path / "alone", ana__read=read)
    capitals = hand_work(tmp_path / "capitals", ana__read=read, Ana=HEADER + "c1,t1,7,12,trust,trust,,\n")
    both = hand_work(tmp_path / "both", ana__read=read, ana=HEADER)

    what = "says what ana has read, and there is no ana.csv: every code read counts as not told."
    assert faults(alone) == faults(capitals) == [f"ana.read.csv:0 ana.read.csv {what}"]
    assert "'Ana.csv' differs only in capitals" in capitals.problems[0].remedy
    assert "capitals" not in alone.problems[0].remedy
    assert both.problems == ()


def test_an_old_copy_without_times_brings_no_retracted_coding_back(tmp_path):
    apply = "c1,t1,7,12,trust,trust,,\n"
    work = hand_work(tmp_path, **{"ana": HEADER + apply + "c1,,,,,,retract,\n", "ana (1)": HEADER + apply}).records

    assert work.codings == ()


def test_what_only_a_copy_has_comes_before_what_the_file_itself_has(tmp_path):
    mine = HEADER + "c1,t1,7,12,trust,trust,,\n,t1,0,6,We had,luck,,\n"
    copy = HEADER + "c1,t1,7,12,trust,luck,,\n,t1,0,6,We had,luck,,\n,t1,49,55,We had,luck,,\n,t1,0,6,We had,luck,,\n"
    work = hand_work(tmp_path, **{"ana": mine, "ana (1)": copy}).records

    assert [(one.coding_id, one.start_char, one.code_id) for one in work.codings if one.code_id == "trust"] == [
        ("c1", 7, "trust")
    ]
    assert sorted(one.start_char for one in work.codings if one.code_id == "luck") == [0, 0, 49]


def test_rows_of_a_copy_go_by_their_time_where_all_of_an_id_have_one(tmp_path):
    header = HEADER.replace("polarity", "polarity,at")
    first = "c1,t1,7,12,trust,trust,apply,,2026-01-01\nc2,t1,7,12,trust,trust,apply,,\n"
    later = "c1,t1,7,12,trust,luck,apply,,2026-01-02\nc2,t1,7,12,trust,luck,apply,,2026-01-02\n"
    work = hand_work(tmp_path, **{"ana": header + first, "ana (1)": header + later}).records

    assert {one.coding_id: one.code_id for one in work.codings} == {"c1": "luck", "c2": "trust"}


def test_a_last_row_that_cannot_be_used_leaves_no_earlier_one_standing(tmp_path):
    right = "t1,7,12,trust,trust,,\n"
    wrong = ("t1,7,12,trust,trsut,,", "t9,7,12,trust,trust,,", "t1,,,trusst,trust,,", "t1,7,12,trust,trust,aply,")
    rows = "".join(f"c{n},{right}c{n},{row}\n" for n, row in enumerate(wrong))
    loaded = hand_work(tmp_path, ana=HEADER + rows + f"c9,t1,7,12,trust,trsut,,\nc9,{right}")

    assert [one.coding_id for one in loaded.records.codings] == ["c9"]
    told = [one for one in loaded.problems if one.fault.endswith(" An earlier row of this id does not count either.")]
    assert {one.source.line for one in told} == {3, 5, 7, 9}
    assert {(one.coding_id, one.why) for one in loaded.records.missing} == {
        ("c0", "unusable"), ("c1", "unusable"), ("c2", "lost"), ("c3", "unusable"),
    }  # fmt: skip


def test_a_coding_that_is_not_found_leaves_its_code_untold_where_its_coder_has_read_and_decides(tmp_path):
    rows = HEADER + "c1,t1,,,trusst,trust,,\nc2,t1,,,luckk,luck,,\nc3,t1,,,luck,luck,,\n"
    read = "transcript_id,codes\nt1,enabler\n"
    unread = hand_work(tmp_path / "unread", ana=rows)
    mine = hand_work(tmp_path / "read", ana=rows, ana__read=read)
    settled = hand_work(tmp_path / "settled", ana=rows, ana__read=read, consensus=HEADER, consensus__read=read)

    untold = "ana has marked t1 read for 'trust': the code counts as not told there until the row is mended."
    assert [one for one in faults(mine) if "not told" in one] == [f"ana.csv:2 the quotation is not in t1. {untold}"]
    assert not any("not told" in one for one in (*faults(unread), *faults(settled)))


def test_an_id_used_again_for_another_passage_and_code_is_named(tmp_path):
    rows = (
        "c1,t1,7,12,trust,trust,,\nc1,t1,,,luck,luck,,\n"
        "c2,t1,7,12,trust,trust,,\nc2,t1,7,25,trust from day one,luck,,\n"
        "c3,t1,7,12,trust,trust,,\nc3,,,,,,retract,\nc3,t1,,,luck,luck,,\n"
        "c4,t1,0,6,We had,luck,,\nc4,t1,49,55,We had,luck,,\n"
    )
    loaded = hand_work(tmp_path, ana=HEADER + rows)

    assert faults(loaded) == [
        "ana.csv:3 the id c1 was used for another passage and code before: by the rule the last row stands."
    ]
    assert loaded.problems[0].remedy == "Give new codings new ids."


def test_ids_made_from_a_line_are_nobody_else_s(tmp_path):
    rows = ",t1,7,12,trust,trust,,\nana:2,t1,0,6,We had,luck,,\n,t1,0,6,We had,luck,,\n"
    work = hand_work(tmp_path, **{"ana": HEADER + rows, "ana (1)": HEADER + ",t1,49,55,We had,luck,,\n" * 3}).records

    ids = [one.coding_id for one in work.codings]
    assert len(ids) == len(set(ids)) == 6
    assert ids[:3] == ["ana:2-2", "ana:2", "ana:4"]
