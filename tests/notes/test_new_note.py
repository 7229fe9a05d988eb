"""`crosscase notes new`: a note with the questions of its stage, and how a memo and the index take it up."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.notes.new import begin_note, note_text
from pipeline.notes.questions import questions_of
from pipeline.notes.sign import sign_note
from pipeline.notes.standing import DRAFT, FINAL, MISSING, SIGNED, STALE, answered, standing
from pipeline.run import analyze
from pipeline.study.problems import FilesNeedAHand, Source, WrongUsage
from pipeline.study.records import Note
from pipeline.study.study import Settings, Study, open_study
from tests.conftest import SILENT
from tests.making import make_study

DESIGN = {"by-theme": "theme", "by-town": "town"}
SETTINGS = Settings("t", "c.yaml", case="project", design=DESIGN, outcome_order=("less", "more"))
FILES: dict[str, str | bytes] = {
    "study.yaml": "codebook: codebook.yaml\ndesign: {by-town: town}\n",
    "cases.csv": "case_id,name,town\na,Ash,North\nb,Beech,North\n",
    "transcripts.csv": "transcript_id,file,case_id,kind,town\nt1,t1.txt,a,interview,\nm1,m1.txt,,mayor,North\n",
    "transcripts/m1.txt": "Interviewer: And the town?\n\nMayor: It was hard.\n",
}


def study_of(folder: Path) -> Study:
    study = open_study(make_study(folder / "study", FILES)).records
    assert study is not None
    return study


def test_a_note_begins_with_the_questions_of_its_stage(tmp_path: Path) -> None:
    study = study_of(tmp_path)

    path = begin_note(study, "within-case", "a", 'ana "the" b')

    text = path.read_text(encoding="utf-8")
    assert path == study.folder / "notes/within-case/a.md"
    assert text.startswith('---\nby: "ana \\"the\\" b"\nstatus: draft\n---\n')
    assert "### What was each partner after?" in text
    assert "### Which passage would sink this reading?" in text


def test_a_subject_with_a_source_of_its_own_is_asked_what_that_source_cannot_see(tmp_path: Path) -> None:
    text = begin_note(study_of(tmp_path), "by-town", "north", "ana").read_text(encoding="utf-8")

    assert "### What can the source beside the cases not see, or gain by saying?" in text


def test_questions_name_what_is_held_constant_and_what_a_case_is_called() -> None:
    asked = [one.text for one in questions_of("by-theme", SETTINGS, "housing", has_source=False)]
    assert "What does housing itself impose on every project?" in asked
    asked = [one.text for one in questions_of("by-town", SETTINGS, "North", has_source=True)]
    assert "What recurs in North whatever the theme?" in asked
    assert "Which rival fits as well, and what would tell the two apart?" in [
        one.text for one in questions_of("cross-case", SETTINGS, "All projects", has_source=False)
    ]


def test_a_study_without_outcomes_is_not_asked_about_them() -> None:
    bare = Settings("t", "c.yaml", case="project")
    asked = " ".join(one.text for one in questions_of("cross-case", bare, "All projects", has_source=False))

    assert "outcome" not in asked
    assert "rival" not in asked
    assert "Which passage would sink it?" in asked


def test_a_note_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    path = begin_note(study, "within-case", "a", "ana")
    path.write_text("Mine.\n", encoding="utf-8")

    with pytest.raises(FilesNeedAHand, match="there is a note already"):
        begin_note(study, "within-case", "a", "ben")

    assert path.read_text(encoding="utf-8") == "Mine.\n"


@pytest.mark.parametrize(("subject", "by"), [("aa", "ana"), ("a", " ")])
def test_an_unknown_subject_or_nobody_is_wrong_usage(subject: str, by: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        begin_note(study_of(tmp_path), "within-case", subject, by)


def test_questions_without_an_answer_are_named_as_open_and_leave_no_heading() -> None:
    new = note_text("ana", questions_of("within-case", SETTINGS, "Ash", has_source=False)).split("---\n", 2)[2]
    assert answered(new) == ("", tuple(one.text for one in questions_of("within-case", SETTINGS, "Ash", False)))

    written = new.replace("### What surprised us?\n", "### What surprised us?\n\nThe boiler.\n")
    text, still_open = answered(written)
    assert text == "### What surprised us?\n\nThe boiler."
    assert "What surprised us?" not in still_open


def note(body: str, **front: object) -> Note:
    return Note("within-case", "a", body, front, Source(Path("a.md"), 1), 1)


def test_a_note_is_missing_draft_final_signed_or_stale() -> None:
    signed = {"signed_off": {"by": "ana", "at": "2026-01-01", "digest": "v1:x"}}

    assert standing(None, ()) == MISSING
    assert standing(note("### What surprised us?\n"), ()) == MISSING
    assert standing(note("Text."), ()) == DRAFT
    assert standing(note("Text.", status="final"), ()) == FINAL
    assert standing(note("Text.", **signed), ()) == SIGNED
    assert standing(note("Text.", **signed), {("within-case", "a")}) == STALE


def test_the_memo_prints_what_is_answered_and_the_index_how_the_note_stands(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    path = begin_note(study, "within-case", "a", "ana")
    path.write_text(
        path.read_text("utf-8").replace("### What surprised us?\n", "### What surprised us?\n\nThe boiler.\n"), "utf-8"
    )

    analyze(study.folder, tmp_path / "out", progress=SILENT)

    memo = (tmp_path / "out/memos/within-case/a.md").read_text("utf-8")
    assert "### What surprised us?\n\nThe boiler." in memo
    assert "**Open.** What was each partner after?" in memo
    assert "Your claim, in two or three sentences" not in memo
    index = (tmp_path / "out/index.html").read_text("utf-8")
    assert 'class="small">draft<' in index
    assert 'class="small">no note yet<' in index


def test_a_note_in_which_nobody_has_written_is_not_signed(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    path = begin_note(study, "within-case", "a", "ana")
    before = path.read_bytes()

    with pytest.raises(FilesNeedAHand) as told:
        sign_note(study.folder, tmp_path / "out", "within-case", "a", "ana")

    assert "nobody has written it yet" in told.value.problems[0].fault
    assert path.read_bytes() == before
