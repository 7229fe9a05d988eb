"""REFI-QDA projects (.qdpx, .qde) and codebooks (.qdc) of any tool -> the neutral record.

Read by names and meaning, not by the schema: several tools write files that are not valid. What counts is that each
passage lies on its words (`offsets.choose`), and that whatever is not taken is listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import lru_cache
from pathlib import Path

from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.exchange.names import same_name
from pipeline.exchange.offsets import Choice, RawText, Selection, choose, passage, says
from pipeline.exchange.own_notes import described, remarked
from pipeline.exchange.project import (
    Item,
    SourceCase,
    SourceCode,
    SourceCoding,
    SourceDocument,
    SourceMemo,
    SourceProject,
)
from pipeline.exchange.refi_parts import Package, decoded, deep, guid, local, open_package, target, under, words_of
from pipeline.exchange.report import short
from pipeline.exchange.times import utc
from pipeline.study.dataclass import dataclass
from pipeline.wording.numbers import plural

OURS = "crosscase"
DEEPEST = 255
"""Levels of elements that the XML parser lets through: no code below is left out unseen."""
_WITHOUT_TEXT = ("PictureSelection", "AudioSelection", "VideoSelection", "PDFSelection")
_SOURCES = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")


@dataclass
class _Reader:
    """One project while it is read."""

    package: Package
    users: dict[str, str]
    notes: dict[str, XmlElement]
    variables: dict[str, str]
    is_ours: bool
    items: list[Item] = field(default_factory=list)
    documents: dict[str, SourceDocument] = field(default_factory=dict)
    texts: dict[str, RawText] = field(default_factory=dict)
    selections: list[tuple[XmlElement, Selection]] = field(default_factory=list)
    memos: list[SourceMemo] = field(default_factory=list)
    machines: frozenset[str] = frozenset()
    n_by_machine: int = 0
    n_doubled: Counter[str] = field(default_factory=Counter)

    def note(self, element: XmlElement) -> Iterator[tuple[str, str, str]]:
        """(title, text, author) of each note that an element refers to."""
        for reference in under(element, "NoteRef"):
            key = target(reference)
            if key in self.notes:
                yield self.said(self.notes[key])

    def said(self, note: XmlElement) -> tuple[str, str, str]:
        """A note's title, text and author."""
        raw = self.package.file(note.get("plainTextPath", ""))
        text = words_of(note, "PlainTextContent") or (decoded(raw).removeprefix("\ufeff") if raw else "")
        text = text or words_of(note, "Description")
        return note.get("name") or "", text, self.users.get(guid(note.get("creatingUser")), "")


def read_refi(path: Path) -> SourceProject:
    """Everything in a REFI-QDA file that a study can hold, and a list of what it cannot.

    Raises:
        RefusedError: It is no REFI-QDA file.
    """
    package = open_package(path)
    root = package.root
    if local(root) == "CodeBook":
        return SourceProject("REFI-QDA codebook", codes=tuple(_codes(root, False)), has_codebook=True, title=path.stem)
    if local(root) != "Project":
        raise RefusedError("is no REFI-QDA project.", "Export the project as REFI-QDA (.qdpx).")
    origin = root.get("origin") or "REFI-QDA"
    reader = _Reader(
        package,
        _users(root),
        {guid(note.get("guid")): note for group in under(root, "Notes") for note in under(group, "Note")},
        {
            guid(variable.get("guid")): variable.get("name", "")
            for group in under(root, "Variables")
            for variable in under(group, "Variable")
        },
        origin.startswith(OURS),
    )
    # Only our own files say surely that a user is a machine; elsewhere "machine" may be anybody's name.
    if reader.is_ours:
        reader.machines = frozenset(
            guid(user.get("guid")) for user in deep(root, "User") if user.get("id") == "machine"
        )
    codes = list(_codes(root, reader.is_ours))
    for group in under(root, "Sources"):
        for source in under(group, *_SOURCES):
            _source(reader, source)
    cases = list(_cases(reader, root))
    doubled = _doubled_as_codes(root, codes)
    choice = choose([selection for _, selection in reader.selections], reader.texts)
    codings = [
        coding
        for element, selection in reader.selections
        for coding in _codings(reader, element, selection, choice, doubled)
    ]
    _list_doubled(reader, codes, doubled)
    _other_memos(reader, root)
    return SourceProject(
        origin,
        documents=_with_cases(reader, cases),
        codes=tuple(code for code in codes if code.key not in doubled),
        codings=tuple(codings),
        memos=tuple(reader.memos),
        cases=tuple(_real_cases(cases, reader)),
        items=tuple(reader.items),
        inferred=(*choice.evidence, *_not_taken(root), *_by_machine(reader)),
        has_codebook=True,
        title=root.get("name") or path.stem,
    )


