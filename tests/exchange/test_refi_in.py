"""REFI-QDA projects of other tools: conventions, spellings, traps."""

import pytest
from bringing import bring, counts, rows_of
from making import make_study, problems_of
from other_tools import qdpx

from pipeline.codebook.load import load_codebook
from pipeline.study.problems import FilesNeedAHand

A, B, C, S, U, V = (f"{n}{n}{n}{n}{n}{n}{n}{n}-0000-0000-0000-000000000000" for n in "abc123")
TALK = "Interviewer: How was it?\nRespondent: There was trust. We had lunch.\n"
CODES = f'<CodeBook><Codes><Code guid="{A}" name="Trust" isCodable="true"/></Codes></CodeBook>'


def selection(start, end, code=A, name="", inside=""):
    return (
        f'<PlainTextSelection guid="{V}" startPosition="{start}" endPosition="{end}" name="{name}">{inside}'
        f'<Coding guid="{B}"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def source(selections, path="internal://s.txt", name="Talk"):
    return f'<Sources><TextSource guid="{S}" name="{name}" plainTextPath="{path}">{selections}</TextSource></Sources>'


def passages(text, *words):
    """Code points of each, as the standard counts them."""
    return [(text.index(one), text.index(one) + len(one)) for one in words]


def quotations(study):
    return [row["quotation"] for path in sorted((study / "codings").glob("*.csv")) for row in rows_of(path)]


def units(text, offset, unit, line_end):
    before = text[:offset]
    n = len(before.encode("utf-16-le")) // 2 if unit == "utf-16" else len(before)
    return n + (before.count("\n") if line_end == 2 else 0)


LONG = (
    "Interviewer: How did it begin? 🌱\nAnna: With a flood 🌊 in the cellar. We rang each other.\nBen: Nobody came.\n"
    * 3
)
SPOKEN = ("With a flood 🌊 in the cellar", "We rang each other", "rang each other.\nBen: Nobody", "Nobody came")


@pytest.mark.parametrize("unit", ["code points", "utf-16"])
@pytest.mark.parametrize("line_end", [1, 2])
@pytest.mark.parametrize("is_inclusive", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_way_to_count_is_found_by_the_words(tmp_path, unit, line_end, is_inclusive, mark):
    at = [(start, end) for start, end in passages(LONG, *SPOKEN)]
    given = "".join(
        selection(units(LONG, start, unit, line_end), units(LONG, end, unit, line_end) - is_inclusive)
        for start, end in at
    )
    text = mark + (LONG.replace("\n", "\r\n") if line_end == 2 else LONG)
    path = qdpx(tmp_path / "p.qdpx", CODES + source(given), {"sources/s.txt": text})

    bring(tmp_path / "study", path, coder="ana")

    assert quotations(tmp_path / "study") == [words.replace("Ben: ", "") for words in SPOKEN]


def test_the_way_that_was_chosen_is_said_with_its_evidence(tmp_path):
    given = "".join(selection(start, end) for start, end in passages(TALK, "There was trust.", "We had lunch."))

    done = bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES + source(given), {"sources/s.txt": TALK}))

    assert "end offsets are exclusive: 2 of 2 end at a word" in done.report.inferred


@pytest.mark.parametrize(
    ("inside", "entry", "path"),
    [
        ("Project.qde", "Sources/s.txt", "internal://s.txt"),
        ("my study.QDE", "sources/S.TXT", "s.txt"),
        ("deep/project.qde", "deep/Sources/s.txt", "relative:///Sources/s.txt"),
    ],
)
def test_names_and_folders_inside_may_be_spelt_in_any_way(tmp_path, inside, entry, path):
    given = selection(*passages(TALK, "There was trust.")[0])
    file = qdpx(tmp_path / "p.qdpx", CODES + source(given, path), {entry: TALK}, inside)

    bring(tmp_path / "study", file)

    assert quotations(tmp_path / "study") == ["There was trust."]


