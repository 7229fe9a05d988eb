"""The context of a memo that compares cases: what all, most, some, one or none of them share, and who deviates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.memos.filters import first_upper, listed, md, share_words
from pipeline.memos.sentences import (
    KIND_WORDS,
    UP,
    Around,
    Quote,
    code_link,
    episode_words,
    evidence_link,
    figure,
    governance_words,
    judged_because,
    judgement_words,
    kinds_words,
    presence_words,
    quote,
    quotes,
    sentence,
)
from pipeline.memos.within_case import Entry
from pipeline.stages.findings import Beside, CodeLine, Finding
from pipeline.study import FIRST_STAGE

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
IN_SHORT = {
    "all": "in all",
    "all known": "in all that are known",
    "most": "in most",
    "some": "in some",
    "one": "in one alone",
    "none": "in none",
}
RELATIONS = ("contradict", "complement", "agree", "partners silent")
OWN_VERBS = {
    "affirmed": "tells it",
    "absent": "denies it",
    "wished": "wishes for it",
    "disputed": "disputes it",
}


@dataclass(frozen=True, slots=True)
class Patterns:
    """The codes of one family that all (or most, some, one, none) of the cases show, each in a paragraph."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FamilyAcross:
    """One family: a matrix of codes by cases, then pattern by pattern."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    patterns: tuple[Patterns, ...]


@dataclass(frozen=True, slots=True)
class SourceBeside:
    """A mayor or another source beside the partners: one paragraph a relation."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class StageBody:
    """All that a memo comparing cases lays out. `cases` are rows (case, tier, material, read)."""

    case_names: tuple[str, ...]
    cases: tuple[tuple[str, ...], ...]
    has_tiers: bool
    families: tuple[FamilyAcross, ...]
    at_odds: tuple[Entry, ...]
    governance: tuple[tuple[str, str], ...]
    episodes: tuple[tuple[str, str], ...]
    beside: tuple[SourceBeside, ...]
    questions: tuple[str, ...]


def tier_order(around: Around) -> dict[str | None, int]:
    """Best tier first, by the study's own order; a case without a tier comes last."""
    return {tier: n for n, tier in enumerate(reversed(around.settings.outcome_order))}


def in_order(cases: Sequence[Mapping[str, Any]], around: Around) -> list[Mapping[str, Any]]:
    """Cases (rows with `tier`) from the best tier on, in the study's own order within it."""
    order = tier_order(around)
    return sorted(cases, key=lambda case: order.get(case["tier"], len(order)))


def body_of(finding: Finding, around: Around) -> StageBody:
    """The context of a stage's subject."""
    cases = in_order(finding.tables["cases"], around)
    within = {one.subject: one for one in finding.former if one.stage == FIRST_STAGE}
    shown = [line for family in around.families(finding) for line in finding.family(family)]
    return StageBody(
        case_names=tuple(around.case_name(case["case_id"]) for case in cases),
        cases=tuple(_case_row(case, within[case["case_id"]], around) for case in cases),
        has_tiers=any(case["tier"] for case in cases),
        families=tuple(_family(finding, family, around) for family in around.families(finding)),
        at_odds=tuple(entry for line in shown for entry in _at_odds(line, around)),
        governance=tuple(_histories(finding, cases, around)),
        episodes=tuple(_episodes(finding, cases, around)),
        beside=tuple(_sources_beside(finding, around)),
        questions=tuple(_open_questions(finding, shown, around)),
    )


def in_short(finding: Finding, around: Around) -> Iterator[str]:
    """What the cases share and do not share, in a few sentences."""
    if len(finding.cases) < 2:
        yield f"What is known stands in {listed(case_link(case_id, around) for case_id in finding.cases)}."
        return
    n_patterns = 0
    for family in around.families(finding):
        parts = []
        for presence, words in IN_SHORT.items():
            found = [line for line in finding.family(family) if pattern_of(line) == presence]
            if found:
                parts.append(f"{words} {listed(code_link(line) for line in found)}")
        if parts:
            n_patterns += 1
            yield f"{around.heading(family)}: {'; '.join(parts)}."
    if not n_patterns:
        yield "Too little is known of more than one case to say what they share."
    odd = [line for line in finding.lines if any(case["at_odds"] for case in line.cases)]
    if odd:
        counts = "material" if around.is_interpretive else "counts"
        yield sentence(f"judgement and {counts} part ways on {listed(code_link(line) for line in odd)}")
    against = [one for one in finding.beside if one.relation == "contradict"]
    if against:
        yield sentence(
            f"partners and another source contradict each other on {listed(_beside_link(o) for o in against)}"
        )


