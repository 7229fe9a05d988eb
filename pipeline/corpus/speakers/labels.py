"""What a speaker's label looks like: the shapes in which typists and programs write one, and words that are roles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.corpus.formats.lines import BRACKETED_CLOCK, CLOCK, Line, seconds, words
from pipeline.study.wildcards import fits

ASKERS = words(
    """
    访谈者 访谈员 采访者 采访人 访问者 主持人 记者 訪談者 訪談員 採訪者 採訪人 訪問者 記者
    インタビュアー 聞き手 質問者 司会 司会者 調査者
    면담자 질문자 진행자
    """
)
"""Chinese, Japanese and Korean roles of those who ask."""

_ROLES = ASKERS | words(
    """
    interviewer interviewee moderator facilitator respondent participant speaker informant host cohost guest
    researcher researchers mayor chair narrator translator interpreter observer notetaker audience crowd unknown
    unidentified everyone expert patient resident commentator panelist panellist befragter befragte interviewte
    interviewter interviewerin sprecher sprecherin teilnehmer teilnehmerin probandin proband moderatorin
    entrevistador entrevistadora entrevistado entrevistada moderadora moderador participante hablante
    geïnterviewde deelnemer spreker enquêteur enquêteuse enquêté enquêtée intervenant intervenante int mod fac
    resp 受访者 被访者 受访人 被采访者 参与者 受訪者 被訪者 受訪人 被採訪者 參與者 回答者 話し手 協力者 参加者
    インタビュイー 응답자 참여자
    """
)
_ROLE = re.compile(
    rf"(?:(?:the|un?known|unidentified|male|female|first|second|third|other|co-?|lead|assistant)[\s-]+)*"
    rf"(?:{'|'.join(map(re.escape, sorted(_ROLES)))}|male|female|(?:fe)?male voice|"
    rf"multiple speakers|note taker|several voices)"
    rf"(?:[\s_#.-]*\d{{1,3}}[a-z]?|[\s_#.-]+[a-z])?(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(r"[IQARPBMFS]|IV|IE|IR|[A-Z]{1,4}[\s_-]?\d{1,4}[A-Za-z]?(?:[-_ ][A-Z]{0,3}\d{1,3})?")
_PSEUDO = re.compile(
    r"(?:.*\b)?(?:break|music|jingle|intro|outro|advert|advertisement|ads|sponsor|sponsors|applause|laughter|"
    r"silence|pause|sound effects?|theme song|video clip|clip)",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?:long |short )?(?:pause|silence|applause|laughter)(?: \d{1,3})?|"
    r"(?:transcriber|transcriptionist|transcription|typist|editor|translator|interviewer|researcher)"
    r"(?:['’]s|s['’])? notes?(?: \d{1,3})?|notes? (?:by|from) the (?:transcriber|typist|editor|translator)"
)
_PART = re.compile(
    r"(?:(?:short|coffee|lunch|tea|music|ad) )?break|(?:intro |outro |theme )?music|jingle|theme song|"
    r"sound effects?|intro|outro|advert|advertisement"
)
_NUMBERED = re.compile(r" ?#?\d{1,3}$")
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
_PARTICLES = words(
    """
    de van der den von zu la le las los of the and und en et y e i del da do dos di du af bin al el ten ter
    """
)
_SPLIT = re.compile(r"[\s,/&+_|-]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_TOGETHER = re.compile(r"\s*(?:&|\+|/|,|\band\b|\bund\b|\by\b)\s*")
_CLOCK_ANYWHERE = re.compile(CLOCK)
_IN_FRONT = re.compile(r"\\?\[(?P<head>[^\[\]\\]{1,60})\\?\][ \t]+(?P<rest>[^\s:：].*)$", re.DOTALL)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")

_LEADING_CLOCK = re.compile(rf"\s*(?:>>+\s*)?(?P<at>{BRACKETED_CLOCK}|{CLOCK}(?![\d:]))[ \t]*(?:[-–—|][ \t]+)?")
_STAMP_FIRST = re.compile(rf"\s*{BRACKETED_CLOCK}")
_ARROWS = re.compile(r"\s*(?:>>+|»)\s*")
_BOLD = re.compile(r"\s*(?P<mark>\*{1,3}|_{1,3})(?P<head>[^*]{1,90}?)(?P=mark)(?P<rest>.*)$", re.DOTALL)
_HEADING = re.compile(r"\s*#{1,6}\s+(?P<head>.*?)(?:\s+#+)?\s*$", re.DOTALL)
_COLON = re.compile(
    rf"(?P<head>[^:：\t]{{1,70}}?)[ \t]*(?P<at>{BRACKETED_CLOCK}|[ \t]{CLOCK})?[ \t]*[:：](?P<rest>.*)$", re.DOTALL
)
_CLOCK_LAST = re.compile(
    rf"(?P<head>[^:：]{{1,70}}?)[ \t]*(?P<at>{BRACKETED_CLOCK}|(?<=[\s,])(?:[-–|][ \t]*)?{CLOCK})[ \t]*$"
)
_CLOCK_BETWEEN = re.compile(
    rf"(?P<head>[^:：\t\[(]{{1,60}}?)[ \t]+(?P<at>{BRACKETED_CLOCK})[ \t]+(?P<rest>\S.*)$", re.DOTALL
)
_TAB = re.compile(
    rf"[ ]*(?P<head>[^\t:：]{{1,60}}?)[ ]*[:：]?\t+\s*(?:(?P<at>{BRACKETED_CLOCK}|{CLOCK})\t\s*)?(?P<rest>\S.*)$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a label may stand. `rest` is what is said after it on the line.

    `shape`: `colon` (`：` too), `tight` (no space after the colon), `timed` (with a clock time), `bold`, `mark` (bold
    or a heading, alone on its line), `tab`, `between` (a stamp instead of a colon), `bracket` (`[Anna] We did.`),
    `bare` (alone on its line).
    """

    index: int
    label: str
    rest: str
    shape: str
    start: float | None = None


