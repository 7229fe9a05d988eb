"""What people call the columns of a transcript that is a table: speaker, text, start."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.corpus.formats.lines import words

SPEAKER = words(
    """
    speaker speakers name speaker_name who person participant label role speaker_label user voice sprecher
    hablante speaker_id
    """
)
TEXT = words(
    """
    text transcript utterance content speech words sentence message transcription body said what caption comment
    turn answer response value texto tekst inhalt dialogue line
    """
)
START = words(
    """
    start time start_time timestamp begin from in start_seconds starttime time_start timecode seconds offset
    onset start_s zeit tijd begin_time in_point
    """
)
OTHER = words(
    """
    end end_time stop to out duration no nr number id turn_id line_no # row index endtime time_end end_seconds
    confidence
    """
)


def plain(name: str) -> str:
    """A column's name as it is compared: `Start Time (s)` -> `start_time`."""
    return "_".join(name.partition("(")[0].replace("-", " ").replace("_", " ").split()).casefold().rstrip(":")


def is_header(cells: Sequence[str]) -> bool:
    """Whether each cell of a row is a usual name of a column, and one of them of the text or the speaker."""
    names = [plain(cell) for cell in cells if cell.strip()]
    return (
        len(names) > 1
        and all(name in SPEAKER | TEXT | START | OTHER for name in names)
        and any(name in TEXT for name in names)
    )
