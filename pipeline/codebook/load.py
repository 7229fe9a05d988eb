"""A codebook file -> Codebook, with every problem in it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.codebook.cached import ROOM, Read, kept_reading
from pipeline.codebook.checks import CHECKS
from pipeline.codebook.compare import definition_digest
from pipeline.codebook.fields import (
    CHANGE_FIELDS,
    CODE_FIELDS,
    CODEBOOK_FIELDS,
    CUE_FIELDS,
    PASSAGE_FIELDS,
    RECORD_NAMES,
    Field,
)
from pipeline.codebook.history import every_change_is_told, every_new_code_was_new
from pipeline.codebook.nodes import Node, read_nodes
from pipeline.codebook.retired_codes import every_retirement_has_come, in_force
from pipeline.codebook.versions import in_order_of_time, is_same_version
from pipeline.codebook.written import Path_, Written
from pipeline.io.cache import Cache
from pipeline.study.problems import (
    Loaded,
    Problem,
    Source,
    about_an_unknown_field,
    caution,
    did_you_mean,
    fault,
    in_order,
)
from pipeline.study.records import CHANGE_KINDS, Code, Codebook, Cues, DeclaredChange, FirstPassage

# YAML 1.1's words, whole: the parser leaves every scalar as text, so that `no` can be a name elsewhere.
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
# Eighteen digits fit 64 bits; longer ones stay text and are refused by the pattern's own check.
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_KEPT_WHOLE = 'A colon or bracket inside words needs quotes: "like: this".'


def load_codebook(path: Path, cache: Cache | None = None, is_todays_alone: bool = False) -> Loaded[Codebook | None]:
    """The codebook of a file with its earlier versions, and all that is wrong with it.

    None only where the file cannot be taken in at all (missing, not UTF-8, not YAML, no mapping of codes);
    otherwise what could be read, so that other files can be checked against it. Earlier versions are the files
    `NAME@VERSION.yaml` beside it, NAME being the file's or the codebook's; a damaged one is a caution. With
    `is_todays_alone` they are left unread, and what their texts would have to say is not told.
    """
    cache = cache or Cache(None)
    reading, keys = kept_reading(read_codebook, cache)
    read = reading(path)
    if read.records is None:
        return Loaded(None, in_order(read.problems))
    written = read.records
    earlier = Loaded({}) if is_todays_alone else _load_earlier(path, written.codebook, reading)
    # Only now: the earlier versions have added their keys.
    if not is_todays_alone:
        cache.keep_only(ROOM, keys)
    written = replace(written, codebook=replace(written.codebook, earlier=earlier.records))
    # Before `in_force`, which drops the very retirements that this one speaks of.
    problems = [*every_retirement_has_come(written)]
    written = replace(written, codebook=in_force(written.codebook))
    problems += [problem for check in CHECKS for problem in check(written)]
    problems += every_change_is_told(written.codebook)
    problems += every_new_code_was_new(written.codebook)
    return Loaded(written.codebook, in_order([*read.problems, *earlier.problems, *problems]))


def load_earlier(path: Path, codebook: Codebook, cache: Cache) -> Mapping[str, Codebook]:
    """The earlier versions beside a codebook of which `load_codebook` read today's text alone."""
    return _load_earlier(path, codebook, kept_reading(read_codebook, cache)[0]).records


def read_codebook(path: Path) -> Loaded[Written | None]:
    """One file as written, before the promises of `checks` are tested and without its earlier versions."""
    tree = read_nodes(path)
    if tree.records is None:
        return Loaded(None, tree.problems)
    reader = _Reader(path, list(tree.problems))
    top = reader.mapping(tree.records, CODEBOOK_FIELDS, "a codebook")
    if top is None:
        return Loaded(None, tuple(reader.problems))
    if "codes" not in top:
        reader.fault(tree.records.line, "there are no `codes:` in this file.", "Begin with `codes:` and a first code.")
        return Loaded(None, tuple(reader.problems))
    codes = reader.codes(top["codes"])
    name = reader.text(top.get("codebook"), "codebook") or path.stem
    version = reader.text(top.get("version"), "version")
    codebook = Codebook(name=name, version=version or "1", codes=codes, source=Source(path, tree.records.line))
    return Loaded(Written(codebook, reader.lines, version), tuple(reader.problems))


