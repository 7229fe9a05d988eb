"""Figures that are matrices: codes by case, codes by subject of a stage, who was heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.figures.svg import Cell, Drawing, Figure, wrapped
from pipeline.store.rows import CodeFrequency, CodePresence, Judgement
from pipeline.study.dataclass import dataclass
from pipeline.wording.numbers import counted, listed, plural

LABEL, LINE, TOP, GROUP = 206, 46, 12, 26
NARROW, WIDE, ROOM = 84, 132, 760
SMALL, BOLD = 1.18, 1.0
"""How much more of small words, and of short heads, fits a width than of running words at 13 px."""
NO_TYPES: Mapping[str, str] = {}


def _is_at_least(row: CodeFrequency) -> bool:
    """Whether more may tell it than are known to."""
    return row.is_telling_only and 0 < row.n_mentioning < row.n_transcripts


def _is_not_told(row: CodeFrequency) -> bool:
    """Whether nobody is known to tell it, and nobody vouches for the silence."""
    return row.is_telling_only and not row.n_mentioning


COUNT_KEYS: tuple[tuple[Callable[[CodeFrequency], bool], str], ...] = (
    (
        lambda row: not row.is_unchecked and not _is_at_least(row) and not _is_not_told(row),
        "k/n: told in k of n transcripts for which the code is known; the darker the cell, the larger the share.",
    ),
    (_is_at_least, "≥ k/n: told in at least k of n; nobody marked what was read."),
    (_is_not_told, "none yet: not coded as told; nobody marked what was read."),
    (lambda row: row.is_unchecked, "machine k/n: the machine finds it in k of n; nobody has checked."),
)
FILLED = {"present": 1.0, "mixed": 0.5, "absent": 0.0}


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in a cell: a ring filled by `dot` (None: no ring), words under it, a tint from 0 to 1."""

    words: str
    dot: float | None = None
    tint: float = 0.0
    link: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Columns that belong together, such as the cases of one tier; `step` from 0 to 4 chooses the stroke."""

    words: str
    n_columns: int
    step: int | None = None


def draw_matrix(
    name: str,
    title: str,
    summary: str,
    corner: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, str, Sequence[Mark]]],
    bands: Sequence[Band] = (),
    key: str = "",
    groups: Sequence[str] = (),
) -> Figure:
    """A matrix as a figure.

    Args:
        name: Stem of its file.
        title: Its heading; `summary` what it shows, in words; `corner` what the rows are.
        columns: (words, link) of each.
        rows: (words, link, one mark a column).
        bands: Columns that belong together, from left to right; they cover all columns or there are none.
        key: How to read the marks.
        groups: What each row belongs to ('' for nothing), named above the first of each; one a row or none at all.
    """
    drawing = Drawing()
    column = max(NARROW, min(WIDE, ROOM // max(len(columns), 1)))
    heads = [wrapped(words, (column - 4) * BOLD, 3) for words, _ in columns]
    head_height = 16 * max((len(lines) for lines in heads), default=1) + 8
    top = TOP + (30 if bands else 0) + head_height
    width = max(LABEL + column * len(columns) + 16, 420)
    left = float(LABEL)
    for band in bands:
        span = column * band.n_columns
        drawing.text(left + 2, TOP + 8, wrapped(band.words, max(span - 4, 60) * SMALL, 1)[0], "small strong")
        drawing.line(
            left + 2, TOP + 17, left + span - 6, TOP + 17, f"tier t{band.step}" if band.step is not None else "line"
        )
        left += span
    for n, lines in enumerate(heads):
        drawing.lines(LABEL + column * (n + 0.5), top - head_height + 14, lines, "strong", "middle")
    y, standing = top, ""
    for r, (words, _, marks) in enumerate(rows):
        if groups and groups[r] != standing:
            standing = groups[r]
            drawing.line(8, y, LABEL + column * len(columns), y)
            drawing.text(8, y + 18, standing or "other", "small strong")
            y += GROUP
        lines = wrapped(words, LABEL - 16, 2)
        drawing.line(8, y, LABEL + column * len(columns), y)
        drawing.lines(8, y + (27 if len(lines) == 1 else 20), lines)
        for n, mark in enumerate(marks):
            _cell(drawing, LABEL + column * n, y, column, mark)
        y += LINE
    bottom = y
    drawing.line(8, bottom, LABEL + column * len(columns), bottom)
    legend = wrapped(key, width - 16, 6) if key else []
    drawing.lines(8, bottom + 22, legend, "quiet")
    height = bottom + 14 + 16 * len(legend) + 8
    heads_of_table = (corner, *(words for words, _ in columns))
    cells = tuple(
        (Cell(words, link), *(Cell(mark.spoken or mark.words, mark.link) for mark in marks))
        for words, link, marks in rows
    )
    image = drawing.image(width, height, title, summary)
    return Figure(name, title, summary, image, heads_of_table, cells, int(width), int(height))


def _cell(drawing: Drawing, x: float, y: float, column: float, mark: Mark) -> None:
    if mark.tint > 0:
        # 3.999: a share of 1 stays in the fourth shade.
        drawing.rect(x + 1, y + 1, column - 2, LINE - 2, f"h{min(1 + int(mark.tint * 3.999), 4)}")
    middle = x + column / 2
    if mark.dot is None:
        drawing.text(middle, y + 28, mark.words or "–", "" if mark.words else "quiet", "middle")
        return
    drawing.dot(middle, y + 15, mark.dot)
    drawing.text(middle, y + 38, mark.words, "small", "middle")


def codes_by_case(
    family: str,
    title: str,
    codes: Sequence[tuple[str, str]],
    cases: Sequence[tuple[str, str]],
    bands: Sequence[Band],
    frequency: Mapping[tuple[str, str], CodeFrequency],
    judgements: Mapping[tuple[str, str], Judgement],
    shows_counts: bool = True,
    types: Mapping[str, str] = NO_TYPES,
) -> Figure:
    """The team's judgement of each code in each case, with `told in / known` under it; cases from best tier to worst.

    Args:
        family: Of the codes; names the file.
        title: Heading.
        codes: (id, name) of each row; `cases`: (id, name) of each column.
        bands: The cases' tiers from left to right.
        frequency: (case_id, code_id) -> row of code_frequency; `judgements` likewise, the last word of the team.
        shows_counts: False leaves counts and the tint out (the interpretive reading).
        types: code_id -> the type under which the codebook keeps it, for those that have one: rows stand by type.
    """
    rows, by_type = [], _by_type(codes, types)
    drawn = {(case_id, code_id) for case_id, _ in cases for code_id, _ in codes}
    for code_id, name in by_type:
        marks = [
            _judged(
                frequency.get((case_id, code_id)), judgements.get((case_id, code_id)), case_id, code_id, shows_counts
            )
            for case_id, _ in cases
        ]
        rows.append((name, "", marks))
    tiers = listed(f"{band.words} ({band.n_columns})" for band in bands)
    counts = [row for (case_id, code_id), row in frequency.items() if row.n_known and (case_id, code_id) in drawn]
    told = "the machine finds it, which nobody has checked" if _is_unchecked(counts) else "of those known it is told"
    said = "The team’s judgement" + (f", and in how many transcripts {told}" if shows_counts else "")
    size = f"{plural(len(rows), 'code')} in {plural(len(cases), 'case')}"
    summary = f"{said}, for {size}{f', by tier: {tiers}' if tiers else ''}."
    key = "Full ring: judged present. Half: mixed. Empty: absent. No ring: not judged, or unknown."
    if shows_counts:
        key = " ".join((key, *(words for is_so, words in COUNT_KEYS if not counts or any(map(is_so, counts)))))
    columns = [(name, f"memos/within-case/{case_id}.html") for case_id, name in cases]
    groups = [types.get(code_id, "") for code_id, _ in by_type] if types else []
    return draw_matrix(f"{family}-by-case", title, summary, "code", columns, rows, bands, key, groups)


def _by_type(codes: Sequence[tuple[str, str]], types: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes in the order in which their types come first; those without one last."""
    order = {kind: place for place, kind in enumerate(dict.fromkeys(types.values()))}
    return sorted(codes, key=lambda code: order.get(types.get(code[0], ""), len(order)))


