"""Boolean minimization: which shortest expressions cover the sufficient rows of a truth table.

A term is a tuple with one entry a condition: 1 present, 0 absent, None not part of the term.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.statistics.errors import TooManyModelsError

Term = tuple[int | None, ...]
Row = tuple[int, ...]

LARGEST_SEARCH = 500_000


def minimize(sufficient: Iterable[Row], may_help: Iterable[Row] = ()) -> list[tuple[Term, ...]]:
    """All tied models: every smallest set of prime implicants that covers the sufficient rows.

    Args:
        sufficient: Rows that must be covered.
        may_help: Rows that may be covered (remainders).

    Returns:
        Models of equally many terms, in a fixed order; none where nothing is sufficient.

    Raises:
        TooManyModelsError: The search is larger than can be listed.

    Source:
        Quine (1952), McCluskey (1956); tied models as in R's QCA: Dușa & Thiem (2015).
    """
    # Sorted, so that tied models come in the same order in every run.
    rows = sorted(set(sufficient))
    if not rows:
        return []
    primes = prime_implicants(rows, may_help)
    covers = {prime: frozenset(row for row in rows if contains(prime, row)) for prime in primes}
    # A prime implicant of remainders alone explains no case.
    useful = [prime for prime in primes if covers[prime]]
    return _smallest_covers(rows, useful, covers)


def prime_implicants(rows: Iterable[Row], may_help: Iterable[Row] = ()) -> list[Term]:
    """The terms that cannot lose a condition without covering a row outside `rows` and `may_help`."""
    current: set[Term] = {*rows, *may_help}
    primes: set[Term] = set()
    while current:
        merged: set[Term] = set()
        shorter: set[Term] = set()
        for term in current:
            for place, value in enumerate(term):
                if value is not None and _with(term, place, 1 - value) in current:
                    merged.add(term)
                    shorter.add(_with(term, place, None))
        primes |= current - merged
        current = shorter
    return sorted(primes, key=order_key)


def contains(term: Term, other: Term) -> bool:
    """Whether every case of `other` is a case of `term`."""
    return all(value is None or value == there for value, there in zip(term, other, strict=True))


def order_key(term: Term) -> tuple[int, ...]:
    """A total order of terms: presence first, then absence, then not part of it, condition by condition."""
    return tuple(2 if value is None else 1 - value for value in term)


def _with(term: Term, place: int, value: int | None) -> Term:
    """The term with one entry changed."""
    return (*term[:place], value, *term[place + 1 :])


def _smallest_covers(
    rows: Sequence[Row], primes: Sequence[Term], covers: dict[Term, frozenset[Row]]
) -> list[tuple[Term, ...]]:
    """Every set of as few primes as possible that covers all rows."""
    search = _Search(primes, covers)
    # From one term up: the first size that covers everything is the smallest.
    for size in range(1, len(rows) + 1):
        search.extend(frozenset(rows), (), size)
        if search.models:
            return sorted(search.models, key=lambda model: [order_key(term) for term in model])
    return []


class _Search:
    """Depth-first search for covers of one size: always branches on the row that fewest primes cover."""

    def __init__(self, primes: Sequence[Term], covers: dict[Term, frozenset[Row]]) -> None:
        self.primes = primes
        self.covers = covers
        self.widest = max((len(rows) for rows in covers.values()), default=0)
        self.models: set[tuple[Term, ...]] = set()
        self.n_steps = 0

    def extend(self, left: frozenset[Row], chosen: tuple[Term, ...], n_more: int) -> None:
        """Add `n_more` primes to `chosen` so that nothing is left."""
        self.n_steps += 1
        if self.n_steps > LARGEST_SEARCH:
            raise TooManyModelsError("there are more tied models than can be listed; use fewer conditions")
        if not left:
            self.models.add(tuple(sorted(chosen, key=order_key)))
            return
        # Even if each further prime covered as many rows as the widest one, rows would be left.
        if n_more == 0 or len(left) > n_more * self.widest:
            return
        choices = [[prime for prime in self.primes if row in self.covers[prime]] for row in sorted(left)]
        for prime in min(choices, key=len):
            self.extend(left - self.covers[prime], (*chosen, prime), n_more - 1)
