"""A study as an import finds it, and what the import will add: nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from pipeline.codebook.load import load_codebook
from pipeline.coding.hand.coders_rows import COLUMNS, PROPOSED_COLUMNS
from pipeline.corpus.cases import read_corpus
from pipeline.exchange.people_rows import Entry, new_codebook, new_table, scalar, with_entries, with_rows
from pipeline.exchange.texts import KnownText
from pipeline.exchange.writing import FOLDER, records
from pipeline.io.cache import Cache
from pipeline.io.outputs import sha256
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import file_name_key, read_csv, read_text
from pipeline.study.problems import FilesNeedAHand, Problem, fault
from pipeline.study.records import Code, Codebook, Row
from pipeline.study.study import Study, open_study

CASES, TRANSCRIPTS, PARTICIPANTS = "cases.csv", "transcripts.csv", "participants.csv"
Place = tuple[str, int, int, str]


@dataclass
class Coder:
    """A coder's file as it is, and whether an import may add rows to it.

    `places` lead from (transcript, start, end, code) of every row, also of those taken back since, to the row that
    stands there today: what a person has undone is not brought back by the same import.
    """

    name: str
    is_ours: bool
    places: dict[Place, Mapping[str, str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def take_in(self, rows: Sequence[Row], texts: Mapping[str, str]) -> None:
        """Know the rows of the file. `texts` of transcripts by id."""
        last = {row["coding_id"]: row for row in rows if row["coding_id"]}
        self.ids |= last.keys()
        for row in rows:
            if row["start_char"].isdecimal() and row["end_char"].isdecimal():
                text = texts.get(row["transcript_id"], "")
                start, end = without_edges(text, int(row["start_char"]), int(row["end_char"]))
                place = (row["transcript_id"], start, end, row["code_id"])
                self.places[place] = last.get(row["coding_id"], row).cells


@dataclass
class StudyState:
    """The study, and what will be added to it.

    `rows` by file in the study, `files` whole new ones, `entries` of the codebook. `known` are the transcripts, those
    that will be added among them. `made_by_imports` are files that an import began; `imports` leads from a file to the
    ids of those that added to it.
    """

    folder: Path
    study: Study | None
    codebook: Codebook | None
    known: list[KnownText]
    columns: dict[str, tuple[str, ...]]
    ids: dict[str, list[str]]
    made_by_imports: frozenset[str]
    imports: Mapping[str, Sequence[str]]
    codes: dict[str, Code] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    coders: dict[str, Coder] = field(default_factory=dict)
    title: str = ""

    @property
    def is_new(self) -> bool:
        """Whether there is no study yet."""
        return self.study is None

    @property
    def version(self) -> str:
        """Today's version of the codebook."""
        return self.codebook.version if self.codebook is not None else "1"

    @property
    def design(self) -> tuple[str, ...]:
        """The attributes that the study's stages hold constant."""
        return tuple(dict.fromkeys(self.study.settings.design.values())) if self.study is not None else ()

    def coder(self, name: str) -> Coder:
        """A coder's file; read when first asked for."""
        if name not in self.coders:
            file = f"codings/{name}.csv"
            path = self.folder / file
            # A file that an import made is ours to add to; one that a person began is left alone.
            coder = Coder(name, not path.exists() or file in self.made_by_imports)
            if path.exists():
                table = read_csv(path)
                if any(problem.is_fault for problem in table.problems):
                    raise FilesNeedAHand(table.problems)
                texts = {transcript.transcript_id: transcript.text for transcript in self.known}
                coder.take_in(table.records.rows, texts)
            self.coders[name] = coder
        return self.coders[name]

    def coder_like(self, name: str) -> str:
        """The coder of the study whom `name` is but for its capitals and accents' storage: some disks keep the files of
        `Ben` and `ben` as one. `name` itself where there is none."""
        files = (path.name.split(".")[0] for path in sorted((self.folder / "codings").glob("*.csv")))
        return next((coder for coder in files if file_name_key(coder) == file_name_key(name)), name)

    def has_proposal(self, coder: str, proposal_id: str) -> bool:
        """Whether a coder has proposed this code already, in their file or in this import."""
        file = f"codings/{coder}.proposed.csv"
        if file not in self.ids:
            path = self.folder / file
            rows = read_csv(path).records.rows if path.is_file() else ()
            self.ids[file] = [row["proposal_id"] for row in rows]
        return proposal_id in self.ids[file]

    def add(self, file: str, row: dict[str, str], item: str = "") -> None:
        """One more row of a table; `item` is the id that the row lists."""
        self.rows.setdefault(file, []).append(row)
        if item:
            self.ids.setdefault(file, []).append(item)

    def takes(self, file: str, column: str) -> bool:
        """Whether an attribute has a column: in a table that is there only if its header has it."""
        return column in self.columns[file] if file in self.columns else True


