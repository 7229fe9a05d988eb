"""Analysts' own notes: read word for word, with the front matter that says who wrote them and what they revise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Protocol

from pipeline.codebook.renames import current_id
from pipeline.corpus.cases import Corpus
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Tree, parse_yaml, read_text, several
from pipeline.study.problems import Loaded, Problem, Source, caution, did_you_mean, fault
from pipeline.study.records import Case, Codebook, Note
from pipeline.study.study import FIRST_STAGE, KINDS_OF_NOTE, LAST_STAGE, Study, subject_id

FIELDS = ("by", "status", "revises", "signed_off", "codes")
OF_AN_EXHIBIT = ("claim", "is_typical", "passed_over")
STATUSES = ("draft", "final")
# The closing line stands alone: `---` within a value does not end the front matter.
FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
# What was meant as front matter: a line of other dashes, or none, and then a field.
NEARLY_FRONT = re.compile(
    rf"\A\s*(?P<fence>[-–—−=_*~]+[ \t]*\n)?[ \t]*(?P<field>{'|'.join((*FIELDS, *OF_AN_EXHIBIT))})[ \t]*:"
)
SHARED_DIGEST = ("shared",)
"""In place of a signature's digest where a study is shared: no file that people write can hold it."""
FIGURE = re.compile(r"\[\[([^\[\]\n]+)\]\]")


@dataclass(frozen=True)
class Notes:
    """All notes of a study, in the order of their files."""

    notes: tuple[Note, ...] = ()

    def of(self, stage: str, subject: str) -> Note | None:
        """The note on one subject of one stage."""
        return next((note for note in self.notes if (note.stage, note.subject) == (stage, subject)), None)

    def in_folder(self, stage: str) -> tuple[Note, ...]:
        """All notes of a stage or kind."""
        return tuple(note for note in self.notes if note.stage == stage)


def cited_figures(note: Note) -> tuple[tuple[str, int], ...]:
    """Figure ids that a note cites as `[[CASE/CODE]]`, each with its line."""
    return tuple(
        (match[1].strip(), note.body_line + note.body.count("\n", 0, match.start()))
        for match in FIGURE.finditer(note.body)
    )


def passed_over(note: Note) -> tuple[str, ...]:
    """Ids of the codings that the note on an exhibit says were passed over: a list, or a text with `;` between."""
    value = note.front.get("passed_over")
    return tuple(map(str, value)) if isinstance(value, list) else several(str(value or ""))


def read_notes(folder: Path, subjects: Collection[tuple[str, str]]) -> Loaded[Notes]:
    """Every `notes/STAGE/SUBJECT.md`.

    Args:
        folder: The study's `notes/`; it need not be there.
        subjects: (stage, subject) of every memo, and of every transcript and code for notes of those kinds.
    """
    if not folder.is_dir():
        return Loaded(Notes())
    notes: list[Note] = []
    problems: list[Problem] = []
    folders = {stage for stage, _ in subjects} | set(KINDS_OF_NOTE)
    for path in sorted(folder.rglob("*")):
        # Hidden files, and those that Word keeps beside an open document.
        if path.is_dir() or path.name.startswith((".", "~$")):
            continue
        parts = path.relative_to(folder).parts
        if len(parts) != 2 or path.suffix.casefold() != ".md":
            problems.append(
                fault(path, 0, "this is no note: it is not called notes/STAGE/SUBJECT.md.", "Rename or move it.")
            )
            continue
        stage, subject = parts[0], path.stem
        if stage not in folders:
            problems.append(
                fault(
                    path,
                    0,
                    f"'{stage}' is no stage and no kind of note.",
                    did_you_mean(stage, folders, "move the note."),
                )
            )
            continue
        known = {one for folder_, one in subjects if folder_ == stage}
        # Hunches, people and meetings are called what the team calls them.
        if stage not in ("hunch", "reflexive", "meeting") and subject not in known:
            problems.append(
                fault(
                    path, 0, f"'{subject}' is no subject of {stage}.", did_you_mean(subject, known, "rename the note.")
                )
            )
            continue
        note = _note(path, stage, subject, subjects, problems)
        if note is not None:
            notes.append(note)
    return Loaded(Notes(tuple(notes)), tuple(problems))


def figure_ids(study: Study, cases: Iterable[Case], codebook: Codebook) -> set[str]:
    """Every figure of a study: CASE/CODE, and STAGE/SUBJECT/CODE of each later stage."""
    listed = list(cases)
    places = [case.case_id for case in listed]
    for stage, attribute in study.settings.design.items():
        places += [f"{stage}/{subject_id(value)}" for case in listed if (value := case.attributes.get(attribute))]
    places.append(f"{LAST_STAGE}/{LAST_STAGE}")
    return {f"{place}/{code.code_id}" for place in places for code in codebook.codable}


class HasNotes(Protocol):
    """What the check looks at: pipeline.check.LoadedStudy has it."""

    @property
    def study(self) -> Study: ...
    @property
    def corpus(self) -> Corpus: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def notes(self) -> Notes: ...


