"""Evidence pages: one figure each, with every quotation behind it and everything that it cannot show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import Any

from pipeline.codebook.compare import INSTEAD
from pipeline.codebook.renames import current_id
from pipeline.site.context import SiteContext, shelve
from pipeline.site.figure_words import UNCHECKED, case_figure, stage_figure
from pipeline.site.kept_pages import KeptPages, Stretch
from pipeline.site.notes import note_of
from pipeline.site.page_parts import Part, cut, fits, from_to, part_name
from pipeline.site.quotations import Quotes, size_of
from pipeline.site.words import TierBadge, kind_name, tier_badge
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CodedPair, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE

SHELVES = ("counted", "denied", "wished", "disputed", "suggested", "aside", "other")
"""What pages show quotations under, in the order in which they stand there."""


@dataclass(frozen=True)
class Shelves:
    """The codings of one code in some transcripts, by what they say of the figure. All in the order of the text."""

    counted: Sequence[Voice]
    denied: Sequence[Voice]
    wished: Sequence[Voice]
    disputed: Sequence[Voice]
    suggested: Sequence[Voice]
    aside: Sequence[Voice]


def shelved(site: SiteContext, transcripts: Sequence[str], code_id: str) -> Shelves:
    """Each coding of the code in these transcripts on one shelf."""
    codings = (
        coding for transcript_id in transcripts for coding in site.codings_of_code.get((transcript_id, code_id), ())
    )
    shelves = shelve(codings, _shelf)
    names = ("counted", "absent", "wished", "disputed", "suggested", "aside")
    return Shelves(*(shelves.get(name, []) for name in names))


def _shelf(coding: Voice) -> str:
    if coding.is_counted:
        return "counted"
    # Counted but for its polarity: denials and wishes stand beside the figure, never in it.
    if coding.would_count:
        return coding.polarity
    return "suggested" if coding.is_suggesting else "aside"


@dataclass(frozen=True, slots=True)
class QuotedTranscript:
    """A transcript's quotations, by speaker in the order of each speaker's first words."""

    transcript_id: str
    kind: str
    codings: Sequence[Voice]


@dataclass(frozen=True, slots=True)
class SilentTranscript:
    """A transcript of which no quotation counts, and what else may be said of it (`denied, machine suggests`)."""

    transcript_id: str
    also: str


@dataclass(frozen=True, slots=True)
class CaseInStage:
    """One case on the page of a later stage's figure; `is_told`: a quotation counts, here or on another part."""

    case_id: str
    name: str
    tier: TierBadge | None
    counted: Sequence[QuotedTranscript]
    deviating: Sequence[tuple[str, Sequence[Voice]]]
    is_told: bool


def write_evidence_pages(site: SiteContext, pages: KeptPages) -> None:
    """`evidence/CASE/CODE.html` and `evidence/STAGE/SUBJECT/CODE.html` for every line of every finding, and
    `evidence/CODE.html`, which leads to all pages of a code."""
    of_case = Quotes("../../")
    of_stage = replace(of_case, up="../../../")
    neighbours = {
        line.figure_id: (before, after)
        for finding in site.findings
        for before, line, after in zip((None, *finding.lines), finding.lines, (*finding.lines[1:], None), strict=False)
    }
    figures_of = figures_by_code(site)
    # Code by code: quotations are kept as HTML of one code only, since those of a million codings are a gigabyte.
    for code_id, figures in figures_of.items():
        of_case.rendered.clear()
        in_stages = _CasesInStages(pages, code_id, site.study.settings.case, of_stage)
        for finding, line in figures:
            # Pages of later stages lie one folder deeper.
            quotes = of_case if finding.stage == FIRST_STAGE else of_stage
            before, after = neighbours[line.figure_id]
            given: dict[str, Any] = {
                "memo": (f"{finding.stage}/{finding.subject}", f"{finding.name} ({finding.stage})"),
                "subject": finding.name, "family": site.code_name(line.family), "code_name": line.name,
                "before": before and (before.code_id, before.name), "after": after and (after.code_id, after.name),
                "quotes": quotes, "code": _definition(site, line.code_id),
                "exclude": _exclude(site, finding, line.code_id),
                "first_path": _first_path(site, line.code_id, quotes.up),
                "is_elsewhere": len(figures_of[line.code_id]) > 1,
                "note": note_of(site, "code", line.code_id, quotes.up),
                "unchecked": UNCHECKED if site.known.is_unchecked else "",
            }  # fmt: skip
            shown = _shown(site, finding, line, quotes.up)
            codings = cut(_quotations(shown), size_of)
            for part in _parts(line.code_id, codings):
                number = part.number if part else 1
                shown_here = _only(shown, codings[number - 1], number == 1) if part else shown
                cases = shown_here.pop("cases", ())
                pages.write(
                    f"evidence/{part_name(line.figure_id, number)}.html",
                    "evidence_of_case.html.j2" if finding.stage == FIRST_STAGE else "evidence_of_stage.html.j2",
                    f"{line.name} — {finding.name}" + (f", part {number} of {len(part.listed)}" if part else ""),
                    quotes.up, "evidence", part=part, is_first=number == 1, **given, **shown_here,
                    stretches=[in_stages.part_of(case) if part else in_stages.whole(case) for case in cases],
                )  # fmt: skip
    for code_id, figures in figures_of.items():
        if len(figures) > 1:
            _write_page_of_code(site, code_id, figures, pages)


