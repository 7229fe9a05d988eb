"""machine.html: what the machine asks people to read, how far it can be trusted, and where people differ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field

from pipeline.corpus.quotable import Quotable
from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability import MachineReport
from pipeline.reliability.agreement import best_human_row
from pipeline.reliability.corrected import ENOUGH_SAMPLED
from pipeline.reliability.disagreements import Disagreement
from pipeline.reliability.recall import READ_20
from pipeline.reliability.report import CodeReport
from pipeline.reliability.to_read import Passage
from pipeline.reliability.units import UNITS
from pipeline.reliability.verdicts import WORDS
from pipeline.site.export import as_csv
from pipeline.site.pages import page
from pipeline.store.rows import Agreement, CorrectedShare, Verdict, field_names
from pipeline.store.rows.reliability import ENOUGH
from pipeline.study.dataclass import dataclass

WORDS_AN_HOUR = 9_000
"""A person who reads closely and codes: about 150 words a minute."""

SHOWN_DISAGREEMENTS = 40
TO_READ = (
    "kind", "code_id", "transcript_id", "start_char", "end_char", "quotation", "score", "why", "cue", "words",
    "example", "example_transcript",
)  # fmt: skip
DISAGREEMENTS = (
    "code_id", "transcript_id", "coder", "start_char", "end_char", "quotation", "other", "other_codes",
    "other_quotation", "settled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the page shows it: with where it leads, its code's name, and whether its words may be quoted."""

    passage: Passage | Disagreement
    link: str
    code: str
    may_quote: bool


