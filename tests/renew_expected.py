"""Renews tests/expected/ on purpose (`make expected`): the memos of the ledger study, as they read today."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pipeline.run import Progress, analyze

TESTS = Path(__file__).parent
STUDY = TESTS / "studies" / "ledger"
EXPECTED = TESTS / "expected" / "ledger"


def main() -> None:
    """Replace every expected memo by today's."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "outputs"
        analyze(STUDY, out, progress=Progress(say=lambda line: None))
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for memo in sorted([*(out / "memos").rglob("*.md"), *(out / "room").rglob("*.md")]):
            target = EXPECTED / memo.relative_to(out)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(memo, target)


if __name__ == "__main__":
    main()
