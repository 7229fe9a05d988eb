"""Where a study keeps its files and settings (read only), and where a run may write."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path

from pipeline.study.archive_settings import FIELDS as ARCHIVE_FIELDS
from pipeline.study.archive_settings import ArchiveSettings, read_archive
from pipeline.study.dataclass import dataclass
from pipeline.study.language_models import NAME, is_folder_of_a_pipeline
from pipeline.study.llm_settings import LlmSettings, read_llm
from pipeline.study.people_files import LONGEST_NAME, Tree, file_name_key, is_id, kept_by_windows, read_yaml
from pipeline.study.problems import Loaded, Problem, Source, did_you_mean, fault, nearest
from pipeline.study.records import Case
from pipeline.study.tree_reader import TreeReader

READINGS = ("coefficients", "negotiated", "interpretive")
INTERVALS = ("none", "wilson")
# When a machine coding counts (contract, section 2): .667 is Krippendorff's lowest for tentative conclusions.
MACHINE_DEFAULTS = {"min_alpha": 0.667, "min_alpha_low": 0.4, "min_precision_low": 0.6, "max_below_human": 0.1}
DEFAULT_MODEL = "blank:en"
FIRST_STAGE = "within-case"
LAST_STAGE = "cross-case"
KINDS_OF_NOTE = ("respondent", "code", "hunch", "reflexive", "meeting", "exhibit", "contrast")
MOST_TRANSCRIPTS = 1_000_000
# Folders that a run opens by itself: a link in their place would have files read that are not the study's.
FOLDERS = ("transcripts", "codings", "guides", "notes", "success", "imports")


def subject_id(value: str) -> str:
    """A design attribute's value as the name of a file: casefold, letters and digits kept, else `-`."""
    # `_` is a \w, and becomes `-` as all signs do, so that file names look alike.
    return re.sub(r"[^\w]|_", "-", value.casefold())


@dataclass(frozen=True, slots=True)
class Settings:
    """What study.yaml says, with the contract's defaults."""

    title: str
    codebook: str
    case: str = "case"
    design: Mapping[str, str] = field(default_factory=dict)
    outcome_attribute: str | None = None
    outcome_order: tuple[str, ...] = ()
    reading: str = "coefficients"
    shows_transcripts: int = 1
    intervals: str = "none"
    speakers: Mapping[str, str] = field(default_factory=dict)
    interviewers: tuple[str, ...] = ()
    language: str = "en"
    language_model: str = DEFAULT_MODEL
    machine: Mapping[str, float] = field(default_factory=lambda: dict(MACHINE_DEFAULTS))
    embed: bool = False
    llm: LlmSettings | None = None
    fiction: bool = False
    share: tuple[str, ...] = ()
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)


