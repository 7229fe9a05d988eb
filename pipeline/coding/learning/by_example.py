"""The learning coder: what people coded and rejected -> how probable each code is in each respondent's segment.

Learns from transcripts that a person has read for the code, never from the random reliability sample. Every score of a
transcript that it learns from is given by a model that has not seen this transcript. Says nothing of a code of which
it has seen too little.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from importlib import metadata
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.codebook.compare import cue_digest, definition_digest
from pipeline.coding.counting import who_decides
from pipeline.coding.hand.by_hand import HandWork
from pipeline.coding.learning.features import Passage, Passages, passages_of, texts_of
from pipeline.coding.learning.learnt import SEED, Labels, LearntCode, Scale, Scores, description
from pipeline.coding.learning.material import Material
from pipeline.coding.learning.nearest import CODEBOOKS_PARTS
from pipeline.coding.learning.tf_idf import vocabulary
from pipeline.coding.learning.vectors import ROOM as ROOM_OF_VECTORS
from pipeline.coding.learning.vectors import group_key, identity, meanings_of, model_facts
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, Severity, Source
from pipeline.study.records import Code, Codebook, Coding, Transcript

ROOM = "learnt"
# What was learnt by other code is not used: their bytes are part of the key.
OWN_FILES = (
    "by_description", "by_example", "features", "fits", "fusion", "grams", "learning", "learnt", "logistic", "material",
    "meaning", "order", "scoring", "tf_idf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CuePrecision:
    """One cue of a code: in how many segments that people judged it fired, and in how many rightly."""

    cue: str
    n_judged: int
    n_right: int


@dataclass(frozen=True)
class Learning:
    """The machine's codings after learning, and what they rest on.

    Attributes:
        codings: Those judged: where learning beats the cues, its segments from the threshold on; else the cues'.
            Codings that are not affirmed stay as the cues gave them.
        dropped: Cues' codings of learnt codes that learning takes for wrong.
        codes: What was learnt, by code.
        cues: By code, how often each cue was right where people judged it.
    """

    codings: tuple[Coding, ...]
    dropped: tuple[Coding, ...] = ()
    codes: Mapping[str, LearntCode] = field(default_factory=dict)
    cues: Mapping[str, tuple[CuePrecision, ...]] = field(default_factory=dict)
    passages: Passages = field(default_factory=lambda: Passages((), {}))
    order: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def without_the_case(self, code_id: str) -> list[Coding] | None:
        """What it would give a code in transcripts that people read, had it learnt nothing from their case.

        None where cues code, or where nothing was learnt from two cases. As in `codings`, what a cue takes for a
        denial or a wish stays one.
        """
        learnt = self.codes.get(code_id)
        # Cues learn from no case, so that none can be left out.
        if learnt is None or learnt.unseen is None or not learnt.is_better_than_cues:
            return None
        # What a cue takes for a denial stays one, whatever learning says of its words.
        denied = [coding for coding in self.codings if coding.code_id == code_id and coding.polarity != "affirmed"]
        taken = {min(rows) for coding in denied if (rows := self.passages.touched([coding]))}
        reaching = [n for n in np.flatnonzero(learnt.unseen.at() >= learnt.threshold).tolist() if n not in taken]
        return [_coding_of(self.passages.every[n], code_id, None, "") for n in reaching]


def learn(
    transcripts: Sequence[Transcript],
    codebook: Codebook,
    hand: HandWork,
    cue_codings: Sequence[Coding],
    held_out: frozenset[str],
    cache: Cache,
    embed: bool = False,
) -> Learning:
    """Learn every code that people coded often enough, and say where the machine would give it.

    Args:
        cue_codings: The machine's codings by cues alone: evidence like words, and what stands where nothing is learnt.
        held_out: Transcripts of the random reliability sample, which never train.
        cache: What was learnt of a code is kept under a hash of everything it was learnt from.
        embed: Whether the machine sees sentence vectors too, as the study asks.
    """
    order = {transcript.transcript_id: n for n, transcript in enumerate(transcripts)}
    cases = {transcript.transcript_id: transcript.case_id for transcript in transcripts if transcript.case_id}
    read = frozenset(mark.transcript_id for mark in hand.read)
    passages = passages_of(transcripts)
    codes = list(codebook.codable)
    # Before labels are made: what cannot teach must not count towards there being enough.
    hand = _usable(hand, passages, codebook)
    of_code = _by_code(hand.codings)
    labels = {
        code.code_id: labels_of(code.code_id, passages, replace(hand, codings=of_code.get(code.code_id, ())), held_out)
        for code in codes
    }
    cues_of = _by_code(cue_codings)
    hits = {code.code_id: passages.touched(cues_of.get(code.code_id, ())) for code in codes}
    learnable = [code for code in codes if labels[code.code_id].is_enough(passages)]
    material = Material(learnable, passages, labels, hits, cases, read, book=codes)
    learnt = _learnt(material, cache, embed)
    cues = {
        code.code_id: cue_precisions(code.code_id, cues_of.get(code.code_id, ()), passages, labels[code.code_id])
        for code in codes
    }
    problems = _wrong_cues(cues, codebook)
    codings, dropped = _codings(passages, learnt, cue_codings, codebook)
    trained = {transcript_id for code in learnable for transcript_id in labels[code.code_id].transcripts}
    facts = {
        "seed": SEED,
        "n_codes_learnt": len(learnt),
        "n_transcripts_learnt_from": len(trained),
        # Fewer than were read in all but small studies.
        "n_segments_drawn": len(material.shared),
        "n_segments_read": len(material.read_to_learn_from),
        "learnt_from": {code_id: code_learnt.digest for code_id, code_learnt in learnt.items()},
        "embed": model_facts() if embed else False,
    }
    return Learning(tuple(codings), tuple(dropped), learnt, cues, passages, order, facts, tuple(problems))


def _by_code(codings: Iterable[Coding]) -> dict[str, tuple[Coding, ...]]:
    """Codings by code, in their order: gone through once for all codes, and not once for each."""
    shelves: dict[str, list[Coding]] = {}
    for coding in codings:
        shelves.setdefault(coding.code_id, []).append(coding)
    return {code_id: tuple(shelf) for code_id, shelf in shelves.items()}


def labels_of(code_id: str, passages: Passages, hand: HandWork, held_out: frozenset[str]) -> Labels:
    """Yes and no for one code. "No" stands only where somebody has read the transcript for it, or struck it out."""
    readers: dict[str, set[str]] = {}
    for mark in hand.read:
        if code_id in mark.codes:
            readers.setdefault(mark.transcript_id, set()).add(mark.coder)
    yes: set[int] = set()
    # Not as a set: half of a large study may be "no" for each of its codes.
    is_no = np.zeros(len(passages.every), dtype=bool)
    trained: set[str] = set()
    by_transcript: dict[str, list[Coding]] = {}
    for coding in hand.codings:
        if coding.code_id == code_id and coding.transcript_id not in held_out:
            by_transcript.setdefault(coding.transcript_id, []).append(coding)
    for transcript_id in sorted(by_transcript.keys() | (set(readers) - held_out)):
        rows = passages.rows.get(transcript_id, range(0))
        coders = readers.get(transcript_id)
        # The labels are the codings that count: one reader's, never the union (rule 3).
        decider = who_decides(transcript_id, code_id, coders) if coders else None
        said = [coding for coding in by_transcript.get(transcript_id, ()) if decider in (None, coding.coder)]
        given = passages.touched(coding for coding in said if coding.polarity == "affirmed")
        yes |= given
        # Unread is not "no": without a reader only what was denied is one.
        if decider:
            is_no[rows.start : rows.stop] = True
        # A passage coded as denied is a "no" even where nobody has marked the transcript read.
        is_no[list(passages.touched(coding for coding in said if coding.polarity != "affirmed"))] = True
        is_no[list(given)] = False
        trained.add(transcript_id)
    # What was found under another text is neither a yes nor a no today.
    is_no[list(passages.touched(coding for coding in hand.outdated if coding.code_id == code_id))] = False
    struck = passages.touched(
        coding for coding in hand.rejects if coding.code_id == code_id and coding.transcript_id not in held_out
    )
    is_no[list(struck)] = True
    is_no[list(yes)] = False
    return Labels.of(yes, np.flatnonzero(is_no), trained)


def cue_precisions(
    code_id: str, cue_codings: Iterable[Coding], passages: Passages, labels: Labels
) -> tuple[CuePrecision, ...]:
    """How often each cue was right in segments that people judged, the most frequent first."""
    counts: dict[str, list[int]] = {}
    is_yes, is_judged = (np.zeros(len(passages.every), dtype=bool) for _ in range(2))
    is_yes[labels.yes] = is_judged[labels.yes] = is_judged[labels.no] = True
    for coding in cue_codings:
        if coding.code_id != code_id or coding.polarity != "affirmed" or coding.cue is None:
            continue
        for n in passages.touched([coding]):
            # Segments that nobody judged say nothing of a cue.
            if is_judged[n]:
                entry = counts.setdefault(coding.cue, [0, 0])
                entry[0] += 1
                entry[1] += bool(is_yes[n])
    precisions = [CuePrecision(cue, judged, right) for cue, (judged, right) in counts.items()]
    return tuple(sorted(precisions, key=lambda precision: (-precision.n_judged, precision.cue)))


# From five judged hits on; under that a cue may be wrong by chance.
OFTEN = 5
WRONG_SHARE = 0.2


def _wrong_cues(cues: Mapping[str, Sequence[CuePrecision]], codebook: Codebook) -> list[Problem]:
    problems = []
    for code_id, precisions in cues.items():
        wrong = [
            precision
            for precision in precisions
            if precision.n_judged >= OFTEN and precision.n_right <= WRONG_SHARE * precision.n_judged
        ]
        if wrong:
            named = ", ".join(
                f"'{precision.cue}' ({precision.n_right} of {precision.n_judged} right)" for precision in wrong
            )
            what = f"cue{'s' if len(wrong) > 1 else ''} of '{code_id}' wrong too often where people judged: {named}."
            remedy = "Narrow the wording, or forbid what misleads it under `unless`."
            where = Source(codebook.source.path, codebook.codes[code_id].line)
            problems.append(Problem(Severity.CAUTION, where, what, remedy))
    return problems


def _usable(hand: HandWork, passages: Passages, codebook: Codebook) -> HandWork:
    """Codings that can teach: of a code of the codebook, in words that a respondent said.

    Those in interviewers' words only are named by `pipeline/check.py`; outdated ones were set apart when read.
    """
    taught = tuple(
        coding
        for coding in hand.codings
        if coding.code_id in codebook.codes
        and codebook.codes[coding.code_id].kind != "index"
        and passages.touched([coding])
    )
    return replace(hand, codings=taught)


def _learnt(material: Material, cache: Cache, embed: bool) -> dict[str, LearntCode]:
    """What the codes' examples teach; what has not changed since the last run is taken from the cache.

    A warm run ends where a cold one does: what is learnt of a code depends on nothing that is not part of its key.
    """
    codes, cases = material.codes, sorted(material.cases.items())
    version = code_digest(*(f"coding/learning/{name}.py" for name in OWN_FILES))
    models = identity() if embed else ""
    texts = material.passages.digest
    shared = key_of(version, _libraries(), texts, models, cases, sorted(material.read), material.shared.tobytes())
    digests = {code.code_id: _digest(code, material, shared) for code in codes}
    book, key_of_book = _book(material, texts, version, cache, embed)
    keys = {code_id: key_of(digest, book) for code_id, digest in digests.items()}
    unpacked = {code_id: _unpacked(code_id, cache.get(ROOM, key)) for code_id, key in keys.items()}
    before = learnt = {code_id: code for code_id, code in unpacked.items() if code is not None}
    key_of_all = key_of(*keys.values())
    raw = cache.get(ROOM, key_of_all)
    seen_again = {code_id: _unpacked(code_id, kept) for code_id, kept in raw.items()} if isinstance(raw, dict) else None
    again = {code_id: code for code_id, code in (seen_again or {}).items() if code is not None}
    if len(learnt) < len(codes) or seen_again is None or len(again) < len(seen_again):
        from pipeline.coding.learning.learning import learn_apart, look_again  # noqa: PLC0415 — imports scikit-learn

        if embed:
            described = [description(code) for code in material.book]
            material = replace(material, known=meanings_of(texts_of(material.passages, described), cache))
        learnt = learn_apart(material, learnt)
        for code_id, code_learnt in learnt.items():
            if code_learnt is not before.get(code_id):
                cache.put(ROOM, keys[code_id], partial(_packed, code_learnt))
        again = look_again(material, learnt)
        cache.put(ROOM, key_of_all, partial(_packed_all, again))
    # Also where nothing is learnt: what was learnt from texts that are gone holds their words.
    cache.keep_only(ROOM, {*keys.values(), key_of_all, key_of_book})
    if embed:  # where it is not asked for, minutes of work stay for the day when it is
        groups = ("", CODEBOOKS_PARTS, *material.passages.rows)
        cache.keep_only(ROOM_OF_VECTORS, {group_key(group) for group in groups})
    return {
        code.code_id: replace(again.get(code.code_id) or learnt[code.code_id], digest=digests[code.code_id])
        for code in codes
    }


def _book(material: Material, texts: str, version: str, cache: Cache, embed: bool) -> tuple[str, str]:
    """(a hash of what other codes' descriptions can change of a code, the key under which it is kept)."""
    descriptions = [description(code) for code in material.book]
    key = key_of("book", version, _libraries(), texts, *descriptions)
    # Sentence vectors of descriptions are told from the mean of all.
    if embed:
        return key, key
    kept = cache.get(ROOM, key)
    if not isinstance(kept, str):
        kept = vocabulary(material.passages.every, descriptions)
        cache.put(ROOM, key, kept)
    return kept, key


def _digest(code: Code, material: Material, shared: str) -> str:
    """Of everything that a code is learnt from."""
    labels = material.labels[code.code_id]
    return key_of(
        shared, code.code_id, code.kind, definition_digest(code), cue_digest(code), description(code),
        labels.yes.tobytes(), b"|", labels.bits.tobytes(), sorted(labels.transcripts),
        sorted(material.hits[code.code_id]),
    )  # fmt: skip


def _libraries() -> str:
    return ";".join(f"{name} {metadata.version(name)}" for name in ("scikit-learn", "numpy", "scipy"))


def _packed(learnt: LearntCode) -> dict[str, Any]:
    scale = learnt.scores.scale
    return {
        "counts": [learnt.n_positive, learnt.n_negative, learnt.n_transcripts],
        "scores": _small(learnt.scores),
        "scale": [scale.centre, scale.spread, scale.slope, scale.level],
        "threshold": learnt.threshold,
        "weights": [list(pair) for pair in learnt.weights],
        "calibration": [list(row) for row in learnt.calibration],
        "curve": [list(row) for row in learnt.curve],
        "kappas": [learnt.kappa, learnt.cue_kappa],
        "unseen": None if learnt.unseen is None else _small(learnt.unseen),
        "is_asked": learnt.is_asked,
        "gain": learnt.gain,
    }


def _packed_all(learnt: Mapping[str, LearntCode]) -> dict[str, Any]:
    return {code_id: _packed(code) for code_id, code in learnt.items()}


def _small(scores: Scores) -> str:
    """Log odds as signs: as a list of numbers they would take longest to write. Compressed they are hardly less."""
    return b64encode(scores.odds.astype("<i2").tobytes()).decode()


def _large(packed: str) -> npt.NDArray[np.int16]:
    return np.frombuffer(b64decode(packed), dtype="<i2").astype(np.int16)


def _unpacked(code_id: str, raw: Any) -> LearntCode | None:
    """What the cache kept; None where nothing was kept, or something that is not what this version writes."""
    try:
        n_positive, n_negative, n_transcripts = (int(n) for n in raw["counts"])
        scale = Scale(*(float(number) for number in raw["scale"]))
        return LearntCode(
            code_id, n_positive, n_negative, n_transcripts, Scores.of(_large(raw["scores"]), scale),
            float(raw["threshold"]), tuple((str(w), float(x)) for w, x in raw["weights"]), "",
            tuple((float(a), float(b), int(n)) for a, b, n in raw["calibration"]),
            tuple((float(a), float(b)) for a, b in raw["curve"]), float(raw["kappas"][0]), float(raw["kappas"][1]),
            None if raw["unseen"] is None else Scores.of(_large(raw["unseen"]), scale), bool(raw["is_asked"]),
            float(raw["gain"]),
        )  # fmt: skip
    except (TypeError, KeyError, ValueError, IndexError, AttributeError):
        return None


def _codings(
    passages: Passages, learnt: Mapping[str, LearntCode], cue_codings: Sequence[Coding], codebook: Codebook
) -> tuple[list[Coding], list[Coding]]:
    """(codings as judged, cues' codings that learning takes for wrong)."""
    codings: list[Coding] = []
    dropped: list[Coding] = []
    by_cue: set[tuple[str, int]] = set()
    for coding in cue_codings:
        model = learnt.get(coding.code_id)
        touched = sorted(passages.touched([coding])) if model else []
        if model is None or not touched:
            codings.append(coding)
            continue
        n = touched[0]
        # Dealt with here, kept or dropped: learning does not give it a second time.
        by_cue.add((coding.code_id, n))
        scored = replace(coding, score=model.scores[n])
        # Denials and wishes stay as the cues gave them: learning sees no negation.
        is_kept = coding.polarity != "affirmed" or not model.is_better_than_cues or model.scores[n] >= model.threshold
        (codings if is_kept else dropped).append(scored)
    for code_id, model in learnt.items():
        reaching = np.flatnonzero(model.scores.at() >= model.threshold) if model.is_better_than_cues else ()
        for n in map(int, reaching):
            if (code_id, n) not in by_cue:
                codings.append(_coding_of(passages.every[n], code_id, model.scores[n], codebook.version))
    return codings, dropped


def _coding_of(passage: Passage, code_id: str, score: float | None, version: str) -> Coding:
    return Coding(
        passage.coding_id(code_id), passage.transcript_id, passage.segment.start_char, passage.segment.end_char,
        code_id, "machine", "machine", quotation=passage.text, score=score, codebook_version=version,
    )  # fmt: skip
