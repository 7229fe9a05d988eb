"""What looks like a name and is not in names.csv: capitalised words inside sentences, and what people's tables name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.corpus.cases import Corpus
from pipeline.sharing.folding import folded
from pipeline.sharing.replacing import Replacer, is_head
from pipeline.study.records import Turn

WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’\-][^\W\d_]+)*")
NO_NAMES = frozenset((
    "i", "i'm", "i've", "i'd", "i'll", "ok", "okay", "god", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december", "english", "mr", "mrs", "ms", "dr", "yes", "no", "well",
    "so", "oh", "look", "right", "sure", "and", "but", "now", "then", "honestly", "yeah", "yep", "nope", "hey",
    "thanks", "thank", "hello", "hi", "hmm", "um", "uh", "again", "also", "still", "here", "there", "first",
    "second", "third", "once", "however", "therefore", "meanwhile", "otherwise", "instead", "yesterday",
    "today", "tomorrow",
))  # fmt: skip
MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Words that may be a name: how often they stand, and (transcript_id, turn) of the first few."""

    words: str
    n: int
    places: tuple[tuple[str, int], ...]

    def as_data(self) -> dict[str, object]:
        """The same for `--json`."""
        places = [{"transcript_id": transcript_id, "turn": turn} for transcript_id, turn in self.places]
        return {"words": self.words, "n": self.n, "places": places}


def unlisted_names(corpus: Corpus, replacer: Replacer) -> tuple[Unlisted, ...]:
    """What looks like a name and nothing replaces, most frequent first."""
    turns = [(transcript.transcript_id, turn) for transcript in corpus.transcripts for turn in transcript.turns]
    # A word that people also write small is a word: `the Board`, `the board`.
    small = {word for _, turn in turns for word in _small_words(turn.text)}
    known = _known_names(corpus)
    places: dict[str, list[tuple[str, int]]] = {}
    shown: dict[str, str] = {}
    for transcript_id, turn in turns:
        taken = [(edit.start, edit.end) for edit in replacer.edits(turn.text)]
        for start, end in _capitalised(turn, small, known):
            if all(end <= left or right <= start for left, right in taken):
                words = re.sub(r"['’]s$", "", turn.text[start:end])
                shown.setdefault(folded(words), words)
                places.setdefault(folded(words), []).append((transcript_id, turn.number))
    listed = [Unlisted(shown[key], len(here), tuple(dict.fromkeys(here))[:MOST_PLACES]) for key, here in places.items()]
    return tuple(sorted(listed, key=lambda name: (-name.n, name.words)))


def _small_words(text: str) -> Iterator[str]:
    for match in WORD.finditer(text):
        if match[0].islower():
            yield match[0]


def _known_names(corpus: Corpus) -> frozenset[str]:
    """Words of organisations and of speakers' labels: names also at the head of a sentence."""
    written = [person.organisation for person in corpus.participants.values()]
    written += [row["speaker"] for row in corpus.attendance]
    return frozenset(word for name in written for word in WORD.findall(name) if word[0].isupper())


def _capitalised(turn: Turn, small: Iterable[str], known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Places of capitalised words inside sentences; those beside each other are one name."""
    run: tuple[int, int] | None = None
    for match in WORD.finditer(turn.text):
        if run is not None and turn.text[run[1] : match.start()] != " ":
            yield run
            run = None
        if _is_name(match[0], match.start(), turn.text, small, known, run is not None):
            run = (run[0] if run else match.start(), match.end())
        elif run is not None:
            yield run
            run = None
    if run is not None:
        yield run


def _is_name(word: str, start: int, text: str, small: Iterable[str], known: frozenset[str], goes_on: bool) -> bool:
    plain = re.sub(r"['’]s$", "", word)
    if not plain[0].isupper() or folded(plain) in NO_NAMES:
        return False
    if plain in known:
        return True
    if plain.lower() in small:
        return False
    # `Trish, thank you` and `Trish's idea`: what stands so at the head of a sentence is a name, or a word of its own.
    is_called = text[start + len(word) : start + len(word) + 1] == "," or plain != word
    return goes_on or is_called or not is_head(text, start)
