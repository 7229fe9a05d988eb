"""The table `unseen_cases`: how the machine does on a case from which it has learnt nothing.

What is learnt from a case are partly its names and places. A machine coding counts where nobody has read, and that may
be a whole case that taught it nothing: this is what to expect there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.coding.learning.by_example import Learning
from pipeline.reliability.agreement import describe
from pipeline.reliability.machine import affirmed_by_pair
from pipeline.reliability.readings import Readings
from pipeline.reliability.units import Unit
from pipeline.store.rows import UnseenCase

NOT_LEARNT = "not learnt: too few examples"
BY_CUES = "only its cues code: what was learnt agrees no better with people, or hardly at all"
ONE_CASE = "learnt from one case only: none can be left out"


def on_unseen_cases(
    readings: Readings,
    learning: Learning,
    code_id: str,
    unit: Unit,
    transcripts: Sequence[str],
    cases: Mapping[str, str],
) -> UnseenCase:
    """One code's row, on those of the transcripts on which it is judged that belong to a case.

    Args:
        cases: The case of each transcript that has one.
    """
    learnt = learning.codes.get(code_id)
    codings = learning.without_the_case(code_id)
    # What belongs to no case was never left out with one.
    judged = [transcript_id for transcript_id in transcripts if transcript_id in cases]
    if learnt is None or codings is None or not judged:
        why = NOT_LEARNT if learnt is None else BY_CUES if not learnt.is_better_than_cues else ONE_CASE
        return UnseenCase(code_id, 0, unit, 0, 0, None, None, None, None, why)
    work = affirmed_by_pair(codings)
    sides = (work.answer(code_id), lambda transcript_id: readings.counted((transcript_id, code_id)))
    presence = describe(readings, unit, judged, sides)
    hits = work.hits(readings, code_id, unit, judged)
    n_cases = len({cases[transcript_id] for transcript_id in judged})
    if presence is None:
        return UnseenCase(code_id, n_cases, unit, 0, 0, None, None, None, None, f"no transcript has an {unit}")
    return UnseenCase(
        code_id, n_cases, unit, presence.n_units, presence.n_positive, presence.alpha, presence.alpha_low,
        hits.precision, hits.coverage, presence.why,
    )  # fmt: skip
