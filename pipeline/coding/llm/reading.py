"""A language model reads the study: what it gives, in words that stand there, and what it has read to the end."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from pipeline.coding.counting import Pair
from pipeline.coding.cues.by_pattern import machine_id
from pipeline.coding.learning.features import Passages, passages_of
from pipeline.coding.llm.prompts import (
    Answer,
    answers_of,
    families,
    request_of,
    tokens_at_least,
    tokens_at_most,
    turns_of,
)
from pipeline.coding.llm.server import Server, ServerError, UnreadableAnswerError
from pipeline.io.cache import Cache, key_of
from pipeline.study.dataclass import dataclass
from pipeline.study.llm_settings import LlmSettings
from pipeline.study.problems import Problem, Severity, Source
from pipeline.study.records import Code, Codebook, Coding, Transcript

ROOM = "llm"
FAILURES = 3
"""After so many requests in a row without an answer the rest is not asked: each may take minutes to fail."""

LEAST_WORDS = 3
"""A shorter quotation stands in any transcript somewhere: that it is verbatim proves nothing."""

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Given:
    """What the model gave in one answer: (code, quotation as it stands in its request)."""

    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LlmWork:
    """What came of asking the model.

    Attributes:
        codings: In words that stand in the transcript.
        read: Pairs of transcript and code of which it has answered every request: only there is its silence a "no".
        facts: For run.json.
    """

    codings: tuple[Coding, ...] = ()
    read: frozenset[Pair] = frozenset()
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass
class _Tally:
    n_requests: int = 0
    n_asked: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    stopped: str = ""
    truncated: str = ""


def read_by_model(
    transcripts: Sequence[Transcript],
    codebook: Codebook,
    settings: LlmSettings,
    source: Source,
    cache: Cache,
    say: Callable[[str], None] = lambda line: None,
    server: Server | None = None,
) -> LlmWork:
    """Ask the model for every answer and family of codes; what it has answered before is not asked again.

    A server that is not there is a caution: the study is analysed without it, and with what it answered before. A
    prompt that the server cuts is a fault: what it says of a transcript it has not read would look like reading.

    Args:
        source: Where study.yaml names the model, for problems.
        cache: Each answer is kept as it comes, so that a run that is killed goes on where it was.
        say: Is told now and then how far it has got.
    """
    server = server or Server(settings)
    kept = _Kept(cache)
    tally = _Tally()
    digest = _digest(server, kept, tally)
    passages = passages_of(transcripts)
    codings: list[Coding] = []
    read: set[Pair] = set()
    groups = families(codebook)
    texts = {transcript.transcript_id: transcript.text for transcript in transcripts}
    of_transcript: dict[str, list[Answer]] = {transcript.transcript_id: [] for transcript in transcripts}
    for answer in answers_of(passages):
        of_transcript[answer.transcript_id].append(answer)
    for n, (transcript_id, parts) in enumerate(of_transcript.items(), 1):
        n_asked = tally.n_asked
        for codes in groups:
            given = [_ask(server, digest, codes, answer, passages, kept, tally) if digest else None for answer in parts]
            # Silence is a "no" only where every request of the transcript was answered.
            if None not in given:
                read |= {(transcript_id, code.code_id) for code in codes}
            for answer, found in zip(parts, given, strict=True):
                codings += [
                    replace(
                        coding, quotation=texts[transcript_id][coding.start_char : coding.end_char],
                        codebook_version=codebook.version,
                    )
                    for coding in _codings(found, codes, answer, passages, settings.coder, tally)
                ]  # fmt: skip
        # What is kept from earlier runs takes no time, and needs no word.
        if tally.n_asked > n_asked:
            say(f"  {settings.coder}: transcript {n} of {len(of_transcript)}, {tally.n_asked} requests")
        if tally.truncated:
            break
    kept.forget_others()
    facts = {
        "model": settings.model, "digest": digest, "host": settings.host, "is_local": settings.is_local,
        "n_requests": tally.n_requests, "n_unreadable": tally.unreadable, "n_codings": len(codings),
        "n_dropped": dict(sorted(tally.dropped.items())),
    }  # fmt: skip
    return LlmWork(tuple(codings), frozenset(read), facts, tuple(_problems(settings, source, tally)))


class _Kept:
    """Answers of earlier runs and of this one, a file each: written at once, whatever becomes of the run."""

    def __init__(self, cache: Cache) -> None:
        # A cache of its own: flushing the run's would write what waits for the end of the run.
        self._cache = Cache(cache.folder)
        self._needed: set[str] = set()

    def get(self, key: str) -> Any:
        self._needed.add(key)
        return self._cache.get(ROOM, key)

    def put(self, key: str, answer: Any) -> None:
        self._needed.add(key)
        self._cache.put(ROOM, key, answer)
        self._cache.flush()

    def forget_others(self) -> None:
        """What was said of texts that are gone holds their words."""
        self._cache.keep_only(ROOM, self._needed)
        self._cache.flush()


def _digest(server: Server, kept: _Kept, tally: _Tally) -> str:
    """The model's digest; where the server is not there, that of the last run; '' where there was none."""
    key = key_of("digest", server.settings.url, server.settings.model)
    try:
        digest = server.digest()
    except ServerError as error:
        tally.stopped = str(error)
        earlier = kept.get(key)
        return earlier if isinstance(earlier, str) else ""
    kept.put(key, digest)
    return digest


