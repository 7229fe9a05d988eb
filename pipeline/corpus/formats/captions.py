"""Captions: WebVTT (Zoom, Teams, podcasts) and SubRip, cue by cue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import (
    CLOCK,
    MAX_LINES,
    UNKNOWN,
    Line,
    Reading,
    RefusedError,
    seconds,
    too_many,
    without_entities,
    words,
)
from pipeline.study.problems import Problem, caution

_SECONDS = r"\d+(?:[.,]\d{1,6})?"
# Bare seconds too (`0.000 --> 2.4`), as some podcast hosts write them: else their cues are lost in silence.
_TIMES = re.compile(
    rf"\s*(?:(?P<from>{CLOCK})|(?P<bare>{_SECONDS}))\s*-->\s*(?:(?P<to>{CLOCK})|{_SECONDS})(?:\s+(?P<rest>\S.*))?\s*$"
)
_SETTING = re.compile(
    r"(?:align|line|position|size|vertical|region):\S+|[XY][12]:-?\d+", re.IGNORECASE
)  # of WebVTT, and the places that SubRip may name
_ANY_TIME = re.compile(rf"{CLOCK}|\d+[.,:]\d+|\d+\s*-->|-->\s*\d+")
_WEAK_ARROW = re.compile(r"\s*(?:\d{1,2}:)+\d{2}[.,]\d{1,3}\s*(?:->|=>|→)\s*(?:\d{1,2}:)+\d{2}[.,]\d{1,3}\s*$")
# A name has its bounds, so that a file of tags that are never closed is read in time that grows with its length alone.
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?(?:[ \t]+(?P<name>[^<>]{0,300}))?>|</v>")
# A closed list of tags: `<laughs>` is a typist's remark and stays. `{\an8}` is a setting of ASS.
_MARKUP = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|ruby|rt|lang|font|span|div|center|small|big|a)(?:\.[^\s<>]*)*(?:\s[^<>]*)?>"
    r"|<(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
# `\N`, `\n` and `\h` are the line breaks and the hard blank of ASS, which SubRip files may carry along.
_BREAK = re.compile(r"</?(?:br|p)\s*/?>|\\[Nnh]", re.IGNORECASE)
# A new voice without a name: `>>` of live captions, also as an entity, and the leading dash of subtitles.
_CHANGE = re.compile(r"\s*(?:(?:>>|&gt;&gt;|»)+(?:\s*[-–:]?\s+|(?=\w))|[-–]\s+(?=\S))")
# A colour, or a class, around all of a line: broadcasters colour who speaks. `colorE5E5E5` is YouTube's, of a doubt.
_COLOURED = re.compile(
    r"""\s*(?:<[biu]>)*(?:<font\s[^<>]*?color\s*=\s*["']?(?P<font>#?\w{1,20})["']?[^<>]*>|<c\.(?!color[0-9A-F]{6})(?P<class>[\w-]{1,40})[^<>]*>)"""
    r"""(?P<said>.*?)(?:</font>|</c>)?(?:</[biu]>)*\s*$"""
)
_ITALICS_BEGIN = re.compile(r"\s*(?:[-–]\s*)?<i>")
_ITALICS_END = "</i>"
_LABELLED = re.compile(r"\s*[^\s:][^:]{0,40}:(?:\s|$)")
_NAME_IN_ID = re.compile(r"\s*(?:\d+\s*[.:-]?\s+)?\"?(?P<name>[^\W\d_][\w.'’ -]{0,40}?)\"?\s*(?:\(\d+\))?\s*")
# `Cue 1`, `Slide 2`: ids that begin so count the captions and name nobody.
_NO_NAMES = words("cue caption subtitle chapter slide part segment section intro outro scene sub id line")
_LONGEST_COLOURED = 1_000
_ROLLING = 3
"""From how many cues on that begin with the words of the one before, half of all, a file rolls its captions: fewer may
be what people say again."""
_CUE_NUMBER = re.compile(r"\s*\d+\s*$")
_GUID = re.compile(r"\s*[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:[/-]\d+)*(?:-\d+)?\s*$")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_CUT_OFF = re.compile(r"\s*[\d:.,]{4,}\s*(?:-{1,2}>?\s*[\d:.,]*)?$")
_AGAIN = "Export it once more, or mend the line: 00:01:02.000 --> 00:01:05.000."


@dataclass
class _Cue:
    """One cue while it is read: its time, its lines with their numbers in the file, and what stands as its id."""

    start: float | None
    number: int
    lines: list[tuple[int, str]] = field(default_factory=list)
    name: str = ""


def read_vtt(data: bytes, path: Path) -> Reading:
    """A WebVTT file: voices (`<v Name>`, several in a cue, closed or not) or labels at the start of cues."""
    return _read(data, path, is_vtt=True)


def read_srt(data: bytes, path: Path) -> Reading:
    """A SubRip file: labels at the start of cues, or of lines inside them. One that says WEBVTT is read as that."""
    return _read(data, path, is_vtt=False)


def ending_of(lines: Sequence[str]) -> str:
    """`.vtt` or `.srt` where the lines of a text look like captions (the header, or two lines of times), else ``."""
    if lines and _is_header(lines[0]):
        return ".vtt"
    return ".srt" if sum("-->" in line and bool(_TIMES.match(line)) for line in lines) >= 2 else ""


def _read(data: bytes, path: Path, is_vtt: bool) -> Reading:
    decoded = decode(data, path)
    source = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _stop_if_cut_off(source)
    is_vtt = is_vtt or _is_header(source[0])
    rows = tuple(_without_asides(source)) if is_vtt else tuple(enumerate(source, 1))
    cues, problems = _cues(rows, path)
    if not cues:
        raise RefusedError(
            "has no captions: no line with `-->` and times was found.",
            "If it is a plain text, let its name end in .txt; otherwise export it once more.",
        )
    _drop_carried_words(cues)
    lines = tuple(_all_lines(cues, _speakers_in_ids(cues)))
    return Reading(lines, (*decoded.problems, *problems), has_cues=True)


def _stop_if_cut_off(source: Sequence[str]) -> None:
    """A last line that stops in the middle of its times shows that the rest of the file is missing."""
    last = source[-1]
    if _CUT_OFF.match(last) and ":" in last and not _TIMES.match(last):
        raise RefusedError(
            "is truncated: it ends in the middle of a cue's times.", "Copy or export it once more.", len(source)
        )


def _is_header(line: str) -> bool:
    return line.lstrip("\ufeff").startswith("WEBVTT")


def _without_asides(source: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Numbered lines without the header and the NOTE, STYLE and REGION blocks, which nobody speaks."""
    is_aside = False
    before = ""
    for number, line in enumerate(source, 1):
        is_header = number == 1 and _is_header(line)
        if is_header or (not before.strip() and _ASIDE.match(line)):
            is_aside = True
        elif not line.strip() or "-->" in line:
            is_aside = False
        before = line
        yield number, "" if is_aside else line


def _cues(rows: Sequence[tuple[int, str]], path: Path) -> tuple[list[_Cue], list[Problem]]:
    cues: list[_Cue] = []
    problems: list[Problem] = []
    n_arrows = 0
    is_inside = False
    for place, (number, line) in enumerate(rows):
        if "-->" in line or _WEAK_ARROW.match(line):
            n_arrows += 1
            if n_arrows > MAX_LINES:
                raise too_many("cues", MAX_LINES, number)
            times = _TIMES.match(line)
            if times is None:
                problems.append(_broken(path, number, line))
            # A time that is broken still begins a cue, so that its words do not pass for those of the one before.
            if times is not None or _ANY_TIME.search(line):
                is_named = bool(place) and _is_id(rows, place - 1, is_inside=False)
                cues.append(_Cue(_start(times), number, name=rows[place - 1][1] if is_named else ""))
                if said := _said_beside(line, times):
                    cues[-1].lines.append((number, said))
                is_inside = True
                continue
        if not line.strip():
            # YouTube begins a cue with a line of one blank, which by the standard ends none.
            is_inside = is_inside and bool(line) and not cues[-1].lines
        elif not _is_id(rows, place, is_inside):
            if not is_inside:
                problems.append(_stray(path, number, line))
                # No word is lost: before the first cue it becomes one without a time.
                cues = cues or [_Cue(None, number)]
            cues[-1].lines.append((number, line))
    if n_arrows == 0:
        return [], problems
    return cues, problems


def _is_id(rows: Sequence[tuple[int, str]], place: int, is_inside: bool) -> bool:
    """Whether a line is a cue's number or name: the line before its times, which opens a block."""
    if place + 1 >= len(rows) or not _is_times(rows[place + 1][1]):
        return _GUID.match(rows[place][1]) is not None
    line = rows[place][1]
    return not is_inside or bool(_CUE_NUMBER.match(line) or _GUID.match(line))


def _is_times(line: str) -> bool:
    return ("-->" in line and bool(_ANY_TIME.search(line))) or bool(_WEAK_ARROW.match(line))


def _start(times: re.Match[str] | None) -> float | None:
    if times is None:
        return None
    if times.group("from"):
        return seconds(times.group("from"))
    return round(float(times.group("bare").replace(",", ".")), 3)


def _said_beside(line: str, times: re.Match[str] | None) -> str:
    """Words on the line of a cue's times: what is neither a time nor a setting."""
    if times is None:
        rest = _ANY_TIME.sub(" ", line).replace("-->", " ")
        return " ".join(rest.split()) if re.search(r"[^\W\d_]{2,}", rest) else ""
    return " ".join(_SETTING.sub(" ", times.group("rest") or "").split())


def _speakers_in_ids(cues: Sequence[_Cue]) -> dict[str, str]:
    """Names by the id of the cue, where a program writes who speaks above the times: `Ada Berg`, `3 "Ada Berg" (77)`.

    The ids must name somebody twice, and be fewer than the cues that have one.
    """
    names = {cue.name: match.group("name").strip() for cue in cues if (match := _NAME_IN_ID.fullmatch(cue.name))}
    named = [names[cue.name] for cue in cues if cue.name in names]
    # A name begins with a capital, or is written in a script that has none.
    is_told = len(named) > len(set(named)) and all(
        name[0] != name[0].lower() or name[0].upper() == name[0].lower() for name in named
    )
    return names if is_told and not {name.split()[0].casefold() for name in named} & _NO_NAMES else {}


def _drop_carried_words(cues: Sequence[_Cue]) -> None:
    """Leave out the lines that rolling captions show again at the head of the next cue.

    A cue begins with the last lines of the one before, or grows from its words. What a person says twice stands after
    what is carried, and stays; so does all of a file in which few cues begin so.
    """
    shown = [[" ".join(_clean(text).split()) for _, text in cue.lines] for cue in cues]
    carried = [_n_carried(before, now) for before, now in zip([[], *shown], shown, strict=False)]
    grown = [
        bool(before and now and not n and now[0].startswith(f"{before[-1]} "))
        for before, now, n in zip([[], *shown], shown, carried, strict=False)
    ]
    n_filled = sum(map(bool, shown))
    # Only a cue that carries words and adds some shows that a file rolls: "Yes." after "Yes." may be said twice.
    n_adding = sum(0 < n < len(now) for n, now in zip(carried, shown, strict=True))
    # Less one, since nothing stands before the first cue.
    if n_adding > 1 and sum(map(bool, carried)) >= max(_ROLLING, (n_filled - 1) / 2):
        for cue, n in zip(cues, carried, strict=True):
            del cue.lines[:n]
    elif sum(grown) >= _ROLLING and sum(grown) * 2 >= n_filled - 1:
        for before, grows in zip(cues, grown[1:], strict=False):
            if grows:
                del before.lines[-1:]


def _n_carried(before: Sequence[str], now: Sequence[str]) -> int:
    """How many of the first lines of a cue are the last ones of the cue before."""
    return next((n for n in range(min(len(before), len(now)), 0, -1) if before[-n:] == now[:n]), 0)


def _all_lines(cues: Sequence[_Cue], names: dict[str, str]) -> Iterator[Line]:
    """The lines of all cues. After `</v>` and at a sign of change, who speaks is not known until a name says so."""
    is_tagged = [any(_VOICE.search(text) for _, text in cue.lines) for cue in cues]
    # Where nearly each cue names its voice, one without is by somebody else; elsewhere a name stands for what follows.
    is_each_tagged = sum(is_tagged) * 5 >= 4 * sum(bool(cue.lines) for cue in cues)
    is_closed = False
    n_lines = 0
    for cue, has_tag in zip(cues, is_tagged, strict=True):
        for line in _lines_of(cue, names.get(cue.name), is_closed):
            n_lines += 1
            if n_lines > MAX_LINES:
                raise too_many("lines of captions", MAX_LINES, line.number)
            yield line
        if has_tag:
            last = [tag for _, text in cue.lines for tag in _VOICE.finditer(text)][-1].group()
            is_closed = last == "</v>" and is_each_tagged


def _lines_of(cue: _Cue, name: str | None, is_closed: bool) -> Iterator[Line]:
    """The lines of a cue, one a voice where voices are tagged; `is_closed` where the voice before it was."""
    speaker = name
    slanted = dict(_slanted(cue.lines))
    colours = {number: colour or slanted[number] for number, colour in _colours(cue.lines)}
    for number, text in cue.lines:
        place = 0
        for tag in _VOICE.finditer(text):
            yield from _spoken(text[place : tag.start()], number, cue, speaker, is_closed, colours[number])
            is_closed = tag.group() == "</v>"
            speaker = None if is_closed else _voice(tag.group("name") or "")
            place = tag.end()
        yield from _spoken(text[place:], number, cue, speaker, is_closed, colours[number])


def _voice(name: str) -> str | None:
    """Who a voice tag names; `<v ->`, as services write where they know nobody, is somebody unknown."""
    name = " ".join(without_entities(name).split())
    return (name if any(map(str.isalnum, name)) else UNKNOWN) if name else None


def _spoken(text: str, number: int, cue: _Cue, speaker: str | None, is_closed: bool, colour: str) -> Iterator[Line]:
    change = _CHANGE.match(text) if speaker is None else None
    text = _clean(text)
    if change and not _LABELLED.match(bare := _CHANGE.sub("", text, count=1)):
        text, speaker = bare, UNKNOWN
    elif change and change.group().lstrip()[:1] in "-–":
        text = bare  # `- Ada: …`; what `>> ADA: …` means is known to those who look for labels
    elif speaker is None and is_closed and not _LABELLED.match(text):
        speaker = UNKNOWN
    # A label that repeats the name of its voice tag is no word that was said.
    elif speaker and text.strip().casefold().startswith(f"{speaker.casefold()}:"):
        text = text.strip()[len(speaker) + 1 :]
    if text.strip():
        yield Line(text, number, number == cue.lines[0][0], cue.start, speaker, colour)


def _colours(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """By its number, the colour or class that is around all of a line; it may go on from the line before."""
    still = ""
    for number, text in lines:
        # No caption is so long, and the pattern would take the square of its length.
        match = _COLOURED.match(text.strip()) if "<" in text and len(text) < _LONGEST_COLOURED else None
        if match and "<font" not in match["said"] and "<c" not in match["said"]:
            still = (match["font"] or match["class"] or "").casefold()
        elif "<font" in text or "<c" in text:
            still = ""
        yield number, still
        still = "" if "</font>" in text or "</c>" in text else still


def _slanted(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """By its number, the face of a line that is in italics from end to end, alone or with those beside it."""
    is_open = False
    for number, text in lines:
        begins = is_open or bool(_ITALICS_BEGIN.match(text))
        inner = _ITALICS_BEGIN.sub("", text, count=1).rstrip()
        ends = inner.endswith(_ITALICS_END)
        body = inner.removesuffix(_ITALICS_END)
        is_whole = begins and "<i>" not in body and _ITALICS_END not in body
        yield number, "italic" if is_whole else ""
        is_open = is_whole and not ends


def _clean(text: str) -> str:
    """A cue's line without tags and with its entities resolved; `<laughs>`, which is no tag, stays."""
    if "<" in text or "{" in text or "\\" in text:
        text = _VOICE.sub("", _MARKUP.sub("", _BREAK.sub(" ", text)))
    return without_entities(text)


def _broken(path: Path, number: int, line: str) -> Problem:
    shown = " ".join(line.split())[:60]
    return caution(path, number, f"broken cue: '{shown}' has no times that can be read; its words were kept.", _AGAIN)


def _stray(path: Path, number: int, line: str) -> Problem:
    shown = " ".join(line.split())[:60]
    message = f"broken cue: '{shown}' stands outside any cue; it was kept as words of the cue beside it."
    return caution(path, number, message, "Look whether the times above it are missing.")
