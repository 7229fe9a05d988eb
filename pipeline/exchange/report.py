"""What came of an import or an export: counts by kind, a list of all that was moved, guessed or lost, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.exchange.project import KINDS, Item

SHORT = 80
SHOWN = 20
_FIRST = ("lost", "ambiguous", "left out", "not changed")


@dataclass
class Count:
    """How many of one kind were in the file, and what became of them.

    `imported` were added now (of transcripts: have a place in the study); `here_already` stood there before. Of both
    together `exact` are where the source says, `moved` were found by their words or lost a label at an edge.
    """

    in_file: int = 0
    imported: int = 0
    exact: int = 0
    moved: int = 0
    ambiguous: int = 0
    lost: int = 0
    here_already: int = 0

    def as_data(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass
class Report:
    """Filled while a source lands; printed as a table, written as JSON."""

    counts: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})
    items: list[Item] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)

    def lost(self, kind: str, where: str, words: str, why: str) -> None:
        """Count and list one thing that was not taken."""
        self.counts[kind].lost += 1
        self.items.append(Item(kind, where, short(words), "lost", why))

    def listed(self, kind: str, where: str, words: str, outcome: str, why: str) -> None:
        """List one thing that was taken otherwise than the source has it."""
        self.items.append(Item(kind, where, short(words), outcome, why))

    def infer(self, sentence: str) -> None:
        """Say once what was concluded rather than read."""
        if sentence not in self.inferred:
            self.inferred.append(sentence)

    def as_data(self) -> dict[str, object]:
        """The object of `--json`."""
        return {
            "kinds": {kind: count.as_data() for kind, count in self.counts.items()},
            "items": [
                {"kind": item.kind, "where": item.where, "words": item.words, "what": item.what, "why": item.why}
                for item in self.items
            ],
            "inferred": list(self.inferred),
            "renamed": dict(self.renamed),
        }

    def as_table(self, had: str = "in file", took: str = "imported") -> list[str]:
        """Lines for the terminal: what the file is, the counts, what was inferred, then the first items."""
        heads = f"{'':14}{had:>9}{took:>10}{'exact':>8}{'moved':>8}{'ambiguous':>11}{'lost':>7}"
        lines = [*self.headings, heads]
        for kind, count in self.counts.items():
            if not any(count.as_data().values()):
                continue
            cells = f"{count.imported:>10,}{count.exact:>8,}{count.moved:>8,}{count.ambiguous:>11,}{count.lost:>7,}"
            here = f"     ({count.here_already:,} were here already)" if count.here_already else ""
            lines.append(f"{kind:14}{count.in_file:>9,}{cells}{here}")
        lines += [f"{sentence[:1].upper()}{sentence[1:]}{_stop(sentence)}" for sentence in self.inferred]
        lines += [f"{there} is called {here} here." for there, here in self.renamed.items()]
        return lines + self._items()

    def _items(self) -> list[str]:
        lines = [
            f"  {item.kind}: {item.where}: {item.what}: {item.why}" + (f" “{item.words}”" if item.words else "")
            # What was not taken comes first: the list ends after so many, and a loss must not be cut off.
            for item in sorted(self.items, key=lambda item: item.what not in _FIRST)[:SHOWN]
        ]
        if len(self.items) > SHOWN:
            lines.append(f"  … and {len(self.items) - SHOWN:,} more: --report FILE.json lists all.")
        return lines


def short(words: str) -> str:
    """Words for a list: in one line, cut where they are many."""
    words = " ".join(words.split())
    return words if len(words) <= SHORT else words[: SHORT - 1].rstrip() + "…"


def _stop(sentence: str) -> str:
    return "" if sentence.endswith((".", "!", "?")) else "."


def counts_as_data(counts: Mapping[str, Count]) -> dict[str, dict[str, int]]:
    """Counts by kind for a file that keeps them."""
    return {kind: count.as_data() for kind, count in counts.items()}
