"""Jinja for every page: whatever is printed is escaped, and what a template does not know is an error."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.site.words import clock, hours, number, thousands, with_minus
from pipeline.wording.escaping import url, visible
from pipeline.wording.numbers import first_upper, plural, with_article

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
NOTHING = Markup("")
SPECIAL = re.compile(r"""[&<>"']""")
"""What `escape` spells otherwise."""


def escaped(value: object) -> Markup:
    """A value as a page prints it: nothing for None, HTML as it is, all else letter by letter with nothing hidden.

    Jinja's own escaping would let control characters and marks that turn the direction of writing through.
    """
    # By its exact type first: pages print some ten thousand values each.
    if type(value) is str:
        return _markup(escape(visible(value)) if SPECIAL.search(value) or not value.isprintable() else value)
    if isinstance(value, Markup):
        return value
    return NOTHING if value is None else _markup(escape(visible(str(value))))


def _markup(html: str) -> Markup:
    """HTML as such: without the questions that `Markup` asks of whatever it is given."""
    return str.__new__(Markup, html)


def address(path: str) -> Markup:
    """A relative address of ours, with `#anchor` or without, as it stands in an attribute."""
    return Markup(url(path))  # noqa: S704 — url escapes


@lru_cache(maxsize=2)
def environment(keeps_compiled: bool = False) -> Environment:
    """The one environment of all pages: templates are compiled at install, else once a run."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 — not every command makes pages

    from pipeline.site.compiled import Compiled  # noqa: PLC0415

    # `StrictUndefined`: a field that a template misspells ends the run, and prints no empty place.
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=escaped,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, auto_reload=False,
        bytecode_cache=Compiled(keeps_compiled),
    )  # fmt: skip
    jinja.filters.update(
        url=address, thousands=thousands, plural=plural, with_article=with_article, first_upper=first_upper,
        clock=clock, hours=hours, number=number, minus=with_minus,
    )  # fmt: skip
    return jinja


def render(template: str, **values: object) -> Markup:
    """A template of site/templates/ with its values."""
    return Markup(environment().get_template(template).render(**values))  # noqa: S704 — autoescape is on
