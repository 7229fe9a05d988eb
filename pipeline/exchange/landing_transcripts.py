"""Documents and cases of a source as transcripts and cases of the study, with their attributes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.read import READERS
from pipeline.corpus.listing import STANDARD
from pipeline.exchange.names import distinct, same_name, slug
from pipeline.exchange.project import SourceDocument, SourceProject
from pipeline.exchange.report import Report
from pipeline.exchange.study_state import CASES, PARTICIPANTS, TRANSCRIPTS, StudyState
from pipeline.exchange.texts import KnownText, Landed, aligned, asking, by_name, file_of, read_as_transcript, same_text
from pipeline.study.people_files import is_id
from pipeline.study.problems import FilesNeedAHand, fault
from pipeline.study.records import KINDS

UNSORTED = "unsorted"
LONG_ENOUGH = 20
"""Signs of a quotation that stands in one transcript by its words, not by chance."""
OWN_COLUMNS = {CASES: ("case_id",), TRANSCRIPTS: STANDARD, PARTICIPANTS: ("respondent_id",)}


def land_cases(project: SourceProject, state: StudyState, report: Report, wished: str) -> dict[str, str]:
    """The id of the case of each document that the source or `--case` gives one, by the document's key."""
    if wished:
        return {document.key: _case_id(wished, state) for document in project.documents}
    case_of: dict[str, str] = {}
    for case in project.cases:
        case_id = _case_id(case.hint or case.name, state)
        if case_id in state.ids[CASES]:
            _attributes_of_a_known_row(case.name, case.attributes, CASES, report)
        else:
            _new_case(state, case_id, _attributes(case.name, case.attributes, CASES, state, report))
        case_of.update((key, case_id) for key in case.documents)
    for document in project.documents:
        if document.case and document.key not in case_of:
            case_of[document.key] = _case_id(document.case, state)
    return case_of


def require_case(wished: str, state: StudyState) -> None:
    """That `--case` names a case of the study, or one that is like none of them.

    Raises:
        FilesNeedAHand: It is nearly the id of a case: a slip would make a case of its own.
    """
    cases = state.ids[CASES]
    near = near_ids(wished, cases)
    if not near or any(same_name(case_id) == same_name(wished) for case_id in cases):
        return
    meant = " or ".join(f"'{case_id}'" for case_id in near)
    message = f"--case '{wished}' is no case of this study, and nearly the id of one."
    remedy = f"Did you mean {meant}? If '{wished}' is a new case, add its row to cases.csv first, with its attributes."
    raise FilesNeedAHand([fault(state.folder / CASES, 0, message, remedy)])


def near_ids(wanted: str, known: Iterable[str]) -> list[str]:
    """Up to three ids that `wanted` may be a slip of; ids that differ in their numbers alone are no slips."""

    def letters(name: str) -> str:
        return re.sub(r"\d+", "0", same_name(name))

    folded = {same_name(case_id): case_id for case_id in known if letters(case_id) != letters(wanted)}
    # 0.75: one letter wrong, missing or too many in four; `north` and `south` are 0.6 alike.
    return [folded[name] for name in difflib.get_close_matches(same_name(wanted), folded, n=3, cutoff=0.75)]


def _case_id(name: str, state: StudyState) -> str:
    """The study's case of this name, or the id of a new one."""
    for case_id in state.ids[CASES]:
        if same_name(case_id) == same_name(name):
            return case_id
    return distinct(name if is_id(name) else slug(name) or "case", state.ids[CASES])


def _new_case(state: StudyState, case_id: str, attributes: dict[str, str]) -> None:
    # The design needs a value in each of its attributes: an empty cell would be a fault of the study.
    held = {attribute: UNSORTED for attribute in state.design if not attributes.get(attribute)}
    state.add(CASES, {"case_id": case_id, **attributes, **held}, case_id)


def land_document(
    document: SourceDocument, quotations: list[str], state: StudyState, report: Report, cases: dict[str, str]
) -> Landed | None:
    """The transcript of a document: the study's own where it has the text, else a new one.

    Of a document that the source only names: the transcript of that name, else the one that holds its quotations.

    Raises:
        RefusedError: It cannot be read as a transcript.
    """
    count = report.counts["transcripts"]
    same = same_text(document, state.known, state.study)
    if same is None and not document.text:
        known = by_name(document.name, state.known) or _by_quotations(document, quotations, state, report)
        if known is None:
            report.lost(
                "transcripts", document.name, "", "its text is not in the source, and no transcript has this name"
            )
            return None
        same = (known, 1.0)
    if same is not None:
        known, share = same
        count.imported += 1
        count.here_already += 1
        if share < 1:
            count.moved += 1
            why = (
                f"{share:.1%} of the transcript {known.transcript_id} is this text: it is taken for the same, corrected"
            )
            report.listed("transcripts", document.name, "", "moved", why)
        else:
            count.exact += 1
        _attributes_of_a_known_row(document.name, document.attributes, TRANSCRIPTS, report)
        return Landed(known.transcript_id, known.text, aligned(document, known.text), False, share)
    return _new_transcript(document, state, report, cases)


def _by_quotations(
    document: SourceDocument, quotations: list[str], state: StudyState, report: Report
) -> KnownText | None:
    """The one transcript that holds most of what is quoted from a document of another name."""
    long = [folded for words in quotations if len(folded := " ".join(words.split())) >= LONG_ENOUGH]
    counts = {
        transcript.transcript_id: sum(words in " ".join(transcript.text.split()) for words in long)
        for transcript in state.known
    }
    ranked = sorted(state.known, key=lambda transcript: -counts[transcript.transcript_id])
    if not ranked or not long or counts[ranked[0].transcript_id] * 2 <= len(long):
        return None
    # Where a second transcript holds more than half as many, nobody can say which of them was meant.
    if len(ranked) > 1 and counts[ranked[1].transcript_id] * 2 > counts[ranked[0].transcript_id]:
        return None
    best = ranked[0]
    n = counts[best.transcript_id]
    report.infer(f"'{document.name}' is {best.transcript_id}: {n} of {len(long)} of its quotations stand there")
    return best


