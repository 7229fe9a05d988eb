"""Learn from what people coded, judge it beside them, and say what may count: the one door to this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TypeVar

from pipeline.coding.learning.by_example import Learning, learn
from pipeline.coding.learning.features import passages_of
from pipeline.coding.learning.logistic import one_thread
from pipeline.coding.learning.nearest import nearest_passages
from pipeline.io.cache import Cache
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.agreement import agreement_rows, best_human_row, machine_rows
from pipeline.reliability.corrected import ENOUGH_SAMPLED, corrected_rows
from pipeline.reliability.disagreements import disagreements
from pipeline.reliability.errors import group_errors, groups_of, rows_of
from pipeline.reliability.llm import LlmReport, ask_llm, judged_llm
from pipeline.reliability.machine import MachineWork, affirmed_by_pair
from pipeline.reliability.presence import KeptPresences
from pipeline.reliability.readings import Readings, collect_readings
from pipeline.reliability.recall import RecallReport, rank, recall_of, worst_groups
from pipeline.reliability.report import CodeReport, MachineReport
from pipeline.reliability.sample import ReliabilitySample, read_sample
from pipeline.reliability.to_read import Passage, described, to_read
from pipeline.reliability.units import Unit
from pipeline.reliability.unseen import on_unseen_cases
from pipeline.reliability.verdicts import human_warning, pass_verdict
from pipeline.reliability.words import cautions_of, methods_paragraph
from pipeline.store.rows import Agreement, UnseenCase, Verdict
from pipeline.study.records import Coding

Row = TypeVar("Row", Agreement, UnseenCase)
NO_COEFFICIENT = "this team prints no coefficient (study.yaml, reading: {reading})"


def judge_machine(
    loaded_study: LoadedStudy, cache: Cache, say: Callable[[str], None] = lambda line: None
) -> MachineReport:
    """Learn, judge and report; a study in which nobody has coded yet gets its cue codings back and nothing else.

    Args:
        loaded_study: With the machine's codings by cues alone in `machine`.
        cache: What was learnt is kept by content.
        say: Is told how far a language model has got, where the study asks one.
    """
    llm, problems = ask_llm(loaded_study, cache, say)
    # Products of many small tables: more threads would mostly wait for each other. Nobody has coded: there are none.
    with one_thread() if loaded_study.hand.has_apply_row else nullcontext():
        report = _judge_study(loaded_study, cache, llm)
    report = replace(report, problems=(*problems, *report.problems))
    if llm is None:
        return report
    # After everything that the machine is judged by: it neither learns from a language model nor is judged with it.
    order = {transcript.transcript_id: n for n, transcript in enumerate(loaded_study.corpus.transcripts)}
    codings = sorted(
        (*report.codings, *llm.codings),
        key=lambda coding: (order[coding.transcript_id], coding.start_char, coding.code_id),
    )
    llm = report.llm or llm
    return replace(report, codings=tuple(codings), llm=llm, facts={**report.facts, "llm": dict(llm.facts)})


def _judge_study(loaded_study: LoadedStudy, cache: Cache, llm: LlmReport | None) -> MachineReport:
    sample, problems = read_sample(loaded_study.corpus.transcripts)
    reading = loaded_study.study.settings.reading
    # Nobody has coded: there is nothing to learn from or to be judged by.
    if not loaded_study.hand.has_apply_row:
        suggested = tuple(_before_coding(loaded_study, cache))
        return MachineReport(
            codings=loaded_study.machine,
            problems=problems,
            passages=suggested,
        )
    presences = KeptPresences(cache)
    readings = replace(
        collect_readings(loaded_study.corpus.transcripts, loaded_study.hand.codings, loaded_study.hand.read),
        describe=presences.describe,
    )
    code_ids = [code.code_id for code in loaded_study.codebook.codable]
    human = agreement_rows(readings, code_ids)
    # The order by alpha would show what a team has chosen not to print.
    by_alpha = human if reading == "coefficients" else ()
    disagreed = disagreements(readings, loaded_study.hand.codings, by_alpha, code_ids)
    if reading == "interpretive":  # nothing is learnt and no verdict made: no machine coding counts (contract, rule 4)
        return MachineReport(
            codings=loaded_study.machine,
            problems=problems,
            disagreements=tuple(disagreed),
        )
    # The random sample never trains: verdicts and corrected shares rest on it.
    held_out = frozenset(sample.probability)
    embed = loaded_study.study.settings.embed
    learning = learn(
        loaded_study.corpus.transcripts,
        loaded_study.codebook,
        loaded_study.hand,
        loaded_study.machine,
        held_out,
        cache,
        embed,
    )
    # Only what the machine would give is judged, not what learning dropped.
    work = affirmed_by_pair(learning.codings)
    groups = groups_of(loaded_study)
    judged = [_judge(loaded_study, readings, sample, learning, work, human, groups, code_id) for code_id in code_ids]
    reports = [report for report, _ in judged]
    words = {report.code_id: report.verdict.verdict for report in reports}
    llm = judged_llm(llm, loaded_study, readings, sample, human) if llm else None
    rows = [*human, *(row for _, found in judged for row in found), *(llm.agreement if llm else ())]
    presences.end()
    corrected = corrected_rows(readings, sample, code_ids, work.mentions)
    passages = [*to_read(loaded_study, readings, learning), *_without_examples(loaded_study, readings, learning, cache)]
    return MachineReport(
        codings=_kept(learning, reports),
        verdicts=tuple(report.verdict for report in reports),
        agreement=tuple(_shown(row, reading) for row in rows),
        corrected_shares=tuple(corrected) if reading == "coefficients" else (),
        unseen_cases=tuple(_shown(report.unseen, reading) for report in reports),
        machine_errors=tuple(row for report in reports for row in rows_of(report.code_id, report.unit, report.errors))
        if reading == "coefficients"
        else (),
        disagreements=tuple(disagreed),
        words=words,
        codes=tuple(reports),
        passages=tuple(passages),
        learning=learning,
        facts=learning.facts,
        methods=methods_paragraph(loaded_study, reports, learning, sample),
        problems=(*problems, *learning.problems, *cautions_of(loaded_study, reports, learning)),
        llm=llm,
    )


def _before_coding(loaded_study: LoadedStudy, cache: Cache) -> list[Passage]:
    """Where nobody has coded: passages near to codes without cues, which the machine could not look for otherwise."""
    if loaded_study.study.settings.reading == "interpretive":
        return []
    # Codes with cues already have finds to begin with.
    closed = {code.code_id: frozenset[int]() for code in loaded_study.codebook.codable if code.cues.is_empty}
    if not closed:
        return []
    passages = passages_of(loaded_study.corpus.transcripts)
    nearest = nearest_passages(
        loaded_study.codebook.codable, passages, closed, cache, loaded_study.study.settings.embed
    )
    return described(passages, loaded_study.codebook.codable, nearest)


def _without_examples(loaded_study: LoadedStudy, readings: Readings, learning: Learning, cache: Cache) -> list[Passage]:
    """Passages near to codes of which nothing was learnt, in transcripts that nobody has read for them."""
    passages = learning.passages
    dealt_with: dict[str, list[Coding]] = {code.code_id: [] for code in loaded_study.codebook.codable}
    for coding in (*loaded_study.hand.codings, *loaded_study.hand.rejects):
        if coding.code_id in dealt_with:
            dealt_with[coding.code_id].append(coding)
    closed = {}
    for code in loaded_study.codebook.codable:
        if code.code_id not in learning.codes:
            # What was read for a code has been judged, coded or not: it is not asked again.
            read = {n for t, c in readings.readers if c == code.code_id for n in passages.rows.get(t, ())}
            closed[code.code_id] = frozenset(read | passages.touched(dealt_with[code.code_id]))
    nearest = nearest_passages(
        loaded_study.codebook.codable, passages, closed, cache, loaded_study.study.settings.embed
    )
    return described(passages, loaded_study.codebook.codable, nearest)


def _judge(
    loaded_study: LoadedStudy,
    readings: Readings,
    sample: ReliabilitySample,
    learning: Learning,
    work: MachineWork,
    human: Sequence[Agreement],
    groups: Mapping[str, Mapping[str, str]],
    code_id: str,
) -> tuple[CodeReport, list[Agreement]]:
    """One code: on the random sample where enough of it was read, else on every transcript read, each left out once."""
    read = sorted(transcript for transcript, code in readings.readers if code == code_id)
    sampled = [transcript_id for transcript_id in read if transcript_id in sample.probability]
    # A random sample speaks for the study; transcripts that people chose to read speak for themselves.
    is_sampled = len(sampled) >= ENOUGH_SAMPLED
    judged_on = sampled if is_sampled else read
    rows = machine_rows(readings, code_id, work.answer(code_id), judged_on)
    # Whether an answer was coded alike is what verdicts ask; without a guide there are no answers.
    unit: Unit = "index chunk" if any(row.unit == "index chunk" for row in rows) else "transcript"
    machine = next((row for row in rows if row.unit == unit), None)
    people = best_human_row(human, code_id, unit)
    hits = work.hits(readings, code_id, unit, judged_on)
    bars, reading = loaded_study.study.settings.machine, loaded_study.study.settings.reading
    learnt = learning.codes.get(code_id)
    recall = _recall(loaded_study, readings, learning, code_id, judged_on, groups)
    # Said before any bar is looked at: agreement with a machine that cannot find the code means nothing.
    if learnt is None and loaded_study.codebook.codes[code_id].cues.is_empty:
        why = "the machine cannot look for it: it has no cues, and too few examples to learn from"
        verdict = Verdict(code_id, "too few to say", why)
    else:
        verdict = pass_verdict(
            code_id, machine, people, hits, bars, readings.n_units(unit), recall.usual if recall else None
        )
    unseen = on_unseen_cases(readings, learning, code_id, unit, judged_on, _cases(loaded_study))
    # Where there is too little to judge by, one more number would look like a judgement.
    if reading == "coefficients" and verdict.verdict != "too few to say" and unseen.words:
        verdict = replace(verdict, why=f"{verdict.why}; {unseen.words}")
    if reading == "coefficients" and verdict.verdict == "reading list" and recall and recall.unseen_words:
        verdict = replace(verdict, why=f"{verdict.why}; {recall.unseen_words}")
    warning = human_warning(people, bars)
    is_looked_for = learnt is not None or not loaded_study.codebook.codes[code_id].cues.is_empty
    # A code that nobody looks for is missed everywhere: that is no difference between groups.
    errors = tuple(group_errors(readings, work, code_id, unit, judged_on, groups)) if is_looked_for else ()
    return CodeReport(
        code_id,
        _shown_verdict(verdict, reading),
        machine,
        people,
        hits,
        unit,
        len(judged_on),
        is_sampled,
        warning,
        unseen,
        learnt,
        errors,
        recall,
    ), rows


def _recall(
    loaded_study: LoadedStudy,
    readings: Readings,
    learning: Learning,
    code_id: str,
    judged_on: Sequence[str],
    groups: Mapping[str, Mapping[str, str]],
) -> RecallReport | None:
    """What reading the code's ranked list brings, on transcripts that taught the machine nothing of it."""
    learnt = learning.codes.get(code_id)
    if learnt is None or not judged_on:
        return None
    wanted = [coding for transcript_id in judged_on for coding in readings.counted((transcript_id, code_id))]
    usual = rank(learning.passages, learnt.scores, judged_on)
    cases = _cases(loaded_study)
    # Of those whose codings count only (rule 3); a second reader's denials would count a passage twice.
    denied = [
        coding
        for coding in loaded_study.hand.codings
        # First what leaves few: this is asked of each coding for each code.
        if coding.polarity in ("absent", "wished")
        and coding.code_id == code_id
        and coding.coder == readings.decider((coding.transcript_id, code_id))
    ]
    unseen = None
    if learnt.unseen is not None:
        # Mayors and documents of no case cannot have their case left out.
        in_cases = [transcript_id for transcript_id in judged_on if transcript_id in cases]
        of_cases = [coding for coding in wanted if coding.transcript_id in cases]
        unseen = recall_of(rank(learning.passages, learnt.unseen, in_cases), of_cases) if of_cases else None
    of_denials = recall_of(usual, denied) if denied else None
    return RecallReport(
        recall_of(usual, wanted), unseen, of_denials if of_denials and of_denials.n_passages else None,
        worst_groups(usual, wanted, {"case": cases, **groups}),
    )  # fmt: skip


