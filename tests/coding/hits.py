"""The places in one text where cues stand, as the machine looks for them in a segment."""

from functools import partial

from pipeline.coding.cues.by_pattern import Reading, _hits, _parse
from pipeline.study.study import DEFAULT_MODEL


def hits_in(text, ready, language_model=DEFAULT_MODEL):
    """Every hit in the text; echoes and `unless` are not looked at."""
    reading = Reading((), (text,), {}, {}, language_model, partial(_parse, language_model, False))
    return tuple(hit for cue in ready.every for hit in _hits(reading, 0, cue))
