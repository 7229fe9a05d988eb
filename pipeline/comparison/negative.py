"""Negative cases: for every pattern stated, who by rule should show it and does not, apart by why.

Denied, asked and silent, not asked, not known whether asked, not read: silence is not denial, unasked is not "no", and
what nobody has read is not known.
"""

from __future__ import annotations

from pipeline.comparison.distillation import RECURRING
from pipeline.comparison.material import Material
from pipeline.comparison.propositions import Propositions
from pipeline.stages.within_case import last_judgements
from pipeline.store.rows import CodedPair, CodePresence, Judgement
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, MAIN_FAMILIES
from pipeline.study.study import LAST_STAGE


@dataclass(frozen=True, slots=True)
class Silent:
    """One case and one code: transcripts (interviews and groups) that do not tell it, by why; `told` those that do.

    `judgement` is the team's last word, '' for none. `is_known`: judged other than unknown, or known of a transcript.
    """

    case_id: str
    is_showing: bool
    is_known: bool
    judgement: str
    told: tuple[str, ...]
    denied: tuple[str, ...]
    asked_and_silent: tuple[str, ...]
    not_asked: tuple[str, ...]
    not_known_whether_asked: tuple[str, ...]
    not_read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodePattern:
    """A code that all or most cases show, and what the others say of it."""

    code_id: str
    name: str
    family: str
    presence: str
    n_showing: int
    n_cases: int
    cases: tuple[Silent, ...]

    @property
    def negative(self) -> tuple[Silent, ...]:
        """Cases that do not show it, as far as is known."""
        return tuple(case for case in self.cases if case.is_known and not case.is_showing)

    @property
    def unknown(self) -> tuple[Silent, ...]:
        """Cases of which it is not known, or which the team judged unknown."""
        return tuple(case for case in self.cases if not (case.is_known or case.is_showing))


@dataclass(frozen=True, slots=True)
class AgainstRule:
    """A case that a proposition says should look otherwise."""

    proposition: str
    claim: str
    case_id: str
    expected: str
    measured: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Patterns of codes, widest first, and cases that stand against a proposition.

    `is_unread`: no person has read or coded anything, so that silence is the machine's.
    """

    codes: tuple[CodePattern, ...]
    against: tuple[AgainstRule, ...]
    without_exception: tuple[str, ...]
    is_unread: bool


def negative_cases(material: Material, tested: Propositions) -> Negative:
    """Every pattern stated over all cases, with its exceptions."""
    patterns = [
        _pattern(material, row)
        for row in material.rows(CodePresence)
        if row.stage == LAST_STAGE and row.family in MAIN_FAMILIES and row.presence in RECURRING
    ]
    patterns.sort(
        key=lambda pattern: (MAIN_FAMILIES.index(pattern.family), RECURRING.index(pattern.presence), -pattern.n_showing)
    )
    against = tuple(
        AgainstRule(
            result.name,
            result.claim,
            fit.case_id,
            fit.predicted or fit.expected,
            fit.measured.words if fit.measured else "",
        )
        for result in tested.results
        for fit in result.fits
        if fit.fit == "against"
    )
    without = tuple(result.name for result in tested.results if result.tally.n and not result.tally.against)
    pairs = [pair for case_id in material.cases for pair in material.own(case_id, CodedPair)]
    is_unread = not any(pair.is_read or pair.n_hand for pair in pairs)
    return Negative(tuple(patterns), against, without, is_unread)


def _pattern(material: Material, row: CodePresence) -> CodePattern:
    code_id = row.code_id
    showing = set(row.showing_cases)
    cases = tuple(silent_in(material, case_id, code_id, case_id in showing) for case_id in material.cases)
    name = material.codes[code_id].name if code_id in material.codes else code_id
    return CodePattern(code_id, name, row.family, row.presence, row.n_showing, row.n_cases, cases)


def silent_in(material: Material, case_id: str, code_id: str, is_showing: bool) -> Silent:
    """One case's transcripts by what each says of a code."""
    by_state: dict[str, list[str]] = {}
    n_known = 0
    for pair in material.own(case_id, CodedPair):
        if pair.code_id == code_id and pair.kind in COUNTED_KINDS:
            # Known is not told: a read transcript that tells nothing is what makes a case negative.
            n_known += bool(pair.is_known)
            by_state.setdefault(state_of(pair), []).append(pair.transcript_id)
    parts = {state: tuple(sorted(ids)) for state, ids in by_state.items()}
    last = last_judgements(material.of(Judgement, case_id)).get((case_id, code_id))
    judgement = str(last.judgement) if last else ""
    return Silent(
        case_id=case_id,
        is_showing=is_showing,
        # The team's judgement decides: judged unknown is unknown, whatever was counted.
        is_known=judgement != "unknown" and (bool(judgement) or n_known > 0),
        judgement=judgement,
        told=parts.get("told", ()),
        denied=parts.get("denied", ()),
        asked_and_silent=parts.get("asked_and_silent", ()),
        not_asked=parts.get("not_asked", ()),
        not_known_whether_asked=parts.get("not_known_whether_asked", ()),
        not_read=parts.get("not_read", ()),
    )


def state_of(pair: CodedPair) -> str:
    """What one transcript says of one code: told, denied, not_read, asked_and_silent, …; the first that holds."""
    # Telling comes first: who tells it and elsewhere denies it has told it.
    if pair.is_mentioning:
        return "told"
    if pair.is_denying:
        return "denied"
    # Before any question of asking: what nobody has read is not silent.
    if not pair.is_known:
        return "not_read"
    if pair.is_asked:
        return "asked_and_silent"
    return "not_known_whether_asked" if pair.is_asked_unknown else "not_asked"
