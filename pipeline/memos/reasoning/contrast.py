"""A contrast: two cases side by side, what is held constant, where they part, and what explains it as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, takewhile

from pipeline.corpus.cases import Corpus
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, case_link, code_link
from pipeline.memos.quotes import Entry, quotes
from pipeline.memos.reasoning.links import note_on, when
from pipeline.memos.rendering import render
from pipeline.memos.sentences import governance_in_short
from pipeline.memos.shown_notes import note_body, note_status
from pipeline.stages.findings import CodeLine, Finding, Told, strongest
from pipeline.store.rows import CaseRow, Episode, Event, GovernanceStep, Judgement, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, Row
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import in_prose, listed
from pipeline.wording.vocabulary import answer_words

REJECTED = "rejected"
# The rest is named in a line: each parting prints a voice of both cases.
MOST_PARTINGS = 3
# They tell cases apart by design and explain nothing.
NOT_ATTRIBUTES = ("name", "purpose")
Propositions = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What contrast.md.j2 lays out. `differences` is a row for each thing in which the two differ."""

    title: str
    header: str
    why: str
    note: str
    constant: tuple[str, ...]
    heads: tuple[str, ...]
    differences: tuple[tuple[str, ...], ...]
    alike: str
    partings: tuple[Entry, ...]
    others: str
    rivals: tuple[str, ...]
    rejected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What pairs.md.j2 lays out: contrasts that were drawn, pairs that were rejected, pairs that are proposed."""

    word: str
    drawn: tuple[str, ...]
    rejected: tuple[str, ...]
    proposed: tuple[tuple[str, str], ...]
    fiction: bool
    has_history: bool


def contrast_text(row: Row, context: MemoContext, corpus: Corpus, propositions: Propositions) -> str | None:
    """The page of one contrast as Markdown; None where the run does not hold both cases."""
    a, b = (context.by_subject.get((FIRST_STAGE, row[column])) for column in ("case_a", "case_b"))
    if a is None or b is None:
        return None
    return render("reasoning/contrast.md.j2", page=_contrast(row, a, b, context, corpus, propositions))


def _contrast(
    row: Row, a: Finding, b: Finding, context: MemoContext, corpus: Corpus, propositions: Propositions
) -> Contrast:
    note = note_on(context, "contrast", row["contrast"])
    cells = [dict(_facts(finding, context, corpus)) for finding in (a, b)]
    same = {name: value for name, value in cells[0].items() if value and cells[1].get(name) == value}
    parted = list(_parted(a, b))
    names = [case_link(finding.subject, context.case_name(finding.subject)) for finding in (a, b)]
    return Contrast(
        title=f"Contrast: {context.case_name(a.subject)} and {context.case_name(b.subject)}",
        header=" · ".join(filter(None, (*names, md(row["by"]), md(row["at"]), "fiction" * context.settings.fiction))),
        why=md(row["why"]),
        note="" if note is None else f"{note_body(note, context)}\n\n*{note_status(note)}*",
        constant=tuple(f"{name}: {value}" for name, value in same.items()),
        heads=("what", *names),
        differences=tuple(
            (name, *(cell.get(name) or "—" for cell in cells))
            for name in dict.fromkeys((*cells[0], *cells[1]))
            if name not in same and any(cell.get(name) for cell in cells)
        ),
        alike=_alike(a, b),
        partings=tuple(_parting(first, second, context) for first, second in parted[:MOST_PARTINGS]),
        others=listed(code_link(first) for first, _ in parted[MOST_PARTINGS:]),
        rivals=tuple(_rivals(a, b, context, propositions)),
        rejected=tuple(
            _named(other, context, False)
            for other in context.reasoning.get("contrasts", ())
            # Pairs that were declined stay on record: choosing a pair is part of the argument.
            if other["action"] == REJECTED and _is_near(row, other)
        ),
    )


def _facts(finding: Finding, context: MemoContext, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """What a case is and how it was studied, name by name; '' where nothing is on file."""
    (case,) = finding.tables.rows(CaseRow)
    attribute = context.settings.outcome_attribute
    yield md(attribute or "tier"), md(case.tier)
    for name, value in case.extra.items():
        # The outcome's own column says the tier, which stands first already.
        if name not in (*NOT_ATTRIBUTES, attribute):
            yield md(name), md(value)
    yield "governance", governance_in_short(finding.tables.rows(GovernanceStep))
    yield "answers to setbacks", ", ".join(answer_words(answer) for answer in _answers(finding))
    yield "first setback", next((when(told.row) for told in finding.events if told.row.kind == "setback"), "")
    # How a case was studied is a difference too: more talks, or other coders, may be all that parts two cases.
    heard = [row for row in finding.tables.rows(TranscriptRow) if row.kind in COUNTED_KINDS]
    yield "interviews and groups", str(len(heard))
    yield "sectors heard", listed(sorted({md(row.sector) for row in heard if row.sector}))
    ids = {row.transcript_id for row in heard}
    yield (
        "interviewers, as transcripts call them",
        listed(
            sorted(
                {
                    md(turn.speaker)
                    for transcript in corpus.transcripts
                    if transcript.transcript_id in ids
                    for turn in transcript.turns
                    if turn.is_interviewer
                }
            )
        ),
    )
    voices = finding.tables.rows(Voice)
    yield "coders", listed(sorted({md(voice.coder) for voice in voices if voice.origin == "hand"}))
    judged = finding.tables.rows(Judgement)
    yield "judged by", listed(sorted({md(row.by) for row in judged if row.by}))
    knew = sorted({md(row.knew_tier) for row in judged if row.knew_tier})
    yield "judges knew the tier", " and ".join(knew)


def _answers(finding: Finding) -> tuple[str, ...]:
    """What each setback was answered with, in order."""
    by_episode: dict[str, list[str]] = {}
    for row in finding.tables.rows(Episode):
        by_episode.setdefault(str(row.episode), []).append(row.response)
    return tuple(" / ".join(dict.fromkeys(responses)) for responses in by_episode.values())


def _alike(a: Finding, b: Finding) -> str:
    """Up to which event the two have the same kinds of event in the same order; what comes next in each."""
    # Outcomes are what is to be explained, and no step on the way to it.
    first, second = ([told for told in finding.events if told.row.kind != "outcome"] for finding in (a, b))
    if not first or not second:
        return ""
    n = len(list(takewhile(lambda pair: pair[0].row.kind == pair[1].row.kind, zip(first, second, strict=False))))
    last = f"the two are alike up to {_event(first, n - 1)} and {_event(second, n - 1)}" if n else "they differ at once"
    return f"By the kinds of their events, in order, {last}. Then come {_event(first, n)} and {_event(second, n)}."


def _event(events: Sequence[Told[Event]], n: int) -> str:
    if n >= len(events):
        return "nothing more on file"
    row = events[n].row
    return f"“{md(row.what)}” ({', '.join(filter(None, (row.kind, when(row))))})"


def _parted(a: Finding, b: Finding) -> Iterator[tuple[CodeLine, CodeLine]]:
    """Codes that people judged present in one of the two and absent in the other."""
    for line in a.lines:
        other = b.line(line.code_id)
        judged = {
            judged_line.judgement.judgement
            for judged_line in (line, other)
            if judged_line is not None and judged_line.judgement is not None
        }
        # Mixed and unknown are no opposite of present.
        if other is not None and judged == {"present", "absent"}:
            yield line, other


def _parting(first: CodeLine, second: CodeLine, context: MemoContext) -> Entry:
    """One such code with a voice of each case."""
    words = [
        f"{line.judgement.judgement} in {context.case_name(line.judgement.case_id)}"
        for line in (first, second)
        if line.judgement is not None
    ]
    voices = [
        voice
        for line in (first, second)
        for voice in strongest(
            line.quotes if line.judgement and line.judgement.judgement == "present" else line.denials, 1
        )
    ]
    return Entry(f"{code_link(first)}: {listed(words)}.", quotes(voices))


def _rivals(a: Finding, b: Finding, context: MemoContext, propositions: Propositions) -> Iterator[str]:
    """The team's rivals that predict of the two what came: they explain this pair as well."""
    order = context.settings.outcome_order
    tiers = [finding.tables.rows(CaseRow)[0].tier for finding in (a, b)]
    came = _difference(tiers, order)
    for proposition in propositions:
        # propositions.yaml is a person's file: each shape is looked at before it is used.
        listed_ = proposition.get("rivals")
        for rival in listed_ if isinstance(listed_, list) else ():
            predicts = rival.get("predicts") if isinstance(rival, Mapping) else None
            if isinstance(predicts, Mapping) and came:
                told = _difference([str(predicts.get(finding.subject)) for finding in (a, b)], order)
                # The direction alone: a rival that predicts who came out higher explains this pair as well.
                if told * came > 0:
                    names = [md(in_prose(str(entry.get("name") or ""))) for entry in (rival, proposition)]
                    yield f"{names[0]} (rival of “{names[1]}”)"


