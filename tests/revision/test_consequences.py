"""What a change of the codebook does to a study, told before it is made."""

from __future__ import annotations

import csv

import pytest
from revised import CODERS, READ, V1, of, revised

from pipeline.revision.consequences import as_json
from tests.processes import crosscase

SHARP = 'trust: {{definition: "Trust shown in an act.", changed: {{in: "2", how: {}, by: ana, why: cheap}}}}'
MONEY = "money: {definition: Talk of money.}"


def text(*codes: str, version: str = "2") -> str:
    return f'codebook: mine\nversion: "{version}"\ncodes:\n' + "".join(f"  {code}\n" for code in codes)


def figures(found, name: str = "figures") -> dict[tuple[str, str], tuple[int, int, int, int]]:
    return {
        (one.case_id, one.code_id): (
            one.before.n_mentioning, one.before.n_known, one.after.n_mentioning, one.after.n_known,
        )
        for one in getattr(found, name)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("how", "moved"),
    [
        ("reworded", {}),
        ("narrowed", {("north", "trust"): (1, 2, 0, 1), ("south", "trust"): (1, 1, 0, 0)}),
        ("broadened", {("north", "trust"): (1, 2, 1, 1)}),
        ("moved", {("north", "trust"): (1, 2, 0, 0), ("south", "trust"): (1, 1, 0, 0)}),
    ],
)
def test_a_declared_change_moves_what_its_kind_says(tmp_path, how, moved):
    found = of(revised(tmp_path / "s", text(SHARP.format(how), MONEY)))

    assert figures(found) == moved


def test_what_diff_says_is_what_analyze_then_counts(tmp_path):
    study = revised(tmp_path / "s", text(SHARP.format("moved"), "cash: {definition: Talk of money., was: [money]}"))
    said = {key: after for key, (_, _, *after) in figures(of(study)).items()}

    crosscase("analyze", study, "--out", tmp_path / "out", cwd=tmp_path)

    with (tmp_path / "out/tables/code_frequency.csv").open(encoding="utf-8") as file:
        counted = {(row["case_id"], row["code_id"]): row for row in csv.DictReader(file)}
    assert said == {key: [int(counted[key][n]) for n in ("n_mentioning", "n_known")] for key in said}
    assert counted["north", "trust"]["n_outdated"] == "1"


def test_a_rename_moves_no_figure_and_asks_for_nothing(tmp_path):
    found = of(
        revised(tmp_path / "s", text("faith: {definition: Talk of trust between partners., was: [trust]}", MONEY))
    )

    assert [effect.change.kind for effect in found.effects] == ["renamed"]
    assert (found.figures, found.read_again, found.memos) == ((), (), ())


def test_a_rename_that_nobody_declared_is_proposed_with_its_line(tmp_path):
    found = of(revised(tmp_path / "s", text("faith: {definition: Talk of trust between the partners.}", MONEY)))

    assert [(one.former, one.code, one.line) for one in found.renames] == [("trust", "faith", "was: [trust]")]


def test_two_codes_with_nothing_in_common_are_no_rename(tmp_path):
    found = of(revised(tmp_path / "s", text("weather: {definition: Rain or shine on the day.}", MONEY)))

    assert found.renames == ()


def test_of_a_narrower_code_passages_are_read_again_and_of_a_broader_one_whole_transcripts(tmp_path):
    narrow = of(revised(tmp_path / "a", text(SHARP.format("narrowed"), MONEY))).read_again
    broad = of(revised(tmp_path / "b", text(SHARP.format("broadened"), MONEY))).read_again

    assert [(row.transcript_id, len(row.passages), row.whole) for row in narrow] == [("n1", 1, ()), ("s1", 1, ())]
    assert [(row.transcript_id, len(row.passages), row.whole) for row in broad] == [
        ("n1", 0, ("trust",)), ("n2", 0, ("trust",)), ("s1", 0, ("trust",)),
    ]  # fmt: skip


def test_what_was_read_again_is_not_asked_for_again(tmp_path):
    study = revised(
        tmp_path / "s",
        text(SHARP.format("moved"), MONEY),
        codings__ana_read=f"{READ}\nn1,*,1\nn2,*,1\ns1,*,1\nn1,trust,2\n",
    )
    found = of(study)

    assert [row.transcript_id for row in found.read_again] == ["s1", "n2"]
    assert figures(found) == {("north", "trust"): (1, 2, 1, 1), ("south", "trust"): (1, 1, 0, 0)}


def test_what_was_found_since_of_a_code_that_did_not_change_moves_nothing(tmp_path):
    ana = f"{CODERS}\na1,n1,,,There was trust.,trust,1\na2,n1,,,We had money.,money,1\nb1,n2,,,We had lunch.,money,2\n"
    found = of(revised(tmp_path / "s", text(SHARP.format("reworded"), MONEY), codings__ana=ana))

    assert found.figures == ()


