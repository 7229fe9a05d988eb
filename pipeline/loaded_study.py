"""A study as read: all that people wrote, for whoever looks across files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol, TypeVar

from pipeline.coding.hand.by_hand import HandWork
from pipeline.corpus.cases import Corpus
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.notes.read import Notes
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook, Coding, MachineDoubt
from pipeline.study.study import Study

Shared = TypeVar("Shared")


class Outgoing(Protocol):
    """Words as they are shared."""

    def all(self, value: Shared, kept: tuple[str, ...] = ()) -> Shared:
        """The same thing with every text in it as it is shared."""
        ...


@dataclass(frozen=True)
class LoadedStudy:
    """All that was loaded of a study, for checks that look across files.

    `propositions` are those that the team holds, `abandoned` those that it no longer does; `reasoning` the tables of
    the team's own reasoning, such as exhibits.
    `machine_doubts`: by code that the machine counts, what makes its codings less sure than their verdict says.
    `outgoing`: what words of the study's files that are read later look like when they are shared; None where they are
    not.
    """

    study: Study
    corpus: Corpus
    codebook: Codebook
    hand: HandWork
    tables: Mapping[str, PeoplesTable]
    notes: Notes
    machine: tuple[Coding, ...] = ()
    propositions: tuple[Mapping[str, object], ...] = ()
    abandoned: tuple[Mapping[str, object], ...] = ()
    reasoning: Mapping[str, PeoplesTable] = field(default_factory=dict)
    machine_doubts: Mapping[str, MachineDoubt] = field(default_factory=dict)
    outgoing: Outgoing | None = None

    @property
    def questions(self) -> frozenset[str]:
        """Ids of all guides' questions: index codes."""
        return frozenset(question.question for guide in self.corpus.guides.values() for question in guide.questions)
