"""YAML as people wrote it: every value with its line, nothing guessed, nothing that can grow without bound.

Scalars stay text ("no" is no, 1.10 is 1.10): what a field means is decided where the field is known.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipeline.study.people_files import HALVES
from pipeline.study.problems import Loaded, Problem, did_you_mean, fault

MOST_BYTES = 4_000_000
MOST_NODES = 400_000
DEEPEST = 40
LOOK = "Look at the line and the one above: a missing quote, colon, bracket or indent."
# YAML writes them as escapes, and no encoding can store them.
# What YAML's core schema takes for nothing.
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass
class Node:
    """One value of a YAML file: text, a list or a mapping, and the line (from 1) on which it begins.

    `is_plain` tells `yes` from `"yes"`; `size` counts the nodes below, aliases written out.
    """

    kind: str
    line: int
    text: str = ""
    is_plain: bool = False
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[int, Node]] = field(default_factory=dict)
    size: int = 1
    is_open: bool = False

    @property
    def is_null(self) -> bool:
        """Whether nothing was written here."""
        return self.kind == "text" and self.is_plain and self.text in _NULLS


class _Unreadable(Exception):
    """The file cannot be taken in at all; holds line, fault and remedy."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def read_nodes(path: Path) -> Loaded[Node | None]:
    """The tree of a YAML file, or None with the fault that says why there is none.

    Keys that stand twice in one mapping are faults, the first one is kept.
    """
    try:
        text = _read_text(path)
        problems: list[Problem] = []
        return Loaded(_compose(text, path, problems), tuple(problems))
    except _Unreadable as why:
        return Loaded(None, (fault(path, why.line, why.what, why.remedy),))


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Unreadable(0, f"the file is larger than {MOST_BYTES:,} bytes.", "Is this the right file? Split it.")
        raw = path.read_bytes()
    except OSError as why:
        reason = (why.strerror or "it cannot be read").lower()
        if isinstance(why, FileNotFoundError):
            beside = [other.name for other in path.parent.glob("*.yaml") if other.name != "study.yaml"]
            otherwise = "put it there, or correct its name where it is named (`codebook` of study.yaml)."
            raise _Unreadable(
                0, "the file cannot be read: it is not there.", did_you_mean(path.name, beside, otherwise)
            ) from None
        raise _Unreadable(0, f"the file cannot be read: {reason}.", "Check its name and your rights to it.") from None
    try:
        # Windows' editors put a byte order mark before UTF-8.
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = raw.count(b"\n", 0, why.start) + 1
        remedy = "Save the file as UTF-8 (in the editor: File, Save with encoding)."
        raise _Unreadable(line, "the file is not UTF-8.", remedy) from None


def _in_plain_words(why: MarkedYAMLError) -> tuple[str, str]:
    """What the parser found, and what to do, without the parser's terms for the two commonest slips."""
    problem = str(why.problem or why.context)
    if "'\\t'" in problem:
        return "a tab stands where spaces belong", "Replace the tab by spaces, two for each level."
    if problem == "mapping values are not allowed here":
        remedy = 'Put words that hold a colon between double quotes, as "we: the partners"; else mend the indent.'
        return "a colon stands here where none can", remedy
    return problem, LOOK


def _events(text: str) -> Iterator[Any]:
    with contextlib.suppress(YAMLError):  # libyaml is fourteen times as fast; the slow parser then words what is wrong
        yield from list(YAML(typ="safe", pure=False).parse(text))
        return
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as why:
        line = why.problem_mark.line + 1 if why.problem_mark else 0
        what, remedy = _in_plain_words(why)
        raise _Unreadable(line, f"this is not readable as YAML: {what}.", remedy) from None
    except YAMLError as why:
        line = text.count("\n", 0, getattr(why, "position", 0)) + 1
        what = "a character that no text file should hold"
        raise _Unreadable(line, f"this is not readable as YAML: {what}.", "Delete it, or save the file anew.") from None
    except ValueError as why:  # ruamel: a version or an escape that is no number
        raise _Unreadable(0, f"this is not readable as YAML: {why}.", LOOK) from None


