"""Where a run may write: one folder, each file replaced atomically and only where its bytes differ."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.problems import Problem, fault

TEMPORARY = ".crosscase-"
MANIFEST = "run.json"
CACHE = ".cache"


def sha256(raw: bytes) -> str:
    """Hex digest of some bytes."""
    return hashlib.sha256(raw).hexdigest()


def replace_file(path: Path, raw: bytes, sync: bool = True) -> None:
    """Put `raw` at `path` in one step: a temporary file beside it, fsync, rename. Readers see old or new, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


@dataclass
class Outputs:
    """An output folder and the hashes of what this run made in it.

    `written` counts files whose bytes changed; `made` maps each file's name (with `/`) to its sha256.
    """

    folder: Path
    former: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    written: int = 0

    @classmethod
    def begin(cls, folder: Path, former: dict[str, str]) -> Outputs:
        """Open the folder for writing: it and its cache are for their owner alone; the cache is made first."""
        for one in (folder, folder / CACHE):
            one.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.chmod(folder / CACHE, 0o700)
        return cls(folder, dict(former))

    @property
    def cache(self) -> Path:
        """What is dear and keyed by content; it can be deleted."""
        return self.folder / CACHE

    @property
    def manifest(self) -> Path:
        """run.json, written last."""
        return self.folder / MANIFEST

    def write(self, name: str, text: str | bytes) -> None:
        """Make the file `name`; the disk is touched only where its bytes differ."""
        raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        digest = sha256(raw)
        self.made[name] = digest
        path = self.folder / name
        if _is_same(path, raw):
            return
        replace_file(path, raw)
        self.written += 1

    def sweep(self) -> None:
        """Delete what the former run made and this one did not, and temporary files that a killed run left."""
        for name in sorted(set(self.former) - set(self.made)):
            path = self.folder / name
            if _is_inside(path, self.folder) and not path.is_symlink():
                path.unlink(missing_ok=True)
                _remove_empty_folders(path.parent, self.folder)
        sweep_temporary(self.folder)


def _is_same(path: Path, raw: bytes) -> bool:
    try:
        return path.stat().st_size == len(raw) and path.read_bytes() == raw
    except OSError:
        return False


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _remove_empty_folders(folder: Path, top: Path) -> None:
    while folder != top and folder.is_relative_to(top):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(root) / name for name in sorted(files))


def sweep_temporary(folder: Path) -> None:
    """Delete temporary files of killed runs: they share one name pattern, and nothing else has it."""
    for path in _walk(folder):
        if path.name.startswith(TEMPORARY):
            path.unlink(missing_ok=True)


def problems_with(out: Path, study: Path) -> tuple[Problem, ...]:
    """Why a run may not write into `out`, if there is a reason. Nothing is made or changed."""
    if out.resolve() == study.resolve() or out.resolve().is_relative_to(study.resolve()):
        what = "the output folder lies inside the study, and a run never changes a study."
        return (fault(out, 0, what, "Name a folder beside it: `--out ../outputs`."),)
    if out.exists() and not out.is_dir():
        return (fault(out, 0, "the output folder is a file.", "Name another folder with `--out`."),)
    if out.is_dir():
        if not os.access(out, os.W_OK | os.X_OK | os.R_OK):
            return (fault(out, 0, "the output folder may not be written.", "Name another folder with `--out`."),)
        is_ours = (out / CACHE).is_dir() or (out / MANIFEST).is_file()
        if not is_ours and any(not one.name.startswith(".") for one in out.iterdir()):
            what = "the output folder holds files that crosscase did not make."
            return (fault(out, 0, what, "Name an empty or new folder with `--out`; nothing was changed."),)
        return ()
    parent = next(one for one in (out, *out.resolve().parents) if one.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        return (fault(out, 0, "the output folder cannot be made here.", "Name another folder with `--out`."),)
    return ()
