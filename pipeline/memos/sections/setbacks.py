"""Setbacks, answers and trust: the memo's table, and the page with every account, candidate, win and target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.comparison.loops import BLAMING, LEARNING, CaseLoops, Episode, Loops
from pipeline.comparison.targets import Laid
from pipeline.memos.quotes import Quote, quotes
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed, plural, share_words
from pipeline.wording.vocabulary import ONE_VOICE, TRUST, answered

KINDS_OF_ACCOUNT = ("setback", "learning", "blaming", "denied", "other")
MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class SetbacksBody:
    """Laid out by setbacks.md.j2: rows of case, tier, and its setbacks in order."""

    word: str
    ways: str
    has_figure: bool
    rows: tuple[tuple[str, ...], ...]
    read_twice: str
    differing: tuple[str, ...]
    laid: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Account:
    """Who tells one part of an answer, and their words."""

    name: str
    tellers: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DifferingAccounts:
    """One setback that is read or told differently; `untied` quotations stand where no row names a coding."""

    title: str
    reading: str
    accounts: tuple[Account, ...]
    is_tied: bool
    untied: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class SetbacksPage:
    """Laid out by setbacks_page.md.j2."""

    word: str
    is_fiction: bool
    is_unchecked: bool
    rows: tuple[tuple[str, ...], ...]
    differing: tuple[DifferingAccounts, ...]
    candidates: tuple[str, ...]
    win_heads: tuple[str, ...]
    wins: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...]
    variants: str


def setbacks_body(compared: Compared) -> SetbacksBody | None:
    """The memo's section; None where no episode is on file and no coding suggests one."""
    say, loops = compared.say, compared.comparison.loops
    if not loops.n_episodes and not any(case.candidates for case in loops.cases):
        return None
    return SetbacksBody(
        say.word,
        _ways(loops) if loops.n_episodes and say.has_shares else "",
        "comparison-loops.svg" in compared.figures,
        tuple(
            (say.case(case.case_id), say.tier(say.m.tiers.get(case.case_id)), _path(case, say))
            for case in say.best_first(loops.cases)
        )
        if loops.n_episodes
        else (),
        _read_twice(loops, say) if loops.n_episodes else "",
        tuple(_differing(loops, say)),
        _laid(compared.comparison.targets.cells, say) if compared.comparison.targets.cells else "",
        _proposed(loops, say),
    )


def setbacks_page(compared: Compared) -> SetbacksPage:
    """The page beside the memo."""
    say, loops = compared.say, compared.comparison.loops
    with_path = [case for case in loops.cases if case.win_path]
    return SetbacksPage(
        say.word,
        say.m.settings.fiction,
        compared.context.is_unchecked,
        tuple(_episode_row(case, episode, say) for case in say.best_first(loops.cases) for episode in case.episodes),
        tuple(
            _accounts(case, episode, say)
            for case in loops.cases
            for episode in case.episodes
            if episode.is_contradicted
        ),
        tuple(_candidates(loops, say)),
        (say.word, *(md(name) for _, name, _ in with_path[0].win_path), "wins in events.csv") if with_path else (),
        tuple(
            (
                say.case(case.case_id),
                *(say.tellers(who) if who.respondents else "—" for _, _, who in case.win_path),
                str(case.n_wins),
            )
            for case in loops.cases
        )
        if with_path
        else (),
        tuple(_target_row(cell, say) for cell in compared.comparison.targets.cells),
        "; ".join(listed((f"“{md(name)}”" for name in some), "or") for some in compared.comparison.targets.variants),
    )


def ways_of_setbacks(compared: Compared) -> str:
    """What to see in the figure of the loops: `of 20 setbacks 8 answered with learning, trust grew; … 4 otherwise.`"""
    loops = compared.comparison.loops
    if not loops.n_episodes or not compared.say.has_shares:
        return "each setback, its answer, trust after it."
    ways = sorted(loops.edges.items(), key=lambda item: -item[1])
    # All of three, or the two widest and how many the rest are.
    told = ways if len(ways) <= 3 else ways[:2]
    parts = []
    for (answer, trust), n in told:
        how = "read differently by analysts" if answer == "differing" else answered(answer)
        after = f", {TRUST[trust]}" if trust in TRUST else ""
        parts.append(f"{n} {how}{after}")
    rest = sum(n for _, n in ways[len(told) :])
    parts += [f"{rest} otherwise"] if rest else []
    return f"of {plural(loops.n_episodes, 'setback')} {'; '.join(parts)}."


