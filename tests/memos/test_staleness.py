"""Signing a note, and what a memo says when the evidence moved afterwards."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.cache import Cache
from pipeline.loading import load_study
from pipeline.notes.evidence import digest_of, unpack
from pipeline.notes.sign import sign_note, with_signature
from pipeline.notes.stale import StaleNote, came_and_went, stale_notes
from pipeline.run import Analysis, Progress, analyze
from pipeline.study.problems import FilesNeedAHand
from pipeline.study.study import open_study
from tests.memos.reading import with_room

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"
SILENT = Progress(say=lambda line: None)
TARN = (
    "---\nby: ana   # who wrote it\nstatus: draft\n---\n"
    "# What I think\n\nThe ties carry it: [[flood-tarn/prior_ties]].\r\nNo more.\n"
)
FLOOD = "Across the flood: [[within-issue/flood/shared_figures]].\n"
MARKET = "---\nby: ben\n---\nNothing is cited here.\n"
SUBJECTS = (("within-case", "flood-tarn"), ("within-issue", "flood"), ("within-case", "market-tarn"))


@pytest.fixture(scope="module")
def analyzed(ledger_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study of three notes that nobody has signed, and its outputs."""
    made = tmp_path_factory.mktemp("analyzed")
    folder = Path(shutil.copytree(LEDGER, made / "study"))
    for name, text in (
        ("within-case/flood-tarn", TARN),
        ("within-issue/flood", FLOOD),
        ("within-case/market-tarn", MARKET),
    ):
        path = folder / "notes" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    shutil.copytree(ledger_outputs / ".cache", made / "out" / ".cache")
    run(folder)
    return made


@pytest.fixture
def study(analyzed: Path, tmp_path: Path) -> Path:
    """A copy of that study, beside a copy of its outputs."""
    shutil.copytree(analyzed, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


def run(study: Path) -> Analysis:
    return analyze(study, study.parent / "out", progress=SILENT)


def sign_all(study: Path) -> None:
    for stage, subject in SUBJECTS:
        sign_note(study, study.parent / "out", stage, subject, "ana", "2026-11-21")


def stale(study: Path) -> tuple[StaleNote, ...]:
    done = run(study)
    notes = load_study(done.study, Cache(done.outputs / ".cache")).records
    assert notes is not None
    return stale_notes(notes.notes, done.findings, done.study.stages)


def memo(study: Path, name: str) -> str:
    return with_room(study.parent / "out", name)


def append(study: Path, row: str) -> None:
    with (study / "codings" / "ana.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")


RETRACT_TIES = (
    "a01,ft1,76,129,The lock keeper and I have known each other for years,,,prior_ties,retract,,,,,,2,2026-03-01"
)
CODE_HABIT_IN_FT2 = 'a90,ft2,438,470,"Everybody trusts her, everybody.",,,habit,apply,,,,,,2,2026-03-01'


def test_signing_changes_front_matter_only_and_keeps_the_body_byte_by_byte(study: Path) -> None:
    path = study / "notes" / "within-case" / "flood-tarn.md"
    os.chmod(path, 0o640)

    assert sign_note(study, study.parent / "out", "within-case", "flood-tarn", 'Ana "A"', "2026-11-21") == path

    text = path.read_bytes().decode("utf-8")
    assert text.startswith(
        '---\nby: ana   # who wrote it\nstatus: draft\nsigned_off:\n  by: "Ana \\"A\\""\n  at: "2026-11-21"\n'
    )
    assert text.endswith(TARN.split("---\n", 2)[2])
    assert path.stat().st_mode & 0o777 == 0o640


def test_signing_again_replaces_the_signature(study: Path) -> None:
    sign_all(study)
    sign_all(study)

    assert (study / "notes" / "within-case" / "flood-tarn.md").read_text("utf-8").count("signed_off") == 1


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Body.\n", '---\nsigned_off:\n  by: "a"\n  at: "b"\n  digest: "c"\n---\nBody.\n'),
        ("\ufeffBody.\n", '\ufeff---\nsigned_off:\n  by: "a"\n  at: "b"\n  digest: "c"\n---\nBody.\n'),
        (
            "---\r\nby: x\r\nsigned_off: {by: y, digest: z}\r\n---\r\nBody.\n",
            '---\r\nby: x\r\nsigned_off:\r\n  by: "a"\r\n  at: "b"\r\n  digest: "c"\r\n---\r\nBody.\n',
        ),
        (
            "---\nsigned_off:\n  by: y\n\n  digest: z\nstatus: final\n---\nBody.",
            '---\nstatus: final\nsigned_off:\n  by: "a"\n  at: "b"\n  digest: "c"\n---\nBody.',
        ),
    ],
)
def test_a_signature_finds_its_place_however_the_note_is_written(raw: str, expected: str) -> None:
    assert with_signature(raw, "a", "b", "c", Path("note.md")) == expected


