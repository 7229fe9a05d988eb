"""A change of the codebook told to the team: first what happened, who reads what again and which figures move, then
code by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.revision.consequences import ChangeEffect, Consequences
from pipeline.revision.read_again import ReadAgain, for_coder
from pipeline.revision.told_codes import ToldCode, heading_of, is_gone, told_code
from pipeline.revision.trail import steps_between_versions
from pipeline.revision.words import TEXT_KINDS, duration
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import command
from pipeline.wording.numbers import listed, plural

FIRST = 6
"""Transcripts that a line names for one coder, before it says how many more."""

MOST_MEMOS = 8
"""Memos that a line names before it says how many more: --json has all."""

ORDER = (*TEXT_KINDS[::-1], "split", "merged", "renamed", "reparented", "retired", "removed", "added")
"""From what makes most work to what makes none."""

VERBS = {"reparented": "moved under another code", "added": "new", "moved": "with another meaning"}


@dataclass(frozen=True, slots=True)
class ToldReader:
    """What one coder reads again: transcripts, those with most passages first, and the command that opens them."""

    coder: str
    transcripts: tuple[str, ...]
    n_more: int
    duration: str
    command: str


@dataclass(frozen=True, slots=True)
class Told:
    """All of it in words.

    `codes` are those on which people's work rests, or of which something is asked; `untouched` the others that
    changed, (code, what happened), before anybody coded or read by them; `new` are sentences on new codes; `since`
    says that there are versions in between.
    """

    headline: str
    unreleased: str
    since: str
    readers: tuple[ToldReader, ...]
    rests: str
    renames: tuple[str, ...]
    n_questions: int
    codes: tuple[ToldCode, ...]
    untouched: tuple[tuple[str, str], ...]
    why_untouched: str
    new: tuple[str, ...]


def told(changed: Consequences, study: str) -> Told:
    """The words of `crosscase codebook diff`.

    Args:
        changed: What the change does.
        study: The study as the person called it, for commands that they can copy.
    """
    by_code = [
        (code_id, effects)
        for code_id, effects in _by_code(changed.effects)
        if any(effect.change.kind != "added" for effect in effects)
    ]
    undeclared = _undeclared(changed)
    resting = [(code_id, effects) for code_id, effects in by_code if _has_work(changed, code_id, effects)]
    codes = tuple(told_code(changed, code_id, effects, undeclared) for code_id, effects in resting)
    return Told(
        headline=_headline(changed),
        unreleased=_unreleased(changed, study),
        since=_since(changed, study),
        readers=tuple(_readers(changed, study)),
        rests=_rests(changed),
        renames=tuple(
            f"'{rename.former}' is gone and '{rename.code}' is new, and they are alike. If it is the same code under "
            f"another name, write in the entry of {rename.code}:  {rename.line}"
            for rename in changed.renames
        ),
        n_questions=sum(bool(code.questions) for code in codes),
        codes=codes,
        untouched=tuple(pair for pair in map(_untouched, by_code) if pair[0] not in dict(resting)),
        why_untouched=f"Nobody coded or read by their texts of version {changed.old.version}: nothing of what people "
        "found hangs on these steps.",
        new=tuple(_new(changed)),
    )


def _untouched(pair: tuple[str, Sequence[ChangeEffect]]) -> tuple[str, str]:
    code_id, effects = pair
    return code_id, heading_of(effects)


def _has_work(changed: Consequences, code_id: str, effects: Sequence[ChangeEffect]) -> bool:
    """Whether anything that people did rests on what changed, or has to be done because of it."""
    parts = {part for effect in effects if effect.change.kind == "split" for part in effect.change.later.split(";")}
    return (
        any(effect.codings or effect.readings for effect in effects)
        or any({code_id, *parts} & set(row.codes) for row in changed.read_again)
        or any(figure.code_id == code_id and figure.was_known for figure in changed.figures)
        # A code of which nobody says what became of it has to be asked about.
        or any(effect.change.kind == "removed" for effect in effects)
        or bool(changed.notes_on(code_id))
        # A study in which nobody codes has no work to lose: then every change is told in full.
        or not changed.after.hand.has_apply_row
    )


def _headline(changed: Consequences) -> str:
    """`collaboration 5 -> 6: 1 code narrowed, 1 renamed. To read again: 7 transcripts, about 2 hours.`"""
    name = f"{changed.new.name} {changed.old.version} -> {changed.new.version}"
    kinds = [effect.change.kind for effect in changed.effects]
    if not kinds:
        return f"{name}: no code changed its text, name, place or fate. Nothing to read again."
    counts = [f"{kinds.count(kind)} {VERBS.get(kind, kind)}" for kind in ORDER if kind in kinds]
    first, rest = counts[0].split(" ", 1)
    counts[0] = f"{plural(int(first), 'code')} {rest}"
    n = len(changed.read_again)
    again = (
        f"To read again: {plural(n, 'transcript')}, {duration(changed.read_again)}." if n else "Nothing to read again."
    )
    return f"{name}: {', '.join(counts)}. {again}"


def _unreleased(changed: Consequences, study: str) -> str:
    if not changed.is_unreleased:
        return ""
    return (
        f"The file still says version {changed.old.version}: what was coded counts as if nothing had changed. "
        f"This takes effect with: {command('codebook', 'release', study, '--as', changed.new.version)}"
    )


def _since(changed: Consequences, study: str) -> str:
    """Where versions lie between the two: what was read under a newer text is told by that version's own step."""
    *_, last = changed.new.earlier
    if last == changed.old.version or not changed.read_again:
        return ""
    return (
        f"Versions lie between the two. All that is left to read again, also of what was read under them, is told by: "
        f"{command('codebook', 'diff', study, '--from', last)}"
    )


