"""The table `verdicts`: whether a code's machine codings count, and if not, in words, why not and what would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from pipeline.reliability.recall import ENOUGH_PASSAGES, Recall
from pipeline.statistics.errors import UndefinedStatisticError
from pipeline.statistics.proportions import wilson_interval
from pipeline.statistics.resampling import draws_as_floats, percentile_interval
from pipeline.store.rows import Agreement, Verdict
from pipeline.store.rows.reliability import ENOUGH
from pipeline.study.dataclass import dataclass

WORDS = ("counted", "reading list", "suggest only", "too few to say")

LEAST_RECALL = 0.7
"""A list is one to read by where in nearly all resampled studies (97.5 %) this share of a code's passages is met after
a fifth of the words; in the order of the text a fifth would be."""


@dataclass(frozen=True, slots=True)
class Hits:
    """By transcript: units that the machine gave the code, those of them that people gave too, and all of people's."""

    given: Sequence[int]
    right: Sequence[int]
    wanted: Sequence[int]

    @property
    def precision(self) -> float | None:
        """None where the machine gave nothing."""
        return sum(self.right) / sum(self.given) if sum(self.given) else None

    @property
    def coverage(self) -> float | None:
        """None where people gave nothing."""
        return sum(self.right) / sum(self.wanted) if sum(self.wanted) else None

    @property
    def precision_low(self) -> float | None:
        """The lower of two 95 % bounds: Wilson's over units, and by resampling transcripts.

        Resampling alone would give 1 where all of a handful are right; Wilson alone would take units of one
        transcript for independent.
        """
        n_given, n_right = sum(self.given), sum(self.right)
        if not n_given:
            return None
        low = wilson_interval(n_right, n_given)[0]
        drawn = draws_as_floats(len(self.given))
        given, right = drawn @ np.asarray(self.given), drawn @ np.asarray(self.right)
        # A resample in which the machine gave nothing has no precision: NaN, left out.
        shares = np.divide(right, given, out=np.full(len(drawn), np.nan), where=given > 0)
        try:
            return min(low, percentile_interval(shares).low)
        except UndefinedStatisticError:
            return low


def pass_verdict(
    code_id: str,
    machine: Agreement | None,
    human: Agreement | None,
    hits: Hits,
    bars: Mapping[str, float],
    n_in_study: int | None = None,
    recall: Recall | None = None,
) -> Verdict:
    """One code's verdict.

    Args:
        machine: The machine beside those whose codings count, on held-out transcripts; None where there is none.
        human: People among each other on the same kind of unit; None where no transcript was read twice.
        hits: On the transcripts of `machine`.
        bars: min_alpha, min_alpha_low, min_precision_low, max_below_human.
        n_in_study: How many units of the verdict's kind the whole study has, where that is known.
        recall: Of its ranked list, on the transcripts of `machine`; None where nothing ranks it.
    """
    recall = recall or Recall(0)
    numbers = {
        "recall_20": recall.recall_20,
        "recall_20_low": recall.recall_20_low,
        "recall_33": recall.recall_33,
        "recall_33_low": recall.recall_33_low,
        "alpha": machine.alpha if machine else None,
        "alpha_low": machine.alpha_low if machine else None,
        "human_alpha": human.alpha if human else None,
        "precision": hits.precision,
        "precision_low": hits.precision_low,
        "coverage": hits.coverage,
    }
    # Asked first: where there is too little to judge by, the bars would be measured on noise.
    few = _too_few(machine, human, n_in_study)
    short = []
    if not few:
        assert machine is not None
        assert human is not None
        short = _short_of(machine, human, hits, bars, n_in_study)
    # A reading list needs no verdict on the codings: people judge what it brings.
    if (few or short) and _is_reading_list(recall):
        why = "; ".join([_met(recall), f"not counted: {few or '; '.join(short)}"])
        return Verdict(code_id, "reading list", why, **numbers)
    if few:
        return Verdict(code_id, "too few to say", few, **numbers)
    if short:
        return Verdict(code_id, "suggest only", "; ".join(short), **numbers)
    return Verdict(code_id, "counted", "agrees with people as the study asks", **numbers)


def _is_reading_list(recall: Recall) -> bool:
    """Whether the list brings the code early. Two readers are not asked for: it is people who judge what it brings."""
    low = recall.recall_20_low
    return recall.n_passages >= ENOUGH_PASSAGES and low is not None and low >= LEAST_RECALL


def _met(recall: Recall) -> str:
    return (
        f"of {recall.n_passages} passages, the first 20 % of the words in its order hold {recall.recall_20:.2f} "
        f"(from {recall.recall_20_low:.2f})"
    )


