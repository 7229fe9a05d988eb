"""How success was rated: tiers by the design, who gave them, how far authors agreed, what indicators say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from pipeline.comparison.measures import as_number, tidy
from pipeline.comparison.success import AuthorsAgreement, CaseSuccess, Judged, Success
from pipeline.corpus.quotable import NOT_QUOTED
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.store.rows import Indicator, ParticipantRow, Rating
from pipeline.study.dataclass import dataclass
from pipeline.study.records import says_no
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed, number_word, plural

MOVED = {"as wanted": "as wanted", "against": "against what was wanted", "same": "not at all"}


@dataclass(frozen=True, slots=True)
class TierTable:
    """Cases by the first two attributes of the design: `heads`, then rows of the first's value and its cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SuccessBody:
    """Laid out by success.md.j2; `tiers` is None where no case has one."""

    word: str
    tiers: TierTable | None
    inputs: tuple[tuple[str, ...], ...]
    agreement: str
    cautions: tuple[tuple[str, str], ...]
    met: str
    moved: str
    has_figure: bool


@dataclass(frozen=True, slots=True)
class SuccessPage:
    """Laid out by success_page.md.j2: every input beside the others, in the raters' own words."""

    word: str
    is_fiction: bool
    inputs: tuple[tuple[str, ...], ...]
    spectrum_heads: tuple[str, ...]
    spectrum: tuple[tuple[str, ...], ...]
    reconciled: tuple[tuple[str, ...], ...]
    untold: str
    pairs: str
    indicators: tuple[tuple[str, ...], ...]
    proud: tuple[str, ...]


def success_body(compared: Compared) -> SuccessBody | None:
    """The memo's section; None where neither a tier nor an input of one is on file."""
    say, success = compared.say, compared.comparison.success
    if not say.m.tiers and not say.m.rows(Rating) and not say.m.rows(Indicator):
        return None
    cases = say.best_first(success.cases)
    return SuccessBody(
        say.word,
        tier_table(say) if say.m.tiers else None,
        tuple(
            (
                say.case(case.case_id),
                say.tier(case.tier),
                _placed(case.mayors, say),
                _placed(case.leaders, say),
                _placed(case.authors, say),
                _members(case, say),
            )
            for case in cases
        ),
        _agreement(success.agreement, say),
        tuple((say.case(case.case_id), "; ".join(map(md, case.cautions))) for case in cases if case.cautions),
        when_they_met(compared),
        _moved(success, say),
        "comparison-tiers.svg" in compared.figures,
    )


def success_page(compared: Compared) -> SuccessPage:
    """The page beside the memo."""
    say, success = compared.say, compared.comparison.success
    pairs = success.agreement.pairs if success.agreement and say.has_coefficients else ()
    return SuccessPage(
        say.word,
        say.m.settings.fiction,
        tuple(
            (
                say.case(case.case_id),
                say.tier(case.tier),
                _judged(case.mayors, say),
                _judged(case.leaders, say),
                _judged(case.authors, say),
                _members(case, say),
            )
            for case in success.cases
        ),
        (say.word, *map(md, _placing(compared.context)), "spread", "tier"),
        tuple(_spectrum(compared)),
        tuple(_reconciled(compared)),
        _untold(compared),
        "; ".join(f"{md(a)}–{md(b)} {'undefined' if kappa is None else f'{kappa:.2f}'}" for a, b, kappa in pairs),
        tuple(_indicators(success, say)),
        tuple(_proud(success, say)),
    )


def _placing(context: MemoContext) -> tuple[str, ...]:
    """Authors who placed cases on the spectrum, in the order of the file."""
    return tuple(dict.fromkeys(row["author"] for row in context.reasoning.get("spectrum", ())))


def _spectrum(compared: Compared) -> Iterator[tuple[str, ...]]:
    """A row a case that an author placed before there were tiers, the highest mean place first."""
    say, authors = compared.say, _placing(compared.context)
    places: dict[str, dict[str, float]] = {}
    for row in compared.context.reasoning.get("spectrum", ()):
        place = as_number(row["place"])
        if place is not None:
            places.setdefault(row["case_id"], {})[row["author"]] = place
    for case_id in sorted(places, key=lambda name: (-fmean(places[name].values()), name)):
        given = places[case_id]
        low, high = min(given.values()), max(given.values())
        spread = "—" if len(given) < 2 else "none" if low == high else f"{tidy(low)} to {tidy(high)}"
        cells = [tidy(given[author]) if author in given else "—" for author in authors]
        yield say.case(case_id), *cells, spread, say.tier(say.m.tiers.get(case_id))


