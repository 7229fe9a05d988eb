"""How an archive describes itself to programs: RO-Crate 1.1, Frictionless Data, and checksums.

Source:
    RO-Crate Metadata Specification 1.1, https://w3id.org/ro/crate/1.1
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from pipeline.archive.material import OF_PEOPLE, as_json
from pipeline.handing_over.data_package import DESCRIPTOR, descriptor, packaged
from pipeline.io.outputs import sha256
from pipeline.stages.library import Library
from pipeline.study.archive_settings import ArchiveSettings
from pipeline.study.study import Study

CRATE = "ro-crate-metadata.json"
MANIFEST = "manifest-sha256.txt"
NO_DATE = "1980-01-01"
"""RO-Crate asks for a day: this one, also that of every file in the zip, stands where study.yaml states none."""
NOT_STATED = "not stated"
PSEUDONYMISED = "Pseudonymised: names were replaced and words without consent withheld."
TYPES = {
    "csv": "text/csv", "json": "application/json", "jsonld": "application/ld+json", "md": "text/markdown",
    "txt": "text/plain", "py": "text/x-python", "qdpx": "application/zip",
}  # fmt: skip


def data_package(study: Study, library: Library, paths: Iterable[str], terms: ArchiveSettings) -> bytes:
    """datapackage.json of the archived tables."""
    names = [path.removeprefix("tables/").removesuffix(".csv") for path in paths]
    data = json.loads(descriptor(study, packaged(library, names, "tables/{}.csv"), about=""))
    data["description"] = f"{PSEUDONYMISED} {data['description']}"
    for resource in data["resources"]:
        if resource["name"] == "participants":
            fields = resource["schema"]["fields"]
            resource["schema"]["fields"] = [field for field in fields if field["name"] in OF_PEOPLE]
    if terms.licence:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", terms.licence).strip("-") or "stated"
        address = {"path": terms.licence} if _is_address(terms.licence) else {"name": name}
        data["licenses"] = [{**address, "title": terms.licence}]
    return as_json(data)


def checksums(files: Mapping[str, bytes]) -> bytes:
    """A line a file: its sha256, two blanks, its name, as `sha256sum -c` reads it."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode("utf-8")


def crate(study: Study, files: Mapping[str, bytes], versions: Mapping[str, str], about: Mapping[str, str]) -> bytes:
    """ro-crate-metadata.json of these files; `about` says in words what some of them hold."""
    terms = study.settings.archive
    licence = terms.licence if _is_address(terms.licence) else "#licence"
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "name": study.title,
        "description": f"{PSEUDONYMISED} Tables, codebook, memos, quotations and transcripts of the study.",
        "datePublished": terms.date or NO_DATE,
        "license": {"@id": licence},
        "conditionsOfAccess": terms.access or NOT_STATED,
        "hasPart": [{"@id": _id(name)} for name in sorted((*files, MANIFEST))],
    }
    graph: list[dict[str, object]] = [
        {
            "@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        root,
        {"@id": licence, "@type": "CreativeWork", "name": terms.licence or NOT_STATED},
    ]  # fmt: skip
    if terms.author:
        root["author"] = {"@id": "#author"}
        graph.append({"@id": "#author", "@type": "Person", "name": terms.author})
    if terms.contact:
        root["contactPoint"] = {"@id": "#contact"}
        graph.append({"@id": "#contact", "@type": "ContactPoint", "name": terms.contact})
    version = versions["crosscase"]
    graph.append({"@id": "#crosscase", "@type": "SoftwareApplication", "name": "crosscase", "softwareVersion": version})
    graph.append({
        "@id": "#made", "@type": "CreateAction", "instrument": {"@id": "#crosscase"}, "result": {"@id": "./"}
    })  # fmt: skip
    for name in sorted((*files, MANIFEST)):
        graph.append(_file(name, files.get(name), about))
    return as_json({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph})


def _file(name: str, raw: bytes | None, about: Mapping[str, str]) -> dict[str, object]:
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    entity: dict[str, object] = {"@id": _id(name), "@type": "File", "name": name, "encodingFormat": kind}
    # The checksums hold this file's own: theirs are written last and have no size here.
    if raw is not None:
        entity["contentSize"] = str(len(raw))
    description = about.get(name) or about.get(name.partition("/")[0] + "/")
    return entity | ({"description": description} if description else {})


def _id(name: str) -> str:
    """A file's address as seen from the crate: whatever its name holds, no part of it is read as a scheme."""
    return quote(name)


def _is_address(words: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", words))


__all__ = ["CRATE", "DESCRIPTOR", "MANIFEST", "checksums", "crate", "data_package"]
