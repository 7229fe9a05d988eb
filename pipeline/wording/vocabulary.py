"""Each phrase for a thing of the field, once: memos, pages, figures and documents print the same words.

Keys are what people write in their files (`episodes.csv`, `governance.csv`, `judgements.csv`) or what the store calls a
kind or a polarity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural

# Said wherever a figure rests on a machine alone: its silence is no "no".
UNCHECKED = "machine, not checked by a person"

ANSWERS = {
    "learning": "learning",
    "blaming": "blaming",
    "both": "both learning and blaming",
    "none": "no answer",
}
"""What a setback was answered with (episodes.csv, `response`)."""

TRUST = {"up": "trust grew", "same": "trust stayed the same", "down": "trust fell"}
"""What became of trust afterwards (episodes.csv, `trust_after`)."""

MODES = {"shared": "shared", "lead": "lead organisation", "nao": "separate organisation (NAO)"}
"""How a collaboration is governed (governance.csv, `mode`), after Provan and Kenis (2008)."""

ROLES = {"at_launch": "at launch", "in_response": "in response", "both": "at launch and in response"}
"""When something that helped was at work (judgements.csv, `role`)."""

NOT_JUDGED = "not judged"

MIXED_HOW = {"over_time": "over time", "by_position": "by position", "by_degree": "by degree"}
"""How something is mixed (judgements.csv, `mixed_how`); `undecided`, or nothing, says no more than that it is."""

OPEN_ABSENCE = "unknown (judged absent; neither denied, nor asked and not mentioned)"
"""A judgement of absence on which nothing rests: silence says no more there than that nobody spoke of it."""

NO_PASSAGE, CONTESTED = "!", "≠"
"""Marks of a judgement: it names no passage that tells the code; as many deny the code as tell it."""

MARKS_MEAN = {
    NO_PASSAGE: "the judgement names no passage that tells it today",
    CONTESTED: "as many deny it as tell it",
}

PRESENT = ("present", "mixed")
"""Judgements that something is there, wholly or in part."""

RELATIONS_WORDS = {
    "contradict": "contradicts partners on",
    "agree": "agrees on",
    "complement": "adds to",
    "partners silent": "alone speaks of",
    "source silent": "is silent on",
}
"""How a source that belongs to no case stands to the partners of its cases."""

POLARITIES = {"affirmed": "told", "absent": "denied", "wished": "wished for", "disputed": "disputed"}
"""What was done to a code in a passage: of all passages of a case, `told, also denied`."""

SPEAKS = {"affirmed": "tells it", "absent": "denies it", "wished": "wishes for it", "disputed": "disputes it"}
"""The same of one who speaks."""

KINDS = {
    "interview": ("interview", "interviews"),
    "group": ("group interview", "group interviews"),
    "mayor": ("mayor’s interview", "mayors’ interviews"),
    "archival": ("document", "documents"),
    "survey": ("survey", "surveys"),
    "exercise": ("exercise", "exercises"),
    "field_note": ("field note", "field notes"),
}
"""Kinds of transcript, one and several of them."""

FAMILIES = {"enabler": "What helped", "barrier": "What hindered"}
"""Headings of the two families of codes that a comparison asks for; other families go by their own names."""

PRESENCES = {
    "all": "Shared by all",
    "all known": "Shared by all that are known",
    "only known": "Shown by the only one that is known",
    "most": "Shared by most",
    "some": "Shared by some",
    "one": "In one alone",
    "too few": "Told, yet by too few to show it",
    "none": "In none",
    "none known": "In none that is known",
    "unknown": "Not known",
}
"""In how many cases a code shows, as a heading."""

ONE_VOICE = "one voice"


def mode_words(mode: str | None) -> str:
    """How a collaboration is governed; a word that is none of the three as people wrote it, escaped."""
    return MODES.get(mode or "") or md(mode)


def answer_words(response: str | None) -> str:
    """What a setback was answered with; likewise."""
    return ANSWERS.get(response or "") or md(response)


def answered(response: str | None) -> str:
    """`answered with learning`; `not answered`."""
    return "not answered" if response == "none" else f"answered with {answer_words(response)}"


def judgement_words(judgement: str, role: str | None) -> str:
    """`present, at launch`."""
    when = ROLES.get(role or "")
    return f"{judgement}, {when}" if when else judgement


def kinds_words(numbers: Sequence[tuple[str, int]]) -> str:
    """`2 interviews, 1 group interview, 1 document`."""
    return ", ".join(plural(n, *KINDS[kind]) for kind, n in numbers)


CITES_NOTHING = "no coding is cited"
"""Who tells an event or episode whose row names no coding."""


def tellers_words(
    respondents: Sequence[str],
    organisations: Sequence[str] = (),
    sectors: Sequence[str] = (),
    documents: Sequence[str] = (),
    whole: str = "",
) -> str:
    """Who tells something: `3 respondents, 2 organisations, 2 sectors`, `one voice (r01)`, `document d1`.

    Ids must be escaped already. `whole` is put before the number of respondents: `all `.
    """
    parts = []
    if len(respondents) == 1:
        parts.append(f"{ONE_VOICE} ({respondents[0]})")
    elif respondents:
        both = "both respondents" if whole and len(respondents) == 2 else ""
        counts = [both or f"{whole}{plural(len(respondents), 'respondent')}"]
        counts += [plural(len(organisations), "organisation")] if organisations else []
        counts += [plural(len(sectors), "sector")] if sectors else []
        parts.append(", ".join(counts))
    if documents:
        parts.append(f"document {listed(documents)}")
    return "; ".join(parts) or CITES_NOTHING


def tier_marks(tier: str | None, order: Sequence[str]) -> str:
    """`▮▮▯`, a tier as a row of filled marks; '' where there is none in the declared order."""
    if tier is None or tier not in order:
        return ""
    rank = order.index(tier) + 1
    return f"{'▮' * rank}{'▯' * (len(order) - rank)}"


class Attributed(Protocol):
    """What may be said of a speaker: a row of voices has it."""

    @property
    def attribution(self) -> str | None: ...
    @property
    def organisation(self) -> str | None: ...
    @property
    def sector(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...


ATTRIBUTABLE = {"organisation": "organisation", "sector": "sector", "role": "role", "office": "role", "city": "city"}
"""Words of the column `attribution` that name a column of people's own; anything else is itself the words to use."""


def attributed(speaker: Attributed) -> list[str]:
    """What may be said of a respondent beside the id: role and sector, or what participants.csv says of attribution.

    `attribution` names columns (`sector and role`, `organisation`) or is itself the words to use (`a cook`).
    """
    said = str(speaker.attribution or "role and sector").strip()
    columns = [word for word in re.split(r"[\s,;]+", said.casefold()) if word not in ("and", "only")]
    if columns and all(column in ATTRIBUTABLE for column in columns):
        cells = [getattr(speaker, ATTRIBUTABLE[column], None) for column in columns]
        return [str(cell) for cell in dict.fromkeys(cells) if cell]
    return [said]
