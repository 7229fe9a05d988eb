"""Analysts' notes as memos print them: how each stands, whose evidence moved, what later stages revised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, evidence_link, memo_link
from pipeline.memos.quoted_in_notes import with_quotations_linked
from pipeline.notes.evidence import Cells, figure_words, quoted_place, with_figures
from pipeline.notes.stale import what_moved
from pipeline.notes.standing import answered
from pipeline.stages.findings import Finding
from pipeline.store.rows import AnyTranscript, TranscriptRow
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.records import Note
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import in_prose, listed, plural


@dataclass(frozen=True, slots=True)
class ShownNote:
    """An analyst's note in its place: who wrote it, how it stands, and its body word for word.

    `open` are questions of the stage that stand in it without an answer: they are named, and their headings left out.
    """

    title: str
    status: str
    body: str
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A line of what moved since a note was signed."""

    text: str
    came: tuple[str, ...]
    went: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """The warning on top of a memo whose note was signed on evidence that has moved."""

    text: str
    moved: tuple[MovedFigure, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A later stage's note that says that it revises this memo: its body word for word."""

    link: str
    by: str
    words: str


def notes_of(finding: Finding, context: MemoContext) -> tuple[Note, ...]:
    """The memo's own note, then those on its transcripts; codes, hunches and reflections stand in the last memo."""
    own = [note for note in context.notes if (note.stage, note.subject) == (finding.stage, finding.subject)]
    if finding.stage == FIRST_STAGE:
        here = [row.transcript_id for row in finding.tables.rows(TranscriptRow)]
    else:
        here = [row.transcript_id for row in finding.tables.other(AnyTranscript)]
    others = [note for note in context.notes if note.stage == "respondent" and note.subject in here]
    if finding.stage == LAST_STAGE:
        # What stands on the page of a case or city is not repeated on the last one.
        placed = {row.transcript_id for former in finding.former for row in former.tables.other(AnyTranscript)}
        placed |= {row.transcript_id for row in finding.tables.rows(TranscriptRow) if row.case_id}
        others = [note for note in context.notes if note.stage == "respondent" and note.subject not in placed]
        others += [note for note in context.notes if note.stage in ("code", "hunch", "reflexive")]
    return (*own, *others)


def _names(context: MemoContext) -> dict[str, str]:
    return {code_id: code.name for code_id, code in context.codebook.codes.items()}


def _places(context: MemoContext) -> dict[str, str]:
    """What cases are called, where a figure's id has their own."""
    return {subject: finding.name for (stage, subject), finding in context.by_subject.items() if stage == FIRST_STAGE}


def note_body(note: Note, context: MemoContext) -> str:
    """A note word for word, the figures that it cites in words, its quotations with their way to the transcript."""

    def words(row: Cells) -> str:
        # What the machine suggests beside a count stands on the figure's page: a note's sentence is not the place.
        return "" if context.is_interpretive else figure_words({**row, "n_suggested": "0"})

    # The note's own subject needs no name in its own sentences.
    own = note.subject if note.stage == FIRST_STAGE else f"{note.stage}/{note.subject}"
    body = with_figures(note, context.evidence, _names(context), UP, words, {**_places(context), own: ""})
    return with_quotations_linked(body, note, context)


def _by(note: Note) -> str:
    by = note.front.get("by")
    return f" by {md(by)}" if by else ""


def note_status(note: Note) -> str:
    """`draft`, `final; signed off by ana on 2026-03-01`."""
    signed = note.front.get("signed_off")
    # Whoever has not said that a note is final has not finished it.
    status = str(note.front.get("status") or "draft")
    if isinstance(signed, dict):
        status += f"; signed off by {md(signed.get('by'))} on {md(signed.get('at'))}"
    return status


def shown_note(note: Note, context: MemoContext) -> ShownNote:
    """A note with its title and how it stands."""
    status = [note_status(note)]
    if revised := revised_memos(note):
        status.append(f"revises {listed(memo_link(*memo.split('/', 1)) for memo in revised)}")
    kinds = {
        "respondent": "On the transcript ",
        "code": "On the code ",
        "hunch": "A hunch: ",
        "reflexive": "Reflections: ",
    }
    about = kinds.get(note.stage)
    title = f"{about}{_subject_in_prose(note, context)}{_by(note)}" if about else f"Note{_by(note)}"
    # Headings of open questions are named once, instead of standing empty in the text.
    text, still_open = answered(note.body)
    body = note_body(replace(note, body=text), context)
    return ShownNote(title, "; ".join(status), body, tuple(map(md, still_open)))


def _subject_in_prose(note: Note, context: MemoContext) -> str:
    if note.stage == "code":
        return f"*{md(_names(context).get(note.subject, note.subject))}*"
    # Transcripts and people go by their ids; only a hunch is called something.
    return md(in_prose(note.subject) if note.stage == "hunch" else note.subject)


def revised_memos(note: Note) -> tuple[str, ...]:
    """The memos, as STAGE/SUBJECT, that a note says it revises."""
    value = note.front.get("revises")
    # Both `revises: [a, b]` and `revises: a; b` are written by hand.
    named = value if isinstance(value, list) else several(str(value or ""))
    # What is no STAGE/SUBJECT names no memo.
    return tuple(str(memo) for memo in named if "/" in str(memo))


def revisions_of(finding: Finding, context: MemoContext) -> Iterable[Revision]:
    """Notes that say `revises: STAGE/SUBJECT` of this memo."""
    for note in context.notes:
        if f"{finding.stage}/{finding.subject}" not in revised_memos(note):
            continue
        words = note_body(note, context)
        has_memo = (note.stage, note.subject) in context.by_subject
        link = memo_link(note.stage, note.subject) if has_memo else f"{md(note.stage)}/{md(note.subject)}"
        yield Revision(link, _by(note), words)


def stale_note(note: Note, context: MemoContext) -> Stale | None:
    """What moved since a note was signed; None where nothing did, or nobody signed."""
    moved_note = what_moved(note, context.evidence)
    if moved_note is None:
        return None
    which = f"notes/{md(note.stage)}/{md(note.subject)}.md"
    signed = f"{which} was signed off by {md(moved_note.by)} on {md(moved_note.at)}"
    # The digest holds what was signed; broken, nobody can tell what moved: never silently good.
    if not moved_note.moved:
        return Stale(f"{signed}, with a digest that cannot be read: sign it anew.", ())
    names = _names(context)
    moved = []
    for figure in moved_note.moved:
        where, code_id = figure.figure_id.rsplit("/", 1)
        # A code that is gone from the codebook keeps its id: the note still says what it rested on.
        label = f"{md(names.get(code_id, code_id))}, {md(where)}"
        # A figure that is gone has no page to lead to.
        is_there = figure.figure_id in context.evidence.rows
        link = evidence_link(label, figure.figure_id) if is_there else label
        change = f"from {figure.was} to {figure.now}"
        if context.is_interpretive:
            change = "its evidence changed"
        # A swap of quotations under an unmoved count is a move as well.
        elif figure.was == figure.now:
            change = f"still {figure.now}, by other quotations"
        came, went = (
            tuple(quoted_place(place, context.texts, UP, context.may_quote) for place in places)
            for places in (figure.came, figure.went)
        )
        moved.append(MovedFigure(f"{link}: {change}", came, went))
    return Stale(f"{signed}; since then {plural(len(moved), 'figure')} moved.", tuple(moved))
