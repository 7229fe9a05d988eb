"""Other readings of a file, for when usual shapes explain little of it: each gives labels by line, or none.

A reading stands only where its labels recur and take turns, so that nobody is made up of a word of speech.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.corpus.formats.lines import CLOCK, Line, seconds
from pipeline.corpus.speakers.evidence import ends_a_sentence, initials_that_recur, is_enumeration
from pipeline.corpus.speakers.labels import LEADING_CLOCK, Sighting, fold, is_common_word, is_name_like
from pipeline.corpus.speakers.nonpersons import is_nobody
from pipeline.corpus.speakers.roles import is_role_word, is_word_of_speech, looks_like_a_role, word_for_a_turn

# `Anna – We did.`, `Anna | We did.`; a hyphen needs a blank before it, since names hold hyphens.
_DASH = re.compile(
    r"\s*(?P<head>[^\s:：–—-][^:：\t–—]{0,38}?)[ \t]*(?:[–—|>]{1,2}|(?<=\s)-{1,2})[ \t]+(?P<rest>\S.*)$", re.DOTALL
)
# `Q. Why?`, `P1) We did.`, `Frage 3. Wer?`, `AB/ We did.`
_DOT = re.compile(
    r"\s*(?P<head>[A-Z]{1,3}\d{0,3}|[^\W\d_]{3,11}(?: \d{1,3})?)(?P<mark>\.-|[.)|/;~=\]-])[ \t]+(?P<rest>\S.*)$",
    re.DOTALL,
)
# `ANNA Who came?`: without any mark, so that what follows must begin with a capital.
_BARE = re.compile(r"\s*(?P<head>[^\W\d_]+(?:[ _]?\d{1,3}| [A-Z])?)[ \t]+(?P<rest>[\"“¿¡(]?[A-ZÀ-Þ].*)$", re.DOTALL)
# `Anna 00:12 Who came?`: a bare time where a colon would stand.
_CLOCKED = re.compile(rf"\s*(?P<head>[^\d\W][^:：\t]{{0,38}}?)[ \t,]+(?P<at>{CLOCK})[ \t]+(?P<rest>\S.*)$", re.DOTALL)
_MOST_WORDS = 4
_LONGEST = 40

Labels = dict[int, Sighting]


def other_readings(
    lines: Sequence[Line],
    sightings: Sequence[Sighting],
    usual: Labels,
    cover: set[int],
    is_declared: Callable[[str], bool],
    has_cues: bool,
) -> Iterator[Labels]:
    """The readings that stand: labels alone on their lines, before a dash, before a full stop, or any before a colon.

    `usual` are the labels of the usual shapes: those of another shape may take turns with them.
    """
    yield _alone(lines, usual, cover, is_declared, has_cues)
    yield _regular(lines, sightings, cover, is_declared, has_cues)
    # In captions a dash at the start is another voice, and no end of a label.
    if not has_cues:
        yield _before_a_mark(lines, _DASH, "dash", cover, is_declared)
        yield _before_a_mark(lines, _DOT, "dot", cover, is_declared)
        yield _before_a_mark(lines, _BARE, "plain", cover, is_declared)
        yield _before_a_mark(lines, _CLOCKED, "clocked", cover, is_declared)


def _alone(
    lines: Sequence[Line], usual: Labels, cover: set[int], is_declared: Callable[[str], bool], has_cues: bool
) -> Labels:
    """Labels that stand alone on lines, with words under them, no empty line needed.

    A name stands after the end of a sentence, where the file has such ends; a role needs none.
    """
    labels: Labels = {}
    has_ends = sum(ends_a_sentence(line.text) for line in lines) * 4 > len(lines)
    for index, line in enumerate(lines[:-1]):
        label = line.text.strip().strip("*_# ").rstrip(":：").strip()
        if index in cover or index in usual or index - 1 in labels:
            continue
        if not 0 < len(label) <= _LONGEST or len(label.split()) > _MOST_WORDS:
            continue
        word = word_for_a_turn(label)
        if (
            label[-1] in ".?!,;…"
            or (is_common_word(label) and not word)
            or not (label[0].isalnum() or label[0] in "<[")
        ):
            continue
        if has_cues and (not line.opens or lines[index + 1].opens):
            continue
        label = label[1:-1] if label[0] + label[-1] in ("[]", "<>") else label
        is_free = line.opens or not has_ends or is_role_word(label) or is_declared(label)
        if not is_free and index and not ends_a_sentence(lines[index - 1].text):
            continue
        if label and (word or is_declared(label) or is_name_like(label) or looks_like_a_role(label)):
            labels[index] = Sighting(index, word or label, "", "alone")
    n = Counter(fold(sighting.label) for sighting in (*labels.values(), *usual.values()))
    labels = {
        index: sighting
        for index, sighting in labels.items()
        if n[fold(sighting.label)] > 1 or is_declared(sighting.label) or looks_like_a_role(sighting.label)
    }
    everyone = dict(sorted({**usual, **labels}.items()))
    return labels if labels and _take_turns(everyone, is_declared, least=3) else {}


def with_those_alone(lines: Sequence[Line], labels: Labels, cover: set[int]) -> Labels:
    """Where labels stand alone on their lines: also lines that hold a known one, though no paragraph opens there.

    Pages show paragraphs by their gaps, and a gap is not always wider there.
    """
    n = Counter(fold(sighting.label) for sighting in labels.values())
    alone = [sighting for sighting in labels.values() if not sighting.rest.strip()]
    if len(alone) * 2 <= len(labels):
        return labels
    known = {fold(sighting.label): sighting for sighting in reversed(alone) if n[fold(sighting.label)] > 1}
    further = dict(labels)
    for index, line in enumerate(lines[:-1]):
        label = known.get(fold(line.text.strip().strip("*_# ").rstrip(":：")))
        # Right under another label a name is an answer: `Who came?` `Ana`.
        if label and index not in further and index not in cover and index - 1 not in further:
            further[index] = replace(label, index=index, rest="", start=None)
    return dict(sorted(further.items()))


def alone_once(lines: Sequence[Line], labels: Labels) -> list[Sighting]:
    """Names alone on a line, once each, in a file whose labels stand so: people who speak once, or answers."""
    if sum(not sighting.rest.strip() for sighting in labels.values()) * 2 <= len(labels):
        return []
    once = []
    for index, line in enumerate(lines[:-1]):
        name = line.text.strip().rstrip(":：")
        is_free = index not in labels and index - 1 not in labels and index + 1 not in labels
        is_short = len(name) <= _LONGEST and len(name.split()) <= 3 and name[-1:] not in ".?!,;…"
        is_name = is_short and name[:1].isupper() and is_name_like(name) and not is_common_word(name)
        if is_free and is_name and ends_a_sentence(lines[index - 1].text):
            once.append(Sighting(index, name, "", "alone"))
    return once


def _regular(
    lines: Sequence[Line],
    sightings: Sequence[Sighting],
    cover: set[int],
    is_declared: Callable[[str], bool],
    has_cues: bool,
) -> Labels:
    """Labels of any shape where nearly every line, paragraph or cue begins with one: `anna:`, `iPhone 2:`, `1:`."""
    labels = {
        sighting.index: sighting
        for sighting in sightings
        if sighting.shape in ("colon", "timed", "tab", "bold", "tight")
        and sighting.index not in cover
        and len(sighting.label.split()) <= _MOST_WORDS
        and len(sighting.label) <= _LONGEST
        and (
            is_declared(sighting.label)
            or not (is_word_of_speech(sighting.label) and not looks_like_a_role(sighting.label))
        )
    }
    filled = [index for index in range(len(lines)) if index not in cover]
    opening = [index for index in filled if lines[index].opens]
    n = Counter(fold(sighting.label) for sighting in labels.values())
    for all_ in (filled, opening):
        regular = {index: labels[index] for index in all_ if index in labels}
        recurring = sum(n[fold(sighting.label)] > 1 for sighting in regular.values())
        if len(all_) >= 4 and len(regular) * 5 >= 4 * len(all_) and recurring * 5 >= 4 * len(regular):
            recur = {index: sighting for index, sighting in regular.items() if n[fold(sighting.label)] > 1}
            if has_cues or _take_turns(recur, is_declared, least=4):
                return recur
    return {}


def _before_a_mark(
    lines: Sequence[Line], mark: re.Pattern[str], shape: str, cover: set[int], is_declared: Callable[[str], bool]
) -> Labels:
    """Labels before a dash (`I – Hello`) or a full stop (`Q. Why?`), where at least half of the paragraphs have one."""
    labels: Labels = {}
    leads = [LEADING_CLOCK.match(line.text) if ":" in line.text[:20] else None for line in lines]
    begins = [led.end() if led else 0 for led in leads]
    marked = {
        index: match
        for index, (line, start) in enumerate(zip(lines, begins, strict=True))
        if index not in cover and (match := mark.match(line.text[start : start + 400]))
    }
    initials = initials_that_recur(match["head"].strip() for match in marked.values())
    for index, match in marked.items():
        led = leads[index]
        label = match["head"].strip().strip("*_")
        known = is_declared(label) or looks_like_a_role(label) or word_for_a_turn(label) or is_nobody(label)
        known = known or (label.isupper() and fold(label) in initials)
        # Without a mark only a role, a declared name or capitals differ from the first word of a sentence.
        if shape == "plain" and not known and not (label.isupper() and len(label) > 2):
            continue
        # A name before a full stop ends a sentence (`Ask Maria.`).
        if not known and (
            shape == "dot" or is_common_word(label) or not is_name_like(label) or len(label.split()) > _MOST_WORDS
        ):
            continue
        is_letter = shape == "dot" and match["mark"] == "." and len(label) <= 2 and fold(label) not in initials
        written = f"{label}." if is_letter else label
        at = seconds(match["at"] if shape == "clocked" else led["at"] if led else "")
        labels[index] = Sighting(index, written, lines[index].text[begins[index] + match.start("rest") :], shape, at)
    if shape == "dot" and is_enumeration([sighting.label for sighting in labels.values()]):
        return {}
    n = Counter(fold(sighting.label) for sighting in labels.values())
    labels = {
        index: sighting
        for index, sighting in labels.items()
        if n[fold(sighting.label)] > 1
        or is_declared(sighting.label)
        or (shape == "dash" and is_role_word(sighting.label))
    }
    n_openings = sum(line.opens for index, line in enumerate(lines) if index not in cover)
    if len(labels) * 2 < min(n_openings, len(lines) - len(cover)):
        return {}
    return labels if _take_turns(labels, is_declared, least=3) else {}


def _take_turns(labels: Labels, is_declared: Callable[[str], bool], least: int) -> bool:
    """Whether labels are a few that recur and alternate, as those of people who talk do."""
    order = [fold(sighting.label) for sighting in labels.values()]
    n = Counter(order)
    if len(n) < 2 or len(order) < least:
        return False
    recurring = sum(times for label, times in n.items() if times > 1 or is_declared(label) or looks_like_a_role(label))
    changes = sum(before != after for before, after in itertools.pairwise(order))
    are_known = all(looks_like_a_role(sighting.label) or is_declared(sighting.label) for sighting in labels.values())
    return recurring * 5 >= 4 * len(order) and changes * 10 >= 6 * (len(order) - 1) and (are_known or len(order) >= 4)
