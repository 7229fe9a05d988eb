"""Findings -> one frozen `Memo` each: all that a template lays out. Templates choose and order; they never count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.corpus.quotable import Quotable
from pipeline.loaded_study import LoadedStudy
from pipeline.memos.contents import with_contents
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, evidence_link, memo_link
from pipeline.memos.rendering import render
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.propositions import first_page_words
from pipeline.memos.sections.sections import BuiltSection, sections_of
from pipeline.memos.stages import cross_case, holding_constant, in_short, within_case
from pipeline.memos.stages.first_page import first_page
from pipeline.memos.stages.machine_doubts import machine_doubts
from pipeline.notes.evidence import Cells, evidence_of, figure_words, quoted_place, what_moved, with_figures
from pipeline.stages.findings import Finding
from pipeline.store.rows import AnyTranscript, TranscriptRow
from pipeline.study.people_files import several
from pipeline.study.records import Note
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural
from pipeline.wording.vocabulary import FAMILIES, UNCHECKED


@dataclass(frozen=True, slots=True)
class ShownNote:
    """An analyst's note in its place: who wrote it, how it stands, and its body word for word."""

    title: str
    status: str
    body: str


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


@dataclass(frozen=True, slots=True)
class Memo:
    """One memo. `within`, `across` and `overall` are filled by stage: the first, every later one, the last.

    `first_page` are paragraphs (label, words) below `in_short`, of the last stage alone; so are its sections:
    `findings` stand before the matrices of codes, `explanations` after them.
    """

    title: str
    header: str
    stale: tuple[Stale, ...]
    revised_by: tuple[Revision, ...]
    cautions: tuple[str, ...]
    in_short: tuple[str, ...]
    first_page: tuple[tuple[str, str], ...]
    notes: tuple[ShownNote, ...]
    note_file: str
    on_suggestions: str = ""
    figures: tuple[str, ...] = ()
    within: within_case.CaseBody | None = None
    across: holding_constant.StageBody | None = None
    overall: cross_case.OverallBody | None = None
    findings: tuple[BuiltSection, ...] = ()
    explanations: tuple[BuiltSection, ...] = ()


def _on_suggestions(finding: Finding, context: MemoContext) -> str:
    """Where it stands how often the machine is right, for a memo that prints what it suggests; else ''."""
    if context.is_interpretive or context.is_unchecked:
        return ""
    rows = [row for line in finding.lines for row in (line.frequency, *(case.frequency for case in line.cases)) if row]
    if not any(row.n_suggested for row in rows):
        return ""
    how = f"[how often it is right, code by code]({UP}machine.html#verdicts)"
    return f"What “the machine suggests” no person has checked, and no count holds it: {how}."


def memo_context(findings: Iterable[Finding], loaded_study: LoadedStudy) -> MemoContext:
    """What every memo of a run may know beside its finding."""
    listed_ = tuple(findings)
    return MemoContext(
        loaded_study.study.settings,
        loaded_study.codebook,
        loaded_study.corpus.guides,
        loaded_study.notes.notes,
        evidence_of(listed_),
        Quotable(loaded_study.corpus).open_texts(),
        not loaded_study.hand.has_apply_row,
        {(former.stage, former.subject): former for former in listed_},
        loaded_study.machine_doubts,
    )


TEMPLATES = {FIRST_STAGE: "stages/within_case.md.j2", LAST_STAGE: "stages/cross_case.md.j2"}


def memo_text(finding: Finding, context: MemoContext, compared: Compared | None = None) -> str:
    """The memo of one finding as Markdown, with a contents list where it is long."""
    template = TEMPLATES.get(finding.stage, "stages/holding_constant.md.j2")
    return with_contents(render(template, memo=memo_of(finding, context, compared)))


