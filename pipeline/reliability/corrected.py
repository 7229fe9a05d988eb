"""The table `corrected_shares`: what the machine predicts of a case, corrected by what people read at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pipeline.reliability.readings import Readings
from pipeline.reliability.sample import ReliabilitySample
from pipeline.statistics.prevalence import correct_share
from pipeline.store.rows import CorrectedShare

# Also the size from which verdicts rest on the random sample instead of all that was read (docs/machine.md).
ENOUGH_SAMPLED = 8

Mentions = Callable[[str, str], bool]
"""(transcript_id, code_id) -> whether the machine, having learnt without this transcript, finds the code there."""


def corrected_rows(
    readings: Readings, sample: ReliabilitySample, code_ids: Sequence[str], mentions: Mentions
) -> list[CorrectedShare]:
    """One row per case of which transcripts were drawn, and code that the machine can look for."""
    return [
        _row(readings, sample.probability, case_id, frame, code_id, mentions)
        for case_id, frame in sorted(sample.frame.items())
        if any(transcript_id in sample.probability for transcript_id in frame)
        for code_id in code_ids
    ]


def _row(
    readings: Readings,
    probability: Mapping[str, float],
    case_id: str,
    frame: Sequence[str],
    code_id: str,
    mentions: Mentions,
) -> CorrectedShare:
    drawn = [transcript_id for transcript_id in frame if transcript_id in probability]
    read = {transcript_id for transcript_id in drawn if (transcript_id, code_id) in readings.readers}
    if len(read) < ENOUGH_SAMPLED:
        why = (
            f"{len(read)} sampled transcripts of this case were read for the code; none is given below {ENOUGH_SAMPLED}"
        )
        return CorrectedShare(case_id, code_id, len(read), None, None, None, None, None, why)
    # Which of the drawn were left unread is hardly chance: the known probabilities would no longer hold.
    if len(read) < len(drawn):
        why = f"{len(drawn) - len(read)} drawn transcripts were not read: what they hold is not known"
        return CorrectedShare(case_id, code_id, len(read), None, None, None, None, None, why)
    # NaN, not 0: unread is not "no".
    labels = [
        float(bool(readings.counted((transcript_id, code_id)))) if transcript_id in read else np.nan
        for transcript_id in frame
    ]
    predictions = [float(mentions(transcript_id, code_id)) for transcript_id in frame]
    # 0 where not drawn; such rows count by their prediction alone.
    chances = [probability.get(transcript_id, 0.0) for transcript_id in frame]
    estimate = correct_share(np.array(labels), np.array(predictions), np.array(chances), frame)
    return CorrectedShare(
        case_id,
        code_id,
        len(read),
        estimate.human_only,
        estimate.naive,
        estimate.corrected,
        estimate.low,
        estimate.high,
        estimate.why,
    )
