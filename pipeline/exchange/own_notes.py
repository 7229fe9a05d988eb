"""What REFI-QDA has no field for, written as words that people can read and that crosscase reads back.

A code's description ends in lines such as `Include: …`; a coding's note in lines such as `Polarity: absent`. Only in
files of crosscase's own are such lines anything but words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.study.dataclass import dataclass

_BETWEEN = " | "
_CODE_FIELDS = ("Include", "Exclude", "Examples", "Id")
_CODING_FIELDS = ("Polarity", "Target", "Period", "Striking")


@dataclass(frozen=True, slots=True)
class Described:
    """A code's description taken apart."""

    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    code_id: str = ""


@dataclass(frozen=True, slots=True)
class Remarked:
    """A coding's note taken apart."""

    memo: str
    polarity: str = ""
    target: str = ""
    period: str = ""
    is_aha: bool = False


def description(
    definition: str, include: Sequence[str], exclude: Sequence[str], examples: Sequence[str], code_id: str
) -> str:
    """A code's description: its definition, then what the format has no field for."""
    said = zip(_CODE_FIELDS, (include, exclude, examples, [code_id]), strict=True)
    return _with_lines(definition, ((name, _BETWEEN.join(values)) for name, values in said))


def described(text: str, is_ours: bool) -> Described:
    """A description taken apart; of another tool's file all of it is the definition."""
    if not is_ours:
        return Described(text.strip())
    body, lines = _lines(text, _CODE_FIELDS)

    def several(name: str) -> tuple[str, ...]:
        return tuple(lines[name].split(_BETWEEN)) if lines.get(name) else ()

    return Described(body, several("Include"), several("Exclude"), several("Examples"), lines.get("Id", ""))


def remark(memo: str, polarity: str, target: str, period: str, is_aha: bool) -> str:
    """A coding's note, '' where there is nothing to say."""
    polarity = "" if polarity == "affirmed" else polarity
    values = (polarity, target, period, "yes" if is_aha else "")
    return _with_lines(memo, zip(_CODING_FIELDS, values, strict=True))


def remarked(text: str, is_ours: bool) -> Remarked:
    """A note taken apart; of another tool's file all of it is the memo."""
    if not is_ours:
        return Remarked(text.strip())
    body, lines = _lines(text, _CODING_FIELDS)
    return Remarked(
        body, lines.get("Polarity", ""), lines.get("Target", ""), lines.get("Period", ""), bool(lines.get("Striking"))
    )


def _with_lines(body: str, lines: Iterable[tuple[str, str]]) -> str:
    said = [f"{name}: {' '.join(value.split())}" for name, value in lines if value]
    return "\n".join(part for part in (body.strip(), *said) if part)


def _lines(text: str, names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The text without its last lines of those names, and what they say."""
    rest = text.strip().split("\n")
    values: dict[str, str] = {}
    # From the end: a definition may hold a line such as "Include: …" of its own further up.
    while rest:
        name, colon, value = rest[-1].partition(": ")
        if not colon or name not in names or name in values:
            break
        values[name] = value.strip()
        rest.pop()
    return "\n".join(rest).strip(), values
