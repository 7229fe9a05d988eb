"""The memos of one stage as a folder that opens anywhere: with every page that they lead to, all links working."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from pipeline.io.exported import ExportedFolder
from pipeline.io.manifest import read_manifest
from pipeline.site.page_parts import is_part_of_the_same
from pipeline.study.problems import WrongUsage, did_you_mean
from pipeline.study.study import LAST_STAGE

# The label of the frame's `<nav>` (page.html.j2), whose targets stay behind.
NAVIGATION = "Parts of this site"
OURS = ("memos", "room", "evidence", "transcripts", "figures", "style.css", "README.txt")
"""What an export of memos leaves at the top of its folder."""

MadeOfMarkdown = Callable[[Path, str], bytes]
"""(the run's folder, the name of a page in Markdown) -> a file in another format."""

# The end of a Markdown link, `](address)` or `](<address>)`, unless its bracket is escaped.
MARKDOWN_LINK = re.compile(r"(?<!\\)\]\((?:<([^<>\n]*)>|([^()\s]*))\)")


class _Addresses(HTMLParser):
    """Every address that a page names, in `href` and `src`."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value for name, value in attrs if name in ("href", "src") and value]


class _WithoutDeadLinks(HTMLParser):
    """A page of ours letter by letter, dead links as their words, and without the way to parts that stay behind."""

    def __init__(self, is_dead: Callable[[str], bool]) -> None:
        # Else the parser would resolve entities, and escaped words of a transcript would come out as markup.
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._is_dead = is_dead
        self._ends_of_links: list[str] = []
        self._is_in_navigation = self._is_after_navigation = False

    def _add(self, text: str) -> None:
        if not self._is_in_navigation:
            # The line on which the navigation stood goes with it.
            self.parts.append(text.removeprefix("\n") if self._is_after_navigation else text)
            self._is_after_navigation = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "nav" and attributes.get("aria-label") == NAVIGATION:
            self._is_in_navigation = True
        is_dead = tag == "a" and self._is_dead(attributes.get("href") or "")
        if tag == "a":
            # A link's end is written as its beginning was: a dead one became a span.
            self._ends_of_links.append("</span>" if is_dead else "</a>")
        self._add("<span>" if is_dead else self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._add(self._ends_of_links.pop() if tag == "a" else "</" + tag + ">")
        if tag == "nav" and self._is_in_navigation:
            self._is_in_navigation, self._is_after_navigation = False, True

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add("&" + name + ";")

    def handle_charref(self, name: str) -> None:
        self._add("&#" + name + ";")

    def handle_decl(self, decl: str) -> None:
        self._add("<!" + decl + ">")


def addresses(page: str) -> list[str]:
    """Every address that an HTML page names."""
    parser = _Addresses()
    parser.feed(page)
    return parser.targets


def target(page: str, address: str) -> str | None:
    """The file that an address on `page` (both as seen from the top) names; None where it leads out of the run."""
    place = unquote(address.partition("#")[0])
    # A scheme or a drive letter before the first slash, or an absolute path, leads out of the run.
    if not place or ":" in place.partition("/")[0] or place.startswith("/"):
        return None
    name = posixpath.normpath(posixpath.join(posixpath.dirname(page), place))
    return None if name.startswith("..") else name


def export_memos(
    outputs_folder: Path,
    stage: str,
    formats: tuple[str, ...],
    subject: str | None,
    to: Path,
    made_of_markdown: Mapping[str, MadeOfMarkdown] | None = None,
    is_shared: bool = False,
) -> list[Path]:
    """Copy the memos of one stage, and all that their links lead to, into `to`.

    Args:
        outputs_folder: A finished run.
        stage: The stage whose memos are wanted.
        formats: `md`, `html`, or a key of `made_of_markdown`. Pages that links lead to are HTML always.
        subject: One memo only, with the pages beside it that it leads to; None for all of the stage.
        to: The folder to make, or one that an earlier export made. Nothing outside it is written, nothing in it is
            deleted. Links to pages that stay behind (memos of other stages, the index) become plain words.
        made_of_markdown: What makes a file of another ending from a page of the run: each holds what it leads to.
        is_shared: The run was made to be handed out.

    Returns:
        The memos written, in the order of their names.

    Raises:
        WrongUsage: There is no such memo in the run, or `to` holds other things or lies in the run itself.
        FilesNeedAHand: A file in `to` was changed since it was exported.
    """
    files = frozenset(read_manifest(outputs_folder).files)
    makers = made_of_markdown or {}
    memos = _wanted(files, stage, formats, subject)
    refuse_other_folders(outputs_folder, to)
    # Copied always: an export of Markdown alone leads to pages that need it.
    copied = [name for name in memos if name in files]
    reached = _reached(outputs_folder, files, [*copied, "style.css"]) if copied else set()
    contents: dict[str, bytes] = {}
    for name in sorted(reached):
        raw = (outputs_folder / name).read_bytes()
        if name.endswith((".html", ".md")):
            raw = without_dead_links(name, raw.decode("utf-8"), reached).encode("utf-8")
        contents[name] = raw
    for name in memos:
        if name not in contents:
            place, _, ending = name.rpartition(".")
            contents[name] = makers[ending](outputs_folder, f"{place}.md")
    first = next((name for name in memos if name.endswith(".html")), memos[0])
    exported = ExportedFolder.begin(to, is_shared)
    # Of exports before there was a record: a Word document of that name was never ours.
    exported.require_ours(contents, (".html", ".md", ".css", ".svg"))
    contents["README.txt"] = _readme(stage, memos, first, bool(copied), is_shared).encode("utf-8")
    for name, raw in contents.items():
        exported.write(name, raw)
    exported.end()
    return [to / name for name in memos]


def _wanted(files: frozenset[str], stage: str, formats: tuple[str, ...], subject: str | None) -> list[str]:
    subjects = {
        PurePosixPath(name).stem for name in files if PurePosixPath(name).parent == PurePosixPath("memos", stage)
    }
    if not subjects:
        raise WrongUsage(f"The run holds no memo of the stage '{stage}'. Run `crosscase analyze` to its end first.")
    if subject is not None and subject not in subjects:
        remedy = did_you_mean(subject, subjects, f"name one of {', '.join(sorted(subjects))}.")
        raise WrongUsage(f"There is no memo '{subject}' of the stage '{stage}'. {remedy}")
    names = [
        f"memos/{stage}/{memo}.{ending}" for memo in sorted(subjects) for ending in formats if subject in (None, memo)
    ]
    return [name for name in names if name in files or not name.endswith((".md", ".html"))]


def refuse_other_folders(outputs_folder: Path, to: Path, ours: tuple[str, ...] = OURS) -> None:
    """Refuse a folder that holds more than an export may have left there, or that lies in the run.

    Raises:
        WrongUsage: It is such a folder.
    """
    if to.exists() and not to.is_dir():
        raise WrongUsage(f"{to} is a file. Name another folder with `--to`.")
    # Resolved: a link must not hide that one folder lies in the other.
    inside = to.resolve().is_relative_to(outputs_folder.resolve())
    if inside or outputs_folder.resolve().is_relative_to(to.resolve()):
        raise WrongUsage(f"{to} and the run's own folder lie in each other. Name another folder with `--to`.")
    if to.is_dir():
        # Dot files are the system's own (.DS_Store).
        foreign = sorted(path.name for path in to.iterdir() if path.name not in ours and not path.name.startswith("."))
        if foreign:
            raise WrongUsage(f"{to} holds other things ({foreign[0]}). Name an empty or new folder with `--to`.")


def _reached(folder: Path, files: frozenset[str], memos: Iterable[str]) -> set[str]:
    """The memos, and every page that can be reached from them without passing through another memo or the index."""
    reached: set[str] = set()
    waiting = [*memos]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in files:
            continue
        reached.add(name)
        if name.endswith((".html", ".md")):
            text = (folder / name).read_text(encoding="utf-8")
            waiting += [place for place in _links(name, text) if _is_followed(name, place)]
    return reached


def _links(name: str, text: str) -> Iterator[str]:
    named = (
        [match[1] or match[2] for match in MARKDOWN_LINK.finditer(text)] if name.endswith(".md") else addresses(text)
    )
    for address in named:
        place = target(name, address)
        if place is not None:
            yield place


def _is_followed(name: str, place: str) -> bool:
    """From a memo to its page in the data room, to evidence and to the pages beside it, from evidence to transcripts.

    Not from one figure to the next, nor to other memos; to the page that lists all figures of a code, no further.
    """
    if place.startswith(("transcripts/", "figures/")):
        return True
    if name.startswith("evidence/") and PurePosixPath(place).parent == PurePosixPath("evidence"):
        return True
    if is_part_of_the_same(name, place):
        return True
    if place.startswith(("room/exhibit/", "room/contrast/")):
        return name.startswith(("memos/", "room/"))
    if name.startswith("memos/") and place.startswith("room/"):
        subject = PurePosixPath(name.removeprefix("memos/")).with_suffix("")
        return PurePosixPath(place).with_suffix("") == "room" / subject
    return name.startswith(("memos/", "room/")) and (place.startswith("evidence/") or _stands_beside_a_memo(place))


def _stands_beside_a_memo(place: str) -> bool:
    """Whether this is a page such as memos/cross-case/circularity.html, beside the one memo of the last stage."""
    page = PurePosixPath(place)
    return page.parent == PurePosixPath("memos", LAST_STAGE) and page.stem != LAST_STAGE


def without_dead_links(name: str, text: str, exported: set[str]) -> str:
    """The page with links to pages that stay behind turned into their words."""

    def is_dead(address: str) -> bool:
        place = target(name, address)
        return place is not None and place not in exported

    if name.endswith(".md"):
        return _markdown_without(text, is_dead)
    parser = _WithoutDeadLinks(is_dead)
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


def _markdown_without(text: str, is_dead: Callable[[str], bool]) -> str:
    """Markdown whose dead links keep their words: the bracket that opens a link is found by counting back."""
    parts, last = [], 0
    for match in MARKDOWN_LINK.finditer(text):
        opened = _opening(text, match.start())
        # Inside a link that was dropped already, its brackets are gone.
        if opened is None or opened < last or not is_dead(match[1] or match[2]):
            continue
        parts += [text[last:opened], text[opened + 1 : match.start()]]
        last = match.end()
    return "".join([*parts, text[last:]])


def _opening(text: str, close: int) -> int | None:
    depth, place = 1, close - 1
    while place >= 0:
        is_escaped = place > 0 and text[place - 1] == "\\"
        if text[place] == "]" and not is_escaped:
            depth += 1
        elif text[place] == "[" and not is_escaped:
            depth -= 1
            if depth == 0:
                return place
        # A link ends with its paragraph: whatever opens before belongs to no link.
        elif text[place] == "\n" and text[place - 1] == "\n":
            return None
        place -= 1
    return None


def _readme(stage: str, memos: list[str], first: str, has_pages: bool, is_shared: bool) -> str:
    listed = "\n".join(f"  {name}" for name in memos)
    about = "with the evidence and transcripts that they lead to" if has_pages else "each with its evidence at its end"
    whose = "Pseudonymised, not anonymous." if is_shared else "The team's own: not to be handed out."
    return (
        f"{whose}\n\nMemos of the stage {stage}, {about}. Begin with\n  {first}\n\n"
        f"All memos:\n{listed}\n\nMade by `crosscase memos`. A file that you change here is not overwritten: the next\n"
        "export names it and writes nothing.\n"
    )
