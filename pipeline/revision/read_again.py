"""What has to be read again after a change of the codebook: passages first, whole transcripts where silence matters.

Pure functions of two states of a study, so that a page can walk the list and a command can print it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.codebook.ageing import Ageing
from pipeline.codebook.changes import former_ids
from pipeline.codebook.renames import current_id, parts_today
from pipeline.revision.counted import CountedStudy
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code, Coding, Transcript

WORDS_A_MINUTE = 150
"""A person who reads closely and codes; the page on the machine reckons with the same."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that somebody coded under another text. `code_ids` are those of today for which to look at it."""

    transcript_id: str
    start_char: int
    end_char: int
    coder: str
    coding_id: str
    code_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """One transcript to read again, and by whom.

    `passages` are to be looked at; for the codes in `whole` the transcript has to be read from end to end, since what
    nobody found under the old text may be there under the new one. `n_words` is how much that is; `silent` are those
    who read it, and the codes for which their silence ended.
    """

    transcript_id: str
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    passages: tuple[Passage, ...]
    whole: tuple[str, ...]
    n_words: int
    silent: tuple[tuple[str, str], ...] = ()

    @property
    def minutes(self) -> float:
        """How long a person takes for it."""
        return self.n_words / WORDS_A_MINUTE


def what_to_read_again(before: CountedStudy, after: CountedStudy) -> tuple[ReadAgain, ...]:
    """Every transcript in which somebody's word on a code does not hold any more; those with most passages first.

    Args:
        before: The study under the earlier version.
        after: The study under the later one, which has the earlier among its earlier versions.
    """
    passages = tuple(dict.fromkeys(_passages(before, after)))
    whole = dict.fromkeys(_silences(before, after))
    return _in_order(passages, whole, after)


def for_code(rows: Iterable[ReadAgain], code_id: str, transcripts: Iterable[Transcript]) -> tuple[ReadAgain, ...]:
    """Of a list to read again what concerns one code."""
    texts = {transcript.transcript_id: transcript for transcript in transcripts}
    kept = []
    for row in rows:
        if code_id not in row.codes:
            continue
        passages = tuple(passage for passage in row.passages if code_id in passage.code_ids)
        whole = tuple(other for other in row.whole if other == code_id)
        n_words = _n_words(texts[row.transcript_id], passages, bool(whole))
        silent = tuple((coder, other) for coder, other in row.silent if other == code_id)
        kept.append(replace(row, codes=(code_id,), passages=passages, whole=whole, n_words=n_words, silent=silent))
    return tuple(kept)


def for_coder(rows: Iterable[ReadAgain], coder: str, transcripts: Iterable[Transcript]) -> tuple[ReadAgain, ...]:
    """Of a list to read again what one coder has to read, those with most passages first."""
    texts = {transcript.transcript_id: transcript for transcript in transcripts}
    kept = []
    for row in rows:
        passages = tuple(passage for passage in row.passages if passage.coder == coder)
        silent = tuple((other, code_id) for other, code_id in row.silent if other == coder)
        if not passages and not silent:
            continue
        own = {code_id for _, code_id in silent}
        codes = own.union(*(passage.code_ids for passage in passages))
        kept.append(
            replace(
                row,
                codes=tuple(code_id for code_id in row.codes if code_id in codes),
                coders=(coder,),
                passages=passages,
                whole=tuple(code_id for code_id in row.whole if code_id in own),
                n_words=_n_words(texts[row.transcript_id], passages, bool(silent)),
                silent=silent,
            )
        )
    return tuple(sorted(kept, key=lambda row: (-len(row.passages), row.transcript_id)))


def _passages(before: CountedStudy, after: CountedStudy) -> Iterator[Passage]:
    """Codings that do not stand any more, where their coder has no other of the code; and those of codes split."""
    was_outdated = {_place(coding) for coding in before.hand.outdated}
    standing = {(coding.coder, coding.transcript_id, coding.code_id) for coding in after.hand.codings}
    codable = {code.code_id for code in after.codebook.codable}
    former = former_ids(before.codebook, after.codebook)
    for coding in after.hand.outdated:
        then = former.get(coding.code_id, coding.code_id)
        is_new = (*_place(coding)[:4], then) not in was_outdated
        key = (coding.coder, coding.transcript_id, coding.code_id)
        # Who has given the code again in this transcript under today's text has answered for it.
        if is_new and key not in standing and coding.code_id in codable:
            yield _passage(coding, (coding.code_id,))
    parts = _new_parts(before, after)
    for coding in before.hand.codings:
        new_codes = tuple(
            part
            for part in parts.get(coding.code_id, ())
            if (coding.coder, coding.transcript_id, part) not in after.readers | standing
        )
        if new_codes:
            yield _passage(coding, new_codes)