def _judged(
    row: CodeFrequency | None, judgement: Judgement | None, case_id: str, code_id: str, shows_counts: bool
) -> Mark:
    word = (judgement.judgement or "") if judgement else ""
    label, tint, spoken = "", 0.0, ""
    if row is not None and shows_counts:
        label, tint, spoken = _count(row)
    title = ", ".join(part for part in (word or "not judged", spoken) if part)
    return Mark(
        label or ("" if word in FILLED else word), FILLED.get(word), tint, f"evidence/{case_id}/{code_id}.html", title
    )


def _count(row: CodeFrequency) -> tuple[str, float, str]:
    """What a cell prints of a count, how dark it is, and the same in words; a tint is a share of what is known."""
    # Not known is no 0 of 0, and silence that nobody vouches for is no "no": these cells stay without a tint.
    if not row.n_known:
        return "not known", 0.0, "not known"
    if row.is_unchecked:
        return f"machine {row.n_mentioning}/{row.n_transcripts}", 0.0, counted(row)
    if _is_not_told(row):
        return "none yet", 0.0, counted(row)
    if row.is_telling_only:
        at_least = "≥ " if _is_at_least(row) else ""
        return f"{at_least}{row.n_mentioning}/{row.n_transcripts}", 0.0, counted(row)
    spoken = f"told in {row.n_mentioning} of {row.n_known} known"
    return f"{row.n_mentioning}/{row.n_known}", row.n_mentioning / row.n_known, spoken