def _users(root: XmlElement) -> dict[str, str]:
    """Names of the users; two of one name are told apart by a number."""
    names: dict[str, str] = {}
    times: Counter[str] = Counter()
    for group in under(root, "Users"):
        for user in under(group, "User"):
            name = " ".join((user.get("name") or user.get("id") or "").split()) or "user"
            times[name] += 1
            names[guid(user.get("guid"))] = name if times[name] == 1 else f"{name} {times[name]}"
    return names


def _codes(root: XmlElement, is_ours: bool) -> Iterator[SourceCode]:
    for group in deep(root, "Codes"):
        for code in under(group, "Code"):
            yield from _code_and_below(code, "", is_ours, 0)


def _code_and_below(code: XmlElement, parent: str, is_ours: bool, depth: int) -> Iterator[SourceCode]:
    key = guid(code.get("guid")) or f"{parent}/{code.get('name')}"
    name = " ".join((code.get("name") or "").split()) or "code"
    about = described(words_of(code, "Description"), is_ours)
    is_codable = (code.get("isCodable") or "true").casefold() not in ("false", "0")
    yield SourceCode(
        key, name, parent, about.definition, is_codable, about.code_id, about.include, about.exclude, about.examples
    )
    for child in under(code, "Code") if depth < DEEPEST else ():
        yield from _code_and_below(child, key, is_ours, depth + 1)


def _source(reader: _Reader, source: XmlElement) -> None:
    """A source, and the passages of it: those of its text, of the text beside a PDF, of a recording's transcript."""
    name = source.get("name") or guid(source.get("guid"))
    texts = (
        [source]
        if local(source) == "TextSource"
        else list(under(source, "Representation", "Transcript", "TextDescription"))
    )
    for text in texts:
        _text(reader, text, guid(source.get("guid")), name, source)
    lost = [element for element in deep(source, *_WITHOUT_TEXT) if list(under(element, "Coding"))]
    for selection in lost:
        for _ in under(selection, "Coding"):
            message = {"PDFSelection": "a rectangle of a page", "PictureSelection": "a part of a picture"}.get(
                local(selection), "a stretch of a recording"
            )
            reader.items.append(
                Item(
                    "codings",
                    name,
                    short(selection.get("name") or ""),
                    "lost",
                    f"it codes {message}, which has no words here",
                )
            )
    for _ in under(source, "Coding"):
        reader.items.append(Item("codings", name, "", "lost", "it codes the whole document, and no passage"))
    if not texts and not lost:
        reader.items.append(
            Item("transcripts", name, "", "lost", "it has no text: a picture, a recording or a PDF alone")
        )


def _text(reader: _Reader, text: XmlElement, key: str, name: str, source: XmlElement) -> None:
    inline = words_of(text, "PlainTextContent")
    raw = reader.package.file(text.get("plainTextPath", ""))
    # Some tools write a file of one byte in place of a text that they do not give away.
    content = RawText.of(inline or (decoded(raw) if raw and len(raw) > 1 else ""))
    if key in reader.documents:
        key = f"{key}/{guid(text.get('guid'))}"
    values = dict(_values(reader, source))
    reader.documents[key] = SourceDocument(key, name, content.text, attributes=values)
    if content.text:
        reader.texts[key] = content
    for title, said, by in reader.note(source):
        reader.memos.append(SourceMemo(key, title or name, said, by))
    if about := words_of(source, "Description"):
        reader.memos.append(SourceMemo(key, f"{name}: description", about))
    points = {guid(point.get("guid")): point.get("position") for point in under(text, "SyncPoint")}
    for selection in under(text, "PlainTextSelection", "TranscriptSelection"):
        start = selection.get("startPosition") or points.get(guid(selection.get("fromSyncPoint")))
        end = selection.get("endPosition") or points.get(guid(selection.get("toSyncPoint")))
        place = Selection(key, _number(start), _number(end), _repeated(selection.get("name"), content.text))
        if list(under(selection, "Coding")):
            reader.selections.append((selection, place))
        else:
            _remark(reader, selection, place, content, name)


def _number(written: str | None) -> int:
    try:
        return int(float(written)) if written is not None else -1
    except (ValueError, OverflowError):
        return -1


