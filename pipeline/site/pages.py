"""The frame around every page: head, banner, way home, foot; and the frame of a memo's HTML."""

from __future__ import annotations

from markupsafe import Markup

from pipeline import __version__
from pipeline.site.templating import render
from pipeline.study.dataclass import dataclass
from pipeline.study.study import Study

PLACES = (
    ("Memos", "index.html#memos"),
    ("Codes", "index.html#codes"),
    ("Figures", "figures.html"),
    ("Tables", "index.html#tables"),
    ("Machine", "machine.html"),
    ("Search", "search.html"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page. `up` leads to the top (`../../`), `scripts` are files of ours beside style.css.

    `sent_to`: the other machine to which transcripts were sent (a language model's), if to any.
    """

    title: str
    study: str
    up: str
    css: str
    is_fiction: bool
    is_shared: bool
    sent_to: str = ""
    scripts: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = PLACES
    version: str = __version__


def page(
    template: str, title: str, up: str, study: Study, css: str = "", scripts: tuple[str, ...] = (), **values: object
) -> Markup:
    """A whole page of the site: a template that extends `page.html.j2`, with its values."""
    return render(template, frame=frame_of(title, up, study, css, scripts), up=up, **values)


def frame_of(title: str, up: str, study: Study, css: str, scripts: tuple[str, ...] = ()) -> Frame:
    """What stands around a page of this study."""
    return Frame(title, study.title, up, css, study.settings.fiction, study.is_shared, _sent_to(study), scripts)


def _sent_to(study: Study) -> str:
    llm = study.settings.llm
    return "" if llm is None or llm.is_local else llm.host


def memo_page(title: str, body: Markup, depth: int, study: Study) -> Markup:
    """A memo's page around its HTML; `depth` folders below outputs/."""
    return page("memo.html.j2", title, "../" * depth, study, body=body)


def plain_page(title: str, body: Markup, is_shared: bool) -> Markup:
    """A page by itself at the top of outputs/: no name of the study, no way to pages that name somebody."""
    return render("plain.html.j2", title=title, body=body, is_shared=is_shared)
