"""Which codings count, and where a code is known: the contract's rules 3 to 5, here and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field

from pipeline.coding.hand.hand_work import CONSENSUS, HandWork
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook, Coding, Transcript

COUNTED = "counted"

Pair = tuple[str, str]
"""(transcript_id, code_id)"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A coding, and what the rules say of it.

    `is_counted`: it stands behind a figure. `is_rejected`: a person struck this machine coding out.
    `would_count`: it would count but for its polarity. `is_outdated`: it was made when its code meant something else.
    """

    coding: Coding
    is_counted: bool
    is_rejected: bool = False
    would_count: bool = False
    is_outdated: bool = False


LLM = "llm:"
"""How the names of coders begin that are language models (`coding/llm`)."""


@dataclass(frozen=True)
class LlmCounts:
    """Where a language model stands in for the machine: codes of which its verdict is the better *counted*.

    `read`: pairs that it has read to the end; elsewhere its silence says nothing.
    """

    coder: str
    codes: frozenset[str]
    read: frozenset[Pair]


@dataclass(frozen=True)
class Known:
    """For which (transcript, code) a "no" can be told from silence, and who read what.

    `known` maps the pair to how it is known: `read` (a person marked it read), `coded` (a hand coding stands there: the
    telling is known, not the silence), or `machine` (rule 4). `decides` maps a pair that people read to the coder whose
    codings count.
    """

    known: Mapping[Pair, str] = field(default_factory=dict)
    read_by: Mapping[Pair, tuple[str, ...]] = field(default_factory=dict)
    decides: Mapping[Pair, str] = field(default_factory=dict)
    counts_machine: frozenset[str] = frozenset()
    is_unchecked: bool = False


def who_decides(transcript_id: str, code_id: str, coders: Iterable[str]) -> str:
    """Of coders who have read a transcript for a code, the one whose codings count (rule 3): never the union."""
    readers = sorted(set(coders))
    if CONSENSUS in readers:
        return CONSENSUS
    # A hash favours nobody, and the choice stays the same whoever reads another transcript later.
    return min(readers, key=lambda coder: hashlib.sha256(f"{transcript_id}|{code_id}|{coder}".encode()).hexdigest())


def apply_rules(
    transcripts: Iterable[Transcript],
    codebook: Codebook,
    hand: HandWork,
    machine: Iterable[Coding],
    verdicts: Mapping[str, str] | None = None,
    llm: LlmCounts | None = None,
) -> tuple[tuple[Judged, ...], Known]:
    """Judge every coding, and say what is known.

    Args:
        transcripts: All of the study.
        codebook: Gives the codable codes, and which of them the machine can look for at all.
        hand: What people coded, rejected and read.
        machine: What the machine coded.
        verdicts: Code -> verdict of the machine's reliability; empty before any was made.
        llm: Where a language model counts instead; None where none does, or none was asked.

    Returns:
        The codings in the order given (hand first, outdated ones after those that stand), and the known pairs.
    """
    read_by = _readers(hand)
    decides = {pair: who_decides(*pair, coders) for pair, coders in read_by.items()}
    coded = {(coding.transcript_id, coding.code_id) for coding in hand.codings}
    # Somebody found something there under another text: neither silence nor the machine may speak in their place.
    outdated = {(coding.transcript_id, coding.code_id) for coding in hand.outdated} - read_by.keys() - coded
    # Rule 4: before anybody has coded, the machine's finds stand in, and every figure says so.
    is_unchecked = not hand.has_apply_row
    counts_machine = frozenset(
        code.code_id
        for code in codebook.codable
        if (is_unchecked and not code.cues.is_empty) or (verdicts or {}).get(code.code_id) == COUNTED
    )
    # One of the two a code, never their union: each was judged alone.
    of_llm = llm or LlmCounts("", frozenset(), frozenset())
    counts_machine -= of_llm.codes
    # Codings of a retired code are kept as the record, and count nowhere.
    out_of_use = frozenset(code.code_id for code in codebook.codes.values() if code.retired or code.merge_into)
    judged = [_hand(coding, decides, out_of_use) for coding in hand.codings]
    judged += [Judged(coding, is_counted=False, is_outdated=True) for coding in hand.outdated]
    rejects = _Rejects.of(hand)
    # Where people have the word the machine has none, not even for what they left uncoded (rule 4).
    taken = read_by.keys() | coded | outdated
    judged += [_machine(coding, taken, rejects, counts_machine, of_llm) for coding in machine]
    known: dict[Pair, str] = {}
    for transcript in transcripts:
        for code in codebook.codable:
            pair = (transcript.transcript_id, code.code_id)
            # In this order: reading makes silence a "no", a coding only the telling known (rule 5).
            if pair in read_by:
                known[pair] = "read"
            elif pair in coded:
                known[pair] = "coded"
            elif (code.code_id in counts_machine or _stands_in(of_llm, pair)) and pair not in outdated:
                known[pair] = "machine"
    return tuple(judged), Known(known, read_by, decides, counts_machine | of_llm.codes, is_unchecked)


def left_untold(codings: Iterable[Coding], hand: HandWork) -> frozenset[Coding]:
    """Of codings that do not stand, those whose code would be told there if they did, and now counts as a no.

    That is where their coder decides (rules 2 and 3) and has no other coding of the code in the transcript.
    """
    # A denial that is lost leaves the figure as it was: the code was not told either way.
    listed = [coding for coding in codings if coding.action == "apply" and coding.polarity == "affirmed"]
    read_by = _readers(hand) if listed else {}
    told = {
        (coding.transcript_id, coding.code_id, coding.coder) for coding in hand.codings if coding.polarity == "affirmed"
    }
    return frozenset(
        coding
        for coding in listed
        if (readers := read_by.get((coding.transcript_id, coding.code_id)))
        and who_decides(coding.transcript_id, coding.code_id, readers) == coding.coder
        and (coding.transcript_id, coding.code_id, coding.coder) not in told
    )


def _readers(hand: HandWork) -> dict[Pair, tuple[str, ...]]:
    readers: dict[Pair, set[str]] = {}
    for mark in hand.read:
        for code_id in mark.codes:
            readers.setdefault((mark.transcript_id, code_id), set()).add(mark.coder)
    return {pair: tuple(sorted(coders)) for pair, coders in readers.items()}


def _hand(coding: Coding, decides: Mapping[Pair, str], out_of_use: frozenset[str]) -> Judged:
    decider = decides.get((coding.transcript_id, coding.code_id))
    # Where nobody has marked it read, every person's codings count (rule 3).
    would = (decider is None or decider == coding.coder) and coding.code_id not in out_of_use
    return Judged(coding, would and coding.polarity == "affirmed", False, would)


@dataclass(frozen=True, slots=True)
class _Rejects:
    """Passages that people struck out, by (transcript, code)."""

    passages: Mapping[Pair, tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, hand: HandWork) -> _Rejects:
        passages: dict[Pair, list[tuple[int, int]]] = {}
        for reject in hand.rejects:
            pair = (reject.transcript_id, reject.code_id)
            passages.setdefault(pair, []).append((reject.start_char, reject.end_char))
        return cls({pair: tuple(listed) for pair, listed in passages.items()})

    def strike(self, coding: Coding) -> bool:
        passages = self.passages.get((coding.transcript_id, coding.code_id), ())
        # One shared character is enough: the person who struck it out had their own ends.
        return any(start < coding.end_char and coding.start_char < end for start, end in passages)


def _stands_in(llm: LlmCounts, pair: Pair) -> bool:
    return pair[1] in llm.codes and pair in llm.read


def _machine(
    coding: Coding, taken: set[Pair], rejects: _Rejects, counts_machine: frozenset[str], llm: LlmCounts
) -> Judged:
    """`taken`: pairs of which people have the word."""
    pair = (coding.transcript_id, coding.code_id)
    is_rejected = rejects.strike(coding)
    # A language model counts by its own verdict, never by the machine's.
    is_of_llm = coding.coder.startswith(LLM)
    counts = coding.coder == llm.coder and _stands_in(llm, pair) if is_of_llm else coding.code_id in counts_machine
    would = not is_rejected and pair not in taken and counts
    return Judged(coding, would and coding.polarity == "affirmed", is_rejected, would)
