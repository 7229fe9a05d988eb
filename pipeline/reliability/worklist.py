"""What to read next for a code: respondents' sentences of transcripts that nobody has read for it, the best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.by_example import Learning, learn
from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.nearest import likeness_of
from pipeline.corpus.quotable import NOT_QUOTED, Quotable
from pipeline.io.cache import Cache
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.sample import read_sample
from pipeline.reliability.to_read import heavy_words
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code

FloatArray = npt.NDArray[np.float64]

CUE_WEIGHT = 3.0
"""What a cue of the code adds to a sentence where nothing was learnt, in deviations of likeness to the description.

On the sample it lifts mean average precision from .065 to .075, with sentence vectors from .119 to .136; at a weight of
1 it is a third of that.
"""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One sentence to read for one code.

    `score`: what was learnt of the code gives it as a probability; where nothing was learnt, how like it is to what the
    codebook says, which is no probability and only ranks. `why` says which.
    """

    rank: int
    transcript_id: str
    segment_id: str
    start_char: int
    end_char: int
    code_id: str
    score: float
    why: str
    quotation: str

    def as_row(self) -> dict[str, object]:
        """The row by column."""
        return asdict(self)


COLUMNS = tuple(field.name for field in fields(WorklistRow))


@dataclass(frozen=True)
class Ranker:
    """Ranks a study's segments for its codes: by what was learnt, else by cues and what the codebook says.

    Attributes:
        learning: What people's codings teach.
        described: By code of which nothing was learnt, how like each segment is to what the codebook says.
    """

    learning: Learning
    described: Mapping[str, FloatArray]

    @property
    def passages(self) -> Passages:
        """The study's respondents' segments."""
        return self.learning.passages

    def scores(self, code_id: str) -> FloatArray:
        """One score a segment; the higher, the sooner it should be read."""
        learnt = self.learning.codes.get(code_id)
        if learnt is not None:
            return learnt.scores.at()
        score = self.described[code_id].copy()
        score[[n for code, n in self._cues if code == code_id]] += CUE_WEIGHT
        return score

    def why(self, code_id: str, n: int) -> str:
        """Why a segment stands where it does, in words."""
        learnt = self.learning.codes.get(code_id)
        passage = self.passages.every[n]
        cue = self._cues.get((code_id, n), "")
        fired = [f"cue “{cue}”"] if cue else []
        if learnt is None:
            return "; ".join(["near to what the codebook says (too few examples to learn from)", *fired])
        words = ", ".join(heavy_words(passage.text, dict(learnt.weights)))
        said = [f"words that weigh most: {words}"] if words else []
        asked = ["what was asked counts too"] if learnt.is_asked and passage.question else []
        return "; ".join(["like what people coded", *fired, *said, *asked])

    @cached_property
    def _cues(self) -> dict[tuple[str, int], str]:
        """(code, segment) -> the cue that stands there and was not taken for a denial or a wish."""
        return {
            (coding.code_id, n): coding.cue
            # Dropped ones too: `why` names the cue that stands there, whether or not learning trusts it.
            for coding in (*self.learning.codings, *self.learning.dropped)
            if coding.cue and coding.polarity == "affirmed"
            for n in self.passages.touched([coding])
        }


def rank_study(loaded_study: LoadedStudy, code_ids: Collection[str], cache: Cache) -> Ranker:
    """Learn what people's codings teach, as a run does, and rank some codes."""
    settings = loaded_study.study.settings
    sample, _ = read_sample(loaded_study.corpus.transcripts)
    learning = learn(
        loaded_study.corpus.transcripts, loaded_study.codebook, loaded_study.hand, loaded_study.machine,
        frozenset(sample.probability), cache, settings.embed,
    )  # fmt: skip
    # Likeness costs time: only where some code asked for was not learnt.
    described: dict[str, FloatArray] = {}
    if set(code_ids) - set(learning.codes):
        # Of all codes, not of those asked for: what they share tells none of them.
        codes = loaded_study.codebook.codable
        like = likeness_of(codes, learning.passages, cache, settings.embed).astype(np.float64)
        described = {code.code_id: like[:, column] for column, code in enumerate(codes)}
    return Ranker(learning, described)


def worklist(
    loaded_study: LoadedStudy,
    ranker: Ranker,
    code_ids: Sequence[str],
    transcript_ids: Collection[str] | None = None,
    limit: int = 0,
) -> list[WorklistRow]:
    """What to read next for some codes, in one list: the best sentence of each, then the second of each, and so on.

    Words of somebody who does not want to be quoted are left out; their place says where to read them.

    Args:
        transcript_ids: Only these; None for all.
        limit: At most so many rows; 0 for all.
    """
    passages = ranker.passages
    read = {(mark.transcript_id, code_id) for mark in loaded_study.hand.read for code_id in mark.codes}
    ranked: list[tuple[int, bool, float, int, str]] = []
    for code_id in code_ids:
        scores, is_learnt = ranker.scores(code_id), code_id in ranker.learning.codes
        of_code = sorted(
            (-float(scores[n]), n)
            for transcript_id, rows in passages.rows.items()
            # What was read for the code has its answer already.
            if (transcript_id, code_id) not in read and (transcript_ids is None or transcript_id in transcript_ids)
            for n in rows
        )
        # In turn, the best of each code first: a likeness and a probability have no common scale, and a commoner code
        # would stand before all others of its family to the end of its list.
        ranked += [(place, not is_learnt, score, n, code_id) for place, (score, n) in enumerate(of_code)]
    ranked.sort()
    quotable = Quotable(loaded_study.corpus)
    rows = []
    for place, (_, _, score, n, code_id) in enumerate(ranked[:limit] if limit else ranked, 1):
        passage = passages.every[n]
        segment = passage.segment
        span = (segment.start_char, segment.end_char)
        why = ranker.why(code_id, n)
        if not quotable.may_quote(passage.transcript_id, *span):
            why = f"{why}; {NOT_QUOTED}"
        row = WorklistRow(
            place, passage.transcript_id, segment.segment_id, *span, code_id, round(-score, 6), why, passage.text
        )
        rows.append(row)
    return rows


def codes_meant(named: Iterable[str], codes: Mapping[str, Code]) -> list[str]:
    """The codes that can be given, of those named: a parent that is no code itself stands for all below it.

    Raises:
        KeyError: There is no such code; the id.
        ValueError: The id stands for no code that can be given.
    """
    meant: dict[str, None] = {}
    for code_id in named:
        if code_id not in codes:
            raise KeyError(code_id)
        below = [
            code
            for code in codes.values()
            if code.kind != "index" and code.is_codable and _is_under(code, code_id, codes)
        ]
        if not below:
            raise ValueError(code_id)
        meant |= dict.fromkeys(code.code_id for code in below)
    return list(meant)


def _is_under(code: Code, ancestor: str, codes: Mapping[str, Code]) -> bool:
    """Whether a code is the one named, or stands below one named that cannot be given itself."""
    if code.code_id == ancestor:
        return True
    # A parent that is a code itself is asked for itself; only a family stands for what is below.
    if codes[ancestor].is_codable:
        return False
    parent = code.parent
    while parent is not None and parent in codes:
        if parent == ancestor:
            return True
        parent = codes[parent].parent
    return False
