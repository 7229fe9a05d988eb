"""Text of a study that stays text, letter by letter: in Markdown by `md`, in addresses by `url`, in tables by
`safe_cell`, in a command to be given by `command`. In HTML Jinja escapes, after `visible`."""

from __future__ import annotations

import os
import re
import shlex
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from pipeline.statistics.rounding import drop_float_noise

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of all that follows: in a quotation they could make words read otherwise."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First signs of what a spreadsheet would run instead of showing."""

PLAIN_WORD = re.compile(r"[\w@%+=:,./-]+")
"""A word of a command that no shell reads otherwise than it stands, whatever its script."""

SIMPLE = re.compile(r"[A-Za-z0-9/._~-]*(?:#[A-Za-z0-9._~:-]*)?")
ALWAYS = re.compile(r"[\\`*<|~^{]")
"""`^` and `{` for pandoc, with which co-authors convert: it makes footnotes of `^[…]`, attributes of `{onclick=…}`."""

DOLLAR = re.compile(r"(?<!\s)\$(?!\d)")
"""A `$` that could end a formula for pandoc: without one, the `$` of a sum of money begins none."""

# At a word's edge only: within `prior_relationships` it begins no emphasis.
UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# `&amp;` would be shown as `&`; `R&D` stays as it is.
ENTITY = re.compile(r"&(?=#?\w+;)")
# `[laughs]`, unless `(`, `[` or `:` follows: there Markdown makes a link of it.
PLAIN_BRACKETS = re.compile(r"\[[\w ,.'’?!-]*\](?![(\[:])")
# What would begin a heading, a quotation, a list, a rule or a definition; `-5 degrees` begins none.
AT_START = re.compile(r"\A(?:#{1,6}(?=\s|\Z)|>|[+-](?=\s|\Z)|(?:[-=]\s*)+\Z|:(?=[\s:])|#(?=\.\s))")
# A heading that ends in hashes would lose them.
HASHES_AT_END = re.compile(r"(?<=\s)#+\Z")
# `2019. That year …` would become item 2019 of a list.
NUMBER_AT_START = re.compile(r"\A(\d{1,9})([.)])(?=\s|\Z)")


LEADS_OUT = r"\s*<?\s*(?:[a-z][\w+.&;#\\-]*:|[/\\&])"
NOT_OURS = (
    (re.compile(r"(?<!\\)((?:\\\\)*)(<(?=[a-z/!?])|\{)", re.IGNORECASE), r"\1\\\2"),
    (re.compile(rf"\](?=\({LEADS_OUT})", re.IGNORECASE), r"]\\"),
    (re.compile(rf"\](?=:{LEADS_OUT})", re.IGNORECASE), r"]\\"),
    (re.compile(r"(\A|\n[ \t]*\n)---(?=[ \t]*(?:\n|\Z))"), r"\1***"),
)
"""What an analyst's Markdown may hold and a page must not, each with what shows the same: tags and pandoc's attributes,
links that lead out of the run, in a line or by reference, and a block of metadata, into which pandoc takes scripts."""


def visible(text: str) -> str:
    """Text in which nothing hides: signs that no page may hold become U+FFFD, those that turn the direction of all
    that follows are spelt out (`‹U+202E›`). Ordinary text is returned as it is."""
    # Nearly all text: the two patterns need not look at it.
    if text.isprintable():
        return text
    return BIDI.sub(lambda match: f"‹U+{ord(match[0]):04X}›", CONTROLS.sub("\ufffd", text))


def md(text: object) -> str:
    """Text of a study as Markdown that shows it letter by letter: nothing in it becomes a link, a heading or HTML.

    Only signs that would start markup where they stand get a backslash, since co-authors read the Markdown itself:
    full stops, hyphens, round brackets and `[laughs]` stay as they are.
    """
    return _md(str(text if text is not None else ""))


# A run's memos print some three thousand names, labels and quotations eight times each.
@lru_cache(maxsize=8192)
def _md(text: str) -> str:
    line = visible(" ".join(text.split()))
    # First, since it escapes backslashes: those that the later steps add must stay single.
    line = ALWAYS.sub(r"\\\g<0>", line)
    line = DOLLAR.sub(r"\\$", line)
    line = UNDERSCORE.sub(r"\\_", line)
    line = ENTITY.sub(r"\\&", line)
    line = _brackets(line)
    line = AT_START.sub(r"\\\g<0>", line)
    line = HASHES_AT_END.sub(r"\\\g<0>", line)
    return NUMBER_AT_START.sub(r"\1\\\2", line)


def harmless(markdown: str) -> str:
    """An analyst's own Markdown, in which emphasis, lists and tables stay, and tags and links that lead out are words.

    Our HTML refuses both anyhow; other programs that turn the same file into HTML would not.
    """
    for pattern, instead in NOT_OURS:
        markdown = pattern.sub(instead, markdown)
    return markdown


def _brackets(line: str) -> str:
    """Square brackets escaped, but for short plain ones within a line, as in `[laughs]`."""
    parts, at = [], 0
    for match in PLAIN_BRACKETS.finditer(line):
        if match.start() == 0 or (match.start() > 0 and line[match.start() - 1] in "!]\\"):
            continue
        parts.append(_escaped_brackets(line[at : match.start()]))
        parts.append(match[0])
        at = match.end()
    return "".join((*parts, _escaped_brackets(line[at:])))


def _escaped_brackets(part: str) -> str:
    return part.replace("[", r"\[").replace("]", r"\]")


def cell(text: object) -> str:
    """Text for a cell of a Markdown table, or in the words of a link."""
    return md(text)


def url(path: str) -> str:
    """A relative address, with `#anchor` or without, as it stands in an attribute."""
    if SIMPLE.fullmatch(path):
        return path
    place, mark, anchor = path.partition("#")
    return escape(quote(place, safe="/-_.~") + mark + quote(anchor, safe="-_.~:"))


def safe_cell(value: object) -> str:
    """A cell as it stands in our tables: text that a spreadsheet would take for a formula gets a `'`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA) else value
    # Before int: True is one in Python.
    if isinstance(value, bool):
        return "true" if value else "false"
    # Numbers get no `'`: -3 is no formula.
    if isinstance(value, float):
        return repr(drop_float_noise(value))
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return "'" + text if text.startswith(FORMULA) else text


def command(*words: str | Path) -> str:
    """A `crosscase` command that can be given as it stands: folders have blanks and apostrophes in their names."""
    return " ".join(["crosscase", *map(_word, words)])


def _word(word: str | Path) -> str:
    shown = str(word)
    if PLAIN_WORD.fullmatch(shown):
        return shown
    # No name on Windows holds a double quote, and no shell there knows single ones.
    return f'"{shown}"' if os.name == "nt" else shlex.quote(shown)
