"""The cautions of a run word by word, kept among its cache: run.json, which is sent to others, has them without words.

Standard library only: a run that has nothing to do tells them before anything dear is imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.io.cache import Cache, key_of
from pipeline.io.outputs import CACHE
from pipeline.study.problems import Problem, as_data

ROOM = "told"


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


def _key(inputs: Mapping[str, str], stage: str | None) -> str:
    return key_of(stage, json.dumps(inputs, sort_keys=True))
