"""What people coded: coders' files, append-only, and their marks of what they have read to the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.codebook.compare import same_definition
from pipeline.coding.relocate import find_again
from pipeline.people_files import AN_ID, Table, is_id, read_csv, several
from pipeline.problems import Loaded, Problem, caution, did_you_mean, fault
from pipeline.records import POLARITIES, Codebook, Coding, ReadMark, Row, Transcript

NEEDED = ("transcript_id", "start_char", "end_char", "code_id")
READ_NEEDED = ("transcript_id", "codes")
ACTIONS = ("apply", "retract", "reject")
MACHINE = "machine"
CONSENSUS = "consensus"
YES = ("true", "yes", "y", "1", "x")
NO = ("false", "no", "n", "0")
COPY = re.compile(  # Dropbox, Nextcloud: (…conflicted copy…); Syncthing: .sync-conflict-…; others: (1), - Copy
    r"(?i)^(?P<coder>[^ ()]+?)(?P<read>\.read)?(?:\.sync-conflict-.*|[ _-]*\([^()]*conflict[^()]*\)"
    r"|(?: [^()]*|[_-]+)conflict[^()]*|[ _-]*\(\d+\)|[ _-]+(?:copy|kopie)(?: ?\d+)?)$"
)


@dataclass(frozen=True)
class HandWork:
    """All that people coded and read.

    `codings` are those that stand (action apply); `rejects` those that strike out a machine coding;
    `has_apply_row` whether any coder's file has an `apply` row at all, standing or not (contract, rule 4);
    `moved` are codings found again elsewhere, between the same words, in a transcript that had changed.
    """

    codings: tuple[Coding, ...] = ()
    rejects: tuple[Coding, ...] = ()
    read: tuple[ReadMark, ...] = ()
    has_apply_row: bool = False
    moved: tuple[Coding, ...] = ()
    index_codings: Mapping[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)


def collect_hand_work(
    folder: Path, transcripts: Iterable[Transcript], codebook: Codebook, questions: frozenset[str]
) -> Loaded[HandWork]:
    """Read every file of `codings/`. A row that cannot be used is a caution; a file that cannot be read is a fault.

    Args:
        folder: The study's `codings/`; it need not be there.
        transcripts: As read; offsets count in their text.
        codebook: With the earlier versions that lie beside it.
        questions: Ids of the guides' questions: index codes that the codebook need not have.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        return Loaded(HandWork())
    texts = {transcript.transcript_id: transcript for transcript in transcripts}
    rows: dict[str, list[_Action]] = {}
    read: list[ReadMark] = []
    has_apply_row = False
    for path in sorted(folder.iterdir(), key=lambda one: (bool(_copied(one.stem)), one.name)):
        if path.name.startswith((".", "~$")) or path.is_dir():
            continue
        named = _whose(path, problems)
        if named is None:
            continue
        coder, is_read = named
        if is_read:
            loaded = read_csv(path, READ_NEEDED)
            problems += loaded.problems
            read += _read_marks(coder, loaded.records, texts, codebook, problems)
        else:
            loaded = read_csv(path, NEEDED)
            problems += loaded.problems
            has_apply_row |= any((row["action"] or "apply").casefold() == "apply" for row in loaded.records.rows)
            rows.setdefault(coder, []).extend(_actions(coder, loaded.records, texts, codebook, questions, problems))
    standing = [one for coder in sorted(rows) for one in _standing(rows[coder])]
    found = [_found(one, texts, problems) for one in standing]
    codings = [(one, was_moved) for one, was_moved in found if one is not None]
    applied = tuple(one for one, _ in codings if one.action == "apply")
    return Loaded(
        HandWork(
            codings=applied,
            rejects=tuple(one for one, _ in codings if one.action == "reject"),
            read=tuple(read),
            has_apply_row=has_apply_row,
            moved=tuple(one for one, was_moved in codings if was_moved),
            index_codings=_index_codings(applied, codebook, questions),
        ),
        tuple(problems),
    )


@dataclass(frozen=True, slots=True)
class _Action:
    """One usable row of a coder's file, before it is known which row of its coding_id stands."""

    coding: Coding
    key: str
    at: str
    before: str
    after: str
    has_offsets: bool


