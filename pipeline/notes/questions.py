"""The questions that a note of each stage answers: what no count can say, asked of whoever has read the transcripts."""

from __future__ import annotations

from pipeline.study.dataclass import dataclass
from pipeline.study.study import FIRST_STAGE, LAST_STAGE, Settings


@dataclass(frozen=True, slots=True)
class Question:
    """A question and, in a few words, where an answer would be found; some are asked only where outcomes are known."""

    text: str
    where: str = ""
    needs_outcome: bool = False


OF_A_CASE = (
    Question("What was each partner after?", "each interview's first answers"),
    Question("Which turning points are told unprompted, and in whose words?", "before the question on setbacks"),
    Question("Where do sectors, or positions, part?", "the same event in two voices"),
    Question("What surprised us?"),
    Question("What would members dispute in this page?"),
    Question("What is hindsight?", "what is told of the beginning by those who know the end"),
    Question("Which passage would sink this reading?"),
)
OF_A_THING = (
    Question("What does {value} itself impose on every {case}?"),
    Question("Where do look-alikes first part?", "the last moment at which two of them were alike"),
    Question("Same answer to a setback, other outcome: why?", needs_outcome=True),
    Question("Which code changed its meaning here?", "the passages behind one code in two {case}s"),
    Question("Which {case} fits worst, and what would it have us say instead?"),
)
OF_A_PLACE = (
    Question("What recurs in {value} whatever the {others}?"),
    Question("What can the source beside the {case}s not see, or gain by saying?", "the mayor's transcript"),
    Question("Is it {value}, or the same people in several {case}s?", "who was heard in more than one"),
    Question("Where do partners and the source beside them contradict each other, and who would know?"),
    Question("Which {case} fits worst, and what would it have us say instead?"),
)
OF_ALL = (
    Question("Which {case} fits worst?"),
    Question("Which rival fits as well, and what would tell the two apart?", needs_outcome=True),
    Question("What did we drop, knowing the outcome?", needs_outcome=True),
    Question("How far does it reach, and where does it stop?", "what all of these {case}s have in common"),
    Question("Which passage would sink it?"),
    Question("What did we believe before coding, and no longer do?"),
)


def questions_of(stage: str, settings: Settings, value: str, has_source: bool) -> tuple[Question, ...]:
    """The questions of a stage about one subject.

    Args:
        stage: Of the study.
        settings: For what a case is called and what the design holds constant.
        value: What the subject is called.
        has_source: Whether the stage reads a source of its own beside the cases, such as a mayor: then it is asked
            as one asks of a place, else as one asks of a thing that all its cases deal with.
    """
    asked: tuple[Question, ...]
    if stage == FIRST_STAGE:
        asked = OF_A_CASE
    elif stage == LAST_STAGE:
        asked = OF_ALL
    else:
        asked = OF_A_PLACE if has_source else OF_A_THING
    held = settings.design.get(stage)
    others = [attribute for attribute in dict.fromkeys(settings.design.values()) if attribute != held]
    words = {"value": value, "case": settings.case, "others": " or ".join(others) or settings.case}
    has_outcome = bool(settings.outcome_order)
    return tuple(
        Question(question.text.format(**words), question.where.format(**words), question.needs_outcome)
        for question in asked
        if has_outcome or not question.needs_outcome
    )
