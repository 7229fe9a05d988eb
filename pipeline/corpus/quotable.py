"""Which passages may be quoted: one rule, asked of whoever speaks there."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from pipeline.corpus.cases import Corpus
from pipeline.study.records import DOCUMENT_KINDS, Transcript, Turn

NOT_QUOTED = "may not be quoted"
"""What a page of the team's own says beside such words; a page that is shared has no words there."""


class Quotable:
    """Knows of every passage of a study whether all who speak in it may be quoted.

    A turn whose speaker is known follows that person's `may_quote`; where the column is there, an empty cell is a no.
    Where an interview's turn names nobody it is its respondent's; where a group's turn names nobody it may be anybody's
    who attended, so that one no closes it.
    """

    def __init__(self, corpus: Corpus) -> None:
        people = corpus.participants
        self._willing = {person.respondent_id for person in people.values() if person.may_be_quoted}
        self._listed = frozenset(people)
        self._is_asked = any("may_quote" in person.attributes for person in people.values())
        self._attending: dict[str, set[str]] = defaultdict(set)
        for row in corpus.attendance:
            self._attending[row["transcript_id"]].add(row["respondent_id"])
        self._closed: dict[str, list[tuple[int, int]]] = {}
        for transcript in corpus.transcripts:
            closed = [(turn.start_char, turn.end_char) for turn in self.closed_turns(transcript)]
            if closed:
                self._closed[transcript.transcript_id] = closed

    def closed_turns(self, transcript: Transcript) -> tuple[Turn, ...]:
        """Turns whose words may not be quoted."""
        # Words are withheld only where they are others than those that were read: turns need not be looked into.
        if transcript.digest and not self._is_asked:
            return ()
        return tuple(turn for turn in transcript.turns if self.is_closed(transcript, turn))

    def is_closed(self, transcript: Transcript, turn: Turn) -> bool:
        """Whether a turn's words may not be quoted."""
        if turn.is_withheld:
            return True
        # The team's own questions are no respondent's words.
        if turn.is_interviewer or not self._is_asked:
            return False
        if turn.respondent_id:
            return turn.respondent_id not in self._willing
        members = ({transcript.respondent_id} | self._attending[transcript.transcript_id]) - {None, ""}
        # Nobody knows who speaks: only of a document is that no person's word.
        return not members <= self._willing if members else transcript.kind not in DOCUMENT_KINDS

    def is_unwilling(self, person_id: str) -> bool:
        """Whether a listed person has not agreed to be quoted."""
        return self._is_asked and person_id in self._listed and person_id not in self._willing

    def may_quote(self, transcript_id: str, start: int, end: int) -> bool:
        """Whether the passage shares no character with a turn of somebody who said no."""
        closed = self._closed.get(transcript_id, ())
        # Turns lie one after the other: the first that ends beyond the passage's start decides.
        n = bisect_right(closed, start, key=lambda turn: turn[1])
        return n == len(closed) or end <= closed[n][0]
