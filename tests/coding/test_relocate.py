"""Codings found again after a transcript was corrected."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.coding.hand.relocate import Found, find_again


def place(text, words, n=1):
    """(start, end) of the n-th `words` in `text`."""
    start = -1
    for _ in range(n):
        start = text.index(words, start + 1)
    return start, start + len(words)


def row(text, words, n=1, width=12):
    """A coder's row for the n-th `words`: offsets, quotation, before, after."""
    start, end = place(text, words, n)
    return start, end, words, text[max(0, start - width) : start], text[end : end + width]


TALK = "How was it?\nHard. You just rang.\nAnd later?\nHard. We met on Thursdays."


def test_a_quotation_at_its_offsets_is_in_place():
    assert find_again(TALK, *row(TALK, "You just rang")) == Found("in_place", 18, 31)


def test_after_an_insertion_it_is_found_by_its_surroundings_though_its_words_stand_there_twice():
    edited = "So. " + TALK

    assert find_again(edited, *row(TALK, "Hard.", n=2)) == Found("moved", *place(edited, "Hard.", n=2))


def test_a_quotation_that_stands_there_once_is_found_without_surroundings_and_is_to_be_looked_at():
    edited = "So. " + TALK

    assert find_again(edited, 18, 31, "You just rang", "", "") == Found("moved", 22, 35, needs_a_look=True)


def test_a_quotation_whose_surroundings_were_rewritten_is_found_by_its_words_and_is_to_be_looked_at():
    edited = TALK.replace("Hard. You just rang.", "It was hard, so you, um: You just rang!")

    assert find_again(edited, *row(TALK, "You just rang")) == Found(
        "moved", *place(edited, "You just rang"), needs_a_look=True
    )


def test_a_quotation_that_stands_there_twice_without_surroundings_is_ambiguous_with_both_places():
    edited = "So. " + TALK

    assert find_again(edited, 12, 17, "Hard.", "", "") == Found("ambiguous", candidates=(16, 48))


def test_words_with_the_same_surroundings_twice_are_ambiguous():
    talk = "Why?\nYeah. No.\nWhy?\nYeah. No."

    assert find_again("So. " + talk, *row(talk, "Yeah", n=2, width=4)) == Found("ambiguous", candidates=(9, 24))


def test_a_quotation_that_was_cut_out_is_lost():
    edited = TALK.replace("You just rang.", "")

    assert find_again(edited, *row(TALK, "You just rang")) == Found("lost")


def test_the_same_words_by_chance_at_the_old_offsets_do_not_deceive():
    talk = "I: Did it work?\nYeah.\nI: Were you paid?\nYeah."
    edited = talk.replace("I: Did it work?\nYeah.\n", "") + "\n" + talk[:21]  # the first exchange was moved to the end
    start, end, words, before, after = row(talk, "Yeah.", n=2)
    by_chance = " " * start + "Yeah.\n" + edited

    assert find_again(edited, start, end, words, before, after).start == edited.index("Yeah.")
    assert find_again(by_chance, start, end, words, before, "") == Found(
        "moved", *place(by_chance, "Yeah.", n=2), needs_a_look=True
    )


def test_the_same_words_at_the_old_offsets_but_its_surroundings_nowhere_are_ambiguous():
    edited = "What was that?\nYeah.\nReally?\nYeah."

    assert find_again(edited, 15, 20, "Yeah.", "Did it work?\n", "\nWere you") == Found(
        "ambiguous", candidates=(15, 29)
    )


def test_words_that_stand_there_once_are_taken_at_their_offsets_but_are_to_be_looked_at_if_surroundings_changed():
    edited = TALK.replace("Hard. You", "Easy. You")

    assert find_again(edited, *row(TALK, "You just rang", width=6)) == Found("in_place", 18, 31, needs_a_look=True)


def test_one_side_that_still_agrees_at_the_offsets_and_nowhere_else_keeps_a_repeated_word_in_place():
    edited = TALK.replace("And later?", "And than?!")

    assert find_again(edited, *row(TALK, "Hard.", n=2)) == Found(
        "in_place", *place(TALK, "Hard.", n=2), needs_a_look=True
    )


def test_without_a_quotation_the_offsets_stand():
    assert find_again(TALK, 3, 9, "", "", "") == Found("in_place", 3, 9)
    assert find_again(TALK, 0, len(TALK), " ", "x", "y") == Found("in_place", 0, len(TALK))


