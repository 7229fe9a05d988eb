"""A codebook together with the line of each thing in it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, caution, fault
from pipeline.study.records import Codebook

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Written:
    """A codebook as it stands in its file. `lines` is by place: ("trust", "cues", "phrases", 2) -> line.

    `stated_version` is what the file itself gives as its version, None where it gives none.
    """

    codebook: Codebook
    lines: Mapping[Path_, int]
    stated_version: str | None = None

    def line(self, *place: str | int) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place:
            if place in self.lines:
                return self.lines[place]
            place = place[:-1]
        return self.codebook.source.line

    def fault(self, place: Path_, what: str, remedy: str) -> Problem:
        """A fault at a place of this codebook."""
        return fault(self.codebook.source.path, self.line(*place), what, remedy)

    def caution(self, place: Path_, what: str, remedy: str) -> Problem:
        """A caution at a place of this codebook."""
        return caution(self.codebook.source.path, self.line(*place), what, remedy)
