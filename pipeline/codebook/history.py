"""CHANGES.md beside a codebook: a paragraph a version, in the team's own words, checked against what changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.codebook.changes import CodeChange, changes_between
from pipeline.codebook.next_version import with_those_before
from pipeline.codebook.versions import is_same_version
from pipeline.study.people_files import read_text
from pipeline.study.problems import Problem, caution
from pipeline.study.records import Codebook

CHANGES = "CHANGES.md"
UNTOLD = "why: …"
"""How a line ends that `codebook release` began and nobody has finished."""

# `## Version 5 (May 2024) ##`: any level, closing signs left out.
_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<title>.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
# `5`, `1.10`, `draft-2`; a full stop or colon after it is none of it.
_NUMBER = re.compile(r"[\w.-]*\w")
_WORD = re.compile(r"[\w-]+")
# "- `trust`: new", "| `trust`, `setback` | **new**, inductive": ids first, then what was done to them.
_CALLED_NEW = re.compile(r"^[ \t|*+-]*(?P<ids>`[\w-]+`(?:(?:,| and|, and) `[\w-]+`)*)[ \t:|*]+new\b", re.MULTILINE)


def every_change_is_told(codebook: Codebook) -> list[Problem]:
    """A caution where CHANGES.md does not speak of a code that the last step changed; none where there is no such file.

    A code is told where a line of the version's paragraph names it, by its id of then or now, and gives a reason.
    """
    path = codebook.source.path.parent / CHANGES
    if not codebook.earlier or not path.is_file():
        return []
    loaded = read_text(path)
    if loaded.records is None:
        return list(loaded.problems and [caution(path, 0, loaded.problems[0].fault, loaded.problems[0].remedy)])
    old = list(codebook.earlier.values())[-1]
    changes = changes_between(with_those_before(old, codebook), codebook)
    section = _section(loaded.records, codebook.version)
    if not changes:
        return []
    if section is None:
        what = f"there is no paragraph on version {codebook.version}, which changed {_named(changes)}."
        remedy = f"Begin one, `## Version {codebook.version}`, and say of each code what was changed and why."
        return [caution(path, 0, what, remedy)]
    line, text = section
    # A line that still ends as `release` began it gives no reason, and tells nothing.
    told = {word for row in text.split("\n") if not row.rstrip().endswith(UNTOLD) for word in _WORD.findall(row)}
    untold = [change for change in changes if told.isdisjoint(_ids(change))]
    if not untold:
        return []
    what = f"the paragraph on version {codebook.version} does not say why {_named(untold)} changed."
    return [caution(path, line, what, "Add a line for each: what was changed, why, and what to do with old codings.")]


def every_new_code_was_new(codebook: Codebook) -> list[Problem]:
    """Cautions where CHANGES.md calls a code new in a version, and the versions' own files say otherwise."""
    path = codebook.source.path.parent / CHANGES
    text = read_text(path).records if path.is_file() else None
    if text is None:
        return []
    books = (*codebook.earlier.values(), codebook)
    problems = []
    for n, book in enumerate(books):
        section = _section(text, book.version)
        for match in _CALLED_NEW.finditer(section[1]) if section else ():
            line = section[0] + section[1].count("\n", 0, match.start()) if section else 0
            for code_id in _WORD.findall(match["ids"]):
                # Under any of its names: a code that was renamed is not new.
                names = {code_id, *(book.codes[code_id].was if code_id in book.codes else ())}
                names |= {*(codebook.codes[code_id].was if code_id in codebook.codes else ())}
                had_it = next((earlier.version for earlier in books[:n] if names & earlier.codes.keys()), None)
                if had_it is not None:
                    said = f"version {had_it} has it already"
                elif not names & book.codes.keys():
                    said = "that version's own file does not have it"
                else:
                    continue
                what = f"'{code_id}' is called new in version {book.version}, and {said}."
                remedy = "Correct the paragraph: how a codebook grew is read from its versions."
                problems.append(caution(path, line, what, remedy))
    return problems


def has_paragraph(text: str, version: str) -> bool:
    """Whether a history speaks of a version already."""
    return _section(text, version) is not None


