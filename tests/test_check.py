"""Faults and cautions across the files of a study: each with file, line and remedy, all in one pass."""

import pytest

from tests.making import SMALLEST, problems_of, said

ONE_CASE = "caution cases.csv there is one case: later stages have nothing to compare."


def test_the_contract_s_smallest_study_has_no_problem_but_its_only_case(tmp_path):
    assert said(problems_of(tmp_path), tmp_path) == [ONE_CASE]


def test_every_mistake_of_transcripts_csv_is_named_at_once(tmp_path):
    rows = (
        "transcript_id,file,case_id,kind,guide\n"
        "t1,t1.txt,a,interview,\n"
        "t1,t2.txt,a,interview,\n"
        "t3,t1.txt,a,interview,\n"
        "t4,none.txt,a,interview,\n"
        "t5,t5.txt,b,interview,\n"
        "t6,t6.txt,a,intervew,\n"
        "t7,../study.yaml,a,interview,\n"
        "t8,t8.txt,a,interview,guide1\n"
        "t9,t9.txt,,interview,\n"
    )
    files = {f"transcripts/t{n}.txt": "I: So?\n\nR: Yes.\n\nI: And?\n\nR: No." for n in (2, 5, 6, 8, 9)}

    found = said(problems_of(tmp_path, {"transcripts.csv": rows, **files}), tmp_path)

    assert [line.split(" ", 2)[1] for line in found if line.startswith("fault")] == [
        f"transcripts.csv:{n}" for n in (3, 4, 5, 6, 7, 8, 9, 10)
    ]


def test_a_case_without_its_design_attribute_is_a_fault_and_a_missing_cell_a_caution(tmp_path):
    design = "codebook: codebook.yaml\ndesign: {within-city: city, within-issue: issue}\n"
    cases = "case_id,city,issue\na,X,p\nb,Y,p\nc,X,q\nd,,q\n"

    found = said(problems_of(tmp_path, {"study.yaml": design, "cases.csv": cases}), tmp_path)

    assert "fault cases.csv:5 case 'd' has no city, which stage 'within-city' holds constant." in found


def test_two_attribute_values_with_one_file_name_are_a_fault(tmp_path):
    design = "codebook: codebook.yaml\ndesign: {within-city: city}\n"
    cases = "case_id,city\na,New York\nb,new-york\n"

    found = said(problems_of(tmp_path, {"study.yaml": design, "cases.csv": cases}), tmp_path)

    assert any(line.startswith("fault cases.csv:3") and "new-york" in line for line in found)


def test_a_tier_outside_the_order_and_one_that_differs_are_faults(tmp_path):
    study = "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n"
    files = {
        "study.yaml": study,
        "cases.csv": "case_id,tier\na,low\nb,hgih\n",
        "success/tiers.csv": "case_id,tier\na,high\n",
    }

    found = problems_of(tmp_path, files)

    assert [p.source.line for p in found if p.is_fault] == [3, 2]
    assert any("Did you mean 'high'?" in p.remedy for p in found)


def test_a_file_that_no_row_lists_is_a_caution(tmp_path):
    found = said(problems_of(tmp_path, {"transcripts/extra.txt": "R: Hello."}), tmp_path)

    assert found == [
        ONE_CASE,
        "caution transcripts/extra.txt no row of transcripts.csv lists this file: it is not read.",
    ]


def test_an_unknown_setting_is_a_fault_with_the_nearest_name(tmp_path):
    problem = problems_of(tmp_path, {"study.yaml": "codebook: codebook.yaml\ndesing: {}\n"})[0]

    assert (problem.is_fault, problem.source.line) == (True, 2)
    assert "Did you mean 'design'?" in problem.remedy


def test_a_judgement_about_an_unknown_case_or_code_is_a_fault(tmp_path):
    rows = "case_id,code_id,judgement\na,trust,present\nz,trust,absent\na,turst,absent\na,trust,perhaps\n"

    found = problems_of(tmp_path, {"judgements.csv": rows})

    assert [p.source.line for p in found if p.is_fault] == [3, 4, 5]


def test_a_study_without_its_codebook_says_which_file_is_missing(tmp_path):
    found = said(problems_of(tmp_path, without=("codebook.yaml",)), tmp_path)

    assert any(line.startswith("fault codebook.yaml") for line in found)


def test_dates_that_a_spreadsheet_turned_round_are_named_once_a_file(tmp_path):
    files = {
        "transcripts.csv": "transcript_id,file,case_id,kind,date\nt1,t1.txt,a,interview,02.03.2026\n",
        "judgements.csv": "case_id,code_id,judgement,by,at\n"
        "a,trust,present,ana,2026-03-01\na,trust,absent,ana,3/2/2026\na,trust,mixed,ben,4/2/2026\na,trust,mixed,ben,2026\n",
    }

    found = said(problems_of(tmp_path, files), tmp_path)

    assert [line for line in found if "order of time" in line] == [
        "caution judgements.csv:3 at '3/2/2026', and 1 more, cannot be put in order of time.",
        "caution transcripts.csv:2 date '02.03.2026' cannot be put in order of time.",
    ]


