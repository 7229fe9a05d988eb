"""Digests by which two versions of a code are compared: of its text, and of what the machine looks for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from pipeline.study.records import Code


def definition_digest(code: Code) -> str:
    """64 hexadecimal digits that change when definition, include or exclude do; white space does not count."""
    return _digest([_folded(code.definition), [_folded(i) for i in code.include], [_folded(e) for e in code.exclude]])


INSTEAD = re.compile(r"(?:->|→)\s*(\S+)\s*$")
"""`wording -> id` in exclude: the code that such a passage gets instead."""


def text_digest(code: Code, names: Mapping[str, str]) -> str:
    """As `definition_digest`, with ids after `->` under one name, so that a rename elsewhere is no other text.

    Args:
        code: A code of any version.
        names: Id of any version -> the id that stands for all its names, where it has several.
    """
    exclude = [_folded(_with_standing_id(excluded, names)) for excluded in code.exclude]
    return _digest([_folded(code.definition), [_folded(included) for included in code.include], exclude])


def _with_standing_id(excluded: str, names: Mapping[str, str]) -> str:
    pointed = INSTEAD.search(excluded)
    if pointed is None:
        return excluded
    # People end the line with a full stop, or put the id in quotes or backticks.
    code_id = pointed[1].strip(".`'\"")
    return f"{excluded[: pointed.start()]}-> {names.get(code_id, code_id)}"


def cue_digest(code: Code) -> str:
    """64 hexadecimal digits that change when what the machine looks for, or where (`scope`), does."""
    cues = code.cues
    return _digest([cues.phrases, [[dict(token) for token in p] for p in cues.patterns], cues.unless, code.scope])


def _folded(text: str) -> str:
    # A definition wrapped anew by an editor is the same text.
    return " ".join(text.split())


def _digest(value: object) -> str:
    # Sorted and without blanks: the same content always gives the same digest.
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
