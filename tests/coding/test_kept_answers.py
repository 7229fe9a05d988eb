"""After an edit of cues transcripts are looked into in which a cue that came or went can stand, and no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from interviews import code, codebook, interview

from pipeline.coding.cues import by_pattern, machine
from pipeline.coding.cues.anchors import index, is_met, letters_of, runs, written_in
from pipeline.coding.cues.kept_answers import LETTERS, ROOM
from pipeline.coding.cues.machine import machine_codings
from pipeline.io.cache import Cache
from pipeline.study.records import Codebook, Coding, Transcript

STUDY = SimpleNamespace(language_model="blank:en")
TRANSCRIPTS = tuple(
    replace(heard, transcript_id=transcript_id)
    for transcript_id, heard in {
        "habit": interview("I: Why?", "We go way back. | It was habit, not trust."),
        "money": interview("I: Who paid?", "Nobody paid. | They dont pay.", questions={1: "pay"}),
        "talk": interview("I: And trust?", "Trust, they said. | We talked and talked: 信任 was there."),
        "empty": interview("I: Go on.", "Mm."),
    }.items()
)
BOOK = codebook(code("trust", "trust", "go way back"), code("pay", "nobody paid"), code("none"))
LONG_BACK = ({"LEMMA": "talk"}, {"LOWER": "and", "OP": "?"}, {"LEMMA": "talk"})


class Run:
    """Runs that share a cache; `looked_into` are the transcripts that the last of them went through."""

    def __init__(self, cache_in: Callable[[], Cache], monkeypatch: pytest.MonkeyPatch) -> None:
        self._cache_in = cache_in
        self.looked_into: dict[str, frozenset[str]] = {}
        look_into = machine.look_into

        def remembering(transcript: Transcript, book: Codebook, only: frozenset[str], *others: object) -> object:
            self.looked_into[transcript.transcript_id] = only
            return look_into(transcript, book, only, *others)

        monkeypatch.setattr(machine, "look_into", remembering)

    def __call__(self, book: Codebook, transcripts: tuple[Transcript, ...] = TRANSCRIPTS) -> tuple[Coding, ...]:
        self.looked_into.clear()
        cache = self._cache_in()
        codings = machine_codings(transcripts, book, STUDY, cache)
        cache.flush()
        return codings


@pytest.fixture
def run(tmp_path, monkeypatch):
    return Run(lambda: Cache(tmp_path / ".cache"), monkeypatch)


def with_cues(code_id: str = "trust", **edited: object) -> Codebook:
    """The codebook with other cues of one code."""
    former = BOOK.codes[code_id]
    cues = replace(former.cues, **{name: value for name, value in edited.items() if name != "scope"})
    edited_code = replace(former, cues=cues, scope=edited.get("scope", former.scope))
    return replace(BOOK, codes={**BOOK.codes, code_id: edited_code})


ALL = {"habit", "money", "talk", "empty"}
EDITS = {
    "a phrase more": (with_cues(phrases=("trust", "go way back", "habit")), {"habit"}),
    "a phrase more that stands nowhere": (with_cues(phrases=("trust", "go way back", "belly up")), set()),
    "a phrase less": (with_cues(phrases=("trust",)), {"habit"}),
    "the same in another order": (with_cues(phrases=("go way back", "trust")), set()),
    "a phrase whose words lie apart": (with_cues(phrases=("trust", "go way back", "habit trust")), set()),
    "a word that hides in a longer one": (with_cues(phrases=("trust", "go way back", "do")), {"money"}),
    "words without blanks": (with_cues(phrases=("trust", "go way back", "信任")), {"talk"}),
    "a pattern": (with_cues(patterns=(LONG_BACK,)), {"talk"}),
    "a pattern that any text can hold": (with_cues(patterns=(({"IS_ALPHA": True},),)), ALL),
    "what forbids": (with_cues(unless=("habit",)), ALL),
    "where it is looked for": (with_cues("pay", scope=("pay",)), ALL),
    "no cue left": (with_cues("pay", phrases=()), set()),
    "a code's first cue": (with_cues("none", phrases=("they said",)), {"talk"}),
    "a code more": (replace(BOOK, codes={**BOOK.codes, "new": code("new", "go way back")}), {"habit"}),
    "a code less": (replace(BOOK, codes={"pay": BOOK.codes["pay"]}), set()),
    "a code's name alone": (replace(BOOK, codes={**BOOK.codes, "pay": replace(BOOK.codes["pay"], name="Pay")}), set()),
    "codes in another order": (replace(BOOK, codes=dict(reversed(BOOK.codes.items()))), set()),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_only_transcripts_that_it_can_move_are_looked_into_and_what_comes_out_is_the_same(edit, run):
    book, looked_into = EDITS[edit]
    run(BOOK)

    codings = run(book)

    assert set(run.looked_into) == looked_into
    assert codings == machine_codings(TRANSCRIPTS, book, STUDY, Cache(None))
    # Kept as it was found: a third run has nothing to do, and an edit taken back finds what was there before.
    assert run(book) == codings
    assert not run.looked_into
    assert run(BOOK) == machine_codings(TRANSCRIPTS, BOOK, STUDY, Cache(None))


def test_only_the_edited_code_is_looked_for(run):
    run(BOOK)
    run(with_cues(phrases=("trust", "go way back", "habit")))

    assert run.looked_into == {"habit": frozenset({"trust"})}


def test_a_transcript_more_is_looked_into_alone_for_every_code(run):
    run(BOOK, TRANSCRIPTS[1:])

    codings = run(BOOK)

    assert run.looked_into == {"habit": frozenset({"trust", "pay"})}
    assert codings == machine_codings(TRANSCRIPTS, BOOK, STUDY, Cache(None))


@pytest.mark.parametrize("room", [ROOM, LETTERS])
def test_without_what_was_kept_every_transcript_is_looked_into(room, run, tmp_path):
    run(BOOK)
    for path in (tmp_path / ".cache" / room).iterdir():
        path.write_bytes(path.read_bytes()[:-3])
    book = with_cues(phrases=("trust", "go way back", "belly up"))

    codings = run(book)

    assert set(run.looked_into) == ALL
    assert codings == machine_codings(TRANSCRIPTS, book, STUDY, Cache(None))


def test_words_of_a_transcript_that_is_gone_are_gone_from_what_is_kept(run, tmp_path):
    run(BOOK)
    run(BOOK, TRANSCRIPTS[1:])

    kept = b"".join(path.read_bytes() for path in (tmp_path / ".cache").rglob("*.json"))
    assert b"way back" not in kept.replace(b'"go way back"', b"")


def test_the_runs_of_a_transcript_whose_letters_are_known_are_not_made_again(run, monkeypatch):
    run(BOOK)
    monkeypatch.setattr(by_pattern, "runs", lambda text: pytest.fail(f"made again: {text}"))
    book = with_cues(phrases=("trust", "go way back", "habit"))

    assert [coding.cue for coding in run(book) if coding.transcript_id == "habit"] == ["go way back", "habit"]


@pytest.mark.parametrize("texts", [[], [""], ["", "…"], ["We go.", "", "Back: 2 ways"]])
def test_letters_give_back_the_runs_that_they_are_made_of(texts):
    written = [runs(text) for text in texts]

    assert written_in(letters_of(written)) == written


def test_letters_tell_of_every_run_and_pair_what_the_index_tells():
    texts = ["We go way back, don't we?", "", "way: 2 ways 信任", "back we go"]
    written = [runs(text) for text in texts]
    words = [*{run for text_runs in written for run in text_runs}, "a", "wa", "nothing"]
    triggers = frozenset([*words, *((before, after) for before in words for after in words)])

    met = {trigger for trigger in triggers if is_met(trigger, letters_of(written))}

    assert met == set(index(written, triggers))