def _silences(before: CountedStudy, after: CountedStudy) -> Iterator[tuple[str, str, str]]:
    """(coder, transcript_id, today's code) that was read then, and whose silence is no "no" any more."""
    ageing = Ageing(after.codebook)
    codable = {code.code_id for code in after.codebook.codable}
    today = {then: now for now, then in former_ids(before.codebook, after.codebook).items()}
    parts = _new_parts(before, after)
    keeps = {
        code_id: ageing.since(code_id, before.codebook.version).keeps_silences for code_id in before.codebook.codes
    }
    for coder, transcript_id, then in sorted(before.readers):
        now = today.get(then, then)
        # A narrower or reworded text leaves a "no" standing: only broadened and moved ones end it.
        wanted = [] if keeps[then] or now not in codable else [now]
        for code_id in (*wanted, *parts.get(then, ())):
            if (coder, transcript_id, code_id) not in after.readers:
                yield coder, transcript_id, code_id


def _new_parts(before: CountedStudy, after: CountedStudy) -> dict[str, tuple[str, ...]]:
    """Code of then -> today's codes that were split from it since and can be given."""
    former = former_ids(before.codebook, after.codebook)
    codable: dict[str, Code] = {code.code_id: code for code in after.codebook.codable}
    parts: dict[str, list[str]] = defaultdict(list)
    for then in before.codebook.codes:
        parts[then] += [part for part in parts_today(then, after.codebook) if part in codable and part not in former]
    # Codes that stay and had a part taken out of them: `parts_today` knows only codes that are gone.
    for code in codable.values():
        if code.split_from is None or code.code_id in former:
            continue
        now = current_id(code.split_from, after.codebook)
        then = former.get(now or "", now or "")
        if then in before.codebook.codes and code.code_id not in parts[then]:
            parts[then].append(code.code_id)
    return {then: tuple(codes) for then, codes in parts.items() if codes}


def _in_order(
    passages: Iterable[Passage], whole: Iterable[tuple[str, str, str]], after: CountedStudy
) -> tuple[ReadAgain, ...]:
    position = {code_id: n for n, code_id in enumerate(after.codebook.codes)}
    by_transcript: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_transcript[passage.transcript_id].append(passage)
    silent: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for coder, transcript_id, code_id in whole:
        silent[transcript_id].add((coder, code_id))
    rows = []
    for transcript in after.transcripts:
        here, unsaid = by_transcript[transcript.transcript_id], silent[transcript.transcript_id]
        if not here and not unsaid:
            continue
        whole_codes = {code_id for _, code_id in unsaid}
        codes = whole_codes.union(*(passage.code_ids for passage in here))
        rows.append(
            ReadAgain(
                transcript.transcript_id,
                tuple(sorted(codes, key=position.__getitem__)),
                tuple(sorted({passage.coder for passage in here} | {coder for coder, _ in unsaid})),
                tuple(sorted(here, key=lambda passage: (passage.start_char, passage.end_char, passage.coder))),
                tuple(sorted(whole_codes, key=position.__getitem__)),
                _n_words(transcript, here, bool(unsaid)),
                tuple(sorted(unsaid)),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-len(row.passages), row.transcript_id)))


def _n_words(transcript: Transcript, passages: Iterable[Passage], is_whole: bool) -> int:
    """The words to read: all of them, or the turns that the passages touch, each with the turn before it."""
    if is_whole:
        return transcript.n_words
    starts = [turn.start_char for turn in transcript.turns]
    touched: set[int] = set()
    for passage in passages:
        first = max(bisect_right(starts, passage.start_char) - 1, 0)
        last = max(bisect_right(starts, passage.end_char - 1) - 1, first)
        # The turn before is read too: an answer is not understood without its question.
        touched.update(range(max(first - 1, 0), last + 1))
    return sum(len(transcript.turns[n].text.split()) for n in touched)


def _passage(coding: Coding, code_ids: tuple[str, ...]) -> Passage:
    return Passage(coding.transcript_id, coding.start_char, coding.end_char, coding.coder, coding.coding_id, code_ids)


def _place(coding: Coding) -> tuple[str, str, int, int, str]:
    return coding.coder, coding.transcript_id, coding.start_char, coding.end_char, coding.code_id
