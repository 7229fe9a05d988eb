"""Every page of a run: the way in, figures, search, evidence, transcripts, tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.coding.counting import Known
from pipeline.corpus.quotable import Quotable
from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.stale import StaleNote
from pipeline.site.context import SiteContext
from pipeline.site.evidence import write_evidence_pages
from pipeline.site.export import write_tables
from pipeline.site.figures_page import write_figures
from pipeline.site.index import write_index
from pipeline.site.kept_pages import KeptPages
from pipeline.site.search import write_search
from pipeline.site.transcripts import write_transcript_pages
from pipeline.stages.findings import Finding
from pipeline.stages.library import Library
from pipeline.study.problems import Problem

STYLE = Path(__file__).parent / "style.css"


def write_site(
    findings: Sequence[Finding],
    library: Library,
    loaded_study: LoadedStudy,
    known: Known,
    problems: Sequence[Problem],
    outputs: Outputs,
    cache: Cache,
    stale_notes: Sequence[StaleNote] = (),
) -> None:
    """index.html, figures, search, evidence and transcript pages, tables, the style sheet.

    Args:
        findings: Of every stage that was run, in their order.
        library: The store's rows.
        loaded_study: What people wrote.
        known: What is known, and whether a person has coded at all.
        problems: Every caution of the run.
        outputs: Where to write.
        cache: Knows of which pages of the last run nothing changes.
        stale_notes: Notes whose evidence moved since they were signed, from the last stage back to the first.
    """
    corpus = loaded_study.corpus
    site = SiteContext(
        study=loaded_study.study,
        codebook=loaded_study.codebook,
        findings=tuple(findings),
        library=library,
        known=known,
        problems=tuple(problems),
        guides=corpus.guides,
        notes=loaded_study.notes,
        stale=tuple(stale_notes),
        told={transcript.transcript_id: transcript for transcript in corpus.transcripts},
        unmatched=corpus.unmatched,
        quotable=Quotable(corpus),
    )
    outputs.write("style.css", STYLE.read_text(encoding="utf-8"))
    pages = KeptPages(site.study, outputs, cache)
    tables = write_tables(library, corpus.transcripts, pages, is_interpretive=not site.shows_counts)
    figures = write_figures(site, outputs)
    write_search(site, outputs)
    write_transcript_pages(site, pages)
    write_evidence_pages(site, pages)
    pages.end()
    # Last, since it names only the pages that are there.
    write_index(site, figures, tables, outputs)
