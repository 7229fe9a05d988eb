"""How far those who coded agree, as a memo says it: the figures of a memo are no surer than the readings below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.stages.findings import Finding
from pipeline.store.rows import Agreement
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, plural, share_words

ENOUGH = 10
"""Transcripts that at least one coder gave the code, under which no coefficient says much (as in `agreement`)."""

ALIKE, COMMON = 0.9, 0.9
"""From this share of agreement on, and where this share of transcripts tells a code, alpha says nothing of coders."""

MOST = 5
NOT_KNOWN = "not known"
WHERE = f"[where people differ]({UP}machine.html#people)"


def limits(finding: Finding, context: MemoContext) -> Iterator[str]:
    """On which codes two who read the same transcripts agree too little on whether a transcript tells it."""
    if context.is_interpretive or context.is_unchecked:
        return
    rows = _rows(finding)
    # This reading prints no coefficient but what was discussed and settled.
    if context.settings.reading == "negotiated":
        if rows:
            yield f"Where two read the same transcript, they talked over what they saw otherwise: {WHERE}."
        return
    if not rows:
        yield "No transcript was read by two people for the same code: how far coders would agree is not known."
        return
    told, weak, common = _sayable(finding, context), _weak(finding, context), _common(finding, context)
    bar = f"{context.settings.machine['min_alpha']:g}"
    on = f"{plural(max(row.n_units for row in rows), 'transcript')} read by {_coders(rows)}"
    few = len(rows) - len(told) - len(common)
    rest = f" Too few of them tell the other {few} of {len(rows)} codes to say." if few else ""
    if not told and not common:
        are = "is" if on.startswith("1 ") else "are"
        yield f"{on} {are} too few to say how far coders agree: no code is told by {ENOUGH} of them."
    elif told and not weak:
        yield f"On {on}, coders agree on whether a transcript tells a code (alpha at least {bar}).{rest}"
    elif not told:
        yield f"{on}.{rest}"
    else:
        named = listed(_code(row, context) for row in weak[:MOST])
        more = f" and {number_word(len(weak) - MOST)} more" if len(weak) > MOST else ""
        yield (
            f"On {on}, coders agree too little (Krippendorff's alpha under {bar}) on whether a transcript tells "
            f"{named}{more}: {share_words(len(weak), len(told))} codes told by {ENOUGH} or more{_but(common)}.{rest} "
            f"Counts of these codes, and what rests on them, would differ with other eyes: {WHERE}."
        )
    if common:
        named = listed(_common_code(row, context) for row in common)
        yield f"Hardly any transcript lacks {named}: of {'it' if len(common) == 1 else 'these'} alpha says nothing."


def _rows(finding: Finding) -> list[Agreement]:
    """For each code, people among each other by transcript, the unit of a memo's counts; the row of most coders."""
    best: dict[str, Agreement] = {}
    for row in finding.tables.rows(Agreement):
        if row.kind == "human-human" and row.unit == "transcript":
            old = best.get(row.code_id)
            if old is None or _breadth(row) > _breadth(old):
                best[row.code_id] = row
    return list(best.values())


def _breadth(row: Agreement) -> tuple[int, int]:
    return str(row.coders).count(";"), int(row.n_units)


def _told_by_enough(finding: Finding) -> list[Agreement]:
    return [row for row in _rows(finding) if row.n_positive >= ENOUGH]


def _but(common: Sequence[Agreement]) -> str:
    return f", without {number_word(len(common))} that hardly any transcript lacks" if common else ""


def _is_common(row: Agreement, bar: float) -> bool:
    """Whether nearly all transcripts have a code and coders agree on nearly all: then chance alone would agree as well.

    Alpha is then low, or not defined, by a single transcript, and says nothing of how well the coders see.
    """
    is_weak = row.alpha is None or row.alpha < bar
    is_alike = row.percent is not None and row.percent >= ALIKE
    return is_weak and is_alike and row.n_positive >= COMMON * row.n_units


def _common(finding: Finding, context: MemoContext) -> list[Agreement]:
    bar = context.settings.machine["min_alpha"]
    return [row for row in _told_by_enough(finding) if _is_common(row, bar)]


