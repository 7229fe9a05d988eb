"""Reads memos as a suspicious co-author does: their links, figures, quotations and numbers, from the Markdown alone."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pipeline.memos.write import to_html

LINK = re.compile(r"\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
QUOTATION = re.compile(r"^> “(.*)” — \[(.*)\]\(([^)]+)\)", re.MULTILINE)
COUNT = re.compile(r"\b(\d+) of (\d+)\b")


@dataclass(frozen=True)
class Link:
    """A link of a memo: its words, and the file and anchor that it leads to."""

    words: str
    target: Path
    anchor: str


def own_parts(markdown: str) -> str:
    """A memo without the sections that the comparison adds between "Contrary cases" and "Limits" (tested there)."""
    head, found, tail = markdown.partition("\n## Contrary cases\n")
    if not found:
        return markdown
    contrary, _, rest = tail.partition("\n## ")
    limits = f"## {rest}".partition("## Limits\n")
    return f"{head}{found}{contrary}\n{limits[1]}{limits[2]}"


def unescaped(markdown: str) -> str:
    """What a reader sees of a line of Markdown."""
    return html.unescape(re.sub(r"<[^>]+>", "", to_html(markdown))).strip()


def links_of(memo: Path, is_whole: bool = True) -> list[Link]:
    """Every link of a memo, or of its own parts alone."""
    found = []
    text = memo.read_text(encoding="utf-8")
    for words, where in LINK.findall(text if is_whole else own_parts(text)):
        path, _, anchor = where.partition("#")
        found.append(Link(words, (memo.parent / unquote(path)).resolve(), unquote(anchor)))
    return found


def memos_in(outputs: Path) -> list[Path]:
    """Every memo of a run, as Markdown."""
    return sorted((outputs / "memos").rglob("*.md"))


def rows_of(outputs: Path, table: str) -> list[dict[str, str]]:
    """The rows of a published table."""
    with (outputs / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures_in(outputs: Path) -> dict[str, dict[str, str]]:
    """Figure id -> its row of code_frequency or code_presence."""
    found = {f"{row['case_id']}/{row['code_id']}": row for row in rows_of(outputs, "code_frequency")}
    found |= {f"{row['stage']}/{row['subject']}/{row['code_id']}": row for row in rows_of(outputs, "code_presence")}
    return found


def without_study_text(markdown: str) -> str:
    """A memo without quotations, links' targets, words in quotation marks and notes: what it says itself."""
    body = (
        own_parts(markdown)
        .split("\n## Notes\n", maxsplit=1)[0]
        .split("\n## What later stages revised\n", maxsplit=1)[0]
    )
    body = re.sub(r"^>.*$", "", body, flags=re.MULTILINE)
    body = re.sub(r"\]\([^)\s]+\)", "]", body)
    return re.sub(r"“[^”]*”", "", body)
