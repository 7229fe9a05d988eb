"""What a speaker's label looks like: the shapes in which typists and programs write one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pipeline.corpus.formats.lines import (
    BRACKETED_CLOCK,
    CLOCK,
    CLOCK_ANYWHERE,
    CLOCK_RANGE,
    UNKNOWN,
    Line,
    seconds,
    words,
)
from pipeline.corpus.speakers.roles import is_word_of_speech, looks_like_a_role
from pipeline.study.dataclass import dataclass
from pipeline.study.wildcards import fits

_NO_NAMES = words(
    """
    so and but or well yes no yeah okay ok right note notes nb ps eg example examples first firstly second
    secondly third thirdly finally also then now like thing point plus update warning remember date time place
    location duration length file title subject topic topics project transcript recording language study source
    page url http https interview part he she they it we you me him her who what why when where how because if
    that this these those here there one two three question questions answer answers summary conclusion
    conclusions background introduction keywords key tip step option phase monday tuesday wednesday thursday
    friday saturday sunday re fw cc
    """
)
# What transcribers put in brackets: sounds, gestures, and what stands for a name that was taken out.
_NOTES = words(
    """
    laugh laughs laughing laughter chuckle chuckles chuckling giggle giggles sigh sighs sighing cough coughs coughing
    sneezes clears clearing throat cry cries crying sobs sobbing whisper whispers whispering shout shouts shouting
    silence silent pause pauses long short crosstalk cross talk cross-talk overlap overlapping overlaps inaudible
    unintelligible indistinct unclear indecipherable garbled foreign speech background noise noises phone telephone
    cell rings ringing knock knocks knocking door opens closes applause clapping claps cheering cheers music playing
    plays singing sings recording recorder tape audio video file end ends start starts begin begins beginning stop
    stops stopped resumes redacted anonymised anonymized removed omitted deleted withheld name names surname city town
    place location organization organisation company agency date number address sic emphasis interruption interrupts
    interrupted interrupting break gesture gestures nod nods nodding shrug shrugs points pointing smiles smiling
    loudly softly quietly together all voices people speaking simultaneously lacht lachen unverständlich schweigt
    risas pausa rires
    """
)
# Months and days of the week, in full or by their first letters, as meetings are dated: `March 3, 2023, 10:15AM`.
_OF_DATES = words(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend
    sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miércoles jueves viernes sábado domingo
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    """
)
_BESIDE_DATES = words("de del of the di le um at à am den")
_PARTICLES = words(
    """
    de van der den von zu la le las los of the and und en et y e i del da do dos di du af bin al el ten ter
    """
)
_TITLES = words(
    """
    prof profs capt assoc asst messrs dipl univ dott drss dña srta mlle insp pres supt mgr comdr
    """
)
"""Abbreviated titles that are longer than `Dr.` and end no sentence."""
_SPLIT = re.compile(r"[\s,/&+_|-]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_IN_FRONT = re.compile(
    r"(?:\\?\[(?P<square>[^\[\]\\]{1,60})\\?\]|\((?P<round>[^()]{1,60})\)|<(?P<angle>[^<>]{1,60})>)"
    r"[ \t]+(?P<rest>[^\s:：].*)$",
    re.DOTALL,
)
_CODE = re.compile(r"[A-Z]{1,3}\d{1,3}")
# Signs that nobody sees and programs leave in names: soft hyphens, joiners, marks of direction, BOM.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")

