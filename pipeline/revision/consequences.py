"""What a change of the codebook does to a study, told before it is made: `crosscase codebook diff`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.codebook.changes import CodeChange, changes_between, former_ids
from pipeline.codebook.likely_renames import LikelyRename, likely_renames
from pipeline.codebook.next_version import as_later_version, with_those_before
from pipeline.codebook.versions import is_same_version
from pipeline.coding.cues.machine import machine_codings, with_known_scope
from pipeline.coding.hand.by_hand import HandWork, collect_hand_work
from pipeline.io.cache import Cache
from pipeline.io.manifest import read_manifest
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.evidence import Evidence, rests_on
from pipeline.notes.read import figure_ids
from pipeline.reliability import judge_machine
from pipeline.revision.as_of import as_of, flat
from pipeline.revision.counted import CountedStudy, MachineWork, count
from pipeline.revision.figures_moved import MovedFigure, moved_by_first_readings, moved_figures
from pipeline.revision.read_again import ReadAgain, what_to_read_again
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import visible
from pipeline.study.records import COUNTED_KINDS, Codebook, Coding, DeclaredChange
from pipeline.study.study import FIRST_STAGE, stage_subjects


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """One change, and what rests on the code under its earlier text: codings by coder, and transcripts read for it.

    Of these codings `n_standing` hold today (all of them, or those confirmed by a reading since) and `n_left` await a
    second look; `n_older` did not stand before the change either. The others were taken back, or answered by another.
    `n_read_since`: readings that hold today.
    """

    change: CodeChange
    codings: Mapping[str, int]
    readings: int
    by: str = ""
    why: str = ""
    n_standing: int = 0
    n_left: int = 0
    n_older: int = 0
    n_read_since: int = 0


@dataclass(frozen=True)
class Consequences:
    """All that follows from a change of the codebook; the verdicts on the machine are held fixed.

    `figures` moved because the codebook did, or are the first that is known of a code in a case; `first_read` are
    others that moved because transcripts were read since for which nothing was known before.
    `memos` and `notes` are STAGE/SUBJECT; `codes_under` are, by note, the codes of the figures under it that move, and
    `signed_by` tells who signed it. `is_unreleased`: both texts say one
    version, so that nothing of this takes effect before the later one has a version of its own.
    """

    old: Codebook
    new: Codebook
    is_unreleased: bool
    effects: tuple[ChangeEffect, ...]
    figures: tuple[MovedFigure, ...]
    first_read: tuple[MovedFigure, ...]
    memos: tuple[str, ...]
    notes: tuple[str, ...]
    codes_under: Mapping[str, frozenset[str]]
    signed_by: Mapping[str, str]
    read_again: tuple[ReadAgain, ...]
    renames: tuple[LikelyRename, ...]
    before: CountedStudy
    after: CountedStudy

    def is_open(self, figure: MovedFigure) -> bool:
        """Whether a figure may move once more, when what it rests on has been read again."""
        cases = {transcript.transcript_id: transcript for transcript in self.after.transcripts}
        return bool(figure.after.n_outdated) or any(
            figure.code_id in row.codes
            and cases[row.transcript_id].case_id == figure.case_id
            # Mayors and documents are read again too, and stand in no such figure.
            and cases[row.transcript_id].kind in COUNTED_KINDS
            for row in self.read_again
        )

    def notes_on(self, code_id: str) -> tuple[str, ...]:
        """Signed notes that rest on figures of one code that move."""
        return tuple(note for note in self.notes if code_id in self.codes_under[note])


def consequences(loaded_study: LoadedStudy, old: Codebook, out: Path) -> Consequences:
    """What the step from `old` to the study's codebook does.

    Args:
        loaded_study: As read with today's codebook; it may have faults that a rename without `was` leaves behind.
        old: The earlier version.
        out: Where the last run is, if there is one: its verdicts are held fixed.
    """
    today = loaded_study.codebook
    is_unreleased = is_same_version(old.version, today.version)
    new = as_later_version(old, today)
    then = with_those_before(old, new)
    hand_then = hand_work_under(loaded_study, then, new)
    hand_now = hand_work_under(loaded_study, new, None) if is_unreleased else loaded_study.hand
    # Whether people code at all must not change between the two sides, or the machine would count on one alone.
    hand_then = replace(hand_then, has_apply_row=hand_now.has_apply_row)
    machine_then, machine_now = _machine(replace(loaded_study, hand=hand_now, codebook=new), then, new, out)
    transcripts = loaded_study.corpus.transcripts
    before = count(transcripts, then, hand_then, machine_then)
    after = count(transcripts, new, hand_now, machine_now)
    changes = changes_between(then, new)
    cases = [case.case_id for case in loaded_study.corpus.cases]
    first_read = {figure for figure in moved_by_first_readings(before, after, cases) if figure.was_known}
    moved = tuple(moved_figures(before, after, cases))
    figures = tuple(figure for figure in moved if figure not in first_read)
    under = _codes_under_notes(loaded_study, new, figures)
    again = what_to_read_again(before, after)
    return Consequences(
        old=then,
        new=new,
        is_unreleased=is_unreleased,
        effects=tuple(_effect(change, before, after, again) for change in changes),
        figures=figures,
        first_read=tuple(figure for figure in moved if figure in first_read),
        memos=_memos(loaded_study, figures),
        notes=tuple(under),
        codes_under=under,
        signed_by={f"{note.stage}/{note.subject}": _signer(note.front) for note in loaded_study.notes.notes},
        read_again=again,
        renames=likely_renames(changes, then, new),
        before=before,
        after=after,
    )


def as_json(changed: Consequences) -> dict[str, object]:
    """The contract's object of `codebook diff --json` (section 9), and the renames that nobody declared."""
    return {
        "from": changed.old.version,
        "to": changed.new.version,
        "is_unreleased": changed.is_unreleased,
        "changes": [
            {
                "kind": effect.change.kind,
                "code": effect.change.code,
                "from": effect.change.former,
                "to": effect.change.later,
                "codings": dict(effect.codings),
                "readings": effect.readings,
                "codings_standing": effect.n_standing,
                "codings_left": effect.n_left,
                "readings_standing": effect.n_read_since,
                "is_declared": effect.change.is_declared,
                "by": effect.by,
                "why": effect.why,
            }
            for effect in changed.effects
        ],
        "figures": [_figure_as_json(figure) for figure in changed.figures],
        "first_read": [_figure_as_json(figure) for figure in changed.first_read],
        "memos": list(changed.memos),
        "notes": list(changed.notes),
        "read_again": [
            {
                "transcript_id": row.transcript_id,
                "codes": list(row.codes),
                "coders": list(row.coders),
                "whole": list(row.whole),
                "passages": [
                    {
                        "coding_id": passage.coding_id,
                        "coder": passage.coder,
                        "codes": list(passage.code_ids),
                        "start_char": passage.start_char,
                        "end_char": passage.end_char,
                    }
                    for passage in row.passages
                ],
                "n_words": row.n_words,
                "minutes": round(row.minutes, 1),
            }
            for row in changed.read_again
        ],
        "renames": [
            {"from": rename.former, "to": rename.code, "likeness": rename.likeness, "line": rename.line}
            for rename in changed.renames
        ],
    }