def _readers(changed: Consequences, study: str) -> Iterator[ToldReader]:
    """Who reads what again, those with most to read first."""
    coders = {coder for row in changed.read_again for coder in row.coders}
    lists = {coder: for_coder(changed.read_again, coder, changed.after.transcripts) for coder in coders}
    for coder, rows in sorted(lists.items(), key=lambda item: (-sum(row.n_words for row in item[1]), item[0])):
        codes = {code_id for row in rows for code_id in row.codes}
        who = ("NAME", "--settle") if coder == "consensus" else (coder,)
        in_order = ",".join(code_id for code_id in changed.new.codes if code_id in codes)
        yield ToldReader(
            coder,
            tuple(_to_read(row) for row in rows[:FIRST]),
            max(len(rows) - FIRST, 0),
            duration(rows),
            # The consensus of a team is nobody's file: it is written by settling.
            command("code", study, "--coder", *who, "--code", in_order),
        )


def _to_read(row: ReadAgain) -> str:
    passages = plural(len(row.passages), "passage") if row.passages else ""
    return f"{row.transcript_id} ({' and '.join(part for part in (passages, 'whole' if row.whole else '') if part)})"


def _rests(changed: Consequences) -> str:
    """Which figures move, and the memos and signed notes that rest on them."""
    moved = [figure for figure in changed.figures if figure.was_known]
    if not moved:
        # Figures of which nothing was known before move nobody's conclusion.
        return "No figure moves that was known before." if changed.figures else "No figure moves."
    n = len(moved)
    still = sum(changed.is_open(figure) for figure in moved if not is_gone(changed, figure))
    said = f"{plural(n, 'figure')} move{'s' if n == 1 else ''}"
    if still and n == 1:
        said += ", and may move again until the reading is done"
    elif still:
        said += f", {still if still < n else 'all'} of them not for good until the reading is done"
    memos = f"{plural(len(changed.memos), 'memo')} rest{'s' if len(changed.memos) == 1 else ''} on "
    more = f" and {len(changed.memos) - MOST_MEMOS} more" if len(changed.memos) > MOST_MEMOS else ""
    said += f". {memos}{'it' if n == 1 else 'them'}: {', '.join(changed.memos[:MOST_MEMOS])}{more}."
    notes = [f"{note} (signed by {changed.signed_by[note]})" for note in changed.notes]
    return said + (f" Signed notes to look at again: {', '.join(notes)}." if notes else "")


def _by_code(effects: Sequence[ChangeEffect]) -> list[tuple[str, list[ChangeEffect]]]:
    """Changes by the code they happened to, those that make most work first."""
    shelves: dict[str, list[ChangeEffect]] = {}
    for effect in effects:
        shelves.setdefault(effect.change.code, []).append(effect)
    return sorted(shelves.items(), key=lambda item: min(ORDER.index(effect.change.kind) for effect in item[1]))


def _new(changed: Consequences) -> Iterator[str]:
    """New codes, in a sentence for all: of those that can be given, who has read for them."""
    new = [effect.change.code for effect in changed.effects if effect.change.kind == "added"]
    codable = {code.code_id for code in changed.new.codable}
    given = [code_id for code_id in new if code_id in codable]
    heads = [code_id for code_id in new if code_id not in codable]
    if given:
        yield (
            f"{plural(len(given), 'new code')}: {', '.join(given)}. What was read under version {changed.old.version} "
            "was not read for them: a “no” needs another reading, for these codes alone."
        )
    read = {code_id for _, _, code_id in changed.after.readers}
    unread = [code_id for code_id in given if code_id not in read]
    if unread and len(unread) < len(given):
        yield f"Nobody has read for {listed(unread, 'or')} yet."
    elif given:
        yield "Nobody has read for them yet." if unread else "Somebody has since read for each of them."
    if heads:
        yield f"{plural(len(heads), 'new heading')}, given to no passage: {', '.join(heads)}."


def _undeclared(changed: Consequences) -> dict[str, list[str]]:
    """Code -> the versions since the earlier one that changed its text without a word on what that means."""
    since = list(changed.new.earlier)
    since = [*since[since.index(changed.old.version) + 1 :], changed.new.version]
    versions: dict[str, list[str]] = {}
    for code_id, step in steps_between_versions(changed.new):
        if step.change.kind in TEXT_KINDS and not step.change.is_declared and step.version in since:
            versions.setdefault(code_id, []).append(step.version)
    return versions