def _load_earlier(path: Path, codebook: Codebook, reading: Read) -> Loaded[Mapping[str, Codebook]]:
    earlier: dict[str, Codebook] = {}
    problems: list[Problem] = []
    files = _earlier_files(path, codebook.name)
    for version, file in in_order_of_time(files, key=lambda listed: listed[0]):
        if is_same_version(version, codebook.version):
            problems += _of_todays_version(file, codebook, reading)
            continue
        read = reading(file)
        faults = [problem for problem in read.problems if problem.is_fault]
        if read.records is None or faults:
            what = f"version {version} of the codebook cannot be used: {faults[0].fault}"
            remedy = "What was read under this version covers nothing until the file is mended."
            problems.append(caution(file, faults[0].source.line, what, remedy))
            continue
        book = read.records.codebook
        if read.records.stated_version not in (None, version):
            what = f"the file says version '{book.version}', its name says '{version}'."
            problems.append(caution(file, 1, what, "The name is taken; make both the same."))
        twin = next((other for other in earlier if is_same_version(other, version)), None)
        if twin is not None:
            what = f"this is version {version}, and so is {earlier[twin].source.path.name}, which is taken."
            problems.append(caution(file, 1, what, "Keep the one that people coded by, and remove the other."))
            continue
        earlier[version] = in_force(replace(book, version=version))
    return Loaded(earlier, tuple(problems))


def _of_todays_version(file: Path, codebook: Codebook, reading: Read) -> list[Problem]:
    """The caution that another text lies beside the codebook under its own version; a copy of it does no harm."""
    read = reading(file).records
    if read is None:
        return []
    filed = read.codebook.codes
    other = [
        code_id
        for code_id, code in codebook.codes.items()
        if code_id in filed and definition_digest(code) != definition_digest(filed[code_id])
    ]
    if not other:
        return []
    what = f"this is version {codebook.version} as the codebook is, with another text of '{other[0]}': it is not read."
    remedy = "If the codebook was edited since this was filed, give it the next version; else remove this file."
    return [caution(file, filed[other[0]].line, what, remedy)]


def _earlier_files(path: Path, name: str) -> list[tuple[str, Path]]:
    """(version, file) of the earlier versions beside a codebook, in the order of their names."""
    files: list[tuple[str, Path]] = []
    for file in sorted(path.parent.iterdir()):
        stem, at, version = file.stem.rpartition("@")
        if at and version and stem in (path.stem, name) and file.suffix in (".yaml", ".yml") and file.is_file():
            files.append((version, file))
    return files