def _copied(stem: str) -> re.Match[str] | None:
    return COPY.match(stem)


def _whose(path: Path, problems: list[Problem]) -> tuple[str, bool] | None:
    """The coder whose file this is, and whether it is the file of what was read; None where it is neither."""
    if path.suffix.casefold() != ".csv":
        remedy = "Coders' files are called CODER.csv and CODER.read.csv; move others out of codings/."
        problems.append(caution(path, 0, "this file in codings/ is not a coder's file: it is not read.", remedy))
        return None
    coder, is_read = path.stem, False
    if coder.endswith(".read"):
        coder, is_read = coder.removesuffix(".read"), True
    if not is_id(coder) and (copy := _copied(path.stem)):
        coder, is_read = copy["coder"].removesuffix(".read"), bool(copy["read"]) or copy["coder"].endswith(".read")
        name = f"{coder}{'.read' if is_read else ''}.csv"
        what = f"this looks like a conflicted copy of {name}: its rows are merged by coding_id."
        problems.append(
            caution(
                path,
                0,
                what,
                f"Append what is missing to {coder}{'.read' if is_read else ''}.csv, then remove the copy.",
            )
        )
    if not is_id(coder):
        remedy = f"Name the file after its coder. {AN_ID}"
        problems.append(fault(path, 0, f"'{coder}' cannot be a coder's name.", remedy))
        return None
    if coder == MACHINE:
        problems.append(
            fault(path, 0, "'machine' is a reserved name: it is the machine coder's.", "Name the file after its coder.")
        )
        return None
    return coder, is_read


def _whole(cell: str) -> int | None:
    try:
        value = float(cell) if re.fullmatch(r"\d+\.0+", cell) else int(cell)
    except ValueError:
        return None
    return int(value) if value >= 0 else None


def _yes(cell: str) -> bool | None:
    word = cell.casefold()
    return True if word in YES else False if word in NO else None


def current_id(code_id: str, codebook: Codebook, others: frozenset[str] = frozenset()) -> str | None:
    """The id that a code has today: itself, the code that says `was: [it]`, or the one it was merged into."""
    seen: set[str] = set()
    found: str | None = code_id
    while found is not None and found not in seen:
        seen.add(found)
        code = codebook.codes.get(found)
        if code is not None and code.merge_into:
            found = code.merge_into
        elif code is not None or found in others:
            return found
        else:
            found = next((one.code_id for one in codebook.codes.values() if found in one.was), None) or _merged(
                found, codebook
            )
    return None


def _merged(code_id: str, codebook: Codebook) -> str | None:
    for version in reversed(tuple(codebook.earlier.values())):
        code = version.codes.get(code_id)
        if code is not None and code.merge_into:
            return code.merge_into
    return None


def _actions(
    coder: str,
    table: Table,
    texts: Mapping[str, Transcript],
    codebook: Codebook,
    questions: frozenset[str],
    problems: list[Problem],
) -> list[_Action]:
    usable = []
    if not set(NEEDED) <= set(table.columns):
        return []
    for number, row in enumerate(table.rows):
        one, why = _action(coder, row, number, texts, codebook, questions)
        if one is None:
            what, remedy = why
            problems.append(caution(row.source.path, row.source.line, f"{what} The row is left out.", remedy))
        else:
            usable.append(one)
    return usable


