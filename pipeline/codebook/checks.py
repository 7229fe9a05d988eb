"""What every codebook promises: a tuple of functions, each returning the places where the promise is broken.

To add one: the function, its name in CHECKS, its test.
Promises across files (scope and guides) are in `pipeline/check.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.compare import INSTEAD
from pipeline.codebook.fields import ORIGINS
from pipeline.codebook.patterns import faults_of
from pipeline.codebook.versions import is_same_version
from pipeline.codebook.written import Written
from pipeline.study.people_files import AN_ID, file_name_key, is_id
from pipeline.study.problems import Problem, did_you_mean
from pipeline.study.records import CODE_KINDS, Code

FIRST_CODES = 3
"""How many codes a message about several of them names."""


def every_id_is_well_formed(written: Written) -> Iterator[Problem]:
    """Ids become names of files and parts of figure ids."""
    spelt: dict[str, str] = {}
    for code_id in written.codebook.codes:
        if not is_id(code_id):
            # A proposal to copy: what no id may hold becomes `_`, cut to a length that a file's name bears.
            better = re.sub(r"[^\w-]+", "_", code_id).strip("_")[:40]
            remedy = f"Call it '{better}'. {AN_ID}" if better else AN_ID
            yield written.fault((code_id,), f"'{code_id}' cannot be an id.", remedy)
        elif (other := spelt.setdefault(file_name_key(code_id), code_id)) != code_id:
            what = f"'{code_id}' and '{other}' differ in capitals, or in how an accent is stored, only."
            yield written.fault((code_id,), what, "Rename one: some computers keep them in one file.")


def every_parent_is_defined(written: Written) -> Iterator[Problem]:
    """A parent is a code of the same codebook."""
    codes = written.codebook.codes
    for code_id, code in codes.items():
        if code.parent and code.parent not in codes:
            what = f"code '{code_id}' has parent '{code.parent}', which is not in this codebook."
            known = [other for other in codes if other != code_id]
            remedy = did_you_mean(code.parent, known, f"add '{code.parent}' as a code of its own.")
            yield written.fault((code_id, "parent"), what, remedy)


def no_code_stands_above_itself(written: Written) -> Iterator[Problem]:
    """Following parents comes to an end. A ring of codes is told once, at its first code."""
    codes = written.codebook.codes
    told: set[str] = set()
    for code_id in codes:
        ring = _ring(code_id, {other: code.parent for other, code in codes.items()})
        if ring and not told.intersection(ring):
            told.update(ring)
            way = " -> ".join([*ring, ring[0]])
            yield written.fault((code_id, "parent"), f"code '{code_id}' stands above itself: {way}.", "Cut one parent.")


def every_kind_is_known(written: Written) -> Iterator[Problem]:
    """kind is one of three."""
    for code_id, code in written.codebook.codes.items():
        if code.kind not in CODE_KINDS:
            remedy = did_you_mean(code.kind, CODE_KINDS, f"use one of: {', '.join(CODE_KINDS)}.")
            yield written.fault(
                (code_id, "kind"), f"code '{code_id}' has kind '{code.kind}', which there is not.", remedy
            )


def every_origin_is_known(written: Written) -> Iterator[Problem]:
    """origin is one of two."""
    for code_id, code in written.codebook.codes.items():
        if code.origin not in ORIGINS:
            remedy = did_you_mean(code.origin, ORIGINS, f"use one of: {', '.join(ORIGINS)}.")
            what = f"code '{code_id}' has origin '{code.origin}', which there is not."
            yield written.fault((code_id, "origin"), what, remedy)


def every_merge_says_where_and_why(written: Written) -> Iterator[Problem]:
    """merge_into is another code of the book, with merge_why, and leads to an end."""
    codes = written.codebook.codes
    told: set[str] = set()
    for code_id, code in codes.items():
        # Only codes on the ring itself: those that lead into it are mended with it.
        ring = _ring(code_id, {other_id: other.merge_into for other_id, other in codes.items()})
        if code.merge_into and code.merge_into not in codes:
            what = f"code '{code_id}' is merged into '{code.merge_into}', which is not in this codebook."
            remedy = did_you_mean(code.merge_into, codes, f"add '{code.merge_into}' as a code of its own.")
            yield written.fault((code_id, "merge_into"), what, remedy)
        elif ring and not told.intersection(ring):
            told.update(ring)
            way = f", in a ring: {' -> '.join([*ring, ring[0]])}" if len(ring) > 1 else ""
            remedy = "Name the code that stays: delete merge_into in that one." if way else "Name the code that stays."
            yield written.fault((code_id, "merge_into"), f"code '{code_id}' is merged into itself{way}.", remedy)
        if code.merge_into and not code.merge_why:
            what = f"code '{code_id}' is merged without a reason."
            yield written.fault(
                (code_id, "merge_into"), what, "Add merge_why: one sentence for those who read it later."
            )
        if code.merge_why and not code.merge_into:
            what = f"code '{code_id}' has merge_why but no merge_into."
            yield written.caution(
                (code_id, "merge_why"), what, "Name the code that takes its place, or delete the line."
            )


def every_split_is_from_a_known_code(written: Written) -> Iterator[Problem]:
    """split_from is a code of this version or of an earlier one."""
    book = written.codebook
    known = set(book.codes).union(*(earlier.codes for earlier in book.earlier.values()))
    for code_id, code in book.codes.items():
        if code.split_from and (code.split_from not in known or code.split_from == code_id):
            what = f"code '{code_id}' is split from '{code.split_from}', which is in no version of this codebook."
            remedy = did_you_mean(
                code.split_from,
                known - {code_id},
                f"lay the version that has '{code.split_from}' beside the file as {book.name}@VERSION.yaml.",
            )
            yield written.fault((code_id, "split_from"), what, remedy)


def no_former_id_is_in_use(written: Written) -> Iterator[Problem]:
    """was names ids that are gone: an id in use would be two codes."""
    codes = written.codebook.codes
    owners: dict[str, str] = {}
    told: set[str] = set()
    for code_id, code in codes.items():
        for former in code.was:
            if former in codes and former in told and code_id in told:
                continue
            if former == code_id or (former in codes and code_id in codes[former].was):
                told |= {code_id, former}
                what = f"code '{code_id}' was '{former}' and the other way round: a rename in a ring says nothing."
                if former == code_id:
                    what = f"code '{code_id}' was itself, says its `was`."
                remedy = "Under `was` stand ids that a code had before and that no code has now: delete the others."
                yield written.caution((code_id, "was"), what, remedy)
            elif former in codes:
                what = f"code '{code_id}' was '{former}', which is still a code of its own."
                remedy = "Delete the one that is gone, or use split_from or merge_into."
                yield written.caution((code_id, "was"), what, remedy)
            elif (owner := owners.setdefault(former, code_id)) != code_id:
                what = f"codes '{owner}' and '{code_id}' both were '{former}'."
                yield written.caution((code_id, "was"), what, "Keep `was` in one and write split_from in the other.")


def every_declared_change_is_one(written: Written) -> Iterator[Problem]:
    """changed speaks of a version that there is and that changed the text; a later change needs a word of its own."""
    book = written.codebook
    ageing, versions = Ageing(book), (*book.earlier, book.version)
    for code_id, code in book.codes.items():
        declared: list[int] = []
        for n, change in enumerate(code.changed):
            place = next((i for i, known in enumerate(versions) if is_same_version(known, change.version)), None)
            if place is None:
                what = f"`changed` of code '{code_id}' speaks of version '{change.version}', which is not there."
                remedy = did_you_mean(change.version, versions, "name the version that first has the new text.")
                yield written.caution((code_id, "changed", n), what, remedy)
                continue
            declared.append(place)
            text = ageing.text_of(code_id, versions[place])
            if place and text is not None and text == ageing.text_of(code_id, versions[place - 1]):
                what = f"`changed` of code '{code_id}': its text in version {change.version} is the one of before."
                yield written.caution((code_id, "changed", n), what, "Name the version that changed it, or delete it.")
        # The newest declared version must have today's text: a later edit was declared by nobody.
        if declared and ageing.text_of(code_id, versions[max(declared)]) != ageing.text_of(code_id, book.version):
            what = (
                f"code '{code_id}' was changed once more after version {versions[max(declared)]}: it counts as moved."
            )
            yield written.caution((code_id, "changed"), what, "Say in `changed` how; make it a list, one a version.")


def every_pattern_is_one_that_spacy_knows(written: Written) -> Iterator[Problem]:
    """Keys, operators and values of token patterns."""
    for code_id, code in written.codebook.codes.items():
        for n, pattern in enumerate(code.cues.patterns):
            for what, remedy in faults_of(pattern):
                yield written.fault((code_id, "cues", "patterns", n), f"code '{code_id}': {what}", remedy)


def every_unless_forbids_something(written: Written) -> Iterator[Problem]:
    """unless alone finds nothing."""
    for code_id, code in written.codebook.codes.items():
        if code.cues.unless and code.cues.is_empty:
            what = f"code '{code_id}' has `unless` but no phrases or patterns that it could forbid."
            yield written.caution((code_id, "cues", "unless"), what, "Add phrases, or delete it.")


def no_phrase_stands_in_two_codes(written: Written) -> Iterator[Problem]:
    """One wording for two codes always fires for both. Told once a pair; a parent may repeat what is below it."""
    codes = written.codebook.codes
    owners: dict[str, str] = {}
    shared: dict[tuple[str, str], list[int]] = {}
    for code_id, code in codes.items():
        above = written.codebook.ancestors(code_id)
        for n, phrase in enumerate(code.cues.phrases):
            owner = owners.setdefault(_folded(phrase), code_id)
            # A broad code above a narrow one is meant to fire with it.
            if owner != code_id and owner not in above and code_id not in written.codebook.ancestors(owner):
                shared.setdefault((owner, code_id), []).append(n)
    for (owner, code_id), numbers in shared.items():
        named = ", ".join(f"'{codes[code_id].cues.phrases[n]}'" for n in numbers[:3])
        more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
        what = f"phrases of code '{code_id}' stand in '{owner}' too: {named}{more}."
        remedy = "Both codes will be given. Keep each where it tells more, or lengthen it."
        yield written.caution((code_id, "cues", "phrases", numbers[0]), what, remedy)


def every_cue_can_be_used(written: Written) -> Iterator[Problem]:
    """Cues of a code that is never given to a passage are never looked for."""
    for code_id, code in written.codebook.codes.items():
        reason = _why_never_given(code)
        if reason and not code.cues.is_empty:
            what = f"code '{code_id}' has cues that are never used: {reason}."
            yield written.caution((code_id, "cues"), what, "Move them to a code that is given, or delete them.")


def every_exclusion_points_to_a_code(written: Written) -> Iterator[Problem]:
    """`wording -> id` in exclude names a code of the book."""
    codes = written.codebook.codes
    for code_id, code in codes.items():
        for n, excluded in enumerate(code.exclude):
            pointed = INSTEAD.search(excluded)
            if pointed and pointed[1].strip(".`'\"") not in codes:
                what = f"exclude of code '{code_id}' points to '{pointed[1]}', which is not in this codebook."
                remedy = did_you_mean(pointed[1], codes, "write the id of the code that such a passage gets.")
                yield written.caution((code_id, "exclude", n), what, remedy)


def every_code_has_a_definition(written: Written) -> Iterator[Problem]:
    """Without a definition two coders cannot mean the same."""
    for code_id, code in written.codebook.codes.items():
        if not code.definition:
            remedy = "Add definition: what a passage must say for this code to be given."
            yield written.caution((code_id,), f"code '{code_id}' has no definition.", remedy)


def every_inductive_code_names_its_first_passage(written: Written) -> Iterator[Problem]:
    """Codes that are said to be inductive without the passage from which they were made: one caution for all.

    Only where `origin` is written: a codebook that leaves it out has claimed nothing.
    """
    bare = [
        code_id
        for code_id, code in written.codebook.codes.items()
        if code.origin == "inductive"
        and (code_id, "origin") in written.lines
        and code.first_passage is None
        and code.is_codable
        and not (code.retired or code.merge_into)
    ]
    if not bare:
        return
    more = f" and {len(bare) - FIRST_CODES} more" if len(bare) > FIRST_CODES else ""
    are, name = ("code is", "names") if len(bare) == 1 else ("codes are", "name")
    what = f"{len(bare)} {are} called inductive and {name} no first passage: {', '.join(bare[:FIRST_CODES])}{more}."
    remedy = (
        "Add first_passage: {transcript: …, quotation: …}, the passage from which it was made; if there was none, "
        "origin: deductive."
    )
    yield written.caution((bare[0], "origin"), what, remedy)


CHECKS: tuple[Callable[[Written], Iterator[Problem]], ...] = (
    every_id_is_well_formed,
    every_parent_is_defined,
    no_code_stands_above_itself,
    every_kind_is_known,
    every_origin_is_known,
    every_merge_says_where_and_why,
    every_split_is_from_a_known_code,
    no_former_id_is_in_use,
    every_declared_change_is_one,
    every_pattern_is_one_that_spacy_knows,
    every_unless_forbids_something,
    no_phrase_stands_in_two_codes,
    every_cue_can_be_used,
    every_exclusion_points_to_a_code,
    every_code_has_a_definition,
    every_inductive_code_names_its_first_passage,
)


def _ring(start: str, above: dict[str, str | None]) -> list[str]:
    """The codes passed when following `above` from `start` back to `start`; empty where it does not lead back."""
    passed = [start]
    while (following := above.get(passed[-1])) is not None:
        if following == start:
            return passed
        if following in passed:
            return []
        passed.append(following)
    return []


def _folded(phrase: str) -> str:
    # As the machine compares phrases: capitals, curly apostrophes and hyphens do not matter.
    return " ".join(phrase.casefold().replace("’", "'").replace("-", " ").split())


def _why_never_given(code: Code) -> str:
    # A kind that there is not has been named as such.
    if code.kind != "analytic" and code.kind in CODE_KINDS:
        return f"its kind is {code.kind}"
    if not code.is_codable:
        return "is_codable is false"
    return f"it is retired since version {code.retired}" if code.retired else ""