def memo_of(finding: Finding, context: MemoContext, compared: Compared | None = None) -> Memo:
    """All that one finding's memo lays out; of the last stage with the sections of the comparison."""
    notes = notes_of(finding, context)
    is_first = finding.stage == FIRST_STAGE
    is_last = finding.stage == LAST_STAGE
    words = in_short.of_case if is_first else holding_constant.in_short
    sections = tuple(sections_of(compared)) if compared is not None else ()
    has_propositions = compared is not None and len(finding.cases) > 1
    propositions = first_page_words(compared) if compared is not None and has_propositions else {}
    return Memo(
        title=_title(finding),
        header=" · ".join(part for part in _header(finding, context) if part),
        stale=tuple(warning for note in notes if (warning := _stale(note, context)) is not None),
        revised_by=tuple(_revisions(finding, context)),
        cautions=(*finding.cautions, *machine_doubts(finding, context)),
        in_short=tuple(words(finding, context)),
        first_page=first_page(finding, context, propositions) if is_last else (),
        on_suggestions="" if is_last else _on_suggestions(finding, context),
        notes=tuple(_shown(note, context) for note in notes),
        note_file=f"notes/{finding.stage}/{finding.subject}.md",
        figures=tuple(_figures(finding, context)),
        within=within_case.body_of(finding, context) if is_first else None,
        across=None if is_first else holding_constant.body_of(finding, context),
        overall=cross_case.body_of(finding, context) if is_last else None,
        findings=tuple(section for section in sections if section.is_finding),
        explanations=tuple(section for section in sections if not section.is_finding),
    )


def _title(finding: Finding) -> str:
    own = f" ({md(finding.subject)})" if finding.stage == FIRST_STAGE and finding.name != finding.subject else ""
    return f"{md(finding.name)}{own} — {finding.stage}"


def _header(finding: Finding, context: MemoContext) -> Iterable[str]:
    yield f"Codebook {md(context.codebook.name)} {md(context.codebook.version)}"
    if finding.stage == FIRST_STAGE:
        yield from within_case.header_of(finding, context)
    else:
        yield plural(len(finding.cases), md(context.settings.case))
        attribute = context.settings.design.get(finding.stage)
        yield f"{md(attribute)} held constant: {md(finding.name)}" if attribute else ""
    yield _whose_codings(finding) if context.is_unchecked else ""
    yield "fiction" if context.settings.fiction else ""


def _whose_codings(finding: Finding) -> str:
    """Of a study without a row that applies a code: the machine's, but for what people have read and coded nothing in.

    Where all is read for all codes the machine counts nowhere, and there is nothing of it to check.
    """
    heard = [former.heard for former in (finding, *finding.former) if former.heard is not None]
    if not any(material.read_all or material.read_some for material in heard):
        return UNCHECKED
    if all(len(material.read_all) == material.n_counted for material in heard):
        return "no person has coded a passage: what was read counts as not told"
    return f"where nobody has read: {UNCHECKED}"


def _figures(finding: Finding, context: MemoContext) -> Iterable[str]:
    """Links to the figures that show what the memo tells; only such as pipeline/site/figures_page.py makes."""
    main = [family for family in FAMILIES if family in context.families(finding)]
    if finding.stage == FIRST_STAGE:
        if finding.events:
            yield f"[the chronology as a figure]({UP}figures/chronology-{finding.subject}.svg)"
    elif finding.stage == LAST_STAGE:
        yield from (
            f"[{context.heading(family).lower()}, case by case]({UP}figures/{family}-by-case.svg)" for family in main
        )
    elif main and not context.is_interpretive:
        yield f"[what each {md(finding.stage)} comparison shows]({UP}figures/presence-{finding.stage}.svg)"


