"""The team's propositions: the pattern table first, then how unusual the pattern is and what it rests on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

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
from pipeline.store.rows import PropositionRow
from pipeline.study.dataclass import dataclass

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
    """How many cases fit, fit but for a tie, are undecided, are against, and are not known.

    `level`: the case lies on the predicted side of some that have another tier, and ties with the others; a measure of
    two values ties most cases, and a tie is no fit.
    """

    fits: int
    level: int
    undecided: int
    against: int
    unknown: int

    @property
    def n(self) -> int:
        """Cases of which something is known."""
        return self.fits + self.level + self.undecided + self.against


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
    words = ["level" if fit.fit == "fits" and fit.n_tied else fit.fit for fit in fits]
    counts = Counter(words)
    return Tally(counts["fits"], counts["level"], counts["undecided"], counts["against"], counts["unknown"])


def propositions(material: Material) -> Propositions:
    """Every proposition of propositions.yaml against tiers, rivals and other sources of the outcome."""
    shipped = tuple(_rival(material, rival, True) for rival in shipped_rivals(material))
    results = [_result(material, row, shipped) for row in material.rows(PropositionRow)]
    # Only what was formed before coding gets a p: a claim made from these cases is not tested by them.
    before = [n for n, result in enumerate(results) if result.formed == "before"]
    looks = adjusted(material, [results[n].explanation for n in before], [results[n].unusual for n in before])
    for n, look in zip(before, looks, strict=True):
        results[n] = replace(results[n], unusual=look)
    # Every look counts, rivals' too: a fit is read against how many were tried.
    n_looks = sum(tested.unusual.k is not None for tested in results) + sum(
        tested.unusual.k is not None for tested in shipped
    )
    n_looks += sum(rival.unusual.k is not None for result in results for rival in result.rivals)
    return Propositions(tuple(results), shipped, material.block, n_looks, len(before))


@dataclass(frozen=True, slots=True)
class Statement:
    """What a proposition or a rival says of the cases, as people wrote it in propositions.yaml."""

    name: str
    claim: str
    measure: Mapping[str, object] | None
    predicts: Mapping[str, object] | None
    expects: str


def unpacked(cell: str | None) -> object:
    """A cell of the published table `propositions`: mappings and lists are JSON there."""
    if cell is None or not cell.startswith(("{", "[")):
        return cell
    # A claim in people's own words may begin with a bracket.
    try:
        return json.loads(cell)
    except json.JSONDecodeError:
        return cell


def statement_of(row: PropositionRow) -> Statement:
    """One row of `propositions`, its measure and predictions unpacked."""
    measure, predicts = unpacked(row.measure), unpacked(row.predicts)
    return Statement(row.name or "", row.claim or "", _mapping(measure), _mapping(predicts), row.expects or "rises")


def _statement_of_rival(rival: object) -> Statement:
    """A rival of a proposition; one given as a word has a name and nothing else, and may predict in words."""
    if not isinstance(rival, Mapping):
        return Statement(str(rival), "", None, None, "rises")
    predicts = rival.get("predicts")
    claim = predicts if isinstance(predicts, str) else str(rival.get("claim") or "")
    name = str(rival.get("name") or "a rival without a name")
    return Statement(
        name, claim, _mapping(rival.get("measure")), _mapping(predicts), str(rival.get("expects") or "rises")
    )


def _mapping(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, Mapping) else None


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def explain(material: Material, statement: Statement) -> Explanation:
    """A statement as an explanation: measured, or predicted case by case."""
    measure, predicts = statement.measure, statement.predicts
    explanation = Explanation(
        statement.name,
        statement.claim,
        DIRECTIONS.get(statement.expects, 1),
        () if measure is None else measure_cases(material, measure),
        None if predicts is None else {str(case_id): str(word) for case_id, word in predicts.items()},
        measured_by="" if measure is None else f"{measure['table']}.{measure['column']}",
    )
    return replace(explanation, why=_why_not(material, explanation))


def _why_not(material: Material, explanation: Explanation) -> str:
    if explanation.predicted is not None:
        return (
            ""
            if explanation.measured or predicted_ranks(material, explanation)
            else "what it predicts are not tiers of the study"
        )
    if not explanation.measured:
        return "it names neither a measure nor what it predicts of each case"
    if all(measured.value is None for measured in explanation.measured):
        whys = dict.fromkeys(measured.why for measured in explanation.measured)
        return "; ".join(whys)
    return ""


def _rival(material: Material, explanation: Explanation, is_shipped: bool) -> Rival:
    if not explanation.is_testable:
        return Rival(explanation, (), Unusual((), why=explanation.why), is_shipped)
    return Rival(explanation, fit_cases(material, explanation), how_unusual(material, explanation), is_shipped)


def _result(material: Material, row: PropositionRow, shipped: tuple[Rival, ...]) -> Result:
    statement = statement_of(row)
    measure, explanation = statement.measure, explain(material, statement)
    fits = fit_cases(material, explanation)
    unusual = how_unusual(material, explanation) if explanation.is_testable else Unusual((), why=explanation.why)
    rivals = tuple(
        _told_apart(_rival(material, explain(material, _statement_of_rival(rival)), False), fits)
        for rival in _listed(unpacked(row.rivals))
    )
    recounted = None
    # An effect of 0 has no sign that leaving somebody out could turn.
    if measure is not None and is_recountable(measure) and unusual.effect:
        recounted = without_each_respondent(material, explanation, measure, unusual.effect)
    return Result(
        name=statement.name,
        claim=statement.claim,
        formed=row.formed or "",
        would_change_our_mind=_words(unpacked(row.would_change_our_mind)),
        explanation=explanation,
        fits=fits,
        unusual=unusual,
        rivals=rivals,
        decisions=tuple(_decision(n, fits, (*rivals, *shipped)) for n in range(len(fits))),
        without=_without(material, explanation, unusual),
        respondents=recounted,
        variants=_variants(material, explanation, measure),
        is_recountable=measure is not None and is_recountable(measure),
        same_within=_same_within(material, explanation),
    )


def _words(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _told_apart(rival: Rival, fits: tuple[Fit, ...]) -> Rival:
    """Whether some case would look different if the rival held rather than the proposition."""
    mine = {fit.case_id: fit.fit for fit in fits}
    apart = any(fit.fit in ("fits", "against") and mine[fit.case_id] != fit.fit for fit in rival.fits)
    return replace(rival, tells_apart=apart)


def _decision(n: int, fits: tuple[Fit, ...], rivals: Sequence[Rival]) -> Decision:
    """A case decides between the proposition and a rival when one of them fits it and the other is against."""
    fit = fits[n]
    against, for_ = [], []
    # A team's rival may have the name of a shipped one: both are looked at, and told apart.
    own = {rival.explanation.name.casefold() for rival in rivals if not rival.is_shipped}
    for rival in (rival for rival in rivals if rival.fits):
        other, name = rival.fits[n].fit, rival.explanation.name
        name += " (by default)" if rival.is_shipped and name.casefold() in own else ""
        if fit.fit == "fits" and other == "against":
            against.append(name)
        elif fit.fit == "against" and other == "fits":
            for_.append(name)
    against, for_ = list(dict.fromkeys(against)), list(dict.fromkeys(for_))
    why_not = ""
    # What one person tells does not decide between two explanations.
    if fit.measured is not None and fit.measured.n_voices == 1 and (against or for_):
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


def _variants(
    material: Material, explanation: Explanation, measure: Mapping[str, object] | None
) -> tuple[Variant, ...]:
    if not explanation.is_testable:
        return ()
    variants = []
    if explanation.predicted is None:
        for name, outcome_of in OTHER_TIERS:
            outcome = outcome_of(material)
            look = how_unusual(material, explanation, outcome) if outcome else Unusual((), why="there are none")
            variants.append(Variant(f"tiers from {name}", tally(fit_cases(material, explanation, outcome)), look))
    blind = None if measure is None else from_those_who_did_not_know(material, measure)
    if measure is not None and blind is not None and explanation.predicted is None:
        again = replace(explanation, measured=measure_cases(blind, measure))
        look = (
            how_unusual(blind, again)
            if again.scores()
            else Unusual((), why="nobody who did not know the tier judged it")
        )
        variants.append(Variant(BLIND, tally(fit_cases(blind, again)), look))
    return tuple(variants)


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
        # With one case a value every measure would look like a trait of the city.
        if len(groups) < len(scores) and all(len(values) == 1 for values in groups.values()):
            return attribute
    return None