def _ways(loops: Loops) -> str:
    """How many episodes went each way, the widest way first."""
    ways = sorted(loops.edges.items(), key=lambda item: -item[1])
    parts = []
    for (answer, trust), n in ways[:2]:
        # Readings that differ on trust have no word of TRUST.
        after = f" and {TRUST[trust]}" if trust in TRUST else ""
        how = "read differently by analysts" if answer == "differing" else answered(answer)
        parts.append(f"{n} {'was' if n == 1 else 'were'} {how}{after}")
    rest = sum(n for _, n in ways[2:])
    parts += [f"{rest} went another way, as the table says"] if rest else []
    many = plural(loops.n_episodes, "episode")
    return f"Of {many}, by the analysts’ reading, {listed(parts)} (counts are this software's addition)."


def _read_twice(loops: Loops, say: Phrases) -> str:
    """How many setbacks two analysts read, and where they differ on the answer."""
    episodes = [episode for case in loops.cases for episode in case.episodes]
    twice = [episode for episode in episodes if len({by for by, _ in episode.responses}) > 1]
    cases = [case.case_id for case in loops.cases if any(episode.response is None for episode in case.episodes)]
    differ = f"Analysts differ on an answer in {say.named(cases)}." if cases else ""
    if not say.has_shares:
        return differ
    if not twice:
        return f"{differ} No setback was read by two analysts: how far they would agree is not known.".strip()
    n, answers = len(twice), sum(episode.response is None for episode in twice)
    trust = sum(episode.response is not None and len(set(episode.trust)) > 1 for episode in twice)
    said = f"{share_words(n, len(episodes))} {'was' if n == 1 else 'were'} read by two analysts or more"
    said += f", who differ on the answer to {answers}" if answers else ", who agree on the answer"
    said += f" and on trust after {'another' if trust == 1 else f'{trust} others'}" if trust else ""
    return f"{differ} Of the setbacks, {said}; the rest are one analyst’s reading.".strip()


def _path(case: CaseLoops, say: Phrases) -> str:
    """A case's setbacks in order: `severe: **learning**, trust grew; mild: **blaming**, trust fell`."""
    said = []
    for episode in case.episodes:
        what = md(episode.severity) if episode.severity else (md(episode.when) or "undated")
        disputed = " (disputed)" if episode.is_disputed else ""
        voice = f", {ONE_VOICE}" if len(episode.tellers.respondents) == 1 else ""
        said.append(f"{what}{disputed}: {say.response(episode)}, {say.trust(episode)}{voice}")
    return "; ".join(said) or "no episode is written"


def _differing(loops: Loops, say: Phrases) -> Iterator[str]:
    """A line for each setback that analysts read differently or that is disputed; the page beside has the words."""
    for case in say.best_first(loops.cases):
        for episode in case.episodes:
            if episode.response is None or episode.is_disputed or len(set(episode.trust)) > 1:
                yield _account_line(case, episode, say)


def _account_line(case: CaseLoops, episode: Episode, say: Phrases) -> str:
    parts = []
    if episode.response is None or len(set(episode.trust)) > 1:
        answer = "answered with " + say.response(episode) if episode.response else say.response(episode)
        parts.append(f"{first_upper(answer)}; {say.trust(episode)}.")
    if episode.is_disputed:
        parts.append("What happened is disputed.")
    told = [*episode.told("learning"), *episode.told("blaming"), *episode.told("denied")]
    if told:
        people = (f"{md(part.name)}: {say.tellers(part.tellers).partition(',')[0]}" for part in told[:3])
        parts.append(f"{'; '.join(people)}.")
    # Without cited codings nobody can tell whose words this setback rests on.
    if not episode.accounts:
        parts.append("Its rows name no codings (column `codings`), so no words are tied to it.")
    return f"**{say.case(case.case_id)}, {md(episode.setback)}.** {' '.join(parts)}"


