"""Kills the coding page's server at random moments while somebody codes: no line that was *saved* may be lost or torn.

`python -m benchmarks.page_kills --kills 200`. Each round starts `crosscase code`, sends codings as the page does, kills
the server with SIGKILL somewhere between two answers, and reads the coder's file.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

STUDY = {
    "study.yaml": "codebook: codebook.yaml\nlanguage_model: blank:en\n",
    "cases.csv": "case_id\na\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\n",
    "codebook.yaml": 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk of trust.}}\n',
    "transcripts/t1.txt": "Interviewer: And then?\n\nAnna: "
    + " ".join(f"We met {n} times." for n in range(400))
    + "\n",
}


def main() -> int:
    """Print what was found; 1 where a saved line was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    saved: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        for name, text in STUDY.items():
            (study / name).parent.mkdir(parents=True, exist_ok=True)
            (study / name).write_text(text, "utf-8")
        for n in range(asked.kills):
            saved |= round_of(study, n, chance)
            lost, torn = checked(study / "codings" / "ana.csv", saved)
            if lost or torn:
                print(f"kill {n + 1}: lost {sorted(lost)}, torn {torn}")
                return 1
    print(f"{asked.kills} kills, {len(saved)} codings saved, none lost, none torn")
    return 0


def round_of(study: Path, n: int, chance: random.Random) -> set[str]:
    """Ids of the codings that the server said were saved before it was killed."""
    words = [sys.executable, "-m", "pipeline", "code", str(study), "--coder", "ana", "--port", "0", "--no-open"]
    words += ["--out", str(study.parent / "outputs")]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    base, token = server.stdout.readline().strip().split("/?token=")
    cookie = {"Cookie": f"crosscase-{base.rsplit(':', 1)[1]}={token}"}
    page = urllib.request.urlopen(urllib.request.Request(f"{base}/analytic/t1", headers=cookie)).read().decode()
    digest = page.split('data-digest="')[1].split('"')[0]
    threading.Timer(chance.uniform(0.001, 0.25), lambda: server.send_signal(signal.SIGKILL)).start()
    saved: set[str] = set()
    headers = cookie | {"Origin": base, "Content-Type": "application/json"}
    for k in range(10_000):
        name = f"ana-{n}-{k}"
        body = {"do": "apply", "tab": "x", "coding_id": name, "transcript_id": "t1", "digest": digest}
        body |= {"start": 10 + k, "end": 60 + k + n, "code_id": "trust"}
        request = urllib.request.Request(f"{base}/act", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request) as answer:
                if json.load(answer).get("selected") == name:
                    saved.add(name)
        except (urllib.error.URLError, ConnectionError, ValueError, OSError):
            break
        except Exception:  # noqa: BLE001 — an answer cut off in the middle is no answer
            break
    server.wait()
    time.sleep(0.01)
    return saved


def checked(path: Path, saved: set[str]) -> tuple[set[str], int]:
    """Saved ids that are not in the file, and rows that are not whole."""
    if not path.exists():
        return set(saved), 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    torn = sum(not row["at"] or row["action"] not in ("apply", "retract") for row in rows)
    return saved - {row["coding_id"] for row in rows}, torn


if __name__ == "__main__":
    sys.exit(main())
