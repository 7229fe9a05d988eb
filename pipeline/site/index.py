"""index.html: the way in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.figures.svg import Figure
from pipeline.io.outputs import Outputs
from pipeline.notes.evidence import Moved
from pipeline.site.design import design, health
from pipeline.site.export import HOLDS
from pipeline.site.figure_words import UNCHECKED
from pipeline.site.figures_page import picture
from pipeline.site.ground import Ground, shelve
from pipeline.site.made import how_it_was_made
from pipeline.site.notes import shown
from pipeline.site.pages import document
from pipeline.site.words import kinds, thousands, tier_badge
from pipeline.stages.findings import CodeLine
from pipeline.study.problems import Problem
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.filters import plural
from pipeline.wording.markup import Html, details, esc, items, join, link, section


def write_index(ground: Ground, figures: Sequence[Figure], tables: Mapping[str, int], outputs: Outputs) -> None:
    """The page from which every other one is reached."""
    body = join([
        _head(ground),
        section("stale", Html("Notes whose evidence has moved"), _stale(ground)),
        section("design", Html("The design"), design(ground)),
        section("memos", Html("Memos"), _memos(ground, outputs.made)),
        section("health", Html("How far the evidence reaches"), health(ground)),
        section("codes", Html("Codes"), _codes(ground)),
        section("figures", Html("Figures"), _figures(figures)),
        section("tables", Html("Tables"), _tables(ground, tables)),
        section("transcripts", Html("Transcripts"), _transcripts(ground)),
        section("analysts", Html("Hunches and reflexive notes"), _analysts(ground)),
        section("cautions", Html(f"Cautions ({len(ground.problems)})"), _cautions(ground)),
        section("made", Html("How it was made"), how_it_was_made(ground)),
    ])  # fmt: skip
    outputs.write("index.html", document("The way in", body, "", ground.study, "index"))


def _head(ground: Ground) -> Html:
    settings = ground.study.settings
    rows = ground.tables["transcripts"]
    n_words = sum(row["n_words"] for row in rows)
    what = f"A comparative study of {plural(len(ground.cases), esc(settings.case))}"
    heard = f", from {esc(kinds(rows))} ({thousands(n_words)} words)" if rows else ""
    unchecked = f'<p class="warning">{UNCHECKED}</p>\n' if ground.known.is_unchecked else ""
    return Html(
        f'<h1><bdi>{esc(ground.study.title)}</bdi></h1>\n<p class="lede">{what}{heard}. '
        "Memos tell what was found, stage by stage; every figure in them leads to its quotations, and every quotation "
        f"to its place in a transcript.</p>\n{unchecked}"
        '<form class="ask" role="search" action="search.html" method="get">'
        '<label for="q">Search the quotations</label> <input type="search" id="q" name="q"> '
        '<button type="submit">Search</button></form>\n'
    )


def _stale(ground: Ground) -> Html:
    """Notes signed off before their evidence moved, from the last stage to the first, with what moved."""
    rows = []
    for note in ground.stale:
        name = esc(f"{note.stage}/{note.subject}")
        is_there = (note.stage, note.subject) in ground.lines
        where = link(f"memos/{note.stage}/{note.subject}.html", name) if is_there else name
        moved = items([_moved(ground, one) for one in note.moved])
        unread = "" if note.moved else " What was signed cannot be read: sign it anew."
        rows.append(Html(f"{where}, signed off by <bdi>{esc(note.by)}</bdi> on {esc(note.at)}.{unread}{moved}"))
    return items(rows, "warning-list")


def _moved(ground: Ground, one: Moved) -> Html:
    is_there = one.figure_id in ground.figures
    name = link(f"evidence/{one.figure_id}.html", esc(one.figure_id)) if is_there else esc(one.figure_id)
    places = [f"{len(rows)} {word}" for rows, word in ((one.came, "came"), (one.went, "went")) if rows]
    quotations = f"; quotations: {', '.join(places)}" if places else ""
    return Html(f"{name}: {esc(one.was)} → {esc(one.now)}{quotations}")


BESIDE = (
    ("propositions", "Propositions and rivals"),
    ("setbacks", "Setbacks, answers, trust"),
    ("success", "How success was rated"),
    ("matrix", "Matrix of all codes"),
    ("appendix", "Appendix of quotations"),
    ("negative", "Negative cases"),
    ("circularity", "Circularity audit"),
)
"""Pages beside the last memo, where its tables are whole."""


def _memos(ground: Ground, made: Collection[str]) -> Html:
    parts = []
    for stage in ground.study.stages:
        found = [one for one in ground.findings if one.stage == stage]
        if stage == FIRST_STAGE:
            place = {case_id: n for n, case_id in enumerate(ground.by_tier)}
            found = sorted(found, key=lambda one: place[one.subject])
        held = ground.study.settings.design.get(stage)
        about = (
            "each by itself" if stage == FIRST_STAGE else "all together" if stage == LAST_STAGE else f"the same {held}"
        )
        rows = []
        for one in found:
            tier = ground.cases[one.subject]["tier"] if stage == FIRST_STAGE else None
            words = link(f"memos/{one.stage}/{one.subject}.html", Html(f"<bdi>{esc(one.name)}</bdi>"))
            rows.append(Html(f"{words} {tier_badge(tier, ground.tiers) if tier else ''}"))
        if stage == LAST_STAGE and found:
            beside = [(f"memos/{LAST_STAGE}/{name}.html", words) for name, words in BESIDE]
            beside.append(("brief.html", "Insight brief for practitioners"))
            rows += [link(name, esc(words)) for name, words in beside if name in made]
        none = (
            Html("<p>Not part of this run.</p>\n")
            if stage not in {one.stage for one in ground.findings}
            else Html("<p>None.</p>\n")
        )
        parts.append(Html(f"<div><h3>{esc(stage)} <span>{esc(about)}</span></h3>\n{items(rows) or none}</div>\n"))
    return Html(f'<div class="stages">\n{join(parts)}</div>\n')


def _codes(ground: Ground) -> Html:
    """Codes by family with their definitions; each leads to its evidence across cases."""
    across = ground.lines.get((LAST_STAGE, LAST_STAGE), {})
    shelves: dict[str, list[Html]] = {}
    for code in ground.codebook.codable:
        family = ground.codebook.family(code.code_id)
        shelves.setdefault(family, []).append(_code(ground, code.code_id, code.definition, across.get(code.code_id)))
    parts = []
    for n, (family, rows) in enumerate(shelves.items()):
        title = Html(f"{esc(ground.code_name(family))} <span>{plural(len(rows), 'code')}</span>")
        is_open = family in ground.main_families or (n == 0 and not ground.main_families)
        parts.append(details(title, Html(f'<dl class="codes">\n{join(rows)}</dl>\n'), is_open))
    return join(parts)


def _code(ground: Ground, code_id: str, definition: str, line: CodeLine | None) -> Html:
    name = esc(ground.code_name(code_id))
    if line is not None:
        said = link(f"evidence/{line.figure_id}.html", name)
        presence = line.presence
        if presence is not None:
            counted = f", {presence['n_showing']} of {presence['n_cases']}" if ground.shows_counts else ""
            word = presence["presence"]
            if not ground.shows_counts and word in ("most", "one"):
                word = "some"
            said = Html(f'{said} <span class="small">{esc(word)}{counted}</span>')
    else:
        there = [case_id for case_id in ground.cases if f"{case_id}/{code_id}" in ground.figures]
        rows = [link(f"evidence/{one}/{code_id}.html", esc(ground.case_name(one))) for one in there]
        said = Html(f'{name} <span class="small">{", ".join(rows)}</span>')
    return Html(f'<dt id="code-{esc(code_id)}">{said}</dt>\n<dd>{esc(definition)}</dd>\n')


def _figures(figures: Sequence[Figure]) -> Html:
    """The first figure, and the way to all of them."""
    if not figures:
        return Html("<p>Nothing to draw yet.</p>\n")
    rows = [link(f"figures.html#{one.name}", esc(one.title)) for one in figures]
    return join([picture(figures[0]), items(rows, "columns")])


WITHOUT_COUNTS = (
    "This team reads interpretively. Memos, pages and figures say what is told, denied, wished for or disputed, and "
    "print no share, no coefficient and no count of how many cases or transcripts tell a code; how much material there "
    "is, and who tells an event or a setback, is said. These tables hold the counts, for checking; shares, intervals "
    "and rates are left empty in them."
)


def _tables(ground: Ground, tables: Mapping[str, int]) -> Html:
    rows = []
    for name, n in tables.items():
        size = f'<span class="small">{thousands(n)} {"row" if n == 1 else "rows"}</span>'
        rows.append(Html(f"{link(f'tables/{name}.csv', esc(name))}: {esc(HOLDS.get(name, ''))} {size}"))
    more = (
        '<p class="small">UTF-8, comma between. A leading <code>= + - @</code> carries a <code>\'</code>, so that no '
        "spreadsheet takes it for a formula. The same and more in "
        f"{link('study.duckdb', Html('study.duckdb'))}.</p>\n"
    )
    before = Html("" if ground.shows_counts else f"<p>{WITHOUT_COUNTS}</p>\n")
    return join([before, items(rows, "columns"), Html(more)])


def _transcripts(ground: Ground) -> Html:
    parts = []
    named = [(ground.case_name(one), ground.by_case.get(one, [])) for one in ground.by_tier]
    for name, found in [*named, ("Of no case", ground.by_case.get(None, []))]:
        rows = items([_transcript(one["transcript_id"], one["kind"], one["n_words"]) for one in found], "columns")
        title = Html(f"<bdi>{esc(name)}</bdi> <span>{plural(len(found), 'transcript')}</span>")
        parts.append(details(title, rows))
    return join(parts)


def _transcript(transcript_id: str, kind: str, n_words: int) -> Html:
    place = link(f"transcripts/{transcript_id}.html", esc(transcript_id))
    return Html(f'{place} <span class="small">{esc(kind)}, {thousands(n_words)} words</span>')


def _analysts(ground: Ground) -> Html:
    """Hunches and reflexive notes, where this run has no last memo to hold them."""
    if (LAST_STAGE, LAST_STAGE) in ground.lines:
        return Html("")
    kinds_of_note = (("hunch", "Hunch"), ("reflexive", "Reflexive note"))
    found = [(title, note) for kind, title in kinds_of_note for note in ground.notes.in_folder(kind)]
    return join([shown(note, f"{title}: {note.subject}", ground, "") for title, note in found])


FEW = 12


def _cautions(ground: Ground) -> Html:
    """Every caution of the run; many of them are shelved by file."""
    if not ground.problems:
        return Html("<p>None: nothing in the study’s files was left out or guessed.</p>\n")
    if len(ground.problems) <= FEW:
        return items([_caution(ground, one) for one in ground.problems], "cautions")
    shelves = shelve(ground.problems, lambda one: replace(one.source, line=0).shown(ground.study.folder))
    return join([
        details(
            Html(f"<code>{esc(file)}</code> <span>{plural(len(found), 'caution')}</span>"),
            items([_caution(ground, one) for one in found], "cautions"),
        )
        for file, found in shelves.items()
    ])  # fmt: skip


def _caution(ground: Ground, one: Problem) -> Html:
    where = esc(one.source.shown(ground.study.folder))
    return Html(f'<code>{where}</code>: {esc(one.fault)} <span class="small">{esc(one.remedy)}</span>')
