"""What is shared of those who signed: ids of the team's members stay, names in full never."""

from __future__ import annotations

import pytest

from pipeline.coding.counting import apply_rules
from pipeline.sharing.shared import shared_study
from tests.reliability.coded import loaded

NAMED = "Otis Vane"
FILES = {
    "codebook.yaml": """\
        codebook: mine
        version: "2"
        codes:
          trust:
            definition: Talk of trust.
            changed: {in: "2", how: reworded, by: Otis Vane, why: shorter}
        """,
    "codebook@1.yaml": 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk of all trust.}}\n',
    "names.csv": "name,instead,kind\nOtis Vane,Nurse,person\n",
    "team.csv": "person,role\nvane,author\n",
    "judgements.csv": "case_id,code_id,judgement,by\na,trust,present,Otis Vane\n",
    "events.csv": "case_id,event_id,from,to,kind,what\na,l,when Vane came,Otis Vane,launch,it began\n",
    "episodes.csv": "case_id,episode,setback,response,by\na,1,a fire,learning,ana;vane\n",
    "enablers.csv": "case_id,item,by,at\na,trust,ana; Otis Vane,after Vane left\n",
    "success/spectrum.csv": "case_id,author,place\na,Otis Vane,7\n",
    "success/ratings.csv": "case_id,rater,role,rating\na,ana,author,7\n",
    "codings/ana.csv": "coding_id,transcript_id,start_char,end_char,code_id,quotation\n"
    "ana-1,t1,,,trust,There was trust.\n",
    "exhibits.csv": "exhibit,case_id,phase,coding_id\nfire,a,answer,ana-1\n",
    "notes/exhibit/fire.md": "---\nby: Otis Vane\npassed_over: ana-1\n---\n## Answer\nNone.\n",
    "notes/within-case/a.md": "---\nby: Otis Vane\nsigned_off: {by: Otis Vane, at: 2025-01-01, digest: 'v1:a:b'}\n"
    "---\nSo.\n",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    study = loaded(tmp_path_factory.mktemp("signed"), FILES)
    judged, _ = apply_rules(study.corpus.transcripts, study.codebook, study.hand, ())
    return shared_study(study, judged)


def test_no_name_in_full_is_left_where_people_sign(shared):
    study = shared.loaded_study
    tables = {**study.tables, **study.reasoning}
    texts = [str(dict(row.cells)) for table in tables.values() for row in table.rows]
    texts += [str(dict(note.front)) for note in study.notes.notes]
    texts += [str(code.changed) for code in study.codebook.codes.values()]

    assert len(texts) >= 9
    assert not [text for text in texts if "vane" in text.replace("'ana;vane'", "").casefold()]


def test_ids_of_coders_and_of_the_team_stay_and_are_cautioned(shared):
    study = shared.loaded_study

    assert [row["by"] for row in study.tables["episodes"].rows] == ["ana;vane"]
    assert [row["rater"] for row in study.tables["ratings"].rows] == ["ana"]
    assert not [problem for problem in shared.problems if problem.is_fault]


def test_what_an_exhibit_passes_over_is_the_same_coding_under_its_new_id(shared):
    (note,) = shared.loaded_study.notes.in_folder("exhibit")

    assert note.front["passed_over"] == [coding.coding_id for coding in shared.loaded_study.hand.codings]


@pytest.mark.parametrize(
    ("more", "name_id"),
    [
        (
            {"study.yaml": "codebook: codebook.yaml\ndesign: {at-vane: city}\n", "cases.csv": "case_id,city\na,x\n"},
            "at-vane",
        ),
        ({"study.yaml": "codebook: codebook.yaml\ndesign: {in: vane}\n", "cases.csv": "case_id,vane\na,x\n"}, "vane"),
        ({"guides/vane.yaml": "questions: {first: {text: How was it?}}\n"}, "vane"),
        ({"guides/main.yaml": "questions: {vane_left: {text: How was it?}}\n"}, "vane_left"),
        ({"codebook.yaml": "codebook: vane-2\nversion: '1'\ncodes: {trust: {definition: Talk.}}\n"}, "vane-2"),
        ({"codebook.yaml": "codebook: mine\nversion: of-vane\ncodes: {trust: {definition: Talk.}}\n"}, "of-vane"),
    ],
)
def test_every_id_that_leaves_with_a_name_in_it_is_cautioned(tmp_path, more, name_id):
    study = loaded(tmp_path, {"names.csv": "name,instead,kind\nVane,Nurse,person\n", **more})

    assert [problem.fault for problem in shared_study(study).problems] == [
        f"'Vane' stands in the id '{name_id}', and ids leave as they are."
    ]
