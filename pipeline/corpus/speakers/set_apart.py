"""Voices of a file in which nobody has a label, told apart by what else shows them; the way that is taken is told.

The names of paragraph styles, the colours of captions, the numbers of questions, typefaces, dashes before what is said;
where nothing shows them, questions and answers that strictly alternate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from itertools import pairwise, takewhile

from pipeline.corpus.formats.lines import UNKNOWN, Line, words
from pipeline.corpus.speakers.evidence import QUESTION_MARKS, asks, ends_a_sentence
from pipeline.corpus.speakers.faces import voices_by_face
from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.roles import looks_like_a_role, word_for_a_turn
from pipeline.study.dataclass import dataclass

NOBODY_HAS_A_LABEL = "nobody has a label"
SLANTED = "italic"
"""The face of a line of captions that is in italics from its beginning to its end."""

ASKS = f"{UNKNOWN} (asks)"
NUMBERED = f"{UNKNOWN} (numbered)"
_LEAST_CHANGES = 3
"""As of typefaces: a heading or two in a style of their own change it twice."""

_LEAST_QUESTIONS = 3
_LEAST_PAIRS = 3
"""Questions with their answers, from which two voices that nothing else shows are believed."""

_ASKS_NEARLY_ALWAYS, _ASKS_HARDLY, _ASKS_BACK = 0.75, 0.1, 0.34
"""Shares of the paragraphs of one of two voices that ask."""

_MOST_HEADS = 4
_LONGEST_STYLE = 60
_ENDS = re.compile(r"[.?!…。？！؟][\"'”’»)\]]*\s*$")
_BESIDE_A_ROLE = words("text txt absatz paragraph para style stil zchn char style1 standard normal turn speech")
_DASH = re.compile(r"\s*[–—―-]{1,2}\s*(?=[^\s\d–—-])")
_NUMBERED = re.compile(
    r"\s*(?:[QF]|Frage|Question|Pregunta)?[ .]?(?P<n>\d{1,3})[ ]?(?:[.):–—-]{1,2}|\t)[ \t]{0,20}(?=[^\W\d_¿¡\"“«(])",
    re.I,
)

_MARK = re.compile(f"[{QUESTION_MARKS.replace(';', '')}]")
_ASKED = re.compile(rf"(?P<question>{_MARK.pattern}[\"”’»)]*)\s")
_PARTED = re.compile(rf"(?P<question>{_MARK.pattern}[\"”’»)]*)\s*(?:[–—-]{{1,2}}|\t|\|)")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
# `…, right?`: who speaks so asks for no answer.
_TAG = re.compile(
    r"(?:[,.…–-]|\s)\s*(?:you know|right|isn[’']t it|innit|no|yeah|eh|okay|oder|ne|gell|nicht wahr|weißt du|"
    r"verstehen sie|n[’']est-ce pas|hein|non|tu vois|vous voyez|verdad|sabes|vale|né|percebe|sabe|hè|hoor|toch|"
    r"weet je|vero|capisci|prawda|да|правда|понимаете)\s*[?？؟]\W*$",
    re.IGNORECASE,
)
_LONGEST_TAG = 60
"""Signs at the end of a paragraph in which a tag is sought: blanks may be many."""


@dataclass(frozen=True)
class SetApart:
    """Voices by the index of the line in which each begins, what is told of them, and lines without their dashes.

    `parts` are lines that hold a question and its answer.
    """

    voices: dict[int, str] = field(default_factory=dict)
    message: str = ""
    without_marks: dict[int, str] = field(default_factory=dict)
    parts: dict[int, tuple[str, str]] = field(default_factory=dict)


def voices_set_apart(lines: Sequence[Line], has_cues: bool) -> SetApart:
    """The voices of lines without labels, by the surest sign that the file has; none where it has no sign."""
    ways: tuple[Callable[[Sequence[Line]], SetApart], ...] = (
        (_by_colour, _by_slant)
        if has_cues
        else (_by_style, _by_number, _by_numbered_line, _by_face, _by_dash, _by_turns)
    )
    for way in ways:
        apart = way(lines)
        if apart.voices or apart.parts:
            return apart
    return SetApart()


def role_in(style: str) -> str:
    """The role that the name of a paragraph style says: `Interviewer` of `Interviewer Text`; else ''."""
    if not 0 < len(style) <= _LONGEST_STYLE:
        return ""
    parts = [part for part in style.replace("_", " ").split() if part.casefold() not in _BESIDE_A_ROLE]
    name = " ".join(parts)
    bare = re.sub(r"(?i)^interview[ -]?(?=frage|antwort|question|answer)", "", name)
    if word := word_for_a_turn(bare):
        return word[:1].upper() + word[1:]
    return name if name and looks_like_a_role(name) else ""


def _by_style(lines: Sequence[Line]) -> SetApart:
    roles = {style: role for style in {line.style for line in lines} if (role := role_in(style))}
    if not roles:
        return SetApart()
    voices = {index: roles.get(line.style, UNKNOWN) for index, line in enumerate(lines) if line.opens}
    # Where two roles have styles, what has neither is a heading or a remark; with one, it is the other voice.
    if _n_changes(voices) < _LEAST_CHANGES:
        return SetApart()
    names = ", ".join(f"'{role}'" for role in dict.fromkeys(roles.get(line.style, "") for line in lines) if role)
    return SetApart(voices, f"{NOBODY_HAS_A_LABEL}: who speaks is read from the names of paragraph styles ({names}).")


def _by_colour(lines: Sequence[Line]) -> SetApart:
    shares = Counter(line.typeface for line in lines)
    # A colour on a cue or two stresses a word or names a song.
    colours = [colour for colour, n in shares.items() if n * 10 >= len(lines) and n > 1 and colour != SLANTED]
    voices = {
        index: _of_colour(line.typeface) if line.typeface in colours else UNKNOWN for index, line in enumerate(lines)
    }
    if len(set(voices.values())) < 2 or _n_changes(voices) < _LEAST_CHANGES:
        return SetApart()
    names = ", ".join(f"'{name}'" for name in dict.fromkeys(voices.values()))
    return SetApart(voices, f"{NOBODY_HAS_A_LABEL}: who speaks is read from the colours of the captions ({names}).")


def _by_slant(lines: Sequence[Line]) -> SetApart:
    """Captions of which those in italics mostly ask; elsewhere italics stress, or are a voice that is not seen."""
    if not any(line.typeface == SLANTED for line in lines):
        return SetApart()
    return _by_face(
        [line if line.typeface == SLANTED else replace(line, typeface="", text=line.text.strip()) for line in lines]
    )


def _of_colour(colour: str) -> str:
    if not colour:
        return UNKNOWN
    return colour if looks_like_a_role(colour) else f"{UNKNOWN} ({colour})"


def _by_face(lines: Sequence[Line]) -> SetApart:
    voices = voices_by_face(lines)
    if not voices:
        return SetApart()
    asking = next(name for name in voices.values() if name != UNKNOWN)
    message = f"{NOBODY_HAS_A_LABEL}: what is set apart and mostly asks is by '{asking}', the rest by '{UNKNOWN}'."
    return SetApart(voices, message)


def _by_number(lines: Sequence[Line]) -> SetApart:
    """Questions that are numbered from 1 on, each with an answer below it that has no number."""
    numbered = {index: int(match["n"]) for index, line in enumerate(lines) if (match := _NUMBERED.match(line.text))}
    places = list(numbered)
    if len(places) < _LEAST_QUESTIONS or list(numbered.values()) != list(range(1, len(places) + 1)):
        return SetApart()
    ends = [_end_of_question(lines, place, following) for place, following in pairwise([*places, len(lines)])]
    answered = [end for end, following in zip(ends, [*places[1:], len(lines)], strict=True) if end < following]
    asking = sum(asks(lines[end - 1].text) for end in ends)
    if len(answered) * 5 < 4 * len(places) or asking * 5 < 4 * len(places):
        return SetApart()
    voices = dict.fromkeys(places, NUMBERED) | dict.fromkeys(answered, UNKNOWN)
    message = f"{NOBODY_HAS_A_LABEL}: numbered questions are by '{NUMBERED}', what stands below them by '{UNKNOWN}'."
    return SetApart(dict(sorted(voices.items())), message)


def _by_numbered_line(lines: Sequence[Line]) -> SetApart:
    """Lines that are numbered from 1 on, each with a question and what answers it: `1. Who came? The bakers.`

    Where a line holds two question marks, the answer may hold one: then a dash must part them, or no line is parted.
    """
    numbered = {index: int(match["n"]) for index, line in enumerate(lines) if (match := _NUMBERED.match(line.text))}
    if len(numbered) < _LEAST_QUESTIONS or list(numbered.values()) != list(range(1, len(numbered) + 1)):
        return SetApart()
    parts = {}
    for index in numbered:
        text = lines[index].text
        end = _PARTED.search(text) or (_ASKED.search(text) if len(_MARK.findall(text)) == 1 else None)
        # What stands in brackets behind a question of a guide is advice to who asks.
        if end is None or not any(map(str.isalpha, _IN_BRACKETS.sub("", text[end.end() :]))):
            return SetApart()
        parts[index] = (text[: end.end("question")], text[end.end() :].lstrip())
    message = (
        f"{NOBODY_HAS_A_LABEL}: in numbered lines, what ends as a question is by '{NUMBERED}', the rest by '{UNKNOWN}'."
    )
    return SetApart(message=message, parts=parts)


def _end_of_question(lines: Sequence[Line], place: int, following: int) -> int:
    """The line after a question: after the first that ends as one, else after its paragraph."""
    asking = next((index for index in range(place, following) if asks(lines[index].text)), None)
    opening = next((index for index in range(place + 1, following) if lines[index].opens), following)
    return asking + 1 if asking is not None and asking < opening else opening


def _by_dash(lines: Sequence[Line]) -> SetApart:
    """Dialogue as novels and newspapers print it: a dash before what each says, or before what one of them says."""
    dashed = [index for index, line in enumerate(lines) if _DASH.match(line.text)]
    openings = [index for index, line in enumerate(lines) if line.opens]
    # The items of a list end no sentence.
    if len(dashed) < 2 * _LEAST_PAIRS - 2 or sum(ends_a_sentence(lines[index].text) for index in dashed) * 5 < 4 * len(
        dashed
    ):
        return SetApart()
    without = {index: lines[index].text[match.end() :] for index in dashed if (match := _DASH.match(lines[index].text))}
    plain = [index for index in openings if index not in without]
    # A second paragraph of what somebody says has no dash, nor has a heading.
    if sum(index > dashed[0] for index in plain) * 4 > len(dashed):
        voices = _one_dashes(lines, without, plain)
    else:
        voices = _alternating(lines, dashed)
    message = f"{NOBODY_HAS_A_LABEL}: dashes tell the voices apart; those who ask are '{ASKS}', the rest '{UNKNOWN}'."
    return SetApart(voices, message, without) if voices else SetApart()


def _one_dashes(lines: Sequence[Line], dashed: dict[int, str], plain: Sequence[int]) -> dict[int, str]:
    """Where only one of two voices has dashes, and one of them nearly always asks and the other hardly ever."""
    shares = [sum(asks(_last_of(lines, index)) for index in places) / max(1, len(places)) for places in (dashed, plain)]
    if len(plain) < _LEAST_PAIRS or sorted((shares[0] >= 0.8, shares[1] >= 0.8)) != [False, True] or min(shares) > 0.2:
        return {}
    is_asking = shares[0] > shares[1]
    voices = {index: ASKS if (index in dashed) == is_asking else UNKNOWN for index in sorted((*dashed, *plain))}
    return voices if _n_changes(voices) >= 2 * _LEAST_PAIRS - 2 else {}


def _by_turns(lines: Sequence[Line]) -> SetApart:
    """Paragraphs of which every other one asks and none between them does."""
    openings = [index for index, line in enumerate(lines) if line.opens]
    # A title and a date stand above, and end no sentence.
    heads = list(takewhile(lambda index: not _ENDS.search(lines[index].text), openings[:_MOST_HEADS]))
    voices = _alternating(lines, openings[len(heads) :])
    message = f"{NOBODY_HAS_A_LABEL}: every other paragraph asks and is by '{ASKS}', those between by '{UNKNOWN}'."
    return SetApart(voices, message) if voices else SetApart()


def _alternating(lines: Sequence[Line], places: Sequence[int]) -> dict[int, str]:
    """Two voices that take turns: the one nearly always asks, the other hardly ever; else none.

    Both halves of the talk must show the same one, since a paragraph too many exchanges the two from there on. The
    other may ask back now and then, if it says far more; who asks and says far more is hardly the interviewer.
    """
    if len(places) < 2 * _LEAST_PAIRS:
        return {}
    turns = [[_asks_for_an_answer(_last_of(lines, index)) for index in places[nth::2]] for nth in (0, 1)]
    n_words = [sum(_n_words(lines, index) for index in places[nth::2]) for nth in (0, 1)]
    shares = [sum(asking) / len(asking) for asking in turns]
    asking = shares.index(max(shares))
    halves = [[sum(half) / len(half) for half in (of[: len(of) // 2], of[len(of) // 2 :])] for of in turns]
    is_steady = all(mine > theirs for mine, theirs in zip(halves[asking], halves[1 - asking], strict=True))
    is_clear = shares[1 - asking] <= _ASKS_HARDLY and n_words[asking] <= 2 * n_words[1 - asking]
    is_told_by_length = shares[1 - asking] <= _ASKS_BACK and n_words[asking] * 2 <= n_words[1 - asking]
    if shares[asking] < _ASKS_NEARLY_ALWAYS or not is_steady or not (is_clear or is_told_by_length):
        return {}
    return {index: ASKS if nth % 2 == asking else UNKNOWN for nth, index in enumerate(places)}


def _asks_for_an_answer(text: str) -> bool:
    return asks(text) and not _TAG.search(text[-_LONGEST_TAG:])


def _n_words(lines: Sequence[Line], index: int) -> int:
    """How many words the paragraph has that opens at `index`."""
    n = len(lines[index].text.split())
    while index + 1 < len(lines) and not lines[index + 1].opens:
        index += 1
        n += len(lines[index].text.split())
    return n


def _last_of(lines: Sequence[Line], index: int) -> str:
    """The last line of what begins at `index`: of its paragraph."""
    while index + 1 < len(lines) and not lines[index + 1].opens and not _DASH.match(lines[index + 1].text):
        index += 1
    return lines[index].text


def _n_changes(voices: dict[int, str]) -> int:
    return sum(fold(before) != fold(after) for before, after in pairwise(voices.values()))
