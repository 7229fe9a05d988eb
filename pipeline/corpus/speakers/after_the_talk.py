"""What stands below a talk and nobody says: who transcribed and checked it, an analyst's notes in a face of their own.

Only paragraphs after the last label are looked at; whoever speaks there has a label, or goes on in the way that second
paragraphs have all through the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.corpus.formats.lines import Line
from pipeline.corpus.speakers.evidence import ends_a_sentence
from pipeline.corpus.speakers.labels import Sighting, fold

FEWEST_OF_A_TALK = 4
"""Labels from which on a file is a talk, and has an end."""

AFTER_THE_TALK = "notes after the talk"
"""The label under which such paragraphs stand: that of notes, which are nobody's answer."""

_LONGEST_MARK = 200
_LONGEST_HEADING = 60
_SHORTEST_REMARK = 8
"""Words of a paragraph in brackets that is more than a sound or a gesture."""

_WORK = (
    r"transcri(?:pt(?:ion)?|bed)|transkri(?:pt(?:ion)?|biert)|transcri(?:pción|ção|to|ta|t)|trascri(?:zione|tto)|"
    r"transkrypcja|proofread|interview|recording|audio|file|entretien|entrevista|intervista"
)
_WHAT_WAS_DONE = (
    r"by|using|checked|verified|reviewed|prepared|completed|corrected|approved|edited|transcribed|anonymi[sz]ed|"
    r"pseudonymi[sz]ed|conducted|recorded|produced|translated|finali[sz]ed|von|durch|geführt|geprüft|transkribiert|"
    r"par|réalisée?|transcrite?|por|realizada|transcrit[ao]|przez"
)
# `Transcribed by K. Lind`, `Transcript checked against the tape`, `Total length: 41 minutes`, `Word count 2,310`.
_PRODUCTION = re.compile(
    rf"(?:[-–—*•\[(]\s*)?(?:(?:{_WORK})(?:\s+(?:was|is|has been|am))?\s+(?:{_WHAT_WAS_DONE})\b"
    r"|(?:total|approximate|approx\.?|overall|final|recording|interview|audio|transcript)\s+"
    r"(?:length|duration|time|words?|word ?count|pages?)\b|word ?count\b"
    r"|(?:end|stop|finish|start)(?:ing)?[ -]?time\s*:?\s*\d|(?:time )?(?:ended|finished)(?: at)?\s*:?\s*\d"
    r"|(?:duration|length|dauer|durée|duración|duração)\s*:"
    r"|(?:transcriber|transcriptionist|typist|checked|verified|reviewed|proofread|anonymi[sz]ed|coded|typed|"
    r"translated|transkribiert|geprüft|transcrit|relu|transcrito|revisado|transcritto)\s*"
    r"(?::|by\b|von\b|par\b|por\b|da\b)"
    r"|\d{1,3}\s+(?:pages?|seiten|páginas)\b)",
    re.IGNORECASE,
)
# Alone on its line, or before a colon: `Interviewer notes`, `Memo: she was calm.` Not `Note`, which opens sentences.
_HEADS_NOTES = re.compile(
    r"[#*_\s]*(?:(?:interviewer|researcher|transcriber|observer|fieldworker)(?:['’]s|s['’])? notes?"
    r"|(?:analytical? |analyst['’]s )?memos?|observations?|impressions?|remarks|comments|bemerkungen|anmerkungen|"
    r"beobachtungen|notizen|remarques|observaciones|comentarios|observações|osservazioni)[*_\s]*(?::|$)",
    re.IGNORECASE,
)
# Who says `I` or `we` there tells of their own work: in English, capitals set the first apart.
_OWN_WORK = re.compile(r"\b(?:I|I['’]\w+|my|me|we|our|us|ich|wir|mein\w*|je|nous|mon|ma|yo|mi|nuestr\w+)\b")
_SERVICE = re.compile(
    r"\s*(?:transcribed (?:by|with|using) (?:https?://|www\.|otter|rev\b|trint|sonix|noscribe|whisper|turboscribe|f4|"
    r"descript)"
    r"|this (?:editable )?transcript(?:ion)? (?:was|is) (?:computer|automatically|machine|ai)\b"
    r"|(?:view|download) (?:the )?(?:original )?recording\b|meeting (?:started|ended) (?:at|after)\b"
    r"|messages and calls are end-to-end encrypted|.{0,60}(?:started|stopped) transcription\s*$)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")


def is_of_a_service(text: str) -> bool:
    """Whether a service wrote a line beside the talk: `Transcribed by …`, `Anna started transcription`."""
    return bool(_SERVICE.match(text))


def where_the_talk_ends(lines: Sequence[Line], labels: Mapping[int, Sighting]) -> int | None:
    """The line after the last label from which on nobody speaks, or None.

    Paragraphs to the end of the file that tell of the transcript, that stand in brackets, or that are all in a face in
    which nobody goes on speaking before.
    """
    speaking = [place for place, line in enumerate(lines) if place in labels or line.speaker is not None]
    if len(speaking) < FEWEST_OF_A_TALK:
        return None
    last = speaking[-1]
    # Where each paragraph has a label, a heading of notes may look like one.
    if last in labels and _HEADS_NOTES.match(f"{labels[last].label}:"):
        key = fold(labels[last].label)
        return last if sum(fold(label.label) == key for label in labels.values()) == 1 else None
    # Right under a label that stands alone are its words.
    is_alone = last in labels and not labels[last].rest.strip()
    first = last + 2 if is_alone else last + 1
    openings = [
        place
        for place in range(first, len(lines))
        if lines[place].opens or (ends_a_sentence(lines[place - 1].text) and _tells_of_the_work(lines[place].text))
    ]
    faces = {line.typeface for place, line in enumerate(lines[:first]) if place not in labels}
    # What such a heading stands above is notes, however it is set.
    begins = next((place for place in openings if _HEADS_NOTES.match(lines[place].text[:_LONGEST_HEADING])), None)
    # From the last paragraph upwards: what somebody says below a note is no note, nor is what stands above it.
    for place, end in zip(reversed(openings), [len(lines), *reversed(openings)], strict=False):
        paragraph = lines[place:end]
        text = " ".join(line.text for line in paragraph)
        is_set_apart = bool(paragraph[0].typeface) and all(
            line.typeface == paragraph[0].typeface and line.typeface not in faces for line in paragraph
        )
        if not (_tells_of_the_work(text) or is_set_apart or _is_long_remark(text)):
            break
        begins = min(place, begins) if begins is not None else place
    return begins


def _tells_of_the_work(text: str) -> bool:
    if len(text) > _LONGEST_MARK:
        return False
    return is_of_a_service(text) or (bool(_PRODUCTION.match(text.strip())) and not _OWN_WORK.search(text))


def _is_long_remark(text: str) -> bool:
    return (
        text.lstrip()[:1] in ("(", "[") and len(text.split()) >= _SHORTEST_REMARK and bool(_BRACKETED.fullmatch(text))
    )
