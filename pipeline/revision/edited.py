"""A codebook that was edited under the version that the last run saw: told, and the text before it kept."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.codebook.compare import definition_digest
from pipeline.codebook.versions import is_same_version
from pipeline.io.manifest import read_manifest
from pipeline.io.outputs import replace_file
from pipeline.revision.earlier import COPY, first_copy
from pipeline.study.problems import Problem, caution
from pipeline.study.records import Codebook

MOST_NAMED = 5


def definitions(codebook: Codebook) -> dict[str, str]:
    """Code -> the digest of its text, as run.json keeps it."""
    return {code_id: definition_digest(code) for code_id, code in codebook.codes.items()}


def about_edited_texts(out: Path, title: str, codebook: Codebook) -> tuple[Problem, ...]:
    """The caution that codes mean something else than in the last run, under the same version.

    It is said and not kept, as what a run writes depends on its study alone. A code that only came or went is none.
    """
    data = read_manifest(out).data
    then = data.get("definitions")
    version = str(data.get("codebook_version", ""))
    is_ours = data.get("title") == title and data.get("codebook") == codebook.name
    # A higher version is the proper way to change a text, and nothing to warn of.
    if not is_ours or not isinstance(then, Mapping) or not is_same_version(version, codebook.version):
        return ()
    edited = _other_texts(codebook, then)
    if not edited:
        return ()
    what = f"the text of {_named(edited)} is not the one that the last run saw, and the version is still {version}."
    remedy = (
        "What was coded and read under the old text counts as if it had been under the new one. If a code means "
        f"something else now: crosscase codebook release STUDY --as VERSION --from {first_copy(out, version)}"
    )
    return (caution(codebook.source.path, codebook.codes[edited[0]].line, what, remedy),)


def about_edited_files(out: Path, title: str, codebook: Codebook, inputs: Mapping[str, str]) -> tuple[Problem, ...]:
    """A caution for each earlier version whose file is not the one that the last run read: a filed version stays.

    Args:
        out: Where that run is.
        title: The study's.
        codebook: With its earlier versions.
        inputs: The hash of each file of this run, by its name as run.json has it.
    """
    data = read_manifest(out).data
    then = data.get("inputs")
    if data.get("title") != title or not isinstance(then, Mapping):
        return ()
    cautions = []
    for version, book in codebook.earlier.items():
        path = book.source.path
        if edited := _edited_since_it_was_todays(out, data, book):
            what = f"this is not the text of {_named(edited)} that the last run saw as version {version}."
            remedy = f"What people coded by version {version} is judged by this file: put the old text back."
            cautions.append(caution(path, book.codes[edited[0]].line, what, remedy))
            continue
        name = next((name for name in inputs if Path(name).name == path.name), "")
        # A version that the last run did not see yet was filed since, and is no edit.
        if then.get(name, inputs.get(name)) != inputs.get(name):
            what = f"the file of version {version} was edited since the last run."
            remedy = (
                "A version that people coded by does not change: what holds today is decided by its text. Put the old "
                "text back, or give the new one a version of its own."
            )
            cautions.append(caution(path, 0, what, remedy))
    return tuple(cautions)


def _edited_since_it_was_todays(out: Path, data: Mapping[str, Any], book: Codebook) -> list[str]:
    """Codes of a filed version that the last run read as today's, with another text than it read."""
    then = data.get("definitions")
    is_it = data.get("codebook") == book.name and is_same_version(str(data.get("codebook_version", "")), book.version)
    # Where runs saw two texts of it, a person has said which one is filed.
    if not is_it or not isinstance(then, Mapping) or first_copy(out, book.version).exists():
        return []
    return _other_texts(book, then)


def _other_texts(codebook: Codebook, then: Mapping[str, str]) -> list[str]:
    """Codes whose text has another digest than it had; a code that only came or went is none."""
    return [code_id for code_id, digest in definitions(codebook).items() if then.get(code_id, digest) != digest]


def _named(codes: Sequence[str]) -> str:
    named = ", ".join(f"'{code_id}'" for code_id in codes[:MOST_NAMED])
    return named + (f" and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else "")


def keep_first_text(out: Path, title: str, codebook: Codebook) -> None:
    """Keep the last run's copy of a version before another text of it takes its place; the first one kept stays."""
    kept = first_copy(out, codebook.version)
    if not about_edited_texts(out, title, codebook) or kept.exists():
        return
    with contextlib.suppress(OSError):  # what cannot be kept was told all the same
        replace_file(kept, (out / COPY).read_bytes(), sync=False)
