"""The team's propositions: the pattern table first, then how unusual the pattern is and what it rests on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.comparison.material import Material
from pipeline.comparison.measures import measure_cases
from pipeline.comparison.patterns import (
    Explanation,
    Fit,
    Unusual,
    adjusted,
    fit_cases,
    how_unusual,
    predicted_ranks,
    without_each,
)
from pipeline.comparison.recount import (
    WithoutOne,
    from_those_who_did_not_know,
    is_recountable,
    without_each_respondent,
)
from pipeline.comparison.rivals import shipped_rivals
from pipeline.comparison.success import (
    outcome_from_authors,
    outcome_from_indicators,
    outcome_from_mayors,
    outcome_from_members,
)

BLIND = "measured only by people who did not know the tier"
DIRECTIONS = {"rises": 1, "falls": -1, "no_difference": 0}
OTHER_TIERS: tuple[tuple[str, Callable[[Material], Mapping[str, float]]], ...] = (
    ("archival indicators only", outcome_from_indicators),
    ("authors before they met only", outcome_from_authors),
    ("members' ratings only", outcome_from_members),
    ("mayors only", outcome_from_mayors),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases fit, are undecided, are against, and are not known."""

    fits: int
    undecided: int
    against: int
    unknown: int

    @property
    def n(self) -> int:
        """Cases of which something is known."""
        return self.fits + self.undecided + self.against


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival with its fits. `is_shipped`: looked at whether or not the team named it. `tells_apart` is False where it
    predicts of every case what the proposition predicts."""

    explanation: Explanation
    fits: tuple[Fit, ...]
    unusual: Unusual
    is_shipped: bool
    tells_apart: bool = True

    @property
    def tally(self) -> Tally:
        """How it fits over all cases."""
        return tally(self.fits)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one case says: rivals that it speaks against (`against`) or for (`for_`), or why it decides nothing."""

    case_id: str
    against: tuple[str, ...]
    for_: tuple[str, ...]
    why_not: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The same proposition with the outcome, or the measure, from other sources."""

    name: str
    tally: Tally
    unusual: Unusual


@dataclass(frozen=True, slots=True)
class Result:
    """Everything about one proposition."""

    name: str
    claim: str
    formed: str
    would_change_our_mind: str
    explanation: Explanation
    fits: tuple[Fit, ...]
    unusual: Unusual
    rivals: tuple[Rival, ...]
    decisions: tuple[Decision, ...]
    without: tuple[tuple[str, tuple[tuple[str, Unusual], ...]], ...]
    respondents: WithoutOne | None
    variants: tuple[Variant, ...]
    is_recountable: bool
    same_within: str | None

    @property
    def tally(self) -> Tally:
        """How it fits over all cases."""
        return tally(self.fits)


@dataclass(frozen=True, slots=True)
class Propositions:
    """All propositions, the shipped rivals, what is held constant, and how many looks were taken."""

    results: tuple[Result, ...]
    shipped: tuple[Rival, ...]
    block: str | None
    n_looks: int
    n_before: int


def tally(fits: Sequence[Fit]) -> Tally:
    """Counts of fits by kind."""
    words = [one.fit for one in fits]
    return Tally(words.count("fits"), words.count("undecided"), words.count("against"), words.count("unknown"))


def propositions(material: Material) -> Propositions:
    """Every proposition of propositions.yaml against tiers, rivals and other sources of the outcome."""
    shipped = tuple(_rival(material, one, True) for one in shipped_rivals(material))
    results = [_result(material, row, shipped) for row in material.rows("propositions")]
    before = [n for n, one in enumerate(results) if one.formed == "before"]
    looks = adjusted(material, [results[n].explanation for n in before], [results[n].unusual for n in before])
    for n, look in zip(before, looks, strict=True):
        results[n] = replace(results[n], unusual=look)
    n_looks = sum(one.unusual.k is not None for one in results) + sum(one.unusual.k is not None for one in shipped)
    n_looks += sum(rival.unusual.k is not None for one in results for rival in one.rivals)
    return Propositions(tuple(results), shipped, material.block, n_looks, len(before))


def unpacked(cell: Any) -> Any:
    """A cell of the published table `propositions`: mappings and lists are JSON there."""
    if not isinstance(cell, str) or not cell.startswith(("{", "[")):
        return cell
    try:
        return json.loads(cell)
    except json.JSONDecodeError:
        return cell


def explain(material: Material, row: Mapping[str, Any]) -> Explanation:
    """One row of `propositions` as an explanation: measured, or predicted case by case."""
    measure, predicts = unpacked(row.get("measure")), unpacked(row.get("predicts"))
    measured = measure_cases(material, measure) if isinstance(measure, Mapping) else ()
    direction = DIRECTIONS.get(row.get("expects") or "rises", 1)
    what = f"{measure['table']}.{measure['column']}" if isinstance(measure, Mapping) else ""
    predicted = _predicted(predicts)
    made = Explanation(row["name"] or "", row["claim"] or "", direction, measured, predicted, what=what)
    return replace(made, why=_why_not(material, made))


def _predicted(predicts: Any) -> Mapping[str, str] | None:
    return {str(one): str(word) for one, word in predicts.items()} if isinstance(predicts, Mapping) else None


def _why_not(material: Material, made: Explanation) -> str:
    if made.predicted is not None:
        return "" if made.measured or predicted_ranks(material, made) else "what it predicts are not tiers of the study"
    if not made.measured:
        return "it names neither a measure nor what it predicts of each case"
    if all(one.value is None for one in made.measured):
        whys = dict.fromkeys(one.why for one in made.measured)
        return "; ".join(whys)
    return ""


def _rival(material: Material, explanation: Explanation, is_shipped: bool) -> Rival:
    if not explanation.is_testable:
        return Rival(explanation, (), Unusual((), why=explanation.why), is_shipped)
    return Rival(explanation, fit_cases(material, explanation), how_unusual(material, explanation), is_shipped)


def _result(material: Material, row: Mapping[str, Any], shipped: tuple[Rival, ...]) -> Result:
    explanation = explain(material, row)
    measure = unpacked(row.get("measure"))
    fits = fit_cases(material, explanation)
    unusual = how_unusual(material, explanation) if explanation.is_testable else Unusual((), why=explanation.why)
    rivals = tuple(
        _told_apart(_rival(material, explain(material, _as_row(one)), False), fits, material)
        for one in unpacked(row.get("rivals")) or ()
    )
    recountable = isinstance(measure, Mapping) and is_recountable(measure)
    return Result(
        name=row["name"] or "",
        claim=row["claim"] or "",
        formed=row["formed"] or "",
        would_change_our_mind=_words(unpacked(row.get("would_change_our_mind"))),
        explanation=explanation,
        fits=fits,
        unusual=unusual,
        rivals=rivals,
        decisions=tuple(_decision(n, fits, (*rivals, *shipped)) for n in range(len(fits))),
        without=_without(material, explanation, unusual),
        respondents=without_each_respondent(material, explanation, measure, unusual.effect)
        if recountable and unusual.effect
        else None,
        variants=_variants(material, explanation, measure, unusual),
        is_recountable=recountable,
        same_within=_same_within(material, explanation),
    )


def _as_row(rival: Any) -> Mapping[str, Any]:
    """A rival as propositions are written; one given as a word has a name and nothing else."""
    if not isinstance(rival, Mapping):
        return {"name": str(rival), "claim": ""}
    predicts = rival.get("predicts")
    claim = predicts if isinstance(predicts, str) else rival.get("claim") or ""
    return {**rival, "name": str(rival.get("name") or "a rival without a name"), "claim": claim}


def _words(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _told_apart(rival: Rival, fits: tuple[Fit, ...], material: Material) -> Rival:
    """Whether some case would look different if the rival held rather than the proposition."""
    mine = {one.case_id: one.fit for one in fits}
    apart = any(one.fit in ("fits", "against") and mine[one.case_id] != one.fit for one in rival.fits)
    return replace(rival, tells_apart=apart)


def _decision(n: int, fits: tuple[Fit, ...], rivals: Sequence[Rival]) -> Decision:
    """A case decides between the proposition and a rival when one of them fits it and the other is against."""
    fit = fits[n]
    against, for_ = [], []
    own = {one.explanation.name.casefold() for one in rivals if not one.is_shipped}
    for rival in (one for one in rivals if one.fits):
        other, name = rival.fits[n].fit, rival.explanation.name
        name += " (by default)" if rival.is_shipped and name.casefold() in own else ""
        if fit.fit == "fits" and other == "against":
            against.append(name)
        elif fit.fit == "against" and other == "fits":
            for_.append(name)
    against, for_ = list(dict.fromkeys(against)), list(dict.fromkeys(for_))
    why_not = ""
    if fit.found is not None and fit.found.n_voices == 1 and (against or for_):
        against, for_, why_not = [], [], "one voice only"
    elif not against and not for_:
        why_not = {"unknown": "nothing is known", "undecided": "it could go either way"}.get(
            fit.fit, "no rival that can be tested predicts otherwise"
        )
    return Decision(fit.case_id, tuple(against), tuple(for_), why_not)


def _without(
    material: Material, explanation: Explanation, unusual: Unusual
) -> tuple[tuple[str, tuple[tuple[str, Unusual], ...]], ...]:
    if unusual.k is None:
        return ()
    return tuple((attribute, without_each(material, explanation, attribute)) for attribute in material.attributes)


def _variants(material: Material, explanation: Explanation, measure: Any, unusual: Unusual) -> tuple[Variant, ...]:
    if not explanation.is_testable:
        return ()
    found = []
    if explanation.predicted is None:
        for name, outcome_of in OTHER_TIERS:
            outcome = outcome_of(material)
            look = how_unusual(material, explanation, outcome) if outcome else Unusual((), why="there are none")
            found.append(Variant(f"tiers from {name}", tally(fit_cases(material, explanation, outcome)), look))
    blind = from_those_who_did_not_know(material, measure) if isinstance(measure, Mapping) else None
    if blind is not None and explanation.predicted is None:
        again = replace(explanation, measured=measure_cases(blind, measure))
        look = (
            how_unusual(blind, again)
            if again.scores()
            else Unusual((), why="nobody who did not know the tier judged it")
        )
        found.append(Variant(BLIND, tally(fit_cases(blind, again)), look))
    return tuple(found)


def _same_within(material: Material, explanation: Explanation) -> str | None:
    """An attribute of the design within whose values the measure never varies: a trait of the city, not of the case."""
    scores: dict[str, float] = dict(explanation.scores())
    if len(set(scores.values())) < 2:
        return None
    for attribute in material.attributes:
        held = material.held(attribute)
        groups: dict[str, set[float]] = {}
        for case_id, value in scores.items():
            groups.setdefault(held[case_id], set()).add(value)
        if len(groups) < len(scores) and all(len(values) == 1 for values in groups.values()):
            return attribute
    return None