def test_front_matter_that_cannot_take_a_field_is_refused_and_left_alone() -> None:
    with pytest.raises(FilesNeedAHand, match="cannot be signed as it is written"):
        with_signature("---\n{by: x}\n---\nBody.\n", "a", "b", "c", Path("note.md"))


def test_a_note_that_is_not_there_cannot_be_signed(study: Path) -> None:
    with pytest.raises(FilesNeedAHand, match="there is no such note"):
        sign_note(study, study.parent / "out", "within-case", "flood-brack", "ana")


def test_nothing_is_stale_while_the_evidence_stands(study: Path) -> None:
    sign_all(study)

    assert stale(study) == ()
    assert "The evidence moved" not in memo(study, "within-case/flood-tarn")
    assert "signed off by ana on 2026-11-21" in memo(study, "within-case/flood-tarn")


def test_a_retracted_coding_makes_exactly_the_notes_stale_that_rest_on_it(study: Path) -> None:
    sign_all(study)
    append(study, RETRACT_TIES)

    found = stale(study)

    assert [(one.stage, one.subject) for one in found] == [("within-case", "flood-tarn")]
    assert [(one.figure_id, one.was, one.now) for one in found[0].moved] == [
        ("flood-tarn/prior_ties", "1 of 3", "0 of 3")
    ]
    text = memo(study, "within-case/flood-tarn")
    assert "since then 1 figure moved" in text
    assert "from 1 of 3 to 0 of 3" in text
    assert "went: “The lock keeper and I have known each other for years” — [ft1]" in text


def test_a_note_that_cites_nothing_rests_on_all_enablers_and_barriers_of_its_subject(study: Path) -> None:
    sign_all(study)
    append(study, "a91,mt1,283,319,We looked at the figures on Sundays.,,,shared_figures,retract,,,,,,2,2026-03-01")
    append(study, "a23,mt1,283,319,We looked at the figures on Sundays.,,,shared_figures,retract,,,,,,2,2026-03-01")

    found = {(one.stage, one.subject): one for one in stale(study)}

    assert list(found) == [("within-case", "market-tarn")]
    (moved,) = found["within-case", "market-tarn"].moved
    assert moved.figure_id == "market-tarn/shared_figures"
    assert len(moved.went) == 1


def test_stale_notes_are_listed_from_the_last_stage_to_the_first(study: Path) -> None:
    sign_all(study)
    append(study, RETRACT_TIES)
    append(
        study, 'a04,ft1,468,509,"Later we counted together, house by house",,,shared_figures,retract,,,,,,2,2026-03-01'
    )

    assert [one.stage for one in stale(study)] == ["within-issue", "within-case"]


def test_one_coding_changes_exactly_the_memos_and_evidence_that_rest_on_it(study: Path) -> None:
    before = files_of(study.parent / "out")
    append(study, CODE_HABIT_IN_FT2)
    run(study)
    after = files_of(study.parent / "out")

    changed = {name for name in before | after if before.get(name) != after.get(name)}

    texts = {name for name in changed if name.startswith(("memos/", "room/")) and name.endswith(".md")}
    resting = ("within-case/flood-tarn.md", "within-issue/flood.md", "within-city/tarn.md", "cross-case/cross-case.md")
    assert {f"room/{name}" for name in resting} <= texts
    # elsewhere the machine, which learns from the coding, may suggest otherwise: the room says so, and no memo does
    assert {name for name in texts if name.startswith("memos/within")} <= {f"memos/{name}" for name in resting}
    assert "memos/cross-case/appendix.md" in texts
    assert {name for name in changed if name.startswith("evidence/") and "/habit" not in name} == set()
    assert {"evidence/flood-tarn/habit.html", "evidence/within-city/tarn/habit.html"} <= changed
    assert "transcripts/ft2.html" in changed


