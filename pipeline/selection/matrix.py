"""Which cities have an eligible candidate in the same issues: complete matrices, and what others lack."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, islice
from math import comb

from pipeline.study.dataclass import dataclass

# Sets of issues grow with the binomial coefficient; beyond this the search would not end while somebody waits.
MOST_ISSUE_SETS = 50_000
MOST_SHOWN = 20
MOST_LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cities by issues; `missing` are its (city, issue) without an eligible candidate, none where it is complete."""

    cities: tuple[str, ...]
    issues: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()


class TooManyIssuesError(ValueError):
    """More sets of issues than can be looked through."""


def issue_sets(issues: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    """Every set of n issues, in the order given.

    Raises:
        TooManyIssuesError: There are more than 50,000.
    """
    if comb(len(issues), n) > MOST_ISSUE_SETS:
        raise TooManyIssuesError(f"{comb(len(issues), n)} sets of {n} out of {len(issues)} issues")
    return combinations(issues, n)


def complete_matrices(
    cities: Sequence[str], issues: Sequence[str], has: Mapping[str, Collection[str]], n_cities: int, n_issues: int
) -> tuple[Matrix, ...]:
    """Every complete matrix, earliest cities first, then issues in the order given; 1,000 at most.

    Args:
        cities: In the declared order.
        issues: In their order.
        has: For each city, the issues in which it has an eligible candidate.
    """
    matrices: list[Matrix] = []
    for chosen in issue_sets(issues, n_issues):
        full = [city for city in cities if set(chosen) <= set(has[city])]
        matrices += [
            Matrix(full_cities, chosen) for full_cities in islice(combinations(full, n_cities), MOST_LOOKED_AT)
        ]
        if len(matrices) >= MOST_LOOKED_AT:
            break
    place = {city: n for n, city in enumerate(cities)}
    # Sorting is stable: for the same cities the issues keep the order given.
    return tuple(sorted(matrices, key=lambda matrix: [place[city] for city in matrix.cities]))


def nearest_matrices(
    cities: Sequence[str], issues: Sequence[str], has: Mapping[str, Collection[str]], n_cities: int, n_issues: int
) -> tuple[Matrix, ...]:
    """The matrices that lack the fewest cells, but at least one: each with the cells it lacks; at most 20."""
    best: int | None = None
    matrices: list[Matrix] = []
    place = {city: n for n, city in enumerate(cities)}
    for chosen in issue_sets(issues, n_issues):
        lacking = {city: [issue for issue in chosen if issue not in has[city]] for city in cities}
        # Those that lack least come first, so that what `islice` cuts off lacks more.
        ordered = sorted(cities, key=lambda city: (len(lacking[city]), place[city]))
        for rows in islice(combinations(ordered, n_cities), MOST_LOOKED_AT):
            missing = tuple((city, issue) for city in rows for issue in lacking[city])
            if not missing or (best is not None and len(missing) > best):
                continue
            if best is None or len(missing) < best:
                best, matrices = len(missing), []
            matrices.append(Matrix(tuple(sorted(rows, key=place.__getitem__)), chosen, missing))
    return tuple(sorted(matrices, key=lambda matrix: [place[city] for city in matrix.cities])[:MOST_SHOWN])
