"""What is said of a rival follows how much of the study it predicts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipeline.comparison.patterns import Explanation
from pipeline.memos.sections.proposition_words import fits_by_construction

TIERS = {"north": "more", "south": "less", "west": "less"}


@pytest.mark.parametrize(
    ("predicted", "fits"),
    [
        (TIERS, True),
        ({**TIERS, "east": "more"}, True),
        ({"north": "more", "south": "less"}, False),
        ({**TIERS, "west": "more"}, False),
        (None, False),
    ],
    ids=["every tier as it is", "and a case without a tier", "some tiers alone", "one tier otherwise", "none"],
)
def test_a_rival_fits_by_construction_only_where_it_predicts_every_tier_as_it_is(predicted, fits):
    rival = SimpleNamespace(explanation=Explanation("money", "", predicted=predicted))
    say = SimpleNamespace(m=SimpleNamespace(tiers=TIERS))

    assert fits_by_construction(rival, say) is fits
