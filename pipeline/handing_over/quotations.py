"""Quotations of a run: whose words, from which case and source, under which code, and how the coding stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.handing_over.code_tree import CodeTree
from pipeline.site.context import may_quote
from pipeline.stages.library import Library
from pipeline.store.frames import names_beside
from pipeline.store.rows import (
    AnyTranscript,
    CaseRow,
    Cell,
    CodeRow,
    ParticipantRow,
    TranscriptAttribute,
    Voice,
)
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.problems import WrongUsage, did_you_mean
from pipeline.wording.vocabulary import POLARITIES

OF_A_PERSON = ("respondent_id", "organisation", "sector", "role", "attribution", "status")
MAY_NOT_BE_QUOTED = "may not be quoted"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quotations are asked for: codes with all below them (none: every code), attributes that must hold together,
    and whether codings that do not count come along."""

    codes: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    with_uncounted: bool = False


class Quotations:
    """All quotations of a run, and the attributes by which they can be asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.tree = CodeTree(library.rows(CodeRow))
        self.cases = {case.case_id: case for case in library.rows(CaseRow)}
        self.case_attributes = tuple(name for name in library.columns(CaseRow.TABLE) if name != "case_id")
        self._people = {person.respondent_id: person for person in library.rows(ParticipantRow)}
        self._transcripts = self._cells_of_transcripts()

    def all(self) -> Iterator[Voice]:
        """Every coding, by case as cases.csv lists them, then in the order of the text; of no case last."""
        place = {case_id: n for n, case_id in enumerate(self.cases)}
        yield from sorted(self._library.rows(Voice), key=lambda voice: place.get(voice.case_id or "", len(place)))

    def asked_for(self, wanted: Wanted) -> list[Voice]:
        """The quotations that are asked for, in the same order.

        Raises:
            WrongUsage: A code, an attribute or a value that this study has not.
        """
        codes = self._codes(wanted.codes)
        conditions = [(name, self._known_value(name, value)) for name, value in wanted.where]
        return [
            voice
            for voice in self.all()
            if (voice.is_counted or wanted.with_uncounted)
            and (not codes or voice.code_id in codes)
            and all(value in self._cells(voice, name) for name, value in conditions)
        ]

    def case_name(self, case_id: str | None) -> str:
        """What a case is called."""
        return self.cases[case_id].name if case_id in self.cases else "Of no case"

    def _codes(self, asked: Iterable[str]) -> frozenset[str]:
        codes: set[str] = set()
        for code_id in asked:
            if code_id not in self.tree.codes:
                remedy = did_you_mean(code_id, self.tree.codes, "name one that the codebook has.")
                raise WrongUsage(f"'{code_id}' is no code of this codebook. {remedy}")
            codes |= self.tree.with_children(code_id)
        return frozenset(codes)

    def _known_value(self, name: str, value: str) -> str:
        """The value as the study writes it; capitals do not matter."""
        known = self._values(name)
        if not known:
            names = self._attribute_names()
            remedy = did_you_mean(name, names, f"name one of {', '.join(sorted(names))}.")
            raise WrongUsage(f"'{name}' is no attribute of a case, a transcript or a participant here. {remedy}")
        if value in known:
            return value
        alike = [other for other in known if other.casefold() == value.casefold()]
        if len(alike) == 1:
            return alike[0]
        remedy = did_you_mean(value, known, f"name one of {', '.join(sorted(known)[:20])}.")
        raise WrongUsage(f"No {name} is '{value}'. {remedy}")

    def _attribute_names(self) -> set[str]:
        of_transcripts = {name for cells in self._transcripts.values() for name in cells}
        of_people = {name for person in self._people.values() for name in (*OF_A_PERSON, *person.extra)}
        return {"case_id", *self.case_attributes, *of_transcripts, *of_people}

    def _values(self, name: str) -> set[str]:
        """Every value that an attribute has anywhere."""
        cells: list[Cell] = [case.cell(name) for case in self.cases.values()]
        cells += [transcript.get(name) for transcript in self._transcripts.values()]
        cells += [person.cell(name) for person in self._people.values()]
        return {value for cell in cells if cell is not None for value in _in_cell(str(cell))}

    def _cells(self, voice: Voice, name: str) -> set[str]:
        """What an attribute says of a quotation: by its case, its transcript, and whoever speaks."""
        case = self.cases.get(voice.case_id or "")
        person = self._people.get(voice.respondent_id or "")
        cells = (
            case.cell(name) if case else None,
            self._transcripts.get(voice.transcript_id, {}).get(name),
            person.cell(name) if person else None,
        )
        return {value for cell in cells if cell is not None for value in _in_cell(str(cell))}

    def _cells_of_transcripts(self) -> Mapping[str, Mapping[str, str]]:
        """transcript_id -> its attributes; those of its respondent are asked of whoever speaks."""
        cells: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self._library.rows(AnyTranscript):
            named = {
                "transcript_id": row.transcript_id, "case_id": row.case_id, "city": row.city, "kind": row.kind,
                "guide": row.guide, "date": row.date, "language": row.language,
            }  # fmt: skip
            cells[row.transcript_id] = {name: value for name, value in named.items() if value}
        for attribute in self._library.rows(TranscriptAttribute):
            cells[attribute.transcript_id].setdefault(attribute.attribute, attribute.value)
        return cells


def _in_cell(cell: str) -> tuple[str, ...]:
    """A cell as a whole, and each of the values that it lists."""
    return tuple(dict.fromkeys((cell, *several(cell)))) if ";" in cell else (cell,)


def standing(voice: Voice) -> str:
    """How a coding stands in the figures; `counted`, or why it does not count."""
    if voice.is_counted:
        return "counted"
    if voice.is_rejected:
        return "not counted: the machine's, rejected by a person"
    if voice.is_outdated:
        return "not counted: given when the code meant something else"
    if voice.polarity != "affirmed":
        return f"not counted: {POLARITIES.get(voice.polarity, voice.polarity)}"
    if voice.is_suggesting:
        return "not counted: the machine's suggestion"
    if voice.origin == "machine":
        return "not counted: the machine's, where people have read or coded"
    return "not counted: another coder's codings count here"


SOURCE = ("sector", "role", "organisation", "respondent_id", "transcript_id", "turn", "speaker", "kind")
OF_THE_CODING = (
    "polarity", "origin", "coder", "target", "period", "memo", "is_aha", "code_id", "start_char", "end_char",
    "coding_id",
)  # fmt: skip


def columns_of_quotations(quotations: Quotations) -> list[str]:
    """What one reads and filters by first: the case, a column for each level of the code tree, the words; then the
    source, the attributes of the case, and the rest of the coding."""
    first = ["case_id", *(f"code_level_{n}" for n in range(1, quotations.tree.depth + 1))]
    words = ["quotation", "standing", "may_be_quoted"]
    own = (*first, *words, *SOURCE, *OF_THE_CODING)
    return [*first, *words, *SOURCE, *names_beside(quotations.case_attributes, own), *OF_THE_CODING]


def row_of_quotation(voice: Voice, quotations: Quotations) -> list[Cell]:
    """The cells of a quotation under these columns."""
    case = quotations.cases.get(voice.case_id or "")
    names = quotations.tree.names(voice.code_id)
    return [
        voice.case_id,
        *names,
        *[None] * (quotations.tree.depth - len(names)),
        voice.quotation,
        standing(voice),
        "yes" if may_quote(voice) else "no",
        *(voice.cell(name) for name in SOURCE),
        *(case.cell(name) if case else None for name in quotations.case_attributes),
        *(voice.cell(name) for name in OF_THE_CODING),
    ]


def by_case(voices: Iterable[Voice]) -> Mapping[str | None, Sequence[Voice]]:
    """Quotations by case, in their order."""
    cases: dict[str | None, list[Voice]] = defaultdict(list)
    for voice in voices:
        cases[voice.case_id].append(voice)
    return cases
