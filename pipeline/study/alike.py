"""Problems that say one thing of several places, told once: the first in full, every other place named after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.study.problems import Problem, Severity, Source, in_order

# What a message cites, also several in a row, or a number with the word that it counts.
CITED = re.compile(
    r"(?P<words>'(?:[^'\n]|(?<=\w)'(?=\w))*'(?:(?:, | and | or )'(?:[^'\n]|(?<=\w)'(?=\w))*')*)"
    r"|(?P<number>\b\d+(?:[.,]\d+)*)(?P<counted> [a-z]+)?"
)
FEWEST = 3
"""Messages that cite different words are gathered from here on; two stand better each in its own place."""
MOST_CITED = 2
"""Where more of what is cited differs, a message is about its own place, and a list of the others would say nothing."""

LONGEST = 2_000
"""A longer message holds a file's own words at length, in which nobody need look for what is cited."""


def gathered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem, those of one cause as one: the same fault and remedy but for what is cited.

    The message stands at the first place of a cause, and names every other one with what is cited there.
    """
    causes: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        causes.setdefault((problem.severity, _pattern(problem.fault), problem.remedy), []).append(problem)
    return tuple(told for alike in causes.values() for told in _told(alike))


def _pattern(fault: str) -> str:
    if len(fault) > LONGEST:
        return fault
    return CITED.sub(lambda match: f"\0{match['counted'] or ''}", fault)


def _told(alike: Sequence[Problem]) -> Iterator[Problem]:
    """One problem for all of one cause; each for itself where the list would say less than they do.

    Faults that cite different words are mended each in its own place (three misspelt codes), and stand there.
    """
    cited = [[match.group() for match in CITED.finditer(problem.fault[:LONGEST])] for problem in alike]
    differing = [n for n in range(len(cited[0])) if len({words[n] for words in cited}) > 1]
    is_each_its_own = bool(differing) and alike[0].severity is Severity.FAULT
    if is_each_its_own or len(alike) < (FEWEST if differing else 2) or len(differing) > MOST_CITED:
        yield from alike
        return
    first, *others = sorted(
        zip(alike, cited, strict=True), key=lambda entry: (str(entry[0].source.path), entry[0].source.line)
    )
    places = [(problem.source, ", ".join(words[n] for n in differing)) for problem, words in others]
    end = "" if first[0].fault.endswith((".", "?", "!")) else "."
    fault = f"{first[0].fault}{end} So also {_in_words(first[0].source, places)}."
    yield replace(first[0], fault=fault, also=(*first[0].also, *(source for source, _ in places)))


def _in_words(first: Source, places: Sequence[tuple[Source, str]]) -> str:
    """`in 2 more places: b.txt:4 ('Tom'), c.txt ('Ann')`; in one file `on lines 3, 5-9`."""
    is_one_file = all(source.path == first.path and source.line for source, _ in places)
    if is_one_file and not any(cited for _, cited in places):
        lines = sorted({source.line for source, _ in places})
        return f"on line{'s' * (len(lines) > 1)} {_ranges(lines)}" if lines else "there"
    named = [
        f"{source.line if is_one_file else source.shown(first.path.parent)}{f' ({cited})' if cited else ''}"
        for source, cited in places
    ]
    are_files = len({source.path for source, _ in places} | {first.path}) == len(places) + 1
    what = "line" if is_one_file else "file" if are_files else "place"
    more = f"{len(named)} more {what}{'s' * (len(named) > 1)}"
    return f"{'on' if is_one_file else 'in'} {more}: {', '.join(named)}"


def _ranges(lines: Sequence[int]) -> str:
    """`3, 5-9`."""
    starts = [lines[0], *(after for before, after in pairwise(lines) if after > before + 1)]
    ends = [*(before for before, after in pairwise(lines) if after > before + 1), lines[-1]]
    return ", ".join(str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True))


def in_order_by_cause(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each cause once, with all its places; faults first, then by file and line."""
    return in_order(gathered(in_order(problems)))
