"""Krippendorff's alphas for unitizing: do coders mark the same stretches of a text, and give them the same codes?

Every coder's units and the gaps between them divide one continuum of a given length. Ends are exclusive; lengths are in
whatever the places are counted in: characters, words, seconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, permutations, product
from typing import NamedTuple

from pipeline.statistics.errors import UndefinedAgreementError

SEVERAL_CODES = "one coder puts several codes on one passage: per code only"


class Unit(NamedTuple):
    """One stretch that a coder marked; `code` is None for a gap."""

    start: float
    end: float
    code: Hashable | None


Continuum = Mapping[str, Sequence[Unit]]
"""By coder, units; a coder who marked nothing has none."""


@dataclass(frozen=True, slots=True)
class Unitizing:
    """The family of alphas; None where one does not exist, with the reason in `why`.

    Attributes:
        u_alpha: Marking and coding together, over the whole continuum.
        bar_u_alpha: Marked or not, whatever the code.
        cu_alpha: The codes alone, where two coders marked.
        ku_alpha: One code against all others, where two coders marked.
        n_coders: How many coders there are.
        n_units: How many units, overlapping ones of one coder and code united.
        has_several_codes: Whether one coder puts several codes on one passage.
    """

    u_alpha: float | None
    bar_u_alpha: float | None
    cu_alpha: float | None
    ku_alpha: dict[str, float | None]
    n_coders: int
    n_units: int
    has_several_codes: bool
    why: dict[str, str]


def unitizing_alphas(units: Continuum, length: float) -> Unitizing:
    """Agreement on where units are and which codes they have.

    Units of one coder and code that overlap are united; those that only touch stay two. Where one coder puts several
    codes on one passage, the units and gaps divide nothing: u_alpha and cu_alpha do not exist. bar_u_alpha then unites
    units of any code, and ku_alpha compares a code with all others taken together, cut where the code itself stands;
    without such passages both are what the source gives.

    Args:
        units: By coder; coders who marked nothing count.
        length: Of the continuum, in the same measure.

    Raises:
        ValueError: A unit is empty or does not lie inside the continuum.
        UndefinedAgreementError: There are fewer than two coders.

    Source:
        Krippendorff, Mathet, Bouvry & Widlöcher (2016), "On the reliability of unitizing textual continua: Further
        developments", Quality & Quantity 50(6): u (equation 5, expected coincidences 4), |u (6), cu (11, expected 10),
        (k)u (13b); all with the nominal metric.
    """
    if len(units) < 2:
        raise UndefinedAgreementError("fewer than two coders")
    for unit in (unit for marked in units.values() for unit in marked):
        if not 0 <= unit.start < unit.end <= length:
            raise ValueError(f"a unit from {unit.start:g} to {unit.end:g} in a continuum of {length:g}")
    by_code = {coder: _united(marked) for coder, marked in units.items()}
    has_several = any(_overlap(marked) for marked in by_code.values())
    why: dict[str, str] = {}

    def computed(name: str, alpha: Callable[[Continuum], float], divided: Continuum) -> float | None:
        try:
            return alpha(divided)
        except UndefinedAgreementError as error:
            why[name] = str(error)
            return None

    relevant = {coder: _united(unit._replace(code=True) for unit in marked) for coder, marked in by_code.items()}
    # Only where codes overlap are units of any code united: else units that touch would become one.
    marked_or_not = _with_gaps(relevant if has_several else by_code, length)
    codes = sorted({unit.code for marked in by_code.values() for unit in marked}, key=str)
    u_alpha = cu_alpha = None
    if has_several:
        why["u_alpha, cu_alpha"] = SEVERAL_CODES
    else:
        u_alpha = computed("u_alpha", _u_alpha, marked_or_not)
        cu_alpha = computed("cu_alpha", _cu_alpha, by_code)
    return Unitizing(
        u_alpha=u_alpha,
        bar_u_alpha=computed("bar_u_alpha", _bar_u_alpha, marked_or_not),
        cu_alpha=cu_alpha,
        ku_alpha={str(code): computed(f"ku_alpha {code}", _ku_alpha, _against_others(by_code, code)) for code in codes},
        n_coders=len(units),
        n_units=sum(map(len, by_code.values())),
        has_several_codes=has_several,
        why=why,
    )


def _united(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Units in order, overlapping ones of one code as one."""
    united: list[Unit] = []
    # By text: codes may be words or True and False, which do not compare.
    for unit in sorted(units, key=lambda unit: (str(unit.code), unit.start, unit.end)):
        last = united[-1] if united else None
        # Units that only touch stay two: the coder ended one and began another.
        if last is not None and last.code == unit.code and unit.start < last.end:
            united[-1] = last._replace(end=max(last.end, unit.end))
        else:
            united.append(unit)
    return tuple(sorted(united, key=lambda unit: (unit.start, unit.end)))


def _overlap(units: Sequence[Unit]) -> bool:
    """Whether two of a coder's units, in order, share a stretch."""
    return any(after.start < before.end for before, after in pairwise(units))


def _with_gaps(units: Continuum, length: float) -> Continuum:
    """Units and the gaps between them, which together divide the continuum."""
    divided = {}
    for coder, marked in units.items():
        parts, place = [], 0.0
        for unit in marked:
            if unit.start > place:
                parts.append(Unit(place, unit.start, None))
            parts.append(unit)
            place = unit.end
        if place < length:
            parts.append(Unit(place, length, None))
        divided[coder] = tuple(parts)
    return divided