def test_ids_in_braces_and_capitals_are_the_same_ids(tmp_path):
    given = selection(*passages(TALK, "There was trust.")[0], code="{" + A.upper() + "}")

    bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES + source(given), {"sources/s.txt": TALK}))

    assert [row["code_id"] for row in rows_of(tmp_path / "study" / "codings" / "imported.csv")] == ["trust"]


def test_a_case_that_is_doubled_as_a_code_is_no_code(tmp_path):
    codes = f'<CodeBook><Codes><Code guid="{A}" name="Trust"/><Code guid="{C}" name="Riverside"/></Codes></CodeBook>'
    members = f'<SourceRef targetGUID="{S}"/><SourceRef targetGUID="{V}"/>'
    cases = f'<Cases><Case guid="{U}" name="Riverside">{members}</Case></Cases>'
    start, end = passages(TALK, "There was trust.")[0]
    given = selection(start, end) + selection(start, end, code=C)
    words = "<PlainTextContent>Respondent: Hello there.</PlainTextContent>"
    second = f'<TextSource guid="{V}" name="Other">{words}</TextSource></Sources>'
    sources = source(given).replace("</Sources>", second)

    done = bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", codes + cases + sources, {"sources/s.txt": TALK}))

    assert list(load_codebook(tmp_path / "study" / "codebook.yaml").records.codes) == ["trust"]
    assert {row["case_id"] for row in rows_of(tmp_path / "study" / "transcripts.csv")} == {"Riverside"}
    first = done.report.items[0]
    assert (first.kind, first.where, first.what) == ("codes", "Riverside", "left out")


def test_a_source_that_is_missing_is_found_by_name_and_its_passages_by_their_words(tmp_path):
    study = make_study(tmp_path / "study")
    given = selection(40, 56, name="There was trust.") + selection(60, 70)

    done = bring(study, qdpx(tmp_path / "p.qdpx", CODES + source(given, name="t1.txt")), coder="ana")

    assert counts(done) == (2, 1, 0, 0, 1)


def test_passages_past_the_end_and_empty_ones_are_listed(tmp_path):
    given = selection(5, 5) + selection(60, 9999) + selection(*passages(TALK, "We had lunch.")[0])

    done = bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES + source(given), {"sources/s.txt": TALK}))

    assert counts(done) == (3, 1, 0, 0, 2)
    assert [one.why for one in done.report.items] == ["the passage is empty", "the passage lies beyond the text"]


def test_two_coders_are_kept_apart(tmp_path):
    users = f'<Users><User guid="{U}" name="Ana"/><User guid="{V}" name="Ben"/></Users>'
    start, end = passages(TALK, "There was trust.")[0]
    given = "".join(
        selection(start, end).replace("<Coding ", f'<Coding creatingUser="{user}" ') for user in (U, V.upper())
    )

    bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", users + CODES + source(given), {"sources/s.txt": TALK}))

    assert sorted(path.name for path in (tmp_path / "study" / "codings").iterdir()) == ["Ana.csv", "Ben.csv"]


def test_memos_of_passages_codes_and_the_project_keep_their_kind(tmp_path):
    codes = CODES.replace("/></Codes>", f'><NoteRef targetGUID="{C}"/></Code></Codes>')
    notes = (
        f'<Notes><Note guid="{C}" name="on trust"><PlainTextContent>Too broad.</PlainTextContent></Note>'
        f'<Note guid="{U}" name="plan"><PlainTextContent>Read [[a/b]] again.</PlainTextContent></Note></Notes>'
    )
    given = selection(*passages(TALK, "There was trust.")[0], inside="<Description>Said at once.</Description>")
    path = qdpx(tmp_path / "p.qdpx", codes + source(given) + notes, {"sources/s.txt": TALK})

    bring(tmp_path / "study", path)

    (row,) = rows_of(tmp_path / "study" / "codings" / "imported.csv")
    assert row["memo"] == "Said at once."
    assert (tmp_path / "study/notes/code/trust.md").read_text().endswith("Too broad.\n")
    assert (tmp_path / "study/notes/hunch/plan.md").read_text().endswith("Read [ [a/b]] again.\n")
    own = ("study.yaml", "cases.csv", "transcripts.csv", "codebook.yaml", "transcripts/t1.txt")
    assert not any(problem.is_fault for problem in problems_of(tmp_path / "study", without=own))


