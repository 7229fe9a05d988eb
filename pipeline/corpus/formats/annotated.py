"""Files in XML of programs that transcribe and annotate: ELAN, EXMARaLDA, Transcriber, TEI; read by their root."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.corpus.formats.archives import parsed
from pipeline.corpus.formats.elan import read_elan
from pipeline.corpus.formats.exmaralda import read_exmaralda
from pipeline.corpus.formats.lines import Reading, RefusedError, nothing_in_it
from pipeline.corpus.formats.tei import read_tei
from pipeline.corpus.formats.transcriber import read_transcriber
from pipeline.corpus.formats.xml_element import XmlElement

_BY_ROOT: dict[str, Callable[[XmlElement, Path], Reading]] = {
    "ANNOTATION_DOCUMENT": read_elan,
    "basic-transcription": read_exmaralda,
    "segmented-transcription": read_exmaralda,
    "Trans": read_transcriber,
    "TEI": read_tei,
    "TEI.2": read_tei,
    "teiCorpus": read_tei,
}


def read_annotated(data: bytes, path: Path) -> Reading:
    """The talk in a file of such a program, whichever its ending says."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise nothing_in_it()
    # Transcriber and older TEI name a DTD; it is not looked up.
    root = parsed(data, "", may_have_doctype=True)
    name = str(root.tag).rpartition("}")[2]
    if name not in _BY_ROOT:
        raise RefusedError(
            f"is XML, but no transcript of ELAN, EXMARaLDA, Transcriber or TEI: it begins with <{name[:40]}>.",
            "Export the transcript as text, Word or captions.",
        )
    return _BY_ROOT[name](root, path)
