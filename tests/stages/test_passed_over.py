"""What one coder tells where another's reading counts is told beside the count, and is no silence."""

from __future__ import annotations

from types import SimpleNamespace

from pipeline.memos.sentences import not_so_simple
from pipeline.memos.short.case import WHY_THIN
from pipeline.stages.findings import CodeLine
from pipeline.stages.within_case import passed_over
from pipeline.store.rows import CodeFrequency
from tests.typed_rows import row, voice

THEIRS = voice(transcript_id="t1", is_counted=False, would_count=False)


def test_a_telling_counts_as_passed_over_only_where_the_reading_that_counts_has_none() -> None:
    voices = [
        THEIRS,
        voice(transcript_id="t2", is_counted=False, would_count=False),
        voice(transcript_id="t2", coder="ben"),
        voice(transcript_id="t3", is_counted=False, would_count=False, is_outdated=True),
        voice(transcript_id="t4", is_counted=False, would_count=False, origin="machine"),
        voice(transcript_id="t5", is_counted=False, would_count=False, polarity="absent"),
        voice(transcript_id="t6", is_counted=False, would_count=False),
    ]

    # A meeting has settled t6.
    assert passed_over(voices, frozenset({"t6"})) == (THEIRS,)


def test_it_is_neither_silence_nor_told_by_nobody() -> None:
    frequency = row(CodeFrequency, n_transcripts=2, n_known=2, mention_share=0.0)
    line = CodeLine("trust", "Trust", "enabler", "a/trust", frequency=frequency, passed_over=(THEIRS,))

    assert not_so_simple(line, SimpleNamespace(is_interpretive=False)) == "another coder finds it in 1"
    assert next(why for why, holds in WHY_THIN if holds(line)).startswith("told in another coder's reading")
