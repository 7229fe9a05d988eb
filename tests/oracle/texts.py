"""What a code's text was in each version of a codebook, and how it changed (contract section 3, rule 2).

A *thread* follows a code from a version to today: by its id, by `was`, and over a merge into the code that took it in.
Readings taken where the contract allows more than one:
 1. A text is compared word by word: white space says nothing, the order of `include` and `exclude` does.
 2. A change is a difference between the texts of two neighbouring versions that have files. A declaration speaks of it
    if its `in` lies after the earlier and not after the later of the two; of several that do, the newest file's holds.
 3. Of several changes each must be of an allowed kind; a version that had today's word-for-word text needs none.
 4. A merge is no change of text. The target's changes count from the version after the merge on ("later changes").
 5. A version without a file is another text, whatever is declared: only its coder's reading lets such a coding stand.
 6. An id of a later version beside an earlier version's number means the code that it was then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.files import Book, numbers, words

CODING_OUTLIVES = frozenset({"reworded", "broadened"})
READING_OUTLIVES = frozenset({"reworded", "narrowed"})

Text = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Stop:
    """A code in one version of its thread; `by_merge`: it was reached by a merge."""

    version: str
    code: str
    by_merge: bool = False


class Texts:
    """The texts of all codes in all versions that have a file, today's last."""

    def __init__(self, versions: Mapping[str, Book], today: Book) -> None:
        self.books = versions
        self.today_book = today
        self.order = [*sorted((v for v in versions if v != today.version), key=numbers), today.version]

    # ---- ids ----
    def _heir(self, code: str, book: Book) -> str | None:
        return next((other for other, entry in book.codes.items() if code in words(entry.get("was"))), None)

    def _renamed(self, code: str) -> str:
        """Today's id of a code that may have been renamed, also twice; merges are not followed."""
        for _ in range(len(self.order) * 9):
            if code in self.today_book.codes:
                return code
            heirs = (self._heir(code, self.books[version]) for version in reversed(self.order))
            heir = next((one for one in heirs if one), None)
            if heir is None:
                return code
            code = heir
        return code

    def today(self, code: str) -> str | None:
        """The code of today for an id of any version; None where none stands (it was split, or is gone)."""
        for _ in range(len(self.order) * 9):
            code = self._renamed(code)
            if code in self.today_book.codes:
                into = self.today_book.codes[code].get("merge_into")
            else:
                entries = (self.books[version].codes.get(code, {}) for version in reversed(self.order))
                into = next((entry["merge_into"] for entry in entries if entry.get("merge_into")), None)
                if into is None:
                    return None
            if not into:
                return code
            code = str(into)
        return None

    def _target(self, code: str, book: Book) -> str:
        """The code itself, or what it is merged into in this version."""
        for _ in range(len(book.codes)):
            into = book.codes.get(code, {}).get("merge_into")
            if not into:
                break
            code = str(into)
        return code

    def thread(self, code: str, version: str) -> list[Stop] | None:
        """From a version to today; None where the version has no file, or the code no place in it or today."""
        if version not in self.books:
            return None
        if code not in self.books[version].codes:
            past = (self.thread(other, version) for other in self.books[version].codes)
            meets = [stops for stops in past if stops and not any(stop.by_merge for stop in stops)]
            return next((stops for stops in meets if stops[-1].code == self._renamed(code)), None)
        stops = [Stop(version, self._target(code, self.books[version]))]
        for later in self.order[self.order.index(version) + 1 :]:
            book, last = self.books[later], stops[-1].code
            heir = last if last in book.codes else self._heir(last, book)
            if heir is None:
                return None
            target = self._target(heir, book)
            stops.append(Stop(later, target, by_merge=target != heir))
        return stops

    # ---- texts ----
    def text(self, code: str, version: str) -> Text:
        entry = self.books[version].codes[code]
        return (
            tuple(str(entry.get("definition") or "").split()),
            *(("include", *self._item(item)) for item in words(entry.get("include"))),
            *(("exclude", *self._item(item)) for item in words(entry.get("exclude"))),
        )

    def _item(self, item: str) -> tuple[str, ...]:
        before, arrow, code = item.rpartition("->")
        return (*before.split(), "->", self._renamed(code.strip())) if arrow else tuple(item.split())

    def _declared(self, after: str, upto: str, stops: list[Stop]) -> str:
        """How the change between two versions was declared by the code of `stops`; moved where nothing is."""
        for stop in reversed(stops):
            declared: Any = self.books[stop.version].codes.get(stop.code, {}).get("changed") or []
            for said in declared if isinstance(declared, list) else [declared]:
                if numbers(after) < numbers(str(said["in"])) <= numbers(upto):
                    return str(said["how"])
        return "moved"

    def stretches(self, stops: list[Stop]) -> list[list[Stop]]:
        """A thread cut before each merge."""
        cut: list[list[Stop]] = []
        for stop in stops:
            if not cut or stop.by_merge:
                cut.append([])
            cut[-1].append(stop)
        return cut

    def changes(self, stretch: list[Stop]) -> list[str]:
        """The kinds of the changes within one stretch; none where its first text is its last, word for word."""
        texts = [self.text(stop.code, stop.version) for stop in stretch]
        if texts[0] == texts[-1]:
            return []
        return [
            self._declared(stretch[n - 1].version, stretch[n].version, stretch[n:])
            for n in range(1, len(stretch))
            if texts[n] != texts[n - 1]
        ]

    def all_changes(self, code: str, version: str) -> list[str] | None:
        """The kinds of all changes from a version to today; None where its text is not to be had."""
        stops = self.thread(code, version)
        return None if stops is None else [kind for part in self.stretches(stops) for kind in self.changes(part)]

    def coding_outlives(self, code: str, version: str) -> bool:
        """Whether a coding under this version stands today by the texts alone."""
        kinds = self.all_changes(code, version)
        return kinds is not None and set(kinds) <= CODING_OUTLIVES

    def reading_outlives(self, code: str, version: str) -> bool:
        """Whether a reading under this version still says "no" today for this very code (merges carry no reading)."""
        stops = self.thread(code, version)
        if stops is None or self.was_merged(code, version):
            return False
        return set(self.changes(stops)) <= READING_OUTLIVES

    def was_merged(self, code: str, version: str) -> bool:
        """Whether a code was merged into another, in this version or since."""
        stops = self.thread(code, version) or []
        return any(stop.by_merge for stop in stops) or bool(stops and stops[0].code != code)

    def is_same_code(self, code: str, version: str, other: str, other_version: str) -> bool:
        """Whether two ids of two versions mean one code in the later of the two."""
        one, two = self.thread(code, version), self.thread(other, other_version)
        if one is None or two is None:
            return code == other or self._renamed(code) == self._renamed(other)
        later = max(version, other_version, key=self.order.index)
        return {stop.code for stop in one if stop.version == later} == {
            stop.code for stop in two if stop.version == later
        }