def test_attributes_of_documents_are_columns_of_a_new_study(tmp_path):
    variables = f'<Variables><Variable guid="{C}" name="sector" typeOfVariable="Text"/></Variables>'
    value = f'<VariableValue><VariableRef targetGUID="{C}"/><TextValue>public</TextValue></VariableValue>'
    given = selection(*passages(TALK, "There was trust.")[0]) + value

    done = bring(
        tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES + variables + source(given), {"sources/s.txt": TALK})
    )

    assert rows_of(tmp_path / "study" / "transcripts.csv")[0]["sector"] == "public"
    assert done.report.counts["attributes"].imported == 1


def test_codes_of_one_name_under_two_parents_stay_two(tmp_path):
    codes = (
        f'<CodeBook><Codes><Code guid="{A}" name="Before"><Code guid="{B}" name="Trust / “old” &lt;3 🌱"/></Code>'
        f'<Code guid="{C}" name="After"><Code guid="{U}" name="Trust / “old” &lt;3 🌱"/></Code></Codes></CodeBook>'
    )
    study = make_study(tmp_path / "study")

    bring(study, qdpx(tmp_path / "p.qdpx", codes))

    book = load_codebook(study / "codebook.yaml").records.codes
    assert {code_id: code.parent for code_id, code in book.items()} == {
        "trust": None, "before": None, "after": None, "trust_old_3": "before", "trust_old_3_after": "after",
    }  # fmt: skip
    assert book["trust_old_3"].name == "Trust / “old” <3 🌱"


def test_a_codebook_alone_comes_in(tmp_path):
    study = make_study(tmp_path / "study")
    path = tmp_path / "codes.qdc"
    path.write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="X"><Codes><Code guid="{A}" name="Money" isCodable="false">'
        "<Description>What it costs.</Description></Code></Codes></CodeBook>"
    )

    bring(study, path)

    code = load_codebook(study / "codebook.yaml").records.codes["money"]
    assert (code.definition, code.is_codable) == ("What it costs.", False)


HOSTILE = {
    "an entity": b'<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project name="p">&x;</Project>',
    "no XML": b"<Project",
    "another root": b"<html/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_or_no_project_is_refused_and_nothing_is_written(tmp_path, name):
    (tmp_path / "p.qde").write_bytes(HOSTILE[name])

    with pytest.raises(FilesNeedAHand):
        bring(tmp_path / "study", tmp_path / "p.qde")

    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize("entry", ["../s.txt", "/s.txt", "sources/../../s.txt"])
def test_names_that_climb_out_of_the_archive_are_refused(tmp_path, entry):
    with pytest.raises(FilesNeedAHand, match="climbs out"):
        bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES, {entry: TALK}))


def test_a_zip_bomb_is_refused(tmp_path):
    with pytest.raises(FilesNeedAHand, match="zip bomb"):
        bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES, {"sources/s.txt": b"a" * 20_000_000}))


def test_a_name_as_long_as_the_passage_that_disagrees_shows_that_the_offsets_have_shifted(tmp_path):
    start, end = passages(TALK, "There was trust.")[0]
    given = selection(start + 3, end + 3, name="There was trust.") + selection(*passages(TALK, "We had lunch.")[0])

    bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES + source(given), {"sources/s.txt": TALK}))

    assert quotations(tmp_path / "study")[0] == "There was trust."


def test_a_name_that_is_cut_short_does_not_cut_the_passage(tmp_path):
    start, end = passages(TALK, "was it?\nRespondent: There was trust. We had lunch.")[0]
    given = selection(start, end, name="was it? There was …") + selection(*passages(TALK, "We had lunch.")[0])

    bring(tmp_path / "study", qdpx(tmp_path / "p.qdpx", CODES + source(given), {"sources/s.txt": TALK}))

    assert quotations(tmp_path / "study")[0] == "was it?\nThere was trust. We had lunch."
