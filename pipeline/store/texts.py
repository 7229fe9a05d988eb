"""Every word of a study as a database of its own, which a run copies instead of filling the two longest tables anew.

It is kept by content: by the digests of the transcripts that it holds, in their order, and by the sum of its bytes.
Where it holds the first of today's transcripts the others are added; in any other case it is made anew, so that nothing
of a transcript that was changed or withdrawn is left in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.manifest import hash_file
from pipeline.io.outputs import OutputsNotWritten, make_private
from pipeline.store.frames import Columns, frame_of
from pipeline.store.store import Store, new_store
from pipeline.study.records import Segment, Transcript, Turn

ROOM, KEY, FILE = "texts", "texts", "texts.duckdb"

TURN: Columns[tuple[str, Turn]] = {
    "transcript_id": lambda row: row[0],
    "turn": lambda row: row[1].number,
    "speaker": lambda row: row[1].speaker,
    "respondent_id": lambda row: row[1].respondent_id,
    "is_interviewer": lambda row: row[1].is_interviewer,
    "start_char": lambda row: row[1].start_char,
    "end_char": lambda row: row[1].end_char,
    "start_seconds": lambda row: row[1].start_seconds,
    "text": lambda row: row[1].text,
}

SEGMENT: Columns[tuple[Transcript, int, Segment]] = {
    "segment_id": lambda row: row[2].segment_id,
    "transcript_id": lambda row: row[0].transcript_id,
    "turn": lambda row: row[2].turn,
    "ordinal": lambda row: row[1],
    "is_interviewer": lambda row: row[2].is_interviewer,
    "start_char": lambda row: row[2].start_char,
    "end_char": lambda row: row[2].end_char,
    "text": lambda row: row[0].text[row[2].start_char : row[2].end_char],
}


def fill_texts(store: Store, transcripts: Sequence[Transcript]) -> None:
    """Append the turns and segments of some transcripts to their tables."""
    turns = ((transcript.transcript_id, turn) for transcript in transcripts for turn in transcript.turns)
    store.fill("turns", frame_of(turns, TURN))
    segments = ((transcript, n, segment) for transcript in transcripts for n, segment in enumerate(transcript.segments))
    store.fill("all_segments", frame_of(segments, SEGMENT))


def digest_of_texts(transcripts: Sequence[Transcript]) -> str:
    """A key of all turns and segments in their order; '' where some transcript is not told by a digest."""
    digests = [transcript.digest for transcript in transcripts]
    return key_of(*digests) if digests and all(digests) else ""


def kept_texts(transcripts: Sequence[Transcript], cache: Cache) -> Path | None:
    """The database of these transcripts' turns and segments; None where nothing can be kept."""
    if cache.folder is None or not digest_of_texts(transcripts):
        return None
    # Of the code that fills it: other columns are another database.
    digests = [key_of(code_digest("store", "study/records.py"), transcript.digest) for transcript in transcripts]
    path = cache.folder / ROOM / FILE
    kept = cache.get(ROOM, KEY) or {"digests": [], "sha256": ""}
    held = kept["digests"]
    # What cannot be kept costs time only: the run then fills its own tables.
    with contextlib.suppress(OSError, OutputsNotWritten):
        is_begun = held == digests[: len(held)] and path.is_file() and hash_file(path) == kept["sha256"]
        if not (is_begun and len(held) == len(digests)):
            make_private(path.parent)
            with new_store(path, begun=path if is_begun else None, spill_in=cache.folder) as store:
                store.create_texts()
                fill_texts(store, transcripts[len(held) if is_begun else 0 :])
            cache.put(ROOM, KEY, {"digests": digests, "sha256": hash_file(path)})
        return path
    return None
