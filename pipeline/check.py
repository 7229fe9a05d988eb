"""Promises across files: each function looks at the whole study and returns the problems that it found."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations

from pipeline.codebook.renames import parts_today
from pipeline.codebook.retired_codes import about_an_unknown_code
from pipeline.coding.checks import (
    every_coding_in_interviewers_words_is_named,
    every_coding_that_a_table_names_stands,
    every_judged_presence_has_a_passage,
    every_moved_coding_is_named,
)
from pipeline.coding.cues.language import language_of, says_english
from pipeline.coding.first_passages import every_first_passage_stands_in_its_transcript
from pipeline.coding.hand.by_hand import current_id
from pipeline.coding.hand.settlements import about_unknown_outcomes
from pipeline.coding.learning.vectors import sentence_vectors_are_there_if_asked_for
from pipeline.coding.named_codes import NAMING, code_named_today, code_of
from pipeline.corpus.cases import copied_from
from pipeline.corpus.recognised import about_few_recognised
from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.nonpersons import is_crowd
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.order_of_dates import dates_out_of_order, problems_of
from pipeline.notes.read import every_cited_figure_is_there, every_code_of_a_meeting_is_known
from pipeline.study.people_files import kept_by_windows
from pipeline.study.problems import Problem, Severity, Source, caution, did_you_mean, nearest
from pipeline.study.records import Row, says_no

# A year, a month or a day, with or without a time: what sorts by time where it is sorted letter by letter.
ONE_WORD = 0.85
"""How alike two values of an attribute are of which one may be a slip of the pen: Aldmor and Aldmoor are, by .92."""
DATED = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?")


def every_note_keeps_the_order_of_its_dates(loaded_study: LoadedStudy) -> list[Problem]:
    """A sentence that puts one date before another which is later: a caution."""
    return list(problems_of(dates_out_of_order(loaded_study.notes.notes)))


def every_scope_is_a_question_or_a_code(loaded_study: LoadedStudy) -> list[Problem]:
    """An id in `scope` that neither a guide nor the codebook has would silence its code: a caution."""
    # A question's id is an index code, also where no codebook entry describes it.
    known = loaded_study.questions | set(loaded_study.codebook.codes)
    path = loaded_study.codebook.source.path
    return [
        caution(
            path,
            code.line,
            f"scope '{name}' of code '{code.code_id}' is no question of a guide and no code.",
            did_you_mean(name, known, "add it to a guide.")
            + " Until then it limits nothing: with no other scope the code is looked for everywhere.",
        )
        for code in loaded_study.codebook.codes.values()
        for name in code.scope
        if current_id(name, loaded_study.codebook, loaded_study.questions) is None
    ]


def every_question_asks_about_a_code(loaded_study: LoadedStudy) -> list[Problem]:
    """An id in `asks_about` of which no code stands, or one that is retired, cannot be counted as asked: a caution."""
    book = loaded_study.codebook
    problems = []
    for guide in loaded_study.corpus.guides.values():
        for question in guide.questions:
            for name in question.asks_about:
                today = current_id(name, book, loaded_study.questions)
                asks = f"question '{question.question}' asks about '{name}'"
                # Split, not renamed: which part was meant is the team's to say, so that none is taken.
                if today is None and (parts := parts_today(name, book)):
                    remedy = f"Write which of its parts it asks about: {', '.join(parts)}."
                    problems.append(caution(guide.source.path, question.line, f"{asks}, which was split.", remedy))
                elif today is None:
                    remedy = did_you_mean(name, book.codes, "add it to the codebook, or remove it.")
                    what = f"{asks}, which is no code of the codebook."
                    problems.append(caution(guide.source.path, question.line, what, remedy))
                elif today in book.codes and book.codes[today].retired:
                    what = f"{asks}, which is retired since version {book.codes[today].retired}."
                    problems.append(caution(guide.source.path, question.line, what, "Remove it, or name another code."))
    return problems


def every_judged_code_is_in_use(loaded_study: LoadedStudy) -> list[Problem]:
    """A judgement about a code that nobody defined is a fault; about one that was split or retired, a caution."""
    return [
        problem
        for row in loaded_study.tables["judgements"].rows
        for problem in _in_use("judgements", row, loaded_study)
    ]


def _in_use(table: str, row: Row, loaded_study: LoadedStudy) -> list[Problem]:
    """What is wrong with the code that a row names; nothing where a code of today takes its place."""
    book, word = loaded_study.codebook, row[NAMING[table]]
    today = code_of(table, word, book)
    if today is None:
        what, remedy = about_an_unknown_code(word, book)
        if not parts_today(word, book):
            return [Problem(Severity.FAULT, row.source, what, remedy)]
        return [Problem(Severity.CAUTION, row.source, f"{what} The row is left out.", remedy)]
    if book.codes[today].retired:
        named = f"'{word}'" if word == today else f"'{word}', today '{today}',"
        what = f"code {named} is retired since version {book.codes[today].retired}: the row stands in no figure."
        return [Problem(Severity.CAUTION, row.source, what, "Nothing to mend if it is kept as a record.")]
    return []


def every_date_that_orders_can_be_ordered(loaded_study: LoadedStudy) -> list[Problem]:
    """Judgements go by `at` and transcripts by `date`, letter by letter: 02.03.2026 stands before 2025-01-01."""
    judged = loaded_study.tables["judgements"].rows
    columns = (
        (
            judged[0].source.path if judged else loaded_study.study.folder,
            "at",
            [(row["at"], row.source.line) for row in judged],
        ),
        (
            loaded_study.study.folder / "transcripts.csv",
            "date",
            [
                (transcript.date or "", loaded_study.corpus.lines.get(transcript.transcript_id, 0))
                for transcript in loaded_study.corpus.transcripts
            ],
        ),
    )
    problems = []
    for path, column, cells in columns:
        # One caution a column: a spreadsheet changes all its dates alike.
        odd = [(cell, line) for cell, line in cells if cell and not DATED.fullmatch(cell)]
        if odd:
            cell, line = odd[0]
            more = f", and {len(odd) - 1} more," if odd[1:] else ""
            what = f"{column} '{cell}'{more} cannot be put in order of time."
            remedy = "Write year-month-day, as 2026-03-02; spreadsheets change dates: make the column text first."
            problems.append(caution(path, line, what, remedy))
    return problems


def every_tier_is_in_the_order(loaded_study: LoadedStudy) -> list[Problem]:
    """Tiers come from success/tiers.csv or cases.csv, agree, and stand in the outcome's order."""
    settings = loaded_study.study.settings
    attribute = settings.outcome_attribute
    problems: list[Problem] = []
    # An outcome without an order has been named in study.yaml.
    if attribute is not None and not settings.outcome_order:
        return []
    if attribute is None:
        return [
            Problem(
                Severity.CAUTION,
                row.source,
                "study.yaml declares no outcome: tiers are not used.",
                "Add `outcome: {attribute: tier, order: […]}`.",
            )
            # At the first row only: one cause, one message.
            for row in loaded_study.tables["tiers"].rows[:1]
        ]
    # Rows that could not be read have been named; a case would be said to lack a tier that it has.
    if not loaded_study.tables["tiers"].is_whole:
        return []
    written = {row["case_id"]: row for row in loaded_study.tables["tiers"].rows}
    known = [case.case_id for case in loaded_study.corpus.cases]
    # A row of a case that is misspelt is told as that, and its case is not said to lack a tier.
    meant = {nearest(case_id, known) for case_id in written if case_id not in known}
    for case in loaded_study.corpus.cases:
        in_cases = case.attributes.get(attribute, "")
        row = written.get(case.case_id)
        source = row.source if row else case.source
        tier = row["tier"] if row else in_cases
        if row and in_cases and row["tier"] != in_cases:
            what = f"case '{case.case_id}' has tier '{row['tier']}' here and '{in_cases}' in cases.csv."
            problems.append(
                Problem(Severity.FAULT, source, what, f"Keep one of the two; cases.csv needs no column '{attribute}'.")
            )
        elif tier and tier not in settings.outcome_order:
            remedy = did_you_mean(tier, settings.outcome_order, f"write one of {', '.join(settings.outcome_order)}.")
            problems.append(
                Problem(Severity.FAULT, source, f"tier '{tier}' is not in the order of study.yaml.", remedy)
            )
        elif not tier and case.case_id not in meant:
            problems.append(
                Problem(
                    Severity.CAUTION,
                    source,
                    f"case '{case.case_id}' has no {attribute}.",
                    f"Fill in its column '{attribute}', or add it to success/tiers.csv."
                    if attribute in case.attributes and not written
                    else "Add it to success/tiers.csv.",
                )
            )
    return problems


