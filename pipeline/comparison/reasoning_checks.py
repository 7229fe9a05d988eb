"""Promises that the tables of a team's reasoning keep: what a row names is there, and stands today."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property, partial

from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.corpus.reasoning_tables import LISTS
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.read import passed_over
from pipeline.study.people_files import several
from pipeline.study.problems import Problem, Severity, did_you_mean
from pipeline.study.records import Row
from pipeline.study.study import FIRST_STAGE, KINDS_OF_NOTE, stage_subjects
from pipeline.wording.numbers import listed


def every_row_of_reasoning_names_what_is_there(loaded_study: LoadedStudy) -> list[Problem]:
    """Unknown cases, events, stages and exhibits are faults; codings that nobody has, or that went stale, cautions."""
    return [
        *_of_exhibits(loaded_study),
        *_of_contrasts(loaded_study),
        *_of_lists(loaded_study),
        *_of_events(loaded_study),
        *_of_tiers(loaded_study),
    ]


def _unknown(row: Row, kind: str, name: str, known: Collection[str], where: str) -> Problem:
    remedy = did_you_mean(name, known, f"add it to {where}, or correct the row.")
    return Problem(Severity.FAULT, row.source, f"{kind} '{name}' is not in {where}.", remedy)


def _events(loaded_study: LoadedStudy) -> set[tuple[str, str]]:
    return {(row["case_id"], row["event_id"]) for row in loaded_study.tables["events"].rows}


def _rows(loaded_study: LoadedStudy, name: str) -> tuple[Row, ...]:
    table = loaded_study.reasoning.get(name)
    return table.rows if isinstance(table, PeoplesTable) else ()


class _Codings:
    """What people's ids of codings stand for: today, under an earlier text of the code alone, or nothing."""

    def __init__(self, loaded_study: LoadedStudy) -> None:
        hand = loaded_study.hand
        self._today = {name for coding in hand.codings for name in (coding.coding_id, _bare(coding.coding_id))}
        self._outdated = {name for coding in hand.outdated for name in (coding.coding_id, _bare(coding.coding_id))}
        self._is_whole = hand.is_whole
        self._loaded_study = loaded_study

    @cached_property
    def _cases(self) -> dict[str, str]:
        """The case in whose words a coding stands; '' where it is no case's, or the id means codings of several."""
        case_of = {
            transcript.transcript_id: transcript.case_id or "" for transcript in self._loaded_study.corpus.transcripts
        }
        cases: dict[str, str] = {}
        for coding in self._loaded_study.hand.codings:
            case_id = case_of.get(coding.transcript_id, "")
            for name in (coding.coding_id, _bare(coding.coding_id)):
                cases[name] = case_id if cases.get(name, case_id) == case_id else ""
        return cases

    def problems(self, row: Row, ids: Collection[str], where: str) -> Iterator[Problem]:
        """One caution for each id behind which no coding stands today, or one in another case's transcript."""
        make = partial(Problem, Severity.CAUTION, row.source)
        for coding_id in ids:
            if coding_id in self._today or _bare(coding_id) in self._today or not self._is_whole:
                case_id = row["case_id"]
                of_coding = self._cases.get(coding_id, self._cases.get(_bare(coding_id), ""))
                if case_id and of_coding not in ("", case_id):
                    message = f"{where} is of {case_id}, and coding '{coding_id}' stands in words on {of_coding}."
                    yield make(message, f"Cite a coding of {case_id}, or correct the case.")
                continue
            if coding_id in self._outdated:
                message = f"{where} cites coding '{coding_id}', whose code meant something else when it was made."
                yield make(
                    f"{message} It is stale.", "Read the passage anew under today's definition, or cite another."
                )
            else:
                message = f"{where} cites coding '{coding_id}', which is retracted or was never made."
                yield make(f"{message} It is stale.", "Cite a coding that stands, or remove the row.")


def _bare(coding_id: str) -> str:
    # A published id has its coder in front only where two coders share it: people may write either.
    return coding_id.rpartition(":")[2]


