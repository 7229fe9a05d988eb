"""Which files of `codings/` are coders' files, and whose: by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.coding.hand.hand_work import MACHINE
from pipeline.study.people_files import AN_ID, is_id, kept_by_windows
from pipeline.study.problems import Problem, Source, caution, fault

OF_THE_PAGE = (".proposed.csv", ".sessions.csv", ".recoded.csv", ".recoded.read.csv")
"""Files that the coding page writes beside a coder's: proposed codes, when which transcript was opened, and a sample
that the same coder coded again, which counts nowhere."""

COPY = re.compile(  # Dropbox, Nextcloud: (…conflicted copy…); Syncthing: .sync-conflict-…; others: (1), - Copy
    r"(?i)^(?P<coder>[^ ()]+?)(?P<read>\.read)?(?:\.sync-conflict-.*|[ _-]*\([^()]*conflict[^()]*\)"
    r"|(?: [^()]*|[_-]+)conflict[^()]*|[ _-]*\(\d+\)|[ _-]+(?:copy|kopie)(?: ?\d+)?)$"
)


def files_of_coders(folder: Path) -> Iterator[Path]:
    """The files of `codings/` that may be a coder's."""
    # Copies after the files that they were made from: `read_file`, which messages name, is then the coder's own.
    for path in sorted(folder.iterdir(), key=lambda path: (bool(COPY.match(path.stem)), path.name)):
        # Hidden files, and those that Excel keeps beside a table that is open.
        if not (path.name.startswith((".", "~$")) or path.name.endswith(OF_THE_PAGE) or path.is_dir()):
            yield path


def whose_file(path: Path, problems: list[Problem]) -> tuple[str, bool] | None:
    """The coder whose file this is, and whether it is the file of what was read; None where it is neither."""
    if path.suffix.casefold() != ".csv":
        remedy = "Coders' files are called CODER.csv and CODER.read.csv; move others out of codings/."
        problems.append(caution(path, 0, "this file in codings/ is not a coder's file: it is not read.", remedy))
        return None
    coder, is_read = path.stem, False
    if coder.endswith(".read"):
        coder, is_read = coder.removesuffix(".read"), True
    # A name that can be a coder's is one: `ana_2` is a person, `ana (2)` is a copy.
    if not is_id(coder) and (copy := COPY.match(path.stem)):
        coder, is_read = copy["coder"].removesuffix(".read"), bool(copy["read"]) or copy["coder"].endswith(".read")
        name = f"{coder}{'.read' if is_read else ''}.csv"
        message = f"this looks like a conflicted copy of {name}: its rows are merged by coding_id."
        problems.append(caution(path, 0, message, f"Append what is missing to {name}, then remove the copy."))
    if not is_id(coder):
        remedy = f"Name the file after its coder. {AN_ID}"
        problems.append(fault(path, 0, f"'{coder}' cannot be a coder's name.", remedy))
        return None
    # A fault: its rows would be taken for the machine's in every table.
    if coder == MACHINE:
        problems.append(
            fault(path, 0, "'machine' is a reserved name: it is the machine coder's.", "Name the file after its coder.")
        )
        return None
    problems.extend(kept_by_windows(Source(path), "coder", coder))
    return coder, is_read
