"""Setbacks, answers and trust: analysts' episodes, candidates from codings, the win path, and how the loops add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.comparison.material import Material, descendants
from pipeline.comparison.measures import coding_ids, named
from pipeline.stages.findings import strongest, teller
from pipeline.store.rows import CodeRow, Event, StoredRow, Voice
from pipeline.store.rows import Episode as EpisodeRow
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, yes_or_no

LEARNING, BLAMING, SETBACK, TRUST = "mutual_learning", "mutual_blaming", "setback", "trust"
RESPONSES = ("learning", "blaming", "both", "none")
WIN_PATH = ("initial_trust", "commitment", "action", "win", "trust")


@dataclass(frozen=True, slots=True)
class Tellers:
    """Who tells something: respondents (a transcript where none is named), their organisations and sectors."""

    respondents: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One part of an answer (a code) with who tells it and their strongest words."""

    code_id: str
    name: str
    kind: str
    tellers: Tellers
    quotes: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One setback of one case and its answer, by the analysts who wrote it down.

    `responses` has one word for each analyst's row, `trust` likewise; `response` the one word where they agree, else
    None. `accounts` are the codings that the rows name, by code. `knew_tier`: an analyst knew the tier, nobody did, or
    None where a row does not say.
    """

    case_id: str
    episode: str
    setback: str
    severity: str
    responses: tuple[tuple[str, str], ...]
    trust: tuple[str, ...]
    when: str
    is_disputed: bool
    accounts: tuple[Account, ...]
    tellers: Tellers
    knew_tier: bool | None

    @property
    def response(self) -> str | None:
        """The answer that all analysts saw, or None."""
        words = {word for _, word in self.responses}
        return next(iter(words)) if len(words) == 1 else None

    def told(self, kind: str) -> tuple[Account, ...]:
        """Accounts of one kind: setback, learning, blaming, trust, other; denied where people say that it was not."""
        return tuple(account for account in self.accounts if account.kind == kind)

    @property
    def is_contradicted(self) -> bool:
        """Analysts differ, an event is marked disputed, or learning and blaming are told of one setback."""
        has_both = bool(self.told("learning") and self.told("blaming"))
        return self.response is None or len(set(self.trust)) > 1 or self.is_disputed or has_both


@dataclass(frozen=True, slots=True)
class Candidate:
    """A setback in codings and the answer that follows it in one transcript, for an analyst to accept or refuse.

    `told_by` are the transcripts whose passages tell it: more than one only where the coders gave both the same
    period, or a table names both; `response` is learning, blaming, both or none.
    """

    case_id: str
    period: str
    response: str
    told_by: tuple[str, ...]
    setbacks: tuple[Voice, ...]
    answers: tuple[Voice, ...]
    is_in_episodes: bool


@dataclass(frozen=True, slots=True)
class CaseLoops:
    """One case's timeline. `answers` counts episodes by response; `win_path` says for each step who tells it."""

    case_id: str
    episodes: tuple[Episode, ...]
    candidates: tuple[Candidate, ...]
    answers: Mapping[str, int]
    win_path: tuple[tuple[str, str, Tellers], ...]
    n_wins: int

    @property
    def untied(self) -> tuple[Voice, ...]:
        """Codings of answers that no row ties to a setback: the first of each sector, else of each respondent."""
        first: dict[str, Voice] = {}
        for candidate in self.candidates:
            for row in () if candidate.is_in_episodes else candidate.answers:
                first.setdefault(row.sector or teller(row), row)
        return tuple(first.values())

    @property
    def shows(self) -> str:
        """learning, blaming, both (also of different setbacks), none, or unknown where there is no episode."""
        if not self.episodes:
            return "unknown"
        has_learning = bool(self.answers["learning"] or self.answers["both"])
        has_blaming = bool(self.answers["blaming"] or self.answers["both"])
        return (
            "both"
            if has_learning and has_blaming
            else "learning"
            if has_learning
            else "blaming"
            if has_blaming
            else "none"
        )


@dataclass(frozen=True, slots=True)
class Loops:
    """All cases; `edges` counts episodes by (answer, trust after); `differing` where analysts differ on the answer."""

    cases: tuple[CaseLoops, ...]
    edges: Mapping[tuple[str, str], int]
    n_episodes: int
    n_wins: int


