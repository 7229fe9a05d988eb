"""A screening as people read it, and as one JSON object."""

from __future__ import annotations

from typing import Any

from pipeline.selection.matrix import Matrix
from pipeline.selection.screen import Screening, Step

MOST_LINES = 6


def screening_as_data(screening: Screening) -> dict[str, Any]:
    """Everything in a screening, as JSON gives it."""
    return {
        "n_cities": screening.n_cities,
        "n_cities_kept": len(screening.cities),
        "n_cities_examined": len(screening.examined),
        "n_candidates": len(screening.candidates),
        "n_eligible": sum(one.is_eligible for one in screening.candidates),
        "n_candidates_not_examined": screening.not_examined,
        "n_candidates_passed_over": screening.passed_over,
        "wanted": {"cities": screening.criteria.n_cities, "issues": screening.criteria.n_issues},
        "city_steps": [_step(one) for one in screening.city_steps],
        "candidate_steps": [_step(one) for one in screening.candidate_steps],
        "cities": [
            {
                "place": one.place,
                "city": one.city,
                "is_examined": one.is_examined,
                "n_candidates": len(one.candidates) if one.is_examined else None,
                "n_eligible": one.n_eligible if one.is_examined else None,
                "tied_with": list(one.tied_with),
                "candidates": [
                    {
                        "candidate": each.candidate,
                        "issue": each.issue,
                        "is_eligible": each.is_eligible,
                        "reasons": list(each.reasons),
                    }
                    for each in one.candidates
                ],
            }
            for one in screening.cities
        ],
        "matrix": _matrix(screening, screening.matrices[0]) if screening.matrices else None,
        "tied_matrices": [_matrix(screening, one) for one in screening.matrices[1:]],
        "others": [_matrix(screening, one) for one in screening.others],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "criterion": step.words,
        "why": step.why or None,
        "n_before": step.n_before,
        "n_after": step.n_after,
        "n_not_known": sum(one.is_unknown for one in step.dropped),
        "dropped": [one.name for one in step.dropped],
    }


def _matrix(screening: Screening, matrix: Matrix) -> dict[str, Any]:
    return {
        "cities": list(matrix.cities),
        "issues": list(matrix.issues),
        "cells": [
            {
                "city": city,
                "issue": issue,
                "candidates": [one.candidate for one in screening.in_cell(city, issue) if one.is_eligible],
            }
            for city in matrix.cities
            for issue in matrix.issues
        ],
        "missing": [
            {
                "city": city,
                "issue": issue,
                "screened_out": [
                    {"candidate": one.candidate, "reasons": list(one.reasons)} for one in screening.in_cell(city, issue)
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
    for one in screening.examined:
        lines.append(
            f"  {one.place}. {one.city}: {len(one.candidates)} candidates, {one.n_eligible} eligible"
            + _issues(screening, one.city)
        )
    n_left = len(screening.cities) - len(screening.examined)
    lines.append(f"{len(screening.examined)} cities examined" + (f", {n_left} not." if n_left else "."))
    n_eligible = sum(one.is_eligible for one in screening.candidates)
    lines += ["", f"Candidates in examined cities: {len(screening.candidates)}, eligible: {n_eligible}"]
    lines += _funnel_lines(screening.candidate_steps)
    lines += ["", *_matrix_lines(screening), *_other_lines(screening)]
    return "\n".join(lines) + "\n"


def _order(screening: Screening) -> str:
    keys = [f"{key.column}, largest first" if key.is_descending else key.column for key in screening.criteria.order]
    return "; ".join(keys) or "the file's own"


def _issues(screening: Screening, city: str) -> str:
    found = sorted({one.issue for one in screening.candidates if one.city == city and one.is_eligible})
    return f" ({', '.join(found)})" if found else ""


def _funnel_lines(steps: tuple[Step, ...]) -> list[str]:
    found = []
    for step in steps:
        unknown = sum(one.is_unknown for one in step.dropped)
        said = f"; {unknown} of them because it is not known" if unknown else ""
        why = f" — {step.why}" if step.why else ""
        found.append(f"  {step.n_before} -> {step.n_after}  {step.words}{why} ({len(step.dropped)} left out{said})")
    return found


def _matrix_lines(screening: Screening) -> list[str]:
    wanted = f"{screening.criteria.n_cities} x {screening.criteria.n_issues}"
    if not screening.matrices:
        return [f"No matrix of {wanted} is complete, though every city that was kept was examined."]
    first = screening.matrices[0]
    found = [f"First complete matrix, {wanted}: {', '.join(first.cities)} x {', '.join(first.issues)}"]
    for city in first.cities:
        for issue in first.issues:
            names = [one.candidate for one in screening.in_cell(city, issue) if one.is_eligible]
            choice = f" ({len(names)} eligible: the team chooses)" if len(names) > 1 else ""
            found.append(f"  {city}, {issue}: {', '.join(names)}{choice}")
    if len(screening.matrices) > 1:
        found.append(
            f"{len(screening.matrices)} matrices were complete at once; the declared order decides. The others:"
        )
        found += [f"  {', '.join(one.cities)} x {', '.join(one.issues)}" for one in screening.matrices[1:]]
    return found


def _other_lines(screening: Screening) -> list[str]:
    if not screening.others:
        return []
    n = len(screening.others[0].missing)
    found = ["", f"What would complete others (lacking {n} {'cell' if n == 1 else 'cells'} each):"]
    for one in screening.others[:MOST_LINES]:
        found.append(f"  {', '.join(one.cities)} x {', '.join(one.issues)}")
        for city, issue in one.missing:
            out = [f"{each.candidate} ({'; '.join(each.reasons)})" for each in screening.in_cell(city, issue)]
            found.append(f"    lacks {city}, {issue}: {'; '.join(out) if out else 'no candidate'}")
    if len(screening.others) > MOST_LINES:
        found.append(f"  and {len(screening.others) - MOST_LINES} more: see --json")
    return found
