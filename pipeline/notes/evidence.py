"""What an analyst's note rests on: the figures that it cites with the quotations behind them, and a signature's digest.

A signature's digest reads `v1:SHA:STATE`. SHA is the digest of the rows of code_frequency and code_presence that the
note rests on; STATE is those rows' numbers and the places of the quotations behind them, packed (JSON, zlib, base64),
so that a later run can say which figures moved, from what to what, and which quotations came and went, out of the note
alone: outputs may have been deleted. It holds no words of a transcript, only places and short hashes of
what stood there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, fields
from types import MappingProxyType
from typing import Any

from pipeline.corpus.quotable import NOT_QUOTED
from pipeline.notes.read import FIGURE, cited_figures
from pipeline.stages.findings import Finding
from pipeline.store.rows import StoredRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, MAIN_FAMILIES, Note
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.escaping import harmless, md, safe_cell
from pipeline.wording.numbers import Count, k_of_n, shortened

VERSION = "v1"
# The figure's id says which row it is, and the counts give the shares: a signature need not hold them.
NOT_STORED = ("case_id", "stage", "subject", "code_id", "family", "mention_share", "mention_low", "mention_high")
Cells = Mapping[str, str]
Place = tuple[str, str, int, int, str]
"""coding_id, transcript_id, start_char, end_char, a short hash of the words."""


@dataclass(frozen=True)
class Evidence:
    """What stands behind figures: `rows` by figure id, cells as tables print them; `places` the counted codings."""

    rows: Mapping[str, Cells] = field(default_factory=dict)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)

    def shown_families(self) -> tuple[str, ...]:
        """Enablers and barriers, or every family where the codebook has neither."""
        there = tuple(dict.fromkeys(self.families.values()))
        return tuple(family for family in MAIN_FAMILIES if family in there) or there

    def of_subject(self, stage: str, subject: str) -> tuple[str, ...]:
        """Figures of all enablers and barriers of a memo, or of one code in all cases for a note on a code."""
        families = self.shown_families()
        if stage == "code":
            return tuple(figure for figure in self.rows if figure.count("/") == 1 and figure.endswith(f"/{subject}"))
        base = f"{subject}/" if stage == FIRST_STAGE else f"{stage}/{subject}/"
        return tuple(
            figure
            for figure in self.rows
            if figure.startswith(base)
            and figure.count("/") == base.count("/")
            and self.families[figure.rsplit("/", 1)[1]] in families
        )


def short_hash(words: str) -> str:
    """Eight hex digits that tell whether the words at a place are still the same."""
    return hashlib.sha256(words.strip().encode("utf-8", "surrogatepass")).hexdigest()[:8]


def as_cells(row: StoredRow) -> Cells:
    """A row as its table prints it."""
    return {name: safe_cell(cell) for name, cell in row.by_column().items()}


def figure_of(row: Cells) -> str:
    """The figure id of a row of code_frequency or code_presence."""
    base = f"{row['stage']}/{row['subject']}" if "stage" in row else row["case_id"]
    return f"{base}/{row['code_id']}"


def evidence_of(findings: Iterable[Finding]) -> Evidence:
    """The evidence of a run, from its findings."""
    listed = list(findings)
    rows: dict[str, Cells] = {}
    behind: dict[tuple[str, str], list[Place]] = {}
    families: dict[str, str] = {}
    for finding in listed:
        for line in finding.lines:
            row = line.frequency or line.presence
            rows[line.figure_id] = as_cells(row) if row else {}
            families[line.code_id] = line.family
        if finding.stage == FIRST_STAGE:
            for voice in finding.tables.rows(Voice):
                if voice.is_counted and voice.kind in COUNTED_KINDS:
                    behind.setdefault((finding.subject, voice.code_id), []).append(_place_of(voice))
    places = {}
    for finding in listed:
        for line in finding.lines:
            places[line.figure_id] = tuple(
                sorted(place for case in finding.cases for place in behind.get((case, line.code_id), ()))
            )
    return Evidence(rows, places, families)


def _place_of(voice: Voice) -> Place:
    """The same as `place_of` of its row in the table, of which five cells are wanted."""
    words = short_hash(safe_cell(voice.quotation))
    return safe_cell(voice.coding_id), safe_cell(voice.transcript_id), voice.start_char, voice.end_char, words


def place_of(row: Cells) -> Place:
    """Where a coding stands."""
    words = short_hash(row["quotation"])
    return (row["coding_id"], row["transcript_id"], int(row["start_char"]), int(row["end_char"]), words)


def digest_of(rows: Sequence[Cells]) -> str:
    """Sixteen hex digits of sha256 over rows of code_frequency and code_presence, in whatever order they come."""
    cells = sorted(json.dumps(dict(row), sort_keys=True, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def rests_on(note: Note, evidence: Evidence) -> tuple[str, ...]:
    """The figures that a note cites; all enablers and barriers of its subject where it cites none."""
    cited = tuple(dict.fromkeys(figure for figure, _ in cited_figures(note)))
    return tuple(sorted(cited or evidence.of_subject(note.stage, note.subject)))


def signed_state(figures: Iterable[str], evidence: Evidence) -> str:
    """The digest that a signature stores."""
    there = [figure for figure in sorted(figures) if figure in evidence.rows]
    state = {
        figure: [
            {name: cell for name, cell in evidence.rows[figure].items() if name not in NOT_STORED},
            [list(place) for place in evidence.places.get(figure, ())],
        ]
        for figure in there
    }
    packed = zlib.compress(json.dumps(state, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass"), 9)
    sha = digest_of([evidence.rows[figure] for figure in there])
    return f"{VERSION}:{sha}:{base64.urlsafe_b64encode(packed).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature's digest, unpacked: `rows` and `places` by figure."""

    sha: str
    rows: Mapping[str, Cells]
    places: Mapping[str, tuple[Place, ...]]


