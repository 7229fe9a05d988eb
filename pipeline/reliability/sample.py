"""The random reliability sample: which transcripts people drew to be judged on, and with which probability.

transcripts.csv says it in a column of its own, `reliability_sample`: `yes` where a transcript was drawn, `no` where it
could have been drawn and was not, empty where it was never in the draw (a group interview, a document). The
probability is then drawn / (drawn + not drawn) inside the case. Who drew with other probabilities writes the number
instead of `yes`: `0.25` or `2/8`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from fractions import Fraction

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, Severity
from pipeline.study.records import Transcript

COLUMN = "reliability_sample"
# As people and spreadsheets write it.
DRAWN = ("yes", "y", "true", "x")
NOT_DRAWN = ("no", "n", "false", "0")


@dataclass(frozen=True)
class ReliabilitySample:
    """Transcripts that were drawn at random, and those that could have been.

    `probability` holds the drawn ones; `frame` maps each case to all transcripts that were in its draw.
    """

    probability: Mapping[str, float] = field(default_factory=dict)
    frame: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_declared(self) -> bool:
        """Whether the study says anything of a random sample."""
        return bool(self.probability)


def read_sample(transcripts: Iterable[Transcript]) -> tuple[ReliabilitySample, tuple[Problem, ...]]:
    """The sample as transcripts.csv declares it, and a caution for every cell that says neither yes nor no."""
    problems: list[Problem] = []
    drawn: dict[str, float | None] = {}
    frame: dict[str, list[str]] = {}
    case_of: dict[str, str] = {}
    for transcript in transcripts:
        # An extra column of transcripts.csv, so that it arrives as an attribute.
        word = transcript.attributes.get(COLUMN, "").strip().casefold()
        if not word:
            continue
        chance = _chance(word)
        # Chances are those inside a case: what has none cannot have been in a draw.
        if transcript.case_id is None or (word not in NOT_DRAWN and word not in DRAWN and chance is None):
            of_what = "" if transcript.case_id else ", and this transcript has no case"
            message = f"{COLUMN} is '{word}'{of_what}."
            remedy = "Write yes (drawn), no (could have been drawn), or the probability of being drawn, such as 8/12."
            problems.append(
                Problem(Severity.CAUTION, transcript.source, message + " It is taken as not in the draw.", remedy)
            )
            continue
        case_of[transcript.transcript_id] = transcript.case_id
        frame.setdefault(transcript.case_id, []).append(transcript.transcript_id)
        if word not in NOT_DRAWN:
            drawn[transcript.transcript_id] = chance
    n_drawn = Counter(case_of[transcript_id] for transcript_id in drawn)
    probability = {
        transcript_id: n_drawn[case_of[transcript_id]] / len(frame[case_of[transcript_id]])
        if chance is None
        else chance
        for transcript_id, chance in drawn.items()
    }
    return ReliabilitySample(probability, {case: tuple(ids) for case, ids in frame.items()}), tuple(problems)


def _chance(word: str) -> float | None:
    """A probability above 0 and at most 1, or None."""
    try:
        # Fraction reads both 0.25 and 8/12.
        value = float(Fraction(word))
    except (ValueError, ZeroDivisionError):
        return None
    return value if 0 < value <= 1 else None
