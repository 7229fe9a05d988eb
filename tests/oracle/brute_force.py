"""What a run of crosscase must publish, counted again slowly from the files that people wrote.

Written from `contract.md` sections 2 to 5 alone; it imports nothing of `pipeline`. Two things cannot be recounted
here and are taken from the run: what the readers and the speaker rules made of the files (`turns`; also which
stretch answers which question, `index_chunks`) and what the machine found (rows of origin `machine` in `codings`,
without their `is_counted`). Everything else comes from the study folder: CSV, YAML, hashlib.

Readings taken where the contract allows more than one stand at the head of `rules.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from functools import cached_property
from statistics import NormalDist
from typing import Any

import spacy

from tests.oracle.files import Cell, Passage, Table, read_csv
from tests.oracle.rules import Rules
from tests.oracle.segments import sentences

COUNTED_KINDS = ("interview", "group")
Z95 = NormalDist().inv_cdf(0.975)


def slug(subject: str) -> str:
    """A subject as an id: casefold, letters and digits of any script kept, else `-`."""
    return "".join(one if one.isalnum() else "-" for one in subject.casefold())


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    """The 95 % Wilson score interval of k in n; (None, None) where n is 0. Source: Wilson (1927)."""
    if n == 0:
        return None, None
    p, z2 = k / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)) ** 0.5
    return middle - half, middle + half


class Oracle(Rules):
    """All published counts of one study."""

    def material(self, case: str, kinds: Iterable[str] = COUNTED_KINDS) -> list[str]:
        return [t for t, row in self.transcripts.items() if row["case_id"] == case and row["kind"] in kinds]

    def words(self, transcript: str, respondents_only: bool = False) -> int:
        turns = self.run.turns[transcript]
        return sum(len(turn.text.split()) for turn in turns if not (respondents_only and turn.is_interviewer))

    def respondents(self, coding: Passage) -> set[str]:
        """Who mentions: the interview's respondent, in groups those whose turns the coding touches.

        Somebody without an id is told apart by transcript and label, and cannot be found among the participants.
        """
        row = self.transcripts[coding.transcript]
        touched = [
            turn
            for turn in self.run.turns[coding.transcript]
            if turn.start < coding.end and coding.start < turn.end and not turn.is_interviewer
        ]
        if row["kind"] == "interview":
            return {row.get("respondent_id") or f"?{coding.transcript}"} if touched else set()
        return {
            turn.respondent or f"?{coding.transcript}?{' '.join(turn.speaker.casefold().split())}" for turn in touched
        }

    def asked(self, transcript: str, code: str) -> bool:
        about = {code, *self.book.ancestors(code)}
        questions = {chunk.question for chunk in self.run.chunks if chunk.transcript == transcript}
        guide = self.transcripts[transcript].get("guide", "")
        for question in questions:
            own = [(guide, question)] if (guide, question) in self.asks else []
            for key in own or [one for one in self.asks if one[1] == question]:
                if about & {self.book.today(one) for one in self.asks[key]}:
                    return True
        return False

    def has_matched_question(self, transcript: str) -> bool:
        return any(c.transcript == transcript and c.question in self.questions for c in self.run.chunks)

    def frequency_row(self, case: str, code: str) -> dict[str, Cell]:
        material = self.material(case)
        known = [t for t in material if self.is_known(t, code)]
        counted = [one for one in self.counted if one.transcript in material and one.code == code]
        hand = {one.transcript for one in counted if one.origin == "hand"}
        machine = {one.transcript for one in counted if one.origin == "machine"} - hand
        mentioning = hand | machine
        people = set().union(*(self.respondents(one) for one in counted))
        asked = {t for t in material if self.asked(t, code)}
        words = sum(self.words(t, respondents_only=True) for t in known)
        low, high = wilson(len(mentioning), len(known))
        denying = {
            one.transcript
            for one in self.counting
            if one.transcript in material and one.code == code and one.polarity == "absent"
        }
        suggested = {
            one.transcript
            for one in self.machine
            if one.code == code and one.polarity == "affirmed" and one.transcript in set(material) - set(known)
        }
        return {
            "case_id": case,
            "code_id": code,
            "family": self.book.family(code),
            "n_transcripts": len(material),
            "n_known": len(known),
            "n_mentioning": len(mentioning),
            "mention_share": len(mentioning) / len(known) if known else None,
            "mention_low": low,
            "mention_high": high,
            "n_hand_read": sum(self.is_read(t, code) for t in material),
            "n_hand_mentioning": len(hand),
            "n_machine_mentioning": len(machine),
            "n_asked": len(asked),
            "n_asked_mentioning": len(asked & mentioning),
            "n_asked_unknown": sum(not self.has_matched_question(t) for t in material),
            "n_denying": len(denying),
            "n_suggested": len(suggested),
            "n_respondents": len(people),
            "n_organisations": len({self.people.get(p, {}).get("organisation", "") for p in people} - {""}),
            "n_sectors": len({self.people.get(p, {}).get("sector", "") for p in people} - {""}),
            "n_codings_hand": sum(one.origin == "hand" for one in counted),
            "n_codings_machine": sum(one.origin == "machine" for one in counted),
            "per_1000_words": len(counted) * 1000 / words if words else None,
        }

    @cached_property
    def code_frequency(self) -> Table:
        return [self.frequency_row(case, code) for case in self.cases for code in self.book.codable()]

    @cached_property
    def enabler_frequency(self) -> Table:
        return [row for row in self.code_frequency if row["family"] == "enabler"]

    @cached_property
    def judgements(self) -> dict[tuple[str, str], str]:
        """(case, code) -> the judgement that stands."""
        rows = read_csv(self.study / "judgements.csv")
        in_time = sorted(rows, key=lambda r: r.get("at", ""))
        return {(r["case_id"], str(self.book.today(r["code_id"]))): r["judgement"] for r in in_time}

    def subjects(self) -> list[tuple[str, str, list[str]]]:
        """(stage, subject, its cases) of the stages that compare, in their order."""
        found = []
        for stage, attribute in self.design.items():
            for value in dict.fromkeys(row[attribute] for row in self.cases.values()):
                found.append((stage, value, [c for c, row in self.cases.items() if row[attribute] == value]))
        return [*found, ("cross-case", "cross-case", list(self.cases))]

    def presence_row(self, stage: str, subject: str, cases: list[str], code: str) -> dict[str, Cell]:
        rows = {str(row["case_id"]): row for row in self.code_frequency if row["code_id"] == code}
        n_cases, showing = 0, []
        for case in cases:
            n_known, n_mentioning = rows[case]["n_known"], rows[case]["n_mentioning"]
            assert isinstance(n_known, int)
            assert isinstance(n_mentioning, int)
            judged = self.judgements.get((case, code))
            if judged == "unknown" or (judged is None and n_known == 0):
                continue
            n_cases += 1
            if judged in ("present", "mixed") or (judged is None and n_mentioning >= self.shows):
                showing.append(case + ("*" if judged else ""))
        return {
            "stage": stage,
            "subject": subject,
            "code_id": code,
            "family": self.book.family(code),
            "n_cases": n_cases,
            "n_showing": len(showing),
            "presence": presence(len(showing), n_cases),
            "cases": ";".join(sorted(showing)),
        }

    @cached_property
    def code_presence(self) -> Table:
        return [
            self.presence_row(stage, subject, cases, code)
            for stage, subject, cases in self.subjects()
            for code in self.book.codable()
        ]

    def owner(self, transcript: str) -> tuple[str, str] | None:
        """(stage, subject) that material which is no interview belongs to."""
        row = self.transcripts[transcript]
        if row["case_id"]:
            return "within-case", row["case_id"]
        return next(((stage, row[a]) for stage, a in self.design.items() if row.get(a)), None)

    @cached_property
    def code_frequency_other(self) -> Table:
        groups: dict[tuple[str, str, str], list[str]] = {}
        for transcript, row in self.transcripts.items():
            owner = self.owner(transcript)
            if row["kind"] not in COUNTED_KINDS and owner:
                groups.setdefault((*owner, row["kind"]), []).append(transcript)
        return [
            {
                "stage": stage,
                "subject": subject,
                "kind": kind,
                "code_id": code,
                "family": self.book.family(code),
                "n_transcripts": len(group),
                "n_known": sum(self.is_known(t, code) for t in group),
                "n_mentioning": len({one.transcript for one in self.counted if one.code == code} & set(group)),
            }
            for (stage, subject, kind), group in groups.items()
            for code in self.book.codable()
        ]

    @cached_property
    def segments(self) -> list[dict[str, Cell]]:
        """One a sentence of each turn; windows of 30 words where a turn has too few full stops."""
        models: dict[str, Callable[[str], Any]] = {}
        rows: list[dict[str, Cell]] = []
        for transcript, turns in self.run.turns.items():
            language = self.transcripts[transcript].get("language") or "en"
            if language not in models:
                model = spacy.blank(language)
                model.add_pipe("sentencizer")
                models[language] = model
            for turn in turns:
                for n, (start, end) in enumerate(sentences(turn.text, models[language]), start=1):
                    rows.append(
                        {
                            "segment_id": f"{transcript}:{turn.number}:{n}",
                            "transcript_id": transcript,
                            "turn": turn.number,
                            "start_char": turn.start + start,
                            "end_char": turn.start + end,
                            "text": turn.text[start:end],
                        }
                    )
        return rows

    @cached_property
    def cooccurrence(self) -> Table:
        speaking = {
            (t, turn.number) for t, turns in self.run.turns.items() for turn in turns if not turn.is_interviewer
        }
        touched: dict[tuple[str, str], set[str]] = {}
        for row in self.segments:
            transcript = str(row["transcript_id"])
            if (transcript, row["turn"]) not in speaking or self.transcripts[transcript]["kind"] not in COUNTED_KINDS:
                continue
            start, end = row["start_char"], row["end_char"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            for one in self.counted:
                if one.transcript == transcript and one.start < end and start < one.end:
                    case = self.transcripts[transcript]["case_id"]
                    touched.setdefault((case, one.code), set()).add(str(row["segment_id"]))
        rows: Table = []
        for case in self.cases:
            for a, b in itertools.combinations(sorted(self.book.codable()), 2):
                with_a, with_b = touched.get((case, a), set()), touched.get((case, b), set())
                if with_a & with_b:
                    share = len(with_a & with_b) / len(with_a | with_b)
                    rows.append(
                        {
                            "case_id": case,
                            "code_a": a,
                            "code_b": b,
                            "n_segments": len(with_a & with_b),
                            "jaccard": share,
                        }
                    )
        return rows

    @cached_property
    def quotations(self) -> dict[str, list[Passage]]:
        """figure_id CASE/CODE or STAGE/SUBJECT/CODE -> the counted codings that stand behind its n_mentioning."""
        figures = [(case, [case]) for case in self.cases]
        figures += [(f"{stage}/{slug(subject)}", cases) for stage, subject, cases in self.subjects()]
        found: dict[str, list[Passage]] = {}
        for name, cases in figures:
            material = {t for case in cases for t in self.material(case)}
            for one in self.counted:
                if one.transcript in material and one.code in self.book.codable():
                    found.setdefault(f"{name}/{one.code}", []).append(one)
        return found

    @cached_property
    def transcript_table(self) -> Table:
        city = any("city" in row for row in self.cases.values())
        rows: Table = []
        for t, row in self.transcripts.items():
            of_case = self.cases.get(row["case_id"], {}).get("city", "")
            person = self.people.get(row.get("respondent_id", ""), {})
            rows.append(
                {
                    "transcript_id": t,
                    "case_id": row["case_id"] or None,
                    "city": (of_case or row.get("city") or None) if city else None,
                    "kind": row["kind"],
                    "respondent_id": row.get("respondent_id") or None,
                    "sector": person.get("sector") or None,
                    "role": person.get("role") or None,
                    "n_words": self.words(t),
                    "n_words_respondent": self.words(t, respondents_only=True),
                    "n_turns": len(self.run.turns[t]),
                    "is_hand_read": any(key[0] == t and who for key, who in self.readers.items()),
                }
            )
        return rows


def presence(n_showing: int, n_cases: int) -> str:
    """The word for n_showing of n_cases, tested in the order of the contract."""
    tests = (
        (n_cases == 0, "unknown"),
        (n_showing == 0, "none"),
        (n_showing == n_cases, "all"),
        (n_showing == 1, "one"),
        (2 * n_showing > n_cases, "most"),
    )
    return next((word for holds, word in tests if holds), "some")