def notes_of(finding: Finding, context: MemoContext) -> tuple[Note, ...]:
    """The memo's own note, then those on its transcripts; codes, hunches and reflections stand in the last memo."""
    own = [note for note in context.notes if (note.stage, note.subject) == (finding.stage, finding.subject)]
    if finding.stage == FIRST_STAGE:
        here = [row.transcript_id for row in finding.tables.rows(TranscriptRow)]
    else:
        here = [row.transcript_id for row in finding.tables.other(AnyTranscript)]
    others = [note for note in context.notes if note.stage == "respondent" and note.subject in here]
    if finding.stage == LAST_STAGE:
        placed = {row.transcript_id for former in finding.former for row in former.tables.other(AnyTranscript)}
        placed |= {row.transcript_id for row in finding.tables.rows(TranscriptRow) if row.case_id}
        others = [note for note in context.notes if note.stage == "respondent" and note.subject not in placed]
        others += [note for note in context.notes if note.stage in ("code", "hunch", "reflexive")]
    return (*own, *others)


def _names(context: MemoContext) -> dict[str, str]:
    return {code_id: code.name for code_id, code in context.codebook.codes.items()}


def _body(note: Note, context: MemoContext) -> str:
    def words(row: Cells) -> str:
        if context.is_interpretive:
            return ""
        is_unchecked = context.is_unchecked and "presence" not in row and row["n_known"] != "0"
        return f"{figure_words(row)}; {UNCHECKED}" if is_unchecked else figure_words(row)

    return with_figures(note, context.evidence, _names(context), UP, words)


def _by(note: Note) -> str:
    by = note.front.get("by")
    return f" by {md(by)}" if by else ""


def _shown(note: Note, context: MemoContext) -> ShownNote:
    signed = note.front.get("signed_off")
    status = [str(note.front.get("status") or "draft")]
    if isinstance(signed, dict):
        status.append(f"signed off by {md(signed.get('by'))} on {md(signed.get('at'))}")
    if revised := _revised(note):
        status.append(f"revises {listed(memo_link(*one.split('/', 1)) for one in revised)}")
    kinds = {
        "respondent": "On the transcript ",
        "code": "On the code ",
        "hunch": "A hunch: ",
        "reflexive": "Reflections: ",
    }
    about = kinds.get(note.stage)
    title = f"{about}{md(note.subject)}{_by(note)}" if about else f"Note{_by(note)}"
    return ShownNote(title, "; ".join(status), _body(note, context))


def _revised(note: Note) -> tuple[str, ...]:
    value = note.front.get("revises")
    named = value if isinstance(value, list) else several(str(value or ""))
    return tuple(str(memo) for memo in named if "/" in str(memo))


def _revisions(finding: Finding, context: MemoContext) -> Iterable[Revision]:
    """Notes that say `revises: STAGE/SUBJECT` of this memo."""
    for note in context.notes:
        if f"{finding.stage}/{finding.subject}" not in _revised(note):
            continue
        words = _body(note, context)
        has_memo = (note.stage, note.subject) in context.by_subject
        link = memo_link(note.stage, note.subject) if has_memo else f"{md(note.stage)}/{md(note.subject)}"
        yield Revision(link, _by(note), words)


def _stale(note: Note, context: MemoContext) -> Stale | None:
    moved_note = what_moved(note, context.evidence)
    if moved_note is None:
        return None
    which = f"notes/{md(note.stage)}/{md(note.subject)}.md"
    signed = f"{which} was signed off by {md(moved_note.by)} on {md(moved_note.at)}"
    if not moved_note.moved:
        return Stale(f"{signed}, with a digest that cannot be read: sign it anew.", ())
    names = _names(context)
    moved = []
    for figure in moved_note.moved:
        where, code_id = figure.figure_id.rsplit("/", 1)
        label = f"{md(names.get(code_id, code_id))}, {md(where)}"
        is_there = figure.figure_id in context.evidence.rows
        link = evidence_link(label, figure.figure_id) if is_there else label
        change = f"from {figure.was} to {figure.now}"
        if context.is_interpretive:
            change = "its evidence changed"
        elif figure.was == figure.now:
            change = f"still {figure.now}, by other quotations"
        came, went = (
            tuple(quoted_place(place, context.texts, UP) for place in places) for places in (figure.came, figure.went)
        )
        moved.append(MovedFigure(f"{link}: {change}", came, went))
    return Stale(f"{signed}; since then {plural(len(moved), 'figure')} moved.", tuple(moved))