EMBED = "codebook: codebook.yaml\nmachine: {embed: true}\n"
TWO = "transcript_id,file,case_id,kind,language\nt1,t1.txt,a,interview,%s\nt2,t2.txt,a,interview,%s\n"


def said_of_english(folder, setting, languages):
    """Cautions that sentence vectors know English only, of a study with two transcripts."""
    files = {
        "study.yaml": EMBED + setting,
        "transcripts.csv": TWO % languages,
        "transcripts/t2.txt": SMALLEST["transcripts/t1.txt"],
    }
    return [line for line in said(problems_of(folder, files), folder) if "know English only" in line]


@pytest.mark.parametrize(
    ("setting", "languages", "here"),
    [
        ("", ("nl", "en"), "1 transcript in 'nl'"),
        ("", ("nl", "de-AT"), "1 transcript in 'de-AT', 1 transcript in 'nl'"),
        ("language: de\n", ("", ""), "2 transcripts in 'de'"),
        ("language_model: blank:es\n", ("", ""), "language_model 'blank:es'"),
    ],
)
def test_sentence_vectors_in_a_study_of_another_language_are_a_caution(setting, languages, here, tmp_path):
    assert said_of_english(tmp_path, setting, languages) == [
        f"caution study.yaml:2 embed is asked for, and its sentence vectors know English only; here: {here}."
    ]


@pytest.mark.parametrize("languages", [("", ""), ("en", "EN-us"), ("English", "eng"), ("en_GB", "English (UK)")])
def test_sentence_vectors_in_an_english_study_are_none(languages, tmp_path):
    assert said_of_english(tmp_path, "language_model: blank:en\n", languages) == []


def test_another_language_without_sentence_vectors_is_none(tmp_path):
    found = problems_of(tmp_path, {"study.yaml": "codebook: codebook.yaml\nlanguage: de\n"})

    assert not any("sentence vectors" in line for line in said(found, tmp_path))


ENGLISH = (
    "caution study.yaml{line} cues tell what is denied or wished from what is affirmed in English only; "
    "here: {here}. In these a denial with a cue's words in it counts as told."
)


def said_of_denials(folder, files):
    """Cautions that a denial in another language is taken for a telling."""
    return [line for line in said(problems_of(folder, files), folder) if "denied or wished" in line]


def test_cues_in_another_language_are_one_caution_a_study(tmp_path):
    files = {
        "study.yaml": "codebook: codebook.yaml\nlanguage_model: blank:de\n",
        "transcripts.csv": TWO % ("de", "es"),
        "transcripts/t2.txt": SMALLEST["transcripts/t1.txt"],
    }

    here = "language_model 'blank:de', 1 transcript in 'de', 1 transcript in 'es'"
    assert said_of_denials(tmp_path, files) == [ENGLISH.format(line=":2", here=here)]


CODED = "transcript_id,start_char,end_char,quotation,code_id\nt2,,,There was trust.,trust\n"


@pytest.mark.parametrize(
    ("text", "coded", "codebook", "is_said"),
    [
        ("There was trust.", "", "", True),
        ("Da war nichts.", "", "", True),  # nobody has coded: what the machine found would count
        ("Da war nichts.", CODED, "", False),  # people code, and the machine found nothing there
        ("There was trust.", CODED, "", True),
        ("There was trust.", "", "codebook: mine\ncodes: {trust: {definition: Talk of trust.}}\n", False),
    ],
)
def test_that_caution_is_given_only_where_the_machine_codes_such_a_transcript(text, coded, codebook, is_said, tmp_path):
    files = {
        "transcripts.csv": TWO % ("de", "en"),
        "transcripts/t1.txt": f"Interviewer: Und?\n\nRespondent: {text}\n",
        "transcripts/t2.txt": SMALLEST["transcripts/t1.txt"],
        **({"codings/ana.csv": coded} if coded else {}),
        **({"codebook.yaml": codebook} if codebook else {}),
    }

    assert bool(said_of_denials(tmp_path, files)) is is_said


GROUP = {
    "transcripts.csv": "transcript_id,file,case_id,kind\ng1,g1.txt,a,group\n",
    "transcripts/g1.txt": "Moderator: So?\n\nP1: Yes.\n\nP2: No.\n\nModerator: And?\n\np1: Well.\n\nP3: We did.\n",
}


@pytest.mark.parametrize(
    ("attendance", "file", "who"),
    [
        (None, "transcripts.csv", "'P1', 'P2', 'P3' are"),
        ("g1,P1,r1\ng1,P3,r3\n", "attendance.csv", "'P2' is"),
        ("g1,P1,r1\ng1,P2,\ng1,P3,r3\n", "", ""),
    ],
)
def test_speakers_of_a_group_whom_attendance_does_not_name_are_one_caution(attendance, file, who, tmp_path):
    files = {
        **GROUP,
        **({"attendance.csv": f"transcript_id,speaker,respondent_id\n{attendance}"} if attendance else {}),
    }
    found = problems_of(tmp_path, files, without=("transcripts/t1.txt",))
    named = [line for line in said(found, tmp_path) if "attendance.csv does not say" in line]

    expected = f"caution {file} attendance.csv does not say who {who} in group interview 'g1'."
    assert named == ([expected] if who else [])


