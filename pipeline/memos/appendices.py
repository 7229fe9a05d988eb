"""Pages on the material: who was heard and how reached, interview guides, how cases came in, what else was coded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from pipeline.loaded_study import Outgoing
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, case_link
from pipeline.memos.quotes import Quote, quotes
from pipeline.memos.rendering import render
from pipeline.memos.stages.patterns import in_order
from pipeline.memos.stages.who_was_heard import is_heard
from pipeline.selection.screen import Screening, Step, screen
from pipeline.site.page_parts import Part, cut, from_to, part_name
from pipeline.stages.findings import Finding, Heard
from pipeline.store.rows import CaseRow, ParticipantRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Guide
from pipeline.study.study import FIRST_STAGE, LAST_STAGE, Study
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural
from pipeline.wording.vocabulary import FAMILIES, kinds_words

REACHED = "reached"
"""The column of participants.csv that says how somebody was reached; a study may leave it out."""

FURTHER = "further-codes"
"""The page of what else was coded."""

AROUND = 140
"""Bytes of HTML around the words of a quotation on that page: measured, 118."""

SHOWN_ELSEWHERE = (*FAMILIES, "loop", "governance")
"""Families with sections of their own."""


@dataclass(frozen=True, slots=True)
class HeardPage:
    """Laid out by appendices/heard.md.j2: a row a case, then how people were reached."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reached: str
    has_figure: bool


@dataclass(frozen=True, slots=True)
class ShownGuide:
    """One guide: rows of question, its text and variants, what it asks about, in how many transcripts recognised."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownCode:
    """One code of a family without a section of its own: its passages case by case, on this part of the page."""

    name: str
    definition: str
    cases: tuple[tuple[str, tuple[Quote, ...]], ...]


@dataclass(frozen=True, slots=True)
class ShownFamily:
    """One such family: `heads` and `rows` count passages by case; without rows, a family that another part began."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    codes: tuple[ShownCode, ...]


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """Laid out by appendices/screening.md.j2; `problems` stand alone where the files cannot be read."""

    problems: tuple[str, ...]
    lead: str = ""
    city_steps: tuple[tuple[str, ...], ...] = ()
    candidate_steps: tuple[tuple[str, ...], ...] = ()
    cities: tuple[tuple[str, ...], ...] = ()
    matrix_heads: tuple[str, ...] = ()
    matrix: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[tuple[str, ...], ...] = ()
    is_funnel: bool = False


def appendices(
    finding: Finding, context: MemoContext, study: Study, outgoing: Outgoing | None
) -> Iterator[tuple[str, str, str]]:
    """(name below room/cross-case/, title, Markdown) of each page for which the study has something."""
    fiction = context.settings.fiction
    pages = (
        ("heard", "Who was heard", _heard(finding, context)),
        ("guides", "Interview guides", _guides(finding, context)),
        ("screening", "How cases came in", _screening(study.folder / "screening", outgoing)),
    )
    for name, title, body in pages:
        if body:
            yield name, title, render(f"appendices/{name}.md.j2", page=body, fiction=fiction)
    yield from further_pages(_further(finding, context), fiction)


def further_pages(families: Sequence[ShownFamily], fiction: bool) -> Iterator[tuple[str, str, str]]:
    """(name, title, Markdown) of each part of the page on what else was coded; one where a browser opens all of it."""
    parts = _in_parts(families)
    for number, shown in enumerate(parts, 1):
        part = Part(number, _listed(parts)) if len(parts) > 1 else None
        title = "What else was coded" + (f", part {number} of {len(parts)}" if part else "")
        text = render("appendices/further-codes.md.j2", page=shown, part=part, fiction=fiction)
        yield part_name(FURTHER, number), title, text


def appendix_links(finding: Finding, context: MemoContext, study_folder: Path | None) -> Iterator[str]:
    """The ways from the memo of all cases to these pages."""
    there = {
        "heard": "who was heard",
        "guides": "interview guides" if context.guides else "",
        FURTHER: "what else was coded" if _passages_by_code(finding, context) else "",
        "screening": "how cases came in" if study_folder and (study_folder / "screening").is_dir() else "",
    }
    for name, title in there.items():
        if title:
            yield f"[{title}]({UP}room/{LAST_STAGE}/{name}.html)"
    yield f"[codebook with its rounds]({UP}codebook.html)"


def _within(finding: Finding) -> Mapping[str, Finding]:
    return {former.subject: former for former in finding.former if former.stage == FIRST_STAGE}


