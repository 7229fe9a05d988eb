"""Promises across files: each function looks at the whole study and returns the problems that it found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.coding.by_hand import HandWork, current_id
from pipeline.coding.vectors import sentence_vectors_are_there_if_asked_for
from pipeline.corpus.cases import Corpus, copied_from
from pipeline.corpus.notes import Notes, every_cited_figure_is_there
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.people_files import several
from pipeline.problems import Problem, Severity, Source, caution, did_you_mean, fault
from pipeline.records import Codebook, Coding
from pipeline.study import Study

DATED = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?")


@dataclass(frozen=True)
class Everything:
    """All that was loaded of a study, for checks that look across files."""

    study: Study
    corpus: Corpus
    codebook: Codebook
    hand: HandWork
    tables: Mapping[str, PeoplesTable]
    notes: Notes
    machine: tuple[Coding, ...] = ()
    propositions: tuple[Mapping[str, Any], ...] = ()

    @property
    def questions(self) -> frozenset[str]:
        """Ids of all guides' questions: index codes."""
        return frozenset(question.question for guide in self.corpus.guides.values() for question in guide.questions)


def every_scope_is_a_question_or_a_code(all_: Everything) -> list[Problem]:
    """An id in `scope` that neither a guide nor the codebook has would silence its code: a caution."""
    known = all_.questions | set(all_.codebook.codes)
    path = all_.codebook.source.path
    return [
        caution(
            path,
            code.line,
            f"scope '{name}' of code '{code.code_id}' is no question of a guide and no code.",
            did_you_mean(name, known, "add it to a guide.")
            + " Until then it limits nothing: with no other scope the code is looked for everywhere.",
        )
        for code in all_.codebook.codes.values()
        for name in code.scope
        if name not in known
    ]


def every_question_asks_about_a_code(all_: Everything) -> list[Problem]:
    """An id in `asks_about` that the codebook does not have cannot be counted as asked: a caution."""
    found = []
    for guide in all_.corpus.guides.values():
        for question in guide.questions:
            for name in question.asks_about:
                if current_id(name, all_.codebook, all_.questions) is None:
                    what = f"question '{question.question}' asks about '{name}', which is no code of the codebook."
                    remedy = did_you_mean(name, all_.codebook.codes, "add it to the codebook, or remove it.")
                    found.append(caution(guide.source.path, question.line, what, remedy))
    return found


def every_judged_code_is_defined(all_: Everything) -> list[Problem]:
    """A judgement about a code that nobody defined."""
    found = []
    for row in all_.tables["judgements"].rows:
        today = current_id(row["code_id"], all_.codebook)
        if today is None:
            remedy = did_you_mean(row["code_id"], all_.codebook.codes, "add it to the codebook.")
            found.append(
                Problem(Severity.FAULT, row.source, f"code '{row['code_id']}' is not in the codebook.", remedy)
            )
    return found


def every_coding_that_a_table_names_stands(all_: Everything) -> list[Problem]:
    """An id in a column `codings` behind which no coding stands leads nowhere: a caution."""
    ids = {one.coding_id for one in all_.hand.codings} | {one.coding_id for one in all_.machine}
    ids |= {f"{one.coder}:{one.coding_id}" for one in all_.hand.codings}
    found = []
    for name in ("judgements", "events", "episodes"):
        for row in all_.tables[name].rows:
            for coding_id in several(row["codings"]):
                if coding_id not in ids:
                    what = f"coding '{coding_id}' is not there, or was retracted."
                    found.append(
                        Problem(Severity.CAUTION, row.source, what, "Correct the id, or remove it from the cell.")
                    )
    return found


