"""The rows of CODER.csv: what each says, and which row of its coding_id stands (contract, rule 1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipeline.codebook.renames import current_id
from pipeline.codebook.retired_codes import about_an_unknown_code
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Table
from pipeline.study.problems import did_you_mean
from pipeline.study.records import POLARITIES, PROPOSED, Codebook, Coding, Row, Transcript, yes_or_no

NEEDED = ("transcript_id", "start_char", "end_char", "code_id")
COLUMNS = (
    "coding_id", "transcript_id", "start_char", "end_char", "quotation", "before", "after", "code_id", "action",
    "polarity", "target", "period", "is_aha", "memo", "codebook_version", "at",
)  # fmt: skip
PROPOSED_COLUMNS = (
    "proposal_id", "slug", "name", "definition", "transcript_id", "start_char", "end_char", "quotation", "status",
    "why", "at",
)  # fmt: skip
"""Those of CODER.proposed.csv: codes that a coder proposes, the last row of a proposal stands."""
ACTIONS = ("apply", "retract", "reject")


@dataclass(frozen=True, slots=True)
class Action:
    """One row of a coder's file, before it is known which row of its coding_id stands.

    `key` is the same for rows of one coding_id; `written` are its cells; `written_code` the code's id as it was when
    the row was written. `fault` and `remedy` say why the row cannot be used, and are '' where it can.
    """

    coding: Coding
    key: str
    written: Mapping[str, str]
    at: str = ""
    before: str = ""
    after: str = ""
    has_offsets: bool = False
    written_code: str = ""
    fault: str = ""
    remedy: str = ""

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The cells that hold something: two rows with the same are one row, in whatever order their columns stand."""
        return frozenset((column, cell) for column, cell in self.written.items() if cell)

    @property
    def is_numbered(self) -> bool:
        """Whether its coding_id is the coder's own, not made from the line."""
        return not self.key.startswith("\0")


@dataclass(frozen=True, slots=True)
class Standing:
    """The last row of a coding_id, and those before it that would count had nothing followed: none since a retract."""

    last: Action
    earlier: tuple[Action, ...] = ()


def actions_of(
    coder: str, table: Table, texts: Mapping[str, Transcript], codebook: Codebook, questions: frozenset[str]
) -> list[Action]:
    """Every row of one file as what it does; none where the header lacks a column."""
    if table.lacks:
        return []
    return [_action(coder, row, number, texts, codebook, questions) for number, row in enumerate(table.rows)]


def _action(
    coder: str, row: Row, number: int, texts: Mapping[str, Transcript], codebook: Codebook, questions: frozenset[str]
) -> Action:
    """What one row does, or why it cannot be used."""
    code_id = current_id(row["code_id"], codebook, questions)
    # Most rows code something: the column may be left empty, or out.
    action = (row["action"] or "apply").casefold()
    coding = Coding(
        coding_id=row["coding_id"] or f"{coder}:{row.source.line}",
        transcript_id=row["transcript_id"],
        start_char=_whole(row["start_char"]) or 0,
        end_char=_whole(row["end_char"]) or 0,
        code_id=code_id or "",
        coder=coder,
        origin="hand",
        polarity=(row["polarity"] or "affirmed").casefold(),
        quotation=row["quotation"],
        is_aha=bool(yes_or_no(row["is_aha"])),
        target=row["target"],
        period=row["period"],
        memo=row["memo"],
        codebook_version=row["codebook_version"],
        action=action,
        source=row.source,
    )
    # With neither offsets nor words the row needs offsets: `_why_not` then says so.
    has_offsets = bool(row["start_char"] or row["end_char"] or not row["quotation"])
    # To take a coding back its id is enough; the other cells may be empty.
    is_bare_retract = bool(row["coding_id"]) and action == "retract" and not row["code_id"]
    fault, remedy = ("", "") if is_bare_retract else _why_not(row, coding, has_offsets, texts, codebook)
    return Action(
        coding,
        # A key that no coding_id can be, since no file with a NUL is read: each row without an id is its own.
        row["coding_id"] or f"\0{row.source.path.name}:{number}",
        row.cells,
        row["at"],
        row["before"],
        row["after"],
        has_offsets,
        row["code_id"],
        fault,
        remedy,
    )


def counts_nowhere_yet(action: Action) -> bool:
    """Whether a row is a passage marked as striking without a code, or has a code that is only proposed (`new:…`).

    Such rows are meant, not mistaken: no caution names them.
    """
    code_id = action.written.get("code_id", "")
    return code_id.startswith(PROPOSED) or (not code_id and action.coding.is_aha)