def _difference(tiers: Sequence[str | None], order: Sequence[str]) -> int:
    """By how many steps the second tier stands over the first; 0 where one is not known."""
    ranks = [order.index(tier) for tier in tiers if tier is not None and tier in order]
    return ranks[1] - ranks[0] if len(ranks) == 2 else 0


def _is_near(row: Row, other: Row) -> bool:
    """Whether a pair was looked at for the same memo, or shares a case."""
    cases = {row["case_a"], row["case_b"]}
    return bool(cases & {other["case_a"], other["case_b"]}) or (
        bool(row["subject"]) and (row["stage"], row["subject"]) == (other["stage"], other["subject"])
    )


def _named(row: Row, context: MemoContext, is_drawn: bool) -> str:
    pair = f"{context.case_name(row['case_a'])} and {context.case_name(row['case_b'])}"
    shown = f"[{pair}]({UP}room/contrast/{row['contrast']}.html)" if is_drawn else pair
    by = f" ({md(row['by'])})" if row["by"] else ""
    return f"{shown}: {md(row['why'])}{by}" if row["why"] else f"{shown}{by}"


def pairs_text(findings: Sequence[Finding], context: MemoContext, has_history: bool) -> str:
    """The page of all pairs as Markdown: drawn, rejected, and proposed by three rules.

    `has_history`: the page of how the propositions came about is there, and led to.
    """
    rows = context.reasoning.get("contrasts", ())
    cases = [finding for finding in findings if finding.stage == FIRST_STAGE]
    # Rejected pairs are taken too: nobody is asked again what was declined.
    taken = {frozenset((row["case_a"], row["case_b"])) for row in rows}
    proposed: dict[tuple[str, str], list[str]] = {}
    for why, is_so in _rules(cases, context).items():
        for a, b in combinations(cases, 2):
            if is_so(a, b) and frozenset((a.subject, b.subject)) not in taken:
                proposed.setdefault((a.subject, b.subject), []).append(why)
    page = Pairs(
        md(context.settings.case),
        tuple(_named(row, context, True) for row in rows if row["action"] != REJECTED),
        tuple(_named(row, context, False) for row in rows if row["action"] == REJECTED),
        tuple(
            (f"{context.case_name(a)} and {context.case_name(b)}", "; ".join(whys)) for (a, b), whys in proposed.items()
        ),
        context.settings.fiction,
        has_history,
    )
    return render("reasoning/pairs.md.j2", page=page)


