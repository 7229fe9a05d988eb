"""A source's project -> what a study gains: transcripts, codes, codings, cases, attributes, memos.

Everything lands as rows and files that a person could have written. The study is only read here (`StudyState`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import field, replace

from pipeline.coding.hand.hand_work import CONSENSUS
from pipeline.corpus.formats.lines import RefusedError
from pipeline.exchange.landing_again import said_otherwise, way_out
from pipeline.exchange.landing_codes import Codes
from pipeline.exchange.landing_memos import land_memos
from pipeline.exchange.landing_places import place_coding, row_of
from pipeline.exchange.landing_transcripts import land_cases, land_document
from pipeline.exchange.names import coder_id, distinct
from pipeline.exchange.project import SourceCoding, SourceDocument, SourceProject
from pipeline.exchange.report import Report
from pipeline.exchange.study_state import StudyState
from pipeline.exchange.texts import Landed
from pipeline.study.dataclass import dataclass

NOBODY = "imported"
"""The coder of codings whose source names nobody."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says: the coder of what names none, the case of new transcripts; '' where not said."""

    coder: str = ""
    case: str = ""


@dataclass
class Landing:
    """One project on its way into a study. `said_otherwise`: files of codings here that the source has otherwise."""

    project: SourceProject
    state: StudyState
    report: Report
    wishes: Wishes
    documents: dict[str, Landed] = field(default_factory=dict)
    n_over_turns: int = 0
    said_otherwise: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Take the project into the state, and fill the report."""
        self.report.items += self.project.items
        # What a reader could not use never reaches the loops below: it is counted here, or the totals would not add up.
        for item in self.project.items:
            if item.what == "lost":
                self.report.counts[item.kind].in_file += 1
                self.report.counts[item.kind].lost += 1
        for sentence in self.project.inferred:
            self.report.infer(sentence)
        self.state.title = self.state.title or self.project.title
        # Cases before transcripts, transcripts before codings: each row names what is there already.
        cases = land_cases(self.project, self.state, self.report, self.wishes.case)
        quoted: dict[str, list[str]] = defaultdict(list)
        for coding in self.project.codings:
            quoted[coding.document].append(coding.words)
        for document in self.project.documents:
            self._document(document, quoted[document.key], cases)
        codes = Codes(self.project, self.state, self.report)
        coders = self._coders()
        files = {coder: self._file_of(coder) for coder in sorted(set(coders.values()))}
        written: dict[str, int] = defaultdict(int)
        for coding in self.project.codings:
            coder = coders[coding.coder]
            if self._coding(coding, coder, files[coder], codes):
                written[coder] += 1
        for coder, file in files.items():
            if file != coder and written[coder]:
                self.report.renamed[f"codings/{coder}.csv"] = f"codings/{file}.csv"
        land_memos(self.project, self.state, self.report, self.documents, codes)
        self._about_all()

    def _document(self, document: SourceDocument, quotations: list[str], cases: dict[str, str]) -> None:
        self.report.counts["transcripts"].in_file += 1
        try:
            landed = land_document(document, quotations, self.state, self.report, cases)
        except RefusedError as refused:
            self.report.lost("transcripts", document.name, "", f"{refused.message} {refused.remedy}")
            return
        if landed is not None:
            self.documents[document.key] = landed

    def _coders(self) -> dict[str, str]:
        """The source's people as coders. `--coder` names the one person of a source, or those that it does not name."""
        named = sorted({coding.coder for coding in self.project.codings} | set(self.project.coders))
        people = [name for name in named if name]
        said = self.state.coder_like(self.wishes.coder) if self.wishes.coder else ""
        if said != self.wishes.coder:
            self.report.renamed[self.wishes.coder] = said
        ids = {"": said or NOBODY}
        for name in people:
            if name == CONSENSUS and self.project.tool.startswith("crosscase"):
                ids[name] = name  # settled by two people there, and so here
                continue
            is_the_one = said and len(people) == 1
            ids[name] = said if is_the_one else distinct(self.state.coder_like(coder_id(name)), ids.values())
            if ids[name] != name and any(coding.coder == name for coding in self.project.codings):
                self.report.renamed[name] = ids[name]
        return ids

    def _file_of(self, coder: str) -> str:
        """The coder's own file, or CODER-import where a person began theirs."""
        return coder if self.state.coder(coder).is_ours else f"{coder}-import"

    def _coding(self, coding: SourceCoding, coder: str, file: str, codes: Codes) -> bool:
        """Land one coding; whether a row was added."""
        count = self.report.counts["codings"]
        count.in_file += 1
        landed = self.documents.get(coding.document) if coding.document else self._where_the_words_are(coding)
        if landed is None:
            why = (
                f"its document '{self._name_of(coding.document)}' is not in the source, and no transcript has this name"
            )
            self.report.lost("codings", coding.where, coding.words, why)
            return False
        place = place_coding(coding, landed, self.report)
        if place is None:
            return False
        code_id = codes.of(coding, place, coder, file, landed)
        if code_id is None:
            return False
        self.n_over_turns += "\n" in landed.text[place.start : place.end]
        key = (landed.transcript_id, place.start, place.end, code_id)
        mine, theirs = self.state.coder(file), self.state.coder(coder)
        setattr(count, place.status, getattr(count, place.status) + 1)
        if place.status == "moved":
            self.report.listed("codings", coding.where, coding.words, "moved", place.why)
        # The same text, passage, code and coder again adds nothing, in whichever of the two files it lies.
        here = {f"codings/{rows.name}.csv": rows.places[key] for rows in (mine, theirs) if key in rows.places}
        if here:
            count.here_already += 1
            self._again(coding, here)
            return False
        row = row_of(coding, place, landed, code_id, file, self.state.version, mine.ids)
        mine.places[key] = row
        mine.ids.add(row["coding_id"])
        self.state.add(f"codings/{file}.csv", row)
        count.imported += 1
        return True

    def _again(self, coding: SourceCoding, here: Mapping[str, Mapping[str, str]]) -> None:
        """Tell what a source says otherwise of a coding that is here; `here` are its rows by file."""
        why = said_otherwise(coding, here.values())
        if why:
            self.report.listed("codings", coding.where, coding.words, "not changed", why)
            self.said_otherwise.append(next(iter(here)))

    def _where_the_words_are(self, coding: SourceCoding) -> Landed | None:
        """The one transcript in which a quotation stands that names none."""
        words = " ".join(coding.words.split())
        matches = [
            transcript for transcript in self.state.known if words and words in " ".join(transcript.text.split())
        ]
        # With a single transcript there is no other that could be meant; the words are looked for in it later.
        if len(matches) != 1 and len(self.state.known) != 1:
            return None
        known = matches[0] if len(matches) == 1 else self.state.known[0]
        return Landed(known.transcript_id, known.text, None, is_new=False)

    def _name_of(self, key: str) -> str:
        return next((document.name for document in self.project.documents if document.key == key), key)

    def _about_all(self) -> None:
        """What holds of many codings is said once: that no tool says what was read, and what was not changed."""
        if self.said_otherwise:
            imports = sorted({name for file in self.said_otherwise for name in self.state.imports.get(file, ())})
            self.report.infer(way_out(len(self.said_otherwise), imports, self.state.folder))
        if self.n_over_turns:
            n = self.n_over_turns
            self.report.infer(
                f"{n:,} passage{' crosses' if n == 1 else 's cross'} from one turn to another; each is one coding"
            )
        n = len({landed.transcript_id for landed in self.documents.values()})
        if n and self.project.codings:
            self.report.infer(
                f"silence is not known: nobody marked what was read in {n} transcript{'' if n == 1 else 's'}, "
                "and what was not coded there is not a “no” yet. In the coding page, r marks a transcript as read"
            )


def land(project: SourceProject, state: StudyState, report: Report, wishes: Wishes) -> None:
    """Take a project into the state of a study, and tell what came of it."""
    Landing(without_doubles(project, report), state, report, wishes).run()


def without_doubles(project: SourceProject, report: Report) -> SourceProject:
    """The project with each key once: ids given twice are a fault of the tool that wrote them."""
    keys: set[str] = set()
    documents = []
    for document in project.documents:
        if document.key in keys:
            report.listed("transcripts", document.name, "", "left out", f"its id {document.key} was given before")
            continue
        keys.add(document.key)
        documents.append(document)
    return replace(project, documents=tuple(documents))
