"""The machine's codings of a whole study: only what the cache does not have is looked for."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from pipeline.codebook.renames import current_id
from pipeline.coding.cues.by_pattern import look_into
from pipeline.coding.cues.cue_checks import cue_problems, phrase_problems
from pipeline.coding.cues.kept_answers import Answer, KeptAnswers, looked_for
from pipeline.coding.cues.special_cases import kept_special_cases
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.engines import map_each
from pipeline.study.problems import Problem, Severity, Source
from pipeline.study.records import Code, Codebook, Coding, Cues, Transcript
from pipeline.study.study import Study

# What cannot be told anew from code and passage. The words as well: a transcript of which nothing changed is not read.
CACHED_FIELDS = ("start_char", "end_char", "polarity", "cue", "score", "coding_id", "quotation")


def with_known_scope(codebook: Codebook, questions: frozenset[str]) -> Codebook:
    """The codebook with scopes that name only what this study has, by today's ids: codebooks travel without guides.

    A code whose whole scope is unknown is looked for everywhere; `check` names each unknown id.
    """

    def today(scope: Iterable[str]) -> tuple[str, ...]:
        code_ids = (current_id(name, codebook, questions) for name in scope)
        return tuple(dict.fromkeys(code_id for code_id in code_ids if code_id is not None))

    codes = {code_id: dataclasses.replace(code, scope=today(code.scope)) for code_id, code in codebook.codes.items()}
    return dataclasses.replace(codebook, codes=codes)


def machine_codings(
    transcripts: Iterable[Transcript], codebook: Codebook, study: Study, cache: Cache
) -> tuple[Coding, ...]:
    """Every machine coding, by transcript, in the order of the text, then of the codebook.

    The cache keeps, for each transcript and code, what the code's cues found there: after an edit of one code's cues
    only that code is looked for again, and only in transcripts in which a cue that came or went can stand.
    """
    model = study.language_model
    codes = {code.code_id: code for code in codebook.codable if not code.cues.is_empty}
    today = {code_id: looked_for(code, codebook) for code_id, code in codes.items()}
    # Of the code that finds and of what it is given: an answer of other code is not used.
    version = code_digest("coding/cues", "study/records.py", "codebook/patterns.py")
    listed = list(transcripts)
    keys = [_key(transcript, version, model) for transcript in listed]
    kept = KeptAnswers(cache, key_of(version, model), today, model)
    answers = [kept.still_true(key) for key in keys]
    stale = [frozenset(today.keys() - answer.keys()) for answer in answers]
    asked = [n for n, missing in enumerate(stale) if missing]
    work = partial(_looked_for, codebook=codebook, model=model)
    # Whether a second process is worth its start is a matter of characters (pipeline/io/engines.py).
    sizes = [len(listed[n].text) for n in asked]
    items = [(listed[n], stale[n], kept.letters.get(keys[n])) for n in asked]
    for n, (rows, letters) in zip(asked, map_each(work, items, sizes), strict=True):
        answers[n] |= rows
        kept.keep_letters(keys[n], letters)
    kept.keep(dict(zip(keys, answers, strict=True)))
    return tuple(
        coding
        for transcript, answer in zip(listed, answers, strict=True)
        for coding in _codings(transcript, answer, codebook)
    )


def _key(transcript: Transcript, version: str, model: str) -> str:
    # The digest of what was read stands for turns and segments.
    read = (transcript.digest,) if transcript.digest else (transcript.turns, transcript.segments)
    return key_of(version, transcript.transcript_id, transcript.chunks, model, *read)


def _looked_for(
    asked: tuple[Transcript, frozenset[str], str | None], codebook: Codebook, model: str
) -> tuple[dict[str, list[list[Any]]], str]:
    """What the cues of some codes find in a transcript, as lists that the cache can keep, and its letters."""
    transcript, codes, known_letters = asked
    rows: dict[str, list[list[Any]]] = {code_id: [] for code_id in sorted(codes)}
    codings, letters = look_into(transcript, codebook, codes, model, known_letters)
    for coding in codings:
        rows[coding.code_id].append([getattr(coding, name) for name in CACHED_FIELDS])
    return rows, letters


def _codings(transcript: Transcript, answer: Answer, codebook: Codebook) -> list[Coding]:
    position = {code_id: n for n, code_id in enumerate(codebook.codes)}
    codings = [
        Coding(
            coding_id, transcript.transcript_id, start, end, code_id, "machine", "machine",
            polarity, quotation, score, cue, codebook_version=codebook.version,
        )
        for code_id, rows in answer.items()
        for start, end, polarity, cue, score, coding_id, quotation in rows
    ]  # fmt: skip
    # One coding a segment and code: two that begin together are of two codes.
    return sorted(codings, key=lambda coding: (coding.start_char, position[coding.code_id]))


def kept_cue_problems(codebook: Codebook, model: str, cache: Cache) -> tuple[Problem, ...]:
    """As `cue_problems`, wording by wording: only what was edited is asked again."""
    key = key_of(code_digest("coding/cues", "codebook"), model)
    kept: dict[str, list[list[str]]] = cache.get("cues", key) or {}
    asked: dict[str, list[list[str]]] = {}
    problems: list[Problem] = []
    with kept_special_cases(cache):
        for code, cues in _asked_apart(codebook):
            patterns = [[dict(token) for token in pattern] for pattern in cues.patterns]
            digest = key_of(code.code_id, cues.phrases, cues.unless, json.dumps(patterns, sort_keys=True))
            told = kept.get(digest)
            if told is None:
                part = dataclasses.replace(code, cues=cues)
                told = [[p.severity.value, p.fault, p.remedy] for p in _problems_of(part, codebook, model)]
            asked[digest] = told
            source = Source(codebook.source.path, code.line)
            problems += [Problem(Severity(severity), source, what, remedy) for severity, what, remedy in told]
    if asked != kept:
        cache.put("cues", key, asked)
    cache.keep_only("cues", {key})
    return tuple(dict.fromkeys(problems))


def _problems_of(part: Code, codebook: Codebook, model: str) -> Iterable[Problem]:
    if not part.cues.patterns:
        return phrase_problems(codebook.source.path, part)
    return cue_problems(dataclasses.replace(codebook, codes={part.code_id: part}, earlier={}), model)


def _asked_apart(codebook: Codebook) -> Iterator[tuple[Code, Cues]]:
    """A code and a part of its wordings: a phrase and what forbids it, or all patterns.

    What is wrong with one part hangs on no other; but how many patterns need a model is told of a code.
    """
    for code in codebook.codable:
        cues = code.cues
        yield from ((code, Cues((phrase,), unless=cues.unless)) for phrase in cues.phrases)
        if cues.unless and not cues.phrases:
            yield code, Cues(unless=cues.unless)
        if cues.patterns:
            yield code, Cues(patterns=cues.patterns)
