"""Which passages may be shown apart from their transcript: one rule, asked of whoever speaks there."""

from __future__ import annotations

from collections import defaultdict

from pipeline.corpus.cases import Corpus
from pipeline.study.records import Transcript, Turn

NOT_QUOTED = "not quoted: no consent"


class Quotable:
    """Knows of every passage of a study whether all who speak in it may be quoted.

    A turn whose speaker is known follows that person's `may_quote`. Where an interview's turn names nobody it is its
    respondent's; where a group's turn names nobody it may be anybody's who attended, so that one no closes it.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._unwilling = {
            participant.respondent_id for participant in corpus.participants.values() if not participant.may_be_quoted
        }
        self._attending: dict[str, set[str]] = defaultdict(set)
        for row in corpus.attendance:
            self._attending[row["transcript_id"]].add(row["respondent_id"])
        self._texts = {transcript.transcript_id: transcript.text for transcript in corpus.transcripts}
        self._closed: dict[str, list[tuple[int, int]]] = {}
        for transcript in corpus.transcripts if self._unwilling else ():
            closed = [
                (turn.start_char, turn.end_char) for turn in transcript.turns if self._is_closed(transcript, turn)
            ]
            if closed:
                self._closed[transcript.transcript_id] = closed

    def _is_closed(self, transcript: Transcript, turn: Turn) -> bool:
        # The team's own questions are no respondent's words.
        if turn.is_interviewer:
            return False
        if turn.respondent_id:
            return turn.respondent_id in self._unwilling
        members = {transcript.respondent_id} | self._attending[transcript.transcript_id]
        return not members.isdisjoint(self._unwilling)

    def may_quote(self, transcript_id: str, start: int, end: int) -> bool:
        """Whether the passage shares no character with a turn of somebody who said no."""
        return all(end <= left or right <= start for left, right in self._closed.get(transcript_id, ()))

    def open_texts(self) -> dict[str, str]:
        """transcript_id -> its text, blank where it may not be quoted, so that every place stays where it is."""
        return {transcript_id: self._open(transcript_id, text) for transcript_id, text in self._texts.items()}

    def _open(self, transcript_id: str, text: str) -> str:
        for start, end in self._closed.get(transcript_id, ()):
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def may_quote_words(self, transcript_id: str, words: str) -> bool:
        """The same for words whose place is not known: wherever they stand in the transcript."""
        if transcript_id not in self._closed or not words:
            return True
        text, start, places = self._texts[transcript_id], 0, []
        while (start := text.find(words, start)) >= 0:
            places.append(start)
            # One further, not past the words: they may overlap themselves.
            start += 1
        # Words that are found nowhere may be those of the person who said no.
        return bool(places) and all(self.may_quote(transcript_id, place, place + len(words)) for place in places)
