"""`crosscase code`: what it asks for, checked before anything is opened."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.coding.hand.hand_work import CONSENSUS, MACHINE
from pipeline.io.lock import Lock
from pipeline.page.coders import coders_in
from pipeline.page.material import KeptMaterial, Material
from pipeline.page.session import Choice, Session
from pipeline.page.session_end import rename_coder
from pipeline.page.suggestions import Suggestions
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import AN_ID, file_name_key, is_id, kept_by_windows
from pipeline.study.problems import FilesNeedAHand, Source, WrongUsage, did_you_mean, fault
from pipeline.study.study import open_study

RESERVED = (CONSENSUS, MACHINE)
LAST_PORT = 65535


@dataclass(frozen=True)
class Asked:
    """The command line of `crosscase code`."""

    study: Path
    out: Path
    port: int
    opens: bool


def open_page(asked: Asked, choice: Choice, tell: Callable[[str], None]) -> None:
    """Read the study, open the page, and answer until Ctrl-C.

    Raises:
        WrongUsage: The coder's name is reserved or no name of a file; a code, family, question or transcript that
            the study has not.
        FilesNeedAHand: The study has a fault, or the port is taken.
    """
    from pipeline.page.serving import bind, serve  # noqa: PLC0415 — a wrong name is told without the web libraries

    coder_can_be_named(choice.coder)
    if not 0 <= asked.port <= LAST_PORT:
        raise WrongUsage(f"--port is a number up to {LAST_PORT}, not {asked.port}.")
    new_coder_has_files_of_their_own(asked.study / "codings", choice.coder)
    if (choice.is_blind or choice.is_recoding) and choice.is_settling:
        other = "--recode" if choice.is_recoding else "--blind"
        raise WrongUsage(f"`{other}` and `--settle` exclude each other: who settles sees both.")
    # Neither one's own former codings nor anybody else's may lead the second one.
    choice = replace(choice, is_blind=choice.is_blind or choice.is_recoding)
    listening = bind(asked.port)
    try:
        kept = KeptMaterial.read(asked.study, asked.out)
        everything_is_there(choice, kept.stands)
        session = Session(choice, kept, Suggestions(asked.out))
        session.begin()
        # What was read stays; a server that runs for hours looks for rings at Python's own rate.
        gc.freeze()
        gc.set_threshold(700, 10, 10)
        try:
            serve(session, listening, tell, asked.opens)
        finally:
            session.end()
    finally:
        listening.close()


def coder_can_be_named(coder: str) -> None:
    """A coder's name names their files.

    Raises:
        WrongUsage: It is reserved, or cannot.
    """
    if coder.casefold() in RESERVED:
        raise WrongUsage(f"'{coder}' is a reserved name. Name the person who codes: --coder ana")
    if not is_id(coder):
        raise WrongUsage(f"'{coder}' cannot be a coder's name: it names files. {AN_ID}")


def new_coder_has_files_of_their_own(folder: Path, coder: str) -> None:
    """Whoever has no file yet does not begin one that elsewhere is somebody else's, or cannot be.

    Raises:
        WrongUsage: A coder's name differs only in capitals, or Windows keeps the name for itself.
    """
    known = coders_in(folder)
    if coder in known:
        return
    if near := [name for name in known if file_name_key(name) == file_name_key(coder)]:
        raise WrongUsage(
            f"There is a coder '{near[0]}', and some computers keep files of '{coder}' and '{near[0]}' as one. "
            f"If that is you: --coder {near[0]}"
        )
    windows_can_hold(folder, coder)


def windows_can_hold(folder: Path, coder: str) -> None:
    """Everywhere, since a study moves from one computer to another.

    Raises:
        WrongUsage: Windows keeps the name for itself.
    """
    for problem in kept_by_windows(Source(folder), "coder", coder):
        raise WrongUsage(f"{problem.fault} {problem.remedy}")


def everything_is_there(choice: Choice, material: Material) -> None:
    """Transcript, codes, family and question of the command line are the study's.

    Raises:
        WrongUsage: One is not.
    """
    codebook = material.codebook
    named = [("transcript", choice.transcript, material.texts), ("family", choice.family, codebook.codes)]
    named += [("code", code_id, codebook.codes) for code_id in choice.codes]
    asked = {*material.questions, *(code.code_id for code in codebook.codes.values() if code.kind == "index")}
    named.append(("question", choice.question, dict.fromkeys(asked)))
    for what, word, known in named:
        if word is not None and word not in known:
            raise WrongUsage(f"This study has no {what} '{word}'. {did_you_mean(word, known, 'look at its files.')}")


def rename(study: Path, old: str, new: str) -> list[Path]:
    """Give a coder another name in all files of a study; the files that were changed.

    Raises:
        WrongUsage: A name is reserved or no name of a file; there is no such coder.
        FilesNeedAHand: There is no study, the new name is taken, or the coder's page is open.
    """
    coder_can_be_named(old)
    coder_can_be_named(new)
    windows_can_hold(study / "codings", new)
    opened = open_study(study)
    if opened.records is None:
        raise FilesNeedAHand(opened.problems)
    lock = Lock(study / "codings" / f".{old}.lock")
    if not (study / "codings").is_dir() or not lock.take(is_made=True):
        what = f"'{old}' has no files here, or has the coding page open."
        raise FilesNeedAHand([fault(study / "codings", 0, what, "End the page with Ctrl-C, then rename.")])
    try:
        return rename_coder(study, old, new)
    finally:
        lock.release()
