"""index.html: the way in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.figures.svg import Figure
from pipeline.io.outputs import Outputs
from pipeline.notes.stale import Moved, StaleNote
from pipeline.notes.standing import SIGNED, standing
from pipeline.site.context import SiteContext, shelve
from pipeline.site.design import design, health
from pipeline.site.export import HOLDS
from pipeline.site.figure_words import UNCHECKED, presence_word
from pipeline.site.made import how_it_was_made
from pipeline.site.notes import ShownNote, shown
from pipeline.site.pages import page
from pipeline.site.words import TierBadge, kinds, tier_badge
from pipeline.stages.findings import Finding
from pipeline.store.rows import TranscriptRow
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem
from pipeline.study.records import Code
from pipeline.study.study import FIRST_STAGE, LAST_STAGE

BESIDE = (
    ("propositions", "Propositions and rivals"),
    ("setbacks", "Setbacks, answers, trust"),
    ("success", "How success was rated"),
    ("matrix", "Matrix of all codes"),
    ("appendix", "Appendix of quotations"),
    ("negative", "Negative cases"),
    ("circularity", "Circularity audit"),
)
"""Pages beside the last memo, where its tables are whole."""

FEW = 12
"""Cautions that a reader can take in at one look; more are shelved by file."""


def write_index(site: SiteContext, figures: Sequence[Figure], tables: Mapping[str, int], outputs: Outputs) -> None:
    """The page from which every other one is reached."""
    transcripts = list(site.transcripts.values())
    html = page(
        "index.html.j2", "The way in", "", site.study, "index", site=site, material=kinds(transcripts),
        n_words=sum(transcript.n_words for transcript in transcripts),
        unchecked=UNCHECKED if site.known.is_unchecked else "",
        stale=[_stale(site, note) for note in site.stale], design=design(site), stages=_stages(site, outputs.digests),
        health=health(site), families=_families(site), figures=figures,
        tables=[(name, HOLDS.get(name, ""), n_rows) for name, n_rows in tables.items()],
        transcripts=list(_transcripts(site)), notes=_analysts(site), cautions=_cautions(site),
        made=how_it_was_made(site),
    )  # fmt: skip
    outputs.write("index.html", html)


@dataclass(frozen=True, slots=True)
class ShownStaleNote:
    """A note signed off before its evidence moved; `path` leads to its memo ('' where this run has none)."""

    name: str
    path: str
    by: str
    at: str
    moved: Sequence[tuple[Moved, str]]
    """What moved, each with the page of the figure ('' where this run has none)."""


def _stale(site: SiteContext, note: StaleNote) -> ShownStaleNote:
    is_there = (note.stage, note.subject) in site.lines
    moved = [
        (figure, f"evidence/{figure.figure_id}.html" if figure.figure_id in site.figures else "")
        for figure in note.moved
    ]
    path = f"memos/{note.stage}/{note.subject}.html" if is_there else ""
    return ShownStaleNote(f"{note.stage}/{note.subject}", path, note.by, note.at, moved)


@dataclass(frozen=True, slots=True)
class StageMemos:
    """The memos of one stage: (path, name, tier, how its note stands), and the pages that stand beside the last one.

    `is_done`: every memo of the stage has an analyst's note that is signed and not stale.
    """

    stage: str
    about: str
    is_done: bool
    memos: Sequence[tuple[str, str, TierBadge | None, str]]
    beside: Sequence[tuple[str, str]]


def _stages(site: SiteContext, files: Collection[str]) -> list[StageMemos]:
    return [_stage(site, stage, files) for stage in site.study.stages]


def _stage(site: SiteContext, stage: str, files: Collection[str]) -> StageMemos:
    findings: list[Finding] = [finding for finding in site.findings if finding.stage == stage]
    is_first, is_last = stage == FIRST_STAGE, stage == LAST_STAGE
    # The best tier first, as on every page.
    if is_first:
        findings = sorted(findings, key=lambda finding: site.by_tier.index(finding.subject))
    stale = {(note.stage, note.subject) for note in site.stale}
    about = f"the same {site.study.settings.design.get(stage)}"
    memos = [
        (
            f"memos/{stage}/{finding.subject}.html",
            finding.name,
            _badge(site, finding.subject) if is_first else None,
            standing(site.notes.of(stage, finding.subject), stale),
        )
        for finding in findings
    ]
    beside = [(f"memos/{LAST_STAGE}/{name}.html", words) for name, words in BESIDE]
    beside.append((f"room/{LAST_STAGE}/revisions.html", "What later stages changed in earlier ones"))
    beside.append(("brief.html", "Insight brief for practitioners"))
    return StageMemos(
        stage,
        "each by itself" if is_first else "all together" if is_last else about,
        bool(memos) and all(stands == SIGNED for *_, stands in memos),
        memos,
        # Only pages that were made: a study without propositions or setbacks has none of them.
        [(path, words) for path, words in beside if is_last and findings and path in files],
    )


def _badge(site: SiteContext, case_id: str) -> TierBadge | None:
    tier = site.cases[case_id].tier
    return tier_badge(tier, site.tiers) if tier else None


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code with the page of its evidence across cases, or `cases` (path, name) where there is none."""

    code: Code
    path: str
    presence: str
    cases: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of codes."""

    name: str
    is_open: bool
    codes: Sequence[ShownCode]


def _families(site: SiteContext) -> list[Family]:
    """Codes by family with their definitions; each leads to its evidence across cases."""
    families = shelve(site.codebook.codable, lambda code: site.codebook.family(code.code_id))
    main = site.main_families or tuple(families)[:1]
    return [
        Family(site.code_name(family), family in main, [_code(site, code) for code in codes])
        for family, codes in families.items()
    ]


def _code(site: SiteContext, code: Code) -> ShownCode:
    line = site.lines.get((LAST_STAGE, LAST_STAGE), {}).get(code.code_id)
    # A run that stopped before the last stage has no page across cases.
    if line is None:
        cases = [case_id for case_id in site.cases if f"{case_id}/{code.code_id}" in site.figures]
        paths = [(f"evidence/{case_id}/{code.code_id}.html", site.case_name(case_id)) for case_id in cases]
        return ShownCode(code, "", "", paths)
    presence = ""
    if line.presence is not None:
        counted = f", {line.presence.n_showing} of {line.presence.n_cases}" if site.shows_counts else ""
        presence = f"{presence_word(line.presence, site)}{counted}"
    return ShownCode(code, f"evidence/{line.figure_id}.html", presence, ())


def _transcripts(site: SiteContext) -> Iterator[tuple[str, Sequence[TranscriptRow]]]:
    """(case, its transcripts), best tier first; those of no case last."""
    for case_id in site.by_tier:
        yield site.case_name(case_id), site.by_case.get(case_id, [])
    yield "Of no case", site.by_case.get(None, [])


def _analysts(site: SiteContext) -> list[ShownNote]:
    """Hunches and reflexive notes, where this run has no last memo to hold them."""
    if (LAST_STAGE, LAST_STAGE) in site.lines:
        return []
    return [
        shown(note, f"{title}: {note.subject}", site, "")
        for kind, title in (("hunch", "Hunch"), ("reflexive", "Reflexive note"))
        for note in site.notes.in_folder(kind)
    ]


@dataclass(frozen=True, slots=True)
class ShownCaution:
    """A caution with its place as a reader of the study's folder knows it."""

    where: str
    fault: str
    remedy: str


def _cautions(site: SiteContext) -> list[tuple[str, list[ShownCaution]]]:
    """Every caution of the run by file; few of them stand together under ''."""
    files = shelve(site.problems, lambda problem: _file(site, problem)) if len(site.problems) > FEW else {}
    shelves = files or {"": list(site.problems)}
    return [(file, [_caution(site, problem) for problem in problems]) for file, problems in shelves.items()]


def _file(site: SiteContext, problem: Problem) -> str:
    # With its line each caution would be a shelf of its own.
    return replace(problem.source, line=0).shown(site.study.folder)


def _caution(site: SiteContext, problem: Problem) -> ShownCaution:
    return ShownCaution(problem.source.shown(site.study.folder), problem.fault, problem.remedy)
