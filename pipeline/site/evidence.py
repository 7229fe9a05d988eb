"""Evidence pages: one figure each, with every quotation behind it and everything that it cannot show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup

from pipeline.codebook.compare import INSTEAD
from pipeline.codebook.renames import current_id
from pipeline.site.context import SiteContext, may_quote, shelve
from pipeline.site.figure_words import UNCHECKED, case_figure, stage_figure
from pipeline.site.kept_pages import KeptPages
from pipeline.site.notes import note_of
from pipeline.site.templating import environment
from pipeline.site.words import TierBadge, cue_words, kind_name, person, tier_badge
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CodedPair, Voice
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE

POLARITY = {"absent": "denied", "wished": "wished for", "disputed": "disputed"}


@dataclass(frozen=True, slots=True)
class QuotedCoding:
    """A coding as a page prints it; `may_quote` is no where somebody whose words it holds has not agreed to that."""

    coding_id: str
    origin: str
    words: str
    may_quote: bool
    person: Sequence[str]
    place: str
    transcript_id: str
    turn: int | None
    coder: str
    polarity: str
    cue: str
    more: Sequence[tuple[str, str]]
    is_aha: bool
    memo: str | None


def quoted_coding(coding: Voice) -> QuotedCoding:
    """One coding: its words, whose they are, who coded it, its place in the transcript (as seen from the top)."""
    return QuotedCoding(
        coding.coding_id,
        coding.origin,
        coding.quotation,
        may_quote(coding),
        person(coding),
        f"transcripts/{coding.transcript_id}.html#c-{coding.coding_id}",
        coding.transcript_id,
        coding.turn,
        coding.coder,
        "" if coding.polarity == "affirmed" else POLARITY.get(coding.polarity, coding.polarity),
        cue_words(coding.cue),
        [(name, words) for name, words in (("target", coding.target), ("period", coding.period)) if words],
        coding.is_aha,
        coding.memo,
    )


OUR_LINK = 'href="'
"""How a link begins; nothing that anybody wrote does, since its inverted commas are escaped."""


@dataclass(frozen=True)
class Quotes:
    """Quotations as HTML for pages `up` from the top. A coding stands on several pages: it is rendered once.

    `rendered`: by coding_id, as seen from the top; shared by pages of every depth, and emptied after each code.
    """

    up: str
    rendered: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _macro(self) -> Any:
        # `Any`: what a template defines, no type of Jinja can know.
        return environment().get_template("parts.html.j2").module

    def __call__(self, coding: Voice) -> Markup:
        """One quotation."""
        html = self.rendered.get(coding.coding_id)
        if html is None:
            html = self.rendered[coding.coding_id] = str(self._macro.quote(quoted_coding(coding), ""))
        return Markup(html.replace(OUR_LINK, f"{OUR_LINK}{self.up}"))  # noqa: S704 — what the template escaped


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
    """One case on the page of a later stage's figure."""

    case_id: str
    name: str
    tier: TierBadge | None
    counted: Sequence[QuotedTranscript]
    deviating: Sequence[tuple[str, Sequence[Voice]]]


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
        in_later_stages = {
            case_id for finding, _ in figures if finding.stage != FIRST_STAGE for case_id in finding.cases
        }
        in_stages = {
            case_id: pages.stretch(
                "case_in_stage.html.j2", up=of_stage.up, quotes=of_stage, case=_case_in_stage(site, case_id, code_id),
                code_id=code_id, case_word=site.study.settings.case,
            )
            for case_id in in_later_stages
        }  # fmt: skip
        for finding, line in figures:
            is_of_case = finding.stage == FIRST_STAGE
            # Pages of later stages lie one folder deeper.
            quotes = of_case if is_of_case else of_stage
            before, after = neighbours[line.figure_id]
            pages.write(
                f"evidence/{line.figure_id}.html",
                "evidence_of_case.html.j2" if is_of_case else "evidence_of_stage.html.j2",
                f"{line.name} — {finding.name}", quotes.up, "evidence",
                stretches=() if is_of_case else [in_stages[case_id] for case_id in finding.cases],
                memo=(f"{finding.stage}/{finding.subject}", f"{finding.name} ({finding.stage})"),
                subject=finding.name, family=site.code_name(line.family), code_name=line.name,
                before=before and (before.code_id, before.name), after=after and (after.code_id, after.name),
                quotes=quotes, code=_definition(site, line.code_id), exclude=_exclude(site, finding, line.code_id),
                first_path=_first_path(site, line.code_id, quotes.up),
                is_elsewhere=len(figures_of[line.code_id]) > 1, note=note_of(site, "code", line.code_id, quotes.up),
                unchecked=UNCHECKED if site.known.is_unchecked else "",
                **(_of_case if is_of_case else _of_stage)(site, finding, line, quotes.up),
            )  # fmt: skip
    for code_id, figures in figures_of.items():
        if len(figures) > 1:
            _write_page_of_code(site, code_id, figures, pages)


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
        "silent": _silent(site, heard, line.code_id),
        "other": _other_material(site, rest, line.code_id),
    }


def _of_stage(site: SiteContext, finding: Finding, line: CodeLine, up: str) -> dict[str, Any]:
    others = site.others.get((finding.stage, finding.subject), [])
    return {
        "figure": stage_figure(site, finding, line, up),
        "shows_counts": site.shows_counts,
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
