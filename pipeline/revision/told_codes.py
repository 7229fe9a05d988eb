"""What a change of the codebook did to one code, in words: what happened, what it does, what the team is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.codebook.likely_renames import likeness_of_texts
from pipeline.revision.consequences import ChangeEffect, Consequences
from pipeline.revision.figures_moved import MovedFigure
from pipeline.revision.read_again import for_code
from pipeline.revision.words import TEXT_KINDS, duration, in_words
from pipeline.study.dataclass import dataclass
from pipeline.wording.numbers import first_upper, listed, plural

MUCH = 0.67
"""Likeness of two texts, word by word, under which "reworded" is asked about: a third of the words is not the same."""

MOST_FIGURES = 8
"""Figures of one code that a line names before it says how many more: --json has all."""


@dataclass(frozen=True, slots=True)
class ToldCode:
    """One code: what happened to it, what that does, what the team is asked; both texts where they differ.

    `figures` are those that moved for good, `open_figures` those that may move again when people have read;
    `first_read` no move of the codebook: transcripts were read for the first time.
    """

    code_id: str
    heading: str
    sentences: tuple[str, ...]
    figures: tuple[str, ...]
    open_figures: tuple[str, ...]
    first_read: tuple[str, ...]
    questions: tuple[str, ...]
    warnings: tuple[str, ...]
    before: str = ""
    after: str = ""


def told_code(
    changed: Consequences, code_id: str, effects: Sequence[ChangeEffect], undeclared: Mapping[str, Sequence[str]]
) -> ToldCode:
    """One code in words.

    Args:
        changed: All that the change does.
        code_id: The code's id of today, or its last one.
        effects: What happened to it.
        undeclared: Code -> the versions that changed its text and say nowhere how.
    """
    text = text_effect(effects)
    codes = {code_id, *(effect.change.later for effect in effects if effect.change.kind == "merged")}
    moved = [figure for figure in changed.figures if figure.code_id in codes and figure.was_known]
    notes = changed.notes_on(code_id)
    sentences = [sentence for effect in effects for sentence in _sentences(changed, effect)]
    sentences += _of_figures_known_since(changed, code_id) if effects[0].change.kind != "added" else ()
    gone = [figure for figure in moved if is_gone(changed, figure)]
    if gone:
        sentences.append(f"Its figures are counted no longer ({plural(len(gone), 'case')}).")
    if notes:
        rest = "note of {} rests" if len(notes) == 1 else "notes of {} rest"
        sentences.append(f"The signed {rest.format(listed(notes))} on it.")
    left = [figure for figure in moved if figure not in gone]
    return ToldCode(
        code_id=code_id,
        heading=heading_of(effects),
        # A rename or a new place asks for nothing; said only where nothing else is.
        sentences=tuple(sentences) or ("Nothing to do.",),
        figures=_listed_figures([figure for figure in left if not changed.is_open(figure)], code_id),
        open_figures=_listed_figures([figure for figure in left if changed.is_open(figure)], code_id),
        first_read=_listed_figures([figure for figure in changed.first_read if figure.code_id in codes], code_id),
        questions=tuple(_questions(text, undeclared.get(code_id, ()))) if text else (),
        warnings=tuple(_warnings(text, code_id in {code.code_id for code in changed.new.codable})) if text else (),
        before=text.change.former if text else "",
        after=text.change.later if text else "",
    )


def text_effect(effects: Sequence[ChangeEffect]) -> ChangeEffect | None:
    """The one that changed the code's text, None where none did."""
    return next((effect for effect in effects if effect.change.kind in TEXT_KINDS), None)


def is_gone(changed: Consequences, figure: MovedFigure) -> bool:
    """Whether its code is given no more, so that no reading brings it back."""
    return figure.code_id not in {code.code_id for code in changed.new.codable}


def heading_of(effects: Sequence[ChangeEffect]) -> str:
    """`Renamed from prior_ties; narrowed by amado: "They had worked together".`"""
    return first_upper("; ".join(_heading(effect) for effect in effects)) + "."


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
        return "another text, and nobody has said what that means: it counts as another meaning"
    how = "another meaning" if change.kind == "moved" else change.kind
    return f"{how}{f', by {effect.by}' if effect.by else ''}{_why(effect)}"


def _why(effect: ChangeEffect) -> str:
    return f': "{effect.why.rstrip(".")}"' if effect.why else ""


def _sentences(changed: Consequences, effect: ChangeEffect) -> Iterator[str]:
    """What a change does to what was coded and read; nothing of a change that touches neither."""
    change, n = effect.change, sum(effect.codings.values())
    again = _again(changed, change.code)
    match change.kind:
        case "renamed" | "reparented":
            return
        case "split":
            yield _of_a_split(changed, effect, again)
        case "reworded":
            stands = f"{_coded(effect)} stand{_s(n)}" if n else "nobody had coded it"
            yield f"It means the same passages: {stands}, and what was read stays read."
        case "narrowed":
            yield _second_look(effect, "the wider text") + ". What was a “no” stays a “no”." + again
        case "broadened":
            yield f"{_coded(effect)} stand{_s(n)}. {_silences(effect)}{again}"
        case "moved":
            yield f"{_second_look(effect, 'the old text')}. {_silences(effect)}{again}"
        case "merged":
            yield f"{_coded(effect)} follow{_s(n)} it."
        case "retired":
            yield f"{_coded(effect)} stand{_s(n)} in no figure any more."
        case "removed":
            where = "Say what became of the code: was, merge_into, split_from or retired."
            yield f"{_coded(effect)} count{_s(n)} nowhere. {where}"


