"""Rules 1 to 5 of the contract's section 3: which codings stand, which are outdated, which count, what is known.

Readings taken where the contract allows more than one:
 1. An empty `action` is apply, an empty `polarity` affirmed, an empty `codebook_version` of a read row the present one.
 2. A parent in a read row is unfolded in the version that the row names. An id of a later version means the code that
    it was in the row's version; a code that this version lacks is not covered.
 3. `the study has no apply row at all`: no row of a coder's file whose action is apply, later retracted or not.
 4. A rejected machine coding does not stand: it is no suggestion either. Anybody's reject does.
 5. Where machine codings count because there is no apply row, a code without cues stays unknown.
 6. In an interview the row's `respondent_id` mentions, else one person without an id; in a group whoever speaks in the
    turns touched, by `respondent_id` or, without one, by label: a person of unknown organisation and sector.
 7. `cases` of code_presence lists the cases that show the code, by id, `;` between; judged ones with `*`.
 8. Material that is no interview belongs to one subject: its case (within-case) or the value of the attribute that its
    row fills (the design key that holds it); only kinds that are there have rows.
 9. cooccurrence has a row for each pair that shares a segment; jaccard is over respondents' segments of the case.
10. Equal `at` of two judgements: the lower row in the file. A judgement stands also where nothing is known.
11. A former or merged id (`was`, `merge_into`) is today's code, wherever people's files name one: codings, read rows,
    judgements, `asks_about`. An id without a code of today (one that was split) is left out.
12. A question is that of the transcript's own guide; where that has none of this id, that of every guide. Not known
    whether asked: no chunk whose question any guide has.
13. `retired` holds in the version named and later ones.
14. "Has read the transcript for the code" is asked of a reading that lets an old coding stand as of one that says "no":
    whole, or chunks that hold the code's scope of today; a reading list is neither.
15. Read rows are the same where transcript, codes cell and version are the same as written.
16. A reader whose only codings of a pair are outdated does not count as one who has read it (n_hand_read, rule 3).
17. Which codes have the verdict *counted* is taken from the run; all else of rule 4 is not.
18. A reading says nothing of a code into which the code that it names is merged, then or later: only codings follow a
    merge, and a parent stands for what is under it alone. It can let a coding of the merged code stand; and so can a
    reading for the target, whatever its version.
How texts are compared over versions: `texts.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.oracle.files import (
    Book,
    Passage,
    Row,
    Run,
    load_book,
    load_yaml,
    place,
    read_csv,
    read_people_csv,
    values_in,
    words,
)
from tests.oracle.texts import Texts


class Rules:
    """One study under rules 1 to 5."""

    def __init__(self, study: Path, run: Run) -> None:
        self.study = study
        self.run = run
        self.settings: dict[str, Any] = load_yaml(study / "study.yaml")
        book_path = study / self.settings["codebook"]
        self.book = load_book(book_path)
        name = load_yaml(book_path).get("codebook", book_path.stem)
        self.versions = {self.book.version: self.book}
        for stem in dict.fromkeys((book_path.stem, str(name))):
            for path in sorted(book_path.parent.glob(f"{stem}@*.yaml")):
                old = load_book(path)
                self.versions.setdefault(path.stem.partition("@")[2], old)
        self.texts = Texts(self.versions, self.book)
        self.design: dict[str, str] = dict(self.settings.get("design") or {})
        self.shows = int((self.settings.get("shows") or {}).get("transcripts", 1))
        self.cases = {row["case_id"]: row for row in read_csv(study / "cases.csv")}
        self.transcripts = {row["transcript_id"]: row for row in read_csv(study / "transcripts.csv")}
        self.people = {row["respondent_id"]: row for row in read_csv(study / "participants.csv")}
        self.text = {t: "\n".join(turn.text for turn in turns) for t, turns in run.turns.items()}
        # Two guides may have a question of one id that asks about other codes: the transcript's own guide says.
        self.asks = {
            (path.stem, str(question)): [str(one) for one in (entry or {}).get("asks_about") or []]
            for path in sorted((study / "guides").glob("*.yaml"))
            for question, entry in (load_yaml(path).get("questions") or {}).items()
        }

    @cached_property
    def questions(self) -> set[str]:
        return {question for _, question in self.asks}

    # ---- rule 1: which rows stand -------------------------------------------------------------------------------
    @cached_property
    def coder_rows(self) -> list[tuple[str, Row]]:
        """(coder, row) of every coder's file, in the order of files and rows."""
        rows = []
        for path in sorted((self.study / "codings").glob("*.csv")):
            if not path.name.endswith(".read.csv"):
                rows += [(path.stem, row) for row in read_people_csv(path)]
        return rows

    @cached_property
    def has_apply_row(self) -> bool:
        return any((row.get("action") or "apply").strip() == "apply" for _, row in self.coder_rows)

    @cached_property
    def last_rows(self) -> list[tuple[str, Row]]:
        """Of rows with the same coding_id in one coder's file the last; rows without one are each their own."""
        last: dict[tuple[str, str], tuple[str, Row]] = {}
        for number, (coder, row) in enumerate(self.coder_rows):
            own = (row.get("coding_id") or "").strip() or f"\0{number}"
            last[coder, own] = (coder, row)
        return list(last.values())

    def _placed(self, action: str) -> list[Passage]:
        found = []
        for coder, row in self.last_rows:
            transcript, code = (row.get("transcript_id") or "").strip(), (row.get("code_id") or "").strip()
            if ((row.get("action") or "apply").strip()) != action or transcript not in self.text:
                continue
            spot = place(row, self.text[transcript])
            polarity = (row.get("polarity") or "affirmed").strip() or "affirmed"
            today = code if code in self.questions else self.texts.today(code)
            if spot is not None and today:
                coding_id = (row.get("coding_id") or "").strip()
                coding = Passage(coding_id, transcript, *spot, today, coder, "hand", polarity)
                version = (row.get("codebook_version") or "").strip()
                found.append(replace(coding, is_outdated=self.why_it_stands(coding, code, version) is None))
        return found

    @cached_property
    def hand(self) -> list[Passage]:
        """Hand codings whose last row applies them, also those that are outdated."""
        return self._placed("apply")

    @cached_property
    def hand_today(self) -> list[Passage]:
        """Hand codings that stand today."""
        return [coding for coding in self.hand if not coding.is_outdated]

    @cached_property
    def rejects(self) -> list[Passage]:
        return self._placed("reject")

    @cached_property
    def machine(self) -> list[Passage]:
        """Machine codings that stand: no reject of the same code overlaps them."""
        return [
            coding
            for coding in self.run.machine
            if not any(
                reject.transcript == coding.transcript
                and reject.code == coding.code
                and reject.start < coding.end
                and coding.start < reject.end
                for reject in self.rejects
            )
        ]

    # ---- rule 2: what has been read, what is outdated -----------------------------------------------------------
    def why_it_stands(self, coding: Passage, code: str, version: str) -> str | None:
        """Why a hand coding written as `code` under `version` stands today; None: it is outdated."""
        if not version:
            return "no version"
        if coding.code in self.questions and coding.code not in self.book.codes:
            return "a question has no text"
        kinds = self.texts.all_changes(code, version)
        if kinds == []:
            return "the same text"
        if self.texts.coding_outlives(code, version):
            return "only reworded or broadened since"
        for reading in self.readings:
            if (
                (reading["coder"], reading["transcript_id"]) == (coding.coder, coding.transcript)
                and self.texts.coding_outlives(reading["code"], reading["version"])
                and self._reads_for(reading, coding, code, version)
            ):
                return "read again by its coder"
        return None

    def _reads_for(self, reading: Row, coding: Passage, code: str, version: str) -> bool:
        """Whether a reading is one for the code of a coding: as it was then, or as it is since a merge."""
        if self.texts.is_same_code(code, version, reading["code"], reading["version"]):
            return True
        return coding.code == self.texts.today(reading["code"]) and not self.texts.was_merged(
            reading["code"], reading["version"]
        )

    @cached_property
    def readings(self) -> list[Row]:
        """coder, transcript_id, code, version: a row for each code of a read row that stands and reads all it needs.

        `code` is the id in that version; a version without a file covers nothing.
        """
        found = []
        for path in sorted((self.study / "codings").glob("*.read.csv")):
            coder = path.name.removesuffix(".read.csv")
            standing: dict[tuple[str, str, str], Row] = {}
            for row in read_csv(path):
                standing[row["transcript_id"], row["codes"], row.get("codebook_version", "")] = row
            for row in standing.values():
                version = row.get("codebook_version") or self.book.version
                if (row.get("action") or "read") != "read" or version not in self.versions:
                    continue
                book = self.versions[version]
                for code in self._named(row["codes"], book):
                    if self._reads_enough(row, code) and not book.codes.get(code, {}).get("merge_into"):
                        about = {"coder": coder, "transcript_id": row["transcript_id"]}
                        found.append({**about, "code": code, "version": version})
        return found

    def _named(self, cell: str, book: Book) -> set[str]:
        """The codes that a read row names, by their ids in its version."""
        named: set[str] = set()
        for code in values_in(cell):
            if code == "*":
                named |= set(book.codes)
            elif code in self.questions and code not in book.codes:
                named.add(code)  # a question of the guide is an index code, described in the codebook or not
            else:
                then = self.texts.thread(code, book.version)
                named |= book.under(then[0].code if then and code not in book.codes else code)
        return named

    def _reads_enough(self, row: Row, code: str) -> bool:
        how = row.get("read_how") or "whole"
        if how == "chunks":
            today = self.texts.today(code)
            scope = set(words(self.book.codes.get(today or "", {}).get("scope")))
            return bool(scope) and scope <= set(values_in(row.get("chunks", "")))
        return how == "whole"

    @cached_property
    def read_by(self) -> dict[tuple[str, str], set[str]]:
        """(transcript, code of today) -> the coders whose reading says "no" today where they coded nothing."""
        found: dict[tuple[str, str], set[str]] = {}
        for reading in self.readings:
            code = reading["code"]
            is_question = code in self.questions and code not in self.versions[reading["version"]].codes
            today = code if is_question else self.texts.today(code)
            if today and (is_question or self.texts.reading_outlives(code, reading["version"])):
                found.setdefault((reading["transcript_id"], today), set()).add(reading["coder"])
        return found

    @cached_property
    def outdated_for(self) -> dict[tuple[str, str], set[str]]:
        """(transcript, code) -> the coders for whom it is unknown: all their codings of it there are outdated."""
        found: dict[tuple[str, str], set[str]] = {}
        for coding in self.hand:
            if coding.is_outdated:
                found.setdefault((coding.transcript, coding.code), set()).add(coding.coder)
        for coding in self.hand_today:
            found.get((coding.transcript, coding.code), set()).discard(coding.coder)
        return {pair: coders for pair, coders in found.items() if coders}

    @cached_property
    def readers(self) -> dict[tuple[str, str], set[str]]:
        """(transcript, code) -> the coders who have read it and for whom it is known."""
        return {pair: coders - self.outdated_for.get(pair, set()) for pair, coders in self.read_by.items()}

    # ---- rules 3 to 5: what counts, what is known ---------------------------------------------------------------
    def whose(self, transcript: str, code: str) -> set[str] | None:
        """Rule 3: the coders whose codings of (transcript, code) count; None: everybody's."""
        readers = self.readers.get((transcript, code), set())
        if not readers:
            return None
        if "consensus" in readers:
            return {"consensus"}
        return {min(readers, key=lambda who: hashlib.sha256(f"{transcript}|{code}|{who}".encode()).hexdigest())}

    @cached_property
    def hand_coded(self) -> set[tuple[str, str]]:
        return {(one.transcript, one.code) for one in self.hand_today}

    def is_hand_coded(self, transcript: str, code: str) -> bool:
        return (transcript, code) in self.hand_coded

    def is_checked_or_free(self, code: str) -> bool:
        """Rule 4: the verdict is *counted*, or nobody has applied a code at all."""
        return code in self.run.verified or not self.has_apply_row

    def machine_counts(self, transcript: str, code: str) -> bool:
        """Rule 4 but for rejects."""
        pair = (transcript, code)
        if self.readers.get(pair) or pair in self.hand_coded or pair in self.outdated_for:
            return False
        return self.is_checked_or_free(code)

    def would_count(self, coding: Passage) -> bool:
        """Whether a coding that stands counts, but for its polarity."""
        if coding.origin == "machine":
            return self.machine_counts(coding.transcript, coding.code)
        who = self.whose(coding.transcript, coding.code)
        return who is None or coding.coder in who

    @cached_property
    def counting(self) -> list[Passage]:
        """Codings that would count but for their polarity."""
        return [one for one in (*self.hand_today, *self.machine) if self.would_count(one)]

    @cached_property
    def counted(self) -> list[Passage]:
        return [one for one in self.counting if one.polarity == "affirmed"]

    @cached_property
    def _counted_set(self) -> set[Passage]:
        return set(self.counted)

    def is_counted(self, coding: Passage) -> bool:
        return coding in self._counted_set

    def is_read(self, transcript: str, code: str) -> bool:
        return bool(self.readers.get((transcript, code)))

    def pair_basis(self, transcript: str, code: str) -> str | None:
        """Rule 5: what makes a pair known (people, coding alone, or a machine); None: it is unknown."""
        if self.is_read(transcript, code):
            return "people"
        if self.is_hand_coded(transcript, code):
            return "coding alone"
        has_cues = any((self.book.codes[code].get("cues") or {}).get(key) for key in ("phrases", "patterns"))
        if not self.machine_counts(transcript, code):
            return None
        if not self.has_apply_row:
            return "machine_unchecked" if has_cues else None
        return "machine_verified"

    def is_known(self, transcript: str, code: str) -> bool:
        return self.pair_basis(transcript, code) is not None
