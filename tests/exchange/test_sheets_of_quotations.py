"""Quotations by code and codebooks, in CSV and Excel."""

import pytest
from bringing import bring, counts, files_of, rows_of
from making import make_study, problems_of
from other_tools import workbook

from pipeline.codebook.load import load_codebook
from pipeline.exchange.writing import take_back
from pipeline.study.problems import FilesNeedAHand

TALK = """\
Interviewer: How was it?

Respondent: There was trust. We had lunch every Thursday, and somebody always brought the minutes of the week before.

Interviewer: And now?

Respondent: We had lunch every Friday. The minutes are gone.
"""


def study_of(folder):
    return make_study(folder / "study", {"transcripts/t1.txt": TALK})


def sheet(folder, text, name="quotes.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_columns_are_found_by_their_headers_whatever_the_tool_calls_them(tmp_path):
    study = study_of(tmp_path)
    path = sheet(tmp_path, "Document name,Segment,Code,Modified by,Comment\nt1.txt,There was trust.,Trust,Ana,early\n")

    bring(study, path)

    (row,) = rows_of(study / "codings" / "Ana.csv")
    assert (row["quotation"], row["code_id"], row["memo"]) == ("There was trust.", "trust", "early")


def test_columns_without_telling_headers_are_found_by_what_stands_in_them(tmp_path):
    study = study_of(tmp_path)
    path = sheet(tmp_path, "A,B,C\nt1,trust,There was trust. We had lunch every Thursday\n")

    done = bring(study, path, coder="ana")

    assert [row["code_id"] for row in rows_of(study / "codings" / "ana.csv")] == ["trust"]
    assert any("'C' holds the quotations" in sentence for sentence in done.report.inferred)


def test_columns_can_be_named(tmp_path):
    study = study_of(tmp_path)
    path = sheet(tmp_path, "x,y,z\nThere was trust.,other,trust\n")

    bring(study, path, coder="ana", quotation="x", code="z")

    assert [row["quotation"] for row in rows_of(study / "codings" / "ana.csv")] == ["There was trust."]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(FilesNeedAHand, match=r"has no column 'w'.*\n?.*'x', 'y'"):
        bring(study_of(tmp_path), sheet(tmp_path, "x,y\na,b\n"), quotation="w")


def test_a_quotation_that_was_edited_by_hand_is_found_where_one_place_fits(tmp_path):
    study = study_of(tmp_path)
    words = "somebody always brought the [minutes] of the week"
    path = sheet(tmp_path, f'transcript,quotation,code\nt1,"{words}",trust\n')

    done = bring(study, path, coder="ana")

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert row["quotation"] == "somebody always brought the minutes of the week"
    assert counts(done) == (1, 1, 1, 0, 0)
    assert [one.what for one in done.report.items] == ["moved"]


def test_a_quotation_that_fits_twice_is_listed_with_both_places(tmp_path):
    study = study_of(tmp_path)
    path = sheet(tmp_path, "transcript,quotation,code\nt1,We had lunch every,trust\n")

    done = bring(study, path, coder="ana")

    assert counts(done) == (1, 0, 0, 1, 0)
    assert "Thursday" not in done.report.items[0].why
    assert done.report.items[0].why.count("“We had lunch every”") == 2


def test_a_quotation_that_is_nowhere_is_lost_and_told(tmp_path):
    study = study_of(tmp_path)
    path = sheet(tmp_path, "transcript,quotation,code\nt1,Nobody ever said a word like that here,trust\n")

    done = bring(study, path, coder="ana")

    assert counts(done) == (1, 0, 0, 0, 1)
    assert not (study / "codings" / "ana.csv").exists()


def test_a_transcript_of_another_name_is_found_by_its_quotations(tmp_path):
    study = study_of(tmp_path)
    path = sheet(tmp_path, "document,quote,tag\nMaria (final),There was trust. We had lunch,trust\n")

    done = bring(study, path, coder="ana")

    assert counts(done) == (1, 1, 0, 0, 0)
    assert "'Maria (final)' is t1: 1 of 1 of its quotations stand there" in done.report.inferred


def test_formulas_of_a_workbook_are_words_and_nothing_more(tmp_path):
    study = study_of(tmp_path)
    path = workbook(
        tmp_path / "q.xlsx", [["transcript", "quotation", "code", "memo"], ["t1", "There was trust.", "trust", "=1+1"]]
    )

    bring(study, path, coder="ana")

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert row["memo"] == "=1+1"


def test_dedoose_columns_that_say_whether_a_code_applies(tmp_path):
    study = study_of(tmp_path)
    header = "Media Title,Excerpt Creator,Excerpt Copy,Codes Applied Combined,Code: Trust Applied,Code: Habit Applied"
    path = sheet(tmp_path, f'{header}\nt1.txt,ana,There was trust.,"Trust, Habit",True,False\n')

    bring(study, path)

    assert [row["code_id"] for row in rows_of(study / "codings" / "ana.csv")] == ["trust"]


def test_the_rows_of_a_coders_file_that_a_person_began_are_left_alone(tmp_path):
    study = study_of(tmp_path)
    own = "transcript_id,start_char,end_char,code_id\nt1,0,11,trust\n"
    (study / "codings").mkdir()
    (study / "codings" / "ana.csv").write_text(own)

    done = bring(study, sheet(tmp_path, "transcript,quotation,code\nt1,There was trust.,trust\n"), coder="ana")

    assert (study / "codings" / "ana.csv").read_text() == own
    assert len(rows_of(study / "codings" / "ana-import.csv")) == 1
    assert done.report.renamed == {"codings/ana.csv": "codings/ana-import.csv"}


def test_a_codebook_gains_entries_with_parents_from_indentation(tmp_path):
    study = study_of(tmp_path)
    path = sheet(
        tmp_path, "Code,Definition\nBarriers,What hindered.\n  Money short,Too little: of it\n  Time,\n", "codes.csv"
    )

    bring(study, path)

    codes = load_codebook(study / "codebook.yaml").records.codes
    assert {code_id: code.parent for code_id, code in codes.items()} == {
        "trust": None, "barriers": None, "money_short": "barriers", "time": "barriers",
    }  # fmt: skip
    assert codes["money_short"].definition == "Too little: of it"
    assert not any(problem.is_fault for problem in problems_of(study))


def test_levels_in_columns_are_a_tree(tmp_path):
    study = study_of(tmp_path)
    path = workbook(
        tmp_path / "codes.xlsx",
        [["Theme", "Sub-theme", "Description"], ["Barriers", "Money", "Too little."], ["", "Time", "Too late."]],
    )

    bring(study, path)

    codes = load_codebook(study / "codebook.yaml").records.codes
    assert (codes["money"].parent, codes["time"].parent, codes["time"].definition) == (
        "barriers",
        "barriers",
        "Too late.",
    )


def test_a_codebook_in_blocks_gains_its_entries_below_the_last_code_and_nothing_else_changes(tmp_path):
    book = 'codes:\n    trust:\n        definition: Talk of trust.  # ours\nversion: "3"\ncodebook: mine\n'
    study = make_study(tmp_path / "study", {"codebook.yaml": book})

    bring(study, sheet(tmp_path, 'Code,Definition\nMoney,"It is ""short"""\n', "codes.csv"))

    added = '    money:\n      name: "Money"\n      definition: "It is \\"short\\""\n'
    assert (study / "codebook.yaml").read_text() == book.replace('version: "3"', f'{added}version: "3"')


def test_a_study_that_is_not_there_needs_a_transcript(tmp_path):
    with pytest.raises(FilesNeedAHand, match="no study can be made"):
        bring(tmp_path / "new", sheet(tmp_path, "transcript,quotation,code\nt1,There was trust.,trust\n"))

    assert not (tmp_path / "new").exists()


def test_a_dry_run_writes_nothing(tmp_path):
    study = study_of(tmp_path)
    before = files_of(study)

    done = bring(
        study, sheet(tmp_path, "transcript,quotation,code\nt1,There was trust.,trust\n"), coder="ana", dry=True
    )

    assert counts(done) == (1, 1, 0, 0, 0)
    assert files_of(study) == before


def test_a_codebook_outside_of_the_study_gains_entries_and_that_is_told_and_taken_back(tmp_path):
    study = make_study(tmp_path / "study", {"study.yaml": "codebook: ../shared.yaml\n"}, without=("codebook.yaml",))
    book = tmp_path / "shared.yaml"
    book.write_text('codebook: mine\nversion: "1"\ncodes:\n  trust: {definition: Talk of trust.}\n')
    before = book.read_bytes()

    done = bring(study, sheet(tmp_path, "Code,Definition\nMoney,What it costs.\n", "codes.csv"))

    assert "money" in load_codebook(book).records.codes
    assert any("outside the study" in sentence for sentence in done.report.inferred)
    take_back(study, done.import_id)
    assert book.read_bytes() == before


TWO_CODES = """
codebook: mine
version: "1"
codes:
  trust: {definition: Talk of trust.}
  other: {definition: All else.}
"""


def study_of_two_codes(folder):
    return make_study(folder / "study", {"transcripts/t1.txt": TALK, "codebook.yaml": TWO_CODES})


def codings_of(folder, text, name="quotes.csv"):
    """(quotation, code) of each row that lands for the coder ana, and what the report says was inferred."""
    study = study_of_two_codes(folder)
    done = bring(study, sheet(folder, text, name), coder="ana")
    rows = rows_of(study / "codings" / "ana.csv")
    return [(row["quotation"], row["code_id"]) for row in rows], " ".join(done.report.inferred)


def test_each_of_several_columns_of_codes_is_read(tmp_path):
    codings, told = codings_of(tmp_path, "File,Excerpt,Code 1,Code 2\nt1,There was trust.,trust,other\n")

    assert codings == [("There was trust.", "trust"), ("There was trust.", "other")]
    assert "further codes of a passage were read from: 'Code 2'" in told


def test_columns_named_by_codes_hold_marks(tmp_path):
    codings, _ = codings_of(tmp_path, "Interview,Quote,trust,other\nt1,There was trust.,x,\nt1,And now?,,1\n")

    assert codings == [("There was trust.", "trust"), ("And now?", "other")]


def test_columns_that_are_not_read_are_told(tmp_path):
    _, told = codings_of(tmp_path, "file,quote,code,speaker,page\nt1,There was trust.,trust,R,3\n")

    assert "columns that were not read: 'speaker', 'page'" in told


def test_of_a_theme_and_a_subtheme_the_lower_is_given_and_told(tmp_path):
    codings, told = codings_of(
        tmp_path, "file,quote,theme,subtheme\nt1,There was trust.,other,trust\nt1,And now?,other,\n"
    )

    assert codings == [("There was trust.", "trust"), ("And now?", "other")]
    assert "'subtheme' holds the lower codes" in told


def test_codes_with_commas_bullets_and_hashtags_are_those_of_the_codebook(tmp_path):
    written = ('"trust, other"', '"● trust\n● other"', "#trust #other")
    rows = [
        f"t1,{words},{codes}" for words, codes in zip(("And now?", "How was it?", "There was"), written, strict=True)
    ]

    codings, told = codings_of(tmp_path, "\n".join(("file,quote,code", *rows, "")))

    assert [code for _, code in codings] == ["trust", "other"] * 3
    assert "'trust, other' is read as 2 codes" in told


def test_a_comma_inside_a_name_that_the_codebook_has_not_parts_nothing(tmp_path):
    codings, _ = codings_of(tmp_path, 'file,quote,code\nt1,There was trust.,"trust, lunch"\n')

    assert [code for _, code in codings] == ["new:ana-trust-lunch"]


def test_a_sheet_of_short_quotations_in_columns_of_other_names_is_no_codebook(tmp_path):
    codings, _ = codings_of(tmp_path, "Document,What they said,Codes\nt1.txt,There was trust.,trust\n")

    assert codings == [("There was trust.", "trust")]


def test_a_first_row_that_holds_a_transcript_and_a_code_is_a_coding(tmp_path):
    codings, _ = codings_of(tmp_path, "t1,There was trust in all of it.,trust\nt1,We had lunch every Friday.,trust\n")

    assert len(codings) == 1


def test_a_cell_merged_over_rows_stands_in_each_of_them(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("Codes of May", "ana"), ("Code", "Transcript", "Quotation"), ("trust", "t1", "There was trust."),
                (None, None, "And now?"), ("other", "t1", "How was it?")):  # fmt: skip
        book.active.append(row)
    book.active.merge_cells("A3:A4")
    book.active.merge_cells("B3:B4")
    book.save(tmp_path / "quotes.xlsx")
    study = study_of_two_codes(tmp_path)

    bring(study, tmp_path / "quotes.xlsx", coder="ana")

    rows = rows_of(study / "codings" / "ana.csv")
    assert [(row["quotation"], row["code_id"]) for row in rows] == [
        ("There was trust.", "trust"), ("And now?", "trust"), ("How was it?", "other"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "Dokumentname;Segment;Code;Erstellt von", "Document;Text Content;Codes;Created by",
        "Entretien;Extrait;Thème;Codeur", "Entrevista;Fragmento;Código;Autor", "File;Coded;Codename;Coder",
    ],
)  # fmt: skip
def test_headers_of_other_tools_and_languages_are_known(tmp_path, header):
    study = study_of(tmp_path)

    bring(study, sheet(tmp_path, f"{header}\nt1.txt;There was trust.;trust;Ben\n"))

    assert [row["code_id"] for row in rows_of(study / "codings" / "Ben.csv")] == ["trust"]


def parents_of(folder, text):
    """{code: parent} of a codebook that makes no study alone, and the report."""
    study = study_of(folder)
    done = bring(study, sheet(folder, text, "codes.csv"))
    codes = load_codebook(study / "codebook.yaml").records.codes
    return {code.name: codes[code.parent].name if code.parent else "" for code in codes.values()}, done.report


@pytest.mark.parametrize("header", ["Category", "Theme", "Parent", "Kategorie"])
def test_a_blank_category_under_a_filled_one_is_the_one_above_and_told(tmp_path, header):
    rows = "Enablers,Shared meals,They eat.\n,Data walks,They walk.\nBarriers,Old rows,They quarrel.\n,Rent,It rises.\n"

    parents, report = parents_of(tmp_path, f"{header},Code,Definition\n{rows}")

    assert (parents["Data walks"], parents["Rent"]) == ("Enablers", "Barriers")
    assert f"'{header}' is blank in rows 3, 5: these codes are put under the one above them" in report.inferred


def test_a_category_alone_in_its_row_heads_the_codes_below_it(tmp_path):
    rows = "Enablers,,\n,Shared meals,They eat.\nBarriers,,\n,Old rows,They quarrel.\n"

    parents, report = parents_of(tmp_path, f"Category,Code,Definition\n{rows}")

    assert (parents["Shared meals"], parents["Old rows"]) == ("Enablers", "Barriers")
    assert report.items == []


def test_a_blank_parent_of_a_code_that_is_a_parent_is_the_top(tmp_path):
    rows = "Enablers,,All.\nShared meals,Enablers,They eat.\nBarriers,,All.\nOld rows,Barriers,They quarrel.\n"

    parents, _ = parents_of(tmp_path, f"Code,Parent,Definition\n{rows}")

    assert (parents["Enablers"], parents["Barriers"], parents["Old rows"]) == ("", "", "Barriers")


def test_columns_of_a_codebook_that_are_not_read_are_told(tmp_path):
    _, report = parents_of(tmp_path, "Code,Definition,Owner\nShared meals,They eat.,Ana\n")

    assert "columns that were not read: 'Owner'" in report.inferred


def test_a_slip_in_the_case_is_refused_with_the_id_that_was_meant(tmp_path):
    files = {"transcripts/t1.txt": TALK, "cases.csv": "case_id\nriverside-2019\na\n"}
    study = make_study(tmp_path / "study", files)
    before = files_of(study)

    with pytest.raises(FilesNeedAHand) as refused:
        bring(study, sheet(tmp_path, "transcript,quotation,code\nt1,There was trust.,trust\n"), case="rivreside-2019")

    (problem,) = refused.value.problems
    assert "Did you mean 'riverside-2019'?" in problem.remedy
    assert "add its row to cases.csv first" in problem.remedy
    assert files_of(study) == before


def test_a_case_that_is_like_none_is_made_only_for_a_new_transcript(tmp_path):
    study = study_of(tmp_path)
    before = rows_of(study / "cases.csv")

    bring(study, sheet(tmp_path, "transcript,quotation,code\nt1,There was trust.,trust\n"), case="quayside")

    assert rows_of(study / "cases.csv") == before


def test_a_case_whose_number_alone_differs_is_no_slip(tmp_path):
    files = {"transcripts/t1.txt": TALK, "cases.csv": "case_id\ncase-1\na\n"}
    study = make_study(tmp_path / "study", files)

    assert bring(
        study, sheet(tmp_path, "transcript,quotation,code\nt1,There was trust.,trust\n"), case="case-2"
    ).import_id
