"""What has become of the evidence since a note was signed: which figures moved, which quotations came and went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.notes.evidence import (
    NOT_STORED,
    Cells,
    Evidence,
    Place,
    Signed,
    evidence_of,
    figure_words,
    rests_on,
    unpack,
)
from pipeline.notes.read import SHARED_DIGEST, Notes
from pipeline.stages.findings import Finding
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Note

BESIDE = ("n_suggested",)
"""Columns that stand beside a figure and count in none (what the machine suggests): a signature rests on no such."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is no longer what it was when the note was signed; `came` and `went` are quotations' places."""

    figure_id: str
    was: str
    now: str
    came: tuple[Place, ...] = ()
    went: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class StaleNote:
    """A signed note whose evidence moved. `moved` is empty where its digest cannot be read: sign anew."""

    stage: str
    subject: str
    by: str
    at: str
    moved: tuple[Moved, ...]


def what_moved(note: Note, evidence: Evidence) -> StaleNote | None:
    """How a signed note's evidence differs from when it was signed; None where it does not, or nobody signed."""
    front = note.front.get("signed_off")
    if not isinstance(front, dict):
        return None
    by, at = str(front.get("by") or "somebody"), str(front.get("at") or "an unknown day")
    # In a study that is shared a signature has no digest: it holds digests of original words.
    if front.get("digest") == SHARED_DIGEST:
        return None
    signed = unpack(front.get("digest"))
    if signed is None:
        return StaleNote(note.stage, note.subject, by, at, ())
    figures = rests_on(note, evidence)
    here = [figure for figure in figures if figure in evidence.rows]
    moved = tuple(
        moved_figure
        for figure in sorted({*here, *signed.rows})
        if (moved_figure := _moved(figure, signed, evidence)) is not None
    )
    return StaleNote(note.stage, note.subject, by, at, moved) if moved else None


def came_and_went(before: Sequence[Place], after: Sequence[Place]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The places that only one of two lists has, whatever their codings are called; as often as it has them more.

    A coding's published id changes without its doing: `8` is `ana:8` once a second coder has an 8.
    """
    return _beyond(after, before), _beyond(before, after)


def _beyond(these: Sequence[Place], those: Sequence[Place]) -> tuple[Place, ...]:
    """Of `these` what `those` lack: of one place, those of ids that both have go first."""
    # Without the id: the same words at the same place are the same quotation.
    there = Counter(place[1:] for place in those)
    beyond = []
    for place in sorted(these, key=lambda place: place not in those):
        there[place[1:]] -= 1
        if there[place[1:]] < 0:
            beyond.append(place)
    return tuple(sorted(beyond))


def what_counts(row: Cells) -> Cells:
    """A signed row without what stands beside its figure and counts in none."""
    return {name: cell for name, cell in row.items() if name not in BESIDE}


def trimmed_to(signed: Cells | None, row: Cells) -> Cells:
    """A row's cells of the columns that a signature has; of a figure that was not signed all that would be stored.

    A column that the tables gained since says nothing of what was signed: only what was there then is compared.
    """
    if signed is None:
        return what_counts({name: cell for name, cell in row.items() if name not in NOT_STORED})
    return {name: row.get(name, "") for name in signed}


def _moved(figure: str, signed: Signed, evidence: Evidence) -> Moved | None:
    signed_row, now = signed.rows.get(figure), evidence.rows.get(figure)
    was = None if signed_row is None else what_counts(signed_row)
    before, after = signed.places.get(figure, ()), evidence.places.get(figure, ())
    came, went = came_and_went(before, after)
    trimmed = None if now is None else trimmed_to(was, now)
    if was == trimmed and not came and not went:
        return None
    was_words, now_words = figure_words(was), figure_words(trimmed)
    # Not every column is in these words: what moved is named, or the reader would see no difference.
    if was and trimmed and was_words == now_words and not came and not went:
        changed = [name for name in trimmed if trimmed[name] != was.get(name, "")]
        was_words += "".join(f"; {_column(name)} {was.get(name) or 'none'}" for name in changed)
        now_words += "".join(f"; {_column(name)} {trimmed[name] or 'none'}" for name in changed)
    return Moved(figure, was_words, now_words, came, went)


def _column(name: str) -> str:
    return name.removeprefix("n_").replace("_", " ")


def stale_notes(notes: Notes, findings: Sequence[Finding], stages: Sequence[str]) -> tuple[StaleNote, ...]:
    """Every signed note whose evidence moved, from the last stage back to the first, other kinds of notes at the end.

    Args:
        notes: All of the study.
        findings: Of this run.
        stages: `study.stages`, in their order.
    """
    # What stands behind each figure is gathered from every coding: not for nothing.
    if not notes.notes:
        return ()
    evidence = evidence_of(findings)
    reached = {finding.stage for finding in findings}
    order = {stage: n for n, stage in enumerate(reversed(stages))}
    moved = [
        stale
        for note in notes.notes
        # A stage that this run did not reach has no evidence to compare; notes of other kinds have.
        if (note.stage in reached or note.stage not in order) and (stale := what_moved(note, evidence)) is not None
    ]
    return tuple(sorted(moved, key=lambda stale: (order.get(stale.stage, len(order)), stale.stage, stale.subject)))
