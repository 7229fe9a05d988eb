"""Words that may not be quoted are taken out of what is written about a study."""

import pytest

from pipeline.sharing.replacing import Replacer
from pipeline.sharing.words import Outgoing, WithheldWords

CLOSED = ("I never trusted them. Slowly, over the second winter, it grew.",)
OPEN = ("We met in the hall. As you know.",)


@pytest.mark.parametrize(
    ("written", "shared"),
    [
        ('He said "I never trusted them".', 'He said "[withheld]".'),
        ("Er sagt: „never trusted them“.", "Er sagt: „[withheld]“."),
        ("We never trusted them either.", "We never trusted them either."),
        ("Slowly, over the second winter.", "[withheld]."),
        ('"trusted them"; "in the hall"', '"trusted them"; "in the hall"'),
    ],
)
def test_three_words_between_quotation_marks_are_taken_out_and_five_anywhere(written, shared):
    assert Outgoing(Replacer(()), WithheldWords(CLOSED, OPEN)).text(written) == shared
