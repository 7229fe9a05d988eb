"""Promises of coders' files that only show across the study: what is coded, and which tables name codings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from pipeline.coding.hand.cautions import FIRST_PLACES
from pipeline.coding.hand.hand_work import HandWork, MissingCoding
from pipeline.coding.hand.ids import Names
from pipeline.coding.named_codes import with_todays_codes
from pipeline.corpus.cases import Corpus
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.study.people_files import several
from pipeline.study.problems import Problem, Severity, Source
from pipeline.study.records import Codebook, Coding, Row, Turn


class HasCodings(Protocol):
    """The parts of a study that the checks of codings look at: see `loaded_study.LoadedStudy`."""

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
    # Where rows of a file could not be read, an id that is missing may stand in one of them.
    if not loaded_study.hand.is_whole:
        return []
    hand = loaded_study.hand
    names = Names((*hand.codings, *hand.outdated, *loaded_study.machine))
    missing: dict[str, list[MissingCoding]] = {}
    for coding in hand.missing:
        for name in (coding.coding_id, f"{coding.coder}:{coding.coding_id}"):
            missing.setdefault(name, []).append(coding)
    outdated = frozenset(hand.outdated)
    problems = []
    for table in ("judgements", "events", "episodes"):
        for row in loaded_study.tables[table].rows:
            for coding_id in several(row["codings"]):
                if fault := _about_a_named_coding(coding_id, names, missing.get(coding_id, []), outdated):
                    problems.append(Problem(Severity.CAUTION, row.source, *fault))
    return problems


WHY_MISSING = {
    "lost": "is there, and its words were not found",
    "unusable": "is there, and its row cannot be used",
    "retracted": "was retracted",
    "reject": "strikes out a machine coding and is none itself",
    "withdrawn": "is of words that were withdrawn",
}


def _about_a_named_coding(
    coding_id: str, names: Names, missing: Sequence[MissingCoding], outdated: Collection[Coding]
) -> tuple[str, str] | None:
    """What is wrong with an id in a cell `codings`, and what to do; None where one coding stands behind it."""
    meant = names.meant(coding_id)
    # Lost and unusable rows may be meant; a retracted one was taken back, a reject is none.
    mendable = [row for row in missing if row.why in ("lost", "unusable")]
    coders = [coding.coder for coding in meant]
    # Once mended, such a row would share its number with the one that stands.
    sharing = [row for row in mendable if row.coder not in coders and f"{row.coder}:{row.coding_id}" != coding_id]
    written = [names.of(coding) for coding in meant] + [f"{row.coder}:{row.coding_id}" for row in sharing]
    # Before all else: which coding is meant has to be known to say what is wrong with it.
    if meant and len(written) > 1:
        full_names = " and ".join(f"'{name}'" for name in written)
        message = f"coding '{coding_id}' is not one coding: {full_names} are there."
        return message, f"Write the one that is meant, such as '{written[0]}', or both."
    if meant and meant[0] in outdated:
        version = meant[0].codebook_version
        message = (
            f"coding '{coding_id}' is outdated: it was made under version {version}, and its code has changed since."
        )
        return (
            message,
            "Look whether the row still holds, read the transcript again for the code, or name another coding.",
        )
    if meant:
        return None
    if not missing:
        return f"coding '{coding_id}' is not there.", "Correct the id, or remove it from the cell."
    # What can be mended is told first.
    first = (mendable or missing)[0]
    where = f"codings/{first.source.path.name}, line {first.source.line}"
    remedy = (
        "Mend the row, or remove the id from the cell." if mendable else "Correct the id, or remove it from the cell."
    )
    return f"coding '{coding_id}' {WHY_MISSING[first.why]} ({where}).", remedy


def every_judged_presence_has_a_passage(loaded_study: HasCodings) -> list[Problem]:
    """Last judgements of present or mixed whose `codings` name no passage that tells the code: one caution.

    As the view code_presence marks them: an affirmed coding that stands today, of the code or a part, in that case.
    """
    hand, book = loaded_study.hand, loaded_study.codebook
    if not hand.is_whole:
        return []
    names = Names((*hand.codings, *hand.outdated, *loaded_study.machine))
    outdated = frozenset(hand.outdated)
    cases = {transcript.transcript_id: transcript.case_id for transcript in loaded_study.corpus.transcripts}
    last: dict[tuple[str, str], Row] = {}
    # By today's ids: a judgement of a renamed code is one of that code.
    rows = with_todays_codes(loaded_study.tables["judgements"], book).rows
    # The last by `at` stands; the sort is stable, so that equal times go by their lines.
    for row in sorted(rows, key=lambda row: row["at"]):
        last[row["case_id"], row["code_id"]] = row
    bare = [
        row
        for (case_id, code_id), row in last.items()
        if row["judgement"] in ("present", "mixed")
        and code_id in book.codes
        and not book.codes[code_id].retired
        and not any(
            coding.polarity == "affirmed"
            and coding not in outdated
            and cases.get(coding.transcript_id) == case_id
            and coding.code_id in book.under(code_id)
            for name in several(row["codings"])
            for coding in names.meant(name)
        )
    ]
    if not bare:
        return []
    first = min(bare, key=lambda row: row.source.line)
    named = ", ".join(f"{row['case_id']}/{row['code_id']}" for row in bare[:FIRST_PLACES])
    more = f" and {len(bare) - FIRST_PLACES} more" if len(bare) > FIRST_PLACES else ""
    many = "1 judgement says" if len(bare) == 1 else f"{len(bare)} judgements say"
    message = f"{many} present or mixed, and no coding in `codings` tells the code in that case: {named}{more}."
    remedy = "Name a passage that tells it. Until then it is marked `!` where it is printed, and carries no claim."
    return [Problem(Severity.CAUTION, first.source, message, remedy)]


def every_moved_coding_is_named(loaded_study: HasCodings) -> list[Problem]:
    """A coding that was found again elsewhere, because its transcript had changed: by file, how many."""
    by_file: dict[Source, list[Coding]] = {}
    for coding in loaded_study.hand.moved:
        if coding.source is not None:
            by_file.setdefault(Source(coding.source.path), []).append(coding)
    return [
        Problem(
            Severity.CAUTION,
            # One caution a file, at its first line: a corrected transcript moves all codings after the change.
            Source(source.path, min(coding.source.line for coding in moved if coding.source)),
            f"{len(moved)} coding{'s were' if len(moved) > 1 else ' was'} found again at another place: "
            f"transcripts were changed since. First: {moved[0].coding_id}.",
            "Nothing to mend: they count at their new places, which tables/codings.csv gives.",
        )
        for source, moved in by_file.items()
    ]


def every_coding_in_interviewers_words_is_named(loaded_study: HasCodings) -> list[Problem]:
    """People's codings of what interviewers say count like any other, and hardly anybody means them: a caution."""
    codes = loaded_study.codebook.codes
    turns = {transcript.transcript_id: transcript.turns for transcript in loaded_study.corpus.transcripts}
    codings = [
        coding
        for coding in loaded_study.hand.codings
        if coding.source is not None
        and coding.polarity == "affirmed"
        and coding.code_id in codes
        # Index codes are about the question: interviewers' words are where they begin.
        and codes[coding.code_id].kind != "index"
        and _is_interviewers_alone(coding, turns[coding.transcript_id])
    ]
    if not codings:
        return []
    first = codings[0]
    assert first.source is not None
    stand, they_count, them = f"{len(codings)} codings stand", "they count", "them"
    if len(codings) == 1:
        stand, they_count, them = "1 coding stands", "it counts", "it"
    message = (
        f"{stand} in interviewers' words only: {they_count} as told, and nothing is learnt from {them}; "
        f"first: {first.coding_id}."
    )
    return [Problem(Severity.CAUTION, first.source, message, "Code what the respondent says, and take the other back.")]


def _is_interviewers_alone(coding: Coding, turns: Sequence[Turn]) -> bool:
    """Whether every turn that a coding shares a character with is an interviewer's. Turns lie one after the other."""
    # The first turn that ends beyond the passage's start.
    n = bisect_right(turns, coding.start_char, key=lambda turn: turn.end_char)
    touched = []
    while n < len(turns) and turns[n].start_char < coding.end_char:
        touched.append(turns[n].is_interviewer)
        n += 1
    return bool(touched) and all(touched)