def every_date_that_orders_can_be_ordered(all_: Everything) -> list[Problem]:
    """Judgements go by `at` and transcripts by `date`, letter by letter: 02.03.2026 stands before 2025-01-01."""
    judged = all_.tables["judgements"].rows
    columns = (
        (
            judged[0].source.path if judged else all_.study.folder,
            "at",
            [(row["at"], row.source.line) for row in judged],
        ),
        (all_.study.folder / "transcripts.csv", "date", [(one.date or "", 0) for one in all_.corpus.transcripts]),
    )
    found = []
    for path, column, cells in columns:
        odd = [(cell, line) for cell, line in cells if cell and not DATED.fullmatch(cell)]
        if odd:
            cell, line = odd[0]
            more = f", and {len(odd) - 1} more," if odd[1:] else ""
            what = f"{column} '{cell}'{more} cannot be put in order of time."
            remedy = "Write year-month-day, as 2026-03-02; spreadsheets change dates: make the column text first."
            found.append(caution(path, line, what, remedy))
    return found


def every_tier_is_in_the_order(all_: Everything) -> list[Problem]:
    """Tiers come from success/tiers.csv or cases.csv, agree, and stand in the outcome's order."""
    settings = all_.study.settings
    attribute = settings.outcome_attribute
    found: list[Problem] = []
    if attribute is None:
        return [
            Problem(
                Severity.CAUTION,
                row.source,
                "study.yaml declares no outcome: tiers are not used.",
                "Add `outcome: {attribute: tier, order: […]}`.",
            )
            for row in all_.tables["tiers"].rows[:1]
        ]
    written = {row["case_id"]: row for row in all_.tables["tiers"].rows}
    for case in all_.corpus.cases:
        in_cases = case.attributes.get(attribute, "")
        row = written.get(case.case_id)
        source = row.source if row else case.source
        tier = row["tier"] if row else in_cases
        if row and in_cases and row["tier"] != in_cases:
            what = f"case '{case.case_id}' has tier '{row['tier']}' here and '{in_cases}' in cases.csv."
            found.append(
                Problem(Severity.FAULT, source, what, f"Keep one of the two; cases.csv needs no column '{attribute}'.")
            )
        elif tier and tier not in settings.outcome_order:
            remedy = did_you_mean(tier, settings.outcome_order, f"write one of {', '.join(settings.outcome_order)}.")
            found.append(Problem(Severity.FAULT, source, f"tier '{tier}' is not in the order of study.yaml.", remedy))
        elif not tier:
            found.append(
                Problem(
                    Severity.CAUTION,
                    source,
                    f"case '{case.case_id}' has no {attribute}.",
                    "Add it to success/tiers.csv.",
                )
            )
    return found


def the_design_has_something_to_compare(all_: Everything) -> list[Problem]:
    """One case, one value of an attribute, or a missing cell: said, and the run goes on."""
    cases = all_.corpus.cases
    file = all_.study.folder / "cases.csv"
    if len(cases) == 1:
        return [
            caution(
                file,
                0,
                "there is one case: later stages have nothing to compare.",
                "Add cases, or read the within-case memo.",
            )
        ]
    found = []
    held = list(dict.fromkeys(all_.study.settings.design.values()))
    for attribute in held:
        values = {case.attributes.get(attribute, "") for case in cases}
        if len(values) == 1:
            what = (
                f"all cases have one {attribute}: the stage that holds it constant compares what cross-case compares."
            )
            found.append(caution(file, 0, what, f"Add cases with another {attribute}, or drop the stage."))
    for n, one in enumerate(held):
        for other in held[n + 1 :]:
            found += _missing_cells(all_, one, other)
    return found


def _missing_cells(all_: Everything, one: str, other: str) -> list[Problem]:
    cells = {(case.attributes.get(one, ""), case.attributes.get(other, "")) for case in all_.corpus.cases}
    missing = [
        (a, b) for a in sorted({c[0] for c in cells}) for b in sorted({c[1] for c in cells}) if (a, b) not in cells
    ]
    if not missing:
        return []
    named = ", ".join(f"{a} × {b}" for a, b in missing[:6]) + (" …" if len(missing) > 6 else "")
    what = f"the design {one} × {other} lacks {len(missing)} of its cells: {named}."
    return [
        caution(
            all_.study.folder / "cases.csv",
            0,
            what,
            "Nothing to mend if no such case exists; comparisons say which cases they rest on.",
        )
    ]


