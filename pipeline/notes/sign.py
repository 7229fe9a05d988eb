"""Signing an analyst's note off against the evidence of a run: only the note's front matter changes."""

from __future__ import annotations

import datetime
import json
import os
import re
import stat
from collections import defaultdict
from pathlib import Path

from pipeline.io.outputs import replace_file
from pipeline.notes.evidence import Cells, Evidence, Place, figure_of, place_of, rests_on, signed_state
from pipeline.notes.read import read_notes
from pipeline.notes.standing import answered
from pipeline.study.people_files import parse_yaml, read_csv
from pipeline.study.problems import FilesNeedAHand, Problem, fault
from pipeline.study.records import Note

FRONT = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^---[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE)
KEY = re.compile(r"""^["']?signed_off["']?[ \t]*:""")


def evidence_in(tables: Path) -> Evidence:
    """The evidence of a run from its `tables/*.csv`.

    Raises:
        FilesNeedAHand: A table is missing or cannot be read.
    """
    problems: list[Problem] = []

    def rows(name: str) -> list[Cells]:
        loaded = read_csv(tables / f"{name}.csv")
        problems.extend(loaded.problems)
        columns = loaded.records.columns
        return [{column: row[column] for column in columns} for row in loaded.records.rows]

    figures = [*rows("code_frequency"), *rows("code_presence")]
    codings = {row["coding_id"]: row for row in rows("codings")}
    behind: dict[str, list[Place]] = defaultdict(list)
    for row in rows("quotations"):
        behind[row["figure_id"]].append(place_of(codings[row["coding_id"]]))
    if problems:
        raise FilesNeedAHand(problems)
    return Evidence(
        {figure_of(row): row for row in figures},
        {figure: tuple(sorted(places)) for figure, places in behind.items()},
        {row["code_id"]: row["family"] for row in figures},
    )


def sign_note(
    study: Path,
    out: Path,
    stage: str,
    subject: str,
    by: str,
    at: str | None = None,
) -> Path:
    """Write `signed_off` into the front matter of notes/STAGE/SUBJECT.md; its body keeps every byte.

    Args:
        study: The study's folder.
        out: The outputs of the run against whose evidence the note is signed.
        stage: A stage, or another kind of note.
        subject: Of the note.
        by: Who signs.
        at: When, as it shall stand there; today where it is None.

    Returns:
        The note's file.

    Raises:
        FilesNeedAHand: The note is not there, cannot be read, says nothing yet, or cites no figure and has none of its
            own.
    """
    path = study / "notes" / stage / f"{subject}.md"
    note = _note(path, study, stage, subject)
    if not answered(note.body)[0].strip():
        what = "nobody has written it yet: it holds no more than the questions that it began with."
        raise FilesNeedAHand([fault(path, 0, what, "Write what it claims, then sign.")])
    evidence = evidence_in(out / "tables")
    figures = rests_on(note, evidence)
    missing = [figure for figure in figures if figure not in evidence.rows]
    if missing:
        what = f"the run in {out} has no figure '{missing[0]}', which the note cites."
        raise FilesNeedAHand([fault(path, 0, what, "Run `crosscase analyze` without --stage, then sign.")])
    if not figures:
        remedy = "Cite what it rests on, such as [[CASE/CODE]], then sign."
        raise FilesNeedAHand([fault(path, 0, "the note cites no figure, and its subject has none.", remedy)])
    digest = signed_state(figures, evidence)
    raw = path.read_bytes().decode("utf-8")
    day = at or datetime.date.today().isoformat()
    mode = path.stat().st_mode
    replace_file(path, with_signature(raw, by, day, digest, path).encode("utf-8"))
    # A replaced file is a new one: it gets the rights of the old.
    os.chmod(path, stat.S_IMODE(mode))
    return path


def _note(path: Path, study: Path, stage: str, subject: str) -> Note:
    if not path.is_file():
        remedy = f"Begin it with `crosscase notes new`, write it at {path.relative_to(study).as_posix()}, then sign."
        raise FilesNeedAHand([fault(path, 0, "there is no such note.", remedy)])
    loaded = read_notes(study / "notes", {(stage, subject)})
    # Read with one subject alone, so that any `revises` looks unknown: `check` judges those.
    about = [
        problem
        for problem in loaded.problems
        if problem.source.path == path and not problem.fault.startswith("revises")
    ]
    if about:
        raise FilesNeedAHand(about)
    note = loaded.records.of(stage, subject)
    assert note is not None
    return note


def with_signature(raw: str, by: str, at: str, digest: str, path: Path) -> str:
    """A note's text with a new signature in its front matter, which is made where there is none.

    Raises:
        FilesNeedAHand: The front matter is written so that a field cannot be added without touching the others.
    """
    # The file's own line ends: signing changes nothing but the signature.
    newline = "\r\n" if "\r\n" in raw.split("\n", 1)[0] + "\n" else "\n"
    fields = (("by", by), ("at", at), ("digest", digest))
    lines = ["signed_off:", *(f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields)]
    signature = newline.join(lines) + newline
    match = FRONT.match(raw)
    if match is None:
        bom = "\ufeff" if raw.startswith("\ufeff") else ""
        return f"{bom}---{newline}{signature}---{newline}{raw[len(bom) :]}"
    kept = _without_signature(match[2])
    if kept and not kept.endswith("\n"):
        kept += newline
    _check(match[2], kept + signature, fields, path)
    return match[1] + kept + signature + match[3] + raw[match.end() :]


def _without_signature(front: str) -> str:
    kept, is_inside = [], False
    for line in front.splitlines(keepends=True):
        if KEY.match(line):
            is_inside = True
        # Indented and empty lines still belong to the field above them.
        elif line[:1] not in (" ", "\t", "\r", "\n", ""):
            is_inside = False
        if not is_inside:
            kept.append(line)
    return "".join(kept)


def _check(before: str, after: str, fields: tuple[tuple[str, str], ...], path: Path) -> None:
    """The other fields must read as they did, and the signature as it was meant."""
    was, now = parse_yaml(path, before.replace("\r\n", "\n"), 2), parse_yaml(path, after.replace("\r\n", "\n"), 2)
    data = dict(was.records.data) if was.records and isinstance(was.records.data, dict) else {}
    data["signed_off"] = dict(fields)
    if now.records is None or now.records.data != data:
        what = "the front matter cannot be signed as it is written."
        raise FilesNeedAHand([fault(path, 2, what, "Write one field a line, such as `by: NAME`, then sign.")])
