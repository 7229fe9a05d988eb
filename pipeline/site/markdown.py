"""Markdown -> the HTML of a memo: headings with anchors, tables fit for narrow windows and for readers who listen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.wording.escaping import visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

LEADS_OUT = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
"""An address with a scheme or a host: analysts' notes are Markdown of their own, but no page of ours leads elsewhere
than to our pages."""

# As memos write it, up to three folders below outputs/.
OUR_FIGURE = re.compile(r"(?:\.\./){1,3}figures/[^/?#:]+\.svg")

TAKEN = ("main", "")
"""Ids that the frame around a memo has already."""

SECTIONS = ("h2", "h3", "h4")
# The library aligns cells by `style`, which the pages' policy forbids: a class stands for it.
ALIGNED = re.compile(r"text-align:(left|right|center)")


def to_html(markdown: str) -> Markup:
    """Markdown as HTML; raw HTML in it stays text, and a link that leads out of the run stays words."""
    return Markup(_parser().render(markdown))  # noqa: S704 — the parser escapes all text, and takes no HTML


def tokens_of(markdown: str) -> list[Token]:
    """The same page as what it is made of, for formats other than HTML: read, sanitised and anchored alike."""
    return _parser().parse(markdown)


def anchor(heading: str) -> str:
    """A heading's words as an anchor, in the way of most readers of Markdown: `What helped` is `what-helped`."""
    return re.sub(r"[^\w\- ]", "", heading.strip().casefold()).replace(" ", "-")


def anchors(headings: Iterable[str]) -> list[str]:
    """An anchor each; the second of the same words ends in -1."""
    names = dict.fromkeys(TAKEN)
    n_tried: dict[str, int] = defaultdict(int)
    for heading in headings:
        name = anchor(heading) or "part"
        tried = name
        while tried in names:
            # From the last number on: from 1 each time, a page of many codes would take the cube of their number.
            n_tried[name] += 1
            tried = f"{name}-{n_tried[name]}"
        names[tried] = None
    return list(names)[len(TAKEN) :]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 — a tenth of a second, and most commands make no memo
    from markdown_it.renderer import RendererHTML  # noqa: PLC0415

    class _Renderer(RendererHTML):
        """As the library's, in time that grows with the page: there each piece is added to a copy of all before it."""

        def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
            return "".join(self._of(tokens, n, options, env) for n in range(len(tokens)))

        def _of(self, tokens: Sequence[Token], n: int, options: OptionsDict, env: EnvType) -> str:
            token = tokens[n]
            if token.type == "inline":
                return self.renderInline(token.children, options, env) if token.children else ""
            if token.type in self.rules:
                return str(self.rules[token.type](tokens, n, options, env))
            return self.renderToken(tokens, n, options, env)

    # No raw HTML and no autolinks: notes and transcripts are other people's words.
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table").disable("autolink")
    # The library's own check lets http through.
    parser.validateLink = lambda address: not LEADS_OUT.match(address)  # type: ignore[method-assign,assignment]
    rules = {"pictures": _only_our_pictures, "visible": _visible, "anchors": _with_anchors, "tables": _with_frames}
    for name, rule in rules.items():
        parser.core.ruler.push(name, rule)
    return parser


def _only_our_pictures(state: StateCore) -> None:
    """A picture is a figure of the run or stays words: no note, and no transcript, brings another onto a page."""
    for token in state.tokens:
        for part in token.children or ():
            if part.type == "image" and not OUR_FIGURE.fullmatch(str(part.attrs.get("src", ""))):
                part.type, part.tag, part.children = "text", "", None
                # What was typed stays readable: its `!` and its words.
                part.content = f"!{part.content}"
                part.attrs = {}


def _visible(state: StateCore) -> None:
    """Marks that turn the direction of writing are spelt out, also where a note writes them as entities."""
    for token in state.tokens:
        for part in (token, *(token.children or ())):
            part.content = visible(part.content)
            for name, value in part.attrs.items():
                part.attrs[name] = visible(value) if isinstance(value, str) else value


def _with_anchors(state: StateCore) -> None:
    """Headings carry ids. Sections come first, so that a smaller heading never takes a section's name."""
    headings = [
        (token, _words(state.tokens[n + 1]))
        for n, token in enumerate(state.tokens)
        if token.type == "heading_open" and token.tag in SECTIONS
    ]
    ordered = sorted(headings, key=lambda heading: heading[0].tag != "h2")
    for (token, _), name in zip(ordered, anchors(words for _, words in ordered), strict=True):
        token.attrSet("id", name)


def _words(inline: Token) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(breaks.get(part.type, part.content) for part in inline.children or ())


def _with_frames(state: StateCore) -> None:
    """Tables scroll in a frame and are called by what introduces them; their first cells head their rows, and classes
    stand for styles, which the policy of a page forbids."""
    from markdown_it.token import Token  # noqa: PLC0415 — loaded with the parser

    framed: list[Token] = []
    for n, token in enumerate(state.tokens):
        if token.type in ("th_open", "td_open"):
            _make_a_heading(token, is_first=state.tokens[n - 1].type == "tr_open")
        elif token.type == "td_close" and _opening(framed).tag == "th":
            token.tag = "th"
        if token.type == "table_open":
            name = _name_of_table(state.tokens, n)
            token.attrSet("aria-label", name)
            # Focusable, so that a wide table can be scrolled by keyboard.
            frame = {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": name}
            framed.append(Token("frame_open", "div", 1, attrs=dict(frame), block=True))
        framed.append(token)
        if token.type == "table_close":
            framed.append(Token("frame_close", "div", -1, block=True))
    state.tokens = framed


def _name_of_table(tokens: Sequence[Token], place: int) -> str:
    """The line before it where that ends in a colon, else its section's heading, or the heads of its columns."""
    if place > 1 and tokens[place - 1].type == "paragraph_close" and _words(tokens[place - 2]).endswith(":"):
        return _words(tokens[place - 2]).removesuffix(":")
    for n in range(place - 1, 0, -1):
        if tokens[n].type == "heading_close" and tokens[n].tag != "h1":
            return _words(tokens[n - 1])
    ends = next(n for n in range(place, len(tokens)) if tokens[n].type in ("thead_close", "table_close"))
    heads = [_words(tokens[n + 1]) for n in range(place, ends) if tokens[n].type == "th_open"]
    return ", ".join(filter(None, heads)) or "Table"


def _opening(tokens: Sequence[Token]) -> Token:
    """The cell that a closing token closes: cells hold no cells."""
    return next(token for token in reversed(tokens) if token.type == "td_open")


def _make_a_heading(token: Token, is_first: bool) -> None:
    aligned = ALIGNED.match(str(token.attrs.get("style", "")))
    scope = "col" if token.type == "th_open" else "row" if is_first else ""
    token.attrs = {}
    if scope:
        token.tag = "th"
        token.attrSet("scope", scope)
    if aligned:
        token.attrSet("class", f"to-{aligned[1]}")
