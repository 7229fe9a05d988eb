"""Two hundred names in twelve forms each, planted wherever people write: none is in any byte of what is shared."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from pipeline.archive.write import archive_run
from pipeline.exchange.exporting import write_study
from pipeline.handing_over.finished_run import finished_run
from pipeline.handing_over.parquet import write_parquet
from pipeline.handing_over.quotations import Wanted
from pipeline.handing_over.quotes import write_quotes
from pipeline.handing_over.study_workbook import write_workbook
from pipeline.paper.write import write_paper
from pipeline.run import analyze
from pipeline.site.export_memos import export_memos
from pipeline.word.writer import word_of_page
from tests.conftest import SILENT
from tests.making import make_study
from tests.sharing.roster import forms, leaks, roster, words_in

# Two thousand planted names, and all that can be made of them: tests/sharing/test_handing_out.py has three of them.
pytestmark = pytest.mark.slow

NAMES = roster()


def table(*rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def planted_study(folder):
    """A study of two cases whose every file names somebody."""
    text = "Interviewer: How was it?\n\n" + "\n\n".join(
        f"{name}: There was trust in {form} when we met, and so it went."
        for name, _, kind in NAMES
        for form in forms(name, kind)
    )
    one, two, three, place, firm = (name for name, _, _ in NAMES[:5])
    notes = f"---\nby: ana\nstatus: final\n---\n\nIt was {one} who told {two} of [[a/trust]].\n"
    first = f"There was trust in {one} when we met, and so it went."
    files = {
        "study.yaml": f"title: The {firm} study\ncodebook: codebook.yaml\ndesign: {{within-city: city}}\n"
        f"speakers: {{R9: {two}}}\n",
        "cases.csv": table(
            ["case_id", "name", "city", "purpose", "contact"],
            ["a", f"{firm} table", place, f"for {one}", three],
            ["b", "B", "Beta", "p", two],
        ),
        "transcripts.csv": table(
            ["transcript_id", "file", "case_id", "kind", "respondent_id", "guide", "date", "remark"],
            ["t1", f"{one}.txt", "a", "group", "", "plan", "2024-03-05", f"{one} was late"],
            ["t2", "t2.txt", "b", "interview", "r2", "plan", "2024-03-06", ""],
            ["t3", "t3.txt", "b", "interview", "r2", "plan", "2024-03-07", ""],
        ),
        f"transcripts/{one}.txt": text,
        "transcripts/t2.txt": f"Interviewer: How was it?\n\n{two}: We had trust in {one}. We had lunch.\n",
        # The whole of it is archived.
        "transcripts/t3.txt": "Interviewer: Who else?\n\n"
        + "\n\n".join(f"{two}: There was trust in {name} as well." for name, _, _ in NAMES),
        "participants.csv": table(
            [
                "respondent_id",
                "organisation",
                "sector",
                "role",
                "attribution",
                "status",
                "address",
                "case_id",
                "may_archive",
            ],
            ["r1", firm, "public", f"deputy of {two}", "role", "heard", f"{place} 1", "a", "yes"],
            ["r2", firm, f"{firm} sector", "chair", "role", "heard", "", "b", "yes"],
            ["r3", firm, "public", three, "role", "declined", "", "a", ""],
        ),
        "attendance.csv": table(["transcript_id", "speaker", "respondent_id"], ["t1", one, "r1"]),
        "guides/plan.yaml": f"questions:\n  how: {{text: 'How was it, {one}?', asks_about: [trust]}}\n",
        "codebook.yaml": f"codebook: mine\nversion: '1'\ncodes:\n  enabler: {{is_codable: false, definition: d}}\n"
        f"  trust: {{parent: enabler, name: Trust, definition: 'Trust in {one}.', "
        f"include: ['{two}'], examples: ['{three} was trusted'], cues: {{phrases: [trust, 'trust in {one}']}}}}\n",
        "codings/ana.csv": table(
            ["coding_id", "transcript_id", "start_char", "end_char", "quotation", "code_id", "target", "memo"],
            [f"{one}-1", "t1", 12, 12 + len(first), first, "trust", two, f"{three} again"],
        ),
        "judgements.csv": table(
            ["case_id", "code_id", "judgement", "why", "codings", "by"],
            ["a", "trust", "present", f"{one} said so", f"{one}-1", "ana"],
        ),
        "events.csv": table(
            ["case_id", "event_id", "from", "kind", "what"],
            ["a", f"{one}-came", "2020", "launch", f"{one} came to {place}"],
        ),
        "episodes.csv": table(["case_id", "episode", "setback", "response"], ["a", "1", f"{two} left", "learning"]),
        "governance.csv": table(["case_id", "step", "mode", "note"], ["a", "1", "shared", f"{three} in the chair"]),
        "success/ratings.csv": table(
            ["case_id", "rater", "role", "rating", "why"], ["a", one, "mayor", "8", f"{two} did it"]
        ),
        "rankings.csv": table(
            ["case_id", "respondent_id", "barrier", "pick", "words"], ["a", "r1", "trust", "most", three]
        ),
        "team.csv": table(["person", "relation"], [three, f"knows {one}"]),
        "enablers.csv": table(
            ["case_id", "item", "why", "codings", "by"], ["a", f"what {one} did", two, f"{one}-1", "ana"]
        ),
        "propositions.yaml": f"- name: '{firm} helps'\n  claim: '{one} helps'\n  formed: before\n"
        f"  measure: {{table: code_frequency, column: n_mentioning, where: {{code_id: trust}}}}\n",
        "notes/within-case/a.md": notes,
        f"notes/within-city/{place.lower().replace(' ', '-')}.md": notes,
        f"notes/hunch/{one.replace(' ', '-')}.md": notes,
        "notes/respondent/t1.md": notes,
        "exhibits.csv": table(
            ["exhibit", "case_id", "phase", "coding_id", "why"],
            ["a-1", "a", "trust_before", f"{one}-1", f"{two} said it"],
        ),
        "success/reconciliation.csv": table(
            ["case_id", "author", "from", "to", "why", "at"],
            ["a", "ana", "", "high", f"{three} was right", "2025-01-01"],
        ),
        "names.csv": table(["name", "instead", "kind", "as_written"], *((*name, "") for name in NAMES)),
    }
    return make_study(folder, files)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """The planted study, shared, archived, and as the team's own."""
    folder = tmp_path_factory.mktemp("roster")
    study = planted_study(folder / "study")
    analysis = analyze(study, folder / "shared", progress=SILENT, share=True, sector_alone=True)
    archive_run(analysis, folder / "archive.zip", "A. Reader")
    with zipfile.ZipFile(folder / "archive.zip") as archive:
        archive.extractall(folder / "archive")
    # A zip in the zip: what is in it is scanned like everything else.
    with zipfile.ZipFile(folder / "archive" / "study.qdpx") as project:
        project.extractall(folder / "archive" / "unpacked")
    analyze(study, folder / "own", progress=SILENT)
    hand_out(analysis.shared, folder / "shared", folder / "handed")
    return folder


