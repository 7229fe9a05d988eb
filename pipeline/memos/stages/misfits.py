"""What does not fit in one case, and the questions that its files raise by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, code_link
from pipeline.memos.quotes import Entry, Quote, quotes
from pipeline.memos.sentences import because, judgement_in_words
from pipeline.memos.stages.stale_citations import stale_citations
from pipeline.stages.findings import CodeLine, Finding, Heard, teller
from pipeline.store.rows import Judgement, PeriodChange, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, says_yes
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, share_words


@dataclass(frozen=True, slots=True)
class Said:
    """What can be said of one code, and of several at once; both go on after their names."""

    of_one: str
    of_several: str


DOCUMENT_ALONE = Said(
    "stands in a document, and no interview supports it", "stand in a document, and no interview supports them"
)
DISPUTED_ALONE = Said(
    "is disputed by somebody, and denied by nobody", "are each disputed by somebody, and denied by nobody"
)


@dataclass(frozen=True, slots=True)
class CodeEntry(Entry):
    """A line that says of one code what may be said of several: `text` is `code` and `said`, with its end."""

    code: str = ""
    said: Said | None = None


def misfits(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> Iterator[Entry]:
    """All that does not go together in one case."""
    changed = {row.code_id for row in finding.tables.rows(PeriodChange) if row.is_change}
    for line in lines:
        if line.code_id in changed:
            yield Entry(f"{code_link(line)} has changed: told of one time and denied of another, which is no dispute.")
        else:
            yield from denied(line, context)
    yield from _judged_and_untold(lines, context)
    yield from beyond_counts(finding, lines, context)


def beyond_counts(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> Iterator[Entry]:
    """What does not fit beside denials and untold judgements: documents alone, disputes, words that were overruled."""
    for line in lines:
        yield from misfits_of(line, context)
    yield from _stale_citations(finding)
    for told in finding.events:
        if says_yes(told.row.is_disputed):
            yield Entry(f"Disputed: {md(told.row.what)}.", quotes(_unlike(told.quotes)))
    for earlier in _overruled(finding):
        yield Entry(earlier)


def _unlike(rows: Sequence[Voice]) -> tuple[Voice, ...]:
    """One quotation a respondent, three at most: a dispute needs voices and not passages."""
    first: dict[object, Voice] = {}
    for row in rows:
        first.setdefault(teller(row), row)
    return tuple(first.values())[:3]


def _judged_and_untold(lines: Sequence[CodeLine], context: MemoContext) -> Iterator[Entry]:
    """Judged present, and told by none of the transcripts for which it is known."""
    by_n_known: dict[int, list[CodeLine]] = {}
    passed_over = []
    for line in lines:
        row = line.frequency
        word = line.judgement.judgement if line.judgement else None
        # Not known is not untold: only transcripts that are known can fail to tell it.
        if row and word == "present" and row.n_known and not row.n_mentioning:
            if line.passed_over:
                passed_over.append(code_link(line))
            else:
                by_n_known.setdefault(row.n_known, []).append(line)
    if passed_over:
        yield Entry(
            f"Judged present, and told in another coder's reading than the one that counts: {listed(passed_over)}."
        )
    for n_known, untold in by_n_known.items():
        none = "no reading tells it" if context.is_interpretive else f"none of {n_known} known tells it"
        if context.is_unchecked:
            none = "the machine finds it nowhere (nobody has checked)"
        yield Entry(f"Judged present, yet {none}: {listed(code_link(line) for line in untold)}.")


def misfits_of(line: CodeLine, context: MemoContext) -> Iterator[Entry]:
    """Where judgement, tellings and documents of one code do not go together."""
    row, word = line.frequency, line.judgement.judgement if line.judgement else None
    assert row is not None
    name = code_link(line)
    k = row.n_mentioning
    if word in ("absent", "unknown") and k:
        tells = "it is told" if context.is_interpretive else f"{share_words(k, row.n_known)} tell{'s' * (k == 1)} it"
        yield Entry(f"{name} is judged {word}, yet {tells}:", quotes(line.quotes[:1]))
    if line.documents and not line.quotes:
        yield _of_code(name, DOCUMENT_ALONE, ":", quotes(line.documents[:1]))
    # Beside a denial a dispute says nothing more.
    if line.disputes and not line.denials:
        yield _of_code(name, DISPUTED_ALONE, ".")


def _of_code(name: str, said: Said, end: str, quoted: tuple[Quote, ...] = ()) -> CodeEntry:
    return CodeEntry(f"{name} {said.of_one}{end}", quoted, name, said)


def denied(line: CodeLine, context: MemoContext) -> Iterator[Entry]:
    """A code that is judged to be there, or told, and that somebody denies."""
    row, word = line.frequency, line.judgement.judgement if line.judgement else None
    assert row is not None
    if word in ("present", "mixed") and line.denials:
        how = "somebody denies it" if context.is_interpretive else _denied(row.n_denying, row.n_known)
        yield Entry(f"{code_link(line)} is judged {word}, and {how}.")
    elif word is None and line.quotes and line.denials:
        yield Entry(f"{code_link(line)} is told by some and denied by others, and nobody has judged it.")


def _stale_citations(finding: Finding) -> Iterator[Entry]:
    """Judgements, events and episodes that rest on codings which no longer stand: outdated, rejected, or retracted."""
    for what, codings in stale_citations(finding):
        stand = "stands" if len(codings) == 1 else "stand"
        yield Entry(f"{what} cites {listed(md(coding_id) for coding_id in codings)}, which no longer {stand}.")


def _denied(n: int, n_known: int) -> str:
    return f"{share_words(n, n_known)} known {'denies' if n == 1 else 'deny'} it" if n else "somebody denies it"


def _overruled(finding: Finding) -> Iterator[str]:
    names = {line.code_id: code_link(line) for line in finding.lines}
    standing = {line.code_id: line.judgement for line in finding.lines}
    for row in finding.tables.rows(Judgement):
        last = standing.get(row.code_id)
        # A later judgement with the same word overrules nothing.
        if last is not None and row is not last and row.judgement != last.judgement:
            at = f" on {md(row.at)}" if row.at else ""
            first = f"{names[row.code_id]} was first judged {judgement_in_words(row)}{because(row)}{at}"
            yield f"{first}; what stands is *{last.judgement}*."


def open_questions(finding: Finding, lines: list[CodeLine], context: MemoContext) -> Iterator[str]:
    heard = finding.heard
    assert heard is not None
    if heard.unread:
        what = "what does it hold" if len(heard.unread) == 1 else "what do they hold"
        unread = listed(md(transcript_id) for transcript_id in heard.unread)
        yield f"Nobody has marked {unread} as read to the end: {what}?"
    suggested = [line for line in lines if line.suggestions]
    if suggested:
        codes = code_link(suggested[0]) if len(suggested) == 1 else _among(suggested)
        yield f"The machine finds passages for {codes} in transcripts that nobody has read for them: do they hold?"
    yield from _unread_documents(finding, lines)
    nowhere = [question for question, is_asked in recognised(heard, context).items() if not is_asked]
    if nowhere:
        named = listed((f"*{md(question)}*" for question in nowhere), "or")
        yield f"No transcript was recognised to ask {named}: was it asked in other words, or not at all?"
    single = [line for line in lines if line.frequency and line.frequency.n_respondents == 1]
    # Where one person was heard, every code has a single voice.
    if single and len(heard.respondents) > 1:
        each = "a single voice" if len(single) == 1 else "a single voice each"
        yield f"{listed(code_link(line) for line in single)}: {each}. Would anybody else tell it?"
    judged = any(line.judgement for line in lines)
    unjudged = [line for line in lines if line.judgement is None and line.quotes]
    if unjudged and judged:
        yield f"What would the team say of {listed(code_link(line) for line in unjudged)}? Told, and not judged."
    # Nobody has judged anything: the file is missing, and no single code.
    elif unjudged:
        yield "What would the team say? Rows in judgements.csv would put its word before the counts."
    untold = [md(told.row.what) for told in finding.events if not told.quotes]
    if untold and len(untold) == len(finding.events):
        yield "No event names the codings that tell it (column `codings` of events.csv): which passages do?"
    elif untold:
        n = len(untold) - 3
        left = f", and of {number_word(n)} more {'event' if n == 1 else 'events'}" if n > 0 else ""
        yield f"Which passage tells of {listed((f'“{event}”' for event in untold[:3]), 'and of')}{left}?"


def recognised(heard: Heard, context: MemoContext) -> dict[str, bool]:
    """Each question of the guides in use, and whether a transcript with any of them was recognised to ask it."""
    by_question: dict[str, bool] = {}
    for name, n in heard.guides:
        for question in context.guides[name].questions if n and name in context.guides else ():
            is_asked = bool(heard.asked.get((name, question.question)))
            by_question[question.question] = by_question.get(question.question, False) or is_asked
    return by_question


def _among(lines: list[CodeLine]) -> str:
    return f"{number_word(len(lines))} codes, {code_link(lines[0])} among them,"


def _unread_documents(finding: Finding, lines: list[CodeLine]) -> Iterator[str]:
    """Documents in which the machine finds what nobody has read there: a claim that interviews may not support."""
    by_document: dict[str, list[str]] = {}
    for line in lines:
        for row in finding.tables.rows(Voice):
            # Mayors and documents enter no frequency: nothing else would say that they are unread.
            if row.code_id == line.code_id and row.is_suggesting and row.kind not in COUNTED_KINDS:
                by_document.setdefault(row.transcript_id, []).append(code_link(line))
    for transcript_id, codes in by_document.items():
        link = f"[{md(transcript_id)}]({UP}transcripts/{transcript_id}.html)"
        names = list(dict.fromkeys(codes))
        left = [f"{number_word(len(names) - 2)} more codes"] if len(names) > 3 else names[2:]
        claimed = listed([*names[:2], *left])
        yield f"The machine finds passages for {claimed} in {link}, which nobody has read for them: what does it claim?"
