"""What all cases of one city (or issue, or whatever the design holds constant) show and no other case does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.memos.filters import listed, md, plural
from pipeline.memos.sentences import Around, code_link
from pipeline.stages.findings import CodeLine, Finding

LEAST = 2


def design_patterns(finding: Finding, lines: Sequence[CodeLine], around: Around) -> Iterator[str]:
    """A sentence for each code and value of a design attribute that go together without exception.

    The value must have two cases or more, all of them known; elsewhere at least two must be known. Both directions
    are looked for: shown by all of these and none elsewhere, or by none of these and all elsewhere.
    """
    found: list[str] = []
    looked: list[str] = []
    for attribute in dict.fromkeys(around.settings.design.values()):
        value_of = {row["case_id"]: row.get(attribute) for row in finding.tables["cases"]}
        values = [one for one in dict.fromkeys(value_of.values()) if one]
        values = [one for one in values if sum(value == one for value in value_of.values()) >= LEAST]
        if len(set(value_of.values())) < LEAST or not values:
            continue
        looked.append(f"{plural(len(values), 'value')} of {md(attribute)}")
        found += [
            said for value in values for line in lines for said in _said(line, attribute, str(value), value_of, around)
        ]
    yield from found
    if found:
        yield (
            f"{plural(len(lines), 'code')} looked at for {listed(looked)}: where so many are looked at, one can fit by "
            "chance; and what all of one place share cannot be told from the place itself."
        )


def _said(line: CodeLine, attribute: str, value: str, value_of: Mapping[str, Any], around: Around) -> Iterator[str]:
    inside = [case["state"] for case in line.cases if value_of.get(case["case_id"]) == value]
    elsewhere = [case["state"] for case in line.cases if value_of.get(case["case_id"]) != value]
    known = [state for state in elsewhere if state != "unknown"]
    if len(inside) < LEAST or len(known) < LEAST or "unknown" in inside:
        return
    is_shown, is_shown_elsewhere = set(inside) == {"shows"}, set(known) == {"shows"}
    if not (is_shown or is_shown_elsewhere) or set(inside) & set(known):
        return
    where = f"{md(value)} ({md(attribute)})"
    unknown = len(elsewhere) - len(known)
    rest = f"{len(known)} {'known ' if unknown else ''}elsewhere"
    grounds = _grounds(line)
    if not is_shown and len(set(value_of.values())) == LEAST:
        return  # the other value says it already
    if is_shown:
        said = f"shows in all {len(inside)} of {where} and in none of the {rest}"
    else:
        said = f"shows in none of the {len(inside)} of {where} and in all {rest}"
    if around.is_interpretive:
        some = ("in all", "none") if is_shown else ("in none", "all")
        said = f"shows {some[0]} of {where} and in {some[1]} {'known ' if unknown else ''}elsewhere"
    yield f"{code_link(line)} {said}{grounds}."


def _grounds(line: CodeLine) -> str:
    """Whether the team judged it, or only counts stand behind it."""
    shown = [case for case in line.cases if case["state"] == "shows"]
    judged = [case for case in shown if case["judgement"]]
    if len(judged) == len(shown):
        return ", as the team judged"
    return ", by what is told alone: the team has judged none of them" if not judged else ", partly by what is told"
