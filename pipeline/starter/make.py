"""Copies the small commented study of this package into a folder of the user's."""

from __future__ import annotations

from pathlib import Path

from pipeline.io.outputs import replace_file
from pipeline.study.problems import FilesNeedAHand, fault

STARTER = Path(__file__).parent / "study"

GITIGNORE = """\
# What was told in confidence stays out of git. Delete a line only if the team has agreed to that.
transcripts/
codings/
names.csv
names.csv.age
notes/respondent/
imports/
.backup/
"""


def make_study(folder: Path) -> tuple[Path, ...]:
    """Write the starter study into `folder`, which is not there yet or empty; the files that were made.

    Raises:
        FilesNeedAHand: The folder holds something, or cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "this folder is not empty, and nothing of yours is overwritten."
        raise FilesNeedAHand([fault(folder, 0, message, "Name a folder that is not there yet.")])
    written = []
    try:
        for source in sorted(path for path in STARTER.rglob("*") if path.is_file()):
            target = folder / source.relative_to(STARTER)
            replace_file(target, source.read_bytes())
            written.append(target)
        # Written from here: packages leave files out whose names begin with a dot.
        replace_file(folder / ".gitignore", GITIGNORE.encode())
        written.append(folder / ".gitignore")
    except OSError as error:
        message = f"the study cannot be written here ({error.strerror or 'unknown reason'})."
        raise FilesNeedAHand(
            [
                fault(
                    folder,
                    0,
                    message,
                    "Name a folder that you may write to, or make room; what was begun there can be deleted.",
                )
            ]
        ) from None
    return tuple(written)