@pytest.mark.parametrize(
    ("start", "end"), [(3, 3), (9, 3), (-4, 2), (0, len(TALK) + 1), (None, 4), (3, None), (None, None)]
)
def test_offsets_that_are_no_passage_of_the_text_are_lost_without_a_quotation(start, end):
    assert find_again(TALK, start, end, "", "", "") == Found("lost")


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-4, 2), (900, 913), (None, None)])
def test_with_a_quotation_bad_offsets_do_no_harm(start, end):
    _, _, words, before, after = row(TALK, "You just rang")

    assert find_again(TALK, start, end, words, before, after) == Found("moved", 18, 31)


def test_line_feeds_that_a_spreadsheet_turned_into_something_else_do_not_matter():
    start, end = place(TALK, "it?\nHard.")

    assert find_again(TALK, start, end, "it?\r\nHard.", "How was ", " You") == Found("in_place", start, end)
    assert find_again("So, " + TALK, start, end, "it?  Hard.", "So, How was", "You just") == Found(
        "moved", start + 4, end + 4
    )


def test_offsets_count_in_the_text_as_it_is_also_where_that_has_runs_of_white_space():
    text = "How  was\t\tit?\n\nHard. You  just rang."

    found = find_again(text, 0, 3, "You just rang", "Hard. ", ".")

    assert (found.status, text[found.start : found.end]) == ("moved", "You  just rang")


def test_blanks_and_case_inside_of_words_are_not_forgiven():
    assert find_again(TALK, 0, 2, "Youjust rang", "", "").status == "lost"
    assert find_again(TALK, 0, 2, "you just rang", "", "").status == "lost"


def test_a_move_on_the_strength_of_short_surroundings_is_to_be_looked_at():
    assert find_again("Yeah. So?\nYeah. Why?", 0, 4, "Yeah", "", ". Why?") == Found("moved", 10, 14, needs_a_look=True)


def test_a_short_quotation_is_not_found_inside_of_a_longer_word():
    assert find_again("There was distrust.", 40, 45, "trust", "was ", " in") == Found("lost")
    assert find_again("He was notable.", 40, 44, "able", "He was not ", "") == Found("lost")
    assert find_again("Distrust, then trust.", 40, 45, "trust", "", "") == Found("moved", 15, 20, needs_a_look=True)


def test_a_quotation_that_begins_in_mid_word_is_found_all_the_same():
    assert find_again("So, collaboration was hard.", 1, 22, "ollaboration was hard", "C", ".") == Found(
        "moved", 5, 26, needs_a_look=True
    )


# Random edits. Every character carries the number of the character it once was, so the truth is always known.

WORDS = ["yeah", "right", "money", "school", "people", "the", "a", "they", "we", "never", "Thursday", "trust"]
WORDS += ["data", "rang", "city’s", "café", "😀", "board", "grant"]
SHORT_TURNS = ["Yeah.", "Right.", "Mm.", "No.", "Yeah. Right."]


def sentence(chance):
    return " ".join(chance.choices(WORDS, k=chance.randint(2, 9))) + chance.choice(".?!")


def interview(chance, n_turns):
    """A text with many turns that are the same few words."""
    return "\n".join(
        chance.choice(SHORT_TURNS)
        if chance.random() < 0.45
        else " ".join(sentence(chance) for _ in range(chance.randint(1, 3)))
        for _ in range(n_turns)
    )


def lines_of(marked):
    lines = [[]]
    for one in marked:
        if one[0] == "\n":
            lines.append([])
        else:
            lines[-1].append(one)
    return lines


def insert(chance, marked):
    at = chance.randrange(len(marked) + 1)
    new = chance.choice([sentence(chance) + " ", "Yeah.\n", "\n" + sentence(chance) + "\n", "um, "])
    return marked[:at] + [(sign, None) for sign in new] + marked[at:]


def delete(chance, marked):
    at = chance.randrange(len(marked))
    return marked[:at] + marked[at + chance.choice([1, 3, 8, 40]) :]


def replace(chance, marked):
    at = chance.randrange(len(marked))
    new = chance.choice(WORDS)
    return marked[:at] + [(sign, None) for sign in new] + marked[at + chance.choice([len(new), 1, 6]) :]


def reorder(chance, marked):
    lines = lines_of(marked)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return [mark for line in lines for mark in [("\n", None), *line]][1:]


