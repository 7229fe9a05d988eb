"""`brief.md` and `.html`: general lessons for practitioners. Never a report card on a named case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from pipeline.comparison.comparison import Comparison
from pipeline.comparison.lessons import Answered, Lesson, Lessons, leaks
from pipeline.comparison.loops import BLAMING, LEARNING
from pipeline.io.outputs import Outputs
from pipeline.memos.context import MemoContext
from pipeline.memos.reasoning.distillation import lists_of
from pipeline.memos.rendering import render
from pipeline.memos.sentences import sentence
from pipeline.memos.stages import coder_agreement
from pipeline.memos.stages.types_of_barriers import FAMILY, UNTYPED, type_of
from pipeline.site.markdown import to_html
from pipeline.site.pages import plain_page
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, number_word, plural, with_article

# Said instead where the study's own word for a case would name somebody.
NEUTRAL = "case"
SHOWN = {"all": "in every {word} of which it is known", "most": "in most of the {word}s", "some": "in some {word}s"}
WIDTH = {"all": "in all", "most": "in most", "some": "in some"}
# The best first: groups are printed in this order.
STANDING = {
    "best": "in all {word}s that did best, and in none of those that did worst",
    "judged": "in all {word}s that did best and in none of those that did worst, as far as is known; too few "
    "tell it, too many deny it or too little is known to be sure",
    "both": "in all {word}s that did best, but in some that did worst too: by itself it decides nothing",
    "worst": "not in all {word}s that did best, and in some that did worst",
}
ANSWERED = {
    "learning": "When something went wrong and partners took it as everyone’s, and worked out the answer together",
    "blaming": "When something went wrong and it was laid on one partner, or each went its own way",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Lessons of which the same can be said: said once, then a line each (name, what it means)."""

    lead: str
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The context of brief.md.j2."""

    title: str
    about: str
    is_fiction: bool
    helped: tuple[Group, ...]
    hindered: tuple[Group, ...]
    answered: tuple[str, ...]
    limits: tuple[str, ...]


def brief_text(comparison: Comparison, context: MemoContext) -> str:
    """The brief of one cross-case finding as Markdown, with nobody named in it."""
    return render("brief.md.j2", brief=brief_of(comparison, context))


def brief_of(comparison: Comparison, context: MemoContext) -> Brief:
    """What the brief says. The study's own title is left out: it may name somebody."""
    lessons = comparison.lessons
    word = NEUTRAL if leaks(context.settings.case, lessons.names) else md(context.settings.case)
    partly = {
        line.code_id
        for line in comparison.finding.lines
        if any(case.judgement and case.judgement.judgement == "mixed" for case in line.cases)
    }
    lists = lists_of(context)
    asides = {label.words: "one of the team’s key ones" for label in lists.key} | _types(lessons, context)
    return Brief(
        f"What helps {with_article(word)}, and what gets in its way",
        _about(lessons, word, context),
        context.settings.fiction,
        _groups([lesson for lesson in lessons.lessons if lesson.family == "enabler"], partly, asides, word, context),
        _groups([lesson for lesson in lessons.lessons if lesson.family == "barrier"], partly, asides, word, context),
        tuple(_answered(answer, word, context) for answer in lessons.answered),
        tuple(_limits(comparison, word, context, is_blind=lists.is_blind or not _has_key(lessons, context))),
    )


def _types(lessons: Lessons, context: MemoContext) -> dict[str, str]:
    """The type under which the codebook keeps each barrier, in lower case; none that would name somebody."""
    types = {lesson.code_id: type_of(lesson.code_id, context) for lesson in lessons.lessons if lesson.family == FAMILY}
    return {
        code_id: f"{kind[:1].lower()}{kind[1:]}"
        for code_id, kind in types.items()
        if kind != UNTYPED and not leaks(kind, lessons.names)
    }


def _has_key(lessons: Lessons, context: MemoContext) -> bool:
    key = {label.words for label in lists_of(context).key}
    return any(lesson.code_id in key for lesson in lessons.lessons)


def _about(lessons: Lessons, word: str, context: MemoContext) -> str:
    if context.is_interpretive:
        return f"This is drawn from talks with partners of several {word}s."
    n = first_upper(number_word(lessons.n_cases))
    return f"{n} {word}{'' if lessons.n_cases == 1 else 's'}; {plural(lessons.n_people, 'partner')} were listened to."


