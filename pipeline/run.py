"""The whole analysis on one page: start reading here."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path

from pipeline.coding.counting import Judged, Known, apply_rules
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
from pipeline.io.told import keep_told, without_words
from pipeline.loaded_study import LoadedStudy
from pipeline.loading import load_study
from pipeline.memos.write import write_memos
from pipeline.notes.contradictions import contradictions
from pipeline.notes.evidence import evidence_of
from pipeline.notes.open_absences import open_absences
from pipeline.notes.order_of_dates import problems_of
from pipeline.notes.stale import stale_notes
from pipeline.reliability import MachineReport, judge_machine, with_patterns
from pipeline.revision.earlier import COPY
from pipeline.revision.edited import about_edited_files, about_edited_texts, definitions, keep_first_text
from pipeline.revision.moves import moved_in_words
from pipeline.sharing.folders import begin_sharing, end_sharing, problems_with_sharing
from pipeline.sharing.report import SharingReport, sharing_report
from pipeline.sharing.shared import shared_study
from pipeline.site.build import write_site
from pipeline.site.codebook_page import write_codebook_page
from pipeline.site.machine_page import write_machine_page
from pipeline.stages import run_stages
from pipeline.stages.findings import Finding
from pipeline.stages.library import Library
from pipeline.store.fill import fill_store
from pipeline.store.rows import CodedPair
from pipeline.store.store import new_store
from pipeline.store.texts import kept_texts
from pipeline.study.alike import in_order_by_cause
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem, caution
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
    """What a run came to: the findings, every caution, and what the summary counts.

    `told` and `shared`: of a run that is shared, the study as it was read and as it can be handed out.
    """

    study: Study
    outputs: Path
    problems: tuple[Problem, ...]
    material: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    is_unchanged: bool = False
    n_written: int = 0
    sharing: SharingReport | None = None
    told: LoadedStudy | None = None
    shared: LoadedStudy | None = None


def analyze(
    folder: Path,
    out: Path,
    until: str | None = None,
    progress: Progress | None = None,
    share: bool = False,
    sector_alone: bool = False,
) -> Analysis:
    """Run every stage of one study and write its memos; stop first if its files need a hand.

    Args:
        folder: The study; nothing in it is changed.
        out: Where to write.
        until: The stage to stop after; None for all.
        progress: Who is told what is being done.
        share: Write what can be handed out, and not the team's own outputs.
        sector_alone: Of people let out their sector and no more, whatever `share:` of study.yaml names.

    Raises:
        FilesNeedAHand: There is a fault. Nothing was written.
        OutputsNotWritten: The disk refused in the middle; each file is whole, and the next run completes.
    """
    progress = progress or Progress()
    with alone_in(out) as lock, for_owner_alone():
        analysis = _analyze(folder, out, until, progress, lock, share, sector_alone)
    if share:
        end_sharing(out)
    return analysis


def _analyze(
    folder: Path, out: Path, until: str | None, progress: Progress, lock: Lock, share: bool, sector_alone: bool
) -> Analysis:
    # Hashed before it is read and again after: whatever an editor saves in between is noticed.
    before = _hash_of_settings(folder)
    opened = open_study(folder)
    if opened.records is None:
        raise FilesNeedAHand(in_order_by_cause(opened.problems))
    study = opened.records
    if sector_alone:
        study = replace(study, settings=replace(study.settings, share=()))
    # Before the study is read, which takes long.
    stop_at_faults((*problems_with(out, folder), *problems_with_sharing(out, share)))
    before = {**hash_inputs(folder, study.codebook), **before}
    with progress.step("reading"):
        # What is shared lies beside nothing that was told: no text is kept there, not even for the run.
        cache = Cache(None if share else out / ".cache")
        loaded = load_study(study, cache)
    inputs, changed = settled(before, hash_inputs(folder, study.codebook))
    problems = in_order_by_cause((*opened.problems, *loaded.problems, *_changed_while_read(folder, changed)))
    # Every problem at once: the settings' and the files' faults are told together.
    stop_at_faults(problems)
    assert loaded.records is not None
    with progress.step("judging the machine"):
        report = judge_machine(loaded.records, cache, progress.say)
    doubts = report.doubts(study.settings.machine["min_alpha"], study.settings.reading)
    loaded_study = replace(loaded.records, machine=report.codings, machine_doubts=doubts)
    problems = in_order_by_cause((*problems, *report.problems))
    stop_at_faults(problems)
    with progress.step("counting"):
        judged, known = apply_rules(
            loaded_study.corpus.transcripts,
            loaded_study.codebook,
            loaded_study.hand,
            loaded_study.machine,
            report.words,
            report.llm_counts,
        )
    moves = moved_in_words(loaded_study, report.words)
    counted = _Counted(loaded_study, judged, known, report, moves)
    if share:
        with progress.step("taking out what does not leave"):
            counted, sharing = _shared(counted)
        stop_at_faults(sharing.problems)
        outputs = _begin_shared(out, lock)
        findings, material, _ = _write(counted, until, outputs, cache, progress, ())
        facts = {"is_shared": True, "n_cautions": len(problems), **_of_the_codebook(loaded_study)}
        outputs.digests[DATABASE] = hash_file(outputs.folder / DATABASE)
        write_manifest(outputs, {**facts, "title": counted.loaded_study.study.title, "stage": until,
                                 "material": material, "timings": progress.timings})  # fmt: skip
        said = (*problems, *sharing.problems)
        return Analysis(
            study, out, said, material, findings, n_written=outputs.written, sharing=sharing, told=loaded_study,
            shared=counted.loaded_study,
        )  # fmt: skip
    outputs, of_the_folder = _begin(out, lock, loaded_study, inputs)
    # As soon as the folder is ours: a run that is killed while it counts need not read everything again.
    if not changed:
        cache.flush()
    findings, material, problems = _write(counted, until, outputs, cache, progress, problems)
    keep_told(cache, problems, folder, inputs, until)
    if not changed:
        cache.flush()
    outputs.digests[DATABASE] = hash_file(outputs.folder / DATABASE)
    facts = {"stage": until, "machine": dict(report.facts), "inputs": inputs, "material": material}
    cautions = [without_words(problem, folder) for problem in problems]
    write_manifest(outputs, {**_about_the_codebook(study, loaded_study.codebook), **facts, "cautions": cautions,
                             "timings": progress.timings})  # fmt: skip
    said = (*problems, *of_the_folder)
    return Analysis(study, out, said, material, findings, n_written=outputs.written)


@dataclass(frozen=True)
class _Counted:
    """A study with its codings as they count, and what was found about the machine."""

    loaded_study: LoadedStudy
    judged: tuple[Judged, ...]
    known: Known
    report: MachineReport
    moves: Mapping[tuple[str, str], str]


def _shared(counted: _Counted) -> tuple[_Counted, SharingReport]:
    """The same as it can be handed out, and what a person should read before it is."""
    shared = shared_study(counted.loaded_study, counted.judged)
    told = sharing_report(counted.loaded_study, shared)
    # Passages to read are the team's work; what was learnt are words of those who said them.
    codes = tuple(replace(code, learnt=None) for code in counted.report.codes)
    learning = counted.report.learning and replace(counted.report.learning, codes={})
    report = replace(
        counted.report, passages=(), disagreements=(), problems=(), facts={}, codes=codes, learning=learning
    )
    report = shared.outgoing.all(report, ("codings", "learning", "llm", "words"))
    return replace(counted, loaded_study=shared.loaded_study, judged=shared.judged, report=report), told


def _write(
    counted: _Counted,
    until: str | None,
    outputs: Outputs,
    cache: Cache,
    progress: Progress,
    problems: tuple[Problem, ...],
) -> tuple[tuple[Finding, ...], dict[str, int], tuple[Problem, ...]]:
    """The store, the stages and every page; with the problems that only findings show."""
    loaded_study, report = counted.loaded_study, counted.report
    study = loaded_study.study
    texts = kept_texts(loaded_study.corpus.transcripts, cache)
    with new_store(outputs.folder / DATABASE, texts) as store:
        with progress.step("filling the store"):
            fill_store(store, loaded_study, counted.judged, counted.known, report, cache)
        # Stages read what is published and nothing else.
        library = Library(store)
        with progress.step("stages"):
            findings = run_stages(study, loaded_study.corpus.cases, library, until)
        if not study.is_shared:
            about = _about_notes_and_judgements(loaded_study, tuple(findings), library)
            problems = in_order_by_cause((*problems, *about))
        # Stated patterns are sentences about findings, so that the machine's report gets them only now.
        report = with_patterns(report, loaded_study, stated_patterns(findings, study.settings))
        if study.is_shared:
            report = report.with_passages(())
        with progress.step("pages"):
            stale = stale_notes(loaded_study.notes, findings, study.stages)
            write_memos(findings, loaded_study, outputs, cache, counted.moves)
            write_codebook_page(report, loaded_study, counted.moves, outputs)
            write_site(findings, library, loaded_study, counted.known, problems, outputs, cache, stale)
            write_machine_page(report, loaded_study, outputs)
            write_data_package(study, library, outputs)
        material = _material(loaded_study, counted.judged)
    return tuple(findings), material, problems


def _begin_shared(out: Path, lock: Lock) -> Outputs:
    """The folder of a shared run made ready."""
    outputs = Outputs.begin(out, {})
    begin_sharing(out)
    keep_others_out(lock, out)
    sweep_temporary(out)
    outputs.remember(read_manifest(out).files)
    return outputs


def _of_the_codebook(loaded_study: LoadedStudy) -> dict[str, object]:
    """What run.json of a shared run says of code and codebook: no file of the study's, no digest of its words."""
    book = loaded_study.codebook
    return {"code": code_digest(), "versions": versions(), "codebook": book.name, "codebook_version": book.version}


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


def _material(loaded_study: LoadedStudy, judged: Iterable[Judged]) -> dict[str, int]:
    by_origin: dict[str, int] = defaultdict(int)
    for judgement in judged:
        by_origin[judgement.coding.origin] += 1
        by_origin["counted"] += judgement.is_counted
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