def _figure_as_json(figure: MovedFigure) -> dict[str, object]:
    after = figure.after
    return {
        "case_id": figure.case_id,
        "code_id": figure.code_id,
        "from": {"n_mentioning": figure.before.n_mentioning, "n_known": figure.before.n_known},
        "to": {"n_mentioning": after.n_mentioning, "n_known": after.n_known, "n_outdated": after.n_outdated},
    }


def hand_work_under(loaded_study: LoadedStudy, codebook: Codebook, later: Codebook | None) -> HandWork:
    """People's rows under a version of the codebook; what is wrong with them was told when the study was read."""
    corpus, folder = loaded_study.corpus, loaded_study.study.folder / "codings"
    book, rewrite = (codebook, None) if later is None else (flat(codebook), as_of(codebook, later))
    return collect_hand_work(folder, corpus.transcripts, book, loaded_study.questions, corpus.unread, rewrite).records


def _machine(loaded_study: LoadedStudy, then: Codebook, new: Codebook, out: Path) -> tuple[MachineWork, MachineWork]:
    """The machine's work under both versions. Where people code, only codes whose verdict is *counted* matter."""
    # Where nobody codes by hand every machine coding counts, and its cues are those of each version.
    if not loaded_study.hand.has_apply_row:
        return _by_cues(loaded_study, then), _by_cues(loaded_study, new)
    # Verdicts held fixed: judged anew under each text, figures would move for two reasons at once.
    codings, verdicts = _of_the_run(loaded_study, out) or _judged(loaded_study)
    former = former_ids(then, new)
    today = {code_id: now for now, code_id in former.items()}
    now = {code_id: code_id for code_id in new.codes} | {code_id: n for code_id, n in today.items() if code_id != n}
    return (
        by_ids(codings, verdicts, {**{code_id: code_id for code_id in then.codes}, **former}),
        by_ids(codings, verdicts, now),
    )


