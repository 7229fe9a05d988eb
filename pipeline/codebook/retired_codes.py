"""Codes out of use: what to say of an id that no code has today, and from which version a code is retired."""

from __future__ import annotations

from dataclasses import replace

from pipeline.codebook.renames import parts_today
from pipeline.codebook.versions import version_parts
from pipeline.codebook.written import Written
from pipeline.study.problems import Problem, did_you_mean
from pipeline.study.records import Codebook


def about_an_unknown_code(code_id: str, codebook: Codebook) -> tuple[str, str]:
    """(what, remedy) for an id that no code has: one that was split names all its parts, since none takes its place."""
    parts = parts_today(code_id, codebook)
    if parts:
        named = " and ".join(f"'{part}'" for part in parts)
        if len(parts) == 1:
            what = f"code '{code_id}' was split, and '{parts[0]}' is a part of it, not its new name."
        else:
            what = f"code '{code_id}' was split into {named}."
        return what, f"Decide anew for each passage or case which of {named} it is: none of them takes its place."
    versions = [version for version, book in codebook.earlier.items() if code_id in book.codes]
    if versions:
        # Added to the codebook once more, it would stand beside the code that has another name now.
        remedy = (
            f"Say what became of it: was: [{code_id}] in the code that took its name, or merge_into, split_from or "
            "retired; `crosscase codebook diff STUDY` proposes the likeliest."
        )
        return f"code '{code_id}' is not in the codebook any more; version {versions[-1]} has it.", remedy
    return f"code '{code_id}' is not in the codebook.", did_you_mean(code_id, codebook.codes, "add it to the codebook.")


def in_force(codebook: Codebook) -> Codebook:
    """The codebook without `retired` of codes whose version of retirement has not come: they are in use."""
    codes = {
        code_id: code if code.retired is None or _has_come(code.retired, codebook) else replace(code, retired=None)
        for code_id, code in codebook.codes.items()
    }
    return replace(codebook, codes=codes)


def every_retirement_has_come(written: Written) -> list[Problem]:
    """A caution for each code whose `retired` names no version that there is: it is in use until then."""
    book = written.codebook
    return [
        written.caution(
            (code.code_id, "retired"),
            f"code '{code.code_id}' is retired from version '{code.retired}', and this is version '{book.version}': "
            "until then it is in use.",
            "Nothing to mend if so; if it is to go now, raise `version`, or write this version.",
        )
        for code in book.codes.values()
        if code.retired is not None and not _has_come(code.retired, book)
    ]


def _has_come(version: str, codebook: Codebook) -> bool:
    """Whether the codebook's version is `version` or later.

    As numbers, part by part, where both are numbers (2 before 10, 1.9 before 1.10); else only where it is this version
    or one of the earlier ones beside it.
    """
    then, now = version_parts(version), version_parts(codebook.version)
    if then and now:
        return then <= now
    return version == codebook.version or version in codebook.earlier