@dataclass
class _CasesInStages:
    """Of one code: cases as they stand on pages of later stages, each whole one made once for all of these pages."""

    pages: KeptPages
    code_id: str
    case_word: str
    quotes: Quotes
    _whole: dict[str, Stretch] = field(default_factory=dict)

    def whole(self, case: CaseInStage) -> Stretch:
        """A case with all of its quotations."""
        if case.case_id not in self._whole:
            self._whole[case.case_id] = self.part_of(case)
        return self._whole[case.case_id]

    def part_of(self, case: CaseInStage) -> Stretch:
        """A case with those of its quotations that stand on one part of a page."""
        return self.pages.stretch(
            "case_in_stage.html.j2",
            up=self.quotes.up,
            quotes=self.quotes,
            case=case,
            code_id=self.code_id,
            case_word=self.case_word,
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """What the codebook says of a code. `first_passage`: the transcript that an inductive code was made from."""

    code_id: str
    origin: str
    definition: str
    include: Sequence[str]
    examples: Sequence[str]
    source: str
    first_passage: str


def _definition(site: SiteContext, code_id: str) -> Definition:
    code = site.codebook.codes[code_id]
    return Definition(
        code_id,
        code.origin,
        code.definition,
        code.include,
        code.examples,
        code.source_of_definition or "",
        code.first_passage.transcript_id if code.first_passage else "",
    )


def figures_by_code(site: SiteContext) -> dict[str, list[tuple[Finding, CodeLine]]]:
    """code_id -> its figures, in the order of the findings."""
    figures: dict[str, list[tuple[Finding, CodeLine]]] = defaultdict(list)
    for finding in site.findings:
        for line in finding.lines:
            figures[line.code_id].append((finding, line))
    return figures


def _write_page_of_code(
    site: SiteContext, code_id: str, figures: Sequence[tuple[Finding, CodeLine]], pages: KeptPages
) -> None:
    # Each evidence page leads here instead of to all others: pages would else grow with the square of the cases.
    by_stage = shelve(figures, lambda figure: figure[0].stage)
    pages.write(
        f"evidence/{code_id}.html",
        "evidence_of_code.html.j2", f"{site.code_name(code_id)} — all figures", "../", "evidence",
        code=_definition(site, code_id), code_name=site.code_name(code_id),
        stages=[
            (stage, [(f"{line.figure_id}.html", finding.name) for finding, line in in_stage])
            for stage, in_stage in by_stage.items()
        ],
    )  # fmt: skip


def _shown(site: SiteContext, finding: Finding, line: CodeLine, up: str) -> dict[str, Any]:
    """What the page of a figure shows, whole."""
    return (_of_case if finding.stage == FIRST_STAGE else _of_stage)(site, finding, line, up)


def _quotations(shown: Mapping[str, Any]) -> Iterator[Voice]:
    """Every quotation of a page, in the order in which it prints them."""
    for case in shown.get("cases", ()):
        yield from _listed(case.counted)
        for _, codings in case.deviating:
            yield from codings
    for name in SHELVES:
        yield from _listed(shown.get(name, ()))


def _listed(shelf: Iterable[Voice | QuotedTranscript]) -> Iterator[Voice]:
    for row in shelf:
        if isinstance(row, QuotedTranscript):
            yield from row.codings
        else:
            yield row


def _only(shown: Mapping[str, Any], codings: Sequence[Voice], is_first: bool) -> dict[str, Any]:
    """What one part of a page shows: these of its quotations, under the headings that they have."""
    here = {coding.coding_id for coding in codings}

    def kept(shelf: Iterable[Voice | QuotedTranscript]) -> list[Voice | QuotedTranscript]:
        rows = (
            replace(row, codings=[coding for coding in row.codings if coding.coding_id in here])
            if isinstance(row, QuotedTranscript)
            else row
            for row in shelf
        )
        return [row for row in rows if (row.codings if isinstance(row, QuotedTranscript) else row.coding_id in here)]

    part = {name: kept(shelf) if name in SHELVES else shelf for name, shelf in shown.items()}
    if "cases" in shown:
        of_cases = (
            replace(
                case,
                counted=kept(case.counted),
                deviating=[(title, some) for title, all_of_it in case.deviating if (some := kept(all_of_it))],
            )
            for case in shown["cases"]
        )
        # Where nothing at all is told the first part says so.
        part["cases"] = [
            case
            for whole, case in zip(shown["cases"], of_cases, strict=True)
            if case.counted or case.deviating or (is_first and not (whole.counted or whole.deviating))
        ]
    return part


def _parts(page: str, codings: Sequence[Sequence[Voice]]) -> list[Part | None]:
    """The parts of a page by the quotations of each; None alone where the page is whole."""
    if len(codings) == 1:
        return [None]
    listed = [
        (number, f"{part_name(page, number)}.html", from_to(part[0].transcript_id, part[-1].transcript_id))
        for number, part in enumerate(codings, 1)
    ]
    return [Part(number, listed) for number, _, _ in listed]


@dataclass
class EvidencePlaces:
    """On which page each coding stands as evidence, for pages that lead there."""

    site: SiteContext
    _parts: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def page_of(self, figure: str, coding: Voice) -> str:
        """The page of a figure, as seen from the top: the part of it on which the coding stands."""
        if figure not in self._parts:
            self._parts[figure] = self._numbered(figure)
        return f"evidence/{part_name(figure, self._parts[figure].get(coding.coding_id, 1))}.html"

    def _numbered(self, figure: str) -> Mapping[str, int]:
        finding, line = self._lines[figure]
        cases = finding.cases or (finding.subject,)
        transcripts = [row.transcript_id for case_id in cases for row in self.site.by_case.get(case_id, ())]
        transcripts += self.site.others.get((finding.stage, finding.subject), [])
        rows = (self.site.codings_of_code.get((transcript_id, line.code_id), ()) for transcript_id in transcripts)
        # Most figures are small, and their quotations need not be laid out twice.
        if fits(size_of(coding) for codings in rows for coding in codings):
            return {}
        parts = cut(_quotations(_shown(self.site, finding, line, "")), size_of)
        return {coding.coding_id: number for number, part in enumerate(parts, 1) for coding in part if number > 1}

    @cached_property
    def _lines(self) -> dict[str, tuple[Finding, CodeLine]]:
        return {line.figure_id: (finding, line) for finding in self.site.findings for line in finding.lines}


def _of_case(site: SiteContext, finding: Finding, line: CodeLine, _: str) -> dict[str, Any]:
    transcripts = [transcript.transcript_id for transcript in site.by_case.get(finding.subject, ())]
    heard = [transcript_id for transcript_id in transcripts if site.is_counted_kind(transcript_id)]
    rest = [transcript_id for transcript_id in transcripts if not site.is_counted_kind(transcript_id)]
    shelves = shelved(site, heard, line.code_id)
    return {
        "figure": case_figure(site, finding.subject, line),
        "denied": shelves.denied,
        "wished": shelves.wished,
        "disputed": shelves.disputed,
        "aside": shelves.aside,
        "counted": by_transcript(site, shelves.counted),
        "suggested": by_transcript(site, shelves.suggested),
        "n_aside": len(shelves.aside),
        "silent": _silent(site, heard, line.code_id),
        "other": _other_material(site, rest, line.code_id),
    }


def _of_stage(site: SiteContext, finding: Finding, line: CodeLine, up: str) -> dict[str, Any]:
    others = site.others.get((finding.stage, finding.subject), [])
    return {
        "figure": stage_figure(site, finding, line, up),
        "shows_counts": site.shows_counts,
        "cases": [_case_in_stage(site, case_id, line.code_id) for case_id in finding.cases],
        "other": _other_material(site, others, line.code_id),
    }


def _first_path(site: SiteContext, code_id: str, up: str) -> str:
    """The page of the transcript from which an inductive code was made; '' where the study has none."""
    passage = site.codebook.codes[code_id].first_passage
    if passage is None or passage.transcript_id not in site.transcripts:
        return ""
    return f"{up}transcripts/{passage.transcript_id}.html"


def _exclude(site: SiteContext, finding: Finding, code_id: str) -> list[tuple[str, str, str]]:
    """Each row of `exclude` as (wording, name of the code to use instead, its page beside this one)."""
    rows = []
    for row in site.codebook.codes[code_id].exclude:
        match = INSTEAD.search(row)
        # Ids after `->` are followed through `was`, as everywhere.
        instead = current_id(match[1], site.codebook) if match else None
        if match is None or instead is None:
            rows.append((row, "", ""))
            continue
        # The other code may have no figure here: then its name stands without a link.
        has_page = instead in site.lines[(finding.stage, finding.subject)]
        rows.append((row[: match.start()], site.code_name(instead), f"{instead}.html" if has_page else ""))
    return rows


def _case_in_stage(site: SiteContext, case_id: str, code_id: str) -> CaseInStage:
    heard = [
        transcript.transcript_id for transcript in site.by_case.get(case_id, ()) if transcript.kind in COUNTED_KINDS
    ]
    shelves = shelved(site, heard, code_id)
    deviating = (("Denied", shelves.denied), ("Wished for", shelves.wished), ("Disputed", shelves.disputed))
    return CaseInStage(
        case_id, site.case_name(case_id), tier_badge(site.cases[case_id].tier, site.tiers),
        by_transcript(site, shelves.counted), [(title, codings) for title, codings in deviating if codings],
        bool(shelves.counted),
    )  # fmt: skip


def by_transcript(site: SiteContext, codings: Sequence[Voice]) -> list[QuotedTranscript]:
    """Quotations by transcript, and inside a transcript by speaker, each in the order of its first words."""
    return [
        QuotedTranscript(
            transcript_id,
            kind_name(site.transcripts[transcript_id].kind),
            [coding for codings in shelve(rows, _teller).values() for coding in codings],
        )
        for transcript_id, rows in shelve(codings, lambda coding: coding.transcript_id).items()
    ]


def _teller(coding: Voice) -> str:
    return coding.respondent_id or coding.speaker or ""


SILENCES = (
    "Asked about it, and nothing told",
    "Not asked about it, as a person says, and nothing told",
    "No question about it was recognised, and nothing told: it may have been asked in other words",
    "Nothing told; whether it was asked is not known (no guide, or no question of it was recognised)",
    "Not read for this code: silence here says nothing",
)
"""What the silence of a transcript can mean, from what says most to what says nothing."""


def _silent(site: SiteContext, heard: Sequence[str], code_id: str) -> list[tuple[str, list[SilentTranscript]]]:
    """Transcripts of which no quotation counts, by what their silence can mean."""
    pairs = [
        pair for transcript_id in heard if (pair := site.pairs.get((transcript_id, code_id))) and not pair.is_mentioning
    ]
    groups = shelve(pairs, _silence)
    return [
        (name, [SilentTranscript(pair.transcript_id, ", ".join(_also(pair))) for pair in groups[name]])
        for name in SILENCES
        if name in groups
    ]


def _silence(pair: CodedPair) -> str:
    asked, not_asked, not_recognised, unknown, unread = SILENCES
    # Unread before all else: whatever was asked, its silence says nothing.
    if not pair.is_known:
        return unread
    if pair.is_asked:
        return asked
    # Only a person's index codings make "not asked" of what was not recognised.
    if pair.how_asked == "not asked":
        return not_asked
    return unknown if pair.is_asked_unknown else not_recognised


def _also(pair: CodedPair) -> Iterator[str]:
    if pair.is_denying:
        yield "denied"
    if pair.is_suggested:
        yield "machine suggests"


def _other_material(site: SiteContext, transcripts: Sequence[str], code_id: str) -> list[QuotedTranscript]:
    codings = [
        coding for transcript_id in transcripts for coding in site.codings_of_code.get((transcript_id, code_id), ())
    ]
    return by_transcript(site, codings)
