"""A mayor or another source that belongs to no case, beside the partners, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.store.rows import AnyTranscript, CodedPair
from pipeline.memos.quotes import Entry
from pipeline.memos.context import MemoContext
from pipeline.memos.links import evidence_link
from pipeline.memos.quotes import quotes
from pipeline.memos.sentences import sentence
from pipeline.wording.vocabulary import KINDS, SPEAKS
from pipeline.stages.findings import Beside, Finding
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed

RELATIONS = ("contradict", "complement", "agree", "partners silent")


@dataclass(frozen=True, slots=True)
class SourceBeside:
    """A mayor or another source beside the partners: one paragraph a relation, or why there is none."""

    heading: str
    entries: tuple[Entry, ...]
    why_none: str = ""


def sources_beside(finding: Finding, context: MemoContext) -> Iterator[SourceBeside]:
    for source in finding.tables.other(AnyTranscript):
        mine = [one for one in finding.beside if one.source.transcript_id == source.transcript_id]
        kind = KINDS[source.kind][0]
        who = f", {md(source.respondent_id)}" if source.respondent_id else ""
        spoken = [_beside(one, context) for relation in RELATIONS for one in mine if one.relation == relation]
        silent = list(_silent([one for one in mine if one.relation == "source silent"], context))
        why = "" if spoken or silent else _why_none(finding, str(source.transcript_id))
        yield SourceBeside(f"{kind} ({md(source.transcript_id)}{who})", (*spoken, *silent), why)


def _why_none(finding: Finding, transcript_id: str) -> str:
    """Not read is not silent: which of the two it is."""
    pairs = finding.tables.other(CodedPair)
    if any(row.transcript_id == transcript_id and row.is_known for row in pairs):
        return "Neither side speaks of any code for which this transcript was read."
    return "Nobody has read this transcript for any code, or coded it: what it holds beside the partners is not known."


def _who(one: Beside) -> str:
    return "the mayor" if one.source.kind == "mayor" else "the source"


def named(ids: Sequence[str], context: MemoContext) -> str:
    return listed(context.case_name(case_id) for case_id in ids)


def _partners_say(one: Beside, context: MemoContext) -> str:
    """`Tarn flood watch tells it and Tarn winter market denies it`; '' where the partners say nothing."""
    parts = []
    if one.affirming:
        parts.append(f"{named(one.affirming, context)} {'tells' if len(one.affirming) == 1 else 'tell'} it")
    if one.denying:
        parts.append(f"{named(one.denying, context)} {'denies' if len(one.denying) == 1 else 'deny'} it")
    return listed(parts)


def _beside(one: Beside, context: MemoContext) -> Entry:
    """One code on which a source and the partners stand in some relation; both sides are quoted."""
    polarities = dict.fromkeys(row.polarity for row in one.theirs)
    theirs = listed(SPEAKS[polarity] for polarity in polarities)
    partners = _partners_say(one, context)
    between = {"contradict": "but", "agree": "and"}.get(one.relation, "while")
    said = f"{_who(one)} {theirs}, {between} {partners}" if partners else f"{_who(one)} {theirs}, and no partner does"
    said += " too" if one.relation == "agree" else ""
    if not partners and (one.unknown or one.silent):
        said = f"{_who(one)} {theirs}; {_silence(one, context)}"
    title = f"**{first_upper(one.relation)} — {md(one.name)}.** "
    return Entry(title + sentence(said), (*quotes(one.theirs), *quotes(one.partners)))


def _silence(one: Beside, context: MemoContext) -> str:
    parts = [f"the partners of {named(one.silent, context)} say nothing of it"] if one.silent else []
    parts += [f"nothing is known of {named(one.unknown, context)}"] if one.unknown else []
    return listed(parts)


def _silent(silent: Sequence[Beside], context: MemoContext) -> Iterator[Entry]:
    if not silent:
        return
    told = (
        f"{evidence_link(f'*{md(one.name)}*', _figure_id(one, context))} ({_partners_say(one, context)})"
        for one in silent
    )
    yield Entry(f"**Silent.** {first_upper(_who(silent[0]))} says nothing of {listed(told)}.")


def _figure_id(one: Beside, context: MemoContext) -> str:
    return f"{(*one.affirming, *one.denying)[0]}/{one.code_id}"
