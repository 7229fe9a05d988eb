"""README.md of an archive: what is in it, what was left out and why, and how it can be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.archive.descriptors import NO_DATE, NOT_STATED
from pipeline.archive.material import EMPTIED, NOT_ARCHIVED, Quoted
from pipeline.study.dataclass import dataclass
from pipeline.study.study import Study
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural

TERMS = {
    "author": "Author",
    "licence": "Licence",
    "access": "Access",
    "consent_form": "Consent form",
    "retention": "Retention",
    "contact": "Contact",
    "date": "Published",
}

ABOUT: Mapping[str, str] = {
    "README.md": "what is in the archive, what was left out, how to check it",
    "check.py": "checks the archive by itself: python check.py",
    "datapackage.json": "the tables, column by column (Frictionless Data)",
    "ro-crate-metadata.json": "the archive as a whole (RO-Crate 1.1)",
    "manifest-sha256.txt": "the checksum of every file",
    "annotations.jsonld": "the quotations behind the figures (W3C Web Annotation)",
    "versions.json": "the software, its libraries, and the codebook's version",
    "study.qdpx": "the archived transcripts with their codings, for programs that read REFI-QDA",
    "tables/": "a table of the shared run",
    "codebook/": "a version of the codebook, from the oldest to the one in use",
    "memos/": "a memo of the shared run",
    "transcripts/": "a whole transcript as it was shared, a line a turn",
}
"""What the files hold; a name that ends in `/` is a folder."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the README says beside the terms. `reasons`: why which transcript is not archived whole."""

    reviewed_by: str
    n_archived: int
    reasons: Mapping[str, str]
    quoted: Quoted
    names: tuple[str, ...]


def readme(study: Study, told: Told) -> bytes:
    """The page as Markdown."""
    return ("\n".join(_lines(study, told)) + "\n").encode("utf-8", "replace")


def _lines(study: Study, told: Told) -> Iterator[str]:
    yield from (f"# {md(study.title)}", "")
    if study.settings.fiction:
        yield from ("Fiction. The people, places and words here are invented.", "")
    yield (
        "This archive is pseudonymised: names were replaced by what stands in brackets, and words of people who did not"
        " agree to be quoted read [withheld]. Whoever knows the field may still know a person by what happened to them:"
        " do not try to find out who is who."
    )
    yield from ("", f"Read through before it was shared by {md(told.reviewed_by)}.", "", "## Terms", "")
    for name, words in study.settings.archive.stated().items():
        yield f"- {TERMS[name]}: {md(words) if words else NOT_STATED}"
    if not study.settings.archive.date:
        yield f"  (ro-crate-metadata.json must give a day and says {NO_DATE})"
    yield from ("", "## What is in it", "")
    for name, words in ABOUT.items():
        if any(other == name or (name.endswith("/") and other.startswith(name)) for other in told.names):
            yield f"- `{name}`: {words}"
    yield from ("", "Places of codings (`start_char`, `end_char`) count characters of the shared text, from 0.")
    yield "In transcripts/ words alone stand; who speaks is in tables/turns.csv, turn by turn."
    yield f"{plural(told.quoted.n_annotations, 'quotation')} stand in annotations.jsonld."
    yield from ("", "## What was left out, and why", "")
    yield from _left_out(told)
    yield from (
        "",
        "## How to check it",
        "",
        "Unpack the archive and run `python check.py` in it (Python 3.11 or later,",
    )
    yield "no network). It compares every file with its checksum and every table with its description, looks up each"
    yield "annotation's words in the archived transcripts, and counts again, from codings.csv and transcripts.csv, how"
    yield "many codings and transcripts stand behind each row of code_frequency.csv (n_codings_hand, n_codings_machine,"
    yield "n_mentioning, n_hand_mentioning, n_machine_mentioning). What else is counted rests on who speaks, what was"
    yield "asked and what was read, and is not counted again."


def _left_out(told: Told) -> Iterator[str]:
    n_all = told.n_archived + len(told.reasons)
    yield f"- Whole transcripts: {told.n_archived} of {n_all} are here. A whole transcript is archived only where"
    yield "  everybody who speaks or attended has agreed to that."
    for reason, n in sorted(Counter(told.reasons.values()).items()):
        yield f"  - {plural(n, 'transcript')}: {reason}."
    if told.reasons:
        yield f"  Of these, codings.csv has the words that figures rest on, and `{NOT_ARCHIVED}` elsewhere; annotations"
        yield "  have no words around the quotation. Their codings count all the same."
    if told.quoted.n_withheld:
        n_withheld = plural(told.quoted.n_withheld, "quotation")
        yield f"- {n_withheld} of people who did not agree to be quoted: counted, not shown."
    yield f"- Of participants all but an id and the sector ({', '.join(EMPTIED)} are empty or gone everywhere)."
    yield "- Names, the key to them, the team's table, places in the original text, notes on single passages to read."
    yield "- Pages, figures and the data room of the run: in memos, links to them are their words alone."
    if "study.qdpx" not in told.names:
        yield "- study.qdpx: no transcript is archived that it could hold."
