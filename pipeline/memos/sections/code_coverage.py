"""Code coverage in words: what further transcripts added, which codes came late, who was not heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.comparison.code_coverage import BASE, N_ORDERS, RUN, Coverage, Introduced
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, plural, share_words
from pipeline.wording.vocabulary import UNCHECKED

POINTS = 5
ORDERS_WORDS = f"mean of {N_ORDERS} random orders (middle 95 %)"


@dataclass(frozen=True, slots=True)
class CoverageBody:
    """Laid out by code_coverage.md.j2."""

    lead: tuple[str, ...]
    growth: tuple[str, ...]
    has_orders: bool
    orders_words: str
    curve: tuple[tuple[str, ...], ...]
    introduced: tuple[tuple[str, ...], ...]
    unheard_lead: str
    unheard: tuple[str, ...]


def coverage_body(coverage: Coverage, context: MemoContext) -> CoverageBody:
    """The context of one study's code coverage."""
    # With one transcript every order is the same.
    has_orders = context.settings.reading == "coefficients" and len(coverage.mean) > 1
    numbers = not context.is_interpretive
    return CoverageBody(
        tuple(_lead(coverage, context)),
        tuple(_growth(coverage, context)),
        has_orders,
        ORDERS_WORDS,
        tuple(_curve(coverage, has_orders)) if numbers else (),
        tuple(
            (
                md(code.name),
                md(code.version),
                _first_passage(code, context),
                _read(code.n_known, code.n_transcripts),
                str(code.n_mentioning),
            )
            for code in coverage.introduced
        )
        if numbers
        else (),
        _unheard_lead(coverage, context),
        tuple(_unheard(coverage, context)),
    )


def _read(n_known: int, n_all: int) -> str:
    return share_words(n_known, n_all) if n_all else "—"


def _lead(coverage: Coverage, context: MemoContext) -> Iterator[str]:
    if not coverage.order:
        yield "No interview is known for any code: nothing can be said of coverage."
        return
    if context.is_interpretive:
        yield "Which codes came late, and who was not heard, stands below; the interpretive reading prints no curve."
        return
    # Partly dated is not dated: a curve in two orders would mean nothing.
    how = "by date" if coverage.is_dated else "in the order of transcripts.csv, since not all have a date"
    unread = f"; left out because no code is known there: {coverage.n_unknown}" if coverage.n_unknown else ""
    machine = f" ({UNCHECKED})" if context.is_unchecked else ""
    once = f"{number_word(coverage.n_only_once)} of these {'stands' if coverage.n_only_once == 1 else 'stand'}"
    yield (
        f"{len(coverage.order)} interviews and group interviews, {how}{unread}. Together they use "
        f"{share_words(coverage.codes[-1], coverage.n_codable)} codable codes{machine}; {once} in a single transcript."
    )
    if coverage.introduced:
        late = coverage.introduced[0]
        known = _read(late.n_known, late.n_transcripts)
        is_known = "was looked for by the machine in" if context.is_unchecked else "is known for"
        n = len(coverage.introduced)
        yield (
            f"{plural(n, 'code')} {'is' if n == 1 else 'are'} called inductive: {_how_they_came(coverage.introduced)}; "
            f"the newest, *{md(late.name)}* (version {md(late.version)}), {is_known} {known}."
        )


def _how_they_came(introduced: Sequence[Introduced]) -> str:
    """What versions and first passages bear out of codes that are called inductive."""
    n_named = sum(bool(code.first_transcript) for code in introduced)
    if introduced[0].came_later is None:
        came = "no earlier version is there to show when they came in"
    else:
        came = f"{sum(bool(code.came_later) for code in introduced)} came in after the first version that is there"
    passages = f"first passage named for {n_named}" if n_named else "first passage not named"
    return f"{came}, {passages}"


def _first_passage(code: Introduced, context: MemoContext) -> str:
    """The transcript from which a code was made, leading there where the study has it."""
    if not code.first_transcript:
        return "not named"
    named = md(code.first_transcript)
    has_page = code.first_transcript in context.texts
    return f"[{named}]({UP}transcripts/{code.first_transcript}.html)" if has_page else named


def _growth(coverage: Coverage, context: MemoContext) -> Iterator[str]:
    """How fast the codes in use grew, for the appendix."""
    if not coverage.order or context.is_interpretive:
        return
    half = next(n for n, codes in enumerate(coverage.codes, 1) if 2 * codes >= coverage.codes[-1])
    last = next(n for n, codes in enumerate(coverage.codes, 1) if codes == coverage.codes[-1])
    yield f"Half of them were in use after {plural(half, 'transcript')}, the last came with transcript {last}."
    if context.settings.reading != "coefficients":
        return
    if coverage.runs is None:
        yield f"Base and runs cannot be formed: {coverage.why}."
    elif coverage.runs.reached is None:
        yield f"After the first {BASE}, no run of {RUN} brought under 5 % new codes."
    else:
        yield (
            f"After the first {BASE} transcripts, the first run of {RUN} that brought at most 5 % new codes "
            f"began after transcript {coverage.runs.reached}."
        )


def _curve(coverage: Coverage, has_orders: bool) -> Iterator[tuple[str, ...]]:
    """Five points or fewer along the curve, the last among them."""
    n = len(coverage.codes)
    if n < 2:
        return
    # A set: of short curves several points fall on one place.
    for place in sorted({round(1 + (n - 1) * step / (POINTS - 1)) for step in range(POINTS)}):
        row = [str(place), str(coverage.codes[place - 1])]
        if has_orders:
            at = place - 1
            row.append(f"{coverage.mean[at]:.0f} ({coverage.low[at]:.0f} to {coverage.high[at]:.0f})")
        yield tuple(row)


def _unheard_lead(coverage: Coverage, context: MemoContext) -> str:
    if not coverage.statuses:
        return "participants.csv lists nobody: who was not heard cannot be told."
    if context.is_interpretive:
        return "Listed and not heard:" if coverage.unheard else "Everybody who is listed speaks in a transcript."
    said = listed(f"{n} {md(status)}" for status, n in coverage.statuses)
    if not coverage.unheard:
        return f"By status: {said}. Everybody who is listed speaks in a transcript."
    where = _where(coverage, context)
    people = plural(len(coverage.unheard), "person", "people")
    return f"By status: {said}. Listed, and speaking in no transcript: {people}{where}."


def _where(coverage: Coverage, context: MemoContext) -> str:
    """Of which cases; once where each lost as many. Somebody of two cases counts in each."""
    if not coverage.cases_unheard:
        return ""
    numbers = {n for _, n in coverage.cases_unheard}
    names = [context.case_name(case_id) for case_id, _ in coverage.cases_unheard]
    word = f"{md(context.settings.case)}s"
    if len(numbers) == 1 and len(names) > 1:
        # More in the cases than there are people: somebody belongs to several.
        shared = sum(n for _, n in coverage.cases_unheard) > len(coverage.unheard)
        both = ", whoever belongs to several counted in each" if shared else ""
        return f", {numbers.pop()} in each of {number_word(len(names))} {word}{both}"
    return f" ({listed(f'{n} of {context.case_name(case_id)}' for case_id, n in coverage.cases_unheard)})"


def _unheard(coverage: Coverage, context: MemoContext) -> Iterator[str]:
    """By sector and status: whoever declined did not agree to be named."""
    counts = Counter(
        (md(person.sector or "no sector"), md(person.status or "no status")) for person in coverage.unheard
    )
    for (sector, status), n in sorted(counts.items()):
        yield f"{n} {sector}: {status}" if not context.is_interpretive else f"{sector}: {status}"