@dataclass(frozen=True)
class Study:
    """A study folder. Nothing here writes.

    `is_shared`: what is made of it is handed out, and not the team's own.
    """

    folder: Path
    settings: Settings
    tree: Tree
    is_shared: bool = False

    @property
    def file(self) -> Path:
        """study.yaml itself."""
        return self.folder / "study.yaml"

    @property
    def codebook(self) -> Path:
        """The codebook's file."""
        return self.folder / self.settings.codebook

    @property
    def transcripts(self) -> Path:
        """The folder of transcripts."""
        return self.folder / "transcripts"

    @cached_property
    def language_model(self) -> str:
        """The setting as spaCy takes it: a folder of the study by its whole path."""
        return str(_pipeline_in(self.folder, self.settings.language_model) or self.settings.language_model)

    @property
    def title(self) -> str:
        """What the study is called."""
        return self.settings.title

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages in their order: within-case, the keys of the design, cross-case."""
        return (FIRST_STAGE, *self.settings.design, LAST_STAGE)

    def line(self, *where: object) -> int:
        """The line in study.yaml on which a setting stands."""
        return self.tree.line(*where)


@dataclass(frozen=True, slots=True)
class _Reader(TreeReader):
    """Collects what is wrong while study.yaml is turned into settings."""

    def text(self, key: str, default: str) -> str:
        value = self.tree.data.get(key)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            self.wrong((key,), f"'{key}' is not a text.", f"Write it as `{key}: some words`.")
            return default
        return str(value)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            self.wrong(
                (key,), f"'{key}' is '{value}'.", did_you_mean(value, choices, f"write one of {', '.join(choices)}.")
            )
            return default
        return value

    def mapping(self, key: str) -> dict[str, object]:
        value = self.tree.data.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            like = EXAMPLES.get(key, "name: value")
            self.wrong((key,), f"'{key}' is not a list of `name: value`.", f"Write it as `{key}: {{{like}}}`.")
            return {}
        return {str(name): part for name, part in value.items()}

    def names(self, key: str) -> tuple[str, ...]:
        value = self.tree.data.get(key)
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple(str(name).strip() for name in value)
        return tuple(part.strip() for part in str(value).split(";") if part.strip())


EXAMPLES = {
    "design": "within-city: city", "outcome": "attribute: tier, order: [low, high]", "shows": "transcripts: 1",
    "speakers": "R1: Respondent 1", "machine": "min_alpha: 0.667",
}  # fmt: skip
FIELDS = (
    "title", "codebook", "case", "design", "outcome", "reading", "shows", "intervals", "speakers", "interviewers",
    "language", "language_model", "machine", "fiction", "share", "archive",
    "allowed_hosts",
)  # fmt: skip


def open_study(folder: Path) -> Loaded[Study | None]:
    """The study in a folder, from its study.yaml."""
    file = folder / "study.yaml"
    if folder.is_file():
        remedy = f"Name the folder in which it lies: {folder.parent}"
        return Loaded(None, (fault(folder, 0, "this is a file, and a study is a folder.", remedy),))
    if not folder.is_dir():
        remedy = "Name the folder that holds study.yaml, or make one with `crosscase new FOLDER`."
        return Loaded(None, (fault(folder, 0, "there is no such folder.", remedy),))
    if not file.is_file():
        remedy = "Make it (one line `codebook: codebook.yaml` will do), or start from `crosscase new FOLDER`."
        return Loaded(None, (fault(file, 0, "a study needs this file, and it is not there.", remedy),))
    loaded = read_yaml(file)
    if loaded.records is None:
        return Loaded(None, loaded.problems)
    if not isinstance(loaded.records.data, dict):
        return Loaded(
            None,
            (fault(file, 1, "study.yaml is not a list of `name: value`.", "Begin with `codebook: codebook.yaml`."),),
        )
    problems: list[Problem] = list(_linked_folders(folder))
    # Before any setting is read: the codebook or a transcript might lie behind the link.
    if problems:
        return Loaded(None, tuple(problems))
    tree = _as_meant(loaded.records, problems)
    settings = _settings(_Reader(tree, problems), folder)
    return Loaded(Study(folder, settings, tree), tuple(problems))


def _as_meant(tree: Tree, problems: list[Problem]) -> Tree:
    """Names that are no settings are told; one that is nearly a setting is read as that, so that nothing follows."""
    data, lines = dict(tree.data), dict(tree.lines)
    for name in tree.data:
        if name in FIELDS:
            continue
        message = f"'{name}' is no setting of study.yaml."
        problems.append(fault(tree.path, tree.line(name), message, did_you_mean(str(name), FIELDS, "remove it.")))
        meant = nearest(str(name), FIELDS)
        if meant is not None and meant not in data:
            data[meant] = data[name]
            lines |= {(meant, *where[1:]): line for where, line in tree.lines.items() if where[:1] == (name,)}
    return replace(tree, data=data, lines=lines)


def _linked_folders(folder: Path) -> Iterator[Problem]:
    """Folders of a study that are links out of it: what lies there is not the study's, and nothing of it is opened."""
    for name in FOLDERS:
        path = folder / name
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            remedy = "Put the files themselves into the study."
            yield fault(path, 0, f"'{name}' is a link that leads out of the study.", remedy)


