"""The whole analysis on one page: start reading here."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.coding.counting import apply_rules
from pipeline.coding.named_codes import with_todays_codes
from pipeline.comparison.stated_patterns import stated_patterns
from pipeline.handing_over.data_package import write_data_package
from pipeline.io.cache import Cache, code_digest
from pipeline.io.lock import Lock
from pipeline.io.manifest import (
    DATABASE,
    about_another_study,
    hash_file,
    hash_inputs,
    read_manifest,
    settled,
    versions,
    write_manifest,
)
from pipeline.io.outputs import (
    Outputs,
    alone_in,
    for_owner_alone,
    keep_others_out,
    problems_with,
    sweep_temporary,
)
from pipeline.loaded_study import LoadedStudy
from pipeline.loading import load_study
from pipeline.memos.write import write_memos
from pipeline.notes.contradictions import contradictions
from pipeline.notes.evidence import evidence_of, stale_notes
from pipeline.notes.open_absences import open_absences
from pipeline.notes.order_of_dates import problems_of
from pipeline.reliability import judge_machine, with_patterns
from pipeline.revision.earlier import COPY
from pipeline.revision.edited import about_edited_files, about_edited_texts, definitions, keep_first_text
from pipeline.revision.moves import moved_in_words
from pipeline.site.build import write_site
from pipeline.site.codebook_page import write_codebook_page
from pipeline.site.machine_page import write_machine_page
from pipeline.stages import run_stages
from pipeline.stages.findings import Finding
from pipeline.stages.library import Library
from pipeline.store.fill import fill_store
from pipeline.store.rows import CodedPair, CodingRow
from pipeline.store.store import new_store
from pipeline.study.problems import FilesNeedAHand, Problem, as_data, caution, in_order
from pipeline.study.records import Codebook
from pipeline.study.study import Study, open_study


@dataclass
class Progress:
    """Says on standard error what is being done, and remembers how long it took (seconds)."""

    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr)  # noqa: T201 — progress is for people
    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step of the run."""
        self.say(f"… {name}")
        began = time.perf_counter()
        yield
        self.timings[name] = round(time.perf_counter() - began, 3)


@dataclass(frozen=True)
class Analysis:
    """What a run came to: the findings, every caution, and what the summary counts."""

    study: Study
    outputs: Path
    problems: tuple[Problem, ...]
    material: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    is_unchanged: bool = False
    n_written: int = 0


def analyze(folder: Path, out: Path, until: str | None = None, progress: Progress | None = None) -> Analysis:
    """Run every stage of one study and write its memos; stop first if its files need a hand.

    Args:
        folder: The study; nothing in it is changed.
        out: Where to write.
        until: The stage to stop after; None for all.
        progress: Who is told what is being done.

    Raises:
        FilesNeedAHand: There is a fault. Nothing was written.
        OutputsNotWritten: The disk refused in the middle; each file is whole, and the next run completes.
    """
    progress = progress or Progress()
    with alone_in(out) as lock, for_owner_alone():
        return _analyze(folder, out, until, progress, lock)


def _analyze(folder: Path, out: Path, until: str | None, progress: Progress, lock: Lock) -> Analysis:
    # Hashed before it is read and again after: whatever an editor saves in between is noticed.
    before = _hash_of_settings(folder)
    opened = open_study(folder)
    if opened.records is None:
        raise FilesNeedAHand(in_order(opened.problems))
    study = opened.records
    # Before the study is read, which takes long.
    stop_at_faults(problems_with(out, folder))
    before = {**hash_inputs(folder, study.codebook), **before}
    with progress.step("reading"):
        cache = Cache(out / ".cache")
        loaded = load_study(study, cache)
    inputs, changed = settled(before, hash_inputs(folder, study.codebook))
    problems = in_order((*opened.problems, *loaded.problems, *_changed_while_read(folder, changed)))
    # Every problem at once: the settings' and the files' faults are told together.
    stop_at_faults(problems)
    assert loaded.records is not None
    with progress.step("judging the machine"):
        report = judge_machine(loaded.records, cache, progress.say)
    doubts = report.doubts(study.settings.machine["min_alpha"], study.settings.reading)
    loaded_study = replace(loaded.records, machine=report.codings, machine_doubts=doubts)
    problems = in_order((*problems, *report.problems))
    stop_at_faults(problems)
    outputs, of_the_folder = _begin(out, lock, loaded_study, inputs)
    # As soon as the folder is ours: a run that is killed while it counts need not read everything again.
    if not changed:
        cache.flush()
    with progress.step("counting"):
        judged, known = apply_rules(
            loaded_study.corpus.transcripts,
            loaded_study.codebook,
            loaded_study.hand,
            loaded_study.machine,
            report.words,
            report.llm_counts,
        )
        with new_store(outputs.folder / DATABASE) as store:
            fill_store(store, loaded_study, judged, known, report)
            # Stages read what is published and nothing else.
            library = Library(store)
            with progress.step("stages"):
                findings = run_stages(study, loaded_study.corpus.cases, library, until)
            problems = in_order((*problems, *_about_notes_and_judgements(loaded_study, tuple(findings), library)))
            # Stated patterns are sentences about findings, so that the machine's report gets them only now.
            report = with_patterns(report, loaded_study, stated_patterns(findings, study.settings))
            with progress.step("pages"):
                stale = stale_notes(loaded_study.notes, findings, study.stages)
                moves = moved_in_words(loaded_study, report.words)
                write_memos(findings, loaded_study, outputs, cache, moves)
                write_codebook_page(report, loaded_study, moves, outputs)
                write_site(findings, library, loaded_study, known, problems, outputs, cache, stale)
                write_machine_page(report, loaded_study, outputs)
                write_data_package(study, library, outputs)
    if not changed:
        cache.flush()
    outputs.digests[DATABASE] = hash_file(outputs.folder / DATABASE)
    material = _material(loaded_study, library)
    facts = {"stage": until, "machine": dict(report.facts), "inputs": inputs, "material": material}
    cautions = [as_data(problem, folder) for problem in problems]
    write_manifest(outputs, {**_about_the_codebook(study, loaded_study.codebook), **facts, "cautions": cautions,
                             "timings": progress.timings})  # fmt: skip
    said = (*problems, *of_the_folder)
    return Analysis(study, out, said, material, tuple(findings), n_written=outputs.written)


