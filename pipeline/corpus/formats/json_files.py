"""Transcripts that programs write as JSON: Whisper, WhisperX, whisper.cpp, podcasts (.json), and oTranscribe (.otr)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.html import lines_of_html
from pipeline.corpus.formats.json_words import segments_of_words
from pipeline.corpus.formats.lines import (
    A_DAY,
    MAX_LINES,
    Line,
    Reading,
    RefusedError,
    nothing_in_it,
    seconds,
    too_many,
)

_LISTS = (
    "segments", "transcription", "utterances", "monologues", "results", "transcript", "sentences", "entries", "messages"
)  # fmt: skip
_WORDS = ("text", "body", "transcript", "content", "utterance", "sentence")
_SPEAKERS = (
    "speaker", "speaker_name", "speakerName", "speakerDisplayName", "speaker_label", "speakerLabel", "speaker_id",
    "name", "role",
)  # fmt: skip
_STARTS = ("start", "startTime", "start_time", "startOffset", "begin", "from")
_AGAIN = "Export the transcript as .vtt, .srt or .txt."


def read_json(data: bytes, path: Path) -> Reading:
    """The segments of a transcript that a program wrote; consecutive ones by one speaker are one turn.

    `number` counts segments, since such a file mostly stands on one line.
    """
    decoded = decode(data, path)
    document = _loaded(decoded.text)
    lines = tuple(_lines_of_segments(_segments(document), _names(document)))
    if not lines:
        raise nothing_in_it()
    return Reading(lines, decoded.problems, has_cues=True)


def read_otr(data: bytes, path: Path) -> Reading:
    """The words of oTranscribe's own file, which holds them as a page of HTML; times stay until labels are sought."""
    decoded = decode(data, path)
    document = _loaded(decoded.text)
    page = document.get("text") if isinstance(document, Mapping) else None
    if not isinstance(page, str):
        raise RefusedError("holds no text as oTranscribe writes it.", _AGAIN)
    lines = tuple(lines_of_html(page))
    if not lines:
        raise nothing_in_it()
    return Reading(lines, decoded.problems)


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise RefusedError(f"is no JSON that can be read: {error.msg}.", _AGAIN, error.lineno) from error
    # A hostile file may nest its brackets deeper than Python follows, or write a number without end.
    except (RecursionError, ValueError) as error:
        raise RefusedError("is no JSON that can be read.", _AGAIN) from error


def _segments(document: object) -> Sequence[Mapping[str, object]]:
    """The list of what was said, which stands at the top or under a usual name."""
    candidates = [document]
    if isinstance(document, Mapping):
        inner = document.get("results")
        holders = [document, inner] if isinstance(inner, Mapping) else [document]
        # Some services put what they found into `result` or the like, with what else they made of it.
        for name in ("result", "transcript", "data"):
            if isinstance(further := document.get(name), Mapping):
                holders += [further, *(value for value in further.values() if isinstance(value, Mapping))]
        candidates = [holder.get(name) for holder in holders for name in _LISTS]
    for candidate in candidates:
        if isinstance(candidate, list) and candidate and all(_has_words(entry) for entry in candidate):
            if len(candidate) > MAX_LINES:
                raise too_many("segments", MAX_LINES)
            return candidate
    if segments := segments_of_words(document):
        return segments
    raise RefusedError("holds no list of segments with their words, as transcribing programs write it.", _AGAIN)


def _has_words(entry: object) -> bool:
    return isinstance(entry, Mapping) and _said(entry) is not None


def _said(segment: Mapping[str, object]) -> str | None:
    """The words of a segment: under a usual name, or in pieces, as Rev.ai has them."""
    elements = segment.get("elements")
    if isinstance(elements, list):
        values = (element.get("value") for element in elements if isinstance(element, Mapping))
        return "".join(value for value in values if isinstance(value, str))
    words = segment.get("words")
    if isinstance(words, list) and not any(isinstance(segment.get(name), str) for name in _WORDS):
        values = (word.get("text") or word.get("word") for word in words if isinstance(word, Mapping))
        return " ".join(value for value in values if isinstance(value, str)) or None
    return next((value for name in _WORDS if isinstance(value := segment.get(name), str)), None)


def _names(document: object) -> Mapping[object, str]:
    """Names of speakers by the numbers or ids under which their words stand, where a file lists them."""
    speakers = document.get("speakers") if isinstance(document, Mapping) else None
    listed = [speaker for speaker in speakers if isinstance(speaker, Mapping)] if isinstance(speakers, list) else []
    return {
        speaker["id"]: speaker["name"]
        for speaker in listed
        if isinstance(speaker.get("name"), str) and isinstance(speaker.get("id"), str | int)
    }


def _lines_of_segments(segments: Sequence[Mapping[str, object]], names: Mapping[object, str]) -> Iterator[Line]:
    starts = [_start(segment) for segment in segments]
    # No talk lasts longer than a day: such times are in milliseconds.
    unit = 1000 if max((start for start in starts if start is not None), default=0) > A_DAY else 1
    for number, (segment, start) in enumerate(zip(segments, starts, strict=True), 1):
        said = _said(segment) or ""
        speaker = next((name for key in _SPEAKERS if (name := _who(segment.get(key))) is not None), None)
        if said.strip():
            at = round(start / unit, 3) if start is not None else None
            yield Line(" ".join(said.split()), number, True, at, _named(names.get(speaker, speaker)))


def _who(value: object) -> str | int | None:
    # Some write who speaks as an object with a name.
    value = value.get("name") if isinstance(value, Mapping) else value
    return value if isinstance(value, str | int) else None


def _named(speaker: str | int | None) -> str | None:
    # Services number their speakers; a bare number would be no name.
    if isinstance(speaker, int):
        return f"Speaker {speaker}" if not isinstance(speaker, bool) else None
    return " ".join(speaker.split()) or None if speaker is not None else None


def _start(segment: Mapping[str, object]) -> float | None:
    offsets = segment.get("offsets")
    if isinstance(offsets, Mapping) and isinstance(start := offsets.get("from"), int | float) and 0 <= start < 1e12:
        return round(start / 1000, 3)  # whisper.cpp, in milliseconds
    for name in _STARTS:
        start = segment.get(name)
        if isinstance(start, int | float) and not isinstance(start, bool) and 0 <= start < 1e9:
            return round(float(start), 3)
        if isinstance(start, str):
            return seconds(start)
    return None
