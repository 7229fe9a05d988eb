"""What became of the propositions: abandoned ones are printed apart, with each wording that they had."""

from pipeline.memos.reasoning.history import history_text

HELD = {"name": "p", "claim": "learning helps"}
ABANDONED = {
    "name": "q",
    "claim": "a win helps",
    "history": [{"at": "2024-12-02", "claim": "an early win helps", "why": "heard in one group"}],
}


def test_an_abandoned_proposition_stands_apart_with_its_wordings():
    page = history_text([HELD], [ABANDONED], False)
    apart, held = page.split("## Held")

    assert "| 2024-12-02 | an early win helps | heard in one group |" in apart
    assert "learning helps" in held
    assert "learning helps" not in apart


def test_a_proposition_without_a_history_says_so():
    assert "No history is on file." in history_text([HELD], [], False)