def lines_on(text: str, version: str, ids: Collection[str]) -> tuple[str, ...]:
    """What the paragraph on a version says of a code, as Markdown: rows of its tables, without their first cell, and
    items of its lists that name one of the code's ids."""
    section = _section(text, version)
    lines = []
    for line in section[1].splitlines() if section is not None else ():
        stripped = line.strip()
        if stripped.startswith("|"):
            head, *cells = [cell.strip() for cell in stripped.strip("|").split("|")]
            # A row is about what stands in its first cell; other codes are named in passing.
            if not set(_WORD.findall(head)).isdisjoint(ids):
                lines.append(" · ".join(cell for cell in cells if cell.strip("— ")))
        elif stripped.startswith(("- ", "* ", "+ ")) and not stripped.endswith(UNTOLD):
            head = stripped[2:].partition(":")[0]
            if not set(_WORD.findall(head)).isdisjoint(ids):
                lines.append(stripped[2:].partition(":")[2].strip() or stripped[2:])
    return tuple(line for line in lines if line)


def read_history(codebook: Codebook) -> str:
    """The text of CHANGES.md beside a codebook; empty where there is none that can be read."""
    path = codebook.source.path.parent / CHANGES
    return read_text(path).records or "" if path.is_file() else ""


def begin_paragraph(text: str, version: str, changes: Sequence[CodeChange], codebook: Codebook) -> str:
    """The history with a paragraph on a version before that on the one before it, the newest on top.

    A line for each change: with the reason where the codebook gives one, else with room for it.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [f"## Version {version}", "", *_lines(changes, codebook), ""]
    newest = next((match for match in _HEADING.finditer(text) if _is_of_a_version(match["title"])), None)
    paragraph = end.join(lines)
    if newest is None:
        head = text if text else f"# How the codebook {codebook.name} came to be{end}"
        return f"{head.rstrip()}{end}{end}{paragraph}"
    return f"{text[: newest.start()]}{paragraph}{end}{text[newest.start() :]}"


def _lines(changes: Sequence[CodeChange], codebook: Codebook) -> Iterator[str]:
    if not changes:
        yield "No code changed its text, name, place or fate."
    for change in changes:
        what = {
            "renamed": f"renamed from `{change.former}`",
            "split": f"split into {' and '.join(f'`{part}`' for part in change.later.split(';'))}",
            "merged": f"merged into `{change.later}`",
            "reparented": f"moved from `{change.former or 'the top'}` to `{change.later or 'the top'}`",
            "added": "new",
            "removed": "removed",
            "retired": "retired",
        }.get(change.kind, change.kind if change.is_declared else "another text, not declared (moved)")
        why = _why(change, codebook)
        yield f"- `{change.code}`: {what}; {f'why: {why}' if why else UNTOLD}"


def _why(change: CodeChange, codebook: Codebook) -> str:
    code = codebook.codes.get(change.code)
    if code is None:
        return ""
    if change.kind == "merged":
        return code.merge_why
    declared = [declaration for declaration in code.changed if declaration.how == change.kind and declaration.why]
    return f"{declared[-1].why}{f' ({declared[-1].by})' if declared[-1].by else ''}" if declared else ""


def _section(text: str, version: str) -> tuple[int, str] | None:
    """(line, text) of the paragraph on a version: from its heading to the next one that names a version."""
    headings = [match for match in _HEADING.finditer(text) if _is_of_a_version(match["title"])]
    for n, match in enumerate(headings):
        if any(is_same_version(word, version) for word in _NUMBER.findall(match["title"])):
            end = headings[n + 1].start() if n + 1 < len(headings) else len(text)
            return text.count("\n", 0, match.start()) + 1, text[match.start() : end]
    return None


def _is_of_a_version(title: str) -> bool:
    # `## Version 5`, `## v5`, `## 1.10`; other headings inside a paragraph do not end it.
    return "version" in title.casefold() or re.match(r"v?\d+(\.\d+)*\b", title) is not None


def _ids(change: CodeChange) -> set[str]:
    """The ids by which a line may name a change."""
    ids = {change.code}
    if change.kind in ("renamed", "merged", "split", "retired"):
        ids |= {change.former, *(change.later.split(";") if change.kind == "split" else ())}
    return ids - {""}


def _named(changes: Iterable[CodeChange]) -> str:
    codes = list(dict.fromkeys(f"'{change.code}'" for change in changes))
    return ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
