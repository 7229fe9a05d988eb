"""Files -> spoken turns: one reader a file ending. No word lost, none invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.corpus.formats import (
    annotated,
    captions,
    html,
    json_files,
    open_document,
    pdf,
    plain_text,
    rich_text,
    tables,
    text_grid,
    word,
)
from pipeline.corpus.formats.encoding import as_utf_8
from pipeline.corpus.formats.lines import (
    MAX_LINES,
    MAX_SIGNS,
    MAX_WORDS,
    Reading,
    RefusedError,
    nothing_in_it,
    too_many,
)
from pipeline.corpus.speakers.cautions import NO_LABEL
from pipeline.corpus.speakers.set_apart import NOBODY_HAS_A_LABEL
from pipeline.corpus.speakers.turns import document_turns, spoken_turns
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import MAX_BYTES
from pipeline.study.problems import Loaded, Problem, caution, fault
from pipeline.study.records import DOCUMENT_KINDS, SpokenTurn

READERS: dict[str, Callable[[bytes, Path], Reading]] = {
    ".txt": plain_text.read_text,
    ".md": plain_text.read_markdown,
    ".vtt": captions.read_vtt,
    ".srt": captions.read_srt,
    ".docx": word.read_docx,
    ".pdf": pdf.read_pdf,
    ".rtf": rich_text.read_rtf,
    ".odt": open_document.read_odt,
    ".csv": tables.read_csv,
    ".xlsx": tables.read_xlsx,
}
READERS_OF_PROGRAMS: dict[str, Callable[[bytes, Path], Reading]] = {
    ".cha": plain_text.read_text,
    ".otr": json_files.read_otr,
    ".json": json_files.read_json,
    ".html": html.read_html,
    ".htm": html.read_html,
    ".tsv": tables.read_csv,
    ".textgrid": text_grid.read_text_grid,
    ".eaf": annotated.read_annotated,
    ".exb": annotated.read_annotated,
    ".exs": annotated.read_annotated,
    ".trs": annotated.read_annotated,
    ".tei": annotated.read_annotated,
    ".xml": annotated.read_annotated,
}
"""What transcribing programs keep for themselves: people are asked for the others, and import knows only those."""
_OF_TEXT = (
    plain_text.read_text, plain_text.read_markdown, captions.read_vtt, captions.read_srt, tables.read_csv,
    html.read_html, json_files.read_json, json_files.read_otr, text_grid.read_text_grid,
)  # fmt: skip


@dataclass(frozen=True)
class ReadingRequest:
    """What a study knows of a transcript before it is read.

    `aliases` are pairs (label, name), `declared` the labels named in interviewers, attendance and aliases, with `*`
    as wildcard; labels are compared without case and with white space folded. `encoding` is what a person says of a
    text file; where it is empty it is found.
    """

    kind: str
    aliases: tuple[tuple[str, str], ...] = ()
    declared: tuple[str, ...] = ()
    language: str = "en"
    encoding: str = ""


def read_turns(path: Path, request: ReadingRequest) -> Loaded[tuple[SpokenTurn, ...]]:
    """The turns of one file: a pure function of its bytes, its name's ending and the request.

    Never raises for what stands in a file: a file that cannot be read gives no turns and a fault that names it.
    """
    try:
        data = _bytes_of(path)
        reader, about_its_name = _reader_of(path, data)
        if request.encoding and reader in _OF_TEXT:
            data = as_utf_8(data, request.encoding)
        reading = reader(data, path)
        _stop_if_too_long(reading)
        # Documents first: what is no talk (`unspoken`) may well be one.
        if request.kind in DOCUMENT_KINDS:
            loaded = Loaded(document_turns(reading))
        elif reading.unspoken is not None:
            raise reading.unspoken
        else:
            loaded = spoken_turns(reading, request, path)
        if reader in (plain_text.read_text, plain_text.read_markdown):
            loaded = Loaded(loaded.records, _about_its_content(reading, loaded.problems, path))
        if not loaded.records:
            raise nothing_in_it()
    except RefusedError as refused:
        return Loaded((), (fault(path, refused.line, refused.message, refused.remedy),))
    return Loaded(loaded.records, (*about_its_name, *reading.problems, *loaded.problems))


def _stop_if_too_long(reading: Reading) -> None:
    """Refuse what would fill the memory once every word has its place in a sentence."""
    if len(reading.lines) > MAX_LINES:
        raise too_many("lines or paragraphs", MAX_LINES)
    n_signs = n_words = 0
    for line in (*reading.lines, *reading.below):
        n_signs += len(line.text)
        # By the blanks, as splitting the line would take the very memory that is guarded.
        n_words += line.text.count(" ") + 1
        if n_signs > MAX_SIGNS:
            raise too_many("characters", MAX_SIGNS, line.number)
        if n_words > MAX_WORDS:
            raise too_many("words", MAX_WORDS, line.number)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"is {size / 1e6:.0f} MB large; transcripts are read up to {MAX_BYTES / 1e6:.0f} MB."
            raise RefusedError(message, "Save the text without its pictures or recordings.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RefusedError("is missing.", "Put the file there, or correct `file` in transcripts.csv.") from error
    except OSError as error:
        raise RefusedError(f"is unreadable: {error.strerror}.", "Look at the file's permissions.") from error


def _reader_of(path: Path, data: bytes) -> tuple[Callable[[bytes, Path], Reading], tuple[Problem, ...]]:
    ending = path.suffix.lower()
    if reader := READERS.get(ending) or READERS_OF_PROGRAMS.get(ending):
        return reader, ()
    if ending[1:].isdigit() or not ending[1:].isalnum():  # `interview.2024`, `P. Smith`: no ending but a name
        ending = ""
    if ending:
        known = " ".join(READERS)
        raise RefusedError(f"has an ending that crosscase does not read: {ending}.", f"Save it as one of {known}.")
    ending = next((kind for start, kind in _BY_FIRST_BYTES if data.startswith(start)), ".txt")
    note = caution(
        path, 0, f"has no ending; it was read as {ending}.", f"Add the ending to its name, such as {ending}."
    )
    return READERS[ending], (note,)


def _about_its_content(reading: Reading, problems: tuple[Problem, ...], path: Path) -> tuple[Problem, ...]:
    """Cautions about a plain text, one instead of those about labels where it is captions or a table by its looks."""
    lines = [line.text for line in reading.lines]
    if ending := captions.ending_of(lines):
        message = "looks like captions and was read as plain text: numbers and times of cues are kept as words."
    elif any(
        problem.fault.startswith((NO_LABEL, NOBODY_HAS_A_LABEL)) for problem in problems
    ) and tables.looks_like_a_table(lines):
        ending = ".csv"
        message = "looks like a table and was read as plain text: no speaker's label was found."
    else:
        return problems
    return (
        caution(path, reading.lines[0].number, message, f"Let its name end in {ending}, here and in transcripts.csv."),
    )


# No zip archive: it may be .docx, .xlsx or .odt, and `decode` refuses it with all three named.
_BY_FIRST_BYTES = (
    (b"%PDF", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"WEBVTT", ".vtt"),
    (b"\xef\xbb\xbfWEBVTT", ".vtt"),
)
