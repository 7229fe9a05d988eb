"""What people coded: coders' files, append-only, and their marks of what they have read to the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.renames import current_id
from pipeline.coding.counting import left_untold
from pipeline.coding.hand.cautions import about_outdated, about_unversioned, one_per_cause
from pipeline.coding.hand.coders_files import files_of_coders, whose_file
from pipeline.coding.hand.coders_rows import (
    COLUMNS,
    NEEDED,
    Action,
    Standing,
    actions_of,
    counts_nowhere_yet,
    is_used_anew,
    merged,
    standing,
    with_ids_of_their_own,
)
from pipeline.coding.hand.hand_work import CONSENSUS, MACHINE, HandWork, MissingCoding
from pipeline.coding.hand.placing import Placed, place
from pipeline.coding.hand.read_marks import READ_COLUMNS, READ_NEEDED, Reading, read_marks, readings_of
from pipeline.coding.hand.relocate import let_go
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Table, file_name_key, read_csv
from pipeline.study.problems import Loaded, Problem, caution
from pipeline.study.records import Codebook, Coding, ReadMark, Transcript

__all__ = ["CONSENSUS", "MACHINE", "HandWork", "collect_hand_work", "current_id"]


@dataclass(slots=True)
class _Files:
    """One coder's files while they are read: rows of the file itself, rows of each conflicted copy, and their names.

    `readings` are the rows of read files, those of copies first, so that the last word is the file's own; `read_file`
    is the coder's first CODER.read.csv, None where there is none.
    """

    own: list[Action] = field(default_factory=list)
    copies: list[list[Action]] = field(default_factory=list)
    is_there: bool = False
    readings: list[Reading] = field(default_factory=list)
    read_file: Path | None = None

    def take_readings(self, path: Path, readings: list[Reading], is_own: bool) -> None:
        """Rows of a read file; copies before the file's own, so that the last word is the file's."""
        self.readings = [*self.readings, *readings] if is_own else [*readings, *self.readings]
        self.read_file = self.read_file or path

    def take_actions(self, actions: list[Action], is_own: bool) -> None:
        """Rows of a file of codings, or of a copy of it."""
        self.is_there = True
        if is_own:
            self.own += actions
        else:
            self.copies.append(actions)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that stands, and where its words do."""

    rows: Standing
    placed: Placed

    @property
    def is_lost(self) -> bool:
        """Whether it should have a place in its transcript, and has none."""
        return self.placed.coding is None and not self.rows.last.fault and self.rows.last.coding.action != "retract"


