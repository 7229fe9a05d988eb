"""The places in one text where cues stand, as the machine looks for them in a segment."""

from functools import partial

from pipeline.coding.cues.anchors import index, runs
from pipeline.coding.cues.by_pattern import Reading, _hits, _parse, _possible
from pipeline.coding.cues.language import folded
from pipeline.study.study import DEFAULT_MODEL


def hits_in(text, ready, language_model=DEFAULT_MODEL):
    """Every hit in the text; echoes and `unless` are not looked at."""
    written = (runs(folded(text)),)
    in_text = index(written, frozenset(ready.by_trigger))
    reading = Reading((), (text,), {}, written, in_text, language_model, partial(_parse, language_model, False))
    return tuple(
        hit
        for cue, positions in _possible(reading, ready)
        for position in positions
        if reading.fits(position, cue)
        for hit in _hits(reading, position, cue)
    )
