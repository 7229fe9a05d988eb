"""Numbers and quotations as memos word them: one way each, so that templates never count and never format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$=])")


def number_word(n: int) -> str:
    """`three` up to twelve, digits beyond; 0 is `none`."""
    return WORDS[n] if 0 <= n < len(WORDS) else str(n)


def plural(n: int, one: str, many: str | None = None) -> str:
    """`1 interview`, `2 interviews`."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def md(text: object) -> str:
    """Text of a study as Markdown that shows it letter by letter: nothing in it becomes a link, a heading or HTML."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text if text is not None else "").split()))


def cell(text: object) -> str:
    """Text for a cell of a Markdown table."""
    return md(text)


def k_of_n(row: Mapping[str, Any]) -> str:
    """`4 of 6 known, of 7`; `not known` where nothing is; the machine's suggestions beside it, never inside."""
    n_known, n_all = row["n_known"], row["n_transcripts"]
    if n_all == 0:
        return "no interviews"
    known = f"{row['n_mentioning']} of {n_known} known" if n_known else "not known"
    if n_known and n_known == n_all:
        said = f"{row['n_mentioning']} of {n_known}"
    else:
        said = f"{known}, of {n_all}"
    if row["n_suggested"]:
        said += f"; the machine suggests {row['n_suggested']} of {n_all - n_known} unread"
    return said


def voices(row: Mapping[str, Any]) -> str:
    """`3 organisations, 2 sectors`; `one voice` where one respondent tells it."""
    if row["n_respondents"] == 1:
        return "one voice"
    if not row["n_organisations"]:
        return plural(row["n_respondents"], "respondent") if row["n_respondents"] else ""
    return f"{plural(row['n_organisations'], 'organisation')}, {plural(row['n_sectors'], 'sector')}"


FILTERS = {"number_word": number_word, "plural": plural, "md": md, "cell": cell, "k_of_n": k_of_n, "voices": voices}