def _new_transcript(document: SourceDocument, state: StudyState, report: Report, cases: dict[str, str]) -> Landed:
    raw = file_of(document)
    kind, text = _kind_and_text(document, raw, state, report)
    # Only an ending that is a file's is cut off: "Interview 3. Mayor" has a dot and no ending.
    stem = Path(document.name).stem if Path(document.name).suffix.lower() in READERS else document.name
    wanted = stem if is_id(stem) else slug(stem) or "transcript"
    transcript_id = distinct(wanted, (*state.ids[TRANSCRIPTS], *_stems(state)))
    if transcript_id not in (document.name, stem):
        report.renamed[document.name] = transcript_id
    case_id = _case_of(document, cases, state, report)
    attributes = _attributes(document.name, document.attributes, TRANSCRIPTS, state, report)
    row = {**attributes, "transcript_id": transcript_id, "file": f"{transcript_id}{document.ending}"}
    row |= {"case_id": case_id, "kind": kind}
    if document.respondent and not row.get("respondent_id"):
        row["respondent_id"] = slug(document.respondent)
    state.files[f"transcripts/{row['file']}"] = raw
    state.add(TRANSCRIPTS, row, transcript_id)
    state.known.append(KnownText(transcript_id, row["file"], text))
    report.counts["transcripts"].imported += 1
    report.counts["transcripts"].exact += 1
    return Landed(transcript_id, text, aligned(document, text), True)


def _case_of(document: SourceDocument, cases: dict[str, str], state: StudyState, report: Report) -> str:
    """The case of a new transcript; one that the study has not is made, and told with the ids that it is like."""
    case_id = cases.get(document.key)
    if not case_id:
        return _unsorted(state, report)
    if case_id not in state.ids[CASES]:
        near = near_ids(case_id, state.ids[CASES])
        like = f" (nearly the id of {', '.join(near)})" if near else ""
        report.infer(f"case '{case_id}' is new{like}: its attributes are for you to fill in")
        _new_case(state, case_id, {})
    return case_id


def _kind_and_text(document: SourceDocument, raw: bytes, state: StudyState, report: Report) -> tuple[str, str]:
    """The kind that the source names, else interview; a document where it is no talk."""
    named = document.attributes.get("kind", "")
    kind = named if named in KINDS else "interview"
    try:
        return kind, read_as_transcript(raw, document.ending, kind, state.study, asking(document))
    except RefusedError:
        if kind != "interview":
            raise
        text = read_as_transcript(raw, document.ending, "archival", state.study)
        report.infer(f"{document.name} is no talk that can be read: it became a document (kind archival)")
        return "archival", text


def _stems(state: StudyState) -> list[str]:
    """Names of files that lie in transcripts/, listed or not: none is written over."""
    folder = state.folder / "transcripts"
    return [path.stem for path in folder.iterdir()] if folder.is_dir() else []


def _unsorted(state: StudyState, report: Report) -> str:
    """The case of transcripts that belong to none yet."""
    if UNSORTED not in state.ids[CASES]:
        _new_case(state, UNSORTED, {})
    report.infer(
        f"new transcripts without a case are in the case '{UNSORTED}': move them in transcripts.csv, "
        "or import with --case ID"
    )
    return UNSORTED


def _attributes(
    holder: str, attributes: Mapping[str, str], file: str, state: StudyState, report: Report
) -> dict[str, str]:
    """The attributes that the table has columns for; the others are listed."""
    count, cells = report.counts["attributes"], dict[str, str]()
    spelt = {column.casefold(): column for column in (*OWN_COLUMNS[file], *state.columns.get(file, ()))}
    for row in state.rows.get(file, ()):  # two spellings of one attribute are one column
        spelt |= {column.casefold(): column for column in row if column.casefold() not in spelt}
    for name, value in attributes.items():
        column = spelt.get(name.casefold().strip(), " ".join(name.split()))
        # These four are the row's own, written by the import itself.
        if not value.strip() or column in ("transcript_id", "file", "case_id", "kind"):
            continue
        count.in_file += 1
        # A row that names a missing guide would be a fault, and the study could not be analysed.
        if column == "guide" and not (state.folder / "guides" / f"{value.strip()}.yaml").is_file():
            report.lost("attributes", holder, f"guide: {value}", "guides/ has no such guide: put it there and name it")
            continue
        if not state.takes(file, column) or not column:
            why = f"{file} has no column '{column}': add it and the value"
            report.lost("attributes", holder, f"{column}: {value}", why)
            continue
        cells[column] = " ".join(value.split())
        count.imported += 1
        count.exact += 1
    return cells


def _attributes_of_a_known_row(holder: str, attributes: Mapping[str, str], file: str, report: Report) -> None:
    """Rows that people wrote are not changed: what the source says of them is counted, and listed once a holder."""
    own = ("transcript_id", "file", "case_id", "kind")
    values = {name: value for name, value in attributes.items() if value.strip() and name not in own}
    report.counts["attributes"].in_file += len(values)
    report.counts["attributes"].here_already += len(values)
    if values:
        said = "; ".join(f"{name}: {value}" for name, value in values.items())
        report.listed("attributes", holder, said, "left", f"it has a row in {file} already, which is not changed")