@dataclass
class _Reader:
    """Turns nodes into values and writes down each problem and each line on the way."""

    path: Path
    problems: list[Problem]
    lines: dict[Path_, int] = field(default_factory=dict)

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(fault(self.path, line, what, remedy))

    def mapping(self, node: Node, fields: Iterable[str], what: str) -> dict[str, Node] | None:
        """The known fields of a mapping; unknown ones are faults. None, and a fault, where it is no mapping."""
        known = tuple(fields)
        if node.kind != "mapping":
            here = "nothing" if node.is_null else f"a {node.kind}"
            self.fault(
                node.line, f"{what} should be fields with values, here is {here}.", f"Fields: {', '.join(known)}."
            )
            return None
        usable: dict[str, Node] = {}
        for name, (line, value) in node.entries.items():
            if name in known:
                usable[name] = value
            else:
                remedy = about_an_unknown_field(name, value.is_null, known, f"use one of: {', '.join(known)}.")
                self.fault(line, f"unknown field '{name}' in {what}.", remedy)
        return usable

    def codes(self, node: Node) -> dict[str, Code]:
        if node.kind != "mapping":
            self.fault(node.line, "`codes:` should be ids with what they mean.", "trust: {definition: Talk of trust.}")
            return {}
        if not node.entries:
            self.fault(node.line, "`codes:` is empty.", "trust: {definition: Talk of trust.}")
        return {code_id: self.code(code_id, line, value) for code_id, (line, value) in node.entries.items()}

    def code(self, code_id: str, line: int, node: Node) -> Code:
        self.lines[(code_id,)] = line
        if node.is_null:
            return Code(code_id=code_id, name=code_id, line=line)
        if node.kind == "text":
            what = f"code '{code_id}' should be fields with values, here is text."
            self.fault(node.line, what, f"{code_id}: {{definition: {node.text[:40]}}}")
            return Code(code_id=code_id, name=code_id, line=line)
        fields = self.mapping(node, CODE_FIELDS, f"code '{code_id}'") or {}
        values: dict[str, Any] = {}
        for name, value in fields.items():
            place = (code_id, name)
            self.lines[place] = node.entries[name][0]
            read = self.value(CODE_FIELDS[name], value, place)
            if read is not None:
                values[RECORD_NAMES.get(name, name)] = read
        # The id and line are the file's, whatever its fields say; a name may be left out.
        return Code(**{"name": code_id, **values, "code_id": code_id, "line": line})

    def value(self, of: Field, node: Node, place: Path_) -> Any:
        """A field's value by its shape; None where nothing usable was written."""
        shapes: dict[str, Callable[[Node, Path_], Any]] = {
            "flag": self.flag,
            "texts": self.texts,
            "cues": self.cues,
            "patterns": self.patterns,
            "changes": self.changes,
            "passage": self.passage,
        }
        if of.shape in shapes:
            return shapes[of.shape](node, place)
        return self.text(node, str(place[-1]))

    def text(self, node: Node | None, name: str) -> str | None:
        if node is None or node.is_null:
            return None
        if node.kind != "text":
            self.fault(node.line, f"'{name}' should be text, here is a {node.kind}.", _KEPT_WHOLE)
            return None
        return " ".join(node.text.split()) or None

    def flag(self, node: Node, place: Path_) -> bool | None:
        word = node.text.strip().lower() if node.kind == "text" else ""
        if node.is_null:
            return None
        if word not in (*_TRUE, *_FALSE):
            self.fault(node.line, f"'{place[-1]}' should be true or false.", "Write true or false, without quotes.")
            return None
        return word in _TRUE

    def texts(self, node: Node, place: Path_) -> tuple[str, ...] | None:
        """A list of texts; one text alone is a list of one."""
        if node.is_null:
            return None
        items = node.items if node.kind == "list" else [node]
        kept: list[str] = []
        for item in items:
            text = self.text(item, str(place[-1]))
            if text is not None:
                self.lines[(*place, len(kept))] = item.line
                kept.append(text)
            elif item.kind == "text":
                self.fault(item.line, f"an item of '{place[-1]}' is empty.", "Write its words, or delete it.")
        return tuple(kept)

    def cues(self, node: Node, place: Path_) -> Cues | None:
        if node.is_null:
            return None
        fields = self.mapping(node, CUE_FIELDS, f"the cues of code '{place[0]}'") or {}
        values: dict[str, Any] = {}
        for name, value in fields.items():
            self.lines[(*place, name)] = node.entries[name][0]
            read = self.value(CUE_FIELDS[name], value, (*place, name))
            if read is not None:
                values[name] = read
        return Cues(**values)

    def changes(self, node: Node, place: Path_) -> tuple[DeclaredChange, ...] | None:
        """One mapping, or a list of them; one that lacks `in` or a known `how` declares nothing, and is a fault."""
        if node.is_null:
            return None
        declared: list[DeclaredChange] = []
        for item in node.items if node.kind == "list" else [node]:
            self.lines[(*place, len(declared))] = item.line
            fields = self.mapping(item, CHANGE_FIELDS, f"`changed` of code '{place[0]}'") or {}
            cells = {name: self.text(value, name) or "" for name, value in fields.items()}
            if item.kind != "mapping":
                continue
            version, how = cells.get("in", ""), cells.get("how", "")
            if not version:
                what = f"`changed` of code '{place[0]}' does not say in which version."
                self.fault(item.line, what, 'Add in: the version that first has the new text, in quotes: "5".')
            elif how not in CHANGE_KINDS:
                what = f"`changed` of code '{place[0]}' has how '{how}', which there is not."
                self.fault(item.line, what, did_you_mean(how, CHANGE_KINDS, f"use one of: {', '.join(CHANGE_KINDS)}."))
            else:
                declared.append(DeclaredChange(version, how, cells.get("by", ""), cells.get("why", "")))
        return tuple(declared)

    def passage(self, node: Node, place: Path_) -> FirstPassage | None:
        """Both its fields, or a fault: a passage without words cannot be found again."""
        if node.is_null:
            return None
        fields = self.mapping(node, PASSAGE_FIELDS, f"`{place[-1]}` of code '{place[0]}'")
        if fields is None:
            return None
        cells = {name: self.text(value, name) or "" for name, value in fields.items()}
        missing = [name for name in PASSAGE_FIELDS if not cells.get(name)]
        if missing:
            what = f"`{place[-1]}` of code '{place[0]}' has no {' and no '.join(missing)}."
            self.fault(node.line, what, 'first_passage: {transcript: t1, quotation: "words as they stand there"}')
            return None
        return FirstPassage(cells["transcript"], cells["quotation"])

    def patterns(self, node: Node, place: Path_) -> tuple[tuple[Mapping[str, Any], ...], ...] | None:
        if node.is_null:
            return None
        remedy = "patterns: [[{LEMMA: know}, {LOWER: each}, {LOWER: other}]], two brackets even for one pattern."
        kept: list[tuple[Mapping[str, Any], ...]] = []
        for item in node.items if node.kind == "list" else [node]:
            if item.kind != "list" or any(token.kind != "mapping" for token in item.items):
                self.fault(item.line, f"a pattern of code '{place[0]}' should be a list of tokens.", remedy)
                continue
            self.lines[(*place, len(kept))] = item.line
            kept.append(tuple(_plain(token) for token in item.items))
        return tuple(kept)


def _plain(node: Node) -> Any:
    """A pattern's token as spaCy takes it: text, whole numbers, true and false, lists and mappings of these."""
    if node.kind == "list":
        return [_plain(item) for item in node.items]
    if node.kind == "mapping":
        return {name: _plain(value) for name, (_, value) in node.entries.items()}
    # `"2020"` in quotes is text to spaCy, 2020 a number.
    if not node.is_plain:
        return node.text
    if node.text.lower() in ("true", "false"):
        return node.text.lower() == "true"
    return int(node.text) if _INTEGER.fullmatch(node.text) else node.text