def _settings(read: _Reader, folder: Path) -> Settings:
    if not read.tree.data.get("codebook"):
        read.wrong((), "study.yaml names no codebook.", "Add a line `codebook: codebook.yaml`.")
    outcome = read.mapping("outcome")
    return Settings(
        title=read.text("title", folder.resolve().name),
        codebook=_codebook(read, folder),
        case=read.text("case", "case"),
        design=_design(read),
        outcome_attribute=_outcome_attribute(read, outcome),
        outcome_order=_outcome_order(read, outcome),
        reading=read.choice("reading", READINGS, "coefficients"),
        shows_transcripts=_shows(read),
        intervals=read.choice("intervals", INTERVALS, "none"),
        speakers={name: str(value) for name, value in read.mapping("speakers").items()},
        interviewers=read.names("interviewers"),
        language=read.text("language", "en"),
        language_model=_language_model(read, folder),
        machine=_machine(read),
        embed=_embed(read),
        llm=_llm(read),
        fiction=_yes_or_no(read, "fiction"),
        share=read.names("share"),
        archive=_archive(read),
    )


def _codebook(read: _Reader, folder: Path) -> str:
    """The codebook's file as written; what no disk can hold, or what is no file, is named before it is opened."""
    name = read.text("codebook", "codebook.yaml")
    if "\0" in name or any(len(part.encode()) > LONGEST_NAME for part in name.split("/")):
        read.wrong(("codebook",), "codebook is not the name of a file.", "Name a file as seen from study.yaml.")
        return "codebook.yaml"
    path = folder / name
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        read.wrong(("codebook",), f"'{name}' is no file.", "Name a file as seen from study.yaml.")
        return "codebook.yaml"
    return name


def _language_model(read: _Reader, folder: Path) -> str:
    """`blank:LANGUAGE`, the name of a spaCy pipeline, or a folder of the study that holds one.

    A name that only looks like a pipeline's passes: whether it is installed is asked where a cue needs it.
    """
    name = read.text("language_model", DEFAULT_MODEL)
    if re.fullmatch(r"blank:\w+", name) or NAME.fullmatch(name) or _pipeline_in(folder, name):
        return name
    message = f"language_model '{name}' is no spaCy pipeline."
    remedy = "Write `blank:en`, the name of an installed pipeline such as de_core_news_sm, or a folder of the study."
    read.wrong(("language_model",), message, remedy)
    return DEFAULT_MODEL


def _pipeline_in(folder: Path, name: str) -> Path | None:
    """The folder of the study that a setting names, if a pipeline lies there."""
    if "\0" in name:
        return None
    place = (folder / name).resolve()
    return place if place.is_relative_to(folder.resolve()) and is_folder_of_a_pipeline(place) else None


def _design(read: _Reader) -> dict[str, str]:
    design: dict[str, str] = {}
    spelt: dict[str, str] = {}
    for stage, attribute in read.mapping("design").items():
        other = spelt.setdefault(file_name_key(stage), stage)
        if stage.casefold() in (FIRST_STAGE, LAST_STAGE, *KINDS_OF_NOTE):
            read.wrong(
                ("design", stage),
                f"'{stage}' cannot name a stage: the name is taken.",
                f"Choose another, such as within-{attribute}.",
            )
        elif not is_id(stage):
            read.wrong(
                ("design", stage),
                f"'{stage}' cannot name a stage.",
                "Use letters, digits, '-' and '_', such as within-city.",
            )
        elif other != stage:
            message = f"stages '{stage}' and '{other}' differ in capital letters only: their memos would be one folder."
            read.wrong(("design", stage), message, "Rename one of the two.")
        elif not isinstance(attribute, str) or not attribute:
            read.wrong(
                ("design", stage),
                f"stage '{stage}' names no attribute.",
                "Write the column of cases.csv that it holds constant.",
            )
        else:
            where = Source(read.tree.path, read.tree.line("design", stage))
            read.problems.extend(kept_by_windows(where, "stage", stage))
            design[stage] = attribute
    return design


def _outcome_attribute(read: _Reader, outcome: dict[str, object]) -> str | None:
    fields = ("attribute", "order")
    for name in [name for name in outcome if name not in fields]:
        message = f"'{name}' is no field of outcome."
        remedy = did_you_mean(name, fields, "write `outcome: {attribute: tier, order: [low, high]}`.")
        read.wrong(("outcome", name), message, remedy)
        # Read as what it is meant to be: what is said above is not said again as something that is missing.
        if (meant := nearest(name, fields)) is not None:
            outcome.setdefault(meant, outcome[name])
    attribute = outcome.get("attribute")
    if outcome and not attribute:
        read.wrong(
            ("outcome",), "outcome names no attribute.", "Write `outcome: {attribute: tier, order: [low, high]}`."
        )
    return str(attribute) if attribute else None


