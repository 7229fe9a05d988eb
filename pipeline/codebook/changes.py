"""What happened between two versions of a codebook, code by code: what a team has to know of the newer one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.compare import text_digest
from pipeline.codebook.renames import current_id, earlier_and_later_names, parts_today
from pipeline.codebook.versions import in_order_of_time, is_same_version
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code, Codebook

Kind = Literal[
    "added",
    "removed",
    "retired",
    "renamed",
    "split",
    "merged",
    "reparented",
    "reworded",
    "narrowed",
    "broadened",
    "moved",
]


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One thing that happened to one code; several may happen to it at once.

    `code` is its id in the newer version, or the older id where it has none there. `former` and `later` are what was
    changed: ids (split: the parts with `;` between), parents, or texts; '' where there is nothing on that side.
    `is_declared`: the team said what a new text means; a change that nobody declares is taken for moved.
    """

    kind: Kind
    code: str
    former: str = ""
    later: str = ""
    is_declared: bool = False


def changes_between(old: Codebook, new: Codebook) -> tuple[CodeChange, ...]:
    """All changes from one version to a later one, in the order of the newer file, what is gone at the end.

    Renames, merges and declared changes of versions between are followed where they lie beside the newer codebook.
    A change of name, source, examples or cues touches no coding and is none.
    """
    comparison = _Comparison(old, with_old(old, new))
    kept = [change for code in new.codes.values() for change in comparison.of_a_code(code)]
    return (*kept, *comparison.of_codes_gone())


def former_ids(old: Codebook, new: Codebook) -> dict[str, str]:
    """Id in the newer version -> the id that this very code had in the older one; without codes that it had not."""
    former = _Comparison(old, with_old(old, new)).former
    return {code_id: code.code_id for code_id, code in former.items() if code is not None}


def text_of(code: Code) -> str:
    """A code's text as people read it: the definition, then a line for each include and exclude."""
    lines = [
        code.definition,
        *(f"include: {line}" for line in code.include),
        *(f"exclude: {line}" for line in code.exclude),
    ]
    return "\n".join(line for line in lines if line)


def with_old(old: Codebook, new: Codebook) -> Codebook:
    """The newer codebook with the older among its earlier versions, so that its ids and texts can be followed."""
    if is_same_version(old.version, new.version):
        return new  # edited without a new version: there is nothing between to follow
    versions = {**new.earlier, old.version: old}
    return replace(new, earlier=dict(in_order_of_time(versions.items(), key=lambda item: item[0])))


class _Comparison:
    """Two versions of a codebook, and which code of the older each code of the newer was."""

    def __init__(self, old: Codebook, new: Codebook) -> None:
        self.old, self.new = old, new
        self.names = earlier_and_later_names(new)
        self.ageing = Ageing(new)
        self.former = {code_id: self._former(code_id) for code_id in new.codes}

    def of_a_code(self, code: Code) -> Iterator[CodeChange]:
        """What happened to a code of the newer version."""
        former = self.former[code.code_id]
        if former is None:
            # Parts are told with the code that was split, or they would be told twice.
            if code.split_from is None or not self._was_in_use(code.split_from):
                yield CodeChange("added", code.code_id, later=text_of(code))
            return
        # A merged code is only told as merged: whatever else its entry says has no effect any more.
        if code.merge_into:
            if not former.merge_into:
                yield CodeChange("merged", code.code_id, former.code_id, current_id(code.code_id, self.new) or "")
            return
        if former.code_id != code.code_id:
            yield CodeChange("renamed", code.code_id, former.code_id, code.code_id)
        if code.retired and not former.retired:
            yield CodeChange("retired", code.code_id, former.code_id)
        if parts := self._parts_beside(code.code_id):
            yield CodeChange("split", code.code_id, former.code_id, ";".join(parts))
        if self._named(former.parent) != self._named(code.parent):
            yield CodeChange("reparented", code.code_id, former.parent or "", code.parent or "")
        if text_digest(former, self.names) != text_digest(code, self.names):
            kinds = self._declared(former, code)
            kind = _in_one(kinds)
            yield CodeChange(kind, code.code_id, text_of(former), text_of(code), is_declared=kinds != ("moved",))

    def of_codes_gone(self) -> Iterator[CodeChange]:
        """What became of codes of the older version that the newer has no entry for."""
        kept = {former.code_id for former in self.former.values() if former is not None}
        for code_id, code in self.old.codes.items():
            # What was merged away before is gone already: it did not go in this step.
            if code_id in kept or code.merge_into:
                continue
            today = current_id(code_id, self.new)
            parts = parts_today(code_id, self.new)
            if today is not None:
                yield CodeChange("merged", code_id, code_id, today)
            elif parts:
                yield CodeChange("split", code_id, code_id, ";".join(parts))
            else:
                yield CodeChange("removed", code_id, text_of(code))

    def _former(self, code_id: str) -> Code | None:
        if code_id in self.old.codes:
            return self.old.codes[code_id]
        named = self._named(code_id)
        return next((code for code in self.old.codes.values() if self._named(code.code_id) == named), None)

    def _named(self, code_id: str | None) -> str | None:
        return None if code_id is None else self.names.get(code_id, code_id)

    def _was_in_use(self, code_id: str) -> bool:
        """Whether the older version had the code, under this name or another: its parts are told with the split."""
        return any(self._named(other) == self._named(code_id) for other in self.old.codes)

    def _parts_beside(self, code_id: str) -> list[str]:
        """New codes that were taken out of one that stays."""
        return [
            part.code_id
            for part in self.new.codes.values()
            if part.split_from is not None
            and self._named(part.split_from) == self._named(code_id)
            and self.former[part.code_id] is None
        ]

    def _declared(self, former: Code, code: Code) -> tuple[str, ...]:
        """How the team says that the text changed, one word a change."""
        if is_same_version(self.old.version, self.new.version):
            # Edited under one version: what is declared since is told by what the older text does not have.
            return tuple(change.how for change in code.changed if change not in former.changed) or ("moved",)
        return self.ageing.since(former.code_id, self.old.version).kinds or ("moved",)


def _in_one(kinds: Sequence[str]) -> Kind:
    """Several changes one after the other as one: what all of them leave standing."""
    together = set(kinds)
    if together == {"reworded"}:
        return "reworded"
    if together <= {"reworded", "narrowed"}:
        return "narrowed"
    return "broadened" if together <= {"reworded", "broadened"} else "moved"