def _s(n: int) -> str:
    return "s" if n == 1 else ""


def _coded(effect: ChangeEffect) -> str:
    """`9 codings by ana and ben`."""
    n = sum(effect.codings.values())
    return f"{plural(n, 'coding')} by {listed(effect.codings)}" if n else "No codings"


def _second_look(effect: ChangeEffect, under: str) -> str:
    """How many codings were made under the text of before, and what has become of them since."""
    n = sum(effect.codings.values())
    if not n:
        return f"Nobody had coded it under {under}"
    if effect.n_left == n:
        return f"{_coded(effect)} await{_s(n)} a second look"
    gone = n - effect.n_standing - effect.n_left - effect.n_older
    parts = [f"{effect.n_standing} confirmed since"] if effect.n_standing else []
    parts += [f"{gone} taken back, or coded anew"] if gone else []
    parts += [f"{effect.n_older} outdated before already"] if effect.n_older else []
    parts += [f"{effect.n_left} still to look at"] if effect.n_left else ["none is left to look at"]
    was = "was" if n == 1 else "were"
    return f"{_coded(effect)} {was} made under {under}: {', '.join(parts)}"


def _silences(effect: ChangeEffect) -> str:
    """What was read and not found, where it holds no longer."""
    n, since = effect.readings, effect.n_read_since
    if not n:
        return "Nobody had read for it."
    if not since:
        return f"What was a “no” may be a “yes” now ({plural(n, 'reading')})."
    if since == n:
        done = "the one reading has" if n == 1 else f"all {n} readings have"
        return f"What was a “no” may be a “yes” now; {done} been done again."
    has = "has" if since == 1 else "have"
    return f"What was a “no” may be a “yes” now; {since} of {n} readings {has} been done again."


def _of_a_split(changed: Consequences, effect: ChangeEffect, again: str) -> str:
    parts, n = effect.change.later.split(";"), sum(effect.codings.values())
    again += "".join(dict.fromkeys(_again(changed, part) for part in parts))
    code = changed.new.codes.get(effect.change.code)
    if code is not None and not code.retired:
        return f"{_coded(effect)}: each stays {code.code_id}, and may belong to {listed(parts, 'or')} too.{again}"
    if not n:
        return f"Nobody had coded it.{again}"
    none = "none" if len(parts) > 2 else "neither"
    takes = f"{none} of the parts takes" if len(parts) > 1 else f"{parts[0]} does not take"
    them, each = ("it", "the") if n == 1 else ("them", "each")
    return f"{_coded(effect)}: {takes} {them} over, {each} passage is decided anew.{again}"


def _again(changed: Consequences, code_id: str) -> str:
    rows = for_code(changed.read_again, code_id, changed.after.transcripts)
    return f" {plural(len(rows), 'transcript')} to read again, {duration(rows)}." if rows else ""


def _of_figures_known_since(changed: Consequences, code_id: str) -> list[str]:
    """One sentence on figures of which nothing was known under the earlier version: one by one they say nothing."""
    new = [figure for figure in changed.figures if figure.code_id == code_id and not figure.was_known]
    if not new:
        return []
    told, known = (sum(getattr(figure.after, name) for figure in new) for name in ("n_mentioning", "n_known"))
    where = plural(len(new), "case")
    return [f"Nothing was known of it under version {changed.old.version}; today {told} of {known} known ({where})."]


def _listed_figures(figures: Sequence[MovedFigure], code_id: str) -> tuple[str, ...]:
    said = [_figure(figure, code_id) for figure in figures[:MOST_FIGURES]]
    if len(figures) > MOST_FIGURES:
        said.append(f"and {plural(len(figures) - MOST_FIGURES, 'more case')}")
    return tuple(said)


def _figure(figure: MovedFigure, code_id: str) -> str:
    """`north 1 of 2 -> 0 of 1 known, 1 told under version 1`; a figure of another code is named with it."""
    where = figure.case_id if figure.code_id == code_id else f"{figure.case_id} ({figure.code_id})"
    return f"{where} {figure.before.n_mentioning} of {figure.before.n_known} -> {in_words(figure.after)}"


def _questions(effect: ChangeEffect, versions: Sequence[str]) -> Iterator[str]:
    """What the team has to say of a text that nobody declared, and the line to write it in."""
    if effect.change.is_declared or not versions:
        return
    yield (
        "Does the new text mean the same passages (reworded), fewer (narrowed), more (broadened) or others (moved)? "
        f"Say so in the entry of {effect.change.code}:"
    )
    declared = [f'{{in: "{version}", how: …, by: …, why: …}}' for version in versions]
    # One mapping for one version, a list for several.
    yield f"changed: {declared[0]}" if len(declared) == 1 else f"changed: [{', '.join(declared)}]"


def _warnings(effect: ChangeEffect, is_codable: bool) -> Iterator[str]:
    """Where a change is declared harmless and does not look it."""
    change = effect.change
    # Where nobody had coded or read by the old text nothing counts on that should not; a heading is given to nothing.
    if change.kind != "reworded" or not (effect.codings or (effect.readings and is_codable)):
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
