"""Pages by Jinja, autoescaped: whatever a transcript holds is text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.page.session import Session
from pipeline.page.transcript_view import TurnView, code_name
from pipeline.study.records import OFF_PROTOCOL
from pipeline.wording.escaping import visible

HERE = Path(__file__).parent
STATIC = HERE / "static"
PART = 60_000
"""Characters sent at once: some fifty turns, more than a screen."""


def make_environment() -> Environment:
    """Templates in which an unknown field is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    return environment


ENVIRONMENT = make_environment()


def render(name: str, **context: Any) -> str:
    """A page or a part of one."""
    return ENVIRONMENT.get_template(name).render(**context)


def streamed(name: str, **context: Any) -> Iterator[str]:
    """A page in parts, so that a browser paints a long interview's beginning while its end is still drawn."""
    waiting: list[str] = []
    length = 0
    for part in ENVIRONMENT.get_template(name).generate(**context):
        waiting.append(part)
        length += len(part)
        if length > PART:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)


def turn_html(turn: TurnView, words: Mapping[str, str]) -> Markup:
    """One turn, as it stands in the page and as it replaces itself after a coding.

    Args:
        words: The heading of each question's chunk (`question_words`).
    """
    html = ENVIRONMENT.get_template("turn.html.j2").render(turn=turn, words=words)
    return Markup(html)  # noqa: S704 — a template with autoescape made it


ENVIRONMENT.globals["turn_html"] = turn_html


def question_words(session: Session) -> dict[str, str]:
    """The heading of each question's chunk."""
    material = session.material
    named = {question: material.question_text(question) for question in material.questions}
    index = {code.code_id: code.name for code in material.codebook.codes.values() if code.kind == "index"}
    return {**index, **named, OFF_PROTOCOL: "before the first question of the guide"}


def label(session: Session, code_id: str) -> str:
    """A code's name."""
    return code_name(code_id, session.material)
