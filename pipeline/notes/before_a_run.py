"""What can be held against notes and judgements without a run: as far as people's own codings and readings go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.coding.counting import apply_rules
from pipeline.coding.named_codes import with_todays_codes
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.contradictions import contradictions
from pipeline.notes.evidence import Cells, Evidence, as_cells, figure_of
from pipeline.notes.open_absences import open_absences
from pipeline.notes.order_of_dates import problems_of
from pipeline.notes.read import cited_figures
from pipeline.stages.library import Library
from pipeline.store.fill import fill_store
from pipeline.store.rows import CodedPair, CodeFrequency, CodePresence, StageCase
from pipeline.store.store import store_in_memory
from pipeline.study.problems import Problem


def about_notes_and_judgements(loaded_study: LoadedStudy) -> tuple[Problem, ...]:
    """Sentences that a table contradicts, and absences that rest on nothing; the store is filled in memory alone.

    No verdict on the machine is there, since making one takes long: codings of the machine that `analyze` would count
    are not. So "k of n" is compared only where no verdict can move it: people have read or coded every transcript, or
    nobody has coded anything and the machine counts anyway. The rest is left to `analyze`.
    """
    judgements = with_todays_codes(loaded_study.tables["judgements"], loaded_study.codebook).rows
    notes = loaded_study.notes.notes
    if not judgements and not any(True for note in notes for _ in cited_figures(note)):
        return ()
    judged, known = apply_rules(
        loaded_study.corpus.transcripts, loaded_study.codebook, loaded_study.hand, loaded_study.machine
    )
    with store_in_memory() as store:
        fill_store(store, loaded_study, judged, known)
        library = Library(store)
        evidence = Evidence(dict(_figures(library)))
        settled = frozenset(evidence.rows if known.is_unchecked else _settled(library))
        absences = open_absences(judgements, loaded_study.codebook, library.rows(CodedPair))
    return (*problems_of(contradictions(notes, judgements, evidence, evidence.rows.keys() - settled)), *absences)


def _figures(library: Library) -> Iterator[tuple[str, Cells]]:
    """Every figure's row as its table prints it, by the figure's id."""
    for row in (*library.rows(CodeFrequency), *library.rows(CodePresence)):
        cells = as_cells(row)
        yield figure_of(cells), cells


def _settled(library: Library) -> Iterator[str]:
    """Ids of the figures that no verdict on the machine can move."""
    rows = library.rows(CodeFrequency)
    settled = {f"{row.case_id}/{row.code_id}" for row in rows if row.n_known + row.n_outdated == row.n_transcripts}
    yield from settled
    cases = _cases_of_subjects(library)
    for row in library.rows(CodePresence):
        if all(f"{case_id}/{row.code_id}" in settled for case_id in cases.get((row.stage, row.subject), ())):
            yield f"{row.stage}/{row.subject}/{row.code_id}"


def _cases_of_subjects(library: Library) -> Mapping[tuple[str, str], list[str]]:
    cases: dict[tuple[str, str], list[str]] = {}
    for row in library.rows(StageCase):
        cases.setdefault((row.stage, row.subject), []).append(row.case_id)
    return cases