def _of_exhibits(loaded_study: LoadedStudy) -> Iterator[Problem]:
    codings, events = _Codings(loaded_study), _events(loaded_study)
    episodes = {(row["case_id"], row["episode"]) for row in loaded_study.tables["episodes"].rows}
    first: dict[str, Row] = {}
    for row in _rows(loaded_study, "exhibits"):
        name, case_id = row["exhibit"], row["case_id"]
        begun = first.setdefault(name, row)
        if begun["case_id"] != case_id:
            message = f"exhibit '{name}' is of {begun['case_id']} in line {begun.source.line} and of {case_id} here."
            yield Problem(
                Severity.FAULT, row.source, message, "An exhibit tells of one case: give this row another name."
            )
        if row["event_id"] and (case_id, row["event_id"]) not in events:
            known = {event for of, event in events if of == case_id}
            yield _unknown(row, "event", row["event_id"], known, f"events.csv for {case_id}")
        if row["episode"] and (case_id, row["episode"]) not in episodes:
            known = {episode for of, episode in episodes if of == case_id}
            yield _unknown(row, "episode", row["episode"], known, f"episodes.csv for {case_id}")
        yield from codings.problems(row, several(row["coding_id"]), f"exhibit '{name}'")
    for note in loaded_study.notes.in_folder("exhibit"):
        where = f"exhibit '{note.subject}', passed over,"
        yield from codings.problems(Row({}, note.source), passed_over(note), where)


def _of_contrasts(loaded_study: LoadedStudy) -> Iterator[Problem]:
    cases = {case.case_id for case in loaded_study.corpus.cases}
    subjects: dict[str, set[str]] = {}
    members: dict[tuple[str, str], set[str]] = {}
    for stage, subject, _, case_id in stage_subjects(loaded_study.study, loaded_study.corpus.cases):
        subjects.setdefault(stage, set()).add(subject)
        members.setdefault((stage, subject), set()).add(case_id)
    # A contrast is of two cases: the stage of a single one cannot hold it.
    stages = {*subjects, *loaded_study.study.stages} - {FIRST_STAGE, *KINDS_OF_NOTE}
    for row in _rows(loaded_study, "contrasts"):
        for column in ("case_a", "case_b"):
            if row[column] not in cases:
                yield _unknown(row, column, row[column], cases, "cases.csv")
        if row["case_a"] == row["case_b"]:
            message = f"contrast '{row['contrast']}' sets {row['case_a']} beside itself."
            yield Problem(Severity.FAULT, row.source, message, "Name two cases.")
        if row["stage"] and row["stage"] not in stages:
            yield _unknown(row, "stage", row["stage"], stages, "the design of study.yaml")
        elif outside := [
            case_id
            for case_id in (row["case_a"], row["case_b"])
            if case_id in cases and case_id not in members.get((row["stage"], row["subject"]), cases)
        ]:
            what = f"contrast '{row['contrast']}' stands under {row['subject']}"
            message = f"{what}, to which {listed(outside)} {'do' if outside[1:] else 'does'} not belong."
            yield Problem(
                Severity.CAUTION,
                row.source,
                message,
                "Correct the case or the subject; a pair across belongs to cross-case.",
            )
        elif row["subject"] and row["stage"] in subjects and row["subject"] not in subjects[row["stage"]]:
            yield _unknown(row, "subject", row["subject"], subjects[row["stage"]], f"stage {row['stage']}")


def _of_lists(loaded_study: LoadedStudy) -> Iterator[Problem]:
    codings = _Codings(loaded_study)
    for name in LISTS:
        for row in _rows(loaded_study, name):
            yield from codings.problems(row, several(row["codings"]), f"'{row['item']}'")
    for row in _rows(loaded_study, "distillation"):
        if row["action"] in ("merge", "split") and not row["into"]:
            message = f"'{row['item']}' is to {row['action']}, into nothing."
            yield Problem(Severity.FAULT, row.source, message, "Say under `into` what it becomes.")


def _of_events(loaded_study: LoadedStudy) -> Iterator[Problem]:
    """An event follows from another of its own case."""
    events = _events(loaded_study)
    for row in loaded_study.tables["events"].rows:
        for before in several(row["after"]):
            if (row["case_id"], before) not in events or before == row["event_id"]:
                known = {event for of, event in events if of == row["case_id"]} - {row["event_id"]}
                yield _unknown(row, "after:", before, known, f"events.csv for {row['case_id']}")


def _of_tiers(loaded_study: LoadedStudy) -> Iterator[Problem]:
    """Who moved a tier moved it from one of the outcome's to another."""
    order = loaded_study.study.settings.outcome_order
    for row in _rows(loaded_study, "reconciliation") if order else ():
        for column in ("from", "to"):
            if row[column] and row[column] not in order:
                remedy = did_you_mean(row[column], order, f"write one of {', '.join(order)}.")
                yield Problem(Severity.CAUTION, row.source, f"{column} is '{row[column]}', which is no tier.", remedy)
