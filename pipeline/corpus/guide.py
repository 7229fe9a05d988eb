"""Interview guides, and which question of the guide each stretch of a transcript answers.

No model and no dictionary: `likeness.py` compares words, so a question put in entirely other words is found only by a
variant in the guide, or by a person. What was not matched is named for that person, with the turn that is likest to it:
a question that was not recognised is not a question that was not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from pipeline.corpus.likeness import Likeness, most_like
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Tree, is_id, read_yaml
from pipeline.study.problems import Loaded, Problem, Source, about_an_unknown_field, caution, fault
from pipeline.study.records import OFF_PROTOCOL, Guide, IndexChunk, Question, Turn

GUIDE_FIELDS = ("questions", "guide", "title", "version", "note")
QUESTION_FIELDS = ("text", "variants", "asks_about", "note")
MIN_SURENESS = 0.30
"""From .22 to .35 tried on labelled interviews (tests/corpus/guide_matching, 59 questions asked): precision and recall
are .93 and .95 at .26, .96 and .93 at .30, .96 and .90 at .33. At .30 nothing more is wrong than at .33; under it
follow-ups begin to pass for questions."""

NEXT_IN_ORDER = 0.04
ASKED_BEFORE = 0.08
"""What the guide's order adds for the question that comes next, and takes from one that was put already. Interviewers
jump, so that both only decide between questions nearly alike and never lift a turn over MIN_SURENESS."""


@dataclass(frozen=True, slots=True)
class UnmatchedQuestion:
    """A question that no turn was recognised to ask, and the interviewer's turn that is likest to it.

    `turn` is its number, None where no turn shares a word with the question; `likeness` lies in 0 to 1.
    """

    question: str
    turn: int | None = None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Chunking:
    """One transcript cut by its guide.

    `unmatched` are questions that no turn was recognised to ask, in the guide's order; `followups` the numbers of the
    interviewer's turns that ask none of the guide's questions.
    """

    chunks: tuple[IndexChunk, ...]
    unmatched: tuple[UnmatchedQuestion, ...] = ()
    followups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """An interviewer's turn that asks a question of the guide."""

    turn: Turn
    question: str
    sureness: float


def chunks_of(transcript_id: str, turns: Sequence[Turn], guide: Guide, language: str = "en") -> Chunking:
    """The index chunks of one transcript: from each turn that asks a question of the guide to the next such turn.

    What stands before the first is `off_protocol`; a transcript in which nothing matches is one such chunk. A turn
    that asks two questions of the guide counts for the one that it is most like. A question that is asked again
    begins a chunk again. `sureness` is the likeness (0 to 1) of the turn to the question, order left out of account;
    None for `off_protocol`. Under `MIN_SURENESS` a turn is a follow-up.
    """
    if not turns:
        return Chunking((), tuple(UnmatchedQuestion(question.question) for question in guide.questions))
    likenesses = _likenesses(turns, guide, language)
    asked = tuple(_asked(likenesses, guide))
    asking = {match.turn.number for match in asked}
    return Chunking(
        chunks=tuple(_chunks(transcript_id, turns, asked)),
        unmatched=tuple(_unmatched(likenesses, guide, {match.question for match in asked})),
        followups=tuple(turn.number for turn in turns if turn.is_interviewer and turn.number not in asking),
    )


def load_guide(path: Path, name: str) -> Loaded[Guide | None]:
    """The guide of that name; None where the file cannot be read as one. All problems at once, each with its line."""
    loaded = read_yaml(path)
    if loaded.records is None:
        return Loaded(None, loaded.problems)
    tree = loaded.records
    questions = tree.data.get("questions") if isinstance(tree.data, dict) else None
    if not isinstance(questions, dict) or not questions:
        message = f"guide '{name}' has no questions."
        remedy = "Write `questions:`, below it an id for each question, and below that `text: …`."
        return Loaded(None, (fault(path, tree.line("questions"), message, remedy),))
    problems = [*_unknown_fields(tree, (), GUIDE_FIELDS, f"guide '{name}'")]
    read = [_question(tree, question, fields, problems) for question, fields in questions.items()]
    records = [record for record in read if record is not None]
    problems += _same_ids(path, records)
    problems += _same_wordings(path, records)
    return Loaded(Guide(name, tuple(records), Source(path, tree.line("questions"))), tuple(problems))


def _likenesses(turns: Sequence[Turn], guide: Guide, language: str) -> list[tuple[Turn, tuple[float, ...]]]:
    """The interviewer's turns in order, each with its likeness to every question of the guide."""
    if not guide.questions:
        return []
    likeness = Likeness(guide.questions, tuple(turns), language)
    likenesses = []
    heard = ""
    for turn in turns:
        if turn.is_interviewer:
            likenesses.append((turn, likeness.of(turn, heard)))
        else:
            heard = turn.text
    return likenesses


def _asked(likenesses: Sequence[tuple[Turn, tuple[float, ...]]], guide: Guide) -> Iterator[Asked]:
    """The turns that ask a question, in order."""
    asked_before: set[int] = set()
    last = -1
    for turn, by_question in likenesses:
        in_order = [
            value + NEXT_IN_ORDER * (n == last + 1) - ASKED_BEFORE * (n in asked_before)
            for n, value in enumerate(by_question)
        ]
        best = most_like(in_order)
        # The likeness itself must suffice too: order alone makes no question of a follow-up.
        if in_order[best] >= MIN_SURENESS and by_question[best] >= MIN_SURENESS:
            asked_before.add(best)
            last = best
            yield Asked(turn, guide.questions[best].question, round(min(by_question[best], 1.0), 4))


