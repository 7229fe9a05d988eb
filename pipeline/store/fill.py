"""Records -> frames -> the store. Counts what went in, so that nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.codebook.renames import current_id
from pipeline.coding.counting import Judged, Known
from pipeline.coding.named_codes import measure_of_today, with_todays_codes
from pipeline.corpus.cases import PARTICIPANT
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.loaded_study import LoadedStudy
from pipeline.store.codings import fill_codings, fill_known
from pipeline.store.frames import frame, numbered
from pipeline.store.rows import ROW_NO
from pipeline.store.store import Store
from pipeline.study.records import COUNTED_KINDS, Case, Transcript
from pipeline.study.study import FIRST_STAGE, stage_subjects, subject_id

if TYPE_CHECKING:
    from pipeline.store.frames import Frame

ATTENDANCE = ("transcript_id", "speaker", "respondent_id")
PROPOSITIONS = ("name", "claim", "formed", "measure", "expects", "predicts", "rivals", "would_change_our_mind")


class Reported(Protocol):
    """What was found about the machine's and people's reliability: rows whose keys are the tables' columns."""

    @property
    def verdicts(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def agreement(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def unseen_cases(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def machine_errors(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def corrected_shares(self) -> Sequence[Mapping[str, Any]]: ...


def fill_store(
    store: Store, loaded_study: LoadedStudy, judged: Sequence[Judged], known: Known, report: Reported | None = None
) -> None:
    """Every table of tables.sql and of people's files, then the views, then the promises about them."""
    store.create_tables()
    store.fill("settings", frame(["shows_transcripts"], [(loaded_study.study.settings.shows_transcripts,)]))
    _cases(store, loaded_study)
    _people(store, loaded_study)
    _transcripts(store, loaded_study)
    _codebook(store, loaded_study)
    fill_codings(store, loaded_study, judged)
    fill_known(store, loaded_study, known)
    _stages(store, loaded_study)
    for name in ("verdicts", "unseen_cases", "machine_errors", "agreement", "corrected_shares"):
        rows = list(getattr(report, name)) if report is not None else []
        if rows:
            store.fill(name, frame(list(rows[0]), [tuple(row.values()) for row in rows]))
    store.create_views()
    store.check()


def tier_of(loaded_study: LoadedStudy, case: Case) -> str | None:
    """The reconciled tier of a case: from success/tiers.csv, else from its column of cases.csv."""
    attribute = loaded_study.study.settings.outcome_attribute
    if attribute is None:
        return case.attributes.get("tier") or None
    written = {row["case_id"]: row["tier"] for row in loaded_study.tables["tiers"].rows}
    return written.get(case.case_id) or case.attributes.get(attribute) or None


def _cases(store: Store, loaded_study: LoadedStudy) -> None:
    cases = loaded_study.corpus.cases
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
    extra = list(
        dict.fromkeys(name for one in participants for name in one.attributes if name and name not in PARTICIPANT)
    )
    columns = [*PARTICIPANT, *extra]
    rows = [(one.respondent_id, *(one.attributes.get(name) or None for name in columns[1:])) for one in participants]
    store.create("participants", frame(columns, rows))
    store.create(
        "attendance",
        frame(ATTENDANCE, ([row[name] or None for name in ATTENDANCE] for row in loaded_study.corpus.attendance)),
    )
    for table in loaded_study.tables.values():
        store.create(table.name, _as_read(with_todays_codes(table, loaded_study.codebook)))
    store.create(
        "propositions",
        frame(
            PROPOSITIONS,
            ([_words(_today(one, name, loaded_study)) for name in PROPOSITIONS] for one in loaded_study.propositions),
        ),
    )


def _today(proposition: Mapping[str, Any], name: str, loaded_study: LoadedStudy) -> Any:
    """A field of a proposition, its measures and its rivals' with today's codes."""
    value = proposition.get(name)
    if name == "measure":
        return measure_of_today(value, loaded_study.codebook)
    if name != "rivals" or not isinstance(value, list):
        return value
    return [
        {**one, "measure": measure_of_today(one["measure"], loaded_study.codebook)}
        if isinstance(one, Mapping) and "measure" in one
        else one
        for one in value
    ]


def _words(value: Any) -> str | None:
    import json  # noqa: PLC0415

    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _as_read(table: PeoplesTable) -> Frame:
    found = frame(table.columns, ([row[name] or None for name in table.columns] for row in table.rows))
    if table.name == "judgements":
        found[ROW_NO] = numbered(len(table.rows))
    return found


def _city(loaded_study: LoadedStudy, cities: Mapping[str, str], transcript: Transcript) -> str | None:
    if transcript.case_id is not None:
        return cities.get(transcript.case_id) or None
    return transcript.held.get("city")


def _transcripts(store: Store, loaded_study: LoadedStudy) -> None:
    cities = {case.case_id: case.attributes.get("city", "") for case in loaded_study.corpus.cases}
    rows, turns, segments, attributes, chunks = [], [], [], [], []
    for one in loaded_study.corpus.transcripts:
        person = loaded_study.corpus.participants.get(one.respondent_id or "")
        rows.append(
            (
                one.transcript_id,
                one.case_id,
                _city(loaded_study, cities, one),
                one.kind,
                one.respondent_id,
                (person.sector or None) if person else None,
                (person.role or None) if person else None,
                one.n_words,
                one.n_words_respondent,
                len(one.turns),
                one.file,
                one.guide,
                one.date,
                one.language,
            )
        )
        turns += [
            (
                one.transcript_id,
                t.number,
                t.speaker,
                t.respondent_id,
                t.is_interviewer,
                t.start_char,
                t.end_char,
                t.start_seconds,
                t.text,
            )
            for t in one.turns
        ]
        text = one.text
        segments += [
            (
                s.segment_id,
                one.transcript_id,
                s.turn,
                n,
                s.is_interviewer,
                s.start_char,
                s.end_char,
                text[s.start_char : s.end_char],
            )
            for n, s in enumerate(one.segments)
        ]
        attributes += [(one.transcript_id, name, value) for name, value in one.attributes.items()]
        chunks += [
            (one.transcript_id, c.question, c.start_char, c.end_char, c.sureness, c.sureness is None)
            for c in one.chunks
        ]
    store.fill(
        "all_transcripts",
        frame(
            [
                "transcript_id",
                "case_id",
                "city",
                "kind",
                "respondent_id",
                "sector",
                "role",
                "n_words",
                "n_words_respondent",
                "n_turns",
                "file",
                "guide",
                "date",
                "language",
            ],
            rows,
        ),
    )
    store.fill(
        "turns",
        frame(
            [
                "transcript_id",
                "turn",
                "speaker",
                "respondent_id",
                "is_interviewer",
                "start_char",
                "end_char",
                "start_seconds",
                "text",
            ],
            turns,
        ),
    )
    store.fill(
        "all_segments",
        frame(
            ["segment_id", "transcript_id", "turn", "ordinal", "is_interviewer", "start_char", "end_char", "text"],
            segments,
        ),
    )
    store.fill("transcript_attributes", frame(["transcript_id", "attribute", "value"], attributes))
    store.fill(
        "all_index_chunks",
        frame(["transcript_id", "question", "start_char", "end_char", "sureness", "is_by_hand"], chunks),
    )


def _codebook(store: Store, loaded_study: LoadedStudy) -> None:
    book = loaded_study.codebook
    rows = [
        (
            n,
            code.code_id,
            code.parent,
            book.family(code.code_id),
            code.kind,
            code.name,
            code.definition,
            code.is_codable and not code.retired and not code.merge_into,
            bool(code.retired),
        )
        for n, code in enumerate(book.codes.values())
    ]
    store.fill(
        "all_codes",
        frame(
            ["position", "code_id", "parent", "family", "kind", "name", "definition", "is_codable", "is_retired"], rows
        ),
    )
    ancestors = [(code_id, above) for code_id in book.codes for above in (code_id, *book.ancestors(code_id))]
    store.fill("code_ancestors", frame(["code_id", "ancestor"], ancestors))
    questions = [
        (guide.name, question) for guide in loaded_study.corpus.guides.values() for question in guide.questions
    ]
    asks = [
        (guide, question.question, code_id)
        for guide, question in questions
        for code_id in dict.fromkeys(
            current_id(one, book, loaded_study.questions) or one for one in question.asks_about
        )
    ]
    store.fill("guide_questions", frame(["guide", "question"], [(guide, one.question) for guide, one in questions]))
    store.fill("asks", frame(["guide", "question", "code_id"], asks))


def _stages(store: Store, loaded_study: LoadedStudy) -> None:
    store.fill(
        "stage_cases",
        frame(["stage", "subject", "name", "case_id"], stage_subjects(loaded_study.study, loaded_study.corpus.cases)),
    )
    other = []
    for one in loaded_study.corpus.transcripts:
        if one.kind in COUNTED_KINDS and one.case_id is not None:
            continue
        if one.case_id is not None:
            other.append((FIRST_STAGE, one.case_id, one.transcript_id))
        for stage, attribute in loaded_study.study.settings.design.items():
            if attribute in one.held:
                other.append((stage, subject_id(one.held[attribute]), one.transcript_id))
    store.fill("stage_other", frame(["stage", "subject", "transcript_id"], other))
