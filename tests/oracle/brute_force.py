"""What a run of crosscase must publish, counted again slowly from the files that people wrote.

Written from `contract.md` sections 2 to 5 alone; it imports nothing of `pipeline`. Three things cannot be recounted
here and are taken from the run: what the readers and the speaker rules made of the files (`turns`; also which
stretch answers which question, `index_chunks`), what the machine found (rows of origin `machine` in `codings`,
without their `is_counted`), and for which codes it was verified (`verdicts`). Everything else comes from the study
folder: CSV, YAML, hashlib.

Readings taken where the contract allows more than one stand at the heads of `texts.py` and `rules.py`, and here:
 1. A judgement decides also where the figures are machine_unchecked: such a case stays in n_cases. Its basis, and that
    of a judged case of which nothing is known, is people.
 2. `basis` of code_presence: worst first machine_verified, mixed, people; machine_unchecked wherever n_cases is 0.
 3. `!` is for judged cases alone; a judgement may cite codings of anybody and of the machine, counted or not.
 4. claims has rows for subjects of two cases or more. `most` holds with more than half, also if it is all.
 5. A contrast has a row where the best tier's cases in n_cases all show it and the worst tier's are `none` (not mixed),
    or the other way round; both tiers have such a case. Under the rules it is asked of all cases of both tiers.
 6. Under the rules of counting a case is open where the code is not known or rests on an unchecked machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from functools import cached_property
from statistics import NormalDist
from typing import Any

import spacy

from tests.oracle.files import Cell, Passage, Row, Table, read_csv, values_in
from tests.oracle.rules import Rules
from tests.oracle.segments import sentences

COUNTED_KINDS = ("interview", "group")
SHARED = ("all", "most", "none")
CONTRASTS = {"best_not_worst": ("best", "worst"), "worst_not_best": ("worst", "best")}
RULES = ("by_judgement", "by_strict", "by_count", "by_two_voices", "by_denial")
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
                if about & {self.texts.today(one) for one in self.asks[key]}:
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
        outdated = {one.transcript for one in self.hand if one.is_outdated and is_told(one, code)}
        basis = self.basis(material, code)
        is_share = bool(known) and not any(self.pair_basis(t, code) == "coding alone" for t in known)
        words = sum(self.words(t, respondents_only=True) for t in known)
        low, high = wilson(len(mentioning), len(known)) if is_share else (None, None)
        denying = {
            one.transcript
            for one in self.counting
            if one.transcript in material and one.code == code and one.polarity == "absent"
        }
        suggested = {
            one.transcript
            for one in self.machine
            if is_told(one, code) and one.transcript in set(material) - set(known)
        }
        return {
            "case_id": case,
            "code_id": code,
            "family": self.book.family(code),
            "n_transcripts": len(material),
            "n_known": len(known),
            "n_mentioning": len(mentioning),
            "mention_share": len(mentioning) / len(known) if is_share else None,
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
            "n_outdated": len(outdated & (set(material) - set(known))),
            "basis": basis,
        }

    def basis(self, material: list[str], code: str) -> str | None:
        """On whose word the known pairs of a row rest; None where none is known."""
        kinds = {"people" if kind == "coding alone" else kind for kind in self.bases(material, code)}
        if not kinds:
            return None
        if "machine_unchecked" in kinds:
            return "machine_unchecked"
        return "mixed" if len(kinds) > 1 else kinds.pop()

    def bases(self, material: list[str], code: str) -> list[str]:
        return [kind for t in material if (kind := self.pair_basis(t, code)) is not None]

    @cached_property
    def code_frequency(self) -> Table:
        return [self.frequency_row(case, code) for case in self.cases for code in self.book.codable()]

    @cached_property
    def enabler_frequency(self) -> Table:
        return [row for row in self.code_frequency if row["family"] == "enabler"]

    @cached_property
    def judgements(self) -> dict[tuple[str, str], Row]:
        """(case, code) -> the row of the judgement that stands."""
        rows = read_csv(self.study / "judgements.csv")
        in_time = sorted(rows, key=lambda r: r.get("at", ""))
        return {(r["case_id"], str(self.texts.today(r["code_id"]))): r for r in in_time}

    def judged(self, case: str, code: str) -> str | None:
        row = self.judgements.get((case, code))
        return row["judgement"] if row else None

    def is_bare(self, case: str, code: str) -> bool:
        """`!`: the judgement cites no affirmed coding, standing today, of the code or one below it, in the case."""
        row = self.judgements.get((case, code))
        if row is None:
            return False
        cited, below = values_in(row.get("codings", "")), self.book.under(code)
        return not any(
            one.coding_id in cited
            and one.polarity == "affirmed"
            and one.code in below
            and self.transcripts[one.transcript]["case_id"] == case
            for one in (*self.hand_today, *self.machine)
        )

    @cached_property
    def frequency_of(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(str(row["case_id"]), str(row["code_id"])): row for row in self.code_frequency}

    def is_denied(self, case: str, code: str) -> bool:
        """`≠`: as many transcripts deny it as tell it."""
        row = self.frequency_of[case, code]
        return bool(row["n_denying"] >= row["n_mentioning"] and row["n_denying"] > 0)

    def shown(self, case: str, code: str) -> str | None:
        """shows, mixed or not; None: the case is not in n_cases."""
        judged = self.judged(case, code)
        if judged is not None:
            return {"present": "shows", "absent": "not", "mixed": "mixed"}.get(judged)
        row = self.frequency_of[case, code]
        if row["basis"] in (None, "machine_unchecked"):
            return None
        return "shows" if row["n_mentioning"] >= self.shows else "not"

    def subjects(self) -> list[tuple[str, str, list[str]]]:
        """(stage, subject, its cases) of the stages that compare, in their order."""
        found = []
        for stage, attribute in self.design.items():
            for value in dict.fromkeys(row[attribute] for row in self.cases.values()):
                found.append((stage, value, [c for c, row in self.cases.items() if row[attribute] == value]))
        return [*found, ("cross-case", "cross-case", list(self.cases))]

    def presence_row(self, stage: str, subject: str, cases: list[str], code: str) -> dict[str, Cell]:
        shown = {case: how for case in cases if (how := self.shown(case, code)) is not None}
        n_showing = sum(how == "shows" for how in shown.values())
        n_mixed = sum(how == "mixed" for how in shown.values())
        return {
            "stage": stage,
            "subject": subject,
            "code_id": code,
            "family": self.book.family(code),
            "n_cases": len(shown),
            "n_showing": n_showing,
            "n_mixed": n_mixed,
            "presence": presence(n_showing, len(shown), n_mixed),
            "cases": ";".join(sorted(case + self.suffixes(case, code) for case in shown if shown[case] != "not")),
            "basis": self.presence_basis(list(shown), code),
        }

    def suffixes(self, case: str, code: str) -> str:
        judged = self.judged(case, code)
        signs = (
            ("*", judged is not None),
            ("~", judged == "mixed"),
            ("!", self.is_bare(case, code)),
            ("≠", self.is_denied(case, code)),
        )
        return "".join(sign for sign, holds in signs if holds)

    def presence_basis(self, remaining: list[str], code: str) -> str:
        bases = {self.frequency_of[case, code]["basis"] for case in remaining}
        if not bases:
            return "machine_unchecked"
        return next((worst for worst in ("machine_verified", "mixed") if worst in bases), "people")

    @cached_property
    def code_presence(self) -> Table:
        return [
            self.presence_row(stage, subject, cases, code)
            for stage, subject, cases in self.subjects()
            for code in self.book.codable()
        ]

    # ---- claims ----
    def under_rules(self, case: str, code: str) -> dict[str, bool | None]:
        """Whether a case shows a code under each rule; None: open."""
        row, judged = self.frequency_of[case, code], self.judged(case, code)
        by_judgement = {"present": True, "absent": False}.get(judged or "")
        is_open = row["basis"] in (None, "machine_unchecked")
        tells = None if is_open else row["n_mentioning"] >= self.shows
        voices = None if is_open or row["n_respondents"] == 1 else row["n_respondents"] >= 2
        return {
            "by_judgement": by_judgement,
            "by_strict": None if by_judgement and self.is_bare(case, code) else by_judgement,
            "by_count": tells,
            "by_two_voices": voices,
            "by_denial": None if tells and self.is_denied(case, code) else tells,
        }

    @cached_property
    def claims(self) -> Table:
        codes = [code for code in self.book.codable() if self.book.family(code) in ("enabler", "barrier")]
        rows: Table = []
        for stage, subject, cases in self.subjects():
            for code in codes if len(cases) > 1 else []:
                word = str(self.presence_row(stage, subject, cases, code)["presence"])
                if word in SHARED:
                    rows.append(self.claim_row(stage, subject, "shared", code, word, {"all": cases}))
        tiers = self.outer_tiers()
        for code in codes if len(self.cases) > 1 and all(tiers.values()) else []:
            words = {name: self.presence_row("", "", cases, code)["presence"] for name, cases in tiers.items()}
            for claim, (shows, does_not) in CONTRASTS.items():
                if (words[shows], words[does_not]) == ("all", "none"):
                    rows.append(self.claim_row("cross-case", "cross-case", "contrast", code, claim, tiers))
        return rows

    def outer_tiers(self) -> dict[str, list[str]]:
        """The cases of the best and of the worst tier of the outcome; none where there is no outcome."""
        outcome = self.settings.get("outcome") or {}
        order = [str(tier) for tier in outcome.get("order") or []]
        if len(order) < 2:
            return {"best": [], "worst": []}
        reconciled = {row["case_id"]: row["tier"] for row in read_csv(self.study / "success" / "tiers.csv")}
        tier = {c: reconciled.get(c) or row.get(outcome["attribute"], "") for c, row in self.cases.items()}
        return {
            "best": [case for case in self.cases if tier[case] == order[-1]],
            "worst": [case for case in self.cases if tier[case] == order[0]],
        }

    def claim_row(
        self, stage: str, subject: str, kind: str, code: str, claim: str, groups: dict[str, list[str]]
    ) -> dict[str, Cell]:
        by_rule: dict[str, Cell] = {}
        for rule in RULES:
            states = {n: [self.under_rules(case, code)[rule] for case in cases] for n, cases in groups.items()}
            by_rule[rule] = verdict(claim, states)
        return {
            "stage": stage,
            "subject": subject,
            "kind": kind,
            "code_id": code,
            "claim": claim,
            **by_rule,
            "survives": all(said == "yes" for said in by_rule.values()),
        }

    # ---- other material, segments, quotations ----
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


def is_told(coding: Passage, code: str) -> bool:
    return coding.code == code and coding.polarity == "affirmed"


def holds(claim: str, shows: dict[str, tuple[bool, ...]]) -> bool:
    """Whether a claim is so when each case is known to show the code or not."""
    if claim in CONTRASTS:
        showing, silent = CONTRASTS[claim]
        return all(shows[showing]) and not any(shows[silent])
    cases = shows["all"]
    return {"all": all(cases), "none": not any(cases), "most": 2 * sum(cases) > len(cases)}[claim]


def verdict(claim: str, states: dict[str, list[bool | None]]) -> str:
    """yes: the claim holds whatever the open cases (None) are; no: it never does; else open."""
    worlds = [
        list(itertools.product(*[(True, False) if state is None else (state,) for state in group]))
        for group in states.values()
    ]
    found = {holds(claim, dict(zip(states, world, strict=True))) for world in itertools.product(*worlds)}
    return "open" if len(found) > 1 else "yes" if found.pop() else "no"


def presence(n_showing: int, n_cases: int, n_mixed: int = 0) -> str:
    """The word for n_showing of n_cases, tested in the order of the contract."""
    tests = (
        (n_cases == 0, "unknown"),
        (n_showing == 0 and n_mixed > 0, "mixed"),
        (n_showing == 0, "none"),
        (n_showing == n_cases, "all"),
        (n_showing == 1, "one"),
        (2 * n_showing > n_cases, "most"),
    )
    return next((word for holds, word in tests if holds), "some")
