"""What is told of a transcript in which few questions of its guide were recognised, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.corpus.cases import Corpus
from pipeline.corpus.guide import UnmatchedQuestion
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, Source, caution
from pipeline.study.records import Transcript

_SHOWN = 3
_APART = 2
"""Transcripts of one guide up to which each is told by itself, with the likeliest turns of what is missing."""
_FEW = 0.5
"""The share of a guide's questions under which more is amiss than an interviewer who rewords: another language, another
guide, interviewers who are not recognised. In talks that follow their guide .83 to .97 are found."""


def about_few_recognised(corpus: Corpus) -> list[Problem]:
    """A caution for transcripts in which less than half of their guide's questions were recognised: one a guide, or a
    transcript where these are few.

    Silent where a person set the questions, or says of those that are missing that nobody asked them.
    """
    problems: list[Problem] = []
    alike: dict[tuple[str, str], list[_Few]] = {}
    for transcript in corpus.transcripts:
        guide = corpus.guides.get(transcript.guide or "")
        unmatched = corpus.unmatched.get(transcript.transcript_id, ())
        n_questions = len(guide.questions) if guide else 0
        if guide is None or n_questions - len(unmatched) >= _FEW * n_questions:
            continue
        few = _Few(transcript, guide.name, n_questions, unmatched)
        alike.setdefault((guide.name, few.remedy), []).append(few)
    for transcripts in alike.values():
        # One guide that does not fit its talks is one cause.
        problems += [_of_several(transcripts)] if len(transcripts) > _APART else map(_of_one, transcripts)
    return problems


@dataclass(frozen=True, slots=True)
class _Few:
    """A transcript with the questions of its guide that were not recognised in it."""

    transcript: Transcript
    guide: str
    n_questions: int
    unmatched: Sequence[UnmatchedQuestion]

    @property
    def remedy(self) -> str:
        if not any(turn.is_interviewer for turn in self.transcript.turns):
            return "Nobody is taken for an interviewer here: name who asks in `interviewers` of transcripts.csv."
        return (
            "See them all with `check --voices`; add the words that were used to the guide as `variants`, or mark the "
            "questions by hand as index codings."
        )


def _of_several(transcripts: Sequence[_Few]) -> Problem:
    first = transcripts[0]
    where = (
        f"{few.transcript.source.path.name} ({few.n_questions - len(few.unmatched)}; not {_missing(few)})"
        for few in transcripts
    )
    message = (
        f"less than half of the {first.n_questions} questions of guide '{first.guide}' were recognised here and in "
        f"{len(transcripts) - 1} more transcripts, which does not say that nobody asked: {', '.join(where)}."
    )
    problem = caution(first.transcript.source.path, 0, message, first.remedy)
    return replace(problem, also=tuple(Source(few.transcript.source.path) for few in transcripts[1:]))


def _missing(few: _Few) -> str:
    names = [f"'{question.question}'" for question in few.unmatched]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _of_one(few: _Few) -> Problem:
    n_questions, unmatched = few.n_questions, few.unmatched
    n_recognised = n_questions - len(unmatched)
    recognised = f"{n_recognised} of {n_questions} questions" if n_recognised else f"none of {n_questions} questions"
    names = ", ".join(map(with_likeliest_turn, unmatched[:_SHOWN]))
    others = f" and {len(unmatched) - _SHOWN} more" if len(unmatched) > _SHOWN else ""
    were = "was" if n_recognised == 1 else "were"
    message = (
        f"{recognised} of guide '{few.guide}' {were} recognised. Not recognised, which does not say that nobody asked: "
        f"{names}{others}."
    )
    return caution(few.transcript.source.path, 0, message, few.remedy)


def with_likeliest_turn(question: UnmatchedQuestion) -> str:
    """`data (likeliest turn 12)`; the id alone where no turn is like it."""
    if question.turn is None:
        return f"'{question.question}' (no turn is like it)"
    return f"'{question.question}' (likeliest turn {question.turn})"
