"""A Word document as bytes: the same on every call, without an author and without a time."""

from __future__ import annotations

import io
import zipfile
from typing import Any

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold."""


def as_bytes(document: Any, title: str) -> bytes:
    """The file. Its properties name its title and nothing else: whoever exports is nobody's business."""
    core = document.core_properties
    # The template's own author and dates, of the library's making.
    for child in list(core._element):
        core._element.remove(child)
    core.title = title[:255]
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_dates(written.getvalue())


def _with_fixed_dates(raw: bytes) -> bytes:
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(again, "w") as target:
        for entry in source.infolist():
            # A picture of an empty page, which came with the template.
            if entry.filename == "docProps/thumbnail.jpeg":
                continue
            name = zipfile.ZipInfo(entry.filename, LONG_AGO)
            name.compress_type, name.create_system = zipfile.ZIP_DEFLATED, 3
            content = source.read(entry)
            if entry.filename == "_rels/.rels":
                content = _without_thumbnail(content)
            target.writestr(name, content)
    return again.getvalue()


def _without_thumbnail(relations: bytes) -> bytes:
    from lxml import etree  # noqa: PLC0415

    root = etree.fromstring(relations)
    for relation in list(root):
        if str(relation.get("Target", "")).endswith("thumbnail.jpeg"):
            root.remove(relation)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
