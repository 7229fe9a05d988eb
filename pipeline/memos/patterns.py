"""Pattern by pattern: which cases show a code, which deviate and why, where judgement and counts part ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.memos.entries import Entry
from pipeline.memos.filters import listed, md
from pipeline.memos.sentences import (
    Around,
    Quote,
    code_link,
    evidence_link,
    judged_because,
    quote,
    quotes,
    sentence,
)
from pipeline.memos.sentences import figure as figure_words
from pipeline.stages.findings import CodeLine

PRESENCES = {
    "all": "Shared by all",
    "all known": "Shared by all that are known",
    "only known": "Shown by the only one that is known",
    "most": "Shared by most",
    "some": "Shared by some",
    "one": "In one alone",
    "none": "In none",
    "none known": "In none that is known",
    "unknown": "Not known",
}


NOBODY = ("none", "none known", "unknown")
RECURRING = ("all", "all known", "most")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The codes of one family that all (or most, some, one, none) of the cases show, each in a paragraph."""

    heading: str
    entries: tuple[Entry, ...]


def tier_order(around: Around) -> dict[str | None, int]:
    """Best tier first, by the study's own order; a case without a tier comes last."""
    return {tier: n for n, tier in enumerate(reversed(around.settings.outcome_order))}


def in_order(cases: Sequence[Mapping[str, Any]], around: Around) -> list[Mapping[str, Any]]:
    """Cases (rows with `tier`) from the best tier on, in the study's own order within it."""
    order = tier_order(around)
    return sorted(cases, key=lambda case: order.get(case["tier"], len(order)))


def pattern_of(line: CodeLine) -> str:
    """A key of PRESENCES: code_presence's word, told apart where not all cases are known."""
    row = line.presence
    assert row is not None
    if row["presence"] in ("all", "none") and row["n_cases"] < len(line.cases):
        if row["presence"] == "all" and row["n_cases"] == 1:
            return "only known"
        return f"{row['presence']} known"
    return str(row["presence"])


def case_figure(case: Mapping[str, Any], around: Around, is_short: bool = False) -> str:
    """A case's figure; `is_short` leaves out what the machine suggests in unread transcripts."""
    if around.is_interpretive:
        pairs = (("told", "quotes"), ("denied", "denials"), ("wished for", "wishes"), ("disputed", "disputes"))
        silent = "nobody speaks of it" if case["frequency"]["n_known"] else "not known"
        return listed(word for word, name in pairs if case[name]) or silent
    return figure_words({**case["frequency"], "n_suggested": 0} if is_short else case["frequency"], around)


def patterns_in(lines: Sequence[CodeLine], around: Around, is_wide: bool = False) -> Iterator[Entry]:
    """A paragraph a code; codes that nobody tells, denies or judges share the last one.

    Over many cases (`is_wide`) only codes that all or most show, or that somebody judged, have one; quotations stand
    with the former alone, and the evidence pages hold the rest.
    """
    plain = [
        line
        for line in lines
        if not line.quotes and not line.denials and not any(case["judgement"] for case in line.cases)
    ]
    for line in lines:
        if line not in plain and (not is_wide or _has_paragraph(line)):
            yield _pattern(line, around, is_wide)
    if plain:
        some = any(case["state"] == "not" for line in plain for case in line.cases)
        end = (
            "nobody tells it where it is known, and nobody denies it" if some else "nothing is known of it in any case"
        )
        yield Entry(f"{listed(code_link(line) for line in plain)}: {end}.")


def _has_paragraph(line: CodeLine) -> bool:
    """Whether all or most show it, or a judgement says more than that it is there."""
    words = {case["judgement"]["judgement"] for case in line.cases if case["judgement"]}
    return pattern_of(line) in RECURRING or bool(words - {"present"})


def _pattern(line: CodeLine, around: Around, is_wide: bool) -> Entry:
    """One code: what the matrix does not say of those that show it, who does not and why; then quotations."""
    cases = in_order(line.cases, around)
    showing = [case for case in cases if case["state"] == "shows"]
    against = [case for case in cases if case["state"] == "not"]
    unknown = [case for case in cases if case["state"] == "unknown"]
    parts = []
    if showing:
        parts.append("; ".join(_showing(showing, line, around)))
    if against and not _is_dull(against, showing):
        parts.append("; ".join(_deviating(against, line, around, bool(showing))))
    if unknown:
        parts.append(
            f"nothing is known of {listed(around.case_name(case['case_id']) for case in unknown)}{_why(unknown)}"
        )
    text = f"{code_link(line)} — {' '.join(sentence(part) for part in parts)}"
    if is_wide and pattern_of(line) not in RECURRING:
        return Entry(text)
    told = [row for case in showing for row in case["quotes"][:1]][:3]
    rows = _quotable(told)[:1] if is_wide else told
    denied = [row for case in (*against, *showing) for row in case["denials"]]
    rows += _quotable(denied, but={row["respondent_id"] for row in rows})[:1]
    return Entry(text, tuple(_denial_marked(row) for row in rows))


