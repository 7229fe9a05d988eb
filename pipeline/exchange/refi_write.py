"""A study -> REFI-QDA: a project (.qdpx) or its codebook alone (.qdc), for other programs of the field.

The same study gives the same bytes, and the same ids at every export: made from permanent ids, never from names.
"""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pipeline
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.exchange.own_notes import description, remark
from pipeline.exchange.refi_xml import CODEBOOK, PROJECT, Elements, moment, permanent_id, serialized, storable
from pipeline.exchange.report import Report
from pipeline.handing_over.whose import notices
from pipeline.loaded_study import LoadedStudy
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.records import Code, Codebook, Coding, Transcript

MACHINE = "machine"
ORIGIN = f"crosscase {pipeline.__version__}"
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold: the same study gives the same bytes
# Not people: written out, they would come back as speakers.
_NO_LABEL = ("document", "unknown")


@dataclass(frozen=True)
class ExportedText:
    """A transcript with its speakers' labels, and where each of its turns begins in that text."""

    text: str
    turn_starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def passage(self, start: int, end: int) -> tuple[int, int]:
        """The offsets of a passage of the transcript, labels between its turns included."""
        # By its last sign, not by what follows it: a passage to a turn's end must not take the next label along.
        return self._at(start), self._at(end - 1) + 1

    def _at(self, offset: int) -> int:
        return offset + self.shifts[bisect_right(self.turn_starts, offset) - 1]


def exported_text(transcript: Transcript) -> ExportedText:
    """A turn a line, `Label: words`; no label where nobody is named."""
    lines, shifts, shift = [], [], 0
    for turn in transcript.turns:
        label = "" if turn.speaker in _NO_LABEL else f"{turn.speaker}: "
        shift += len(label)
        shifts.append(shift)
        lines.append(storable(label + turn.text))
    return ExportedText("\n".join(lines), tuple(turn.start_char for turn in transcript.turns), tuple(shifts))


def codebook_file(codebook: Codebook, report: Report) -> bytes:
    """The codebook as .qdc."""
    make = Elements(CODEBOOK)
    root = make.root("CodeBook", origin=ORIGIN)
    _codes(make, root, codebook, {}, report)
    return serialized(root)


def project_file(loaded: LoadedStudy, report: Report) -> bytes:
    """The study as .qdpx: project.qde and a text a transcript."""
    writer = _Writer(loaded, report)
    parts = {"project.qde": serialized(writer.project())}
    for transcript in loaded.corpus.transcripts:
        name = f"sources/{permanent_id('transcript', transcript.transcript_id)}.txt"
        parts[name] = writer.texts[transcript.transcript_id].text.encode("utf-8")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, raw in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            # Readable by the owner alone, where an archive is unpacked: it holds transcripts.
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, raw)
    return file.getvalue()


def _codes(make: Elements, root: XmlElement, codebook: Codebook, notes: dict[str, list[str]], report: Report) -> None:
    """The tree of codes in use, parents before children."""
    in_use = {code.code_id: code for code in codebook.codes.values() if not code.retired and not code.merge_into}
    report.counts["codes"].in_file += len(codebook.codes)
    report.counts["codes"].imported += len(in_use)
    report.counts["codes"].exact += len(in_use)
    for code_id in (other for other in codebook.codes if other not in in_use):
        report.lost("codes", code_id, codebook.codes[code_id].name, "it is retired or merged: only codes in use go out")
    children: dict[str, list[Code]] = defaultdict(list)
    for code in in_use.values():
        # A code whose family is retired goes to the top, rather than out of the file.
        children[code.parent if code.parent in in_use else ""].append(code)
    if in_use:
        _code_level(make, make.under(root, "Codes"), "", children, notes)


def _code_level(
    make: Elements, parent: XmlElement, above: str, children: dict[str, list[Code]], notes: dict[str, list[str]]
) -> None:
    for code in children[above]:
        is_codable = "true" if code.is_codable else "false"
        guid = permanent_id("code", code.code_id)
        element = make.under(parent, "Code", guid=guid, name=code.name or code.code_id, isCodable=is_codable)
        about = description(code.definition, code.include, code.exclude, code.examples, code.code_id)
        make.text(element, "Description", about)
        for note in notes.get(code.code_id, ()):
            make.reference(element, "NoteRef", note)
        _code_level(make, element, code.code_id, children, notes)