def pattern_of(line: CodeLine) -> str:
    """A key of PRESENCES: code_presence's word, told apart where not all cases are known."""
    row = line.presence
    assert row is not None
    if row["presence"] in ("all", "none") and row["n_cases"] < len(line.cases):
        if row["presence"] == "all" and row["n_cases"] == 1:
            return "only known"
        return f"{row['presence']} known"
    return str(row["presence"])


def _beside_link(one: Beside) -> str:
    return f"*{md(one.name)}*"


def case_link(case_id: str, around: Around) -> str:
    """The way to a case's own memo."""
    return f"[{around.case_name(case_id)}]({UP}memos/{FIRST_STAGE}/{case_id}.html)"


def _case_row(case: Mapping[str, Any], within: Finding, around: Around) -> tuple[str, ...]:
    heard = within.heard
    assert heard is not None
    read = f"{len(heard.read_all)} of {heard.n_counted}" if heard.n_counted else "—"
    kinds = kinds_words(heard.kinds) or "none"
    return (case_link(case["case_id"], around), md(case["tier"] or "—"), kinds, read)


def _family(finding: Finding, family: str, around: Around) -> FamilyAcross:
    lines = finding.family(family)
    patterns = []
    for presence, heading in PRESENCES.items():
        found = [line for line in lines if pattern_of(line) == presence]
        if found:
            patterns.append(Patterns(heading, tuple(_patterns(found, around))))
    rows = tuple(
        (
            md(line.name),
            evidence_link(presence_words(line, around), line.figure_id),
            *(_case_cell(case, line.code_id, around) for case in in_order(line.cases, around)),
        )
        for line in lines
    )
    return FamilyAcross(around.heading(family), rows, tuple(patterns))


def _case_cell(case: Mapping[str, Any], code_id: str, around: Around) -> str:
    judged = f"**{judgement_words(case['judgement'])}**; " if case["judgement"] else ""
    return judged + evidence_link(_case_figure(case, around), f"{case['case_id']}/{code_id}")


def _case_figure(case: Mapping[str, Any], around: Around) -> str:
    if around.is_interpretive:
        pairs = (("told", "quotes"), ("denied", "denials"), ("wished for", "wishes"), ("disputed", "disputes"))
        silent = "nobody speaks of it" if case["frequency"]["n_known"] else "not known"
        return listed(word for word, name in pairs if case[name]) or silent
    return figure(case["frequency"], around)


def _patterns(lines: Sequence[CodeLine], around: Around) -> Iterator[Entry]:
    """A paragraph a code; codes that nobody tells, denies or judges share the last one."""
    plain = [
        line
        for line in lines
        if not line.quotes and not line.denials and not any(case["judgement"] for case in line.cases)
    ]
    for line in lines:
        if line not in plain:
            yield _pattern(line, around)
    if plain:
        some = any(case["state"] == "not" for line in plain for case in line.cases)
        end = (
            "nobody tells it where it is known, and nobody denies it" if some else "nothing is known of it in any case"
        )
        yield Entry(f"{listed(code_link(line) for line in plain)}: {end}.")


def _pattern(line: CodeLine, around: Around) -> Entry:
    """One code: who shows it, who does not and why, of whom nothing is known; then quotations from different cases."""
    cases = in_order(line.cases, around)
    showing = [case for case in cases if case["state"] == "shows"]
    against = [case for case in cases if case["state"] == "not"]
    unknown = [case for case in cases if case["state"] == "unknown"]
    parts = []
    if showing:
        parts.append(f"shown by {listed(_shows(case, line, around) for case in showing)}")
    if against:
        word = "deviating: " if showing else ""
        parts.append(word + "; ".join(_deviating(against, line, around)))
    if unknown:
        parts.append(
            f"nothing is known of {listed(around.case_name(case['case_id']) for case in unknown)}{_why(unknown)}"
        )
    text = f"{code_link(line)} — {' '.join(sentence(part) for part in parts)}"
    rows = [case["quotes"][0] for case in showing if case["quotes"]][:3]
    rows += [row for case in cases for row in case["denials"][:1]][:2]
    return Entry(text, tuple(_denial_marked(row) for row in rows))


