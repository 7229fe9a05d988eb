"""Files of ELAN, EXMARaLDA, Transcriber, TEI and Praat: speakers, times, order; what is beside the talk is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.speakers.asking import who_asks

Said = list[tuple[str, str, float | None]]


def read(tmp_path: Path, name: str, text: str | bytes):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_turns(tmp_path / name, ReadingRequest("interview"))


def talk(tmp_path: Path, name: str, text: str | bytes) -> tuple[Said, list[str]]:
    """Speaker, words and start of each turn; what is told."""
    loaded = read(tmp_path, name, text)
    assert not any(problem.is_fault for problem in loaded.problems), loaded.problems
    turns = [(turn.speaker, turn.text, turn.start_seconds) for turn in loaded.records]
    return turns, [problem.fault for problem in loaded.problems]


def eaf(*tiers: str, times: str = "0 1200 2000 3500 5000", types: str = "") -> str:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}"' + ("/>" if time == "-" else f' TIME_VALUE="{time}"/>')
        for n, time in enumerate(times.split())
    )
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}{types}</ANNOTATION_DOCUMENT>"


def tier(name: str, *said: tuple[int, str], participant: str = "", kind: str = "") -> str:
    """A topmost tier: the number of the slot where each annotation begins, and its words."""
    inner = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}{n}" TIME_SLOT_REF1="ts{n}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, words in said
    )
    return f'<TIER TIER_ID="{name}" PARTICIPANT="{participant}" LINGUISTIC_TYPE_REF="{kind}">{inner}</TIER>'


def below(name: str, parent: str, *said: tuple[int, str]) -> str:
    inner = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}{n}" ANNOTATION_REF="{parent}{n}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for n, words in said
    )
    return f'<TIER TIER_ID="{name}" PARENT_REF="{parent}">{inner}</TIER>'


ASKED, TOLD = ((0, "Who came?"), (2, "And then?")), ((1, "The bakers."), (3, "Nobody."))
AS_SAID: Said = [("Kim", "Who came?", 0), ("Ada", "The bakers.", 1.2), ("Kim", "And then?", 2), ("Ada", "Nobody.", 3.5)]


@pytest.mark.parametrize(
    "names",
    [("Kim", "Ada"), ("Kim-Spch", "Ada-Spch"), ("tx@Kim", "tx@Ada"), ("Kim (text)", "Ada (text)"), ("k", "a")],
)
def test_tiers_of_elan_are_voices_in_order_of_time(tmp_path, names):
    people = ("Kim", "Ada") if names == ("k", "a") else ("", "")
    text = eaf(tier(names[0], *ASKED, participant=people[0]), tier(names[1], *TOLD, participant=people[1]))

    assert talk(tmp_path, "talk.eaf", text) == (AS_SAID, [])


def test_tiers_of_elan_beside_the_talk_are_counted(tmp_path):
    text = eaf(
        tier("Kim", *ASKED),
        tier("Ada", *TOLD),
        below("Ada-translation", "Ada", (1, "les boulangers"), (3, "personne")),
        tier("gestures", (1, "points to the door")),
        tier("Ada_code", (1, "trust"), (3, "trust"), participant="Ada", kind="codes"),
        types='<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="codes" CONTROLLED_VOCABULARY_REF="list"/>',
    )

    turns, told = talk(tmp_path, "talk.eaf", text)

    assert turns == AS_SAID
    assert told == [
        "3 tiers beside the talk were not read: 'Ada-translation' (2 annotations, 3 words), "
        "'gestures' (1 annotation, 4 words), 'Ada_code' (2 annotations, 2 words)."
    ]


def test_a_tier_of_codes_without_a_known_name_is_beside_the_talk(tmp_path):
    said = (tier("Kim", *ASKED), tier("Ada", *((n, f"{words} " * 20) for n, words in TOLD)))
    codes = tier("manos", (1, "palmas arriba"), (2, "señala"), (3, "palmas arriba"))

    turns, told = talk(tmp_path, "t.eaf", eaf(*said, codes))

    assert {speaker for speaker, _, _ in turns} == {"Kim", "Ada"}
    assert told[0] == "a tier beside the talk was not read: 'manos' (3 annotations, 5 words)."


@pytest.mark.parametrize("said", [("mhm", "yes", "ja"), ("The mill.", "Bread!", "Cake?")])
def test_somebody_who_says_a_word_now_and_then_speaks(tmp_path, said):
    others = (tier("Kim", *ASKED), tier("Ada", *((n, f"{words} " * 20) for n, words in TOLD)))

    turns, _ = talk(tmp_path, "t.eaf", eaf(*others, tier("Bo", *zip((1, 2, 3), said, strict=True))))

    assert "Bo" in {speaker for speaker, _, _ in turns}


def test_labels_inside_the_tier_of_one_speaker_are_the_voices(tmp_path):
    score = (
        "<basic-transcription><head><speakertable><speaker id='S0'><abbreviation>AB</abbreviation></speaker>"
        "</speakertable></head><basic-body><tier speaker='S0' type='t' display-name='AB [v]'>"
        "<event start='T0' end='T1'>AB: Who came? </event><event start='T1' end='T2'>TH: The bakers </event>"
        "<event start='T2' end='T3'>AB: And then? </event><event start='T3' end='T4'>TH: Nobody </event>"
        "</tier></basic-body></basic-transcription>"
    )

    turns, _ = talk(tmp_path, "t.exb", score)

    assert [turn[:2] for turn in turns] == [
        ("AB", "Who came?"), ("TH", "The bakers"), ("AB", "And then?"), ("TH", "Nobody"),
    ]  # fmt: skip


def test_the_text_below_a_tier_of_numbers_is_the_talk(tmp_path):
    text = eaf(
        tier("ref@Kim", (0, "k.001"), (2, "k.002"), participant="Kim"),
        below("ft@Kim", "ref@Kim", (0, "Qui est venu ce jour ?"), (2, "Et puis alors ?")),
        below("tx@Kim", "ref@Kim", *ASKED),
        tier("Ada", *TOLD, participant="Ada"),
    )

    assert talk(tmp_path, "talk.eaf", text)[0] == AS_SAID


def test_of_two_tiers_of_one_participant_the_one_of_most_words_is_read(tmp_path):
    text = eaf(tier("a1", *ASKED, participant="Kim"), tier("a2", (1, "nods"), participant="Kim"), tier("Ada", *TOLD))

    turns, told = talk(tmp_path, "talk.eaf", text)

    assert (turns, told) == (AS_SAID, ["a tier beside the talk was not read: 'a2' (1 annotation, 1 word)."])


def test_one_participant_for_all_tiers_is_no_speaker(tmp_path):
    text = eaf(tier("Kim", *ASKED, participant="Study 4"), tier("Ada", *TOLD, participant="Study 4"))

    assert talk(tmp_path, "talk.eaf", text)[0] == AS_SAID


def test_labels_in_the_one_tier_of_a_program_are_sought(tmp_path):
    said = [(n, f"{who}: {words}") for n, (who, words, _) in enumerate(AS_SAID)]

    assert talk(tmp_path, "talk.eaf", eaf(tier("default", *said)))[0] == AS_SAID


def test_slots_without_a_time_and_a_ring_of_references_do_no_harm(tmp_path):
    ring = below("x", "y", (0, "a")) + below("y", "x", (0, "b"))

    turns, _ = talk(tmp_path, "talk.eaf", eaf(tier("Kim", *ASKED), tier("Ada", *TOLD), ring, times="0 1200 2000 - 9"))

    assert [turn for turn in turns if turn[0] not in "xy"] == [*AS_SAID[:3], ("Ada", "Nobody.", 2)]


SPEAKERS = (
    "<head><speakertable><speaker id='S0'><abbreviation>Kim</abbreviation></speaker>"
    "<speaker id='S1'><abbreviation>Ada</abbreviation></speaker></speakertable></head>"
)
TIMELINE = "<common-timeline>{}</common-timeline>".format(
    "".join(f"<tli id='T{n}' time='{n}.5'/>" for n in (0, 1)) + "<tli id='T2'/><tli id='T3' time='4.0'/><tli id='T4'/>"
)


def test_events_of_exmaralda_go_on_through_an_overlap_and_inside_a_word(tmp_path):
    text = (
        f"<basic-transcription>{SPEAKERS}<basic-body>{TIMELINE}"
        "<tier id='0' speaker='S0' category='v' type='t' display-name='Kim [v]'>"
        "<event start='T0' end='T1'>Who was at the bak</event><event start='T1' end='T2'>ery? </event>"
        "<event start='T3' end='T4'>And then? </event></tier>"
        "<tier id='1' speaker='S1' category='v' type='t'><event start='T1' end='T2'>Yes. </event>"
        "<event start='T2' end='T3'>All of us. </event></tier>"
        "<tier id='2' speaker='S1' category='en' type='a' display-name='Ada [en]'>"
        "<event start='T1' end='T2'>agrees</event></tier></basic-body></basic-transcription>"
    )

    turns, told = talk(tmp_path, "talk.exb", text)

    assert turns == [
        ("Kim", "Who was at the bakery?", 0.5),
        ("Ada", "Yes. All of us.", 1.5),
        ("Kim", "And then?", 4.0),
    ]
    assert told == ["a tier beside the talk was not read: 'Ada [en]' (1 annotation, 1 word)."]


def test_events_without_blanks_at_their_ends_are_words_of_their_own(tmp_path):
    text = (
        f"<basic-transcription>{SPEAKERS}<basic-body>{TIMELINE}<tier speaker='S0' type='t'>"
        "<event start='T0' end='T1'>so</event><event start='T1' end='T2'>we</event>"
        "<event start='T2' end='T3'>met</event></tier></basic-body></basic-transcription>"
    )

    assert talk(tmp_path, "talk.exb", text)[0] == [("Kim", "so we met", 0.5)]


@pytest.mark.parametrize(
    "segments",
    [
        "<segmentation name='SpeakerContribution_Event'><ts n='sc' s='T0' e='T2'><ts n='e' s='T0' e='T1'>Who ca</ts>"
        "<ts n='e' s='T1' e='T2'>me? </ts></ts></segmentation>",
        "<segmentation name='SpeakerContribution_Utterance_Word'><ts n='sc' s='T0' e='T2'><ts n='HIAT:u' s='T0' e='T2'>"
        "<ts n='HIAT:w'>Who</ts><nts n='HIAT:ip'> </nts><ts n='HIAT:w'>came</ts><nts n='HIAT:ip'>?</nts></ts></ts>"
        "</segmentation>",
    ],
)
def test_a_segmented_transcription_is_read_once(tmp_path, segments):
    text = (
        f"<segmented-transcription>{SPEAKERS}<segmented-body>{TIMELINE}"
        f"<segmented-tier id='0' speaker='S0' type='t'>{segments}</segmented-tier></segmented-body>"
        "</segmented-transcription>"
    )

    assert talk(tmp_path, "talk.exs", text)[0] == [("Kim", "Who came?", 0.5)]


def test_turns_of_transcriber_with_two_voices_at_once(tmp_path):
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n<Trans><Speakers>'
        '<Speaker id="spk1" name="Zoé"/><Speaker id="spk2" name="Enquêteur"/></Speakers><Episode><Section>'
        '<Turn speaker="spk2" startTime="0"><Sync time="0"/>\nalors\n<Event desc="rire" type="noise"/>\nqui est venu ?'
        '\n<Sync time="2.5"/>\nce jour-là\n</Turn><Turn speaker="spk2 spk1" startTime="4"><Sync time="4"/>'
        '<Who nb="1"/>\net puis\n<Who nb="2"/>\ntout le monde</Turn>'
        '<Turn startTime="6"><Sync time="6"/><Background type="music"/></Turn></Section></Episode></Trans>'
    )

    turns, told = talk(tmp_path, "talk.trs", text.encode("latin-1"))

    assert turns == [
        ("Enquêteur", "alors qui est venu ? ce jour-là et puis", 0.0),
        ("Zoé", "tout le monde", 4.0),
    ]
    assert told[0].startswith("2 remarks beside the talk (Event 1, Background 1) were not read")


TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><title>Talk</title></fileDesc><particDesc>'
    '<person xml:id="S0" role="interviewer"><persName><forename>Kim</forename> <surname>Lee</surname></persName>'
    '</person><person xml:id="S1" n="ADA"><persName>Ada Berg</persName></person></particDesc></teiHeader>'
    "<text><timeline unit='s'><when xml:id='T0'/><when xml:id='T1' interval='1.5' since='#T0'/></timeline><body>{}"
    "</body></text></TEI>"
)


def test_utterances_of_tei_have_their_speakers_and_no_remarks(tmp_path):
    body = (
        '<div><head>A title</head><u who="#S0">Who <emph>came</emph><pause/>? <vocal><desc>laughs</desc></vocal></u>'
        '<u who="#S1">The <choice><orig>bakas</orig><reg>bakers</reg></choice>.<note>unsure</note></u></div>'
    )

    turns, told = talk(tmp_path, "talk.xml", TEI.format(body))

    assert turns == [("Kim Lee (interviewer)", "Who came?", None), ("ADA", "The bakas.", None)]
    assert who_asks(read(tmp_path, "talk.xml", TEI.format(body)).records, (), tmp_path)[0] == {turns[0][0]}
    assert [fault.partition(" were not")[0] for fault in told] == [
        "2 remarks beside the talk (vocal 1, note 1)",
        "2 words stand outside what somebody says and",
    ]


def test_blocks_of_tei_are_put_in_order_of_time_and_their_words_set_as_in_print(tmp_path):
    block = '<annotationBlock who="#{}" start="#T{}"><u><seg>{}</seg></u><spanGrp>pos</spanGrp></annotationBlock>'
    words = "\n <w>All</w>\n <w>of</w>\n <w>us</w>\n <pc>.</pc>\n"
    body = block.format("S1", 1, words) + block.format("S0", 0, "<w>Who</w><w>came</w><pc>?</pc>")

    turns, _ = talk(tmp_path, "talk.tei", TEI.format(body))

    assert turns == [("Kim Lee (interviewer)", "Who came?", 0.0), ("ADA", "All of us.", 1.5)]


def test_paragraphs_of_tei_without_utterances_are_read_as_text(tmp_path):
    body = "".join(f"<p><hi>{who}:</hi> {words}</p>" for who, words, _ in AS_SAID)

    assert [turn[:2] for turn in talk(tmp_path, "talk.xml", TEI.format(body))[0]] == [turn[:2] for turn in AS_SAID]


LONG = (
    'File type = "ooTextFile"\nObject class = "TextGrid"\nxmin = 0\nxmax = 9\ntiers? <exists>\nsize = {}\nitem []:\n{}'
)


def long_tier(name: str, kind: str, *said: tuple[float, str]) -> str:
    item = "intervals" if kind == "IntervalTier" else "points"
    places = "".join(
        f'        {item} [{n}]:\n            xmin = {at}\n            xmax = {at + 1}\n            text = "{words}"\n'
        if kind == "IntervalTier"
        else f'        {item} [{n}]:\n            number = {at}\n            mark = "{words}"\n'
        for n, (at, words) in enumerate(said, 1)
    )
    return (
        f'    item [1]:\n        class = "{kind}"\n        name = "{name}"\n        xmin = 0\n        xmax = 9\n'
        f"        {item}: size = {len(said)}\n{places}"
    )


GRID = LONG.format(
    4,
    long_tier("Kim", "IntervalTier", (0, "Who came?"), (1, ""), (2, "And then?"))
    + long_tier("Ada", "IntervalTier", (0, "sil"), (1.2, 'The ""bakers"".'), (3.5, "Nobody."))
    + long_tier("Ada - phones", "IntervalTier", (1, "b"), (2, "EY"))
    + long_tier("tones", "TextTier", (1, "H*")),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("is_short", [False, True])
def test_a_text_grid_is_read_in_both_its_forms(tmp_path, encoding, is_short):
    text = GRID
    if is_short:
        kept = (line.partition(" = ")[2] or "<exists>" * ("<exists>" in line) for line in text.splitlines())
        text = "\n".join(['File type = "ooTextFile"', 'Object class = "TextGrid"', *list(kept)[2:]])

    turns, told = talk(tmp_path, "talk.TextGrid", text.encode(encoding))

    assert turns == [
        ("Kim", "Who came?", 0.0),
        ("Ada", 'The "bakers".', 1.2),
        ("Kim", "And then?", 2.0),
        ("Ada", "Nobody.", 3.5),
    ]
    assert told[0].startswith("2 tiers beside the talk were not read: 'Ada - phones'")


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><TEI><text><body><u who="A">&b;</u></body></text></TEI>'
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><TEI><text><body><u who="A">&a;</u></body></text></TEI>'
)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.xml", BOMB, "declares entities"),
        ("a.tei", OUTSIDE, "declares entities"),
        ("a.eaf", "<ANNOTATION_DOCUMENT>", "is damaged"),
        ("a.eaf", "<ANNOTATION_DOCUMENT/>", "is empty"),
        ("a.trs", "<Trans/>", "is empty"),
        ("a.exb", " ", "is empty"),
        ("a.xml", "<html><p>Words.</p></html>", "no transcript of ELAN"),
        ("a.xml", "<TEI>" * 5000, "is damaged"),
        ("a.TextGrid", GRID[:700], "truncated or damaged"),
        ("a.TextGrid", "Kim: Who came?", "is no TextGrid"),
        ("a.TextGrid", GRID.replace("size = 4", "size = 1e9"), "truncated or damaged"),
    ],
)
def test_what_holds_no_talk_is_refused(tmp_path, name, text, why):
    loaded = read(tmp_path, name, text)

    assert loaded.records == ()
    assert [why in problem.fault for problem in loaded.problems] == [True]


@pytest.mark.parametrize("time", ["9" * 400, "-1", "1e999", "NaN", "²"])
def test_a_time_in_elan_that_no_clock_shows_costs_no_word(tmp_path, time):
    text = eaf(tier("Kim", *ASKED), tier("Ada", *TOLD)).replace('"1200"', f'"{time}"')

    assert {words for _, words, _ in talk(tmp_path, "talk.eaf", text)[0]} == {words for _, words, _ in AS_SAID}


@pytest.mark.parametrize("time", ["9" * 400, "-1", "1e999"])
def test_a_time_in_praat_that_no_clock_shows_costs_no_word(tmp_path, time):
    turns, _ = talk(tmp_path, "talk.TextGrid", GRID.replace("xmin = 1.2", f"xmin = {time}"))

    assert ("Ada", 'The "bakers".') in [turn[:2] for turn in turns]
    assert all(start is None or 0 <= start < 10 for _, _, start in turns)