def drop_turn(chance, marked):
    lines = lines_of(marked)
    del lines[chance.randrange(len(lines))]
    return [mark for line in lines for mark in [("\n", None), *line]][1:]


def encode_again(chance, marked):
    """UTF-8 read as cp1252, or quotes made straight."""
    if chance.random() < 0.5:
        return [("'" if sign == "’" else sign, number) for sign, number in marked]
    return [(new, number) for sign, number in marked for new in sign.encode().decode("cp1252", "replace")]


EDITS = [insert, delete, replace, reorder, drop_turn, encode_again]


def coded_rows(chance, text, n, width=40):
    """Rows of a coder: whole short turns half of the time, else any words."""
    rows = []
    while len(rows) < n:
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.choice([4, 5, 12, 30, 90]))
        if chance.random() < 0.5:
            line = chance.choice([line for line in text.split("\n") if line])
            start, end = chance.choice([place(text, line), (text.rindex(line), text.rindex(line) + len(line))])
        quotation = text[start:end]
        if quotation.strip() == quotation and quotation:
            before, after = text[max(0, start - width) : start], text[end : end + width]
            if chance.random() < 0.3:  # through a spreadsheet
                quotation, before, after = (part.replace("\n", "\r\n").strip() for part in (quotation, before, after))
            rows.append((start, end, quotation, before, after))
    return rows


def verdict(text, edited_text, numbers, coding):
    """right | wrong | twin (same words, same surroundings) | taken | open, `?` added where a person is to look.

    Taken: nothing but its offsets tells a passage, as in a text that is one "Yeah.", and they are taken at their word.
    """
    start, end, _, before, after = coding
    found = find_again(edited_text, *coding)
    truth = list(range(start, end))
    mark = "?" if found.needs_a_look else ""
    if found.start is None:
        return "open"
    if edited_text == text:  # the edit put equal words in each other's place
        return "right" if (found.start, found.end) == (start, end) else "wrong"
    if [n for n in numbers[found.start : found.end] if n is not None] == [n for n in truth if text[n] != "\n"]:
        return "right" + mark
    if not before and not after and (found.start, found.end) == (start, end):
        return "taken"
    around = (" ".join(before.split()) + "|" + " ".join(after.split())).split("|")
    left = " ".join(edited_text[: found.start].split())
    right = " ".join(edited_text[found.end :].split())
    is_twin = bool(before or after) and left.endswith(around[0]) and right.startswith(around[1])
    return ("twin" if is_twin else "wrong") + mark


def verdicts_after_edits(chance, n_turns, n_codings, n_edits):
    text = interview(chance, n_turns)
    rows = coded_rows(chance, text, n_codings)
    marked = [(sign, None if sign == "\n" else n) for n, sign in enumerate(text)]
    for _ in range(n_edits):
        marked = chance.choice(EDITS)(chance, marked) or marked
    edited = "".join(sign for sign, _ in marked)
    numbers = [number for _, number in marked]
    return [verdict(text, edited, numbers, coding) for coding in rows]


def test_of_10000_codings_in_edited_transcripts_none_is_silently_elsewhere():
    chance = random.Random(20261121)
    verdicts = [one for _ in range(400) for one in verdicts_after_edits(chance, 60, 25, chance.randint(1, 6))]

    assert len(verdicts) == 10_000
    assert verdicts.count("wrong") == 0
    assert verdicts.count("twin") + verdicts.count("taken") == 0  # 40 characters on each side are enough here
    assert verdicts.count("right") > 5_000
    assert (
        verdicts.count("right") + verdicts.count("right?") > 6_500
    )  # others: cut out, changed, "Yeah." beside an edit


@given(seed=st.integers(0, 2**32), n_turns=st.integers(1, 12), n_edits=st.integers(1, 5))
@example(seed=1863218, n_turns=1, n_edits=2)
@settings(max_examples=200)
def test_whatever_was_edited_a_coding_is_right_or_open_or_marked_for_a_look(seed, n_turns, n_edits):
    verdicts = verdicts_after_edits(random.Random(seed), n_turns, 5, n_edits)

    assert "wrong" not in verdicts


@given(seed=st.integers(0, 2**32))
@settings(max_examples=50)
def test_in_a_text_that_was_not_edited_every_coding_is_in_place(seed):
    chance = random.Random(seed)
    text = interview(chance, 8)

    for coding in coded_rows(chance, text, 5):
        assert find_again(text, *coding) == Found("in_place", *coding[:2])
