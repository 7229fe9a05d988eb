"""Other explanations of the tiers, shipped by default: each orders cases, or says why these rows cannot test it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.comparison.material import Material, descendants
from pipeline.comparison.measures import Measured, as_number, tidy
from pipeline.comparison.patterns import Explanation
from pipeline.comparison.targets import BEFORE, first_setback, when_told
from pipeline.store.rows import (
    CaseRow,
    CodeRow,
    Cooccurrence,
    Episode,
    Event,
    Judgement,
    TeamMember,
    TranscriptRow,
    Voice,
)
from pipeline.study.records import COUNTED_KINDS, yes_or_no

# Several vocabularies on one scale; a word of none of them is named and left out, never guessed.
SEVERITY: Mapping[str, float] = {
    "mild": 1, "moderate": 2, "severe": 3, "low": 1, "medium": 2, "high": 3, "minor": 1, "major": 3,
}  # fmt: skip
# Teams name these columns as they like: the first that cases.csv has is taken.
RESOURCES = ("resources", "budget", "money", "funding", "funds")
LAUNCHED = ("launched", "launch", "founded", "started", "start", "since")
HABIT = "joint_problem_solving"
WIN = "win"


def shipped_rivals(material: Material) -> tuple[Explanation, ...]:
    """Every rival that is looked at whether or not the team names it, in one order."""
    return tuple(make(material) for make in RIVALS)


def reverse_cause(material: Material) -> Explanation:
    """Success came first and made good answers easy: then a win stands before the first setback."""
    claim = "Success came first and made partners generous: a win is dated before the first setback."
    measured = []
    for case_id in material.cases:
        events = material.of(Event, case_id)
        setback = first_setback(events)
        wins = [row.from_ for row in events if row.kind == "win" and row.from_]
        if not setback:
            measured.append(Measured(case_id, None, "", "no dated setback"))
        else:
            early = [date for date in wins if date < setback]
            words = f"win {min(early)}, setback {setback}" if early else f"no win listed before {setback}"
            # A file that lists no win, beside passages that tell one, says nothing of when it came.
            if not early and (not wins or _tells_an_early_win(material, case_id, setback)):
                why = "events.csv dates no win" if not wins else f"a win is coded of before {setback}, and not listed"
                measured.append(Measured(case_id, None, "", why))
            else:
                measured.append(Measured(case_id, float(bool(early)), words))
    return _testable("reverse cause", claim, 1, measured, "no event of kind setback has a date")


def _tells_an_early_win(material: Material, case_id: str, setback: str) -> bool:
    """Whether a counted passage tells of a win of a time before the first setback."""
    return any(
        voice.code_id == WIN and voice.is_counted and when_told(voice.period, setback) == BEFORE
        for voice in material.own(case_id, Voice)
    )


def fewer_setbacks(material: Material) -> Explanation:
    """Easier setbacks, by number."""
    claim = "Better collaborations met fewer setbacks."
    measured = []
    for case_id in material.cases:
        n, known = _n_setbacks(material, case_id)
        measured.append(
            Measured(case_id, float(n), f"{n} setback{'' if n == 1 else 's'}")
            if known
            else Measured(case_id, None, "", "neither events nor episodes")
        )
    return _testable("easier setbacks, by number", claim, -1, measured, "there are neither events nor episodes")


def _n_setbacks(material: Material, case_id: str) -> tuple[int, bool]:
    episodes = {row.episode for row in material.of(Episode, case_id)}
    events = material.of(Event, case_id)
    n_events = sum(row.kind == "setback" for row in events)
    # A setback may stand in either table or in both: the longer list, never the sum.
    return max(len(episodes), n_events), bool(episodes or events)


def milder_setbacks(material: Material) -> Explanation:
    """Easier setbacks, by the severest."""
    claim = "Better collaborations met milder setbacks (by the severest of each case)."
    measured = []
    unknown: set[str] = set()
    for case_id in material.cases:
        words = [row.severity for row in material.of(Episode, case_id) if row.severity]
        known = {word: rank for word in words if (rank := severity_rank(word)) is not None}
        unknown |= set(words) - set(known)
        worst = max(known, key=lambda word: known[word], default=None)
        measured.append(
            Measured(case_id, known[worst], worst) if worst is not None else Measured(case_id, None, "", "no severity")
        )
    note = f"not ordered, left out: {', '.join(sorted(unknown))}" if unknown else ""
    return _testable("easier setbacks, by severity", claim, -1, measured, "no episode says how severe it was", note)


def severity_rank(word: str) -> float | None:
    """A word or number for how severe a setback was, as a rank; None where the word is in no order that is known."""
    return SEVERITY.get(word.strip().casefold(), as_number(word))


def age(material: Material) -> Explanation:
    """Older cases had more time."""
    claim = "Older collaborations do better: they had more time."
    column = _column(material, LAUNCHED)
    measured = []
    for row in material.rows(CaseRow):
        since = row.cell(column) if column else None
        if not since:
            dates = [event.from_ for event in material.of(Event, row.case_id) if event.kind == "launch"]
            since = min((date for date in dates if date), default=None)
        year = as_year(since or "")
        measured.append(
            Measured(row.case_id, year, f"since {since}")
            if year is not None
            else Measured(row.case_id, None, "", "no launch date")
        )
    why = "cases.csv has no column launched, and no event of kind launch has a date"
    # By year of launch, so falling: the earlier, the older.
    return _testable("age", claim, -1, measured, why)


def as_year(date: str) -> float | None:
    """`2019-09` as 2019.67, `2019` as 2019.0: years with months as twelfths; None where there is no year."""
    parts = date.strip().split("-")
    if not (parts[0].isdigit() and len(parts[0]) == 4):
        return None
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 1
    return int(parts[0]) + (month - 1) / 12


def resources(material: Material) -> Explanation:
    """Richer cases had it easier."""
    claim = "Better collaborations had more money or staff."
    column = _column(material, RESOURCES)
    measured = [
        Measured(row.case_id, number, tidy(number))
        if column and (number := as_number(row.cell(column))) is not None
        else Measured(row.case_id, None, "", "not written")
        for row in material.rows(CaseRow)
    ]
    why = "cases.csv has no column of numbers named resources or budget"
    return _testable("resources", claim, 1, measured, why)


def _column(material: Material, names: Sequence[str]) -> str | None:
    columns = {name.casefold(): name for row in material.rows(CaseRow) for name in row.by_column()}
    return next((columns[name] for name in names if name in columns), None)


def who_was_interviewed(material: Material) -> Explanation:
    """More interviews find more of everything."""
    claim = "More is found where more people were heard: the tier goes with the number of interviews and groups."
    measured = []
    for case_id in material.cases:
        n = sum(row.kind in COUNTED_KINDS for row in material.of(TranscriptRow, case_id))
        measured.append(Measured(case_id, float(n), str(n)))
    return _testable("who was interviewed, by number", claim, 1, measured, "")


def which_sectors(material: Material) -> Explanation:
    """Cases in which more of the voices come from one sector."""
    claim = "Those who host a collaboration praise it: the tier goes with the share of public-sector voices."
    measured = []
    for case_id in material.cases:
        sectors = [
            row.sector for row in material.of(TranscriptRow, case_id) if row.kind in COUNTED_KINDS and row.sector
        ]
        n_public = sum(sector.casefold() == "public" for sector in sectors)
        measured.append(
            Measured(case_id, n_public / len(sectors), f"{n_public} of {len(sectors)} public")
            if sectors
            else Measured(case_id, None, "", "no sectors in participants.csv")
        )
    return _testable("who was interviewed, by sector", claim, 1, measured, "participants.csv names no sectors")


def hindsight(material: Material) -> Explanation:
    """What thrives is remembered as well begun; only what was written at the time could tell."""
    n_cases = n_documents = 0
    for case_id in material.cases:
        documents = [row for row in material.of(TranscriptRow, case_id) if row.kind == "archival"]
        n_documents += len(documents)
        n_cases += bool(documents)
    # Not testable, and printed all the same: what these rows cannot rule out must not go unsaid.
    why = "all interviews were held when the outcome could be known"
    note = (
        f"documents written at the time: {n_documents}, in {n_cases} of {len(material.cases)}"
        if n_documents
        else "no document written at the time is in the study"
    )
    return Explanation("hindsight", "What thrives is remembered as well begun.", why=why, note=note)


def same_people(material: Material) -> Explanation:
    """Who interviewed, coded and rated: the outcome and the coding can leak into each other."""
    team = material.rows(TeamMember)
    all_three = [row for row in team if all(map(yes_or_no, (row.interviewed, row.coded, row.rated)))]
    knew = [yes_or_no(row.knew_tier) for row in material.rows(Episode)]
    knew += [yes_or_no(row.knew_tier) for row in material.rows(Judgement)]
    note = (
        f"{len(all_three)} of {len(team)} on the team interviewed, coded and rated" if team else "there is no team.csv"
    )
    if knew:
        note += (
            f"; of {len(knew)} judgements and episodes {knew.count(True)} were made by somebody who knew the tier, "
            f"{knew.count(False)} by somebody who did not, {knew.count(None)} do not say"
        )
    claim = "The same people coded and rated, so the coding follows the tier."
    why = "" if knew.count(False) else "no judgement and no episode was made by somebody who did not know the tier"
    return Explanation(
        "same people coded and rated", claim, why=why or "recounted, not ordered: see each proposition", note=note
    )


def overlapping_constructs(material: Material) -> Explanation:
    """A habit and an answer that are coded from the same words rise together by definition."""
    learning = descendants(material.rows(CodeRow), "mutual_learning")
    n_shared: dict[str, int] = {}
    for row in material.rows(Cooccurrence):
        pair = {row.code_a, row.code_b}
        if HABIT in pair and pair & learning:
            n_shared[row.case_id] = n_shared.get(row.case_id, 0) + row.n_segments
    claim = "Two codes share their words, so they rise together by definition."
    has_both = HABIT in material.codes and bool(learning)
    note = (
        f"joint problem-solving and a part of mutual learning meet in {sum(n_shared.values())} segments "
        f"of {len(n_shared)} of {len(material.cases)}"
        if has_both
        else "the codebook does not have both joint_problem_solving and mutual_learning"
    )
    return Explanation("overlapping constructs", claim, why="counted beside every claim, not ordered", note=note)


def _testable(
    name: str, claim: str, direction: int, measured: Sequence[Measured], why: str, note: str = ""
) -> Explanation:
    known = [case for case in measured if case.value is not None]
    # A single known case has nothing to be compared with.
    reason = (why or "nothing is known") if len(known) < 2 else ""
    return Explanation(name, claim, direction, tuple(measured), why=reason, note=note)


RIVALS: tuple[Callable[[Material], Explanation], ...] = (
    reverse_cause, fewer_setbacks, milder_setbacks, hindsight, who_was_interviewed, which_sectors, same_people,
    overlapping_constructs, resources, age,
)  # fmt: skip