class _Writer:
    """One project while it is written, in the order of the schema."""

    def __init__(self, loaded: LoadedStudy, report: Report) -> None:
        self.make = Elements(PROJECT)
        self.loaded, self.report = loaded, report
        self.texts = {transcript.transcript_id: exported_text(transcript) for transcript in loaded.corpus.transcripts}
        self.times = _times(loaded.hand.codings)
        self.notes: list[tuple[str, str, str, str]] = []
        self.people = {coding.coder for coding in loaded.hand.codings}
        self.has_machine = bool(loaded.machine)
        self.variables: dict[str, str] = {}
        self.codings = self._by_passage()
        self.notes_of = self._notes_by_subject()

    def project(self) -> XmlElement:
        """The root element with all below it."""
        study = self.loaded.study
        root = self.make.root("Project", name=study.title, origin=ORIGIN)
        # Lists are made in the order that the schema demands, and filled as soon as what they list is known.
        users = self.make.under(root, "Users")
        codebook = self.make.under(root, "CodeBook")
        _codes(self.make, codebook, self.loaded.codebook, self.notes_of["code"], self.report)
        if not len(codebook):
            root.remove(codebook)
        variables, cases = self.make.under(root, "Variables"), self.make.under(root, "Cases")
        sources = self.make.under(root, "Sources")
        for transcript in self.loaded.corpus.transcripts:
            self._source(sources, transcript)
        for case in self.loaded.corpus.cases:
            self._case(cases, case.case_id, case.attributes)
        self._write_notes(self.make.under(root, "Notes"))
        self._write_sets(self.make.under(root, "Sets"))
        for person in sorted(self.people):
            self.make.under(users, "User", guid=permanent_id("coder", person), name=person)
        if self.has_machine:
            name = f"machine ({ORIGIN}, not a person)"
            self.make.under(users, "User", guid=permanent_id("coder", MACHINE, "machine"), name=name, id=MACHINE)
        for name, guid in self.variables.items():
            self.make.under(variables, "Variable", guid=guid, name=name, typeOfVariable="Text")
        for element in list(root):
            if not len(element):  # an empty list is not valid
                root.remove(element)
        self.make.text(root, "Description", " ".join(notices(study)))
        for guid in self.notes_of["project"][""]:
            self.make.reference(root, "NoteRef", guid)
        self._tell_what_stays()
        return root

    def _by_passage(self) -> dict[str, dict[tuple[int, int], list[Coding]]]:
        passages: dict[str, dict[tuple[int, int], list[Coding]]] = defaultdict(lambda: defaultdict(list))
        count = self.report.counts["codings"]
        for coding in (*self.loaded.hand.codings, *self.loaded.machine):
            count.in_file += 1
            code = self.loaded.codebook.codes.get(coding.code_id)
            if code is None or code.retired or code.merge_into:
                why = f"'{coding.code_id}' is no code in use of the codebook (a guide's question, a retired code)"
                self.report.lost("codings", f"{coding.coder}:{coding.coding_id}", coding.quotation, why)
                continue
            count.imported += 1
            count.exact += 1
            passages[coding.transcript_id][coding.start_char, coding.end_char].append(coding)
        return passages

    def _notes_by_subject(self) -> dict[str, dict[str, list[str]]]:
        """Ids of the notes by what they are about; each is written once, further down."""
        ids: dict[str, dict[str, list[str]]] = {
            "code": defaultdict(list), "respondent": defaultdict(list), "project": defaultdict(list)
        }  # fmt: skip
        for note in self.loaded.notes.notes:
            by = str(note.front.get("by") or "")
            guid = permanent_id("note", note.stage, note.subject)
            self.notes.append((guid, f"{note.stage}/{note.subject}", note.body.strip(), by))
            if by:
                self.people.add(by)
            kind = note.stage if note.stage in ("code", "respondent") else "project"
            ids[kind][note.subject if kind != "project" else ""].append(guid)
        self.report.counts["memos"].in_file = self.report.counts["memos"].imported = len(self.notes)
        self.report.counts["memos"].exact = len(self.notes)
        return ids

    def _source(self, sources: XmlElement, transcript: Transcript) -> None:
        key = transcript.transcript_id
        guid = permanent_id("transcript", key)
        source = self.make.under(sources, "TextSource", guid=guid, name=key, plainTextPath=f"internal://{guid}.txt")
        for (start, end), codings in sorted(self.codings[key].items()):
            self._selection(source, key, start, end, codings)
        for note in self.notes_of["respondent"].get(key, ()):
            self.make.reference(source, "NoteRef", note)
        asking = ";".join(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.is_interviewer))
        own = {
            "kind": transcript.kind, "respondent_id": transcript.respondent_id, "guide": transcript.guide,
            "date": transcript.date, "language": transcript.language, "interviewers": asking,
        }  # fmt: skip
        self._values(
            source, {**{name: value or "" for name, value in own.items()}, **transcript.attributes, **transcript.held}
        )
        count = self.report.counts["transcripts"]
        count.in_file, count.imported, count.exact = count.in_file + 1, count.imported + 1, count.exact + 1

    def _selection(self, source: XmlElement, transcript_id: str, start: int, end: int, codings: list[Coding]) -> None:
        first, last = self.texts[transcript_id].passage(start, end)
        selection = self.make.under(
            source, "PlainTextSelection", guid=permanent_id("passage", transcript_id, str(start), str(end)),
            name=_short(self.texts[transcript_id].text[first:last]), startPosition=str(first), endPosition=str(last),
        )  # fmt: skip
        for coding in codings:
            is_machine = coding.origin == "machine"
            user = permanent_id("coder", MACHINE, "machine") if is_machine else permanent_id("coder", coding.coder)
            element = self.make.under(
                selection, "Coding", guid=permanent_id("coding", coding.coder, coding.coding_id), creatingUser=user,
                creationDateTime=moment(self.times.get((coding.coder, coding.coding_id), "")),
            )  # fmt: skip
            self.make.reference(element, "CodeRef", permanent_id("code", coding.code_id))
            text = remark(coding.memo, coding.polarity, coding.target, coding.period, coding.is_aha)
            if text:
                note = permanent_id("remark", coding.coder, coding.coding_id)
                self.make.reference(element, "NoteRef", note)
                self.notes.append((note, "", text, "" if is_machine else coding.coder))

    def _case(self, cases: XmlElement, case_id: str, attributes: Mapping[str, str]) -> None:
        element = self.make.under(cases, "Case", guid=permanent_id("case", case_id), name=case_id)
        self._values(element, attributes)
        for transcript in self.loaded.corpus.transcripts:
            if transcript.case_id == case_id:
                self.make.reference(element, "SourceRef", permanent_id("transcript", transcript.transcript_id))

    def _values(self, parent: XmlElement, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            if not value:
                continue
            guid = self.variables.setdefault(name, permanent_id("variable", name))
            element = self.make.under(parent, "VariableValue")
            self.make.reference(element, "VariableRef", guid)
            self.make.under(element, "TextValue").text = storable(value)
            count = self.report.counts["attributes"]
            count.in_file, count.imported, count.exact = count.in_file + 1, count.imported + 1, count.exact + 1

    def _write_notes(self, parent: XmlElement) -> None:
        for guid, name, text, by in self.notes:
            user = permanent_id("coder", by) if by else ""
            note = self.make.under(parent, "Note", guid=guid, name=name, creatingUser=user)
            self.make.text(note, "PlainTextContent", text)

    def _write_sets(self, parent: XmlElement) -> None:
        """The material of each value of the design and of the outcome, such as `issue: water`."""
        settings = self.loaded.study.settings
        attributes = dict.fromkeys([*settings.design.values(), settings.outcome_attribute or ""])
        for attribute in attributes:
            members: dict[str, list[str]] = defaultdict(list)
            for case in self.loaded.corpus.cases:
                if value := case.attributes.get(attribute, ""):
                    members[value] += [
                        transcript.transcript_id
                        for transcript in self.loaded.corpus.transcripts
                        if transcript.case_id == case.case_id
                    ]
            for value, transcripts in sorted(members.items()):
                guid = permanent_id("set", attribute, value)
                element = self.make.under(parent, "Set", guid=guid, name=f"{attribute}: {value}")
                for transcript_id in transcripts:
                    self.make.reference(element, "MemberSource", permanent_id("transcript", transcript_id))

    def _tell_what_stays(self) -> None:
        """What the format has no place for."""
        hand = self.loaded.hand
        n_rows = sum(len(table.rows) for table in self.loaded.tables.values())
        for n, things, why in (
            (len(hand.read), "marks of what was read", "REFI-QDA knows no “read and found nothing”"),
            (len(hand.rejects), "rejected machine codings", "REFI-QDA knows no rejection"),
            (len(hand.outdated), "codings under an earlier text of their code", "they do not stand today"),
            (n_rows, "rows of judgements, events and other tables", "REFI-QDA has no tables"),
        ):  # fmt: skip
            if n:
                self.report.infer(f"{n:,} {things} did not go out: {why}")
        n_other = sum(coding.polarity != "affirmed" for coding in hand.codings)
        if n_other:
            self.report.infer(
                f"{n_other:,} codings are absent, wished or disputed: their notes say so; other programs count all"
            )


def _short(quotation: str) -> str:
    words = " ".join(quotation.split())
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"


def _times(codings: Iterable[Coding]) -> dict[tuple[str, str], str]:
    """When each hand coding was made, as its row says."""
    listed = [coding for coding in codings if coding.source is not None]
    paths: set[Path] = {coding.source.path for coding in listed if coding.source is not None}
    rows = {(path, row.source.line): row["at"] for path in sorted(paths) for row in read_csv(path).records.rows}
    return {
        (coding.coder, coding.coding_id): rows.get((coding.source.path, coding.source.line), "")
        for coding in listed
        if coding.source is not None
    }
