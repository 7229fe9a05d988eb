"""What looks like a name and is not in names.csv: capitalised words inside sentences, what people's tables name, and
what a language model takes for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.corpus.cases import Corpus
from pipeline.sharing.entities import EntityFinder, Span
from pipeline.sharing.folding import folded
from pipeline.sharing.replacing import Replacer, is_head
from pipeline.study.dataclass import dataclass
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
ARTICLES = frozenset(("the", "a", "an"))
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


def unlisted_names(corpus: Corpus, replacer: Replacer, finder: EntityFinder | None = None) -> tuple[Unlisted, ...]:
    """What looks like a name and nothing replaces, most frequent first.

    Args:
        finder: What it takes for a name is listed too; where that lies over capitalised words, both are one name.
    """
    turns = [(transcript.transcript_id, turn) for transcript in corpus.transcripts for turn in transcript.turns]
    # A word that people also write small is a word: `the Board`, `the board`.
    small = {word for _, turn in turns for word in _small_words(turn.text)}
    known = _known_names(corpus)
    entities = finder.spans([turn.text for _, turn in turns]) if finder is not None else ([] for _ in turns)
    places: dict[str, list[tuple[str, int]]] = {}
    shown: dict[str, str] = {}
    for (transcript_id, turn), entities_here in zip(turns, entities, strict=True):
        replaced = [(edit.start, edit.end) for edit in replacer.edits(turn.text)]
        spans = [*_capitalised(turn, small, known), *_names_of(entities_here, turn.text, small)]
        for start, end in _merged(span for span in spans if not _touches(span, replaced)):
            words = re.sub(r"['’]s$", "", turn.text[start:end])
            shown.setdefault(folded(words), words)
            places.setdefault(folded(words), []).append((transcript_id, turn.number))
    listed = [Unlisted(shown[key], len(here), tuple(dict.fromkeys(here))[:MOST_PLACES]) for key, here in places.items()]
    return tuple(sorted(listed, key=lambda name: (-name.n, name.words)))


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _names_of(entities: Iterable[Span], text: str, small: Iterable[str]) -> Iterator[Span]:
    """Entities from their first word with a capital on; those whose words are all written small as well are words."""
    for start, end in entities:
        words = list(WORD.finditer(text, start, end))
        while words and (words[0][0].islower() or words[0][0].casefold() in ARTICLES):
            words.pop(0)
        if any(_is_capitalised_name(match[0], small) for match in words):
            yield words[0].start(), words[-1].end()


def _is_capitalised_name(word: str, small: Iterable[str]) -> bool:
    plain = re.sub(r"['’]s$", "", word)
    return not plain.islower() and folded(plain) not in NO_NAMES and plain.lower() not in small


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
