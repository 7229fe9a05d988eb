"""Where a run may write: one folder, each file replaced atomically and only where its bytes differ."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.io.lock import Lock
from pipeline.study.people_files import ON_WINDOWS
from pipeline.study.problems import FilesNeedAHand, Problem, fault

TEMPORARY = ".crosscase-"
MANIFEST = "run.json"
CACHE = ".cache"
LOCK = "lock"
# The names of files that a run is making. A killed run leaves no manifest: the next one knows by this what to sweep.
JOURNAL = "begun"
# What a run writes into: only here is a link refused, since links elsewhere in the folder are somebody else's.
OUR_FOLDERS = ("memos", "room", "evidence", "transcripts", "tables", "figures", CACHE)
# Virus scanners and search indexes open a new file for a moment. Elsewhere an open file is no obstacle.
WAITS = (0.05, 0.2, 0.5) if ON_WINDOWS else ()
LONGEST_PATH = 260  # with the sign that ends it, as Windows counts
NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows has none: there a link needs an administrator


def sha256(raw: bytes) -> str:
    """Hex digest of some bytes."""
    return hashlib.sha256(raw).hexdigest()


def replace_file(path: Path, raw: bytes, sync: bool = True) -> None:
    """Put `raw` at `path` in one step: a temporary file beside it, fsync, rename. Readers see old or new, whole.

    Raises:
        OSError: The disk refuses; it names `path`, not the temporary file.
    """
    make_private(path.parent)
    # Beside its target: a rename is atomic only inside one file system.
    try:
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    except OSError as error:
        # Nobody has heard of the temporary file.
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            # Transcripts are confidential, and most outputs quote them.
            os.chmod(temporary, 0o600)
            file.write(raw)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        put_in_place(Path(temporary), path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def put_in_place(made: Path, path: Path) -> None:
    """Rename `made` to `path`. On Windows, where a file that somebody has open cannot be replaced, wait a little.

    Raises:
        OSError: The system refuses it, also after the last wait; it names `path`, not the temporary file.
    """
    for seconds in WAITS:
        try:
            os.replace(made, path)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    try:
        os.replace(made, path)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error


@contextlib.contextmanager
def handed_out(path: Path) -> Iterator[Path]:
    """Where to write what comes to stand at `path`, in one step, when the block ends well; others may read it as the
    umask says: who asks for an export names a place for it. Half a file is its owner's alone.

    Raises:
        OutputsNotWritten: The disk refuses, or another program has the file open.
    """
    with describe_os_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=path.parent) as private:
            aside = Path(private) / path.name
            yield aside
            os.chmod(aside, 0o666 & ~_umask())
            put_in_place(aside, path)


def _umask() -> int:
    """The umask, which can be read only by setting it."""
    former = os.umask(0o077)
    os.umask(former)
    return former


@contextlib.contextmanager
def for_owner_alone() -> Iterator[None]:
    """Whatever is made inside the block is its owner's alone, also what libraries make: a database and its log."""
    former = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(former)


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone, whatever the umask."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(new, 0o700)
        os.chmod(new, 0o700)


def private_temporary_folder(folder: Path) -> Path:
    """A new folder in `folder` for its owner alone, which the next run sweeps where this one is killed."""
    make_private(folder)
    return Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder))


class OutputsNotWritten(FilesNeedAHand):
    """The disk refused while a run was writing: its files may stand beside those of an earlier one, each whole."""


@contextlib.contextmanager
def describe_os_error(path: Path) -> Iterator[None]:
    """What the disk refuses, as a fault: a full disk, a folder that became read-only, a file that is open elsewhere.

    Raises:
        OutputsNotWritten: The block raised an OSError.
    """
    try:
        yield
    except OSError as error:
        raise OutputsNotWritten([cannot_be_written(path, error.strerror or type(error).__name__)]) from error


def cannot_be_written(path: Path, why: str) -> Problem:
    """The fault of an output that the disk refuses."""
    remedy = "Make room, or close the program that has it open; then run again. What stands there is whole, but older."
    n_signs = len(os.path.abspath(path))
    if ON_WINDOWS and n_signs >= LONGEST_PATH:
        remedy = (
            f"Its path has {n_signs} signs, and Windows opens no more than {LONGEST_PATH - 1} unless it is told to: "
            "name a folder nearer to the top with `--out`, such as C:\\out; then run again."
        )
    return fault(path, 0, f"this output cannot be written ({why}).", remedy)


