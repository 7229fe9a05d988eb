"""The XML of a REFI-QDA project and the files beside it, under the names and spellings that tools give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.formats.archives import Archive, parsed
from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.study.dataclass import dataclass

# `internal://ID.txt` by the standard, `relative:///x.txt` and no scheme at all by tools.
_PATH = re.compile(r"^(?:internal|relative|absolute|file):/*", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """The root element of a project or codebook, and the archive that its sources lie in (None where it has none)."""

    root: XmlElement
    archive: Archive | None

    def file(self, written: str) -> bytes | None:
        """The source that a path names, in whatever folder and capitals it lies; None where it is not there."""
        if self.archive is None or not written:
            return None
        # By its name alone: archives say `Sources/` for `sources/`, and paths of Windows have backslashes.
        wanted = _PATH.sub("", written).replace("\\", "/").rpartition("/")[2].casefold()
        matches = sorted(name for name in self.archive.names if name.rpartition("/")[2].casefold() == wanted)
        return self.archive.read(matches[0]) if wanted and matches else None


def open_package(path: Path) -> Package:
    """A .qdpx, .qde or .qdc file, whatever its project is called inside.

    Raises:
        RefusedError: It is no archive, has no project, or one that is no XML.
    """
    raw = path.read_bytes()
    if not raw.startswith(b"PK"):
        return Package(parsed(raw, path.name), None)
    archive = Archive(raw)
    # Tools write `project.qde`, `Project.qde` or `NAME.qde`: the one nearest to the top is the project.
    projects = sorted(
        (name for name in archive.names if name.casefold().endswith((".qde", ".qdc"))),
        key=lambda name: (name.count("/"), name.casefold() != "project.qde", name),
    )
    if not projects:
        raise RefusedError("has no project in it (a file that ends in .qde).", "Export it once more as REFI-QDA.")
    return Package(archive.xml(projects[0]), archive)


def local(element: XmlElement) -> str:
    """An element's name without its namespace, which some tools leave out or misspell."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def under(element: XmlElement, *names: str) -> Iterator[XmlElement]:
    """Children of some names, in the order of the file."""
    for child in element:
        if local(child) in names:
            yield child


def deep(element: XmlElement, *names: str) -> Iterator[XmlElement]:
    """All descendants of some names."""
    for child in element.iter():
        if child is not element and local(child) in names:
            yield child


def words_of(element: XmlElement, name: str) -> str:
    """The text of the first child of a name, '' where there is none."""
    return next((str(child.text or "") for child in under(element, name)), "")


def guid(written: str | None) -> str:
    """An id as it is compared: without braces and in lower case."""
    return (written or "").strip().strip("{}").casefold()


def target(element: XmlElement) -> str:
    """The id that a reference names: `targetGUID`, or `guid` as in a set of a codebook."""
    return guid(element.get("targetGUID") or element.get("guid"))


def decoded(raw: bytes) -> str:
    """A source's text with its byte order mark, which may count."""
    # The mark stays in the text: some tools count it in their offsets, and `offsets.choose` finds that out.
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # Windows' own encoding: what is not UTF-8 is nearly always that, and guessers misread short interviews.
        return raw.decode("cp1252", "replace")
