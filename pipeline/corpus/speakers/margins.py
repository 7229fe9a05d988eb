"""Lines before labels are sought: what a program or a page put beside the words is taken from them.

Numbers of lines and of paragraphs, clock times in the margin, times in words (`0 minutes 5 seconds`), frames of video;
and where roles stand inside a paragraph (`Is that OK?Interviewee: Yes.`), a line for each.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.corpus.formats.lines import CLOCK, CLOCK_RANGE, STAMP, Line, seconds
from pipeline.corpus.speakers.labels import is_name_like
from pipeline.corpus.speakers.nonpersons import is_end
from pipeline.corpus.speakers.odd_times import with_known_times
from pipeline.corpus.speakers.roles import ANSWERERS, ANSWERING, ASKERS, ASKING, looks_like_a_role
from pipeline.study.dataclass import dataclass

_CLOCK_ALONE = re.compile(rf"\s*{CLOCK_RANGE}\s*$")
_CLOCK_FIRST = re.compile(rf"\s*{CLOCK_RANGE}(?:\s*[-–—|:])?(?=\s+\S)")
_LONG_CLOCK = re.compile(r"\s*\d{1,2}:[0-5]\d:[0-5]\d(?:[.,]\d{1,3})?\s*$")
# Time codes of video end in frames: `01:02:03:12`, or `01:02:03;12`.
_FRAMES = re.compile(r"(?<![\d:])(\d{1,2}:[0-5]\d:[0-5]\d)[:;]\d{2}(?![\d:])")
_SPAN_OF_FRAMES = re.compile(rf"[\[(]?{_FRAMES.pattern}(?:\s*(?:-{{1,2}}>?|–|—)\s*{_FRAMES.pattern})?[\])]?")
# Messengers set date and time before each name: `[12/05/2023, 14:03] Anna: …`, `2023-05-12 14:03 - Anna: …`.
_DATED = re.compile(
    r"[\s\u200e\u200f]*\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?[ T]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?:[ \u202f]?[AaPp][Mm])?\]?(?:[ ]+[-–])?[ ]+(?=\S)"
)
# Telegram sets them behind: `Anna, [12.05.2023 14:03]` alone on its line.
_DATED_LAST = re.compile(
    r"(?P<head>[^\[\]:：]{1,50}?),? \[\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\]:?\s*$"
)
# `Anna (12.05): …`, `Anna (3 min 20 s): …`: times that `CLOCK` does not know, so in a label only.
_SHORT_TIME = re.compile(
    r"(?P<head>^[^:：]{1,50}?)[ ]?[(\[](?:(?P<dots>\d{1,3}\.\d{2}(?:\.\d{2})?)|"
    r"(?P<units>(?:\d{1,3}[ ]?(?:h|hrs?|m|mins?|s|secs?)\b[ .,]*)+))[)\]](?=\s*[:：])"
)
_UNITS = (
    r"(?:hours?|stunden?|heures?|horas?|uur|uren)",
    r"(?:minutes?|minuten?|minutos?)",
    r"(?:seconds?|sekunden?|secondes?|segundos?|seconden?)",
)
# `Maria Lopez 0 minutes 5 seconds`, which some programs repeat in figures.
_IN_WORDS = re.compile(
    rf"^(?P<head>\D{{0,60}}?)\s*(?:(?P<h>\d{{1,2}}) {_UNITS[0]}[ ,]*)?(?:(?P<m>\d{{1,2}}) {_UNITS[1]}[ ,]*)?"
    rf"(?P<s>\d{{1,2}}) {_UNITS[2]}\s*(?:{CLOCK})?\s*$",
    re.IGNORECASE,
)
_UNIT = re.compile(_UNITS[2], re.IGNORECASE)
_ODD_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# A number in the margin, in brackets or with a full stop, before a tab or blanks.
_NUMBER = re.compile(r"\s*[(\[#]?(?P<n>\d{1,5})[)\]]?[.:)]?(?P<gap>\t+[ ]*|[ ]+)(?=\S)")
_NUMBER_LAST = re.compile(r"(?:\t|[ ]{2,})[ \t]*(?P<n>\d{1,5})\s*$")
_FEWEST_NUMBERED = 5
_NUMBER_ALONE = re.compile(r"\s*(?P<n>\d{1,5})\s*$")
# Long words only: `iv`, `int` and `mod` may be the end of another word.
_LONG_ROLES = "|".join(
    sorted(
        {
            re.escape(role.capitalize())
            for role in ASKERS | ANSWERERS | {"speaker", "sprecher", "sprecherin"}
            if len(role) > 4
        }
        | {re.escape(role.capitalize()) for role in ASKING | ANSWERING if len(role) > 4},
        # The longest first, since a pattern takes the first that fits.
        key=lambda role: (-len(role), role),
    )
)
_ROLE_BEFORE = re.compile(rf"(?:{_LONG_ROLES})(?: \d{{1,3}}| [A-Z])? ?$")
_ENDS_WORDS = '.?!…"”’)]'
# One letter and a colon inside a line may be speech: only where the line begins so too (`Q: Why? A: …`).
_GLUED_LETTERS = re.compile(r"(?<=[.?!…\"”’)\]])[ \t]+(?=(?:[QAIRFPB]|IV|IE|IR|IP)\d{0,2}:[ ])")
_BEGINS_WITH_A_LETTER = re.compile(r"\s*(?:[QAIRFPB]|IV|IE|IR|IP)\d{0,2}:[ ]")
_WORD = re.compile(r"[^\W\d_]")
_LONGEST_ROLE = 30
_END_OF_QUESTION = re.compile(r"[?？؟][\"”’»)]*[\s–—-]")
_END_IN_CAPITALS = re.compile(
    r"(?<=[.?!…\"”’)\]])[ \t]+(?P<end>[(\[*]*[^\W\d_a-zà-ÿ]+(?:[ '’][^\W\d_a-zà-ÿ]+){1,4}[.)\]* ]*)$"
)
# `Page 3`, `Seite 3 von 12`, `стр. 3`: what a print sets on every page.
_PAGE = re.compile(
    r"\b(?:page|pg|p\.|seite|s\.|página|pág\.?|pagina|pag\.?|strona|sida|side|стр\.?)\s*(?P<n>\d{1,4})\b", re.IGNORECASE
)
_LONGEST_PAGE_HEAD = 100
_FEWEST_PAGES = 3

_MARK_OF_TIME = "\x00"
_LONE_SIGN = re.compile(r"(?:^|(?<=[.?!…,;:]))[\s\x00]*\x00[\s\x00]*[,.](?=[\s\x00]|$)")
_BEFORE_A_SIGN = re.compile(r"[\s\x00]*\x00[\s\x00]*(?=[,.!?](?:[\s\x00]|$))")


@dataclass(frozen=True, slots=True)
class Ready:
    """Lines as labels are sought in them; `clocks` are the lengths of clock times that lead lines by their index."""

    lines: Sequence[Line]
    clocks: dict[int, int]
    n_split: int = 0
    first_split: int = 0
    page_heads: Sequence[Line] = ()


def made_ready(lines: Sequence[Line], has_cues: bool) -> Ready:
    """Lines without what stands beside the words; in captions only what is glued is parted."""
    # Ends of lines first: all that follows goes line by line.
    lines = _with_usual_ends(lines)
    # A caption's times stand above its words, and what is left in these is said.
    lines = lines if has_cues else with_known_times(lines)
    lines = _with_usual_times(_without_dates(lines))
    page_heads: Sequence[Line] = ()
    if not has_cues:
        lines, page_heads = _without_page_heads(lines)
        lines = without_numbers(_without_last_numbers(lines))
    parted = _without_glue(lines)
    n_split = len(parted) - len(lines)
    first = next((after.number for before, after in zip(lines, parted, strict=False) if before is not after), 0)
    shown, clocks = _without_clocks(parted)
    return Ready(shown, clocks, n_split, first if n_split else 0, page_heads)


def without_times(text: str) -> str:
    """The text without bracketed time stamps, and without the comma or full stop that would be left alone."""
    # Every stamp holds a colon: most texts need no search.
    if ":" not in text:
        return text
    marked = STAMP.sub(_MARK_OF_TIME, text)
    if _MARK_OF_TIME not in marked:
        return text
    marked = _LONE_SIGN.sub(" ", marked)
    return _BEFORE_A_SIGN.sub("", marked).replace(_MARK_OF_TIME, " ")


def with_ends_apart(lines: Sequence[Line]) -> Sequence[Line]:
    """A line of its own for `END OF RECORDING` in capitals behind what somebody says last."""
    parted: list[Line] = []
    for line in lines:
        end = (
            _END_IN_CAPITALS.search(line.text[-60:]) if line.text[-1:].isupper() or line.text[-1:] in ".*)] " else None
        )
        if end is None or not is_end(end["end"]):
            parted.append(line)
            continue
        parted.append(replace(line, text=line.text[: len(line.text) - len(end.group())]))
        parted.append(Line(end["end"], line.number, False))
    return parted


def _with_usual_ends(lines: Sequence[Line]) -> Sequence[Line]:
    """A line for each that ends in another sign than a line feed: Word's soft break (VT), U+2028, U+2029, U+0085."""
    if not any(_ODD_END.search(line.text) for line in lines):
        return lines
    return [
        # A label in another face stands at the start of the first piece only.
        replace(line, text=piece, opens=line.opens or place > 0, lead=line.lead if place == 0 else 0)
        for line in lines
        for place, piece in enumerate(_ODD_END.split(line.text))
        if piece.strip()
    ]


