"""`crosscase names` and `withdraw`: which names a study holds, the key to them, and whose words must go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.printing import (
    FILES_NEED_A_HAND,
    Json,
    Out,
    StudyFolder,
    print_json,
    print_problems,
    problems_as_data,
)
from pipeline.study.problems import FilesNeedAHand, WrongUsage, did_you_mean
from pipeline.wording.numbers import plural

if TYPE_CHECKING:
    from pipeline.study.study import Study


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(names)
    app.command()(withdraw)


def names(
    study: StudyFolder,
    lock: Annotated[bool, typer.Option("--lock", help="Keep names.csv as an age file, names.csv.age.")] = False,
    unlock: Annotated[bool, typer.Option("--unlock", help="Open it again for the day.")] = False,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Its first line; asked for without it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Name what is not in names.csv yet, or lock and unlock it. Most frequent first, with places."""
    if lock and unlock:
        raise WrongUsage("--lock and --unlock undo each other: name one.")
    if lock or unlock:
        from pipeline.sharing.key import lock_names, unlock_names

        opened = _open(study)
        passphrase = _passphrase(passphrase_file, is_new=lock)
        path = (lock_names if lock else unlock_names)(opened.folder, passphrase)
        if as_json:
            print_json({"file": str(path)})
        else:
            print(f"{path}: {'locked; names.csv is gone' if lock else 'open; lock it again before the day ends'}.")
        return
    _list_names(study, as_json)


def _list_names(folder: Path, as_json: bool) -> None:
    from pipeline.corpus.cases import read_corpus
    from pipeline.io.cache import Cache
    from pipeline.sharing.entities import EntityFinder
    from pipeline.sharing.names import read_names
    from pipeline.sharing.replacing import Replacer
    from pipeline.sharing.unlisted import unlisted_names

    study = _open(folder)
    corpus = read_corpus(study, Cache(None))
    listed = read_names(folder)
    problems = (*corpus.problems, *listed.problems)
    faults = [problem for problem in problems if problem.is_fault]
    if faults and not as_json:
        print_problems(faults)
    finder = EntityFinder(study.settings.language_model)
    unlisted = unlisted_names(corpus.records, Replacer(listed.records), finder)
    if as_json:
        print_json(
            {
                "study": str(folder),
                "n_listed": len(listed.records),
                "names": [name.as_data() for name in unlisted],
                "problems": problems_as_data(listed.problems),
            }
        )
    else:
        for name in unlisted:
            places = "; ".join(f"{transcript_id}, turn {turn}" for transcript_id, turn in name.places)
            print(f"{name.n:>5}  {name.words}  ({places})")
        print(f"{folder}: {plural(len(listed.records), 'name')} in names.csv, {len(unlisted)} that may be missing.")
        if finder.why_not:
            print(f"Looked for by capitals alone: {finder.why_not}")
    if faults:
        raise typer.Exit(FILES_NEED_A_HAND)


def withdraw(
    study: StudyFolder,
    respondent: Annotated[str, typer.Option("--respondent", metavar="ID", help="Who withdrew.")],
    out: Out = Path("outputs"),
    shared: Annotated[Path, typer.Option("--shared", metavar="DIR", help="What was shared.")] = Path("shared"),
    as_json: Json = False,
) -> None:
    """Name files that still hold the words of one who withdrew. Nothing is changed."""
    from pipeline.corpus.cases import read_corpus
    from pipeline.io.cache import Cache
    from pipeline.sharing.holding import files_that_hold
    from pipeline.store.cells import text_cells

    opened = _open(study)
    people = read_corpus(opened, Cache(None), with_withdrawn=True).records.participants
    if respondent not in people:
        remedy = did_you_mean(respondent, people, "name one that participants.csv lists.")
        raise WrongUsage(f"'{respondent}' is no respondent of this study. {remedy}")
    holdings = files_that_hold(opened, respondent, (out, shared), text_cells)
    is_marked = people[respondent].has_withdrawn
    if as_json:
        files = [{"file": str(held.path), "what": held.what, "remedy": held.remedy} for held in holdings]
        print_json({"study": str(study), "respondent_id": respondent, "is_withdrawn": is_marked, "files": files})
        return
    if not is_marked:
        source = people[respondent].source
        print(f"{source.shown()}: write `withdrawn` under `status`, and no run reads their words any more.")
    for held in holdings:
        print(f"{held.path} ({held.what}): {held.remedy}")
    n_files = plural(len(holdings), "file")
    print(f"{n_files} with words of {respondent}. Copies elsewhere (mail, backups, git) are not seen.")


def _open(folder: Path) -> Study:
    from pipeline.study.study import open_study

    opened = open_study(folder)
    if opened.records is None or any(problem.is_fault for problem in opened.problems):
        raise FilesNeedAHand(opened.problems)
    return opened.records


def _passphrase(file: Path | None, is_new: bool) -> str:
    if file is None:
        return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new))
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, ValueError):
        raise WrongUsage(f"{file} cannot be read. Name a text file whose first line is the passphrase.") from None