def _is_unchecked(counts: Sequence[CodeFrequency]) -> bool:
    return bool(counts) and all(row.is_unchecked for row in counts)


def presence_by_subject(
    stage: str,
    title: str,
    codes: Sequence[tuple[str, str]],
    subjects: Sequence[tuple[str, str]],
    presence: Mapping[tuple[str, str], CodePresence],
    types: Mapping[str, str] = NO_TYPES,
) -> Figure:
    """In how many cases of each subject of a stage a code shows.

    Args:
        stage: A key of the design; names the file.
        title: Heading.
        codes: (id, name) of each row; `subjects`: (id, name) of each column.
        presence: (subject, code_id) -> row of code_presence.
        types: code_id -> what each row stands under, as in `codes_by_case`.
    """
    rows, by_type = [], _by_type(codes, types)
    for code_id, name in by_type:
        marks = []
        for subject, _ in subjects:
            row = presence.get((subject, code_id))
            # Unknown is not none: no empty ring, which would say that no case shows it.
            if row is None or row.n_cases == 0:
                marks.append(Mark("unknown", None, 0.0, f"evidence/{stage}/{subject}/{code_id}.html" if row else ""))
                continue
            share = row.n_showing / row.n_cases
            words = f"{row.presence}: {row.n_showing} of {row.n_cases}"
            marks.append(Mark(words, share, share, f"evidence/{stage}/{subject}/{code_id}.html", words))
        rows.append((name, "", marks))
    summary = (
        f"In how many cases each of {plural(len(rows), 'code')} shows, for {listed(name for _, name in subjects)}."
    )
    key = "The ring is filled by the share of cases, of which something is known, that show the code."
    columns = [(name, f"memos/{stage}/{subject}.html") for subject, name in subjects]
    groups = [types.get(code_id, "") for code_id, _ in by_type] if types else []
    return draw_matrix(f"presence-{stage}", title, summary, "code", columns, rows, (), key, groups)


def who_was_heard(
    title: str,
    sectors: Sequence[str],
    cases: Sequence[tuple[str, str]],
    heard: Mapping[tuple[str, str], int],
    bands: Sequence[Band],
) -> Figure:
    """How many respondents of each sector speak in the material of each case.

    Args:
        title: Heading.
        sectors: One a row, '' for those whose sector nobody put down.
        cases: (id, name) of each column.
        heard: (sector, case_id) -> respondents.
        bands: The cases' tiers from left to right.
    """
    most = max(heard.values(), default=0)
    rows = []
    for sector in sectors:
        counts = [heard.get((sector, case_id), 0) for case_id, _ in cases]
        marks = [Mark(str(n) if n else "none", None, n / most if most else 0.0) for n in counts]
        rows.append((sector or "sector not put down", "", marks))
    totals = [sum(heard.get((sector, case_id), 0) for sector in sectors) for case_id, _ in cases]
    rows.append(("all", "", [Mark(str(n) if n else "nobody") for n in totals]))
    summary = (
        f"Respondents heard in interviews and groups, by sector, in {plural(len(cases), 'case')}; "
        f"{sum(totals)} in all, counted once a case."
    )
    columns = [(name, f"memos/within-case/{case_id}.html") for case_id, name in cases]
    key = "Respondents who speak in an interview or a group of the case; the darker, the more."
    return draw_matrix("who-was-heard", title, summary, "sector", columns, rows, bands, key)