def the_design_has_something_to_compare(loaded_study: LoadedStudy) -> list[Problem]:
    """One case, one value of an attribute, or a missing cell: said, and the run goes on."""
    cases = loaded_study.corpus.cases
    file = loaded_study.study.folder / "cases.csv"
    if len(cases) == 1:
        return [
            caution(
                file,
                0,
                "there is one case: later stages have nothing to compare.",
                "Add cases, or read the within-case memo.",
            )
        ]
    problems = []
    attributes = list(dict.fromkeys(loaded_study.study.settings.design.values()))
    for attribute in attributes:
        values = {case.attributes.get(attribute, "") for case in cases}
        # Where the attribute is empty everywhere another message says so.
        if len(values) == 1 and "" not in values:
            what = (
                f"all cases have one {attribute}: the stage that holds it constant compares what cross-case compares."
            )
            problems.append(caution(file, 0, what, f"Add cases with another {attribute}, or drop the stage."))
    for n, down in enumerate(attributes):
        for across in attributes[n + 1 :]:
            problems += _missing_cells(loaded_study, down, across)
    return problems


def _missing_cells(loaded_study: LoadedStudy, down: str, across: str) -> list[Problem]:
    cells = {(case.attributes.get(down, ""), case.attributes.get(across, "")) for case in loaded_study.corpus.cases}
    # A case with an empty cell is told by itself.
    names = [sorted({cell[n] for cell in cells} - {""}) for n in (0, 1)]
    missing = [(a, b) for a in names[0] for b in names[1] if (a, b) not in cells]
    if not missing:
        return []
    named = ", ".join(f"{a} × {b}" for a, b in missing[:6]) + (" …" if len(missing) > 6 else "")
    what = f"the design {down} × {across} lacks {len(missing)} of its cells: {named}."
    for value, other in (pair for values in names for pair in combinations(values, 2)):
        if difflib.SequenceMatcher(None, value.casefold(), other.casefold()).ratio() >= ONE_WORD:
            what += f" '{value}' and '{other}' may be one, spelt in two ways."
    return [
        caution(
            loaded_study.study.folder / "cases.csv",
            0,
            what,
            "Nothing to mend if no such case exists; comparisons say which cases they rest on.",
        )
    ]


