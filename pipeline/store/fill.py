"""Records -> frames -> the store. Counts what went in, so that nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from pipeline.codebook.renames import current_id
from pipeline.coding.counting import Judged, Known
from pipeline.coding.named_codes import measure_of_today, with_todays_codes
from pipeline.corpus.cases import PARTICIPANT, PARTICIPANT_CASES
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.io.cache import Cache
from pipeline.loaded_study import LoadedStudy
from pipeline.store.codings import fill_codings, fill_known
from pipeline.store.frames import Columns, frame, frame_of, names_beside, numbered
from pipeline.store.rows import (
    ROW_NO,
    Agreement,
    CodingRow,
    CorrectedShare,
    MachineError,
    StoredRow,
    UnseenCase,
    Verdict,
    field_names,
)
from pipeline.store.store import Store
from pipeline.store.texts import fill_texts
from pipeline.study.dataclass import dataclass
from pipeline.study.records import (
    COUNTED_KINDS,
    OFF_PROTOCOL,
    Case,
    Code,
    Codebook,
    IndexChunk,
    Participant,
    Transcript,
)
from pipeline.study.study import FIRST_STAGE, stage_subjects, subject_id

if TYPE_CHECKING:
    from pipeline.store.frames import Frame

SETTINGS = ("shows_transcripts", "is_unchecked", "best_tier", "worst_tier")
REASONED = ("exhibits", "contrasts")
"""Tables of the team's own reasoning that a stage reads."""
ATTENDANCE = ("transcript_id", "speaker", "respondent_id")
PROPOSITIONS = ("name", "claim", "formed", "measure", "expects", "predicts", "rivals", "would_change_our_mind")


class Reported(Protocol):
    """What was found about the machine's and people's reliability."""

    @property
    def verdicts(self) -> Sequence[Verdict]: ...
    @property
    def agreement(self) -> Sequence[Agreement]: ...
    @property
    def unseen_cases(self) -> Sequence[UnseenCase]: ...
    @property
    def machine_errors(self) -> Sequence[MachineError]: ...
    @property
    def corrected_shares(self) -> Sequence[CorrectedShare]: ...


def fill_store(
    store: Store,
    loaded_study: LoadedStudy,
    judged: Sequence[Judged],
    known: Known,
    report: Reported | None = None,
    cache: Cache | None = None,
) -> None:
    """Every table of tables.sql and of people's files, then the views, then the promises about them."""
    store.create_tables()
    store.fill("settings", frame(list(SETTINGS), [_settings(loaded_study, known)]))
    _cases(store, loaded_study)
    _people(store, loaded_study)
    _transcripts(store, loaded_study)
    _codebook(store, loaded_study)
    fill_codings(store, loaded_study, judged, cache or Cache(None))
    fill_known(store, loaded_study, known)
    _stages(store, loaded_study)
    if report is not None:
        tables: tuple[Sequence[StoredRow], ...] = (
            report.verdicts, report.unseen_cases, report.machine_errors, report.agreement, report.corrected_shares,
        )  # fmt: skip
        for rows in tables:
            if rows:
                columns = list(rows[0].by_column())
                store.fill(rows[0].TABLE, frame(columns, [tuple(row.by_column().values()) for row in rows]))
    store.create_views()
    store.check()


def _settings(loaded_study: LoadedStudy, known: Known) -> tuple[int, bool, str | None, str | None]:
    settings = loaded_study.study.settings
    order = settings.outcome_order if settings.outcome_attribute is not None else ()
    worst, best = (order[0], order[-1]) if order else (None, None)
    return settings.shows_transcripts, known.is_unchecked, best, worst


def tier_of(loaded_study: LoadedStudy, case: Case) -> str | None:
    """The reconciled tier of a case: from success/tiers.csv, else from its column of cases.csv."""
    attribute = loaded_study.study.settings.outcome_attribute
    if attribute is None:
        return case.attributes.get("tier") or None
    written = {row["case_id"]: row["tier"] for row in loaded_study.tables["tiers"].rows}
    # Where both are filled they agree: check.py makes it a fault if they do not.
    return written.get(case.case_id) or case.attributes.get(attribute) or None


