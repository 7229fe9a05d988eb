"""JSON of transcribing programs and oTranscribe's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns

SAID = [("A", "Who came?"), ("B", "The bakers."), ("B", "And the school."), ("A", "And then?")]


def turns_in(tmp_path: Path, document: object, name: str = "talk.json") -> list[tuple[str, str, float | None]]:
    (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    loaded = read_turns(tmp_path / name, ReadingRequest("interview"))
    assert not any(problem.is_fault for problem in loaded.problems), loaded.problems
    return [(turn.speaker, turn.text, turn.start_seconds) for turn in loaded.records]


def whisperx(who: str, said: str, n: int) -> dict[str, object]:
    return {"start": n + 0.5, "end": n + 0.9, "text": f" {said}", "speaker": who, "words": [{"word": said}]}


def podcast(who: str, said: str, n: int) -> dict[str, object]:
    return {"speaker": who, "startTime": n + 0.5, "endTime": n + 0.9, "body": said}


def cpp(who: str, said: str, n: int) -> dict[str, object]:
    return {"timestamps": {"from": "00:00:00,000"}, "offsets": {"from": n * 1000 + 500}, "text": said, "speaker": who}


@pytest.mark.parametrize(
    ("entry", "under"),
    [(whisperx, "segments"), (whisperx, ""), (podcast, "segments"), (cpp, "transcription"), (whisperx, "utterances")],
)
def test_segments_are_turns_by_their_speakers(tmp_path, entry, under):
    segments = [entry(who, said, n) for n, (who, said) in enumerate(SAID)]

    turns = turns_in(tmp_path, {"language": "en", under: segments} if under else segments)

    assert turns == [("A", "Who came?", 0.5), ("B", "The bakers. And the school.", 1.5), ("A", "And then?", 3.5)]


def test_without_speakers_all_of_it_is_by_nobody_known(tmp_path):
    document = {"text": "Who came? We did.", "segments": [{"text": " Who came?"}, {"text": " We did."}]}

    assert turns_in(tmp_path, document) == [("unknown", "Who came? We did.", None)]


def test_numbers_of_speakers_are_called_so(tmp_path):
    turns = turns_in(tmp_path, [{"speaker": n % 2, "text": "Well."} for n in range(4)])

    assert [speaker for speaker, _, _ in turns] == ["Speaker 0", "Speaker 1"] * 2


def test_times_in_milliseconds_words_in_pieces_and_results_are_understood(tmp_path):
    utterances = [{"speaker": who, "text": said, "start": n * 40_000} for n, (who, said) in enumerate(SAID)]
    monologues = [
        {"speaker": who, "elements": [{"value": word} for word in ("So", " ", "what", "?")]} for who in ("A", "B")
    ]

    assert [start for _, _, start in turns_in(tmp_path, {"utterances": utterances})] == [0.0, 40.0, 120.0]
    assert turns_in(tmp_path, {"monologues": monologues})[1] == ("B", "So what?", None)
    assert len(turns_in(tmp_path, {"results": {"channels": [], "utterances": utterances}})) == 3


@pytest.mark.parametrize(
    "text",
    ["{", "[1, 2]", '{"segments": [{"id": 1}]}', '{"results": {"items": []}}', "[" * 100_000, "9" * 10_000, '"words"'],
)
def test_what_holds_no_segments_is_refused(tmp_path, text):
    (tmp_path / "talk.json").write_text(text, encoding="utf-8")

    loaded = read_turns(tmp_path / "talk.json", ReadingRequest("interview"))

    assert loaded.records == ()
    assert [problem.is_fault for problem in loaded.problems] == [True]


@pytest.mark.parametrize(
    "page",
    [
        '<p><span class="timestamp" data-timestamp="1.5">00:0{n}</span> <b>{who}:</b>&nbsp;{said}</p>',
        '<span class="timestamp" data-timestamp="1.5">00:0{n}</span>{who}: {said}<br /><br>',
    ],
)
def test_a_file_of_otranscribe_has_labels_and_no_times_among_its_words(tmp_path, page):
    said = [("I", "Who came?"), ("R", "The bakers."), ("I", "And then?"), ("R", "Nobody.")]
    text = "".join(page.format(n=n, who=who, said=words) for n, (who, words) in enumerate(said))

    turns = turns_in(tmp_path, {"text": text, "media": "", "media-time": 3.5}, "talk.otr")

    assert [(speaker, words) for speaker, words, _ in turns] == said


def test_a_file_that_is_no_otranscribe_is_refused(tmp_path):
    (tmp_path / "talk.otr").write_text('{"text": 3}', encoding="utf-8")

    assert read_turns(tmp_path / "talk.otr", ReadingRequest("interview")).problems[0].is_fault


WORDS = [(who, word, n * 0.5) for n, (who, word) in enumerate(
    (who, word) for who, said in SAID for word in said.split()
)]  # fmt: skip


def amazon() -> dict[str, object]:
    items: list[dict[str, object]] = []
    for who, word, at in WORDS:
        said = {"type": "pronunciation", "start_time": f"{at:.2f}", "alternatives": [{"content": word.rstrip(".?")}]}
        items += [{**said, "speaker_label": who}, {"type": "punctuation", "alternatives": [{"content": word[-1]}]}][
            : 1 + (word[-1] in ".?")
        ]
    return {"results": {"transcripts": [{"transcript": "all"}], "items": items}}


def older_amazon() -> dict[str, object]:
    document: dict = amazon()
    spoken = [item for item in document["results"]["items"] if "speaker_label" in item]
    document["results"]["speaker_labels"] = {
        "segments": [
            {"speaker_label": item["speaker_label"], "items": [{"start_time": item["start_time"]}]} for item in spoken
        ]
    }
    for item in spoken:
        item.update(speaker_label=None)
    return document


def speechmatics() -> dict[str, object]:
    results = [
        {"type": "word", "start_time": at, "alternatives": [{"content": word, "speaker": who}]}
        for who, word, at in WORDS
    ]
    return {"format": "2.9", "results": results}


def google() -> dict[str, object]:
    words = [{"word": word, "speakerTag": "AB".index(who) + 1, "startTime": f"{at}s"} for who, word, at in WORDS]
    return {"results": [{"alternatives": [{"transcript": "all"}]}, {"alternatives": [{"words": words}]}]}


def elevenlabs() -> dict[str, object]:
    words = [{"text": word, "type": "word", "start": at, "speaker_id": who} for who, word, at in WORDS]
    return {"text": "all", "words": [entry for word in words for entry in (word, {"text": " ", "type": "spacing"})]}


def trint() -> dict[str, object]:
    words = [{"text": word, "start": at, "end": at + 0.4} for _, word, at in WORDS]
    starts = [at for n, (who, _, at) in enumerate(WORDS) if not n or WORDS[n - 1][0] != who]
    return {
        "words": words,
        "paragraphs": [{"speaker": who, "start": at} for who, at in zip("ABA", starts, strict=True)],
    }


def deepgram() -> dict[str, object]:
    words = [{"word": word.lower(), "punctuated_word": word, "speaker": who, "start": at} for who, word, at in WORDS]
    return {"results": {"channels": [{"alternatives": [{"transcript": "all", "words": words}]}]}}


def deepgrams_paragraphs() -> dict[str, object]:
    paragraphs = [{"speaker": who, "start": n, "sentences": [{"text": said}]} for n, (who, said) in enumerate(SAID)]
    best = {"transcript": "all", "words": [], "paragraphs": {"paragraphs": paragraphs}}
    return {"results": {"channels": [{"alternatives": [best]}]}}


def azure() -> dict[str, object]:
    phrases = [
        {"speaker": who, "offsetInTicks": n * 10**7, "nBest": [{"display": said}]} for n, (who, said) in enumerate(SAID)
    ]
    return {"combinedRecognizedPhrases": [{"display": "all"}], "recognizedPhrases": phrases}


def happyscribe() -> list[dict[str, object]]:
    return [{"speaker": who, "words": [{"text": word} for word in said.split()]} for who, said in SAID]


def rev() -> dict[str, object]:
    said = [{"speaker": "AB".index(who), "elements": [{"value": words}]} for who, words in SAID]
    return {"speakers": [{"id": 0, "name": "A"}, {"id": 1, "name": "B"}], "monologues": said}


def gladia() -> dict[str, object]:
    return {"result": {"transcription": {"utterances": [{"speaker": who, "text": said} for who, said in SAID]}}}


def nested() -> dict[str, object]:
    return {"data": {"transcript": {"sentences": [{"sentence": said, "speakerName": who} for who, said in SAID]}}}


def messages() -> dict[str, object]:
    return {"messages": [{"role": who, "content": said} for who, said in SAID]}


SERVICES = (amazon, older_amazon, speechmatics, google, elevenlabs, trint, deepgram, deepgrams_paragraphs, azure,
            happyscribe, rev, gladia, nested, messages)  # fmt: skip


@pytest.mark.parametrize("document", SERVICES)
def test_words_and_phrases_of_services_are_turns_by_their_speakers(tmp_path, document):
    turns = [(speaker, text) for speaker, text, _ in turns_in(tmp_path, document())]
    people = ("Speaker 1", "Speaker 2") if document is google else ("A", "B")

    assert turns == [(people[0], "Who came?"), (people[1], "The bakers. And the school."), (people[0], "And then?")]


def test_youtubes_events_are_captions(tmp_path):
    events = [
        {"tStartMs": 500, "segs": [{"utf8": "who"}, {"utf8": " came"}]},
        {"tStartMs": 900, "segs": [{"utf8": "\n"}]},
    ]

    assert turns_in(tmp_path, {"events": events}) == [("unknown", "who came", 0.5)]


def with_each_value_damaged(value: object, damage: object) -> Iterator[object]:
    """A document once for each value in it, with `damage` in its place."""
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, inner in places:
        for damaged in (damage, *with_each_value_damaged(inner, damage)):
            copied = value.copy()
            copied[place] = damaged
            yield copied


@pytest.mark.parametrize("document", SERVICES)
def test_no_value_in_a_services_file_ends_the_reading(tmp_path, document):
    path = tmp_path / "talk.json"
    for damage in (None, [], {"a": 1}, 10**400, float("nan"), -1, "x"):
        for damaged in with_each_value_damaged(document(), damage):
            path.write_text(json.dumps(damaged), encoding="utf-8")
            loaded = read_turns(path, ReadingRequest("interview"))

            assert all(turn.start_seconds is None or 0 <= turn.start_seconds < 1e15 for turn in loaded.records or ())
