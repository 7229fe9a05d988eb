"""Records -> frames -> the store. Counts what went in, so that nothing is dropped in silence."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.check import Everything
from pipeline.coding.counting import Judged, Known
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.records import COUNTED_KINDS, Case, Transcript
from pipeline.store.store import Store
from pipeline.study import FIRST_STAGE, LAST_STAGE, Study, subject_id

if TYPE_CHECKING:
    import pandas as pd

PARTICIPANT = ("respondent_id", "organisation", "sector", "role", "attribution", "status", "may_quote", "may_archive")
ATTENDANCE = ("transcript_id", "speaker", "respondent_id")
PROPOSITIONS = ("name", "claim", "formed", "measure", "expects", "predicts", "rivals", "would_change_our_mind")


class Reported(Protocol):
    """What was found about the machine's and people's reliability: rows whose keys are the tables' columns."""

    @property
    def verdicts(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def agreement(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def corrected_shares(self) -> Sequence[Mapping[str, Any]]: ...


def fill_store(
    store: Store, all_: Everything, judged: Sequence[Judged], known: Known, report: Reported | None = None
) -> None:
    """Every table of tables.sql and of people's files, then the views, then the promises about them."""
    store.create_tables()
    store.fill("settings", _frame(["shows_transcripts"], [(all_.study.settings.shows_transcripts,)]))
    _cases(store, all_)
    _people(store, all_)
    _transcripts(store, all_)
    _codebook(store, all_)
    _codings(store, all_, judged)
    _known(store, all_, known)
    _stages(store, all_)
    for name in ("verdicts", "agreement", "corrected_shares"):
        rows = list(getattr(report, name)) if report is not None else []
        if rows:
            store.fill(name, _frame(list(rows[0]), [tuple(row.values()) for row in rows]))
    store.create_views()
    store.check()


def _frame(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame.from_records(list(rows), columns=list(columns))


def _texts(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> pd.DataFrame:
    """A frame whose columns are all text, also where it has no row."""
    import pandas as pd  # noqa: PLC0415

    found = list(rows)
    return pd.DataFrame({name: pd.Series([row[n] for row in found], dtype="string") for n, name in enumerate(columns)})


def tier_of(all_: Everything, case: Case) -> str | None:
    """The reconciled tier of a case: from success/tiers.csv, else from its column of cases.csv."""
    attribute = all_.study.settings.outcome_attribute
    if attribute is None:
        return case.attributes.get("tier") or None
    written = {row["case_id"]: row["tier"] for row in all_.tables["tiers"].rows}
    return written.get(case.case_id) or case.attributes.get(attribute) or None


def _cases(store: Store, all_: Everything) -> None:
    cases = all_.corpus.cases
    names = list(
        dict.fromkeys(
            name for case in cases for name in case.attributes if name and name.casefold() not in ("tier", "case_id")
        )
    )
    columns = ["case_id", *names, "tier"]
    rows = [
        (case.case_id, *(case.attributes.get(name) or None for name in names), tier_of(all_, case)) for case in cases
    ]
    store.create("cases", _texts(columns, rows))
    long = [(case.case_id, name, value) for case in cases for name, value in case.attributes.items() if name and value]
    store.fill("case_attributes", _frame(["case_id", "attribute", "value"], long))


def _people(store: Store, all_: Everything) -> None:
    participants = all_.corpus.participants.values()
    extra = list(
        dict.fromkeys(name for one in participants for name in one.attributes if name and name not in PARTICIPANT)
    )
    columns = [*PARTICIPANT, *extra]
    rows = [(one.respondent_id, *(one.attributes.get(name) or None for name in columns[1:])) for one in participants]
    store.create("participants", _texts(columns, rows))
    store.create(
        "attendance", _texts(ATTENDANCE, ([row[name] or None for name in ATTENDANCE] for row in all_.corpus.attendance))
    )
    for table in all_.tables.values():
        store.create(table.name, _as_read(table))
    store.create(
        "propositions",
        _texts(PROPOSITIONS, ([_words(one.get(name)) for name in PROPOSITIONS] for one in all_.propositions)),
    )


def _words(value: Any) -> str | None:
    import json  # noqa: PLC0415

    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _as_read(table: PeoplesTable) -> pd.DataFrame:
    frame = _texts(table.columns, ([row[name] or None for name in table.columns] for row in table.rows))
    if table.name == "judgements":
        frame["row_no"] = range(len(frame))
    return frame


def _city(all_: Everything, cities: Mapping[str, str], transcript: Transcript) -> str | None:
    if transcript.case_id is not None:
        return cities.get(transcript.case_id) or None
    return transcript.held.get("city")


def _transcripts(store: Store, all_: Everything) -> None:
    cities = {case.case_id: case.attributes.get("city", "") for case in all_.corpus.cases}
    rows, turns, segments, attributes, chunks = [], [], [], [], []
    for one in all_.corpus.transcripts:
        person = all_.corpus.participants.get(one.respondent_id or "")
        rows.append(
            (
                one.transcript_id,
                one.case_id,
                _city(all_, cities, one),
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
        _frame(
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
        _frame(
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
        _frame(
            ["segment_id", "transcript_id", "turn", "ordinal", "is_interviewer", "start_char", "end_char", "text"],
            segments,
        ),
    )
    store.fill("transcript_attributes", _frame(["transcript_id", "attribute", "value"], attributes))
    store.fill(
        "all_index_chunks",
        _frame(["transcript_id", "question", "start_char", "end_char", "sureness", "is_by_hand"], chunks),
    )


def _codebook(store: Store, all_: Everything) -> None:
    book = all_.codebook
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
        _frame(
            ["position", "code_id", "parent", "family", "kind", "name", "definition", "is_codable", "is_retired"], rows
        ),
    )
    ancestors = [(code_id, above) for code_id in book.codes for above in (code_id, *book.ancestors(code_id))]
    store.fill("code_ancestors", _frame(["code_id", "ancestor"], ancestors))
    asks = [
        (guide.name, question.question, code_id)
        for guide in all_.corpus.guides.values()
        for question in guide.questions
        for code_id in dict.fromkeys(question.asks_about)
    ]
    store.fill("asks", _frame(["guide", "question", "code_id"], asks))


def published_ids(judged: Sequence[Judged]) -> list[str]:
    """The id of each coding as tables give it: the coder's own, with the coder before it where two coders share it."""
    times = Counter(one.coding.coding_id for one in judged)
    return [
        one.coding.coding_id if times[one.coding.coding_id] == 1 else f"{one.coding.coder}:{one.coding.coding_id}"
        for one in judged
    ]


def _codings(store: Store, all_: Everything, judged: Sequence[Judged]) -> None:
    places = {one.transcript_id: _Places(one) for one in all_.corpus.transcripts}
    rows, voices = [], []
    for number, (one, coding_id) in enumerate(zip(judged, published_ids(judged), strict=True)):
        coding = one.coding
        first, last, respondents = places[coding.transcript_id].touched(coding.start_char, coding.end_char)
        voices += [(number, respondent_id) for respondent_id in respondents]
        rows.append(
            (
                number,
                coding_id,
                coding.transcript_id,
                coding.start_char,
                coding.end_char,
                coding.code_id,
                coding.coder,
                coding.origin,
                coding.polarity,
                one.is_counted,
                one.would_count,
                one.is_rejected,
                coding.score,
                coding.cue,
                coding.is_aha,
                coding.quotation,
                coding.target or None,
                coding.period or None,
                coding.memo or None,
                coding.codebook_version or None,
                first,
                last,
            )
        )
    frame = _frame(
        [
            "coding_no",
            "coding_id",
            "transcript_id",
            "start_char",
            "end_char",
            "code_id",
            "coder",
            "origin",
            "polarity",
            "is_counted",
            "would_count",
            "is_rejected",
            "score",
            "cue",
            "is_aha",
            "quotation",
            "target",
            "period",
            "memo",
            "codebook_version",
            "first_segment",
            "last_segment",
        ],
        rows,
    ).astype({"first_segment": "Int64", "last_segment": "Int64"})
    store.fill("marks", frame)
    store.fill("mark_respondents", _frame(["coding_no", "respondent_id"], voices))


class _Places:
    """Where the turns and segments of one transcript begin, for finding what a passage touches."""

    def __init__(self, transcript: Transcript) -> None:
        self.segments = transcript.segments
        self.starts = [one.start_char for one in transcript.segments]
        self.turns = transcript.turns
        self.turn_starts = [one.start_char for one in transcript.turns]

    def touched(self, start: int, end: int) -> tuple[int | None, int | None, tuple[str, ...]]:
        """Ordinals of the first and last segment that share a character with the passage, and whose words they are."""
        first = max(bisect.bisect_right(self.starts, start) - 1, 0)
        if first < len(self.segments) and self.segments[first].end_char <= start:
            first += 1
        last = bisect.bisect_left(self.starts, end) - 1
        turn = max(bisect.bisect_right(self.turn_starts, start) - 1, 0)
        people = []
        while turn < len(self.turns) and self.turns[turn].start_char < end:
            one = self.turns[turn]
            if one.end_char > start and not one.is_interviewer and one.respondent_id:
                people.append(one.respondent_id)
            turn += 1
        found = tuple(dict.fromkeys(people))
        return (None, None, found) if last < first else (first, last, found)


def _known(store: Store, all_: Everything, known: Known) -> None:
    store.fill(
        "known", _frame(["transcript_id", "code_id", "how"], [(*pair, how) for pair, how in known.known.items()])
    )
    marks = sorted(
        (*pair, coder, known.decides.get(pair) == coder) for pair, coders in known.read_by.items() for coder in coders
    )
    store.fill("reading_marks", _frame(["transcript_id", "code_id", "coder", "decides"], marks))
    rows = [
        (one.transcript_id, one.coder, len(one.codes), one.codebook_version, one.is_blind, one.knew_tier, one.at)
        for one in all_.hand.read
    ]
    store.fill(
        "read_rows",
        _frame(["transcript_id", "coder", "n_codes", "codebook_version", "is_blind", "knew_tier", "at"], rows),
    )


def stage_subjects(study: Study, cases: Iterable[Case]) -> list[tuple[str, str, str, str]]:
    """(stage, subject, its name in prose, case_id) for every stage that compares cases, in the order of the stages."""
    rows = []
    listed = list(cases)
    for stage, attribute in study.settings.design.items():
        held = [(case.attributes.get(attribute, ""), case.case_id) for case in listed]
        rows += [(stage, subject_id(value), value, case_id) for value, case_id in sorted(held) if value]
    rows += [(LAST_STAGE, LAST_STAGE, LAST_STAGE, case.case_id) for case in listed]
    return rows


def _stages(store: Store, all_: Everything) -> None:
    store.fill(
        "stage_cases", _frame(["stage", "subject", "name", "case_id"], stage_subjects(all_.study, all_.corpus.cases))
    )
    other = []
    for one in all_.corpus.transcripts:
        if one.kind in COUNTED_KINDS and one.case_id is not None:
            continue
        if one.case_id is not None:
            other.append((FIRST_STAGE, one.case_id, one.transcript_id))
        for stage, attribute in all_.study.settings.design.items():
            if attribute in one.held:
                other.append((stage, subject_id(one.held[attribute]), one.transcript_id))
    store.fill("stage_other", _frame(["stage", "subject", "transcript_id"], other))
