"""Every page of a run: the way in, evidence, transcripts, tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.check import Everything
from pipeline.coding.counting import Known
from pipeline.outputs import Outputs
from pipeline.problems import Problem
from pipeline.site.export import write_tables
from pipeline.site.pages import environment, write_evidence_pages, write_transcript_pages
from pipeline.stages.findings import Finding, Rows
from pipeline.stages.library import Library

STYLE = Path(__file__).parent / "style.css"


def write_site(
    findings: Sequence[Finding],
    library: Library,
    all_: Everything,
    known: Known,
    problems: Sequence[Problem],
    outputs: Outputs,
) -> None:
    """index.html, evidence and transcript pages, tables, the style sheet."""
    study = all_.study
    outputs.write("style.css", STYLE.read_text(encoding="utf-8"))
    write_tables(library, outputs)
    write_transcript_pages(library.rows("turns"), library.rows("voices"), library.rows("transcripts"), study, outputs)
    write_evidence_pages(findings, figures(library), study, outputs)
    stages = [(stage, [one for one in findings if one.stage == stage]) for stage in study.stages]
    shown = [(problem.source.shown(study.folder), problem.fault, problem.remedy) for problem in problems]
    outputs.write(
        "index.html",
        environment().get_template("index.html.j2").render(study=study, stages=stages, problems=shown, up=""),
    )


def figures(library: Library) -> Mapping[str, Rows]:
    """The counted codings behind each figure, in the order of the transcripts."""
    by_id = {row["coding_id"]: row for row in library.rows("voices")}
    order = {coding_id: n for n, coding_id in enumerate(by_id)}
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in library.rows("quotations"):
        found[row["figure_id"]].append(by_id[row["coding_id"]])
    return {figure: tuple(sorted(rows, key=lambda row: order[row["coding_id"]])) for figure, rows in found.items()}
