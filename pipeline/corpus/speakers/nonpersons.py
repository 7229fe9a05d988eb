"""The one list of labels that name no person: remarks, parts of a recording, and voices of several at once."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.corpus.speakers.labels import fold

# A note needs its author: plain `Note` opens many a sentence.
_REMARK = re.compile(
    r"(?:long |short )?(?:pause|silence|applause|laughter|pausa|pauze|lachen|rires|risas)(?: \d{1,3})?|"
    r"(?:transcriber|transcriptionist|transcription|typist|editor|translator|interviewer|researcher|observer"
    r"|note ?taker|fieldworker)"
    r"(?:['’]s|s['’])? notes?(?: \d{1,3})?|notes? (?:by|from) the (?:transcriber|typist|editor|translator)"
)
# What nobody is called; what may be somebody (`Clip`, `Sponsor`) stands in the next list alone.
_PART = re.compile(
    r"(?:(?:short|coffee|lunch|tea|music|ad) )?break|(?:intro |outro |theme )?musi[ck]|jingle|theme song|"
    r"sound effects?|intro|outro|advert|advertisement"
)
_MAY_BE_A_PART = re.compile(
    r"(?:(?:old|new|short|long|radio|theme|opening|closing|coffee|lunch|tea|ad|video|sound|background|intro|outro) )*"
    r"(?:break|musi[ck]|jingle|intro|outro|advert|advertisement|ads?|sponsors?|applause|laughter|silence|pausa|pauze|"
    r"pause|sound effects?|sound|theme song|video clip|clip|audio|recording|system|transcript|video)"
)
_CROWD = re.compile(
    r"(?:all|both|several|multiple|various|many|some|everyone|everybody|group|together|"
    r"alle|beide|mehrere|viele|gruppe|tous|toutes|plusieurs|groupe|ensemble|todos|todas|varios|varias|grupo|"
    r"allen|iedereen|meerdere|verschillende|groep|tutti|tutte)"
    r"(?: (?:of them|speakers?|voices?|participants?|respondents?|people|persons?|women|men|sprecher(?:innen)?|"
    r"teilnehmer(?:innen)?|stimmen|personen|participants|voix|personnes|participantes|voces|personas|sprekers|"
    r"deelnemers|stemmen))?"
)
# Parts of a recording are counted: `Break 2`, `Music #3`.
_NUMBERED = re.compile(r" ?#?\d{1,3}$")


def _plain(label: str) -> str:
    return fold(label).strip("[]()*<>")


@lru_cache(maxsize=4096)
def is_remark(label: str) -> bool:
    """Whether a label is a remark inside somebody's words, who may go on after it: `Pause`, `Transcriber's note`."""
    return bool(_REMARK.fullmatch(_plain(label)))


@lru_cache(maxsize=4096)
def is_nobody(label: str) -> bool:
    """Whether a label can be no person and no role: a remark, or a part of a recording alone (`Break 2`, `Music`).

    Narrower than `may_be_nobody`: `Sponsor`, `Clip` and `Kate Break` may be somebody, and plain `Note` opens a
    sentence.
    """
    return is_remark(label) or bool(_PART.fullmatch(_NUMBERED.sub("", _plain(label))))


@lru_cache(maxsize=4096)
def may_be_nobody(label: str) -> bool:
    """Whether a label may name no person: `Sponsor`, `Clip 2`, `Old intro`. Never guessed to ask or to answer."""
    return is_nobody(label) or bool(_MAY_BE_A_PART.fullmatch(_NUMBERED.sub("", _plain(label))))


@lru_cache(maxsize=4096)
def is_crowd(label: str) -> bool:
    """Whether a label stands for several people at once: `All`, `Several voices`. Answers, but nobody's own."""
    return bool(_CROWD.fullmatch(_plain(label)))
