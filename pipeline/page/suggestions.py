"""The machine's codings of an earlier run, as suggestions: why each, and how often people said yes to its code."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path

from pipeline.page.files import Stamp, stamp_of
from pipeline.page.material import Material
from pipeline.page.random_passages import RandomPassages, draw
from pipeline.study.dataclass import dataclass
from pipeline.study.passages import overlap
from pipeline.study.records import Coding

# Not the database: the page must never hold that open while a run writes it.
TABLE = Path("tables") / "codings.csv"
CUE_SHOWN = 60


@dataclass
class Suggestions:
    """Machine codings by transcript, from the run in a folder of outputs; none where there was no run.

    One in ten is a passage drawn at random (`random_passages.py`).
    """

    out: Path
    stamp: Stamp = None
    by_transcript: dict[str, list[Coding]] = field(default_factory=dict)
    drawn: RandomPassages = field(default_factory=RandomPassages)

    def look_again(self, material: Material) -> bool:
        """Read the table again where a run has renewed it; whether it did."""
        path = self.out / TABLE
        now = stamp_of(path)
        if now == self.stamp:
            return False
        self.stamp = now
        self.by_transcript, self.drawn = {}, RandomPassages()
        if now is None:
            return True
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                coding = _suggestion(row, material) if row.get("origin") == "machine" else None
                if coding is not None:
                    self.by_transcript.setdefault(coding.transcript_id, []).append(coding)
        self.drawn = draw(self.by_transcript, material)
        return True

    def open_in(self, transcript_id: str, mine: Iterable[Coding], rejects: Iterable[Coding]) -> list[Coding]:
        """Suggestions to which this coder has not said yes or no yet, in the order of the text."""
        listed = [*self.by_transcript.get(transcript_id, ()), *self.drawn.by_transcript.get(transcript_id, ())]
        if not listed:
            return []
        listed.sort(key=lambda coding: (coding.start_char, coding.end_char, coding.coding_id))
        answered: dict[str, list[Coding]] = {}
        for coding in (*mine, *rejects):
            answered.setdefault(coding.code_id, []).append(coding)
        return [
            coding for coding in listed if not any(overlap(coding, other) for other in answered.get(coding.code_id, ()))
        ]

    def find(self, transcript_id: str, coding_id: str) -> Coding | None:
        """The suggestion of that id."""
        listed = (*self.by_transcript.get(transcript_id, ()), *self.drawn.by_transcript.get(transcript_id, ()))
        return next((coding for coding in listed if coding.coding_id == coding_id), None)

    def why(self, coding: Coding) -> str:
        """What made the machine suggest this, in a few words; of some it is not said until they are answered."""
        if self.drawn.hides_reason_of(coding.coding_id):
            return "no reason is shown for this one: judge by its words"
        return why(coding)


def right_of(code_id: str, suggestions: Suggestions, people: Iterable[Judge]) -> tuple[int, int]:
    """(right, judged) of a code's suggestions: each person's coding there is a yes, their reject or silence a no.

    Silence is a no only where the person has read the whole transcript for the code.
    """
    listed = list(people)
    right = judged = 0
    for transcript_id, suggested in suggestions.by_transcript.items():
        for suggestion in suggested:
            if suggestion.code_id != code_id:
                continue
            for person in listed:
                verdict = person.verdict(transcript_id, suggestion)
                right += verdict is True
                judged += verdict is not None
    return right, judged


@dataclass(frozen=True)
class Judge:
    """One person's codings, rejects and read marks, as an answer to suggestions."""

    codings: Callable[[str], list[Coding]]
    rejects: Callable[[str], list[Coding]]
    has_read: Callable[[str, str], bool]

    def verdict(self, transcript_id: str, suggestion: Coding) -> bool | None:
        """Whether the person finds the code there; None where they have not said."""
        code_id = suggestion.code_id
        if any(coding.code_id == code_id and overlap(coding, suggestion) for coding in self.rejects(transcript_id)):
            return False
        if any(coding.code_id == code_id and overlap(coding, suggestion) for coding in self.codings(transcript_id)):
            return True
        return False if self.has_read(transcript_id, code_id) else None


def why(coding: Coding) -> str:
    """What made the machine suggest this, in a few words."""
    if coding.cue:
        cue = readable_cue(coding.cue, coding.quotation)
        return f"the words “{cue if len(cue) <= CUE_SHOWN else cue[:CUE_SHOWN].rstrip() + '…'}”"
    if coding.score is not None:
        return f"like passages that people coded (score {coding.score:.2f})"
    return "the machine"


def readable_cue(cue: str, words: str) -> str:
    """A cue as a person would say it: of alternatives those that stand in the passage, else the first.

    `{take|pull} _? their|its kids|money` on "we took their kids in" is "take … their kids": braces hold lemmas, which
    need not stand there as written.
    """
    said = set(re.findall(r"[\w']+", words.casefold()))
    parts: list[str] = []
    for token in cue.split():
        if token.startswith("_"):
            part = "…"
        else:
            choices = token.rstrip("?").strip("{}").split("|")
            part = next((word for word in choices if word.casefold() in said), choices[0])
        # Several gaps in a row are read as one.
        if part != "…" or parts[-1:] != ["…"]:
            parts.append(part)
    return " ".join(parts)


def nearest_example(suggestion: Coding, codings: Iterable[Coding]) -> Coding | None:
    """The passage to which a person gave the same code that shares most words with a suggestion; None without any."""
    words = _content_words(suggestion.quotation)
    best: tuple[float, Coding] | None = None
    for coding in codings:
        is_same = coding.transcript_id == suggestion.transcript_id and overlap(coding, suggestion)
        if coding.code_id != suggestion.code_id or coding.polarity != "affirmed" or is_same:
            continue
        theirs = _content_words(coding.quotation)
        shared = len(words & theirs) / (len(words | theirs) or 1)
        if shared and (best is None or shared > best[0]):
            best = (shared, coding)
    return best[1] if best else None


def _content_words(text: str) -> set[str]:
    # Words of up to three letters are mostly the, and, she: they make everything like everything.
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _suggestion(row: Mapping[str, str], material: Material) -> Coding | None:
    """A row of the run's table; None where the transcript or the codebook has moved on since."""
    transcript = material.texts.get(row.get("transcript_id", ""))
    try:
        start, end = int(row["start_char"]), int(row["end_char"])
        score = float(row["score"]) if row.get("score") else None
    except (KeyError, ValueError):
        return None
    code = material.codebook.codes.get(row.get("code_id", ""))
    if transcript is None or code is None or not code.is_codable or code.retired or code.merge_into:
        return None
    words = transcript.text[start:end]
    written = row.get("quotation", "")
    # Tables put an apostrophe before what a spreadsheet would take for a formula.
    if not words or words not in (written, written[1:]):
        return None
    return Coding(
        row.get("coding_id", ""), transcript.transcript_id, start, end, code.code_id, "machine", "machine",
        polarity=row.get("polarity") or "affirmed", quotation=words, score=score, cue=row.get("cue") or None,
    )  # fmt: skip
