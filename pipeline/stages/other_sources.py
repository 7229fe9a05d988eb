"""A source that belongs to no case, such as a mayor, set beside what the partners say. Never a confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.stages.findings import Beside, CaseLine, CodeLine, Relation, Tables, strongest
from pipeline.store.rows import AnyTranscript, CodedPair, Voice


def set_beside(tables: Tables, lines: Sequence[CodeLine]) -> tuple[Beside, ...]:
    """Every code of every such source on which one of the two sides says something, in the codebook's order.

    A code that nobody has read the source for is left out where the source has no coding of it: silence is not known.
    """
    compared = []
    for source in tables.other(AnyTranscript):
        own = [voice for voice in tables.other(Voice) if voice.transcript_id == source.transcript_id]
        known = {
            pair.code_id
            for pair in tables.other(CodedPair)
            if pair.transcript_id == source.transcript_id and pair.is_known
        }
        for line in lines:
            # Denials and wishes too: polarity is what the two sides are compared by.
            theirs = [voice for voice in own if voice.code_id == line.code_id and voice.would_count]
            if not theirs and line.code_id not in known:
                continue
            beside = _beside(source, line, theirs)
            if beside is not None:
                compared.append(beside)
    return tuple(compared)


def _beside(source: AnyTranscript, line: CodeLine, theirs: Sequence[Voice]) -> Beside | None:
    about = _about(line, theirs)
    cases = [case for case in line.cases if case.case_id in about]
    affirming = tuple(case.case_id for case in cases if case.state == "shows" or is_mixed(case))
    denying = tuple(case.case_id for case in cases if (case.state == "not" and _denies(case)) or is_mixed(case))
    silent = tuple(case.case_id for case in cases if case.state == "not" and not _denies(case) and not is_mixed(case))
    unknown = tuple(case.case_id for case in cases if case.state == "unknown" and not is_mixed(case))
    relation = _relation({voice.polarity for voice in theirs}, bool(affirming), bool(denying))
    if relation is None:
        return None
    partners = [voice for case in cases for voice in (*case.quotes, *case.denials)]
    return Beside(
        source, line.code_id, line.name, line.family, relation, about, affirming, denying, silent, unknown,
        strongest(theirs, 2), strongest(partners, 2),
    )  # fmt: skip


def _about(line: CodeLine, theirs: Sequence[Voice]) -> tuple[str, ...]:
    """The cases that the source's words concern: those that its codings' targets name, all where one names none."""
    ids = tuple(case.case_id for case in line.cases)
    meant = {_folded(word): case.case_id for case in line.cases for word in (case.case_id, case.name)}
    targets = {meant.get(_folded(voice.target)) for voice in theirs}
    # A coding without a target, or with one that is no case of ours, may be about any of them.
    if not targets or None in targets:
        return ids
    return tuple(case_id for case_id in ids if case_id in targets)


def _folded(word: str | None) -> str:
    return (word or "").strip().casefold()


def _denies(case: CaseLine) -> bool:
    return bool(case.denials) or (case.judgement is not None and case.judgement.judgement == "absent")


def is_mixed(case: CaseLine) -> bool:
    """Whether the team judged that it is there and not there: it heard both, whatever the count comes to."""
    return case.judgement is not None and case.judgement.judgement == "mixed"


def _relation(own: set[str], affirmed: bool, denied: bool) -> Relation | None:
    """How two sides stand to each other; None where neither says anything."""
    if not own:
        return "source silent" if affirmed or denied else None
    if not affirmed and not denied:
        return "partners silent"
    if (own == {"affirmed"} and not denied) or (own == {"absent"} and not affirmed):
        return "agree"
    if (own == {"affirmed"} and not affirmed) or (own == {"absent"} and not denied):
        return "contradict"
    # Mixed on either side, it is neither agreement nor contradiction.
    return "complement"
