"""Markdown -> a Word document: headings, paragraphs, lists, quotations, tables and figures in Word's own styles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.site.export_memos import target
from pipeline.site.markdown import tokens_of
from pipeline.word.inline import Place, add_bookmark, add_words, plain, write_inline
from pipeline.word.package import as_bytes
from pipeline.word.pictures import add_caption, add_picture
from pipeline.word.references import MOST_ENTRIES, References, chosen
from pipeline.word.run_pages import Quoted
from pipeline.word.styles import EVIDENCE_QUOTE, new_document, turn_page
from pipeline.word.tables import MANY_COLUMNS, add_table
from pipeline.wording.escaping import md, visible
from pipeline.wording.numbers import plural

if TYPE_CHECKING:
    from markdown_it.token import Token

REPLACED = "\ufffd"
QUOTATION = re.compile(r"\s*[“\"„«].*[”\"“»]\s*\([^()]*\bturn \d+[^()]*\)\s*", re.DOTALL)
"""A paragraph of a note that is one quotation with its source."""

EVIDENCE = "Quotations and evidence"
DEEPEST_LIST = 3


class WordWriter:
    """One document, filled from the top: `markdown` any number of times, then `end`.

    Args:
        run: The folder of outputs whose figures and pages of evidence the text names.
        title: The document's title, in its properties and on top of each page.
        is_wide: Whether its pages lie on their side.
        is_fiction: Whether each page says that its material is invented.
    """

    def __init__(self, run: Path, title: str, is_wide: bool = False, is_fiction: bool = False) -> None:
        self.document = new_document(f"{title} · fiction" if is_fiction else title, is_wide)
        self._title = title
        self._run = run
        self._references = References(run)
        self._numbers = {"Figure": 0, "Table": 0}
        self._fixed: dict[str, str] = {}
        self._n_bookmarks = 0
        self._n_replaced = 0

    def markdown(self, text: str, page: str, deeper: int = 0) -> None:
        """Add a page of Markdown.

        Args:
            text: The page.
            page: Where it stands in the run, from which its links are read.
            deeper: By how many levels its headings are lowered; at 0 its first heading is the title.
        """
        tokens = tokens_of(text)
        self._n_replaced += visible(text).count(REPLACED)
        place = Place(page, self._references, self._bookmarks(tokens))
        _Page(self, tokens, place, deeper).write()

    def caption(self, kind: str, words: str, number: str = "") -> Any:
        """A caption of words; numbered on from the last of its kind where `number` is ''."""
        paragraph = self.begin_caption(kind, number)
        add_words(paragraph, words)
        return paragraph

    def begin_caption(self, kind: str, number: str = "") -> Any:
        """A caption up to its number."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        fixed = number or self._fixed.pop(kind, "")
        return add_caption(self.document, kind, fixed or self._numbers[kind], self.next_bookmark(), bool(fixed))

    def heading(self, words: str, level: int, is_on_new_page: bool = False) -> None:
        """A heading that no Markdown has; at 0 it is the title."""
        paragraph = self.document.add_paragraph(style="Title" if level == 0 else f"Heading {level}")
        paragraph.paragraph_format.page_break_before = is_on_new_page or None
        add_words(paragraph, words)

    def number_next(self, kind: str, number: str) -> None:
        """Let the next caption of its kind have this number."""
        self._fixed[kind] = number

    def turn_page(self, is_wide: bool) -> bool:
        """Begin a new section where pages lie otherwise than before; whether it did."""
        section = self.document.sections[-1]
        is_turned = is_wide != bool(section.page_width > section.page_height)
        if is_turned:
            turn_page(self.document, is_wide)
        return is_turned

    def next_bookmark(self) -> int:
        """A number that no other place of the document has."""
        self._n_bookmarks += 1
        return self._n_bookmarks

    def figure_file(self, page: str, address: str) -> Path | None:
        """The figure that a picture names; None where the run holds no such file."""
        name = target(page, address)
        path = self._run / name if name else None
        return path if path is not None and path.is_file() else None

    def end(self, entry_level: int = 1) -> bytes:
        """The file: with the list of evidence, what it names and does not hold, and what was replaced."""
        if self._references.entries:
            self.document.add_paragraph(EVIDENCE, style=f"Heading {entry_level}")
        for reference in self._references.entries.values():
            self._entry(reference.number, f"{reference.evidence.title}.", reference.evidence.said)
            evidence = reference.evidence
            if evidence.rows:
                _add_words_table(self.document, [evidence.heads, *evidence.rows])
                self.document.add_paragraph()
            self._passages(evidence.quoted)
        self._say_what_is_missing()
        return as_bytes(self.document, self._title)

    def _bookmarks(self, tokens: Sequence[Token]) -> dict[str, str]:
        """Anchor -> the bookmark of its heading: Word takes 40 letters, digits and underscores."""
        anchors = [str(token.attrs["id"]) for token in tokens if token.type == "heading_open" and "id" in token.attrs]
        return {anchor: f"part_{self.next_bookmark()}" for anchor in anchors}

    def _entry(self, number: int, title: str, said: Sequence[str]) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        add_words(paragraph, f"{number}. {title}", ("strong",))
        add_bookmark(paragraph, f"evidence_{number}", self.next_bookmark())
        for sentence in said:
            add_words(paragraph, f" {sentence}")

    def _passages(self, passages: Sequence[Quoted]) -> None:
        printed, others = chosen(passages)
        for passage in printed:
            paragraph = self.document.add_paragraph(style=EVIDENCE_QUOTE)
            if passage.told:
                add_words(paragraph, f"{passage.told[:1].upper()}{passage.told[1:]}: ", ("em",))
            add_words(paragraph, f"“{passage.words}” — {passage.source}")
        if others:
            places = ", ".join(sorted({passage.transcript_id for passage in others}))
            words = f"{len(others)} more: in {places}."
            add_words(self.document.add_paragraph(style="Caption"), words)

    def _say_what_is_missing(self) -> None:
        said = []
        if self._references.left_behind:
            names = "; ".join(self._references.left_behind)
            said.append(f"Pages of the same run that this document names and does not hold: {names}.")
        if self._references.too_many:
            n_more = plural(len(self._references.too_many), "more figure")
            said.append(
                f"The evidence of {n_more} stands in the run alone: this document holds that of {MOST_ENTRIES}."
            )
        if self._n_replaced:
            # XML takes no control characters, and no program could open a file that has one.
            said.append(f"{REPLACED} stands for a character that no document may hold ({self._n_replaced} times).")
        if said:
            add_words(self.document.add_paragraph(style="Caption"), " ".join(said))