def _ask(
    server: Server,
    digest: str,
    codes: Sequence[Code],
    answer: Answer,
    passages: Passages,
    kept: _Kept,
    tally: _Tally,
) -> Given | None:
    """What the model gives in one answer, now or in an earlier run; None where no answer that can be read came."""
    request = request_of(server.settings.model, codes, answer, passages)
    where = passages.every[answer.rows.start].segment.start_char
    key = key_of(digest, json.dumps(request, sort_keys=True), answer.transcript_id, where)
    tally.n_requests += 1
    given = _given(kept.get(key))
    if given is not None or tally.stopped or tally.truncated:
        return given
    if tokens_at_most(request) > server.settings.context:
        tally.truncated = (
            f"a request with the codes {codes[0].code_id} … {codes[-1].code_id} may need {tokens_at_most(request)} "
            f"tokens, and context is {server.settings.context}"
        )
        return None
    reply: dict[str, Any] | None = None
    for attempt in range(FAILURES):
        try:
            reply = server.ask(request)
            tally.n_asked += 1
            break
        except UnreadableAnswerError:
            break
        except ServerError as error:
            # The last failure in a row says that the server is gone.
            if attempt == FAILURES - 1:
                tally.stopped = str(error)
                return None
    raw = _said(reply) if reply is not None else None
    given = _given(raw)
    usage = reply.get("usage") if reply is not None else None
    n_read = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    # Ollama cuts a prompt in silence at its own default, whatever was asked for.
    if isinstance(n_read, int) and n_read < tokens_at_least(request):
        tally.truncated = f"it read {n_read} tokens of a prompt of at least {tokens_at_least(request)}"
    elif given is not None and not isinstance(n_read, int):
        tally.truncated = "its server does not say how many tokens it read (usage.prompt_tokens)"
    if given is None or tally.truncated:
        tally.unreadable += not tally.truncated
        return None
    kept.put(key, raw)
    return given


def _said(reply: Mapping[str, Any]) -> Any:
    """The codings in a reply, as JSON; None where there are none that can be read."""
    try:
        choice = reply["choices"][0]
        # An answer that ran out of room is half an answer, even where what came is JSON.
        if choice.get("finish_reason") not in ("stop", None):
            return None
        return json.loads(choice["message"]["content"])
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError):
        return None


