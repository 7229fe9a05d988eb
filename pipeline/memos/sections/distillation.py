"""The distillation in words: from each case's list to what recurs, merges, quotations, whose voices carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.comparison.distillation import Cell, Distillation, Enabler
from pipeline.comparison.ledger import MOST_SHOWN, Ledger, Voice
from pipeline.comparison.merges import MergeDecided, MergeProposal
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, evidence_link
from pipeline.memos.quotes import Quote, quotes
from pipeline.memos.reasoning.distillation import distilled
from pipeline.memos.sentences import sentence
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, plural, share_words
from pipeline.wording.vocabulary import NOT_JUDGED, ROLES, UNCHECKED

FEW = 3
SIGNS = {"shows": "●", "not": "○", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class Appended:
    """One recurring enabler in the appendix: quotations for it and against it, as many lines for each at most."""

    heading: str
    quotes: tuple[Quote, ...]
    contrary: tuple[Quote, ...]
    no_contrary: str


@dataclass(frozen=True, slots=True)
class DistillationBody:
    """Laid out by distillation.md.j2."""

    word: str
    has_counts: bool
    lead: str
    figure: str
    team: str
    recurring: tuple[tuple[str, ...], ...]
    recurring_heads: tuple[str, ...]
    one_voice: str
    lists: tuple[str, ...]
    heads: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    proposed: tuple[str, ...]
    decided: tuple[str, ...]
    appendix: tuple[Appended, ...]
    ledger: tuple[str, ...]
    voices_heads: tuple[str, ...]
    voices: tuple[tuple[str, ...], ...]


def distillation_body(distillation: Distillation, ledger: Ledger, context: MemoContext) -> DistillationBody:
    """The context of one study's distillation."""
    numbers = not context.is_interpretive
    # Tiers stand beside what recurs and do not choose it: that would select on the outcome.
    tiers = tuple(dict.fromkeys(tier for enabler in distillation.recurring for tier, _, _ in enabler.by_tier))
    return DistillationBody(
        md(context.settings.case),
        numbers,
        _lead(distillation, context),
        f"{UP}figures/distillation.svg",
        distilled(context)
        or "Nobody has distilled: enablers.csv and distillation.csv would say what the team lists and "
        "names key, and what follows is codes.",
        tuple(_recurring(enabler, tiers, context) for enabler in distillation.recurring),
        (
            "enabler",
            "shown in",
            *(md(tier) for tier in tiers),
            "judged: at launch, in response, both",
            "told of the time",
        ),
        _one_voice(ledger, context, len(ledger.one_voice)) if numbers else "",
        tuple(_list(distillation, case_id, context) for case_id in distillation.cases),
        tuple(context.case_name(case_id) for case_id in distillation.cases),
        tuple((_name(enabler), *(_cell(cell, numbers) for cell in enabler.cells)) for enabler in distillation.enablers),
        tuple(_proposed(proposal, context) for proposal in distillation.proposals),
        tuple(_decided(merge) for merge in distillation.decided),
        tuple(_appended(enabler, context) for enabler in distillation.recurring),
        tuple(_concentration(ledger, context)) if numbers else (),
        ("who", "about", "quotations", "figures"),
        tuple(_voices(ledger)) if numbers else (),
    )


def _name(enabler: Enabler) -> str:
    return evidence_link(md(enabler.name), f"cross-case/cross-case/{enabler.code_id}")


def _lead(distillation: Distillation, context: MemoContext) -> str:
    word = md(context.settings.case)
    if context.is_unchecked:
        return f"No {word} has a list yet: nothing is known of any of them ({UNCHECKED})."
    lists = [len(distillation.list_of(case_id)) for case_id in distillation.cases]
    ends = "" if context.is_interpretive or not lists else f" of {min(lists)} to {max(lists)} enablers"
    rule = f"in at least two {word}s, and in more than half of those of which it is known"
    own = f"Each {word} has a list of its own{ends}."
    if not distillation.recurring:
        return f"{own} None recurs: that is, none shows {rule}."
    n = len(distillation.recurring)
    which = "Some enablers show" if context.is_interpretive else f"{n} enabler{' shows' if n == 1 else 's show'}"
    recur = "it recurs" if n == 1 and not context.is_interpretive else "these recur"
    return f"{own} {which} {rule}: {recur}. Which of them are key is the team’s to say; nothing here weighs them."