def every_ranked_barrier_is_a_code(loaded_study: LoadedStudy) -> list[Problem]:
    """`barrier` in rankings.csv is the id or the name of a code. Each other word is told once, at its first row."""
    book = loaded_study.codebook
    first: dict[str, Row] = {}
    for row in loaded_study.tables["rankings"].rows:
        first.setdefault(row["barrier"], row)
    problems = []
    for word, row in first.items():
        today = code_of("rankings", word, book)
        if today is None and not parts_today(word, book):
            names = [*book.codes, *(code.name for code in book.codes.values())]
            what = f"barrier '{word}' is neither the id nor the name of a code."
            remedy = did_you_mean(word, names, "add a code of that name to the codebook.")
            problems.append(Problem(Severity.FAULT, row.source, what, remedy))
            continue
        problems += _in_use("rankings", row, loaded_study)
        if today is not None and code_named_today(word, book) != today:
            what = f"barrier '{word}' is a former id of '{today}', or merged into it: it counts as that."
            problems.append(Problem(Severity.CAUTION, row.source, what, f"Write '{today}'."))
    return problems


def every_code_id_can_name_a_file(loaded_study: LoadedStudy) -> list[Problem]:
    """A code whose pages could not be written on Windows. (Ids that one disk or another keeps as one file are a fault
    of the codebook itself.)"""
    book = loaded_study.codebook
    return [
        problem
        for code_id, code in book.codes.items()
        for problem in kept_by_windows(Source(book.source.path, code.line), "code", code_id)
    ]


