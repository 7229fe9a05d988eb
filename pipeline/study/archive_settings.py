"""`archive:` of study.yaml: under which terms a study is archived, in the team's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Where

LONGEST = 2_000
EXAMPLE = "Write `archive: {licence: CC-BY-NC-4.0, access: on request, retention: 10 years}`."


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """What the archive states of itself; '' is not stated. `date`: the day of publication, as 2026-11-30."""

    author: str = ""
    licence: str = ""
    access: str = ""
    consent_form: str = ""
    retention: str = ""
    contact: str = ""
    date: str = ""

    def stated(self) -> dict[str, str]:
        """Every field with its words, in the order in which a reader asks."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = tuple(part.name for part in fields(ArchiveSettings))


def read_archive(data: dict[str, object]) -> tuple[ArchiveSettings, list[tuple[Where, str, str]]]:
    """The settings from fields that are known, and (where, what is wrong, what to do)."""
    texts = {name: " ".join(str(value).split()) for name, value in data.items() if value is not None}
    wrong = list(_wrong(data, texts))
    return (ArchiveSettings() if wrong else ArchiveSettings(**texts)), wrong


def _wrong(data: dict[str, object], texts: dict[str, str]) -> Iterator[tuple[Where, str, str]]:
    for name, value in data.items():
        if isinstance(value, (dict, list)):
            yield (name,), f"archive: {name} is not a text.", EXAMPLE
        elif len(texts.get(name, "")) > LONGEST:
            yield (name,), f"archive: {name} is longer than {LONGEST:,} characters.", "Say it shorter."
    day = texts.get("date", "")
    try:
        if day:
            date.fromisoformat(day)
    except ValueError:
        yield ("date",), f"archive: date is '{day[:40]}', which is no day.", "Write it as 2026-11-30."