def _action(
    coder: str, row: Row, number: int, texts: Mapping[str, Transcript], codebook: Codebook, questions: frozenset[str]
) -> tuple[_Action | None, tuple[str, str]]:
    action = (row["action"] or "apply").casefold()
    coding_id = row["coding_id"]
    nothing = ("", "")
    if action not in ACTIONS:
        return None, (
            f"action '{row['action']}' is unknown.",
            did_you_mean(action, ACTIONS, "write apply, retract or reject."),
        )
    if coding_id and action == "retract" and not row["code_id"]:
        empty = Coding(coding_id, row["transcript_id"], 0, 0, "", coder, "hand", action=action, source=row.source)
        return _Action(empty, coding_id, row["at"], "", "", False), nothing
    if row["transcript_id"] not in texts:
        remedy = did_you_mean(row["transcript_id"], texts, "list it in transcripts.csv.")
        return None, (f"transcript '{row['transcript_id']}' is not in this study.", remedy)
    code_id = current_id(row["code_id"], codebook, questions)
    if code_id is None:
        remedy = did_you_mean(row["code_id"], codebook.codes, "add it to the codebook.")
        return None, (f"code '{row['code_id']}' is not in the codebook.", remedy)
    code = codebook.codes.get(code_id)
    if code is not None and not code.is_codable and code.kind == "analytic" and not code.retired:
        return None, (f"'{code_id}' is a family and cannot be given to a passage.", "Choose one of the codes under it.")
    polarity = (row["polarity"] or "affirmed").casefold()
    if polarity not in POLARITIES:
        return None, (
            f"polarity '{row['polarity']}' is unknown.",
            did_you_mean(polarity, POLARITIES, f"write one of {', '.join(POLARITIES)}."),
        )
    has_offsets = bool(row["start_char"] or row["end_char"] or not row["quotation"])
    start, end = (_whole(row["start_char"]), _whole(row["end_char"])) if has_offsets else (0, 0)
    if start is None or end is None or (end <= start and not row["quotation"]):
        remedy = (
            "Offsets are whole numbers, counted from 0, the end beyond the start. "
            "Or leave both empty and copy the words into `quotation`."
        )
        return None, (f"'{row['start_char']}' to '{row['end_char']}' is not a passage.", remedy)
    coding = Coding(
        coding_id=coding_id or f"{coder}:{row.source.line}",
        transcript_id=row["transcript_id"],
        start_char=start,
        end_char=end,
        code_id=code_id,
        coder=coder,
        origin="hand",
        polarity=polarity,
        quotation=row["quotation"],
        is_aha=bool(_yes(row["is_aha"])),
        target=row["target"],
        period=row["period"],
        memo=row["memo"],
        codebook_version=row["codebook_version"],
        action=action,
        source=row.source,
    )
    key = coding_id or f"\0{row.source.path.name}:{number}"
    return _Action(coding, key, row["at"], row["before"], row["after"], has_offsets), nothing


def _standing(rows: list[_Action]) -> list[_Action]:
    """The last row of each coding_id, in the order of the files; rows of a conflicted copy go by their time."""
    paths = {one.coding.source.path for one in rows if one.coding.source}
    if len(paths) > 1 and all(one.at for one in rows):
        rows = sorted(rows, key=lambda one: one.at)
    last = {one.key: one for one in rows}
    return [one for one in last.values() if one.coding.action != "retract"]


def _found(one: _Action, texts: Mapping[str, Transcript], problems: list[Problem]) -> tuple[Coding | None, bool]:
    """The coding where its words stand today (contract, rule 1), and whether that is another place."""
    coding = one.coding
    text = texts[coding.transcript_id].text
    if not one.has_offsets:
        return _found_by_words(one, text, problems), False
    found = find_again(text, coding.start_char, coding.end_char, coding.quotation, one.before, one.after)
    if found.status in ("in_place", "moved") and found.start is not None and found.end is not None:
        passage = text[found.start : found.end]
        if found.needs_a_look and coding.source is not None:
            now, then = f"{found.start}-{found.end}", f"{coding.start_char}-{coding.end_char}"
            if found.status == "moved":
                what = f"the quotation is no longer at {then} of {coding.transcript_id}: it was found again at {now}."
            else:
                what = f"the quotation stands at {now} of {coding.transcript_id}, but not between the words recorded."
            remedy = "Check that it is the same passage; if so, write the new offsets, `before` and `after`. It counts."
            problems.append(caution(coding.source.path, coding.source.line, what, remedy))
        was_moved = found.status == "moved" and not found.needs_a_look
        return replace(coding, start_char=found.start, end_char=found.end, quotation=passage), was_moved
    assert coding.source is not None
    where = f"{coding.start_char}-{coding.end_char} of {coding.transcript_id}"
    if found.status == "ambiguous":
        times = f"{len(found.candidates)} times" if found.candidates else "more than once"
        what = f"the quotation is not at {where}, and stands there {times}."
        remedy = (
            "The transcript was changed since. Give the right offsets, or `before` and `after`. Left out of all counts."
        )
    elif coding.quotation:
        what = f"the quotation is not at {where}, nor anywhere else in it."
        remedy = "The transcript was changed since. Code the passage anew. Left out of all counts."
    else:
        what = f"{where} is no passage of it: the transcript has {len(text)} characters."
        remedy = "Correct the offsets. Left out of all counts."
    problems.append(caution(coding.source.path, coding.source.line, what, remedy))
    return None, False


