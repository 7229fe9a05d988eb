"""Promises of coders' files that only show across the study: what is coded, and which tables name codings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Protocol

from pipeline.coding.hand.hand_work import Gone, HandWork
from pipeline.coding.hand.ids import Names
from pipeline.corpus.cases import Corpus
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.study.people_files import several
from pipeline.study.problems import Problem, Severity, Source
from pipeline.study.records import Codebook, Coding, Turn


class HasCodings(Protocol):
    """The parts of a study that the checks of codings look at: see `check.LoadedStudy`."""

    @property
    def corpus(self) -> Corpus: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def hand(self) -> HandWork: ...
    @property
    def tables(self) -> Mapping[str, PeoplesTable]: ...
    @property
    def machine(self) -> tuple[Coding, ...]: ...


def every_coding_that_a_table_names_stands(loaded_study: HasCodings) -> list[Problem]:
    """An id in a column `codings` behind which no coding stands, or those of two coders, leads astray: a caution."""
    if not loaded_study.hand.is_whole:
        return []
    names = Names((*loaded_study.hand.codings, *loaded_study.machine))
    gone: dict[str, list[Gone]] = {}
    for one in loaded_study.hand.gone:
        for name in (one.coding_id, f"{one.coder}:{one.coding_id}"):
            gone.setdefault(name, []).append(one)
    found = []
    for table in ("judgements", "events", "episodes"):
        for row in loaded_study.tables[table].rows:
            for coding_id in several(row["codings"]):
                if said := _about_a_named_coding(coding_id, names, gone.get(coding_id, [])):
                    found.append(Problem(Severity.CAUTION, row.source, *said))
    return found


WHY_GONE = {
    "lost": "is there, and its words were not found",
    "unusable": "is there, and its row cannot be used",
    "retracted": "was retracted",
    "reject": "strikes out a machine coding and is none itself",
}


def _about_a_named_coding(coding_id: str, names: Names, gone: Sequence[Gone]) -> tuple[str, str] | None:
    """What is wrong with an id in a cell `codings`, and what to do; None where one coding stands behind it."""
    meant = names.meant(coding_id)
    mendable = [one for one in gone if one.why in ("lost", "unusable")]
    coders = [one.coder for one in meant]
    sharing = [one for one in mendable if one.coder not in coders and f"{one.coder}:{one.coding_id}" != coding_id]
    written = [names.of(one) for one in meant] + [f"{one.coder}:{one.coding_id}" for one in sharing]
    if meant and len(written) > 1:
        said = " and ".join(f"'{one}'" for one in written)
        what = f"coding '{coding_id}' is not one coding: {said} are there."
        return what, f"Write the one that is meant, such as '{written[0]}', or both."
    if meant:
        return None
    if not gone:
        return f"coding '{coding_id}' is not there.", "Correct the id, or remove it from the cell."
    first = (mendable or gone)[0]
    where = f"codings/{first.source.path.name}, line {first.source.line}"
    remedy = (
        "Mend the row, or remove the id from the cell." if mendable else "Correct the id, or remove it from the cell."
    )
    return f"coding '{coding_id}' {WHY_GONE[first.why]} ({where}).", remedy


def every_moved_coding_is_named(loaded_study: HasCodings) -> list[Problem]:
    """A coding that was found again elsewhere, because its transcript had changed: by file, how many."""
    by_file: dict[Source, list[Coding]] = {}
    for one in loaded_study.hand.moved:
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


def every_coding_in_interviewers_words_is_named(loaded_study: HasCodings) -> list[Problem]:
    """People's codings of what interviewers say count like any other, and hardly anybody means them: a caution."""
    codes = loaded_study.codebook.codes
    turns = {one.transcript_id: one.turns for one in loaded_study.corpus.transcripts}
    found = [
        one
        for one in loaded_study.hand.codings
        if one.source is not None
        and one.polarity == "affirmed"
        and one.code_id in codes
        and codes[one.code_id].kind != "index"
        and _is_interviewers_alone(one, turns[one.transcript_id])
    ]
    if not found:
        return []
    first = found[0]
    assert first.source is not None
    stand, they_count, them = f"{len(found)} codings stand", "they count", "them"
    if len(found) == 1:
        stand, they_count, them = "1 coding stands", "it counts", "it"
    what = (
        f"{stand} in interviewers' words only: {they_count} as told, and nothing is learnt from {them}; "
        f"first: {first.coding_id}."
    )
    return [Problem(Severity.CAUTION, first.source, what, "Code what the respondent says, and take the other back.")]


def _is_interviewers_alone(coding: Coding, turns: Sequence[Turn]) -> bool:
    """Whether every turn that a coding shares a character with is an interviewer's. Turns lie one after the other."""
    n = bisect_right(turns, coding.start_char, key=lambda turn: turn.end_char)
    touched = []
    while n < len(turns) and turns[n].start_char < coding.end_char:
        touched.append(turns[n].is_interviewer)
        n += 1
    return bool(touched) and all(touched)
