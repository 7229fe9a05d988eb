"""What a figure rests on, in a line of the picture itself: it travels without its page."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.store.rows import CodeFrequency, TranscriptRow
from pipeline.study.records import COUNTED_KINDS

OF_CODINGS = ("-by-case", "presence-", "distillation")
"""Parts of the names of figures that show codes; the others show what the team put down in tables."""

BASES = {
    "people": "codings by people",
    "machine_verified": "codings by the machine, checked against people’s",
    "mixed": "codings by people and by the machine, checked against people’s",
    "machine_unchecked": "codings by the machine, not checked by a person",
}
WORST_FIRST = ("machine_unchecked", "mixed", "machine_verified", "people")


def rests_on(
    name: str, frequencies: Iterable[CodeFrequency], transcripts: Iterable[TranscriptRow], is_judged: bool
) -> str:
    """`Rests on judgements of the team and codings by people; a person has read 38 of 53 interviews and groups.`

    Args:
        name: The figure's.
        frequencies: Of the whole study: the figure rests on the weakest basis among those of its family.
        transcripts: Of the whole study.
        is_judged: Whether the team has put down judgements.
    """
    if not any(part in name for part in OF_CODINGS):
        heard = "transcripts and the list of participants" if name == "who-was-heard" else "what the team put down"
        return f"Rests on {heard}."
    # A name without a family shows codes of several: the weakest basis of all is said.
    family = name.removesuffix("-by-case")
    rows = [row for row in frequencies if family in (name, row.family)]
    bases = {row.basis for row in rows if row.basis}
    codings = next((BASES[basis] for basis in WORST_FIRST if basis in bases), "no codings yet")
    counted = [row for row in transcripts if row.kind in COUNTED_KINDS]
    n_read = sum(row.is_hand_read for row in counted)
    judged = "judgements of the team and " if is_judged else ""
    return f"Rests on {judged}{codings}; a person has read {n_read} of {len(counted)} interviews and groups."
