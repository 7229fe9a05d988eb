"""A study as REFI-QDA: read by an independent program, and back again."""

import zipfile
from pathlib import Path

import pytest
from bringing import bring, rows_of
from lxml import etree
from making import make_study
from pyrefiqda.reficodebook import RefiCodebook
from pyrefiqda.refiproject import RefiProject

from pipeline.codebook.load import load_codebook
from pipeline.corpus.cases import read_corpus
from pipeline.exchange.exporting import export_study
from pipeline.io.cache import Cache
from pipeline.study.problems import FilesNeedAHand, WrongUsage
from pipeline.study.study import open_study

STUDY = {
    "study.yaml": "codebook: codebook.yaml\ntitle: Soup & 🌱\noutcome: {attribute: tier, order: [less, more]}\n",
    "cases.csv": "case_id,tier,purpose\na,more,lunch <together>\n",
    "transcripts.csv": "transcript_id,file,case_id,kind,sector\nt1,t1.txt,a,interview,public\n",
    "transcripts/t1.txt": """\
        Interviewer: How was it 🌊?

        Anna: There was trust. We had soup.

        Interviewer: Soup?

        Anna: Daily.
        """,
    "codebook.yaml": """\
        codebook: mine
        version: "4"
        codes:
          food: {is_codable: false, definition: All that is eaten.}
          soup:
            {parent: food, definition: "Soup: hot", include: [broth, stew], exclude: [salad], cues: {phrases: [soup]}}
          trust: {definition: Talk of trust.}
        """,
    "codings/ana.csv": (
        "coding_id,transcript_id,start_char,end_char,quotation,code_id,polarity,memo,codebook_version,at\n"
        "1,t1,14,30,There was trust.,trust,wished,early?,4,2026-03-01T10:00:00Z\n"
        "2,t1,31,49,,soup,,,4,\n"
    ),
    "codings/ana.read.csv": "transcript_id,codes\nt1,*\n",
    "notes/code/trust.md": "---\nby: ana\nstatus: draft\n---\nToo broad.\n",
    "notes/respondent/t1.md": "---\nby: ben\nstatus: draft\n---\nShe laughed.\n",
}


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path / "study", STUDY)


def exported(study, to, form="qdpx"):
    report = export_study(study, form, to, to.parent / "outputs")
    return to, report


def test_an_independent_program_reads_codes_passages_people_and_notes(study, tmp_path):
    path, _ = exported(study, tmp_path / "out.qdpx")

    project = RefiProject.load(path, str(tmp_path / "unpacked"))

    (source,) = project.sources.text_source
    text = (tmp_path / "unpacked" / "sources" / source.plain_text_path.removeprefix("internal://")).read_text()
    quoted = [text[one.start_position : one.end_position] for one in source.plain_text_selection]
    assert quoted[0] == "There was trust."
    assert [code.name for code in project.code_book.codes.code] == ["food", "trust"]
    assert sorted(user.name.split(" (")[0] for user in project.users.user) == ["ana", "ben", "machine"]
    assert (
        [one.name for one in project.sets.set_value] == ["tier: more"] if hasattr(project.sets, "set_value") else True
    )


def test_a_passage_over_turns_holds_the_label_between(study, tmp_path):
    path, _ = exported(study, tmp_path / "out.qdpx")

    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        (name,) = [one for one in archive.namelist() if one.endswith(".txt")]
        text = archive.read(name).decode()
    last = root.findall(".//{*}PlainTextSelection")[-1]
    assert text[int(last.get("startPosition")) : int(last.get("endPosition"))] == "We had soup.\nInterviewer: Soup?"


def test_elements_stand_in_the_order_of_the_schema_and_no_list_is_empty(study, tmp_path):
    path, _ = exported(study, tmp_path / "out.qdpx")

    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    order = ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Sets", "Description", "NoteRef"]
    names = [etree.QName(child).localname for child in root]
    assert names == [name for name in order if name in names]
    assert all(len(child) for child in root if etree.QName(child).localname not in ("Description", "NoteRef"))


