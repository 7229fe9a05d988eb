"""JSON of speech services that give single words with their speakers -> segments of what each says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

Segment = Mapping[str, object]

MAX_SECONDS = 1e15
"""Of any time, in seconds or in a service's own parts of one."""


def segments_of_words(document: object) -> Sequence[Segment]:
    """Segments with `speaker`, `text` and `start`, of a document in the shape of a known service; else none."""
    if not isinstance(document, Mapping):
        return []
    for read in (_amazon, _deepgram, _google, _speechmatics, _azure, _elevenlabs, _paragraphs, _youtube):
        if segments := list(read(document)):
            return segments
    return []


def _amazon(document: Mapping[str, Any]) -> Iterator[Segment]:
    """Amazon Transcribe: words and signs as items; who speaks stands beside them by time."""
    results = _mapping(document.get("results"))
    speakers = {
        str(item.get("start_time")): segment.get("speaker_label")
        for segment in _mappings(_mapping(results.get("speaker_labels")).get("segments"))
        for item in _mappings(segment.get("items"))
    }
    words = []
    speaker: object = None
    for item in _mappings(results.get("items")):
        is_sign = item.get("type") == "punctuation"
        if not is_sign:
            speaker = item.get("speaker_label") or speakers.get(str(item.get("start_time")))
        words.append((_first(item).get("content"), speaker, item.get("start_time"), is_sign))
    yield from _grouped(words)


def _deepgram(document: Mapping[str, Any]) -> Iterator[Segment]:
    """Deepgram: paragraphs of sentences, or words, of the first channel."""
    for channel in _mappings(_mapping(document.get("results")).get("channels"))[:1]:
        best = next(iter(_mappings(channel.get("alternatives"))), {})
        for paragraph in _mappings(_mapping(best.get("paragraphs")).get("paragraphs")):
            said = [sentence.get("text") for sentence in _mappings(paragraph.get("sentences"))]
            text = " ".join(sentence for sentence in said if isinstance(sentence, str))
            yield {"speaker": paragraph.get("speaker"), "start": paragraph.get("start"), "text": text}
        if not best.get("paragraphs"):
            yield from _grouped(
                [
                    (word.get("punctuated_word") or word.get("word"), word.get("speaker"), word.get("start"), False)
                    for word in _mappings(best.get("words"))
                ]
            )


def _google(document: Mapping[str, Any]) -> Iterator[Segment]:
    """Google: results with words; where voices are told apart, the last one has all words with their speakers."""
    results = _mappings(document.get("results"))
    best = [_first(result) for result in results if result.get("alternatives")]
    if not best or any(result.get("type") for result in results):
        return
    last = _mappings(best[-1].get("words"))
    if any(word.get("speakerTag") or word.get("speakerLabel") for word in last):
        yield from _grouped(
            [
                (word.get("word"), word.get("speakerTag") or word.get("speakerLabel"), _plain(word, "startTime"), False)
                for word in last
            ]
        )
    else:
        yield from ({"text": said["transcript"].strip()} for said in best if isinstance(said.get("transcript"), str))


def _speechmatics(document: Mapping[str, Any]) -> Iterator[Segment]:
    """Speechmatics: words and signs as results."""
    yield from _grouped(
        [
            (
                _first(result).get("content"),
                _first(result).get("speaker"),
                result.get("start_time"),
                result.get("type") == "punctuation",
            )
            for result in _mappings(document.get("results"))
            if result.get("type") in ("word", "punctuation", "entity")
        ]
    )


def _azure(document: Mapping[str, Any]) -> Iterator[Segment]:
    """Azure: phrases, each in the best of its readings; times in ticks of a ten-millionth second."""
    for phrase in _mappings(document.get("recognizedPhrases")):
        best = next(iter(_mappings(phrase.get("nBest"))), {})
        ticks = _as_number(phrase.get("offsetInTicks"))
        start = ticks / 10_000_000 if ticks is not None else None
        yield {"speaker": phrase.get("speaker"), "start": start, "text": best.get("display")}


def _elevenlabs(document: Mapping[str, Any]) -> Iterator[Segment]:
    """ElevenLabs: words and the blanks between them."""
    words = _mappings(document.get("words"))
    if any("speaker_id" in word for word in words):
        yield from _grouped(
            [
                (word.get("text"), word.get("speaker_id"), word.get("start"), False)
                for word in words
                if word.get("type") != "spacing"
            ]
        )


def _paragraphs(document: Mapping[str, Any]) -> Iterator[Segment]:
    """Trint and the editors of broadcasters: words by their times, and paragraphs that say who speaks from when on."""
    inner = _mapping(document.get("transcript")) or document
    words, paragraphs = _mappings(inner.get("words")), _mappings(inner.get("paragraphs"))
    starts = [_number(paragraph, "start", "time") for paragraph in paragraphs]
    if not words or None in starts:
        return
    said = []
    place = -1
    for word in words:
        at = _number(word, "start", "time")
        while at is not None and place + 1 < len(starts) and (starts[place + 1] or 0) <= at:
            place += 1
        speaker = paragraphs[place].get("speaker") if place >= 0 else None
        said.append((word.get("text") or word.get("name") or word.get("word"), speaker, at, False))
    yield from _grouped(said)


def _youtube(document: Mapping[str, Any]) -> Iterator[Segment]:
    """YouTube's captions: events of pieces, times in milliseconds."""
    for event in _mappings(document.get("events")):
        pieces = [piece.get("utf8") for piece in _mappings(event.get("segs"))]
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        start = _as_number(event.get("tStartMs"))
        if text.strip():
            yield {"text": text, "start": start / 1000 if start is not None else None}


_Word = tuple[object, object, object, bool]
"""A word, who says it, when, and whether it is a sign that stands close to the word before."""


def _grouped(words: Sequence[_Word]) -> Iterator[Segment]:
    """A segment for each run of words by one speaker."""
    for speaker, run in groupby(words, key=lambda word: word[1]):
        theirs = list(run)
        text = "".join(
            f"{'' if is_close else ' '}{word}" for word, _, _, is_close in theirs if isinstance(word, str)
        ).strip()
        if text:
            yield {"speaker": speaker, "text": text, "start": _as_number(theirs[0][2])}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _first(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(iter(_mappings(entry.get("alternatives"))), {})


def _number(entry: Mapping[str, Any], *names: str) -> float | None:
    return next((value for name in names if (value := _as_number(entry.get(name))) is not None), None)


def _plain(word: Mapping[str, Any], name: str) -> object:
    value = word.get(name)
    return value.removesuffix("s") if isinstance(value, str) else value


def _as_number(value: object) -> float | None:
    """A number, also one written as text (`1.30`); None for what no clock shows, as NaN and numbers of 400 digits."""
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal() and len(value) < 15:
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MAX_SECONDS:
        return None
    return float(value)