def _against_others(units: Continuum, code: Hashable) -> Continuum:
    """Each coder's units of a code, and those of all other codes as one code, cut where the code itself stands."""
    divided = {}
    for coder, marked in units.items():
        own = [unit._replace(code=True) for unit in marked if unit.code == code]
        others = _united(unit._replace(code=False) for unit in marked if unit.code != code)
        cut = [part for unit in others for part in _without(unit, own)]
        divided[coder] = tuple(sorted([*own, *cut], key=lambda unit: unit.start))
    return divided


def _without(unit: Unit, cuts: Sequence[Unit]) -> Iterator[Unit]:
    """What is left of a unit outside some others, which stand in order and do not overlap."""
    place = unit.start
    # From the first cut that reaches past the start: going through all of them would be quadratic.
    for cut in cuts[bisect_right(cuts, place, key=lambda cut: cut.end) :]:
        if cut.start >= unit.end:
            break
        if cut.start > place:
            yield unit._replace(start=place, end=cut.start)
        place = cut.end
    if place < unit.end:
        yield unit._replace(start=place)


def _shared(first: Sequence[Unit], second: Sequence[Unit]) -> Iterator[tuple[Unit, Unit, float]]:
    """Units of two coders that share a stretch, and its length; each coder's stand in order and do not overlap."""
    place = 0
    for unit in first:
        while place < len(second) and second[place].end <= unit.start:
            place += 1
        for other in islice(second, place, None):
            if other.start >= unit.end:
                break
            yield unit, other, min(unit.end, other.end) - max(unit.start, other.start)


Coincidences = dict[tuple[Hashable, Hashable], float]


def _observed(divided: Continuum) -> Coincidences:
    """Lengths on which two coders give c and k, over all pairs of coders (equation 1)."""
    observed: Coincidences = {}
    # Each pair in both orders, so that coincidences are symmetrical.
    for first, second in permutations(divided.values(), 2):
        for unit, other, length in _shared(first, second):
            key = (unit.code, other.code)
            observed[key] = observed.get(key, 0.0) + length / (len(divided) - 1)
    return observed


def _margins(coincidences: Coincidences) -> dict[Hashable, float]:
    margins: dict[Hashable, float] = {}
    for (code, _), length in coincidences.items():
        margins[code] = margins.get(code, 0.0) + length
    return margins


def _expected(margins: Mapping[Hashable, float], itself: Mapping[Hashable, float], total: float) -> Coincidences:
    """What chance would give, no unit being paired with itself.

    Args:
        margins: By code, the length that can be paired.
        itself: By code, what pairs of a unit with itself would add.
        total: The sum of all margins.
    """
    denominator = total**2 - sum(itself.values())
    if denominator <= 0:
        raise UndefinedAgreementError("there is one unit only, so that chance could not have produced anything else")
    return {
        (c, k): total * (margins[c] * margins[k] - (itself.get(c, 0.0) if c == k else 0.0)) / denominator
        for c, k in product(margins, repeat=2)
    }


def _in_the_continuum(divided: Continuum) -> tuple[Coincidences, Coincidences]:
    """Observed and expected coincidences of units and gaps (equation 4). A gap is no unit: only a point of it is
    itself, so that it counts by its length, a unit by its length squared."""
    observed = _observed(divided)
    margins = _margins(observed)
    itself: dict[Hashable, float] = defaultdict(float)
    for unit in (unit for marked in divided.values() for unit in marked):
        itself[unit.code] += (unit.end - unit.start) ** (1 if unit.code is None else 2)
    return observed, _expected(margins, itself, sum(margins.values()))


def _alpha(observed_disagreement: float, expected_disagreement: float) -> float:
    if expected_disagreement <= 0:
        raise UndefinedAgreementError("nothing varies, so that chance could not have produced anything else")
    return 1 - observed_disagreement / expected_disagreement


def _apart(coincidences: Coincidences) -> float:
    """The length on which two codes differ."""
    return sum(length for (c, k), length in coincidences.items() if c != k)


def _u_alpha(divided: Continuum) -> float:
    observed, expected = _in_the_continuum(divided)
    return _alpha(_apart(observed), _apart(expected))


def _bar_u_alpha(divided: Continuum) -> float:
    observed, expected = _in_the_continuum(divided)

    def gap_against_units(coincidences: Coincidences) -> float:
        return sum(length for (c, k), length in coincidences.items() if c is None and k is not None)

    return _alpha(gap_against_units(observed), gap_against_units(expected))


def _where_both_marked(units: Continuum) -> tuple[Coincidences, Coincidences]:
    """Observed and expected coincidences of codes, gaps left out (equation 10)."""
    observed = _observed(units)
    margins = _margins(observed)
    if not margins:
        raise UndefinedAgreementError("no two coders marked the same stretch")
    itself: dict[Hashable, float] = defaultdict(float)
    for first, second in permutations(units.values(), 2):
        met: dict[Unit, float] = defaultdict(float)
        for marked, _, length in _shared(first, second):
            met[marked] += length
        for unit, length in met.items():
            itself[unit.code] += length**2 / (len(units) - 1)
    return observed, _expected(margins, itself, sum(margins.values()))


def _cu_alpha(units: Continuum) -> float:
    observed, expected = _where_both_marked(units)
    return _alpha(_apart(observed), _apart(expected))


def _ku_alpha(units: Continuum) -> float:
    """The code True against False (equation 13b)."""
    observed, expected = _where_both_marked(units)
    if True not in _margins(observed):
        raise UndefinedAgreementError("no two coders marked a stretch to which one of them gave it")
    given, by_chance = _margins(observed)[True], _margins(expected)[True]
    apart, apart_by_chance = observed.get((True, False), 0.0), expected.get((True, False), 0.0)
    return _alpha(by_chance * apart, given * apart_by_chance)
