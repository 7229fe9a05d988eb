"""Promises that propositions.yaml keeps: it measures columns that are there, and predicts for cases that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.codebook.renames import current_id, parts_today
from pipeline.codebook.retired_codes import about_an_unknown_code
from pipeline.coding.named_codes import CODE_COLUMNS
from pipeline.comparison.measures import GOVERNANCE_COUNTS
from pipeline.loaded_study import LoadedStudy
from pipeline.study.people_files import Tree, Where
from pipeline.study.problems import Problem, caution, did_you_mean, fault
from pipeline.study.records import Codebook, Row

FREQUENCY = (
    "case_id", "code_id", "family", "n_transcripts", "n_known", "n_mentioning", "mention_share", "mention_low",
    "mention_high", "n_hand_read", "n_hand_mentioning", "n_machine_mentioning", "n_asked", "n_asked_mentioning",
    "n_asked_unknown", "n_denying", "n_suggested", "n_respondents", "n_organisations", "n_sectors", "n_codings_hand",
    "n_codings_machine", "per_1000_words", "n_outdated", "basis", "n_asked_by_hand", "n_not_asked",
)  # fmt: skip
MOST_WORDS = 6
# A run makes these tables: no file of the study shows their columns, and `check` needs them before any run.
COMPUTED: Mapping[str, tuple[str, ...]] = {
    "code_frequency": FREQUENCY,
    "enabler_frequency": FREQUENCY,
    "cooccurrence": ("case_id", "code_a", "code_b", "n_segments", "jaccard"),
    "case_attributes": ("case_id", "attribute", "value"),
    "transcripts": (
        "transcript_id", "case_id", "city", "kind", "respondent_id", "sector", "role", "n_words", "n_words_respondent",
        "n_turns", "is_hand_read",
    ),
}  # fmt: skip


def every_proposition_measures_something(loaded_study: LoadedStudy) -> list[Problem]:
    """A measure names a table, columns and codes that are there; predictions name cases that are there."""
    columns = measurable(loaded_study)
    problems: list[Problem] = []
    for proposition in (*loaded_study.propositions, *loaded_study.abandoned):
        tree = proposition["tree"]
        assert isinstance(tree, Tree)
        if proposition.get("measure") is None and not proposition.get("predicts"):
            message = (
                f"proposition '{proposition.get('name')}' has neither a measure nor what it predicts of each case."
            )
            remedy = "Add `measure: {table, column, where}` and `expects`, or `predicts: {case: tier}`."
            problems.append(caution(tree.path, tree.line(), message, remedy))
        problems += _of_measure(tree, (), proposition.get("measure"), columns, loaded_study)
        problems += _of_predictions(
            tree, (), proposition.get("predicts"), proposition.get("measure") is not None, loaded_study
        )
        problems += _of_rivals(tree, proposition.get("rivals"), columns, loaded_study)
    return problems


def measurable(loaded_study: LoadedStudy) -> Mapping[str, tuple[str, ...]]:
    """Tables with rows of single cases, and their columns."""
    attributes = {name for case in loaded_study.corpus.cases for name in case.attributes}
    columns = dict(COMPUTED)
    # `tier` is always a column: it may come from success/tiers.csv instead of cases.csv.
    columns["cases"] = ("case_id", *sorted(attributes - {"tier"}), "tier")
    for name, table in loaded_study.tables.items():
        if "case_id" in table.columns:
            columns[name] = table.columns
    columns["governance"] = (*columns.get("governance", ()), *GOVERNANCE_COUNTS)
    return columns


def _of_measure(
    tree: Tree, above: Where, measure: object, columns: Mapping[str, tuple[str, ...]], loaded_study: LoadedStudy
) -> list[Problem]:
    """What is wrong with the measure under `above`: the proposition itself, or one of its rivals."""
    if not isinstance(measure, Mapping) or not {"table", "column"} <= set(measure):
        return []
    here = (*above, "measure")
    table = str(measure["table"])
    if table not in columns:
        remedy = did_you_mean(table, columns, f"write one of {', '.join(sorted(columns))}.")
        message = f"measure: there is no table '{table}' with rows of single cases."
        return [fault(tree.path, tree.line(*here, "table"), message, remedy)]
    where = measure.get("where") or {}
    if not isinstance(where, Mapping):
        message = "measure: where is not a list of `column: value`."
        return [fault(tree.path, tree.line(*here, "where"), message, "Write `where: {code_id: …}`.")]
    named: list[tuple[Where, object]] = [(("column",), measure["column"]), *((("where", name), name) for name in where)]
    problems = [
        fault(
            tree.path,
            tree.line(*here, *place),
            f"measure: table '{table}' has no column '{column}' ({place[0]}).",
            did_you_mean(str(column), columns[table], f"write one of {', '.join(columns[table])}."),
        )
        for place, column in named
        if str(column) not in columns[table]
    ]
    if not problems and table in loaded_study.tables:
        problems += _about_words_in_no_row(tree, (*here, "where"), table, where, loaded_study.tables[table].rows)
    return problems + about_measured_codes(tree, (*here, "where"), where, loaded_study.codebook)


def _about_words_in_no_row(
    tree: Tree, here: Where, table: str, where: Mapping[object, object], rows: Sequence[Row]
) -> Iterator[Problem]:
    """A caution for each word by which a measure chooses rows and that no row has: it chooses none."""
    for name in where:
        words = {row[str(name)] for row in rows} - {""}
        if str(name) in CODE_COLUMNS or not words:
            continue
        for n, word in enumerate(_several(where[name])):
            if word not in words:
                there = ", ".join(sorted(words)[:MOST_WORDS])
                remedy = did_you_mean(word, words, f"there is nothing to mend if none is meant; rows have {there}.")
                message = f"measure: no row of {table} has '{word}' as its {name}."
                yield caution(tree.path, tree.line(*here, name, n), message, remedy)


def about_measured_codes(tree: Tree, here: Where, where: Mapping[object, object], codebook: Codebook) -> list[Problem]:
    """What is wrong with the codes that a measure's `where` names; former and merged ids are followed in silence."""
    problems = []
    for name in CODE_COLUMNS:
        for n, code_id in enumerate(_several(where.get(name))):
            line = tree.line(*here, name, n)
            today, parts = current_id(code_id, codebook), parts_today(code_id, codebook)
            if today is None and parts:
                message = f"measure: {about_an_unknown_code(code_id, codebook)[0]}"
                remedy = f"Name the part that is meant, or all of them: [{', '.join(parts)}]."
                problems.append(fault(tree.path, line, message, remedy))
            elif today is None:
                message = f"measure: '{code_id}' is no code of this codebook."
                problems.append(fault(tree.path, line, message, about_an_unknown_code(code_id, codebook)[1]))
            elif since := codebook.codes[today].retired:
                message = f"measure: '{code_id}' is retired since version {since}: nothing is counted of it."
                problems.append(caution(tree.path, line, message, "Name the code that is meant today."))
    return problems