def _rules(cases: Sequence[Finding], context: MemoContext) -> dict[str, Callable[[Finding, Finding], bool]]:
    """What makes a pair worth a look, in words, and whether two cases are such a pair."""
    order = context.settings.outcome_order
    row = {case.subject: case.tables.rows(CaseRow)[0] for case in cases}

    def apart(a: Finding, b: Finding) -> int:
        return abs(_difference([row[case.subject].tier for case in (a, b)], order))

    def is_known(a: Finding, b: Finding) -> bool:
        return all(row[case.subject].tier in order for case in (a, b)) and bool(_answers(a) and _answers(b))

    def furthest(attribute: str) -> Callable[[Finding, Finding], bool]:
        def held(case: Finding) -> str:
            return str(row[case.subject].cell(attribute) or "")

        most: dict[str, int] = {}
        for a, b in combinations(cases, 2):
            if held(a) == held(b):
                most[held(a)] = max(most.get(held(a), 0), apart(a, b))
        # Ties all stand: the software does not choose between equally far pairs.
        return lambda a, b: bool(held(a)) and held(a) == held(b) and 0 < apart(a, b) == most[held(a)]

    rules = {
        f"same {md(attribute)}, the furthest tiers": furthest(attribute)
        for attribute in dict.fromkeys(context.settings.design.values())
    }
    rules["same answers to setbacks, different tiers"] = lambda a, b: (
        is_known(a, b) and set(_answers(a)) == set(_answers(b)) and apart(a, b) > 0
    )
    rules["different answers to setbacks, same tier"] = lambda a, b: (
        is_known(a, b) and not set(_answers(a)) & set(_answers(b)) and apart(a, b) == 0
    )
    return rules
