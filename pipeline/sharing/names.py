"""names.csv: the names of a study, what stands in their place, and what is wrong with the list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from pipeline.sharing.folding import tokens_of
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.problems import Loaded, Problem, Source, caution, did_you_mean, fault
from pipeline.study.records import says_yes
from pipeline.wording.escaping import command

FILE = "names.csv"
LOCKED = "names.csv.age"
COLUMNS = ("name", "instead", "kind", "as_written")
NEEDED = ("name", "instead")
NAME_KINDS = ("person", "place", "organisation", "other")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as people say it, and what stands in its place.

    `as_written`: it is replaced wherever it stands in just these capitals, and nowhere else.
    """

    name: str
    instead: str
    kind: str
    as_written: bool
    source: Source

    @property
    def shown(self) -> str:
        """What stands in its place: in brackets, so that nobody takes it for what was said."""
        return bracketed(self.instead)


def bracketed(words: str) -> str:
    """`[words]`; brackets inside would look like two."""
    return "[" + words.translate({ord("["): None, ord("]"): None}).strip() + "]"


def read_names(folder: Path) -> Loaded[tuple[Name, ...]]:
    """All names of a study; none where there is no names.csv. What would replace wrongly is a fault."""
    path = folder / FILE
    if not path.exists():
        if (folder / LOCKED).exists():
            remedy = f"Unlock it first: {command('names', folder, '--unlock')}"
            return Loaded(
                (), (fault(folder / LOCKED, 0, "the names are locked, so that none can be replaced.", remedy),)
            )
        return Loaded(())
    loaded = read_csv(path, NEEDED, COLUMNS)
    problems: list[Problem] = list(loaded.problems)
    names: list[Name] = []
    for row in loaded.records.rows if not loaded.records.lacks else ():
        name, instead, kind = row["name"].strip(), row["instead"].strip(), row["kind"].strip().casefold() or "other"
        line = row.source.line
        if not tokens_of(name):
            problems.append(
                fault(path, line, f"name is '{name}', which holds no letter.", "Write a name, or remove the row.")
            )
        elif not bracketed(instead).strip("[] "):
            problems.append(fault(path, line, f"nothing stands instead of '{name}'.", "Write what takes its place."))
        else:
            if kind not in NAME_KINDS:
                remedy = did_you_mean(kind, NAME_KINDS, f"write one of {', '.join(NAME_KINDS)}.")
                problems.append(caution(path, line, f"kind is '{kind}'.", remedy))
            names.append(Name(name, instead, kind, says_yes(row["as_written"]), row.source))
    problems += _two_of_one_name(names)
    problems += _names_instead_of_names(names)
    return Loaded(tuple(names), tuple(problems))


def _two_of_one_name(names: Iterable[Name]) -> Iterable[Problem]:
    first: dict[tuple[object, ...], Name] = {}
    for name in names:
        key = (name.name,) if name.as_written else tokens_of(name.name)
        other = first.setdefault(key, name)
        if other.instead != name.instead:
            message = f"'{name.name}' is {other.shown} in line {other.source.line}, and {name.shown} here."
            remedy = "A transcript does not say which of the two is meant: give both the same words, such as 'A or B'."
            yield fault(name.source.path, name.source.line, message, remedy)


def _names_instead_of_names(names: Iterable[Name]) -> Iterable[Problem]:
    """A replacement that is, or holds, somebody's name: also a name's own, and a circle of two."""
    listed = list(names)
    all_tokens = {tokens_of(name.name): name for name in listed}
    longest = max(map(len, all_tokens), default=0)
    for name in listed:
        words = tokens_of(name.instead)
        runs = (words[n : n + size] for size in range(1, longest + 1) for n in range(len(words) - size + 1))
        held = next((all_tokens[run] for run in runs if run in all_tokens), None)
        if held is not None:
            of = "the name itself" if held is name else f"the name in line {held.source.line}"
            message = f"{name.shown} stands instead of a name and holds {of}."
            remedy = "Write words that are nobody's name, such as a role and a letter."
            yield fault(name.source.path, name.source.line, message, remedy)


def about_no_names(study_folder: Path, names: Loaded[tuple[Name, ...]]) -> tuple[Problem, ...]:
    """A caution where names.csv is missing or empty: then whoever was named is named in what is shared."""
    if names.records or any(problem.is_fault for problem in names.problems):
        return ()
    path = study_folder / FILE
    what = "names.csv lists no name" if path.exists() else "there is no names.csv"
    message = f"{what}: nothing but addresses of mail and handles is replaced, and every name stands as it was said."
    remedy = f"List who and what is named ({command('names', study_folder)} finds candidates), and share again."
    return (caution(path, 0, message, remedy),)


def about_ids(names: Iterable[Name], ids: Collection[str]) -> tuple[Problem, ...]:
    """A caution for each name that stands in an id of the study: ids stay as they are in what is shared."""
    by_tokens: dict[str, list[str]] = {}
    for name_id in sorted(ids):
        for token in tokens_of(name_id):
            by_tokens.setdefault(token, []).append(name_id)
    cautions = []
    for name in names:
        tokens = tokens_of(name.name)
        holding = sorted(set.intersection(*(set(by_tokens.get(token, ())) for token in tokens)))
        if holding:
            named = ", ".join(f"'{name_id}'" for name_id in holding[:3])
            message = f"'{name.name}' stands in the id {named}, and ids leave as they are."
            remedy = "Rename the id if it gives somebody away."
            cautions.append(caution(name.source.path, name.source.line, message, remedy))
    return tuple(cautions)
