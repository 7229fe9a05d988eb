"""Reading for a code in batches: what comes next, how much was read and found, and when to stop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipeline.coding.learning.features import Passages
from pipeline.reliability.recall import Ranking, share_met
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Coding

BATCH = 20
LAST_BATCHES = 5
FEW_FINDS = 0.02
"""Stop after five batches with under 2 % finds: recall was .97 to .99 then; after one empty batch .48 to .84."""


@dataclass(frozen=True, slots=True)
class PassageToRead:
    """A segment of a batch, by its number in `Passages`, with the segments on each side and what it answers."""

    number: int
    before: int | None
    after: int | None
    question: str


@dataclass(frozen=True, slots=True)
class ReadingBatches:
    """Where reading in ranked order has got to.

    Attributes:
        batch: What to read next; empty where nothing is left.
        n_batches: Batches judged so far.
        n_found: Segments found to have the code.
        n_words_read: Words of the segments judged and of those beside them, each once.
        read_share: Those, of all words of the segments to be read.
        is_time_to_stop: Whether the last LAST_BATCHES brought under FEW_FINDS. A rule of thumb: the measure is what
            people find in transcripts that they read whole.
        remaining_share: Of the code's passages, the share that is still unread, as far as transcripts read whole tell;
            None where none were.
    """

    batch: tuple[PassageToRead, ...]
    n_batches: int
    n_judged: int
    n_found: int
    n_words_read: int
    read_share: float
    is_time_to_stop: bool
    remaining_share: float | None


def reading_batches(
    passages: Passages,
    transcript_ids: Collection[str],
    scores: Sequence[float],
    judged: Sequence[Mapping[int, bool]],
    read_whole: tuple[Ranking, Sequence[Coding]] | None = None,
    size: int = BATCH,
) -> ReadingBatches:
    """The next batch for a code, and where its reading stands. Changes nothing; learn again between two calls.

    Args:
        transcript_ids: Those that nobody has read for the code.
        scores: One a segment, learnt with what was judged so far (`coding/learning/relearn.py`).
        judged: Batch by batch as they were read: number of the segment -> whether it has the code.
        read_whole: Transcripts that people read to the end for the code, ranked by a machine that had not seen them,
            and the passages that people coded there.
        size: Segments in a batch.
    """
    # Sorted: callers give a set, and the order of a set is not the same in every process.
    rows = [n for transcript_id in sorted(transcript_ids) for n in passages.rows.get(transcript_id, ())]
    done = {n for batch in judged for n in batch}
    # A neighbour was read with its passage, but nobody was asked about it: it may still come in a later batch.
    read = {place for n in done for place in (n, *_beside(passages, n)) if place is not None}
    n_words_read = int(sum(passages.n_words[n] for n in read))
    # Judged passages may lie in transcripts that are read whole by now; what was read stays in both counts.
    n_words = int(sum(passages.n_words[n] for n in {*rows, *read}))
    read_share = n_words_read / n_words if n_words else 0.0
    # Equal scores go by the text's order, so that a list can be made again.
    first = sorted((n for n in rows if n not in done), key=lambda n: (-scores[n], n))[:size]
    # Counted over segments, not over batches: a last batch may be short.
    last = [has_code for batch in judged[-LAST_BATCHES:] for has_code in batch.values()]
    met = share_met(*read_whole, read_share) if read_whole else None
    return ReadingBatches(
        tuple(PassageToRead(n, *_beside(passages, n), passages.every[n].question) for n in first),
        len(judged),
        len(done),
        sum(has_code for batch in judged for has_code in batch.values()),
        n_words_read,
        read_share,
        len(judged) >= LAST_BATCHES and sum(last) < FEW_FINDS * len(last),
        None if met is None else 1 - met,
    )


def _beside(passages: Passages, n: int) -> tuple[int | None, int | None]:
    rows = passages.rows[passages.every[n].transcript_id]
    return (n - 1 if n - 1 in rows else None), (n + 1 if n + 1 in rows else None)