def _without_dates(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines of a chat with the time alone of a date and a time before each name; times of other kinds in a label go.

    Three such lines at least: one may be what somebody says.
    """
    dated = {place for place, line in enumerate(lines) if ":" in line.text[:20] and _DATED.match(line.text)}
    last = {
        place
        for place, line in enumerate(lines)
        if line.text[:90].rstrip()[-1:] in "]:" and _DATED_LAST.match(line.text)
    }
    short = {place for place, line in enumerate(lines) if _SHORT_TIME.match(line.text[:80])}
    shown = list(lines)
    for place in dated if len(dated) > 2 else ():
        shown[place] = replace(shown[place], text=_DATED.sub(r"[\g<clock>] ", shown[place].text, count=1))
    for place in last if len(last) > 2 else ():
        shown[place] = replace(shown[place], text=_DATED_LAST.sub(r"\g<head> [\g<clock>]", shown[place].text))
    for place in short if len(short) > 2 else ():
        shown[place] = replace(shown[place], text=_SHORT_TIME.sub(r"\g<head>", shown[place].text, count=1))
    return shown


def _with_usual_times(lines: Sequence[Line]) -> Sequence[Line]:
    """Frames of video, and times in words that stand alone or after a name on several lines, become times in brackets.

    One such line may be speech (`It took 3 minutes 5 seconds`), so a time in words needs company and a name.
    """
    framed = {place for place, line in enumerate(lines) if ":" in line.text and _FRAMES.search(line.text)}
    in_words = {
        place: match
        for place, line in enumerate(lines)
        if len(line.text) < 110
        and _UNIT.search(line.text)
        and (match := _IN_WORDS.match(line.text))
        and (
            not match["head"].strip() or is_name_like(match["head"].strip()) or looks_like_a_role(match["head"].strip())
        )
    }
    in_words = in_words if len(in_words) > 1 else {}
    if not framed and not in_words:
        return lines
    shown = list(lines)
    for place, line in enumerate(lines):
        if place in framed:
            shown[place] = replace(line, text=_SPAN_OF_FRAMES.sub(lambda match: f"[{match.group(1)}]", line.text))
        elif spoken := in_words.get(place):
            clock = f"{int(spoken['h'] or 0)}:{int(spoken['m'] or 0):02d}:{int(spoken['s']):02d}"
            head = spoken["head"].strip()
            shown[place] = replace(line, text=f"{head} [{clock}]" if head else clock)
    return shown


def _without_page_heads(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Lines without those that number the pages of a print (`Talk 7 – page 3`), and these.

    They are alike but for a number of a page that rises, three times or more: nobody says that.
    """
    alike: dict[str, list[tuple[int, int]]] = {}
    for place, line in enumerate(lines):
        if len(line.text) <= _LONGEST_PAGE_HEAD and (head := _PAGE.search(line.text)):
            shape = f"{line.text[: head.start('n')]}#{head.string[head.end() :]}"
            alike.setdefault(" ".join(shape.split()).casefold(), []).append((place, int(head["n"])))
    heads: set[int] = set()
    for places in alike.values():
        numbers = [number for _, number in places]
        if len(places) >= _FEWEST_PAGES and all(after > before for before, after in itertools.pairwise(numbers)):
            heads |= {place for place, _ in places}
    if not heads:
        return lines, ()
    kept = [line for place, line in enumerate(lines) if place not in heads]
    return kept, [lines[place] for place in sorted(heads)]


def _without_last_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without numbers in the right margin that count them: each or nearly each, every fifth or every tenth."""
    numbers = {place: match for place, line in enumerate(lines) if (match := _NUMBER_LAST.search(line.text[-20:]))}
    if counted := _that_count_lines([(place, numbers[place]) for place in numbers], lines):
        numbers = {place: numbers[place] for place in counted}
        return _without_ends(lines, numbers)
    values = [int(match["n"]) for match in numbers.values()]
    n_next = sum(after == before + 1 for before, after in itertools.pairwise(values))
    if len(values) < _FEWEST_NUMBERED or len(values) * 5 < 4 * len(lines) or n_next * 10 < 9 * (len(values) - 1):
        return lines
    return _without_ends(lines, numbers)


def _without_ends(lines: Sequence[Line], ends: Mapping[int, re.Match[str]]) -> list[Line]:
    """Lines without what was found at their ends, by place."""
    return [
        replace(line, text=line.text[: len(line.text) - len(ends[place].group())]) if place in ends else line
        for place, line in enumerate(lines)
    ]


def _has_a_question_inside(text: str) -> bool:
    # In two looks: one expression for both would look at the rest anew from each mark, and a line may hold a million.
    end = _END_OF_QUESTION.search(text)
    return end is not None and any(map(str.isalnum, text[end.end() :]))


def without_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without numbers that count them: each, or every fifth; and without numbers that count paragraphs.

    Numbers count lines where they rise by one step with the lines of the file, without a gap. Where they rise by one
    from paragraph to paragraph they may number questions, which is said: they go only where a label follows
    (`labels.sight` does that).
    """
    hits = [(place, match) for place, line in enumerate(lines) if (match := _NUMBER.match(line.text))]
    alone = [(place, match) for place, line in enumerate(lines) if (match := _NUMBER_ALONE.match(line.text))]
    # Where each line holds a question and what answers it, its number counts questions.
    if len(hits) == len(lines) and all(_has_a_question_inside(line.text) for line in lines):
        return lines
    for numbers, is_alone in ((hits, False), (alone, True)):
        if counted := _that_count_lines(numbers, lines):
            if is_alone:
                return [line for place, line in enumerate(lines) if place not in counted]
            return [
                replace(line, text=line.text[counted[place] :]) if place in counted else line
                for place, line in enumerate(lines)
            ]
    return lines


def _that_count_lines(numbers: Sequence[tuple[int, re.Match[str]]], lines: Sequence[Line]) -> dict[int, int]:
    """Where numbers count the lines of the file (all of them, or those with words): place to the length of a number."""
    by_place = {place: (int(match["n"]), match.end()) for place, match in numbers}
    for count in (lambda place: place, lambda place: lines[place].number):
        # Prints number each line, every fifth or every tenth.
        for step in (1, 5, 10):
            counted = _in_step(by_place, count, step, len(lines))
            if counted:
                return counted
    return {}


def _in_step(
    by_place: dict[int, tuple[int, int]], count: Callable[[int], int], step: int, n_lines: int
) -> dict[int, int]:
    shifts: dict[int, list[int]] = {}
    for place, (number, _) in by_place.items():
        if number % step == 0 or step == 1:
            shifts.setdefault(number - count(place), []).append(place)
    if not shifts:
        return {}
    places = max(shifts.values(), key=len)
    first, last = by_place[places[0]][0], by_place[places[-1]][0]
    is_without_gap = (last - first) // step + 1 == len(places)
    n_expected = n_lines // step
    is_enough = len(places) >= max(2 if step > 1 else 4, n_expected - 1)
    starts_early = first <= step
    if not (is_without_gap and is_enough and (starts_early or len(places) >= 6)):
        return {}
    # Numbers on some lines only may count questions, and those are said.
    if step == 1 and len(places) * 10 < n_lines * 9:
        return {}
    return {place: by_place[place][1] for place in places}


def _without_glue(lines: Sequence[Line]) -> Sequence[Line]:
    """A line for each role that stands after the end of a sentence inside a line."""
    parted: list[Line] = []
    for line in lines:
        cuts = _glued_at(line.text) if line.speaker is None and (":" in line.text or "：" in line.text) else []
        if not cuts:
            parted.append(line)
            continue
        for place, (start, end) in enumerate(zip((0, *cuts), (*cuts, len(line.text)), strict=True)):
            parted.append(_piece(line, line.text[start:end], place))
    return parted


def _glued_at(text: str) -> list[int]:
    """Where in a line a role and a colon stand after words that have ended."""
    cuts = []
    has_words = False
    for colon in re.finditer("[:：]", text):
        # No further back than a role is long: a paragraph full of colons would else take its length squared.
        role = _ROLE_BEFORE.search(text, max(0, colon.start() - _LONGEST_ROLE), colon.start())
        if role is None or text[colon.end() : colon.end() + 2] == "//":
            continue
        before = text[max(0, role.start() - _LONGEST_ROLE) : role.start()].rstrip()
        # A role with nothing before it is the line's own label.
        has_words = has_words or bool(_WORD.search(STAMP.sub("", text[: role.start()])))
        if before[-1:] and before[-1] in _ENDS_WORDS and has_words:
            cuts.append(role.start())
    if not cuts and _BEGINS_WITH_A_LETTER.match(text):
        cuts = [match.end() for match in _GLUED_LETTERS.finditer(text)]
    return cuts


def _piece(line: Line, text: str, place: int) -> Line:
    return replace(line, text=text) if place == 0 else Line(text, line.number, True, line.start, None, line.typeface)


def _without_clocks(lines: Sequence[Line]) -> tuple[Sequence[Line], dict[int, int]]:
    """Lines without clock times that stand alone; and, by index, how long a clock is that leads a line.

    Those without brackets count where the file has three of a sort; a clock with hours that stands alone is never
    speech (Google Meet sets one every five minutes). A clock that leads a line may belong to a label: it goes when
    it is known who speaks.
    """
    alone = [bool(line.speaker is None and ":" in line.text and _CLOCK_ALONE.match(line.text)) for line in lines]
    leading = [
        match.end()
        if line.speaker is None and ":" in line.text[:20] and not is_alone and (match := _CLOCK_FIRST.match(line.text))
        else 0
        for line, is_alone in zip(lines, alone, strict=True)
    ]
    if inside := _inside_sentences(lines, leading):
        leading = [0 if place in inside else length for place, length in enumerate(leading)]
    many_alone, many_leading = sum(alone) >= 3, sum(map(bool, leading)) >= 3
    if not many_leading and not any(alone):
        return lines, {}
    shown: list[Line] = []
    clocks: dict[int, int] = {}
    start: float | None = None
    for line, is_alone, length in zip(lines, alone, leading, strict=True):
        if is_alone and (many_alone or _LONG_CLOCK.match(line.text)):
            start = seconds(line.text)
            continue
        if length and many_leading:
            clocks[len(shown)] = length
        is_later = start is not None and line.start is None and not (length and many_leading)
        shown.append(replace(line, start=start) if is_later else line)
        start = None
    return shown, clocks


def _inside_sentences(lines: Sequence[Line], leading: Sequence[int]) -> set[int]:
    """Which lines of a page begin with a time that is said: `at | 9:30 on a Monday`.

    Where the page tells paragraphs, such a line goes on with a sentence. Captions in print begin each line so, and the
    times of a recording only rise.
    """
    times = [seconds(line.text[:length]) or 0.0 for line, length in zip(lines, leading, strict=True) if length]
    if all(earlier < later for earlier, later in itertools.pairwise(times)):
        return set()
    inside = [
        place
        for place, (before, line) in enumerate(itertools.pairwise(lines), 1)
        if line.indent is not None and not line.opens and before.text[-1:].isalpha()
    ]
    said = {place for place in inside if leading[place]}
    return said if len(said) * 5 < len(inside) else set()


BARE_CLOCK_FIRST = re.compile(rf"\s*(?P<at>{CLOCK})(?:\s*[-–—|])?(?=\s+\S)")
"""A clock without brackets at the start of what is said, as in `Anna: 00:12 We did.`"""
