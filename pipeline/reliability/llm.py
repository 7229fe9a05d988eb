"""A language model as one more coder, judged by the bars of the machine: it has learnt from nobody here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from pipeline.coding.counting import COUNTED, LlmCounts
from pipeline.coding.llm.reading import LlmWork, read_by_model
from pipeline.io.cache import Cache
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.agreement import best_human_row, machine_rows
from pipeline.reliability.corrected import ENOUGH_SAMPLED
from pipeline.reliability.machine import affirmed_by_pair
from pipeline.reliability.readings import Readings
from pipeline.reliability.sample import ReliabilitySample
from pipeline.reliability.units import Unit
from pipeline.reliability.verdicts import pass_verdict
from pipeline.store.rows import Agreement, Verdict
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, Severity, Source
from pipeline.study.records import Coding


@dataclass(frozen=True)
class LlmReport:
    """What came of a language model: its codings, a verdict a code, and the rows they rest on.

    Attributes:
        verdicts: Without those of codes that it has nowhere read beside people; empty where nobody has coded.
        agreement: Rows of the table `agreement`.
    """

    coder: str
    codings: tuple[Coding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    work: LlmWork = field(default_factory=LlmWork)

    @property
    def facts(self) -> Mapping[str, Any]:
        """For run.json."""
        counted = [verdict.code_id for verdict in self.verdicts if verdict.verdict == COUNTED]
        return {**self.work.facts, "n_codes_judged": len(self.verdicts), "counted": counted}

    def counts(self, machine: Sequence[Verdict]) -> LlmCounts:
        """Where it counts instead of the machine: where its verdict is *counted*, and its alpha is surer."""
        sure = {verdict.code_id: verdict.alpha_low or 0.0 for verdict in machine if verdict.verdict == COUNTED}
        codes = frozenset(
            verdict.code_id
            for verdict in self.verdicts
            if verdict.verdict == COUNTED and (verdict.alpha_low or 0.0) > sure.get(verdict.code_id, -1.0)
        )
        return LlmCounts(self.coder, codes, self.work.read)


def ask_llm(
    loaded_study: LoadedStudy, cache: Cache, say: Callable[[str], None]
) -> tuple[LlmReport | None, tuple[Problem, ...]]:
    """What the study's language model gives, not yet judged; None where the study asks none."""
    study = loaded_study.study
    settings = study.settings.llm
    if settings is None:
        return None, ()
    source = Source(study.file, study.line("machine", "llm"))
    # Such a team lets no machine code (contract, rule 4).
    if study.settings.reading == "interpretive":
        what = "machine: llm names a language model, and this team reads interpretively: it is not asked."
        return None, (Problem(Severity.CAUTION, source, what, "Remove the setting, or choose another `reading`."),)
    work = read_by_model(
        loaded_study.corpus.transcripts, loaded_study.codebook, settings, source, cache, say
    )  # fmt: skip
    return LlmReport(settings.coder, work.codings, work=work), work.problems


def judged_llm(
    llm: LlmReport,
    loaded_study: LoadedStudy,
    readings: Readings,
    sample: ReliabilitySample,
    human: Sequence[Agreement],
) -> LlmReport:
    """The same with its verdicts: on the random sample where enough of it was read, else on all that people read."""
    work = affirmed_by_pair(llm.codings)
    verdicts, rows = [], []
    for code in loaded_study.codebook.codable:
        code_id = code.code_id
        # Where it has not answered everything, its silence would be taken for a "no".
        read = sorted(
            transcript
            for transcript, read_for in readings.readers
            if read_for == code_id and (transcript, code_id) in llm.work.read
        )
        sampled = [transcript_id for transcript_id in read if transcript_id in sample.probability]
        judged_on = sampled if len(sampled) >= ENOUGH_SAMPLED else read
        if not judged_on:
            continue
        of_code = machine_rows(readings, code_id, work.answer(code_id), judged_on, llm.coder)
        unit: Unit = "index chunk" if any(row.unit == "index chunk" for row in of_code) else "transcript"
        machine = next((row for row in of_code if row.unit == unit), None)
        hits = work.hits(readings, code_id, unit, judged_on)
        people = best_human_row(human, code_id, unit)
        bars = loaded_study.study.settings.machine
        verdicts.append(pass_verdict(code_id, machine, people, hits, bars, readings.n_units(unit)))
        rows += of_code
    return LlmReport(llm.coder, llm.codings, tuple(verdicts), tuple(rows), llm.work)