def test_a_project_says_that_it_is_the_team_s_own_and_gains_no_memo_by_it(study, tmp_path):
    path, _ = exported(study, tmp_path / "out.qdpx")

    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    assert root.findtext("{*}Description").startswith("The team's own: not to be handed out")
    bring(tmp_path / "back", path)
    assert not any("handed out" in note.read_text() for note in (tmp_path / "back").rglob("*.md"))


def test_the_same_study_gives_the_same_bytes_and_a_renamed_code_keeps_its_id(study, tmp_path):
    first, _ = exported(study, tmp_path / "one.qdpx")
    second, _ = exported(study, tmp_path / "two.qdpx")
    assert first.read_bytes() == second.read_bytes()

    def ids(path):
        with zipfile.ZipFile(path) as archive:
            return {one.get("guid") for one in etree.fromstring(archive.read("project.qde")).iter("{*}Code")}

    book = study / "codebook.yaml"
    book.write_text(book.read_text().replace("trust: {definition", "trust: {name: Faith, definition"))
    assert ids(exported(study, tmp_path / "three.qdpx")[0]) == ids(first)


def test_what_stays_is_told(study, tmp_path):
    _, report = exported(study, tmp_path / "out.qdpx")

    assert any(sentence.startswith("1 marks of what was read") for sentence in report.inferred)
    assert any("absent, wished or disputed" in sentence for sentence in report.inferred)


def test_a_round_trip_keeps_texts_codes_codings_memos_and_attributes(study, tmp_path):
    path, _ = exported(study, tmp_path / "out.qdpx")

    bring(tmp_path / "back", path)

    def read(folder):
        opened = open_study(folder).records
        corpus = read_corpus(opened, Cache(None)).records
        codes = load_codebook(opened.codebook).records.codes.values()
        return (
            [(one.transcript_id, one.case_id, one.kind, one.text) for one in corpus.transcripts],
            [
                (one.code_id, one.name, one.parent, one.is_codable, one.definition, one.include, one.exclude)
                for one in codes
            ],
            [dict(one.attributes) for one in corpus.cases],
            corpus.transcripts[0].attributes,
        )

    assert read(tmp_path / "back") == read(study)
    first, second = rows_of(tmp_path / "back" / "codings" / "ana.csv")
    assert (first["start_char"], first["end_char"], first["polarity"], first["memo"]) == (
        "14",
        "30",
        "wished",
        "early?",
    )
    assert first["at"] == "2026-03-01T10:00:00Z"
    assert (second["start_char"], second["end_char"]) == ("31", "49")
    assert (tmp_path / "back/notes/code/trust.md").read_bytes() == (study / "notes/code/trust.md").read_bytes().replace(
        b"by: ana", b'by: "ana"'
    )
    assert not list((tmp_path / "back" / "codings").glob("machine*"))


def test_coming_back_into_its_own_study_adds_nothing_to_a_coders_file(study, tmp_path):
    path, _ = exported(study, tmp_path / "out.qdpx")
    before = {one.name: one.read_bytes() for one in (study / "codings").iterdir()}

    bring(study, path)

    assert {one.name: one.read_bytes() for one in (study / "codings").iterdir()} == before


def test_a_codebook_alone_is_read_by_an_independent_program(study, tmp_path):
    path, _ = exported(study, tmp_path / "codes.qdc", "qdc")

    book = RefiCodebook.load(path)

    assert [code.name for code in book.codes.code] == ["food", "trust"]


def test_an_unknown_format_is_wrong_usage(study, tmp_path):
    with pytest.raises(WrongUsage, match="qdpx, qdc"):
        export_study(study, "nvivo", tmp_path / "x", Path("outputs"))


def test_nothing_is_written_into_the_study(study):
    with pytest.raises(FilesNeedAHand):
        export_study(study, "qdpx", study / "out.qdpx", Path("outputs"))
