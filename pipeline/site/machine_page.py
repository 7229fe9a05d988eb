"""machine.html: what the machine asks people to read, how far it can be trusted, and where people differ."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.io.outputs import Outputs
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability import MachineReport
from pipeline.reliability.agreement import ENOUGH, AgreementRow, best_human_row
from pipeline.reliability.corrected import ENOUGH_SAMPLED
from pipeline.reliability.disagreements import Disagreement
from pipeline.reliability.report import CodeReport
from pipeline.reliability.to_read import Passage
from pipeline.reliability.units import UNITS
from pipeline.site.export import as_csv
from pipeline.site.pages import document
from pipeline.wording.markup import BIDI, Html, visible

TEMPLATES = Path(__file__).parent / "templates"
WORDS_AN_HOUR = 9_000
"""A person who reads closely and codes: about 150 words a minute."""

SHOWN_DISAGREEMENTS = 40
NOT_QUOTED = "not quoted: no consent"
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
    """A passage as the page shows it: where it leads, and whether its words may be quoted."""

    passage: Any
    link: str
    quotation: str
    example: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class PeopleAgree:
    """How far people agree on one code, by unit: the rows of `agreement` with most coders, None where there is none."""

    code_id: str
    coders: str
    rows: Sequence[AgreementRow | None]

    @property
    def is_enough(self) -> bool:
        """Whether the code occurs often enough, in some unit, for a coefficient to say much."""
        return any(row is not None and not row.is_too_few for row in self.rows)

    @property
    def least(self) -> float:
        """The lowest alpha of a unit with enough of the code, to put the weakest codes first."""
        return min((row.alpha for row in self.rows if row and row.alpha is not None and not row.is_too_few), default=2)


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
    warned: Sequence[CodeReport]
    to_check: Sequence[Shown] = ()
    contradicting: Sequence[Shown] = ()
    drifting: Sequence[Shown] = ()
    described: Sequence[Shown] = ()
    disagreed: Sequence[Shown] = ()
    n_disagreed: int = 0
    corrected: Sequence[Mapping[str, Any]] = ()
    uncorrected: Mapping[str, int] = field(default_factory=dict)
    people: Sequence[PeopleAgree] = ()
    precision: Mapping[str, float | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    enough: int = ENOUGH
    enough_sampled: int = ENOUGH_SAMPLED


def write_machine_page(report: MachineReport, loaded_study: LoadedStudy, outputs: Outputs) -> None:
    """machine.html, tables/to_read.csv and tables/disagreements.csv; only the file says which passages were drawn."""
    outputs.write("tables/to_read.csv", as_csv(list(TO_READ), report.to_read))
    outputs.write("tables/disagreements.csv", as_csv(list(DISAGREEMENTS), report.disagreements))
    body = _environment().get_template("machine.html.j2").render(page=_page(report, loaded_study))
    outputs.write("machine.html", document("What the machine can say", Html(body), "", loaded_study.study))


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    found = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.filters["number"] = number
    found.filters["hours"] = hours
    found.filters["minus"] = lambda words: re.sub(r"(?<![\w.])-(?=\d)", "−", str(words))
    found.filters["seen"] = lambda words: visible(BIDI.sub(lambda match: visible(match[0]), str(words)))
    return found


def hours(taken: float) -> str:
    """`about 5 hours`, `under an hour`."""
    if taken < 1:
        return "under an hour"
    return "about an hour" if round(taken) == 1 else f"about {round(taken)} hours"


def number(value: float | None) -> str:
    """A coefficient with two places, or a dash where it does not exist."""
    return "—" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _page(report: MachineReport, loaded_study: LoadedStudy) -> MachinePage:
    texts = _Texts(loaded_study)
    by_verdict = {word: [one for one in report.codes if one.verdict.verdict == word] for word in _WORDS}
    n_words = sum(one.n_words for one in loaded_study.corpus.transcripts)
    kinds = {
        kind: [texts.passage(one) for one in report.passages if one.kind in of]
        for kind, of in (
            ("missed", ("missed", "random")),
            ("against", ("contradicting",)),
            ("drift", ("drift",)),
            ("described", ("described",)),
        )
    }
    disagreed = [Disagreement(**row) for row in report.disagreements[:SHOWN_DISAGREEMENTS]]
    reading = loaded_study.study.settings.reading
    uncorrected: dict[str, int] = {}
    for row in report.corrected_shares:
        if row["corrected_share"] is None:
            uncorrected[row["case_id"]] = row["n_sampled"]
    given = [row for row in report.corrected_shares if row["corrected_share"] is not None]
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
        warned=[one for one in report.codes if one.warning.startswith("people agree too little")],
        to_check=kinds["missed"],
        contradicting=kinds["against"],
        drifting=kinds["drift"],
        described=kinds["described"],
        disagreed=[texts.disagreement(one) for one in disagreed],
        n_disagreed=len(report.disagreements),
        corrected=[row for row in given if row["human_share"] or row["naive_share"]],
        uncorrected={case: n for case, n in uncorrected.items() if case not in {row["case_id"] for row in given}},
        people=_people(report) if reading == "coefficients" else (),
        precision={one.code_id: one.verdict.precision for one in report.codes},
        names={code.code_id: code.name for code in loaded_study.codebook.codes.values()},
    )


def _people(report: MachineReport) -> Sequence[PeopleAgree]:
    """People among each other, code by code, the weakest first."""
    rows = [AgreementRow(**row) for row in report.agreement]
    found = []
    for one in report.codes:
        of_units = [best_human_row(rows, one.code_id, unit) for unit in UNITS]
        first = next((row for row in of_units if row is not None and row.n_positive), None)
        if first is not None:
            found.append(PeopleAgree(one.code_id, first.coders.replace(";", ", "), of_units))
    return sorted(found, key=lambda one: (not one.is_enough, one.least))


_WORDS = ("counted", "suggest only", "too few to say")


class _Texts:
    """Where passages stand, and which may be quoted."""

    def __init__(self, loaded_study: LoadedStudy) -> None:
        self._transcripts = {one.transcript_id: one for one in loaded_study.corpus.transcripts}
        self._starts = {
            one.transcript_id: [turn.start_char for turn in one.turns] for one in loaded_study.corpus.transcripts
        }
        self._silent = {one.respondent_id for one in loaded_study.corpus.participants.values() if not one.may_be_quoted}
        self._names = {code.code_id: code.name for code in loaded_study.codebook.codes.values()}

    def passage(self, one: Passage) -> Shown:
        example = one.example
        if example and self._is_silent(one.example_transcript):
            example = NOT_QUOTED
        return self._shown(one, one.transcript_id, one.start_char, one.quotation, one.code_id, example)

    def disagreement(self, one: Disagreement) -> Shown:
        return self._shown(one, one.transcript_id, one.start_char, one.quotation, one.code_id, one.other_quotation)

    def _shown(self, one: Any, transcript_id: str, start: int, words: str, code_id: str, example: str) -> Shown:
        place = max(bisect_right(self._starts[transcript_id], start) - 1, 0)
        turn = self._transcripts[transcript_id].turns[place]
        is_silent = turn.respondent_id in self._silent or self._is_silent(transcript_id)
        link = f"transcripts/{transcript_id}.html#t{turn.number}"
        quotation = NOT_QUOTED if is_silent else words
        return Shown(one, link, quotation, NOT_QUOTED if is_silent and example else example, self._names[code_id])

    def _is_silent(self, transcript_id: str) -> bool:
        return self._transcripts[transcript_id].respondent_id in self._silent
