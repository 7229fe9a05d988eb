"""Small studies with coders: who gave which code to which sentence, in view."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.io.cache import Cache
from pipeline.loaded_study import LoadedStudy
from pipeline.loading import load_study
from pipeline.study.study import open_study
from tests.making import make_study

CODEBOOK = """\
codebook: mine
version: "1"
codes:
  boats: {definition: Talk of boats and water., include: [ferries], cues: {phrases: [harbour]}}
  bread: {definition: Talk of baking bread.}
"""
ABOUT = {
    "boats": [
        "The {0} ferry crossed the river again",
        "We rowed the {0} boat over the lake",
        "A {0} sail went up at sea",
    ],
    "bread": ["They baked {0} loaves of rye bread", "The {0} oven was hot with dough", "A {0} baker sold us rolls"],
    "": ["The {0} meeting took the whole morning", "Somebody phoned about {0} chairs", "It was {0} and we went home"],
}
WORDS = ["old", "green", "late", "first", "quiet", "long", "cold", "small", "other", "second", "broad", "plain"]


def table(header: str, rows: Sequence[Sequence[object]]) -> str:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header.split(","), *rows])
    return out.getvalue()


def sentences(n: int, shift: int = 0) -> list[tuple[str, str]]:
    """(code or '', sentence): a third of boats, a third of bread, a third of neither."""
    kinds = list(ABOUT)
    return [
        (kinds[i % 3], ABOUT[kinds[i % 3]][(i // 3 + shift) % 3].format(WORDS[(i + 5 * shift) % 12]) + f" on day {i}.")
        for i in range(n)
    ]


def coded_files(
    transcripts: Mapping[str, Sequence[tuple[str, str]]],
    coders: Mapping[str, Mapping[str, Sequence[tuple[int, str]]]],
    cases: Mapping[str, str] | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    read: str = "*",
    is_asked: bool = False,
) -> dict[str, str | bytes]:
    """A study's files. `coders`: coder -> transcript -> (number of the sentence, code) given; all of it is read.

    `is_asked`: boats, bread and the rest each follow a question of their own, of a guide: three index chunks.
    """
    names = list(dict.fromkeys(name for cells in (columns or {}).values() for name in cells))
    listed = [
        [
            one,
            f"{one}.txt",
            (cases or {}).get(one, "a"),
            "interview",
            *((columns or {}).get(one, {}).get(n, "") for n in names),
        ]
        for one in transcripts
    ]
    files: dict[str, str | bytes] = {
        "codebook.yaml": CODEBOOK,
        "cases.csv": "case_id\n" + "\n".join(dict.fromkeys(row[2] for row in listed)) + "\n",
        "transcripts.csv": table(",".join(["transcript_id,file,case_id,kind", *names]), listed),
    }
    if is_asked:
        files["guides/talk.yaml"] = "questions:\n" + "".join(
            f"  {kind or 'else'}: {{text: '{q}'}}\n" for kind, q in ASKED.items()
        )
        listed_guides = [[*row, "talk"] for row in listed]
        files["transcripts.csv"] = table(",".join(["transcript_id,file,case_id,kind", *names, "guide"]), listed_guides)
    places: dict[str, list[tuple[int, int, str]]] = {}
    for one, said in transcripts.items():
        places[one] = [(0, 0, "")] * len(said)
        at, lines = 0, []
        for question, numbers in _parts(said, is_asked):
            lines += [f"Interviewer: {question}", f"Respondent: {' '.join(said[n][1] for n in numbers)}"]
            at += len(question) + 1
            for n in numbers:
                places[one][n] = (at, at + len(said[n][1]), said[n][1])
                at += len(said[n][1]) + 1
        files[f"transcripts/{one}.txt"] = "\n\n".join(lines) + "\n"
    for coder, work in coders.items():
        rows = [
            [f"{coder}-{one}-{n}-{code}", one, *places[one][n][:2], places[one][n][2], code]
            for one, given in work.items()
            for n, code in given
        ]
        files[f"codings/{coder}.csv"] = table("coding_id,transcript_id,start_char,end_char,quotation,code_id", rows)
        files[f"codings/{coder}.read.csv"] = table("transcript_id,codes,is_blind", [[one, read, "yes"] for one in work])
    return files


ASKED = {
    "boats": "Could you tell me what happened on the water around here?",
    "bread": "And which food did your family make in the kitchen at home?",
    "": "Is there anything that we forgot to ask you about today?",
}


def _parts(said: Sequence[tuple[str, str]], is_asked: bool) -> list[tuple[str, list[int]]]:
    """(question, numbers of the sentences that follow it)."""
    if not is_asked:
        return [("How was it?", list(range(len(said))))]
    return [(question, [n for n, (code, _) in enumerate(said) if code == kind]) for kind, question in ASKED.items()]


def truth(said: Sequence[tuple[str, str]]) -> list[tuple[int, str]]:
    """What a coder who makes no mistake gives."""
    return [(n, code) for n, (code, _) in enumerate(said) if code]


def loaded(folder: Path, files: Mapping[str, str | bytes]) -> LoadedStudy:
    """The study as a run reads it."""
    opened = open_study(make_study(folder, dict(files))).records
    assert opened is not None
    everything = load_study(opened, Cache(None))
    assert everything.records is not None, [problem.shown() for problem in everything.problems]
    return everything.records


def learnt_from(folder: Path, n: int = 9, **more: object) -> dict[str, str | bytes]:
    """A study of n interviews of 24 sentences, all read by Ana and by Ben, who agree."""
    transcripts = {f"t{i}": sentences(24, i) for i in range(n)}
    coders = {coder: {one: truth(said) for one, said in transcripts.items()} for coder in ("ana", "ben")}
    return coded_files(transcripts, coders, **more)  # type: ignore[arg-type]