def unpack(digest: object) -> Signed | None:
    """The state in a digest; None where it is not one that `crosscase notes sign` wrote."""
    version, _, rest = str(digest).partition(":")
    sha, _, packed = rest.partition(":")
    if version != VERSION:
        return None
    try:
        # A note comes from outside: what unpacks to more than 20 MB is cut off, and is no JSON then.
        raw = zlib.decompressobj().decompress(base64.urlsafe_b64decode(packed.encode("ascii")), 20_000_000)
        state = json.loads(raw)
        rows = {figure: dict(cells) for figure, (cells, _) in state.items()}
        places = {figure: tuple(_place(place) for place in stored) for figure, (_, stored) in state.items()}
    except (binascii.Error, zlib.error, ValueError, TypeError, AttributeError):
        return None
    return Signed(sha, rows, places)


def _place(parts: Sequence[Any]) -> Place:
    coding_id, transcript_id, start, end, words = parts
    return (str(coding_id), str(transcript_id), int(start), int(end), str(words))


# Read off `Count`, so that a count added there is told here too.
COUNTS = tuple(column.name for column in fields(Count) if column.name.startswith("n_"))


def figure_words(row: Cells | None) -> str:
    """A figure in a few words: `2 of 3 known, of 4`, or `one: 1 of 2`; without a row, that there is none."""
    if row is None:
        return "not there"
    if "presence" in row:
        return f"{row['presence']}: {row['n_showing']} of {row['n_cases']}"
    # A signature of before a column was there lacks it: then nothing is outdated, and a share stands.
    counts = {name: int(row.get(name) or 0) for name in COUNTS}
    is_telling_only = counts["n_known"] > 0 and row.get("mention_share") == ""
    is_unchecked = row.get("basis") == "machine_unchecked"
    return k_of_n(Count(**counts, is_telling_only=is_telling_only, is_unchecked=is_unchecked))


NO_PLACES: Mapping[str, str] = MappingProxyType({})


def words_at(place: Place, texts: Mapping[str, str]) -> str:
    """The words of a quotation that came or went, where its transcript still has them; else ''."""
    _, transcript_id, start, end, hashed = place
    words = texts.get(transcript_id, "")[start:end]
    # Hashed as the table prints it: there a passage that begins with `=` has a `'` in front.
    return words if words and short_hash(safe_cell(words)) == hashed else ""


def quoted_place(place: Place, texts: Mapping[str, str], up: str, may_quote: Callable[[str, int, int], bool]) -> str:
    """A quotation that came or went as Markdown, with its way back, marked where its words may not be quoted."""
    words = shortened(words_at(place, texts))
    closed = "" if may_quote(place[1], place[2], place[3]) else f" *({NOT_QUOTED})*"
    where = f"[{place[1]}]({up}transcripts/{place[1]}.html){closed}"
    return f"“{md(words)}” — {where}" if words else f"coding {md(place[0])} — {where}"


def with_figures(
    note: Note,
    evidence: Evidence,
    names: Mapping[str, str],
    up: str,
    words: Callable[[Cells], str] = figure_words,
    places: Mapping[str, str] = NO_PLACES,
) -> str:
    """A note's body word for word, each `[[figure]]` as the figure (`words`, '' for none) with its link.

    `names` are the codes', `places` what a figure's case or subject is called: '' leaves it out, as in its own memo. A
    figure of a stage that this run did not reach is named without numbers.
    """

    def shown(match: re.Match[str]) -> str:
        figure = match[1].strip()
        label = md(names.get(figure.rsplit("/", 1)[-1], figure))
        place = figure.rsplit("/", 1)[0]
        where = md(places.get(place, place))
        named = f"{label}, {where}" if where else label
        if figure not in evidence.rows:
            return f"{named} (not part of this run)"
        said = words(evidence.rows[figure])
        return f"[{named}{f': {said}' if said else ''}]({up}evidence/{figure}.html)"

    return FIGURE.sub(shown, harmless(note.body)).strip("\n")
