"""The short memo of one case: what it is, what happened, what survives the rules, what does not fit, its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from pipeline.memos.context import MemoContext
from pipeline.memos.exercise import group_words, sheet_link
from pipeline.memos.links import UP, code_link
from pipeline.memos.quotes import Entry, Quote, quotes
from pipeline.memos.reasoning.distillation import own_list
from pipeline.memos.reasoning.links import exhibit_links
from pipeline.memos.sentences import deny_words, governance_in_short, is_open_absence, sentence
from pipeline.memos.short.hindrances import counted_in_the_table, hindrances
from pipeline.memos.short.limits import limits_of_case
from pipeline.memos.short.moved_figures import moved_figures
from pipeline.memos.short.parts import Paragraph, Picture, ShortMemo, Table, paragraphs, sentences, some
from pipeline.memos.stages.in_short import answer_of, what_it_is
from pipeline.memos.stages.misfits import CodeEntry, Said, beyond_counts
from pipeline.memos.stages.patterns import denial_marked
from pipeline.memos.stages.who_was_heard import who_was_heard
from pipeline.memos.stages.within_case import chronology
from pipeline.stages.findings import CodeLine, Finding, strongest, teller
from pipeline.store.rows import Episode, GovernanceStep, PeriodChange, Voice
from pipeline.wording.numbers import in_brackets, listed, number_word
from pipeline.wording.vocabulary import CITES_NOTHING, MIXED_HOW

# Up to three, one a person: a memo is a page (docs/memos.md).
MOST_PASSAGES = 3
ALL = "[All codes, quotations and counts of this case]({})"
MARKED = "Passages that coders marked as striking, one a person."
LONGEST = "The longest passage of each of a few people; nobody has marked any as striking."
MOST_MISFITS = 4


def memo_of_case(finding: Finding, context: MemoContext, has_note: bool) -> ShortMemo:
    """The software's part of the memo of one case; passages only where no analyst has chosen any (`has_note`)."""
    lines = [line for family in context.families(finding) for line in finding.family(family)]
    room = f"{UP}room/{finding.stage}/{finding.subject}.html"
    return ShortMemo(
        in_short=sentences((*what_it_is(finding, context), *_arc(finding), *_governed(finding)))
        or _heard(finding, context),
        tables=(
            _events(finding, f"{room}#what-happened"),
            hindrances(finding, context),
        ),
        pictures=tuple(_picture(finding)),
        paragraphs=_paragraphs(finding, lines, context),
        where_else=(" · ".join((ALL.format(room), *exhibit_links(finding, context), *sheet_link(finding, context))),),
        # The passages that an analyst chose stand in the note: the software adds none to them.
        quotes=() if has_note else passages(finding),
        quotes_are=MARKED if any(row.is_aha and row.would_count for row in finding.tables.rows(Voice)) else LONGEST,
    )


def _events(finding: Finding, room: str) -> Table:
    """A row an event; what several rows lack is said once, in the head."""
    events = list(zip(chronology(finding), finding.events, strict=True))
    lacks = sum(tellers == CITES_NOTHING for (_, _, tellers), _ in events) > 1
    rows = tuple(
        (when, what, f"[{tellers}]({room})" if told.quotes else "—" if lacks and tellers == CITES_NOTHING else tellers)
        for (when, what, tellers), told in events
    )
    return Table(("when", "what happened", f"told by (—: {CITES_NOTHING})" if lacks else "told by"), rows)


def _heard(finding: Finding, context: MemoContext) -> str:
    """`Two people were heard; 65 of 77 words are theirs.`, where nothing else tells what a case is."""
    heard = finding.heard
    n = len(heard.respondents) + heard.n_unnamed if heard else 0
    if heard is None or not n:
        return next(who_was_heard(finding, context))
    who = "One person was" if n == 1 else f"{number_word(n).capitalize()} people were"
    return f"{who} heard; {heard.n_words_respondent} of {heard.n_words} words are theirs."


