"""Figures 1 to 3 and the exhibits: what the run has drawn and laid out already, numbered for a paper."""

from __future__ import annotations

from pipeline.figures.printing import shown_title
from pipeline.paper.part import PaperFiles, Part, data_of
from pipeline.wording.escaping import md

FIGURES = (
    # number, title, the run's figures of which the first that is there is taken, its table, what it needs
    (
        "1", "Setbacks, answers, trust", ("comparison-loops",), "episodes",
        "episodes.csv is not there",
        "Each setback with its answer, as the analysts read it (episodes.csv). Arrows carry how many took them: counts "
        "are the software’s addition.",
    ),
    (
        "2", "Governance over time", ("governance", "comparison-governance"), "governance",
        "governance.csv is not there, or holds no dates", "Steps of governance.csv in their order; a triangle is a "
        "setback of events.csv. A change inside a mode is a step of its own.",
    ),
    (
        "3", "From each list to what recurs", ("distillation",), "enabler_frequency",
        "no code of a family enabler is judged, or known from what was read",
        "From the cases’ own lists (enablers.csv, distillation.csv) where they are on file, else from judgements and "
        "counts. Which of them are key is the team’s to say, not the software’s.",
    ),
)  # fmt: skip


def figures(files: PaperFiles) -> list[Part]:
    """Figures 1 to 3."""
    return [_figure(files, *figure) for figure in FIGURES]


def _figure(
    files: PaperFiles, label: str, title: str, names: tuple[str, ...], of: str, missing: str, note: str
) -> Part:
    path = next((f"figures/{name}.svg" for name in names if (files.run / f"figures/{name}.svg").is_file()), "")
    name = f"figure-{label}"
    if not path:
        return Part(name, "Figure", label, title, missing=missing)
    # The run may draw it in more than one way: its own title says which.
    title = shown_title((files.run / path).read_text(encoding="utf-8")) or title
    # Where the team's own lists are on file the run draws these.
    rows = (files.of_people("distillation") if of == "enabler_frequency" else ()) or files.rows(of)
    heads = list(rows[0]) if rows else []
    data = data_of(heads, [[row[head] for head in heads] for row in rows]) if heads else ""
    return Part(name, "Figure", label, title, f"![{md(title)}](../{path})", note, figure=path, data=data)


def exhibits(files: PaperFiles) -> list[Part]:
    """Exhibits A and B: the first two that the analysts put together."""
    rows = files.of_people("exhibits")
    ids = list(dict.fromkeys(row.get("exhibit", "") for row in rows))
    drawn = [exhibit for exhibit in ids if (files.run / f"room/exhibit/{exhibit}.md").is_file()]
    places = {row["coding_id"]: row for row in files.rows("codings")}
    parts = []
    for n, letter in enumerate("ab"):
        name, label = f"exhibit-{letter}", letter.upper()
        if n >= len(drawn):
            missing = "exhibits.csv is not there" if not rows else f"exhibits.csv puts together {len(drawn)} only"
            parts.append(Part(name, "Exhibit", label, "", missing=missing))
            continue
        page = f"room/exhibit/{drawn[n]}.md"
        title = _title(files, page)
        heads = ["exhibit", "case_id", "episode", "phase", "coding_id", "event_id", "transcript_id", "start_char"]
        cited = [
            [
                *(row.get(head, "") for head in heads[:-2]),
                *(places.get(row.get("coding_id", ""), {}).get(head, "") for head in heads[-2:]),
            ]
            for row in rows
            if row.get("exhibit") == drawn[n]
        ]
        note = "Passages chosen by the analysts (exhibits.csv), with their linking words, and who tells it otherwise."
        parts.append(Part(name, "Exhibit", label, title, files.page(page), note, page=page, data=data_of(heads, cited)))
    return parts


def _title(files: PaperFiles, page: str) -> str:
    first = (files.run / page).read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("# ").removeprefix("Exhibit: ").strip()
