"""Numbers and quotations as memos word them: one way each, so that templates never count and never format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.wording.markup import visible

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ENOUGH_FOR_PERCENT = 20
MOST_WORDS = 120

VOWEL = re.compile(r"\W*(?!uni|use|eu|one)[aeiou]", re.IGNORECASE)
ALWAYS = re.compile(r"[\\`*<|~]")
UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
ENTITY = re.compile(r"&(?=#?\w+;)")
PLAIN_BRACKETS = re.compile(r"\[[\w ,.'’?!-]*\](?![(\[:])")
AT_START = re.compile(r"\A(?:#{1,6}(?=\s|\Z)|>|[+-](?=\s|\Z)|(?:[-=]\s*)+\Z|:(?=\s))")
HASHES_AT_END = re.compile(r"(?<=\s)#+\Z")
NUMBER_AT_START = re.compile(r"\A(\d{1,9})([.)])(?=\s|\Z)")


def number_word(n: int) -> str:
    """`three` up to twelve, digits beyond; 0 is `none`."""
    return WORDS[n] if 0 <= n < len(WORDS) else str(n)


def plural(n: int, one: str, many: str | None = None) -> str:
    """`1 interview`, `2 interviews`, `2 studies`."""
    if many is None:
        many = one[:-1] + "ies" if re.search(r"[^aeiou]y$", one) else one + "s"
    return f"{n} {one if n == 1 else many}"


def a_word(word: str) -> str:
    """`a case`, `an initiative`: a study's own word with its article, by its first letter."""
    return f"{'an' if VOWEL.match(word) else 'a'} {word}"


def md(text: object) -> str:
    """Text of a study as Markdown that shows it letter by letter: nothing in it becomes a link, a heading or HTML.

    Only signs that would start markup where they stand get a backslash, since co-authors read the Markdown itself:
    full stops, hyphens, round brackets and `[laughs]` stay as they are.
    """
    line = visible(" ".join(str(text if text is not None else "").split()))
    line = ALWAYS.sub(r"\\\g<0>", line)
    line = UNDERSCORE.sub(r"\\_", line)
    line = ENTITY.sub(r"\\&", line)
    line = _brackets(line)
    line = AT_START.sub(r"\\\g<0>", line)
    line = HASHES_AT_END.sub(r"\\\g<0>", line)
    return NUMBER_AT_START.sub(r"\1\\\2", line)


def _brackets(line: str) -> str:
    """Square brackets escaped, but for short plain ones within a line, as in `[laughs]`."""
    found, at = [], 0
    for match in PLAIN_BRACKETS.finditer(line):
        if match.start() == 0 or (match.start() > 0 and line[match.start() - 1] in "!]\\"):
            continue
        found.append(_escaped_brackets(line[at : match.start()]))
        found.append(match[0])
        at = match.end()
    return "".join((*found, _escaped_brackets(line[at:])))


def _escaped_brackets(part: str) -> str:
    return part.replace("[", r"\[").replace("]", r"\]")


def cell(text: object) -> str:
    """Text for a cell of a Markdown table, or in the words of a link."""
    return md(text)


def shortened(text: object) -> str:
    """A passage of at most 120 words; what is left out is marked `[…]`."""
    words = str(text if text is not None else "").split()
    return " ".join(words) if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " […]"


def listed(parts: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def first_upper(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def share_words(k: int, n: int) -> str:
    """`4 of 6`; with its percentage from n = 20 on, never below."""
    return f"{k} of {n} ({round(100 * k / n)} %)" if n >= ENOUGH_FOR_PERCENT else f"{k} of {n}"


def counted(row: Mapping[str, Any]) -> str:
    """`4 of 6 known, of 7`; `4 of 6` where all are known; `not known, of 7` where none is."""
    n_known, n_all = row["n_known"], row["n_transcripts"]
    if n_all == 0:
        return "no interviews"
    known = f"{share_words(row['n_mentioning'], n_known)} known" if n_known else "not known"
    return share_words(row["n_mentioning"], n_known) if n_known and n_known == n_all else f"{known}, of {n_all}"


def k_of_n(row: Mapping[str, Any]) -> str:
    """A count with hand and machine before their union, and the machine's suggestions beside it, never inside."""
    n_known, n_all = row["n_known"], row["n_transcripts"]
    said = counted(row)
    if row["n_machine_mentioning"] and row["n_hand_mentioning"]:
        said += f" ({row['n_hand_mentioning']} by people, {row['n_machine_mentioning']} by machine)"
    elif row["n_machine_mentioning"]:
        said += " (by machine)"
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


def interval(row: Mapping[str, Any]) -> str:
    """`Wilson interval 0.06 to 0.79`, as a share; '' where nothing is known."""
    if row["mention_low"] is None:
        return ""
    return f"95 % Wilson interval {row['mention_low']:.2f} to {row['mention_high']:.2f}"


FILTERS = {
    "number_word": number_word, "plural": plural, "md": md, "cell": cell, "k_of_n": k_of_n, "voices": voices,
    "listed": listed, "shortened": shortened, "a_word": a_word,
}  # fmt: skip
