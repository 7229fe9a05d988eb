"""The smallest pieces of HTML, out of text that has passed through `esc`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.wording.escaping import BIDI, Html, esc, url, visible

__all__ = ["BIDI", "Html", "cue_words", "details", "esc", "items", "join", "link", "scroll", "section", "table", "url",
           "visible"]

LONGEST_CUE = 60


def cue_words(cue: object) -> Html:
    """The cue that fired, between quotation marks; a long pattern only begins (`codings.csv` has it whole)."""
    text = str(cue)
    return Html(f"“{esc(text if len(text) <= LONGEST_CUE else text[:LONGEST_CUE].rstrip() + '…')}”")


def link(path: str, words: Html, css: str = "") -> Html:
    """A link to a page of ours."""
    return Html(f'<a href="{url(path)}"{_css(css)}>{words}</a>')


def _css(css: str) -> str:
    return f' class="{css}"' if css else ""


def join(parts: Iterable[str], between: str = "") -> Html:
    """Pieces of HTML one after the other."""
    return Html(between.join(parts))


def items(parts: Iterable[Html], css: str = "", tag: str = "ul") -> Html:
    """A list; nothing where there is no item."""
    body = "".join(f"<li>{part}</li>\n" for part in parts)
    return Html(f"<{tag}{_css(css)}>\n{body}</{tag}>\n" if body else "")


def section(anchor: str, title: Html, body: Html, level: int = 2) -> Html:
    """A part of a page under its heading; nothing where its body is empty."""
    if not body:
        return Html("")
    return Html(f'<section aria-labelledby="{anchor}">\n<h{level} id="{anchor}">{title}</h{level}>\n{body}</section>\n')


def table(
    caption: Html, heads: Sequence[Html], rows: Iterable[Sequence[Html]], css: str = "", is_caption_shown: bool = False
) -> Html:
    """A table that scrolls in its own frame: the first cell of each row is its heading."""
    hidden = "" if is_caption_shown else ' class="aside"'
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>\n"
        for first, *rest in rows
    )
    return scroll(
        caption,
        Html(
            f"<table{_css(css)}>\n<caption{hidden}>{caption}</caption>\n<thead><tr>{top}</tr></thead>\n"
            f"<tbody>\n{body}</tbody>\n</table>"
        ),
    )


def scroll(label: Html, body: Html) -> Html:
    """A frame in which something wide scrolls, also by keyboard, while the page keeps its width."""
    return Html(f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">\n{body}\n</div>\n')


def details(summary: Html, body: Html, is_open: bool = False) -> Html:
    """A part that folds; nothing where its body is empty."""
    opened = " open" if is_open else ""
    return Html(f"<details{opened}>\n<summary>{summary}</summary>\n{body}</details>\n" if body else "")
