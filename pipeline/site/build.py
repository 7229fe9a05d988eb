"""Every page of a run: the way in, figures, search, evidence, transcripts, tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.check import Everything
from pipeline.coding.counting import Known
from pipeline.memos.notes import StaleNote
from pipeline.outputs import Outputs
from pipeline.problems import Problem
from pipeline.site.evidence import write_evidence_pages
from pipeline.site.export import write_tables
from pipeline.site.figures_page import write_figures
from pipeline.site.ground import Ground
from pipeline.site.index import write_index
from pipeline.site.search import write_search
from pipeline.site.transcripts import write_transcript_pages
from pipeline.stages.findings import Finding
from pipeline.stages.library import Library

STYLE = Path(__file__).parent / "style.css"
READS = (
    "cases", "transcripts", "turns", "index_chunks", "voices", "coded_pairs", "stage_other", "code_frequency",
    "code_presence", "judgements", "participants", "events", "governance", "team",
)  # fmt: skip


def write_site(
    findings: Sequence[Finding],
    library: Library,
    all_: Everything,
    known: Known,
    problems: Sequence[Problem],
    outputs: Outputs,
    stale_notes: Sequence[StaleNote] = (),
) -> None:
    """index.html, figures, search, evidence and transcript pages, tables, the style sheet.

    Args:
        findings: Of every stage that was run, in their order.
        library: The store's rows.
        all_: What people wrote.
        known: What is known, and whether a person has coded at all.
        problems: Every caution of the run.
        outputs: Where to write.
        stale_notes: Notes whose evidence moved since they were signed, from the last stage back to the first.
    """
    ground = Ground(
        study=all_.study,
        codebook=all_.codebook,
        findings=tuple(findings),
        tables={name: library.rows(name) for name in READS},
        known=known,
        problems=tuple(problems),
        guides=all_.corpus.guides,
        guide_of={one.transcript_id: one.guide for one in all_.corpus.transcripts},
        notes=all_.notes,
        stale=tuple(stale_notes),
    )
    outputs.write("style.css", STYLE.read_text(encoding="utf-8"))
    tables = write_tables(library, outputs, is_interpretive=not ground.shows_counts)
    figures = write_figures(ground, outputs)
    write_search(ground, outputs)
    write_transcript_pages(ground, outputs)
    write_evidence_pages(ground, outputs)
    write_index(ground, figures, tables, outputs)
