"""figures.html: every figure, and beside it the same as a table whose cells lead to their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.figures.chronology import chronology
from pipeline.figures.governance import governance_over_time
from pipeline.figures.matrix import Band, codes_by_case, presence_by_subject, who_was_heard
from pipeline.figures.svg import Cell, Figure, marked_as_fiction
from pipeline.io.outputs import Outputs
from pipeline.site.figure_words import UNCHECKED
from pipeline.site.ground import Ground
from pipeline.site.pages import document
from pipeline.site.words import tier_step
from pipeline.study.records import COUNTED_KINDS
from pipeline.wording.markup import Html, details, esc, items, join, link, scroll, section, table


def make_figures(ground: Ground) -> tuple[Figure, ...]:
    """All figures of a run, in the order in which they are shown."""
    found: list[Figure | None] = [*_by_case(ground), *_presence(ground), _heard(ground), _governance(ground)]
    for case_id in ground.by_tier:
        events = [row for row in ground.tables["events"] if row["case_id"] == case_id]
        found.append(chronology(case_id, ground.case_name(case_id), events))
    return tuple(figure for figure in found if figure is not None)


def _cases(ground: Ground) -> list[tuple[str, str]]:
    return [(case_id, ground.case_name(case_id)) for case_id in ground.by_tier]


def _bands(ground: Ground) -> list[Band]:
    """The tiers over the columns; none where the study has no outcome."""
    if not ground.tiers:
        return []
    counted: dict[str | None, int] = defaultdict(int)
    for case_id in ground.by_tier:
        counted[ground.cases[case_id]["tier"]] += 1
    return [Band(tier or "no tier", n, tier_step(tier, ground.tiers)) for tier, n in counted.items()]


def _codes(ground: Ground, family: str) -> list[tuple[str, str]]:
    ids = dict.fromkeys(row["code_id"] for row in ground.tables["code_frequency"] if row["family"] == family)
    return [(code_id, ground.code_name(code_id)) for code_id in ids]


def _by_case(ground: Ground) -> list[Figure]:
    found = []
    for family in ground.main_families:
        title = f"{ground.code_name(family)} by {ground.study.settings.case}" + (
            ", best tier first" if ground.tiers else ""
        )
        found.append(codes_by_case(
            family, title, _codes(ground, family), _cases(ground), _bands(ground), ground.frequency, ground.judgements,
            ground.shows_counts,
        ))  # fmt: skip
    return found


def _presence(ground: Ground) -> list[Figure]:
    if not ground.shows_counts:
        return []
    codes = [one for family in ground.main_families for one in _codes(ground, family)]
    presence = {(row["stage"], row["subject"], row["code_id"]): row for row in ground.tables["code_presence"]}
    found = []
    for stage in ground.study.settings.design:
        subjects = [(one.subject, one.name) for one in ground.findings if one.stage == stage]
        if not subjects or not codes:
            continue
        of_stage = {(subject, code): row for (name, subject, code), row in presence.items() if name == stage}
        attribute = ground.study.settings.design[stage]
        title = f"In how many {ground.study.settings.case}s of each {attribute} a code shows"
        found.append(presence_by_subject(stage, title, codes, subjects, of_stage))
    return found


def _heard(ground: Ground) -> Figure | None:
    """Respondents by sector and case: whoever has a turn in an interview or a group of the case."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for transcript_id, one in ground.transcripts.items():
        if one["case_id"] is None or one["kind"] not in COUNTED_KINDS:
            continue
        here = {turn["respondent_id"] for turn in ground.turns.get(transcript_id, ()) if turn["respondent_id"]}
        for respondent_id in here | ({one["respondent_id"]} - {None}):
            sector = (ground.participants.get(respondent_id) or {}).get("sector") or ""
            people[(sector, one["case_id"])].add(respondent_id)
    if not people:
        return None
    sectors = sorted({sector for sector, _ in people}, key=lambda one: (one == "", one))
    heard = {key: len(ids) for key, ids in people.items()}
    return who_was_heard("Who was heard", sectors, _cases(ground), heard, _bands(ground))


def _governance(ground: Ground) -> Figure | None:
    title = "Governance over time"
    steps, events = ground.tables["governance"], ground.tables["events"]
    return governance_over_time(title, _cases(ground), steps, events, ground.shows_counts)


def write_figures(ground: Ground, outputs: Outputs) -> tuple[Figure, ...]:
    """`figures/NAME.svg` for each, and figures.html; returns them for the index."""
    made = make_figures(ground)
    for figure in made:
        svg = marked_as_fiction(figure.svg) if ground.study.settings.fiction else figure.svg
        outputs.write(f"figures/{figure.name}.svg", svg)
    outputs.write("figures.html", document("Figures", _body(ground, made), "", ground.study, "figures"))
    return made


def _body(ground: Ground, made: Sequence[Figure]) -> Html:
    intro = (
        "<h1>Figures</h1>\n<p>Each figure stands beside the same as a table, whose cells lead to their evidence. "
        "The files lie in <code>figures/</code>.</p>\n"
    )
    if ground.known.is_unchecked and ground.shows_counts:
        intro += f'<p class="warning">{UNCHECKED}</p>\n'
    if not made:
        missing = "no codes of a family enabler or barrier, no events, no governance, nobody heard"
        return Html(f"{intro}<p>There is nothing to draw yet: {missing}.</p>\n")
    contents = items([link(f"#{figure.name}", esc(figure.title)) for figure in made])
    return join(
        [Html(intro), Html(f'<nav aria-label="Figures">\n{contents}</nav>\n'), *(_shown(ground, one) for one in made)]
    )


def picture(figure: Figure) -> Html:
    """A figure's file in a frame in which it scrolls where the window is narrow."""
    return scroll(
        esc(figure.title),
        Html(
            f'<img src="figures/{esc(figure.name)}.svg" width="{figure.width}" height="{figure.height}" '
            f'alt="{esc(figure.summary)} The same stands in a table on the page of figures." loading="lazy">'
        ),
    )


def _shown(ground: Ground, figure: Figure) -> Html:
    heads = [esc(words) for words in figure.heads]
    rows = [[_cell(ground, cell) for cell in row] for row in figure.rows]
    as_table = details(Html("The same as a table"), table(esc(figure.title), heads, rows, "matrix"))
    said = Html(f'<p class="small">{esc(figure.summary)}</p>\n')
    return section(figure.name, esc(figure.title), join([picture(figure), said, as_table]))


def _cell(ground: Ground, cell: Cell) -> Html:
    words = Html(f"<bdi>{esc(cell.words)}</bdi>") if cell.words else Html("")
    return link(cell.link, words) if cell.link and leads_somewhere(ground, cell.link) else words


def leads_somewhere(ground: Ground, path: str) -> bool:
    """Whether a figure's link names a page that this run makes."""
    folder, _, rest = path.removesuffix(".html").partition("/")
    if folder == "evidence":
        return rest in ground.figures
    stage, _, subject = rest.partition("/")
    return (stage, subject) in ground.lines
