"""How names are found and replaced, and what of a list of names is told before anything is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.sharing.names import Name, read_names
from pipeline.sharing.replacing import Replacer
from pipeline.study.problems import Source
from tests.making import make_study

NOWHERE = Source(Path("names.csv"), 1)


def replacer(*names):
    """Of (name, instead), or (name, instead, kind), or with `as_written` behind."""
    filled = [(*name, "person", False)[:2] + (*name, *("person", False)[len(name) - 2 :])[2:4] for name in names]
    return Replacer(Name(name, instead, kind, as_written, NOWHERE) for name, instead, kind, as_written in filled)


@pytest.mark.parametrize(
    "form",
    [
        "Anna Berg", "Berg", "Anna", "ANNA BERG", "anna berg", "A. Berg", "A.Berg", "Berg, Anna", "Berg, A.",
        "AnnaBerg", "Änna Bérg", "anna_berg", "Anna\N{NO-BREAK SPACE}Berg", "A\N{SOFT HYPHEN}nna", "aberg", "A.B.",
        "@annaberg",
        "anna.berg@city.org", "www.annaberg.org/plan", "#SaveBerg", "the Bergs"[4:],
    ],
)  # fmt: skip
def test_every_form_of_a_name_is_replaced(form):
    assert replacer(("Anna Berg", "Nurse")).text(f"We saw {form} there") == "We saw [Nurse] there"


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("Berg's plan and Bergs’ plan", "[Nurse]'s plan and [Nurse]’ plan"),
        ("a Berg-led team, post-Berg", "a [Nurse]-led team, post-[Nurse]"),
        ("Bergland and Ostberg stay", "Bergland and Ostberg stay"),
        ("write to x@y.org or @foo", "write to [e-mail] or [handle]"),
    ],
)
def test_what_stands_around_a_name_stays(said, shared):
    assert replacer(("Anna Berg", "Nurse")).text(said) == shared


def test_a_nickname_beside_the_family_name_is_one_name():
    listed = replacer(("Augustus Hadley", "Owner"), ("Gus", "Owner"), ("Anna Berg", "Nurse"))

    assert listed.text("Gus Hadley came. Gus, Hadley. Gus Gus! Anna Gus") == (
        "[Owner] came. [Owner], [Owner]. [Owner] [Owner]! [Nurse] [Owner]"
    )


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("Will you come? We met Will.", "Will you come? We met [Owner]."),
        ("I will. Will's car.", "I will. [Owner]'s car."),
        ("Mr. Hope came. Mrs.  Hope", "Mr. [Owner] came. Mrs.  [Owner]"),
        ("Will Hope will hope for Hope.", "[Owner] will hope for [Owner]."),
    ],
)
def test_a_name_that_is_a_word_is_replaced_where_it_is_written_as_a_name(said, shared):
    assert replacer(("Will Hope", "Owner")).text(said) == shared


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("Miller came. The miller did not.", "[Owner] came. The miller did not."),
        ("MILLER! Millers were there, the Millers.", "[Owner]! [Owner] were there, the [Owner]."),
        ("A miller. Millers’ bread, millers' bread.", "A miller. [Owner]’ bread, millers' bread."),
    ],
)
def test_a_name_whose_word_needs_an_article_is_a_name_at_the_head_of_a_sentence_too(said, shared):
    assert replacer(("Miller", "Owner")).text(said) == shared


def test_what_was_left_standing_as_a_word_is_counted_for_review():
    names = replacer(("Will Hope", "Owner"))
    names.text("Will you come? Will said so.")

    assert names.tally.left == {"Will Hope": 2}


def test_as_written_means_this_spelling_everywhere_and_no_other():
    assert replacer(("Rosenau", "R", "other", True)).text("Rosenau, rosenau. Rosenau") == "[R], rosenau. [R]"


@pytest.mark.parametrize(
    ("name", "said", "shared"),
    [
        ("王伟", "今天王伟说", "今天[X]说"),
        ("Сергей Иванов", "С. Иванов и Сергей", "[X] и [X]"),
        ("Jürgen Müller", "Juergen Mueller, Muller", "[X], [X]"),
        ("O'Neil", "O’Neil and ONEIL", "[X] and [X]"),
        ("Dr. Bo Ng", "Ng and Dr. Ng", "[X] and Dr. [X]"),
    ],
)
def test_names_of_other_scripts_and_spellings_are_replaced(name, said, shared):
    assert replacer((name, "X")).text(said) == shared


def test_the_longer_name_goes_first_and_what_is_put_in_is_never_replaced():
    names = replacer(("Anna Berg", "Nurse"), ("Berg Clinic", "Anna's clinic", "organisation"), ("Berg", "Judge"))

    assert names.text("Anna Berg left Berg Clinic to Berg") == "[Nurse] left [Anna's clinic] to [Judge]"


def test_a_part_that_two_people_share_stands_for_either():
    assert replacer(("Anna Berg", "Nurse"), ("Anna Lund", "Dean")).text("So Anna said") == "So [Dean or Nurse] said"


def listed(folder, rows):
    (folder / "names.csv").write_text(f"name,instead,kind,as_written\n{rows}", "utf-8")
    return [f"{problem.severity} {problem.source.line} {problem.fault}" for problem in read_names(folder).problems]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("Anna,,person,\n", "fault 2 nothing stands instead of 'Anna'."),
        ("Anna,[],person,\n", "fault 2 nothing stands instead of 'Anna'."),
        ("...,X,person,\n", "fault 2 name is '...', which holds no letter."),
        (
            "Anna,Berta,person,\nBerta,Carla,person,\n",
            "fault 2 [Berta] stands instead of a name and holds the name in line 3.",
        ),
        ("Anna,anna,person,\n", "fault 2 [anna] stands instead of a name and holds the name itself."),
        ("Anna,Nurse,person,\nANNA,Dean,person,\n", "fault 3 'ANNA' is [Nurse] in line 2, and [Dean] here."),
        ("Anna,Nurse,persn,\n", "caution 2 kind is 'persn'."),
    ],
)
def test_a_list_that_would_replace_wrongly_is_told(tmp_path, rows, told):
    assert told in listed(tmp_path, rows)


def test_two_names_in_a_circle_are_both_told(tmp_path):
    assert len(listed(tmp_path, "Anna,Berta,person,\nBerta,Anna,person,\n")) == 2


def test_one_person_with_five_spellings_is_one_person(tmp_path):
    assert (
        listed(tmp_path, "".join(f"{name},Nurse,person,\n" for name in ("Anna", "Ana", "Annie", "A. Berg", "Berg")))
        == []
    )


TALK = (
    "Interviewer: Who?\n\n"
    "Respondent: Then Otis Vane called Otis, and the Board met the board. Vane's plan. Monday came.\n"
)


def test_names_lists_what_is_not_in_names_csv_with_places(tmp_path):
    study = make_study(tmp_path, {"transcripts/t1.txt": TALK, "names.csv": "name,instead\nOtis Vane,Nurse\n"})
    (study / "names.csv").unlink()
    told = json.loads(CliRunner().invoke(app, ["names", str(study), "--json"]).stdout)

    assert told["names"] == [
        {"words": "Otis", "n": 1, "places": [{"transcript_id": "t1", "turn": 2}]},
        {"words": "Otis Vane", "n": 1, "places": [{"transcript_id": "t1", "turn": 2}]},
        {"words": "Vane", "n": 1, "places": [{"transcript_id": "t1", "turn": 2}]},
    ]
    (study / "names.csv").write_text("name,instead,kind\nOtis Vane,Nurse,person\n", "utf-8")
    assert json.loads(CliRunner().invoke(app, ["names", str(study), "--json"]).stdout)["names"] == []


def test_the_key_is_locked_and_opened_by_the_same_words_alone(tmp_path):
    study = make_study(tmp_path / "study", {"names.csv": "name,instead\nOtis,Nurse\n"})
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text("correct horse\n", "utf-8")
    bad.write_text("battery staple\n", "utf-8")

    def key(option, file):
        return CliRunner().invoke(app, ["names", str(study), option, "--passphrase-file", str(file)])

    assert key("--lock", good).exit_code == 0
    assert [path.name for path in study.glob("names*")] == ["names.csv.age"]
    assert b"Otis" not in (study / "names.csv.age").read_bytes()
    assert "does not open" in str(key("--unlock", bad).exception.problems[0].fault)
    assert key("--unlock", good).exit_code == 0
    assert (study / "names.csv").read_text("utf-8") == "name,instead\nOtis,Nurse\n"


def test_while_the_names_are_locked_nothing_can_be_shared(tmp_path):
    (tmp_path / "names.csv.age").write_bytes(b"age")

    assert ["locked" in problem.fault for problem in read_names(tmp_path).problems] == [True]
