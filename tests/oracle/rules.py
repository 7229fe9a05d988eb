"""Rules 1 to 5 of the contract's section 3: which codings stand, which count, what is known.

Readings taken where the contract allows more than one:
 1. An empty `action` is apply, an empty `polarity` affirmed, an empty `codebook_version` of a read row the present one.
 2. A parent in a read row is unfolded in the version that the row names; a code that this version lacks is not covered.
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
"""

from __future__ import annotations

import hashlib
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
)


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
            if code not in self.questions:
                code = self.book.today(code) or ""
            if spot is not None and code:
                coding_id = (row.get("coding_id") or "").strip()
                found.append(Passage(coding_id, transcript, *spot, code, coder, "hand", polarity))
        return found

    @cached_property
    def hand(self) -> list[Passage]:
        """Hand codings that stand."""
        return self._placed("apply")

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

    # ---- rule 2: what has been read -----------------------------------------------------------------------------
    @cached_property
    def readers(self) -> dict[tuple[str, str], set[str]]:
        """(transcript, code) -> the coders who have read it; `("t", "")` holds those who read t for any code."""
        found: dict[tuple[str, str], set[str]] = {}
        for path in sorted((self.study / "codings").glob("*.read.csv")):
            coder = path.name.removesuffix(".read.csv")
            for row in read_csv(path):
                for code in self._covered(row):
                    found.setdefault((row["transcript_id"], code), set()).add(coder)
        return found

    def _covered(self, row: Row) -> set[str]:
        book = self.versions.get(row.get("codebook_version") or self.book.version)
        if book is None:
            return set()
        named: set[str] = set()
        for code in values_in(row["codes"]):
            named |= set(book.codes) if code == "*" else book.under(code)
            if code in {question for _, question in self.asks} and code not in book.codes:
                named.add(code)  # a question of the guide is an index code, described in the codebook or not
        pairs = {(code, code if code in self.questions else self.book.today(code) or code) for code in named}
        return {today for code, today in pairs if self._same_definition(code, book, today)}

    def _same_definition(self, code: str, book: Book, today: str) -> bool:
        if today not in self.book.codes or book is self.book:
            return True
        if code not in book.codes:
            return False
        now, then = self.book.codes[today], book.codes[code]
        return str(now.get("definition", "")).split() == str(then.get("definition", "")).split()

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
        return {(one.transcript, one.code) for one in self.hand}

    def is_hand_coded(self, transcript: str, code: str) -> bool:
        return (transcript, code) in self.hand_coded

    def machine_counts(self, transcript: str, code: str) -> bool:
        """Rule 4 but for rejects; no verdicts are made before issue F."""
        read = bool(self.readers.get((transcript, code)))
        return not self.has_apply_row and not read and not self.is_hand_coded(transcript, code)

    def would_count(self, coding: Passage) -> bool:
        """Whether a coding that stands counts, but for its polarity."""
        if coding.origin == "machine":
            return self.machine_counts(coding.transcript, coding.code)
        who = self.whose(coding.transcript, coding.code)
        return who is None or coding.coder in who

    @cached_property
    def counting(self) -> list[Passage]:
        """Codings that would count but for their polarity."""
        return [one for one in (*self.hand, *self.machine) if self.would_count(one)]

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

    def is_known(self, transcript: str, code: str) -> bool:
        """Rule 5."""
        if self.is_read(transcript, code) or self.is_hand_coded(transcript, code):
            return True
        has_cues = any((self.book.codes[code].get("cues") or {}).get(key) for key in ("phrases", "patterns"))
        return self.machine_counts(transcript, code) and has_cues