def hand_out(shared, run, to):
    """Everything that is made of a shared run."""
    for stage, formats in {"within-city": ("md", "html", "docx"), "cross-case": ("docx",)}.items():
        export_memos(run, stage, formats, None, to / stage, {"docx": word_of_page}, is_shared=True)
    write_paper(shared.study, run, to / "paper", shared)
    with finished_run(shared.study.folder, run, shared.study) as finished:
        write_workbook(finished, run, to / "study.xlsx")
        write_parquet(finished, to / "parquet")
        for form in ("md", "docx", "xlsx", "csv"):
            write_quotes(finished, Wanted(with_uncounted=True), form, to / f"quotes.{form}")
    for form in ("qdpx", "qdc"):
        write_study(shared, form, to / f"study.{form}")


def test_no_part_of_a_name_is_in_any_byte_or_name_of_a_shared_file(outputs):
    assert leaks(outputs / "shared", [name for name, _, _ in NAMES]) == []


def test_no_part_of_a_name_is_in_any_byte_or_name_of_an_archived_file(outputs):
    assert (outputs / "archive" / "transcripts" / "t3.txt").read_text("utf-8").count("There was trust in [") == len(
        NAMES
    )
    assert leaks(outputs / "archive", [name for name, _, _ in NAMES]) == []


def test_no_part_of_a_name_is_in_any_byte_or_part_of_what_is_made_of_a_shared_run(outputs):
    assert leaks(outputs / "handed", [name for name, _, _ in NAMES]) == []


def test_the_scan_reads_inside_documents_workbooks_projects_tables_and_figures(outputs):
    """Each holds the word that was said everywhere: a scan that could not read them would find no name either."""
    handed = words_in(outputs / "handed")

    read = ("quotes.docx", "quotes.xlsx", "study.xlsx", "study.qdpx", "study.qdc", "parquet/codings.parquet",
            "paper/paper.docx")  # fmt: skip
    assert [name for name in read if "trust" not in handed[name]] == []
    assert any("trust" in text for name, text in handed.items() if name.endswith(".pdf"))


def test_the_scan_finds_them_all_in_the_teams_own_files(outputs):
    own = " ".join(words_in(outputs / "own").values())

    assert len(leaks(outputs / "own", [name for name, _, _ in NAMES])) > len(NAMES)
    assert "contact" not in "".join((outputs / "shared" / "tables" / "cases.csv").read_text("utf-8"))
    assert "example.org" in own


def test_a_shared_folder_holds_no_cache_no_path_and_no_digest_of_an_input(outputs):
    shared = outputs / "shared"
    text = (shared / "run.json").read_text("utf-8")

    assert not (shared / ".cache").exists()
    assert "inputs" not in text
    assert str(outputs) not in " ".join(words_in(shared).values())


def test_counts_are_the_teams_own(outputs):
    for name in ("code_frequency", "code_presence", "cooccurrence", "verdicts"):
        own, shared = ((outputs / run / "tables" / f"{name}.csv").read_text("utf-8") for run in ("own", "shared"))
        assert len(own.splitlines()) == len(shared.splitlines())
    own, shared = (
        list(csv.DictReader((outputs / run / "tables" / "code_frequency.csv").open())) for run in ("own", "shared")
    )
    assert own == shared