def _reconciled(compared: Compared) -> Iterator[tuple[str, ...]]:
    """A row a move: case, author, from, to, the author's own reason."""
    say = compared.say
    for row in compared.context.reasoning.get("reconciliation", ()):
        why = f"“{md(row['why'])}”" if row["why"] else "no reason is written"
        # A move to another tier than the one that stands was not the last word.
        tier = say.m.tiers.get(row["case_id"])
        elsewhere = f" (the tier is {md(tier)})" if tier and row["to"] != tier else ""
        yield say.case(row["case_id"]), md(row["author"]), md(row["from"]) or "—", md(row["to"]) + elsewhere, why


def _untold(compared: Compared) -> str:
    """Placements that differ from the tier and of which nobody wrote how they came to move; '' where none."""
    say = compared.say
    told = {(row["case_id"], row["author"]) for row in compared.context.reasoning.get("reconciliation", ())}
    left = [
        f"{md(person.rater)} on {say.case(case.case_id)}"
        for case in compared.comparison.success.cases
        for person in case.authors
        if case.tier and person.tier and person.tier != case.tier and (case.case_id, person.rater) not in told
    ]
    return f"Placed otherwise, and nobody wrote how that was settled: {listed(left)}." if left else ""


def when_they_met(compared: Compared) -> str:
    """`Six placements moved when the authors met (amado 3, thorne 3): why, …`; '' without such a file."""
    moves = compared.context.reasoning.get("reconciliation", ())
    if not moves:
        return ""
    page = f"[in their own words]({UP}memos/cross-case/success.html#who-moved-when-the-authors-met)"
    if not compared.say.has_shares:
        return f"Why placements moved when the authors met stands {page}."
    by_author = Counter(md(row["author"]) for row in moves)
    who = ", ".join(f"{author} {n}" for author, n in by_author.items())
    n = first_upper(number_word(len(moves)))
    placements = "placement" if len(moves) == 1 else "placements"
    return f"{n} {placements} moved when the authors met ({who}): why, {page}."


def tier_table(say: Phrases) -> TierTable:
    """Tiers by design, each as marks and word; a cell of the design without a case says so."""
    m = say.m
    # A page has two directions; further attributes stand in cases.csv.
    attributes = m.attributes[:2]
    if not attributes:
        rows = tuple((say.case(case_id), say.tier(m.tiers.get(case_id))) for case_id in m.cases)
        return TierTable((say.word, "tier"), rows)
    down = m.held(attributes[0])
    across = m.held(attributes[1]) if len(attributes) > 1 else dict.fromkeys(m.cases, "tier")
    columns = sorted(set(across.values()))

    def cell(value: str, column: str) -> str:
        there = [case_id for case_id in m.cases if (down[case_id], across[case_id]) == (value, column)]
        # A missing cell is part of the design, and said.
        return "; ".join(map(say.case_tier, there)) or "no such case"

    values = sorted(set(down.values()))
    by_value = tuple((md(value), *(cell(value, column) for column in columns)) for value in values)
    return TierTable((md(attributes[0]), *map(md, columns)), by_value)


def _placed(people: Sequence[Judged], say: Phrases) -> str:
    """Tiers that people gave, without their words: `all three: more`; `2 less, 1 more`; names stand beside."""
    tiers = [person.tier or "no tier" for person in people]
    if not people:
        return "—"
    if len(people) == 1:
        return md(tiers[0])
    if len(set(tiers)) == 1:
        return f"all {number_word(len(people))}: {md(tiers[0])}"
    if not say.has_shares:
        return ", ".join(f"{md(person.rater)} {md(tier)}" for person, tier in zip(people, tiers, strict=True))
    return ", ".join(f"{n} {md(tier)}" for tier, n in Counter(tiers).most_common())


def _own_words(rater: str, words: str, say: Phrases) -> str:
    """What a rater wrote, in quotation marks; marked where participants.csv says that this person may not be quoted."""
    # A rater who is also a respondent keeps the consent that was given as one.
    is_closed = any(says_no(row.may_quote) for row in say.m.tables.rows(ParticipantRow) if row.respondent_id == rater)
    return f"“{md(words)}”" + (f" *({NOT_QUOTED})*" if is_closed else "")