def _found_by_words(one: _Action, text: str, problems: list[Problem]) -> Coding | None:
    """The coding of a row without offsets, where its quotation stands once; else nothing, and a caution."""
    coding = one.coding
    found = find_again(text, None, None, coding.quotation, one.before, one.after)
    if found.start is not None and found.end is not None:
        quotation = text[found.start : found.end]
        return replace(coding, start_char=found.start, end_char=found.end, quotation=quotation)
    assert coding.source is not None
    if found.status == "ambiguous":
        what = f"the quotation stands {len(found.candidates)} times in {coding.transcript_id}."
        remedy = "Quote more of it, or give `before` and `after`. Left out of all counts."
    else:
        what = f"the quotation is not in {coding.transcript_id}."
        remedy = "Copy the words as they stand on the transcript's page, within one turn. Left out of all counts."
    problems.append(caution(coding.source.path, coding.source.line, what, remedy))
    return None


def _read_marks(
    coder: str, table: Table, texts: Mapping[str, Transcript], codebook: Codebook, problems: list[Problem]
) -> list[ReadMark]:
    marks = []
    if not set(READ_NEEDED) <= set(table.columns):
        return []
    for row in table.rows:
        path, line = row.source.path, row.source.line
        if row["transcript_id"] not in texts:
            remedy = did_you_mean(row["transcript_id"], texts, "list it in transcripts.csv.")
            problems.append(
                caution(
                    path,
                    line,
                    f"transcript '{row['transcript_id']}' is not in this study. The row is left out.",
                    remedy,
                )
            )
            continue
        version = row["codebook_version"]
        if version and version != codebook.version and version not in codebook.earlier:
            remedy = f"Put {codebook.source.path.stem}@{version}.yaml beside the codebook."
            what = f"codebook version '{version}' is not there: the row covers nothing."
            problems.append(caution(path, line, what, remedy))
            continue
        codes = _covered(row, version, codebook, problems)
        marks.append(
            ReadMark(
                transcript_id=row["transcript_id"],
                coder=coder,
                codes=codes,
                codebook_version=version or codebook.version,
                is_blind=_yes(row["is_blind"]),
                knew_tier=_yes(row["knew_tier"]),
                at=row["at"],
                source=row.source,
            )
        )
    return marks


def _covered(row: Row, version: str, codebook: Codebook, problems: list[Problem]) -> frozenset[str]:
    """Ids of today's codes that a row of a read file covers (contract, rule 2)."""
    then = codebook if version in ("", codebook.version) else codebook.earlier[version]
    named: set[str] = set()
    for word in several(row["codes"]):
        if word == "*":
            named.update(then.codes)
        elif word in then.codes:
            named.update(then.under(word))
        elif (today := current_id(word, codebook)) is not None:
            named.update(codebook.under(today))
        else:
            remedy = did_you_mean(word, then.codes, "remove it from the cell.")
            problems.append(
                caution(
                    row.source.path,
                    row.source.line,
                    f"code '{word}' is not in the codebook: it is passed over.",
                    remedy,
                )
            )
    if then is codebook:
        return frozenset(named)
    covered = set()
    for code_id in named:
        today = current_id(code_id, codebook)
        if today is None or today not in codebook.codes:
            continue
        old = then.codes.get(code_id)
        if old is not None and same_definition(old, codebook.codes[today]):
            covered.add(today)
    return frozenset(covered)


def _index_codings(
    codings: Iterable[Coding], codebook: Codebook, questions: frozenset[str]
) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Index codings by hand, by transcript: (question, start_char, end_char)."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for one in codings:
        code = codebook.codes.get(one.code_id)
        is_index = code.kind == "index" if code is not None else one.code_id in questions
        if is_index and one.polarity == "affirmed":
            found.setdefault(one.transcript_id, []).append((one.code_id, one.start_char, one.end_char))
    return {transcript_id: tuple(chunks) for transcript_id, chunks in found.items()}
