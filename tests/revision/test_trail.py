"""The audit trail of a codebook: who decided what, when and why, beside its versions; rounds; figures that moved."""

from __future__ import annotations

from revised import CODERS, READ, loaded, revised

from pipeline.revision.moves import agreement_by_version, moved_in_words
from pipeline.revision.trail import code_trails
from tests.processes import crosscase

SHARP = """\
codebook: mine
version: "2"
codes:
  faith:
    definition: Trust shown in an act.
    was: [trust]
    changed: {in: "2", how: narrowed, by: ben, why: Cheap talk.}
  money: {definition: Talk of money.}
"""
MINUTES = "---\nby: ana\ncodes: [trust]\n---\n## Decisions\n- trust: only acts count.\n- lunch at noon\n"
BEN = f"{CODERS}\nb1,n1,,,There was trust.,trust,1\nb2,s1,,,There was trust,faith,2\n"


def study_in(folder, **more):
    study = revised(folder, SHARP, codings__ben=BEN, codings__ben_read=f"{READ}\nn1,*,1\nn2,*,1\ns1,faith,2\n", **more)
    (study / "notes/meeting").mkdir(parents=True)
    (study / "notes/meeting/2025-01-20.md").write_text(MINUTES, encoding="utf-8")
    return study


def test_a_code_has_its_versions_and_the_meetings_that_named_it_under_any_of_its_names(tmp_path):
    trails = code_trails(loaded(study_in(tmp_path / "s")))

    assert [(trail.code_id, trail.names) for trail in trails] == [("faith", ("trust",))]
    assert [(step.version, step.change.kind, step.by, step.why) for step in trails[0].steps] == [
        ("2", "renamed", "", ""), ("2", "narrowed", "ben", "Cheap talk."),
    ]  # fmt: skip
    assert [(one.date, one.by, one.lines) for one in trails[0].decisions] == [
        ("2025-01-20", "ana", ("- trust: only acts count.",))
    ]


def test_a_memo_can_say_that_a_figure_moved_because_the_codebook_did(tmp_path):
    study = loaded(study_in(tmp_path / "s"))

    assert moved_in_words(study, {}) == {
        ("north", "faith"): "1 of 2 under version 1; 0 of 1 known under 2, 1 told under 1"
    }


def test_agreement_stands_beside_that_under_the_text_before(tmp_path):
    rounds = agreement_by_version(loaded(study_in(tmp_path / "s")), ())

    assert [(version, row.n_units, row.percent) for version, row in rounds["faith"]] == [("1", 2, 1.0)]


def test_a_meeting_that_names_no_code_of_any_version_is_a_caution_and_the_page_stands(tmp_path):
    study = study_in(tmp_path / "s")
    (study / "notes/meeting/2025-02-01.md").write_text("---\ncodes: [trst]\n---\n<b>Minutes</b>\n", encoding="utf-8")

    told = crosscase("analyze", study, "--out", tmp_path / "out", cwd=tmp_path)

    page = (tmp_path / "out/codebook.html").read_text(encoding="utf-8")
    assert told.returncode == 0
    assert "code 'trst' of this meeting is in no version of the codebook." in told.stderr
    assert "Cheap talk." in page
    assert "&lt;b&gt;Minutes" in page
    assert 'href="codebook.html"' in (tmp_path / "out/index.html").read_text(encoding="utf-8")


def test_what_is_said_today_of_an_earlier_version_is_told_at_that_version(tmp_path):
    study = study_in(tmp_path / "s")
    silent = "".join(line for line in SHARP.splitlines(keepends=True) if "changed:" not in line)
    (study / "codebook@2.yaml").write_text(silent, encoding="utf-8")
    (study / "codebook.yaml").write_text(SHARP.replace('version: "2"', 'version: "3"'), encoding="utf-8")

    (trail,) = code_trails(loaded(study))

    assert [(step.version, step.change.kind, step.by, step.why) for step in trail.steps] == [
        ("2", "renamed", "", ""), ("2", "narrowed", "ben", "Cheap talk."),
    ]  # fmt: skip
