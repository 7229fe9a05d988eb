"""Which spaCy pipelines there are, told without importing one: nothing else that a study names is ever imported."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from pathlib import Path

NAME = re.compile(r"[a-z]{2,3}_\w+")
"""How spaCy calls pipelines: language, what for, trained on what, size; `de_core_news_sm`."""


@cache
def installed_pipelines() -> frozenset[str]:
    """Names of the installed packages that say of themselves that they are a spaCy pipeline."""
    return frozenset(entry.name for entry in metadata.entry_points(group="spacy_models"))


def is_folder_of_a_pipeline(path: Path) -> bool:
    """Whether a folder holds a pipeline as spaCy writes it to disk."""
    return (path / "meta.json").is_file() and (path / "config.cfg").is_file()