def leads_out(folder: Path, path: Path) -> Problem | None:
    """The fault of a path in `folder` that goes through a link, if it does: what is written there lands elsewhere.

    A link in the place of the file itself does no harm: a rename puts a file in its place and leaves its target alone.
    """
    for parent in path.parents:
        if parent == folder:
            return None
        if parent.is_symlink():
            return _is_a_link(parent)
    return None


def _is_a_link(path: Path) -> Problem:
    message = "this is a link, and nothing is written through links: what it leads to is not ours."
    return fault(path, 0, message, "Remove the link, or name another folder.")


def require_no_link(folder: Path, path: Path) -> None:
    """Refuse to write `path` where it goes through a link inside `folder`.

    Raises:
        OutputsNotWritten: It does.
    """
    if problem := leads_out(folder, path):
        raise OutputsNotWritten([problem])


def _linked_folders(out: Path) -> tuple[Problem, ...]:
    """Links among the folders that a run writes into; links elsewhere are foreign, and left alone."""
    linked: list[Path] = []
    for name in OUR_FOLDERS:
        if (out / name).is_symlink():
            linked.append(out / name)
            continue
        for root, folders, _ in os.walk(out / name):
            linked += [Path(root) / folder for folder in sorted(folders) if (Path(root) / folder).is_symlink()]
    return tuple(_is_a_link(path) for path in linked)


