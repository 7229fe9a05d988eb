"""What the columns of a transcript that is a table hold: by their names, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.corpus.formats.lines import words
from pipeline.corpus.speakers.roles import asks_by_label

SPEAKER = words(
    """
    speaker speakers name speaker_name who person participant label role speaker_label user voice sprecher
    hablante speaker_id sprecherin participant_role participant_id speaker_role interlocutor persona personne
    locuteur locutrice intervenant orador falante parlante spreker talare спикер говорящий 发言人 说话人 發言人
    話者 発言者 화자
    """
)
TEXT = words(
    """
    text transcript utterance content speech words sentence message transcription body said what caption comment
    turn answer response value texto tekst inhalt dialogue line quote quotation verbatim spoken utterances
    utterance_text turn_text transcript_text spoken_text transkript transkription äußerung aussage wortlaut
    gesprochenes texte parole paroles propos transcripción transcripcion intervención contenido transcrição fala
    original original_text original_transcript original_language originaltext texte_original texto_original
    testo trascrizione transcriptie uitspraak текст реплика 内容 文本 转录 發言內容 発言 発話 내용
    """
)
QUESTION = words("question questions frage fragen pregunta domanda vraag")
ANSWER = words("answer answers response responses antwort antworten respuesta réponse risposta antwoord reply")
_TRANSLATED = words(
    """
    translation translated translations english_translation übersetzung übersetzt traduction traducción traduccion
    tradução traduzione vertaling przekład tłumaczenie перевод 翻译 翻訳 번역
    """
)
"""In the name of a column: the same words in another language, beside those that were said."""

START = words(
    """
    start time start_time timestamp begin from in start_seconds starttime time_start timecode seconds offset
    onset start_s zeit tijd begin_time in_point timespan time_span time_range timestamps uhrzeit hora heure temps
    tiempo ora время 时间 時間 시간
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
_GENDERED = re.compile(r"(?<=\w)[:*_·/](?:in|innen)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[\s\d.,:;%()\[\]/-]*")
_MOST_WORDS_OF_A_NAME = 4
_MOST_WORDS_OF_A_LABEL = 8
_FEWEST_WORDS_OF_A_VOICE = 4
_MOST_ROWS_ABOVE = 20
"""Rows in which a title and a cover sheet may stand before the names of columns."""


def plain(name: str) -> str:
    """A column's name as it is compared: `Start Time (s)` -> `start_time`."""
    bare = _GENDERED.sub("", name.partition("(")[0]).replace("-", " ").replace("_", " ")
    return "_".join(bare.split()).casefold().rstrip(":")


