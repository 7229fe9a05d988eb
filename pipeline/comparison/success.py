"""Success of each case: every input beside the others, each author's tier before and after, and who agrees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from statistics import mean, median

import numpy as np

from pipeline.comparison.material import Material
from pipeline.comparison.measures import as_number
from pipeline.statistics.agreement import krippendorff_alpha, weighted_kappa
from pipeline.statistics.errors import UndefinedAgreementError
from pipeline.store.rows import Indicator as IndicatorRow
from pipeline.store.rows import Rating
from pipeline.study.dataclass import dataclass

LOWEST, HIGHEST = 1, 10
# A move written in one cell: `12 → 9`, `12 -> 9`, `12 to 9`.
ARROW = re.compile(r"\s*(?:→|->|=>|\bto\b)\s*")
# How people begin to say a direction: increase, higher, fewer, lower, +.
UPWARD, DOWNWARD = (
    ("up", "high", "more", "rise", "increas", "+"),
    ("down", "low", "less", "fall", "decreas", "-", "few"),
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One archival indicator of one case: its values in order of period, and whether it moved as wanted.

    `moved` is as wanted, against, same, or unknown (one value, no number, or no direction).
    """

    name: str
    role: str
    values: tuple[str, ...]
    unit: str
    direction: str
    moved: str
    source: str