def _heard(finding: Finding, context: MemoContext) -> HeardPage:
    within = _within(finding)
    rows, ways = [], Counter[str]()
    for case in in_order(finding.tables.rows(CaseRow), context):
        heard = within[case.case_id].heard
        assert heard is not None
        rows.append((case_link(case.case_id, context.case_name(case.case_id)), *_case_cells(heard)))
        ways.update(_ways(heard, finding.tables.rows(ParticipantRow)))
    heads = (
        md(context.settings.case), "material", "respondents", "organisations", "by sector", "asked in vain",
        "read whole by a person",
    )  # fmt: skip
    if ways:
        reached = f"How those who were heard were reached: {listed(f'{md(way)} {n}' for way, n in ways.most_common())}."
    else:
        reached = f"How people were reached is not written: a column `{REACHED}` of participants.csv would say."
    has_figure = any(former.heard is not None and former.heard.respondents for former in within.values())
    return HeardPage(heads, tuple(rows), reached, has_figure)


def _case_cells(heard: Heard) -> tuple[str, ...]:
    vain = Counter(
        f"{md(row.sector or 'no sector')} ({md(row.status)})"
        for row in heard.unheard
        if row.status and not is_heard(row.status)
    )
    unnamed = f" and {heard.n_unnamed} without an id" if heard.n_unnamed else ""
    return (
        kinds_words(heard.kinds) or "none",
        f"{len(heard.respondents)}{unnamed}",
        str(len(heard.organisations)) if heard.organisations else "—",
        ", ".join(f"{n} {md(sector)}" for sector, n in heard.sectors) or "—",
        # Whoever declined did not agree to be named.
        ", ".join(f"{n} {who}" for who, n in sorted(vain.items())) or "—",
        f"{len(heard.read_all)} of {heard.n_counted}" if heard.n_counted else "—",
    )


def _ways(heard: Heard, people: Sequence[ParticipantRow]) -> Iterator[str]:
    for row in people:
        way = str(row.cell(REACHED) or "").strip()
        if row.respondent_id in heard.respondents and way:
            yield way


def _guides(finding: Finding, context: MemoContext) -> tuple[ShownGuide, ...]:
    within = [former.heard for former in _within(finding).values() if former.heard]
    return tuple(_guide(name, guide, within, context) for name, guide in context.guides.items())


def _guide(name: str, guide: Guide, within: Sequence[Heard], context: MemoContext) -> ShownGuide:
    n = sum(dict(heard.guides).get(name, 0) for heard in within)
    codes = context.codebook.codes
    rows = []
    for question in guide.questions:
        about = listed(md(codes[code].name if code in codes else code) for code in question.asks_about) or "—"
        variants = " / ".join(md(words) for words in (question.text, *question.variants) if words)
        asked = sum(heard.asked.get((name, question.question), 0) for heard in within)
        # Guides of a mayor are used in no case's own material.
        recognised = "—" if not n else "some" if context.is_interpretive and asked else f"{asked} of {n}"
        rows.append((f"*{md(question.question)}*", variants, about, recognised))
    return ShownGuide(md(name), tuple(rows))


def _passages_by_code(finding: Finding, context: MemoContext) -> dict[str, list[Voice]]:
    """Code -> passages by people, of families without a section of their own; each coding once."""
    by_id: dict[tuple[str, str], Voice] = {}
    for former in finding.former:
        for row in former.tables.rows(Voice):
            if row.family not in SHOWN_ELSEWHERE and row.origin == "hand" and not row.is_outdated:
                by_id.setdefault((row.coder, row.coding_id), row)
    by_code: dict[str, list[Voice]] = {}
    # In the codebook's order.
    for code_id in context.codebook.codes:
        rows = [row for row in by_id.values() if row.code_id == code_id]
        if rows:
            by_code[code_id] = rows
    return by_code


def _further(finding: Finding, context: MemoContext) -> tuple[ShownFamily, ...]:
    by_code = _passages_by_code(finding, context)
    cases = [case.case_id for case in in_order(finding.tables.rows(CaseRow), context)]
    families: dict[str, list[str]] = {}
    for code_id in by_code:
        families.setdefault(context.codebook.family(code_id), []).append(code_id)
    return tuple(_further_family(family, codes, by_code, cases, context) for family, codes in families.items())