@dataclass
class Outputs:
    """An output folder and the hashes of what this run made in it.

    `former` are the files of the last run, and those that a killed run had begun; `made` maps each file's name (with
    `/`) to its sha256; `written` counts files whose bytes changed.
    """

    folder: Path
    former: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    written: int = 0

    @classmethod
    def begin(cls, folder: Path, former: dict[str, str]) -> Outputs:
        """Open the folder for writing: it and its cache are for their owner alone; the cache is made first."""
        with describe_os_error(folder):
            make_private(folder / CACHE)
            for private in (folder, folder / CACHE):
                with contextlib.suppress(PermissionError):  # a folder that belongs to a colleague
                    os.chmod(private, 0o700)
        begun = cls(folder)
        begun.remember(former)
        return begun

    def remember(self, former: dict[str, str]) -> None:
        """Know the files of the last run, and those that a killed run had begun."""
        self.former = {**dict.fromkeys(_begun(self.folder), ""), **former}

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
        self.digests[name] = digest
        path = self.folder / name
        require_no_link(self.folder, path)
        if _is_same(path, raw):
            return
        with describe_os_error(path):
            # Before the file itself: a run that is killed in between must not leave a file that nobody knows.
            if name not in self.former:
                self._note(name)
            replace_file(path, raw)
        self.written += 1

    def keep(self, name: str, digest: str) -> bool:
        """Whether the file `name` stands there with this sha256; then it is one of this run's files."""
        path = self.folder / name
        try:
            is_same = not path.is_symlink() and sha256(path.read_bytes()) == digest
        except OSError:
            return False
        if is_same:
            require_no_link(self.folder, path)
            self.digests[name] = digest
        return is_same

    def _note(self, name: str) -> None:
        """Write down that a file is being made: a run that is killed leaves no manifest to know it by."""
        handle = os.open(self.cache / JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT | NO_LINK, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as journal:
            journal.write(name + "\n")

    def sweep(self) -> None:
        """Delete what the former run made and this one did not, and temporary files that a killed run left."""
        for name in sorted(set(self.former) - set(self.digests)):
            path = self.folder / name
            # Names come from run.json, which anybody can edit: nothing outside the folder is ever deleted.
            if is_inside(path, self.folder) and not path.is_symlink() and path.is_file():
                with describe_os_error(path):
                    path.unlink(missing_ok=True)
                _remove_empty_folders(path.parent, self.folder)
        sweep_temporary(self.folder)

    def end(self) -> None:
        """Forget what was noted of files being made: the manifest names them now."""
        with contextlib.suppress(OSError):
            (self.cache / JOURNAL).unlink(missing_ok=True)


def _begun(folder: Path) -> list[str]:
    try:
        return (folder / CACHE / JOURNAL).read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
    except OSError:
        return []


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[Lock]:
    """A lock for as long as the block runs; taken at once where the folder was used before, else by `keep_others_out`.

    Raises:
        FilesNeedAHand: Another run is writing into this folder.
    """
    lock = Lock(folder / CACHE / LOCK)
    try:
        _take(lock, folder, is_made=False)
        yield lock
    finally:
        lock.release()


def keep_others_out(lock: Lock, folder: Path) -> None:
    """Take the lock of a folder that is now ours to write.

    Raises:
        FilesNeedAHand: Another run is writing into this folder.
    """
    _take(lock, folder, is_made=True)


def _take(lock: Lock, folder: Path, is_made: bool) -> None:
    with describe_os_error(lock.path):
        is_ours = lock.take(is_made)
    if not is_ours:
        message = "another run is writing into this output folder at this moment."
        remedy = "Wait until it has ended, or name another folder with `--out`; nothing was changed."
        raise FilesNeedAHand([fault(folder, 0, message, remedy)])


def _is_same(path: Path, raw: bytes) -> bool:
    try:
        # The size first: where it differs, nothing needs to be read.
        return not path.is_symlink() and path.stat().st_size == len(raw) and path.read_bytes() == raw
    except OSError:
        return False


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path stays in a folder, links followed."""
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


def sweep_after_a_kill(folder: Path) -> None:
    """As `sweep_temporary`, for a run that has nothing to write; left alone where another run is writing."""
    with contextlib.suppress(FilesNeedAHand), alone_in(folder):
        sweep_temporary(folder)


def sweep_temporary(folder: Path) -> None:
    """Delete temporary files and folders of killed runs, a database's log among them: they share one beginning of their
    names, and nothing else has it."""
    # From below, so that a temporary folder is empty when its turn comes.
    for root, _, files in os.walk(folder, topdown=False):
        here = Path(root)
        is_temporary = any(part.startswith(TEMPORARY) for part in here.relative_to(folder).parts)
        for name in files:
            if is_temporary or name.startswith(TEMPORARY):
                with contextlib.suppress(OSError):
                    (here / name).unlink(missing_ok=True)
        if is_temporary:
            with contextlib.suppress(OSError):
                here.rmdir()


def inside_the_study(out: Path, study: Path) -> tuple[Problem, ...]:
    """The fault of writing into a study, if `out` lies in it."""
    if out.resolve() == study.resolve() or out.resolve().is_relative_to(study.resolve()):
        message = "the output folder lies inside the study, and a run never changes a study."
        return (fault(out, 0, message, "Name a folder beside it: `--out ../outputs`."),)
    return ()


def problems_with(out: Path, study: Path) -> tuple[Problem, ...]:
    """Why a run may not write into `out`, if there is a reason; nothing is changed."""
    if inside := inside_the_study(out, study):
        return inside
    if out.exists() and not out.is_dir():
        return (fault(out, 0, "the output folder is a file.", "Name another folder with `--out`."),)
    why_not = refused_by_the_disk(out)
    if out.is_dir():
        if why_not or not os.access(out, os.R_OK):
            return (fault(out, 0, "the output folder may not be written.", "Name another folder with `--out`."),)
        is_ours = (out / CACHE).is_dir() or (out / MANIFEST).is_file()
        # An output folder is swept, so that one with somebody's own files in it is never taken for ours.
        if not is_ours and any(not path.name.startswith(".") for path in out.iterdir()):
            message = "the output folder holds files that crosscase did not make."
            return (fault(out, 0, message, "Name an empty or new folder with `--out`; nothing was changed."),)
        return _linked_folders(out)
    if why_not:
        message = f"the output folder cannot be made here ({why_not})."
        return (fault(out, 0, message, "Name another folder with `--out`."),)
    return ()


def refused_by_the_disk(folder: Path) -> str:
    """Why nothing can be written into a folder, or into the nearest above it that is there; '' where something can.

    It is tried, and what was made is gone again: of rights alone a full disk, one that may only be read, and the
    system's own folders would be taken for writable.
    """
    nearest = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if os.path.exists(parent))
    try:
        if nearest != folder.absolute():
            # A name that the disk does not take is refused by asking for it, too.
            os.stat(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        return error.strerror or type(error).__name__
    try:
        os.rmdir(tempfile.mkdtemp(prefix=TEMPORARY, dir=nearest))
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""
