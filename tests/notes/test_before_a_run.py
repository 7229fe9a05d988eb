"""What `check` says of notes and judgements that the tables do not bear out, before anything was analysed."""

from __future__ import annotations

from pathlib import Path

from tests.making import problems_of

TRANSCRIPTS = "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,a,interview\n"
GUIDE = "questions:\n  how: {text: How was it between you?, asks_about: [trust]}\n"
ASKED = "transcript_id,file,case_id,kind,guide\nt1,t1.txt,a,interview,g\nt2,t2.txt,a,interview,g\n"
TALK = "Interviewer: How was it between you?\n\nRespondent: {}\n"
CODINGS = "coding_id,transcript_id,start_char,end_char,quotation,code_id,action,polarity\n"
READ = "transcript_id,codes,codebook_version\n"
JUDGED = "case_id,code_id,judgement,why,codings,by,at\n"


def said(
    folder: Path, *, judged: str = "", codings: str = "", read: str = "", note: str = "", transcripts: str = TRANSCRIPTS
) -> list[str]:
    files: dict[str, str | bytes] = {
        "transcripts.csv": transcripts,
        "guides/g.yaml": GUIDE,
        "transcripts/t1.txt": TALK.format("There was trust. We had lunch."),
        **{f"transcripts/t{n}.txt": TALK.format("We had lunch.") for n in (3, 4)},
        "transcripts/t2.txt": TALK.format("There was no trust at all."),
        "judgements.csv": JUDGED + judged,
        "codings/ana.csv": CODINGS + codings,
        "codings/ana.read.csv": READ + read,
    }
    if note:
        files["notes/within-case/a.md"] = note
    problems = problems_of(folder, files)
    return [problem.fault for problem in problems if "absent" in problem.fault or "the table says" in problem.fault]


TELLING = "c1,t1,0,0,There was trust,trust,apply,affirmed\n"
DENIAL = "c2,t2,0,0,There was no trust,trust,apply,absent\n"
BARE = "1 judgement says absent, and there nobody denies it, nor was it asked and left unsaid: a/trust."


def test_an_absence_without_a_denial_and_without_a_silence_after_a_question_is_a_caution(tmp_path):
    assert said(tmp_path, judged="a,trust,absent,,,ana,2024-01-01\n", codings=TELLING) == [BARE]


def test_a_denial_is_enough_for_an_absence(tmp_path):
    assert said(tmp_path, judged="a,trust,absent,,,ana,2024-01-01\n", codings=TELLING + DENIAL) == []


def test_so_is_a_transcript_that_was_asked_and_read_and_says_nothing(tmp_path):
    judged = "a,trust,absent,,,ana,2024-01-01\n"

    assert said(tmp_path / "asked", judged=judged, codings=TELLING, read="t2,*,1\n", transcripts=ASKED) == []
    assert said(tmp_path / "not", judged=judged, codings=TELLING, read="t2,*,1\n") == [BARE]


def test_only_the_last_judgement_counts(tmp_path):
    judged = "a,trust,absent,,,ana,2024-01-01\na,trust,unknown,,,ana,2024-02-01\n"

    assert said(tmp_path, judged=judged, codings=TELLING) == []


def test_what_a_judgement_says_of_denials_is_held_against_the_codings(tmp_path):
    judged = "a,trust,present,nobody denies it,c1,ana,2024-01-01\n"

    assert said(tmp_path, judged=judged, codings=TELLING + DENIAL) == [
        "“nobody denies it”, and the table says: 1 denies it."
    ]


def test_a_count_in_a_note_is_compared_where_people_have_read_everything_and_left_to_a_run_elsewhere(tmp_path):
    note = "---\nby: ana\n---\nTwo of four tell it [[a/trust]].\n"
    four = TRANSCRIPTS + "t3,t3.txt,a,interview\nt4,t4.txt,a,interview\n"
    read = "t1,*,1\nt2,*,1\nt3,*,1\n"

    assert said(tmp_path / "whole", note=note, codings=TELLING, read=f"{read}t4,*,1\n", transcripts=four) == [
        "“Two of four tell it a/trust.”, and the table says: told in 1 of 4 known, denied in 0."
    ]
    assert said(tmp_path / "part", note=note, codings=TELLING, read=read, transcripts=four) == []
