"""A picture in a memo or a note is a figure of the run, or stays words."""

from __future__ import annotations

import pytest

from pipeline.site.markdown import to_html


def test_a_figure_of_the_run_stands_in_its_memo() -> None:
    assert '<img src="../../figures/loops.svg" alt="Setbacks" />' in to_html("![Setbacks](../../figures/loops.svg)")


@pytest.mark.parametrize(
    "address",
    [
        "http://evil/i.png",
        "//evil/i.svg",
        "../../figures/../../../x.svg",
        "figures/x.svg",
        "../../figures/x.png",
        "x.svg",
    ],
)
def test_any_other_picture_stays_words(address: str) -> None:
    assert "<img" not in to_html(f"![words]({address})")
    assert "words" in to_html(f"![words]({address})")
