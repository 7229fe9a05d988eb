"""Kills and disk faults by the hundred: `make torture`, or `python -m benchmarks.torture --seconds 480`.

Runs are children forked after all imports, so that every moment of a run does work of its own. Two versions of the
study take turns in one output folder: one with all cases and one without the last, so that files appear, change and
go. After every kill each file that has its name must be whole (the bytes of one version or the other), and the study
untouched; then a run completes, and its bytes are those of an undisturbed run.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import platform
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.loading import check_study
from pipeline.run import Progress, analyze
from pipeline.study.problems import FilesNeedAHand
from tests.folders import bytes_of, state_of
from tests.making import make_study

SMALL: dict[str, str | bytes] = {
    "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\nlanguage_model: 'blank:en'\n",
    "cases.csv": "case_id,city\na,North\nb,South\nc,South\n",
    "transcripts.csv": (
        "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,b,interview\nt3,t3.txt,c,interview\n"
    ),
    "transcripts/t2.txt": "Interviewer: And then?\n\nRespondent: We lost trust. It rained.\n",
    "transcripts/t3.txt": "Interviewer: And then?\n\nRespondent: There was no trust, and then there was trust again.\n",
}
FAULTS: dict[str, tuple[Any, str]] = {
    "write": (os, "fdopen"),
    "rename": (os, "replace"),
    "fsync": (os, "fsync"),
    "temporary file": (tempfile, "mkstemp"),
    "folder": (os, "mkdir"),
}


def silent() -> Progress:
    """A run that says nothing."""
    return Progress(say=lambda line: None)


def in_a_child(work: Callable[[], int], seconds: float | None = None) -> int:
    """The exit status of `work` in a forked child; below 0 where it was killed after so many seconds."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            status = work()
        finally:
            os._exit(status)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def completes(study: Path, out: Path) -> int:
    """0 where a run ends well, 1 where it stops in words."""
    try:
        analyze(study, out, progress=silent())
    except FilesNeedAHand:
        return 1
    return 0


class Fault:
    """A function of the system that fails at its n-th call, or only counts (n = 0)."""

    def __init__(self, real: Callable[..., Any], n: int) -> None:
        self.real, self.n, self.calls = real, n, 0

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        if self.calls == self.n:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.real(*args, **options)


def fails(study: Path, out: Path, name: str, n: int, counted: Path | None = None) -> int:
    """A run in which one function fails at its n-th call; how often it was called goes to `counted`."""
    module, attribute = FAULTS[name]
    fault = Fault(getattr(module, attribute), n)
    setattr(module, attribute, fault)
    status = completes(study, out)
    if counted is not None:
        counted.write_text(str(fault.calls))
    return status


class Arena:
    """Two versions of a study, what an undisturbed run makes of each, and one output folder for both."""

    def __init__(self, folder: Path, study: Path) -> None:
        self.studies = [folder / "all", folder / "fewer"]
        for one in self.studies:
            shutil.copytree(study, one)
        without_the_last_case(self.studies[1])
        self.out = folder / "out"
        check_study(self.studies[0])  # loads once, before any child is made, what every child would load
        self.before = [state_of(one) for one in self.studies]
        self.wanted, self.whole, self.lasts = [], [], []
        for n, one in enumerate(self.studies):
            undisturbed = folder / f"undisturbed{n}"
            began = time.perf_counter()
            assert in_a_child(lambda one=one, to=undisturbed: completes(one, to)) == 0  # type: ignore[misc]
            self.lasts.append(time.perf_counter() - began)
            self.wanted.append(bytes_of(undisturbed))
            self.whole.append({name: digest for name, digest in self.wanted[-1].items() if name != "run.json"})

    def wrong_after_a_stop(self) -> list[str]:
        """Files that have their names and are the bytes of neither version."""
        if not (self.out / "run.json").is_file():
            return []
        there = bytes_of(self.out)
        del there["run.json"]
        return [
            name
            for name, digest in there.items()
            if not Path(name).name.startswith(".crosscase-") and digest not in {one.get(name) for one in self.whole}
        ]

    def wrong_after_a_run(self, version: int) -> list[str]:
        """What a completed run left that an undisturbed one does not, and the other way round; studies that changed."""
        there = bytes_of(self.out)
        wanted = self.wanted[version]
        wrong = [name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name)]
        wrong += [str(one) for one, was in zip(self.studies, self.before, strict=True) if state_of(one) != was]
        return wrong


