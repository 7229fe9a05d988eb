"""Who asks, where the head of a file says it: `Interviewer: Anna Berg (AB)`, `AB = Anna Berg, interviewer`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.corpus.formats.lines import words
from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.roles import ANSWERERS, ASKERS, COVER_FIELDS

_LONGEST_HEAD = 200
"""Words of a head; longer ones are the talk itself, or a report on it."""
_MOST_WORDS_OF_A_NAME = 6
_ROLES = "|".join(
    sorted((re.escape(role) for role in ASKERS if len(role) > 3), key=lambda role: (-len(role), role))
)  # the longest first, since a pattern takes the first that fits
_BY = (
    r"(?:interviewed|conducted|moderated|facilitated|interviewt|geführt|moderiert|réalisé|mené|realizad[oa]|afgenomen|"
    r"condotta)\s+(?:by|von|par|por|door|da)"
)
_ASKER = re.compile(
    rf"(?<!\w)(?:{_BY}|(?:{_ROLES}|interview by)(?:\(s\)|\s?\d{{1,2}})?(?:['’]s)?(?: name)?)\s*[:=–—-]?\s+(?=\S)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_][\w.'’-]*|[^\s\w]")
_TITLES = words("dr prof professor mr mrs ms miss herr frau señor señora sr sra m mme mlle phd ma")
_PARTICLES = words("de del della van von der den da dos du la le el al bin and und y et e")


def named_askers(head: str, labels: Collection[str]) -> frozenset[str]:
    """Of the labels of those who speak, those whom the words before the first label name as asking; none, if all."""
    if not head or len(head.split()) > _LONGEST_HEAD:
        return frozenset()
    # A legend says it outright, and what follows its role is the next entry.
    legend = frozenset(label for label in labels if _in_a_legend(label, head))
    names = [] if legend else [_name(head[match.end() : match.end() + 120]) for match in _ASKER.finditer(head)]
    asking = legend or frozenset(label for label in labels if any(_bears(label, name) for name in names if name))
    return asking if len(asking) < len(labels) else frozenset()


def _name(after: str) -> list[str]:
    """The words of the name at the start of a text, and initials in brackets after it."""
    name: list[str] = []
    for part in _TOKEN.findall(after):
        word = fold(part).strip(".")
        if word in ASKERS | ANSWERERS | COVER_FIELDS or len(name) == _MOST_WORDS_OF_A_NAME:
            break
        if part in "(),&/+" or word in _PARTICLES:
            continue
        if not part[0].isalpha() or part[0].islower():
            break
        if word not in _TITLES:
            name.append(part.strip("."))
    return name


def _bears(label: str, name: Sequence[str]) -> bool:
    """Whether a label is a name, a part of it, or its initials."""
    parts = [part for part in re.split(r"[\s.]+", fold(label)) if part and part not in _TITLES]
    folded = [fold(part) for part in name]
    initials = "".join(part[0] for part in folded)
    plain = "".join(parts)
    if not parts:
        return False
    is_initials = 2 <= len(plain) <= 4 and label.replace(".", "").isupper() and initials.startswith(plain)
    return is_initials or (len(plain) > 1 and all(part in folded for part in parts))


def _in_a_legend(label: str, head: str) -> bool:
    legend = rf"(?<!\w){re.escape(label)}\s*(?:[=:–—(-]|is\b)\s*(?:[^=:()\n]{{0,40}}\W)?(?:{_ROLES})\b"
    return re.search(legend, head, re.IGNORECASE) is not None
