"""The study as the page sees it: read once, kept in memory, read again where a file has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path

from pipeline.codebook.load import load_codebook, load_earlier
from pipeline.codebook.renames import current_id
from pipeline.corpus.cases import Corpus, read_corpus
from pipeline.io.cache import Cache
from pipeline.page.files import Stamp, stamp_of
from pipeline.sharing.names import FILE as NAMES_FILE
from pipeline.sharing.names import Name, read_names
from pipeline.sharing.replacing import Edit, Replacer
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem, in_order
from pipeline.study.records import Codebook, Guide, Transcript, Turn
from pipeline.study.study import Study, open_study

CACHE = ".cache"


@dataclass(frozen=True)
class Material:
    """Transcripts and codebook at one moment. `problems` are cautions, and faults that came up since the start."""

    study: Study
    corpus: Corpus
    codebook: Codebook
    problems: tuple[Problem, ...] = ()
    names: tuple[Name, ...] = ()

    @cached_property
    def _replacer(self) -> Replacer:
        return Replacer(self.names)

    @cached_property
    def _names_in_turns(self) -> dict[str, tuple[Edit, ...]]:
        return {}

    def names_in(self, turn: Turn) -> tuple[Edit, ...]:
        """What `--share` will replace in a turn's words, at places that count from the turn's beginning."""
        if not self.names:
            return ()
        # A turn is drawn again with every coding in it.
        if turn.text not in self._names_in_turns:
            self._names_in_turns[turn.text] = tuple(self._replacer.edits(turn.text))
        return self._names_in_turns[turn.text]

    @cached_property
    def texts(self) -> Mapping[str, Transcript]:
        """Transcripts by id."""
        return {transcript.transcript_id: transcript for transcript in self.corpus.transcripts}

    @cached_property
    def questions(self) -> frozenset[str]:
        """Ids of the guides' questions."""
        return frozenset(q.question for guide in self.corpus.guides.values() for q in guide.questions)

    @cached_property
    def index_codes(self) -> frozenset[str]:
        """Ids whose codings mark a question's answer: index codes, and questions that the codebook does not hold."""
        codes = self.codebook.codes
        index = {code.code_id for code in codes.values() if code.kind == "index"}
        return frozenset(index | {question for question in self.questions if question not in codes})

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Families of the codes that can be given, in the order of the codebook."""
        return tuple(dict.fromkeys(self.codebook.family(code.code_id) for code in self.codebook.codable))

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """What tells by transcript whether a browser shows the text that offsets count in."""
        return {
            transcript.transcript_id: hashlib.sha256(transcript.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            for transcript in self.corpus.transcripts
        }

    def guide_of(self, transcript: Transcript) -> Guide | None:
        """The guide of an interview."""
        return self.corpus.guides.get(transcript.guide or "")

    def question_text(self, question: str) -> str:
        """The words of a question, the name of its index code, or its id."""
        for guide in self.corpus.guides.values():
            for asked in guide.questions:
                if asked.question == question:
                    return asked.text
        code = self.codebook.codes.get(question)
        return code.name if code else question

    def scope_of(self, code_id: str) -> tuple[str, ...]:
        """The questions in which a code can occur, by today's ids; none: everywhere."""
        code = self.codebook.codes.get(code_id)
        questions: dict[str, None] = {}
        for named in code.scope if code else ():
            today = current_id(named, self.codebook, self.questions)
            if today is None:
                continue
            # A parent stands for all under it, here as in read marks.
            for part in self.codebook.under(today) if today in self.codebook.codes else (today,):
                questions[part] = None
        return tuple(questions)


class EarlierVersions(Mapping[str, Codebook]):
    """Earlier versions of a codebook, read when somebody first asks: half of what opening a study takes.

    Whoever has no row under them never asks.
    """

    def __init__(self, codebook: Codebook, cache: Cache) -> None:
        self._codebook, self._cache = codebook, cache

    @cached_property
    def _read(self) -> Mapping[str, Codebook]:
        return load_earlier(self._codebook.source.path, self._codebook, self._cache)

    def __getitem__(self, version: str) -> Codebook:
        return self._read[version]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


@dataclass
class KeptMaterial:
    """The material that stands, and the stamps of the files that it was read from."""

    folder: Path
    out: Path
    stands: Material
    stamps: dict[Path, Stamp] = field(default_factory=dict)
    trouble: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, folder: Path, out: Path) -> KeptMaterial:
        """Read a study.

        Raises:
            FilesNeedAHand: It has a fault.
        """
        material = _read(folder, out)
        return cls(folder, out, material, _stamps(material))

    @property
    def codebook_stamp(self) -> str:
        """Another one whenever the codebook's file is: a tab then asks for the codes anew."""
        return str(self.stamps.get(self.stands.study.codebook))

    def look_again(self) -> bool:
        """Read the study again where one of its files has changed; whether it did.

        While a file is broken, in the middle of an edit, what was read before stands and `trouble` says why.
        """
        now = {path: stamp_of(path) for path in self.stamps}
        if now == self.stamps:
            return False
        try:
            material = _read(self.folder, self.out)
        except FilesNeedAHand as error:
            # Not read again until somebody has saved once more.
            self.stamps = now
            # Cautions were told at the start: beside them nobody sees what keeps the file from being read.
            self.trouble = tuple(problem for problem in error.problems if problem.is_fault)
            return False
        # As they were before they were read: what is written meanwhile is read the next time.
        self.stamps = {path: now.get(path, stamp) for path, stamp in _stamps(material).items()}
        self.stands, self.trouble = material, ()
        return True


def _read(folder: Path, out: Path) -> Material:
    opened = open_study(folder)
    if opened.records is None or any(problem.is_fault for problem in opened.problems):
        raise FilesNeedAHand(in_order(opened.problems))
    study = opened.records
    # An earlier run's cache is only looked into: the page writes nothing among outputs.
    cache = Cache(out / CACHE if (out / CACHE).is_dir() else None)
    corpus, codebook = read_corpus(study, cache), load_codebook(study.codebook, cache, is_todays_alone=True)
    problems = in_order((*opened.problems, *corpus.problems, *codebook.problems))
    if codebook.records is None or any(problem.is_fault for problem in problems):
        raise FilesNeedAHand(problems)
    with_earlier = replace(codebook.records, earlier=EarlierVersions(codebook.records, cache))
    # A session lasts longer than what an earlier run kept.
    for transcript in corpus.records.transcripts:
        transcript.take_in()
    # A fault in names.csv stops no coding: `crosscase names` and `--share` tell it.
    return Material(study, corpus.records, with_earlier, problems, read_names(folder).records)


def _stamps(material: Material) -> dict[Path, Stamp]:
    study = material.study
    named = ("cases.csv", "transcripts.csv", "participants.csv", "attendance.csv", NAMES_FILE)
    listed = (study.folder / name for name in named)
    # The folder of guides too: a guide that is new changes nothing else.
    files = [study.file, study.codebook, *listed, study.folder / "guides"]
    files += [transcript.source.path for transcript in material.corpus.transcripts]
    files += [guide.source.path for guide in material.corpus.guides.values()]
    return {path: stamp_of(path) for path in files}
