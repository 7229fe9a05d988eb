"""How far those who coded agree, as a memo says it: the figures of a memo are no surer than the readings below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.memos.filters import listed, md, number_word, plural, share_words
from pipeline.memos.sentences import UP, Around
from pipeline.stages.findings import Finding

ENOUGH = 10
"""Transcripts that at least one coder gave the code, under which no coefficient says much (as in `agreement`)."""

MOST = 12
WHERE = f"[where people differ]({UP}machine.html#people)"


def in_short(finding: Finding, around: Around) -> Iterator[str]:
    """One sentence for the first paragraph; nothing where coders agree well enough, or nothing is known of it."""
    weak, told = _weak(finding, around), _told_by_enough(finding)
    if weak:
        yield (
            f"Coders who read the same transcripts agree too little on {number_word(len(weak))} of the "
            f"{number_word(len(told))} codes that enough of them tell ([limits](#limits))."
        )


def limits(finding: Finding, around: Around) -> Iterator[str]:
    """On which codes two who read the same transcripts agree too little on whether a transcript tells it."""
    if around.is_interpretive or around.is_unchecked:
        return
    rows = _rows(finding)
    if around.settings.reading == "negotiated":
        if rows:
            yield f"Where two read the same transcript, they talked over what they saw otherwise: {WHERE}."
        return
    if not rows:
        yield "No transcript was read by two people for the same code: how far coders would agree is not known."
        return
    told, weak = _told_by_enough(finding), _weak(finding, around)
    bar = f"{around.settings.machine['min_alpha']:g}"
    on = f"{plural(max(row['n_units'] for row in rows), 'transcript')} read by {_coders(rows)}"
    few = len(rows) - len(told)
    rest = f" Too few of them tell the other {few} of {len(rows)} codes to say." if few else ""
    if not told:
        are = "is" if on.startswith("1 ") else "are"
        yield f"{on} {are} too few to say how far coders agree: no code is told by {ENOUGH} of them."
    elif not weak:
        yield f"On {on}, coders agree on whether a transcript tells a code (alpha at least {bar}).{rest}"
    else:
        named = listed(_code(row, around) for row in weak[:MOST])
        more = f" and {number_word(len(weak) - MOST)} more" if len(weak) > MOST else ""
        yield (
            f"On {on}, coders agree too little (Krippendorff's alpha under {bar}) on whether a transcript tells "
            f"{named}{more}: {share_words(len(weak), len(told))} codes told by {ENOUGH} or more.{rest} "
            f"Counts of these codes, and what rests on them, would differ with other eyes: {WHERE}."
        )


def _rows(finding: Finding) -> list[Mapping[str, Any]]:
    """For each code, people among each other by transcript, the unit of a memo's counts; the row of most coders."""
    best: dict[str, Mapping[str, Any]] = {}
    for row in finding.tables.get("agreement", ()):
        if row["kind"] == "human-human" and row["unit"] == "transcript":
            old = best.get(row["code_id"])
            if old is None or _breadth(row) > _breadth(old):
                best[row["code_id"]] = row
    return list(best.values())


def _breadth(row: Mapping[str, Any]) -> tuple[int, int]:
    return str(row["coders"]).count(";"), int(row["n_units"])


def _told_by_enough(finding: Finding) -> list[Mapping[str, Any]]:
    return [row for row in _rows(finding) if row["n_positive"] >= ENOUGH]


def _weak(finding: Finding, around: Around) -> list[Mapping[str, Any]]:
    """Codes under the study's own bar, the least first; none for a team that prints no coefficient."""
    bar = around.settings.machine["min_alpha"]
    weak = [row for row in _told_by_enough(finding) if row["alpha"] is not None and row["alpha"] < bar]
    return sorted(weak, key=lambda row: (row["alpha"], row["code_id"]))


def _code(row: Mapping[str, Any], around: Around) -> str:
    """`*Setback* (0.00, differing on 1 of 18)`: where nearly all tell a code, alpha is low though few differ."""
    alpha = f"{row['alpha'] + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")
    name = f"*{md(around.codebook.codes[row['code_id']].name)}*"
    if _breadth(row)[0] != 1 or row["percent"] is None:
        return f"{name} ({alpha})"
    differing = round((1 - row["percent"]) * row["n_units"])
    return f"{name} ({alpha}, differing on {share_words(differing, row['n_units'])})"


def _coders(rows: Sequence[Mapping[str, Any]]) -> str:
    names = {str(row["coders"]) for row in rows}
    if len(names) == 1:
        return listed(md(one) for one in next(iter(names)).split(";"))
    return "two or more"