def _too_few(machine: Agreement | None, human: Agreement | None, n_in_study: int | None) -> str:
    if machine is None:
        return "no transcript outside its learning was read by a person for this code"
    if human is None:
        return "no transcript was read by two people for this code: how far people agree is not known"
    # People first: without their agreement there is no measure for the machine.
    for row, whom in ((human, "two people"), (machine, "a person and the machine")):
        if row.n_positive < ENOUGH:
            more = _more(row, n_in_study)
            return f"{row.n_positive} {_units(row)} with the code read by {whom}, of {ENOUGH} needed; {more}"
    if human.alpha is None:
        return f"people's own agreement is undefined ({human.why})"
    if machine.alpha is None or machine.alpha_low is None:
        return f"the agreement is undefined ({machine.why})"
    return ""


def _units(row: Agreement) -> str:
    word = {"index chunk": "index chunk", "transcript": "transcript", "segment": "segment"}[row.unit]
    return word if row.n_positive == 1 else f"{word}s"


def _more(row: Agreement, n_in_study: int | None) -> str:
    """How much more double coding would bring the number of positive units to ENOUGH, at the rate so far."""
    if row.n_positive == 0:
        return "none occurred so far, so how much more would be needed cannot be told"
    # In proportion: so many units brought so many with the code.
    more = ceil((ENOUGH - row.n_positive) * row.n_units / row.n_positive)
    if n_in_study is not None and row.n_units + more > n_in_study:
        return (
            f"at the rate so far all {n_in_study} {row.unit}s of the study read by two would not be enough: "
            "the code is too rare here"
        )
    return f"at the rate so far about {more} more {row.unit}s read by two would be needed"


def _short_of(
    machine: Agreement, human: Agreement, hits: Hits, bars: Mapping[str, float], n_in_study: int | None
) -> list[str]:
    assert machine.alpha is not None
    assert machine.alpha_low is not None
    assert human.alpha is not None
    short = []
    if machine.alpha < bars["min_alpha"]:
        short.append(f"alpha {machine.alpha:.2f} is under {bars['min_alpha']:g}")
    if machine.alpha_low < bars["min_alpha_low"]:
        bound = f"its lower bound {machine.alpha_low:.2f} is under {bars['min_alpha_low']:g}"
        short.append(bound + _narrower(machine, bars, n_in_study))
    # None only where the machine gave the code nowhere.
    low = hits.precision_low
    if low is None:
        short.append("the machine gave it nowhere")
    elif low < bars["min_precision_low"]:
        short.append(f"the lower bound of its precision, {low:.2f}, is under {bars['min_precision_low']:g}")
    # Machine kappa is bounded by people's: a machine well below them is a worse reader, whatever its alpha.
    if human.alpha - machine.alpha > bars["max_below_human"]:
        short.append(f"people agree better among themselves (alpha {human.alpha:.2f})")
    return short


def _narrower(row: Agreement, bars: Mapping[str, float], n_in_study: int | None) -> str:
    """How many more units would narrow the interval enough, if alpha stayed what it is."""
    assert row.alpha is not None
    assert row.alpha_low is not None
    room = row.alpha - bars["min_alpha_low"]
    # More reading narrows an interval; it does not lift alpha itself.
    if row.alpha < bars["min_alpha"] or room <= 0:
        return ""
    # An interval narrows with the root of the units: half as wide takes four times as many.
    more = ceil(row.n_units * (((row.alpha - row.alpha_low) / room) ** 2 - 1))
    if n_in_study is not None and row.n_units + more > n_in_study:
        return f" (if alpha stayed, all {n_in_study} {row.unit}s of the study read by a person would not lift it)"
    return f" (if alpha stayed, about {more} more {row.unit}s read by a person would lift it)"


def human_warning(row: Agreement | None, bars: Mapping[str, float]) -> str:
    """What to say of people's own coding of a code that does not reach the machine's bars; '' where it does."""
    if row is None:
        return "read by one person only: how far people agree is not known"
    if row.n_positive < ENOUGH:
        return f"too few double-coded passages to say how far people agree ({row.n_positive} {_units(row)})"
    if row.alpha is None or row.alpha_low is None:
        return f"people's agreement is undefined ({row.why})"
    if row.alpha < bars["min_alpha"]:
        return f"people agree too little among themselves (alpha {row.alpha:.2f}, under {bars['min_alpha']:g})"
    if row.alpha_low < bars["min_alpha_low"]:
        return f"people's agreement is uncertain (alpha {row.alpha:.2f}, lower bound {row.alpha_low:.2f})"
    return ""
