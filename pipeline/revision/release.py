"""`crosscase codebook release`: files the old text, begins a paragraph in CHANGES.md, raises the version.

In this order, each file in one step, the codebook last: a release that is killed can be given again and goes on.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from pipeline.codebook.changes import changes_between
from pipeline.codebook.history import CHANGES, begin_paragraph, has_paragraph
from pipeline.codebook.load import load_codebook, read_codebook
from pipeline.codebook.next_version import as_later_version
from pipeline.codebook.versions import is_same_version, version_parts
from pipeline.io.manifest import read_manifest
from pipeline.io.outputs import describe_os_error, replace_file
from pipeline.revision.earlier import COPY, first_copy, read_earlier
from pipeline.revision.edited import definitions
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_text
from pipeline.study.problems import FilesNeedAHand, WrongUsage, fault
from pipeline.study.records import Codebook
from pipeline.study.study import Study
from pipeline.wording.escaping import command

VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
"""What can stand in a file's name on every system; `1.0.` cannot."""

# `version: "4"  # a comment`, the value in either quotes or none; what stands around it is kept as it is.
_LINE = re.compile(
    r"""^\ufeff?(?P<key>version|"version"|'version')(?P<colon>[ \t]*:[ \t]+)"""
    r"""(?P<value>"[^"\n\r]*"|'[^'\n\r]*'|[^\s#"'][^\n\r#]*?)(?P<rest>[ \t]*(?:[ \t]#[^\n\r]*)?)(?=\r?$)""",
    re.MULTILINE,
)
# A codebook without a version is version 1: the line goes before the first key that every codebook has.
_FIRST_KEY = re.compile(r"""^\ufeff?(?P<key>codebook|codes|"codebook"|"codes")[ \t]*:""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _OldText:
    """The bytes to file, and where they come from, in words; None where the file is there already."""

    raw: bytes | None
    origin: str


def release_codebook(study: Study, version: str, since: Path | None, out: Path) -> list[str]:
    """Release the study's codebook as `version`.

    Args:
        study: Whose codebook it is.
        version: What it becomes.
        since: The old text; None for the copy that the last run kept.
        out: Where that run is.

    Returns:
        What was done, a line each.

    Raises:
        FilesNeedAHand: There is no old text to be had, another one lies under its name, or the codebook has faults.
            Nothing was written.
        WrongUsage: The version cannot be one, or does not come after the codebook's.
    """
    path = study.codebook
    loaded = load_codebook(path)
    if loaded.records is None or any(problem.is_fault for problem in loaded.problems):
        raise FilesNeedAHand(problem for problem in loaded.problems if problem.is_fault)
    book = loaded.records
    _require_a_later_version(version, book)
    raw = path.read_bytes()
    raised = with_version(raw, version, path)
    filed = _filed_path(path, book)
    old_text = _old_text(book, filed, since, out)
    old = _as_codebook(book, filed, old_text)
    history = path.parent / CHANGES
    _require_no_links(path, filed, history)
    told = _history(history)
    new = as_later_version(old, replace(book, version=version))
    paragraph = "" if has_paragraph(told, version) else begin_paragraph(told, version, changes_between(old, new), new)
    # An editor may save while this works: its text must not be overwritten by that of before.
    if path.read_bytes() != raw:
        raise FilesNeedAHand([fault(path, 0, "this file was edited at this very moment.", "Give the command again.")])
    said = []
    with describe_os_error(path):
        if old_text.raw is not None:
            _put(filed, old_text.raw, path)
        said.append(f"{_shown(filed)}: version {book.version}, {old_text.origin}.")
        if paragraph:
            _put(history, paragraph.encode("utf-8"), path)
            said.append(
                f"{_shown(history)}: begins a paragraph on version {version}. Say there why each code was changed."
            )
        _put(path, raised, path)
    said.append(f"{_shown(path)}: is version {version} now.")
    # As it can be given: folders have blanks in their names, and the run may not stand where it is looked for.
    elsewhere = () if out == Path("outputs") else ("--out", out)
    said.append(f"Next: {command('codebook', 'diff', study.folder, '--from', book.version, *elsewhere)}")
    return said


def with_version(raw: bytes, version: str, path: Path) -> bytes:
    """A codebook's bytes with another version, every other byte as it was: BOM, line ends, comments.

    Raises:
        FilesNeedAHand: The version stands where this cannot change it surely.
    """
    text = raw.decode("utf-8")
    lines = list(_LINE.finditer(text))
    if len(lines) == 1:
        value = lines[0]["value"]
        quote = value[0] if value[0] in "\"'" else '"'
        changed = f"{text[: lines[0].start('value')]}{quote}{version}{quote}{text[lines[0].end('value') :]}"
    else:
        end = "\r\n" if "\r\n" in text else "\n"
        first = _FIRST_KEY.search(text)
        at = first.start("key") if first is not None and not lines else -1
        changed = f'{text[:at]}version: "{version}"{end}{text[at:]}' if at >= 0 else ""
    # Read again by the real reader: YAML knows more ways to write a line than a pattern does.
    if not changed or _version_in(changed, path) != version:
        what = "the line `version:` of this file cannot be found surely."
        remedy = f'Write `version: "…"` on a line of its own at the top, or raise it to "{version}" by hand.'
        raise FilesNeedAHand([fault(path, 0, what, remedy)])
    return changed.encode("utf-8")


def stated_version(raw: bytes) -> str | None:
    """The version that a text gives on a line of its own, without reading all of it; None where none is found."""
    lines = list(_LINE.finditer(raw.decode("utf-8", "replace")))
    return lines[0]["value"].strip("\"'") if len(lines) == 1 else None


def _version_in(text: str, path: Path) -> str | None:
    """The version that a text gives; None where it is no codebook."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_bytes(text.encode("utf-8"))
        read = read_codebook(copy).records
    return read.stated_version if read is not None else None


def _require_a_later_version(version: str, book: Codebook) -> None:
    if not VERSION.fullmatch(version):
        raise WrongUsage(f"'{version}' cannot be a version: letters, digits, '.', '-' and '_' only.")
    parts, now = version_parts(version), version_parts(book.version)
    if is_same_version(version, book.version) or (parts and now and parts <= now):
        raise WrongUsage(f"the codebook is version {book.version}: name a later one with --as, not {version}.")
    if any(is_same_version(version, earlier) for earlier in book.earlier):
        raise WrongUsage(f"version {version} lies beside the codebook already: two versions cannot have one number.")


def _filed_path(path: Path, book: Codebook) -> Path:
    if not VERSION.fullmatch(book.version):
        what = f"version '{book.version}' cannot stand in the name of a file."
        raise FilesNeedAHand([fault(path, book.source.line, what, 'Give the codebook a version such as "1" first.')])
    return path.with_name(f"{path.stem}@{book.version}{path.suffix}")


def _old_text(book: Codebook, filed: Path, since: Path | None, out: Path) -> _OldText:
    """The text of the codebook's version, before it was edited for the next one."""
    path = book.source.path
    if since is not None:
        if not since.is_file():
            raise FilesNeedAHand([fault(since, 0, "this file is not there.", "Name the file of the old text.")])
        old = read_earlier(since)
        if not is_same_version(old.version, book.version):
            what = f"this file is version {old.version}, and the codebook is still version {book.version}."
            raise FilesNeedAHand([fault(since, 0, what, f"Name the file that holds version {book.version}.")])
        return _unless_filed(since.read_bytes(), f"from {since}", filed)
    # What the last run read comes before a file that lies there: people coded by it.
    copy = out / COPY
    if copy.is_file() and (kept := _copy_of(copy, book)) is not None:
        _require_one_text(kept, copy, first_copy(out, book.version))
        return _unless_filed(kept, f"from the last run's copy, {copy}", filed)
    if filed.is_file():
        return _OldText(None, "was filed already")
    if _has_not_changed(book, out):
        return _OldText(path.read_bytes(), "today's text, which has not changed since")
    what = f"no old text of version {book.version} is to be had: {copy} does not hold it."
    remedy = "Name its file with --from FILE (a colleague's copy, a backup); analyze keeps one from now on."
    raise FilesNeedAHand([fault(path, 0, what, remedy)])


def _require_one_text(kept: bytes, copy: Path, first: Path) -> None:
    """Refuse where runs saw several texts under one version: a person has to say which one people coded by.

    Raises:
        FilesNeedAHand: They did.
    """
    if not first.is_file() or definitions(read_earlier(first)) == definitions(read_codebook_bytes(kept, copy)):
        return
    what = "the codebook was edited between runs without a new version: runs saw two texts of this one."
    remedy = (
        f"Say by which people coded: --from {first} for the first, --from {copy} for the last; nothing was changed."
    )
    raise FilesNeedAHand([fault(copy, 0, what, remedy)])


def _copy_of(copy: Path, book: Codebook) -> bytes | None:
    """The bytes of the last run's copy, where it holds the version of this codebook."""
    try:
        old = read_earlier(copy)
        is_ours = is_same_version(old.version, book.version)
        return copy.read_bytes() if is_ours else None
    except (OSError, FilesNeedAHand):
        return None


def _unless_filed(raw: bytes, origin: str, filed: Path) -> _OldText:
    """What to file; nothing where the same texts lie there already.

    Raises:
        FilesNeedAHand: Another text lies there.
    """
    if not filed.exists():
        return _OldText(raw, origin)
    there, copy = read_earlier(filed), read_codebook_bytes(raw, filed)
    # Other comments or cues make no other text: definitions are what people coded by.
    if filed.read_bytes() == raw or definitions(there) == definitions(copy):
        return _OldText(None, "was filed already")
    what = f"another text of version {there.version} lies here already."
    remedy = "One of the two is wrong: compare them, and remove or rename this file; nothing was changed."
    raise FilesNeedAHand([fault(filed, 0, what, remedy)])


def read_codebook_bytes(raw: bytes, like: Path) -> Codebook:
    """A codebook of bytes that are in no file of their own, named like one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, like.name)
        path.write_bytes(raw)
        return read_earlier(path)


def _has_not_changed(book: Codebook, out: Path) -> bool:
    """Whether the last run saw the very definitions of today under this version."""
    data = read_manifest(out).data
    return data.get("definitions") == definitions(book) and is_same_version(
        str(data.get("codebook_version", "")), book.version
    )


def _as_codebook(book: Codebook, filed: Path, old_text: _OldText) -> Codebook:
    return read_codebook_bytes(old_text.raw, filed) if old_text.raw is not None else read_earlier(filed)


def _history(path: Path) -> str:
    if not path.exists():
        return ""
    loaded = read_text(path)
    if loaded.records is None:
        raise FilesNeedAHand(loaded.problems)
    return loaded.records


def _put(path: Path, raw: bytes, like: Path) -> None:
    """Replace a file in one step; it may be read by those who may read the codebook."""
    mode = like.stat().st_mode & 0o777
    replace_file(path, raw)
    path.chmod(mode)


def _shown(path: Path) -> str:
    """A path without ways up and down again: study.yaml names codebooks as `../../codebooks/…`."""
    return os.path.normpath(path)


def _require_no_links(*paths: Path) -> None:
    """Refuse links before anything is written: a file in a link's place would part it from its target."""
    remedy = "Put the file itself in its place, or release the codebook where it lies; nothing was changed."
    linked = [fault(path, 0, "this is a link.", remedy) for path in paths if path.is_symlink()]
    if linked:
        raise FilesNeedAHand(linked)
