"""EXMARaLDA's transcriptions: the basic one (.exb), a score of events, and the segmented one (.exs) made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.corpus.formats.lines import Reading
from pipeline.corpus.formats.tiers import LABELLED, Annotation, Tier, talk_in
from pipeline.corpus.formats.xml_element import XmlElement

_ENDS_A_SENTENCE = re.compile(r"[.?!…˙][\"'”’»)\]]*\s*$")
_FEW_BLANKS = 0.2
"""Of a tier's events: who marks the ends of words by blanks, as the manual asks, does so at most of them."""


def read_exmaralda(root: XmlElement, path: Path) -> Reading:
    """The talk of the tiers of the type `t`; what is described or annotated beside it is counted."""
    times = _times(root)
    speakers = {
        speaker.get("id", ""): " ".join("".join(short.itertext()).split())
        for speaker in root.iter("speaker")
        if (short := speaker.find("abbreviation")) is not None
    }
    tiers = []
    for tier in root.iter("tier", "segmented-tier"):
        name = tier.get("display-name") or f"{tier.get('id', '')} [{tier.get('category', '')}]"
        speaker = speakers.get(tier.get("speaker", "")) or tier.get("speaker", "")
        events = list(_events(tier))
        annotations = list(_contributions(events, times))
        tiers.append(Tier(name, speaker, annotations, tier.get("type") == "t"))
    return talk_in(tiers, path)


def _times(root: XmlElement) -> Mapping[str, float]:
    """Seconds by the points of the timeline; one without a time has that of the point before it."""
    times: dict[str, float] = {}
    latest = 0.0
    for point in root.iter("tli"):
        time = point.get("time", "")
        latest = float(time) if re.fullmatch(r"\d{1,9}(?:\.\d+)?", time) else latest
        times[point.get("id", "")] = round(latest, 3)
    return times


_Event = tuple[str, str, str, int]
"""Where an event begins and ends, its text, and its line in the file."""


def _events(tier: XmlElement) -> Iterator[_Event]:
    """The events of a tier; of a segmented one those of the segmentation that keeps them, else of its first."""
    segmentations = [child for child in tier if child.tag == "segmentation"]
    kept = next((child for child in segmentations if "Event" in child.get("name", "")), None)
    if kept is not None:
        for segment in kept.iter("ts", "nts", "ats"):
            if not len(segment):
                yield _event(segment, "s", "e", segment.text or "")
    elif segmentations:
        for segment in segmentations[0]:
            pieces = (piece.text or " " for piece in segment.iter("ts", "nts", "ats") if not len(piece))
            yield _event(segment, "s", "e", "".join(pieces))
    else:
        for event in tier.iter("event"):
            # Links and notes may stand inside an event; what is said is its own text.
            yield _event(event, "start", "end", "".join([event.text or "", *(child.tail or "" for child in event)]))


def _event(element: XmlElement, start: str, end: str, text: str) -> _Event:
    return element.get(start, ""), element.get(end, ""), text, element.sourceline or 0


def _contributions(events: Sequence[_Event], times: Mapping[str, float]) -> Iterator[Annotation]:
    """Events that follow each other without a gap as one, up to the end of a sentence.

    A score cuts what somebody says where others begin or end, in the middle of a word if need be: there no blank
    stands at the end of an event. An event that says who speaks begins anew.
    """
    events = [event for event in events if event[2].strip()]
    if not events:
        return
    spaced = sum(text != text.strip() for _, _, text, _ in events)
    joint = "" if spaced > _FEW_BLANKS * len(events) else " "
    pieces: list[str] = []
    first = events[0]
    for event, following in pairwise([*events, ("", "", "", 0)]):
        first = event if not pieces else first
        pieces.append(event[2])
        if event[1] != following[0] or _ENDS_A_SENTENCE.search(event[2]) or LABELLED.match(following[2]):
            yield Annotation(joint.join(pieces), times.get(first[0]), first[3])
            pieces = []
