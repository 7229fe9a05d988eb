"""Consent that contradicts itself or what is read, and days until which people can withdraw."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.making import problems_of

HEAD = "transcript_id,file,case_id,kind,respondent_id\n"
INTERVIEW = HEAD + "t1,t1.txt,a,interview,r1\n"
GROUP = HEAD + "t1,t1.txt,a,group,\n"
TOLD_APART = "Interviewer: How?\n\nAnna: There was trust.\n\nBen: We had lunch.\n\nAnna: We had.\n\nBen: Yes, often.\n"


def told(folder, people, files=None):
    problems = problems_of(folder, {"transcripts.csv": INTERVIEW, "participants.csv": people, **(files or {})})
    return [problem.fault for problem in problems if problem.source.path.name == "participants.csv"]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("respondent_id,may_use\nr1,no\n", "may_use is no or empty for r1, whose words are read"),
        ("respondent_id,may_use,may_quote\nr1,,yes\n", "may_quote is yes and may_use is no or empty for r1"),
        ("respondent_id,may_use,may_archive\nr1,no,yes\n", "may_archive is yes and may_use is no or empty for r1"),
        ("respondent_id,consent,may_quote\nr1,,yes\n", "may_quote is yes for r1, and `consent` names no form"),
    ],
)
def test_consent_that_contradicts_is_told(tmp_path, people, said):
    assert any(fault.startswith(said) for fault in told(tmp_path, people))


@pytest.mark.parametrize(
    "people",
    [
        "respondent_id,may_use,may_quote,consent\nr1,yes,yes,form A\n",
        "respondent_id,may_quote\nr1,yes\n",
        "respondent_id,may_use,may_quote,consent\nr1,yes,no,\n",
    ],
)
def test_consent_that_does_not_contradict_is_not(tmp_path, people):
    assert told(tmp_path, people) == []


def told_of_a_group(folder, speaker):
    people = "respondent_id,may_use\nr1,yes\nr2,no\n"
    attendance = f"transcript_id,respondent_id,speaker\nt1,r1,Anna\nt1,r2,{speaker}\n"
    files = {"transcripts.csv": GROUP, "attendance.csv": attendance, "transcripts/t1.txt": TOLD_APART}
    return [fault for fault in told(folder, people, files) if fault.startswith("may_use")]


def test_in_a_group_whose_speakers_are_not_all_known_everybody_who_attended_must_agree(tmp_path):
    assert told_of_a_group(tmp_path, "") == [
        "may_use is no or empty for r2, whose words are read and counted all the same."
    ]


def test_in_a_group_whose_speakers_are_all_known_whoever_said_nothing_need_not_agree(tmp_path):
    people = "respondent_id,may_use\nr1,yes\nr2,no\nr3,yes\n"
    attendance = "transcript_id,respondent_id,speaker\nt1,r1,Anna\nt1,r2,Cleo\nt1,r3,Ben\n"
    files = {"transcripts.csv": GROUP, "attendance.csv": attendance, "transcripts/t1.txt": TOLD_APART}

    assert [fault for fault in told(tmp_path, people, files) if fault.startswith("may_use")] == []


def test_days_that_are_past_are_one_caution_and_those_that_are_near_one_each(tmp_path):
    soon = (date.today() + timedelta(days=3)).isoformat()
    people = f"respondent_id,withdraw_by\nr1,2001-01-01\nr2,2001-02-01\nr3,{soon}\nr4,2999-01-01\n"

    assert sorted(fault for fault in told(tmp_path, people) if "withdraw" in fault) == [
        f"'r3' can withdraw until {soon}, which is near.",
        "the day until which they can withdraw is past for r1, r2.",
    ]


@pytest.mark.parametrize("status", ["withdrawl", "Withdrew", "withdrawn?", "withdrawn 3 May"])
def test_a_status_that_may_mean_withdrawn_and_does_not_is_told(tmp_path, status):
    (fault,) = told(tmp_path, f"respondent_id,status\nr1,{status}\n")

    assert fault == f"status of 'r1' is '{status}', which is not `withdrawn`: their words are read."


@pytest.mark.parametrize("status", ["heard", "withdrawn", "Withdrawn", "", "to be asked"])
def test_any_other_status_is_the_teams_own(tmp_path, status):
    assert [fault for fault in told(tmp_path, f"respondent_id,status\nr1,{status}\n") if "status" in fault] == []
