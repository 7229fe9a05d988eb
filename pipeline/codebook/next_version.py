"""A codebook that was edited and has no new version yet, seen as the next version that it will be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

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
