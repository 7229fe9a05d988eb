"""The words of the field as frozen records. Their docstrings are the glossary of this project.

Offsets are Unicode code points from 0, the end exclusive: `text[start_char:end_char]` is the passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, Literal

from pipeline.study.dataclass import dataclass
from pipeline.study.later import Later
from pipeline.study.problems import Source

Origin = Literal["hand", "machine"]

POLARITIES: tuple[str, ...] = ("affirmed", "absent", "wished", "disputed")
KINDS: tuple[str, ...] = ("interview", "group", "mayor", "archival", "survey", "exercise", "field_note")
# Rule 6: mayors, archival and other material never enter a case's frequencies.
COUNTED_KINDS: tuple[str, ...] = ("interview", "group")
# As people and spreadsheets write it.
YES: tuple[str, ...] = ("yes", "true", "1", "y", "x")
NO: tuple[str, ...] = ("no", "false", "0", "n", "nein")
DOCUMENT_KINDS: tuple[str, ...] = ("archival", "survey")
CODE_KINDS: tuple[str, ...] = ("index", "analytic", "attribute")
CHANGE_KINDS: tuple[str, ...] = ("reworded", "narrowed", "broadened", "moved")
OFF_PROTOCOL = "off_protocol"
# Families of codes that answer a study's questions: pages, lessons and counts of voices are of these.
MAIN_FAMILIES = ("enabler", "barrier")
PROPOSED = "new:"
"""How a proposed code's id begins: no code yet, so that it counts nowhere. Found under its first use once adopted."""


def yes_or_no(cell: object) -> bool | None:
    """What a cell says to a yes-or-no question; None where it says neither."""
    word = str(cell if cell is not None else "").strip().casefold()
    return True if word in YES else False if word in NO else None


def says_yes(cell: object) -> bool:
    """Whether a cell of a table is a yes."""
    return yes_or_no(cell) is True


def says_no(cell: object) -> bool:
    """Whether a cell of a table is a no; an empty one is not."""
    return yes_or_no(cell) is False


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What a reader finds: one stretch of speech, before it is known who asks and where it stands in the text.

    `text` is normalised (`" ".join(s.split())`) and never empty; `speaker` is the label as it stands in the
    file after aliases, `unknown` where there is none, `document` in documents. `line` is the line of the
    source file on which the turn begins (0: not known).
    """

    speaker: str
    text: str
    start_seconds: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's stretch of a transcript, numbered from 1, with its place in the transcript's text.

    `is_nobodys`: words before the first label of a talk that has labels, such as a heading, or under a label that
    names no person, such as `Break`; nobody's answer.
    `is_withheld`: its words were taken out of a study that is shared, since their speaker may not be quoted.
    """

    number: int
    speaker: str
    text: str
    start_char: int
    end_char: int
    is_interviewer: bool = False
    respondent_id: str | None = None
    start_seconds: float | None = None
    line: int = 0
    is_nobodys: bool = False
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a transcript small enough to judge: one sentence of one turn. `n` counts from 1 in its turn.

    `is_interviewer`: no respondent's, so that the machine never codes it: an interviewer's, or nobody's (see Turn).
    """

    segment_id: str
    turn: int
    n: int
    start_char: int
    end_char: int
    is_interviewer: bool = False


@dataclass(frozen=True, slots=True)
class IndexChunk:
    """The stretch of a transcript in which one question of the guide is being answered.

    `sureness` is the likeness (0 to 1) of the interviewer's words to the question; None where a person set it.
    """

    transcript_id: str
    question: str
    start_char: int
    end_char: int
    sureness: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is often asked of a transcript's turns as a whole: words, words of answers, ids of those who have a turn."""

    n_words: int
    n_words_respondent: int
    respondents: tuple[str, ...]


def told_in(turns: Sequence[Turn]) -> Told:
    """Words are items of `text.split()`; respondents' are those of turns that are no interviewer's and not nobody's."""
    n_words = [(len(turn.text.split()), turn.is_interviewer or turn.is_nobodys) for turn in turns]
    return Told(
        sum(n for n, _ in n_words),
        sum(n for n, is_no_answer in n_words if not is_no_answer),
        tuple(dict.fromkeys(turn.respondent_id for turn in turns if turn.respondent_id)),
    )


