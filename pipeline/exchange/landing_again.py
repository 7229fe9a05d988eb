"""A coding that a study has already: what its source says of it otherwise, and the way to have it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.exchange.project import SourceCoding
from pipeline.exchange.report import short
from pipeline.wording.escaping import command

AFFIRMED = "affirmed"
IN_WORDS = ("memo", "target", "period")


def said_otherwise(coding: SourceCoding, here: Iterable[Mapping[str, str]]) -> str:
    """What a source says of a coding that none of the rows here says; '' where one says the same.

    What a source leaves out it does not deny, but a polarity: most tools write none where a passage affirms.
    """
    differences = ["; ".join(_differences(coding, row)) for row in here]
    return "" if "" in differences else differences[0]


def _differences(coding: SourceCoding, row: Mapping[str, str]) -> Iterator[str]:
    if row.get("action") == "retract":
        yield "it was taken back here since it came in"
        return
    there, now = coding.polarity or AFFIRMED, row.get("polarity") or AFFIRMED
    if there != now:
        yield f"it is {now} here, and {there} in the file"
    for column in IN_WORDS:
        said, kept = (" ".join(words.split()) for words in (getattr(coding, column), row.get(column, "")))
        if said and said != kept:
            yield f"its {column} here is “{short(kept)}”" if kept else f"it has no {column} here"
    if coding.is_aha and row.get("is_aha") != "yes":
        yield "it is not marked as striking here"


def way_out(n: int, import_ids: Iterable[str], study: Path) -> str:
    """The sentence below the table: nothing of a coding changes by itself, and how it is changed."""
    them = "1 coding that was here already is" if n == 1 else f"{n:,} codings that were here already are"
    take_back = " or ".join(command("import", "--undo", import_id, "--into", study) for import_id in import_ids)
    again = f", or take back the import that brought them ({take_back}) and import this file again" if take_back else ""
    return (
        f"{them} otherwise in this file, and nothing of them was changed: what a study has is changed by people alone. "
        f"Change them in the coding page{again}"
    )
