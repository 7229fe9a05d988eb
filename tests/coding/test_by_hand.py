"""Coders' files: which rows stand, and what is said of those that cannot be used."""

from pipeline.codebook.load import load_codebook
from pipeline.coding.by_hand import collect_hand_work
from pipeline.problems import Source
from pipeline.records import Transcript, Turn

HEADER = "coding_id,transcript_id,start_char,end_char,quotation,code_id,action,polarity\n"
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
    assert loaded.problems == ()


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


def test_a_version_whose_file_is_missing_covers_nothing_and_is_named(tmp_path):
    loaded = hand_work(tmp_path, ana__read="transcript_id,codes,codebook_version\nt1,*,0\n")

    assert loaded.records.read == ()
    assert "version '0' is not there" in loaded.problems[0].fault