def _cases(loaded_study: LoadedStudy) -> dict[str, str]:
    """The case of each transcript that has one."""
    return {
        transcript.transcript_id: transcript.case_id
        for transcript in loaded_study.corpus.transcripts
        if transcript.case_id
    }


def _kept(learning: Learning, reports: Sequence[CodeReport]) -> tuple[Coding, ...]:
    """What the machine shows: where a code counts, only what was judged; else also cues that learning would drop."""
    counted = {report.code_id for report in reports if report.verdict.verdict == "counted"}
    return tuple(sorted(
        (*learning.codings, *(coding for coding in learning.dropped if coding.code_id not in counted)),
        key=lambda coding: (learning.order.get(coding.transcript_id, 0), coding.start_char, coding.code_id),
    ))  # fmt: skip


def _shown(row: Row, reading: str) -> Row:
    return row if reading == "coefficients" else row.without_coefficients(NO_COEFFICIENT.format(reading=reading))


def _shown_verdict(verdict: Verdict, reading: str) -> Verdict:
    """The verdict as the team sees it: without numbers, where it prints none; why there is too little to say stays."""
    if reading == "coefficients":
        return verdict
    why = verdict.why if verdict.verdict == "too few to say" else NO_COEFFICIENT.format(reading=reading)
    return Verdict(verdict.code_id, verdict.verdict, why)
