"""Whether what was coded or read under an earlier version still holds: how a code's text changed since (rule 2).

A code's text is its definition, include and exclude. What people found under one text was found by that text: a
narrower one leaves their silences standing and not their tellings, a broader one the other way round.
"""

from __future__ import annotations

from pipeline.codebook.compare import text_digest
from pipeline.codebook.renames import current_id, earlier_and_later_names
from pipeline.codebook.versions import is_same_version, same_number, version_parts
from pipeline.study.dataclass import dataclass
from pipeline.study.records import PROPOSED, Code, Codebook

# Rule 2: a broader text still means all that was told; under a narrower one every silence is still a silence.
_KEEPS_TELLINGS = frozenset(("reworded", "broadened"))
_KEEPS_SILENCES = frozenset(("reworded", "narrowed"))


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a code's text since one version.

    `is_todays`: that version had the very text of today. `kinds`: the kinds of all changes since, in their order.
    `is_merged`: the code went up in another one since.
    """

    is_todays: bool
    kinds: tuple[str, ...] = ()
    is_merged: bool = False

    @property
    def keeps_tellings(self) -> bool:
        """Whether a passage coded then is one that today's text means too. A merge carries its codings over."""
        return self.is_todays or _KEEPS_TELLINGS.issuperset(self.kinds)

    @property
    def keeps_silences(self) -> bool:
        """Whether who found nothing then would find nothing under today's text; a merge asks for more than was read."""
        return self.is_todays or (not self.is_merged and _KEEPS_SILENCES.issuperset(self.kinds))

    @property
    def confirms_tellings(self) -> bool:
        """Whether reading then says of older codings that they are meant by today's text."""
        return self.is_todays or (not self.is_merged and _KEEPS_TELLINGS.issuperset(self.kinds))


# Undeclared is moved: neither a telling nor a silence is carried over by guess.
UNKNOWN_TEXT = Since(False, ("moved",))
TODAY = Since(True)


