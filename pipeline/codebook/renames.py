"""A code's id of any time -> the id that it has today, or the codes into which it was split."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.study.records import Codebook


def current_id(code_id: str, codebook: Codebook, others: frozenset[str] = frozenset()) -> str | None:
    """The id that a code has today: itself, the code that says `was: [it]`, or the one it was merged into.

    Renames and merges are followed one after the other, through earlier versions too: a code that was renamed twice
    need not list its first id again. `others` are ids that stand for themselves, such as questions of a guide.
    """
    *_, last = _trail(code_id, codebook, others)
    code = codebook.codes.get(last)
    return last if last in others or (code is not None and not code.merge_into) else None


def parts_today(code_id: str, codebook: Codebook) -> tuple[str, ...]:
    """Today's codes into which a code was split, in the order of the file; none where it was not, or is still in use.

    A rename before the split, and renames, merges and splits of the parts after it are followed.
    """
    # A code that is in use or has a new name was not split away: its passages have a code.
    if not code_id or current_id(code_id, codebook) is not None:
        return ()
    parts = set(_parts(code_id, codebook, set()))
    return tuple(other for other in codebook.codes if other in parts)


def earlier_and_later_names(codebook: Codebook) -> dict[str, str]:
    """Id of any version -> one id that stands for all its names; merges are not followed, they join two codes."""
    stands_for: dict[str, str] = {}

    def root(code_id: str) -> str:
        while (other := stands_for.get(code_id, code_id)) != code_id:
            code_id = other
        return code_id

    for version in (codebook, *codebook.earlier.values()):
        for code in version.codes.values():
            for former in code.was:
                # Sorted, so that the id that stands for all does not hang on the order of the files.
                a, b = sorted((root(code.code_id), root(former)))
                stands_for[b] = a
    return {code_id: root(code_id) for code_id in stands_for}


def _trail(code_id: str, codebook: Codebook, others: frozenset[str] = frozenset()) -> list[str]:
    """The id and those that it leads to, one after the other; a ring of renames is left where it closes."""
    trail: list[str] = []
    following: str | None = code_id
    while following is not None and following not in trail:
        trail.append(following)
        code = codebook.codes.get(following)
        if code is not None:
            following = code.merge_into
        elif following in others:
            following = None
        else:
            following = _renamed(following, codebook) or _replaced_before(following, codebook)
    return trail


def _renamed(code_id: str, codebook: Codebook) -> str | None:
    return next((code.code_id for code in codebook.codes.values() if code_id in code.was), None)


def _replaced_before(code_id: str, codebook: Codebook) -> str | None:
    """What took a code's place in the latest earlier version that says so."""
    # A row without a code is no reason to read every earlier version, which is half of opening a large codebook.
    if not code_id:
        return None
    # The latest first: it knows best what became of a code.
    for version in reversed(tuple(codebook.earlier.values())):
        code = version.codes.get(code_id)
        if code is not None and code.merge_into:
            return code.merge_into
        if renamed := _renamed(code_id, version):
            return renamed
    return None


def _parts(code_id: str, codebook: Codebook, seen: set[str]) -> Iterator[str]:
    if code_id in seen:
        return
    seen.add(code_id)
    trail = _trail(code_id, codebook)
    for version in (codebook, *reversed(tuple(codebook.earlier.values()))):
        for part in version.codes.values():
            if part.split_from in trail and part.code_id not in trail:
                today = current_id(part.code_id, codebook)
                if today is not None:
                    yield today
                else:
                    yield from _parts(part.code_id, codebook, seen)
