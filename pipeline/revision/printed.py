"""What a change of the codebook does, as a terminal prints it: the summary, then code by code."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pipeline.revision.told import Told
from pipeline.revision.told_codes import ToldCode
from pipeline.wording.numbers import plural

WIDTH = 100
INDENT = "    "


def as_text(said: Told) -> str:
    """The words as a terminal prints them; what is to be copied stands on a line of its own, uncut."""
    lines = [*_wrapped(said.headline)]
    lines += _wrapped(said.unreleased)
    lines += _readers(said)
    lines += ["", *_wrapped(said.since)] if said.since else []
    lines += ["", *_wrapped(said.rests)] if said.rests else []
    if said.n_questions or said.renames:
        n = said.n_questions + len(said.renames)
        lines += ["", f"The team is asked {plural(n, 'question')}: see the lines that begin with “?”."]
    for rename in said.renames:
        lines += _wrapped(f"? {rename}", hanging="  ")
    for code in said.codes:
        lines += ["", *_code(code)]
    if said.untouched:
        lines += ["", *_wrapped(f"Changed too. {said.why_untouched}")]
        width = max(len(code_id) for code_id, _ in said.untouched) + 2
        for code_id, heading in said.untouched:
            lines += _wrapped(f"{code_id:<{width}}{heading}", INDENT, INDENT + " " * width)
    if said.new:
        lines += ["", *_wrapped(" ".join(said.new))]
    return "\n".join(lines)


def _readers(said: Told) -> Iterator[str]:
    for reader in said.readers:
        more = f" and {reader.n_more} more" if reader.n_more else ""
        yield ""
        yield from _wrapped(f"{reader.coder} reads again, {reader.duration}: {', '.join(reader.transcripts)}{more}.")
        yield f"{INDENT}{reader.command}"


def _code(code: ToldCode) -> Iterator[str]:
    yield from _wrapped(f"{code.code_id}: {code.heading}", "", INDENT)
    yield from _wrapped(" ".join(code.sentences), INDENT)
    if code.figures:
        yield from _wrapped(f"Moved: {'; '.join(code.figures)}.", INDENT, INDENT + "  ")
    if code.open_figures:
        yield from _wrapped(f"Until that is read: {'; '.join(code.open_figures)}.", INDENT, INDENT + "  ")
    if code.first_read:
        yield from _wrapped(
            f"Not by the change, but read since for the first time: {'; '.join(code.first_read)}.",
            INDENT,
            INDENT + "  ",
        )
    for warning in code.warnings:
        yield from _wrapped(f"! {warning}", INDENT, INDENT + "  ")
    if code.questions:
        question, line = code.questions
        yield from _wrapped(f"? {question}", INDENT, INDENT + "  ")
        yield f"{INDENT}  {line}"
        yield from _both_texts(code.before, code.after)


def _both_texts(before: str, after: str) -> Iterator[str]:
    """Both texts line by line, without the lines that are the same."""
    old, new = before.splitlines(), after.splitlines()
    for head, line in (
        *(("before | ", line) for line in old if line not in new),
        *(("now    | ", line) for line in new if line not in old),
    ):
        yield from _wrapped(f"{head}{line}", INDENT + "  ", INDENT + "         ")
    n_same = len([line for line in new if line in old])
    if n_same:
        yield f"{INDENT}         ({plural(n_same, 'line')} as before)"


def _wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """A paragraph in lines of a terminal; ids and paths are not cut."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
