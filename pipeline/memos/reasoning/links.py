"""Which exhibits and contrasts a run holds, what they are called, and the ways from a memo to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.stages.findings import Finding
from pipeline.store.rows import Event
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Note, Row
from pipeline.study.study import LAST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import in_prose, listed


@dataclass(frozen=True, slots=True)
class ExhibitName:
    """One exhibit of a case: its rows as an analyst wrote them; none of a draft, which is made of an `episode`."""

    name: str
    episode: str
    rows: tuple[Row, ...]

    @property
    def is_draft(self) -> bool:
        """Whether no analyst wrote it."""
        return not self.rows


def exhibits_of(finding: Finding, reasoning: Mapping[str, Sequence[Row]]) -> tuple[ExhibitName, ...]:
    """The exhibits of one case: those that an analyst wrote, then a draft for each episode that none of them tells."""
    written: dict[str, list[Row]] = {}
    for row in reasoning.get("exhibits", ()):
        if row["case_id"] == finding.subject:
            written.setdefault(row["exhibit"], []).append(row)
    by_analysts = [
        ExhibitName(name, next((row["episode"] for row in rows if row["episode"]), ""), tuple(rows))
        for name, rows in written.items()
    ]
    # An episode that an analyst tells gets no draft beside it.
    told = {exhibit.episode for exhibit in by_analysts}
    episodes = dict.fromkeys(str(told_episode.row.episode or "") for told_episode in finding.episodes)
    # The dot keeps a draft's page from ever meeting an exhibit's own: ids have no dots.
    drafts = [ExhibitName(f"draft.{finding.subject}.{n}", episode, ()) for n, episode in enumerate(episodes, 1)]
    return (*by_analysts, *(draft for draft in drafts if draft.episode not in told))


def exhibit_links(finding: Finding, context: MemoContext) -> Iterator[str]:
    """`[Exhibit: Lost ballot](…)`, and how many drafts there are, each with its way."""
    drafts = []
    for exhibit in exhibits_of(finding, context.reasoning):
        page = f"{UP}room/exhibit/{exhibit.name}.html"
        if exhibit.is_draft:
            drafts.append(f"[{md(exhibit.episode) or 'without a number'}]({page})")
        else:
            yield f"[Exhibit: {md(in_prose(exhibit.name))}]({page})"
    if drafts:
        yield f"draft exhibit of episode {listed(drafts)}"


def contrast_links(finding: Finding, context: MemoContext) -> Iterator[str]:
    """The contrasts that were drawn for this memo; of the last stage the page of all pairs."""
    for row in context.reasoning.get("contrasts", ()):
        if (row["stage"], row["subject"]) == (finding.stage, finding.subject) and row["action"] != "rejected":
            pair = listed(context.case_name(row[case]) for case in ("case_a", "case_b"))
            yield f"[Contrast: {pair}]({UP}room/contrast/{row['contrast']}.html)"
    if finding.stage == LAST_STAGE:
        yield f"[Pairs compared, rejected, proposed]({UP}room/{LAST_STAGE}/pairs.html)"


def note_on(context: MemoContext, kind: str, name: str) -> Note | None:
    """The analyst's note on one exhibit or contrast."""
    return next((note for note in context.notes if (note.stage, note.subject) == (kind, name)), None)


def when(event: Event) -> str:
    """`2021-02 to 2021-05`."""
    return " to ".join(md(date) for date in (event.from_, event.to) if date)
