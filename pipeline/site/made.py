"""How it was made: the methods of a run in sentences, from the study's own files."""

from __future__ import annotations

from pipeline import __version__
from pipeline.io.manifest import versions
from pipeline.site.ground import Ground
from pipeline.site.words import KINDS, kinds, thousands, together
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.filters import plural
from pipeline.wording.markup import Html, esc, join, link

READINGS = {
    "coefficients": "The team accepts coefficients beside judgements.",
    "negotiated": "The team settled its codings by talking them over; no coefficient of agreement is printed.",
    "interpretive": "The team reads interpretively: memos, pages and figures print readings and quotations, no share, "
    "no coefficient and no count of who tells a code; tables/ hold counts for checking, and no shares.",
}


def how_it_was_made(ground: Ground) -> Html:
    """A paragraph a theme."""
    parts = [
        _design(ground),
        _material(ground),
        _codebook(ground),
        _people(ground),
        _counting(ground),
        _machine(ground),
        _versions(),
    ]
    return join([Html(f"<p>{part}</p>\n") for part in parts if part])


def _design(ground: Ground) -> str:
    settings = ground.study.settings
    n = plural(len(ground.cases), esc(settings.case))
    held = [f"{esc(stage)} (cases with the same {esc(attribute)})" for stage, attribute in settings.design.items()]
    stages = together([f"{FIRST_STAGE} (each by itself)", *held, f"{LAST_STAGE} (all of them)"])
    said = f"<strong>Design.</strong> {n}, read in {len(ground.study.stages)} stages: {stages}."
    if len({one.stage for one in ground.findings}) < len(ground.study.stages):
        said += f" This run stopped after {esc(ground.findings[-1].stage) if ground.findings else 'reading'}."
    if settings.outcome_attribute:
        said += (
            f" Success is the {esc(settings.outcome_attribute)} that people put down "
            f"({esc(', '.join(settings.outcome_order))}, "
            "from worst to best); no stage computes it."
        )
    return said


def _material(ground: Ground) -> str:
    rows = ground.tables["transcripts"]
    if not rows:
        return "<strong>Material.</strong> None."
    n_words = sum(row["n_words"] for row in rows)
    n_people = len({row["respondent_id"] for row in ground.tables["turns"] if row["respondent_id"]})
    languages = (
        f"<strong>Material.</strong> {esc(kinds(rows))}: {thousands(n_words)} words, {n_people} respondents who speak."
    )
    guides = ", ".join(esc(name) for name in ground.guides) or "none"
    return (
        f"{languages} Interview guides: {guides}. Where a guide is given, each transcript is cut by the question "
        "that is being "
        "answered, found by the likeness of the interviewer’s words to the guide’s, unless a person marked it."
    )


def _codebook(ground: Ground) -> str:
    book = ground.codebook
    return (
        f"<strong>Codebook.</strong> {esc(book.name)}, version {esc(book.version)}: {len(book.codable)} codes that "
        "can be given "
        f"to a passage, {plural(len(book.earlier), 'earlier version')} beside it. A coder’s mark of having read a "
        "transcript holds "
        "for the version in which it was made, and for later ones in which the code means the same."
    )


def _people(ground: Ground) -> str:
    coders: dict[str, int] = {}
    for mark in ground.tables["voices"]:
        if mark["origin"] == "hand":
            coders[mark["coder"]] = coders.get(mark["coder"], 0) + 1
    read = {coder for readers in ground.known.read_by.values() for coder in readers}
    if not coders and not read:
        said = "<strong>Who coded and read.</strong> No person has coded or marked anything as read yet."
    else:
        by = [f"<bdi>{esc(coder)}</bdi> ({plural(n, 'coding')})" for coder, n in sorted(coders.items())]
        by += [f"<bdi>{esc(coder)}</bdi> (read, no coding)" for coder in sorted(read - set(coders))]
        said = f"<strong>Who coded and read.</strong> {together(by)}."
    team = [row for row in ground.tables["team"] if row.get("person")]
    both = [row["person"] for row in team if all(_is_yes(row.get(name)) for name in ("interviewed", "coded", "rated"))]
    if both:
        said += (
            f" Of {plural(len(team), 'person', 'people')} of the team, {len(both)} interviewed, coded and rated: "
            "what they knew may colour what they coded."
        )
    return said


def _is_yes(value: object) -> bool:
    return str(value or "").strip().casefold() in ("true", "yes", "1", "y")


def _counting(ground: Ground) -> str:
    shows = plural(ground.study.settings.shows_transcripts, "transcript")
    return (
        "<strong>What counts.</strong> A figure says in how many transcripts a code is told, of those for which it "
        "is known: "
        "a person has read it for that code, or has coded it there. Unread is not no, not asked is not no, and a "
        "denial is never "
        "counted as telling. Where two people read the same, the agreed coding counts, else that of one of them "
        "chosen by lot (a "
        "hash of transcript, code and coder), never both together. Only affirmed passages of respondents in "
        f"interviews and groups count; {together([KINDS['mayor'][1], 'documents'])} and the rest stand beside them. "
        "A case shows "
        f"a code from {shows} on, unless the team judged it. {READINGS.get(ground.study.settings.reading, '')} "
        "Counts are finding aids: the team’s judgement is the finding."
    )  # fmt: skip


def _machine(ground: Ground) -> str:
    found = [row for row in ground.tables["voices"] if row["origin"] == "machine"]
    n_counted = sum(row["is_counted"] for row in found)
    said = (
        "<strong>The machine’s part.</strong> It looks for the wordings that the codebook lists as cues, never in an "
        "interviewer’s words, and marks negated passages as denied and hypothetical ones as wished for. "
    )
    if not found:
        return said + "It found nothing here."
    if not ground.shows_counts:
        return said + "What it found is shown as suggestions."
    if ground.known.is_unchecked:
        return (
            said
            + f"It made {len(found)} codings, {n_counted} of which count, since no person has coded yet: not checked "
            "by anybody."
        )
    return said + f"It made {len(found)} codings; {n_counted} count, the others are shown as suggestions."


def _versions() -> str:
    made = "; ".join(
        f"{esc(name)} {esc(version)}" for name, version in versions().items() if version and name != "crosscase"
    )
    manifest = link("run.json", Html("run.json"))
    return (
        f"<strong>Versions.</strong> crosscase {__version__}, on {made}. The same files give the same pages; "
        f"{manifest} names every input and every file made, each with its hash. The method follows Pulido-Gómez, de "
        "Jong &amp; Rivkin "
        "(2025, doi:10.1093/jopart/muae026) and flexible coding (Deterding &amp; Waters 2021); index codes by "
        "question, frequencies "
        "and the machine’s suggestions are additions of this software."
    )
