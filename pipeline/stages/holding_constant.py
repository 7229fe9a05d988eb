"""One function for every stage that holds an attribute of the design constant: an issue, a city, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.stages.cited_events import CitedCodings, in_time
from pipeline.stages.findings import CaseLine, CodeLine, Finding, State, Tables, strongest
from pipeline.stages.other_sources import set_beside
from pipeline.stages.within_case import last_judgements
from pipeline.store.rows import CaseRow, CodeFrequency, CodePresence, CodeRow, Event, Judgement, ShownByCase, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.study import FIRST_STAGE, Settings, subject_id

# Of codings only those that events and exhibits name: the others come with stage 1's findings. `other:` is its own
# source, such as a mayor.
READS = (
    "cases", "code_frequency", "code_presence", "code_frequency_other", "judgements", "episodes", "governance", "codes",
    "shown_by_case", "claims", "period_changes", "events", "exhibits", "contrasts", "cited:voices",
    "other:all_transcripts", "other:voices", "other:coded_pairs",
)  # fmt: skip


def stage(
    name: str, attribute: str, value: str, tables: Tables, former: tuple[Finding, ...], settings: Settings
) -> Finding:
    """What the cases with one value of an attribute share, and what sets them apart."""
    subject = subject_id(value)
    ids = tuple(case.case_id for case in tables.rows(CaseRow))
    lines = compare_all(name, subject, tables, former, settings)
    cautions = (
        ()
        if len(ids) > 1
        else (f"There is one {settings.case} with {attribute} {value}: nothing to compare at this stage.",)
    )
    beside = set_beside(tables, lines)
    cited = CitedCodings(tables.cited(Voice))
    events = tuple(cited.told(event) for event in in_time(tables.rows(Event)))
    return Finding(name, subject, value, ids, lines, tables, cautions, former, events=events, beside=beside)


def compare_all(
    name: str, subject: str, tables: Tables, former: tuple[Finding, ...], settings: Settings
) -> tuple[CodeLine, ...]:
    """Every code that the cases could show, in the codebook's order."""
    compared = _Compared(
        cases=tables.rows(CaseRow),
        codes={code.code_id: code for code in tables.rows(CodeRow)},
        judgements=last_judgements(tables.rows(Judgement)),
        frequency={(row.case_id, row.code_id): row for row in tables.rows(CodeFrequency)},
        own_lines={
            (finding.subject, line.code_id): line
            for finding in former
            if finding.stage == FIRST_STAGE
            for line in finding.lines
        },
        shown={(row.case_id, row.code_id): row for row in tables.rows(ShownByCase)},
        shows_transcripts=settings.shows_transcripts,
    )
    position = {code_id: n for n, code_id in enumerate(compared.codes)}
    rows = sorted(tables.rows(CodePresence), key=lambda row: position[row.code_id])
    return tuple(_line(name, subject, row, compared) for row in rows)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The cases of one subject, with what is known of each code in each; `own_lines` are those of stage 1."""

    cases: tuple[CaseRow, ...]
    codes: Mapping[str, CodeRow]
    judgements: Mapping[tuple[str, str], Judgement]
    frequency: Mapping[tuple[str, str], CodeFrequency]
    own_lines: Mapping[tuple[str, str], CodeLine]
    shown: Mapping[tuple[str, str], ShownByCase]
    shows_transcripts: int


def _line(stage_name: str, subject: str, presence: CodePresence, compared: _Compared) -> CodeLine:
    """One code in several cases: each case's frequency and judgement beside its quotations from stage 1."""
    # A star marks a case that shows the code by a judgement alone.
    showing = set(presence.showing_cases)
    cases = tuple(_of_case(case, presence.code_id, case.case_id in showing, compared) for case in compared.cases)
    return CodeLine(
        code_id=presence.code_id,
        name=compared.codes[presence.code_id].name,
        family=presence.family,
        figure_id=f"{stage_name}/{subject}/{presence.code_id}",
        presence=presence,
        quotes=strongest([voice for case in cases for voice in case.quotes], 4),
        denials=strongest([voice for case in cases for voice in case.denials], 4),
        cases=cases,
    )


def _of_case(case: CaseRow, code_id: str, is_showing: bool, compared: _Compared) -> CaseLine:
    place = (case.case_id, code_id)
    frequency, judgement = compared.frequency[place], compared.judgements.get(place)
    line = compared.own_lines.get(place)
    word = judgement.judgement if judgement else None
    shown = compared.shown.get(place)
    is_known = shown is not None and shown.is_in
    state: State = "shows" if is_showing else "not" if is_known else "unknown"
    return CaseLine(
        case_id=case.case_id,
        name=case.name,
        tier=case.tier,
        judgement=judgement,
        frequency=frequency,
        quotes=line.quotes if line else (),
        denials=line.denials if line else (),
        wishes=line.wishes if line else (),
        disputes=line.disputes if line else (),
        state=state,
        at_odds=_is_at_odds(word, frequency, compared.shows_transcripts),
        pairs=line.pairs if line else (),
        shown=shown,
        outdated_versions=line.outdated_versions if line else (),
    )


def _is_at_odds(word: str | None, frequency: CodeFrequency, shows_transcripts: int) -> bool:
    """Whether the team's word and the counts part ways; never where one of the two is not there."""
    if word is None or not frequency.n_known:
        return False
    # `mixed` is at odds with no count: it says itself that the material points both ways.
    shows_by_count = frequency.n_mentioning >= shows_transcripts
    return not shows_by_count if word == "present" else shows_by_count and word in ("absent", "unknown")