def test_a_parent_that_kept_its_text_does_not_stand_for_a_child_that_did_not(tmp_path):
    old = V1.replace("money: {", "money: {parent: trust, ")
    new = text(
        "trust: {definition: Talk of trust between partners.}", "money: {parent: trust, definition: Talk of coins.}"
    )
    study = revised(tmp_path / "s", new, codings__ana_read=f"{READ}\nn1,trust,2\nn2,trust,2\ns1,trust,2\n")
    (study / "codebook@1.yaml").write_text(old, encoding="utf-8")

    found = of(study)

    assert figures(found) == {("south", "money"): (0, 0, 0, 1)}
    assert figures(found, "first_read") == {("north", "money"): (1, 1, 1, 2)}


def test_a_transcript_read_since_for_the_first_time_is_no_move_of_the_codebook(tmp_path):
    ana = f'{CODERS}\na1,n1,,,There was trust.,trust,1\na2,s1,,,"There was trust, of a kind.",trust,1\n'
    found = of(
        revised(
            tmp_path / "s", text(SHARP.format("narrowed"), MONEY), codings__ana=ana,
            codings__ana_read=f"{READ}\nn1,*,1\ns1,*,1\nn1,trust,2\nn2,trust,2\n",
        )
    )  # fmt: skip

    assert figures(found) == {("south", "trust"): (1, 1, 0, 0)}
    assert figures(found, "first_read") == {("north", "trust"): (1, 1, 1, 2)}
    assert found.memos == ("within-case/south", "cross-case/cross-case")
    assert [figure["case_id"] for figure in as_json(found)["first_read"]] == ["north"]


def test_what_a_merge_brought_is_a_move_of_the_codebook(tmp_path):
    found = of(
        revised(
            tmp_path / "s",
            text(
                "trust: {definition: Talk of trust between partners., merge_into: money, merge_why: One thing.}", MONEY
            ),
            codings__ana=f"{CODERS}\na1,n1,,,We had money.,money,1\na2,n2,,,We had lunch.,trust,1\n",
            codings__ana_read=f"{READ}\n",
        )
    )

    assert figures(found)["north", "money"] == (1, 1, 2, 2)
    assert found.first_read == ()


def test_passages_of_a_split_code_belong_to_none_of_its_parts_yet(tmp_path):
    parts = [f"{name}: {{definition: D {name}., split_from: trust}}" for name in ("warm", "cold")]
    found = of(revised(tmp_path / "s", text(*parts, MONEY)))

    assert [(effect.change.kind, effect.change.later, effect.codings) for effect in found.effects] == [
        ("split", "warm;cold", {"ana": 2})
    ]
    assert found.read_again[0].passages[0].code_ids == ("warm", "cold")


def test_codings_of_a_merged_code_follow(tmp_path):
    found = of(revised(tmp_path / "s", text(
        "trust: {definition: Talk of trust between partners.}",
        "money: {definition: Talk of money., merge_into: trust, merge_why: One thing.}",
    )))  # fmt: skip

    assert figures(found) == {("north", "money"): (1, 2, 0, 0), ("south", "money"): (0, 1, 0, 0)}
    assert (found.effects[0].why, found.read_again) == ("One thing.", ())


def test_signed_notes_and_memos_that_rest_on_a_figure_are_named(tmp_path):
    study = revised(tmp_path / "s", text(SHARP.format("narrowed"), MONEY))
    for name, cited in (("south", "south/trust"), ("north", "north/money")):
        note = study / f"notes/within-case/{name}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        signed = "---\nby: ana\nsigned_off: {by: ben, at: 2025-01-01, digest: v1:x:y}\n---\n"
        note.write_text(f"{signed}See [[{cited}]].\n", encoding="utf-8")

    data = as_json(of(study))

    assert data["notes"] == ["within-case/south"]
    assert data["memos"] == ["within-case/north", "within-case/south", "cross-case/cross-case"]


def test_a_text_edited_under_its_own_version_is_told_as_the_version_it_will_be(tmp_path):
    study = revised(tmp_path / "s", text(SHARP.replace('"2"', '"7"').format("narrowed"), MONEY, version="1"))
    found = of(study, since=str(study / "codebook@1.yaml"))

    assert (found.is_unreleased, found.new.version) == (True, "7")
    assert figures(found) == {("north", "trust"): (1, 2, 0, 1), ("south", "trust"): (1, 1, 0, 0)}


def test_a_ring_of_renames_comes_to_an_end(tmp_path):
    new = text("trust: {definition: Talk of money., was: [money]}", "money: {definition: Talk of trust., was: [trust]}")

    assert {effect.change.code for effect in of(revised(tmp_path / "s", new)).effects} == {"trust", "money"}
