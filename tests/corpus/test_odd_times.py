"""Times as programs and typists write them beside a label: taken out, and no part of anybody's name or words."""

from __future__ import annotations

import pytest

from tests.corpus.whose_words import read

SAID = ("Who came first?", "The bakers did.", "And after them?", "Nobody until May.")


@pytest.mark.parametrize(
    "shape",
    [
        "[{n} min 1{n} sec] {who}: {words}", "({n}m1{n}s) {who}: {words}", "{who} [{n}m 1{n}s]: {words}",
        "{who} {n}m 1{n}s\n{words}", "[{n}.0s -> {n}.9s] {who}: {words}", "{who} [{n}.0s - {n}.9s]: {words}",
        "{n}.00 {n}.90 {who}: {words}", "0{n}.1{n} {who}: {words}", "{who}: {words} <00:0{n}:1{n}>",
        "00;00;0{n};12 - 00;00;0{n};20\n{who}: {words}", "0:0{n}-0:1{n} {who}: {words}",
        "00:00:0{n}.000 --> 00:00:0{n}.900 {who}: {words}", "{who} at 0:0{n}\n{words}", "{who} @ 0:0{n}: {words}",
        "12:0{n} Uhr: {who}: {words}", "{who} (12:0{n} Uhr): {words}", "12:0{n} Uhr\n{who}: {words}",
        "12:0{n} Uhr - {who}: {words}", "{who} 12:0{n} Uhr: {words}", "[12:0{n} h] {who}: {words}",
        "{who}, [03.05.2023 14:0{n}]\n{words}", "\u200e[03/05/2023, 14:0{n}:31] {who}: {words}",
    ],
)  # fmt: skip
def test_a_time_beside_a_label_is_no_word(tmp_path, shape):
    text = "\n".join(shape.format(n=n, who="Ida" if n % 2 else "Bo", words=words) for n, words in enumerate(SAID, 1))

    turns, _ = read(tmp_path, text)

    assert turns == [f"{'Ida*' if n % 2 else 'Bo'} | {words}" for n, words in enumerate(SAID, 1)]


def test_one_time_in_units_may_be_what_somebody_says(tmp_path):
    turns, _ = read(tmp_path, "I: How long?\nR: The whole film (3 min 20 s) in one shot.\nI: Really?\nR: Yes.\n")

    assert turns[1] == "R | The whole film (3 min 20 s) in one shot."


def test_numbers_of_sections_before_a_colon_are_no_times(tmp_path):
    turns, _ = read(tmp_path, "I: Which rules?\nR: Three.\n2.10 Water: none.\n1.20 Fire: none.\n3.30 Light: one.\n")

    assert "2.10 Water: none." in turns[1]


def test_times_in_the_right_margin_are_no_words(tmp_path):
    text = "Ida: Who came? 0:01\nBo: The bakers did. 0:04\nIda: And then? 0:09\nBo: At 9:15 they left. 0:12\n"

    turns, _ = read(tmp_path, text)

    assert turns == ["Ida* | Who came?", "Bo | The bakers did.", "Ida* | And then?", "Bo | At 9:15 they left."]


def test_times_of_day_that_somebody_says_last_are_words(tmp_path):
    text = "Ida: When does it open?\nBo: It varies! 9:15\nIda: And close?\nBo: Early. 5:30\n"
    text += "Ida: Sundays?\nBo: Later. 11:00\n"

    turns, _ = read(tmp_path, text)

    assert turns[1] == "Bo | It varies! 9:15"


def test_numbers_of_lines_in_the_right_margin_are_no_words(tmp_path):
    said = ("Ida: Who came first?", "Bo: The bakers did, and", "all of the school.", "Ida: And then?", "Bo: Nobody.")

    turns, _ = read(tmp_path, "\n".join(f"{line:<40}{n}" for n, line in enumerate(said, 1)))

    assert turns[1] == "Bo | The bakers did, and all of the school."
    assert turns[-1] == "Bo | Nobody."


def test_an_hour_that_somebody_says_is_words(tmp_path):
    text = "I: Wann war das?\nR: Um 12:05 Uhr: da kam er.\nI: Und dann?\nR: 12:10 Uhr war er weg.\n"

    turns, _ = read(tmp_path, text)

    assert turns[1::2] == ["R | Um 12:05 Uhr: da kam er.", "R | 12:10 Uhr war er weg."]
