"""A screening as people read it, and as one JSON object."""

from __future__ import annotations

from pipeline.selection.matrix import Matrix
from pipeline.selection.screen import Screening, Step

MOST_LINES = 6


def screening_as_data(screening: Screening) -> dict[str, object]:
    """Everything in a screening, as JSON gives it."""
    return {
        "n_cities": screening.n_cities,
        "n_cities_kept": len(screening.cities),
        "n_cities_examined": len(screening.examined),
        "n_candidates": len(screening.candidates),
        "n_eligible": sum(candidate.is_eligible for candidate in screening.candidates),
        "n_candidates_not_examined": screening.not_examined,
        "n_candidates_passed_over": screening.passed_over,
        "wanted": {"cities": screening.criteria.n_cities, "issues": screening.criteria.n_issues},
        "city_steps": [_step(step) for step in screening.city_steps],
        "candidate_steps": [_step(step) for step in screening.candidate_steps],
        "cities": [
            {
                "place": city.place,
                "city": city.city,
                "is_examined": city.is_examined,
                # What was not examined has no count, which 0 would be.
                "n_candidates": len(city.candidates) if city.is_examined else None,
                "n_eligible": city.n_eligible if city.is_examined else None,
                "tied_with": list(city.tied_with),
                "candidates": [
                    {
                        "candidate": candidate.candidate,
                        "issue": candidate.issue,
                        "is_eligible": candidate.is_eligible,
                        "reasons": list(candidate.reasons),
                    }
                    for candidate in city.candidates
                ],
            }
            for city in screening.cities
        ],
        "matrix": _matrix(screening, screening.matrices[0]) if screening.matrices else None,
        "tied_matrices": [_matrix(screening, matrix) for matrix in screening.matrices[1:]],
        "others": [_matrix(screening, matrix) for matrix in screening.others],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "criterion": step.words,
        "why": step.why or None,
        "n_before": step.n_before,
        "n_after": step.n_after,
        "n_not_known": sum(dropped.is_unknown for dropped in step.dropped),
        "dropped": [dropped.name for dropped in step.dropped],
    }


def _matrix(screening: Screening, matrix: Matrix) -> dict[str, object]:
    return {
        "cities": list(matrix.cities),
        "issues": list(matrix.issues),
        "cells": [
            {
                "city": city,
                "issue": issue,
                "candidates": [
                    candidate.candidate for candidate in screening.in_cell(city, issue) if candidate.is_eligible
                ],
            }
            for city in matrix.cities
            for issue in matrix.issues
        ],
        "missing": [
            {
                "city": city,
                "issue": issue,
                "screened_out": [
                    {"candidate": candidate.candidate, "reasons": list(candidate.reasons)}
                    for candidate in screening.in_cell(city, issue)
                ],
            }
            for city, issue in matrix.missing
        ],
    }


def screening_as_text(screening: Screening) -> str:
    """The funnel, the cities, the matrix and what others lack, in plain lines."""
    lines = [f"Cities: {screening.n_cities}"]
    lines += _funnel_lines(screening.city_steps)
    wanted = f"{screening.criteria.n_cities} x {screening.criteria.n_issues}"
    lines += [
        "",
        f"{len(screening.cities)} cities in the declared order ({_order(screening)}),",
        f"examined until {wanted} is complete:",
    ]
    for city in screening.examined:
        lines.append(
            f"  {city.place}. {city.city}: {len(city.candidates)} candidates, {city.n_eligible} eligible"
            + _issues(screening, city.city)
        )
    n_left = len(screening.cities) - len(screening.examined)
    lines.append(f"{len(screening.examined)} cities examined" + (f", {n_left} not." if n_left else "."))
    n_eligible = sum(candidate.is_eligible for candidate in screening.candidates)
    lines += ["", f"Candidates in examined cities: {len(screening.candidates)}, eligible: {n_eligible}"]
    lines += _funnel_lines(screening.candidate_steps)
    lines += ["", *_matrix_lines(screening), *_other_lines(screening)]
    return "\n".join(lines) + "\n"


def _order(screening: Screening) -> str:
    keys = [f"{key.column}, largest first" if key.is_descending else key.column for key in screening.criteria.order]
    return "; ".join(keys) or "the file's own"


def _issues(screening: Screening, city: str) -> str:
    issues = sorted(
        {candidate.issue for candidate in screening.candidates if candidate.city == city and candidate.is_eligible}
    )
    return f" ({', '.join(issues)})" if issues else ""


def _funnel_lines(steps: tuple[Step, ...]) -> list[str]:
    lines = []
    for step in steps:
        unknown = sum(dropped.is_unknown for dropped in step.dropped)
        of_these = f"; {unknown} of them because it is not known" if unknown else ""
        why = f" — {step.why}" if step.why else ""
        lines.append(f"  {step.n_before} -> {step.n_after}  {step.words}{why} ({len(step.dropped)} left out{of_these})")
    return lines


def _matrix_lines(screening: Screening) -> list[str]:
    wanted = f"{screening.criteria.n_cities} x {screening.criteria.n_issues}"
    if not screening.matrices:
        return [f"No matrix of {wanted} is complete, though every city that was kept was examined."]
    first = screening.matrices[0]
    lines = [f"First complete matrix, {wanted}: {', '.join(first.cities)} x {', '.join(first.issues)}"]
    for city in first.cities:
        for issue in first.issues:
            names = [candidate.candidate for candidate in screening.in_cell(city, issue) if candidate.is_eligible]
            choice = f" ({len(names)} eligible: the team chooses)" if len(names) > 1 else ""
            lines.append(f"  {city}, {issue}: {', '.join(names)}{choice}")
    if len(screening.matrices) > 1:
        lines.append(
            f"{len(screening.matrices)} matrices were complete at once; the declared order decides. The others:"
        )
        lines += [f"  {', '.join(matrix.cities)} x {', '.join(matrix.issues)}" for matrix in screening.matrices[1:]]
    return lines


def _other_lines(screening: Screening) -> list[str]:
    if not screening.others:
        return []
    n = len(screening.others[0].missing)
    lines = ["", f"What would complete others (lacking {n} {'cell' if n == 1 else 'cells'} each):"]
    for matrix in screening.others[:MOST_LINES]:
        lines.append(f"  {', '.join(matrix.cities)} x {', '.join(matrix.issues)}")
        for city, issue in matrix.missing:
            screened_out = [
                f"{candidate.candidate} ({'; '.join(candidate.reasons)})"
                for candidate in screening.in_cell(city, issue)
            ]
            lines.append(f"    lacks {city}, {issue}: {'; '.join(screened_out) if screened_out else 'no candidate'}")
    if len(screening.others) > MOST_LINES:
        lines.append(f"  and {len(screening.others) - MOST_LINES} more: see --json")
    return lines