def _cases(store: Store, loaded_study: LoadedStudy) -> None:
    cases = loaded_study.corpus.cases
    # `tier` and `case_id` are columns of ours, in whatever capitals a study writes them; DuckDB tells none apart.
    names = list(
        dict.fromkeys(
            name for case in cases for name in case.attributes if name and name.casefold() not in ("tier", "case_id")
        )
    )
    columns = ["case_id", *names, "tier"]
    rows = [
        (case.case_id, *(case.attributes.get(name) or None for name in names), tier_of(loaded_study, case))
        for case in cases
    ]
    store.create("cases", frame(columns, rows))
    long = [(case.case_id, name, value) for case in cases for name, value in case.attributes.items() if name and value]
    store.fill("case_attributes", frame(["case_id", "attribute", "value"], long))


def _people(store: Store, loaded_study: LoadedStudy) -> None:
    participants = loaded_study.corpus.participants.values()
    shared = (*PARTICIPANT_CASES, *loaded_study.study.settings.share)
    written = dict.fromkeys(name for person in participants for name in person.attributes)
    # Of people only the standard columns are published, their cases, and what study.yaml names under `share`.
    columns = [*PARTICIPANT, *(name for name in written if name in shared and name not in PARTICIPANT)]
    rows = [
        (person.respondent_id, *(person.attributes.get(name) or None for name in columns[1:]))
        for person in participants
    ]
    store.create("participants", frame(columns, rows))
    store.create(
        "attendance",
        frame(ATTENDANCE, ([row[name] or None for name in ATTENDANCE] for row in loaded_study.corpus.attendance)),
    )
    for table in loaded_study.tables.values():
        store.create(table.name, _as_read(with_todays_codes(table, loaded_study.codebook)))
    for name in REASONED:
        store.create(name, _as_read(loaded_study.reasoning[name]))
    store.create(
        "propositions",
        frame(
            PROPOSITIONS,
            (
                [_words(_today(proposition, name, loaded_study)) for name in PROPOSITIONS]
                for proposition in loaded_study.propositions
            ),
        ),
    )


def _today(proposition: Mapping[str, object], name: str, loaded_study: LoadedStudy) -> object:
    """A field of a proposition, its measures and its rivals' with today's codes."""
    value = proposition.get(name)
    if name == "measure":
        return measure_of_today(value, loaded_study.codebook)
    if name != "rivals" or not isinstance(value, list):
        return value
    return [
        {**rival, "measure": measure_of_today(rival["measure"], loaded_study.codebook)}
        if isinstance(rival, Mapping) and "measure" in rival
        else rival
        for rival in value
    ]


def _words(value: object) -> str | None:
    import json  # noqa: PLC0415

    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _as_read(table: PeoplesTable) -> Frame:
    columns = frame(table.columns, ([row[name] or None for name in table.columns] for row in table.rows))
    if table.name == "judgements":
        columns[ROW_NO] = numbered(len(table.rows))
    return columns


def _city(cities: Mapping[str, str], transcript: Transcript) -> str | None:
    if transcript.case_id is not None:
        return cities.get(transcript.case_id) or None
    # A mayor's row fills the design attribute in place of a case.
    return transcript.held.get("city")


@dataclass(frozen=True, slots=True)
class _Listed:
    """A transcript with the city that it belongs to and the participant who speaks in it."""

    transcript: Transcript
    city: str | None
    participant: Participant | None


TRANSCRIPT: Columns[_Listed] = {
    "transcript_id": lambda row: row.transcript.transcript_id,
    "case_id": lambda row: row.transcript.case_id,
    "city": lambda row: row.city,
    "kind": lambda row: row.transcript.kind,
    "respondent_id": lambda row: row.transcript.respondent_id,
    "sector": lambda row: (row.participant.sector or None) if row.participant else None,
    "role": lambda row: (row.participant.role or None) if row.participant else None,
    "n_words": lambda row: row.transcript.n_words,
    "n_words_respondent": lambda row: row.transcript.n_words_respondent,
    "n_turns": lambda row: len(row.transcript.turns),
    "file": lambda row: row.transcript.file,
    "guide": lambda row: row.transcript.guide,
    "date": lambda row: row.transcript.date,
    "language": lambda row: row.transcript.language,
}

CHUNK: Columns[IndexChunk] = {
    "transcript_id": lambda chunk: chunk.transcript_id,
    "question": lambda chunk: chunk.question,
    "start_char": lambda chunk: chunk.start_char,
    "end_char": lambda chunk: chunk.end_char,
    "sureness": lambda chunk: chunk.sureness,
    "is_by_hand": lambda chunk: chunk.sureness is None and chunk.question != OFF_PROTOCOL,
}


