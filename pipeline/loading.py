"""Reads a whole study: what the run, the checks, reading lists and imports share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.check import check_across_files
from pipeline.codebook.load import load_codebook
from pipeline.coding.cues.machine import kept_cue_problems, machine_codings, with_known_scope
from pipeline.coding.hand.by_hand import HandWork, collect_hand_work
from pipeline.comparison.calibration import every_configuration_is_calibrated
from pipeline.comparison.cells import every_cell_of_a_table_can_be_used
from pipeline.comparison.checks import every_proposition_measures_something
from pipeline.comparison.reasoning_checks import every_row_of_reasoning_names_what_is_there
from pipeline.corpus.cases import Corpus, read_corpus, with_hand_chunks
from pipeline.corpus.peoples_tables import PeoplesTable, read_peoples_tables
from pipeline.corpus.propositions import ABANDONED, read_propositions
from pipeline.corpus.reasoning_tables import read_reasoning_tables
from pipeline.corpus.voices import Voices, voices_in
from pipeline.io.cache import Cache
from pipeline.io.engines import same_workers
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.before_a_run import about_notes_and_judgements
from pipeline.notes.read import read_notes
from pipeline.revision.committed import about_committed_texts
from pipeline.sharing.consent import about_consent, about_days
from pipeline.sharing.withdrawal import without_withdrawn
from pipeline.study.alike import in_order_by_cause
from pipeline.study.problems import Loaded, Problem
from pipeline.study.study import FIRST_STAGE, LAST_STAGE, Study, open_study, stage_subjects


def load_study(study: Study, cache: Cache) -> Loaded[LoadedStudy | None]:
    """All that people wrote, with every problem in it at once; None where a fault stops the run."""
    with same_workers():
        return _with_the_rest(study, read_corpus(study, cache), cache)


def _with_the_rest(study: Study, corpus: Loaded[Corpus], cache: Cache) -> Loaded[LoadedStudy | None]:
    """What stands in the other files of a study whose corpus is read, with the problems of all."""
    codebook = load_codebook(study.codebook, cache)
    tables = read_peoples_tables(study, corpus.records.cases)
    propositions = read_propositions(study)
    reasoning = read_reasoning_tables(study, corpus.records.cases)
    problems = [*corpus.problems, *codebook.problems, *tables.problems, *propositions.problems, *reasoning.problems]
    # Without codes or a list of transcripts every coding would be a problem, all for one cause.
    if codebook.records is None or not corpus.records.is_listed:
        return Loaded(None, in_order_by_cause(problems))
    problems += kept_cue_problems(codebook.records, study.language_model, cache)
    questions = frozenset(question.question for guide in corpus.records.guides.values() for question in guide.questions)
    hand = collect_hand_work(
        study.folder / "codings", corpus.records.transcripts, codebook.records, questions, corpus.records.unread,
        withdrawn=corpus.records.withdrawn,
    )  # fmt: skip
    notes = read_notes(
        study.folder / "notes", _subjects(study, corpus.records, codebook.records.codes, reasoning.records)
    )
    loaded_study = LoadedStudy(
        study, _with_hand_chunks(corpus.records, hand.records), codebook.records, hand.records, tables.records,
        notes.records,
        propositions=tuple(claim for claim in propositions.records if claim.get("status") != ABANDONED),
        abandoned=tuple(claim for claim in propositions.records if claim.get("status") == ABANDONED),
        reasoning=reasoning.records,
    )  # fmt: skip
    problems += [*hand.problems, *notes.problems]
    loaded_study = without_withdrawn(loaded_study)
    # The machine reads every word, which is dear: not for a run that stops anyway.
    if not any(problem.is_fault for problem in problems):
        loaded_study = replace(
            loaded_study,
            machine=machine_codings(
                loaded_study.corpus.transcripts, with_known_scope(codebook.records, questions), study, cache
            ),
        )
    problems += check_across_files(loaded_study)
    problems += about_consent(loaded_study)
    problems += every_proposition_measures_something(loaded_study)
    problems += every_row_of_reasoning_names_what_is_there(loaded_study)
    problems += every_cell_of_a_table_can_be_used(loaded_study)
    problems += every_configuration_is_calibrated(loaded_study)
    return Loaded(loaded_study, in_order_by_cause(problems))


def _with_hand_chunks(corpus: Corpus, hand: HandWork) -> Corpus:
    chunked = tuple(
        with_hand_chunks(transcript, hand.index_codings.get(transcript.transcript_id, ()))
        for transcript in corpus.transcripts
    )
    unmatched = {
        transcript_id: tuple(
            question
            for question in questions
            if question.question not in hand.not_asked.get(transcript_id, frozenset())
        )
        for transcript_id, questions in corpus.unmatched.items()
        if transcript_id not in hand.index_codings  # whoever sets one chunk sets them all: the rest was not asked
    }
    return replace(corpus, transcripts=chunked, unmatched=unmatched)


def _subjects(
    study: Study, corpus: Corpus, codes: Iterable[str], reasoning: Mapping[str, PeoplesTable]
) -> set[tuple[str, str]]:
    """(stage, subject) of everything that a note can be about."""
    subjects = {(FIRST_STAGE, case.case_id) for case in corpus.cases}
    subjects |= {(stage, subject) for stage, subject, _, _ in stage_subjects(study, corpus.cases)}
    subjects |= {("respondent", transcript.transcript_id) for transcript in corpus.transcripts}
    # A note on a transcript that cannot be read is no mistake of the note's.
    subjects |= {("respondent", transcript_id) for transcript_id in corpus.unread}
    subjects |= {("code", code_id) for code_id in codes}
    subjects |= {("exhibit", row["exhibit"]) for row in reasoning["exhibits"].rows}
    subjects |= {("contrast", row["contrast"]) for row in reasoning["contrasts"].rows}
    return subjects | {(LAST_STAGE, LAST_STAGE)}


def check_study(folder: Path) -> tuple[tuple[Problem, ...], tuple[Voices, ...]]:
    """Every problem of a study, and who speaks in each transcript that can be read; nothing is written anywhere."""
    opened = open_study(folder)
    if opened.records is None:
        return in_order_by_cause(opened.problems), ()
    corpus = read_corpus(opened.records, Cache(None))
    # Without a folder the cache keeps nothing: a check writes nothing.
    loaded = _with_the_rest(opened.records, corpus, Cache(None))
    read = corpus.records if loaded.records is None else loaded.records.corpus
    voices = tuple(
        voices_in(transcript, read.unmatched.get(transcript.transcript_id, ())) for transcript in read.transcripts
    )
    problems = (*opened.problems, *loaded.problems)
    if loaded.records is not None and not any(problem.is_fault for problem in problems):
        problems += about_notes_and_judgements(loaded.records)
    # Said by `check` alone: what a run writes depends on its study, and not on the repository around it.
    if loaded.records is not None:
        problems += about_committed_texts(loaded.records.codebook)
        problems += tuple(about_days(loaded.records, date.today()))
    return in_order_by_cause(problems), voices