def fold(label: str) -> str:
    """A label as it is compared: white space folded, case and invisible signs ignored."""
    return " ".join(_UNSEEN.sub("", label).split()).casefold()


@lru_cache(maxsize=4096)
def looks_like_a_role(label: str) -> bool:
    """Whether a label says a role or a code name: `Interviewer`, `Speaker 2`, `I`, `B1`, `P03`, `P1 & P2`."""
    parts = [part for part in _TOGETHER.split(label.strip().rstrip(".")) if part]
    return bool(parts) and all(_ROLE.fullmatch(part) or _CODE_NAME.fullmatch(part) for part in parts)


@lru_cache(maxsize=4096)
def is_pseudo(label: str) -> bool:
    """Whether a label names no person: `Break`, `Music`, `Old intro`. Nobody's respondent, never an interviewer."""
    return bool(_PSEUDO.fullmatch(fold(label).strip("[]()*")))


@lru_cache(maxsize=4096)
def is_remark(label: str) -> bool:
    """Whether a label is a remark inside somebody's words, who may go on after it: `Pause`, `Transcriber's note`."""
    return bool(_REMARK.fullmatch(fold(label).strip("[]()*")))


@lru_cache(maxsize=4096)
def is_nobody(label: str) -> bool:
    """Whether a label can be no person and no role: a remark, or a part of a recording alone (`Break 2`, `Music`).

    Narrower than `is_pseudo`: `Sponsor`, `Clip` and `Kate Break` may be somebody, and plain `Note` opens a sentence.
    """
    return is_remark(label) or bool(_PART.fullmatch(_NUMBERED.sub("", fold(label).strip("[]()*"))))


def is_note(label: str) -> bool:
    """Whether words in brackets tell of a sound or stand for a name taken out: `Laughs`, `Phone rings`, `CITY 2`."""
    said = [word for word in _SPLIT.split(fold(label)) if any(sign.isalpha() for sign in word)]
    return all(word in _NOTES or word in _PARTICLES for word in said)


@lru_cache(maxsize=16384)
def is_name_like(label: str) -> bool:
    """Whether each word of a label could be part of a name: capitals, digits, particles; no sentence, few words."""
    bare = _IN_BRACKETS.sub(" ", label).strip()
    words = [word for word in _SPLIT.split(bare) if word.strip(".'’\"")]
    if (
        not words
        or len(words) > 7
        or not _UNSEEN.sub("", bare)[0].isalpha()
        or re.search(r"[][()?!;“”\"…<>={}，。！？、；「」『』]|\.\.", bare)
    ):
        return False
    if any(word.endswith(".") and len(word) > 4 for word in words[:-1]):
        return False
    is_named = [not word.lstrip(".'’\"")[0].islower() or any(sign.isdigit() for sign in word) for word in words]
    return any(is_named) and all(
        named or word.casefold().strip(".'’") in _PARTICLES for named, word in zip(is_named, words, strict=True)
    )


