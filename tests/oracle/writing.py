"""Writes small studies whose text is known before any reader has seen it: every turn is one line `Label: words`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ASKS = "Interviewer"
CODING = [
    "coding_id",
    "transcript_id",
    "start_char",
    "end_char",
    "quotation",
    "before",
    "after",
    "code_id",
    "action",
    "polarity",
    "target",
    "period",
    "is_aha",
    "memo",
    "codebook_version",
    "at",
]
READING = ["transcript_id", "codes", "codebook_version", "is_blind", "knew_tier", "at", "action", "read_how", "chunks"]
JUDGEMENT = ["case_id", "code_id", "judgement", "role", "why", "codings", "by", "at", "knew_tier", "mixed_how"]

Fields = Mapping[str, object]


@dataclass(frozen=True)
class Talk:
    """A transcript: (label, sentences) of each turn; without a label the turns are paragraphs of a document."""

    transcript_id: str
    case_id: str
    kind: str
    turns: Sequence[tuple[str, Sequence[str]]]
    respondent: str = ""
    guide: str = ""
    city: str = ""

    @property
    def file_text(self) -> str:
        return "\n\n".join(f"{who}: {' '.join(said)}" if who else " ".join(said) for who, said in self.turns) + "\n"

    @property
    def text(self) -> str:
        """What the contract makes of the file."""
        return "\n".join(" ".join(said) for _, said in self.turns)

    def sentences(self) -> list[tuple[int, int]]:
        """Where each sentence of those who answer stands in `text`."""
        found, at = [], 0
        for who, said in self.turns:
            for sentence in said:
                if who != ASKS:
                    found.append((at, at + len(sentence)))
                at += len(sentence) + 1
        return found

    def place(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)


@dataclass
class StudyFiles:
    """A study as its files will hold it."""

    study: Mapping[str, Any]
    versions: Mapping[str, Mapping[str, Any]]
    cases: list[Fields]
    talks: list[Talk]
    guides: Mapping[str, Any]
    people: list[Fields]
    attendance: list[Fields] = field(default_factory=list)
    codings: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    readings: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    judgements: list[dict[str, object]] = field(default_factory=list)
    tiers: list[Fields] = field(default_factory=list)

    def talk(self, transcript_id: str) -> Talk:
        return next(talk for talk in self.talks if talk.transcript_id == transcript_id)

    def write(self, folder: Path) -> Path:
        """The study's folder; the last of `versions` is the codebook of today."""
        transcripts = [
            {
                "transcript_id": talk.transcript_id,
                "file": f"{talk.transcript_id}.txt",
                "case_id": talk.case_id,
                "kind": talk.kind,
                "respondent_id": talk.respondent,
                "guide": talk.guide,
                "interviewers": ASKS,
                "city": talk.city,
            }
            for talk in self.talks
        ]
        put_yaml(folder / "study.yaml", self.study)
        put_csv(folder / "cases.csv", self.cases)
        put_csv(folder / "transcripts.csv", transcripts)
        put_csv(folder / "participants.csv", self.people)
        put_csv(folder / "attendance.csv", self.attendance)
        put_csv(folder / "success" / "tiers.csv", self.tiers)
        put_csv(folder / "judgements.csv", self.judgements, JUDGEMENT)
        for talk in self.talks:
            put(folder / "transcripts" / f"{talk.transcript_id}.txt", talk.file_text)
        for name, guide in self.guides.items():
            put_yaml(folder / "guides" / f"{name}.yaml", guide)
        today = list(self.versions)[-1]
        for version, codes in self.versions.items():
            name = "codebook.yaml" if version == today else f"codebook@{version}.yaml"
            put_yaml(folder / name, {"codebook": "codebook", "version": version, "codes": codes})
        for coder, rows in self.codings.items():
            put_csv(folder / "codings" / f"{coder}.csv", rows, CODING)
        for coder, rows in self.readings.items():
            put_csv(folder / "codings" / f"{coder}.read.csv", rows, READING)
        return folder


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def put_yaml(path: Path, data: Mapping[str, Any]) -> None:
    stream, yaml = StringIO(), YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width, yaml.sort_base_mapping_type_on_output = None, 1000, False  # type: ignore[assignment]
    yaml.dump(data, stream)
    put(path, stream.getvalue())


def put_csv(path: Path, rows: Sequence[Fields], columns: Sequence[str] = ()) -> None:
    """A CSV file; none where there is no row."""
    if rows:
        stream = StringIO()
        writer = csv.DictWriter(stream, columns or list(rows[0]), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        put(path, stream.getvalue())
