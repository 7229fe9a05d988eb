"""`brief.md` and `.html`: general lessons for practitioners. Never a report card on a named case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.comparison.comparison import Comparison
from pipeline.comparison.lessons import Answered, Lesson, Lessons, leaks
from pipeline.io.outputs import Outputs
from pipeline.memos.context import MemoContext
from pipeline.memos.rendering import render
from pipeline.memos.sentences import sentence
from pipeline.site.markdown import to_html
from pipeline.site.pages import plain_page
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, number_word, plural, with_article

NEUTRAL = "case"
SHOWN = {"all": "in every {word} of which it is known", "most": "in most of the {word}s", "some": "in some {word}s"}
WIDTH = {"all": "in all", "most": "in most", "some": "in some"}
STANDING = {
    "best": "in all {word}s that did best, and in none of those that did worst",
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
    found = comparison.lessons
    word = NEUTRAL if leaks(context.settings.case, found.names) else md(context.settings.case)
    partly = {
        line.code_id
        for line in comparison.finding.lines
        if any(case.judgement and case.judgement.judgement == "mixed" for case in line.cases)
    }
    return Brief(
        f"What helps {with_article(word)}, and what gets in its way",
        _about(found, word, context),
        context.settings.fiction,
        _groups([one for one in found.lessons if one.family == "enabler"], partly, word, context),
        _groups([one for one in found.lessons if one.family == "barrier"], partly, word, context),
        tuple(_answered(one, word, context) for one in found.answered),
        tuple(_limits(found, word, context)),
    )


def _about(found: Lessons, word: str, context: MemoContext) -> str:
    if context.is_interpretive:
        return f"This is drawn from talks with partners of several {word}s."
    n = first_upper(number_word(found.n_cases))
    return f"{n} {word}{'' if found.n_cases == 1 else 's'}; {plural(found.n_people, 'partner')} were listened to."


def _groups(lessons: Sequence[Lesson], partly: Collection[str], word: str, context: MemoContext) -> tuple[Group, ...]:
    """What helped by how well the cases did that had it; the rest by how many show it. No sentence is said twice."""
    has_tiers = bool(context.settings.outcome_order)
    are_denied = sum(one.is_denied for one in lessons) == len(lessons)
    found: dict[str, list[Lesson]] = {}
    for one in lessons:
        found.setdefault(_standing(one, has_tiers) or _width(one), []).append(one)
    groups = []
    for key, lead in {**STANDING, **SHOWN}.items():
        points = tuple(_point(one, key in STANDING, one.code_id in partly, are_denied) for one in found.get(key, ()))
        if points:
            groups.append(Group(f"{first_upper(lead.format(word=word))}:", points))
    return tuple(groups)


def _standing(one: Lesson, has_tiers: bool) -> str:
    """A key of STANDING: how what helped goes with how well a case did; '' where it does not, or nothing is known."""
    if not has_tiers or one.family != "enabler":
        return ""
    if one.is_everywhere_best:
        return "both" if one.is_somewhere_worst else "best"
    return "worst" if one.is_somewhere_worst else ""


def _width(one: Lesson) -> str:
    return one.presence if one.presence in SHOWN else "some"


def _point(one: Lesson, is_width_open: bool, is_partly: bool, are_denied: bool) -> tuple[str, str]:
    """A name with what its group does not say of it, and what it is in the codebook's words."""
    beside = [WIDTH[_width(one)]] if is_width_open else []
    beside += ["here and there only in part"] if is_partly else []
    beside += ["denied by some"] if one.is_denied and not are_denied else []
    aside = f" ({'; '.join(beside)})" if beside else ""
    return first_upper(md(one.name)), f"{aside}. {sentence(md(one.definition)) if one.definition else ''}".rstrip()


def _answered(one: Answered, word: str, context: MemoContext) -> str:
    if context.is_interpretive:
        grew = (
            "trust grew"
            if one.up and not one.down
            else "trust fell"
            if one.down and not one.up
            else "trust went both ways"
        )
        return f"{ANSWERED[one.response]}, {grew}."
    more = (
        f" {first_upper(number_word(one.n_differing))} more, on which those who analysed them differ, "
        f"{'is' if one.n_differing == 1 else 'are'} left out."
        if one.n_differing
        else ""
    )
    return (
        f"{ANSWERED[one.response]}, trust grew in {one.up or 'none'} of {one.n} such episodes and fell in "
        f"{one.down or 'none'} ({number_word(one.n_cases)} {word}s).{more}"
    )


def _limits(found: Lessons, word: str, context: MemoContext) -> list[str]:
    helped = [one for one in found.lessons if one.family == "enabler"]
    said = [
        f"These are a few {word}s, chosen to be compared, and no sample: what held there may not hold elsewhere.",
        "It is what partners tell, looking back and knowing how things went. Not everybody was heard.",
        "What goes together need not cause one another: success may have made the good habits easy.",
        "Nothing is reported that fewer than three people of two organisations tell.",
    ]
    if len(helped) > 1 and all(one.is_denied for one in helped):
        said.insert(2, "Whatever helped, some deny it where others tell it.")
    held = found.held_thin + found.held_named
    if held and not context.is_interpretive:
        said.append(
            f"{first_upper(number_word(held))} more {'was' if held == 1 else 'were'} held back: too few tell "
            f"{'it, or it names' if held == 1 else 'them, or they name'} somebody."
        )
    if context.is_unchecked:
        said.append("Passages were found by machine and not checked by a person: take this as a draft.")
    return said


def brief_page(text: str) -> Markup:
    """The brief as a page by itself: no title of the study, no link to anything that names somebody."""
    return plain_page("Brief", to_html(text))


def write_brief(comparison: Comparison, context: MemoContext, outputs: Outputs) -> None:
    """`brief.md` and `brief.html` of a run."""
    text = brief_text(comparison, context)
    outputs.write("brief.md", text)
    outputs.write("brief.html", brief_page(text))
