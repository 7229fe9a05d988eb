"""Pages that lead from a figure to its quotations and from a quotation to its transcript."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.outputs import Outputs
from pipeline.stages.findings import Finding, Rows
from pipeline.study import Study

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Any:
    """Jinja for HTML: everything is escaped, unknown fields are errors."""
    import jinja2  # noqa: PLC0415

    from pipeline.memos.filters import FILTERS  # noqa: PLC0415

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    made.filters.update(FILTERS)
    return made


def page(title: str, body: str, depth: int, study: Study) -> str:
    """A whole page around a body of safe HTML; `depth` folders below outputs/."""
    import markupsafe  # noqa: PLC0415

    return str(
        environment()
        .get_template("page.html.j2")
        .render(title=title, body=markupsafe.Markup(body), up="../" * depth, study=study)  # noqa: S704 — rendered with html off
    )


def pieces(
    text: str, start: int, marks: Sequence[Mapping[str, Any]]
) -> list[tuple[str, tuple[Mapping[str, Any], ...], tuple[str, ...]]]:
    """A turn's text cut where codings begin and end: (words, codings over them, ids that begin here)."""
    end = start + len(text)
    cuts = {start, end}
    for mark in marks:
        cuts.add(max(start, mark["start_char"]))
        cuts.add(min(end, mark["end_char"]))
    ordered = sorted(cuts)
    found = []
    for left, right in zip(ordered, ordered[1:], strict=False):
        over = tuple(mark for mark in marks if mark["start_char"] < right and left < mark["end_char"])
        begun = tuple(mark["coding_id"] for mark in over if max(mark["start_char"], start) == left)
        found.append((text[left - start : right - start], over, begun))
    return found


def write_transcript_pages(turns: Rows, voices: Rows, transcripts: Rows, study: Study, outputs: Outputs) -> None:
    """`transcripts/TRANSCRIPT.html`: the text as read, turn by turn, codings marked."""
    by_transcript: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in turns:
        by_transcript[row["transcript_id"]].append(row)
    marks: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in voices:
        if not row["is_rejected"]:
            marks[row["transcript_id"]].append(row)
    template = environment().get_template("transcript.html.j2")
    for one in transcripts:
        transcript_id = one["transcript_id"]
        shown = []
        for turn in by_transcript[transcript_id]:
            over = [
                m
                for m in marks[transcript_id]
                if m["start_char"] < turn["end_char"] and turn["start_char"] < m["end_char"]
            ]
            shown.append((turn, pieces(turn["text"], turn["start_char"], over), over))
        body = template.render(transcript=one, turns=shown, up="../", study=study)
        outputs.write(f"transcripts/{transcript_id}.html", body)


def write_evidence_pages(
    findings: Iterable[Finding], by_figure: Mapping[str, Rows], study: Study, outputs: Outputs
) -> None:
    """`evidence/CASE/CODE.html` and `evidence/STAGE/SUBJECT/CODE.html`: every figure with its quotations."""
    template = environment().get_template("evidence.html.j2")
    for finding in findings:
        for line in finding.lines:
            depth = line.figure_id.count("/") + 1
            body = template.render(
                finding=finding, line=line, quotes=by_figure.get(line.figure_id, ()), up="../" * depth, study=study
            )
            outputs.write(f"evidence/{line.figure_id}.html", body)


def escaped(text: object) -> str:
    """Text as HTML that shows it letter by letter."""
    return html.escape(str(text))
