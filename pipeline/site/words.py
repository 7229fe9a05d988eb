"""What pages say of a figure, a tier, a person: one wording each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.store.rows import TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.wording.numbers import plural
from pipeline.wording.vocabulary import KINDS, attributed, tier_marks

# Not inside a word, a date or a range (`2021-07`, `2-3`).
HYPHEN_BEFORE_NUMBER = re.compile(r"(?<![\w.])-(?=\d)")
STEPS = 5
"""Colours of the style sheet, from the worst tier to the best."""

LONGEST_CUE = 60


def thousands(n: int) -> str:
    """`1,244,146`."""
    return f"{n:,}"


def kinds(transcripts: Iterable[TranscriptRow]) -> str:
    """`7 interviews, 1 group interview, 2 documents`."""
    counted: dict[str, int] = {}
    for transcript in transcripts:
        counted[transcript.kind] = counted.get(transcript.kind, 0) + 1
    return ", ".join(plural(counted[kind], *KINDS[kind]) for kind in KINDS if kind in counted)


def kind_name(kind: str) -> str:
    """`group interview` for `group`."""
    return KINDS.get(kind, (kind,))[0]


def tier_step(tier: str | None, tiers: tuple[str, ...]) -> int | None:
    """A tier's place from 0 (worst) to 4 (best), however many tiers there are; None where it has no place."""
    if tier not in tiers:
        return None
    # A single tier is neither good nor bad: the middle colour.
    return 2 if len(tiers) == 1 else round(tiers.index(tier) * (STEPS - 1) / (len(tiers) - 1))


@dataclass(frozen=True, slots=True)
class TierBadge:
    """A tier as a word (None: no tier), a colour (`step`) and a row of filled marks: no reader needs the colour."""

    words: str | None
    step: int | None = None
    marks: str = ""


def tier_badge(tier: str | None, tiers: tuple[str, ...]) -> TierBadge | None:
    """The badge of a tier; None where the study has no tiers and the case has none."""
    if not tier:
        return TierBadge(None) if tiers else None
    step = tier_step(tier, tiers)
    if step is None:
        return TierBadge(tier)
    return TierBadge(tier, step, tier_marks(tier, tiers))


def person(coding: Voice) -> list[str]:
    """Whose words a coding marks: id or label, then what may be said of the person, as in memos."""
    name = coding.respondent_id or coding.speaker
    return [word for word in (name, *attributed(coding)) if word]


def cue_words(cue: str | None) -> str:
    """The cue that fired; a long pattern only begins (`codings.csv` has it whole)."""
    words = cue or ""
    return words if len(words) <= LONGEST_CUE else words[:LONGEST_CUE].rstrip() + "…"


def clock(seconds: float | None) -> str:
    """`00:12:34`; '' where no time is known."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def hours(taken: float) -> str:
    """`about 5 hours`; under two hours `about 75 minutes`, so that a fifth of an hour is told from an hour."""
    minutes = 5 * round(taken * 12)
    if not minutes:
        return "under five minutes"
    return f"about {minutes} minutes" if taken < 2 else f"about {round(taken)} hours"


def number(value: float | None) -> str:
    """A coefficient with two places, or a dash where it does not exist."""
    # `+ 0.0` turns -0.0 into 0.0, whose minus would say nothing.
    return "—" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def with_minus(words: str) -> str:
    """Words with a minus sign before negative numbers, where their author wrote a hyphen."""
    return HYPHEN_BEFORE_NUMBER.sub("−", words)