def named_columns(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Places of the columns `speaker`, `text`, `start`, and of `question` beside an answer.

    Empty where the first row names no column of text. Where several names could be that of the words, it is the one
    in which most words stand: `turn`, `line` and `comment` often count or remark. Where a column bears an
    interviewer's label and another one that of who answers, the columns are the voices.
    """
    names = [plain(cell) for cell in rows[0]]
    columns: dict[str, int] = {}
    texts = _places(names, TEXT | ANSWER)
    if texts:
        columns["text"] = max(texts, key=lambda place: (_n_words(rows, place), names[place] == "text", -place))
        if len(rows) > 1 and not _n_words(rows, columns["text"]):
            columns["text"] = next((place for place in texts if names[place] == "text"), texts[0])
        if names[columns["text"]] in ANSWER:
            asked = [place for place in _places(names, QUESTION) if _n_words(rows, place)]
            columns.update(("question", place) for place in asked[:1])
    else:
        columns = _two_voices(rows)
    for column, known in (("speaker", SPEAKER), ("start", START)):
        places = [place for place in _places(names, known) if place not in columns.values()]
        if places:
            columns[column] = next((place for place in places if names[place] == column), places[0])
    return columns if "text" in columns else {}


def talk_columns(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The columns of a table in a document whose first row names them: of the words, and of who says them.

    Empty where the first row may be speech, where the names are not those of a talk, or where most words stand
    elsewhere.
    """
    if len(rows) < 3 or any(len(cell.split()) > _MOST_WORDS_OF_A_NAME for cell in rows[0]):
        return {}
    columns = named_columns(rows)
    if not columns.keys() & {"speaker", "question"}:
        return {}
    sizes = {place: _n_words(rows, place) for place in range(max(map(len, rows)))}
    # What is said once more in another language is no further talk.
    for place, cell in enumerate(rows[0]):
        if place not in columns.values() and _TRANSLATED & set(plain(cell).split("_")):
            sizes[place] = 0
    said = sizes[columns["text"]] + sizes.get(columns.get("question", -1), 0)
    labels = [row[columns["speaker"]] for row in rows[1:] if columns.get("speaker", len(row)) < len(row)]
    # A speaker's cell holds a label; whole sentences there say that the names mean something else.
    if any(len(label.split()) > _MOST_WORDS_OF_A_LABEL for label in labels):
        return {}
    return columns if said * 2 > sum(sizes.values()) else {}


def names_left_out(rows: Sequence[Sequence[str]], columns: dict[str, int]) -> list[str]:
    """The columns, each by its name and the number of its words, whose words are no part of the talk."""
    width = max(len(row) for row in rows)
    named = [row[place] if place < len(row) else "" for row in rows[:1] for place in range(width)]
    left = [
        (named[place].strip() or f"number {place + 1}", _n_words(rows, place))
        for place in range(width)
        if place not in columns.values() and plain(named[place]) not in OTHER | START
    ]
    return [f"'{name}' ({n} words)" for name, n in left if n]


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row that names columns by usual names, below a title and what a cover sheet tells; else 0."""
    for place, cells in enumerate(rows[:_MOST_ROWS_ABOVE]):
        names = [plain(cell) for cell in cells if cell.strip()]
        is_short = all(len(cell.split()) <= _MOST_WORDS_OF_A_NAME for cell in cells)
        columns = named_columns(rows[place:]) if len(names) > 1 and is_short else {}
        if columns and columns.keys() & {"speaker", "start", "question"}:
            return place
        if columns and not place:
            return 0
    # A title fills one cell; a row below it that fills as many as the talk may name the columns in other words.
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    place = next((nth for nth, width in enumerate(widths[:_MOST_ROWS_ABOVE]) if width > 1), 0)
    return place if place and is_unknown_header(rows[place], rows[place + 1 :]) else 0


def _two_voices(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The places of two columns named by labels, one of whom asks: `Interviewer` beside `Mo`."""
    filled = [place for place, cell in enumerate(rows[0]) if cell.strip() and plain(cell) not in OTHER | START]
    asking = [place for place in filled if asks_by_label(rows[0][place].rstrip(": ")) and len(rows[0][place]) > 2]
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if len(filled) != 2 or len(asking) != 1 or len(body) < 2:
        return {}
    answering = next(place for place in filled if place not in asking)
    # A cover sheet has a name beside `Interviewer`, and a name or a date in the rows below.
    if min(_n_words(rows, asking[0]), _n_words(rows, answering)) < _FEWEST_WORDS_OF_A_VOICE * len(body):
        return {}
    both = sum(max(len(row), 0) > max(filled) and all(row[place].strip() for place in filled) for row in body)
    return {"question": asking[0], "text": answering} if both * 2 > len(body) else {}


def _places(names: Sequence[str], known: frozenset[str]) -> list[int]:
    return [place for place, name in enumerate(names) if name in known]


def _n_words(rows: Sequence[Sequence[str]], place: int) -> int:
    return n_words_in([row[place] for row in rows[1:] if place < len(row)])


def are_names(cells: Sequence[str]) -> bool:
    """Whether cells are usual names, with capitals, of the columns of who speaks and of what is said."""
    names = {plain(cell) for cell in cells}
    is_written_so = all(cell[:1].isupper() or not cell[:1].isalpha() for cell in cells)
    return is_written_so and bool(names & SPEAKER) and bool(names & TEXT) and names <= _KNOWN


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
