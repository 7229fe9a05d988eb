"""Makes the page's reading list as JSON: `python -m pipeline.commands.list_making STUDY OUT CODE LIMIT`.

The rows are those of `crosscase worklist`. With them comes how far up the passages stand that whole readings of other
transcripts found, in a list that did not learn from these: what a list left unread there is the one honest figure for
what it leaves here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.coding.learning.features import Passages
from pipeline.commands.printing import print_json
from pipeline.commands.worklist import load_to_rank
from pipeline.io.cache import Cache
from pipeline.reliability.readings import Readings, collect_readings
from pipeline.reliability.recall import ENOUGH_PASSAGES, rank
from pipeline.reliability.worklist import rank_study, worklist
from pipeline.study.problems import FilesNeedAHand


def places_of_known(
    passages: Passages, scores: Sequence[float], readings: Readings, code_id: str
) -> tuple[list[float], int]:
    """(share of the words read when each known passage is met, transcripts read whole for the code), shares ascending.

    Args:
        scores: One a segment, each by a machine that had not seen its transcript; likeness to the codebook sees none.
    """
    whole = sorted(transcript_id for transcript_id, code in readings.readers if code == code_id)
    if not whole:
        return [], 0
    known = [coding for transcript_id in whole for coding in readings.counted((transcript_id, code_id))]
    ranking = rank(passages, scores, whole)
    return sorted(ranking.share_read(place) for _, place in ranking.ranked(known)), len(whole)


def main(study: Path, out: Path, code_id: str, limit: int) -> int:
    """Print the list; 1 where the study needs a hand first."""
    cache = Cache(out / ".cache" if (out / ".cache").is_dir() else None)
    try:
        loaded_study = load_to_rank(study, cache)
    except FilesNeedAHand as error:
        sys.stderr.write(" ".join(problem.shown(study) for problem in error.problems if problem.is_fault))
        return 1
    ranker = rank_study(loaded_study, [code_id], cache)
    hand = loaded_study.hand
    readings = collect_readings(loaded_study.corpus.transcripts, hand.codings, hand.read)
    places, n_whole = places_of_known(ranker.passages, ranker.scores(code_id).tolist(), readings, code_id)
    read = {mark.transcript_id for mark in hand.read if code_id in mark.codes}
    unread = {transcript_id: rows for transcript_id, rows in ranker.passages.rows.items() if transcript_id not in read}
    print_json(
        {
            "rows": [row.as_row() for row in worklist(loaded_study, ranker, [code_id], limit=limit)],
            "n_words": int(sum(ranker.passages.n_words[n] for rows in unread.values() for n in rows)),
            "transcripts": sorted(unread),
            "places": places,
            "n_whole": n_whole,
            "n_needed": ENOUGH_PASSAGES,
        }
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