def every_cited_figure_is_there(loaded_study: HasNotes) -> list[Problem]:
    """A note that cites `[[…]]` what is no figure of the study: a fault with its line."""
    if not loaded_study.notes.notes:
        return []
    known = figure_ids(loaded_study.study, loaded_study.corpus.cases, loaded_study.codebook)
    problems = []
    for note in loaded_study.notes.notes:
        for figure, line in cited_figures(note):
            if figure not in known:
                near = {other for other in known if other.count("/") == figure.count("/")}
                remedy = did_you_mean(figure, near or known, "write [[CASE/CODE]] or [[STAGE/SUBJECT/CODE]].")
                if (of_case := figure.removeprefix(f"{FIRST_STAGE}/")) in known:
                    remedy = f"A case's figures have no stage before them: write [[{of_case}]]."
                problems.append(fault(note.source.path, line, f"[[{figure}]] is no figure of this study.", remedy))
    return problems


def codes_of_meeting(note: Note) -> tuple[str, ...]:
    """The codes that a meeting's minutes name in their front matter, by the ids of the day."""
    written = note.front.get("codes")
    codes = written if isinstance(written, list) else several(str(written)) if written is not None else ()
    return tuple(dict.fromkeys(str(code_id) for code_id in codes))


def every_code_of_a_meeting_is_known(loaded_study: HasNotes) -> list[Problem]:
    """A caution for each code that a meeting decided on and that no version of the codebook has."""
    book = loaded_study.codebook
    known = set(book.codes).union(*(earlier.codes for earlier in book.earlier.values()))
    return [
        caution(
            note.source.path,
            note.source.line,
            f"code '{code_id}' of this meeting is in no version of the codebook.",
            did_you_mean(code_id, known, "remove it from `codes`, or leave it until the codebook has it."),
        )
        for note in loaded_study.notes.in_folder("meeting")
        for code_id in codes_of_meeting(note)
        if code_id not in known and current_id(code_id, book) is None
    ]


def _note(
    path: Path, stage: str, subject: str, subjects: Collection[tuple[str, str]], problems: list[Problem]
) -> Note | None:
    loaded = read_text(path)
    problems += loaded.problems
    if loaded.records is None:
        return None
    text = loaded.records.replace("\r\n", "\n")
    match = FRONT.match(text)
    front: dict[str, Any] = {}
    body, first = text, 1
    if match:
        first = match[0].count("\n") + 1
        body = text[match.end() :]
        tree = parse_yaml(path, match[1], first_line=2)
        problems += tree.problems
        if tree.records is not None and isinstance(tree.records.data, dict):
            front = tree.records.data
            fields = (*FIELDS, *OF_AN_EXHIBIT) if stage == "exhibit" else FIELDS
            problems += _front_problems(path, tree.records, subjects, fields)
        elif tree.records is not None:
            what = "the front matter is not a list of `name: value`."
            problems.append(fault(path, 2, what, "Write one field a line, such as `by: NAME`."))
    elif text.startswith("---\n"):
        problems.append(fault(path, 1, "the front matter is never closed.", "End it with a line `---`."))
    elif nearly := NEARLY_FRONT.match(text):
        line = text[: nearly.start("fence" if nearly["fence"] else "field")].count("\n") + 1
        begins = f"begins with '{nearly['fence'].strip()}'" if nearly["fence"] else f"begins with '{nearly['field']}:'"
        what = f"the note {begins}: front matter has a line `---` before it, as the first line, and one after it."
        problems.append(fault(path, line, what, "Write `---` there; what stands between both lines is read as fields."))
    return Note(stage, subject, body, front, Source(path, 1), first)


def _front_problems(
    path: Path, tree: Tree, subjects: Collection[tuple[str, str]], fields: Collection[str]
) -> list[Problem]:
    problems = []
    front = tree.data
    for name in front:
        if name not in fields:
            problems.append(
                fault(
                    path,
                    tree.line(name),
                    f"'{name}' is no field of a note.",
                    did_you_mean(str(name), fields, "remove it."),
                )
            )
    status = front.get("status", "draft")
    if status not in STATUSES:
        problems.append(fault(path, tree.line("status"), f"status is '{status}'.", "Write draft or final."))
    revises = front.get("revises")
    if revises is not None:
        named = {f"{stage}/{subject}" for stage, subject in subjects}
        for memo in revises if isinstance(revises, list) else [revises]:
            if str(memo) not in named:
                what = f"revises '{memo}', which is no memo of this study."
                problems.append(
                    fault(path, tree.line("revises"), what, did_you_mean(str(memo), named, "write STAGE/SUBJECT."))
                )
    signed = front.get("signed_off")
    if signed is not None and not (
        isinstance(signed, dict) and {"by", "at", "digest"} >= set(signed) and "digest" in signed
    ):
        problems.append(
            fault(
                path,
                tree.line("signed_off"),
                "signed_off is not {by, at, digest}.",
                "Remove it and sign anew with `crosscase notes sign`.",
            )
        )
    return problems
