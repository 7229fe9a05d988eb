"""Where the words of a coder's row stand today, or what to say where they do not (contract, rule 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.coding.hand.coders_rows import Action
from pipeline.coding.hand.relocate import Found, find_again
from pipeline.study.records import Coding

OUT = "Left out of all counts."


@dataclass(frozen=True, slots=True)
class Placed:
    """The coding where its words stand, None where they were not found; `fault` and `remedy` say what to look at.

    `has_moved`: it was found at another place, between the same words.
    """

    coding: Coding | None
    has_moved: bool = False
    fault: str = ""
    remedy: str = ""


def place(one: Action, text: str) -> Placed:
    """The coding of a usable row that applies or rejects, at its place in the transcript's text."""
    coding = one.coding
    # A row without offsets holds 0 and 0 there: they are not a place.
    start, end = (coding.start_char, coding.end_char) if one.has_offsets else (None, None)
    found = find_again(text, start, end, coding.quotation, one.before, one.after)
    if found.start is None or found.end is None:
        return Placed(None, False, *(_not_at_its_offsets if one.has_offsets else _not_in_words)(coding, found, text))
    # The words as they stand today: spreadsheets may have changed the blanks of what was copied.
    here = replace(coding, start_char=found.start, end_char=found.end, quotation=text[found.start : found.end])
    # Found by words as it was coded by words: nothing has moved.
    if not one.has_offsets:
        return Placed(here)
    if not found.needs_a_look:
        return Placed(here, found.status == "moved")
    now, then = f"{found.start}-{found.end}", f"{coding.start_char}-{coding.end_char}"
    if found.status == "moved":
        what = f"the quotation is no longer at {then} of {coding.transcript_id}: it was found again at {now}."
    else:
        what = f"the quotation stands at {now} of {coding.transcript_id}, but not between the words recorded."
    remedy = "Check that it is the same passage; if so, write the new offsets, `before` and `after`. It counts."
    return Placed(here, False, what, remedy)


def _not_at_its_offsets(coding: Coding, found: Found, text: str) -> tuple[str, str]:
    where = f"{coding.start_char}-{coding.end_char} of {coding.transcript_id}"
    if found.status == "ambiguous":
        times = f"{len(found.candidates)} times" if found.candidates else "more than once"
        remedy = f"The transcript was changed since. Give the right offsets, or `before` and `after`. {OUT}"
        return f"the quotation is not at {where}, and stands there {times}.", remedy
    if coding.quotation:
        remedy = f"The transcript was changed since. Code the passage anew. {OUT}"
        return f"the quotation is not at {where}, nor anywhere else in it.", remedy
    return f"{where} is no passage of it: the transcript has {len(text)} characters.", f"Correct the offsets. {OUT}"


def _not_in_words(coding: Coding, found: Found, text: str) -> tuple[str, str]:
    if found.status == "ambiguous":
        what = f"the quotation stands {len(found.candidates)} times in {coding.transcript_id}."
        return what, f"Quote more of it, or give `before` and `after`. {OUT}"
    remedy = f"Copy the words as they stand on the transcript's page, within one turn. {OUT}"
    return f"the quotation is not in {coding.transcript_id}.", remedy