def files_of(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def test_a_digest_that_nobody_can_read_asks_for_a_new_signature(study: Path) -> None:
    (study / "notes" / "within-case" / "flood-tarn.md").write_text(
        "---\nsigned_off: {by: ana, at: 2026-01-01, digest: v1:abc:!!}\n---\nText.\n", encoding="utf-8"
    )

    (found,) = stale(study)

    assert found.moved == ()
    assert "cannot be read: sign it anew" in memo(study, "within-case/flood-tarn")


def test_the_digest_of_rows_does_not_know_their_order() -> None:
    rows: list[dict[str, Any]] = [{"case_id": "a", "n_known": 1}, {"case_id": "b", "n_known": None}]

    assert digest_of(rows) == digest_of(rows[::-1]) != digest_of(rows[:1])


def test_a_digest_holds_places_and_no_words(study: Path) -> None:
    sign_all(study)
    loaded = load_study(open_study(study).records, Cache(study.parent / "out" / ".cache")).records  # type: ignore[arg-type]
    assert loaded is not None
    note = loaded.notes.of("within-case", "flood-tarn")
    assert note is not None

    signed = unpack(note.front["signed_off"]["digest"])

    assert signed is not None
    assert list(signed.rows) == ["flood-tarn/prior_ties"]
    ((coding_id, transcript_id, start, end, _),) = signed.places["flood-tarn/prior_ties"]
    assert (coding_id, transcript_id, start, end) == ("a01", "ft1", 76, 129)


def test_a_revision_is_carried_to_the_earlier_memo(study: Path) -> None:
    (study / "notes" / "within-issue" / "flood.md").write_text(
        "---\nby: ben\nrevises: within-case/flood-tarn\n---\nThe ties were thinner than we said.\n", encoding="utf-8"
    )
    run(study)

    earlier, later = memo(study, "within-case/flood-tarn"), memo(study, "within-issue/flood")
    assert "**Revised by [within-issue/flood](../../memos/within-issue/flood.html)** by ben" in earlier
    assert "The ties were thinner than we said." in earlier
    assert "revises [within-case/flood-tarn]" in later


def test_a_cited_figure_stands_in_the_memo_with_its_link(study: Path) -> None:
    cited = "[Ties from before: 1 of 3](../../evidence/flood-tarn/prior_ties.html)"
    assert f"The ties carry it: {cited}." in memo(study, "within-case/flood-tarn")


def test_a_second_coder_who_uses_the_same_ids_moves_no_evidence(study: Path) -> None:
    sign_all(study)
    habit = 'a01,ft2,438,470,"Everybody trusts her, everybody.",,,habit,apply,,,,,,2,2026-03-01\n'
    header = (study / "codings" / "ana.csv").read_text(encoding="utf-8").partition("\n")[0]
    (study / "codings" / "cleo.csv").write_text(f"{header}\n{habit}", encoding="utf-8")

    assert stale(study) == ()
    assert "ana:a01" in (study.parent / "out" / "tables" / "quotations.csv").read_text(encoding="utf-8")


def test_a_place_comes_and_goes_as_often_as_one_list_has_it_more() -> None:
    eight, nine, other = ("8", "t1", 0, 5, "x"), ("9", "t1", 0, 5, "x"), ("7", "t1", 6, 9, "y")
    renamed = ("ana:8", *eight[1:])

    assert came_and_went([eight, other], [other, renamed]) == ((), ())
    assert came_and_went([eight], [eight, nine]) == ((nine,), ())
    assert came_and_went([eight, nine], [nine]) == ((), (eight,))
    assert came_and_went([eight], [other]) == ((other,), (eight,))