# A time before the label: `[00:12:34] Anna: …`, `00:12 - Anna: …`; captions have it after `>>` as well.
LEADING_CLOCK = re.compile(rf"\s*(?:>>+\s*)?(?P<at>{BRACKETED_CLOCK}|{CLOCK_RANGE}(?![\d:]))[ \t]*(?:[-–—|][ \t]+)?")
# `Anna at 0:05`, `Anna @ 0:05`.
_LEADS_TO_A_TIME = re.compile(r"\s+(?:@|at)$")
_STAMP_FIRST = re.compile(rf"\s*{BRACKETED_CLOCK}")
_ARROWS = re.compile(r"\s*(?:>>+|»)\s*")
_BOLD = re.compile(r"\s*(?P<mark>\*{1,3}|_{1,3})(?P<head>[^*]{1,90}?)(?P=mark)(?P<rest>.*)$", re.DOTALL)
_WHOLE_LINE = re.compile(r"\s*(?P<mark>\*{1,3}|_{1,3})(?P<words>[^*_\s][^*]*[^*_\s])(?P=mark)\s*$")
# `### Interviewer`, and the closed form `### Interviewer ###`.
_HEADING = re.compile(r"\s*#{1,6}\s+(?P<head>.*?)(?:\s+#+)?\s*$", re.DOTALL)
# With a blank, or the narrow one that newer locales write before AM and PM.
_HALF_DAY = r"(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_GENDER = r"(?:in|innen|r|rn|n|m|s|e|es)"
# The colon of a gendered form (`Interviewer:in: …`) does not end the label.
_HEAD = rf"(?:[^:：\t]|(?<=[a-zäöüß]):(?={_GENDER}\b(?!:\S)[^:：]{{0,25}}[:：]))"
# `Anna: …`, `Anna (00:12): …`, `Anna 0:05 PM: …`; `：` is the colon of Chinese and Japanese.
_COLON = re.compile(
    rf"(?P<head>{_HEAD}{{1,70}}?)[ \t]*(?P<at>{BRACKETED_CLOCK}|\({CLOCK}{_HALF_DAY}\)|[ \t]{CLOCK}{_HALF_DAY})?[ \t]*"
    rf"[:：](?!{_GENDER}\b[^:：]{{0,25}}[:：])(?P<rest>.*)$",
    re.DOTALL,
)
_CLOCK_LAST = re.compile(
    rf"(?P<head>{_HEAD}{{1,70}}?)[ \t]*"
    rf"(?P<at>{BRACKETED_CLOCK}|\({CLOCK}{_HALF_DAY}\)|(?<=[\s,])(?:[-–|][ \t]*)?{CLOCK}{_HALF_DAY})[ \t]*$"
)
# A line of a meeting's chat: `From Anna to Everyone: …`.
_MESSAGE = re.compile(r"From\s+(?P<head>\S.*?)\s+to\s+\S.*", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?:(?:[(\[#]?\d{1,4}[.)\]]?|[•·▪‣◦+-])[ \t]+|\d{1,4}[.)])(?=[^\W\d])")
_COUNTED = re.compile(r"[(\[#]?\d{1,4}[.)\]]?[ ]*\t[ \t]*(?=[^\W\d])")
"""A number that a word processor set before a paragraph, and its tab: else it would be the label of what follows."""

# `??: …`, where the transcriber did not know the voice.
_NOBODY_KNOWN = re.compile(r"[?¿]{1,3}")
# `Anna [00:12] We did.`: a stamp stands where a colon would.
_CLOCK_BETWEEN = re.compile(
    rf"(?P<head>[^:：\t\[(]{{1,60}}?)[ \t]+(?P<at>{BRACKETED_CLOCK})[ \t]+(?P<rest>\S.*)$", re.DOTALL
)
# `Anna⇥We did.`, also with a time between two tabs: what is left of a table saved as text.
_TAB = re.compile(
    rf"[ ]*(?P<head>[^\t:：]{{1,60}}?)[ ]*[:：]?\t+\s*(?:(?P<at>{BRACKETED_CLOCK}|{CLOCK})\t\s*)?(?P<rest>\S.*)$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a label may stand. `rest` is what is said after it on the line.

    `shape`: `colon` (`：` too), `tight` (no space after the colon), `timed` (with a clock time), `bold`, `mark` (bold
    or a heading, alone on its line), `tab`, `between` (a stamp instead of a colon), `bracket` (`[Anna] We did.`),
    `lead` (set otherwise than the words after it), `bare` (alone on its line). `is_listed`: a number or a mark of a
    list stands before the label.
    """

    index: int
    label: str
    rest: str
    shape: str
    start: float | None = None
    is_listed: bool = False


@lru_cache(maxsize=16384)
def fold(label: str) -> str:
    """A label as it is compared: white space folded, case and invisible signs ignored."""
    return " ".join(_UNSEEN.sub("", label).split()).casefold()


def is_note(label: str) -> bool:
    """Whether words in brackets tell of a sound or stand for a name taken out: `Laughs`, `Phone rings`, `CITY 2`."""
    said = [word for word in _SPLIT.split(fold(label)) if any(sign.isalpha() for sign in word)]
    return any(word in _NOTES for word in said) and all(word in _NOTES or word in _PARTICLES for word in said)


@lru_cache(maxsize=16384)
def is_name_like(label: str) -> bool:
    """Whether each word of a label could be part of a name: capitals, digits, particles; no sentence, few words."""
    bare = _IN_BRACKETS.sub(" ", label).strip()
    # `FG1-P?`: the typist was not sure who spoke. Without a number it may be a question (`Why?`).
    bare = bare[:-1] if bare[-1:] == "?" and any(map(str.isdigit, bare)) and " " not in bare else bare
    words = [word for word in _SPLIT.split(bare) if word.strip(".'’\"")]
    if (
        not words
        or len(words) > 7
        or not _UNSEEN.sub("", bare)[0].isalpha()
        or re.search(r"[][()?!;“”\"…<>={}，。！？、；「」『』]|\.\.", bare)
    ):
        return False
    # Short words may be abbreviated in a name (`Dr.`, `St.`); a longer one with a full stop ends a sentence.
    if any(word.endswith(".") and len(word) > 4 and word[:-1].casefold() not in _TITLES for word in words[:-1]):
        return False
    # `M2-urban`, `P4 farmer`: a code says that it is a person, and what follows tells of them.
    if len(words) <= 3 and _CODE.fullmatch(words[0]):
        return True
    # Not lower case rather than capitals: many scripts have neither.
    is_named = [not word.lstrip(".'’\"")[0].islower() or any(sign.isdigit() for sign in word) for word in words]
    return any(is_named) and all(
        named or word.casefold().strip(".'’") in _PARTICLES for named, word in zip(is_named, words, strict=True)
    )


@lru_cache(maxsize=16384)
def is_date(label: str) -> bool:
    """Whether a label is a date with its month or day of the week in words: `March 3, 2023`, `Mi, 3. Mai`."""
    parts = [part for part in re.split(r"[\s,./-]+", fold(label)) if part]
    has_word = any(part in _OF_DATES for part in parts)
    has_number = any(part.rstrip("stndrh").isdecimal() for part in parts)
    # `April` and `May` are people as well, and so is `April 2`, one of two.
    has_much = len(parts) > 2 or any(part.isdecimal() and len(part) == 4 for part in parts)
    known = all(part in _OF_DATES or part in _BESIDE_DATES or part.rstrip("stndrh").isdecimal() for part in parts)
    return has_word and has_number and has_much and known


@lru_cache(maxsize=16384)
def is_common_word(label: str) -> bool:
    """Whether a label is a word that opens many a sentence or heads a cover sheet (`So:`, `Date:`)."""
    return fold(label).strip(".") in _NO_NAMES or is_word_of_speech(label)


def matcher(declared: Sequence[str]) -> Callable[[str], bool]:
    """A test of whether a label is declared; `*` stands for any signs."""
    folded = [key for name in declared if (key := fold(name))]
    plain = frozenset(key for key in folded if "*" not in key)
    patterns = tuple(key for key in folded if "*" in key)
    return lambda label: (key := fold(label)) in plain or any(fits(key, pattern) for pattern in patterns)


def sight(line: Line, index: int, clean: Callable[[str], str]) -> Sighting | None:
    """The label that may stand at the start of a line, or None."""
    text = line.text.strip()
    # Most lines are long and hold none of these signs: they never meet the costly patterns.
    if (
        len(text) > 90
        and ":" not in text[:110]
        and "\t" not in text[:80]
        and "：" not in text[:80]
        and text[0] not in "*_#[(<\\"
        and not line.lead
    ):
        return None
    led = LEADING_CLOCK.match(text)
    start = seconds(led.group("at")) if led else None
    body = text[led.end() :] if led else text
    if not led and (arrows := _ARROWS.match(body)):
        body = body[arrows.end() :]
    if not body:
        return None
    counted = _COUNTED.match(body)
    if counted and (inner := _with_colon(body[counted.end() :])) and _may_speak(inner[0]):
        body = body[counted.end() :]
    else:
        counted = None
    # From the surest shape to the vaguest, since the first that fits is taken.
    parts = (
        # What is set otherwise may be the time alone: `0:20 Anna`, with the name in bold.
        (_set_apart(line) if line.lead > (led.end() if led else 0) else None)
        or _in_bold(body)
        or _in_brackets(body)
        or _with_clock(body)
        or _with_colon(body)
        or _on_its_own(body, bool(led))
        or _with_tab(body)
        or _between(body)
    )
    if parts is None:
        return None
    head, at, rest, shape = parts
    label = " ".join(_UNSEEN.sub("", clean(head)).split()).strip().rstrip(":：,|>–—-·• ").strip()
    label = label.lstrip("*")  # CLAN's sign before a speaker: `*INV: …`
    mark = _LIST_MARK.match(label)
    label = label[mark.end() :] if mark else label
    label = label[1:-1].strip() if label[:1] + label[-1:] in ("[]", "<>", "()") else label
    if _NOBODY_KNOWN.fullmatch(label):
        label = UNKNOWN
    if not label or not any(sign.isalnum() for sign in label) or is_date(label):
        return None
    if start is None and not at and (follows := _STAMP_FIRST.match(rest[:40])):
        at = follows.group()
    if at and (before_a_time := _LEADS_TO_A_TIME.search(label)):
        label = label[: before_a_time.start()]
    is_timed = shape == "colon" and (led is not None or at is not None)
    at_seconds = start if start is not None else seconds(at or "")
    if rest[:1] == ":" and body[: len(body) - len(rest)].rstrip()[-1:] == ":":
        rest = rest[1:]  # a label before two colons
    is_listed = mark is not None or counted is not None
    return Sighting(index, label, rest, "timed" if is_timed else shape, at_seconds, is_listed)


def _may_speak(label: str) -> bool:
    return looks_like_a_role(label) or (is_name_like(label) and not is_common_word(label))


_Found = tuple[str, str | None, str, str]


def _set_apart(line: Line) -> _Found | None:
    """What the format shows at the start of a line in another face than the rest: `Anna` in bold, colon or not."""
    head, rest = line.text[: line.lead].strip(), line.text[line.lead :].lstrip()
    if not rest or not head or len(head) > 60 or head[-1] in ".?!,;…":
        # What is set apart and ends like a sentence is stressed, and no label.
        return None
    if head[-1] in ":：":
        return _split_clock(head[:-1], rest, "bold")
    if rest[0] in ":：":
        return _split_clock(head, rest[1:], "bold")
    # With a colon soon after it, the label ends there, and the other shapes find it; at a tab, the label has ended.
    ends_at_tab = "\t" in line.text[line.lead - 1 : line.lead + 1] and not rest[0].isdigit()
    if ":" in rest[:30] and not ends_at_tab:
        return None
    return _split_clock(head.rstrip("–—- "), rest.lstrip("–—- "), "lead")


def _in_bold(text: str) -> _Found | None:
    if (heading := _HEADING.match(text)) is not None:
        head = heading.group("head")
        inner = _in_bold(head) or _with_clock(head) or _with_colon(head)
        return (inner[0], inner[1], inner[2], "mark") if inner else (head, None, "", "mark")
    if text[0] not in "*_":
        return None
    if (whole := _WHOLE_LINE.match(text)) is not None and (inner := _with_colon(whole["words"])) is not None:
        return inner  # the whole line is bold, as questions often are
    if not (match := _BOLD.match(text)):
        return None
    head, rest = match.group("head").strip(), match.group("rest")
    if not head:
        return None
    if head[-1] in ":：":
        return _split_clock(head[:-1], rest, "bold")
    after = rest.lstrip()
    if after[:1] in (":", "："):
        return _split_clock(head, after[1:], "bold")
    clock = re.match(rf"({BRACKETED_CLOCK}|{CLOCK})\s*[:：]?", after)
    if clock:
        return head, clock.group(1), after[clock.end() :], "bold"
    if after:
        return _split_clock(head, rest, "lead") if head[-1] not in ".?!,;…" and ":" not in after[:30] else None
    return _split_clock(head, "", "mark")


def _in_brackets(text: str) -> _Found | None:
    match = _IN_FRONT.match(text) if text[0] in "[\\(<" else None
    if match is None:
        return None
    head = match["square"] or match["round"] or match["angle"]
    # `[00:12] We did.` has a time in front, and nobody's name.
    return None if CLOCK_ANYWHERE.search(head) else (head, None, match["rest"], "bracket")


def _split_clock(head: str, rest: str, shape: str) -> _Found:
    clocked = _with_clock(head)
    return (clocked[0], clocked[1], rest, shape) if clocked else (head, None, rest, shape)


def _with_colon(text: str) -> _Found | None:
    # A label stands at the start: the rest of a long paragraph need not be searched.
    match = _COLON.match(text[:200])
    if not match:
        return None
    head, at = match.group("head").strip(), match.group("at")
    rest = text[match.start("rest") :]
    is_wide = text[match.start("rest") - 1] == "："  # Chinese and Japanese, which put no space after it
    if not head or (head[-1].isdigit() and rest[:1].isdigit() and not (is_wide and looks_like_a_role(head))):
        return None  # a clock time, not a label
    # An address (`https://…`), or the minutes of a clock time.
    if rest[:2] == "//" or (at and rest[:1].isdigit()):
        return None
    if head[:5].casefold() == "from " and (message := _MESSAGE.fullmatch(head)):
        head = message["head"]
    return head, at, rest, "colon" if not rest or rest[0].isspace() or at or is_wide else "tight"


def _with_clock(text: str) -> _Found | None:
    match = _CLOCK_LAST.match(text) if len(text) <= 100 else None
    return (match.group("head").strip(), match.group("at"), "", "timed") if match else None


def _on_its_own(text: str, is_led: bool) -> _Found | None:
    # What ends like a sentence is an answer (`Yes.`), or the end of one.
    if len(text) > 60 or "\t" in text or text[-1] in ".?!,;…":
        return None
    return text, None, "", "led" if is_led else "bare"


def _with_tab(text: str) -> _Found | None:
    match = _TAB.match(text) if "\t" in text else None
    return (match.group("head"), match.group("at"), match.group("rest"), "tab") if match else None


def _between(text: str) -> _Found | None:
    match = _CLOCK_BETWEEN.match(text[:200]) if ":" in text[:100] else None
    return (match.group("head"), match.group("at"), text[match.start("rest") :], "between") if match else None
