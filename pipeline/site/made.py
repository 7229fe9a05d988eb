"""How it was made: the methods of a run, from the study's own files. `made.html.j2` has the sentences."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import __version__
from pipeline.io.manifest import versions
from pipeline.site.context import SiteContext
from pipeline.site.words import kinds
from pipeline.store.rows import TeamMember, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import says_yes
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.numbers import listed

READINGS = {
    "coefficients": "The team accepts coefficients beside judgements.",
    "negotiated": "The team settled its codings by talking them over; no coefficient of agreement is printed.",
    "interpretive": "The team reads interpretively: memos, pages and figures print readings and quotations, no share, "
    "no coefficient and no count of who tells a code; tables/ hold counts for checking, and no shares.",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What the sentences on a run's methods need.

    `coders` are (coder, codings by hand, 0 for one who only read); `n_all_three` of `n_team` people interviewed, coded
    and rated; `n_found` codings are the machine's, of which `n_counted` count.
    """

    stages: str
    stopped_after: str | None
    material: str
    n_words: int
    n_people: int
    guides: str
    coders: Sequence[tuple[str, int]]
    n_team: int
    n_all_three: int
    reading: str
    n_found: int
    n_counted: int
    version: str
    libraries: str


def how_it_was_made(site: SiteContext) -> Made:
    """The methods of this run."""
    transcripts = site.library.rows(TranscriptRow)
    by_machine = [coding for coding in site.library.rows(Voice) if coding.origin == "machine"]
    team = [member for member in site.library.rows(TeamMember) if member.person]
    return Made(
        stages=_stages(site),
        stopped_after=_stopped_after(site),
        material=kinds(transcripts),
        n_words=sum(transcript.n_words for transcript in transcripts),
        n_people=len({person_id for transcript in site.told.values() for person_id in transcript.told.respondents}),
        guides=", ".join(site.guides) or "none",
        coders=_coders(site),
        n_team=len(team),
        n_all_three=sum(all(map(says_yes, (member.interviewed, member.coded, member.rated))) for member in team),
        reading=READINGS.get(site.study.settings.reading, ""),
        n_found=len(by_machine),
        n_counted=sum(coding.is_counted for coding in by_machine),
        version=__version__,
        libraries="; ".join(f"{name} {of}" for name, of in versions().items() if of and name != "crosscase"),
    )


def _stages(site: SiteContext) -> str:
    design = site.study.settings.design
    constant = [f"{stage} (cases with the same {attribute})" for stage, attribute in design.items()]
    return listed([f"{FIRST_STAGE} (each by itself)", *constant, f"{LAST_STAGE} (all of them)"])


def _stopped_after(site: SiteContext) -> str | None:
    """The last stage of a run that did not go to its end; None for a whole run."""
    if len({finding.stage for finding in site.findings}) == len(site.study.stages):
        return None
    return site.findings[-1].stage if site.findings else "reading"


def _coders(site: SiteContext) -> list[tuple[str, int]]:
    """Who coded by hand, with how many codings, then who only read."""
    coders: dict[str, int] = {}
    for coding in site.library.rows(Voice):
        if coding.origin == "hand":
            coders[coding.coder] = coders.get(coding.coder, 0) + 1
    readers = {coder for coders_of_pair in site.known.read_by.values() for coder in coders_of_pair}
    # Whoever read and found nothing has said "no" in each code: they belong among the coders.
    return [*sorted(coders.items()), *((coder, 0) for coder in sorted(readers - set(coders)))]