def without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """A passage without white space at its edges: as an import places it, whatever a hand took along."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()) if words.strip() else end


def open_state(folder: Path) -> StudyState:
    """The study in a folder, or one to be made there.

    Raises:
        FilesNeedAHand: The study has faults that an import cannot work with.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / "study.yaml").exists()):
        message = "this is no study: there is no study.yaml in it."
        raise FilesNeedAHand([fault(folder, 0, message, "Name a study, or a folder that is not there yet.")])
    if not (folder / "study.yaml").exists():
        return StudyState(folder, None, None, [], {}, {CASES: [], TRANSCRIPTS: [], PARTICIPANTS: []}, frozenset(), {})
    opened = open_study(folder)
    problems: list[Problem] = list(opened.problems)
    if opened.records is None:
        raise FilesNeedAHand(problems)
    study = opened.records
    corpus, codebook = read_corpus(study, Cache(None)), load_codebook(study.codebook)
    problems += [*corpus.problems, *codebook.problems]
    faults = [problem for problem in problems if problem.is_fault and not _is_of_nothing_yet(problem, folder)]
    if faults or codebook.records is None:
        raise FilesNeedAHand(faults or problems)
    imports: dict[str, list[str]] = {}
    by_imports = set()
    for import_id, record in records(folder).items():
        for added in record["added"]:
            imports.setdefault(str(added["file"]), []).append(import_id)
            if added.get("created"):
                by_imports.add(str(added["file"]))
    state = StudyState(
        folder,
        study,
        codebook.records,
        [
            KnownText(transcript.transcript_id, transcript.file, transcript.text)
            for transcript in corpus.records.transcripts
        ],
        {},
        {},
        frozenset(by_imports),
        imports,
        dict(codebook.records.codes),
    )
    for file, column in ((CASES, "case_id"), (TRANSCRIPTS, "transcript_id"), (PARTICIPANTS, "respondent_id")):
        table = read_csv(folder / file).records if (folder / file).is_file() else None
        if table is not None:
            state.columns[file] = table.columns
        state.ids[file] = [row[column] for row in table.rows] if table is not None else []
    return state


def _is_of_nothing_yet(problem: Problem, folder: Path) -> bool:
    """A study that lists no transcript yet cannot be analysed, but a first one can come into it."""
    return problem.source.path == folder / TRANSCRIPTS and "lists no transcript" in problem.fault


@dataclass(frozen=True, slots=True)
class Plan:
    """All bytes that will be written, and what each file gains, for the record of the import."""

    changes: dict[str, bytes]
    added: list[dict[str, object]]


def plan_of(state: StudyState) -> Plan:
    """What is to be written: in an order in which a reader never meets a row before what it speaks of."""
    plan = Plan({}, [])
    for name, raw in state.files.items():
        plan.changes[name] = raw
        plan.added.append({"file": name, "created": True, "sha256": sha256(raw)})
    if state.is_new:
        _plan_new_study(state, plan)
    elif state.entries:
        _plan_entries(state, plan)
    for name in sorted(state.rows, key=_order):
        _plan_rows(state, plan, name)
    return plan


def _order(name: str) -> tuple[int, str]:
    first = (CASES, PARTICIPANTS, TRANSCRIPTS)
    return (first.index(name) if name in first else len(first), name)


def _plan_new_study(state: StudyState, plan: Plan) -> None:
    title = " ".join(state.title.split()) or state.folder.name
    files = {
        "study.yaml": f"title: {scalar(title)}\ncodebook: codebook.yaml\n",
        "codebook.yaml": new_codebook(title, state.entries),
    }
    for name, text in files.items():
        raw = text.encode("utf-8")
        plan.changes[name] = raw
        plan.added.append({"file": name, "created": True, "sha256": sha256(raw)})


def _plan_entries(state: StudyState, plan: Plan) -> None:
    assert state.study is not None
    path = state.study.codebook
    text = read_text(path)
    if text.records is None:
        raise FilesNeedAHand(text.problems)
    # `read_text` drops the mark; a file that people wrote keeps it.
    had_mark = path.read_bytes().startswith(b"\xef\xbb\xbf")
    changed, piece = with_entries(path, text.records, state.entries)
    name = os.path.relpath(path, state.folder).replace(os.sep, "/")
    raw = (b"\xef\xbb\xbf" if had_mark else b"") + changed.encode("utf-8")
    plan.changes[name] = raw
    ids = [entry.code_id for entry in state.entries]
    plan.added.append({"file": name, "created": False, "sha256": sha256(raw), "text": piece, "ids": ids})


def _plan_rows(state: StudyState, plan: Plan, name: str) -> None:
    rows, path = state.rows[name], state.folder / name
    created = not path.exists()
    table = new_table(_columns(name, rows), rows) if created else with_rows(path, rows)
    plan.changes[name] = table.raw
    added: dict[str, object] = {
        "file": name, "created": created, "sha256": sha256(table.raw), "rows": list(table.digests)
    }  # fmt: skip
    listed = {CASES: "case_id", TRANSCRIPTS: "transcript_id", PARTICIPANTS: "respondent_id"}.get(name)
    if listed:
        added["ids"] = [row[listed] for row in rows]
    if name == TRANSCRIPTS:
        added["files"] = [f"transcripts/{row['file']}" for row in rows]
    plan.added.append(added)


def _columns(name: str, rows: list[dict[str, str]]) -> tuple[str, ...]:
    """The columns of a new table: the contract's, then those that any row fills."""
    first: tuple[str, ...] = {
        CASES: ("case_id",),
        PARTICIPANTS: ("respondent_id",),
        TRANSCRIPTS: ("transcript_id", "file", "case_id", "kind"),
    }.get(name, ())
    if name.startswith("codings/"):
        first = PROPOSED_COLUMNS if name.endswith(".proposed.csv") else COLUMNS
    more = dict.fromkeys(column for row in rows for column, cell in row.items() if cell)
    return (*first, *(column for column in more if column not in first))


def next_id(folder: Path, day: str) -> str:
    """The id of an import: its day and a number."""
    there = {path.stem for path in (folder / FOLDER).glob("*.json")} if (folder / FOLDER).is_dir() else set()
    n = 1
    while f"{day}-{n}" in there:
        n += 1
    return f"{day}-{n}"