def _further_family(
    family: str,
    codes: Sequence[str],
    by_code: Mapping[str, Sequence[Voice]],
    cases: Sequence[str],
    context: MemoContext,
) -> ShownFamily:
    names = context.codebook.codes
    # A mayor or a report stands last, under no case.
    places = [*cases, *([None] if any(row.case_id is None for code in codes for row in by_code[code]) else [])]
    called = [context.case_name(case_id) if case_id else "of no case" for case_id in places]
    rows, shown = [], []
    for code_id in codes:
        mine = {place: [row for row in by_code[code_id] if row.case_id == place] for place in places}
        cells = [("●" if context.is_interpretive else str(len(some))) if some else "—" for some in mine.values()]
        rows.append((f"*{md(names[code_id].name)}*", *cells))
        by_case = tuple((name, quotes(some)) for name, some in zip(called, mine.values(), strict=True) if some)
        shown.append(ShownCode(md(names[code_id].name), md(names[code_id].definition), by_case))
    return ShownFamily(md(names[family].name), ("code", *called), tuple(rows), tuple(shown))


def _in_parts(families: Sequence[ShownFamily]) -> list[list[ShownFamily]]:
    """Families as parts of a page that a browser opens: each quotation in its place, under the headings that it has."""
    placed = [
        (family, code, case, quote)
        for family in families
        for code in family.codes
        for case, quotes_of_case in code.cases
        for quote in quotes_of_case
    ]
    begun: set[str] = set()
    parts = []
    for part in cut(placed, lambda row: AROUND + len(row[3].words.encode("utf-8", "replace"))) if placed else ():
        shown = []
        for family, rows in groupby(part, key=lambda row: row[0]):
            codes = tuple(_of_part(code, list(of_code)) for code, of_code in groupby(rows, key=lambda row: row[1]))
            shown.append(replace(family, codes=codes, rows=() if family.name in begun else family.rows))
            begun.add(family.name)
        parts.append(shown)
    return parts


def _of_part(code: ShownCode, rows: Sequence[tuple[ShownFamily, ShownCode, str, Quote]]) -> ShownCode:
    by_case = groupby(rows, key=lambda row: row[2])
    return replace(code, cases=tuple((case, tuple(row[3] for row in of_case)) for case, of_case in by_case))


def _listed(parts: Sequence[Sequence[ShownFamily]]) -> list[tuple[int, str, str]]:
    """(number, address, from which code to which) of each part."""
    return [
        (number, f"{part_name(FURTHER, number)}.html", from_to(part[0].codes[0].name, part[-1].codes[-1].name))
        for number, part in enumerate(parts, 1)
    ]


def _screening(folder: Path, outgoing: Outgoing | None) -> ScreeningPage | None:
    """How cases came in. Handed out: the funnel alone, since nobody who was left out has agreed to be named."""
    if not folder.is_dir():
        return None
    loaded = screen(folder)
    if loaded.records is None and outgoing is not None:
        return ScreeningPage(("the team's own run names file and line.",))
    if loaded.records is None:
        return ScreeningPage(tuple(md(f"{problem.source}: {problem.fault}") for problem in loaded.problems))
    screening = loaded.records
    chosen = screening.matrices[0] if screening.matrices else None
    n_eligible = sum(candidate.is_eligible for candidate in screening.candidates)
    lead = (
        f"{screening.n_cities} cities; {plural(len(screening.examined), 'city')} examined in the declared order, with "
        f"{plural(len(screening.candidates), 'candidate')}, of which {n_eligible} eligible. Cases came in by these "
        "criteria, and not by how they turned out."
    )
    if outgoing is not None:
        of_cities = outgoing.all(screening.city_steps, ("dropped",))
        of_candidates = outgoing.all(screening.candidate_steps, ("dropped",))
        return ScreeningPage((), lead, tuple(map(_step, of_cities)), tuple(map(_step, of_candidates)), is_funnel=True)
    return ScreeningPage(
        (),
        lead,
        tuple(map(_step, screening.city_steps)),
        tuple(map(_step, screening.candidate_steps)),
        tuple(
            (str(city.place), md(city.city), str(len(city.candidates)), str(city.n_eligible))
            for city in screening.examined
        ),
        ("city", *map(md, chosen.issues)) if chosen else (),
        tuple((md(city), *(_in_cell(screening, city, issue) for issue in chosen.issues)) for city in chosen.cities)
        if chosen
        else (),
        tuple(
            (md(candidate.city), md(candidate.candidate), md(candidate.issue), "; ".join(map(md, candidate.reasons)))
            for candidate in screening.candidates
            if not candidate.is_eligible
        ),
    )


def _step(step: Step) -> tuple[str, ...]:
    unknown = sum(dropped.is_unknown for dropped in step.dropped)
    left = f"{len(step.dropped)}{f', {unknown} because it is not known' if unknown else ''}"
    return md(step.words), md(step.why) or "—", str(step.n_before), str(step.n_after), left


def _in_cell(screening: Screening, city: str, issue: str) -> str:
    names = [md(candidate.candidate) for candidate in screening.in_cell(city, issue) if candidate.is_eligible]
    return "; ".join(names) or "—"
