"""A codebook that a team keeps under git as well: whether the text that was committed last under a version is the one
filed beside it as NAME@VERSION.yaml.

Whoever codes goes by one of the two. Git is asked where it is installed and the codebook is committed; nothing of the
repository is run, and nothing in it changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.codebook.versions import is_same_version
from pipeline.revision.edited import definitions
from pipeline.revision.release import read_codebook_bytes, stated_version
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem, caution
from pipeline.study.records import Codebook

MOST_COMMITS = 200
MOST_BYTES = 2_000_000
"""Of one committed text: a codebook of a thousand codes has half of it."""
PATIENCE = 10
"""Seconds for one question to git: a folder on a slow share must not hold up a check."""

# A repository may come from anywhere, and its own settings can name programs. Only `rev-parse`, `rev-list` and
# `cat-file` are asked, which run no hook, filter, pager or signature check; what follows shuts the ways that are left:
# a file monitor, hooks, and the fetching of missing objects from a remote that the repository names.
_SAFE = ("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    # Overrides every setting of the repository: no protocol is allowed, also not for objects that are missing.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
}


@dataclass(frozen=True, slots=True)
class CommittedText:
    """A text of the codebook as a commit has it."""

    commit: str
    version: str
    raw: bytes


def about_committed_texts(codebook: Codebook) -> tuple[Problem, ...]:
    """A caution for each earlier version whose last committed text is not the one filed; none where there is no git.

    Cues and examples may differ: what people code by are definition, include and exclude.
    """
    if not codebook.earlier:
        return ()
    path = codebook.source.path
    texts = list(_committed(path))
    cautions = []
    for version, filed in codebook.earlier.items():
        last = next((text for text in texts if is_same_version(text.version, version)), None)
        if last is None or last.raw == filed.source.path.read_bytes():
            continue
        try:
            committed = definitions(read_codebook_bytes(last.raw, path))
        # What was committed in a state that cannot be read is no text that anybody coded by.
        except FilesNeedAHand:
            continue
        other = [code_id for code_id, digest in definitions(filed).items() if committed.get(code_id, digest) != digest]
        if other:
            more = f" and {len(other) - 1} more" if len(other) > 1 else ""
            what = (
                f"this is version {version}, and so is what git has of {path.name} in commit {last.commit[:10]}, with "
                f"another text of '{other[0]}'{more}: this file is taken."
            )
            remedy = (
                f"Keep the one that people coded by. To see the other: git show {last.commit[:10]}:./{path.name} in "
                f"the folder {path.parent}."
            )
            cautions.append(caution(filed.source.path, filed.codes[other[0]].line, what, remedy))
    return tuple(cautions)


def _committed(path: Path) -> Iterator[CommittedText]:
    """The texts of a codebook in its history, the newest first; none without git, or outside a work tree."""
    folder, name = path.resolve().parent, path.name
    # Questions are put to git a line each.
    if "\n" in name:
        return
    listed = _git(folder, ["rev-list", f"--max-count={MOST_COMMITS}", "HEAD", "--", name])
    commits = listed.decode("ascii", "replace").split()
    # `./` is the folder that git was called in, wherever in the work tree that is.
    sizes = _git(folder, ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
                 [f"{commit}:./{name}" for commit in commits])  # fmt: skip
    for commit, line in zip(commits, sizes.decode("utf-8", "replace").splitlines(), strict=False):
        blob, kind, size = [*line.split(), "", "", ""][:3]
        # A commit that removed the file, a link, or something else under its name.
        if kind != "blob" or not size.isdecimal() or int(size) > MOST_BYTES:
            continue
        raw = _git(folder, ["cat-file", "blob", blob])
        version = stated_version(raw)
        if version is not None:
            yield CommittedText(commit, version, raw)


def _git(folder: Path, question: Sequence[str], lines: Sequence[str] = ()) -> bytes:
    """What git answers; nothing where it cannot or will not."""
    git = shutil.which("git")
    if git is None:
        return b""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    try:
        answer = subprocess.run(  # noqa: S603 — fixed words and names of commits; the file's name stands after `--`
            [git, *_SAFE, "-C", str(folder), *question],
            input="".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=PATIENCE,
            env={**kept, **_ENVIRONMENT},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return answer.stdout if answer.returncode == 0 else b""
