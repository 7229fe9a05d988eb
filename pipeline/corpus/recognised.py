"""What is told of a transcript in which few questions of its guide were recognised, or none."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.corpus.cases import Corpus
from pipeline.corpus.guide import UnmatchedQuestion
from pipeline.study.problems import Problem, caution
from pipeline.study.records import Transcript

_SHOWN = 3
_FEW = 0.5
"""The share of a guide's questions under which more is amiss than an interviewer who rewords: another language, another
guide, interviewers who are not recognised. In talks that follow their guide .83 to .97 are found."""


def about_few_recognised(corpus: Corpus) -> list[Problem]:
    """A caution for each transcript in which less than half of its guide's questions were recognised.

    Silent where a person set the questions, or says of those that are missing that nobody asked them.
    """
    problems = []
    for transcript in corpus.transcripts:
        guide = corpus.guides.get(transcript.guide or "")
        unmatched = corpus.unmatched.get(transcript.transcript_id, ())
        n_questions = len(guide.questions) if guide else 0
        if guide is None or n_questions - len(unmatched) >= _FEW * n_questions:
            continue
        problems.append(_few(transcript, guide.name, n_questions, unmatched))
    return problems


def _few(transcript: Transcript, guide: str, n_questions: int, unmatched: Sequence[UnmatchedQuestion]) -> Problem:
    n_recognised = n_questions - len(unmatched)
    recognised = f"{n_recognised} of {n_questions} questions" if n_recognised else f"none of {n_questions} questions"
    names = ", ".join(map(with_likeliest_turn, unmatched[:_SHOWN]))
    others = f" and {len(unmatched) - _SHOWN} more" if len(unmatched) > _SHOWN else ""
    were = "was" if n_recognised == 1 else "were"
    message = (
        f"{recognised} of guide '{guide}' {were} recognised. Not recognised, which does not say that nobody asked: "
        f"{names}{others}."
    )
    if not any(turn.is_interviewer for turn in transcript.turns):
        remedy = "Nobody is taken for an interviewer here: name who asks in `interviewers` of transcripts.csv."
    else:
        remedy = (
            "See them all with `check --voices`; add the words that were used to the guide as `variants`, or mark the "
            "questions by hand as index codings."
        )
    return caution(transcript.source.path, 0, message, remedy)


def with_likeliest_turn(question: UnmatchedQuestion) -> str:
    """`data (likeliest turn 12)`; the id alone where no turn is like it."""
    if question.turn is None:
        return f"'{question.question}' (no turn is like it)"
    return f"'{question.question}' (likeliest turn {question.turn})"
