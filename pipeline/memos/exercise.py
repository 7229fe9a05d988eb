"""The ranking exercise of one case: what the group itself made of its marks, and a sheet to lay before the group.

The exercise was made for this: members mark alone, see what all marked together, and say what they read in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.comparison.material import Material
from pipeline.comparison.ranking import FAMILY, Exercise, Marked, exercises_by_case
from pipeline.corpus.quotable import NOT_QUOTED
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.memos.quotes import Quote, quotes
from pipeline.memos.rendering import render
from pipeline.memos.stages.types_of_barriers import type_of
from pipeline.stages.findings import Finding, strongest
from pipeline.store.rows import IndexChunkRow, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Question
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, number_word

LEAST_MEMBERS = 3
"""With fewer members a sheet would show each of them who marked what."""

MOST_READINGS = 4
USUAL_QUESTIONS = ("Does it surprise you?", "What would you move, and why?", "What is missing?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Laid out by sheet.md.j2: no name, no tier, no quotation stands on it."""

    name: str
    lead: str
    marks: tuple[tuple[str, ...], ...]
    order: str
    left_open: str
    questions: tuple[str, ...]
    has_boxes: bool


def exercise_of(finding: Finding, context: MemoContext) -> Exercise | None:
    """The exercise of one case; None where nobody of it marked or ranked anything."""
    key = (finding.stage, finding.subject)
    if key not in context.exercises:
        exercises = exercises_by_case(Material(context.settings, finding.tables))
        context.exercises[key] = next(iter(exercises), None)
    return context.exercises[key]


def group_reading(finding: Finding, context: MemoContext) -> tuple[Quote, ...]:
    """What members say in a group where they are shown their marks: passages coded as barriers, the fullest first."""
    groups = {row.transcript_id for row in finding.tables.rows(TranscriptRow) if row.kind == "group"}
    shown = {question.question for question in _questions_on_marks(context)}
    chunks = [
        chunk
        for chunk in finding.tables.rows(IndexChunkRow)
        if chunk.transcript_id in groups and chunk.question in shown
    ]

    def is_there(voice: Voice) -> bool:
        return any(
            voice.transcript_id == chunk.transcript_id
            and voice.start_char < chunk.end_char
            and voice.end_char > chunk.start_char
            for chunk in chunks
        )

    said = [row for row in finding.tables.rows(Voice) if row.family == FAMILY and row.would_count and is_there(row)]
    return quotes(strongest(said, MOST_READINGS))


def group_words(finding: Finding, context: MemoContext) -> str:
    """One passage of the group's own reading, for the memo; '' where there was no exercise, or nothing was said."""
    if exercise_of(finding, context) is None:
        return ""
    said = [reading for reading in group_reading(finding, context) if reading.words]
    if not said:
        return ""
    first = said[0]
    closed = "" if first.may_quote else f" *({NOT_QUOTED})*"
    return f"“{first.words}” ([{first.who}; {first.where}]({first.href})){closed}"


def sheet_link(finding: Finding, context: MemoContext) -> Iterator[str]:
    """The way to the sheet, where there is one."""
    exercise = exercise_of(finding, context)
    if exercise is not None and exercise.n_members >= LEAST_MEMBERS:
        yield f"[sheet of the marks, for the group]({UP}{sheet_page(finding.subject)}.html)"


def sheet_page(case_id: str) -> str:
    """Where a case's sheet stands; the dot keeps it from ever meeting a case's own page."""
    return f"room/within-case/{case_id}.sheet"


def sheet_text(finding: Finding, context: MemoContext) -> str | None:
    """The sheet as Markdown; None where there was no exercise, or too few took part to lay it before them."""
    exercise = exercise_of(finding, context)
    if exercise is None or exercise.n_members < LEAST_MEMBERS:
        return None
    ordered = exercise.order.items if exercise.order else ()
    marked = {row.item for row in exercise.picks} | {row.item for row in ordered}
    left = [md(line.name) for line in finding.family(FAMILY) if line.code_id not in marked]
    answered = "Some" if context.is_interpretive else first_upper(number_word(exercise.n_members))
    sheet = Sheet(
        md(finding.name),
        f"{answered} of you answered, each alone. What somebody left open is no opinion. No mark leads to a person.",
        tuple(_mark(row, context) for row in exercise.picks),
        "; ".join(md(row.label) for row in ordered),
        # Names of barriers hold commas of their own.
        "; ".join(left) if exercise.picks else "",
        tuple(_to_talk_about(context)),
        not context.is_interpretive,
    )
    return render("sheet.md.j2", sheet=sheet, fiction=context.settings.fiction)


def _mark(row: Marked, context: MemoContext) -> tuple[str, ...]:
    kind = type_of(row.item, context) if row.item in context.codebook.codes else "—"
    # Marks are boxes and not digits: they are read across a room.
    if context.is_interpretive:
        return md(row.label), kind, "some" if row.n_most else "—", "some" if row.n_least else "—"
    return md(row.label), kind, "■" * row.n_most or "—", "□" * row.n_least or "—"


def _questions_on_marks(context: MemoContext) -> Sequence[Question]:
    """Questions that ask about barriers as a whole: with these members are shown what they marked."""
    asked = [q for guide in context.guides.values() for q in guide.questions if tuple(q.asks_about) == (FAMILY,)]
    return list({question.question: question for question in asked}.values())


def _to_talk_about(context: MemoContext) -> Iterator[str]:
    questions = _questions_on_marks(context)
    if not questions:
        yield from USUAL_QUESTIONS
    for question in questions:
        yield from (md(words) for words in (question.text, *question.variants) if words)
