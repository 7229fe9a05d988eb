"""A code's id of any time -> the id that it has today."""

from __future__ import annotations

from pipeline.study.records import Codebook


def current_id(code_id: str, codebook: Codebook, others: frozenset[str] = frozenset()) -> str | None:
    """The id that a code has today: itself, the code that says `was: [it]`, or the one it was merged into."""
    seen: set[str] = set()
    found: str | None = code_id
    while found is not None and found not in seen:
        seen.add(found)
        code = codebook.codes.get(found)
        if code is not None and code.merge_into:
            found = code.merge_into
        elif code is not None or found in others:
            return found
        else:
            found = next((one.code_id for one in codebook.codes.values() if found in one.was), None) or _merged(
                found, codebook
            )
    return None


def _merged(code_id: str, codebook: Codebook) -> str | None:
    for version in reversed(tuple(codebook.earlier.values())):
        code = version.codes.get(code_id)
        if code is not None and code.merge_into:
            return code.merge_into
    return None
