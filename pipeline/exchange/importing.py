"""`crosscase import`: files of other tools into a study, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.exchange.landing import Wishes, land
from pipeline.exchange.landing_transcripts import require_case
from pipeline.exchange.names import same_name
from pipeline.exchange.project import SourceProject
from pipeline.exchange.reading import ReadingWishes, read_source
from pipeline.exchange.report import Report, counts_as_data
from pipeline.exchange.study_state import StudyState, next_id, open_state, plan_of
from pipeline.exchange.tables import KnownNames
from pipeline.exchange.writing import FOLDER, mend, write
from pipeline.io.outputs import is_inside, sha256
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, fault


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import. `import_id` is '' where nothing was added, or nothing was to be written."""

    report: Report
    import_id: str


def import_files(
    files: Sequence[Path], into: Path, wishes: Wishes, reading: ReadingWishes, is_dry: bool = False
) -> Imported:
    """Read all files, understand all of them, then write what they add to the study.

    Raises:
        FilesNeedAHand: A file or the study cannot be used; nothing was written.
    """
    # A dry run promises to write nothing, not even repairs.
    if not is_dry:
        mend(into)
    state, report = open_state(into), Report()
    if wishes.case and not state.is_new:
        require_case(wishes.case, state)
    reading = replace(reading, known=_known_names(state))
    projects = [(path, read_source(path, reading)) for path in files]
    for path, project in projects:
        report.headings.append(heading(path, project))
        land(project, state, report, wishes)
    if state.is_new:
        _require_something(into, state.rows.keys() | state.files.keys(), bool(state.entries))
    elif state.entries and state.study is not None and not is_inside(state.study.codebook, into):
        report.infer(
            f"the codebook lies outside the study, where others may use it: {state.study.codebook} gains entries"
        )
    plan = plan_of(state)
    # The same import again adds nothing, and then has no record either.
    if not plan.added or is_dry:
        return Imported(report, "")
    now = datetime.now(UTC)
    import_id = next_id(into, now.strftime("%Y-%m-%d"))
    record = {
        "id": import_id,
        "at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": [{"file": path.name, "sha256": _digest(path), "tool": project.tool} for path, project in projects],
        "made_study": state.is_new,
        "kinds": counts_as_data(report.counts),
        "renamed": report.renamed,
        "added": plan.added,
    }
    raw = json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    write(into, {**plan.changes, f"{FOLDER}/{import_id}.json": raw})
    return Imported(report, import_id)


def _digest(path: Path) -> str:
    """What the source is known by; of QualCoder's folder its database."""
    return sha256((path / "data.qda" if path.is_dir() else path).read_bytes())


def _known_names(state: StudyState) -> KnownNames:
    transcripts = {
        name
        for transcript in state.known
        for name in (transcript.transcript_id, transcript.file, Path(transcript.file).stem)
    }
    codes = {name for code in state.codes.values() for name in (code.code_id, code.name)}
    return KnownNames(frozenset(map(same_name, transcripts)), frozenset(map(same_name, codes)))


def _require_something(into: Path, names: set[str], has_codes: bool) -> None:
    """A study needs a transcript and a code: of less none is made."""
    has_transcripts = any(name == "transcripts.csv" for name in names)
    if has_codes and (has_transcripts or not names):
        return
    lacks = "no transcript" if has_codes else "no code"
    message = f"no study can be made here: {lacks} came out of the files."
    raise FilesNeedAHand(
        [fault(into, 0, message, "Import into a study that is there (`crosscase new FOLDER` makes one).")]
    )


def heading(path: Path, project: SourceProject) -> str:
    """The first line of the report: the file, the tool, and what is in it."""
    people = {coding.coder for coding in project.codings if coding.coder}
    parts = [
        _n(len(project.documents), "document"),
        *([_n(len(project.codes), "code")] if project.codes else []),
        _n(len(project.codings), "coding") + (f" by {_n(len(people), 'person', 'people')}" if people else ""),
    ]
    return f"{path.name} ({project.tool}): {', '.join(parts)}"


def _n(n: int, word: str, plural: str = "") -> str:
    return f"{n:,} {word if n == 1 else plural or word + 's'}"
