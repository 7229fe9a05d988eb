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
# What typists write below the last turn; alone on a line, in capitals or not, with a time or not.
_END = re.compile(
    r"(?:\d{1,2}:\d\d(?::\d\d)? )?(?:"
    r"(?:the )?(?:end|close) of (?:the |this )?(?:(?:audio|video|tape|voice|first|second) )?(?:recording|interview|"
    r"transcript|transcription|tape|audio|session|focus group|discussion|conversation|file|video|call|part)"
    r"(?: (?:\d{1,3}|one|two))?(?:,? side (?:[ab]|one|two|1|2))?|(?:the )?(?:recording|interview|transcript|"
    r"transcription|audio|tape) (?:ends|ended|concludes|concluded)(?: here)?|"
    r"ende (?:der|des|vom) (?:ton)?(?:aufnahme|transkripts?|transkription|"
    r"interviews?|gesprächs|bands?)|(?:aufnahme|interview|transkript|band)ende|"
    r"fin (?:de l['’] ?|de la |du |del? )(?:enregistrement|entretien|interview|transcription|bande|grabación|"
    r"entrevista|transcripción|audio|vídeo|video|cinta)|fim (?:da|do) (?:gravação|entrevista|transcrição|áudio)|"
    r"fine (?:della )?(?:registrazione|intervista|trascrizione)|einde (?:van (?:de|het) )?(?:opname|interview|gesprek|"
    r"transcript)|slut på (?:inspelningen|intervjun)|koniec (?:nagrania|wywiadu)|конец (?:записи|интервью)"
    r")(?: (?:at )?\d{1,3}:\d\d(?::\d\d)?)?"
)
# Below a talk, in paragraphs that have no label either.
_NOTES = re.compile(
    r"(?:field|fieldwork|observation|reflexive|reflection|post[- ]?interview)[ -]?(?:notes?|memos?)|fieldnotes?|"
    r"(?:interviewer|researcher|fieldworker|observer)(?:['’]s|s['’])? (?:observations?|reflections?|comments?|memos?|"
    r"impressions?)|(?:notes?|comments?|observations?) (?:after|about|on) the (?:interview|recording|talk)|"
    r"reflections?|post[- ]?script(?:um)?|postskript(?:um)?|feldnotiz(?:en)?|interviewnotiz(?:en)?|"
    r"nachbemerkung(?:en)?|notas de campo|notes? de terrain|note di campo|veldnotities|"
    r"footnotes?|endnotes?|fußnoten?|notes de bas de page|notas al pie|notas de rodapé"
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
    plain = _plain(label)
    return is_remark(label) or bool(_PART.fullmatch(_NUMBERED.sub("", plain)) or heads_notes(label)) or is_end(label)


@lru_cache(maxsize=4096)
def is_end(label: str) -> bool:
    """Whether a line says that the recording ends here: `END OF RECORDING`, `*** Ende der Aufnahme ***`."""
    return bool(_END.fullmatch(fold(label).strip(" []()*<>=_~#.:-–—")))


@lru_cache(maxsize=4096)
def heads_notes(label: str) -> bool:
    """Whether a label or a heading is that of notes below a talk: `Field notes`, `Postskriptum`."""
    return bool(_NOTES.fullmatch(_plain(label).strip("# :")))


def stays_below(label: str) -> bool:
    """Whether paragraphs without a label under it are nobody's as well: those of notes, those after the end."""
    return is_end(label) or heads_notes(label)


@lru_cache(maxsize=4096)
def may_be_nobody(label: str) -> bool:
    """Whether a label may name no person: `Sponsor`, `Clip 2`, `Old intro`. Never guessed to ask or to answer."""
    return is_nobody(label) or bool(_MAY_BE_A_PART.fullmatch(_NUMBERED.sub("", _plain(label))))


@lru_cache(maxsize=4096)
def is_crowd(label: str) -> bool:
    """Whether a label stands for several people at once: `All`, `Several voices`. Answers, but nobody's own."""
    return bool(_CROWD.fullmatch(_plain(label)))
