"""Code coverage: what each further transcript adds to the codes in use, and who was not heard. No saturation.

Under a codebook that is fixed in advance a flat curve says that its codes were found, not that nothing is left to hear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

from pipeline.comparison.material import Material
from pipeline.statistics.coverage import CodeCoverage, cover_codes, mean_accumulation, new_by_transcript
from pipeline.statistics.errors import UndefinedCoverageError
from pipeline.store.rows import AnyTranscript, Attendance, CodedPair, CodeFrequency, ParticipantRow, TranscriptRow
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, Code, Codebook

# Base and runs as Guest, Namey & Chen published them; a fixed seed, so that the same input gives the same bytes.
BASE, RUN, N_ORDERS, SEED = 4, 2, 200, 0


@dataclass(frozen=True, slots=True)
class Introduced:
    """An inductive code: the version that first has it, and how many interviews a person has read for it since.

    `came_later`: whether an earlier version lies beside the codebook without it, None where no earlier one is there;
    `first_transcript`: where the passage stands from which it was made, '' where none is named.
    """

    code_id: str
    name: str
    version: str
    n_known: int
    n_transcripts: int
    n_mentioning: int
    came_later: bool | None = None
    first_transcript: str = ""


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody who was meant to be heard and speaks nowhere."""

    respondent_id: str
    organisation: str
    sector: str
    role: str
    status: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What transcripts add, in order and over random orders.

    `order` are the transcripts with anything known of them, by date where all have one (`is_dated`), else as listed;
    `codes` distinct codes after each; `mean`, `low`, `high` the same over 200 random orders (seed 0), None where under
    two transcripts are known. `runs` is Guest's base and runs, None, and `why`, where it does not exist.
    `n_only_once` are codes that one transcript alone has.
    """

    order: tuple[str, ...]
    is_dated: bool
    n_unknown: int
    n_codable: int
    codes: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    runs: CodeCoverage | None
    why: str
    n_only_once: int
    never: tuple[str, ...]
    introduced: tuple[Introduced, ...]
    statuses: tuple[tuple[str, int], ...]
    unheard: tuple[Unheard, ...]
    cases_unheard: tuple[tuple[str, int], ...]


def cover(material: Material, codebook: Codebook, speaking_elsewhere: Collection[str] = ()) -> Coverage:
    """How the codes in use grew over interviews and group interviews, and who speaks nowhere.

    Args:
        material: The rows of the last stage.
        codebook: With its earlier versions.
        speaking_elsewhere: Respondents of material that belongs to no case, such as mayors.
    """
    order, is_dated, n_unknown = _order(material)
    sets = _codes_by_transcript(material)
    codes = [sets.get(transcript_id, set()) for transcript_id in order]
    mean, low, high = _random_orders(codes)
    runs, why = _runs(codes)
    times = Counter(code_id for here in codes for code_id in here)
    codable = [code.code_id for code in codebook.codable]
    unheard = _unheard(material, speaking_elsewhere)
    return Coverage(
        order=order,
        is_dated=is_dated,
        n_unknown=n_unknown,
        n_codable=len(codable),
        codes=tuple(accumulate(new_by_transcript(codes))),
        mean=mean,
        low=low,
        high=high,
        runs=runs,
        why=why,
        n_only_once=sum(n == 1 for n in times.values()),
        never=tuple(code_id for code_id in codable if code_id not in times),
        introduced=_introduced(material, codebook),
        statuses=_statuses(material),
        unheard=unheard,
        cases_unheard=_by_case(material, unheard),
    )


def _order(material: Material) -> tuple[tuple[str, ...], bool, int]:
    """Transcripts of which anything is known, by date where all have one; whether they are; how many are not known."""
    rows: dict[str, AnyTranscript] = {}
    known: set[str] = set()
    for case_id in material.cases:
        rows |= {row.transcript_id: row for row in material.own(case_id, AnyTranscript) if row.kind in COUNTED_KINDS}
        # An unread transcript would flatten the curve without anybody having looked.
        known |= {row.transcript_id for row in material.own(case_id, CodedPair) if row.is_known}
    here = [row for transcript_id, row in rows.items() if transcript_id in known]
    # An undated transcript could stand anywhere: with one of them the file's own order is kept.
    is_dated = bool(here) and all(row.date for row in here)
    if is_dated:
        here.sort(key=lambda row: (row.date, row.transcript_id))
    return tuple(row.transcript_id for row in here), is_dated, len(rows) - len(here)


def _codes_by_transcript(material: Material) -> dict[str, set[str]]:
    by_transcript: dict[str, set[str]] = {}
    for case_id in material.cases:
        for row in material.own(case_id, CodedPair):
            if row.is_mentioning and row.kind in COUNTED_KINDS:
                by_transcript.setdefault(row.transcript_id, set()).add(row.code_id)
    return by_transcript


def _random_orders(codes: Sequence[set[str]]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    # One transcript has one order.
    if len(codes) < 2:
        return (), (), ()
    mean, low, high = mean_accumulation(codes, N_ORDERS, SEED)
    return tuple(map(float, mean)), tuple(map(float, low)), tuple(map(float, high))


def _runs(codes: Sequence[set[str]]) -> tuple[CodeCoverage | None, str]:
    try:
        return cover_codes(codes, BASE, RUN), ""
    except UndefinedCoverageError as error:
        return None, str(error)


def _introduced(material: Material, codebook: Codebook) -> tuple[Introduced, ...]:
    """Inductive codes, the newest first, with what has been read for them over all cases."""
    versions = [*sorted(codebook.earlier, key=_version_key), codebook.version]
    books = {**codebook.earlier, codebook.version: codebook}
    introduced = []
    for code in codebook.codable:
        # Deductive codes were there from the beginning: only what came late was looked for less.
        if code.origin != "inductive":
            continue
        # A renamed code is as old as its first name.
        names = {code.code_id, *code.was}
        place = next(n for n, version in enumerate(versions) if names & books[version].codes.keys())
        came_later = place > 0 if len(versions) > 1 else None
        introduced.append((place, _row(material, code, versions[place], came_later)))
    return tuple(row for _, row in sorted(introduced, key=lambda placed: -placed[0]))


def _row(material: Material, code: Code, version: str, came_later: bool | None) -> Introduced:
    rows = [row for row in material.rows(CodeFrequency) if row.code_id == code.code_id]
    return Introduced(
        code.code_id,
        code.name,
        version,
        sum(row.n_known for row in rows),
        sum(row.n_transcripts for row in rows),
        sum(row.n_mentioning for row in rows),
        came_later,
        code.first_passage.transcript_id if code.first_passage is not None else "",
    )


def _version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Versions in the order in which people count them: 2 before 10."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in version.replace("-", ".").split(".")
    )


def _statuses(material: Material) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(row.status or "no status" for row in material.rows(ParticipantRow)).most_common())


def _unheard(material: Material, elsewhere: Collection[str]) -> tuple[Unheard, ...]:
    """People listed who speak in no transcript."""
    speaking = {*elsewhere, *(row.respondent_id for row in material.rows(TranscriptRow))}
    speaking |= {row.respondent_id for row in material.rows(Attendance)}
    return tuple(
        Unheard(row.respondent_id, row.organisation or "", row.sector or "", row.role or "", row.status or "")
        for row in material.rows(ParticipantRow)
        if row.respondent_id not in speaking
    )


def _by_case(material: Material, unheard: Sequence[Unheard]) -> tuple[tuple[str, int], ...]:
    """How many of them belong to each case, where participants.csv says so in a column case_id."""
    ids = {person.respondent_id for person in unheard}
    named = Counter(
        part.strip()
        for row in material.rows(ParticipantRow)
        if row.respondent_id in ids
        for part in str(row.cell("case_id") or row.cell("cases") or "").split(";")
        if part.strip()
    )
    return tuple((case_id, named[case_id]) for case_id in material.cases if named[case_id])
