"""One coder at the page: what is in memory, who may write, and what changed on disk meanwhile."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from pipeline.coding.hand.coders_rows import COLUMNS, PROPOSED_COLUMNS
from pipeline.io.lock import Lock
from pipeline.io.outputs import make_private
from pipeline.page import recoding
from pipeline.page.again_list import WALK, ReadingAgain
from pipeline.page.coders import CodersWork, Standing, coders_in, copies_in, read_coder, stamps_of
from pipeline.page.files import AppendedFile, mend_torn_end, stamp_of
from pipeline.page.material import KeptMaterial, Material
from pipeline.page.read_log import READ_COLUMNS, SESSION_COLUMNS, ReadLog, was_opened_otherwise
from pipeline.page.reading_batches import ReadingList, ReadingLists, answers_to, progress
from pipeline.page.session_end import keep_a_copy
from pipeline.page.suggestions import Suggestions
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem
from pipeline.study.records import Coding
from pipeline.wording.numbers import plural

KEPT_FOR = 3.0
"""Seconds for which a tab that is gone may come back to its pen: loaded anew, or on the way to another transcript."""


@dataclass(frozen=True)
class Choice:
    """What was asked for on the command line."""

    coder: str
    transcript: str | None = None
    codes: tuple[str, ...] = ()
    family: str | None = None
    question: str | None = None
    is_blind: bool = False
    is_settling: bool = False
    is_recoding: bool = False
    knew_tier: str = ""


@dataclass
class Session:
    """All that the server holds. Whoever reads or changes it holds `busy`."""

    choice: Choice
    kept: KeptMaterial
    suggestions: Suggestions
    work: dict[str, CodersWork] = field(default_factory=dict)
    busy: threading.RLock = field(default_factory=threading.RLock)
    opened: list[dict[str, str]] = field(default_factory=list)
    is_ours: bool = False
    pen: str = ""
    open_tabs: Counter[str] = field(default_factory=Counter)
    left_at: float = 0.0  # when the tab that holds the pen was last known to be there
    other_logs: dict[str, ReadLog] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    session_id: str = field(default_factory=lambda: secrets.token_hex(4))
    revision: int = 0
    disk_trouble: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        folder, coder = self.folder, self.choice.coder
        self.codings = AppendedFile(folder / f"{coder}.csv", COLUMNS)
        self.read_file = AppendedFile(self.log_path, READ_COLUMNS)
        if self.choice.is_recoding:
            # A second coding by the same person lies beside the first, and disturbs nothing that counts.
            self.codings = AppendedFile(folder / f"{coder}{recoding.ENDING}.csv", COLUMNS)
            self.read_file = AppendedFile(folder / f"{coder}{recoding.ENDING}.read.csv", recoding.COLUMNS)
        self.proposed = AppendedFile(folder / f"{coder}.proposed.csv", PROPOSED_COLUMNS)
        self.sessions = AppendedFile(folder / f"{coder}.sessions.csv", SESSION_COLUMNS)
        self.read_log = ReadLog()
        self.lists = ReadingLists(self.kept.folder, self.kept.out)
        self.again = ReadingAgain(folder)
        self.lock = Lock(folder / f".{coder}.lock")

    @property
    def folder(self) -> Path:
        """The study's `codings/`."""
        return self.kept.folder / "codings"

    @property
    def log_path(self) -> Path:
        """The file of what this coder has read."""
        return self.folder / f"{self.coder}.read.csv"

    @property
    def material(self) -> Material:
        """Transcripts and codebook as last read."""
        return self.kept.stands

    @property
    def coder(self) -> str:
        """Who codes."""
        return self.choice.coder

    @property
    def mine(self) -> CodersWork:
        """This coder's own work."""
        return self.work[self.coder]

    def begin(self) -> None:
        """Take the coder's files, close lines that a crash left open, and read everybody's work."""
        self.is_ours = self._take_files()
        if self.is_ours:
            for file in (self.codings, self.read_file, self.proposed, self.sessions):
                with contextlib.suppress(OSError):  # a file open elsewhere: the next save says so
                    mend_torn_end(file.path)
                file.was_there = stamp_of(file.path) is not None
        self.suggestions.look_again(self.material)
        self._read_work(is_all=True)
        # Who goes on in the morning means the codes of the evening.
        codable = {code.code_id for code in self.material.codebook.codable}
        for row in sorted(self.mine.by_id.values(), key=lambda row: row.cells.get("at", "")):
            if row.is_shown and row.coding.code_id in codable:
                self.note_recent(row.coding.code_id)

    def end(self) -> None:
        """Keep a copy of the coder's files for a week, and let go of them."""
        if self.is_ours:
            keep_a_copy(self.kept.folder, self.coder)
        self.lock.release()

    def _take_files(self) -> bool:
        """Whether this process alone may write the coder's files; a folder that cannot be written is nobody's."""
        try:
            make_private(self.folder)
            return self.lock.take(is_made=True)
        except OSError:
            # A read-only folder: every save will say so, and the words stay on the screen.
            return True

    def refresh(self) -> bool:
        """Read what others, or other programs, have written since; whether there was anything."""
        has_changed = self.kept.look_again()
        if has_changed:
            self.suggestions.stamp = None
        if not self.choice.is_blind:
            has_changed |= self.suggestions.look_again(self.material)
        has_changed |= self._read_work(is_all=has_changed)
        if has_changed:
            self.revision += 1
        return has_changed

    def _read_work(self, is_all: bool) -> bool:
        has_changed = False
        # A blind session does not even read others' files.
        names = {self.coder, *(() if self.choice.is_blind else coders_in(self.folder))}
        copies = {} if self.choice.is_recoding else copies_in(self.folder)
        for coder in sorted(names):
            path = self.codings.path if coder == self.coder else self.folder / f"{coder}.csv"
            known = self.work.get(coder)
            if is_all or known is None or known.stamps != stamps_of(path, copies.get(coder, ())):
                self.work[coder] = read_coder(path, coder, self.material, copies.get(coder, ()))
                has_changed = True
        for coder in set(self.work) - names:
            del self.work[coder]
            has_changed = True
        if is_all or self.read_log.stamp != stamp_of(self.log_path):
            self.read_log = ReadLog.read(self.log_path, self.coder, self.material)
            self.other_logs.clear()
            has_changed = True
        return has_changed

    def wrote_codings(self) -> None:
        """The coder's file is as this session left it: no need to read it again."""
        self.mine.stamps = (stamp_of(self.codings.path), *self.mine.stamps[1:])
        self.revision += 1

    def wrote_read_marks(self) -> None:
        """Know the marks that were just written."""
        self.read_log = ReadLog.read(self.log_path, self.coder, self.material)
        self.revision += 1

    def may_write(self, tab: str) -> str:
        """Why this tab may not write; '' where it may, and then it holds the pen."""
        if not self.is_ours:
            return f"{self.coder} is open in another page (another window of `crosscase code`): this one only reads."
        is_left = not self.open_tabs[self.pen] and time.monotonic() - self.left_at > KEPT_FOR
        if self.pen and self.pen != tab and not is_left:
            return f"{self.coder} is open in another tab: this one only reads."
        self.take_pen(tab)
        return ""

    def take_pen(self, tab: str) -> None:
        """Let this tab write and the others read."""
        self.pen, self.left_at = tab, time.monotonic()

    def tab_opened(self, tab: str) -> None:
        """A tab shows a page; while it is loaded anew it shows two for a moment."""
        self.open_tabs[tab] += 1

    def tab_closed(self, tab: str) -> None:
        """A tab that is closed soon holds nothing."""
        self.open_tabs[tab] -= 1
        if self.pen == tab and not self.open_tabs[tab]:
            self.left_at = time.monotonic()

    def focus_codes(self) -> tuple[str, ...]:
        """The codes that `--code` or `--family` name; none: all."""
        codebook = self.material.codebook
        if self.choice.family:
            return tuple(
                code.code_id for code in codebook.codable if code.code_id in codebook.under(self.choice.family)
            )
        return self.choice.codes

    def codes_cell(self) -> str:
        """What a read mark of this session covers, as `.read.csv` writes it."""
        # The family's id, not its codes: a parent stands for all under it (rule 2).
        return self.choice.family or ";".join(self.choice.codes) or "*"

    def note_opening(self, transcript_id: str) -> None:
        """Remember that a transcript was shown, and whether blind; one row a session and transcript."""
        if any(row["transcript_id"] == transcript_id for row in self.opened):
            return
        row = {
            "session": self.session_id,
            "transcript_id": transcript_id,
            "is_blind": "yes" if self.choice.is_blind else "no",
            "knew_tier": self.choice.knew_tier,
            "opened_at": now_utc(),
        }
        self.opened.append(row)
        if self.is_ours:
            # A folder that cannot be written is read all the same; the page says that nothing can be saved.
            try:
                self.sessions.append([row])
                self.disk_trouble = ()
            except FilesNeedAHand as error:
                self.disk_trouble = error.problems

    def is_blind_for(self, transcript_id: str) -> bool:
        """Whether a read mark made now is blind: no session has shown the transcript otherwise."""
        if not self.choice.is_blind:
            return False
        return not was_opened_otherwise(self.sessions.path, transcript_id, self.opened)

    def shown_in(self, transcript_id: str) -> list[Coding]:
        """Everybody's codings of a transcript; in a blind session the coder's own."""
        return [coding for work in self.work.values() for coding in work.shown_in(transcript_id)]

    def suggested_in(self, transcript_id: str, walk: str = "") -> list[Coding]:
        """Suggestions that wait for an answer, of the codes in view; none in a blind session.

        Args:
            walk: What is walked instead: a code's reading list, or (`again:CODE`) one's own passages of a code whose
                text has changed, which a blind session shows as well.
        """
        if walk.startswith(WALK):
            listed = self.again.waiting(walk.removeprefix(WALK), self.material, self.mine)
            return [passage for passage in listed.passages if passage.transcript_id == transcript_id]
        if self.choice.is_blind:
            return []
        if walk:
            reading_list = self.lists.made.get(walk, ReadingList())
            answers = (*self.mine.shown_in(transcript_id), *self.mine.rejects_in(transcript_id))
            return [
                passage
                for passage in reading_list.next_batch(answers, len(reading_list.passages))
                if passage.transcript_id == transcript_id
            ]
        mine = self.mine
        waiting = self.suggestions.open_in(transcript_id, mine.shown_in(transcript_id), mine.rejects_in(transcript_id))
        focus = set(self.focus_codes())
        return [suggestion for suggestion in waiting if not focus or suggestion.code_id in focus]

    def why_suggested(self, coding: Coding, walk: str) -> str:
        """Why a passage is shown for an answer."""
        if walk.startswith(WALK):
            listed = self.again.waiting(walk.removeprefix(WALK), self.material, self.mine)
            return listed.why.get(coding.coding_id, "")
        return self.lists.why(coding.coding_id) or self.suggestions.why(coding)

    def walk_in_words(self, walk: str) -> str:
        """How far the list that is walked has been answered; '' where none is."""
        if walk.startswith(WALK):
            code_id = walk.removeprefix(WALK)
            entry = self.again.by_code.get(code_id)
            n_left = len(self.again.waiting(code_id, self.material, self.mine).passages)
            return f"{plural(n_left, 'passage')}, {plural(len(entry.whole) if entry else 0, 'transcript')}"
        return progress(self._standing(), walk).in_words() if walk else ""

    def left_in_words(self, walk: str) -> str:
        """How much of a code is likely to lie in what its reading list has not shown yet; '' where none is walked."""
        return self.lists.made.get(walk, ReadingList()).left_in_words(answers_to(walk, self._standing()))

    def _standing(self) -> list[Coding]:
        rows = self.mine.by_id.values()
        return [row.coding for row in rows if row.coding.action != "retract" and not row.is_lost]

    def log_of(self, coder: str) -> ReadLog:
        """What a coder has read, as their file says now."""
        if coder == self.coder:
            return self.read_log
        path = self.folder / f"{coder}.read.csv"
        known = self.other_logs.get(coder)
        if known is None or known.stamp != stamp_of(path):
            known = self.other_logs[coder] = ReadLog.read(path, coder, self.material)
        return known

    def problems(self) -> tuple[Problem, ...]:
        """What came up since the start and a person should mend."""
        return (*self.kept.trouble, *self.mine.problems, *self.disk_trouble)

    def unsure(self) -> list[Standing]:
        """The coder's own codings whose words are not found any more, and those found elsewhere than written."""
        return [
            row for row in self.mine.by_id.values() if row.coding.action == "apply" and (row.is_lost or row.has_moved)
        ]

    @property
    def n_codings(self) -> int:
        """How many codings of this coder stand in a text."""
        return sum(row.is_shown for row in self.mine.by_id.values())

    @property
    def n_by_code(self) -> dict[str, int]:
        """By code, how many codings of this coder stand in a text: never another's, nor the machine's."""
        return dict(Counter(row.coding.code_id for row in self.mine.by_id.values() if row.is_shown))

    def note_recent(self, code_id: str) -> None:
        """Remember the codes used last, the latest first."""
        self.recent = [code_id, *(used for used in self.recent if used != code_id)][:12]

    def new_coding_id(self) -> str:
        """An id that no row of this coder has. It is drawn, not counted: two computers never draw the same."""
        while True:
            drawn = f"{self.coder}-{secrets.token_hex(4)}"
            if drawn not in self.mine.by_id:
                return drawn


def now_utc() -> str:
    """The time as coders' files write it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Cells = Mapping[str, str]
