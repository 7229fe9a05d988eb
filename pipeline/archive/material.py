"""What of a shared run goes into its archive, file by file; words of whole transcripts only of those who agreed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from pipeline.exchange.refi_write import project_file
from pipeline.exchange.report import Report
from pipeline.io.manifest import read_manifest
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.read import Notes
from pipeline.sharing.transcripts import REST, WITHDRAWN, WITHHELD
from pipeline.site.export import HOLDS
from pipeline.stages.library import Library
from pipeline.store.rows import CodingRow, FigureQuotation
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook

NOT_ARCHIVED = "[not archived]"
"""Stands in codings.csv for words of a transcript that is not archived, where no figure rests on them."""
LEFT_OUT = ("team",)
WHOLE_TEXTS = ("turns", "segments")
OF_PEOPLE = ("respondent_id", "sector")
"""All that the archive says of a participant, whatever `share:` of study.yaml lets into a shared run."""
EMPTIED = ("role", "organisation", "attribution", "status")
AROUND = 32
"""Characters before and after a quotation by which it is found again, as tools for annotations keep them."""
PLACEHOLDERS = re.compile("|".join(map(re.escape, (WITHHELD, WITHDRAWN, REST))))
LINK = re.compile(r"!?(?<!\\)\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?!#|https?:)(?:<[^>]*>|[^()\s]*)\)")
"""A link of a memo to a page of the run, which is not archived."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What became of the quotations: how many stand as annotations, and how many only say that they are withheld."""

    n_annotations: int
    n_withheld: int


def texts_of(shared: LoadedStudy) -> dict[str, str]:
    """transcript_id -> its shared text, in which every place of the archive counts."""
    return {transcript.transcript_id: transcript.text for transcript in shared.corpus.transcripts}


def transcript_path(transcript_id: str) -> str:
    """Where a whole transcript lies in the archive."""
    return f"transcripts/{transcript_id}.txt"


def tables_of(out: Path, library: Library, archived: Collection[str]) -> dict[str, bytes]:
    """tables/NAME.csv of a shared run; less of people, and no text of a transcript that is not archived."""
    behind = _figures_by_coding(library)
    tables = {}
    files = read_manifest(out).files
    for name in HOLDS:
        path = f"tables/{name}.csv"
        if name in LEFT_OUT or path not in files:
            continue
        header, rows = _read(out / path)
        if name in WHOLE_TEXTS:
            rows = [row for row in rows if row[header.index("transcript_id")] in archived]
        if name == "codings":
            rows = list(_without_words(header, rows, archived, behind))
        if name == "participants":
            places = [header.index(column) for column in OF_PEOPLE]
            header, rows = list(OF_PEOPLE), [[row[place] for place in places] for row in rows]
        elif name in ("codings", "transcripts", *WHOLE_TEXTS):
            emptied = {place for place, column in enumerate(header) if column in EMPTIED}
            rows = [["" if place in emptied else cell for place, cell in enumerate(row)] for row in rows]
        tables[path] = _written(header, rows)
    return tables


def _without_words(
    header: Sequence[str], rows: Iterable[list[str]], archived: Collection[str], behind: Collection[str]
) -> Iterator[list[str]]:
    """Codings whose words are published as evidence, or in an archived transcript, keep them."""
    words = [header.index(column) for column in ("quotation", "cue")]
    transcript, coding = header.index("transcript_id"), header.index("coding_id")
    for row in rows:
        if row[transcript] in archived or row[coding] in behind:
            yield row
        else:
            yield [NOT_ARCHIVED if place in words and cell else cell for place, cell in enumerate(row)]


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    # Cells hold whole turns: the reader's own limit is shorter.
    csv.field_size_limit(2**31 - 1)
    header, *rows = csv.reader(io.StringIO(path.read_text("utf-8", "surrogatepass"), newline=""))
    return header, rows


def _written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def memos_of(out: Path) -> dict[str, bytes]:
    """The memos and the brief as Markdown; links to pages that are not archived are their words alone."""
    return {
        name if name.startswith("memos/") else f"memos/{name}": LINK.sub(
            r"\1", (out / name).read_text("utf-8", "replace")
        ).encode("utf-8")
        for name in sorted(read_manifest(out).files)
        if name.endswith(".md") and (name.startswith("memos/") or name == "brief.md")
    }


