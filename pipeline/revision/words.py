"""A change of the codebook told to the team: a summary, then code by code, what to decide, what to read first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.codebook.likely_renames import likeness_of_texts
from pipeline.revision.consequences import ChangeEffect, Consequences, MovedFigure
from pipeline.revision.counted import Figure
from pipeline.revision.read_again import ReadAgain, for_code
from pipeline.wording.numbers import first_upper, listed, plural

MUCH = 0.67
"""Likeness of two texts, word by word, under which "reworded" is asked about: a third of the words is not the same."""

FIRST = 6
"""Transcripts to read first that a line can name."""

MOST_FIGURES = 8
"""Figures of one code, or memos, that a line names before it says how many more: --json has all."""

TEXT_KINDS = ("reworded", "narrowed", "broadened", "moved")

KINDS_THAT_END_SILENCE = ("broadened", "moved")

ORDER = (*TEXT_KINDS[::-1], "split", "merged", "renamed", "reparented", "retired", "removed", "added")
"""From what makes most work to what makes none."""

VERBS = {"reparented": "moved under another code", "added": "new", "moved": "with another meaning"}


@dataclass(frozen=True, slots=True)
class ToldCode:
    """One code: what happened to it, what that does, what the team is asked; both texts where they differ.

    `figures` are those that move; `when` begins the sentence about them.
    """

    code_id: str
    heading: str
    when: str
    sentences: tuple[str, ...]
    figures: tuple[str, ...]
    questions: tuple[str, ...]
    warnings: tuple[str, ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """All of it in words. `first` are transcripts to read first, with how much there is to look at."""

    headline: str
    unreleased: str
    codes: tuple[ToldCode, ...]
    renames: tuple[str, ...]
    rests: str
    first: tuple[str, ...]
    codes_to_read: tuple[str, ...]
    n_more: int
    minutes: str


def told(found: Consequences, study: str) -> Told:
    """The words of `crosscase codebook diff`.

    Args:
        found: What the change does.
        study: The study as the person called it, for commands that they can copy.
    """
    rows = found.read_again
    return Told(
        headline=_headline(found),
        unreleased=_unreleased(found, study),
        codes=tuple(_code(found, code_id, effects) for code_id, effects in _by_code(found.effects)),
        renames=tuple(
            f"'{rename.former}' is gone and '{rename.code}' is new, and they are alike. If it is the same code under "
            f"another name, write in the entry of {rename.code}:  {rename.line}"
            for rename in found.renames
        ),
        rests=_rests(found),
        first=tuple(_to_read(row) for row in rows[:FIRST]),
        codes_to_read=tuple(dict.fromkeys(code_id for row in rows for code_id in row.codes)),
        n_more=max(len(rows) - FIRST, 0),
        minutes=duration(rows),
    )


def as_text(said: Told, study: str) -> str:
    """The words as a terminal prints them."""
    width = max([len(code.code_id) for code in said.codes] + [12]) + 2
    indent = " " * width
    lines = [said.headline]
    lines += [said.unreleased] if said.unreleased else []
    for code in said.codes:
        lines.append("")
        lines.append(f"{code.code_id:<{width}}{code.heading}")
        lines += [f"{indent}{sentence}" for sentence in code.sentences]
        if code.figures:
            lines.append(f"{indent}{code.when}: {'; '.join(code.figures)}.")
        lines += [f"{indent}! {warning}" for warning in code.warnings]
        for question in code.questions:
            lines.append(f"{indent}? {question}")
            lines += [f"{indent}  {line}" for line in _both_texts(code.before, code.after)]
    lines += ["", *(f"? {rename}" for rename in said.renames)] if said.renames else []
    lines += ["", said.rests] if said.rests else []
    if said.first:
        more = f" and {said.n_more} more" if said.n_more else ""
        lines += ["", f"First to read: {', '.join(said.first)}{more}."]
        lines += [f"    crosscase code {study} --coder NAME --code {','.join(said.codes_to_read)}"]
    return "\n".join(lines)


def duration(rows: Iterable[ReadAgain]) -> str:
    """`about 40 minutes`, `about 2 hours`: how long one person takes to read all of it once."""
    minutes = sum(row.minutes for row in rows)
    if minutes < 90:
        return f"about {plural(max(5 * round(minutes / 5), 5), 'minute')}" if minutes else ""
    # Half hours: the reckoning by words a minute is no finer.
    hours = round(minutes / 30) / 2
    return f"about {hours:g} hours"


def in_words(figure: Figure) -> str:
    """`2 of 2 known, 1 told under version 4`; a figure of which nothing is known says so with its 0 of 0."""
    once = ""
    if figure.n_outdated:
        once = f", {figure.n_outdated} told {_under(figure)}"
    return f"{figure.n_mentioning} of {figure.n_known} known{once}"


def _under(figure: Figure, word: str = "version") -> str:
    """`under version 4`, `under versions 4 and 5`; `before` where a coding does not say."""
    if not all(figure.versions):
        return "before"
    many = f"{word}s" if word and len(figure.versions) > 1 else word
    return " ".join(part for part in ("under", many, listed(figure.versions)) if part)


def move_in_words(before: Figure, after: Figure, then: str, now: str) -> str:
    """`3 of 4 under version 4; 2 of 2 known under 5, 1 told under 4`: a figure that moved because the codebook did."""
    once = f", {after.n_outdated} told {_under(after, '')}" if after.n_outdated else ""
    return (
        f"{before.n_mentioning} of {before.n_known} under version {then}; "
        f"{after.n_mentioning} of {after.n_known} known under {now}{once}"
    )


def _headline(found: Consequences) -> str:
    """`collaboration 5 -> 6: 1 code narrowed, 1 renamed. To read again: 7 transcripts, about 2 hours.`"""
    name = f"{found.new.name} {found.old.version} -> {found.new.version}"
    kinds = [effect.change.kind for effect in found.effects]
    if not kinds:
        return f"{name}: no code changed its text, name, place or fate. Nothing to read again."
    counts = [f"{kinds.count(kind)} {VERBS.get(kind, kind)}" for kind in ORDER if kind in kinds]
    first, rest = counts[0].split(" ", 1)
    counts[0] = f"{plural(int(first), 'code')} {rest}"
    n = len(found.read_again)
    again = (
        f"To read again: {plural(n, 'transcript')}, {duration(found.read_again)}." if n else "Nothing to read again."
    )
    return f"{name}: {', '.join(counts)}. {again}"


def _unreleased(found: Consequences, study: str) -> str:
    if not found.is_unreleased:
        return ""
    return (
        f"The file still says version {found.old.version}: what was coded counts as if nothing had changed. "
        f"This takes effect with: crosscase codebook release {study} --as {found.new.version}"
    )


def _rests(found: Consequences) -> str:
    if not found.figures:
        return "No figure moves." if found.effects else ""
    memos = f"{plural(len(found.figures), 'figure')} move{'s' if len(found.figures) == 1 else ''}"
    memos += f", and {plural(len(found.memos), 'memo')} rest{'s' if len(found.memos) == 1 else ''} on "
    more = f" and {len(found.memos) - MOST_FIGURES} more" if len(found.memos) > MOST_FIGURES else ""
    memos += f"{'it' if len(found.figures) == 1 else 'them'}: {', '.join(found.memos[:MOST_FIGURES])}{more}."
    notes = [f"{note} (signed by {found.signed_by[note]})" for note in found.notes]
    signed = f" Signed notes to look at again: {', '.join(notes)}." if notes else ""
    return memos + signed


def _by_code(effects: Sequence[ChangeEffect]) -> list[tuple[str, list[ChangeEffect]]]:
    """Changes by the code they happened to, those that make most work first."""
    shelves: dict[str, list[ChangeEffect]] = {}
    for effect in effects:
        shelves.setdefault(effect.change.code, []).append(effect)
    return sorted(shelves.items(), key=lambda item: min(ORDER.index(effect.change.kind) for effect in item[1]))


def _code(found: Consequences, code_id: str, effects: Sequence[ChangeEffect]) -> ToldCode:
    text = next((effect for effect in effects if effect.change.kind in TEXT_KINDS), None)
    codes = {code_id, *(effect.change.later for effect in effects if effect.change.kind == "merged")}
    figures = [figure for figure in found.figures if figure.code_id in codes]
    said = [_figure(figure, code_id) for figure in figures[:MOST_FIGURES]]
    if len(figures) > MOST_FIGURES:
        said.append(f"and {plural(len(figures) - MOST_FIGURES, 'more case')}")
    is_new = effects[0].change.kind == "added"
    notes = found.notes_on(code_id)
    sentences = [sentence for effect in effects for sentence in _sentences(found, effect)]
    if notes:
        rest = "note of {} rests" if len(notes) == 1 else "notes of {} rest"
        sentences.append(f"The signed {rest.format(listed(notes))} on it.")
    return ToldCode(
        code_id=code_id,
        heading=first_upper("; ".join(_heading(effect) for effect in effects)) + ".",
        when="Until then" if text or effects[0].change.kind == "split" else "Then",
        sentences=tuple(sentences),
        figures=() if is_new else tuple(said),
        questions=tuple(_questions(found, text)) if text else (),
        warnings=tuple(_warnings(text)) if text else (),
        before=text.change.former if text else "",
        after=text.change.later if text else "",
    )


def _heading(effect: ChangeEffect) -> str:
    change = effect.change
    match change.kind:
        case "renamed":
            return f"renamed from {change.former}"
        case "split":
            return f"split into {listed(change.later.split(';'))}"
        case "merged":
            return f"merged into {change.later}{_why(effect)}"
        case "reparented":
            return f"moved from {change.former or 'the top'} to {change.later or 'the top'}"
        case "retired":
            return "retired: given no more"
        case "removed":
            return "gone, and nothing says what became of it"
        case "added":
            return "new"
    if not change.is_declared:
        return "another text, and nobody has said what that means: it counts as moved"
    return f"{change.kind}{f' by {effect.by}' if effect.by else ''}{_why(effect)}"


def _why(effect: ChangeEffect) -> str:
    return f': "{effect.why.rstrip(".")}"' if effect.why else ""


def _sentences(found: Consequences, effect: ChangeEffect) -> Iterator[str]:
    """What a change does to what was coded and read."""
    change, n = effect.change, sum(effect.codings.values())
    coded = _coded(effect)
    s = "s" if n == 1 else ""
    again = _again(found, change.code)
    if change.kind in ("renamed", "reparented"):
        yield "Nothing to do."
    elif change.kind == "added":
        yield "What was read before was not read for it: for a “no”, read again for this code alone."
    elif change.kind == "split":
        yield _of_a_split(found, effect, coded)
    elif not n:
        read = f"; {plural(effect.readings, 'reading')} said no" if change.kind in KINDS_THAT_END_SILENCE else ""
        yield f"Nobody has coded it{read if effect.readings else ''}.{again}"
    elif change.kind == "reworded":
        yield f"It means the same passages: {coded} stand{s}, and what was read stays read."
    elif change.kind == "narrowed":
        yield f"{coded} await{s} a second look; what was a “no” stays a “no”.{again}"
    elif change.kind == "broadened":
        yield f"{coded} stand{s}; what was a “no” may be a “yes” now.{again}"
    elif change.kind == "moved":
        made = "was" if n == 1 else "were"
        read = plural(effect.readings, "reading")
        yield f"{coded} {made} made under the old text, with {read}: they hold no longer.{again}"
    elif change.kind == "merged":
        yield f"{coded} follow{s} it."
    elif change.kind == "retired":
        yield f"{coded} stand{s} in no figure any more."
    else:
        yield f"{coded} count{s} nowhere. Say what became of the code: was, merge_into, split_from or retired."


def _coded(effect: ChangeEffect) -> str:
    """`9 codings by ana and ben`."""
    n = sum(effect.codings.values())
    return f"{plural(n, 'coding')} by {listed(effect.codings)}" if n else "No coding"


def _of_a_split(found: Consequences, effect: ChangeEffect, coded: str) -> str:
    parts = effect.change.later.split(";")
    again = "".join(dict.fromkeys(_again(found, part) for part in parts))
    code = found.new.codes.get(effect.change.code)
    if code is not None and not code.retired:
        return f"{coded}: each stays {code.code_id}, and may belong to {listed(parts, 'or')} too.{again}"
    return f"{coded}: {'none' if len(parts) > 2 else 'neither'} of the parts has them yet.{again}"


def _both_texts(before: str, after: str) -> Iterator[str]:
    """Both texts line by line, without the lines that are the same."""
    old, new = before.splitlines(), after.splitlines()
    yield from (f"before | {line}" for line in old if line not in new)
    yield from (f"now    | {line}" for line in new if line not in old)
    n_same = len([line for line in new if line in old])
    if n_same:
        yield f"       | ({plural(n_same, 'line')} as before)"


def _again(found: Consequences, code_id: str) -> str:
    rows = for_code(found.read_again, code_id, found.after.transcripts)
    return f" {plural(len(rows), 'transcript')} to read again, {duration(rows)}." if rows else ""


def _figure(figure: MovedFigure, code_id: str) -> str:
    """`north 1 of 2 -> 0 of 1 known, 1 told under version 1`; a figure of another code is named with it."""
    where = figure.case_id if figure.code_id == code_id else f"{figure.case_id} ({figure.code_id})"
    return f"{where} {figure.before.n_mentioning} of {figure.before.n_known} -> {in_words(figure.after)}"


def _questions(found: Consequences, effect: ChangeEffect) -> Iterator[str]:
    if not effect.change.is_declared:
        yield (
            "Does the new text mean the same passages (reworded), fewer (narrowed), more (broadened) or others "
            f'(moved)? Say so in the entry of {effect.change.code}:  changed: {{in: "{found.new.version}", how: …, '
            "by: …, why: …}"
        )


def _warnings(effect: ChangeEffect) -> Iterator[str]:
    """Where a change is declared harmless and does not look it."""
    change = effect.change
    if change.kind != "reworded":
        return
    likeness = likeness_of_texts(change.former, change.later)
    n_lines = abs(_n_borders(change.former) - _n_borders(change.later))
    how = [f"{round(100 * (1 - likeness))} % of its words changed"] if likeness < MUCH else []
    how += [f"{plural(n_lines, 'line')} of include or exclude came or went"] if n_lines else []
    if how:
        yield (
            f"It is declared reworded, and {' and '.join(how)}: does it still mean the same passages? Old codings and "
            "old silences both count on."
        )


def _n_borders(text: str) -> int:
    return sum(line.startswith(("include:", "exclude:")) for line in text.splitlines())


def _to_read(row: ReadAgain) -> str:
    if row.passages and row.whole:
        return f"{row.transcript_id} ({plural(len(row.passages), 'passage')}, and whole)"
    return f"{row.transcript_id} ({plural(len(row.passages), 'passage') if row.passages else 'whole'})"
