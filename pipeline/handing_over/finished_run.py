"""A finished run as exports read it: the study's settings, and the tables as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.io.manifest import DATABASE
from pipeline.io.outputs import inside_the_study
from pipeline.site.context import INTERPRETIVE
from pipeline.site.export import OURS_ALONE, is_unprinted
from pipeline.stages.library import Library
from pipeline.store.store import Store, stored
from pipeline.study.problems import FilesNeedAHand, fault
from pipeline.study.study import Study, open_study

TEAMS_OWN = "The team's own: not to be handed out as it is. It shows all words, also those that may not be quoted."
FICTION = "Fiction. The people, places and words here are invented."


@dataclass(frozen=True)
class FinishedRun:
    """A study and the tables of its last run."""

    study: Study
    store: Store
    library: Library

    @property
    def notices(self) -> tuple[str, ...]:
        """What stands at the head of everything that is handed over."""
        return (TEAMS_OWN, FICTION) if self.study.settings.fiction else (TEAMS_OWN,)

    def unprinted(self, table: str) -> tuple[str, ...]:
        """The columns that this study's reading leaves empty."""
        if self.study.settings.reading != INTERPRETIVE:
            return ()
        return tuple(column for column in self.library.types(table) if is_unprinted(column))

    def columns(self, table: str) -> tuple[str, ...]:
        """A table's published columns, in their order."""
        return tuple(column for column in self.library.types(table) if column not in OURS_ALONE)


@contextmanager
def finished_run(folder: Path, out: Path) -> Iterator[FinishedRun]:
    """The run of a study in `out`, as long as the block lasts."""
    opened = open_study(folder)
    if opened.records is None:
        raise FilesNeedAHand(opened.problems)
    with stored(out / DATABASE) as store:
        yield FinishedRun(opened.records, store, Library(store))


def refuse_place(to: Path, study: Path, example: str = "") -> None:
    """Refuse a place for an export: inside the study, or a folder where a file is meant.

    Raises:
        FilesNeedAHand: It is such a place.
    """
    problems = list(inside_the_study(to, study))
    if example and to.is_dir():
        problems.append(fault(to, 0, "this is a folder.", f"Name a file, such as {to / example}."))
    if problems:
        raise FilesNeedAHand(problems)