def sentence_vectors_are_asked_for_in_english_alone(loaded_study: LoadedStudy) -> list[Problem]:
    """`embed: true` in a study of another language: its vectors say little there, so that a caution is due."""
    study = loaded_study.study
    if not study.settings.embed:
        return []
    languages = _other_languages(loaded_study)
    if not languages:
        return []
    what = f"embed is asked for, and its sentence vectors know English only; here: {', '.join(languages)}."
    remedy = "Take `embed` out of study.yaml: the machine then learns from words alone. If it is English, say so there."
    return [caution(study.file, study.line("machine", "embed"), what, remedy)]


def denials_are_told_from_tellings_in_english_alone(loaded_study: LoadedStudy) -> list[Problem]:
    """Cues in transcripts of another language: a denial or a wish is taken for a telling there, so one caution is due.

    Only where machine codings of such a transcript stand, or nobody has coded yet, so that they would count.
    """
    languages = _other_languages(loaded_study)
    if not languages or all(code.cues.is_empty for code in loaded_study.codebook.codable):
        return []
    is_english = says_english(language_of(loaded_study.study.settings.language_model))
    foreign = {
        transcript.transcript_id
        for transcript in loaded_study.corpus.transcripts
        if not (is_english and says_english(transcript.language))
    }
    if loaded_study.hand.has_apply_row and all(coding.transcript_id not in foreign for coding in loaded_study.machine):
        return []
    what = (
        "cues tell what is denied or wished from what is affirmed in English only; "
        f"here: {', '.join(languages)}. In these a denial with a cue's words in it counts as told."
    )
    remedy = "Write the language's denials under `unless` of each cue, or have these transcripts read by people."
    return [caution(loaded_study.study.file, loaded_study.study.line("language_model"), what, remedy)]


def _other_languages(loaded_study: LoadedStudy) -> list[str]:
    """What a study has that is not English: its language model, then transcripts by language."""
    spoken = Counter(
        transcript.language for transcript in loaded_study.corpus.transcripts if not says_english(transcript.language)
    )
    languages = [f"{_count(n, 'transcript')} in '{language}'" for language, n in sorted(spoken.items())]
    model = loaded_study.study.settings.language_model
    return languages if says_english(language_of(model)) else [f"language_model '{model}'", *languages]


