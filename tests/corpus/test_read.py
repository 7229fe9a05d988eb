"""What read_turns promises of every file: a fault or the words, and never a traceback."""

from __future__ import annotations

import os
import random
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.formats import read
from pipeline.corpus.formats.read import READERS, READERS_OF_PROGRAMS, ReadingRequest, read_turns

ZOO = Path(__file__).parent / "zoo"
INTERVIEW = ReadingRequest("interview")
N_MUTATED = int(os.environ.get("CROSSCASE_FUZZ_FILES", "300"))
"""Mutated files in a run of the tests; the whole count is 20,000."""


def only_fault(path: Path) -> str:
    loaded = read_turns(path, INTERVIEW)
    assert loaded.records == ()
    assert [(problem.is_fault, problem.source.path) for problem in loaded.problems] == [(True, path)]
    return loaded.problems[0].fault


def test_every_ending_of_the_contract_has_a_reader():
    assert set(READERS) == {".txt", ".md", ".vtt", ".srt", ".docx", ".pdf", ".rtf", ".odt", ".csv", ".xlsx"}


def test_an_ending_is_read_whatever_its_case(tmp_path):
    path = tmp_path / "talk.TXT"
    path.write_text("Interviewer: Who?\nRespondent: Me.\n")

    assert [turn.text for turn in read_turns(path, INTERVIEW).records] == ["Who?", "Me."]


def test_an_unknown_ending_is_refused_by_name(tmp_path):
    path = tmp_path / "talk.mp3"
    path.write_bytes(b"ID3")

    assert ".mp3" in only_fault(path)


def test_a_number_after_a_dot_is_no_ending(tmp_path):
    path = tmp_path / "interview.2024"
    path.write_text("Interviewer: Who?\nRespondent: Me.\n")

    loaded = read_turns(path, INTERVIEW)

    assert len(loaded.records) == 2
    assert "has no ending" in loaded.problems[0].fault


def test_a_missing_file_and_a_folder_are_faults(tmp_path):
    (tmp_path / "folder.txt").mkdir()

    assert "missing" in only_fault(tmp_path / "nowhere.txt")
    assert "unreadable" in only_fault(tmp_path / "folder.txt")


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root may read everything, and Windows has other rules"
)
def test_a_file_without_permission_is_a_fault(tmp_path):
    path = tmp_path / "closed.txt"
    path.write_text("Interviewer: Who?")
    path.chmod(stat.S_IWUSR)

    assert "unreadable" in only_fault(path)


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "long.txt"
    path.write_text("Interviewer: " + "word " * 1000)
    monkeypatch.setattr(read, "MAX_BYTES", 1000)

    assert "large" in only_fault(path)


@pytest.mark.parametrize("ending", sorted((*READERS, *READERS_OF_PROGRAMS)))
def test_an_empty_file_is_a_fault_in_every_format(tmp_path, ending):
    for content in (b"", b" \n\n", b"\0\0\0"):
        path = tmp_path / f"empty{ending}"
        path.write_bytes(content)

        assert "is empty" in only_fault(path)


def test_the_same_bytes_give_the_same_turns_under_another_name(tmp_path):
    for animal in ("teams.vtt", "word-table.docx", "bold-labels.md"):
        copy = tmp_path / f"copy{Path(animal).suffix}"
        copy.write_bytes((ZOO / animal).read_bytes())

        assert read_turns(copy, INTERVIEW).records == read_turns(ZOO / animal, INTERVIEW).records


SAMPLE = (
    "we",
    "met",
    "in",
    "the",
    "basement",
    "(maybe)",
    "[laughs]",
    "12:30",
    "R&D",
    "—",
    "é",
    "𝒳",
    "yes,",
    "no.",
    "so",
    "what?",
)
WORDS = st.lists(
    st.sampled_from(SAMPLE),
    min_size=1,
    max_size=9,
)


@settings(max_examples=60)
@given(
    turns=st.lists(st.tuples(st.sampled_from(["Interviewer", "Hanna Voss", "P03"]), WORDS), min_size=3, max_size=8),
    ending=st.sampled_from([".txt", ".md", ".vtt", ".srt", ".csv"]),
)
def test_words_that_were_said_are_the_words_that_are_read(tmp_path, turns, ending):
    """Lost and invented are both empty, for any talk written plainly in a text format."""
    said = [(who, " ".join(words)) for who, words in (*turns, ("Hanna Voss", ["yes"]), ("Hanna Voss", ["no"]))]
    path = tmp_path / f"talk{ending}"
    path.write_text(written(said, ending), encoding="utf-8", newline="")

    read_back = read_turns(path, INTERVIEW)

    assert " ".join(turn.text for turn in read_back.records) == " ".join(text for _, text in said)
    spoken = [
        who
        for place, (who, _) in enumerate(said)
        if ending not in (".vtt", ".srt") or place == 0 or said[place - 1][0] != who
    ]
    assert [turn.speaker for turn in read_back.records] == spoken