def loops(material: Material) -> Loops:
    """Every case's loops, and how many episodes went each way."""
    codes = material.rows(CodeRow)
    cases = tuple(
        loops_of_case(
            case_id,
            material.of(EpisodeRow, case_id),
            material.of(Event, case_id),
            material.own(case_id, Voice),
            codes,
        )
        for case_id in material.cases
    )
    edges: Counter[tuple[str, str]] = Counter()
    for episode in (episode for case in cases for episode in case.episodes):
        # Where analysts differ on trust nobody is outvoted: the edge leads nowhere.
        trust = episode.trust[0] if len(set(episode.trust)) == 1 else ""
        edges[(episode.response or "differing", trust)] += 1
    return Loops(cases, dict(edges), sum(edges.values()), sum(case.n_wins for case in cases))


def loops_of_case(
    case_id: str,
    episodes: Sequence[EpisodeRow],
    events: Sequence[Event],
    voices: Sequence[Voice],
    codes: Sequence[CodeRow],
) -> CaseLoops:
    """One case: its episodes in order, candidates from codings, the win path. Fit for the within-case memo too."""
    kinds = kinds_of_codes(codes)
    names = {row.code_id: row.name for row in codes}
    by_number: dict[str, list[EpisodeRow]] = {}
    for row in episodes:
        by_number.setdefault(row.episode or "", []).append(row)
    in_order = tuple(
        _episode(case_id, number, rows, events, voices, kinds, names) for number, rows in by_number.items()
    )
    # "9" puts what is undated last; the shorter number comes first, so that episode 10 follows episode 9.
    in_order = tuple(sorted(in_order, key=lambda episode: (episode.when or "9", len(episode.episode), episode.episode)))
    answers = Counter(episode.response or "differing" for episode in in_order)
    path = tuple(
        (code_id, names[code_id], tellers(v for v in voices if v.code_id == code_id and v.is_counted))
        for code_id in WIN_PATH
        if code_id in names
    )
    return CaseLoops(
        case_id=case_id,
        episodes=in_order,
        candidates=candidate_episodes(voices, codes, (*episodes, *events)),
        answers={word: answers[word] for word in (*RESPONSES, "differing")},
        win_path=path,
        n_wins=sum(row.kind == "win" for row in events),
    )


def kinds_of_codes(codes: Sequence[CodeRow]) -> Mapping[str, str]:
    """Which codes are of a setback, of learning, of blaming, of trust; codes of none are not there."""
    kinds: dict[str, str] = {}
    for kind, root in (("setback", SETBACK), ("learning", LEARNING), ("blaming", BLAMING), ("trust", TRUST)):
        kinds.update(dict.fromkeys(descendants(codes, root), kind))
    return kinds


def tellers(voices: Iterable[Voice]) -> Tellers:
    """Who stands behind some codings."""
    rows = list(voices)
    people = sorted({teller(row) for row in rows})
    organisations = sorted({row.organisation for row in rows if row.organisation})
    return Tellers(tuple(people), tuple(organisations), tuple(sorted({row.sector for row in rows if row.sector})))


def _episode(
    case_id: str,
    number: str,
    rows: Sequence[EpisodeRow],
    events: Sequence[Event],
    voices: Sequence[Voice],
    kinds: Mapping[str, str],
    names: Mapping[str, str],
) -> Episode:
    ids = {coding_id for row in rows for coding_id in coding_ids(row)}
    event = event_of(rows[0], events)
    # What an event cites is evidence of its episode too: nobody cites it twice.
    ids |= set(coding_ids(event)) if event else set()
    behind = named(voices, ids)
    by_code: dict[tuple[str, bool], list[Voice]] = {}
    for voice in behind:
        # Denials apart: "nobody blamed anybody" is no account of blaming.
        by_code.setdefault((voice.code_id, voice.polarity == "absent"), []).append(voice)
    accounts = tuple(
        Account(
            code_id,
            f"{names.get(code_id, code_id)}{', denied' if is_denied else ''}",
            "denied" if is_denied else kinds.get(code_id, "other"),
            tellers(some),
            strongest(some, 2),
        )
        for (code_id, is_denied), some in by_code.items()
    )
    knew = [yes_or_no(row.knew_tier) for row in rows]
    return Episode(
        case_id=case_id,
        episode=number,
        setback=rows[0].setback or "",
        severity=next((row.severity for row in rows if row.severity), ""),
        responses=tuple((row.by or "", row.response) for row in rows),
        trust=tuple(row.trust_after for row in rows if row.trust_after),
        when=(event.from_ or "") if event else "",
        is_disputed=bool(event and yes_or_no(event.is_disputed)),
        accounts=accounts,
        tellers=tellers(behind),
        # One analyst who knew is enough; "nobody knew" needs every row to say so.
        knew_tier=True if any(knew) else None if None in knew else False,
    )