class _Page:
    """One page of Markdown on its way into a document."""

    def __init__(self, writer: WordWriter, tokens: Sequence[Token], place: Place, deeper: int) -> None:
        self._writer, self._document = writer, writer.document
        self._tokens, self._place, self._deeper = tokens, place, deeper
        self._lists: list[int | None] = []
        self._is_in_item_head = False
        self._n_quotes = 0

    def write(self) -> None:
        n = 0
        while n < len(self._tokens):
            n = self._write_block(n)

    def _write_block(self, n: int) -> int:
        """Write the block that begins at a token; the token after it."""
        token = self._tokens[n]
        kind = token.type
        if kind == "heading_open":
            self._heading(token, self._tokens[n + 1])
            return n + 3
        if kind == "paragraph_open":
            return self._paragraph(n)
        if kind == "table_open":
            return self._table(n)
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(self._new_numbers(token) if kind == "ordered_list_open" else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            self._is_in_item_head = True
        elif kind in ("blockquote_open", "blockquote_close"):
            self._n_quotes += 1 if kind == "blockquote_open" else -1
        elif kind in ("fence", "code_block"):
            add_words(self._document.add_paragraph(style="macro"), token.content.rstrip("\n"))
        elif kind == "hr":
            _draw_rule(self._document.add_paragraph())
        return n + 1

    def _heading(self, token: Token, inline: Token) -> None:
        level = int(token.tag[1]) + self._deeper
        # One title a document: its first heading; those of h2 are the first level below it.
        style = "Title" if level == 1 else f"Heading {min(level - 1, 4)}"
        paragraph = self._document.add_paragraph(style=style)
        write_inline(paragraph, inline, self._place)
        if name := self._place.bookmarks.get(str(token.attrs.get("id", ""))):
            add_bookmark(paragraph, name, self._writer.next_bookmark())

    def _paragraph(self, n: int) -> int:
        inline = self._tokens[n + 1]
        pictures = [part for part in inline.children or () if part.type == "image"]
        if pictures and not plain(inline).strip():
            return self._pictures(n, pictures)
        write_inline(self._document.add_paragraph(style=self._style(n)), inline, self._place)
        self._number_item()
        return n + 3

    def _style(self, n: int) -> str:
        if self._lists:
            kind = "List Bullet" if self._lists[-1] is None else "List Number"
            if not self._is_in_item_head:
                kind = "List Continue"
            depth = min(len(self._lists), DEEPEST_LIST)
            return kind if depth == 1 else f"{kind} {depth}"
        if self._n_quotes:
            return "Quote"
        # The line below the title of a memo says what it rests on.
        below_title = n >= 3 and self._tokens[n - 3].type == "heading_open" and self._tokens[n - 3].tag == "h1"
        if QUOTATION.fullmatch(plain(self._tokens[n + 1])):
            return "Quote"
        return "Subtitle" if below_title and " · " in self._tokens[n + 1].content and not self._deeper else "Normal"

    def _number_item(self) -> None:
        if self._lists and self._lists[-1] is not None and self._is_in_item_head:
            properties = self._document.paragraphs[-1]._element.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = self._lists[-1]
        self._is_in_item_head = False

    def _new_numbers(self, token: Token) -> int:
        """A list's own numbering, from where it begins: else Word goes on from the list before."""
        numbering = self._document.part.numbering_part.element
        style = self._document.styles["List Number"].element
        model = numbering.num_having_numId(style.pPr.numPr.numId.val)
        number = numbering.add_num(model.abstractNumId.val)
        start = number.add_lvlOverride(ilvl=0)
        start.add_startOverride(int(token.attrs.get("start", 1)))
        return int(number.numId)

    def _pictures(self, n: int, pictures: Sequence[Token]) -> int:
        """Figures, and below them the paragraph that names what they show as their caption."""
        after = n + 3
        for picture in pictures:
            shows = picture.content
            path = self._writer.figure_file(self._place.page, str(picture.attrs.get("src", "")))
            if path is None:
                words = f"{shows} (the figure is not in this run)"
                add_words(self._document.add_paragraph(style="Normal"), words, ("em",))
                continue
            add_picture(self._document, path, shows)
            caption = self._writer.begin_caption("Figure")
            below = self._tokens[after + 1] if self._is_paragraph(after) else None
            if below is not None and plain(below).startswith(shows):
                write_inline(caption, below, self._place)
                after += 3
            else:
                add_words(caption, f"{shows}.")
        return after

    def _is_paragraph(self, n: int) -> bool:
        return n < len(self._tokens) and self._tokens[n].type == "paragraph_open"

    def _table(self, n: int) -> int:
        end = next(m for m in range(n, len(self._tokens)) if self._tokens[m].type == "table_close")
        rows: list[list[Token]] = []
        for token in self._tokens[n:end]:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        words = [[plain(cell) for cell in row] for row in rows]
        add_table(
            self._document, words, lambda cell, row, column: write_inline(cell, rows[row][column], self._place)
        )  # fmt: skip
        # Two tables without anything between them would be one.
        self._document.add_paragraph().paragraph_format.space_after = 0
        return end + 1


def _add_words_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    add_table(document, rows, lambda cell, row, column: add_words(cell, rows[row][column]))


def _draw_rule(paragraph: Any) -> None:
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "C9C6BF")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._element.get_or_add_pPr().append(borders)


def is_wide(markdown: str) -> bool:
    """Whether a page has a table that needs a sheet on its side."""
    lines = (line for line in markdown.split("\n") if line.startswith("|--"))
    return any(line.count("|") - 1 > MANY_COLUMNS for line in lines)


def word_of_page(run: Path, name: str, is_fiction: bool = False, notice: str = "") -> bytes:
    """One page of a run's Markdown as a Word document.

    Args:
        run: The folder of outputs.
        name: `memos/STAGE/SUBJECT.md`, or any other page in Markdown.
        is_fiction: Whether each page says that its material is invented.
        notice: What stands below its title.
    """
    text = (run / name).read_text(encoding="utf-8")
    if notice:
        title, _, rest = text.partition("\n")
        text = f"{title}\n\n*{md(notice)}*\n\n{rest}"
    writer = WordWriter(run, _title_of(text) or PurePosixPath(name).stem, is_wide(text), is_fiction)
    writer.markdown(text, name)
    return writer.end()


def _title_of(text: str) -> str:
    tokens = tokens_of(text)
    return next((plain(tokens[n + 1]) for n, token in enumerate(tokens) if token.type == "heading_open"), "")