def _compose(text: str, path: Path, problems: list[Problem]) -> Node:
    """Builds the tree without recursion, so that depth and size can be refused before they cost anything."""
    composer = _Composer(path, problems)
    for event in _events(text):
        composer.take(event)
    if composer.root is None:
        raise _Unreadable(0, "the file is empty.", "See docs/codebook.md for a first codebook of four lines.")
    return composer.root


class _Composer:
    """The open collections of a YAML file, the innermost last, and the keys that wait for their values."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[tuple[str, int] | None] = []
        self.anchors: dict[str, Node] = {}
        self.n_documents = 0
        self.n_nodes = 0

    def take(self, event: Any) -> None:
        """Adds what one event of the parser says."""
        name = type(event).__name__
        line = event.start_mark.line + 1 if event.start_mark else 0
        if name == "DocumentStartEvent":
            self.n_documents += 1
            if self.n_documents > 1:
                raise _Unreadable(line, "a second document begins here (`---`).", "Keep one document a file.")
        elif name == "AliasEvent":
            self.put(self.aliased(event.anchor, line), line)
        elif name == "ScalarEvent":
            self.tagged(event, line)
            if not event.value.isprintable() and HALVES.search(event.value):
                what = "half of a surrogate pair stands for a character."
                raise _Unreadable(line, what, "Write the character itself.")
            self.put(self.anchored(event, Node("text", line, event.value, is_plain=bool(event.implicit[0]))))
        elif name in ("SequenceStartEvent", "MappingStartEvent"):
            self.tagged(event, line)
            self.start(event, "list" if name == "SequenceStartEvent" else "mapping", line)
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            self.end()

    def tagged(self, event: Any, line: int) -> None:
        tag = str(event.tag or "")
        # A tag can ask a parser to build objects: only those of plain values are let through.
        if tag and not re.fullmatch(r"(!|(tag:yaml\.org,2002:|!!)(str|seq|map|bool|int|float|null))", tag):
            raise _Unreadable(line, f"the tag '{tag}' is not used in these files.", "Delete it.")

    def start(self, event: Any, kind: str, line: int) -> None:
        if len(self.open) >= DEEPEST:
            raise _Unreadable(line, f"more than {DEEPEST} levels are nested here.", "Nothing needs that depth.")
        self.open.append(self.anchored(event, Node(kind, line, is_open=True)))
        self.keys.append(None)

    def end(self) -> None:
        node = self.open.pop()
        self.keys.pop()
        node.is_open = False
        self.put(node)

    def anchored(self, event: Any, node: Node) -> Node:
        if event.anchor:
            self.anchors[str(event.anchor)] = node
        return node

    def aliased(self, anchor: str, line: int) -> Node:
        node = self.anchors.get(str(anchor))
        # An alias inside of its own anchor would make a tree without an end.
        if node is None or node.is_open:
            raise _Unreadable(line, f"'*{anchor}' stands for nothing that is complete here.", "Write it out.")
        return node

    def put(self, node: Node, line: int = 0) -> None:
        """Gives a finished node to the collection it stands in; `line` where an alias stands for it."""
        self.n_nodes += 1
        if not self.open:
            self.root = node
            return
        into = self.open[-1]
        into.size += node.size
        # Aliases of aliases grow as a power: counted written out, before anything walks the tree.
        if max(into.size, self.n_nodes) > MOST_NODES:
            what = f"more than {MOST_NODES:,} values, counted with every `*alias` written out."
            raise _Unreadable(line or node.line, what, "Split the file.")
        if into.kind == "list":
            into.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self.key(node)
        else:
            self.keys[-1] = None
            self.enter(into, key, node)

    def key(self, node: Node) -> tuple[str, int]:
        if node.kind != "text":
            raise _Unreadable(
                node.line, "a list or mapping stands where a name should.", "Put a name before the colon."
            )
        return node.text, node.line

    def enter(self, into: Node, key: tuple[str, int], node: Node) -> None:
        name, line = key
        if name in into.entries:
            first = into.entries[name][0]
            what = f"'{name}' stands twice here, first in line {first}."
            self.problems.append(fault(self.path, line, what, "Rename or delete one; the first would be kept."))
        else:
            into.entries[name] = (line, node)