def _why(unknown: Sequence[Mapping[str, Any]]) -> str:
    judged = [judged_because(case["judgement"]) for case in unknown if case["judgement"]]
    return f" ({'; '.join(judged)})" if judged else ""


def _denial_marked(row: Mapping[str, Any]) -> Quote:
    made = quote(row)
    if row["polarity"] != "absent":
        return made
    mark = f"denial; {made.mark}" if made.mark else "denial"
    return Quote(made.words, made.who, made.where, made.href, mark)


def _shows(case: Mapping[str, Any], line: CodeLine, around: Around) -> str:
    link = _link(case, line, around)
    if case["judgement"]:
        return f"{around.case_name(case['case_id'])} ({judgement_words(case['judgement'])} by judgement; {link})"
    return f"{around.case_name(case['case_id'])} ({link})"


def _deviating(cases: Sequence[Mapping[str, Any]], line: CodeLine, around: Around) -> Iterator[str]:
    """Judged cases one by one with their reasons; the others together, by whether anybody denies it."""
    for case in cases:
        if case["judgement"]:
            name = around.case_name(case["case_id"])
            yield f"{name}, {judged_because(case['judgement'])} ({_link(case, line, around)})"
    for is_denied, words in ((True, "and somebody denies it"), (False, "and nobody denies it")):
        found = [case for case in cases if not case["judgement"] and bool(case["denials"]) == is_denied]
        if found:
            names = listed(f"{around.case_name(case['case_id'])} ({_link(case, line, around)})" for case in found)
            yield f"{names} {'does' if len(found) == 1 else 'do'} not tell it, {words}"


def _link(case: Mapping[str, Any], line: CodeLine, around: Around) -> str:
    return evidence_link(_case_figure(case, around), f"{case['case_id']}/{line.code_id}")


def _at_odds(line: CodeLine, around: Around) -> Iterator[Entry]:
    for case in in_order(line.cases, around):
        if case["at_odds"]:
            name = around.case_name(case["case_id"])
            judged = judged_because(case["judgement"])
            said = "in the material it is" if around.is_interpretive else "the count is"
            text = f"{code_link(line)} in {name}: {judged}; {said} {_link(case, line, around)}."
            yield Entry(text, quotes(case["quotes"][:1]))


def _histories(finding: Finding, cases: Sequence[Mapping[str, Any]], around: Around) -> Iterator[tuple[str, str]]:
    if not finding.tables["governance"]:
        return
    for case in cases:
        rows = [row for row in finding.tables["governance"] if row["case_id"] == case["case_id"]]
        yield around.case_name(case["case_id"]), governance_words(rows) or "—"


def _episodes(finding: Finding, cases: Sequence[Mapping[str, Any]], around: Around) -> Iterator[tuple[str, str]]:
    if not finding.tables["episodes"]:
        return
    for case in cases:
        rows = [row for row in finding.tables["episodes"] if row["case_id"] == case["case_id"]]
        yield around.case_name(case["case_id"]), "; ".join(episode_words(row) for row in rows) or "—"


def _sources_beside(finding: Finding, around: Around) -> Iterator[SourceBeside]:
    for source in finding.tables.get("other:all_transcripts", ()):
        mine = [one for one in finding.beside if one.source["transcript_id"] == source["transcript_id"]]
        kind = KIND_WORDS[source["kind"]][0]
        who = f", {md(source['respondent_id'])}" if source["respondent_id"] else ""
        spoken = [_beside(one, around) for relation in RELATIONS for one in mine if one.relation == relation]
        silent = _silent([one for one in mine if one.relation == "source silent"], around)
        yield SourceBeside(f"{kind} ({md(source['transcript_id'])}{who})", (*spoken, *silent))


