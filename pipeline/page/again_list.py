"""What one coder has to read again since the codebook changed: by code, passages first, then whole transcripts.

`revision/read_again.py` says what a change asks of everybody; here is one coder's share, over all versions under which
they coded or read, and what of it still waits for their answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.next_version import with_those_before
from pipeline.codebook.versions import is_same_version
from pipeline.coding.counting import Known
from pipeline.coding.hand.by_hand import collect_hand_work
from pipeline.page.coders import CodersWork
from pipeline.page.files import Stamp
from pipeline.page.material import Material
from pipeline.page.read_log import ReadLog
from pipeline.page.reading_batches import ReadingList
from pipeline.revision.as_of import as_of, flat
from pipeline.revision.counted import CountedStudy
from pipeline.revision.read_again import Passage, what_to_read_again
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook, Coding
from pipeline.wording.numbers import listed, plural

WALK = "again:"
"""Before a code's id it names the walk through this list; an id alone names a reading list of the machine's."""
ID = "again-"


@dataclass(frozen=True, slots=True)
class CodeAgain:
    """One code to read again: passages that this coder gave it, and transcripts to be read whole for it.

    `versions` are those under which it was coded or read.
    """

    code_id: str
    versions: tuple[str, ...]
    passages: tuple[Passage, ...]
    whole: tuple[str, ...]


@dataclass
class ReadingAgain:
    """The list by code, as the coder's files stood when it was last made."""

    folder: Path
    by_code: Mapping[str, CodeAgain] = field(default_factory=dict)
    _made_of: tuple[Material | None, CodersWork | None, Stamp] = (None, None, None)

    def look_again(self, material: Material, mine: CodersWork, log: ReadLog) -> None:
        """Make the list anew where the codebook, a transcript or the coder's files have changed."""
        # By identity: what this session writes itself only shortens the list, and `waiting` knows that.
        now = (material, mine, log.stamp)
        if (
            any(new is not old for new, old in zip(now[:2], self._made_of[:2], strict=True))
            or now[2] != self._made_of[2]
        ):
            self.by_code, self._made_of = _by_code(self.folder, material, mine, log), now

    def waiting(self, code_id: str, material: Material, mine: CodersWork) -> ReadingList:
        """The passages of a code to which the coder has not said yet whether they fit today's text."""
        entry = self.by_code.get(code_id)
        waits = [p for p in entry.passages if _waits(p, code_id, material, mine)] if entry else []
        return ReadingList(
            tuple(_as_listed(passage, code_id, mine) for passage in waits),
            {ID + passage.coding_id: _why(passage, code_id, mine) for passage in waits},
        )

    def in_words(self, material: Material, mine: CodersWork, focus: Iterable[str]) -> str:
        """What is left of the codes in view, in a line; '' where nothing is."""
        only = set(focus)
        entries = [entry for entry in self.by_code.values() if not only or entry.code_id in only]
        n_passages = sum(len(self.waiting(entry.code_id, material, mine).passages) for entry in entries)
        n_whole = len({transcript_id for entry in entries for transcript_id in entry.whole})
        parts = [plural(n_passages, "passage")] if n_passages else []
        parts += [plural(n_whole, "transcript")] if n_whole else []
        return f"codebook {material.codebook.version}: {listed(parts)} to read again" if parts else ""


def former_texts(entry: CodeAgain, codebook: Codebook) -> list[tuple[str, str]]:
    """(version, definition) of a code as this coder had it, where it was another than today's."""
    ageing, texts = Ageing(codebook), []
    for version in entry.versions:
        local = ageing.local_id(entry.code_id, version) if version in codebook.earlier else None
        former = codebook.earlier[version].codes[local].definition if local else ""
        if former and former != codebook.codes[entry.code_id].definition:
            texts.append((version, former))
    return texts


def what_changed(entry: CodeAgain, codebook: Codebook) -> str:
    """How the team says that a code's text changed since the coder first had it, with the reasons."""
    kinds = Ageing(codebook).since(entry.code_id, entry.versions[0]).kinds if entry.versions else ()
    why = [change.why for change in codebook.codes[entry.code_id].changed if change.why]
    return "; ".join([listed(dict.fromkeys(kinds)), *why] if kinds else why)


