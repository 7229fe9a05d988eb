"""Memos of a source as notes of the study: about a transcript, a code, or a hunch."""

from __future__ import annotations

import re

from pipeline.exchange.landing_codes import Codes
from pipeline.exchange.names import distinct, slug
from pipeline.exchange.people_rows import scalar
from pipeline.exchange.project import SourceMemo, SourceProject
from pipeline.exchange.report import Report
from pipeline.exchange.study_state import StudyState
from pipeline.exchange.texts import Landed

# `[[coded:trust]]`: only brackets that close again on the same line would be taken for a figure.
_FIGURE = re.compile(r"\[\[(?=[^\[\]\n]+\]\])")


def land_memos(
    project: SourceProject, state: StudyState, report: Report, documents: dict[str, Landed], codes: Codes
) -> None:
    """Each memo as a file of notes/; a note that people wrote is never touched."""
    for memo in project.memos:
        count = report.counts["memos"]
        count.in_file += 1
        if not memo.text.strip():
            report.lost("memos", memo.title, "", "it is empty")
            continue
        wanted = _place(memo, documents, codes)
        raw = _note(memo).encode("utf-8", "replace")
        name = _free(wanted, raw, state, memo)
        if name is None:
            count.here_already += 1
            count.exact += 1
            continue
        state.files[name] = raw
        count.imported += 1
        count.exact += 1
        if name != wanted:
            report.renamed[wanted] = name


def _place(memo: SourceMemo, documents: dict[str, Landed], codes: Codes) -> str:
    if memo.about in documents:
        return f"notes/respondent/{documents[memo.about].transcript_id}.md"
    code_id = codes.id_of(memo.about)
    if code_id is not None:
        return f"notes/code/{code_id}.md"
    return f"notes/hunch/{slug(memo.title) or slug(' '.join(memo.text.split()[:6])) or 'memo'}.md"


def _note(memo: SourceMemo) -> str:
    """The memo word for word below its front matter. `[[…]]` would be read as a figure of this study: it is parted."""
    front = f"by: {scalar(memo.by)}\n" if memo.by else ""
    body = _FIGURE.sub("[ [", memo.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip())
    return f"---\n{front}status: draft\n---\n{body}\n"


def _free(wanted: str, raw: bytes, state: StudyState, memo: SourceMemo) -> str | None:
    """A name that no note has; None where this very note is there already."""
    taken: set[str] = set()
    name = wanted
    folder = wanted.rpartition("/")[0]
    while True:
        there = state.files.get(name)
        if there is None and (state.folder / name).is_file():
            there = (state.folder / name).read_bytes()
        if there is None:
            return name
        if there == raw:
            return None
        taken.add(name.rpartition("/")[2].removesuffix(".md"))
        if folder != "notes/hunch":  # one note a transcript and a code: what more there is stands with the hunches
            folder = "notes/hunch"
            title = slug(memo.title) or wanted.rpartition("/")[2].removesuffix(".md")
            name = f"{folder}/{title}.md"
            taken = set()
        else:
            title = wanted.rpartition("/")[2].removesuffix(".md")
            name = f"{folder}/{distinct(title, taken)}.md"