def _groups(
    lessons: Sequence[Lesson], partly: Collection[str], asides: Mapping[str, str], word: str, context: MemoContext
) -> tuple[Group, ...]:
    """What helped by how well the cases did that had it; the rest by how many show it. No sentence is said twice.

    `partly`: codes that are mixed somewhere; `asides`: what is said beside a code, such as that the team named it key.
    """
    has_tiers = bool(context.settings.outcome_order)
    if context.is_interpretive:
        # That reading does not tell most cases from a few.
        lessons = [replace(lesson, presence="some") if lesson.presence == "most" else lesson for lesson in lessons]
    # Where all of them are denied by some, a mark on each would tell none from the other.
    are_denied = sum(lesson.is_denied for lesson in lessons) == len(lessons)
    alike: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        alike.setdefault(_standing(lesson, has_tiers) or _width(lesson), []).append(lesson)
    groups = []
    for standing, lead in {**STANDING, **SHOWN}.items():
        points = tuple(
            _point(lesson, standing in STANDING, lesson.code_id in partly, are_denied, asides.get(lesson.code_id, ""))
            for lesson in alike.get(standing, ())
        )
        if points:
            groups.append(Group(f"{first_upper(lead.format(word=word))}:", points))
    return tuple(groups)


def _standing(lesson: Lesson, has_tiers: bool) -> str:
    """A key of STANDING: how what helped goes with how well a case did; '' where it does not, or nothing is known."""
    if not has_tiers or lesson.family != "enabler":
        return ""
    if lesson.is_everywhere_best:
        return "both" if lesson.is_somewhere_worst else "best" if lesson.is_firm else "judged"
    return "worst" if lesson.is_somewhere_worst else ""


def _width(lesson: Lesson) -> str:
    return lesson.presence if lesson.presence in SHOWN else "some"


def _point(lesson: Lesson, is_width_open: bool, is_partly: bool, are_denied: bool, about: str) -> tuple[str, str]:
    """A name with what its group does not say of it, and what it is in the codebook's words."""
    beside = [about] if about else []
    beside += [WIDTH[_width(lesson)]] if is_width_open else []
    beside += ["here and there only in part"] if is_partly else []
    beside += [] if lesson.is_known else ["in some of these not known"]
    beside += ["denied by some"] if lesson.is_denied and not are_denied else []
    aside = f" ({'; '.join(beside)})" if beside else ""
    definition = sentence(md(lesson.definition)) if lesson.definition else ""
    return first_upper(md(lesson.name)), f"{aside}. {definition}".rstrip()


def _answered(answer: Answered, word: str, context: MemoContext) -> str:
    if context.is_interpretive:
        grew = (
            "trust grew"
            if answer.up and not answer.down
            else "trust fell"
            if answer.down and not answer.up
            else "trust went both ways"
        )
        return f"{ANSWERED[answer.response]}, {grew}."
    more = (
        f" {first_upper(number_word(answer.n_differing))} more, on which those who analysed them differ, "
        f"{'is' if answer.n_differing == 1 else 'are'} left out."
        if answer.n_differing
        else ""
    )
    return (
        f"{ANSWERED[answer.response]}, trust grew in {answer.up or 'none'} of {answer.n} such episodes and fell in "
        f"{answer.down or 'none'} ({number_word(answer.n_cases)} {word}s).{more}"
    )


def _limits(comparison: Comparison, word: str, context: MemoContext, is_blind: bool) -> list[str]:
    """What the brief cannot tell; `is_blind`: nothing is called key by anybody who knew the tiers."""
    lessons = comparison.lessons
    helped = [lesson for lesson in lessons.lessons if lesson.family == "enabler"]
    said = [
        f"These are a few {word}s, chosen to be compared, and no sample: what held there may not hold elsewhere.",
        "It is what partners tell, looking back and knowing how things went. Not everybody was heard.",
        "What goes together need not cause one another: success may have made the good habits easy.",
        # As LEAST_PEOPLE and LEAST_ORGANISATIONS of lessons.py have it: people were promised confidentiality.
        "Nothing is reported that fewer than three people of two organisations tell.",
    ]
    if len(helped) > 1 and all(lesson.is_denied for lesson in helped):
        said.insert(2, "Whatever helped, some deny it where others tell it.")
    if lessons.answered and coder_agreement.under_the_bar(comparison.finding, (LEARNING, BLAMING), context):
        said.append("Two who read the same talk did not always agree on what was worked out together, or laid on one.")
    if not is_blind:
        said.append(f"What is called key was chosen by people who knew how each {word} had done.")
    # Only counted: named here, it would not be held back.
    held = lessons.held_thin + lessons.held_named
    if held and not context.is_interpretive:
        said.append(
            f"{first_upper(number_word(held))} more {'was' if held == 1 else 'were'} held back: too few tell "
            f"{'it, or it names' if held == 1 else 'them, or they name'} somebody."
        )
    if context.is_unchecked:
        said.append("Passages were found by machine and not checked by a person: take this as a draft.")
    return said


def brief_page(text: str, is_shared: bool) -> Markup:
    """The brief as a page by itself: no title of the study, no link to anything that names somebody."""
    return plain_page("Brief", to_html(text), is_shared)


def write_brief(comparison: Comparison, context: MemoContext, outputs: Outputs) -> None:
    """`brief.md` and `brief.html` of a run."""
    text = brief_text(comparison, context)
    outputs.write("brief.md", text)
    outputs.write("brief.html", brief_page(text, comparison.outgoing is not None))
