"""A command ends at once, with its status, with all that it said, and with what libraries want done at the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.folders import ROOT, environment
from tests.processes import PATIENCE

CROSSCASE = [sys.executable, "-m", "pipeline"]
BY_HAND = (
    "import atexit, sys; from pipeline.cli import program; "
    "atexit.register(print, 'tidied'); atexit.register(print, 'also', file=sys.stderr); program()"
)


def run(*command: str, **options):
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False, **options
    )


def test_a_long_answer_comes_through_a_pipe_whole():
    done = run(*CROSSCASE, "codebook", "schema")

    assert done.returncode == 0
    assert json.loads(done.stdout)["properties"]


@pytest.mark.parametrize(("words", "status"), [((), 2), (("check", "corpora"), 1), (("no-such-command",), 2)])
def test_its_status_is_that_of_the_command(words, status):
    done = run(*CROSSCASE, *words)

    assert done.returncode == status
    assert done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_to_be_done_at_the_end_is_done_and_its_words_are_not_lost():
    done = run(sys.executable, "-c", BY_HAND, "codebook", "schema")

    assert done.stdout.endswith("tidied\n")
    assert done.stderr.endswith("also\n")
    assert done.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no such device")
def test_an_answer_for_which_there_is_no_room_is_no_success():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*CROSSCASE, "stats", "--help"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, env=environment(),
            timeout=PATIENCE, check=False,
        )  # fmt: skip

    assert done.returncode != 0
