"""The text and the speakers of the ledger study, read in a few lines that share nothing with `pipeline`.

They know only the shapes that this study has: `Label: words` in .txt, `**Label:** words` in .md, `<v Label>` in .vtt,
one turn a paragraph in the archival .txt.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from tests.oracle.brute_force import Oracle
from tests.oracle.files import Chunk, Run, TurnRow, load_yaml, read_csv, values_in

ASKERS = {"Interviewer", "Moderator", "I", "Q"}


def spoken(path: Path, kind: str) -> list[tuple[str, str]]:
    """(speaker, words) of each turn, white space joined."""
    raw = path.read_text(encoding="utf-8")
    if path.suffix == ".vtt":
        found = [(who, html.unescape(words)) for who, words in re.findall(r"<v ([^>]+)>(.*?)</v>", raw)]
    elif kind == "archival":
        found = [("document", block) for block in re.split(r"\n\s*\n", raw)]
    else:
        if path.suffix == ".md":
            raw = raw.replace("*", "")
        raw = re.sub(r"\[\d+:\d\d\]", " ", raw)
        parts = re.split(r"(?m)^([A-Z][\w ]*):", raw)
        found = list(zip(parts[1::2], parts[2::2], strict=True))
    turns: list[tuple[str, str]] = []
    for who, words in found:
        text = " ".join(words.split())
        if turns and turns[-1][0] == who and path.suffix == ".vtt":
            turns[-1] = (who, f"{turns[-1][1]} {text}")
        elif text:
            turns.append((who, text))
    return turns


def turns_of(study: Path) -> dict[str, list[TurnRow]]:
    """What the published `turns` must hold for this study."""
    attendance = {(r["transcript_id"], r["speaker"]): r["respondent_id"] for r in read_csv(study / "attendance.csv")}
    found: dict[str, list[TurnRow]] = {}
    for row in read_csv(study / "transcripts.csv"):
        asks = ASKERS | set(values_in(row["interviewers"]))
        at, rows = 0, []
        for number, (who, text) in enumerate(spoken(study / "transcripts" / row["file"], row["kind"]), start=1):
            is_asking = who in asks
            person = attendance.get((row["transcript_id"], who), "") if row["kind"] == "group" else row["respondent_id"]
            rows.append(TurnRow(number, who, "" if is_asking else person, is_asking, at, at + len(text), text))
            at += len(text) + 1
        found[row["transcript_id"]] = rows
    return found


def chunks_of(study: Path, turns: dict[str, list[TurnRow]]) -> list[Chunk]:
    """Index chunks where interviewers read their questions out word for word, as they do in this study."""
    found = []
    for row in read_csv(study / "transcripts.csv"):
        if not row["guide"]:
            continue
        questions = load_yaml(study / "guides" / f"{row['guide']}.yaml")["questions"]
        rows = turns[row["transcript_id"]]
        starts = [(t.start, q) for t in rows for q, e in questions.items() if t.is_interviewer and e["text"] == t.text]
        ends = [start for start, _ in starts[1:]] + [rows[-1].end]
        found += [Chunk(row["transcript_id"], q, start, end) for (start, q), end in zip(starts, ends, strict=True)]
    return found


def ledger(study: Path, run: Run | None = None) -> Oracle:
    """The oracle for the ledger study; without a run there are no machine codings."""
    turns = turns_of(study)
    return Oracle(study, run or Run(turns, chunks_of(study, turns)))
