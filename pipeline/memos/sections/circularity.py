"""The circularity audit: whether outcome and explanation were seen by the same eyes, in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.comparison.circularity import Circularity, FromElsewhere, Meeting
from pipeline.memos.quotes import Quote, quotes
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.proposition_words import arrangements, share, tally_words
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural


@dataclass(frozen=True, slots=True)
class CircularityPage:
    """Laid out by circularity.md.j2."""

    is_fiction: bool
    passages: str
    shared: tuple[tuple[str, tuple[Quote, ...]], ...]
    knowers: tuple[tuple[str, ...], ...]
    team: tuple[str, ...]
    has_both_codes: bool
    meeting_heads: tuple[str, ...]
    meetings: tuple[tuple[str, ...], ...]
    has_shares: bool
    elsewhere_heads: tuple[str, ...]
    elsewhere: tuple[tuple[str, ...], ...]


def circularity_page(compared: Compared) -> CircularityPage:
    """The page beside the memo."""
    say, audit = compared.say, compared.comparison.circularity
    # A coefficient: only the reading that accepts them prints it.
    jaccard = ("of all with either (Jaccard)",) if say.has_coefficients else ()
    return CircularityPage(
        say.m.settings.fiction,
        _passages(audit),
        tuple(
            (
                f"{say.case(passage.case_id)}: used for an {md(passage.used_for)}, and coded "
                f"*{md(say.m.codes[passage.predictor.code_id].name)}*.",
                quotes((passage.predictor,)),
            )
            for passage in audit.shared
        ),
        tuple(
            (md(row.table), md(row.by) or "nobody named", str(row.knew), str(row.did_not), str(row.unsaid))
            for row in audit.knowers
        ),
        tuple(
            f"{md(member.person)}: "
            f"{'interviewed, coded **and** rated' if member.did_all else DID_NOT_ALL}"
            f"{f'; {md(member.relation)}' if member.relation else ''}."
            for member in audit.team
        ),
        audit.has_both_codes,
        (say.word, "joint problem-solving with", "segments with both", *jaccard),
        tuple(_meeting(meeting, say) for meeting in audit.meetings),
        say.has_shares,
        ("tiers, or the measure, from", *(say.title(proposition.name) for proposition in audit.elsewhere)),
        tuple(_elsewhere(audit.elsewhere, say)),
    )


DID_NOT_ALL = "did not do all three of interviewing, coding and rating"


def _passages(audit: Circularity) -> str:
    """How many passages are an input of success, and how many of them also explain it."""
    if not audit.n_success_passages:
        return (
            "No passage is on file as an input of success: neither the outcome events of events.csv nor a column "
            "`codings` of ratings or indicators names codings, and nobody's proudest outcome stands word for word in "
            "a coding. So whether passages were used twice cannot be told."
        )
    passages = f"{plural(audit.n_success_passages, 'passage')} are an input of success"
    if not audit.shared:
        return f"{passages}; none of them is also evidence for an enabler or an answer to a setback."
    return f"{passages}; {plural(len(audit.shared), 'overlap')} with evidence for an enabler or an answer to a setback:"


def _meeting(meeting: Meeting, say: Phrases) -> tuple[str, ...]:
    jaccard = (f"{meeting.jaccard:.2f}",) if say.has_coefficients else ()
    return (say.case(meeting.case_id), md(say.m.codes[meeting.code_id].name), str(meeting.n_segments), *jaccard)


def _elsewhere(propositions: Sequence[FromElsewhere], say: Phrases) -> list[tuple[str, ...]]:
    """Rows of a source, then for each proposition how it fits and how many arrangements fit as well."""
    names = dict.fromkeys(look.name for proposition in propositions for look in proposition.variants)
    return [(md(name), *(_look(proposition, name, say) for proposition in propositions)) for name in names]


def _look(proposition: FromElsewhere, name: str, say: Phrases) -> str:
    look = next((look for look in proposition.variants if look.name == name), None)
    if look is None:
        return "—"
    # An outcome from a source that the study does not have is no outcome that fails to fit.
    if look.unusual.why == "there are none":
        return "there are none"
    if not say.has_shares or not look.tally.n:
        return tally_words(look.tally, say).rstrip(".")
    return f"{share(look.tally)}; {arrangements(look.unusual, say)}"