def _by_cues(loaded_study: LoadedStudy, codebook: Codebook) -> MachineWork:
    looked_for = with_known_scope(codebook, loaded_study.questions)
    return MachineWork(machine_codings(loaded_study.corpus.transcripts, looked_for, loaded_study.study, Cache(None)))


def by_ids(codings: Iterable[Coding], verdicts: Mapping[str, str], ids: Mapping[str, str]) -> MachineWork:
    """The machine's work under the ids of one version."""
    kept = tuple(replace(coding, code_id=ids[coding.code_id]) for coding in codings if coding.code_id in ids)
    return MachineWork(kept, {ids[code_id]: word for code_id, word in verdicts.items() if code_id in ids})


Judgement = tuple[tuple[Coding, ...], Mapping[str, str]]


def _judged(loaded_study: LoadedStudy) -> Judgement:
    looked_for = with_known_scope(loaded_study.codebook, loaded_study.questions)
    codings = machine_codings(loaded_study.corpus.transcripts, looked_for, loaded_study.study, Cache(None))
    report = judge_machine(replace(loaded_study, machine=codings), Cache(None))
    return tuple(report.codings), report.words


def _of_the_run(loaded_study: LoadedStudy, out: Path) -> Judgement | None:
    """Verdicts and machine codings of the last run in `out`; None where there is none, or it is another study's."""
    former = read_manifest(out)
    names = ("tables/verdicts.csv", "tables/codings.csv")
    # A folder of outputs may hold another study's run.
    if former.data.get("title") != loaded_study.study.title or any(name not in former.files for name in names):
        return None
    try:
        verdicts, codings = ((out / name).read_text(encoding="utf-8") for name in names)
        words = {row["code_id"]: row["verdict"] for row in csv.DictReader(io.StringIO(verdicts))}
        return tuple(_machine_codings(codings, words)), words
    except (OSError, ValueError, KeyError):
        return None


def _machine_codings(table: str, verdicts: Mapping[str, str]) -> Iterator[Coding]:
    for row in csv.DictReader(io.StringIO(table)):
        if row["origin"] == "machine" and row["code_id"] in verdicts:
            yield Coding(
                row["coding_id"], row["transcript_id"], int(row["start_char"]), int(row["end_char"]), row["code_id"],
                row["coder"], "machine", row["polarity"],
            )  # fmt: skip


