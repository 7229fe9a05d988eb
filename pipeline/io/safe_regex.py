"""Regular expressions of other people, matched in time that grows with the text alone, whatever they hold.

Python's `re` tries one way after the other: `(a+)+$` on thirty letters takes longer than anybody waits. RE2 follows all
ways at once (Cox 2007, "Regular Expression Matching Can Be Simple And Fast"), and for that has no look-around and no
back-references.
"""

from __future__ import annotations

import re
from typing import Any

LONGEST = 1_000
_UNICODE = {"w": r"\p{L}\p{M}\p{N}_", "d": r"\p{Nd}", "s": r"\s\p{Z}"}
"""RE2 means ASCII by \\w, \\d and \\s; people who write them mean their own letters."""


class UnusableRegexError(ValueError):
    """A regular expression that RE2 does not know, or that is too large."""


def compiled(pattern: str) -> Any:
    """`pattern` as RE2 compiles it; `.search(text)` as in `re`.

    Raises:
        UnusableRegexError: Says what in it cannot be used.
    """
    import re2  # noqa: PLC0415 — 20 ms, only where a codebook has one

    if len(pattern) > LONGEST:
        raise UnusableRegexError(f"it has {len(pattern)} signs, and {LONGEST} are the most")
    options = re2.Options()
    # RE2 writes to standard error by itself; the message reaches people as a Problem instead.
    options.log_errors = False
    try:
        return re2.compile(_with_unicode_classes(pattern), options=options)
    except (re2.error, UnicodeEncodeError) as error:
        raise UnusableRegexError(_said(error)) from error


def _said(error: Exception) -> str:
    """RE2's message, in letters; it gives bytes."""
    raw = error.args[0] if error.args else ""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(error)


def _with_unicode_classes(pattern: str) -> str:
    """The pattern with \\w, \\d, \\s and their opposites written out for all scripts, as `re` understands them."""
    parts, in_class = [], False
    for match in re.finditer(r"\\[\s\S]|[\s\S]|\\", pattern):
        sign = match[0]
        if sign == "[":
            in_class = True
        elif sign == "]":
            in_class = False
        letter = sign[1:]
        # RE2 knows \b by ASCII letters only, and a negated class, as \W and \S are, cannot stand inside another.
        if sign[:1] == "\\" and letter in ("b", "B", "W", "S") and (in_class or letter in "bB"):
            raise UnusableRegexError(f"{sign} is not known {'between [ and ]' if in_class else 'here'}")
        if sign[:1] == "\\" and letter and letter.lower() in _UNICODE:
            written = _UNICODE[letter.lower()]
            sign = written if in_class and letter.islower() else f"[{'^' if letter.isupper() else ''}{written}]"
            if in_class and letter == "D":
                # A class inside a class, `[[^\p{Nd}]]`, is not RE2's; the opposite of \d has a name of its own.
                sign = r"\P{Nd}"
        parts.append(sign)
    return "".join(parts)