def _unmatched(
    likenesses: Sequence[tuple[Turn, tuple[float, ...]]], guide: Guide, matched: AbstractSet[str]
) -> Iterator[UnmatchedQuestion]:
    """Questions that no turn was recognised to ask, each with the first of the turns that are likest to it."""
    for n, question in enumerate(guide.questions):
        if question.question in matched:
            continue
        turn, by_question = max(likenesses, key=lambda pair: pair[1][n], default=(None, (0.0,) * (n + 1)))
        if turn is None or not by_question[n]:
            yield UnmatchedQuestion(question.question)
        else:
            yield UnmatchedQuestion(question.question, turn.number, round(by_question[n], 4))


def _chunks(transcript_id: str, turns: Sequence[Turn], asked: Sequence[Asked]) -> Iterator[IndexChunk]:
    """The stretches from one asking turn to the last turn before the next."""
    first = asked[0].turn.number if asked else None
    before = [turn for turn in turns if first is None or turn.number < first]
    if before:
        yield IndexChunk(transcript_id, OFF_PROTOCOL, before[0].start_char, before[-1].end_char)
    places = {turn.number: place for place, turn in enumerate(turns)}
    following = [*(match.turn.number for match in asked[1:]), None]
    for match, later in zip(asked, following, strict=False):
        last = turns[-1] if later is None else turns[places[later] - 1]
        yield IndexChunk(transcript_id, match.question, match.turn.start_char, last.end_char, match.sureness)


def _question(tree: Tree, question: object, fields: object, problems: list[Problem]) -> Question | None:
    """One question of the file, or None where it has no usable id or text."""
    where = ("questions", question)
    line = tree.line(*where)
    shown = str(question)
    if not is_id(shown) or shown == OFF_PROTOCOL:
        why = "is the name of what no question covers" if shown == OFF_PROTOCOL else "is no id"
        remedy = "Choose another: letters, digits, `-` and `_`. It is also the name of the index code."
        problems.append(fault(tree.path, line, f"question '{shown}' {why}.", remedy))
        return None
    if not isinstance(fields, dict):
        message = f"question '{shown}' is not a list of fields."
        problems.append(fault(tree.path, line, message, f"Write `{shown}: {{text: …}}`."))
        return None
    problems += _unknown_fields(tree, where, QUESTION_FIELDS, f"question '{shown}'")
    texts = _texts(tree, (*where, "text"), fields.get("text"), problems)
    variants = _texts(tree, (*where, "variants"), fields.get("variants"), problems)
    asks_about = _texts(tree, (*where, "asks_about"), fields.get("asks_about"), problems)
    if len(texts) != 1:
        message = f"question '{shown}' has no text." if not texts else f"question '{shown}' has several texts."
        remedy = "Add `text:` with the question as it is meant to be asked; other wordings go under `variants:`."
        problems.append(fault(tree.path, line, message, remedy))
        return None
    return Question(shown, texts[0], variants, asks_about, line)


def _texts(tree: Tree, where: tuple[object, ...], value: object, problems: list[Problem]) -> tuple[str, ...]:
    """The words of a field that holds one text or a list of them."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    for n, item in enumerate(items):
        if isinstance(item, dict | list) or item is None:
            message = f"'{where[-1]}' of question '{where[1]}' holds something that is no text."
            remedy = "Put each text that holds ': ' or begins with a sign between double quotes."
            problems.append(fault(tree.path, tree.line(*where, n), message, remedy))
    texts = (" ".join(str(item).split()) for item in items if not isinstance(item, dict | list) and item is not None)
    return tuple(text for text in texts if text)


def _unknown_fields(tree: Tree, where: tuple[object, ...], known: Sequence[str], owner: str) -> Iterator[Problem]:
    """A fault for each field that nothing reads."""
    fields = tree.data
    for key in where:
        fields = fields[key]
    for key, value in fields.items():
        if key not in known:
            otherwise = f"remove it; known fields are {', '.join(known)}."
            remedy = about_an_unknown_field(str(key), value is None, known, otherwise)
            yield fault(tree.path, tree.line(*where, key), f"{owner} has the unknown field '{key}'.", remedy)


def _same_ids(path: Path, questions: Sequence[Question]) -> Iterator[Problem]:
    """A fault for each id that stands there twice: as text and as a number, which YAML tells apart."""
    first: dict[str, Question] = {}
    for record in questions:
        if (other := first.setdefault(record.question, record)) is not record:
            message = f"question '{record.question}' stands there twice, in line {other.line} as well."
            yield fault(path, record.line, message, "Rename one of the two.")


def _same_wordings(path: Path, questions: Sequence[Question]) -> Iterator[Problem]:
    """A caution for each wording that two questions share."""
    wordings = [(text.casefold(), record) for record in questions for text in (record.text, *record.variants)]
    # Each question counts once a wording, though it may give the same words as text and as variant.
    counts = Counter(text for text, _ in dict.fromkeys((text, record.question) for text, record in wordings))
    for text in (text for text, n in counts.items() if n > 1):
        sharing = [record for wording, record in wordings if wording == text]
        message = f"questions '{sharing[0].question}' and '{sharing[-1].question}' share a wording."
        yield caution(path, sharing[-1].line, message, "They cannot be told apart by it: word one of them differently.")
