"""Markdown -> the words in it: markup out, escapes and entities resolved, nothing else touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from pipeline.corpus.formats.lines import Line, lines_of, without_entities

_MARKED = re.compile(r"[\\*_`~<\[&#|]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Code and emphasis have bounds, so that signs that are never closed cost no search to the end of the file each.
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,2000}?)(?<!`)\1(?!`)")
# An address may hold one pair of parentheses: `…/wiki/Trust_(social_science)`.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_BREAK_TAG = re.compile(
    r"<(?:/?(?:br|p|div|li|ul|ol|tr|td|th|table|hr|h[1-6]|blockquote))(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(
    # A closed list of tags: `<laughs>` is a typist's remark and stays.
    r"</?(?:a|b|big|center|cite|code|del|em|font|i|img|ins|kbd|mark|s|small|span|strong|strike|sub|sup|tt|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_EMPHASES = (
    re.compile(r"(\*{1,3})(?=\S)(.{1,2000}?)(?<=[^\s*])\1(?!\*)"),
    # Inside a word `_` is no emphasis, as CommonMark has it: `field_note_3`.
    re.compile(r"(?<!\w)(_{1,3})(?=\S)(.{1,2000}?)(?<=[^\s_])\1(?!\w)"),
    re.compile(r"(~~)(?=\S)(.{1,2000}?)(?<=\S)\1"),
)
_WHOLE_LINE = re.compile(r"\s*(\*{1,3}|_{1,3})(?=[^\s*_])[^*_]+(?<=\S)\1\s*$")
_CLOSINGS = (re.compile(r"[^\s*]\*"), re.compile(r"[^\s_]_{1,3}(?!\w)"), re.compile(r"\S~~"))
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$")
_QUOTE_OR_BULLET = re.compile(r"^\s*(?:>\s?|[-*+]\s+(?=\S))+")
_RULE = re.compile(r"^\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,}|`{3,}\w*|~{3,}\w*)\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?\s*$")
# An odd number of backslashes: an even one is escaped backslashes, which break nothing.
_HARD_BREAK = re.compile(r"(?<!\\)(?:\\\\)*\\\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_markdown_lines(text: str) -> tuple[Line, ...]:
    """Lines without rules, quotes, bullets, comments and the bars of tables. Headings keep their `#`."""
    closed = text.rfind("-->") + 3  # behind the last end, each opening sign would be sought to the end of the file
    if closed > 2 and "<!--" in text:
        head = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text[:closed])
        text = head + text[closed:]
    lines: list[Line] = []
    opens = False
    for line in lines_of(text):
        words = line.text
        if words.lstrip()[:1] in "-*_=`~|:" and (_RULE.match(words) or _TABLE_RULE.match(words)):
            opens = True
            continue
        marker = _QUOTE_OR_BULLET.match(words)
        words = words[marker.end() :] if marker else words
        if words.lstrip().startswith("|"):
            words = "\t".join(cell.strip() for cell in words.strip().strip("|").split("|"))
        if words.strip():
            lines.append(Line(words, line.number, line.opens or opens or bool(marker), typeface=_typeface(words)))
        opens = bool(_HEADING.match(words))
    return tuple(_without_hard_breaks(lines))


def _typeface(text: str) -> str:
    """`bold`, `italic` or `heading` where all of a line is set so; else nothing."""
    if text.lstrip()[:1] not in ("*", "_", "#"):
        return ""
    if _HEADING.match(text):
        return "heading"
    face = _WHOLE_LINE.match(text)
    return ("italic", "bold", "bold italic")[len(face[1]) - 1] if face else ""


def _without_hard_breaks(lines: list[Line]) -> Iterator[Line]:
    """A backslash at the end of a line breaks it, where the paragraph goes on; at its end it is a backslash."""
    for line, after in zip_longest(lines, lines[1:]):
        breaks = after is not None and not after.opens and _HARD_BREAK.search(line.text)
        yield replace(line, text=line.text.rstrip()[:-1]) if breaks else line


def without_markup(text: str) -> str:
    """One line without Markdown's markup: `**so** \\[laughs\\] &quot;we&quot;` -> `so [laughs] "we"`."""
    # Most lines have no markup, and are spared the patterns below.
    if not _MARKED.search(text):
        return text
    if (heading := _HEADING.match(text)) is not None:
        text = heading.group(1)
    # Escapes and code come first: what they hide is no markup to all that follows.
    text = _ESCAPE.sub(lambda match: _hidden(match.group(1)), text)
    if "`" in text:
        text = _CODE.sub(lambda match: _hidden(match.group(2)), text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub(" ", _AUTOLINK.sub(r"\1", text)))
    for emphasis, closing in zip(_EMPHASES, _CLOSINGS, strict=True):
        if closing.search(text):
            text = _without_emphasis(text, emphasis)
    return _shown(without_entities(text))


def _without_emphasis(text: str, emphasis: re.Pattern[str]) -> str:
    for _ in range(3):  # bold within italics within bold is as deep as people go
        text, n_found = emphasis.subn(r"\2", text)
        if not n_found:
            break
    return text


def _hidden(text: str) -> str:
    """Signs that markup must not see, as lone surrogates: decoded text never holds one."""
    return "".join(chr(0xDC00 + ord(sign)) if "!" <= sign <= "~" and not sign.isalnum() else sign for sign in text)


def _shown(text: str) -> str:
    return re.sub("[\udc00-\udc7f]", lambda match: chr(ord(match.group()) - 0xDC00), text)
