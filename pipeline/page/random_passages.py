"""Passages drawn at random that stand among the suggestions: who says yes to these says yes to anything.

After every nine suggestions of the machine one is added, of the code that the ninth has, in the same transcript. Its
reason cannot be shown, and a suggestion without one would give it away: so the reason of as many of the machine's own
is held back too. A person sees which was which when they have answered, and how often they said yes to random ones.
"""

from __future__ import annotations

import hashlib
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from pipeline.page.material import Material
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Coding, Segment, Transcript

EVERY = 9
"""Suggestions of the machine to one random passage: one in ten of those that are shown."""
FEWEST_WORDS = 6
"""A "Yeah." among whole sentences would be known at once."""
MARK = "-random-"
"""In the coding_id of an answer to a random passage, so that its coder's file tells it."""


@dataclass(frozen=True)
class RandomPassages:
    """Random passages by transcript, as suggestions. `without_reason`: ids of the machine's that show none either."""

    by_transcript: Mapping[str, Sequence[Coding]] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    without_reason: frozenset[str] = frozenset()

    def hides_reason_of(self, coding_id: str) -> bool:
        """Whether a suggestion is shown without saying why."""
        return coding_id in self.ids or coding_id in self.without_reason


def draw(suggested: Mapping[str, Sequence[Coding]], material: Material) -> RandomPassages:
    """The random passages of a run, the same ones every time."""
    drawn: dict[str, list[Coding]] = {}
    silent: set[str] = set()
    n = 0
    for transcript in material.corpus.transcripts:
        listed = suggested.get(transcript.transcript_id, ())
        free = _FreeSentences(transcript, listed)
        for suggestion in listed:
            n += 1
            if n % EVERY:
                continue
            chance = random.Random(suggestion.coding_id)  # noqa: S311 — a draw that can be repeated, no secret
            if sentences := free.of_code(suggestion.code_id):
                passage = _as_suggestion(transcript, chance.choice(sentences), suggestion)
                drawn.setdefault(transcript.transcript_id, []).append(passage)
                silent.add(chance.choice(listed).coding_id)
    ids = frozenset(passage.coding_id for passages in drawn.values() for passage in passages)
    return RandomPassages(drawn, ids, frozenset(silent))


def answered(rows: Iterable[Coding]) -> tuple[int, int]:
    """(accepted, answered) of the random passages among a coder's standing rows."""
    actions = [coding.action for coding in rows if MARK in coding.coding_id and coding.action != "retract"]
    return actions.count("apply"), len(actions)


class _FreeSentences:
    """A transcript's answers, sentence by sentence, where the machine suggests nothing of a code: found once a code,
    since a long interview has a thousand suggestions and as many sentences."""

    def __init__(self, transcript: Transcript, listed: Sequence[Coding]) -> None:
        self._transcript, self._listed = transcript, listed
        self._of_code: dict[str, list[Segment]] = {}

    def of_code(self, code_id: str) -> list[Segment]:
        """The sentences of which one may be drawn for a code."""
        if code_id not in self._of_code:
            taken: set[int] = set()
            for coding in self._listed:
                if coding.code_id == code_id:
                    first = bisect_right(self._ends, coding.start_char)
                    taken.update(range(first, bisect_left(self._starts, coding.end_char)))
            self._of_code[code_id] = [segment for n, segment in enumerate(self._answers) if n not in taken]
        return self._of_code[code_id]

    @cached_property
    def _answers(self) -> list[Segment]:
        said = {turn.number for turn in self._transcript.turns if not turn.is_interviewer and not turn.is_nobodys}
        text = self._transcript.text
        return [
            segment
            for segment in self._transcript.segments
            if segment.turn in said and len(text[segment.start_char : segment.end_char].split()) >= FEWEST_WORDS
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start_char for segment in self._answers]

    @cached_property
    def _ends(self) -> list[int]:
        return [segment.end_char for segment in self._answers]


def _as_suggestion(transcript: Transcript, segment: Segment, beside: Coding) -> Coding:
    key = hashlib.sha256(f"{beside.coding_id} {segment.segment_id}".encode()).hexdigest()[:16]
    words = transcript.text[segment.start_char : segment.end_char]
    return Coding(
        f"m-{key}", transcript.transcript_id, segment.start_char, segment.end_char, beside.code_id, "machine",
        "machine", quotation=words,
    )  # fmt: skip
