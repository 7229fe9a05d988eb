"""What another tool's file holds, in one form for every tool; nothing of it is in the study yet.

Other tools say tag, node, theme, highlight, user, variable; the modules that read their files turn these into the words
used here. Offsets are code points of `SourceDocument.text`, end exclusive, whatever the tool counts in: the reader of a
format finds that out (`offsets.py`). A passage of which only the words are known has no offsets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pipeline.study.dataclass import dataclass

KINDS = ("codings", "transcripts", "codes", "memos", "attributes")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was moved, guessed, left out or lost, for the list of the report."""

    kind: str
    where: str
    words: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A text that passages of the source lie in.

    `key` is the source's own id. `text` has line feeds only and no byte order mark; it is empty where the source names
    a document and does not hold it. `original` is the file itself, with its ending, where it should be kept as it is.
    `attributes` are by column of transcripts.csv where that has one of the name, `case` the name of its case, if any.
    """

    key: str
    name: str
    text: str
    original: bytes | None = None
    ending: str = ".txt"
    attributes: Mapping[str, str] = field(default_factory=dict)
    case: str = ""
    respondent: str = ""


@dataclass(frozen=True, slots=True)
class SourceCode:
    """An entry of the source's codebook. `key` and `parent` are the source's own ids; `parent` is '' at the top.

    `hint` is the id that the code had when crosscase wrote the file, '' elsewhere.
    """

    key: str
    name: str
    parent: str = ""
    definition: str = ""
    is_codable: bool = True
    hint: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCoding:
    """One person giving one code to one passage.

    `code` is the key of a `SourceCode`, or a name where `is_named` (a comment, a sheet). `start` and `end` are None
    where only `words` are known. `where` says in the source's own terms where it stands, for the report.
    """

    document: str
    code: str
    coder: str
    where: str
    start: int | None = None
    end: int | None = None
    words: str = ""
    before: str = ""
    after: str = ""
    memo: str = ""
    at: str = ""
    is_named: bool = False
    polarity: str = ""
    target: str = ""
    period: str = ""
    is_aha: bool = False


@dataclass(frozen=True, slots=True)
class SourceMemo:
    """A text that somebody wrote about a document, a code or the project: `about` is '', or the key of one."""

    about: str
    title: str
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class SourceCase:
    """A case with its attributes and the keys of its documents."""

    name: str
    attributes: Mapping[str, str]
    documents: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True)
class SourceProject:
    """Everything that one file holds. `items` and `inferred` are what its reader has to tell.

    `n_codings` counts the codings as the file has them, also those that its reader could not use: each of these is an
    item. `has_codebook`: its codes become entries of the codebook; without, unknown names are proposals.
    """

    tool: str
    documents: tuple[SourceDocument, ...] = ()
    codes: tuple[SourceCode, ...] = ()
    codings: tuple[SourceCoding, ...] = ()
    memos: tuple[SourceMemo, ...] = ()
    cases: tuple[SourceCase, ...] = ()
    items: tuple[Item, ...] = ()
    inferred: tuple[str, ...] = ()
    has_codebook: bool = False
    title: str = ""
    coders: tuple[str, ...] = ()
