"""Where the words of a coder's row stand today, or what to say where they do not (contract, rule 1)."""

from __future__ import annotations

from dataclasses import replace

from pipeline.coding.hand.coders_rows import Action
from pipeline.coding.hand.relocate import Found, find_again
from pipeline.study.dataclass import dataclass
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


def place(action: Action, text: str) -> Placed:
    """The coding of a usable row that applies or rejects, at its place in the transcript's text."""
    coding = action.coding
    # A row without offsets holds 0 and 0 there: they are not a place.
    start, end = (coding.start_char, coding.end_char) if action.has_offsets else (None, None)
    place_today = find_again(text, start, end, coding.quotation, action.before, action.after)
    if place_today.start is None or place_today.end is None:
        return Placed(
            None, False, *(_not_at_its_offsets if action.has_offsets else _not_in_words)(coding, place_today, text)
        )
    # The words as they stand today: spreadsheets may have changed the blanks of what was copied.
    here = replace(
        coding,
        start_char=place_today.start,
        end_char=place_today.end,
        quotation=text[place_today.start : place_today.end],
    )
    # Found by words as it was coded by words: nothing has moved.
    if not action.has_offsets:
        return Placed(here)
    if not place_today.needs_a_look:
        return Placed(here, place_today.status == "moved")
    now, then = f"{place_today.start}-{place_today.end}", f"{coding.start_char}-{coding.end_char}"
    if place_today.status == "moved":
        message = f"the quotation is no longer at {then} of {coding.transcript_id}: it was found again at {now}."
    else:
        message = f"the quotation stands at {now} of {coding.transcript_id}, but not between the words recorded."
    remedy = "Check that it is the same passage; if so, write the new offsets, `before` and `after`. It counts."
    return Placed(here, False, message, remedy)


def _not_at_its_offsets(coding: Coding, place_today: Found, text: str) -> tuple[str, str]:
    where = f"{coding.start_char}-{coding.end_char} of {coding.transcript_id}"
    if place_today.status == "ambiguous":
        times = f"{len(place_today.candidates)} times" if place_today.candidates else "more than once"
        remedy = f"The transcript was changed since. Give the right offsets, or `before` and `after`. {OUT}"
        return f"the quotation is not at {where}, and stands there {times}.", remedy
    if coding.quotation:
        remedy = f"The transcript was changed since. Code the passage anew. {OUT}"
        return f"the quotation is not at {where}, nor anywhere else in it.", remedy
    return f"{where} is no passage of it: the transcript has {len(text)} characters.", f"Correct the offsets. {OUT}"


def _not_in_words(coding: Coding, place_today: Found, text: str) -> tuple[str, str]:
    if place_today.status == "ambiguous":
        message = f"the quotation stands {len(place_today.candidates)} times in {coding.transcript_id}."
        return message, f"Quote more of it, or give `before` and `after`. {OUT}"
    remedy = f"Copy the words as they stand on the transcript's page, within one turn. {OUT}"
    return f"the quotation is not in {coding.transcript_id}.", remedy
