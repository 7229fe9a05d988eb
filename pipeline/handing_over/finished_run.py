"""A finished run as exports read it: the study's settings, and the tables as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.handing_over.whose import notices
from pipeline.io.manifest import DATABASE
from pipeline.site.context import INTERPRETIVE
from pipeline.site.export import OURS_ALONE, is_unprinted
from pipeline.stages.library import Library
from pipeline.store.store import Store, stored
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand
from pipeline.study.study import Study, open_study


@dataclass(frozen=True)
class FinishedRun:
    """A study and the tables of its last run."""

    study: Study
    store: Store
    library: Library

    @property
    def notices(self) -> tuple[str, ...]:
        """What stands at the head of everything that is handed over."""
        return notices(self.study)

    def unprinted(self, table: str) -> tuple[str, ...]:
        """The columns that this study's reading leaves empty."""
        if self.study.settings.reading != INTERPRETIVE:
            return ()
        return tuple(column for column in self.library.types(table) if is_unprinted(column))

    def columns(self, table: str) -> tuple[str, ...]:
        """A table's published columns, in their order."""
        return tuple(column for column in self.library.types(table) if column not in OURS_ALONE)


@contextmanager
def finished_run(folder: Path, out: Path, shared: Study | None = None) -> Iterator[FinishedRun]:
    """The run of a study in `out`, as long as the block lasts; `shared` is the study of a run to be handed out."""
    study = shared
    if study is None:
        opened = open_study(folder)
        if opened.records is None:
            raise FilesNeedAHand(opened.problems)
        study = opened.records
    with stored(out / DATABASE) as store:
        yield FinishedRun(study, store, Library(store))
