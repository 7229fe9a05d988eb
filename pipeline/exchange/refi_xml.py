"""The elements of REFI-QDA 1.5 as lxml trees, valid by its schemas: order of elements, ids, signs that XML can hold."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from lxml import etree

from pipeline.corpus.formats.xml_element import XmlElement

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
SCHEMAS = {
    PROJECT: "http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd",
    CODEBOOK: "http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd",
}
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:crosscase:refi-qda")
# All that XML 1.0 allows; half a surrogate pair or a form feed makes a file that no program opens.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Only what `times.utc` writes: a time that people typed would make the file invalid.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def permanent_id(*parts: str) -> str:
    """The GUID of a thing, made from its permanent id: the same at every export, whatever it is called."""
    # The unit separator stands in no id: ("a", "bc") and ("ab", "c") never share a GUID.
    return str(uuid.uuid5(_SPACE, "\x1f".join(parts)))


def storable(text: str) -> str:
    """A text without signs that XML cannot hold; each becomes U+FFFD, so that no offset after it shifts."""
    return _NO_XML.sub("\ufffd", text.replace("\r", "\n"))


class Elements:
    """Makes elements of one of the two schemas."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def root(self, tag: str, /, **attributes: str) -> XmlElement:
        """The root element with the place of its schema."""
        instance = "http://www.w3.org/2001/XMLSchema-instance"
        root: XmlElement = etree.Element(f"{{{self.namespace}}}{tag}", nsmap={None: self.namespace, "xsi": instance})
        root.set(f"{{{instance}}}schemaLocation", f"{self.namespace} {SCHEMAS[self.namespace]}")
        self._set(root, attributes)
        return root

    def under(self, parent: XmlElement, tag: str, /, **attributes: str) -> XmlElement:
        """A new child; attributes without a value are left out."""
        element: XmlElement = etree.SubElement(parent, f"{{{self.namespace}}}{tag}")
        self._set(element, attributes)
        return element

    def text(self, parent: XmlElement, name: str, text: str) -> None:
        """A child that holds words; none where there are none."""
        if text:
            self.under(parent, name).text = storable(text)

    def reference(self, parent: XmlElement, name: str, guid: str) -> None:
        """A child that refers to something by its id."""
        self.under(parent, name, targetGUID=guid)

    def _set(self, element: XmlElement, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            if value:
                element.set(name, storable(value))


def moment(at: str) -> str:
    """A time as the schema wants it, '' where it is none."""
    return at if _TIME.fullmatch(at) else ""


def serialized(root: XmlElement) -> bytes:
    """The document's bytes. Indentation stands between elements only: no text gains a blank."""
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