def _effect(
    change: CodeChange, before: CountedStudy, after: CountedStudy, again: tuple[ReadAgain, ...]
) -> ChangeEffect:
    new = after.codebook
    # Of the other kinds `former` is a parent or a text, and no id.
    then = change.former if change.kind in ("renamed", "merged", "split", "retired") else ""
    then = then or _former(change.code, before.codebook, new)
    codings = [coding for coding in (*before.hand.codings, *before.hand.outdated) if then and coding.code_id == then]
    readers = [(coder, transcript_id) for coder, transcript_id, code_id in before.readers if then and code_id == then]
    standing = {(coding.coder, coding.coding_id) for coding in after.hand.codings}
    left = {
        (passage.coder, passage.coding_id)
        for row in again
        for passage in row.passages
        if change.code in passage.code_ids
    }
    declared = next(
        (declaration for declaration in reversed(_declarations(change.code, new)) if declaration.how == change.kind),
        None,
    )
    by, why = (declared.by, declared.why) if declared is not None else ("", "")
    if change.kind == "merged" and change.code in new.codes:
        why = new.codes[change.code].merge_why
    return ChangeEffect(
        change,
        dict(sorted(Counter(coding.coder for coding in codings).items())),
        len(readers),
        by,
        why,
        n_standing=sum((coding.coder, coding.coding_id) in standing for coding in codings),
        n_left=sum((coding.coder, coding.coding_id) in left for coding in codings),
        n_older=sum(
            (coding.coder, coding.coding_id) not in standing | left
            for coding in before.hand.outdated
            if then and coding.code_id == then
        ),
        n_read_since=sum((*reader, change.code) in after.readers for reader in readers),
    )


def _former(code_id: str, old: Codebook, new: Codebook) -> str:
    return code_id if code_id in old.codes else former_ids(old, new).get(code_id, "")


def _declarations(code_id: str, new: Codebook) -> tuple[DeclaredChange, ...]:
    return new.codes[code_id].changed if code_id in new.codes else ()


def _memos(loaded_study: LoadedStudy, figures: Iterable[MovedFigure]) -> tuple[str, ...]:
    """Every memo about a case of which a figure moves, in the order of the stages."""
    cases = {figure.case_id for figure in figures}
    memos = [f"{FIRST_STAGE}/{case.case_id}" for case in loaded_study.corpus.cases if case.case_id in cases]
    for stage, subject, _, case_id in stage_subjects(loaded_study.study, loaded_study.corpus.cases):
        if case_id in cases:
            memos.append(f"{stage}/{subject}")
    return tuple(dict.fromkeys(memos))


def _codes_under_notes(
    loaded_study: LoadedStudy, new: Codebook, figures: Iterable[MovedFigure]
) -> dict[str, frozenset[str]]:
    """Signed note -> the codes of which a figure under it moves."""
    moved: dict[str, set[str]] = {}
    places: dict[str, list[str]] = {}
    for stage, subject, _, case_id in stage_subjects(loaded_study.study, loaded_study.corpus.cases):
        places.setdefault(case_id, []).append(f"{stage}/{subject}")
    for figure in figures:
        # A figure is told in its case's memo and in that of each stage the case belongs to.
        for place in (figure.case_id, *places.get(figure.case_id, ())):
            for code_id in {figure.code_id, figure.former_id} - {""}:
                moved.setdefault(f"{place}/{code_id}", set()).add(figure.code_id)
    there = {*figure_ids(loaded_study.study, loaded_study.corpus.cases, new), *moved}
    codes = {figure_id.rsplit("/", 1)[1] for figure_id in there}
    families = {code_id: new.family(code_id) if code_id in new.codes else code_id for code_id in codes}
    evidence = Evidence({figure_id: {} for figure_id in there}, families=families)
    under = {}
    for note in loaded_study.notes.notes:
        # A draft is still being written: only what somebody signed can be out of date.
        if not isinstance(note.front.get("signed_off"), dict):
            continue
        moving = frozenset(code_id for figure in rests_on(note, evidence) for code_id in moved.get(figure, ()))
        if moving:
            under[f"{note.stage}/{note.subject}"] = moving
    return under


def _signer(front: Mapping[str, object]) -> str:
    signed = front.get("signed_off")
    by = signed.get("by") if isinstance(signed, dict) else front.get("by")
    return visible(str(by or ""))