def _repeated(name: str | None, text: str) -> str:
    """A selection's name where it is its words, as ATLAS.ti and MAXQDA have it, and no label of another kind."""
    told = " ".join((name or "").split())
    cut = told.removesuffix("...").removesuffix("…").rstrip()
    is_repeated = cut in _folded(text) if text else len(cut.split()) > 1
    # Shorter names ("Trust") may be in the text by chance, and would then decide about all offsets.
    return told if len(cut) >= 8 and is_repeated else ""


@lru_cache(maxsize=16)
def _folded(text: str) -> str:
    """A document's text with its white space folded; asked for by each of its passages in turn."""
    return " ".join(text.split())


def _remark(reader: _Reader, selection: XmlElement, place: Selection, content: RawText, name: str) -> None:
    """A memo on a passage that nobody coded: it becomes a memo of the document, with the words that it is about."""
    said = [words_of(selection, "Description"), *(text for _, text, _ in reader.note(selection))]
    text = "\n\n".join(dict.fromkeys(part.strip() for part in said if part.strip()))
    words = place.words or content.text[max(0, place.start) : max(0, place.end)]
    if text:
        quoted = "\n".join(f"> {line}" for line in words.split("\n") if line.strip())
        reader.memos.append(SourceMemo("", f"{name} {short(words)[:30]}", f"{quoted}\n\n{text}".strip()))
    else:
        reader.items.append(
            Item("codings", name, short(words), "left out", "it is marked and has neither code nor memo")
        )


def _codings(
    reader: _Reader, element: XmlElement, selection: Selection, choice: Choice, doubled: frozenset[str]
) -> Iterator[SourceCoding]:
    content = reader.texts.get(selection.document)
    start, end, words = None, None, selection.words
    if content is not None:
        place = passage(selection, content, choice.convention)
        if place is not None and (not words or _is_meant(content.text[slice(*place)], words)):
            start, end = place
            words = content.text[start:end]
    name = reader.documents[selection.document].name
    where = f"{name} {selection.start}-{selection.end}"
    remarks = [words_of(element, "Description"), *(text for _, text, _ in reader.note(element))]
    # Each `Coding` is one person's: several people may have coded one selection.
    for coding in under(element, "Coding"):
        user = guid(coding.get("creatingUser") or element.get("creatingUser"))
        if user in reader.machines:  # found anew by each run: a person never gave them
            reader.n_by_machine += 1
            continue
        codes = [target(reference) for reference in under(coding, "CodeRef")]
        if any(code in doubled for code in codes):
            reader.n_doubled.update(code for code in codes if code in doubled)
            continue
        if _is_lost(content, start, words):
            why = "the passage lies beyond the text" if content is not None else "its text is not in the file"
            if content is not None and selection.end <= selection.start:
                why = "the passage is empty"
            reader.items.append(Item("codings", where, short(words), "lost", why))
            continue
        own = [text for _, text, _ in reader.note(coding)]
        remark = remarked(
            "\n".join(dict.fromkeys(part.strip() for part in (*remarks, *own) if part.strip())), reader.is_ours
        )
        at = utc(coding.get("creationDateTime") or element.get("creationDateTime") or "")
        for code in codes or [""]:
            yield SourceCoding(
                selection.document, code, reader.users.get(user, ""), where, start, end, words, memo=remark.memo, at=at,
                polarity=remark.polarity, target=remark.target, period=remark.period, is_aha=remark.is_aha,
            )  # fmt: skip


def _is_meant(passage_: str, words: str) -> bool:
    """Whether a passage is the one that a selection's name repeats, or is so much longer that the name says too little.

    A name that is as long as the passage and disagrees with it shows that the offsets have shifted.
    """
    # Where the passage is about a third longer than the name, the tool has cut the name, with or without dots.
    is_cut = words.endswith(("…", "...")) or len(passage_) > 1.3 * len(words)
    return is_cut or says(passage_, words)


def _is_lost(content: RawText | None, start: int | None, words: str) -> bool:
    """Whether there is neither a place nor words to look for."""
    return (start is None and not words) or (content is None and not words)


def _values(reader: _Reader, element: XmlElement) -> Iterator[tuple[str, str]]:
    """(variable, value) of a case or a source, whatever the value's type is called."""
    for value in under(element, "VariableValue"):
        name = next((reader.variables.get(target(child), "") for child in under(value, "VariableRef")), "")
        said = next((str(child.text or "") for child in value if local(child).endswith("Value")), "")
        if name and said.strip():
            yield name, said