def _recurring(enabler: Enabler, tiers: Sequence[str], context: MemoContext) -> tuple[str, ...]:
    by_tier = {tier: (k, n) for tier, k, n in enabler.by_tier}
    shown = f"{share_words(enabler.n_showing, enabler.n_cases)} known"
    if context.is_interpretive:
        shown = _some(enabler.n_showing, enabler.n_cases)
    cells = []
    for tier in tiers:
        k, n = by_tier.get(tier, (0, 0))
        cells.append(_some(k, n) if context.is_interpretive else share_words(k, n) if n else "—")
    return (_name(enabler), shown, *cells, _roles(enabler, context), _times(enabler, context))


def _some(k: int, n: int) -> str:
    return "—" if not n else "all" if k == n else "some" if k else "none"


def _roles(enabler: Enabler, context: MemoContext) -> str:
    """`2 at launch; 5 at launch and in response`; the table of all enablers says of which cases."""
    parts = []
    for role, words in ROLES.items():
        n = sum(cell.state == "shows" and cell.role == role for cell in enabler.cells)
        if n:
            parts.append(words if context.is_interpretive else f"{n} {words}")
    return "; ".join(parts) or NOT_JUDGED


def _times(enabler: Enabler, context: MemoContext) -> str:
    """Interviews by the time they tell of, over the cases; an interview may tell of both."""
    before, after = sum(cell.n_before for cell in enabler.cells), sum(cell.n_after for cell in enabler.cells)
    undated = sum(cell.n_undated for cell in enabler.cells)
    if context.is_interpretive:
        words = [word for word, n in (("before", before), ("after", after)) if n]
        return f"{listed(words)} the first setback" if words else "no time is coded"
    if not before and not after:
        return "no time is coded"
    rest = f"; {undated} tell no time" if undated else ""
    return f"{before} before the first setback, {after} after{rest}"


def _list(distillation: Distillation, case_id: str, context: MemoContext) -> str:
    names = [
        evidence_link(md(enabler.name), f"{case_id}/{enabler.code_id}")
        + ("" if enabler.is_recurring else " (not recurring)")
        for enabler in distillation.list_of(case_id)
    ]
    # A silence that nobody checked is no "no".
    none = "nothing is known, since nobody has checked the machine" if context.is_unchecked else "no enabler shows"
    return f"{context.case_name(case_id)}: {listed(names) or none}."


def _cell(cell: Cell, numbers: bool) -> str:
    parts = [SIGNS[cell.state]]
    if cell.judgement == "mixed":
        parts.append("mixed")
    if cell.role:
        parts.append(ROLES.get(cell.role, md(cell.role)))
    if numbers and (cell.n_before or cell.n_after):
        parts.append(f"{cell.n_before} before, {cell.n_after} after")
    words = " ".join((parts[0], "; ".join(parts[1:]))).strip()
    return evidence_link(words, f"{cell.case_id}/{_code(cell)}")


def _code(cell: Cell) -> str:
    return str(cell.frequency.code_id)


def _proposed(proposal: MergeProposal, context: MemoContext) -> str:
    pair = f"*{md(proposal.name_a)}* and *{md(proposal.name_b)}*"
    # Likeness and shares of segments are coefficients; that two codes meet is not.
    if context.settings.reading != "coefficients":
        return f"{pair}: they meet in the same passages, or are defined alike."
    met = (
        f"they meet in {share_words(proposal.n_both, proposal.n_either)} segments with either"
        if proposal.n_both
        else "they never meet"
    )
    return f"{pair}: {met}, where they meet at all; likeness of their definitions {proposal.likeness:.2f} (0 to 1)."


