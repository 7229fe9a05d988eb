"""Each phrase for a thing of the field: the same for every page that prints it."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.wording import vocabulary
from pipeline.wording.vocabulary import answer_words, answered, mode_words, tellers_words

PACKAGE = Path(vocabulary.__file__).parents[1]


def test_a_setback_is_answered_in_one_way_of_saying_it() -> None:
    assert [answered(word) for word in ("learning", "both", "none")] == [
        "answered with learning", "answered with both learning and blaming", "not answered",
    ]  # fmt: skip
    assert answer_words("none") == "no answer"


def test_a_word_that_is_none_of_ours_stands_as_people_wrote_it_and_marks_nothing_up() -> None:
    assert mode_words("*club*") == r"\*club\*"
    assert answer_words(None) == ""


def test_who_tells_something_is_named_where_it_is_one_voice() -> None:
    assert tellers_words(["r01"], ["the city"]) == "one voice (r01)"
    assert tellers_words(["r01", "r02"], ["the city"], ["public"]) == "2 respondents, 1 organisation, 1 sector"
    assert tellers_words(["r01"], documents=["d1", "d2"]) == "one voice (r01); document d1 and d2"
    assert tellers_words([]) == "no coding is cited"


def test_no_other_room_words_trust_or_governance_by_itself() -> None:
    phrases = re.compile("|".join(map(re.escape, (*vocabulary.TRUST.values(), vocabulary.MODES["nao"]))))
    elsewhere = {
        path.relative_to(PACKAGE).as_posix()
        for room in ("memos", "site", "comparison")
        for path in (PACKAGE / room).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if phrases.search(line) and '"""' not in line and not line.lstrip().startswith("`")
    }

    assert elsewhere == {"memos/brief.py"}, "the brief tells of several setbacks at once"