def _judged(people: Sequence[Judged], say: Phrases) -> str:
    """`wexler: more; amado: less`; a dash where nobody."""
    parts = []
    for person in people:
        # A tier is what the comparison uses; the rating stands in where nobody gave one.
        rating = f", {tidy(person.rating)} of 10" if person.rating is not None and not person.tier else ""
        is_shown = person.reason and len(people) == 1
        reason = f" ({_own_words(person.rater, person.reason, say)})" if is_shown else ""
        parts.append(f"{md(person.rater)}: {md(person.tier) if person.tier else 'no tier'}{rating}{reason}")
    return "; ".join(parts) or "—"


def _members(case: CaseSuccess, say: Phrases) -> str:
    """`5 ratings, median 8, 7 to 9`; the range alone where readings only are wanted."""
    if not case.n_members or case.low is None or case.high is None or case.median is None:
        return "—"
    spread = f"{tidy(case.low)} to {tidy(case.high)}" if case.low < case.high else f"all {tidy(case.low)}"
    if not say.has_shares:
        return spread
    return f"{plural(case.n_members, 'rating')}, median {tidy(case.median)}, {spread}"


def _agreement(agreement: AuthorsAgreement | None, say: Phrases) -> str:
    """How far authors agreed before they met."""
    if agreement is None:
        return (
            "Fewer than two authors' own placements are on file (success/ratings.csv, role author): how far they "
            "agreed before they met cannot be told."
        )
    moved = f"{plural(agreement.n_moved, 'single placement')} differ{'s' if agreement.n_moved == 1 else ''}"
    if not say.has_coefficients:
        return (
            f"{len(agreement.authors)} authors placed the cases alone and then met; {moved} from the reconciled tier. "
            "What was discussed stands in the notes of the team."
        )
    alpha = f"No alpha: {md(agreement.why)}"
    if agreement.alpha is not None:
        alpha = f"Krippendorff's ordinal alpha {agreement.alpha:.2f}"
    return (
        "**Agreement of authors before they met** (this software's addition: the study reports none). "
        f"{alpha}, {len(agreement.authors)} authors, {plural(agreement.n_cases, say.m.settings.case)} "
        f"([pair by pair]({UP}memos/cross-case/success.html#who-agreed-before-they-met)). "
        f"{moved} from the reconciled tier. "
        "With so few cases one placement moves these numbers much."
    )


def _moved(success: Success, say: Phrases) -> str:
    """Which way outcome indicators moved."""
    # Proxies and guardrails are no outcomes: their movement is not summed with these.
    moved = [row.moved for case in success.cases for row in case.indicators if row.role == "outcome"]
    if not moved:
        return "No archival indicators are on file (success/indicators.csv)."
    if not say.has_shares:
        return "Archival indicators stand beside."
    parts = [f"{moved.count(word)} moved {said}" for word, said in MOVED.items() if moved.count(word)]
    known = f"Of {plural(len(moved), 'archival outcome indicator')} {listed(parts)}"
    # Not known is not "not at all".
    unknown = moved.count("unknown")
    if not unknown:
        return f"{known}."
    if not parts:
        which = "the one archival outcome indicator" if unknown == 1 else f"{unknown} archival outcome indicators"
        return f"Which way {which} moved is not known."
    return f"{known}; which way {unknown} moved is not known."


def _indicators(success: Success, say: Phrases) -> Iterator[tuple[str, ...]]:
    for case in success.cases:
        for indicator in case.indicators:
            yield (
                say.case(case.case_id),
                md(indicator.name) + (f" ({md(indicator.unit)})" if indicator.unit else ""),
                md(indicator.role),
                md(indicator.direction) or "—",
                " → ".join(map(md, indicator.values)),
                "not known" if indicator.moved == "unknown" else indicator.moved,
            )


def _proud(success: Success, say: Phrases) -> Iterator[str]:
    """A line a case: what its people are proudest of, and why."""
    for case in success.cases:
        said = []
        for person in case.proud:
            role = f" ({md(person.role)})" if person.role != "member" else ""
            why = f" because {_own_words(person.rater, person.why, say)}" if person.why else ""
            said.append(f"{md(person.rater)}{role} {_own_words(person.rater, person.proud_of, say)}{why}")
        if said:
            yield f"{say.case(case.case_id)}: {'; '.join(said)}."
