"""CODER.read.csv: what a coder has read to the end, for which of today's codes (contract, rule 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.codebook.compare import same_definition
from pipeline.codebook.renames import current_id
from pipeline.codebook.retired_codes import version_parts
from pipeline.study.people_files import Table, several
from pipeline.study.problems import Problem, caution, did_you_mean
from pipeline.study.records import Codebook, ReadMark, Row, Transcript

READ_NEEDED = ("transcript_id", "codes")
READ_COLUMNS = ("transcript_id", "codes", "codebook_version", "is_blind", "knew_tier", "at")
YES = ("true", "yes", "y", "1", "x")
NO = ("false", "no", "n", "0")


def yes(cell: str) -> bool | None:
    """What a cell of yes or no says; None where it says neither."""
    word = cell.casefold()
    return True if word in YES else False if word in NO else None


def read_marks(
    coder: str, table: Table, texts: Mapping[str, Transcript], codebook: Codebook, problems: list[Problem]
) -> list[ReadMark]:
    marks = []
    if table.lacks:
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
        known = (codebook.version, *codebook.earlier)
        if version and version not in known:
            file = f"{codebook.source.path.stem}@{version}.yaml"
            if (same := _same_number(version, known)) is None:
                what = f"codebook version '{version}' is not there: the row covers nothing."
                remedy = did_you_mean(version, known, f"put {file} beside the codebook.")
                problems.append(caution(path, line, what, remedy))
                continue
            what = f"codebook version '{version}' is taken for '{same}': as numbers they are the same."
            remedy = (
                f"Write '{same}' (spreadsheets add the zero). If another was meant, put {file} beside the codebook."
            )
            problems.append(caution(path, line, what, remedy))
            version = same
        codes = _covered(row, version, codebook, problems)
        marks.append(
            ReadMark(
                transcript_id=row["transcript_id"],
                coder=coder,
                codes=codes,
                codebook_version=version or codebook.version,
                is_blind=yes(row["is_blind"]),
                knew_tier=yes(row["knew_tier"]),
                at=row["at"],
                source=row.source,
            )
        )
    return marks


def _same_number(version: str, known: Iterable[str]) -> str | None:
    """The one known version that is the same number part by part (`1.0` is 1, `1.10` is not 1.1), or None."""
    parts = version_parts(version)
    found = [one for one in known if parts and version_parts(one) == parts]
    return found[0] if len(found) == 1 else None


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
