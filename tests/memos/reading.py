"""Reads memos as a suspicious co-author does: their links, figures, quotations and numbers, from the Markdown alone."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pipeline.site.markdown import to_html

LINK = re.compile(r"\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
QUOTATION = re.compile(r"^> “(.*)” — \[(.*)\]\(([^)]+)\)", re.MULTILINE)
COUNT = re.compile(r"\b(\d+) of (\d+)\b")


@dataclass(frozen=True)
class Link:
    """A link of a memo: its words, and the file and anchor that it leads to."""

    words: str
    target: Path
    anchor: str


COMPARED = (
    "Success", "From each list to what recurs", "Setbacks, answers, trust", "Governance over time",
    "Propositions and rivals", "Negative cases", "What members marked as challenging", "Whose voices carry this",
    "Code coverage, and who was not heard",
)  # fmt: skip
BESIDE = (
    "appendix", "circularity", "distillation", "further-codes", "guides", "heard", "matrix", "negative",
    "propositions", "revisions", "screening", "setbacks", "success",
)  # fmt: skip


def own_parts(markdown: str) -> str:
    """A memo without the sections that the comparison adds, which its own tests hold."""
    head, *sections = re.split(r"^(?=## )", markdown, flags=re.MULTILINE)
    return "".join([head, *(one for one in sections if one.partition("\n")[0].removeprefix("## ") not in COMPARED)])


def compared_parts(markdown: str) -> str:
    """The sections that the comparison adds, whose numbers the first page may say again."""
    sections = re.split(r"^(?=## )", markdown, flags=re.MULTILINE)[1:]
    return "".join(one for one in sections if one.partition("\n")[0].removeprefix("## ") in COMPARED)


def unescaped(markdown: str) -> str:
    """What a reader sees of a line of Markdown."""
    return html.unescape(re.sub(r"<[^>]+>", "", to_html(markdown))).strip()


def links_of(memo: Path, is_whole: bool = True) -> list[Link]:
    """Every link of a memo, or of its own parts alone."""
    found = []
    text = memo.read_text(encoding="utf-8")
    for words, where in LINK.findall(text if is_whole else own_parts(text)):
        path, _, anchor = where.partition("#")
        target = memo.parent / unquote(path) if path else memo.with_suffix(".html")
        found.append(Link(words, target.resolve(), unquote(anchor)))
    return found


def memos_in(outputs: Path) -> list[Path]:
    """Every memo of a run with its page in the data room, and the pages beside the last, as Markdown."""
    return sorted([*(outputs / "memos").rglob("*.md"), *(outputs / "room").rglob("*.md")])


def is_short(memo: Path) -> bool:
    """Whether this is a memo, and not the page of the data room behind it."""
    return memo.parent.parent.name == "memos"


def subjects_memos(outputs: Path) -> list[Path]:
    """Memos of a stage's subject and their pages in the data room, without the pages beside the last."""
    return [
        path
        for path in memos_in(outputs)
        if path.parent.name != "room" and (path.parent.name != "cross-case" or path.stem not in BESIDE)
    ]


def with_room(outputs: Path, name: str) -> str:
    """A memo, and after it its page in the data room where it has one."""
    room = outputs / "room" / f"{name}.md"
    memo = (outputs / "memos" / f"{name}.md").read_text("utf-8")
    return f"{memo}\n{room.read_text('utf-8')}" if room.is_file() else memo


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
    markdown = re.sub(r"(\nCodebook [^\n]*\n).*?\n\*Note by [^\n]*\n", r"\1", markdown, flags=re.DOTALL)
    body = (
        own_parts(markdown)
        .split("\n## Notes\n", maxsplit=1)[0]
        .split("\n## What later stages revised\n", maxsplit=1)[0]
    )
    body = re.sub(r"^>.*$", "", body, flags=re.MULTILINE)
    body = re.sub(r"\]\([^)\s]+\)", "]", body)
    body = re.sub(r", turn \d+", "", body)
    return re.sub(r"“[^”]*”", "", body)
