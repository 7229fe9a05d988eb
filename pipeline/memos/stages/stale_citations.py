"""Judgements, events and episodes that rest on codings which no longer stand."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stages.findings import Finding
from pipeline.stages.within_case import last_judgements
from pipeline.store.rows import Episode, Event, Judgement, Voice
from pipeline.study.people_files import several
from pipeline.wording.escaping import md


def stale_citations(finding: Finding) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(what cites, ids of the codings): ids that no coding of the case has, or one that is rejected or outdated."""
    standing: set[str] = set()
    for voice in finding.tables.rows(Voice):
        if not voice.is_outdated and not voice.is_rejected:
            # An id may be cited with its coder's prefix or without: `8` became `ana:8` once a second coder had an 8.
            bare = voice.coding_id.removeprefix(f"{voice.coder}:")
            standing |= {voice.coding_id, bare, f"{voice.coder}:{bare}"}
    names = {line.code_id: line.name for line in finding.lines}
    cited = [
        *((f"The judgement of *{md(names.get(row.code_id, row.code_id))}*", row.codings)
          for row in last_judgements(finding.tables.rows(Judgement)).values()),
        *((f"The event “{md(row.what)}”", row.codings) for row in finding.tables.rows(Event)),
        *((f"Episode {md(row.episode)}", row.codings) for row in finding.tables.rows(Episode)),
    ]  # fmt: skip
    for what, ids in cited:
        gone = tuple(coding_id for coding_id in several(ids or "") if coding_id not in standing)
        if gone:
            yield what, gone
