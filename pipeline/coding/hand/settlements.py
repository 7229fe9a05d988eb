"""settlements.csv: what became of each difference between two coders, as the page for settling writes it."""

from __future__ import annotations

from pathlib import Path

from pipeline.study.people_files import read_csv
from pipeline.study.problems import Problem, caution, did_you_mean

FILE = "settlements.csv"
COLUMNS = (
    "transcript_id", "code_id", "coders", "start_char", "end_char", "outcome", "why", "by", "yielded",
    "codebook_version", "at",
)  # fmt: skip
BOTH, NEITHER, DEFINITION = OUTCOMES = ("both", "neither", "definition")
"""Instead of a coder whose coding stands: the two passages, none, or that the codebook must say it first."""


def about_unknown_outcomes(folder: Path) -> list[Problem]:
    """A row whose outcome is none is a caution: the page would take its difference for settled.

    Args:
        folder: The study; a file that is not there, or lacks its columns, has nothing to say here.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    cautions = []
    for row in read_csv(path).records.rows:
        known = [*filter(None, (coder.strip() for coder in row["coders"].split(";"))), *OUTCOMES]
        if row["outcome"] not in known:
            message = f"outcome '{row['outcome']}' is none of {', '.join(known)}: nothing says whose coding stands."
            remedy = did_you_mean(row["outcome"], known, "settle it again in the page, at the team's desk.")
            cautions.append(caution(path, row.source.line, message, remedy))
    return cautions