def _paragraphs(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> tuple[Paragraph, ...]:
    # What only a machine found, and nobody checked, carries no claim on a first page.
    if context.is_unchecked:
        unchecked = "Passages were found by machine and nobody has checked them: nothing is claimed here."
        return paragraphs(("What survives", unchecked), ("Limits of this page", limits_of_case(finding, context)))
    judged = any(line.judgement for line in lines)
    # The table above has them with their counts.
    counted = counted_in_the_table(finding, context)
    return paragraphs(
        ("The group on its own marks", group_words(finding, context)),
        ("As the analysts listed it", own_list(finding, context)),
        (
            "Survives every rule" if judged else "Told, and not judged",
            sentences(_surviving(lines, judged, context, counted)),
        ),
        ("Judged present, and thinner than that", sentence_of(_thin(lines, changed_codes(finding)))),
        ("Mixed", sentence_of(_mixed(lines))),
        ("Absent", sentence_of(_absent(lines, context))),
        ("Changed over time", sentence_of(changes(finding))),
        ("Moved because the codebook changed", " ".join(moved_figures(finding, context))),
        # Where nothing is judged the paragraph on what survives says so already.
        ("Told and not judged", _unjudged(lines) if judged else ""),
        ("Does not fit", sentences(_does_not_fit(finding, lines, context))),
        ("Limits of this page", limits_of_case(finding, context)),
    )


def sentence_of(parts: Iterator[str]) -> str:
    """Parts of one sentence, with a semicolon between."""
    said = "; ".join(parts)
    return sentence(said) if said else ""


def _arc(finding: Finding) -> Iterator[str]:
    steps = [answer_of(list(rows)) for _, rows in groupby(finding.tables.rows(Episode), key=lambda row: row.episode)]
    if len(steps) == 1:
        yield f"One setback is on file; the answer: {steps[0]}."
    elif steps:
        yield f"{number_word(len(steps)).capitalize()} setbacks; the answers, in order: {'; '.join(steps)}."


def _governed(finding: Finding) -> Iterator[str]:
    said = governance_in_short(finding.tables.rows(GovernanceStep))
    if said:
        yield sentence(f"governance: {said}")


def _picture(finding: Finding) -> Iterator[Picture]:
    if not finding.events:
        return
    setbacks = [told for told in finding.events if told.row.kind == "setback"]
    see = "What to see: the order of events, from top to bottom, and by how many each is told."
    if setbacks:
        n = number_word(len(setbacks))
        what = "setbacks, what answered each" if len(setbacks) > 1 else "setback, what answered it"
        see = f"What to see: {n} {what}, and how long after."
    yield Picture(f"{UP}figures/chronology-{finding.subject}.svg", "The case over time, event by event", see)


def survives(line: CodeLine) -> bool:
    """Whether a case shows a code by every one of the five rules by which claims are judged."""
    shown = line.shown
    return (
        shown is not None
        and shown.judgement == "present"
        and shown.has_passage
        and shown.is_told
        and shown.is_counted_showing
        # The rules *two voices* and *denials* (docs/memos.md).
        and shown.n_respondents > 1
        and not shown.is_contested
    )


def _by_family(lines: Sequence[CodeLine], said: Callable[[CodeLine], str]) -> Iterator[str]:
    """`helped: A and B`, `hindered: C`; other families by their codes alone."""
    for family, members in groupby(lines, key=lambda line: line.family):
        lead = {"enabler": "helped: ", "barrier": "hindered: "}.get(family, "")
        yield f"{lead}{some([said(line) for line in members])}"


def _surviving(
    lines: Sequence[CodeLine], is_judged: bool, context: MemoContext, counted: frozenset[str]
) -> Iterator[str]:
    """What five rules grant: judged present, with a passage, counted, by two voices, told by more than deny it.

    The counts of codes in `counted` stand above.
    """
    granted = [line for line in lines if survives(line)]
    if granted:
        yield from (
            sentence(part)
            for part in _by_family(
                granted, lambda line: code_link(line) if line.code_id in counted else _with_count(line, context)
            )
        )
    elif is_judged:
        yield "Nothing: no code is judged present with a passage, told by two people, and by more than deny it."
    else:
        told = sorted(
            (line for line in lines if line.frequency and line.frequency.n_respondents > 1),
            key=lambda line: -(line.frequency.n_respondents if line.frequency else 0),
        )
        alone = [line for line in lines if line.frequency and line.frequency.n_mentioning and line not in told]
        denied = [line for line in lines if line.denials and line not in (*told, *alone)]
        if told:
            yield sentence(f"told by more than one person: {some([code_link(line) for line in told])}")
        if alone:
            yield sentence(f"told by one: {some([code_link(line) for line in alone])}")
        if not told and not alone:
            yield "Nothing is coded as told."
        if denied:
            yield sentence(f"denied, and told by nobody: {some([code_link(line) for line in denied])}")
        yield "Nobody has judged this case, so nothing is claimed."


def _with_count(line: CodeLine, context: MemoContext) -> str:
    row = line.frequency
    if row is None or context.is_interpretive:
        return code_link(line)
    # As few as deny it, they are heard beside those who tell it.
    counts = [in_brackets(row), deny_words(row.n_denying) if row.n_denying else ""]
    return f"{code_link(line)} ({', '.join(filter(None, counts))})" if any(counts) else code_link(line)


def is_passed_over(line: CodeLine) -> bool:
    """Whether no reading that counts tells it, and another coder's does."""
    return bool(line.frequency and not line.frequency.n_mentioning and line.passed_over)


DENIED = "as many deny it as tell it"
WHY_THIN: tuple[tuple[str, Callable[[CodeLine], bool]], ...] = (
    ("nothing is known of it in what was read", lambda line: bool(line.frequency and not line.frequency.n_known)),
    ("told in another coder's reading than the one that counts", is_passed_over),
    ("told by nobody who was read", lambda line: bool(line.frequency and not line.frequency.n_mentioning)),
    ("told by one voice", lambda line: bool(line.frequency and line.frequency.n_respondents < 2)),
    (DENIED, lambda line: bool(line.shown and line.shown.is_contested)),
    ("names no passage", lambda line: bool(line.shown and not line.shown.has_passage)),
    ("told by too few", lambda line: True),
)
"""Why a code that is judged present survives no further, the gravest reason first."""


def changed_codes(finding: Finding) -> frozenset[str]:
    """Codes that were so at one time and otherwise at another: their denials dispute nothing."""
    return frozenset(row.code_id for row in finding.tables.rows(PeriodChange) if row.is_change)


def _thin(lines: Sequence[CodeLine], changed: frozenset[str]) -> Iterator[str]:
    present = [line for line in lines if line.judgement and line.judgement.judgement == "present"]
    by_reason: dict[str, list[str]] = {}
    for line in present:
        if not survives(line):
            why = next(words for words, holds in WHY_THIN if holds(line))
            # A denial of another time is a change, which has a paragraph of its own, and no dispute.
            if why != DENIED or line.code_id not in changed:
                by_reason.setdefault(why, []).append(code_link(line))
    for why, _ in WHY_THIN:
        if why in by_reason:
            yield f"{why}: {some(by_reason[why])}"


def _mixed(lines: Sequence[CodeLine]) -> Iterator[str]:
    for line in lines:
        if line.judgement and line.judgement.judgement == "mixed":
            how = MIXED_HOW.get(line.judgement.mixed_how or "", "how is not said")
            yield f"{code_link(line)} ({how})"


def _absent(lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    absent = [line for line in lines if line.judgement and line.judgement.judgement == "absent"]
    firm, loose = ([line for line in absent if is_open_absence(line) is is_open] for is_open in (False, True))
    if firm:
        yield some([_denied(line, context) for line in firm])
    if loose:
        codes = some(list(map(code_link, loose)))
        yield f"judged absent and not known, neither denied nor asked and unmentioned: {codes}"


def _denied(line: CodeLine, context: MemoContext) -> str:
    n = line.frequency.n_denying if line.frequency else 0
    how = "denied" if context.is_interpretive and n else deny_words(n) if n else "asked, and not mentioned"
    return f"{code_link(line)} ({how})"


def changes(finding: Finding) -> Iterator[str]:
    """`A (told of “before”, denied of “after”)`: what was so at one time and otherwise at another."""
    names = {line.code_id: code_link(line) for line in finding.lines}
    rows = [row for row in finding.tables.rows(PeriodChange) if row.is_change and row.code_id in names]
    for code_id, some_ in groupby(rows, key=lambda row: row.code_id):
        periods = list(some_)
        # In the coders' own words, which need not be dates.
        told = [f"“{row.period}”" for row in periods if row.n_telling and not row.n_denying]
        denied = [f"“{row.period}”" for row in periods if row.n_denying and not row.n_telling]
        line = finding.line(code_id)
        judged = line.judgement.judgement if line and line.judgement else ""
        # What survives every rule is judged present above: only here it would not be said.
        also = ", judged present" if judged == "present" and line and not survives(line) else ""
        yield f"{names[code_id]} (told of {listed(told)}, denied of {listed(denied)}){also}"


def _unjudged(lines: Sequence[CodeLine]) -> str:
    links = [
        code_link(line)
        for line in lines
        if line.judgement is None and line.frequency and line.frequency.n_respondents > 1
    ]
    return f"By two or more: {some(links)}." if links else ""


def _does_not_fit(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    """What the paragraphs above do not say already: documents alone, disputes, judgements that were overruled."""
    said = _each_said_once(tuple(beyond_counts(finding, lines, context)))
    yield from (f"{words}." for words in said[:MOST_MISFITS])
    if len(said) > MOST_MISFITS:
        where = f"{UP}room/{finding.stage}/{finding.subject}.html#what-does-not-fit"
        yield f"[{number_word(len(said) - MOST_MISFITS).capitalize()} more]({where})."


def _each_said_once(entries: Sequence[Entry]) -> list[str]:
    """The lines without their ends; what is said of several codes once, where it is said first."""
    codes: dict[Said, list[str]] = {}
    for entry in entries:
        if isinstance(entry, CodeEntry) and entry.said:
            codes.setdefault(entry.said, []).append(entry.code)
    texts = []
    for entry in entries:
        if not isinstance(entry, CodeEntry) or entry.said is None or len(codes[entry.said]) == 1:
            texts.append(entry.text.rstrip(":."))
        elif codes[entry.said][0] == entry.code:
            texts.append(f"{some(codes[entry.said])} {entry.said.of_several}")
    return texts


def passages(finding: Finding) -> tuple[Quote, ...]:
    """Passages that an analyst marked as striking, one a person; else the longest of each of a few people."""
    rows = [row for row in finding.tables.rows(Voice) if row.would_count and row.polarity == "affirmed"]
    striking = [row for row in finding.tables.rows(Voice) if row.is_aha and row.would_count]
    if striking:
        return tuple(map(denial_marked, _of_each(strongest(striking, 2 * MOST_PASSAGES))[:MOST_PASSAGES]))
    longest = sorted(rows, key=lambda row: (-len(row.quotation), row.transcript_id, row.start_char))
    return quotes(_of_each(longest)[:MOST_PASSAGES])


def _of_each(rows: Sequence[Voice]) -> list[Voice]:
    """The first passage of each person."""
    first: dict[str, Voice] = {}
    for row in rows:
        first.setdefault(teller(row), row)
    return list(first.values())
