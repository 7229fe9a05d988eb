"""An empty Word document whose styles a co-author can leave as they are: Word's own names, quiet looks."""

from __future__ import annotations

from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Calibri"
INK, QUIET, ACCENT = RGBColor(0x1D, 0x1F, 0x21), RGBColor(0x55, 0x59, 0x5D), RGBColor(0x0B, 0x4F, 0x80)
PAGE, MARGIN = (21.0, 29.7), 2.5
"""A4 and its margins, in cm."""

TABLE, TABLE_TEXT, EVIDENCE_QUOTE = "Quiet Table", "Table Text", "Evidence Quote"
# Three rules and hairlines between rows, as journals set them; the first row is a heading on each page.
TABLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="QuietTable">
<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="1D1F21"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="1D1F21"/>
<w:insideH w:val="single" w:sz="2" w:space="0" w:color="C9C6BF"/></w:tblBorders>
<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="1D1F21"/></w:tcBorders></w:tcPr>
</w:tblStylePr>
</w:style>
"""


def new_document(running_head: str, is_wide: bool = False) -> Any:
    """A document without a paragraph: A4, pages numbered, `running_head` on top of each; landscape if it is wide."""
    document = Document()
    _set_page(document, is_wide)
    _set_text_styles(document)
    document.styles.element.append(parse_xml(TABLE_XML))
    for name in ("Code", "Reference"):
        document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    # A size of the table's style would lose against that of Normal, in Word as in LibreOffice.
    of_tables = document.styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    of_tables.base_style, of_tables.font.size = document.styles["Normal"], Pt(9)
    of_tables.paragraph_format.space_before = of_tables.paragraph_format.space_after = Pt(1.5)
    of_tables.paragraph_format.line_spacing = 1.0
    evidence = document.styles.add_style(EVIDENCE_QUOTE, WD_STYLE_TYPE.PARAGRAPH)
    evidence.base_style = document.styles["Quote"]
    evidence.font.size, evidence.paragraph_format.space_after = Pt(9.5), Pt(4)
    evidence.paragraph_format.line_spacing = 1.0
    document.styles["Code"].font.name = "Consolas"
    document.styles["Reference"].font.superscript = True
    document.styles["Reference"].font.color.rgb = ACCENT
    _set_frame(document, running_head)
    for paragraph in list(document.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    # Asked for the style of each paragraph and run, the library walks through all styles: a third of a document's time.
    document.part.get_style_id = cache(document.part.get_style_id)  # type: ignore[method-assign]
    return document


def text_width(document: Any) -> float:
    """Between the margins, in cm."""
    section = document.sections[-1]
    return float((section.page_width - section.left_margin - section.right_margin) / 360000)


def turn_page(document: Any, is_wide: bool) -> None:
    """From here on a new page, upright or on its side."""
    document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(document, is_wide)


def _set_page(document: Any, is_wide: bool) -> None:
    section = document.sections[-1]
    width, height = reversed(PAGE) if is_wide else PAGE
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN))


def _set_text_styles(document: Any) -> None:
    styles = document.styles
    looks = (
        # name, points, bold, italic, colour, space before, space after
        ("Normal", 11, False, False, INK, 0, 6),
        ("Title", 20, True, False, INK, 0, 6),
        ("Subtitle", 10.5, False, False, QUIET, 0, 12),
        ("Heading 1", 16, True, False, INK, 18, 6),
        ("Heading 2", 13, True, False, INK, 14, 4),
        ("Heading 3", 11.5, True, False, INK, 10, 3),
        ("Heading 4", 11, True, True, INK, 8, 2),
        ("Quote", 10.5, False, False, INK, 4, 8),
        ("Caption", 9.5, False, False, QUIET, 2, 10),
        ("List Bullet", 11, False, False, INK, 0, 3),
        ("List Number", 11, False, False, INK, 0, 3),
        ("macro", 9, False, False, INK, 4, 8),
    )
    for name, points, is_bold, is_italic, colour, before, after in looks:
        style = styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(points), is_bold, is_italic
        style.font.color.rgb = colour
        style.font.name = "Consolas" if name == "macro" else FONT
        # Headings of the template name a theme font, which would win over ours.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("w:hAnsi", "w:cs"):
            fonts.set(qn(script), style.font.name)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    for name in ("Title", "Subtitle"):
        # The template sets these letters apart, or closer.
        for node in styles[name].element.rPr.findall(qn("w:spacing")):
            styles[name].element.rPr.remove(node)
    styles["Quote"].paragraph_format.left_indent = styles["Quote"].paragraph_format.right_indent = Cm(0.8)
    # The template rules a blue line under a title.
    if (rule := styles["Title"].element.pPr.find(qn("w:pBdr"))) is not None:
        styles["Title"].element.pPr.remove(rule)


def _set_frame(document: Any, running_head: str) -> None:
    """What this is on top of each page, its number below."""
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.add_run(running_head).font.size = Pt(8.5)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(foot, "PAGE", "1").font.size = Pt(8.5)
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.color.rgb = QUIET


def add_field(paragraph: Any, instruction: str, result: str) -> Any:
    """A field that Word reckons anew (a page's number, a caption's), with what it shows until then; the run of it."""
    run = paragraph.add_run()
    for kind in ("begin", "instruction", "separate", "result", "end"):
        if kind in ("begin", "separate", "end"):
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), kind)
        else:
            node = OxmlElement("w:instrText" if kind == "instruction" else "w:t")
            node.text = f" {instruction} " if kind == "instruction" else result
            if kind == "instruction":
                node.set(qn("xml:space"), "preserve")
        run._element.append(node)
    return run
