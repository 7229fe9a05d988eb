"""`crosscase codebook inbox`: codes that people proposed while they read, and nobody has decided on yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.codebook.load import load_codebook
from pipeline.coding.hand.coders_rows import PROPOSED_COLUMNS
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.problems import FilesNeedAHand, Loaded, Problem, caution, did_you_mean, in_order
from pipeline.study.records import PROPOSED, Codebook, Row
from pipeline.study.study import Study
from pipeline.wording.numbers import plural, shortened

NEEDED = ("slug", "status")
STATUSES = ("proposed", "declined", "withdrawn", "")
ENDING = ".proposed.csv"


@dataclass(frozen=True, slots=True)
class ProposedPassage:
    """A passage that somebody gave a proposed code."""

    transcript_id: str
    start_char: str
    end_char: str
    quotation: str
    coder: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed code as its last row has it, with all passages that carry it.

    `code_id` is its id in coders' files, `new:NAME-SLUG`. `is_declined_bare`: declined, and nobody said why.
    """

    code_id: str
    coder: str
    name: str
    definition: str
    at: str
    passages: tuple[ProposedPassage, ...]
    file: str
    is_declined_bare: bool = False


def inbox_of(study: Study) -> Loaded[tuple[Proposal, ...]]:
    """Every open proposal, by its coder and in the order of the coder's file.

    Raises:
        FilesNeedAHand: The codebook cannot be read.
    """
    book = load_codebook(study.codebook)
    if book.records is None:
        raise FilesNeedAHand(book.problems)
    folder = study.folder / "codings"
    problems: list[Problem] = []
    carried = dict(_carried(folder))
    proposals: list[Proposal] = []
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        table = read_csv(path, NEEDED, PROPOSED_COLUMNS)
        problems += table.problems
        coder = path.name.removesuffix(ENDING)
        rows = [row for row in table.records.rows if _is_usable(row, path, problems)]
        # Its passage is the first row's, its state the last row's: files of people only gain rows.
        first = {_code_id(row, coder): row for row in reversed(rows)}
        for code_id, last in {_code_id(row, coder): row for row in rows}.items():
            if not _is_done(code_id, last, book.records):
                own = _passage(first[code_id], coder)
                passages = _once((*((own,) if own.transcript_id else ()), *carried.get(code_id, ())))
                proposals.append(_proposal(code_id, coder, last, passages, path))
    return Loaded(tuple(proposals), in_order(problems))


def inbox_text(proposals: Sequence[Proposal]) -> str:
    """The open proposals as a terminal prints them."""
    if not proposals:
        return "No proposal is open."
    lines = [f"{plural(len(proposals), 'proposal')} {'is' if len(proposals) == 1 else 'are'} open."]
    for proposal in proposals:
        at = f", {proposal.at[:10]}" if proposal.at else ""
        lines += ["", f"{proposal.code_id}   “{proposal.name}” by {proposal.coder}{at}"]
        lines += [f"    {proposal.definition}"] if proposal.definition else []
        for passage in proposal.passages:
            who = f", {passage.coder}" if passage.coder != proposal.coder else ""
            where = f"{passage.start_char}-{passage.end_char}" if passage.start_char else "by its words"
            lines.append(f"    {passage.transcript_id}, {where}{who}: “{shortened(passage.quotation)}”")
        lines += ["    Declined, and nobody said why: it stays here."] if proposal.is_declined_bare else []
        lines.append(f'    To take it in: a code with  was: ["{proposal.code_id}"]')
        lines.append(f"    To decline it: a row of {proposal.file} with status declined, and why")
    return "\n".join(lines)


def proposal_as_data(proposal: Proposal) -> dict[str, object]:
    """A proposal as `--json` gives it."""
    return {
        "proposal_id": proposal.code_id,
        "coder": proposal.coder,
        "name": proposal.name,
        "definition": proposal.definition,
        "at": proposal.at,
        "is_declined_without_why": proposal.is_declined_bare,
        "passages": [
            {
                "transcript_id": passage.transcript_id,
                "start_char": _number(passage.start_char),
                "end_char": _number(passage.end_char),
                "quotation": passage.quotation,
                "coder": passage.coder,
            }
            for passage in proposal.passages
        ],
    }


def _is_usable(row: Row, path: Path, problems: list[Problem]) -> bool:
    status = row["status"].casefold()
    if not row["slug"] and not row["proposal_id"]:
        problems.append(caution(path, row.source.line, "this proposal has no slug: it is passed over.", "Give it one."))
        return False
    if status not in STATUSES:
        remedy = did_you_mean(status, STATUSES[:3], "write proposed, declined or withdrawn.")
        problems.append(caution(path, row.source.line, f"status '{row['status']}' is unknown: it stays open.", remedy))
    return True


def _code_id(row: Row, coder: str) -> str:
    """`new:NAME-SLUG`, by which coders' files and the codebook's `was` know it."""
    if row["proposal_id"].startswith(PROPOSED):
        return row["proposal_id"]
    return f"{PROPOSED}{coder}-{row['slug'] or row['proposal_id']}"


def _is_done(code_id: str, last: Row, book: Codebook) -> bool:
    status = last["status"].casefold()
    is_taken_in = any(
        # Earlier versions too: a code may have been taken in and merged away since.
        code_id in code.was
        for version in (book, *book.earlier.values())
        for code in version.codes.values()
    )
    return is_taken_in or status == "withdrawn" or (status == "declined" and bool(last["why"]))


def _proposal(code_id: str, coder: str, last: Row, passages: tuple[ProposedPassage, ...], path: Path) -> Proposal:
    return Proposal(
        code_id, coder, last["name"] or last["slug"], last["definition"], last["at"], passages,
        f"codings/{path.name}", last["status"].casefold() == "declined",
    )  # fmt: skip


def _carried(folder: Path) -> Iterator[tuple[str, tuple[ProposedPassage, ...]]]:
    """Proposed code -> the passages that coders' files give it today."""
    standing: dict[tuple[str, str], Row] = {}
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        # These lie beside the codings and hold none.
        if path.name.endswith((ENDING, ".read.csv", ".sessions.csv", ".recoded.csv")):
            continue
        for row in read_csv(path).records.rows:  # what is wrong with coders' files is told by `check`
            # The last row of a coding stands; one without an id is a coding of its own.
            standing[path.stem, row["coding_id"] or f"\0{row.source.line}"] = row
    by_code: dict[str, list[ProposedPassage]] = {}
    for (coder, _), row in standing.items():
        if row["code_id"].startswith(PROPOSED) and (row["action"] or "apply").casefold() == "apply":
            by_code.setdefault(row["code_id"], []).append(_passage(row, coder))
    for code_id, passages in by_code.items():
        yield code_id, tuple(_in_order(passages))


def _once(passages: Sequence[ProposedPassage]) -> tuple[ProposedPassage, ...]:
    """Each passage once: a row without offsets is known by its words, as one with them is."""
    placed = {(p.transcript_id, p.quotation, p.coder) for p in passages if p.start_char}
    return tuple(
        dict.fromkeys(p for p in passages if p.start_char or (p.transcript_id, p.quotation, p.coder) not in placed)
    )


def _in_order(passages: Iterable[ProposedPassage]) -> list[ProposedPassage]:
    return sorted(
        passages, key=lambda passage: (passage.transcript_id, _number(passage.start_char) or 0, passage.coder)
    )


def _passage(row: Row, coder: str) -> ProposedPassage:
    return ProposedPassage(row["transcript_id"], row["start_char"], row["end_char"], row["quotation"], coder)


def _number(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() else None
