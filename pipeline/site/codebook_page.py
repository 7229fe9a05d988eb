"""codebook.html: how the codes came to be. For each what versions and meetings did to it, which figures moved, and
how people agreed under each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability import MachineReport
from pipeline.reliability.agreement import AgreementRow
from pipeline.revision.moves import agreement_by_version
from pipeline.revision.trail import MEETING, CodeTrail, Step, code_trails
from pipeline.revision.words import TEXT_KINDS
from pipeline.site.pages import page
from pipeline.study.records import Codebook, Note

WHAT = {
    "added": "new",
    "removed": "gone",
    "retired": "retired",
    "reworded": "reworded: the same passages",
    "narrowed": "narrowed: fewer passages",
    "broadened": "broadened: more passages",
    "moved": "other passages",
}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with what it did in words; both texts where it changed them."""

    step: Step
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownTrail:
    """A code's trail with its figures that moved, (case, words), and its rounds, (version, agreement)."""

    trail: CodeTrail
    steps: Sequence[ShownStep]
    moves: Sequence[tuple[str, str]]
    rounds: Sequence[tuple[str, AgreementRow]]


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """Everything that the template may use."""

    codebook: Codebook
    versions: Sequence[str]
    trails: Sequence[ShownTrail]
    n_without: int
    meetings: Sequence[Note]


def write_codebook_page(
    report: MachineReport, loaded_study: LoadedStudy, moves: Mapping[tuple[str, str], str], outputs: Outputs
) -> None:
    """The page; agreement only where the team accepts coefficients. `moves` as `moved_in_words` has them."""
    reading = loaded_study.study.settings.reading
    book = loaded_study.codebook
    today = [AgreementRow(**row) for row in report.agreement]
    rounds = agreement_by_version(loaded_study, today) if reading == "coefficients" else {}
    trails = [_shown(trail, moves, rounds) for trail in code_trails(loaded_study)]
    shown = CodebookPage(
        book,
        (*book.earlier, book.version),
        trails,
        len(book.codes) - len([trail for trail in trails if trail.trail.code_id in book.codes]),
        sorted(loaded_study.notes.in_folder(MEETING), key=lambda note: note.subject),
    )
    html = page("codebook.html.j2", "How the codes came to be", "", loaded_study.study, page=shown)
    outputs.write("codebook.html", html)


def _shown(
    trail: CodeTrail,
    moves: Mapping[tuple[str, str], str],
    rounds: Mapping[str, Sequence[tuple[str, AgreementRow]]],
) -> ShownTrail:
    own = [(case_id, words) for (case_id, code_id), words in moves.items() if code_id == trail.code_id]
    return ShownTrail(trail, [_step(step) for step in trail.steps], own, rounds.get(trail.code_id, ()))


def _step(step: Step) -> ShownStep:
    change = step.change
    is_text = change.kind in TEXT_KINDS
    match change.kind:
        case "renamed":
            what = f"renamed from {change.former}"
        case "split":
            what = f"split into {' and '.join(change.later.split(';'))}"
        case "merged":
            what = f"merged into {change.later}"
        case "reparented":
            what = f"moved from {change.former or 'the top'} to {change.later or 'the top'}"
        # A changed text that nobody declared is taken for the gravest change.
        case "moved" if not change.is_declared:
            what = "another text; nobody said what that means, so that it counts as other passages"
        case _:
            what = WHAT[change.kind]
    return ShownStep(step, what, change.former if is_text else "", change.later if is_text else "")
