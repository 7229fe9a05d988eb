"""run.json: what a run read and made, written last; and whether anything has changed since. Standard library only."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.io.cache import code_digest, library_versions
from pipeline.io.inputs import digest_and_size
from pipeline.io.outputs import CACHE, MANIFEST, Outputs, describe_os_error, is_inside, replace_file
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, caution, visible

FORMAT = 1
DATABASE = "study.duckdb"
CHANGED = "changed while it was read"
# Hidden files, and those that Word and Excel keep beside a document that is open.
IGNORED = (".", "~$")
# The key to a study's names: no run of the team's own reads it, and no digest of it leaves.
KEYS = ("names.csv", "names.csv.age")


@dataclass(frozen=True)
class Former:
    """What the last run in a folder left: its manifest, and the hash of each file that it made."""

    is_ours: bool = False
    files: dict[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


def read_manifest(out: Path) -> Former:
    """The manifest of the last run; an empty one where it is missing or damaged."""
    is_ours = (out / ".cache").is_dir() or (out / MANIFEST).is_file()
    try:
        data = json.loads((out / MANIFEST).read_bytes())
        files = {str(name): str(digest) for name, digest in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Former(is_ours)
    return Former(is_ours, files, data)


def input_files(folder: Path, codebook: Path) -> Iterator[tuple[str, Path]]:
    """Every file that a run may read, by its name as seen from the study folder."""
    for root, folders, names in os.walk(folder):
        # In place: `os.walk` goes down into what is left, and in this order.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            is_key = name in KEYS and Path(root) == folder
            if not is_key and not name.startswith(IGNORED) and (path.is_file() or path.is_symlink()):
                yield visible(path.relative_to(folder).as_posix()), path
    # Codebooks often lie outside the study and are shared; their earlier versions are read too.
    if not codebook.resolve().is_relative_to(folder.resolve()) and codebook.parent.is_dir():
        for path in sorted(codebook.parent.iterdir()):
            is_version = path.name.startswith(f"{codebook.stem}@") and path.suffix == codebook.suffix
            if path == codebook or is_version or path.name == "CHANGES.md":
                yield visible(Path(os.path.relpath(path, folder)).as_posix()), path


def hash_inputs(folder: Path, codebook: Path) -> dict[str, str]:
    """Name -> sha256 of every input; a file that cannot be read has none."""
    hashes = {}
    for name, path in input_files(folder, codebook):
        try:
            hashes[name], _ = digest_and_size(path)
        except OSError:
            hashes[name] = ""
    return hashes


def settled(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Hashes taken before and after reading: those that hold, and the names of files that changed in between.

    A changed file keeps no hash, so that no later run takes the outputs for up to date.
    """
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return {**before, **dict.fromkeys(changed, CHANGED)}, changed


def hash_file(path: Path) -> str:
    """sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def versions() -> dict[str, str]:
    """This software's version and those of the libraries that results rest on."""
    return {"crosscase": __version__, **dict(library_versions())}


def is_unchanged(folder: Path, out: Path, until: str | None) -> Former | None:
    """The last run's manifest if the same files, code and stage would give the same outputs, which all are there."""
    former = read_manifest(out)
    data = former.data
    if (
        not former.files
        or data.get("format") != FORMAT
        or data.get("stage") != until
        or data.get("code") != code_digest()
    ):
        return None
    if data.get("versions") != versions():
        return None
    codebook = str(data.get("codebook_file", ""))
    if not _is_named_by_the_study(folder, codebook) or hash_inputs(folder, folder / codebook) != data.get("inputs"):
        return None
    for name, digest in former.files.items():
        path = out / name
        try:
            # run.json can be edited by anybody: a name in it must not have files elsewhere read.
            if path.is_symlink() or not is_inside(path, out) or hash_file(path) != digest:
                return None
        except (OSError, ValueError):
            return None
    return former if _is_database_whole(out) else None


def _is_named_by_the_study(folder: Path, codebook: str) -> bool:
    """Whether study.yaml has the name of the codebook that run.json gives: run.json alone opens no file elsewhere."""
    try:
        return bool(codebook) and codebook in (folder / "study.yaml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def _is_database_whole(out: Path) -> bool:
    """Whether the database is the one that the last run left: its bytes differ from run to run, so that run.json does
    not name them; the cache does."""
    try:
        return hash_file(out / DATABASE) == (out / CACHE / f"{DATABASE}.sha256").read_text(encoding="ascii")
    except (OSError, ValueError):
        return False


def about_another_study(out: Path, title: str, inputs: Mapping[str, str]) -> tuple[Problem, ...]:
    """The caution that `out` holds the run of another study: another title, other cases, no transcript in common.

    It is said and not kept: what a run writes depends on its study alone, not on what lay in the folder.
    """
    data = read_manifest(out).data
    theirs, name = data.get("inputs"), data.get("title")
    if not isinstance(theirs, dict) or name == title or theirs.get("cases.csv") == inputs.get("cases.csv"):
        return ()
    before, now = _transcripts(theirs), _transcripts(inputs)
    if not before or not now or before & now:
        return ()
    message = f"this folder held the run of another study, '{name}': its memos and pages are replaced."
    remedy = "If that was not meant, name a folder for each study with `--out`, and run the other again into its own."
    return (caution(out, 0, message, remedy),)


def _transcripts(inputs: Mapping[str, object]) -> set[str]:
    """The hashes of the transcripts among some inputs."""
    hashes = {str(digest) for name, digest in inputs.items() if name.startswith("transcripts/")}
    return hashes - {"", CHANGED}


def write_manifest(outputs: Outputs, data: Mapping[str, object]) -> None:
    """Write run.json after every other file, and only if something but times differs; then sweep what is left over."""
    whole = {"format": FORMAT, **data, "files": dict(sorted(outputs.digests.items()))}
    former = read_manifest(outputs.folder).data
    outputs.sweep()
    with describe_os_error(outputs.manifest):
        replace_file(outputs.cache / f"{DATABASE}.sha256", outputs.digests[DATABASE].encode(), sync=False)
        # Compared as JSON gives it back, where tuples are lists.
        if _without_times(former) != _without_times(json.loads(json.dumps(whole))) or outputs.written:
            text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            replace_file(outputs.manifest, text.encode("utf-8", "surrogatepass"))
    outputs.end()


def _without_times(data: Mapping[str, object]) -> dict[str, object]:
    """A manifest without what differs between runs of the same input: times, and the layout of the database."""
    lasting = {name: value for name, value in data.items() if name not in ("timings", "at")}
    files = lasting.get("files")
    if isinstance(files, Mapping):
        lasting["files"] = {name: digest for name, digest in files.items() if name != DATABASE}
    return lasting
