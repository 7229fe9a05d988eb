"""Codes as people write them beside words: `#trust`, `● trust`, `Code: trust`, `trust, money`, `trust: she doubts it`.

Only where the codebook has the names is a text taken apart: elsewhere a comma or a colon may belong to a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.exchange.names import same_name
from pipeline.exchange.project import SourceCoding, SourceProject

# What word processors and ATLAS.ti set before a code, the sign of a hashtag, and the word itself.
_BEFORE = re.compile(r"^[\s•●○▪◦‣·*#–—-]+|^(?:code|codes|tag|theme|thema|kode|código|thème)\s*[:=]\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,/+&|]\s*|\s+(?:and|und|y|et)\s+")
_HASHTAGS = re.compile(r"\s+(?=#\w)")
_REMARK = re.compile(r"^(?P<name>[^:(–—?]{2,80}?)\s*(?:[:–—?(]|\s-\s)\s*(?P<remark>.*?)\)?$", re.DOTALL)


def with_known_names(project: SourceProject, known: frozenset[str]) -> SourceProject:
    """The project with named codes as the codebook has them; what was taken apart is told.

    Args:
        project: What a reader found; only codes that a comment or a sheet names are looked at.
        known: The codebook's names and ids, as `same_name` makes them.
    """
    told: Counter[str] = Counter()
    codings = tuple(part for coding in project.codings for part in _parted(coding, known, told))
    inferred = tuple(message if n == 1 else f"{message} ({n} times)" for message, n in told.items())
    return replace(project, codings=codings, inferred=(*project.inferred, *inferred))


def names_a_code(text: str, known: frozenset[str]) -> bool:
    """Whether a remark begins with a name of the codebook and a colon, a dash or a bracket: `trust: she doubts it`."""
    match = _REMARK.match(_BEFORE.sub("", text))
    return match is not None and same_name(match["name"]) in known


def _parted(coding: SourceCoding, known: frozenset[str], told: Counter[str]) -> Iterator[SourceCoding]:
    if not coding.is_named or same_name(coding.code) in known:
        yield coding
        return
    tags = _HASHTAGS.split(coding.code) if coding.code.startswith("#") else [coding.code]
    for written in dict.fromkeys(tags):
        bare = _BEFORE.sub("", written).strip() or written
        parts = [part for part in _BETWEEN.split(bare) if part]
        remark = _REMARK.match(bare)
        if same_name(bare) in known or not known:
            names, memo = [bare], ""
        elif len(parts) > 1 and all(same_name(part) in known for part in parts):
            names, memo = parts, ""
            told[f"'{bare}' is read as {len(parts)} codes, which the codebook has"] += 1
        elif remark and same_name(remark["name"]) in known:
            names, memo = [remark["name"]], bare
            told[f"what begins with '{remark['name']}' is read as this code, and the whole as its memo"] += 1
        else:
            names, memo = [bare], ""
        for name in dict.fromkeys(names):
            yield replace(coding, code=name, memo=" ".join(filter(None, (coding.memo, memo))))
