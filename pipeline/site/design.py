"""The design of a study as a reader sees it: a matrix of cases where two attributes cross, else a list."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.site.ground import Ground
from pipeline.site.words import kinds, thousands, tier_badge
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.filters import a_word, plural
from pipeline.wording.markup import Html, esc, items, join, link, table


def design(ground: Ground) -> Html:
    """The cases in their design; cells that the study does not have are said to be empty."""
    attributes = list(dict.fromkeys(ground.study.settings.design.values()))
    if len(attributes) >= 2:
        return _matrix(ground, attributes[0], attributes[1], attributes[2:])
    if attributes:
        return _lists(ground, attributes[0])
    return items([case_card(ground, case_id, ()) for case_id in ground.by_tier], "cards")


def _values(ground: Ground, attribute: str) -> list[str]:
    return list(dict.fromkeys(str(row[attribute]) for row in ground.cases.values() if row.get(attribute)))


def _matrix(ground: Ground, down: str, across: str, rest: Sequence[str]) -> Html:
    stages = {attribute: stage for stage, attribute in ground.study.settings.design.items()}
    columns = _values(ground, across)
    heads = [esc(down), *(_value(ground, stages[across], value) for value in columns)]
    rows, n_missing = [], 0
    for value in _values(ground, down):
        cells = [_value(ground, stages[down], value)]
        for column in columns:
            here = [one for one, row in ground.cases.items() if row.get(down) == value and row.get(across) == column]
            n_missing += not here
            none = Html(f'<span class="empty">no {esc(ground.study.settings.case)}</span>')
            cells.append(join([case_card(ground, one, rest) for one in here]) or none)
        rows.append(cells)
    caption = f"{esc(down)} by {esc(across)}"
    case = a_word(esc(ground.study.settings.case))
    said = f'<p class="small">{plural(n_missing, "cell")} of the design without {case}.</p>\n'
    return join([table(Html(caption), heads, rows, "design"), Html(said if n_missing else "")])


def _value(ground: Ground, stage: str, value: str) -> Html:
    """A value of the design, leading to its memo where this run made one."""
    found = next((one for one in ground.findings if one.stage == stage and one.name == value), None)
    words = Html(f"<bdi>{esc(value)}</bdi>")
    return link(f"memos/{found.stage}/{found.subject}.html", words) if found else words


def _lists(ground: Ground, attribute: str) -> Html:
    (stage,) = [stage for stage, name in ground.study.settings.design.items() if name == attribute][:1]
    parts = []
    for value in _values(ground, attribute):
        here = [one for one in ground.by_tier if ground.cases[one].get(attribute) == value]
        parts.append(Html(f"<h3>{esc(attribute)}: {_value(ground, stage, value)}</h3>\n"))
        parts.append(items([case_card(ground, one, ()) for one in here], "cards"))
    return join(parts)


def case_card(ground: Ground, case_id: str, rest: Sequence[str]) -> Html:
    """A case: its name, tier as word and colour, and its material."""
    row = ground.cases[case_id]
    words = Html(f"<bdi>{esc(ground.case_name(case_id))}</bdi>")
    name = link(ground.memo_of(case_id), words) if (FIRST_STAGE, case_id) in ground.lines else words
    more = [f"{esc(attribute)}: {esc(row[attribute])}" for attribute in rest if row.get(attribute)]
    mine = ground.by_case.get(case_id, [])
    n_words = sum(one["n_words"] for one in mine)
    material = f"{kinds(mine)}; {thousands(n_words)} words" if mine else "no transcript"
    badge = tier_badge(row["tier"], ground.tiers)
    return Html(
        f'<div class="case"><p class="case-name">{name}</p>{f"<p>{badge}</p>" if badge else ""}'
        f'<p class="small">{"; ".join([*more, esc(material)])}</p></div>'
    )


def health(ground: Ground) -> Html:
    """For each case: what was heard, how much of it people have read, for how many codes something is known."""
    families = ground.main_families
    case = ground.study.settings.case
    heads = [esc(case), Html("interviews and groups"), Html("other material"), Html("words"), Html("read by a person")]
    shows = ground.shows_counts
    if shows:
        heads += [Html("known"), Html("suggested, not read")]
    heads.append(Html("stale notes"))
    rows = []
    for case_id in ground.by_tier:
        mine = ground.by_case.get(case_id, [])
        heard = [one for one in mine if one["kind"] in COUNTED_KINDS]
        n_read = sum(one["is_hand_read"] for one in heard)
        cells = [
            Html(f"<bdi>{esc(ground.case_name(case_id))}</bdi>"), esc(len(heard)), esc(len(mine) - len(heard)),
            esc(thousands(sum(one["n_words"] for one in mine))), esc(f"{n_read} of {len(heard)}"),
        ]  # fmt: skip
        if shows:
            cells += _known(ground, case_id)
        n_stale = sum((one.stage, one.subject) == (FIRST_STAGE, case_id) for one in ground.stale)
        rows.append([*cells, esc(n_stale or "none")])
    what = f"codes of the families {' and '.join(families)}" if families else "all codes"
    note = (
        f"Known: pairs of a transcript and a code for which a “no” can be told from silence ({esc(what)})."
        if shows
        else ""
    )
    return join(
        [
            table(Html("Health of the evidence"), heads, rows, "matrix"),
            Html(f'<p class="small">{note}</p>\n' if note else ""),
        ]
    )


def _known(ground: Ground, case_id: str) -> list[Html]:
    families = ground.main_families
    rows = [
        row
        for (one, _), row in ground.frequency.items()
        if one == case_id and (not families or row["family"] in families)
    ]
    n_known, n_all = sum(row["n_known"] for row in rows), sum(row["n_transcripts"] for row in rows)
    n_suggested = sum(row["n_suggested"] for row in rows)
    if not n_all:
        return [Html("nothing to know"), esc(n_suggested or "none")]
    meter = f'<meter min="0" max="{n_all}" value="{n_known}" aria-hidden="true"></meter>'
    return [Html(f'<span class="known">{meter} {n_known} of {n_all}</span>'), esc(n_suggested or "none")]