def every_speaker_of_a_group_is_named(loaded_study: LoadedStudy) -> list[Problem]:
    """Who answers in a group and stands in no row of attendance.csv: one caution a transcript, naming the labels."""
    file = loaded_study.study.folder / ("attendance.csv" if loaded_study.corpus.attendance else "transcripts.csv")
    named = {(row["transcript_id"], fold(row["speaker"])) for row in loaded_study.corpus.attendance}
    problems = []
    for transcript in loaded_study.corpus.transcripts:
        labels: dict[str, str] = {}
        for turn in transcript.turns if transcript.kind == "group" else ():
            is_known = turn.respondent_id or (transcript.transcript_id, fold(turn.speaker)) in named
            if not (turn.is_interviewer or turn.is_nobodys or is_known or is_crowd(turn.speaker)):
                # By the folded label, as respondents are told apart: `ANNA` and `Anna` are one; shown as first written.
                labels.setdefault(fold(turn.speaker), turn.speaker)
        if labels:
            shown = ", ".join(f"'{label}'" for label in labels.values())
            are = "is" if len(labels) == 1 else "are"
            spoken = {fold(turn.speaker) for turn in transcript.turns}
            idle = [
                row["speaker"] for row in loaded_study.corpus.attendance
                if row["transcript_id"] == transcript.transcript_id and fold(row["speaker"]) not in spoken
            ]  # fmt: skip
            what = f"attendance.csv does not say who {shown} {are} in group interview '{transcript.transcript_id}'."
            remedy = "Add a line for each. Until then each label is one respondent, of unknown organisation and sector."
            if idle:
                listed = ", ".join(f"'{label}'" for label in idle)
                remedy = f"It names {listed}, with whose label nobody speaks there: the same person? {remedy}"
            problems.append(caution(file, 0, what, remedy))
    return problems


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def no_promise_on_archives_is_taken_for_kept(loaded_study: LoadedStudy) -> list[Problem]:
    """A run is no archive: one caution where somebody did not agree to be archived."""
    refusing = [
        person for person in loaded_study.corpus.participants.values() if says_no(person.attributes.get("may_archive"))
    ]
    if not refusing:
        return []
    n_refusing = _count(len(refusing), "respondent")
    what = f"may_archive is no for {n_refusing}, and a run's pages and tables hold their words."
    remedy = "Archive what `crosscase export STUDY --format archive --share` writes: their transcripts stay out of it."
    return [caution(refusing[0].source.path, refusing[0].source.line, what, remedy)]


def every_conflicted_copy_is_named(loaded_study: LoadedStudy) -> list[Problem]:
    """A copy that a shared folder made of a table, guide or note is not read (coders': coding/hand/coders_files)."""
    folder = loaded_study.study.folder
    places = (folder, folder / "guides", folder / "success", loaded_study.study.codebook.parent)
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


def every_settlement_says_what_stands(loaded_study: LoadedStudy) -> list[Problem]:
    """A difference between coders that is settled by a word that means nothing: a caution."""
    return about_unknown_outcomes(loaded_study.study.folder)


def every_guide_is_recognised_in_its_transcripts(loaded_study: LoadedStudy) -> list[Problem]:
    """A transcript in which few questions of its guide were recognised says little of what was asked: a caution."""
    return about_few_recognised(loaded_study.corpus)


CHECKS: tuple[Callable[[LoadedStudy], list[Problem]], ...] = (
    every_scope_is_a_question_or_a_code,
    every_question_asks_about_a_code,
    every_guide_is_recognised_in_its_transcripts,
    every_judged_code_is_in_use,
    every_coding_that_a_table_names_stands,
    every_judged_presence_has_a_passage,
    every_first_passage_stands_in_its_transcript,
    every_date_that_orders_can_be_ordered,
    every_tier_is_in_the_order,
    the_design_has_something_to_compare,
    every_ranked_barrier_is_a_code,
    every_code_id_can_name_a_file,
    every_moved_coding_is_named,
    every_coding_in_interviewers_words_is_named,
    every_conflicted_copy_is_named,
    every_settlement_says_what_stands,
    every_cited_figure_is_there,
    every_note_keeps_the_order_of_its_dates,
    every_code_of_a_meeting_is_known,
    sentence_vectors_are_there_if_asked_for,
    sentence_vectors_are_asked_for_in_english_alone,
    denials_are_told_from_tellings_in_english_alone,
    every_speaker_of_a_group_is_named,
    no_promise_on_archives_is_taken_for_kept,
)


def check_across_files(loaded_study: LoadedStudy) -> list[Problem]:
    """Every problem that only shows across files."""
    return [problem for promise in CHECKS for problem in promise(loaded_study)]