def every_ranked_barrier_is_a_code(all_: Everything) -> list[Problem]:
    """`barrier` in rankings.csv is the id or the name of a code. Each other word is told once, at its first row."""
    codes = all_.codebook.codes
    names = [*codes, *(code.name for code in codes.values())]
    known = {name.casefold() for name in names}
    first: dict[str, Source] = {}
    for row in all_.tables["rankings"].rows:
        if row["barrier"].casefold() not in known:
            first.setdefault(row["barrier"], row.source)
    found = []
    for word, source in first.items():
        today = current_id(word, all_.codebook)
        if today is None:
            what = f"barrier '{word}' is neither the id nor the name of a code."
            remedy = did_you_mean(word, names, "add a code of that name to the codebook.")
            found.append(Problem(Severity.FAULT, source, what, remedy))
        else:
            what = f"barrier '{word}' is a former id of '{today}': it is not set beside its codings."
            found.append(Problem(Severity.CAUTION, source, what, f"Write '{today}'."))
    return found


def every_subject_has_a_file_name_of_its_own(all_: Everything) -> list[Problem]:
    """Two codes or cases whose files would overwrite each other on a disk that does not tell case apart."""
    seen: dict[str, str] = {}
    found = []
    for code_id, code in all_.codebook.codes.items():
        other = seen.setdefault(code_id.casefold(), code_id)
        if other != code_id:
            what = f"codes '{code_id}' and '{other}' differ only in capital letters: their pages would be one file."
            found.append(fault(all_.codebook.source.path, code.line, what, "Rename one of the two."))
    return found


def every_moved_coding_is_named(all_: Everything) -> list[Problem]:
    """A coding that was found again elsewhere, because its transcript had changed: by file, how many."""
    by_file: dict[Source, list[Coding]] = {}
    for one in all_.hand.moved:
        if one.source is not None:
            by_file.setdefault(Source(one.source.path), []).append(one)
    return [
        Problem(
            Severity.CAUTION,
            Source(source.path, min(one.source.line for one in moved if one.source)),
            f"{len(moved)} coding{'s were' if len(moved) > 1 else ' was'} found again at another place: "
            f"transcripts were changed since. First: {moved[0].coding_id}.",
            "Nothing to mend: they count at their new places, which tables/codings.csv gives.",
        )
        for source, moved in by_file.items()
    ]


def every_conflicted_copy_is_named(all_: Everything) -> list[Problem]:
    """A copy that a shared folder made of a table, guide or note is not read (coders' files: see coding/by_hand)."""
    folder = all_.study.folder
    places = (folder, folder / "guides", folder / "success", all_.study.codebook.parent)
    listed = (path for place in dict.fromkeys(places) if place.is_dir() for path in sorted(place.iterdir()))
    return [
        caution(
            path,
            0,
            f"this looks like a conflicted copy of {original.name}: it is not read.",
            f"Bring what differs into {original.name}, then remove the copy.",
        )
        for path in listed
        if path.is_file() and (original := copied_from(path)) is not None
    ]


CHECKS: tuple[Callable[[Everything], list[Problem]], ...] = (
    every_scope_is_a_question_or_a_code,
    every_question_asks_about_a_code,
    every_judged_code_is_defined,
    every_coding_that_a_table_names_stands,
    every_date_that_orders_can_be_ordered,
    every_tier_is_in_the_order,
    the_design_has_something_to_compare,
    every_ranked_barrier_is_a_code,
    every_subject_has_a_file_name_of_its_own,
    every_moved_coding_is_named,
    every_conflicted_copy_is_named,
    every_cited_figure_is_there,
    sentence_vectors_are_there_if_asked_for,
)


def check_everything(all_: Everything) -> list[Problem]:
    """Every problem that only shows across files."""
    return [problem for promise in CHECKS for problem in promise(all_)]
