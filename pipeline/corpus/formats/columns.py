"""What the columns of a transcript that is a table hold: by their names, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.corpus.formats.lines import words

SPEAKER = words(
    """
    speaker speakers name speaker_name who person participant label role speaker_label user voice sprecher
    hablante speaker_id
    """
)
TEXT = words(
    """
    text transcript utterance content speech words sentence message transcription body said what caption comment
    turn answer response value texto tekst inhalt dialogue line quote quotation
    """
)
QUESTION = words("question questions frage fragen pregunta domanda vraag")
ANSWER = words("answer answers response responses antwort antworten respuesta réponse risposta antwoord reply")
START = words(
    """
    start time start_time timestamp begin from in start_seconds starttime time_start timecode seconds offset
    onset start_s zeit tijd begin_time in_point
    """
)
OTHER = words(
    """
    end end_time stop to out duration no no. nr nr. number id turn_id line_no # row index endtime time_end end_seconds
    confidence
    """
)
_KNOWN = SPEAKER | TEXT | START | OTHER | QUESTION | ANSWER
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"[\s\d.,:;%()\[\]/-]*")
_MOST_WORDS_OF_A_NAME = 4


def plain(name: str) -> str:
    """A column's name as it is compared: `Start Time (s)` -> `start_time`."""
    return "_".join(name.partition("(")[0].replace("-", " ").replace("_", " ").split()).casefold().rstrip(":")


def is_header(cells: Sequence[str]) -> bool:
    """Whether each cell of a row is a usual name of a column, and one of them of the text or the speaker."""
    names = [plain(cell) for cell in cells if cell.strip()]
    return len(names) > 1 and all(name in _KNOWN for name in names) and any(name in TEXT | ANSWER for name in names)


def is_unknown_header(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names columns in words that are no usual names, as the rows below it show.

    It is short and ends no sentence, its speaker's cell (a column in which few things stand, again and again) never
    recurs, and its words are fewer than those of nearly all rows.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    # No column is named by a number or a time, and in fewer than three rows nothing can be seen to recur.
    if len(filled) < 2 or len(rows) < 3 or any(_NUMBER.fullmatch(cell) for cell in filled):
        return False
    unusual = [cell for cell in filled if plain(cell) not in _KNOWN]
    if any(len(cell.split()) > _MOST_WORDS_OF_A_NAME or cell[-1] in ".?!…," for cell in unusual):
        return False
    width = len(cells)
    for place in range(width):
        if plain(cells[place]) in OTHER:
            continue
        below = [row[place].strip().casefold() for row in rows if place < len(row) and row[place].strip()]
        # A speaker's label stands in two rows on average at least; what is new in most rows is speech.
        recurs = len(set(below)) * 2 <= len(below) and len(set(below)) <= 30
        if len(below) * 2 > len(rows) and recurs and any(_WORD.search(cell) for cell in below):
            return bool(cells[place].strip()) and cells[place].strip().casefold() not in below
    return any(plain(cell) in _KNOWN for cell in filled)


def number_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of a first column that only counts the rows: 1, 2, 3, …"""
    numbers = [row[0].strip().rstrip(".)") for row in rows if row and row[0].strip()]
    if len(numbers) < 3 or len(numbers) * 10 < 8 * len(rows) or not all(number.isdecimal() for number in numbers):
        return None
    counted = [int(number) for number in numbers]
    return 0 if all(after - before == 1 for before, after in pairwise(counted)) else None


def n_words_in(cells: Sequence[str]) -> int:
    """How many words stand in cells, numbers and times aside."""
    return sum(len(_WORD.findall(cell)) for cell in cells)


def codes_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of a column to the right of the words in which few words stand: codes or remarks in the margin."""
    width = max((len(row) for row in rows), default=0)
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    sizes = [n_words_in(column) for column in columns]
    if len(rows) < 3 or width < 2 or not max(sizes):
        return None
    text = sizes.index(max(sizes))
    # To the left of the words stand speakers, times and numbers; codes and remarks stand in the right margin.
    for place in range(text + 1, width):
        n_filled = sum(bool(cell.strip()) for cell in columns[place])
        # More than five words a cell, or a third of all that is said, may well be talk.
        if n_filled >= 2 and 0 < sizes[place] <= 5 * n_filled and sizes[place] * 3 < sizes[text]:
            return place
    return None
