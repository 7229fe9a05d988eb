"""Figures that moved because the codebook did, and how people agreed under each text: for memos and pages of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.changes import changes_between, former_ids
from pipeline.codebook.next_version import with_those_before
from pipeline.codebook.versions import is_same_version
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.agreement import agreement_rows, best_human_row
from pipeline.reliability.readings import collect_readings
from pipeline.reliability.units import Unit
from pipeline.revision.consequences import by_ids, hand_work_under
from pipeline.revision.counted import count
from pipeline.revision.figures_moved import MovedFigure, moved_by_first_readings, moved_figures
from pipeline.revision.words import TEXT_KINDS, move_in_words
from pipeline.store.rows import Agreement
from pipeline.wording.numbers import listed

ROUND_UNIT: Unit = "transcript"
"""What memos count are transcripts, so that rounds are compared by them."""


def figure_moves(loaded_study: LoadedStudy, verdicts: Mapping[str, str]) -> tuple[MovedFigure, ...]:
    """Figures that are not what they were under the version before, where a code's text changed; none without coders.

    Args:
        loaded_study: With the machine's codings as the run counts them.
        verdicts: Code -> verdict, the same for both sides.
    """
    book = loaded_study.codebook
    if not book.earlier or not loaded_study.hand.has_apply_row:
        return ()
    then = with_those_before(list(book.earlier.values())[-1], book)
    # A rename or a new parent moves no figure: nothing needs counting twice.
    if not any(change.kind in TEXT_KINDS for change in changes_between(then, book)):
        return ()
    former = former_ids(then, book)
    hand = replace(hand_work_under(loaded_study, then, book), has_apply_row=True)
    transcripts = loaded_study.corpus.transcripts
    now = {code_id: code_id for code_id in book.codes}
    before = count(transcripts, then, hand, by_ids(loaded_study.machine, verdicts, former))
    after = count(transcripts, book, loaded_study.hand, by_ids(loaded_study.machine, verdicts, now))
    changed = {change.code for change in changes_between(then, book) if change.kind in TEXT_KINDS}
    cases = [case.case_id for case in loaded_study.corpus.cases]
    first_read = moved_by_first_readings(before, after, cases)
    return tuple(
        figure
        for figure in moved_figures(before, after, cases)
        if figure.code_id in changed and figure not in first_read
    )


def moved_in_words(loaded_study: LoadedStudy, verdicts: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(case_id, code_id) -> `3 of 4 under version 4; 2 of 2 known under 5, 1 told under 4`, for memos and pages.

    None where the team's reading is interpretive: it prints no counts.
    """
    book = loaded_study.codebook
    if loaded_study.study.settings.reading == "interpretive" or not book.earlier:
        return {}
    then = list(book.earlier)[-1]
    return {
        (figure.case_id, figure.code_id): move_in_words(figure.before, figure.after, then, book.version)
        for figure in figure_moves(loaded_study, verdicts)
    }


def agreement_by_version(
    loaded_study: LoadedStudy, today: Sequence[Agreement]
) -> dict[str, tuple[tuple[str, Agreement], ...]]:
    """Today's code -> (versions, how people agreed under the text that it had then), the oldest first.

    Only codes whose text changed while people read, and versions under which two people did: so a team sees whether a
    sharper text helped. `today` are the rows of the run.
    """
    book = loaded_study.codebook
    read = {mark.codebook_version for mark in loaded_study.hand.read}
    read |= {coding.codebook_version for coding in (*loaded_study.hand.codings, *loaded_study.hand.outdated)}
    by_code: dict[str, list[tuple[str, Agreement]]] = {}
    ageing = Ageing(book)
    for version, old in book.earlier.items():
        if not any(is_same_version(version, other) for other in read):
            continue
        then = with_those_before(old, book)
        former = former_ids(then, book)
        changed = [change.code for change in changes_between(then, book) if change.kind in TEXT_KINDS]
        hand = hand_work_under(loaded_study, then, book)
        readings = collect_readings(loaded_study.corpus.transcripts, hand.codings, hand.read)
        rows = agreement_rows(readings, [former[code_id] for code_id in changed])
        for code_id in changed:
            row = best_human_row(rows, former[code_id], ROUND_UNIT)
            # Where neither gave the code there is nothing to agree on.
            if row is not None and row.n_positive:
                by_code.setdefault(code_id, []).append((version, row))
    # Versions with one text are one round: its readings are the same, and no step to see an effect of.
    by_code = {code_id: _one_a_text(code_id, rounds, ageing) for code_id, rounds in by_code.items()}
    for code_id, rounds in by_code.items():
        row = best_human_row(today, code_id, ROUND_UNIT)
        if row is not None:
            rounds.append((book.version, row))
    return {code_id: tuple(rounds) for code_id, rounds in by_code.items()}


def _one_a_text(code_id: str, rounds: Sequence[tuple[str, Agreement]], ageing: Ageing) -> list[tuple[str, Agreement]]:
    """Rounds whose versions had one text of the code as one, `4 and 5`, with what stood under the last of them."""
    by_text: dict[str | None, list[tuple[str, Agreement]]] = {}
    for version, row in rounds:
        by_text.setdefault(ageing.text_of(code_id, version), []).append((version, row))
    return [(listed(version for version, _ in same), same[-1][1]) for same in by_text.values()]
