"""ELAN's annotation documents (.eaf): tiers of annotations, some of them below others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from pipeline.corpus.formats.lines import Reading
from pipeline.corpus.formats.tiers import Annotation, Tier, holds_words, is_talk_by_name, talk_in
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.corpus.speakers.labels import fold, is_name_like
from pipeline.corpus.speakers.roles import looks_like_a_role


def read_elan(root: XmlElement, path: Path) -> Reading:
    """The talk of the topmost tiers; of those below one that only numbers its places, the tier of the text."""
    starts = _starts(root)
    controlled = {
        kind.get("LINGUISTIC_TYPE_ID") for kind in root.iter("LINGUISTIC_TYPE") if kind.get("CONTROLLED_VOCABULARY_REF")
    }
    elements = {tier.get("TIER_ID", ""): tier for tier in root.iter("TIER")}
    annotations = {name: _annotations(tier, starts) for name, tier in elements.items()}
    above = {name: _topmost(name, elements) for name in elements}
    talk = set()
    for top in dict.fromkeys(above.values()):
        if holds_words(annotations[top]):
            talk.add(top)
            continue
        below = [name for name in elements if above[name] == top and name != top and holds_words(annotations[name])]
        # Tiers of words and glosses hold no less than that of the text: its name decides, else that it comes first.
        talk.update(([name for name in below if is_talk_by_name(name)] or below)[:1])
    speakers = _speakers(elements, above, talk)
    tiers = []
    for name, tier in elements.items():
        # What may hold the words of a list alone holds codes.
        is_out = name not in talk or tier.get("LINGUISTIC_TYPE_REF") in controlled
        tiers.append(Tier(name, speakers[name], annotations[name], False if is_out else None))
    return talk_in(tiers, path)


def _starts(root: XmlElement) -> Mapping[str, float]:
    """When each annotation begins, in seconds; one that refers to another begins with it."""
    slots: dict[str, float] = {}
    latest = 0.0
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        # Slots stand in order of time, and one inside an annotation need not be aligned.
        latest = int(value) / 1000 if value.isdecimal() else latest
        slots[slot.get("TIME_SLOT_ID", "")] = latest
    starts = {
        aligned.get("ANNOTATION_ID", ""): slots.get(aligned.get("TIME_SLOT_REF1", ""), 0.0)
        for aligned in root.iter("ALIGNABLE_ANNOTATION")
    }
    refers = {
        referring.get("ANNOTATION_ID", ""): referring.get("ANNOTATION_REF", "")
        for referring in root.iter("REF_ANNOTATION")
    }
    for name in refers:
        if name in starts:
            continue
        passed = [name]
        # A hostile file may let annotations refer to each other in a ring.
        while (other := refers.get(passed[-1])) is not None and other not in starts and other not in passed[:50]:
            passed.append(other)
        start = starts.get(refers.get(passed[-1], ""), 0.0)
        starts.update(dict.fromkeys(passed, start))
    return starts


def _annotations(tier: XmlElement, starts: Mapping[str, float]) -> list[Annotation]:
    annotations = []
    for annotation in tier.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
        value = annotation.find("ANNOTATION_VALUE")
        text = "".join(value.itertext()) if value is not None else ""
        start = starts.get(annotation.get("ANNOTATION_ID", ""))
        annotations.append(Annotation(text, start, annotation.sourceline or 0))
    return annotations


def _topmost(name: str, elements: Mapping[str, XmlElement]) -> str:
    for _ in elements:
        above = elements[name].get("PARENT_REF")
        if above is None or above not in elements:
            break
        name = above
    return name


def _speakers(elements: Mapping[str, XmlElement], above: Mapping[str, str], talk: Collection[str]) -> dict[str, str]:
    """By tier the participant that it or its topmost tier names; '' for all where each names the same person.

    Some set one participant for the whole file and call the tiers by those who speak.
    """
    named = {
        name: " ".join((tier.get("PARTICIPANT") or elements[above[name]].get("PARTICIPANT", "")).split())
        for name, tier in elements.items()
    }
    are_people = all(looks_like_a_role(name) or is_name_like(name) for name in talk)
    if len(talk) > 1 and are_people and len({fold(named[name]) for name in talk}) == 1:
        return dict.fromkeys(elements, "")
    return named