def is_common_word(label: str) -> bool:
    """Whether a label is a word that opens many a sentence or heads a cover sheet (`So:`, `Date:`)."""
    return fold(label).strip(".") in _NO_NAMES


def matcher(declared: Sequence[str]) -> Callable[[str], bool]:
    """A test of whether a label is declared; `*` stands for any signs."""
    wanted = tuple(folded for name in declared if (folded := fold(name)))
    return lambda label: any(fits(fold(label), one) for one in wanted) if wanted else False


def sight(line: Line, index: int, clean: Callable[[str], str]) -> Sighting | None:
    """The label that may stand at the start of a line, or None."""
    text = line.text.strip()
    if (
        len(text) > 90
        and ":" not in text[:110]
        and "\t" not in text[:80]
        and "：" not in text[:80]
        and text[0] not in "*_#[(\\"
    ):
        return None
    led = _LEADING_CLOCK.match(text)
    start = seconds(led.group("at")) if led else None
    body = text[led.end() :] if led else text
    if not led and (arrows := _ARROWS.match(body)):
        body = body[arrows.end() :]
    if not body:
        return None
    found = (
        _in_bold(body)
        or _in_brackets(body)
        or _with_clock(body)
        or _with_colon(body)
        or _on_its_own(body, bool(led))
        or _with_tab(body)
        or _between(body)
    )
    if found is None:
        return None
    head, at, rest, shape = found
    label = " ".join(_UNSEEN.sub("", clean(head)).split()).strip().rstrip(":：").strip()
    label = label[1:-1].strip() if label[:1] + label[-1:] in ("[]", "<>") else label
    if not label or not any(sign.isalnum() for sign in label):
        return None
    if start is None and not at and (follows := _STAMP_FIRST.match(rest[:40])):
        at = follows.group()
    is_timed = shape == "colon" and (led is not None or at is not None)
    return Sighting(
        index, label, rest, "timed" if is_timed else shape, start if start is not None else seconds(at or "")
    )


_Found = tuple[str, str | None, str, str]


def _in_bold(text: str) -> _Found | None:
    if (heading := _HEADING.match(text)) is not None:
        head = heading.group("head")
        inner = _in_bold(head) or _with_clock(head) or _with_colon(head)
        return (inner[0], inner[1], inner[2], "mark") if inner else (head, None, "", "mark")
    if text[0] not in "*_" or not (found := _BOLD.match(text)):
        return None
    head, rest = found.group("head").strip(), found.group("rest")
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
    if not after and (inner := _with_colon(head)) is not None:
        return inner  # the whole line is bold, as questions often are
    return None if after else _split_clock(head, "", "mark")


def _in_brackets(text: str) -> _Found | None:
    found = _IN_FRONT.match(text) if text[0] in "[\\" else None
    if found is None or _CLOCK_ANYWHERE.search(found.group("head")):
        return None
    return found.group("head"), None, found.group("rest"), "bracket"


def _split_clock(head: str, rest: str, shape: str) -> _Found:
    clocked = _with_clock(head)
    return (clocked[0], clocked[1], rest, shape) if clocked else (head, None, rest, shape)


def _with_colon(text: str) -> _Found | None:
    found = _COLON.match(text[:200])
    if not found:
        return None
    head, at = found.group("head").strip(), found.group("at")
    rest = text[found.start("rest") :]
    is_wide = text[found.start("rest") - 1] == "："  # Chinese and Japanese, which put no space after it
    if not head or (head[-1].isdigit() and rest[:1].isdigit() and not (is_wide and looks_like_a_role(head))):
        return None  # a clock time, not a label
    if rest[:2] == "//" or (at and rest[:1].isdigit()):
        return None
    return head, at, rest, "colon" if not rest or rest[0].isspace() or at or is_wide else "tight"


def _with_clock(text: str) -> _Found | None:
    found = _CLOCK_LAST.match(text) if len(text) <= 100 else None
    return (found.group("head").strip(), found.group("at"), "", "timed") if found else None


def _on_its_own(text: str, is_led: bool) -> _Found | None:
    if len(text) > 60 or "\t" in text or text[-1] in ".?!,;…":
        return None
    return text, None, "", "led" if is_led else "bare"


def _with_tab(text: str) -> _Found | None:
    found = _TAB.match(text) if "\t" in text else None
    return (found.group("head"), found.group("at"), found.group("rest"), "tab") if found else None


def _between(text: str) -> _Found | None:
    found = _CLOCK_BETWEEN.match(text[:200]) if ":" in text[:100] else None
    return (found.group("head"), found.group("at"), text[found.start("rest") :], "between") if found else None
