"""A study counted under one version of its codebook, verdicts held fixed: the figures of code_frequency, before the
store is filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import field, replace
from functools import cached_property

from pipeline.coding.counting import Judged, Known, Pair, apply_rules
from pipeline.coding.hand.hand_work import HandWork
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, Codebook, Coding, Transcript


@dataclass(frozen=True, slots=True)
class Figure:
    """One code in one case: of how many transcripts it is known, how many of these tell it, how many told it once.

    `n_outdated`: transcripts for which it is unknown, and that hold a telling found under another text of the code;
    `versions`: those of these tellings. `is_by_coding_alone`: in some nobody said what was read.
    """

    n_mentioning: int = 0
    n_known: int = 0
    n_outdated: int = 0
    versions: tuple[str, ...] = ()
    is_by_coding_alone: bool = False

    def has_moved_to(self, other: Figure) -> bool:
        """Whether another figure counts otherwise."""
        return (self.n_mentioning, self.n_known) != (other.n_mentioning, other.n_known)


NOTHING = Figure()


@dataclass(frozen=True)
class MachineWork:
    """The machine's codings under one version, and the verdict on each code by its id in that version."""

    codings: tuple[Coding, ...] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CountedStudy:
    """One state of a study: its codebook, what people's rows say under it, and what the rules make of that."""

    codebook: Codebook
    hand: HandWork
    transcripts: tuple[Transcript, ...]
    judged: tuple[Judged, ...]
    known: Known

    @cached_property
    def figures(self) -> dict[tuple[str, str], Figure]:
        """(case_id, code_id) -> its figure, for codable codes and cases with something known or told of it."""
        cases = {
            transcript.transcript_id: transcript.case_id
            for transcript in self.transcripts
            # Mayors, archives and the like are counted apart, and are no part of code_frequency.
            if transcript.kind in COUNTED_KINDS and transcript.case_id is not None
        }
        codable = {code.code_id for code in self.codebook.codable}
        known: dict[tuple[str, str], set[str]] = defaultdict(set)
        alone: set[tuple[str, str]] = set()
        for (transcript_id, code_id), how in self.known.known.items():
            if (case_id := cases.get(transcript_id)) is not None:
                known[case_id, code_id].add(transcript_id)
                # "coded": a coding without a read mark makes the telling known, and no silence.
                alone |= {(case_id, code_id)} if how == "coded" else set()
        told: dict[tuple[str, str], set[str]] = defaultdict(set)
        once: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self.judged:
            coding = row.coding
            if (case_id := cases.get(coding.transcript_id)) is None or coding.code_id not in codable:
                continue
            if row.is_counted:
                told[case_id, coding.code_id].add(coding.transcript_id)
            # Where the pair is known by today's text, an older telling has been answered and is not told again.
            elif row.is_outdated and coding.polarity == "affirmed" and _pair(coding) not in self.known.known:
                once[case_id, coding.code_id][coding.transcript_id].add(coding.codebook_version)
        return {
            key: Figure(
                len(told.get(key, ())),
                len(known.get(key, ())),
                len(once.get(key, ())),
                tuple(sorted({version for versions in once.get(key, {}).values() for version in versions})),
                key in alone,
            )
            for key in known.keys() | told.keys() | once.keys()
        }

    @cached_property
    def spoken_for(self) -> frozenset[Pair]:
        """(transcript_id, code_id) of which something is known, or was told under another text."""
        return frozenset(self.known.known) | {_pair(row.coding) for row in self.judged if row.is_outdated}

    def limited_to(self, pairs: Set[Pair]) -> CountedStudy:
        """The same state, counted as if nothing were known of any other (transcript_id, code_id)."""
        known = replace(self.known, known={pair: how for pair, how in self.known.known.items() if pair in pairs})
        return replace(self, known=known, judged=tuple(row for row in self.judged if _pair(row.coding) in pairs))

    @cached_property
    def readers(self) -> frozenset[tuple[str, str, str]]:
        """(coder, transcript_id, code_id) of what people have read, where their silence is a no."""
        return frozenset((mark.coder, mark.transcript_id, code_id) for mark in self.hand.read for code_id in mark.codes)


def count(transcripts: Iterable[Transcript], codebook: Codebook, hand: HandWork, machine: MachineWork) -> CountedStudy:
    """Apply the rules of counting to one state of a study."""
    listed = tuple(transcripts)
    judged, known = apply_rules(listed, codebook, hand, machine.codings, machine.verdicts)
    return CountedStudy(codebook, hand, listed, judged, known)


def _pair(coding: Coding) -> Pair:
    return coding.transcript_id, coding.code_id
