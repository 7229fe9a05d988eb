"""A question's wording taken over into the guide's file: one insertion, and everything else as people wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.guide import load_guide
from pipeline.page.guide_variants import with_variant

WORDS = 'And who "pays"? It\'s: you # or me, [no]?'
LAYOUTS = {
    "no variants": "# ours\nquestions:\n  start: {text: How?}\n\n  # about money\n  money:\n"
    "    text: Who pays?  # asked last\n",
    "no line feed at the end": "questions:\n  money:\n    asks_about: [a]\n    text: Who pays?",
    "text in a block": "questions:\n  money:\n    text: >\n      Who\n      pays?\n\n    # why\n    note: x\n"
    "  start: {text: How?}\n",
    "text over lines": "questions:\n  money:\n    text: Who\n      pays?\n  start: {text: How?}\n",
    "on one line": "questions:\n  money: {text: Who pays?, asks_about: [a]}  # later\n",
    "a list on one line": "questions:\n  money:\n    text: Who pays?\n    variants: [Whose money?, 'Yours?']  # two\n",
    "an empty list": "questions:\n  money:\n    variants: []\n    text: Who pays?\n",
    "an empty field with a note": "questions:\n  money:\n    text: Who pays?\n    variants: ''  # so: none\n",
    "an empty field": "questions:\n  money:\n    variants:\n    text: Who pays?\n",
    "one text": "questions:\n  money:\n    text: Who pays?\n    variants: Whose money, then?\n  start: {text: How?}\n",
    "a list of lines": "questions:\n  money:\n    text: Who pays?\n    variants:\n      - Whose money?\n"
    "      # tried in May\n      - >-\n        Is it\n        yours?\n\n  # next\n  start: {text: How?}\n",
    "a list not indented": "questions:\n  money:\n    variants:\n    - Whose money?\n    text: Who pays?\n",
    "an id that is a number": "questions:\n  1: {text: How?}\n  money: {text: Who pays?}\n",
    "lines as Windows ends them": "questions:\r\n  money:\r\n    text: Who pays?\r\n  start: {text: How?}\r\n",
    "a mark of its encoding": "\ufeffquestions:\n  money:\n    text: Who pays?\n",
}


@pytest.mark.parametrize("written", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_variant_is_added_and_everything_else_stays(tmp_path: Path, written: str) -> None:
    def questions(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
        path = tmp_path / "g.yaml"
        path.write_bytes(text.encode())
        loaded = load_guide(path, "g")
        assert loaded.records is not None
        assert not any(problem.is_fault for problem in loaded.problems)
        return [(q.question, q.text, q.variants) for q in loaded.records.questions]

    before = questions(written)

    text = with_variant(written, "money", WORDS)

    assert text is not None
    added = [(name, asks, (*variants, WORDS) if name == "money" else variants) for name, asks, variants in before]
    assert questions(text) == added
    comments = [line.partition("#")[2] for line in written.splitlines() if "#" in line]
    assert all(comment in text for comment in comments)
    assert text.count("\r\n") == (written.count("\r\n") + 1 if "\r\n" in written else 0)


def test_only_the_added_line_differs() -> None:
    written = LAYOUTS["no variants"]

    text = with_variant(written, "money", "Who is paying?")

    assert text == written + '    variants: ["Who is paying?"]\n'


@pytest.mark.parametrize("written", ["questions:\n  start: {text: How?}\n", "questions: [a]\n", "a: [\n", ""])
def test_without_the_question_there_is_no_place(written: str) -> None:
    assert with_variant(written, "money", "Who?") is None


def test_what_nobody_sees_is_written_as_its_number() -> None:
    text = with_variant("questions:\n  money: {text: Who?}\n", "money", "Who\u2028\u202epays?")

    assert text == 'questions:\n  money: {text: Who?, variants: ["Who\\u2028\\u202epays?"]}\n'
