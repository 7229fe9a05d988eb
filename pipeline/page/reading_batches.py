"""A reading list walked in batches: the passages that most likely hold a code, of transcripts nobody read for it.

The list is what `crosscase worklist` prints. It is made by a process of its own (`list_making`), so that the page
answers meanwhile.
An answer to a listed passage is a telling, or none there: never a "no" about the transcript.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pipeline.page.material import Material
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Coding
from pipeline.wording.numbers import plural

BATCH = 20
MOST = 400
"""Passages asked for at once: more than one sitting reads."""
MARK = "-list-"
"""In the coding_id of an answer to a listed passage, so that the coder's file tells how far the list was read."""


@dataclass(frozen=True)
class ReadingList:
    """Passages for one code, the best first. `why` by coding_id; `trouble` says what kept the list from being made.

    Attributes:
        n_words: Words of all that could be listed: respondents' in transcripts that nobody has read for the code.
        transcripts: Those transcripts.
        places: Of each passage known from whole readings, the share of the words that is read when a list that had not
            learnt from its transcript comes to it; ascending.
        n_whole: The transcripts that were read whole for the code.
        n_needed: So many passages must be known for a share of them to say something.
    """

    passages: tuple[Coding, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    n_words: int = 0
    transcripts: frozenset[str] = frozenset()
    places: tuple[float, ...] = ()
    n_whole: int = 0
    n_needed: int = 0

    def next_batch(self, mine: Iterable[Coding], size: int = BATCH) -> list[Coding]:
        """The first passages to which this coder has said nothing yet."""
        answered = list(mine)
        return [passage for passage in self.passages if not any(_touch(passage, other) for other in answered)][:size]

    def left_in_words(self, answers: Iterable[Coding]) -> str:
        """How much of the code is likely to lie in what is unread, from lists read as far elsewhere; or why not."""
        read = sum(len(answer.quotation.split()) for answer in answers if answer.transcript_id in self.transcripts)
        if not read or not self.n_words:
            return ""
        unknown = "How much of it lies in what is unread is not known: "
        if not self.n_whole:
            return f"{unknown}nobody has read a transcript whole for it."
        n, of_whole = len(self.places), plural(self.n_whole, "transcript")
        if n < self.n_needed:
            return f"{unknown}{of_whole} read whole hold {plural(n, 'passage')} of it; {self.n_needed} are needed."
        left = sum(place > read / self.n_words for place in self.places)
        return (
            f"Read as far, a list that had not learnt from them would leave {left} of the {n} passages unread that "
            f"people found in {of_whole} read whole. Expect as large a share here if these transcripts are like those."
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coder has read the lists of a code; `last` are the finds of the last batch."""

    n_read: int
    n_found: int
    n_last: int
    last: int

    def in_words(self) -> str:
        """What the heading of a list says of it."""
        words = f"{plural(self.n_read, 'passage')} read, {self.n_found} found"
        return f"{words}; the last batch {self.last} of {self.n_last}" if self.n_last else words


@dataclass
class ReadingLists:
    """The lists of a session, by code, and those that are being made."""

    study: Path
    out: Path
    made: dict[str, ReadingList] = field(default_factory=dict)
    in_work: set[str] = field(default_factory=set)

    def wants(self, code_id: str, material: Material) -> None:
        """Begin to make a list, unless it is being made."""
        if code_id not in self.in_work:
            self.in_work.add(code_id)
            threading.Thread(target=self._make, args=(code_id, material), daemon=True).start()

    def find(self, transcript_id: str, coding_id: str) -> Coding | None:
        """The listed passage of that id."""
        listed = (passage for reading_list in self.made.values() for passage in reading_list.passages)
        return next(
            (passage for passage in listed if (passage.transcript_id, passage.coding_id) == (transcript_id, coding_id)),
            None,
        )

    def why(self, coding_id: str) -> str:
        """Why a passage stands in a list; '' where it stands in none."""
        return next(
            (reading_list.why[coding_id] for reading_list in self.made.values() if coding_id in reading_list.why), ""
        )

    def _make(self, code_id: str, material: Material) -> None:
        words = [
            sys.executable,
            "-m",
            "pipeline.commands.list_making",
            str(self.study),
            str(self.out),
            code_id,
            str(MOST),
        ]
        # The code is one of the codebook's; the other words are the command's own.
        answer = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
        if answer.returncode:
            trouble = answer.stderr.strip() or "the list could not be made."
            self.made[code_id] = ReadingList(trouble=trouble)
        else:
            self.made[code_id] = listed(json.loads(answer.stdout), material)
        self.in_work.discard(code_id)


def listed(told: Mapping[str, Any], material: Material) -> ReadingList:
    """What `list_making` prints, as passages of today's transcripts."""
    passages, why = [], {}
    for row in told["rows"]:
        transcript = material.texts.get(row["transcript_id"])
        start, end = row["start_char"], row["end_char"]
        if transcript is None or not transcript.text[start:end]:
            continue
        key = hashlib.sha256(f"{row['code_id']} {row['segment_id']}".encode()).hexdigest()[:16]
        words = transcript.text[start:end]
        passages.append(
            Coding(f"l-{key}", transcript.transcript_id, start, end, row["code_id"], "machine", "machine",
                   quotation=words, score=row["score"])
        )  # fmt: skip
        why[f"l-{key}"] = row["why"]
    return ReadingList(
        tuple(passages), why, n_words=told["n_words"], transcripts=frozenset(told["transcripts"]),
        places=tuple(told["places"]), n_whole=told["n_whole"], n_needed=told["n_needed"],
    )  # fmt: skip


def answers_to(code_id: str, rows: Iterable[Coding]) -> list[Coding]:
    """A coder's standing answers to the lists of a code, in the order in which they were given."""
    return [
        coding
        for coding in rows
        if MARK in coding.coding_id and coding.code_id == code_id and coding.action != "retract"
    ]


def progress(rows: Iterable[Coding], code_id: str) -> Progress:
    """How far a coder's standing rows say that they have read the lists of a code."""
    answers = answers_to(code_id, rows)
    # The latest: rows are appended, so that the file's order is that of time.
    last = answers[-BATCH:]
    n_found = sum(coding.action == "apply" for coding in answers)
    return Progress(len(answers), n_found, len(last), sum(coding.action == "apply" for coding in last))


def _touch(a: Coding, b: Coding) -> bool:
    is_same = (a.transcript_id, a.code_id) == (b.transcript_id, b.code_id)
    return is_same and a.start_char < b.end_char and b.start_char < a.end_char
