"""A mayor or another source that belongs to no case, beside the partners, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import evidence_link
from pipeline.memos.quotes import Entry, quotes
from pipeline.memos.sentences import sentence
from pipeline.stages.findings import Beside, Finding
from pipeline.store.rows import AnyTranscript, CodedPair
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed
from pipeline.wording.vocabulary import KINDS, SPEAKS

# What does not go together first; "source silent" comes last, all codes in one line.
RELATIONS = ("contradict", "complement", "agree", "partners silent")


@dataclass(frozen=True, slots=True)
class SourceBeside:
    """A mayor or another source beside the partners: one paragraph a relation, or why there is none."""

    heading: str
    entries: tuple[Entry, ...]
    why_none: str = ""


def sources_beside(finding: Finding, context: MemoContext) -> Iterator[SourceBeside]:
    for source in finding.tables.other(AnyTranscript):
        mine = [stance for stance in finding.beside if stance.source.transcript_id == source.transcript_id]
        kind = KINDS[source.kind][0]
        who = f", {md(source.respondent_id)}" if source.respondent_id else ""
        spoken = [_beside(stance, context) for relation in RELATIONS for stance in mine if stance.relation == relation]
        silent = list(_silent([stance for stance in mine if stance.relation == "source silent"], context))
        why = "" if spoken or silent else _why_none(finding, str(source.transcript_id))
        yield SourceBeside(f"{kind} ({md(source.transcript_id)}{who})", (*spoken, *silent), why)


def _why_none(finding: Finding, transcript_id: str) -> str:
    """Not read is not silent: which of the two it is."""
    pairs = finding.tables.other(CodedPair)
    if any(row.transcript_id == transcript_id and row.is_known for row in pairs):
        return "Neither side speaks of any code for which this transcript was read."
    return "Nobody has read this transcript for any code, or coded it: what it holds beside the partners is not known."


def _who(stance: Beside) -> str:
    return "the mayor" if stance.source.kind == "mayor" else "the source"


def named(ids: Sequence[str], context: MemoContext) -> str:
    return listed(context.case_name(case_id) for case_id in ids)


def _partners_say(stance: Beside, context: MemoContext) -> str:
    """`Tarn flood watch tells it and Tarn winter market denies it`; '' where the partners say nothing."""
    parts = []
    if stance.affirming:
        parts.append(f"{named(stance.affirming, context)} {'tells' if len(stance.affirming) == 1 else 'tell'} it")
    if stance.denying:
        parts.append(f"{named(stance.denying, context)} {'denies' if len(stance.denying) == 1 else 'deny'} it")
    return listed(parts)


def _beside(stance: Beside, context: MemoContext) -> Entry:
    """One code on which a source and the partners stand in some relation; both sides are quoted."""
    polarities = dict.fromkeys(row.polarity for row in stance.theirs)
    theirs = listed(SPEAKS[polarity] for polarity in polarities)
    partners = _partners_say(stance, context)
    between = {"contradict": "but", "agree": "and"}.get(stance.relation, "while")
    said = f"{_who(stance)} {theirs}, {f'{between} {partners}' if partners else 'and no partner does'}"
    said += " too" if stance.relation == "agree" else ""
    # Silence of the partners is said only of cases that are known for the code.
    if not partners and (stance.unknown or stance.silent):
        said = f"{_who(stance)} {theirs}; {_silence(stance, context)}"
    title = f"**{first_upper(stance.relation)} — {md(stance.name)}.** "
    return Entry(title + sentence(said), (*quotes(stance.theirs), *quotes(stance.partners)))


def _silence(stance: Beside, context: MemoContext) -> str:
    parts = [f"the partners of {named(stance.silent, context)} say nothing of it"] if stance.silent else []
    parts += [f"nothing is known of {named(stance.unknown, context)}"] if stance.unknown else []
    return listed(parts)


def _silent(silent: Sequence[Beside], context: MemoContext) -> Iterator[Entry]:
    if not silent:
        return
    told = (
        f"{evidence_link(f'*{md(stance.name)}*', _figure_id(stance, context))} ({_partners_say(stance, context)})"
        for stance in silent
    )
    yield Entry(f"**Silent.** {first_upper(_who(silent[0]))} says nothing of {listed(told)}.")


def _figure_id(stance: Beside, context: MemoContext) -> str:
    return f"{(*stance.affirming, *stance.denying)[0]}/{stance.code_id}"