def _laid(cells: Sequence[Laid], say: Phrases) -> str:
    """What the grid of who lays it on whom adds up to, with its dates."""
    if not say.has_shares:
        return "Coders named whom speakers credit and blame; each passage stands on the page beside."
    total = sum(cell.n for cell in cells)
    before, after = sum(cell.n_before for cell in cells), sum(cell.n_after for cell in cells)
    blame = sum(cell.n for cell in cells if cell.sign == "blame")
    dated = f"{before} before the first setback, {after} after, {total - before - after} undated"
    alone = sum(cell.n_people == 1 for cell in cells)
    return (
        f"{plural(total, 'passage')}, {blame} of them blame ({dated}), in {plural(len(cells), 'pair')} of a "
        f"speaker and a target, each target as coders spelt it; "
        f"{share_words(alone, len(cells))} pairs are one person’s words, and no pair has "
        f"more than {plural(max(cell.n for cell in cells), 'passage')}."
    )


def _proposed(loops: Loops, say: Phrases) -> str:
    """How many further episodes the codings suggest."""
    n = sum(not candidate.is_in_episodes for case in loops.cases for candidate in case.candidates)
    if not say.has_shares or not n:
        return "candidates from codings"
    return f"{plural(n, 'candidate')} from codings that an analyst may accept or refuse"


def _episode_row(case: CaseLoops, episode: Episode, say: Phrases) -> tuple[str, ...]:
    """Case, when, setback, answer with the parts that are told of it, trust, who tells it."""
    severity = f" ({md(episode.severity)})" if episode.severity else ""
    disputed = ", **disputed**" if episode.is_disputed else ""
    told = [*episode.told("learning"), *episode.told("blaming")]
    # The parents say no more than the answer that stands before the bracket.
    names = [md(part.name) for part in told if part.code_id not in (LEARNING, BLAMING)]
    parts = f" ({'; '.join(names)})" if names else ""
    return (
        say.case(case.case_id),
        md(episode.when) or "undated",
        f"{md(episode.setback)}{severity}{disputed}",
        f"{say.response(episode)}{parts}",
        say.trust(episode),
        say.tellers(episode.tellers),
    )


def _accounts(case: CaseLoops, episode: Episode, say: Phrases) -> DifferingAccounts:
    is_read_differently = episode.response is None or len(set(episode.trust)) > 1
    return DifferingAccounts(
        f"{say.case(case.case_id)}, {md(episode.setback)}",
        f"{first_upper(say.response(episode))}; {say.trust(episode)}." if is_read_differently else "",
        tuple(
            Account(md(account.name), say.tellers(account.tellers), quotes(account.quotes))
            for kind in KINDS_OF_ACCOUNT
            for account in episode.told(kind)
        ),
        bool(episode.accounts),
        quotes(case.untied),
    )


def _candidates(loops: Loops, say: Phrases) -> Iterator[str]:
    """A line a case: setbacks that are coded and that no event or episode names."""
    for case in loops.cases:
        # What the team has taken into its episodes is no candidate any more.
        open_ = [candidate for candidate in case.candidates if not candidate.is_in_episodes]
        if open_:
            named = "; ".join(map(say.candidate, open_[:MOST_CANDIDATES]))
            more = f"; and {len(open_) - MOST_CANDIDATES} more" if len(open_) > MOST_CANDIDATES else ""
            yield f"{say.case(case.case_id)}: {named}{more}."


def _target_row(cell: Laid, say: Phrases) -> tuple[str, ...]:
    place = f"../../transcripts/{cell.first.transcript_id}.html#t{cell.first.turn}"
    return (
        say.case(cell.case_id),
        md(cell.sender),
        md(cell.target) + (" (own)" if cell.is_self else ""),
        cell.sign,
        f"[{cell.n}]({place})",
        str(cell.n_before),
        str(cell.n_after),
        str(cell.n_people),
    )