@dataclass(frozen=True, slots=True)
class PeopleAgree:
    """How far people agree on one code, by unit: the rows of `agreement` with most coders, None where there is none."""

    code_id: str
    coders: str
    rows: Sequence[Agreement | None]

    @property
    def is_enough(self) -> bool:
        """Whether the code occurs often enough, in some unit, for a coefficient to say much."""
        return any(row is not None and not row.is_too_few for row in self.rows)

    @property
    def least(self) -> float:
        """The lowest alpha of a unit with enough of the code, to put the weakest codes first."""
        # 2: above every alpha, so that a code without one stands last.
        return min((row.alpha for row in self.rows if row and row.alpha is not None and not row.is_too_few), default=2)


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A code whose ranked list is good enough to read by: what it asks for and what it brings.

    Attributes:
        n_words: Respondents' words in transcripts that nobody has read for the code.
        hours: What they take to read, all of them and the first fifth.
        least: Where it brings least, in words; empty where no group has enough passages to say.
    """

    code: CodeReport
    n_words: int
    hours: float
    hours_of_a_fifth: float
    least: str

    @property
    def n_met(self) -> int:
        """Of the passages that its recall rests on, how many the first fifth held."""
        n_passages = self.code.recall.usual.n_passages if self.code.recall else 0
        return round((self.code.verdict.recall_20 or 0) * n_passages)


@dataclass(frozen=True, slots=True)
class ShownLlm:
    """A language model beside the machine.

    Attributes:
        verdicts: Those counted first, then by how sure; empty where nobody has coded.
        n_dropped: Codings that were not kept, by why.
        n_pairs: Pairs of transcript and code that it has read to the end, and all there are.
        counted: Codes for which it counts instead of the machine.
    """

    model: str
    host: str
    is_local: bool
    verdicts: Sequence[Verdict]
    n_codings: int
    n_dropped: Mapping[str, int]
    n_unreadable: int
    n_read: int
    n_pairs: int
    counted: Sequence[str]


@dataclass(frozen=True, slots=True)
class MachinePage:
    """Everything that the template may use."""

    report: MachineReport
    reading: str
    has_codings: bool
    prints_numbers: bool
    n_words: int
    hours: float
    n_counted: int
    counted: Sequence[CodeReport]
    suggesting: Sequence[CodeReport]
    silent: Sequence[CodeReport]
    listed: Sequence[CodeReport]
    lists: Sequence[ReadingList]
    warned: Sequence[CodeReport]
    to_check: Sequence[Shown] = ()
    contradicting: Sequence[Shown] = ()
    drifting: Sequence[Shown] = ()
    described: Sequence[Shown] = ()
    disagreed: Sequence[Shown] = ()
    n_disagreed: int = 0
    corrected: Sequence[CorrectedShare] = ()
    uncorrected: Mapping[str, int] = field(default_factory=dict)
    people: Sequence[PeopleAgree] = ()
    llm: ShownLlm | None = None
    precision: Mapping[str, float | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    enough: int = ENOUGH
    enough_sampled: int = ENOUGH_SAMPLED


def write_machine_page(report: MachineReport, loaded_study: LoadedStudy, outputs: Outputs) -> None:
    """machine.html, tables/to_read.csv and tables/disagreements.csv; only the file says which passages were drawn."""
    outputs.write("tables/to_read.csv", as_csv(TO_READ, [passage.as_row() for passage in report.passages]))
    outputs.write(
        "tables/disagreements.csv",
        as_csv(DISAGREEMENTS, [disagreement.as_row() for disagreement in report.disagreements]),
    )
    if report.llm is not None:
        rows = [verdict.by_column() for verdict in report.llm.verdicts]
        outputs.write("tables/llm_verdicts.csv", as_csv(field_names(Verdict), rows))
    body = _page(report, loaded_study)
    html = page("machine.html.j2", "What the machine can say", "", loaded_study.study, page=body)
    outputs.write("machine.html", html)


def _page(report: MachineReport, loaded_study: LoadedStudy) -> MachinePage:
    places = _Places(loaded_study)
    by_verdict = {word: [code for code in report.codes if code.verdict.verdict == word] for word in WORDS}
    n_words = sum(transcript.n_words for transcript in loaded_study.corpus.transcripts)
    kinds = {
        kind: [places.shown(passage) for passage in report.passages if passage.kind in of]
        for kind, of in (
            ("missed", ("missed", "random")),
            ("against", ("contradicting",)),
            ("drift", ("drift",)),
            ("described", ("described",)),
        )
    }
    reading = loaded_study.study.settings.reading
    uncorrected: dict[str, int] = {}
    for row in report.corrected_shares:
        if row.corrected_share is None:
            uncorrected[row.case_id] = row.n_sampled
    given = [row for row in report.corrected_shares if row.corrected_share is not None]
    return MachinePage(
        report=report,
        reading=reading,
        has_codings=loaded_study.hand.has_apply_row,
        prints_numbers=reading == "coefficients",
        n_words=n_words,
        hours=n_words / WORDS_AN_HOUR,
        n_counted=len(by_verdict["counted"]),
        counted=by_verdict["counted"],
        suggesting=by_verdict["suggest only"],
        silent=by_verdict["too few to say"],
        listed=by_verdict["reading list"],
        lists=_reading_lists(report, loaded_study, by_verdict["reading list"]),
        warned=[code for code in report.codes if code.warning.startswith("people agree too little")],
        to_check=kinds["missed"],
        contradicting=kinds["against"],
        drifting=kinds["drift"],
        described=kinds["described"],
        disagreed=[places.shown(passage) for passage in report.disagreements[:SHOWN_DISAGREEMENTS]],
        n_disagreed=len(report.disagreements),
        # A row of which nothing was told, by people or machine, corrects nothing.
        corrected=[row for row in given if row.human_share or row.naive_share],
        uncorrected={case: n for case, n in uncorrected.items() if case not in {row.case_id for row in given}},
        llm=_llm(report, loaded_study),
        people=_people(report) if reading == "coefficients" else (),
        precision={code.code_id: code.verdict.precision for code in report.codes},
        names={code.code_id: code.name for code in loaded_study.codebook.codes.values()},
    )


def _llm(report: MachineReport, loaded_study: LoadedStudy) -> ShownLlm | None:
    if report.llm is None:
        return None
    facts = report.llm.facts
    counts = report.llm_counts
    return ShownLlm(
        facts["model"], facts["host"], facts["is_local"],
        sorted(
            report.llm.verdicts,
            key=lambda verdict: (WORDS.index(verdict.verdict), -(verdict.alpha_low or -1.0), verdict.code_id),
        ),
        facts["n_codings"], facts["n_dropped"], facts["n_unreadable"],
        len(report.llm.work.read), len(loaded_study.corpus.transcripts) * len(list(loaded_study.codebook.codable)),
        sorted(counts.codes) if counts else (),
    )  # fmt: skip


def _reading_lists(
    report: MachineReport, loaded_study: LoadedStudy, codes: Sequence[CodeReport]
) -> Sequence[ReadingList]:
    """Codes to read by their lists, that which brings most of its passages first."""
    if report.learning is None:
        return ()
    passages = report.learning.passages
    read = {(mark.transcript_id, code_id) for mark in loaded_study.hand.read for code_id in mark.codes}
    words_of = {transcript_id: int(passages.n_words[list(rows)].sum()) for transcript_id, rows in passages.rows.items()}
    lists = []
    for code in codes:
        n_words = sum(n for transcript_id, n in words_of.items() if (transcript_id, code.code_id) not in read)
        hours = n_words / WORDS_AN_HOUR
        lists.append(ReadingList(code, n_words, hours, hours * READ_20, _least(code)))
    # By the lower bound of recall: what a list is sure to bring.
    return sorted(
        lists, key=lambda reading_list: (-(reading_list.code.verdict.recall_20_low or 0), reading_list.code.code_id)
    )


def _least(code: CodeReport) -> str:
    """Where a list brings least of a code."""
    worst = code.recall.worst if code.recall else {}
    if not worst:
        return ""
    attribute = min(worst, key=lambda name: (worst[name][1], name))
    group, share = worst[attribute]
    return f"{attribute} {group}: {share:.2f}"


def _people(report: MachineReport) -> Sequence[PeopleAgree]:
    """People among each other, code by code, the weakest first."""
    agreements = []
    for code in report.codes:
        of_units = [best_human_row(report.agreement, code.code_id, unit) for unit in UNITS]
        first = next((row for row in of_units if row is not None and row.n_positive), None)
        if first is not None:
            agreements.append(PeopleAgree(code.code_id, first.coders.replace(";", ", "), of_units))
    # Codes too rare for a coefficient come last, however low theirs is.
    return sorted(agreements, key=lambda agreed: (not agreed.is_enough, agreed.least))


class _Places:
    """Where passages stand in their transcripts' pages."""

    def __init__(self, loaded_study: LoadedStudy) -> None:
        self._turns = {transcript.transcript_id: transcript.turns for transcript in loaded_study.corpus.transcripts}
        self._starts: dict[str, list[int]] = {}
        self._quotable = Quotable(loaded_study.corpus)
        self._names = {code.code_id: code.name for code in loaded_study.codebook.codes.values()}

    def shown(self, passage: Passage | Disagreement) -> Shown:
        """A passage with the way to its turn."""
        if passage.transcript_id not in self._starts:
            self._starts[passage.transcript_id] = [turn.start_char for turn in self._turns[passage.transcript_id]]
        starts = self._starts[passage.transcript_id]
        # max: a place before the first turn would else be taken for one in the last.
        turn = self._turns[passage.transcript_id][max(bisect_right(starts, passage.start_char) - 1, 0)]
        link = f"transcripts/{passage.transcript_id}.html#t{turn.number}"
        may_quote = self._quotable.may_quote(passage.transcript_id, passage.start_char, passage.end_char)
        return Shown(passage, link, self._names[passage.code_id], may_quote)