class Ageing:
    """A codebook's texts through its versions. Ids may be those of any version."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._names = earlier_and_later_names(codebook)
        self._answers: dict[tuple[str, str], Since] = {}
        self._names_then: dict[tuple[str, str], str] = {}
        self._texts_before: dict[str, bool] = {}

    def since(self, code_id: str, version: str) -> Since:
        """What became of a code's text since a version, the code named by an id of whatever time.

        An empty version is today's. A version without a file had a text that nobody can compare: it counts as another.
        """
        if not version:
            return TODAY
        key = (code_id, version)
        # Asked for each coding, of which a study may have a million.
        if key not in self._answers:
            is_todays = is_same_version(version, self.codebook.version)
            self._answers[key] = TODAY if is_todays else self._since(code_id, version)
        return self._answers[key]

    def has_file(self, version: str) -> bool:
        """Whether the codebook of a version can be looked at; an empty version is today's."""
        known = (self.codebook.version, *self.codebook.earlier)
        return not version or version in known or same_number(version, known) is not None

    def has_earlier_text(self, code_id: str) -> bool:
        """Whether any earlier version had another text of the code."""
        if code_id not in self._texts_before:
            self._texts_before[code_id] = any(
                not self.since(code_id, version).is_todays
                for version in self.codebook.earlier
                if self._local(code_id, self.codebook.earlier[version]) is not None
            )
        return self._texts_before[code_id]

    def local_id(self, code_id: str, version: str) -> str | None:
        """The id that a code had in an earlier version, None where that had no such code."""
        code = self._local(code_id, self.codebook.earlier[version])
        return code.code_id if code is not None else None

    def name_then(self, code_id: str, version: str) -> str:
        """The name that stands for all ids of the code that an id meant in a version: where it had gone up in another,
        of that one."""
        key = (code_id, version)
        if key not in self._names_then:
            self._names_then[key] = self._name_then(code_id, version)
        return self._names_then[key]

    def _name_then(self, code_id: str, version: str) -> str:
        book = next(
            (book for name, book in self.codebook.earlier.items() if is_same_version(name, version)), self.codebook
        )
        code = self._local(code_id, book)
        # In a version without a file, or one that lacks the code, nothing is known but the id.
        if is_same_version(book.version, version) and code is not None and code.merge_into:
            code_id = target.code_id if (target := self._into(code, book)) is not None else code_id
        return self._names.get(code_id, code_id)

    def text_of(self, code_id: str, version: str) -> str | None:
        """A digest of a code's text in the codebook's version or an earlier one; None where that has no such code."""
        is_todays = is_same_version(version, self.codebook.version)
        code = self._local(code_id, self.codebook if is_todays else self.codebook.earlier[version])
        return None if code is None else self._digest(code)

    def _since(self, code_id: str, version: str) -> Since:
        today = current_id(code_id, self.codebook)
        if today is None or today not in self.codebook.codes:
            return TODAY  # questions of a guide have no text in a codebook
        steps = self._steps(code_id, version)
        if steps is None:
            return UNKNOWN_TEXT
        is_todays = steps[0].code is not None and self._digest(steps[0].code) == self._digest(
            self.codebook.codes[today]
        )
        kinds: list[str] = []
        for n, step in enumerate(steps[1:], start=1):
            former = steps[n - 1]
            # A merge is judged by `is_merge`: its text is another code's, and not a change of this one's.
            if step.is_merge or step.code is None:
                continue
            if former.code is None or self._digest(former.code) != self._digest(step.code):
                kinds.append(_declared(steps, n))
        return Since(is_todays, tuple(kinds), any(step.is_merge for step in steps))

    def _steps(self, code_id: str, version: str) -> list[_Step] | None:
        """The code in a version and in each later one that has it; None where the version's place is not known.

        The first step has no code where nobody can say what the text was.
        """
        versions = [*self.codebook.earlier.items(), (self.codebook.version, self.codebook)]
        first = next((n for n, (name, _) in enumerate(versions) if name == version), None)
        if first is None:
            first = next((n for n, (name, _) in enumerate(versions) if is_same_version(name, version)), None)
        if first is None:
            parts = version_parts(version)
            # A version whose file is missing: its text is unknown, but the changes after it are not.
            later = [n for n, (name, _) in enumerate(versions) if parts and version_parts(name) > parts]
            if not later:
                return None
            steps, rest = [_Step(version, None)], versions[later[0] :]
        else:
            code = self._local(code_id, versions[first][1])
            steps, rest = [_Step(version, code)], versions[first + 1 :]
            if code is not None and code.merge_into:  # given though it had gone up in another: it is the other's
                steps = [_Step(version, self._into(code, versions[first][1]), is_merge=True)]
        at = steps[0].code.code_id if steps[0].code is not None else code_id
        for name, book in rest:
            code = self._local(at, book)
            if code is None:
                continue
            is_merge = bool(code.merge_into)
            if is_merge:
                code = self._into(code, book)
            # A proposal's first text is that of the codebook that took it in: what came before it is no change.
            if code_id.startswith(PROPOSED) and all(step.code is None for step in steps):
                steps = []
            steps.append(_Step(name, code, is_merge))
            at = code.code_id if code is not None else at
        return steps or None

    def _local(self, code_id: str, book: Codebook) -> Code | None:
        """The code of a version that is this one, by its id there or by any other name that it had or has."""
        if code_id in book.codes:
            return book.codes[code_id]
        named = self._names.get(code_id, code_id)
        return next(
            (code for code in book.codes.values() if self._names.get(code.code_id, code.code_id) == named), None
        )

    def _into(self, code: Code, book: Codebook) -> Code | None:
        """The code that stands where a merge ends."""
        passed = {code.code_id}
        while code.merge_into and code.merge_into not in passed:
            passed.add(code.merge_into)
            following = self._local(code.merge_into, book)
            if following is None:
                return None
            code = following
        return code

    def _digest(self, code: Code) -> str:
        return text_digest(code, self._names)


@dataclass(frozen=True, slots=True)
class _Step:
    """A code as one version has it; `is_merge` where it is the code that the former one went up in there."""

    version: str
    code: Code | None
    is_merge: bool = False


def _declared(steps: list[_Step], n: int) -> str:
    """How the team says that the text changed at one step: the newest word on that version, else moved.

    Declarations are looked for in later versions too, since people write them where they work, but not beyond a merge:
    the code there speaks of its own text.
    """
    merge = next((m for m in range(n + 1, len(steps)) if steps[m].is_merge), len(steps))
    for step in reversed(steps[n:merge]):
        for change in step.code.changed if step.code is not None else ():
            if is_same_version(change.version, steps[n].version):
                return change.how
    return "moved"
