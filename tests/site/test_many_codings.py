"""What a run does for each coding is done once, and its bytes are what they were when all was held at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it.renderer import RendererHTML

from pipeline.io.manifest import DATABASE
from pipeline.run import Analysis
from pipeline.site.export import OF_CODINGS, as_csv
from pipeline.site.markdown import _parser, to_html
from pipeline.site.quotations import Quotes
from pipeline.stages.library import Library
from pipeline.store.rows import Voice
from pipeline.store.store import stored

MEMO = """\
# A heading

Words with *emphasis*, `code` & <tags>, and [a link](evidence/a.html).

- a list
  - within a list

  > a quotation

| code | n |
|:-----|--:|
| boats | 3 |

![a figure](../figures/a.svg)

1. one

   two
***
    indented
"""


@pytest.fixture
def library(ledger_outputs: Path) -> Iterator[Library]:
    with stored(ledger_outputs / DATABASE) as store:
        yield Library(store)


def test_a_memo_is_the_html_that_the_librarys_own_renderer_makes():
    parser = _parser()

    assert to_html(MEMO) == RendererHTML.render(parser.renderer, parser.parse(MEMO), parser.options, {})


def test_a_quotation_is_rendered_once_for_pages_of_every_depth(ledger_analysis: Analysis):
    voice = next(voice for finding in ledger_analysis.findings for voice in finding.tables.rows(Voice))
    of_case = Quotes("../../")
    of_stage = replace(of_case, up="../../../")

    html = of_case(voice), of_stage(voice)

    assert list(of_case.rendered) == [voice.coding_id]
    for up, quotation in zip(("../../", "../../../"), html, strict=True):
        assert f'href="{up}transcripts/{voice.transcript_id}.html' in quotation
    assert html[0].count("href=") == html[0].count('href="../../transcripts/')


def test_words_that_look_like_a_link_are_not_led_elsewhere(ledger_analysis: Analysis):
    voice = next(voice for finding in ledger_analysis.findings for voice in finding.tables.rows(Voice))
    hostile = replace(voice, quotation='<a href="x">', memo='href="y"')

    html = Quotes("../../")(hostile)

    assert "&lt;a href=&quot;x&quot;&gt;" in html
    assert "href=&quot;y&quot;" in html


@pytest.mark.parametrize("table", OF_CODINGS)
def test_a_table_written_some_rows_at_a_time_is_the_same(table: str, library: Library, ledger_outputs: Path):
    rows = [row.by_column() for row in library.rows(table)]

    assert (ledger_outputs / "tables" / f"{table}.csv").read_text(encoding="utf-8") == as_csv(
        library.columns(table), rows
    )


def test_text_that_many_codings_repeat_is_kept_once(library: Library):
    voices = library.rows(Voice)

    for name in Voice.REPEATED:
        texts = [getattr(voice, name) for voice in voices]
        assert len(set(map(id, texts))) == len(set(texts)), name
