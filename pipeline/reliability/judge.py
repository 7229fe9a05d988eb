"""Learn from what people coded, judge it beside them, and say what may count: the one door to this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.cache import Cache
from pipeline.check import Everything
from pipeline.coding.by_example import Learning, LearntCode, learn
from pipeline.problems import Problem
from pipeline.records import Coding
from pipeline.reliability.agreement import (
    AgreementRow,
    agreement_rows,
    best_human_row,
    machine_rows,
)
from pipeline.reliability.corrected import ENOUGH_SAMPLED, corrected_rows
from pipeline.reliability.disagreements import disagreements
from pipeline.reliability.errors import differing, group_errors, groups_of
from pipeline.reliability.machine import MachineWork, affirmed_by_pair
from pipeline.reliability.readings import Readings, collect_readings
from pipeline.reliability.sample import ReliabilitySample, read_sample
from pipeline.reliability.to_read import Passage, to_read
from pipeline.reliability.units import Unit
from pipeline.reliability.verdicts import Hits, Verdict, human_warning, pass_verdict
from pipeline.reliability.words import cautions_of, methods_paragraph

NO_COEFFICIENT = "this team prints no coefficient (study.yaml, reading: {reading})"


@dataclass(frozen=True)
class CodeReport:
    """What is known of one code: its verdict, the rows it rests on, what was learnt, what to say of people's coding."""

    code_id: str
    verdict: Verdict
    machine: AgreementRow | None
    human: AgreementRow | None
    hits: Hits
    unit: Unit
    n_judged: int
    is_sampled: bool
    warning: str
    learnt: LearntCode | None = None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class MachineReport:
    """Everything that came of learning and judging.

    Attributes:
        codings: The machine's codings, cues' and learnt ones, each with its score where there is one. They stand in
            the place of the codings by cues alone.
        verdicts, agreement, corrected_shares: Rows of the contract's tables, by column.
        to_read: Rows of tables/to_read.csv, those of chance marked.
        disagreements: Rows of tables/disagreements.csv, worst first.
        words: Code -> verdict, as `apply_rules` takes it.
        codes: By code, for machine.html.
        facts: For run.json: seed, hashes of what was learnt from, by code.
        methods: A paragraph that a paper could print.
        problems: Cautions.
    """

    codings: tuple[Coding, ...] = ()
    verdicts: tuple[Mapping[str, Any], ...] = ()
    agreement: tuple[Mapping[str, Any], ...] = ()
    corrected_shares: tuple[Mapping[str, Any], ...] = ()
    to_read: tuple[Mapping[str, Any], ...] = ()
    disagreements: tuple[Mapping[str, Any], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[CodeReport, ...] = ()
    passages: tuple[Passage, ...] = ()
    learning: Learning | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    methods: str = ""
    problems: tuple[Problem, ...] = ()


def judge_machine(all_: Everything, cache: Cache) -> MachineReport:
    """Learn, judge and report; a study in which nobody has coded yet gets its cue codings back and nothing else.

    Args:
        all_: With the machine's codings by cues alone in `machine`.
        cache: What was learnt is kept by content.
    """
    sample, problems = read_sample(all_.corpus.transcripts)
    if not all_.hand.has_apply_row:
        return MachineReport(codings=all_.machine, problems=problems)
    reading = all_.study.settings.reading
    readings = collect_readings(all_.corpus.transcripts, all_.hand.codings, all_.hand.read)
    code_ids = [code.code_id for code in all_.codebook.codable]
    human = agreement_rows(readings, code_ids)
    disagreed = disagreements(readings, all_.hand.codings, human, code_ids)
    held_out = frozenset(sample.probability)
    embed = all_.study.settings.embed
    learning = learn(all_.corpus.transcripts, all_.codebook, all_.hand, all_.machine, held_out, cache, embed)
    work = affirmed_by_pair(learning.codings)
    groups = groups_of(all_)
    judged = [_judge(all_, readings, sample, learning, work, human, groups, code_id) for code_id in code_ids]
    reports = [report for report, _ in judged]
    words = {one.code_id: one.verdict.verdict for one in reports}
    if reading == "interpretive":  # the same codings count; what is said of them holds no coefficient
        return MachineReport(
            codings=_kept(learning, reports),
            words=words,
            problems=problems,
            disagreements=tuple(one.as_row() for one in disagreed),
            facts=learning.facts,
        )
    rows = [*human, *(row for _, found in judged for row in found)]
    corrected = corrected_rows(readings, sample, code_ids, work.mentions)
    passages = to_read(all_, readings, learning)
    return MachineReport(
        codings=_kept(learning, reports),
        verdicts=tuple(_shown_verdict(one.verdict, reading) for one in reports),
        agreement=tuple(_shown(row, reading).as_row() for row in rows),
        corrected_shares=tuple(row.as_row() for row in corrected) if reading == "coefficients" else (),
        to_read=tuple(one.as_row() for one in passages),
        disagreements=tuple(one.as_row() for one in disagreed),
        words=words,
        codes=tuple(reports),
        passages=tuple(passages),
        learning=learning,
        facts=learning.facts,
        methods=methods_paragraph(all_, reports, learning, sample),
        problems=(*problems, *learning.problems, *cautions_of(all_, reports, learning)),
    )


def _judge(
    all_: Everything,
    readings: Readings,
    sample: ReliabilitySample,
    learning: Learning,
    work: MachineWork,
    human: Sequence[AgreementRow],
    groups: Mapping[str, Mapping[str, str]],
    code_id: str,
) -> tuple[CodeReport, list[AgreementRow]]:
    """One code: on the random sample where enough of it was read, else on every transcript read, each left out once."""
    read = sorted(transcript for transcript, code in readings.readers if code == code_id)
    sampled = [one for one in read if one in sample.probability]
    is_sampled = len(sampled) >= ENOUGH_SAMPLED
    judged_on = sampled if is_sampled else read
    rows = machine_rows(readings, code_id, work.answer(code_id), judged_on)
    unit: Unit = "index chunk" if any(row.unit == "index chunk" for row in rows) else "transcript"
    machine = next((row for row in rows if row.unit == unit), None)
    people = best_human_row(human, code_id, unit)
    hits = work.hits(readings, code_id, unit, judged_on)
    bars = all_.study.settings.machine
    learnt = learning.codes.get(code_id)
    if learnt is None and all_.codebook.codes[code_id].cues.is_empty:
        why = "the machine cannot look for it: it has no cues, and too few examples to learn from"
        verdict = Verdict(code_id, "too few to say", why)
    else:
        verdict = pass_verdict(code_id, machine, people, hits, bars)
    warning = human_warning(people, bars)
    errors = differing(group_errors(readings, work, code_id, unit, judged_on, groups))
    return CodeReport(
        code_id, verdict, machine, people, hits, unit, len(judged_on), is_sampled, warning, learnt, errors
    ), rows


def _kept(learning: Learning, reports: Sequence[CodeReport]) -> tuple[Coding, ...]:
    """What the machine shows: where a code counts, only what was judged; else also cues that learning would drop."""
    counted = {one.code_id for one in reports if one.verdict.verdict == "counted"}
    return tuple(sorted(
        (*learning.codings, *(one for one in learning.dropped if one.code_id not in counted)),
        key=lambda one: (learning.order.get(one.transcript_id, 0), one.start_char, one.code_id),
    ))  # fmt: skip


def _shown(row: AgreementRow, reading: str) -> AgreementRow:
    return row if reading == "coefficients" else row.without_coefficients(NO_COEFFICIENT.format(reading=reading))


def _shown_verdict(verdict: Verdict, reading: str) -> Mapping[str, Any]:
    if reading == "coefficients":
        return verdict.as_row()
    return Verdict(verdict.code_id, verdict.verdict, NO_COEFFICIENT.format(reading=reading)).as_row()
