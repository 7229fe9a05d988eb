"""Coders' files as the page shows them: the standing row of each coding, also of those that count nowhere yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from pipeline.coding.hand.coders_files import COPY
from pipeline.coding.hand.coders_rows import (
    COLUMNS,
    NEEDED,
    Action,
    actions_of,
    counts_nowhere_yet,
    merged,
    standing,
    with_ids_of_their_own,
)
from pipeline.coding.hand.hand_work import MACHINE
from pipeline.coding.hand.placing import place
from pipeline.page.files import Stamp, stamp_of
from pipeline.page.material import Material
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Table, is_id, read_csv
from pipeline.study.problems import Problem, Source, caution
from pipeline.study.records import Coding, Row

Stamps = tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The last row of a coding_id: its cells as written, and the coding at its place in today's text.

    `is_lost`: its words are not in the transcript any more; `has_moved`: they were found elsewhere; `why` says it.
    """

    coding: Coding
    cells: Mapping[str, str]
    is_lost: bool = False
    has_moved: bool = False
    why: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether it has a place in the text."""
        return self.coding.action == "apply" and not self.is_lost


@dataclass
class CodersWork:
    """One coder's codings by id, and by transcript."""

    coder: str
    by_id: dict[str, Standing] = field(default_factory=dict)
    by_transcript: dict[str, dict[str, Standing]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    stamps: Stamps = ()
    _shown: dict[str, list[Coding]] = field(default_factory=dict, repr=False)

    def put(self, row: Standing) -> None:
        """Let a row stand for its coding_id."""
        former = self.by_id.get(row.coding.coding_id)
        if former is not None:
            self.by_transcript.get(former.coding.transcript_id, {}).pop(row.coding.coding_id, None)
            self._shown.pop(former.coding.transcript_id, None)
        self._shown.pop(row.coding.transcript_id, None)
        self.by_id[row.coding.coding_id] = row
        self.by_transcript.setdefault(row.coding.transcript_id, {})[row.coding.coding_id] = row

    def shown_in(self, transcript_id: str) -> list[Coding]:
        """The codings of a transcript that stand, in the order of the text."""
        if transcript_id not in self._shown:
            rows = self.by_transcript.get(transcript_id, {}).values()
            self._shown[transcript_id] = sorted(
                (row.coding for row in rows if row.is_shown),
                # The longer first where two begin together, so that the inner bracket stands inside.
                key=lambda coding: (coding.start_char, -coding.end_char, coding.coding_id),
            )
        return self._shown[transcript_id]

    def rejects_in(self, transcript_id: str) -> list[Coding]:
        """What this coder struck out of the machine's codings."""
        rows = self.by_transcript.get(transcript_id, {}).values()
        return [row.coding for row in rows if row.coding.action == "reject"]


def coders_in(folder: Path) -> list[str]:
    """Names of coders that have a file, or a conflicted copy of one."""
    if not folder.is_dir():
        return []
    stems = (path.stem for path in folder.glob("*.csv") if not path.name.startswith("."))
    return sorted({*(stem for stem in stems if is_id(stem) and stem != MACHINE), *copies_in(folder)})


def copies_in(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Conflicted copies of coders' files, as services that keep folders alike leave them, by coder."""
    copies: dict[str, tuple[Path, ...]] = {}
    for path in sorted(folder.glob("*.csv")):
        copy = None if is_id(path.stem) else COPY.match(path.stem)
        if copy and not copy["read"] and is_id(copy["coder"]):
            copies[copy["coder"]] = (*copies.get(copy["coder"], ()), path)
    return copies


def stamps_of(path: Path, copies: Iterable[Path]) -> Stamps:
    """What tells whether a coder's file and its copies are still those that were read."""
    return (stamp_of(path), *(stamp_of(copy) for copy in copies))


def read_coder(
    path: Path, coder: str, material: Material, copies: tuple[Path, ...] = (), until: str = ""
) -> CodersWork:
    """A coder's file with its conflicted copies; rows that cannot be used are left out and named, as by `check`.

    Args:
        until: Only rows written up to this time, so that the file is read as it stood then; rows without one are old.
    """
    work = CodersWork(coder, stamps=stamps_of(path, copies))
    problems: list[Problem] = []

    def actions(file: Path) -> list[Action]:
        if stamp_of(file) is None:
            return []
        loaded = read_csv(file, NEEDED, COLUMNS)
        problems.extend(loaded.problems)
        read = actions_of(coder, loaded.records, material.texts, material.codebook, material.questions)
        return [action for action in read if not until or dict(action.cells).get("at", "") <= until]

    rows = merged(actions(path), [actions(copy) for copy in copies])
    for row in with_ids_of_their_own(standing(_shown_all_the_same(action, material) for action in rows)):
        work.put(stand(row.last, material))
    remedy = f"Append what is missing to {path.name}, then remove the copy."
    said = f"this looks like a conflicted copy of {path.name}: its codings are shown too."
    work.problems = (*problems, *(caution(copy, 0, said, remedy) for copy in copies))
    return work


def _shown_all_the_same(action: Action, material: Material) -> Action:
    """Proposed codes and bare striking passages count nowhere, and are shown."""
    if not counts_nowhere_yet(action) or action.coding.code_id or action.coding.transcript_id not in material.texts:
        return action
    code_id = dict(action.cells).get("code_id", "")
    return replace(action, coding=replace(action.coding, code_id=code_id), fault="", remedy="")


def stand(action: Action, material: Material) -> Standing:
    """An action as it stands: at its place, or lost."""
    cells = dict(action.cells)
    coding = action.coding
    if action.fault:
        return Standing(coding, cells, is_lost=True, why=action.fault)
    if coding.action == "retract":
        return Standing(coding, cells)
    placed = place(action, material.texts[coding.transcript_id].text)
    if placed.coding is None:
        return Standing(coding, cells, is_lost=True, why=placed.fault)
    return Standing(placed.coding, cells, has_moved=placed.has_moved or bool(placed.fault), why=placed.fault)


def standing_of(cells: Mapping[str, str], coder: str, path: Path, material: Material) -> Standing:
    """The row that was just written, as `read_coder` would read it."""
    table = Table(path, COLUMNS, (Row(dict(cells), Source(path, 0)),))
    action = actions_of(coder, table, material.texts, material.codebook, material.questions)[0]
    return stand(_shown_all_the_same(action, material), material)


def others(coders: Iterable[str], me: str) -> list[str]:
    """Other people's names."""
    return [coder for coder in coders if coder != me]