def written(said: list[tuple[str, str]], ending: str) -> str:
    if ending == ".csv":
        return "speaker,text\r\n" + "".join(f'{who},"{text}"\r\n' for who, text in said)
    if ending == ".md":
        return "".join(f"**{who}:** {text}\n\n" for who, text in said)
    if ending == ".txt":
        return "".join(f"{who}: {text}\n" for who, text in said)
    point = "." if ending == ".vtt" else ","
    cues = "".join(
        f"{n}\n00:00:{n:02d}{point}000 --> 00:00:{n:02d}{point}900\n{who}: {text}\n\n"
        for n, (who, text) in enumerate(said, 1)
    )
    return "WEBVTT\n\n" + cues if ending == ".vtt" else cues


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A file with a few things wrong: cut, bits turned, stretches doubled, removed, swapped or filled with junk."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        if not changed:
            break
        place, length = dice.randrange(len(changed)), dice.randint(1, max(1, len(changed) // 6))
        kind = dice.randrange(7)
        if kind == 0:
            del changed[place:]
        elif kind == 1:
            changed[place] ^= 1 << dice.randrange(8)
        elif kind == 2:
            changed[place:place] = changed[place : place + length]
        elif kind == 3:
            del changed[place : place + length]
        elif kind == 4:
            changed[place : place + length] = dice.randbytes(length)
        elif kind == 5:
            changed[place:place] = dice.choice(
                [b"\0", b"<v ", b"-->", b"\\u-1", b'"', b"**", b"\r", b"\xff\xfe", b"&#0;", b"{", b"]"]
            )
        else:
            changed.reverse()
    return bytes(changed)


def test_no_mutated_file_gives_a_traceback_or_hangs_and_every_refusal_names_the_file(tmp_path):
    animals = sorted(path for path in ZOO.iterdir() if path.suffix in READERS)
    endings = sorted(READERS)
    for seed in range(N_MUTATED):
        dice = random.Random(seed)
        animal = animals[seed % len(animals)]
        ending = animal.suffix if dice.random() < 0.9 else dice.choice(endings)
        path = tmp_path / f"mutated{ending}"
        path.write_bytes(mutated(animal.read_bytes(), dice))
        began = time.process_time()

        loaded = read_turns(path, INTERVIEW)

        assert time.process_time() - began < 5, f"seed {seed}, {animal.name}"
        assert all(problem.source.path == path for problem in loaded.problems), f"seed {seed}, {animal.name}"
        assert bool(loaded.records) != any(problem.is_fault for problem in loaded.problems), (
            f"seed {seed}, {animal.name}"
        )
        assert all(turn.text and turn.text == " ".join(turn.text.split()) for turn in loaded.records)


@settings(max_examples=100)
@given(data=st.binary(max_size=400), ending=st.sampled_from(sorted((*READERS, *READERS_OF_PROGRAMS))))
def test_no_bytes_at_all_give_a_traceback(tmp_path, data, ending):
    path = tmp_path / f"bytes{ending}"
    path.write_bytes(data)

    loaded = read_turns(path, INTERVIEW)

    assert bool(loaded.records) != any(problem.is_fault for problem in loaded.problems)


def only_caution(path: Path) -> str:
    loaded = read_turns(path, ReadingRequest("interview"))
    assert loaded.records
    assert [problem.is_fault for problem in loaded.problems] == [False]
    return f"{loaded.problems[0].fault} {loaded.problems[0].remedy}"


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>We did.</v>\n", ".vtt"),
        ("1\n00:00:01,000 --> 00:00:02,000\nAnna: We did.\n\n2\n00:00:03,000 --> 00:00:04,000\nAnna: So.\n", ".srt"),
        ("speaker;text;start\nMia;Who came?;0:01\nAnna;We did, all of us.;0:05\n", ".csv"),
    ],
)
def test_captions_and_tables_named_txt_are_told_their_ending(tmp_path, text, ending):
    (tmp_path / "talk.txt").write_text(text, encoding="utf-8")

    said = only_caution(tmp_path / "talk.txt")

    assert "looks like" in said
    assert f"Let its name end in {ending}" in said


def test_a_talk_about_an_arrow_is_no_captions(tmp_path):
    (tmp_path / "talk.txt").write_text(
        "Interviewer: A --> B?\nRespondent: 00:01 --> 00:02 it says.\n", encoding="utf-8"
    )

    assert read_turns(tmp_path / "talk.txt", ReadingRequest("interview")).problems == ()


def test_webvtt_named_srt_has_no_header_and_no_note_among_its_words(tmp_path):
    text = "WEBVTT\n\nNOTE by hand\n\n1\n00:01.000 --> 00:02.000\n<v Anna>We did.</v>\n"
    (tmp_path / "talk.srt").write_text(text, encoding="utf-8")

    loaded = read_turns(tmp_path / "talk.srt", ReadingRequest("interview"))

    assert [(turn.speaker, turn.text) for turn in loaded.records] == [("Anna", "We did.")]
    assert loaded.problems == ()
