"""The cautions of a run word by word, kept among its cache: run.json, which is sent to others, has them without words.

Standard library only: a run that has nothing to do tells them before anything dear is imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.io.cache import Cache, key_of
from pipeline.io.outputs import CACHE
from pipeline.study.problems import Problem, as_data

ROOM = "told"
_OPENING = re.compile(r"(?<![^\s(\[/])'(?=\S)")
_CLOSING = re.compile(r"(?<=\S)'(?![^\s)\].,;:?!/])")
_FROM_FIRST_TO_LAST = re.compile(r"'.*'", re.DOTALL)
_MOST_WORDS = 3
"""Between inverted commas: names and labels. More are what somebody said."""


def keep_told(
    cache: Cache, problems: Iterable[Problem], folder: Path, inputs: Mapping[str, str], stage: str | None
) -> None:
    """Keep what is told of a study for the runs that find it unchanged, from `flush` on."""
    key = _key(inputs, stage)
    cache.put(ROOM, key, [as_data(problem, folder) for problem in problems])
    cache.keep_only(ROOM, {key})


def told_before(out: Path, manifest: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What the run of this manifest told, as it told it; as run.json has it where the cache has lost that."""
    told: Sequence[Mapping[str, Any]] | None = Cache(out / CACHE).get(
        ROOM, _key(manifest["inputs"], manifest.get("stage"))
    )
    return manifest["cautions"] if told is None else told


def without_words(problem: Problem, folder: Path) -> dict[str, object]:
    """A caution as run.json keeps it: one about a transcript or a coder's file without the words that it cites."""
    data = as_data(problem, folder)
    if str(data["file"]).startswith(("transcripts/", "codings/")):
        data |= {name: _without_cited(str(data[name])) for name in ("fault", "remedy")}
    return data


def _without_cited(text: str) -> str:
    """The text with `'…'` for each citation of several words."""
    openings = [match.start() for match in _OPENING.finditer(text)]
    closings = [match.start() for match in _CLOSING.finditer(text)]
    pairs = list(zip(openings, closings, strict=False))
    # Where a genitive (the boys' room) or a stray sign may end a citation too early, all that may be cited goes.
    ends = [-1, *closings]
    if len(openings) != len(closings) or any(not ends[n] < start < end for n, (start, end) in enumerate(pairs)):
        return _FROM_FIRST_TO_LAST.sub("'…'", text)
    for start, end in reversed(pairs):
        if len(text[start:end].split()) > _MOST_WORDS:
            text = f"{text[:start]}'…'{text[end + 1 :]}"
    return text


def _key(inputs: Mapping[str, str], stage: str | None) -> str:
    return key_of(stage, json.dumps(inputs, sort_keys=True))
