"""codebook.html: how the codes came to be. For each what versions and meetings did to it, which figures moved, and
how people agreed under each text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.read import FIGURE
from pipeline.reliability import MachineReport
from pipeline.revision.moves import agreement_by_version
from pipeline.revision.trail import MEETING, CodeTrail, Decision, Step, code_trails
from pipeline.revision.words import TEXT_KINDS
from pipeline.site.codebook_texts import Line, side_by_side
from pipeline.site.markdown import to_html
from pipeline.site.pages import page
from pipeline.store.rows import Agreement
from pipeline.study.dataclass import dataclass
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
SHORT = {"added": "new", "moved": "other passages", "removed": "gone", "reparented": "other parent"}
HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with what it did in words, and both texts side by side where it changed them."""

    step: Step
    what: str
    sides: tuple[tuple[Line, ...], tuple[Line, ...]] | None


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """What one version did to one code: its steps, and what CHANGES.md says of them, as HTML."""

    version: str
    steps: Sequence[ShownStep]
    told: Markup


@dataclass(frozen=True, slots=True)
class ShownTrail:
    """A code's trail with its figures that moved, (case, words), and its rounds, (versions, agreement)."""

    trail: CodeTrail
    versions: Sequence[ShownVersion]
    decisions: Sequence[tuple[Decision, Markup]]
    moves: Sequence[tuple[str, str]]
    rounds: Sequence[tuple[str, Agreement]]


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One row of the table at the head: a code, what each version did to it in a word, the meetings that name it."""

    code_id: str
    name: str
    cells: Sequence[str]
    meetings: Sequence[str]


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """Everything that the template may use. `new`: version -> the codes that it brought and nothing changed since."""

    codebook: Codebook
    versions: Sequence[str]
    glance: Sequence[GlanceRow]
    trails: Sequence[ShownTrail]
    new: Mapping[str, Sequence[CodeTrail]]
    n_without: int
    meetings: Sequence[tuple[Note, Markup]]


def write_codebook_page(
    report: MachineReport, loaded_study: LoadedStudy, moves: Mapping[tuple[str, str], str], outputs: Outputs
) -> None:
    """The page; agreement only where the team accepts coefficients. `moves` as `moved_in_words` has them."""
    reading = loaded_study.study.settings.reading
    book = loaded_study.codebook
    rounds = agreement_by_version(loaded_study, report.agreement) if reading == "coefficients" else {}
    trails = code_trails(loaded_study)
    only_new = [trail for trail in trails if _is_only_new(trail)]
    shown = [_shown(trail, moves, rounds) for trail in trails if trail not in only_new]
    versions = (*book.earlier, book.version)
    notes = sorted(loaded_study.notes.in_folder(MEETING), key=lambda note: note.subject)
    body = CodebookPage(
        book,
        versions,
        [_glance(trail, versions[1:]) for trail in shown],
        shown,
        {version: [trail for trail in only_new if trail.steps[0].version == version] for version in versions[1:]},
        len(book.codes) - len([trail for trail in trails if trail.code_id in book.codes]),
        [(note, _set(note.body)) for note in notes],
    )
    html = page("codebook.html.j2", "How the codes came to be", "", loaded_study.study, page=body)
    outputs.write("codebook.html", html)


def _is_only_new(trail: CodeTrail) -> bool:
    return not trail.decisions and [step.change.kind for step in trail.steps] == ["added"]


def _shown(
    trail: CodeTrail,
    moves: Mapping[tuple[str, str], str],
    rounds: Mapping[str, Sequence[tuple[str, Agreement]]],
) -> ShownTrail:
    own = [(case_id, words) for (case_id, code_id), words in moves.items() if code_id == trail.code_id]
    versions = []
    for version in dict.fromkeys(step.version for step in trail.steps):
        steps = [_step(step, trail.code_id) for step in trail.steps if step.version == version]
        told = _set("\n".join(f"- {line}" for line in trail.told.get(version, ())))
        versions.append(ShownVersion(version, steps, told))
    decisions = [(decision, _set("\n".join(decision.lines))) for decision in trail.decisions]
    return ShownTrail(trail, versions, decisions, own, rounds.get(trail.code_id, ()))


def _glance(shown: ShownTrail, versions: Sequence[str]) -> GlanceRow:
    trail = shown.trail
    cells = [
        ", ".join(dict.fromkeys(_in_a_word(step, trail.code_id) for step in trail.steps if step.version == version))
        for version in versions
    ]
    return GlanceRow(trail.code_id, trail.name, cells, [decision.date for decision in trail.decisions])


def _in_a_word(step: Step, code_id: str) -> str:
    kind = step.change.kind
    return "new part" if kind == "split" and code_id in step.change.later.split(";") else SHORT.get(kind, kind)


def _set(markdown: str) -> Markup:
    """People's own Markdown as HTML; figures that they cite are named, and headings are no headings of this page."""
    return to_html(HEADING.sub(r"**\1**", FIGURE.sub(r"\1", markdown)))


def _step(step: Step, code_id: str) -> ShownStep:
    change = step.change
    is_text = change.kind in TEXT_KINDS
    match change.kind:
        case "renamed":
            what = f"renamed from {change.former}"
        case "split" if code_id in change.later.split(";"):
            what = f"new: taken out of {change.former}"
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
    return ShownStep(step, what, side_by_side(change.former, change.later) if is_text else None)