def codebooks_of(codebook: Codebook) -> dict[str, bytes]:
    """The codebook and each version before it, a JSON file each."""
    oldest_first = [*codebook.earlier.values(), codebook]
    return {
        f"codebook/{n:02}-version-{re.sub(r'[^A-Za-z0-9.]+', '-', book.version)[:40]}.json": as_json(_codebook(book))
        for n, book in enumerate(oldest_first, start=1)
    }


def _codebook(book: Codebook) -> dict[str, object]:
    codes = [
        {
            "code_id": code.code_id, "name": code.name, "kind": code.kind, "parent": code.parent,
            "is_codable": code.is_codable, "origin": code.origin, "definition": code.definition,
            "include": list(code.include), "exclude": list(code.exclude), "examples": list(code.examples),
            "scope": list(code.scope), "phrases": list(code.cues.phrases), "unless": list(code.cues.unless),
            "patterns": [[dict(token) for token in pattern] for pattern in code.cues.patterns],
            "was": list(code.was), "split_from": code.split_from, "merge_into": code.merge_into,
            "retired": code.retired,
            "changed": [{"version": each.version, "how": each.how, "why": each.why} for each in code.changed],
        }
        for code in book.codes.values()
    ]  # fmt: skip
    return {"codebook": book.name, "version": book.version, "codes": codes}


def annotations_of(library: Library, texts: Mapping[str, str], archived: Collection[str]) -> tuple[bytes, Quoted]:
    """Every quotation behind a figure as a W3C Web Annotation, by the words of the shared text and not by its places.

    Words around a quotation are given where the transcript is archived.
    """
    behind = _figures_by_coding(library)
    items = []
    n_withheld = 0
    for coding in library.rows(CodingRow):
        if coding.coding_id not in behind:
            continue
        text = texts[coding.transcript_id]
        exact = text[coding.start_char : coding.end_char]
        if not re.search(r"\w", PLACEHOLDERS.sub("", exact)):
            n_withheld += 1
            continue
        selector = {"type": "TextQuoteSelector", "exact": exact}
        if coding.transcript_id in archived:
            selector["prefix"] = text[max(0, coding.start_char - AROUND) : coding.start_char]
            selector["suffix"] = text[coding.end_char : coding.end_char + AROUND]
        figures = [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": figure}
            for figure in behind[coding.coding_id]
        ]
        items.append({
            "id": f"#{quote(coding.coding_id)}",
            "type": "Annotation",
            "motivation": "tagging",
            "body": [{"type": "TextualBody", "purpose": "tagging", "value": coding.code_id}, *figures],
            "target": {"source": source_of(coding.transcript_id, archived), "selector": selector},
        })  # fmt: skip
    page = {"id": "#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "#quotations", "type": "AnnotationCollection",
        "label": "Quotations behind the figures", "total": len(items), "first": page,
    }  # fmt: skip
    return as_json(collection), Quoted(len(items), n_withheld)


def source_of(transcript_id: str, archived: Collection[str]) -> str:
    """The address of a transcript: its file, or a name without a file for one that is not archived."""
    return (
        quote(transcript_path(transcript_id)) if transcript_id in archived else f"#not-archived/{quote(transcript_id)}"
    )


def _figures_by_coding(library: Library) -> dict[str, list[str]]:
    figures: dict[str, list[str]] = defaultdict(list)
    for row in library.rows(FigureQuotation):
        figures[row.coding_id].append(row.figure_id)
    return figures


def project_of(shared: LoadedStudy, archived: Collection[str]) -> bytes:
    """The archived transcripts with their codings as REFI-QDA; nothing of any other transcript."""
    corpus = shared.corpus
    hand = replace(
        shared.hand,
        codings=tuple(coding for coding in shared.hand.codings if coding.transcript_id in archived),
        outdated=(), read=(),
    )  # fmt: skip
    notes = tuple(note for note in shared.notes.notes if note.stage != "respondent" or note.subject in archived)
    tables = {name: replace(table, rows=()) for name, table in shared.tables.items()}
    part = replace(
        shared,
        corpus=replace(
            corpus, transcripts=tuple(each for each in corpus.transcripts if each.transcript_id in archived)
        ),
        hand=hand,
        machine=tuple(coding for coding in shared.machine if coding.transcript_id in archived),
        notes=Notes(notes),
        tables=tables,
    )
    return project_file(part, Report())


def as_json(data: object) -> bytes:
    """JSON of the archive: the same data gives the same bytes."""
    return (json.dumps(data, ensure_ascii=False, indent=1, default=dict) + "\n").encode("utf-8", "replace")
