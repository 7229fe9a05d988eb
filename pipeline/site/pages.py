"""The frame around every page: head, banner, way home, foot; and the frame of a memo's HTML."""

from __future__ import annotations

import re

from pipeline import __version__
from pipeline.study.study import Study
from pipeline.wording.markup import BIDI, Html, esc, visible

POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'self' file:"
POLICY_WITH_SCRIPT = f"{POLICY}; script-src 'self' file:"
PLACES = (
    ("Memos", "index.html#memos"),
    ("Codes", "index.html#codes"),
    ("Figures", "figures.html"),
    ("Tables", "index.html#tables"),
    ("Machine", "machine.html"),
    ("Search", "search.html"),
)
CELL_STYLE = re.compile(r'<(t[hd]) style="text-align:(left|right|center)">')
FIRST_CELL = re.compile(r"(<tr>\n)<td( class=\"[a-z-]+\")?>(.*?)</td>", re.DOTALL)


def document(title: str, body: Html, up: str, study: Study, css: str = "", scripts: tuple[str, ...] = ()) -> str:
    """A whole page. `up` leads to the top (`../../`), `scripts` are files of ours beside the style sheet."""
    name = esc(study.title)
    fiction = (
        '<p class="fiction"><strong>Fiction.</strong> The people, places and words here are invented.</p>\n'
        if study.settings.fiction
        else ""
    )
    places = "".join(f'<li><a href="{up}{where}">{words}</a></li>' for words, where in PLACES)
    loaded = "".join(f'<script src="{up}{one}" defer></script>\n' for one in scripts)
    policy = POLICY_WITH_SCRIPT if scripts else POLICY
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<title>{esc(title)} · {name}</title>\n<link rel="stylesheet" href="{up}style.css">\n{loaded}</head>\n'
        f'<body class="{css}">\n<a class="skip" href="#main">Skip to the text</a>\n'
        f'<header>\n<div class="top">\n<a class="home" href="{up}index.html"><bdi>{name}</bdi></a>\n'
        f'<nav aria-label="Parts of this site"><ul>{places}</ul></nav>\n</div>\n{fiction}</header>\n'
        f'<main id="main" tabindex="-1">\n{body}</main>\n'
        f'<footer class="foot"><p>Made by crosscase {__version__} from the files of <bdi>{name}</bdi>.'
        f"{' Fiction.' if study.settings.fiction else ''} Counts help to find passages; they do not rank them.</p>"
        "</footer>\n</body>\n</html>\n"
    )


def page(title: str, body: str, depth: int, study: Study) -> str:
    """A memo's page around a body of safe HTML; `depth` folders below outputs/.

    Tables get headings for their rows and a frame in which they scroll; style attributes become classes, since the
    page's policy allows no style of its own.
    """
    return document(title, Html(f'<article class="memo">\n{framed_tables(body)}</article>\n'), "../" * depth, study)


def framed_tables(body: str) -> str:
    """HTML as markdown-it makes it, its tables fit for narrow windows and for readers who listen."""
    body = BIDI.sub(lambda match: visible(match[0]), body)
    if "<table>" not in body:
        return body
    body = CELL_STYLE.sub(r'<\1 class="to-\2">', body)
    body = FIRST_CELL.sub(r'\1<th scope="row"\2>\3</th>', body)
    body = body.replace("<th>", '<th scope="col">').replace('<th class="', '<th scope="col" class="')
    frame = '<div class="scroll" role="group" tabindex="0" aria-label="Table">\n<table>'
    return body.replace("<table>", frame).replace("</table>", "</table>\n</div>")