def collect_hand_work(
    folder: Path,
    transcripts: Iterable[Transcript],
    codebook: Codebook,
    questions: frozenset[str],
    unread: frozenset[str] = frozenset(),
    as_of: Callable[[Table], Table] | None = None,
    only: str | None = None,
    withdrawn: frozenset[str] = frozenset(),
) -> Loaded[HandWork]:
    """Read every file of `codings/`. A row that cannot be used is a caution; a file that cannot be read is a fault.

    Args:
        folder: The study's `codings/`; it need not be there.
        transcripts: As read; offsets count in their text.
        codebook: With the earlier versions that lie beside it.
        questions: Ids of the guides' questions: index codes that the codebook need not have.
        unread: Transcripts that a fault keeps from being read: nothing more is said of rows about them.
        as_of: Rewrites each file's rows, to see what stood under an earlier version of the codebook.
        withdrawn: Those of `unread` that are not read because whoever spoke there withdrew.
        only: The one coder whose files are read; None: everybody's.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        return Loaded(HandWork())
    texts = {transcript.transcript_id: transcript for transcript in transcripts}
    files: dict[str, _Files] = {}
    # Where a transcript was not read, nobody can say that an id of a row about it is not there.
    has_apply_row, is_whole = False, bool(texts) and unread <= withdrawn
    gone: list[MissingCoding] = []
    for path in files_of_coders(folder):
        named = whose_file(path, problems)
        if named is None:
            continue
        coder, is_read = named
        if only is not None and coder != only:
            continue
        mine = files.setdefault(coder, _Files())
        if is_read:
            loaded = _rows_about(read_csv(path, READ_NEEDED, READ_COLUMNS), texts, unread, as_of)
            problems += loaded.problems
            readings = readings_of(loaded.records, texts, codebook, problems)
            mine.take_readings(path, readings, is_own=path.stem == f"{coder}.read")
        else:
            every_row = read_csv(path, NEEDED, COLUMNS)
            gone += [
                MissingCoding(coder, row["coding_id"] or str(row.source.line), "withdrawn", row.source)
                for row in every_row.records.rows
                if withdrawn and row["transcript_id"] in withdrawn
            ]
            loaded = _rows_about(every_row, texts, unread, as_of)
            problems += loaded.problems
            # Rows of a file without its columns are not read: an id that is missing may stand in one.
            is_whole &= not loaded.records.lacks
            # Also a row that cannot be used: somebody has begun to code, and the machine steps back (rule 4).
            has_apply_row |= any((row["action"] or "apply").casefold() == "apply" for row in loaded.records.rows)
            actions = actions_of(coder, loaded.records, texts, codebook, questions)
            mine.take_actions(actions, is_own=path.stem == coder)
    problems += _read_without_codings(files)
    problems += _one_file_elsewhere(folder, files)
    # After all files: what a coder read anywhere can confirm what they coded.
    ageing = Ageing(codebook)
    read = [
        mark for coder, mine in files.items() for mark in read_marks(coder, mine.readings, ageing, questions, problems)
    ]
    # Sorted by coder: files come in the order of their names, copies after all others.
    every = {coder: merged(mine.own, mine.copies) for coder, mine in sorted(files.items())}
    rows = _standing_rows(every, texts)
    let_go()
    codings = [row.placed.coding for row in rows if row.placed.coding is not None]
    outdated = _outdated(rows, read, ageing)
    # Outdated codings are kept apart from here on: they count nowhere and teach nothing (rule 2).
    standing_today = tuple(
        # Few are, mostly none: a coding of many cells is slow to look up.
        coding
        for coding in codings
        if coding.action == "apply" and not (outdated and coding in outdated)
    )
    work = HandWork(
        codings=standing_today,
        rejects=tuple(coding for coding in codings if coding.action == "reject"),
        read=_without_open_words(read, standing_today, outdated),
        has_apply_row=has_apply_row,
        moved=tuple(row.placed.coding for row in rows if row.placed.coding is not None and row.placed.has_moved),
        index_codings=_index_codings(standing_today, codebook, questions),
        not_asked=_not_asked(standing_today, questions),
        is_whole=is_whole,
        missing=(*_missing(rows), *gone),
        outdated=tuple(outdated),
    )
    # Every row, not only the last of an id: people should mend what they see in the file.
    unusable = (row for mine in every.values() for row in mine if row.fault and not counts_nowhere_yet(row))
    problems += _problems_of(unusable, rows, work, texts, {code.code_id for code in codebook.codable})
    problems += about_outdated(outdated, ageing)
    # An empty version counts as today's (rule 2); where the code had another text, people should know.
    problems += about_unversioned(standing_today, ageing)
    return Loaded(work, one_per_cause(problems))


def _standing_rows(every: Mapping[str, Sequence[Action]], texts: Mapping[str, Transcript]) -> list[_Row]:
    """The last row of each coding id, with the place where its passage stands today."""
    return [
        _Row(row, _placed(row.last, texts)) for mine in every.values() for row in with_ids_of_their_own(standing(mine))
    ]


def _outdated(rows: Iterable[_Row], read: Iterable[ReadMark], ageing: Ageing) -> dict[Coding, str]:
    """The codings that do not stand today (contract, rule 2), each with its code's id as it was written.

    A coder who reads a transcript again under today's text confirms what they leave standing there: no order in time
    is asked for, since clocks of several computers differ.
    """
    marks = tuple(read)
    confirmed = {(mark.coder, mark.transcript_id, code_id) for mark in marks for code_id in mark.confirms}
    # What was read for a code before it went up in another confirms that code's codings, and not the other's.
    of_merged = {(mark.coder, mark.transcript_id, name) for mark in marks for name in mark.confirms_merged}
    outdated: dict[Coding, str] = {}
    for row in rows:
        coding, written = row.placed.coding, row.rows.last.written_code
        if coding is None or coding.action != "apply":
            continue
        then = ageing.name_then(written, coding.codebook_version)
        place = (coding.coder, coding.transcript_id)
        is_confirmed = (*place, coding.code_id) in confirmed or (*place, then) in of_merged
        if not is_confirmed and not ageing.since(written, coding.codebook_version).keeps_tellings:
            outdated[coding] = written
    return outdated


def _without_open_words(
    read: Iterable[ReadMark], codings: Iterable[Coding], outdated: Iterable[Coding]
) -> tuple[ReadMark, ...]:
    """Read marks without codes of which all that their coder found there is outdated: they said no "no"."""
    standing_today = {(coding.coder, coding.transcript_id, coding.code_id) for coding in codings}
    open_codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for coding in outdated:
        if (coding.coder, coding.transcript_id, coding.code_id) not in standing_today:
            open_codes[coding.coder, coding.transcript_id].add(coding.code_id)
    return tuple(
        replace(mark, codes=mark.codes - open_codes.get((mark.coder, mark.transcript_id), set())) for mark in read
    )


def _rows_about(
    loaded: Loaded[Table],
    texts: Mapping[str, Transcript],
    unread: frozenset[str],
    as_of: Callable[[Table], Table] | None,
) -> Loaded[Table]:
    """The table without rows about transcripts that a fault keeps from being read: all of them where none is."""
    table = as_of(loaded.records) if as_of is not None else loaded.records
    # One message for one cause: the transcript's own fault is told already.
    rows = (row for row in table.rows if texts and row["transcript_id"] not in unread)
    return replace(loaded, records=replace(table, rows=tuple(rows)))


def _placed(action: Action, texts: Mapping[str, Transcript]) -> Placed:
    """The place of a row; nowhere where it cannot be used, or takes a coding back."""
    if action.fault or action.coding.action == "retract":
        return Placed(None)
    return place(action, texts[action.coding.transcript_id].text)


def _missing(rows: Iterable[_Row]) -> Iterator[MissingCoding]:
    for row in rows:
        coding = row.rows.last.coding
        assert coding.source is not None
        if row.rows.last.fault:
            yield MissingCoding(coding.coder, coding.coding_id, "unusable", coding.source)
        # Asked before `reject`: one whose words are lost strikes nothing out.
        elif row.is_lost:
            yield MissingCoding(coding.coder, coding.coding_id, "lost", coding.source)
        elif coding.action == "retract":
            yield MissingCoding(coding.coder, coding.coding_id, "retracted", coding.source)
        elif coding.action == "reject":
            yield MissingCoding(coding.coder, coding.coding_id, "reject", coding.source)


def _problems_of(
    unusable: Iterable[Action],
    rows: Sequence[_Row],
    work: HandWork,
    texts: Mapping[str, Transcript],
    codable: Container[str],
) -> list[Problem]:
    """A caution for each row that cannot be used, whose words are not found or not surely, or that replaces another."""
    left_out = [row for row in rows if row.is_lost or row.rows.last.fault]
    # A parent or a retired code has no figure: nothing becomes a "no" there.
    untold = left_untold((row.rows.last.coding for row in left_out if row.rows.last.coding.code_id in codable), work)
    after = {
        row.rows.last.coding.source: _what_follows(row.rows, row.rows.last.coding in untold)
        for row in left_out
        if row.rows.last.coding.source is not None
    }
    problems = []
    for action in unusable:
        source = action.coding.source
        assert source is not None
        message = f"{action.fault} The row is left out.{after.get(source, '')}"
        problems.append(caution(source.path, source.line, message, action.remedy))
    for row in rows:
        source = row.rows.last.coding.source
        assert source is not None
        if row.placed.fault:
            message = row.placed.fault + (after.get(source, "") if row.is_lost else "")
            problems.append(caution(source.path, source.line, message, row.placed.remedy))
        if is_used_anew(row.rows, lambda action: _span(_placed(action, texts))):
            message = (
                f"the id {row.rows.last.coding.coding_id} was used for another passage"
                f"{'' if _is_one_code(row.rows) else ' and code'} before: by the rule the last row stands."
            )
            problems.append(caution(source.path, source.line, message, "Give new codings new ids."))
    return problems


def _what_follows(rows: Standing, is_untold: bool) -> str:
    """What else a row does that does not stand: it has replaced an earlier one, and its code may count as not told."""
    coding = rows.last.coding
    consequences = " An earlier row of this id does not count either." if rows.earlier else ""
    if is_untold:
        consequences += (
            f" {coding.coder} has marked {coding.transcript_id} read for '{coding.code_id}': "
            "the code counts as not told there until the row is mended."
        )
    return consequences


def _span(placed: Placed) -> tuple[int, int] | None:
    return (placed.coding.start_char, placed.coding.end_char) if placed.coding is not None else None


def _is_one_code(rows: Standing) -> bool:
    return all(action.coding.code_id == rows.last.coding.code_id for action in rows.earlier)


def _read_without_codings(files: Mapping[str, _Files]) -> list[Problem]:
    """Coders who say what they have read, and of whom there is no file of codings: everything would be a no."""
    problems = []
    for coder, mine in files.items():
        if mine.read_file is None or mine.is_there:
            continue
        message = (
            f"{coder}.read.csv says what {coder} has read, and there is no {coder}.csv: "
            "every code read counts as not told."
        )
        # Some systems take Ana.csv and ana.csv for one file, others for two coders.
        near = sorted(
            name for name in files if name != coder and name.casefold() == coder.casefold() and files[name].is_there
        )
        if near:
            remedy = f"'{near[0]}.csv' differs only in capitals: give both files one name."
        else:
            remedy = f"Put {coder}.csv back, or rename it; if nothing was found, let it hold its header alone."
        problems.append(caution(mine.read_file, 0, message, remedy))
    return problems


def _one_file_elsewhere(folder: Path, files: Mapping[str, _Files]) -> list[Problem]:
    """Coders whose names differ only in what some disks ignore: copied there, one's file takes the other's place."""
    problems = []
    first: dict[str, str] = {}
    for coder in sorted(coder for coder in files if files[coder].is_there):
        other = first.setdefault(file_name_key(coder), coder)
        if other != coder:
            how = "capitals" if coder.lower() == other.lower() else "how letters and accents are stored"
            message = (
                f"'{other}' and '{coder}' are two coders, and differ only in {how}: "
                "some computers keep both as one file."
            )
            remedy = f"Rename one of the two: crosscase code STUDY --rename {coder} {coder}-2"
            problems.append(caution(folder / f"{coder}.csv", 0, message, remedy))
    return problems


def _index_codings(
    codings: Iterable[Coding], codebook: Codebook, questions: frozenset[str]
) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Index codings by hand, by transcript: (question, start_char, end_char)."""
    chunks_of: dict[str, list[tuple[str, int, int]]] = {}
    for coding in codings:
        code = codebook.codes.get(coding.code_id)
        # A guide's question is an index code, also where the codebook does not describe it.
        is_index = code.kind == "index" if code is not None else coding.code_id in questions
        if is_index and coding.polarity == "affirmed":
            chunks_of.setdefault(coding.transcript_id, []).append((coding.code_id, coding.start_char, coding.end_char))
    return {transcript_id: tuple(chunks) for transcript_id, chunks in chunks_of.items()}


def _not_asked(codings: Iterable[Coding], questions: frozenset[str]) -> dict[str, frozenset[str]]:
    """By transcript, questions that somebody coded as absent; not those that another person coded as asked."""
    marked: dict[str, set[str]] = {}
    asked: dict[str, set[str]] = {}
    for coding in codings:
        if coding.code_id in questions and coding.polarity in ("absent", "affirmed"):
            # Wished and disputed say nothing of whether it was asked.
            by_transcript = marked if coding.polarity == "absent" else asked
            by_transcript.setdefault(coding.transcript_id, set()).add(coding.code_id)
    # Somebody who places the question has seen it asked; who missed it has only not found it.
    return {transcript_id: frozenset(ids - asked.get(transcript_id, set())) for transcript_id, ids in marked.items()}
