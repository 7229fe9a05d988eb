"""Templates -> Markdown -> HTML: the one place where a memo, a page beside it or the brief becomes text."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.site.markdown import to_html
from pipeline.wording.escaping import cell, md
from pipeline.wording.numbers import listed, plural, with_article

if TYPE_CHECKING:
    from jinja2 import Environment

# Parts of a template that print nothing leave their line breaks.
EMPTY_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=2)
def environment(keeps_compiled: bool = False) -> Environment:
    """Jinja with unknown fields as errors; Markdown needs no HTML escaping, since every text goes through `md`."""
    # Not at the top: commands that make no memo need not load it.
    import jinja2  # noqa: PLC0415

    from pipeline.site.compiled import Compiled  # noqa: PLC0415

    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 — the output is Markdown
        bytecode_cache=Compiled(keeps_compiled),
    )
    jinja.filters.update(md=md, cell=cell, plural=plural, listed=listed, with_article=with_article)
    return jinja


def render(template: str, **fields: object) -> str:
    """A template as Markdown, with no more than one empty line in a row."""
    text = str(environment().get_template(template).render(**fields))
    return EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n"


def kept_html(markdown: str, cache: Cache, keys: set[str]) -> Markup:
    """As `to_html`; a memo whose Markdown is what it was is not rendered again. Its key joins `keys`."""
    # Only what turns Markdown into HTML: other changes of the code leave kept pages good.
    key = key_of(code_digest("site/markdown.py", "wording/escaping.py"), markdown)
    keys.add(key)
    kept = cache.get("html", key)
    if isinstance(kept, str):
        return Markup(kept)  # noqa: S704 — what `to_html` made in an earlier run
    html = to_html(markdown)
    cache.put("html", key, str(html))
    return html
