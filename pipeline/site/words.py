"""What pages say of a figure, a tier, a person: one wording each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipeline.memos.sentences import attributed
from pipeline.site.ground import Ground, Row
from pipeline.wording.filters import k_of_n, plural
from pipeline.wording.markup import Html, esc, join

STEPS = 5
KINDS = {
    "interview": ("interview", "interviews"),
    "group": ("group interview", "group interviews"),
    "mayor": ("mayor's interview", "mayors' interviews"),
    "archival": ("document", "documents"),
    "survey": ("survey", "surveys"),
    "exercise": ("exercise", "exercises"),
    "field_note": ("field note", "field notes"),
}


def thousands(n: int) -> str:
    """`1,244,146`."""
    return f"{n:,}"


def kinds(rows: Iterable[Row]) -> str:
    """`7 interviews, 1 group interview, 2 documents`."""
    counted: dict[str, int] = {}
    for row in rows:
        counted[row["kind"]] = counted.get(row["kind"], 0) + 1
    return ", ".join(plural(counted[kind], *KINDS[kind]) for kind in KINDS if kind in counted)


def tier_step(tier: str | None, tiers: tuple[str, ...]) -> int | None:
    """A tier's place from 0 (worst) to 4 (best), however many tiers there are; None where it has no place."""
    if tier not in tiers:
        return None
    return 2 if len(tiers) == 1 else round(tiers.index(tier) * (STEPS - 1) / (len(tiers) - 1))


def tier_badge(tier: str | None, tiers: tuple[str, ...]) -> Html:
    """A tier as a word, a colour and a row of filled marks: no reader needs the colour."""
    if not tier:
        return Html('<span class="tier tier-none">no tier</span>' if tiers else "")
    step = tier_step(tier, tiers)
    if step is None:
        return Html(f'<span class="tier tier-none"><bdi>{esc(tier)}</bdi></span>')
    rank = tiers.index(tier) + 1
    marks = "▮" * rank + "▯" * (len(tiers) - rank)
    return Html(f'<span class="tier tier-{step}"><span aria-hidden="true">{marks}</span> <bdi>{esc(tier)}</bdi></span>')


JUDGED = {"present": "●", "mixed": "◐", "absent": "○", "unknown": "?"}


def judged(word: str | None) -> Html:
    """A judgement as a word with its sign."""
    if not word:
        return Html('<span class="judged">not judged</span>')
    return Html(f'<span class="judged"><span aria-hidden="true">{JUDGED.get(word, "")}</span> {esc(word)}</span>')


def counts(row: Row, ground: Ground) -> Html:
    """`4 of 6 known, of 7`; nothing in the interpretive reading."""
    return esc(k_of_n(row)) if ground.shows_counts else Html("")


def person(row: Row) -> Html:
    """Whose words a coding marks: id or label, then what may be said of the person, as in memos."""
    told = (row["respondent_id"] or row["speaker"], row["attribution"], row["organisation"], row["sector"], row["role"])
    return _person(*told)


@lru_cache(maxsize=4096)
def _person(
    name: str | None, attribution: str | None, organisation: str | None, sector: str | None, role: str | None
) -> Html:
    about = attributed({"attribution": attribution, "organisation": organisation, "sector": sector, "role": role})
    return join([f"<bdi>{esc(one)}</bdi>" for one in (name, *about) if one], ", ")


def clock(seconds: float | None) -> str:
    """`00:12:34`; '' where no time is known."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def together(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    listed = list(words)
    return " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))