def _transcripts(store: Store, loaded_study: LoadedStudy) -> None:
    corpus = loaded_study.corpus
    transcripts = corpus.transcripts
    cities = {case.case_id: case.attributes.get("city", "") for case in corpus.cases}
    listed = [
        _Listed(transcript, _city(cities, transcript), corpus.participants.get(transcript.respondent_id or ""))
        for transcript in transcripts
    ]
    store.fill("all_transcripts", frame_of(listed, TRANSCRIPT))
    store.create("design_of_transcripts", _design_of_transcripts(loaded_study))
    if not store.has_texts:
        fill_texts(store, transcripts)
    attributes = [
        (transcript.transcript_id, name, value)
        for transcript in transcripts
        for name, value in transcript.attributes.items()
    ]
    store.fill("transcript_attributes", frame(["transcript_id", "attribute", "value"], attributes))
    store.fill(
        "all_index_chunks", frame_of((chunk for transcript in transcripts for chunk in transcript.chunks), CHUNK)
    )
    not_asked = [
        (transcript_id, question)
        for transcript_id, ids in sorted(loaded_study.hand.not_asked.items())
        for question in sorted(ids)
    ]
    store.fill("questions_not_asked", frame(["transcript_id", "question"], not_asked))


def _design_of_transcripts(loaded_study: LoadedStudy) -> Frame:
    """transcript_id and a column for each attribute of the design, as `codings` shows them beside its own columns."""
    of_case = {case.case_id: case.attributes for case in loaded_study.corpus.cases}
    attributes = tuple(dict.fromkeys(loaded_study.study.settings.design.values()))
    rows = [
        (transcript.transcript_id, *(held.get(name) or None for name in attributes))
        for transcript in loaded_study.corpus.transcripts
        for held in [of_case.get(transcript.case_id or "", transcript.held)]
    ]
    return frame(["transcript_id", *names_beside(attributes, field_names(CodingRow))], rows)


def _codes(book: Codebook) -> Columns[tuple[int, Code]]:
    return {
        "position": lambda row: row[0],
        "code_id": lambda row: row[1].code_id,
        "parent": lambda row: row[1].parent,
        "family": lambda row: book.family(row[1].code_id),
        "kind": lambda row: row[1].kind,
        "name": lambda row: row[1].name,
        "definition": lambda row: row[1].definition,
        # A retired or merged code gets no new codings, and so no rows in the figures.
        "is_codable": lambda row: row[1].is_codable and not row[1].retired and not row[1].merge_into,
        "is_retired": lambda row: bool(row[1].retired),
    }


def _codebook(store: Store, loaded_study: LoadedStudy) -> None:
    book = loaded_study.codebook
    store.fill("all_codes", frame_of(enumerate(book.codes.values()), _codes(book)))
    ancestors = [(code_id, above) for code_id in book.codes for above in (code_id, *book.ancestors(code_id))]
    store.fill("code_ancestors", frame(["code_id", "ancestor"], ancestors))
    questions = [
        (guide.name, question) for guide in loaded_study.corpus.guides.values() for question in guide.questions
    ]
    asks = [
        (guide, question.question, code_id)
        for guide, question in questions
        for code_id in dict.fromkeys(
            # An id that nothing stands for today is kept as written: a caution has named it.
            current_id(name, book, loaded_study.questions) or name
            for name in question.asks_about
        )
    ]
    store.fill(
        "guide_questions", frame(["guide", "question"], [(guide, question.question) for guide, question in questions])
    )
    store.fill("asks", frame(["guide", "question", "code_id"], asks))


def _stages(store: Store, loaded_study: LoadedStudy) -> None:
    store.fill(
        "stage_cases",
        frame(["stage", "subject", "name", "case_id"], stage_subjects(loaded_study.study, loaded_study.corpus.cases)),
    )
    rows = []
    for transcript in loaded_study.corpus.transcripts:
        # These enter the frequencies of their case.
        if transcript.kind in COUNTED_KINDS and transcript.case_id is not None:
            continue
        if transcript.case_id is not None:
            rows.append((FIRST_STAGE, transcript.case_id, transcript.transcript_id))
        for stage, attribute in loaded_study.study.settings.design.items():
            if attribute in transcript.held:
                rows.append((stage, subject_id(transcript.held[attribute]), transcript.transcript_id))
    store.fill("stage_other", frame(["stage", "subject", "transcript_id"], rows))
