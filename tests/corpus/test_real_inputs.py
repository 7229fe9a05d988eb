"""Real transcripts, read by us and by oracles that share no code with the readers; skipped where they are missing.

Words are compared as multisets: what the oracle has and we have not is lost, the other way round is invented.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.speakers.asking import is_heading, labels_of_nobody, who_asks
from pipeline.study.records import SpokenTurn

DATA = Path(__file__).parents[3] / "shared" / "data"
CAPTIONS = (
    ("buzzcast.srt", "buzzcast_srt_parsed.json"),
    ("podnews_weekly_review_2024-01-19.vtt", "podnews_weekly_review_2024-01-19_vtt_parsed.json"),
)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is not here")


@cache
def turns_of(path: Path) -> tuple[SpokenTurn, ...]:
    loaded = read_turns(path, ReadingRequest("interview"))
    assert not any(problem.is_fault for problem in loaded.problems)
    return loaded.records


def words_of(path: Path) -> Counter[str]:
    return Counter(word for turn in turns_of(path) for word in turn.text.split())


@pytest.mark.parametrize(("name", "parsed"), CAPTIONS)
def test_captions_have_the_words_and_speakers_that_another_parser_found(name, parsed):
    ours = Counter((turn.speaker, word) for turn in turns_of(DATA / "captions" / name) for word in turn.text.split())

    segments = json.loads((DATA / "captions" / parsed).read_text(encoding="utf-8"))["segments"]
    theirs = Counter((one["speaker"], word) for one in segments for word in one["body"].split())

    assert (theirs - ours, ours - theirs) == (Counter(), Counter())


def test_the_zoom_meeting_has_its_five_speakers_and_every_word_of_its_cues():
    path = DATA / "zoom" / "meeting001_transcript.vtt"
    theirs: Counter[tuple[str, str]] = Counter()
    speaker = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if re.fullmatch(r"\d*|.* --> .*", line):
            continue
        label = re.match(r"([A-Z]\w+ [A-Z]\w+): ", line)
        speaker = label.group(1) if label else speaker
        theirs.update((speaker, word) for word in line[label.end() if label else 0 :].split())

    ours = Counter((turn.speaker, word) for turn in turns_of(path) for word in turn.text.split())

    assert ours == theirs
    assert len({turn.speaker for turn in turns_of(path)}) == 5


def counted_by_hand(text: str) -> Counter[str]:
    """Words of a Markdown interview by four substitutions: label, escapes, stamps; entities by their five names."""
    text = re.sub(r"^\+?(\*\*[^*\n]+\*\*:?|Break:|Outro:)", "", text, flags=re.MULTILINE)
    for entity, sign in (("&#39;", "'"), ("&quot;", '"'), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    text = re.sub(r"\]\(http[^)]*\)", "]", text).replace("[blog post]", "blog post").replace("`", "")
    return Counter(re.sub(r"\[[\d:.]+\]", " ", re.sub(r"\\([^a-z\s])", r"\1", text)).split())


def test_of_1_2_million_words_of_interviews_none_is_lost_and_none_invented():
    lost: Counter[str] = Counter()
    invented: Counter[str] = Counter()
    n_words = 0
    for path in sorted((DATA / "volume").glob("*.md")):
        ours, theirs = words_of(path), counted_by_hand(path.read_text(encoding="utf-8"))
        lost += theirs - ours
        invented += ours - theirs
        n_words += ours.total()

    assert (dict(lost), dict(invented)) == ({}, {})
    assert n_words == 1_196_787


def test_the_host_of_fifty_conversations_is_found_by_asking_and_no_guest_is():
    found = Counter(
        label
        for path in (DATA / "volume").glob("founders-talk-*.md")
        for label in who_asks(turns_of(path), (), path)[0]
    )

    assert found == {"Adam Stacoviak": 50}


def test_in_111_interviews_six_words_stand_under_labels_of_nobody_and_no_person_loses_one():
    theirs: Counter[tuple[str, str]] = Counter()
    for path in (DATA / "volume").glob("*.md"):
        turns = turns_of(path)
        nobody = labels_of_nobody(turns, (), ())
        theirs.update((turn.speaker, word) for turn in turns if turn.speaker in nobody for word in turn.text.split())

    assert theirs == {("Break", "to"): 3, ("Jingle", "to"): 2, ("Outro", "-"): 1}


def test_what_17_participants_without_a_label_say_before_the_first_one_is_taken_for_no_heading():
    talks = [turns_of(path) for path in (DATA / "taguette" / "raw").glob("*.odt")]

    assert [talk[0].speaker for talk in talks] == ["unknown"] * 17
    assert not any(is_heading(talk[0]) for talk in talks)


def xml_words(path: Path) -> Counter[str]:
    """Words by pattern over the unzipped XML: paragraphs end lines, every other tag is nothing."""
    content = zipfile.ZipFile(path).read("content.xml").decode("utf-8")
    body = content[content.index("<office:text") :]
    body = re.sub(r"<text:(tab|s|line-break)\b[^>]*>|</text:[ph]>", " ", body)
    text = re.sub(r"<[^>]+>", "", body)
    for entity, sign in (("&apos;", "'"), ("&quot;", '"'), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return Counter(text.replace("MODERATOR:", " ").split())


@pytest.mark.parametrize("path", sorted((DATA / "taguette" / "raw").glob("*.odt")), ids=lambda path: path.stem)
def test_open_document_interviews_have_the_words_of_their_xml(path):
    ours, theirs = words_of(path), xml_words(path)

    assert (theirs - ours, ours - theirs) == (Counter(), Counter())
    assert {turn.speaker for turn in turns_of(path)} == {"MODERATOR", "unknown"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Three interviews as LibreOffice writes them in other formats, and its own idea of their text."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here")
    folder = tmp_path_factory.mktemp("office")
    sources = [str(path) for path in sorted((DATA / "taguette" / "raw").glob("P1[0-2]_*.odt"))]
    for kind in ("docx", "rtf", "pdf", "txt:Text (encoded):UTF8"):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *sources]
        subprocess.run(command, capture_output=True, check=True, timeout=600)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".docx", ".rtf"])
def test_word_and_rich_text_have_the_words_that_libreoffice_has(office, ending):
    for path in sorted(office.glob(f"*{ending}")):
        ours = words_of(path)
        theirs = Counter(path.with_suffix(".txt").read_text(encoding="utf-8-sig").replace("MODERATOR:", " ").split())

        assert (theirs - ours, ours - theirs) == (Counter(), Counter())


@pytest.mark.slow
def test_pdfs_have_the_words_that_the_printed_text_had(office):
    for path in sorted(office.glob("*.pdf")):
        ours = words_of(path)
        theirs = Counter(path.with_suffix(".txt").read_text(encoding="utf-8-sig").replace("MODERATOR:", " ").split())

        assert (theirs - ours, ours - theirs) == (Counter(), Counter())


@pytest.mark.slow
def test_pdfs_have_the_words_that_pdftotext_has_hyphens_aside(office):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not here")
    for path in sorted(office.glob("*.pdf")):
        command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
        text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        theirs = Counter(word.replace("-", "") for word in text.replace("MODERATOR:", " ").split())
        ours = Counter(word.replace("-", "") for word in words_of(path).elements())

        assert (theirs - ours, ours - theirs) == (Counter(), Counter())
