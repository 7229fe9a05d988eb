"""Where a source's passage stands in a transcript, and the coder's row that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from pipeline.coding.hand.finding import Place, find_words
from pipeline.exchange.project import Item, SourceCoding
from pipeline.exchange.report import Report, short
from pipeline.exchange.texts import Landed
from pipeline.study.dataclass import dataclass

BESIDE = 30
"""Signs of `before` and `after`: enough to tell one "Yeah." from another, as in the coding page."""


@dataclass(frozen=True, slots=True)
class LandedCoding:
    """A passage of a transcript. `status` is exact or moved; `why` says what was moved."""

    start: int
    end: int
    status: str
    why: str = ""


def place_coding(coding: SourceCoding, landed: Landed, report: Report) -> LandedCoding | None:
    """The passage of one coding in its transcript; None, with an item, where it is lost or ambiguous."""
    if coding.start is None or coding.end is None:
        return _by_words(coding, landed, report)
    if coding.end <= coding.start:
        report.lost("codings", coding.where, coding.words, "the passage is empty")
        return None
    if landed.alignment is None:
        return _by_words(coding, landed, report)
    place = landed.alignment.passage(coding.start, coding.end)
    if place is None:
        # Only in a corrected text may the words stand elsewhere; where all is the same, what is not there is no speech.
        if coding.words and landed.share < 1:
            return _by_words(coding, landed, report)
        why = "nothing of it is in the transcript's text: a label, a time or a heading"
        report.lost("codings", coding.where, coding.words, why)
        return None
    start, end = place
    there, here = "".join(coding.words.split()), "".join(landed.text[start:end].split())
    if there == here or not there:
        return LandedCoding(start, end, "exact")
    if landed.alignment.share == 1:  # all that the transcript has is in the source, in order: the rest is no speech
        return LandedCoding(start, end, "moved", "without labels and times that are no part of the transcript's text")
    if here in there or len(here) >= 0.5 * len(there):
        return LandedCoding(start, end, "moved", "the transcript's words differ a little from the source's")
    if landed.share < 1:
        return _by_words(coding, landed, report)
    why = "most of it is not in the transcript's text: labels, times, headings"
    return LandedCoding(start, end, "moved", why)


def _by_words(coding: SourceCoding, landed: Landed, report: Report) -> LandedCoding | None:
    place = find_words(landed.text, coding.words, coding.before, coding.after)
    if place.status == "exact":
        return LandedCoding(place.start, place.end, "exact")
    if place.status == "moved":
        now = short(landed.text[place.start : place.end])
        return LandedCoding(place.start, place.end, "moved", f"the words were edited; the passage is “{now}”")
    count = report.counts["codings"]
    if place.status == "ambiguous":
        count.ambiguous += 1
    else:
        count.lost += 1
    why = _why(place, landed)
    report.items.append(Item("codings", coding.where, short(coding.words), place.status, why))
    return None


def _why(place: Place, landed: Landed) -> str:
    near = "; ".join(f"{start}-{end} “{short(landed.text[start:end])}”" for start, end in place.candidates)
    if place.status == "ambiguous":
        return f"the words fit more than one place of {landed.transcript_id}: {near}"
    return f"the words are not in {landed.transcript_id}" + (f"; nearest: {near}" if near else "")


def row_of(
    coding: SourceCoding, place: LandedCoding, landed: Landed, code_id: str, coder: str, version: str,
    taken: Collection[str],
) -> dict[str, str]:  # fmt: skip
    """The row of a coder's file. Its id is made from what is coded, so that the same import makes the same row."""
    text = landed.text
    seal = "|".join((landed.digest, str(place.start), str(place.end), code_id, coder))
    base = f"i-{hashlib.sha256(seal.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    coding_id, n = base, 1
    while coding_id in taken:
        n += 1
        coding_id = f"{base}-{n}"
    return {
        "coding_id": coding_id,
        "transcript_id": landed.transcript_id,
        "start_char": str(place.start),
        "end_char": str(place.end),
        "quotation": text[place.start : place.end],
        "before": text[max(0, place.start - BESIDE) : place.start],
        "after": text[place.end : place.end + BESIDE],
        "code_id": code_id,
        "action": "apply",
        "polarity": coding.polarity,
        "target": coding.target,
        "period": coding.period,
        "is_aha": "yes" if coding.is_aha else "",
        "memo": " ".join(coding.memo.split()),
        "codebook_version": version,
        "at": coding.at,
    }