RENAMED = """\
    codebook: mine
    version: "2"
    codes:
      trust: {definition: Talk of trust., was: [faith], scope: [start, before], cues: {phrases: [trust]}}
      gone: {definition: Gone., retired: "2"}
      loud: {definition: Aloud., split_from: quarrel}
      walk: {definition: Walked out., split_from: quarrel}
      start: {kind: index, definition: How it began., was: [before]}
    """
FIRST = 'codebook: mine\nversion: "1"\ncodes: {quarrel: {definition: Q.}}\n'


def said_of_codes(folder, **files):
    """Problems of a study whose codebook has a renamed, a retired and a split code, but for its only case."""
    given = {
        "codebook.yaml": RENAMED,
        "codebook@1.yaml": FIRST,
        **{n.replace("_", ".", 1): t for n, t in files.items()},
    }
    return [line for line in said(problems_of(folder, given), folder) if line != ONE_CASE]


def test_judgements_of_split_and_retired_codes_are_cautions_of_unknown_ones_faults(tmp_path):
    rows = "a,faith,absent\na,quarrel,present\na,gone,present\na,nothing,present\n"

    assert said_of_codes(tmp_path, judgements_csv=f"case_id,code_id,judgement\n{rows}") == [
        "fault judgements.csv:5 code 'nothing' is not in the codebook.",
        "caution judgements.csv:3 code 'quarrel' was split into 'loud' and 'walk'. The row is left out.",
        "caution judgements.csv:4 code 'gone' is retired since version 2: the row stands in no figure.",
    ]


def test_rankings_of_former_and_split_codes_are_cautions(tmp_path):
    rows = "a,r1,faith,most\na,r1,quarrel,least\na,r2,faith,most\na,r2,trust,most\n"

    assert said_of_codes(tmp_path, rankings_csv=f"case_id,respondent_id,barrier,pick\n{rows}") == [
        "caution rankings.csv:2 barrier 'faith' is a former id of 'trust', or merged into it: it counts as that.",
        "caution rankings.csv:3 code 'quarrel' was split into 'loud' and 'walk'. The row is left out.",
    ]


def test_a_question_about_a_former_code_is_no_caution_about_a_split_or_retired_one_is(tmp_path):
    guide = "questions:\n  start: {text: How did it begin?, asks_about: [faith]}\n"
    guide += "  end: {text: And the quarrel?, asks_about: [quarrel, gone]}\n"
    given = {"codebook.yaml": RENAMED, "codebook@1.yaml": FIRST, "guides/g.yaml": guide}
    found = [line for line in said(problems_of(tmp_path, given), tmp_path) if line != ONE_CASE]

    assert found == [
        "caution guides/g.yaml:3 question 'end' asks about 'gone', which is retired since version 2.",
        "caution guides/g.yaml:3 question 'end' asks about 'quarrel', which was split.",
    ]


def test_a_respondent_who_may_not_be_archived_is_a_caution_since_a_run_is_no_archive(tmp_path):
    rows = "respondent_id,may_archive\nr1,yes\nr2,no\nr3,no\n"

    told = said(problems_of(tmp_path, {"participants.csv": rows}), tmp_path)

    assert [one for one in told if "may_archive" in one] == [
        "caution participants.csv:3 may_archive is no for 2 respondents, and a run's pages and tables hold their words."
    ]


def test_where_everybody_may_be_archived_nothing_is_said(tmp_path):
    rows = "respondent_id,may_archive\nr1,yes\nr2,\n"

    told = said(problems_of(tmp_path, {"participants.csv": rows}), tmp_path)

    assert [one for one in told if "may_archive" in one] == []


SETTLED = "transcript_id,code_id,coders,start_char,end_char,outcome,why\n"


@pytest.mark.parametrize("outcome", ["ana", "ben", "both", "neither", "definition"])
def test_a_settlement_names_a_coder_or_what_else_may_stand(outcome, tmp_path):
    rows = f"{SETTLED}t1,trust,ana;ben,0,5,{outcome},we agreed\n"

    assert [problem for problem in problems_of(tmp_path, {"settlements.csv": rows}) if "outcome" in problem.fault] == []


@pytest.mark.parametrize(("outcome", "remedy"), [("niether", "Did you mean 'neither'?"), ("cleo", "Settle it again")])
def test_a_settlement_by_a_word_that_means_nothing_is_a_caution(outcome, remedy, tmp_path):
    rows = f"{SETTLED}t1,trust,ana;ben,0,5,both,we agreed\nt1,trust,ana;ben,9,12,{outcome},we agreed\n"
    (problem,) = [at for at in problems_of(tmp_path, {"settlements.csv": rows}) if "outcome" in at.fault]

    assert problem.source.shown(tmp_path) == "settlements.csv:3"
    assert problem.fault.startswith(f"outcome '{outcome}' is none of ana, ben, both, neither, definition")
    assert problem.remedy.startswith(remedy)
