"""Findings -> memos: Markdown is the master, HTML stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.comparison.comparison import Comparison
from pipeline.figures.rests_on import rests_on
from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.memos.brief import write_brief
from pipeline.memos.contents import with_contents
from pipeline.memos.memo import NO_MOVES, memo_context, memo_text
from pipeline.memos.reasoning.write import write_reasoning
from pipeline.memos.rendering import kept_html
from pipeline.memos.revisions import revisions_text
from pipeline.memos.room import room_text
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.sections import pages
from pipeline.site.pages import memo_page
from pipeline.stages.findings import Finding
from pipeline.store.rows import CodeFrequency, Judgement, TranscriptRow
from pipeline.study.study import LAST_STAGE


def titles_of(beside: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    """The pages beside the last memo by name, with what each is called."""
    return {name: title for name, (title, _) in beside.items()}


def write_memos(
    findings: Iterable[Finding],
    loaded_study: LoadedStudy,
    outputs: Outputs,
    cache: Cache | None = None,
    moves: Mapping[tuple[str, str], str] = NO_MOVES,
) -> None:
    """`memos/STAGE/SUBJECT.md` and `.html` for every finding, and `room/STAGE/SUBJECT` with all that it leaves out.

    Of the last stage also the pages beside it, figures and brief; once a run what later stages changed in earlier ones.
    """
    kept, keys = cache or Cache(None), set[str]()
    study = loaded_study.study
    listed = tuple(findings)
    context = memo_context(listed, loaded_study, moves)

    def write(name: str, title: str, text: str) -> None:
        outputs.write(f"{name}.md", text)
        outputs.write(f"{name}.html", memo_page(title, kept_html(text, kept, keys), name.count("/"), study))

    for finding in listed:
        compared = None
        if finding.stage == LAST_STAGE:
            comparison = Comparison(finding, study.settings, loaded_study.codebook, study.folder, loaded_study.outgoing)
            compared = Compared(comparison, context)
        title = f"{finding.name} — {finding.stage}"
        beside = {} if compared is None else pages(compared)
        write(
            f"memos/{finding.stage}/{finding.subject}", title, memo_text(finding, context, compared, titles_of(beside))
        )
        write(f"room/{finding.stage}/{finding.subject}", f"{title}, data room", room_text(finding, context, compared))
        if compared is None:
            continue
        # Pages in full can be long; the memo itself never is.
        for name, (title, text) in beside.items():
            write(f"memos/{LAST_STAGE}/{name}", title, with_contents(text))
        for name, image in compared.figures.items():
            outputs.write(f"figures/{name}", image.svg(study.settings.fiction, _rests_on(name, finding)))
        write_brief(compared.comparison, context, outputs)
    write_reasoning(listed, context, loaded_study, write)
    write(
        f"room/{LAST_STAGE}/revisions",
        "What later stages changed in earlier ones",
        revisions_text(study.stages, context),
    )
    # Pages that this run no longer has would otherwise stay in the cache for good.
    kept.keep_only("html", keys)


def _rests_on(name: str, finding: Finding) -> str:
    rows = finding.tables.rows
    return rests_on(name.removesuffix(".svg"), rows(CodeFrequency), rows(TranscriptRow), bool(rows(Judgement)))
