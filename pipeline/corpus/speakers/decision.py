"""Which lines begin with a speaker's label: decided for a whole file, from the shapes that recur in it.

The reading by usual shapes comes first. Where it explains little, other readings of the file are tried (`readings`),
and the one that explains more is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import cached_property
from itertools import pairwise

from pipeline.corpus.formats.lines import Line
from pipeline.corpus.speakers.cover_sheet import on_the_cover
from pipeline.corpus.speakers.evidence import (
    as_turn_words,
    ends_a_sentence,
    initials_that_recur,
    is_enumeration,
    letters_in_a_row,
    sections_of_notes,
)
from pipeline.corpus.speakers.labels import Sighting, fold, is_common_word, is_name_like, is_note
from pipeline.corpus.speakers.nonpersons import is_crowd, is_nobody
from pipeline.corpus.speakers.readings import alone_once, other_readings, with_those_alone
from pipeline.corpus.speakers.roles import asks_by_label, is_role_word, looks_like_a_role, word_for_a_turn
from pipeline.study.dataclass import dataclass

# In these shapes words of speech seldom stand; in those of `_WEAK` they do as well.
_STRONG = ("colon", "timed", "bold", "mark")
# Who sets labels so does it all through a file: there a name needs to stand only once.
_SAME_SHAPE = ("bold", "timed")
_NAMED_WHEN_LEFT = ("colon", "timed", "bold")
_SHORT_LINE = 30
"""Code points of a line that a page has hardly broken: a heading, another label."""
_WEAK = ("bare", "led", "tab", "between", "tight", "lead")


@dataclass(frozen=True)
class Doubt:
    """Something about a file that a person should look at: the line, what is so, and what to do."""

    line: int
    message: str
    remedy: str


@dataclass
class Decision:
    """The labels by line, the candidates that were kept as words, and what is to be told."""

    labels: dict[int, Sighting]
    left: list[Sighting] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def persons(self) -> set[str]:
        """The folded labels of those who can be persons."""
        return {fold(label.label) for label in self.labels.values() if not is_nobody(label.label)}


def decide(
    lines: Sequence[Line], sightings: Sequence[Sighting], is_declared: Callable[[str], bool], has_cues: bool
) -> Decision:
    """The reading of a file that its shapes speak for; labels that are declared are taken in every shape."""
    # Where the format itself names speakers (a voice tag, a column) no other reading is tried.
    if any(line.speaker for line in lines):
        return _UsualShapes(lines, sightings, is_declared, has_cues).decision()
    # Captions hold what is said, and no cover sheet.
    cover = set() if has_cues else on_the_cover(lines, sightings)
    uncovered = [sighting for sighting in sightings if sighting.index not in cover]
    usual = _UsualShapes(lines, uncovered, is_declared, has_cues).decision()
    if cover:
        usual.doubts.append(_about_a_cover_sheet(lines, cover))
    _without_headings(usual, lines, is_declared)
    usual.labels = with_those_alone(lines, usual.labels, cover)
    persons = usual.persons()
    n_openings = sum(line.opens for line in lines)
    # Explained well enough: the other readings are laxer, and might make a person of a word of speech.
    if len(persons) >= 2 and len(usual.labels) * 8 >= n_openings:
        return usual
    best: dict[int, Sighting] = max(
        other_readings(lines, sightings, usual.labels, cover, is_declared, has_cues), key=len, default={}
    )
    if best and (len(persons) < 2 or len(best) > 2 * len(usual.labels)):
        labels = {**{place: sighting for place, sighting in usual.labels.items() if place not in best}, **best}
        known = {fold(sighting.label) for sighting in labels.values()}
        # Whose label has a time elsewhere needs none before each tab.
        before_tabs = (sighting for sighting in uncovered if sighting.shape == "tab" and fold(sighting.label) in known)
        labels |= {sighting.index: sighting for sighting in before_tabs if sighting.index not in labels}
        left = [kept for kept in usual.left if kept.index not in labels and fold(kept.label) not in known]
        labels = dict(sorted(labels.items()))
        return Decision(labels, [*left, *alone_once(lines, labels)], usual.doubts)
    return usual


def _about_a_cover_sheet(lines: Sequence[Line], cover: set[int]) -> Doubt:
    first, last = lines[min(cover)].number, lines[max(cover)].number
    where = f"lines {first} to {last} are" if last > first else f"line {first} is"
    n_words = sum(len(lines[place].text.split()) for place in cover)
    message = f"{where} taken for a cover sheet ({n_words} words): nobody speaks there."
    return Doubt(
        first, message, "If somebody does, put an empty line before the first turn, and take out the fields above it."
    )


def _without_headings(decision: Decision, lines: Sequence[Line], is_declared: Callable[[str], bool]) -> None:
    """Drops labels that are headings of notes, in one order in each section of a file."""
    candidates = [
        sighting
        for sighting in decision.labels.values()
        if not is_declared(sighting.label) and not looks_like_a_role(sighting.label)
    ]
    headings = sections_of_notes(candidates, lines)
    # Other labels beside them are people, and then it is a talk.
    if not headings or len(headings) < len(decision.persons()):
        return
    first = next(sighting for sighting in decision.labels.values() if fold(sighting.label) in headings)
    names = ", ".join(f"'{name}'" for name in dict.fromkeys(sighting.label for sighting in candidates))
    decision.labels = {
        place: sighting for place, sighting in decision.labels.items() if fold(sighting.label) not in headings
    }
    message = f"{names} are taken for headings of notes, not for people: they come in one order in each section."
    remedy = "If they speak, name them in attendance.csv or under `speakers:` in study.yaml."
    decision.doubts.append(Doubt(lines[first.index].number, message, remedy))


class _UsualShapes:
    """The reading by the shapes in which most typists and programs write labels."""

    def __init__(
        self, lines: Sequence[Line], sightings: Sequence[Sighting], is_declared: Callable[[str], bool], has_cues: bool
    ) -> None:
        self.lines = lines
        self.is_declared = is_declared
        self.has_cues = has_cues
        self.sightings = as_turn_words(sightings)
        self.counts = Counter((fold(sighting.label), sighting.shape) for sighting in self.sightings)

    def decision(self) -> Decision:
        """The labels by line, and candidates that look like a name but neither recur nor are declared nor a role."""
        accepted = {fold(sighting.label) for sighting in self.sightings if self._is_label(sighting)}
        named = [
            sighting
            for sighting in self.sightings
            if sighting.shape in _SAME_SHAPE
            and is_name_like(sighting.label)
            and not is_common_word(sighting.label)
            and not self._stands_in_mid_sentence(sighting.label)
        ]
        shapes = Counter(sighting.shape for sighting in named)
        accepted |= {
            fold(sighting.label) for sighting in named if shapes[sighting.shape] > 1 and not sighting.is_listed
        }
        accepted |= self._full_names_where_each_cue_has_a_label(accepted) if self.has_cues else set()
        regular = set() if self.has_cues else self._where_each_turn_has_a_label(accepted)
        regular |= self._in_brackets(accepted)
        labels: dict[int, Sighting] = {}
        left: list[Sighting] = []
        for sighting in self.sightings:
            if sighting.index in regular or (fold(sighting.label) in accepted and self._stands_as_a_label(sighting)):
                labels[sighting.index] = sighting
            elif sighting.shape in _NAMED_WHEN_LEFT and is_name_like(sighting.label):
                left.append(sighting)
        labels = self._without_bare_answers(self._without_enumerations(labels))
        return Decision(labels, left)

    def _is_label(self, sighting: Sighting) -> bool:
        """Whether a label is one by itself, whatever stands elsewhere in brackets (`_in_brackets` looks at these)."""
        if self.is_declared(sighting.label):
            return True
        key = fold(sighting.label)
        # `All:` alone may be a word of somebody's sentence; `All participants:` is none.
        if is_crowd(sighting.label) and sighting.shape in _STRONG:
            n = sum(self.counts[key, shape] for shape in _STRONG)
            return " " in key or n >= 2 or (n == 1 and self._has_labels_throughout)
        is_word = is_common_word(sighting.label) and not looks_like_a_role(sighting.label)
        if sighting.shape == "bracket" or (is_word and not (sighting.label.isupper() and key in self._initials)):
            # `Question` and `Answer` are common words, and labels where turns recur under them.
            return sighting.shape != "bracket" and key in self._turn_words
        if sighting.shape in _WEAK:
            return self._is_weak_label(sighting, key)
        if is_role_word(sighting.label) or is_nobody(sighting.label) or key in self._turn_words:
            return True
        n = sum(self.counts[key, shape] for shape in _STRONG)
        # People called by letters in a row need not speak twice.
        if key in self._letters_in_a_row:
            return True
        if looks_like_a_role(sighting.label):
            return len(key) > 1 or self._letter_is_sure(n)
        if self._stands_in_mid_sentence(sighting.label) or key in self._goes_on_in_lower_case:
            return False
        # Items of a list have colons too (`1. Berlin: …`): such a label must recur more often.
        if sighting.is_listed:
            return n >= 3 and is_name_like(sighting.label)
        return (n >= 2 and is_name_like(sighting.label)) or (n >= 3 and " " not in key and sighting.label[0].isalpha())

    def _is_weak_label(self, sighting: Sighting, key: str) -> bool:
        """Of shapes in which words of speech stand as well: a role, or a name that recurs."""
        # Stamps stand in mid-speech as well (`Well [00:12] we did`).
        if sighting.shape == "between" and not self._stamps_part_labels:
            return is_role_word(sighting.label)
        if looks_like_a_role(sighting.label):
            return sighting.shape != "lead" or len(key) > 1 or self.counts[key, "lead"] > 1
        # A word alone on a line, without any mark, may be an answer.
        least = 3 if sighting.shape == "bare" else 2
        recurs = self.counts[key, sighting.shape] >= least and is_name_like(sighting.label)
        return recurs and (sighting.shape != "bare" or " " in key)

    def _letter_is_sure(self, n: int) -> bool:
        """One letter alone before a colon may be speech (`I: well`): not where other labels recur and it does not."""
        if n == 1:
            return self._n_other_labels < 4
        return n * 10 >= self._n_other_labels or self._n_other_labels < 20

    @cached_property
    def _has_labels_throughout(self) -> bool:
        """Whether nearly every paragraph, and five at least, begins with what may be a label and a colon."""
        n_labels = sum(sighting.shape in _STRONG for sighting in self.sightings)
        return n_labels >= 5 and n_labels * 5 >= 4 * sum(line.opens for line in self.lines)

    @cached_property
    def _letters_in_a_row(self) -> set[str]:
        return letters_in_a_row(
            {sighting.label for sighting in self.sightings if sighting.shape in _STRONG and not sighting.is_listed}
        )

    @cached_property
    def _initials(self) -> set[str]:
        return initials_that_recur(sighting.label for sighting in self.sightings if sighting.shape in _STRONG)

    @cached_property
    def _n_other_labels(self) -> int:
        n = Counter(
            fold(sighting.label) for sighting in self.sightings if sighting.shape in _STRONG and len(sighting.label) > 1
        )
        return sum(times for label, times in n.items() if times > 1) if any(times > 1 for times in n.values()) else 0

    @cached_property
    def _turn_words(self) -> set[str]:
        """Labels that name what is said (`Question`, `Answer`), where two or more turns have such a label."""
        candidates = [
            sighting
            for sighting in self.sightings
            if sighting.shape not in ("bare", "led", "between") and word_for_a_turn(sighting.label)
        ]
        n = Counter(fold(sighting.label) for sighting in candidates)
        return set(n) if sum(times for label, times in n.items() if len(label) > 1) >= 2 and len(n) <= 4 else set()

    @cached_property
    def _stamps_part_labels(self) -> bool:
        """Whether a time stands instead of a colon all through a file: between two names or more and capitals."""
        between = [
            sighting for sighting in self.sightings if sighting.shape == "between" and is_name_like(sighting.label)
        ]
        n_openings = sum(line.opens for line in self.lines)
        begins = sum(not sighting.rest.lstrip()[:1].islower() for sighting in between)
        recur = {label for label, n in Counter(fold(sighting.label) for sighting in between).items() if n > 1}
        return len(recur) >= 2 and begins * 5 >= 4 * len(between) and len(between) * 3 >= n_openings

    def _stands_in_mid_sentence(self, label: str) -> bool:
        return fold(label) in self._in_mid_sentence and not self.is_declared(label)

    @cached_property
    def _in_mid_sentence(self) -> set[str]:
        """Labels that mostly follow a line whose sentence has not ended: where a page breaks lines, words of speech.

        Only where most labels of the file follow the end of one; automatic transcripts have no ends.
        """
        strong = [sighting for sighting in self.sightings if sighting.shape in _STRONG]
        # Where every other line has a label, no page has broken the lines.
        if self.has_cues or len(strong) * 2 >= len(self.lines):
            return set()
        n_all: Counter[str] = Counter()
        n_mid: Counter[str] = Counter()
        n_after_an_end: Counter[str] = Counter()
        for sighting in strong:
            key = fold(sighting.label)
            n_all[key] += 1
            before = self.lines[sighting.index - 1].text if sighting.index else ""
            if len(before) > _SHORT_LINE:
                is_mid = not self.lines[sighting.index].opens and not ends_a_sentence(before)
                n_mid[key] += is_mid
                n_after_an_end[key] += not is_mid
        has_ends = any(n >= 2 and n > 3 * n_mid[label] for label, n in n_after_an_end.items())
        return {label for label, n in n_all.items() if n_mid[label] * 2 > n} if has_ends else set()

    @cached_property
    def _goes_on_in_lower_case(self) -> set[str]:
        """Labels of one word that lower case mostly follows, but not others: `Berlin: it was cold`."""
        n_all: Counter[str] = Counter()
        n_lower: Counter[str] = Counter()
        n_capital: Counter[str] = Counter()
        for sighting in self.sightings:
            if sighting.shape in _STRONG and (said := sighting.rest.lstrip()):
                n_all[fold(sighting.label)] += 1
                n_lower[fold(sighting.label)] += said[0].islower()
                n_capital[fold(sighting.label)] += said[0].isupper()
        lower = {label for label, n in n_all.items() if " " not in label and n_lower[label] * 5 >= 4 * n}
        capital = [label for label, n in n_all.items() if n > 1 and n_capital[label] * 5 >= 4 * n]
        # Where lower case follows other labels too, it is this typist's way and tells nothing.
        return lower if sum(n_all[label] for label in capital) >= sum(n_all[label] for label in lower) else set()

    def _where_each_turn_has_a_label(self, accepted: set[str]) -> set[int]:
        """Lines of labels that neither recur nor are declared, in a file that labels each of its turns.

        Where all that are known for certain ask, nearly all of its lines or paragraphs must begin with a label; then
        `Anna:` is a speaker though she speaks once, and so is `Anna` alone above her paragraph. Where others speak too,
        every paragraph must, with an empty line before it (any other line may be broken speech): in a group the words
        of whoever speaks once would else be those of who spoke before.
        """
        only_asking = all(asks_by_label(label) or is_nobody(label) for label in accepted)
        least_share = 0.8 if only_asking else 1.0
        lines = self.lines
        filled = [index for index, line in enumerate(lines) if line.text.strip()]
        opening = [index for index in filled if lines[index].opens]
        openings = frozenset(opening)
        alone = {
            sighting.index: sighting
            for sighting in self.sightings
            if sighting.shape == "bare"
            and sighting.index in openings
            and sighting.index + 1 < len(lines)
            and lines[sighting.index + 1].text.strip()
            and not lines[sighting.index + 1].opens
        }
        places: set[int] = set()
        colons = {
            sighting.index: sighting
            for sighting in self.sightings
            if sighting.shape in ("colon", "timed") and not sighting.is_listed
        }
        if not only_asking and not all(
            lines[b].number - lines[a].number > 1 for a, b in pairwise(filled) if lines[b].opens
        ):
            return set()
        by_paragraph = ((colons, opening),)
        for by_line, all_ in ((colons, filled), (alone, opening), *by_paragraph) if only_asking else by_paragraph:
            known = [
                sighting
                for sighting in by_line.values()
                if fold(sighting.label) in accepted or looks_like_a_role(sighting.label)
            ]
            named = [
                sighting
                for sighting in by_line.values()
                if is_name_like(sighting.label)
                and not is_common_word(sighting.label)
                and (only_asking or sighting.rest.strip())  # `Speakers:` alone heads a list of them
            ]
            regular = {sighting.index for sighting in (*known, *named)} & set(all_)
            if (
                known
                and len(regular) >= least_share * len(all_)
                and len({fold(by_line[index].label) for index in regular}) > 1
            ):
                places |= regular
        return places

    def _in_brackets(self, accepted: set[str]) -> set[int]:
        """Lines that begin as `[Anna] We did.`, in a file that marks its speakers so more often than in another way.

        Three such lines by two speakers, or any by those who are declared or whose label is a role. Sounds, and names
        taken out, are no speakers.
        """
        inside = [
            sighting
            for sighting in self.sightings
            if sighting.shape == "bracket" and (self.is_declared(sighting.label) or not is_note(sighting.label))
        ]
        sure = [
            sighting for sighting in inside if self.is_declared(sighting.label) or looks_like_a_role(sighting.label)
        ]
        named = [sighting for sighting in inside if is_name_like(sighting.label) and not is_common_word(sighting.label)]
        places = {sighting.index for sighting in sure}
        if len(named) >= 3 and len({fold(sighting.label) for sighting in named}) >= 2:
            places |= {sighting.index for sighting in named}
        others = [
            sighting
            for sighting in self.sightings
            if fold(sighting.label) in accepted and self._stands_as_a_label(sighting)
        ]
        return places if len(places) > len(others) else set()

    def _without_enumerations(self, labels: dict[int, Sighting]) -> dict[int, Sighting]:
        """Labels without letters and numbers that count (`A.` `B.` `C.`), which head questions."""
        # Not after a colon: `A:`, `B:` and `C:` are people.
        counted = [
            sighting
            for sighting in labels.values()
            if sighting.shape in ("tab", "bare", "led") and len(sighting.label) <= 3
        ]
        if is_enumeration([sighting.label for sighting in counted]):
            places = {sighting.index for sighting in counted}
            return {place: sighting for place, sighting in labels.items() if place not in places}
        return labels

    def _without_bare_answers(self, labels: dict[int, Sighting]) -> dict[int, Sighting]:
        """Labels without those that are a bare word on a line, where the file marks its labels in another way."""
        n_bare = sum(sighting.shape == "bare" for sighting in labels.values())
        if n_bare and (self.has_cues or n_bare * 2 <= len(labels)):
            return {index: sighting for index, sighting in labels.items() if sighting.shape != "bare"}
        return labels

    def _full_names_where_each_cue_has_a_label(self, accepted: set[str]) -> set[str]:
        """Where four in five cues open with a known label, as in Zoom, one of two words or more is a person."""
        openings = [
            sighting for sighting in self.sightings if self.lines[sighting.index].opens and sighting.shape == "colon"
        ]
        n_known = sum(fold(sighting.label) in accepted for sighting in openings)
        if n_known < 5 or n_known * 5 < 4 * sum(line.opens for line in self.lines):
            return set()
        return {fold(sighting.label) for sighting in openings if is_name_like(sighting.label) and " " in sighting.label}

    def _stands_as_a_label(self, sighting: Sighting) -> bool:
        """A weak shape needs more than a label that is known from elsewhere: `Anna` alone may be an answer."""
        if sighting.shape == "bracket":
            return False
        if sighting.shape in ("bare", "led"):
            is_followed = sighting.index + 1 < len(self.lines) and self.lines[sighting.index + 1].speaker is None
            is_opening = self.lines[sighting.index].opens or sighting.shape == "led"
            key = fold(sighting.label)
            is_code_name = len(key) < 2 and self.counts[key, sighting.shape] < 2
            return is_followed and is_opening and not is_code_name and self._is_label(sighting)
        if sighting.shape in ("tab", "between", "lead"):
            return self._is_label(sighting)
        return True