def _who(one: Beside) -> str:
    return "the mayor" if one.source["kind"] == "mayor" else "the source"


def _named(ids: Sequence[str], around: Around) -> str:
    return listed(around.case_name(case_id) for case_id in ids)


def _partners_say(one: Beside, around: Around) -> str:
    """`Tarn flood watch tells it and Tarn winter market denies it`; '' where the partners say nothing."""
    parts = []
    if one.affirming:
        parts.append(f"{_named(one.affirming, around)} {'tells' if len(one.affirming) == 1 else 'tell'} it")
    if one.denying:
        parts.append(f"{_named(one.denying, around)} {'denies' if len(one.denying) == 1 else 'deny'} it")
    return listed(parts)


def _beside(one: Beside, around: Around) -> Entry:
    """One code on which a source and the partners stand in some relation; both sides are quoted."""
    polarities = dict.fromkeys(row["polarity"] for row in one.theirs)
    theirs = listed(OWN_VERBS[polarity] for polarity in polarities)
    partners = _partners_say(one, around)
    between = {"contradict": "but", "agree": "and so it is with the partners:"}.get(one.relation, "while")
    said = f"{_who(one)} {theirs}, {between} {partners}" if partners else f"{_who(one)} {theirs}, and no partner does"
    if not partners and (one.unknown or one.silent):
        said = f"{_who(one)} {theirs}; {_silence(one, around)}"
    title = f"**{first_upper(one.relation)} — {md(one.name)}.** "
    return Entry(title + sentence(said), (*quotes(one.theirs), *quotes(one.partners)))


def _silence(one: Beside, around: Around) -> str:
    parts = [f"the partners of {_named(one.silent, around)} say nothing of it"] if one.silent else []
    parts += [f"nothing is known of {_named(one.unknown, around)}"] if one.unknown else []
    return listed(parts)


def _silent(silent: Sequence[Beside], around: Around) -> Iterator[Entry]:
    if not silent:
        return
    told = (
        f"{evidence_link(f'*{md(one.name)}*', _figure_id(one, around))} ({_partners_say(one, around)})"
        for one in silent
    )
    yield Entry(f"**Silent.** {first_upper(_who(silent[0]))} says nothing of {listed(told)}.")


def _figure_id(one: Beside, around: Around) -> str:
    return f"{(*one.affirming, *one.denying)[0]}/{one.code_id}"


def _open_questions(finding: Finding, lines: list[CodeLine], around: Around) -> Iterator[str]:
    unknown: dict[tuple[str, ...], list[CodeLine]] = {}
    for line in lines:
        missing = tuple(case["case_id"] for case in in_order(line.cases, around) if case["state"] == "unknown")
        if missing:
            unknown.setdefault(missing, []).append(line)
    for cases, found in unknown.items():
        yield f"Nothing is known of {_named(cases, around)} for {listed(code_link(line) for line in found)}."
    suggested = [
        line
        for line in lines
        if any(case["frequency"]["n_suggested"] and case["state"] != "shows" for case in line.cases)
    ]
    if suggested and not around.is_interpretive:
        named = listed(code_link(line) for line in suggested)
        yield f"Would unread transcripts change {named}? The machine suggests passages where no reading shows it."
    single = [
        line for line in lines
        if line.presence and line.presence["n_showing"]
        and sum(case["frequency"]["n_respondents"] for case in line.cases if case["state"] == "shows") == 1
    ]  # fmt: skip
    if single:
        each = "it" if len(single) == 1 else "each of them"
        yield f"{listed(code_link(line) for line in single)}: a single voice carries {each}."


def shown_in(lines: Sequence[CodeLine], tier: str | None) -> Mapping[str, tuple[int, int]]:
    """Code -> (cases of a tier that show it, cases of that tier of which it is known)."""
    found = {}
    for line in lines:
        known = [case for case in line.cases if case["tier"] == tier and case["state"] != "unknown"]
        found[line.code_id] = (sum(case["state"] == "shows" for case in known), len(known))
    return found


def share_cell(pair: tuple[int, int]) -> str:
    """`2 of 3`; `not known` where no case of the tier is."""
    return share_words(*pair) if pair[1] else "not known"
