"""figures.html: every figure, and beside it the same as a table whose cells lead to their evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pipeline.figures.chronology import chronology
from pipeline.figures.governance import governance_over_time
from pipeline.figures.matrix import Band, codes_by_case, presence_by_subject, who_was_heard
from pipeline.figures.rests_on import rests_on
from pipeline.figures.svg import FOOT, Figure
from pipeline.io.outputs import Outputs
from pipeline.site.context import SiteContext
from pipeline.site.figure_words import UNCHECKED
from pipeline.site.pages import page
from pipeline.site.words import tier_step
from pipeline.store.rows import CodeFrequency, CodePresence, Event, GovernanceStep, TranscriptRow
from pipeline.study.records import COUNTED_KINDS


def make_figures(site: SiteContext) -> tuple[Figure, ...]:
    """All figures of a run, in the order in which they are shown."""
    figures: list[Figure | None] = [*_by_case(site), *_presence(site), _heard(site), _governance(site)]
    for case_id in site.by_tier:
        events = [event for event in site.library.rows(Event) if event.case_id == case_id]
        figures.append(chronology(case_id, site.case_name(case_id), events))
    return tuple(figure for figure in figures if figure is not None)


def _cases(site: SiteContext) -> list[tuple[str, str]]:
    return [(case_id, site.case_name(case_id)) for case_id in site.by_tier]


def _bands(site: SiteContext) -> list[Band]:
    """The tiers over the columns; none where the study has no outcome."""
    if not site.tiers:
        return []
    # A Counter keeps the order of first appearance: the bands stand as the columns do.
    tiers = Counter(site.cases[case_id].tier for case_id in site.by_tier)
    return [Band(tier or "no tier", n_cases, tier_step(tier, site.tiers)) for tier, n_cases in tiers.items()]


def _codes(site: SiteContext, family: str) -> list[tuple[str, str]]:
    ids = dict.fromkeys(row.code_id for row in site.library.rows(CodeFrequency) if row.family == family)
    return [(code_id, site.code_name(code_id)) for code_id in ids]


def _types(site: SiteContext, family: str) -> dict[str, str]:
    """code_id -> the name of the code just below the family under which it stands; codes right below it have none."""
    types, codes = {}, site.codebook.codes
    for code_id, _ in _codes(site, family):
        code = codes.get(code_id)
        while code is not None and code.parent and code.parent != family:
            code = codes.get(code.parent)
        if code is not None and code.code_id != code_id:
            types[code_id] = code.name
    return types


def _groups(site: SiteContext) -> dict[str, str]:
    """What rows of several families stand under: barriers their type, all else its family; nothing without types."""
    groups, has_types = {}, False
    for family in site.main_families:
        types = _types(site, family)
        has_types = has_types or bool(types)
        groups.update({code_id: types.get(code_id, site.code_name(family)) for code_id, _ in _codes(site, family)})
    return groups if has_types else {}


def _by_case(site: SiteContext) -> Iterator[Figure]:
    order = ", best tier first" if site.tiers else ""
    for family in site.main_families:
        yield codes_by_case(
            family, f"{site.code_name(family)} by {site.study.settings.case}{order}", _codes(site, family),
            _cases(site), _bands(site), site.frequency, site.judgements, site.shows_counts,
            _types(site, family),
        )  # fmt: skip


def _presence(site: SiteContext) -> Iterator[Figure]:
    codes = [code for family in site.main_families for code in _codes(site, family)]
    # The figure is nothing but counts.
    if not site.shows_counts or not codes:
        return
    for stage, attribute in site.study.settings.design.items():
        subjects = [(finding.subject, finding.name) for finding in site.findings if finding.stage == stage]
        if subjects:
            rows = {(row.subject, row.code_id): row for row in site.library.rows(CodePresence) if row.stage == stage}
            title = f"In how many {site.study.settings.case}s of each {attribute} a code shows"
            yield presence_by_subject(stage, title, codes, subjects, rows, _groups(site))


def _heard(site: SiteContext) -> Figure | None:
    """Respondents by sector and case: whoever has a turn in an interview or a group of the case."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for transcript_id, transcript in site.transcripts.items():
        if transcript.case_id is None or transcript.kind not in COUNTED_KINDS:
            continue
        speaking = {*site.told[transcript_id].told.respondents, transcript.respondent_id}
        for respondent_id in speaking:
            if respondent_id:
                person = site.participants.get(respondent_id)
                people[(person.sector or "" if person else "", transcript.case_id)].add(respondent_id)
    if not people:
        return None
    # People whose sector nobody put down come last.
    sectors = sorted({sector for sector, _ in people}, key=lambda sector: (sector == "", sector))
    heard = {key: len(ids) for key, ids in people.items()}
    return who_was_heard("Who was heard", sectors, _cases(site), heard, _bands(site))


def _governance(site: SiteContext) -> Figure | None:
    steps, events = site.library.rows(GovernanceStep), site.library.rows(Event)
    return governance_over_time("Governance over time", _cases(site), steps, events, site.shows_counts)


def write_figures(site: SiteContext, outputs: Outputs) -> tuple[Figure, ...]:
    """`figures/NAME.svg` for each, and figures.html; returns them for the index."""
    figures = tuple(replace(figure, height=figure.height + FOOT) for figure in make_figures(site))
    frequencies, transcripts = site.library.rows(CodeFrequency), site.library.rows(TranscriptRow)
    for figure in figures:
        foot = rests_on(figure.name, frequencies, transcripts, bool(site.judgements))
        outputs.write(f"figures/{figure.name}.svg", figure.image.svg(site.study.settings.fiction, foot))
    html = page(
        "figures.html.j2", "Figures", "", site.study, "figures", figures=figures,
        leads_somewhere=lambda path: leads_somewhere(site, path),
        unchecked=UNCHECKED if site.known.is_unchecked and site.shows_counts else "",
    )  # fmt: skip
    outputs.write("figures.html", html)
    return figures


def leads_somewhere(site: SiteContext, path: str) -> bool:
    """Whether a figure's link names a page that this run makes."""
    folder, _, rest = path.removesuffix(".html").partition("/")
    if folder == "evidence":
        return rest in site.figures
    stage, _, subject = rest.partition("/")
    return (stage, subject) in site.lines
