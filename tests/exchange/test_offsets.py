"""Whatever a tool counts, a passage lands on its words: over emoji, line ends, byte order marks and combining marks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.exchange.aligning import align
from pipeline.exchange.offsets import UNITS, Convention, RawText, Selection, choose, passage, position

SIGNS = st.sampled_from("ab é🌊👩‍👩‍👧e\u0301ß漢\u00a0.\r\n\n\t𝔘\u200d")
TEXTS = st.text(SIGNS, min_size=2, max_size=40)


def counted(raw, place, way):
    """How a tool that counts `way` writes the place of a code point of a text without mark, with line feeds only."""
    text = RawText.of(raw)
    before = text.text[:place]
    n = {
        "code points": len(before),
        "UTF-16 units": len(before.encode("utf-16-le")) // 2,
        "UTF-8 bytes": len(before.encode()),
    }[way.unit]
    if way.is_two_at_ends:
        ends = text.two_sign_ends or [n for n, sign in enumerate(text.text) if sign == "\n"]
        n += sum(end < place for end in ends)
    return n + (way.counts_mark and text.has_mark)


@given(TEXTS, st.data())
def test_every_place_is_found_again_under_every_convention(text, data):
    raw = data.draw(st.sampled_from(["", "\ufeff"])) + text.replace("\r", "") if data.draw(st.booleans()) else text
    way = Convention(data.draw(st.sampled_from(UNITS)), data.draw(st.booleans()), data.draw(st.booleans()))
    document = RawText.of(raw)
    place = data.draw(st.integers(0, len(document.text)))

    assert position(counted(raw, place, way), document, way) == place


WORDS = st.lists(
    st.sampled_from(["trust", "🌊", "lunch.", "e\u0301te\u0301", "Fluss,", "we", "\r\n", "\n", "漢字"]),
    min_size=12,
    max_size=60,
)


@settings(max_examples=60)
@given(WORDS, st.data())
def test_passages_with_their_words_lie_on_them_whatever_is_counted(words, data):
    text = " ".join(words)
    raw = data.draw(st.sampled_from(["", "\ufeff"])) + text
    document = RawText.of(raw)
    way = Convention(
        data.draw(st.sampled_from(UNITS)), data.draw(st.booleans()), data.draw(st.booleans()), data.draw(st.booleans())
    )
    stretches = [(n, n + 9) for n in range(0, len(document.text) - 9, 7)]
    selections = [
        Selection("d", counted(raw, start, way), counted(raw, end, way) - way.is_inclusive, document.text[start:end])
        for start, end in stretches
    ]

    chosen = choose(selections, {"d": document}, UNITS).convention

    found = [passage(one, document, chosen) for one in selections]
    assert [document.text[slice(*one)].split() for one in found] == [one.words.split() for one in selections]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Ana: ", "Ben: ", "", "[12:34] "]),
            st.sampled_from(["Yes.", "Ana: no", "🌊 we rang", "no no no"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_transcript_without_labels_is_aligned_with_the_text_that_has_them(lines):
    source = "\n".join(label + words for label, words in lines)
    transcript = "\n".join(words for _, words in lines)

    found = align(source, transcript)

    assert found.share == 1.0
    start, end = found.passage(0, len(source))
    assert (start, end) == (0, len(transcript))


def test_documents_with_two_kinds_of_line_ends_each_count_their_own():
    lines = ("Ana: we rang.", "Ben: at once.", "Ana: twice as well.")
    raws = {"windows": "\r\n".join(lines), "mac": "\n".join(lines)}
    documents = {name: RawText.of(raw) for name, raw in raws.items()}
    selections = [Selection(name, raw.index("twice"), raw.index("twice") + 5) for name, raw in raws.items()]

    way = choose(selections, documents).convention

    for selection in selections:
        document = documents[selection.document]
        assert document.text[slice(*passage(selection, document, way))] == "twice"
