"""propositions.yaml: what the team claims, what would count for and against it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.study.people_files import Tree, read_yaml
from pipeline.study.problems import Loaded, Problem, about_an_unknown_field, did_you_mean, fault
from pipeline.study.study import Study

FIELDS = (
    "name", "claim", "formed", "measure", "expects", "predicts", "rivals", "would_change_our_mind", "history", "status",
)  # fmt: skip
HELD, ABANDONED = "held", "abandoned"
STATUSES = (HELD, ABANDONED)
HISTORY = ("at", "claim", "why")
FORMED = ("before", "during", "after")
EXPECTS = ("rises", "falls", "no_difference")
MEASURE = ("table", "column", "where")


def read_propositions(study: Study) -> Loaded[tuple[Mapping[str, object], ...]]:
    """Each proposition as a mapping of the contract's fields, with their lines as `tree`; none without the file."""
    path = study.folder / "propositions.yaml"
    if not path.exists():
        return Loaded(())
    loaded = read_yaml(path)
    if loaded.records is None:
        return Loaded((), loaded.problems)
    tree = loaded.records
    where: tuple[object, ...] = ()
    listed = tree.data
    if isinstance(listed, dict) and "propositions" in listed:
        where, listed = ("propositions",), listed["propositions"]
    if not isinstance(listed, list):
        return Loaded((), (fault(path, 1, "this is not a list of propositions.", "Begin each with `- name: …`."),))
    problems: list[Problem] = []
    propositions = []
    for n, proposition in enumerate(listed):
        line = tree.line(*where, n)
        if not isinstance(proposition, dict):
            problems.append(fault(path, line, "this is not a proposition.", "Write `- name: …` with its fields below."))
            continue
        problems += _problems(tree, (*where, n), proposition)
        propositions.append({**proposition, "tree": tree.part(*where, n)})
    return Loaded(tuple(propositions), tuple(problems))


def _problems(tree: Tree, where: tuple[object, ...], proposition: Mapping[str, object]) -> list[Problem]:
    problems = []
    for name, value in proposition.items():
        if name not in FIELDS:
            remedy = about_an_unknown_field(str(name), value is None, FIELDS, "remove it.")
            problems.append(
                fault(tree.path, tree.line(*where, name), f"'{name}' is no field of a proposition.", remedy)
            )
    for name in ("name", "claim"):
        if isinstance(proposition.get(name), (dict, list)):
            message = f"the proposition's {name} is not a text."
            problems.append(fault(tree.path, tree.line(*where, name), message, f"Write `{name}: some words`."))
        elif not proposition.get(name):
            problems.append(fault(tree.path, tree.line(*where), f"the proposition has no {name}.", f"Add `{name}: …`."))
    formed = proposition.get("formed")
    if formed not in FORMED:
        problems.append(
            fault(
                tree.path,
                tree.line(*where, "formed"),
                "the proposition does not say when it was formed." if formed is None else f"formed is '{formed}'.",
                "Write under `formed` one of before, during or after (coding).",
            )
        )
    if proposition.get("expects") is not None and proposition["expects"] not in EXPECTS:
        remedy = did_you_mean(str(proposition["expects"]), EXPECTS, f"write one of {', '.join(EXPECTS)}.")
        problems.append(
            fault(tree.path, tree.line(*where, "expects"), f"expects is '{proposition['expects']}'.", remedy)
        )
    if proposition.get("status") is not None and proposition["status"] not in STATUSES:
        remedy = did_you_mean(str(proposition["status"]), STATUSES, "write held or abandoned.")
        problems.append(fault(tree.path, tree.line(*where, "status"), f"status is '{proposition['status']}'.", remedy))
    problems += _history_problems(tree, (*where, "history"), proposition.get("history"))
    for n, rival in enumerate(rivals if isinstance(rivals := proposition.get("rivals"), list) else ()):
        if not isinstance(rival, dict) or not isinstance(rival.get("name"), str):
            remedy = "Write each as `- {name: …, predicts: {case: tier}}`."
            problems.append(fault(tree.path, tree.line(*where, "rivals", n), "a rival has no name.", remedy))
    measure = proposition.get("measure")
    if measure is not None and not (isinstance(measure, dict) and {"table", "column"} <= set(measure) <= set(MEASURE)):
        remedy = "Write `measure: {table: code_frequency, column: n_mentioning, where: {code_id: …}}`."
        problems.append(
            fault(tree.path, tree.line(*where, "measure"), "measure is not {table, column, where}.", remedy)
        )
    return problems


def _history_problems(tree: Tree, where: tuple[object, ...], history: object) -> list[Problem]:
    """Each step of a history is a mapping of at, claim and why, with the claim as it was then."""
    remedy = "Write each as `- {at: DATE, claim: …, why: …}`."
    if history is None:
        return []
    if not isinstance(history, list):
        return [fault(tree.path, tree.line(*where), "history is not a list.", remedy)]
    return [
        fault(tree.path, tree.line(*where, n), "this is no step of a history.", remedy)
        for n, step in enumerate(history)
        if not isinstance(step, dict) or not step.get("claim") or not set(step) <= set(HISTORY)
    ]
