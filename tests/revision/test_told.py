"""The words of `crosscase codebook diff`: what is open, what is settled, who reads what."""

from __future__ import annotations

from revised import CODERS, READ, V1, loaded, of, revised

from pipeline.revision.consequences import consequences
from pipeline.revision.moves import moved_in_words
from pipeline.revision.printed import WIDTH, as_text
from pipeline.revision.told import told
from pipeline.run import Progress, analyze

NARROW = """\
codebook: mine
version: "2"
codes:
  trust: {definition: "Trust shown in an act.", changed: {in: "2", how: narrowed, by: ana, why: Cheap talk.}}
  money: {definition: Talk of money.}
"""


def words(changed) -> str:
    """The text with its line breaks undone."""
    return " ".join(as_text(told(changed, "study")).split())


def test_codings_confirmed_since_are_not_said_to_await_a_second_look(tmp_path):
    read = f"{READ}\nn1,*,1\nn2,*,1\ns1,*,1\nn1,trust,2\n"
    said = words(of(revised(tmp_path / "s", NARROW, codings__ana_read=read)))

    assert "2 codings by ana were made under the wider text: 1 confirmed since, 1 still to look at." in said
    assert "ana reads again, about 5 minutes: s1 (1 passage). crosscase code study --coder ana --code trust" in said


def test_a_figure_is_open_only_where_something_is_left_to_read(tmp_path):
    ana = f"{CODERS}\na1,n1,,,There was trust.,trust,1\na2,n1,,,We had money.,money,1\n"
    again = f'{ana}a3,s1,,,"There was trust, of a kind.",trust,1\na1,n1,,,There was trust.,trust,2\n'
    retracted = again.replace("a1,n1,,,There was trust.,trust,2", "b1,n2,,,We had lunch.,trust,2")
    read = f"{READ}\nn1,*,1\nn2,*,1\ns1,*,1\nn1,trust,2\nn2,trust,2\n"
    told_codes = told(of(revised(tmp_path / "s", NARROW, codings__ana=retracted, codings__ana_read=read)), "s").codes

    assert told_codes[0].figures == ("north 1 of 2 -> 2 of 2 known",)
    assert told_codes[0].open_figures == ("south 1 of 1 -> 0 of 0 known, 1 told under version 1",)


def test_changes_before_anybody_coded_are_listed_apart_and_new_codes_in_one_sentence(tmp_path):
    third = NARROW.replace('"2"\n', '"3"\n') + "  hope: {definition: Talk of hope.}\n  fear: {definition: Of fear.}\n"
    ana = f"{CODERS}\na1,n1,,,There was trust.,trust,3\n"
    study = revised(tmp_path / "s", third, codings__ana=ana, codings__ana_read=f"{READ}\nn1,trust,3\n")
    (study / "codebook@2.yaml").write_text(NARROW, encoding="utf-8")
    said = told(of(study, since="1"), "study")

    assert (said.codes, [code_id for code_id, _ in said.untouched]) == ((), ["trust"])
    assert said.new[0].startswith("2 new codes: hope, fear.")


def test_a_text_that_nobody_declared_is_asked_about_with_the_version_that_changed_it(tmp_path):
    silent = NARROW.replace(', changed: {in: "2", how: narrowed, by: ana, why: Cheap talk.}', "")
    study = revised(tmp_path / "s", silent.replace('"2"\n', '"3"\n'))
    (study / "codebook@2.yaml").write_text(silent, encoding="utf-8")

    (code,) = told(of(study, since="1"), "study").codes

    assert code.questions[1] == 'changed: {in: "2", how: …, by: …, why: …}'


def test_prose_is_cut_to_the_width_of_a_terminal_and_commands_are_not(tmp_path):
    changed = of(revised(tmp_path / "s", NARROW.replace("Cheap talk.", "Talk is cheap and acts are dear. " * 9)))
    lines = as_text(told(changed, "a/very/long/way/" * 8)).splitlines()

    assert max(len(line) for line in lines if "crosscase code" not in line) <= WIDTH
    assert sum("crosscase code" in line and "--code trust" in line for line in lines) == 1


def test_a_reading_under_a_version_between_stands_by_the_texts_of_then(tmp_path):
    third = NARROW.replace('"2"', '"3"')
    read = f"{READ}\nn1,*,2\nn2,*,2\ns1,*,2\n"
    study = revised(tmp_path / "s", third, codings__ana=f"{CODERS}\na1,n1,,,There was trust.,trust,2\n")
    (study / "codings/ana.read.csv").write_text(read, encoding="utf-8")
    (study / "codebook@2.yaml").write_text(V1.replace('"1"', '"2"'), encoding="utf-8")
    study_read = loaded(study)

    since_first, since_second = (
        consequences(study_read, study_read.codebook.earlier[version], tmp_path / "none") for version in ("1", "2")
    )

    assert since_first.read_again == since_second.read_again
    assert [row.transcript_id for row in since_first.read_again] == ["n1"]
    assert [figure.before.n_known for figure in since_first.figures] == [2]


def test_a_memo_says_that_a_figure_moved_because_the_codebook_did(tmp_path):
    analyze(revised(tmp_path / "s", NARROW), tmp_path / "out", progress=Progress(say=lambda line: None))

    memo = (tmp_path / "out/memos/within-case/north.md").read_text(encoding="utf-8")
    assert "**Moved because the codebook changed.**" in memo
    assert "1 of 2 under version 1; 0 of 1 known under 2, 1 told under 1." in memo


def test_a_transcript_first_read_under_the_new_text_is_no_move_of_the_codebook(tmp_path):
    read = f"{READ}\nn1,*,1\nn1,trust,2\nn2,*,2\n"
    ana = f"{CODERS}\na1,n1,,,There was trust.,trust,1\n"
    study = loaded(revised(tmp_path / "s", NARROW, codings__ana=ana, codings__ana_read=read))

    assert moved_in_words(study, {}) == {}