def event_of(episode: EpisodeRow, events: Iterable[Event]) -> Event | None:
    """The setback among a case's events that an episode is about: by its id, its codings, its words, or its order."""
    setbacks = [row for row in events if row.kind == "setback"]
    ids = set(coding_ids(episode))
    for row in setbacks:
        if episode.setback in (row.event_id, row.what) or ids & set(coding_ids(row)):
            return row
    # The last resort: an episode called 2 is taken for the second setback in time, undated ones at the end.
    dated = sorted(setbacks, key=lambda row: row.from_ or "9")
    number = episode.episode or ""
    place = int(number) - 1 if number.isdigit() else -1
    return dated[place] if 0 <= place < len(dated) else None


def candidate_episodes(
    voices: Iterable[Voice], codes: Sequence[CodeRow], noted: Iterable[StoredRow] = ()
) -> tuple[Candidate, ...]:
    """A setback, then an answer before the next setback, in one transcript; joined where coders gave one period.

    Args:
        voices: One case's codings; only counted ones of interviews and groups are used.
        codes: The codebook's rows. A codebook without `setback` gives no candidates.
        noted: Rows of episodes.csv and events.csv: a candidate whose setback one of them names is marked.
    """
    kinds = kinds_of_codes(codes)
    # Answers are processes, not topics: a passage is one by its place after a setback, not by its words.
    usable = [v for v in voices if v.is_counted and v.kind in COUNTED_KINDS and v.code_id in kinds]
    ids = {coding_id for row in noted for coding_id in coding_ids(row)}
    candidates = []
    for transcript_id in dict.fromkeys(v.transcript_id for v in usable):
        # Trust is what becomes of an episode: it neither begins one nor answers it.
        told = [v for v in usable if v.transcript_id == transcript_id and kinds[v.code_id] != "trust"]
        candidates += _in_one_transcript(sorted(told, key=lambda v: v.start_char), kinds, ids)
    return _joined(candidates)


def _in_one_transcript(told: Sequence[Voice], kinds: Mapping[str, str], ids: set[str]) -> list[Candidate]:
    """Setbacks that stand together open an episode; the answers up to the next setback belong to it."""
    groups: list[tuple[list[Voice], list[Voice]]] = []
    for voice in told:
        if kinds[voice.code_id] == "setback":
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(voice)
        # Before the first setback of a transcript there is nothing told that it could answer.
        elif groups:
            groups[-1][1].append(voice)
    return [
        Candidate(
            case_id=setbacks[0].case_id or "",
            period=next((setback.period for setback in setbacks if setback.period), ""),
            response=response_in({kinds[answer.code_id] for answer in answers}),
            told_by=(setbacks[0].transcript_id,),
            setbacks=tuple(setbacks),
            answers=tuple(answers),
            is_in_episodes=bool(named(tuple(setbacks), ids)),
        )
        for setbacks, answers in groups
    ]


def response_in(kinds: set[str]) -> str:
    """The answer that these kinds of codes tell."""
    has = (LEARNING.removeprefix("mutual_") in kinds, BLAMING.removeprefix("mutual_") in kinds)
    return {(True, True): "both", (True, False): "learning", (False, True): "blaming"}.get(has, "none")


def _joined(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Candidates to which coders gave one and the same period become one, told by several."""
    joined: dict[str | int, list[Candidate]] = {}
    for n, candidate in enumerate(candidates):
        # Without a period a candidate stays alone: its number is a key that no period has.
        joined.setdefault(candidate.period or n, []).append(candidate)
    return tuple(_together(some) for some in joined.values())


def _together(some: Sequence[Candidate]) -> Candidate:
    # That one transcript tells no answer does not contradict another that does.
    words = {candidate.response for candidate in some} - {"none"}
    return Candidate(
        case_id=some[0].case_id,
        period=some[0].period,
        response="none" if not words else next(iter(words)) if len(words) == 1 else "both",
        told_by=tuple(dict.fromkeys(name for candidate in some for name in candidate.told_by)),
        setbacks=tuple(row for candidate in some for row in candidate.setbacks),
        answers=tuple(row for candidate in some for row in candidate.answers),
        is_in_episodes=any(candidate.is_in_episodes for candidate in some),
    )