def without_the_last_case(study: Path) -> None:
    """Drop the last case, and every row of every table that names it or its transcripts."""
    case = (study / "cases.csv").read_text("utf-8").splitlines()[-1].split(",")[0]
    listed = (study / "transcripts.csv").read_text("utf-8").splitlines()
    column = listed[0].split(",").index("case_id")
    gone = {case, *(row.split(",")[0] for row in listed[1:] if row.split(",")[column] == case)}
    for table in study.rglob("*.csv"):
        if table.parent.name != "transcripts":
            head, *rows = table.read_text("utf-8").splitlines()
            kept = [row for row in rows if gone.isdisjoint(row.split(","))]
            table.write_text("\n".join([head, *kept]) + "\n", "utf-8")
    shutil.rmtree(study / "notes", ignore_errors=True)
    (study / "propositions.yaml").unlink(missing_ok=True)


def kill(arena: Arena, times: random.Random, n: int) -> tuple[str, list[str]]:
    """One kill and the run after it: how the kill met the run, and what was wrong."""
    version = n % 2
    if n % 5 == 0:
        shutil.rmtree(arena.out, ignore_errors=True)
    elif n % 5 == 3:
        shutil.rmtree(arena.out / ".cache", ignore_errors=True)
        arena.out.mkdir(mode=0o700, exist_ok=True)
    at = times.uniform(0, arena.lasts[version])
    status = in_a_child(lambda: completes(arena.studies[version], arena.out), at)
    wrong = arena.wrong_after_a_stop()
    after = version if times.random() < 0.5 else 1 - version
    if in_a_child(lambda: completes(arena.studies[after], arena.out)) != 0:
        wrong.append("the next run did not complete")
    else:
        wrong += arena.wrong_after_a_run(after)
    return ("killed" if status < 0 else "ended before"), wrong


def main() -> None:
    """Kill for so many seconds or so often, then fail at every call of every function; print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=480, help="stop killing after this time")
    parser.add_argument("--kills", type=int, default=500, help="stop after so many kills")
    parser.add_argument("--faults", type=int, default=0, help="at most so many places for each function; 0: all")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--study", type=Path, help="default: three cases, one page; a run of half a second")
    options = parser.parse_args()
    times, counted, wrong = random.Random(options.seed), Counter[str](), []
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        arena = Arena(Path(folder), options.study or make_study(Path(folder) / "study", SMALL))
        while counted["killed"] < options.kills and time.perf_counter() - began < options.seconds:
            how, found = kill(arena, times, counted.total())
            counted[how] += 1
            wrong += found
        lasted = time.perf_counter() - began
        print(f"… {dict(counted)} in {lasted:.0f} s, wrong: {wrong}", file=sys.stderr, flush=True)
        faults = {}
        for name in FAULTS:
            faults[name] = fault_everywhere(arena, Path(folder), name, options.faults, wrong)
            # The whole may take an hour: what is known by then is told by then.
            print(f"… {name} fails: {faults[name]}, wrong: {wrong}", file=sys.stderr, flush=True)
        lasts = [round(one, 2) for one in arena.lasts]
    told: dict[str, Any] = {
        "kills": counted, "seconds": round(lasted), "a_run_lasts": lasts, "faults": faults, "wrong": wrong,
        "seed": options.seed, "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
    }  # fmt: skip
    print(json.dumps(told, indent=1))
    sys.exit(1 if wrong else 0)


def fault_everywhere(arena: Arena, folder: Path, name: str, most: int, wrong: list[str]) -> dict[str, int]:
    """Fail at the first, second, … call of one function; each time the next run must complete."""
    counter = folder / "counted"
    shutil.rmtree(arena.out, ignore_errors=True)
    in_a_child(lambda: fails(arena.studies[0], arena.out, name, 0, counter))
    n_calls = int(counter.read_text())
    places = range(1, n_calls + 1, max(1, n_calls // most) if most else 1)
    stopped = 0
    for n in places:
        shutil.rmtree(arena.out, ignore_errors=True)
        status = in_a_child(lambda n=n: fails(arena.studies[0], arena.out, name, n))  # type: ignore[misc]
        stopped += status == 1
        if status not in (0, 1):
            wrong.append(f"{name} {n}: no words")
        wrong += [f"{name} {n}: {one}" for one in arena.wrong_after_a_stop()]
        if in_a_child(lambda: completes(arena.studies[0], arena.out)) != 0:
            wrong.append(f"{name} {n}: the next run did not complete")
        else:
            wrong += [f"{name} {n}: {one}" for one in arena.wrong_after_a_run(0)]
    return {"calls": n_calls, "places": len(places), "stopped_in_words": stopped}


if __name__ == "__main__":
    main()
