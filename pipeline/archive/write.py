"""`crosscase export --format archive`: the zip is gathered in memory, and stands at its place whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.archive.consent import why_not_archived
from pipeline.archive.descriptors import CRATE, DESCRIPTOR, MANIFEST, checksums, crate, data_package
from pipeline.archive.material import (
    Quoted,
    annotations_of,
    as_json,
    codebooks_of,
    memos_of,
    project_of,
    tables_of,
    texts_of,
    transcript_path,
)
from pipeline.archive.readme import ABOUT, Told, readme
from pipeline.handing_over.places import refuse_place
from pipeline.io.manifest import DATABASE, versions
from pipeline.io.outputs import handed_out
from pipeline.loaded_study import LoadedStudy
from pipeline.run import Analysis, analyze
from pipeline.sharing.names import read_names
from pipeline.sharing.replacing import Replacer
from pipeline.sharing.report import SharingReport
from pipeline.stages.library import Library
from pipeline.store.store import stored
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem, fault
from pipeline.study.study import Study, open_study

CHECK = "check.py"
PROJECT = "study.qdpx"
DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can hold, for every file: the same study gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What was written, for the person who signed: `reasons` says why which transcript is not archived whole."""

    to: Path
    reviewed_by: str
    files: tuple[str, ...]
    archived: tuple[str, ...]
    reasons: Mapping[str, str]
    quoted: Quoted
    not_stated: tuple[str, ...]
    sharing: SharingReport
    problems: tuple[Problem, ...]

    def as_data(self) -> dict[str, object]:
        """The same for `--json`."""
        return {
            "file": str(self.to),
            "reviewed_by": self.reviewed_by,
            "n_files": len(self.files),
            "transcripts": list(self.archived),
            "not_archived": [{"transcript_id": name, "why": why} for name, why in self.reasons.items()],
            "n_annotations": self.quoted.n_annotations,
            "n_withheld": self.quoted.n_withheld,
            "not_stated": list(self.not_stated),
            "sharing": self.sharing.as_data(),
        }

    def lines(self) -> Iterator[str]:
        """The same for a terminal, the report before sharing first."""
        yield from self.sharing.lines()
        yield f"{self.to}: {len(self.files)} files, pseudonymised, reviewed by {self.reviewed_by}"
        yield f"whole transcripts: {len(self.archived)} of {len(self.archived) + len(self.reasons)}"
        for name, why in self.reasons.items():
            yield f"  not {name}: {why}"
        yield f"quotations: {self.quoted.n_annotations}, and {self.quoted.n_withheld} withheld"
        if self.not_stated:
            yield f"not stated under archive: of study.yaml: {', '.join(self.not_stated)}"


def write_archive(folder: Path, to: Path, out: Path, reviewed_by: str) -> Archived:
    """Share a study into `out`, and write the archive of that run to `to`.

    Args:
        folder: The study; nothing in it is changed.
        to: The zip.
        out: The folder of the shared run.
        reviewed_by: Who has read what is shared and answers for it.

    Raises:
        FilesNeedAHand: There is a fault, or the file cannot be written there.
    """
    refuse_place(to, folder, f"{folder.resolve().name}.zip", is_shared=True)
    opened = open_study(folder)
    if opened.records is None:
        raise FilesNeedAHand(opened.problems)
    named = _named_in_terms(opened.records, reviewed_by)
    if named:
        raise FilesNeedAHand(named)
    return archive_run(analyze(folder, out, share=True, sector_alone=True), to, reviewed_by)


def archive_run(analysis: Analysis, to: Path, reviewed_by: str) -> Archived:
    """The archive of a shared run that let out of people their sector alone, written to `to`."""
    assert analysis.sharing is not None
    assert analysis.told is not None
    assert analysis.shared is not None
    reasons = why_not_archived(analysis.told.corpus)
    files, quoted = _files(analysis.shared, analysis.outputs, reasons, reviewed_by)
    raw = _zipped(files)
    with handed_out(to) as aside:
        aside.write_bytes(raw)
    archived = tuple(name for name in texts_of(analysis.shared) if name not in reasons)
    stated = analysis.shared.study.settings.archive.stated()
    not_stated = tuple(name for name, words in stated.items() if not words)
    return Archived(
        to, reviewed_by, tuple(sorted(files)), archived, reasons, quoted, not_stated, analysis.sharing,
        analysis.problems,
    )  # fmt: skip


def _named_in_terms(study: Study, reviewed_by: str) -> list[Problem]:
    """Terms and a signature stand as they are written: none may hold a name that is replaced everywhere else."""
    names = read_names(study.folder).records
    listed = {name.name for name in names}
    replacer = Replacer(names)
    problems = []
    for field, words in {**study.settings.archive.stated(), "--reviewed-by": reviewed_by}.items():
        if any(edit.what in listed for edit in replacer.edits(words)):
            line = study.line("archive", field) if field != "--reviewed-by" else 0
            message = f"{field} holds a name that names.csv replaces, and the archive would print it."
            remedy = "Write it without the name, or take the row out of names.csv if it is nobody's in the study."
            problems.append(fault(study.file, line, message, remedy))
    return problems


def _files(
    shared: LoadedStudy, out: Path, reasons: Mapping[str, str], reviewed_by: str
) -> tuple[dict[str, bytes], Quoted]:
    """name -> bytes of everything in the archive."""
    study = shared.study
    texts = texts_of(shared)
    archived = frozenset(name for name in texts if name not in reasons)
    with stored(out / DATABASE) as store:
        library = Library(store)
        files = tables_of(out, library, archived)
        files[DESCRIPTOR] = data_package(study, library, list(files), study.settings.archive)
        files["annotations.jsonld"], quoted = annotations_of(library, texts, archived)
    files |= memos_of(out)
    files |= codebooks_of(shared.codebook)
    files |= {transcript_path(name): text.encode("utf-8", "replace") for name, text in texts.items()
              if name in archived}  # fmt: skip
    if archived:
        files[PROJECT] = project_of(shared, archived)
    book = {"codebook": shared.codebook.name, "codebook_version": shared.codebook.version}
    files["versions.json"] = as_json({**versions(), **book})
    files[CHECK] = Path(__file__).with_name("check_archive.py").read_bytes()
    names = (*files, "README.md", CRATE, MANIFEST)
    files["README.md"] = readme(study, Told(reviewed_by, len(archived), reasons, quoted, names))
    files[CRATE] = crate(study, files, versions(), ABOUT)
    files[MANIFEST] = checksums(files)
    return files, quoted


def _zipped(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            # Windows and other systems would each write their own number.
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return file.getvalue()
