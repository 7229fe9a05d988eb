"""Findings -> memos: Markdown is the master, HTML stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.figures.svg import marked_as_fiction
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.memos import comparison, comparison_more
from pipeline.memos.brief import write_brief
from pipeline.memos.contents import with_contents
from pipeline.memos.contexts import Maker, around_of, context_of
from pipeline.memos.sentences import Around
from pipeline.site.markdown import to_html
from pipeline.site.pages import memo_page
from pipeline.stages.findings import Finding
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.filters import FILTERS

EMPTY_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=2)
def environment(keeps_compiled: bool = False) -> Any:
    """Jinja with unknown fields as errors; Markdown needs no HTML escaping, since every text goes through `md`."""
    import jinja2  # noqa: PLC0415

    from pipeline.memos.compiled import Compiled  # noqa: PLC0415

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 — the output is Markdown
        bytecode_cache=Compiled(keeps_compiled),
    )
    made.filters.update(FILTERS)
    return made


TEMPLATE_OF = {FIRST_STAGE: "within_case.md.j2", LAST_STAGE: "cross_case.md.j2"}


def memo_text(finding: Finding, around: Around, makers: Sequence[Maker] = ()) -> str:
    """The memo of one finding, as Markdown, with no more than one empty line in a row."""
    template = environment().get_template(TEMPLATE_OF.get(finding.stage, "holding_constant.md.j2"))
    text = str(template.render(memo=context_of(finding, around, makers)))
    return with_contents(EMPTY_LINES.sub("\n\n", text).rstrip("\n") + "\n")


def kept_html(markdown: str, cache: Cache, keys: set[str]) -> Markup:
    """As `to_html`; a memo whose Markdown is what it was is not rendered again. Its key joins `keys`."""
    key = key_of(code_digest("site/markdown.py", "wording/escaping.py"), markdown)
    keys.add(key)
    kept = cache.get("html", key)
    if not isinstance(kept, str):
        kept = str(to_html(markdown))
        cache.put("html", key, kept)
    return Markup(kept)  # noqa: S704 — made by to_html, in this run or an earlier one


def write_memos(
    findings: Iterable[Finding], loaded_study: LoadedStudy, outputs: Outputs, cache: Cache | None = None
) -> None:
    """`memos/STAGE/SUBJECT.md` and `.html` for every finding; of the last also pages beside it, figures and brief."""
    kept, keys = cache or Cache(None), set[str]()
    listed = tuple(findings)
    around = around_of(listed, loaded_study)
    makers = (*comparison.MAKERS, *comparison_more.makers(loaded_study.study.folder))

    def write(name: str, title: str, text: str) -> None:
        outputs.write(f"memos/{name}.md", text)
        outputs.write(f"memos/{name}.html", memo_page(title, kept_html(text, kept, keys), 2, loaded_study.study))

    for finding in listed:
        title = f"{finding.name} — {finding.stage}"
        write(f"{finding.stage}/{finding.subject}", title, memo_text(finding, around, makers))
        if finding.stage == LAST_STAGE:
            beside = {
                **comparison.comparison_pages(finding, loaded_study.study.settings),
                **comparison_more.more_pages(finding, around),
            }
            for name, (title, text) in beside.items():
                write(f"{LAST_STAGE}/{name}", title, with_contents(text))
            figures = {
                **comparison.comparison_figures(finding, loaded_study.study.settings),
                **comparison_more.more_figures(finding, around),
            }
            for name, svg in figures.items():
                outputs.write(f"figures/{name}", marked_as_fiction(svg) if loaded_study.study.settings.fiction else svg)
            write_brief(finding, around, outputs)
    kept.keep_only("html", keys)
