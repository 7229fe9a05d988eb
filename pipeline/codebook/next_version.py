"""Versions of a codebook seen from one another: one that was edited as the next that it will be, an earlier one as it
was in its time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipeline.codebook.renames import earlier_and_later_names
from pipeline.codebook.versions import in_order_of_time, is_same_version, version_parts
from pipeline.study.records import Codebook


def as_later_version(old: Codebook, new: Codebook) -> Codebook:
    """`new` with `old` among its earlier versions; where both have one version, `new` as the version after it.

    What is declared for a version that there is not yet (`changed: {in: "6"}` in a file that says 5) names the version.
    """
    version = new.version
    if is_same_version(old.version, version):
        version = _next(new)
    earlier = {name: book for name, book in new.earlier.items() if not is_same_version(name, version)}
    versions = {**earlier, old.version: old}
    return replace(new, version=version, earlier=dict(in_order_of_time(versions.items(), key=lambda item: item[0])))


def with_those_before(old: Codebook, new: Codebook) -> Codebook:
    """An earlier version as the codebook of its time: with the versions before it beside it."""
    names = list(new.earlier)
    before = names[: names.index(old.version)] if old.version in names else []
    return replace(old, earlier={name: new.earlier[name] for name in before})


def as_of_its_time(earlier: Codebook, book: Codebook) -> Codebook:
    """A version with those before it, and with today's words on what it changed: people declare where they work, at
    times much later."""
    stands_for = earlier_and_later_names(book)
    today = {stands_for.get(code_id, code_id): code for code_id, code in book.codes.items()}
    codes = dict(earlier.codes)
    for code_id, code in earlier.codes.items():
        now = today.get(stands_for.get(code_id, code_id))
        declared = now.changed if now is not None else ()
        since = [
            change
            for change in declared
            if is_same_version(change.version, earlier.version) and change not in code.changed
        ]
        codes[code_id] = replace(code, changed=(*code.changed, *since))
    return replace(with_those_before(earlier, book), codes=codes)


def _next(book: Codebook) -> str:
    known = (book.version, *book.earlier)
    announced = Counter(
        change.version
        for code in book.codes.values()
        for change in code.changed
        if not any(is_same_version(change.version, other) for other in known)
    )
    # The version that most declarations speak of: a single slip of the pen does not name the next one.
    if announced:
        return announced.most_common(1)[0][0]
    parts = version_parts(book.version)
    return str(parts[0] + 1) if parts else f"{book.version}-next"
