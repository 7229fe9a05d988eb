"""What people coded and read, and which of their rows no coding stands behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Source
from pipeline.study.records import Coding, ReadMark

# Reserved names: no person codes under them.
MACHINE = "machine"
CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True)
class MissingCoding:
    """A `coding_id` of a coder behind which no coding is, and where its last row is.

    `why`: its words were not found (`lost`), its row cannot be used (`unusable`), it was taken back (`retracted`), or
    it strikes out what the machine found (`reject`), or whoever said the words withdrew (`withdrawn`).
    """

    coder: str
    coding_id: str
    why: Literal["lost", "unusable", "retracted", "reject", "withdrawn"]
    source: Source


@dataclass(frozen=True)
class HandWork:
    """All that people coded and read.

    `codings` are those that stand today (action apply); `outdated` those whose code meant something else when they
    were made (contract, rule 2): they count nowhere, teach nothing and enter no agreement, but are shown apart.
    `rejects` strike out a machine coding. `read` are read marks without the codes for which their coder's word is open
    today: a transcript in which all that they coded of a code is outdated.
    `has_apply_row`: whether any coder's file has an `apply` row at all, standing or not (contract, rule 4);
    `moved` are codings found again elsewhere, between the same words, in a transcript that had changed;
    `not_asked` are, by transcript, questions of which somebody says that nobody asked them there (an index coding of
    polarity absent, where nobody has an affirmed one); `is_whole` whether every file has its columns and every
    transcript that it names was read; `missing` the ids that people used and behind which no coding is.
    """

    codings: tuple[Coding, ...] = ()
    rejects: tuple[Coding, ...] = ()
    read: tuple[ReadMark, ...] = ()
    has_apply_row: bool = False
    moved: tuple[Coding, ...] = ()
    index_codings: Mapping[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)
    not_asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_whole: bool = True
    missing: tuple[MissingCoding, ...] = ()
    outdated: tuple[Coding, ...] = ()