def _outcome_order(read: _Reader, outcome: dict[str, object]) -> tuple[str, ...]:
    order = outcome.get("order")
    if outcome and not isinstance(order, list):
        read.wrong(
            ("outcome",), "outcome gives no order.", "Write `order: [less, intermediate, more]`, from worst to best."
        )
        return ()
    words = tuple(str(tier) for tier in order) if isinstance(order, list) else ()
    if len(set(words)) < len(words):
        read.wrong(
            ("outcome", "order"), "a tier stands twice in the order.", "Name each tier once, from worst to best."
        )
    return words


def _shows(read: _Reader) -> int:
    shows = read.mapping("shows")
    for name in shows:
        if name != "transcripts":
            read.wrong(("shows", name), f"'{name}' is no field of shows.", "Write `shows: {transcripts: 1}`.")
    value = shows.get("transcripts", 1)
    # `bool` first: to Python `true` is the whole number 1.
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_TRANSCRIPTS:
        message = f"shows: transcripts is '{str(value)[:40]}'."
        read.wrong(("shows", "transcripts"), message, f"Write a whole number from 1 to {MOST_TRANSCRIPTS}.")
        return 1
    return value


def _machine(read: _Reader) -> dict[str, float]:
    machine = dict(MACHINE_DEFAULTS)
    for name, value in read.mapping("machine").items():
        if name in ("embed", "llm"):
            continue
        if name not in machine:
            remedy = did_you_mean(name, (*machine, "embed", "llm"), "remove it.")
            read.wrong(("machine", name), f"'{name}' is no field of machine.", remedy)
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            read.wrong(("machine", name), f"machine: {name} is '{value}'.", "Write a number from 0 to 1.")
        else:
            machine[name] = float(value)
    return machine


def _embed(read: _Reader) -> bool:
    """Whether the machine is to see sentence vectors too (docs/machine.md)."""
    value = read.mapping("machine").get("embed", False) if isinstance(read.tree.data.get("machine"), dict) else False
    if not isinstance(value, bool):
        read.wrong(("machine", "embed"), f"machine: embed is '{value}'.", "Write true or false.")
        return False
    return value


def _llm(read: _Reader) -> LlmSettings | None:
    """Which language model is asked as one more coder; None where none is."""
    if not isinstance(read.tree.data.get("machine"), dict):
        return None
    settings, wrong = read_llm(read.mapping("machine").get("llm"), read.names("allowed_hosts"))
    for where, what, remedy in wrong:
        read.wrong(("machine", "llm", *where), what, remedy)
    return settings


def _archive(read: _Reader) -> ArchiveSettings:
    node = read.tree.data.get("archive")
    if node is None:
        return ArchiveSettings()
    known = {name: value for name, value in read.fields(("archive",), node, ARCHIVE_FIELDS).items()
             if name in ARCHIVE_FIELDS}  # fmt: skip
    settings, wrong = read_archive(known)
    for where, what, remedy in wrong:
        read.wrong(("archive", *where), what, remedy)
    return settings


def _yes_or_no(read: _Reader, key: str) -> bool:
    value = read.tree.data.get(key, False)
    if not isinstance(value, bool):
        read.wrong((key,), f"'{key}' is '{value}'.", "Write true or false.")
        return False
    return value


def stage_subjects(study: Study, cases: Iterable[Case]) -> list[tuple[str, str, str, str]]:
    """(stage, subject, its name in prose, case_id) for every stage that compares cases, in the order of the stages."""
    rows = []
    listed = list(cases)
    for stage, attribute in study.settings.design.items():
        values = [(case.attributes.get(attribute, ""), case.case_id) for case in listed]
        rows += [(stage, subject_id(value), value, case_id) for value, case_id in sorted(values) if value]
    # Every case, also one without the attributes that the stages before it need.
    rows += [(LAST_STAGE, LAST_STAGE, LAST_STAGE, case.case_id) for case in listed]
    return rows
