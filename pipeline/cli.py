"""The command line: which families of commands there are, and what every one of them does with an error.

To add a command: a function in the family's module under pipeline/commands/, named in its `register`; to add a family:
a module with `register(app)`, named in FAMILIES. These modules print and never compute; what is dear is imported inside
the command that needs it, so that `crosscase --help` answers in a blink.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from typing import NoReturn

import typer

from pipeline.commands import (
    code,
    codebook,
    exchange,
    memos,
    names,
    notes,
    paper,
    quotes,
    screen,
    stats,
    study,
    worklist,
)
from pipeline.commands.printing import (
    DONE,
    FILES_NEED_A_HAND,
    WRONG_USAGE,
    print_json,
    print_problems,
    stop_as_data,
)
from pipeline.study.problems import CrosscaseError, FilesNeedAHand, WrongUsage

FAMILIES = (study, code, exchange, memos, quotes, paper, notes, names, screen, stats, codebook, worklist)
"""In the order in which `crosscase --help` lists them."""

SELDOM = (1_000_000, 50, 100)
"""How often Python looks for rings among what is in memory: a run keeps nearly all that it makes, so that looking at
the default rate costs a twelfth of its time, at every 50,000th thing a fiftieth, and finds nothing."""

app = typer.Typer(
    name="crosscase",
    help="From the interview transcripts of a comparative case study to findings that a reader can check.",
    no_args_is_help=True,
    add_completion=False,
    # A pretty traceback can print local variables, and these hold transcripts.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for family in FAMILIES:
    family.register(app)


def main() -> None:
    """Run a command; whatever a user's file holds, no traceback."""
    gc.set_threshold(*SELDOM)
    _speak_to_any_console()
    try:
        app()
    except SystemExit as end:
        # What the options are wrong in is told already, on standard error.
        if end.code == WRONG_USAGE and _is_json_asked():
            print_json({"error": "wrong usage: standard error says what"})
        raise
    except FilesNeedAHand as error:
        print_problems(error.problems)
        if _is_json_asked():
            print_json(stop_as_data(error))
        sys.exit(FILES_NEED_A_HAND)
    except WrongUsage as error:
        _stop(str(error), WRONG_USAGE)
    except CrosscaseError as error:
        _stop(str(error), FILES_NEED_A_HAND)
    except UnicodeEncodeError as error:
        if error.encoding != sys.getfilesystemencoding() or error.encoding == "utf-8":
            raise
        letters = error.object[error.start : error.end]
        _stop(
            f"A file's name has letters ({letters!a}) that this session does not know: its encoding is "
            f"{error.encoding}.\n    Set PYTHONUTF8=1 or LANG=C.UTF-8, then run again. Your files are in order.",
            FILES_NEED_A_HAND,
        )
    # `crosscase check … | head` is no mistake.
    except BrokenPipeError:
        sys.exit(DONE)
    except OSError as error:
        where, why = error.filename or "the disk", error.strerror or error
        # Windows says so of a file that a spreadsheet has open.
        remedy = " Close the program that has it open, or ask for the right to write there; then run again."
        remedy = remedy if isinstance(error, PermissionError) else ""
        _stop(f"{where}: {why}. What stands there is whole.{remedy}", FILES_NEED_A_HAND)


def _is_json_asked() -> bool:
    return "--json" in sys.argv[1:]


def _stop(message: str, status: int) -> NoReturn:
    """Say what stops a command, with `--json` as its one object too, and end with a status."""
    print(message, file=sys.stderr)
    if _is_json_asked():
        print_json({"error": message})
    sys.exit(status)


def program() -> None:
    """What the command `crosscase` runs: `main`, and an end that does not tidy up memory first.

    Taking a run's millions of objects apart one by one costs a seventh of it, and the system takes all back at once.
    """
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        status = end.code or DONE
    else:
        status = DONE
    # What libraries want done at the end is done: their processes stopped, their files closed.
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    # Who reads our words has gone, or there is no room for them: Python's own end has a status for that.
    except (OSError, ValueError, AttributeError):
        sys.exit(status)
    os._exit(status)


def _speak_to_any_console() -> None:
    """What goes into a file or a pipe is UTF-8, as all our files are; a console shows what it can of it."""
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return
    sys.stdout.reconfigure(errors="backslashreplace")
    # On Windows a file after `>` would get the letters of one country, and the others as `\u016f`.
    if not sys.stdout.isatty() and "PYTHONIOENCODING" not in os.environ:
        sys.stdout.reconfigure(encoding="utf-8")
