"""What changed between two versions of a codebook, and whether a code still means the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.study.records import Code, Codebook


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
    code_id = pointed[1].strip(".`'\"")
    return f"{excluded[: pointed.start()]}-> {names.get(code_id, code_id)}"


def cue_digest(code: Code) -> str:
    """64 hexadecimal digits that change when what the machine looks for, or where (`scope`), does."""
    cues = code.cues
    return _digest([cues.phrases, [[dict(token) for token in p] for p in cues.patterns], cues.unless, code.scope])


def same_definition(a: Code, b: Code) -> bool:
    """Whether two versions of a code mean the same: definition, include and exclude equal after folding white space."""
    return definition_digest(a) == definition_digest(b)


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened between two versions, by ids in the order of the newer file (removed: of the older).

    `renamed` and `merged` are pairs (old, new), `split` is (old, (new, …)). A code stands in `redefined` or
    `cues_changed` also where it was renamed; a retired code counts as `retired`, not as removed.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    retired: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    cues_changed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that matters to a coding changed."""
        return self == Changes()


def changes(old: Codebook, new: Codebook) -> Changes:
    """What a reader of the old version has to know about the new one."""
    before = {code_id: _former(code, old) for code_id, code in new.codes.items()}
    renamed = tuple((was, now) for now, was in before.items() if was is not None and was != now)
    split = _split(old, new)
    came_from_split = {part for _, parts in split for part in parts}
    explained = {was for was, _ in renamed}
    kept = [(old.codes[was], new.codes[now]) for now, was in before.items() if was is not None]
    return Changes(
        added=tuple(now for now, was in before.items() if was is None and now not in came_from_split),
        removed=tuple(one for one in old.codes if one not in new.codes and one not in explained),
        renamed=renamed,
        split=split,
        merged=tuple((b.code_id, b.merge_into) for a, b in kept if b.merge_into and a.merge_into != b.merge_into),
        retired=tuple(b.code_id for a, b in kept if b.retired and not a.retired),
        redefined=tuple(b.code_id for a, b in kept if not same_definition(a, b)),
        cues_changed=tuple(b.code_id for a, b in kept if cue_digest(a) != cue_digest(b)),
    )


def _former(code: Code, old: Codebook) -> str | None:
    """The id under which a code stood in the older version, or None where it is new."""
    if code.code_id in old.codes:
        return code.code_id
    return next((was for was in code.was if was in old.codes), None)


def _split(old: Codebook, new: Codebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    parts: dict[str, list[str]] = {}
    for code_id, code in new.codes.items():
        if code.split_from and code.split_from in old.codes and code_id not in old.codes:
            parts.setdefault(code.split_from, []).append(code_id)
    return tuple((one, tuple(parts[one])) for one in old.codes if one in parts)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _digest(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
