"""The wording in which an interviewer put a question, taken over as a variant into the guide's file.

Guides are people's files, with their comments and their order: nothing of them is written anew. The words are inserted
where a person would put them, and the file is replaced only if it then reads as before with that one variant more.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pipeline.corpus.guide import load_guide
from pipeline.io.outputs import replace_file
from pipeline.page.page_notes import digest_of
from pipeline.page.rows import Done, Refused
from pipeline.page.session import Session
from pipeline.study.records import Guide, Transcript

BOM = "\ufeff"


def guide_digest(session: Session, transcript: Transcript) -> str:
    """What tells whether the guide of an interview has changed since the page was opened; '' where it has none."""
    guide = session.material.guide_of(transcript)
    try:
        return digest_of(guide.source.path.read_bytes()) if guide is not None else ""
    except OSError:
        return ""


def add_variant(session: Session, asked: Mapping[str, Any]) -> Done:
    """Write a turn's words among the variants of a question: one insertion into the guide's file, nothing else.

    Raises:
        Refused: The file was changed since the page was opened, cannot be written, or is laid out in a way in which
            nobody can insert a line safely; then nothing is written.
    """
    transcript = session.material.texts.get(str(asked.get("transcript_id", "")))
    guide = session.material.guide_of(transcript) if transcript is not None else None
    turn = (
        next((t for t in transcript.turns if t.number == asked.get("turn")), None) if transcript is not None else None
    )
    if guide is None or turn is None or not turn.is_interviewer:
        raise Refused("This turn, or the guide of its transcript, is not there any more: reload the page.", 409)
    path, name = guide.source.path, str(asked.get("question", ""))
    question = next((question for question in guide.questions if question.question == name), None)
    if question is None:
        raise Refused(f"'{name}' is no question of {path.name} (any more): reload the page.", 409)
    words = " ".join(turn.text.split())
    if words.casefold() in {text.casefold() for text in (question.text, *question.variants)}:
        return Done(said=f"{path.name} knows this wording already.")
    try:
        raw = path.read_bytes()
        # While the study cannot be read, what is in memory is an older guide than the file.
        if session.kept.trouble or asked.get("guide_digest") != digest_of(raw):
            raise Refused(f"{path.name} was changed since this page was opened: reload the page, then try again.", 409)
        text = with_variant(raw.decode("utf-8"), name, words)
        if text is None or not _reads_as(text, guide, name, words):
            raise Refused(
                f"{path.name} is laid out so that no line can be added safely: copy the line into it by hand."
            )
        replace_file(path, text.encode("utf-8"))
    except OSError as error:
        raise Refused(f"{path.name} could not be saved ({error.strerror or type(error).__name__}).", 507) from error
    return Done(said=f"{path.name} has one variant more.", extra={"reloads": True})


def with_variant(text: str, question: str, words: str) -> str | None:
    """A guide's text with one more variant of a question; None where its layout gives no place for it."""
    bom = BOM if text.startswith(BOM) else ""
    text = text.removeprefix(BOM)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError):
        return None
    fields = _value(_value(root, "questions"), question)
    asked = _value(fields, "text")
    if not isinstance(fields, MappingNode) or not isinstance(asked, ScalarNode):
        return None
    line_feed = "\r\n" if "\r\n" in text else "\n"
    quoted = _quoted(words)
    variants = _value(fields, "variants")
    if variants is None:
        line = f"variants: [{quoted}]"
        if fields.flow_style:
            return bom + _inserted(text, asked.end_mark.index, f", {line}")
        return bom + _line_after(text, asked, " " * fields.start_mark.column + line, line_feed)
    if isinstance(variants, ScalarNode):
        start, end, former = variants.start_mark.index, variants.end_mark.index, " ".join(variants.value.split())
        if end == start:
            # An empty field has no place of its own: the words go behind its colon.
            key = next(name for name, value in fields.value if value is variants)
            return bom + _inserted(text, text.index(":", key.end_mark.index) + 1, f" [{quoted}]")
        return bom + text[:start] + (f"[{_quoted(former)}, {quoted}]" if former else f"[{quoted}]") + text[end:]
    if not isinstance(variants, SequenceNode):
        return None
    if not variants.value:
        return bom + _inserted(text, variants.start_mark.index + 1, quoted)
    last = variants.value[-1]
    if variants.flow_style:
        return bom + _inserted(text, last.end_mark.index, f", {quoted}")
    return bom + _line_after(text, last, f"{' ' * variants.start_mark.column}- {quoted}", line_feed)


def _value(mapping: Node | None, key: str) -> Node | None:
    if not isinstance(mapping, MappingNode):
        return None
    return next((value for name, value in mapping.value if isinstance(name, ScalarNode) and name.value == key), None)


def _inserted(text: str, at: int, words: str) -> str:
    return text[:at] + words + text[at:]


def _line_after(text: str, node: Node, line: str, line_feed: str) -> str:
    """The text with a line below the one in which a node ends."""
    end = node.end_mark.index
    # A block of lines (`|`, `>`) ends where the next thing begins: the line goes below its last words.
    if getattr(node, "style", None) in ("|", ">"):
        end = len(text[:end].rstrip())
    at = text.find("\n", end) + 1
    if at == 0:
        return f"{text}{line_feed}{line}{line_feed}"
    return _inserted(text, at, line + line_feed)


def _quoted(words: str) -> str:
    """Words between double quotes, as YAML and JSON both write them; what nobody sees is written as its number."""
    quoted = json.dumps(words, ensure_ascii=False)
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) <= 0xFFFF else f"\\U{ord(c):08x}" for c in quoted
    )


def _reads_as(text: str, guide: Guide, name: str, words: str) -> bool:
    """Whether a guide's new text says what the old one said, and one variant more."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / guide.source.path.name
        path.write_bytes(text.encode("utf-8"))
        loaded = load_guide(path, guide.name)
    if loaded.records is None or any(problem.is_fault for problem in loaded.problems):
        return False
    wanted = [
        replace(
            question, variants=(*question.variants, words) if question.question == name else question.variants, line=0
        )
        for question in guide.questions
    ]
    return [replace(question, line=0) for question in loaded.records.questions] == wanted