def _given(raw: object) -> Given | None:
    """What was said, if it is of the shape that was asked for."""
    codings = raw.get("codings") if isinstance(raw, dict) else None
    if not isinstance(codings, list):
        return None
    pairs = [
        (coding.get("code"), coding.get("quotation")) if isinstance(coding, dict) else (None, None)
        for coding in codings
    ]  # fmt: skip
    if not all(isinstance(part, str) for pair in pairs for part in pair):
        return None
    return Given(tuple((str(code), str(quotation)) for code, quotation in pairs))


def _codings(
    given: Given | None,
    codes: Sequence[Code],
    answer: Answer,
    passages: Passages,
    coder: str,
    tally: _Tally,
) -> list[Coding]:
    """Codings of an answer; what is of another family, or not in the answer's own words, is dropped and counted."""
    asked = {code.code_id for code in codes}
    codings: dict[str, Coding] = {}
    for code_id, quotation in given.codes if given else ():
        words = _BLANKS.sub(" ", quotation).strip()
        if code_id not in asked:
            tally.dropped["of a code that was not asked for"] += 1
        elif len(words.split()) < LEAST_WORDS and words not in _whole_segments(answer, passages):
            tally.dropped["too short to be found again"] += 1
        elif (place := _place(words, answer, passages)) is None:
            tally.dropped["not verbatim"] += 1
        else:
            start, end = place
            coding_id = machine_id(answer.transcript_id, f"{coder}|{start}|{end}", 1, code_id)
            codings[coding_id] = Coding(
                coding_id, answer.transcript_id, start, end, code_id, coder, "machine"
            )  # fmt: skip
    return list(codings.values())


def _whole_segments(answer: Answer, passages: Passages) -> set[str]:
    return {_BLANKS.sub(" ", passages.every[n].text).strip() for n in answer.rows}


def _place(words: str, answer: Answer, passages: Passages) -> tuple[int, int] | None:
    """(start, end) of a quotation in its transcript; None where no turn of the answer says so.

    Blanks and line breaks may differ, nothing else.
    """
    if not words:
        return None
    for turn in turns_of(answer, passages):
        # Every sign of the turn with its place; a run of blanks is one blank, at the place of its first.
        signs: list[str] = []
        places: list[int] = []
        for n in turn:
            if signs and signs[-1] != " ":
                signs.append(" ")
                places.append(passages.every[n].segment.start_char)
            for at, sign in enumerate(passages.every[n].text, passages.every[n].segment.start_char):
                is_blank = sign.isspace()
                if not (is_blank and signs and signs[-1] == " "):
                    signs.append(" " if is_blank else sign)
                    places.append(at)
        start = "".join(signs).find(words)
        if start >= 0:
            return places[start], places[start + len(words) - 1] + 1
    return None


def _problems(settings: LlmSettings, source: Source, tally: _Tally) -> list[Problem]:
    problems = []
    named = f"the language model {settings.model}"
    if tally.truncated:
        what = f"{named} would not read its prompts to the end: {tally.truncated}."
        remedy = (
            "Let the server read more at once (Ollama: OLLAMA_CONTEXT_LENGTH; llama.cpp: --ctx-size) and write the "
            "same number as `context`. What was answered so far is kept."
        )
        problems.append(Problem(Severity.FAULT, source, what, remedy))
    elif tally.stopped:
        what = f"{named} was not asked for everything: {tally.stopped}."
        remedy = "What it answered before is used, its silence elsewhere is no “no”. The next run goes on from here."
        problems.append(Problem(Severity.CAUTION, source, what, remedy))
    if tally.unreadable:
        what = f"{named} gave {tally.unreadable} of {tally.n_requests} answers that cannot be read (no JSON, or half)."
        remedy = "In these transcripts its silence is no “no”. The next run asks again; a larger model errs less."
        problems.append(Problem(Severity.CAUTION, source, what, remedy))
    if tally.dropped:
        parts = ", ".join(f"{n} {why}" for why, n in sorted(tally.dropped.items()))
        what = f"codings by {named} were dropped: {parts}."
        problems.append(Problem(Severity.CAUTION, source, what, "Nothing is to be done: what is kept is verbatim."))
    return problems
