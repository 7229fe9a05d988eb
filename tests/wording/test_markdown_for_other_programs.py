"""Markdown that other programs turn into HTML: pandoc knows attributes, footnotes, formulas, raw HTML and metadata."""

from __future__ import annotations

import pytest

from pipeline.site.markdown import to_html
from pipeline.wording.escaping import harmless, md


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("He [laughs]{onclick=x}", r"He [laughs]\{onclick=x}"),
        ("a^[a note]", r"a\^[a note]"),
        ("x $a+b$ y", r"x $a+b\$ y"),
        ("$$a$$", r"\$\$a\$\$"),
        ("::: aside", r"\::: aside"),
        ("#. one", r"\#. one"),
        ("It cost $640,000, not $5.", "It cost $640,000, not $5."),
    ],
)
def test_what_pandoc_would_take_for_markup_is_escaped_and_sums_of_money_are_not(text, escaped):
    assert md(text) == escaped


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
        (r"\<b> \\<b>", r"\<b> \\\<b>"),
        ("<!-- a --> <?x?>", r"\<!-- a --> \<?x?>"),
        ("# Title {#main onclick=x}", r"# Title \{#main onclick=x}"),
        ("`<b>`{=html}", r"`\<b>`\{=html}"),
        ("[x](javascript:alert(1))", r"[x]\(javascript:alert(1))"),
        ("[x](<//e.org>) ![y](https://e.org/p.png)", r"[x]\(\<//e.org>) ![y]\(https://e.org/p.png)"),
        ("[x](&#106;avascript:1)", r"[x]\(&#106;avascript:1)"),
        ("[x]: https://e.org", r"[x]\: https://e.org"),
        ("a\n\n---\nheader-includes: x\n---\n", "a\n\n***\nheader-includes: x\n---\n"),
        ("3 < 4, **bold**, [ours](../../evidence/a/b.html)", "3 < 4, **bold**, [ours](../../evidence/a/b.html)"),
    ],
)
def test_a_notes_tags_and_links_that_lead_out_are_words(note, shown):
    assert harmless(note) == shown


def test_a_harmless_note_reads_the_same_in_our_own_html():
    note = "Of <them> {some} said [this](http://e.org).\n"

    assert to_html(harmless(note)) == to_html(note) == "<p>Of &lt;them&gt; {some} said [this](http://e.org).</p>\n"
