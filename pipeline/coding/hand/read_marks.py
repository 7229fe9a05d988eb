"""CODER.read.csv: what a coder has read to the end, for which of today's codes (contract, rule 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.renames import current_id
from pipeline.codebook.versions import is_same_version, same_number
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Table, several
from pipeline.study.problems import Problem, caution, did_you_mean
from pipeline.study.records import Codebook, ReadMark, Row, Transcript, yes_or_no

READ_NEEDED = ("transcript_id", "codes")
READ_COLUMNS = (
    "transcript_id", "codes", "codebook_version", "is_blind", "knew_tier", "at", "action", "read_how", "chunks",
)  # fmt: skip
READ_ACTIONS = ("read", "retract")
WAYS_OF_READING = ("whole", "chunks", "list")


@dataclass(frozen=True, slots=True)
class Reading:
    """One usable row of a read file. `version` is the known one that it names, '' where it names none."""

    row: Row
    version: str
    action: str
    how: str

    @property
    def key(self) -> tuple[str, tuple[str, ...], str]:
        """What the last row of stands for all before it."""
        # The cell as written, not the codes it covers: a row takes back just the row that it repeats.
        return (self.row["transcript_id"], tuple(several(self.row["codes"])), self.version)


def readings_of(
    table: Table, texts: Mapping[str, Transcript], codebook: Codebook, problems: list[Problem]
) -> list[Reading]:
    """The rows of one read file that can be used, in their order; what is wrong with the others goes to `problems`."""
    if table.lacks:
        return []
    readings = (_reading(row, texts, codebook, problems) for row in table.rows)
    return [reading for reading in readings if reading is not None]


def read_marks(
    coder: str, readings: Iterable[Reading], ageing: Ageing, questions: frozenset[str], problems: list[Problem]
) -> list[ReadMark]:
    """What a coder has read, of the readings of all their files: those not taken back, one a key."""
    last = {reading.key: reading for reading in readings}
    return [_mark(coder, reading, ageing, questions, problems) for reading in last.values() if reading.action == "read"]


def _mark(coder: str, reading: Reading, ageing: Ageing, questions: frozenset[str], problems: list[Problem]) -> ReadMark:
    row, codebook = reading.row, ageing.codebook
    named = _named(reading, codebook, problems)
    if reading.how != "whole":
        # Silence is a no where all was read in which the code can stand. A reading list shows what a program found.
        words = several(row["chunks"])
        chunks = {_index_code(word, codebook, questions) for word in words}
        for word in words:
            if current_id(word, codebook, questions) is None:
                message = f"'{word}' in `chunks` is no question of a guide and no code: it is passed over."
                remedy = did_you_mean(word, questions | set(codebook.codes), "write the ids of the questions read.")
                problems.append(caution(row.source.path, row.source.line, message, remedy))
        # Also for `list`, which leaves none: such a mark says that somebody read, and is a "no" for nothing.
        named = {code_id for code_id in named if _is_read_in(reading.how, code_id, chunks, codebook, questions)}
    codes, confirms, confirms_merged = _still_told(named, reading.version, ageing)
    return ReadMark(
        transcript_id=row["transcript_id"],
        coder=coder,
        codes=codes,
        codebook_version=reading.version or codebook.version,
        is_blind=yes_or_no(row["is_blind"]),
        knew_tier=yes_or_no(row["knew_tier"]),
        at=row["at"],
        source=row.source,
        confirms=confirms,
        how=reading.how,
        confirms_merged=confirms_merged,
    )


def _reading(row: Row, texts: Mapping[str, Transcript], codebook: Codebook, problems: list[Problem]) -> Reading | None:
    """One row, or None and a caution where it cannot be used."""
    path, line = row.source.path, row.source.line
    action, how = (row["action"] or "read").casefold(), (row["read_how"] or "whole").casefold()
    if why := _why_not(row, action, how, texts):
        problems.append(caution(path, line, f"{why[0]} The row is left out.", why[1]))
        return None
    version = row["codebook_version"]
    known = (codebook.version, *codebook.earlier)
    if version and version not in known:
        file = f"{codebook.source.path.stem}@{version}.yaml"
        # Spreadsheets make 1.0 of 1: guessed only where no version is called so.
        if (same := same_number(version, known)) is None:
            message = f"codebook version '{version}' is not there: the row covers nothing."
            problems.append(
                caution(path, line, message, did_you_mean(version, known, f"put {file} beside the codebook."))
            )
            return None
        message = f"codebook version '{version}' is taken for '{same}': as numbers they are the same."
        remedy = f"Write '{same}' (spreadsheets add the zero). If another was meant, put {file} beside the codebook."
        problems.append(caution(path, line, message, remedy))
        version = same
    return Reading(row, version, action, how)


def _why_not(row: Row, action: str, how: str, texts: Mapping[str, Transcript]) -> tuple[str, str] | None:
    """Why a row cannot be used, and what to do; None where it can."""
    if row["transcript_id"] not in texts:
        remedy = did_you_mean(row["transcript_id"], texts, "list it in transcripts.csv.")
        return f"transcript '{row['transcript_id']}' is not in this study.", remedy
    if action not in READ_ACTIONS:
        remedy = did_you_mean(action, READ_ACTIONS, "write read or retract.")
        return f"action '{row['action']}' is unknown.", remedy
    if how not in WAYS_OF_READING:
        remedy = did_you_mean(how, WAYS_OF_READING, "write whole, chunks or list.")
        return f"read_how '{row['read_how']}' is unknown.", remedy
    return None


def _named(reading: Reading, codebook: Codebook, problems: list[Problem]) -> set[str]:
    """Ids, as they were in the version named, of the codes that a row names; a parent stands for all under it."""
    version = reading.version
    # Ids are read in the version they were written under: an id may have meant another code then.
    then = codebook if version in ("", codebook.version) else codebook.earlier[version]
    named: set[str] = set()
    source = reading.row.source
    for word in several(reading.row["codes"]):
        if word == "*":
            named.update(_in_use(then, then.codes))
        elif word in then.codes and (target := then.codes[word].merge_into):
            message = f"code '{word}' had gone up in '{target}' in version {then.version}: it is passed over."
            remedy = f"Write '{target}' if that is what was read."
            problems.append(caution(source.path, source.line, message, remedy))
        elif word in then.codes:
            named.update(_in_use(then, then.under(word)))
        # An id that the older version lacks, as somebody writes who fills in an old version by today's codebook.
        elif (today := current_id(word, codebook)) is not None and today in codebook.codes:
            named.update(_in_use(codebook, codebook.under(today)))
        else:
            remedy = did_you_mean(word, then.codes, "remove it from the cell; `*` stands for all codes.")
            problems.append(
                caution(source.path, source.line, f"code '{word}' is not in the codebook: it is passed over.", remedy)
            )
    return named


def _in_use(codebook: Codebook, code_ids: Iterable[str]) -> set[str]:
    """Codes without those that had gone up in another.

    Codings follow a merge, readings do not: who read for a code has not looked for all that its target means.
    """
    return {code_id for code_id in code_ids if not codebook.codes[code_id].merge_into}


def _still_told(
    named: Iterable[str], version: str, ageing: Ageing
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Of codes read under a version: today's ids of those of which silence is a no, and whose tellings it confirms;
    then the names of merged ones of whose own tellings it does."""
    codebook = ageing.codebook
    # An empty version is taken for today's (contract, rule 2).
    if not version or is_same_version(version, codebook.version):
        return frozenset(named), frozenset(named), frozenset()
    codes, confirms, confirms_merged = set(), set(), set()
    for code_id in named:
        today = current_id(code_id, codebook)
        local = ageing.local_id(code_id, version)
        if today is None or today not in codebook.codes or local is None:
            continue
        since = ageing.since(local, version)
        # Asked apart: a narrowed code keeps its silences, a broadened one its tellings.
        if since.keeps_silences:
            codes.add(today)
        if since.confirms_tellings:
            confirms.add(today)
        elif since.is_merged and since.keeps_tellings:
            confirms_merged.add(ageing.name_then(local, version))
    return frozenset(codes), frozenset(confirms), frozenset(confirms_merged)


def _is_read_in(how: str, code_id: str, chunks: set[str], codebook: Codebook, questions: frozenset[str]) -> bool:
    """Whether the chunks read are all in which the code can stand: those of its scope. Without a scope, none are."""
    today = current_id(code_id, codebook)
    code = codebook.codes.get(today) if today is not None else None
    if how != "chunks" or code is None or not code.scope:
        return False
    return {_index_code(name, codebook, questions) for name in code.scope} <= chunks


def _index_code(name: str, codebook: Codebook, questions: frozenset[str]) -> str:
    return current_id(name, codebook, questions) or name