def _begin(
    out: Path, lock: Lock, loaded_study: LoadedStudy, inputs: Mapping[str, str]
) -> tuple[Outputs, tuple[Problem, ...]]:
    """The folder of outputs made ready, the codebook as it was read kept in it; what an earlier run left to be said."""
    study, codebook = loaded_study.study, loaded_study.codebook
    of_the_folder = (
        *about_another_study(out, study.title, inputs),
        *about_edited_texts(out, study.title, codebook),
        *about_edited_files(out, study.title, codebook, inputs),
    )
    outputs = Outputs.begin(out, {})
    keep_others_out(lock, out)
    sweep_temporary(out)
    outputs.remember(read_manifest(out).files)
    keep_first_text(out, study.title, codebook)
    outputs.write(COPY, study.codebook.read_bytes())
    return outputs, of_the_folder


def _about_the_codebook(study: Study, codebook: Codebook) -> dict[str, object]:
    """What run.json says of the study, the code that ran and the codebook, definition by definition."""
    return {
        "title": study.title,
        "code": code_digest(),
        "versions": versions(),
        "codebook": codebook.name,
        "codebook_version": codebook.version,
        "codebook_file": study.settings.codebook,
        "definitions": definitions(codebook),
        "language_model": study.settings.language_model,
    }


def _about_notes_and_judgements(
    loaded_study: LoadedStudy, findings: tuple[Finding, ...], library: Library
) -> tuple[Problem, ...]:
    """Sentences of notes and judgements that a table contradicts, and absences that rest on nothing."""
    judgements = with_todays_codes(loaded_study.tables["judgements"], loaded_study.codebook).rows
    contradicted = problems_of(contradictions(loaded_study.notes.notes, judgements, evidence_of(findings)))
    return (*contradicted, *open_absences(judgements, loaded_study.codebook, library.rows(CodedPair)))


def _hash_of_settings(folder: Path) -> dict[str, str]:
    """The hash of study.yaml before it is opened: it names the codebook, which must be known to hash the rest."""
    try:
        return {"study.yaml": hash_file(folder / "study.yaml")}
    except OSError:
        return {}


def _changed_while_read(folder: Path, names: Iterable[str]) -> list[Problem]:
    remedy = "Run again when nobody edits the study: this run may rest on an old half and a new one."
    return [caution(folder / name, 0, "this file changed while it was read.", remedy) for name in names]


def stop_at_faults(problems: tuple[Problem, ...]) -> None:
    """Raise all problems if one of them is a fault."""
    if any(problem.is_fault for problem in problems):
        raise FilesNeedAHand(problems)


def _material(loaded_study: LoadedStudy, library: Library) -> dict[str, int]:
    by_origin: dict[str, int] = defaultdict(int)
    for coding in library.rows(CodingRow):
        by_origin[coding.origin] += 1
        by_origin["counted"] += coding.is_counted
    return {
        "n_cases": len(loaded_study.corpus.cases),
        "n_transcripts": len(loaded_study.corpus.transcripts),
        "n_turns": sum(len(transcript.turns) for transcript in loaded_study.corpus.transcripts),
        "n_words": sum(transcript.n_words for transcript in loaded_study.corpus.transcripts),
        "n_codings_hand": by_origin["hand"],
        "n_codings_machine": by_origin["machine"],
        "n_codings_counted": by_origin["counted"],
        "n_read_rows": len(loaded_study.hand.read),
    }