def _why_not(
    row: Row, coding: Coding, has_offsets: bool, texts: Mapping[str, Transcript], codebook: Codebook
) -> tuple[str, str]:
    """Why a row cannot be used, and what to do; '' twice where it can."""
    # The first fault of a row is told, what it is about before what it says.
    if coding.action not in ACTIONS:
        remedy = did_you_mean(coding.action, ACTIONS, "write apply, retract or reject.")
        return f"action '{row['action']}' is unknown.", remedy
    if row["transcript_id"] not in texts:
        remedy = did_you_mean(row["transcript_id"], texts, "list it in transcripts.csv.")
        return f"transcript '{row['transcript_id']}' is not in this study.", remedy
    if not row["code_id"]:
        return (
            "the row names no code.",
            "Fill in code_id; for a striking passage without a code write yes under is_aha.",
        )
    if not coding.code_id:
        return about_an_unknown_code(row["code_id"], codebook)
    code = codebook.codes.get(coding.code_id)
    # A retired code can be given no more, but its old codings are no mistake.
    if code is not None and not code.is_codable and code.kind == "analytic" and not code.retired:
        message = f"'{coding.code_id}' is a family and cannot be given to a passage."
        return message, "Choose one of the codes under it."
    if coding.polarity not in POLARITIES:
        remedy = did_you_mean(coding.polarity, POLARITIES, f"write one of {', '.join(POLARITIES)}.")
        return f"polarity '{row['polarity']}' is unknown.", remedy
    start, end = (_whole(row["start_char"]), _whole(row["end_char"])) if has_offsets else (0, 0)
    if start is None or end is None or (end <= start and not row["quotation"]):
        remedy = (
            "Offsets are whole numbers, counted from 0, the end beyond the start. "
            "Or leave both empty and copy the words into `quotation`."
        )
        return f"'{row['start_char']}' to '{row['end_char']}' is not a passage.", remedy
    return "", ""


def _whole(cell: str) -> int | None:
    try:
        # Spreadsheets, and pandas where a column has gaps, write 12 as 12.0.
        value = float(cell) if re.fullmatch(r"\d+\.0+", cell) else int(cell)
    except ValueError:
        return None
    return int(value) if value >= 0 else None


def merged(own: Sequence[Action], copies: Sequence[Sequence[Action]]) -> list[Action]:
    """A coder's file and its conflicted copies as one file: what only copies have, then the file itself.

    A row of a copy that stands identically in the file, or in a copy before it, is the same row. So an old copy
    brings nothing back, and the last word is the file's own.
    """
    if not copies:
        return list(own)
    n_known = Counter(action.cells for action in own)
    only_there: list[Action] = []
    for copy in copies:
        n_in_copy: Counter[frozenset[tuple[str, str]]] = Counter()
        for action in copy:
            n_in_copy[action.cells] += 1
            if n_in_copy[action.cells] > n_known[action.cells]:
                # More often in the copy than in the file: somebody added this row on the other computer.
                only_there.append(action)
        # The larger number of both, not their sum: two copies of one file hold the same rows, not twice as many.
        n_known |= n_in_copy
    return [*only_there, *own]


def standing(rows: Iterable[Action]) -> list[Standing]:
    """The last row of each coding_id. Rows of an id from several files go by their time, where all of them say it."""
    by_key: dict[str, list[Action]] = {}
    for action in rows:
        by_key.setdefault(action.key, []).append(action)
    return [_last(actions) for actions in by_key.values()]


def _last(actions: list[Action]) -> Standing:
    paths = {action.coding.source.path for action in actions if action.coding.source}
    # Within one file the order of its lines decides, whatever `at` says: files are append-only (contract, rule 1).
    if len(paths) > 1 and all(action.at for action in actions):
        actions = sorted(actions, key=lambda action: action.at)
    # What was taken back before does not count as an earlier row: the id was given anew on purpose.
    retracts = [n for n, action in enumerate(actions[:-1]) if action.coding.action == "retract" and not action.fault]
    since = actions[retracts[-1] + 1 if retracts else 0 : -1]
    return Standing(actions[-1], tuple(action for action in since if not action.fault))


def with_ids_of_their_own(rows: Sequence[Standing]) -> list[Standing]:
    """The same rows, ids made from a line such that no other row of this coder has them, typed or made.

    Rows of conflicted copies come last: those of the file itself keep their ids.
    """
    taken = {row.last.key for row in rows if row.last.is_numbered}
    numbered = []
    for row in sorted(rows, key=lambda row: _is_of_a_copy(row.last.coding)):
        coding = row.last.coding
        if not row.last.is_numbered:
            from_line, n = coding.coding_id, 1
            # Somebody may have typed `ana:7` as an id of their own.
            while coding.coding_id in taken:
                n += 1
                coding = replace(coding, coding_id=f"{from_line}-{n}")
            taken.add(coding.coding_id)
        # Most rows keep their ids, and need no copy of themselves.
        is_kept = coding is row.last.coding
        numbered.append(row if is_kept else replace(row, last=replace(row.last, coding=coding)))
    return numbered


def _is_of_a_copy(coding: Coding) -> bool:
    return coding.source is not None and _stem(coding.source.path) != coding.coder


@lru_cache(maxsize=64)
def _stem(path: Path) -> str:
    """A file's name without its ending: asked for each of its rows."""
    return path.stem


def is_used_anew(rows: Standing, where: Callable[[Action], tuple[int, int] | None]) -> bool:
    """Whether an id stood for another passage and another code before, which counts no longer and may have been meant.

    Between a file and its conflicted copy another passage is enough: two computers went on with one numbering.

    Args:
        rows: An id's rows.
        where: Where a row's words stand; None where they were not found.
    """
    now = rows.last.coding
    assert now.source is not None
    for row in rows.earlier:
        was = row.coding
        assert was.source is not None
        # In one file the same code at another place is a correction of the passage, as people make them.
        if was.action != "apply" or (was.code_id == now.code_id and was.source.path == now.source.path):
            continue
        then, today = where(row), where(rows.last)
        if then and today and (was.transcript_id != now.transcript_id or then[1] <= today[0] or today[1] <= then[0]):
            return True
    return False