@dataclass(frozen=True)
class _Case:
    case: SourceCase
    codes: tuple[str, ...]


def _cases(reader: _Reader, root: XmlElement) -> Iterator[_Case]:
    for group in under(root, "Cases"):
        for case in under(group, "Case"):
            sources = tuple(target(reference) for reference in under(case, "SourceRef"))
            about = words_of(case, "Description")
            name = case.get("name") or guid(case.get("guid"))
            hint = name if reader.is_ours else ""
            if about and not reader.is_ours:
                reader.memos.append(SourceMemo("", f"{name}: description", about))
            source_case = SourceCase(
                name, dict(_values(reader, case)), tuple(key for key in sources if key in reader.documents), hint
            )
            yield _Case(source_case, tuple(target(reference) for reference in under(case, "CodeRef")))


def _real_cases(cases: list[_Case], reader: _Reader) -> Iterator[SourceCase]:
    """Cases that hold several documents, or none; where each holds one, they are the people who were interviewed."""
    if not _are_people(cases, reader):
        yield from (entry.case for entry in cases)


def _are_people(cases: list[_Case], reader: _Reader) -> bool:
    # Our own cases stay cases even where each has a single interview.
    return bool(cases) and not reader.is_ours and all(len(entry.case.documents) == 1 for entry in cases)


def _with_cases(reader: _Reader, cases: list[_Case]) -> tuple[SourceDocument, ...]:
    """The documents; where a case is one person, with that person and what is known of them."""
    if not _are_people(cases, reader):
        return tuple(reader.documents.values())
    people = {entry.case.documents[0]: entry.case for entry in cases}
    return tuple(
        SourceDocument(
            document.key, document.name, document.text, document.original, document.ending,
            {**(people[document.key].attributes if document.key in people else {}), **document.attributes},
            document.case, people[document.key].name if document.key in people else "",
        )
        for document in reader.documents.values()
    )  # fmt: skip


def _doubled_as_codes(root: XmlElement, codes: Iterable[SourceCode]) -> frozenset[str]:
    """Codes that are cases: NVivo writes each case as a code too, under its id or its name."""
    cases = list(deep(root, "Case"))
    keys = {guid(case.get("guid")) for case in cases}
    names = {same_name(case.get("name") or "") for case in cases} - {""}
    return frozenset(code.key for code in codes if code.key in keys or same_name(code.name) in names)


def _list_doubled(reader: _Reader, codes: list[SourceCode], doubled: frozenset[str]) -> None:
    for code in codes:
        if code.key in doubled:
            n = reader.n_doubled[code.key]
            why = f"it is a case, which the other tool doubles as a code; {n} codings only say whose document it is"
            reader.items.append(Item("codes", code.name, "", "left out", why))


def _other_memos(reader: _Reader, root: XmlElement) -> None:
    """Notes on codes and on the project, and those that nothing refers to."""
    for code in deep(root, "Code"):
        for title, text, by in reader.note(code):
            reader.memos.append(SourceMemo(guid(code.get("guid")), title or code.get("name", ""), text, by))
    for title, text, by in reader.note(root):
        reader.memos.append(SourceMemo("", title, text, by))
    for case in deep(root, "Case"):
        for title, text, by in reader.note(case):
            reader.memos.append(SourceMemo("", title or case.get("name", ""), text, by))
    # Ours says whose the file is, and is nobody's memo.
    is_ours = (root.get("origin") or "").startswith(OURS)
    if (about := words_of(root, "Description")) and not is_ours:
        reader.memos.append(SourceMemo("", "project description", about))
    referred = {target(reference) for reference in deep(root, "NoteRef")}
    for key, note in reader.notes.items():
        if key not in referred:
            title, text, by = reader.said(note)
            reader.memos.append(SourceMemo("", title, text, by))


def _by_machine(reader: _Reader) -> Iterator[str]:
    if reader.n_by_machine:
        yield f"{reader.n_by_machine:,} codings by the machine were left out: a run finds them anew"


def _not_taken(root: XmlElement) -> Iterator[str]:
    """What a study has no place for, counted."""
    for name in ("Set", "Link", "Graph"):
        n = sum(1 for _ in deep(root, name))
        if n and not (root.get("origin") or "").startswith(OURS):
            was = "was" if n == 1 else "were"
            yield f"{plural(n, name.lower())} of the source {was} not taken: a study has no place for them"