@dataclass(frozen=True, slots=True)
class Proud:
    """What one person is proudest of, and why it counts."""

    rater: str
    role: str
    proud_of: str
    why: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One person's tier or rating of one case; `reason` is what they wrote."""

    rater: str
    tier: str | None
    rating: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class CaseSuccess:
    """All inputs on one case. `n_members` counts members with a rating on the scale; `n_off_scale` those off it."""

    case_id: str
    tier: str | None
    mayors: tuple[Judged, ...]
    leaders: tuple[Judged, ...]
    authors: tuple[Judged, ...]
    n_members: int
    median: float | None
    low: float | None
    high: float | None
    n_off_scale: int
    proud: tuple[Proud, ...]
    indicators: tuple[Indicator, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorsAgreement:
    """How far authors placed cases alike before they met: ordinal alpha, and linearly weighted kappa for each pair.

    A number that does not exist is None, and `why` says so.
    """

    authors: tuple[str, ...]
    n_cases: int
    alpha: float | None
    pairs: tuple[tuple[str, str, float | None], ...]
    n_moved: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Success:
    """Every case's inputs, and how authors agree."""

    cases: tuple[CaseSuccess, ...]
    agreement: AuthorsAgreement | None


def success(material: Material) -> Success:
    """Inputs side by side, with cautions where a tier rests on nothing or on contradiction."""
    inputs = [_case(material, case_id) for case_id in material.cases]
    medians = {case.case_id: case.median for case in inputs if case.median is not None}
    cases = tuple(_with_cautions(material, case, medians) for case in inputs)
    return Success(cases, authors_agreement(material))


def _case(material: Material, case_id: str) -> CaseSuccess:
    ratings = material.of(Rating, case_id)
    members = [number for row in ratings if row.role == "member" and (number := as_number(row.rating)) is not None]
    # Off the scale is counted apart, and told: it would pull the median of a handful of members.
    good = [number for number in members if LOWEST <= number <= HIGHEST]
    return CaseSuccess(
        case_id=case_id,
        tier=material.tiers.get(case_id),
        mayors=_judged(ratings, "mayor"),
        leaders=_judged(ratings, "leader"),
        authors=_judged(ratings, "author"),
        n_members=len(good),
        median=float(median(good)) if good else None,
        low=min(good, default=None),
        high=max(good, default=None),
        n_off_scale=len(members) - len(good),
        proud=tuple(Proud(row.rater or "", row.role, row.proud_of, row.why or "") for row in ratings if row.proud_of),
        indicators=indicators_of(material.of(IndicatorRow, case_id)),
        cautions=(),
    )


def _judged(ratings: Iterable[Rating], role: str) -> tuple[Judged, ...]:
    return tuple(
        Judged(row.rater or "", row.tier, as_number(row.rating) if row.rating else None, row.why or "")
        for row in ratings
        if row.role == role
    )


def indicators_of(rows: Iterable[IndicatorRow]) -> tuple[Indicator, ...]:
    """One case's indicators: rows of one name and role are one series, ordered by period."""
    series: dict[tuple[str, str], list[IndicatorRow]] = {}
    for row in rows:
        series.setdefault((row.role, row.indicator or ""), []).append(row)
    # What it is all for before its proxies, and guardrails last.
    order = {"outcome": 0, "proxy": 1, "guardrail": 2}
    return tuple(
        _indicator(*key, sorted(series[key], key=lambda row: row.period or ""))
        for key in sorted(series, key=lambda key: (order.get(key[0], 9), key[1]))
    )


def _indicator(role: str, name: str, rows: Sequence[IndicatorRow]) -> Indicator:
    numbers: list[float] = []
    shown = []
    for row in rows:
        cell = row.value or ""
        shown.append(f"{cell} ({row.period})" if row.period else cell)
        numbers += [number for part in ARROW.split(cell) if (number := as_number(part)) is not None]
    direction = next((row.direction for row in rows if row.direction), "")
    unit = next((row.unit for row in rows if row.unit), "")
    source = next((row.source for row in rows if row.source), "")
    return Indicator(name, role, tuple(shown), unit, direction, _moved(numbers, direction), source)


def wanted_sign(direction: str) -> int:
    """1 where more is wanted, -1 where less, 0 where the direction does not say."""
    word = direction.strip().casefold()
    return 1 if word.startswith(UPWARD) else -1 if word.startswith(DOWNWARD) else 0


def _moved(numbers: Sequence[float], direction: str) -> str:
    sign = wanted_sign(direction)
    if len(numbers) < 2 or sign == 0:
        return "unknown"
    change = sign * (numbers[-1] - numbers[0])
    return "as wanted" if change > 0 else "against" if change < 0 else "same"


def outcome_from_indicators(material: Material) -> Mapping[str, float]:
    """Each case's outcome indicators alone: how many moved as wanted less how many moved against, over their number."""
    value = {"as wanted": 1.0, "same": 0.0, "against": -1.0}
    outcome = {}
    for case_id in material.cases:
        moves = [
            value[indicator.moved]
            for indicator in indicators_of(material.of(IndicatorRow, case_id))
            if indicator.role == "outcome" and indicator.moved in value
        ]
        if moves:
            outcome[case_id] = float(mean(moves))
    return outcome


def outcome_from_authors(material: Material) -> Mapping[str, float]:
    """Each case's median place among the tiers that authors gave before they met."""
    return _median_ranks(material, "author")


def outcome_from_mayors(material: Material) -> Mapping[str, float]:
    """Each case's tier as its mayor sees it."""
    return _median_ranks(material, "mayor")


def _median_ranks(material: Material, role: str) -> Mapping[str, float]:
    order = material.settings.outcome_order
    medians = {}
    for case_id in material.cases:
        ranks = [
            order.index(row.tier) for row in material.of(Rating, case_id) if row.role == role and row.tier in order
        ]
        if ranks:
            medians[case_id] = float(median(ranks))
    return medians


def outcome_from_members(material: Material) -> Mapping[str, float]:
    """Each case's median member rating, from 1 to 10."""
    medians = {case_id: _case(material, case_id).median for case_id in material.cases}
    return {case_id: value for case_id, value in medians.items() if value is not None}


def authors_agreement(material: Material) -> AuthorsAgreement | None:
    """Agreement of authors' tiers before they met; None where fewer than two authors placed cases."""
    order = material.settings.outcome_order
    placed: dict[str, dict[str, int]] = {}
    for row in material.rows(Rating):
        if row.role == "author" and row.tier in order:
            placed.setdefault(row.rater or "", {})[row.case_id] = order.index(row.tier)
    authors = tuple(sorted(placed))
    if len(authors) < 2:
        return None
    codes = np.array([[placed[author].get(case_id) for case_id in material.cases] for author in authors], dtype=object)
    # A case that one author alone placed says nothing of agreement.
    n_cases = sum(sum(code is not None for code in unit) > 1 for unit in codes.T)
    n_moved = sum(
        material.ranks[case_id] != rank
        for ranks in placed.values()
        for case_id, rank in ranks.items()
        if case_id in material.ranks
    )
    alpha, why = _or_why(lambda: krippendorff_alpha(codes, "ordinal"))
    pairs = tuple(
        (a, b, _or_why(partial(weighted_kappa, codes[[i, j]], "linear"))[0])
        for (i, a), (j, b) in combinations(enumerate(authors), 2)
    )
    return AuthorsAgreement(authors, n_cases, alpha, pairs, n_moved, why)


def _or_why(compute: Callable[[], float]) -> tuple[float | None, str]:
    try:
        return compute(), ""
    except UndefinedAgreementError as error:
        return None, str(error)


def _with_cautions(material: Material, case: CaseSuccess, medians: Mapping[str, float]) -> CaseSuccess:
    return replace(case, cautions=tuple(_cautions(material, case, medians)))


def _cautions(material: Material, case: CaseSuccess, medians: Mapping[str, float]) -> list[str]:
    cautions = []
    if case.n_off_scale:
        cautions.append(f"{case.n_off_scale} of the members' ratings lies off the scale of 1 to 10 and is left out")
    kinds = {"mayor": case.mayors, "leader": case.leaders, "authors": case.authors}
    given = {kind: [who.tier for who in people if who.tier] for kind, people in kinds.items()}
    if case.tier is None:
        return cautions + ([] if not any(given.values()) else ["it has inputs and no reconciled tier"])
    if any(given.values()) and not any(case.tier in tiers for tiers in given.values()):
        cautions.append(f"no author, leader or mayor gave it the tier '{case.tier}'")
    if not any(given.values()) and case.median is None and not case.indicators:
        cautions.append("nothing is on file that its tier could rest on")
    for kind, tiers in given.items():
        if tiers and case.tier not in tiers:
            whose = "the authors before they met all" if kind == "authors" else f"the {kind}"
            cautions.append(f"{whose} placed it elsewhere: {', '.join(dict.fromkeys(tiers))}")
    others = [*given["leader"], *given["authors"], case.tier]
    cautions += [f"nobody else shares the mayor's '{tier}'" for tier in given["mayor"] if tier not in others]
    return cautions + _against_members(material, case, medians) + _against_indicators(material, case)


def _against_members(material: Material, case: CaseSuccess, medians: Mapping[str, float]) -> list[str]:
    if case.median is None or case.case_id not in material.ranks:
        return []
    rank = material.ranks[case.case_id]
    above = [medians[other] for other in medians if material.ranks.get(other, rank) > rank]
    below = [medians[other] for other in medians if material.ranks.get(other, rank) < rank]
    if above and case.median >= max(above):
        return ["its members rate it at least as high as members rate any case of a better tier"]
    if below and case.median <= min(below):
        return ["its members rate it no higher than members rate any case of a lesser tier"]
    return []


def _against_indicators(material: Material, case: CaseSuccess) -> list[str]:
    moves = {indicator.moved for indicator in case.indicators if indicator.role == "outcome"} - {"unknown"}
    order = material.settings.outcome_order
    if moves == {"as wanted"} and case.tier == order[0]:
        return ["every outcome indicator moved as wanted, yet it stands in the lowest tier"]
    if moves and "as wanted" not in moves and case.tier == order[-1]:
        return ["no outcome indicator moved as wanted, yet it stands in the highest tier"]
    return []
