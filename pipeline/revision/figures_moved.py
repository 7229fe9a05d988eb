"""Figures that are not what they were under an earlier version: by the codebook, or by what was read since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.codebook.changes import former_ids
from pipeline.codebook.renames import current_id
from pipeline.revision.counted import NOTHING, CountedStudy, Figure
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure that is not what it was. `former_id` is the code's id in the earlier version, '' where it had none."""

    case_id: str
    code_id: str
    former_id: str
    before: Figure
    after: Figure

    @property
    def was_known(self) -> bool:
        """Whether anything was known of it under the earlier version."""
        return self.before.has_moved_to(NOTHING) or bool(self.before.n_outdated)


def moved_figures(before: CountedStudy, after: CountedStudy, cases: Iterable[str]) -> Iterator[MovedFigure]:
    """Figures that are not what they were, by case and code; a code under another name is the same code."""
    former = former_ids(before.codebook, after.codebook)
    codable_then = {code.code_id for code in before.codebook.codable}
    codable_now = {code.code_id for code in after.codebook.codable}
    pairs = [(now, former.get(now, "")) for now in after.codebook.codes]
    # Codes that are gone, or their figures would vanish without a word.
    pairs += [(then, then) for then in before.codebook.codes if then not in former.values()]
    for case_id in cases:
        for now, then in pairs:
            was = before.figures.get((case_id, then), NOTHING) if then in codable_then else NOTHING
            is_ = after.figures.get((case_id, now), NOTHING) if now in codable_now else NOTHING
            if was.has_moved_to(is_):
                yield MovedFigure(case_id, now, then, was, is_)


def moved_by_first_readings(before: CountedStudy, after: CountedStudy, cases: Iterable[str]) -> frozenset[MovedFigure]:
    """Those that only transcripts moved which nobody had read or coded for the code before.

    They are other material, and the codebook has no part in it: with that material left out the figure is what it was.
    """
    listed = list(cases)
    # Through merges as well: what was known of a code that went up in another is known of that one.
    now = {code_id: current_id(code_id, after.codebook) or code_id for _, code_id in before.spoken_for}
    material = {(transcript_id, now[code_id]) for transcript_id, code_id in before.spoken_for}
    by_the_text = {(m.case_id, m.code_id) for m in moved_figures(before, after.limited_to(material), listed)}
    return frozenset(
        figure for figure in moved_figures(before, after, listed) if (figure.case_id, figure.code_id) not in by_the_text
    )