def _decided(merge: MergeDecided) -> str:
    since = f" (from version {md(merge.version)})" if merge.version else ""
    why = sentence(md(merge.why)) if merge.why else "No reason is written."
    return f"*{md(merge.name)}* into *{md(merge.into_name)}*{since}. {why}"


def _appended(enabler: Enabler, context: MemoContext) -> Appended:
    silent = sum(int(cell.frequency.n_asked) > 0 and not cell.frequency.n_mentioning for cell in enabler.cells)
    none = "Nobody denies, disputes or misses it in a passage that is coded."
    # Asked and silent is told apart from a denial: silence is not contrary evidence.
    if silent and not context.is_interpretive:
        asked = f"{number_word(silent)} of the {md(context.settings.case)}s"
        none += f" In {asked} somebody was asked and nobody tells it: silence is no denial."
    contrary = quotes(enabler.contrary)
    return Appended(md(enabler.name), quotes(enabler.quotes), contrary, "" if contrary else none)


def _concentration(ledger: Ledger, context: MemoContext) -> list[str]:
    if not ledger.n_quotations:
        return ["No counted quotation stands behind the enablers and barriers."]
    n_people = len(ledger.respondents)
    machine = f" ({UNCHECKED})" if context.is_unchecked else ""
    said = [
        f"{plural(ledger.n_quotations, 'quotation')}{machine} stand behind {plural(ledger.n_figures, 'figure')}. "
        f"Half of those with a known speaker come from {ledger.carrying_half} of "
        f"{plural(n_people, 'respondent')}{_heavy(ledger)}."
    ]
    for what, rows in (("organisation", ledger.organisations), ("sector", ledger.sectors)):
        if rows:
            top = rows[0]
            total = sum(voice.n_quotations for voice in rows)
            share = share_words(top.n_quotations, total)
            said.append(f"The {what} with the most: {md(top.name)}, {share} quotations, {top.n_figures} figures.")
    if ledger.one_voice:
        share = share_words(len(ledger.one_voice), ledger.n_figures)
        said.append(f"One voice alone carries {share} figures, such as {_one_voice(ledger, context, FEW)}.")
    if ledger.n_unnamed:
        said.append(f"Without a known respondent: {plural(ledger.n_unnamed, 'quotation')}.")
    return said


def _heavy(ledger: Ledger) -> str:
    """Concentration in words: a quarter of the respondents or fewer carry half."""
    n = len(ledger.respondents)
    # Of fewer than four a quarter is nobody.
    if n < 4:
        return ""
    return ": few voices carry much" if 4 * ledger.carrying_half <= n else ": no small group carries it"


def _one_voice(ledger: Ledger, context: MemoContext, most: int) -> str:
    names: Mapping[str, str] = {code_id: code.name for code_id, code in context.codebook.codes.items()}
    shown = [
        evidence_link(f"{context.case_name(case_id)}, {md(names[code_id])}", f"{case_id}/{code_id}")
        for case_id, code_id in ledger.one_voice[:most]
    ]
    left = len(ledger.one_voice) - len(shown)
    return listed([*shown, f"{left} more"]) if left else listed(shown)


def _voices(ledger: Ledger) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for voices in (ledger.sectors, ledger.organisations, ledger.respondents):
        rows += [_voice(voice) for voice in voices[:MOST_SHOWN]]
        if len(voices) > MOST_SHOWN:
            rest = voices[MOST_SHOWN:]
            rows.append((f"{len(rest)} more", "", str(sum(voice.n_quotations for voice in rest)), ""))
    return rows


def _voice(voice: Voice) -> tuple[str, ...]:
    return (md(voice.name), md(voice.about), str(voice.n_quotations), str(voice.n_figures))
