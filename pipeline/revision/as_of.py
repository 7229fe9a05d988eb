"""Coders' rows as they stood under an earlier version of the codebook: what was found since under other texts is left
out, what was found since of codes that did not change stands, by the ids of then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.next_version import as_of_its_time
from pipeline.codebook.renames import current_id
from pipeline.codebook.versions import is_same_version, version_parts
from pipeline.study.people_files import Table, several
from pipeline.study.records import Codebook, Row


def as_of(old: Codebook, new: Codebook) -> Callable[[Table], Table]:
    """What rewrites a coder's file, of codings or of what was read, to the state under `old`.

    Args:
        old: The earlier version.
        new: The later one, with `old` among its earlier versions.
    """
    hindsight = _Hindsight(old, new)

    def rewrite(table: Table) -> Table:
        rows = hindsight.readings(table) if "codes" in table.columns else hindsight.codings(table)
        return replace(table, rows=tuple(rows))

    return rewrite


class _Hindsight:
    """Two versions, and which codes kept their text from the earlier to the later."""

    def __init__(self, old: Codebook, new: Codebook) -> None:
        self.old, self.new = old, new
        self.ageing = Ageing(new)
        self.ageings: dict[str, Ageing] = {}
        order = [*new.earlier, new.version]
        self.later = order[order.index(old.version) + 1 :] if old.version in order else [new.version]

    def codings(self, table: Table) -> Iterator[Row]:
        """A row that takes back a coding without naming its code is of the code that the coding had."""
        code_of: dict[str, str] = {}
        for row in table.rows:
            written = row["code_id"] or code_of.get(row["coding_id"], "")
            code_of[row["coding_id"]] = written
            if not self._is_later(row["codebook_version"]):
                yield row
            # Rule 2: found since under the same text, it would have been found then as well.
            elif (code_id := self._then(written, row["codebook_version"])) is not None:
                # A row that named no code goes on naming none: what it takes back is known by its coding.
                cells = {"code_id": code_id if row["code_id"] else "", "codebook_version": self.old.version}
                yield replace(row, cells={**row.cells, **cells})

    def readings(self, table: Table) -> Iterator[Row]:
        """A reading since holds for those of its codes that kept their text. Codes are written out one by one, since a
        parent may have kept its text and a code under it not: `flat` goes with them.
        """
        for row in table.rows:
            version = row["codebook_version"]
            if self._is_later(version):
                named = (self._then(code_id, version) for code_id in _codes_read(row, self._book_of(version)))
                codes = dict.fromkeys(code_id for code_id in named if code_id is not None)
                if codes:
                    cells = {"codes": ";".join(codes), "codebook_version": self.old.version}
                    yield replace(row, cells={**row.cells, **cells})
            elif not version or is_same_version(version, self.old.version):
                # Written out too, as the codebook of then is read without parents beside these rows.
                codes = dict.fromkeys(_codes_read(row, self.old))
                yield replace(row, cells={**row.cells, "codes": ";".join(codes)})
            else:
                yield row

    def _book_of(self, version: str) -> Codebook:
        return next((book for name, book in self.new.earlier.items() if is_same_version(name, version)), self.new)

    def _is_later(self, version: str) -> bool:
        """Whether a row was written after the earlier version; where versions cannot be ordered, it was not."""
        if not version or is_same_version(version, self.old.version):
            return False
        if any(is_same_version(version, later) for later in self.later):
            return True
        return version_parts(version) > version_parts(self.old.version) > ()

    def _then(self, code_id: str, version: str) -> str | None:
        """The id under the earlier version of a code named in a row of a later one; None where its text was another
        or there was no such code.

        Compared are those two versions: what happened to a text after the row was written does not unmake what the row
        would have said before. Questions of a guide stand for themselves.
        """
        ageing = self._ageing_of(version)
        standing = current_id(code_id, ageing.codebook)
        if standing is None or standing not in ageing.codebook.codes:
            # An id that the row's own version has not: people rename codes in their files afterwards.
            ageing = self.ageing
            standing = current_id(code_id, self.new)
        if standing is None or standing not in ageing.codebook.codes:
            return code_id
        local = self.ageing.local_id(standing, self.old.version)
        if local is None:
            return None
        since = ageing.since(local, self.old.version)
        # Only where both hold: a narrower text would keep the noes and lose the tellings, a broader one the reverse.
        return local if since.keeps_tellings and since.keeps_silences else None

    def _ageing_of(self, version: str) -> Ageing:
        """How texts aged up to one version, by what is declared of it today."""
        if version not in self.ageings:
            book = self._book_of(version)
            self.ageings[version] = self.ageing if book is self.new else Ageing(as_of_its_time(book, self.new))
        return self.ageings[version]


def flat(codebook: Codebook) -> Codebook:
    """The codebook without parents, for rows whose codes are written out one by one."""
    return replace(codebook, codes={code_id: replace(code, parent=None) for code_id, code in codebook.codes.items()})


def _codes_read(row: Row, book: Codebook) -> Iterator[str]:
    """The codes that a cell of a read file names, under the codebook of its version; unknown words as they are.

    Not those that were retired then: nobody looks for a code that is given no more.
    """
    for word in several(row["codes"]):
        # An id in use stands for itself, before any code that once had the name.
        today = word if word in book.codes else current_id(word, book)
        if word == "*":
            yield from (code_id for code_id, code in book.codes.items() if not code.retired)
        elif today is not None and today in book.codes:
            yield from (code_id for code_id in book.under(today) if not book.codes[code_id].retired)
        else:
            yield word