def _several(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _of_predictions(
    tree: Tree, above: Where, predicts: object, has_measure: bool, loaded_study: LoadedStudy
) -> list[Problem]:
    if predicts is None:
        return []
    here = (*above, "predicts")
    if not isinstance(predicts, Mapping):
        message = "predicts is not a list of `case: tier`."
        return [fault(tree.path, tree.line(*here), message, "Write `predicts: {case_id: tier, …}`.")]
    cases = {case.case_id for case in loaded_study.corpus.cases}
    problems = [
        fault(
            tree.path,
            tree.line(*here, case_id),
            f"predicts: case '{case_id}' is not in cases.csv.",
            did_you_mean(str(case_id), cases, "remove it."),
        )
        for case_id in predicts
        if str(case_id) not in cases
    ]
    # Beside a measure the predicted word may be one of the measure's; alone it can only be compared with tiers.
    return problems + ([] if has_measure else _not_tiers(tree, here, predicts, loaded_study))


def _not_tiers(tree: Tree, here: Where, predicts: Mapping[object, object], loaded_study: LoadedStudy) -> list[Problem]:
    """One caution for all words that are no tier, on the line of the first of them."""
    order: Collection[str] = loaded_study.study.settings.outcome_order
    wrong = {case_id: str(word) for case_id, word in predicts.items() if str(word) not in order}
    if not wrong or not order:
        return []
    words = ", ".join(repr(word) for word in sorted(set(wrong.values())))
    message = f"predicts: {words} is no tier of the study: it fits no case."
    line = min(tree.line(*here, case_id) for case_id in wrong)
    return [caution(tree.path, line, message, f"Write one of {', '.join(order)}.")]


def _of_rivals(
    tree: Tree, rivals: object, columns: Mapping[str, tuple[str, ...]], loaded_study: LoadedStudy
) -> list[Problem]:
    if rivals is None:
        return []
    if not isinstance(rivals, list):
        remedy = "Write each as `- {name: …, predicts: {case: tier}}`."
        return [fault(tree.path, tree.line("rivals"), "rivals is not a list.", remedy)]
    problems: list[Problem] = []
    for n, rival in enumerate(rivals):
        if isinstance(rival, Mapping):
            above = ("rivals", n)
            problems += _of_measure(tree, above, rival.get("measure"), columns, loaded_study)
            # A rival may predict in words: they are printed, and hold no case to anything.
            if not isinstance(rival.get("predicts"), str):
                problems += _of_predictions(
                    tree, above, rival.get("predicts"), rival.get("measure") is not None, loaded_study
                )
    return problems