class TurnsLater(Later[Turn]):
    """Turns that are made when they are first looked into, and what is known of them before."""

    def __init__(self, n: int, make: Callable[[], tuple[Turn, ...]], told: Told) -> None:
        super().__init__(n, make)
        self.told = told


@dataclass(frozen=True)
class Transcript:
    """One interview, group interview or document as read: its turns, and `text`, which is their join by `\\n`.

    `held` names the design attribute that a document without a case belongs to ({"city": "Alpha"} for a mayor).
    `segments` are those of all turns in order; `chunks` are empty where no guide was used.
    `digest` stands for all that turns and segments were read from; empty where they come from elsewhere.
    `words_told`: of a study that is shared, how many words were told in all and by respondents, withheld ones too.
    """

    transcript_id: str
    case_id: str | None
    kind: str
    turns: Sequence[Turn]
    source: Source
    file: str = ""
    respondent_id: str | None = None
    guide: str | None = None
    date: str | None = None
    language: str = "en"
    attributes: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    segments: Sequence[Segment] = ()
    chunks: tuple[IndexChunk, ...] = ()
    digest: str = field(default="", compare=False)
    words_told: tuple[int, int] | None = None

    @cached_property
    def text(self) -> str:
        """The text that every offset counts in."""
        return "\n".join(turn.text for turn in self.turns)

    def take_in(self) -> None:
        """Have turns and segments made now, wherever they come from."""
        for parts in (self.turns, self.segments):
            next(iter(parts), None)

    @cached_property
    def told(self) -> Told:
        """Words, and who has a turn."""
        return self.turns.told if isinstance(self.turns, TurnsLater) else told_in(self.turns)

    @property
    def n_words(self) -> int:
        """Items of `text.split()`."""
        return self.told.n_words if self.words_told is None else self.words_told[0]

    @property
    def n_words_respondent(self) -> int:
        """Words of turns that are neither an interviewer's nor nobody's."""
        return self.told.n_words_respondent if self.words_told is None else self.words_told[1]


@dataclass(frozen=True, slots=True)
class Case:
    """One of the things compared. `attributes` are the columns of cases.csv but case_id, as people wrote them."""

    case_id: str
    attributes: Mapping[str, str]
    source: Source

    @property
    def name(self) -> str:
        """What to call the case in prose: its `name`, else its id."""
        return self.attributes.get("name") or self.case_id