def _quotable(rows: Sequence[Mapping[str, Any]], but: set[Any] | None = None) -> list[Mapping[str, Any]]:
    """Words that may be printed first, and those of other people than have been heard."""
    return sorted(rows, key=lambda row: (not quote(row).words, row["respondent_id"] in (but or ())))


def _is_dull(against: Sequence[Mapping[str, Any]], showing: Sequence[Mapping[str, Any]]) -> bool:
    """Where few show it, the silence of the others is what the matrix says, unless somebody judged or denied."""
    quiet = not any(case["judgement"] or case["denials"] for case in against)
    return quiet and len(showing) < len(against)


def _why(unknown: Sequence[Mapping[str, Any]]) -> str:
    judged = [judged_because(case["judgement"]) for case in unknown if case["judgement"]]
    return f" ({'; '.join(judged)})" if judged else ""


def _denial_marked(row: Mapping[str, Any]) -> Quote:
    made = quote(row)
    if row["polarity"] != "absent":
        return made
    mark = f"denial; {made.mark}" if made.mark else "denial"
    return Quote(made.words, made.who, made.where, made.href, mark)


def _showing(cases: Sequence[Mapping[str, Any]], line: CodeLine, around: Around) -> Iterator[str]:
    """How far judgement stands behind those that show it, and why some are only mixed; the matrix has each case."""
    judged = [case for case in cases if case["judgement"]]
    mixed = [case for case in judged if case["judgement"]["judgement"] == "mixed"]
    if len(judged) == len(cases):
        yield f"judged {'' if mixed else 'present '}in each that shows it"
    elif judged:
        yield f"judged in {listed(_link(case, line, around) for case in judged)}, elsewhere told and not judged"
    else:
        yield f"told, and not judged, in {listed(_link(case, line, around) for case in cases)}"
    if mixed:
        yield f"only mixed in {listed(_link(case, line, around) + _why_mixed(case) for case in mixed)}"


def _why_mixed(case: Mapping[str, Any]) -> str:
    return f" (“{md(case['judgement']['why'])}”)" if case["judgement"]["why"] else ""


def _deviating(cases: Sequence[Mapping[str, Any]], line: CodeLine, around: Around, has_others: bool) -> Iterator[str]:
    """Judged cases one by one with their reasons; the others together, by whether anybody denies it."""
    start = "not in " if has_others else ""
    for n, case in enumerate(one for one in cases if one["judgement"]):
        yield f"{start if n == 0 else ''}{_link(case, line, around)}, {judged_because(case['judgement'])}"
    for is_denied, words in ((True, "and somebody denies it"), (False, "and nobody denies it")):
        found = [case for case in cases if not case["judgement"] and bool(case["denials"]) == is_denied]
        if found:
            names = listed(_link(case, line, around) for case in found)
            yield f"{names} {'does' if len(found) == 1 else 'do'} not tell it, {words}"


def _link(case: Mapping[str, Any], line: CodeLine, around: Around) -> str:
    """A case's name, leading to its quotations of a code."""
    return evidence_link(f"*{around.case_name(case['case_id'])}*", f"{case['case_id']}/{line.code_id}")


def at_odds(line: CodeLine, around: Around, is_wide: bool = False) -> Iterator[Entry]:
    """Where the judgement of a case and its counts part ways; over many cases all of a code in one line."""
    cases = [case for case in in_order(line.cases, around) if case["at_odds"]]
    if not cases:
        return
    if is_wide:
        yield Entry(f"- {code_link(line)}: {_odd_in_one_line(cases, line, around)}.")
        return
    said = []
    for case in cases:
        figure = evidence_link(case_figure(case, around, True), f"{case['case_id']}/{line.code_id}")
        told = "in the material it is" if around.is_interpretive else "the count is"
        said.append(f"{around.case_name(case['case_id'])}, {judged_because(case['judgement'])}; {told} {figure}")
    text = f"{code_link(line)} in {'. In '.join(said)}."
    yield Entry(text, quotes([row for case in cases for row in case["quotes"][:1]][:1]))


def _odd_in_one_line(cases: Sequence[Mapping[str, Any]], line: CodeLine, around: Around) -> str:
    """`judged present in A ([0 of 4 known, of 5]) and B ([0 of 3 known, of 5])`; the cases' memos say why."""
    by_word: dict[str, list[str]] = {}
    for case in cases:
        figure = evidence_link(case_figure(case, around, True), f"{case['case_id']}/{line.code_id}")
        by_word.setdefault(case["judgement"]["judgement"], []).append(f"{around.case_name(case['case_id'])} ({figure})")
    return "; ".join(f"judged {word} in {listed(found)}" for word, found in by_word.items())
