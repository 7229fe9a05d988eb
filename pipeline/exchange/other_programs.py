"""Files that import cannot read, by their endings: what each is, and how its program gives one that can be read."""

from __future__ import annotations

import re

_REFI = "a REFI-QDA project (.qdpx)"
_WAYS: dict[str, tuple[str, str]] = {
    r"nvpx?": (
        "a project of NVivo",
        "Open it in NVivo and export it: on Windows Share > Export Project > REFI-QDA Project, on a Mac File > Export "
        "Project. Import the .qdpx that it writes.",
    ),
    r"atlproj\d*|atlcb": (
        "a project of ATLAS.ti",
        f"Open it in ATLAS.ti, export it as QDPX, which is {_REFI}, and import that.",
    ),
    r"hpr\d*": (
        "a project of ATLAS.ti 7 or older",
        f"Open it in a newer ATLAS.ti, export it as QDPX, which is {_REFI}, and import that.",
    ),
    r"mx\d+|mex\d+": (
        "a project of MAXQDA",
        f"Open it in MAXQDA, export it as {_REFI}, or its coded segments as an Excel table, and import that.",
    ),
    r"ppj|wpj": ("a project of QDA Miner", f"Open it in QDA Miner, export it as {_REFI}, and import that."),
    r"qrk": ("a project of Quirkos", f"Open it in Quirkos, export it as {_REFI}, and import that."),
    r"f4\w*": (
        "a project of f4",
        f"Open it in f4, export it as {_REFI}, and import that; put its transcripts into transcripts/, since f4 leaves "
        "them out of the export.",
    ),
    r"doc|odt|rtf|pages|docm|fodt|ott|dot": (
        "a document",
        "If its comments are codes, save it as .docx in Word or LibreOffice and import that. A document without codes "
        "is a transcript: put it into transcripts/.",
    ),
    r"xls|xlsm|xlsb|ods|numbers|fods|tsv|tab": (
        "a table",
        "Save it as .xlsx or as CSV UTF-8, and import that.",
    ),
    r"pdf": (
        "a PDF",
        "Comments and highlights in a PDF are not read: copy quotation and code into a table. A PDF without codes is a "
        "transcript: put it into transcripts/.",
    ),
    r"txt|md|vtt|srt|html?|json|otr|cha|": (
        "a text",
        "A text without codes is a transcript: put it into transcripts/.",
    ),
    r"trs|eaf|exb|textgrid|tei|xtrans": (
        "a transcript of a program for recordings",
        "Export it there as a table or tab-separated text with speaker, start and words, and put that into "
        "transcripts/. No codes are read of it.",
    ),
    r"zip|7z|rar|gz|tgz": ("an archive", "Unpack it, and import the file in it."),
    r"mp3|mp4|m4a|wav|mov|avi|ogg|wma": ("a recording", "Transcribe it; a study codes words."),
}


def refusal_of(ending: str) -> tuple[str, str] | None:
    """What a file with this ending is, and what to do; None where nobody knows the ending."""
    return next((way for pattern, way in _WAYS.items() if re.fullmatch(pattern, ending.removeprefix("."))), None)