def _by_code(folder: Path, material: Material, mine: CodersWork, log: ReadLog) -> dict[str, CodeAgain]:
    book = material.codebook
    versions = _versions_named(mine, log, book)
    if not versions:
        return {}
    now = _state(folder, material, mine.coder, book)
    passages: dict[str, dict[Passage, None]] = {}
    whole: dict[str, dict[str, None]] = {}
    since: dict[str, dict[str, None]] = {}
    for version in versions:
        then = with_those_before(book.earlier[version], book)
        for row in what_to_read_again(_state(folder, material, mine.coder, then, book), now):
            for code_id in row.codes:
                here = [passage for passage in row.passages if code_id in passage.code_ids]
                passages.setdefault(code_id, {}).update(dict.fromkeys(here))
                since.setdefault(code_id, {})[version] = None
                if code_id in row.whole:
                    whole.setdefault(code_id, {})[row.transcript_id] = None
    for coding in _under_unknown_texts(now):
        span = (coding.transcript_id, coding.start_char, coding.end_char)
        passage = Passage(*span, coding.coder, coding.coding_id, (coding.code_id,))
        passages.setdefault(coding.code_id, {})[passage] = None
        since.setdefault(coding.code_id, {})[coding.codebook_version] = None
    return {
        code_id: CodeAgain(
            code_id, tuple(since[code_id]), tuple(passages.get(code_id, ())), tuple(whole.get(code_id, ()))
        )
        for code_id in (code.code_id for code in book.codable)
        if code_id in since
    }


def _versions_named(mine: CodersWork, log: ReadLog, book: Codebook) -> list[str]:
    """Earlier versions with a file under which this coder coded or read, in the order of time."""
    named = {row.cells.get("codebook_version", "") for row in mine.by_id.values() if row.is_shown}
    named |= {mark.codebook_version for mark in log.marks}
    other = [version for version in named if version and not is_same_version(version, book.version)]
    if not other:
        return []
    return [version for version in book.earlier if any(is_same_version(version, name) for name in other)]


def _state(folder: Path, material: Material, coder: str, book: Codebook, later: Codebook | None = None) -> CountedStudy:
    """This coder's rows under one version. Nothing is counted: what to read again rests on the rows alone."""
    corpus = material.corpus
    read_under, rewrite = (book, None) if later is None else (flat(book), as_of(book, later))
    hand = collect_hand_work(
        folder, corpus.transcripts, read_under, material.questions, corpus.unread, rewrite, only=coder
    ).records
    return CountedStudy(book, hand, corpus.transcripts, (), Known())


def _under_unknown_texts(now: CountedStudy) -> Iterator[Coding]:
    """Outdated codings of versions without a file: nobody can say what changed, so that all are looked at."""
    standing = {(coding.transcript_id, coding.code_id) for coding in now.hand.codings}
    codable = {code.code_id for code in now.codebook.codable}
    for coding in now.hand.outdated:
        is_known = any(is_same_version(coding.codebook_version, version) for version in now.codebook.earlier)
        if not is_known and coding.code_id in codable and (coding.transcript_id, coding.code_id) not in standing:
            yield coding


def _waits(passage: Passage, code_id: str, material: Material, mine: CodersWork) -> bool:
    row = mine.by_id.get(passage.coding_id)
    if row is None or not row.is_shown:
        return False
    if row.coding.code_id == code_id:
        return not is_same_version(row.cells.get("codebook_version", ""), material.codebook.version)
    # A part that was split off is answered by giving it there, or refusing it.
    answers = (*mine.shown_in(passage.transcript_id), *mine.rejects_in(passage.transcript_id))
    return not any(
        coding.code_id == code_id and coding.start_char < passage.end_char and passage.start_char < coding.end_char
        for coding in answers
    )


def _as_listed(passage: Passage, code_id: str, mine: CodersWork) -> Coding:
    coding = mine.by_id[passage.coding_id].coding
    return Coding(
        ID + passage.coding_id, coding.transcript_id, coding.start_char, coding.end_char, code_id, mine.coder, "hand",
        polarity=coding.polarity, quotation=coding.quotation,
    )  # fmt: skip


def _why(passage: Passage, code_id: str, mine: CodersWork) -> str:
    row = mine.by_id[passage.coding_id]
    if row.coding.code_id == code_id:
        return f"yours under version {row.cells.get('codebook_version', '')}: does it still fit?"
    return "coded before this part was split off: does it hold the part?"
