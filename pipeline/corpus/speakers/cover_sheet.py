"""The head of a file that tells of the talk: `Interviewee: Jo Hill, manager`, `Date: 15/04/2023`. Nobody says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.corpus.formats.lines import Line
from pipeline.corpus.speakers.evidence import ends_a_sentence
from pipeline.corpus.speakers.labels import Sighting, fold, is_name_like
from pipeline.corpus.speakers.roles import COVER_FIELDS, is_role_word, is_word_of_speech, without_gender

_LONGEST_HEAD = 25
_MOST_WORDS = 12
_WORD = re.compile(r"[^\W\d_]+")
_OF_A_PERSON = re.compile(
    r"\b(?:male|female|man|woman|men|women|aged?|years? old|männlich|weiblich|mann|frau|jahre(?: alt)?|homme|femme|ans|"
    r"hombre|mujer|años|homem|mulher|anos|uomo|donna|anni|vrouw|jaar)\b",
    re.IGNORECASE,
)
"""What a cover sheet says of somebody instead of a name: `female, 54`."""

_WHO_ASKED = re.compile(
    r"(?:interview(?:ed|s|er)?|conducted|moderated|facilitated|geführt|interviewt|moderiert|réalisé|mené|realizad[oa]|"
    r"hecha|afgenomen|condotta)[ ]?(?:\([a-z]\))?[ ]*(?:by|with|von|mit|par|avec|por|con|door|met|da)?|"
    r"(?:name of (?:the )?)(?:interviewer|interviewee|respondent|participant|moderator)|present|attendees|participants",
    re.IGNORECASE,
)
"""What tells who took part, and whom no label is: `Interviewed by`, `Name of interviewer`, `Present`."""


def on_the_cover(lines: Sequence[Line], sightings: Sequence[Sighting]) -> set[int]:
    """The lines of a cover sheet: those from the first field to the last, before anybody speaks.

    A field is a known one (`Date`, `Ort`), or a role with a name after it that is no sentence. A role alone is one
    where more follows: another field, or, for the rest of the file, no label of that kind.
    """
    by_line = {
        sighting.index: sighting
        for sighting in sightings
        if sighting.shape in ("colon", "tight", "bold", "tab", "timed")
    }
    n = Counter(fold(sighting.label) for sighting in by_line.values())
    fields: list[int] = []
    for index, line in enumerate(lines[:_LONGEST_HEAD]):
        sighting = by_line.get(index)
        if sighting is None:
            if fields and (len(line.text.split()) > _MOST_WORDS or _is_sentence(line.text)):
                break
            continue
        # An empty field (`Place:`) neither makes a cover sheet nor ends one.
        if not sighting.rest.strip():
            continue
        # The first label that is no field is where somebody speaks.
        if not (_is_field(sighting) or (_speaks_never_again(sighting, n) and _tells_who(sighting))):
            break
        fields.append(index)
    if not fields:
        return set()
    if len({fold(by_line[index].label) for index in fields}) < len(fields):
        return set()  # a cover sheet tells each thing once
    # `Interviewee: Yes` looks like a field too: where only roles stand, the rest of the file decides.
    named = [index for index in fields if is_role_word(by_line[index].label)]
    later = {fold(sighting.label) for index, sighting in by_line.items() if index > fields[-1]}
    if len(named) == len(fields) and not _are_all_names([by_line[index] for index in named], later):
        return set()
    return set(range(fields[0], fields[-1] + 1))


def _speaks_never_again(sighting: Sighting, n: Counter[str]) -> bool:
    """Whether a label stands once, in a file in which two others or more take turns."""
    recurring = [times for label, times in n.items() if times > 2 and label != fold(sighting.label)]
    return n[fold(sighting.label)] == 1 and len(recurring) >= 2


def _tells_who(sighting: Sighting) -> bool:
    """Whether a role, or a word for who asked (`Interviewed by`), has beside it who that is, and no speech."""
    said = sighting.rest.strip()
    words = _WORD.findall(said)
    is_short = 0 < len(words) <= _MOST_WORDS and not _is_sentence(said)
    is_told = is_role_word(sighting.label) or bool(_WHO_ASKED.fullmatch(sighting.label.strip()))
    return is_told and is_short and not any(is_word_of_speech(word) and word[0].islower() for word in words[:2])


def _are_all_names(roles: Sequence[Sighting], later: set[str]) -> bool:
    """Whether roles alone tell who takes part: none of them speaks later, or two have a full name each."""
    if all(fold(sighting.label) not in later for sighting in roles):
        return True
    return len(roles) >= 2 and all(len(sighting.rest.split()) >= 2 for sighting in roles)


def _is_field(sighting: Sighting) -> bool:
    said = sighting.rest.strip()
    if not said or len(said.split()) > _MOST_WORDS or _is_sentence(said):
        return False
    words = _WORD.findall(without_gender(sighting.label))
    # `Date of interview` has the field's word first, `Interview date` has it last.
    if (words and words[0] in COVER_FIELDS) or (words and words[-1] in COVER_FIELDS and len(words) <= 3):
        return True
    if is_role_word(said):
        return True  # a legend: `I: interviewer`
    if not is_role_word(sighting.label):
        return False
    name = said.split(",")[0].split("(")[0].strip()
    # `Interviewee: Yes, we did` is an answer and no name.
    is_somebody = is_name_like(name) or _is_described(name) or bool(_OF_A_PERSON.search(said))
    return is_somebody and not any(is_word_of_speech(word) for word in said.split()[:1])


def _is_described(name: str) -> bool:
    """`My neighbour`, `a nurse`: somebody told by what they are."""
    words = name.casefold().split()
    return 2 <= len(words) <= 4 and words[0] in (
        "my",
        "a",
        "an",
        "the",
        "mein",
        "meine",
        "ein",
        "eine",
        "mi",
        "un",
        "una",
        "mon",
        "ma",
        "une",
        "mijn",
        "een",
    )


def _is_sentence(text: str) -> bool:
    said = text.strip()
    return (
        bool(said)
        and ends_a_sentence(said)
        # With a colon, a dash or a bracket a line may end that is no sentence; `ends_a_sentence` takes them too.
        and said[-1] not in ":-–—)]"
        # Their full stop belongs to a name.
        and not said.rstrip(".").endswith(("Dr", "Jr", "St"))
    )
