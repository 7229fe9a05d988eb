"""`brief.md` and `.html`: general lessons for practitioners. Never a report card on a named case."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.comparison.lessons import Answered, Lesson, Lessons, leaks, lessons_of
from pipeline.comparison.material import material_of
from pipeline.memos.filters import first_upper, md, number_word, plural
from pipeline.memos.sentences import Around, sentence
from pipeline.outputs import Outputs
from pipeline.stages.findings import Finding
from pipeline.study import LAST_STAGE

NEUTRAL = "case"
WIDELY = {
    "all": "in every one of the {word}s of which it is known",
    "most": "in most of the {word}s",
    "some": "in some of the {word}s",
}
ANSWERED = {
    "learning": "When something went wrong and partners took it as everyone’s, and worked out the answer together",
    "blaming": "When something went wrong and it was laid on one partner, or each went its own way",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One lesson in plain words: a heading, and what it means."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The context of brief.md.j2."""

    title: str
    about: str
    is_fiction: bool
    helped: tuple[Point, ...]
    hindered: tuple[Point, ...]
    answered: tuple[str, ...]
    limits: tuple[str, ...]


def brief_text(finding: Finding, around: Around) -> str:
    """The brief of one cross-case finding as Markdown, with nobody named in it."""
    from pipeline.memos.write import (  # noqa: PLC0415 - write imports much that a brief needs not
        EMPTY_LINES,
        environment,
    )

    brief = brief_of(finding, around)
    text = str(environment().get_template("comparison/brief.md.j2").render(brief=brief))
    return EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n"


def brief_of(finding: Finding, around: Around) -> Brief:
    """What the brief says. The study's own title is left out: it may name somebody."""
    cities = {str(row["city"] or "") for one in finding.former for row in one.tables.get("other:all_transcripts", ())}
    found = lessons_of(material_of(finding, around.settings), finding.lines, around.codebook, cities)
    word = NEUTRAL if leaks(around.settings.case, found.names) else md(around.settings.case)
    return Brief(
        f"What helps a {word}, and what gets in its way",
        _about(found, word, around),
        around.settings.fiction,
        tuple(_point(one, word, around) for one in found.lessons if one.family == "enabler"),
        tuple(_point(one, word, around) for one in found.lessons if one.family == "barrier"),
        tuple(_answered(one, word, around) for one in found.answered),
        tuple(_limits(found, word, around)),
    )


def _about(found: Lessons, word: str, around: Around) -> str:
    if around.is_interpretive:
        return f"This is drawn from talks with partners of several {word}s."
    n = first_upper(number_word(found.n_cases))
    return f"{n} {word}{'' if found.n_cases == 1 else 's'}; {plural(found.n_people, 'partner')} were listened to."


def _point(one: Lesson, word: str, around: Around) -> Point:
    """What it is, in the codebook's words; how widely it shows; what it does not settle."""
    shown = WIDELY.get(one.presence, WIDELY["some"]).format(word=word)
    parts = [sentence(md(one.definition)) if one.definition else "", sentence(f"found {shown}")]
    if around.settings.outcome_order and one.family == "enabler":
        if one.is_everywhere_best and one.is_somewhere_worst:
            parts.append(
                f"All of the {word}s that did best had it; so did some that did worst: by itself it decides nothing."
            )
        elif one.is_everywhere_best:
            parts.append(f"All of the {word}s that did best had it, and none of those that did worst.")
        elif one.is_somewhere_worst:
            parts.append(f"Not all of the {word}s that did best had it, and some that did worst did.")
    if one.is_denied:
        parts.append("Some people deny it where others tell it.")
    return Point(first_upper(md(one.name)), " ".join(part for part in parts if part))


def _answered(one: Answered, word: str, around: Around) -> str:
    if around.is_interpretive:
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
        f"{ANSWERED[one.response]}, trust grew in {one.up} of {one.n} such episodes and fell in {one.down} "
        f"({number_word(one.n_cases)} {word}s).{more}"
    )


def _limits(found: Lessons, word: str, around: Around) -> list[str]:
    said = [
        f"These are a few {word}s, chosen to be compared, and no sample: what held there may not hold elsewhere.",
        "It is what partners tell, looking back and knowing how things went. Not everybody was heard.",
        "What goes together need not cause one another: success may have made the good habits easy.",
        "Nothing is reported that fewer than three people of two organisations tell, and nobody is named.",
    ]
    held = found.held_thin + found.held_named
    if held and not around.is_interpretive:
        said.append(
            f"{first_upper(number_word(held))} more {'was' if held == 1 else 'were'} held back for these reasons."
        )
    if around.is_unchecked:
        said.append("Passages were found by machine and not checked by a person: take this as a draft.")
    return said


def brief_page(text: str) -> str:
    """The brief as a page by itself: no title of the study, no link to anything that names somebody."""
    from pipeline.memos.write import to_html  # noqa: PLC0415 - as above
    from pipeline.site.pages import POLICY  # noqa: PLC0415

    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Brief</title>\n'
        '<link rel="stylesheet" href="style.css">\n</head>\n<body>\n<main>\n<article class="memo">\n'
        f"{to_html(text)}</article>\n</main>\n</body>\n</html>\n"
    )


def write_brief(finding: Finding, around: Around, outputs: Outputs) -> None:
    """`brief.md` and `brief.html` of a cross-case finding; nothing for another stage."""
    if finding.stage != LAST_STAGE:
        return
    text = brief_text(finding, around)
    outputs.write("brief.md", text)
    outputs.write("brief.html", brief_page(text))
