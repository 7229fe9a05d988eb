"""What is said of coders' rows: one message for one cause, with how many rows it keeps out and where the first are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.codebook.ageing import Ageing
from pipeline.study.problems import Problem, Severity, Source, caution
from pipeline.study.records import Coding

FIRST_PLACES = 3
ONE_ROW = " The row is left out."


def one_per_cause(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems that say the same as one, at the first place, with a count and the first three places."""
    same: dict[tuple[Severity, str, str], list[Problem]] = {}
    for problem in problems:
        same.setdefault((problem.severity, problem.fault, problem.remedy), []).append(problem)
    return tuple(_together(alike) for alike in same.values())


def _together(alike: Sequence[Problem]) -> Problem:
    # The first place, whatever order the files were read in.
    first = min(alike, key=lambda problem: (str(problem.source.path), problem.source.line))
    if len(alike) == 1:
        return first
    where = places([problem.source for problem in alike])
    if ONE_ROW in first.fault:
        return replace(first, fault=first.fault.replace(ONE_ROW, f" {len(alike)} rows are left out: {where}."))
    things = "rows" if all(problem.source.line for problem in alike) else "files"
    return replace(first, fault=f"{first.fault} So in {len(alike)} {things}: {where}.")


def places(sources: Iterable[Source]) -> str:
    """The first three places, and how many more there are: `ana.csv line 2, 5, ben.csv line 4 and 53 more`."""
    listed = sorted(sources, key=lambda source: (str(source.path), source.line))
    words, last = [], None
    for source in listed[:FIRST_PLACES]:
        # The file's name once, then line numbers only.
        in_a_file = f"{source.path.name} line {source.line}" if source.line else source.path.name
        words.append(f"{source.line}" if source.path == last else in_a_file)
        last = source.path
    more = f" and {len(listed) - FIRST_PLACES} more" if len(listed) > FIRST_PLACES else ""
    return ", ".join(words) + more


def about_outdated(outdated: Mapping[Coding, str], ageing: Ageing) -> list[Problem]:
    """A caution for each code and version whose codings do not stand today, and one for each version without a file."""
    causes: dict[tuple[str, str], list[Coding]] = {}
    for coding in outdated:
        version = coding.codebook_version
        # A version without a file is one cause for all its codes: one caution, not one a code.
        code_id = coding.code_id if ageing.has_file(version) else ""
        causes.setdefault((code_id, version), []).append(coding)
    return [_about_a_cause(code_id, version, codings, ageing) for (code_id, version), codings in causes.items()]


def _about_a_cause(code_id: str, version: str, codings: Sequence[Coding], ageing: Ageing) -> Problem:
    sources = [coding.source for coding in codings if coding.source is not None]
    first = min(sources, key=lambda source: (str(source.path), source.line))
    many = "1 coding is" if len(codings) == 1 else f"{len(codings)} codings are"
    counted = f"{many} outdated and in no count: {places(sources)}."
    book = ageing.codebook
    if not code_id:
        message = f"codebook version '{version}' is not there, so that its texts count as others: {counted}"
        remedy = f"Put {book.source.path.stem}@{version}.yaml beside the codebook, or read the transcripts again."
    else:
        message = f"code '{code_id}' means something else since version {version}: {counted}"
        remedy = (
            f"Read these transcripts again for it under version {book.version} (a row of the coder's read file says "
            "so); or, where the new text means these passages too, say so in the codebook: changed: {in: …, how: "
            "reworded}."
        )
    return caution(first.path, first.line, message, remedy)


def about_unversioned(codings: Iterable[Coding], ageing: Ageing) -> list[Problem]:
    """One caution where codings do not say their version and their codes had another text before."""
    unsure = [coding for coding in codings if not coding.codebook_version and ageing.has_earlier_text(coding.code_id)]
    sources = [coding.source for coding in unsure if coding.source is not None]
    if not sources:
        return []
    first = min(sources, key=lambda source: (str(source.path), source.line))
    if len(unsure) == 1:
        many, they_count = "1 coding does", "its code had another text before: it counts"
    else:
        many, they_count = f"{len(unsure)} codings do", "their codes had another text before: they count"
    message = (
        f"{many} not say under which version of the codebook, and {they_count} as today's. First: {places(sources)}."
    )
    return [caution(first.path, first.line, message, "Fill codebook_version with the version that was in use.")]