@dataclass(frozen=True, slots=True)
class Participant:
    """A respondent: someone who was asked, with organisation, sector and role."""

    respondent_id: str
    attributes: Mapping[str, str]
    source: Source

    @property
    def may_be_quoted(self) -> bool:
        """Whether their words may be quoted: a yes, or no column that asks; an empty cell of the column is a no."""
        return "may_quote" not in self.attributes or says_yes(self.attributes["may_quote"])

    @property
    def has_withdrawn(self) -> bool:
        """Whether they took their consent back: then nothing reads their words."""
        return self.attributes.get("status", "").strip().casefold() == "withdrawn"

    @property
    def organisation(self) -> str:
        """The organisation, or ''."""
        return self.attributes.get("organisation", "")

    @property
    def sector(self) -> str:
        """The sector, or ''."""
        return self.attributes.get("sector", "")

    @property
    def role(self) -> str:
        """The role, or ''."""
        return self.attributes.get("role", "")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an interview guide. Its id is an index code."""

    question: str
    text: str
    variants: tuple[str, ...] = ()
    asks_about: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Guide:
    """An interview guide: its questions in the order in which they are meant to be asked."""

    name: str
    questions: tuple[Question, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Cues:
    """Wordings by which the machine finds a code: phrases, spaCy token patterns, and `unless`, which forbids them."""

    phrases: tuple[str, ...] = ()
    patterns: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the machine has nothing to look for."""
        return not self.phrases and not self.patterns


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """The team's word on what a version did to a code's text.

    `version` is the first that has the new text; `how` one of CHANGE_KINDS: reworded (it means the same passages),
    narrowed (some no longer), broadened (more than before), moved (others).
    """

    version: str
    how: str
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class FirstPassage:
    """The passage in which a team first saw what an inductive code says: a transcript and its words."""

    transcript_id: str
    quotation: str


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a codebook. `line` is where it stands in the file."""

    code_id: str
    name: str
    kind: str = "analytic"
    parent: str | None = None
    is_codable: bool = True
    origin: str = "inductive"
    definition: str = ""
    source_of_definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    cues: Cues = Cues()
    was: tuple[str, ...] = ()
    split_from: str | None = None
    merge_into: str | None = None
    merge_why: str = ""
    retired: str | None = None
    line: int = 0
    changed: tuple[DeclaredChange, ...] = ()
    first_passage: FirstPassage | None = None


@dataclass(frozen=True)
class Codebook:
    """Codes with their definitions, in the order of the file.

    `earlier` holds the versions that lie beside it, from the oldest to the newest.
    """

    name: str
    version: str
    codes: Mapping[str, Code]
    source: Source
    earlier: Mapping[str, Codebook] = field(default_factory=dict)

    def family(self, code_id: str) -> str:
        """Id of the top-most parent; the code's own id where it has none."""
        family = {code_id}
        # Asked also of a codebook with a fault, in which a parent may be missing or its own descendant.
        while (parent := self.codes[code_id].parent) and parent in self.codes and parent not in family:
            family.add(parent)
            code_id = parent
        return code_id

    def ancestors(self, code_id: str) -> tuple[str, ...]:
        """Parents from the nearest to the top-most."""
        ancestors: list[str] = []
        while (parent := self.codes[code_id].parent) and parent in self.codes and parent not in ancestors:
            ancestors.append(parent)
            code_id = parent
        return tuple(ancestors)

    def under(self, code_id: str) -> tuple[str, ...]:
        """The code itself and all codes below it, in the order of the file."""
        return self._under.get(code_id, ())

    @cached_property
    def _under(self) -> Mapping[str, tuple[str, ...]]:
        # Asked for each code of each read mark.
        under: dict[str, list[str]] = defaultdict(list)
        for below in self.codes:
            # As a set: in a codebook with a fault a code may be its own descendant.
            for code_id in {below, *self.ancestors(below)}:
                under[code_id].append(below)
        return {code_id: tuple(codes) for code_id, codes in under.items()}

    @cached_property
    def codable(self) -> tuple[Code, ...]:
        """Analytic codes that can be given to a passage, neither retired nor merged, in the order of the file."""
        return tuple(
            code
            for code in self.codes.values()
            if code.kind == "analytic" and code.is_codable and not code.retired and not code.merge_into
        )


@dataclass(frozen=True, slots=True)
class MachineDoubt:
    """What makes the machine's codings of a code that counts less sure than their verdict says.

    `uneven`: in words, where it errs more in one group than in another. `unseen`: in words, that it does badly in a
    case that it has not learnt from; '' where it does not.
    """

    uneven: tuple[str, ...]
    unseen: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder giving one code to one stretch of one transcript. `origin` is never lost.

    `coder` is the stem of the coder's file, or `machine`; `cue` the wording that fired (machine only);
    `score` a probability where a learnt coder gives one.
    """

    coding_id: str
    transcript_id: str
    start_char: int
    end_char: int
    code_id: str
    coder: str
    origin: Origin
    polarity: str = "affirmed"
    quotation: str = ""
    score: float | None = None
    cue: str | None = None
    is_aha: bool = False
    target: str = ""
    period: str = ""
    memo: str = ""
    codebook_version: str = ""
    action: str = "apply"
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A coder's word of what they have read of a transcript (contract, rule 2); codes by today's ids.

    `codes` are those for which silence is their "no" today; `confirms` those for which what they coded stands today,
    under whatever version it was coded; `confirms_merged` those that went up in another since, by the name that
    stands for all their ids: of their codings alone it says so, not of the other's. `how` is whole, chunks or list.
    """

    transcript_id: str
    coder: str
    codes: frozenset[str]
    codebook_version: str = ""
    is_blind: bool | None = None
    knew_tier: bool | None = None
    at: str = ""
    source: Source | None = None
    confirms: frozenset[str] = frozenset()
    how: str = "whole"
    confirms_merged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a people's table that is published as read: cells by column, and where it stands."""

    cells: Mapping[str, str]
    source: Source

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Note:
    """An analyst's own text, word for word, with the front matter that says who wrote it and what it revises."""

    stage: str
    subject: str
    body: str
    front: Mapping[str, Any]
    source: Source
    body_line: int = 1