def _sayable(finding: Finding, context: MemoContext) -> list[Agreement]:
    """Codes told often enough, and lacking often enough, for alpha to say something."""
    bar = context.settings.machine["min_alpha"]
    return [row for row in _told_by_enough(finding) if not _is_common(row, bar)]


def _weak(finding: Finding, context: MemoContext) -> list[Agreement]:
    """Codes under the study's own bar, the least first; none for a team that prints no coefficient."""
    bar = context.settings.machine["min_alpha"]
    weak = [row for row in _sayable(finding, context) if row.alpha is not None and row.alpha < bar]
    return sorted(weak, key=lambda row: (row.alpha, row.code_id))


def _code(row: Agreement, context: MemoContext) -> str:
    """`*Trust* (0.38, differing on 4 of 18)`."""
    assert row.alpha is not None
    alpha = _coefficient(row.alpha)
    name = f"*{md(context.codebook.codes[row.code_id].name)}*"
    differing = _differing(row)
    return f"{name} ({alpha}, {differing})" if differing else f"{name} ({alpha})"


def _coefficient(value: float) -> str:
    # -0.0 and what rounds to it would print a minus that says nothing.
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _common_code(row: Agreement, context: MemoContext) -> str:
    """`*Setback* (differing on 1 of 18)`."""
    name, differing = f"*{md(context.codebook.codes[row.code_id].name)}*", _differing(row)
    return f"{name} ({differing})" if differing else name


def _differing(row: Agreement) -> str:
    """`differing on 1 of 18`; '' where more than two coders, or none, would have to be counted."""
    if _breadth(row)[0] != 1 or row.percent is None:
        return ""
    return f"differing on {share_words(round((1 - row.percent) * row.n_units), row.n_units)}"


def _coders(rows: Sequence[Agreement]) -> str:
    names = {str(row.coders) for row in rows}
    if len(names) == 1:
        return listed(md(coder) for coder in next(iter(names)).split(";"))
    return "two or more"


def of_codes(finding: Finding, code_ids: Sequence[str], context: MemoContext) -> Mapping[str, str]:
    """How far two who read the same transcripts agree on the very codes that carry a claim: a table's cell each.

    Empty where the team prints no coefficient, or nobody claims anything. Of a code that two readers never both read,
    or that too few transcripts tell, nobody knows how far they would agree; it says so. A code under the study's bar is
    marked, and one whose alpha is over it by luck of a few transcripts. Also empty for a stage that reads no agreement:
    it cannot say that nobody knows it.
    """
    if not context.has_coefficients or context.is_unchecked or Agreement.TABLE not in finding.tables:
        return {}
    by_code = {row.code_id: row for row in _rows(finding)}
    return {code_id: _cell(by_code.get(code_id), context) for code_id in code_ids}


def under_the_bar(finding: Finding, code_ids: Sequence[str], context: MemoContext) -> tuple[str, ...]:
    """Which of some codes readers agree on too little; none for a team that prints no coefficient."""
    if not context.has_coefficients or context.is_unchecked:
        return ()
    return tuple(row.code_id for row in _weak(finding, context) if row.code_id in code_ids)


def in_words(finding: Finding, code_ids: Sequence[str], context: MemoContext) -> str:
    """`*Mutual learning* 1.00; *Mutual blaming* **0.51, under the bar**`; '' where `of_codes` has none of them."""
    names = context.codebook.codes
    cells = of_codes(finding, [code_id for code_id in code_ids if code_id in names], context)
    return "; ".join(f"*{md(names[code_id].name)}* {cell}" for code_id, cell in cells.items())


def _cell(row: Agreement | None, context: MemoContext) -> str:
    if row is None or row.alpha is None or row.n_positive < ENOUGH:
        return NOT_KNOWN
    bar, low = context.settings.machine["min_alpha"], context.settings.machine["min_alpha_low"]
    alpha, differing = _coefficient(row.alpha), _differing(row)
    if _is_common(row, bar):
        return f"{differing or alpha}; hardly any transcript lacks it"
    parts = [f"**{alpha}, under the bar**" if row.alpha < bar else alpha]
    if row.alpha >= bar and row.alpha_low is not None and row.alpha_low < low:
        parts.append(f"perhaps under it (from {_coefficient(row.alpha_low)} on)")
    return ", ".join([*parts, differing] if differing else parts)
