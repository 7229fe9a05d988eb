"""A figure in words: the team's judgement first, then what was counted, hand and machine apart before their union."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.site.ground import Ground, Row
from pipeline.site.words import counts, judged, tier_badge
from pipeline.stages.findings import CodeLine, Finding
from pipeline.wording.filters import plural
from pipeline.wording.markup import Html, esc, join, link, table

ROLES = {"at_launch": "at launch", "in_response": "in response", "both": "at launch and in response"}
UNCHECKED = "Machine, not checked by a person: no person has coded anything in this study."


def case_figure(ground: Ground, case_id: str, line: CodeLine) -> Html:
    """One code in one case."""
    parts = [_judgement(ground.judgements.get((case_id, line.code_id)), ground)]
    row = ground.frequency.get((case_id, line.code_id))
    if row is not None and ground.shows_counts:
        parts.append(_counted(row, ground))
    return Html(f'<div class="figure-words">\n{join(parts)}</div>\n')


def _judgement(row: Row | None, ground: Ground) -> Html:
    if row is None:
        return Html(f"<p><strong>{judged(None)}</strong> The team has not put down a judgement.</p>\n")
    by = [row["by"], row["at"]]
    if str(row.get("knew_tier") or "").casefold() in ("true", "yes", "1"):
        by.append("who knew the tier")
    who = f' <span class="small">({esc(", ".join(one for one in by if one))})</span>' if any(by) else ""
    role = f", {esc(ROLES.get(row['role'], row['role']))}" if row.get("role") else ""
    why = f" Why: {esc(row['why'])}" if row.get("why") else ""
    word = judged(row["judgement"])
    return Html(f'<p class="verdict">The team’s judgement: <strong>{word}</strong>{role}.{why}{who}</p>\n')


def _counted(row: Row, ground: Ground) -> Html:
    parts = [f"<p>{_sentence(row)}</p>\n"]
    if ground.known.is_unchecked:
        parts.append(f'<p class="warning">{UNCHECKED}</p>\n')
    rows = [(esc(name), esc(said)) for name, said in _facts(row, ground)]
    parts.append(
        table(Html("How the figure comes about"), [Html("of what"), Html("how many transcripts")], rows, "facts", True)
    )
    return Html("".join(parts))


def _sentence(row: Row) -> Html:
    n_all, n_known = row["n_transcripts"], row["n_known"]
    if n_all == 0:
        return Html("There is no interview and no group interview to count in.")
    if n_known == 0:
        return Html(
            f"Not known: of {plural(n_all, 'interview or group', 'interviews and groups')} none was read for this code."
        )
    tail = "" if n_known == n_all else f", of {n_all} in all"
    people = [
        plural(row[name], word)
        for name, word in (
            ("n_respondents", "respondent"),
            ("n_organisations", "organisation"),
            ("n_sectors", "sector"),
        )
        if row[name]
    ]
    one = " One voice tells it." if row["n_respondents"] == 1 else ""
    said = (
        f"Told in <strong>{row['n_mentioning']} of {n_known}</strong> interviews and groups for which it is known{tail}"
    )
    return Html(f"{said}{'; ' + ', '.join(people) if people else ''}.{one}")


def _facts(row: Row, ground: Ground) -> Iterable[tuple[str, str]]:
    """Lines of the table under the sentence: what, and how many."""
    n_all, n_known = row["n_transcripts"], row["n_known"]
    yield "told, by codings of people", f"{row['n_hand_mentioning']}"
    yield "told, by codings of the machine alone", f"{row['n_machine_mentioning']}"
    yield "told, by either", f"{row['n_mentioning']} of {n_known} known"
    yield "read by a person for this code", f"{row['n_hand_read']} of {n_all}"
    yield "known (read, coded by hand, or counted by machine)", f"{n_known} of {n_all}"
    yield "asked about it; of these telling it", f"{row['n_asked']}; {row['n_asked_mentioning']}"
    not_asked = n_all - row["n_asked"] - row["n_asked_unknown"]
    yield "not asked about it", f"{max(not_asked, 0)}"
    yield "not known whether asked", f"{row['n_asked_unknown']}"
    yield "denying it", f"{row['n_denying']}"
    yield "suggested by the machine where not known", f"{row['n_suggested']} of {n_all - n_known}"
    yield "passages counted, of people; of the machine", f"{row['n_codings_hand']}; {row['n_codings_machine']}"
    if ground.study.settings.intervals == "wilson" and row["mention_low"] is not None:
        yield "95 % interval of the share (Wilson)", f"{row['mention_low']:.2f} to {row['mention_high']:.2f}"


def stage_figure(ground: Ground, finding: Finding, line: CodeLine, up: str) -> Html:
    """One code in several cases: its presence, then a row a case."""
    row = line.presence
    parts: list[Html] = []
    if row is not None:
        said = f"{row['n_showing']} of {row['n_cases']}"
        case = ground.study.settings.case
        word = row["presence"]
        if not ground.shows_counts and word in ("most", "one"):
            word = "some"
        counted = (
            f" {said} {esc(plural(row['n_cases'], case).partition(' ')[2])} "
            f"of which something is known {'shows' if row['n_showing'] == 1 else 'show'} it."
        )
        what = f"Presence: <strong>{esc(word)}</strong>.{counted if ground.shows_counts else ''}"
        parts.append(Html(f'<p class="verdict">{what}</p>\n'))
        if "*" in (row["cases"] or ""):
            parts.append(Html('<p class="small">A judgement, where the team put one down, decides over counts.</p>\n'))
    if ground.known.is_unchecked and ground.shows_counts:
        parts.append(Html(f'<p class="warning">{UNCHECKED}</p>\n'))
    heads = [Html("case"), Html("tier"), Html("judgement"), Html("told in"), Html("denying")]
    if not ground.shows_counts:
        heads = heads[:3]
    rows = [_case_row(ground, case_id, line.code_id, up)[: len(heads)] for case_id in finding.cases]
    parts.append(table(Html(f"{esc(line.name)}, case by case"), heads, rows, "facts", True))
    return Html(f'<div class="figure-words">\n{join(parts)}</div>\n')


def _case_row(ground: Ground, case_id: str, code_id: str, up: str) -> list[Html]:
    name = Html(f"<bdi>{esc(ground.case_name(case_id))}</bdi>")
    judgement = ground.judgements.get((case_id, code_id))
    row = ground.frequency.get((case_id, code_id))
    place = f"{up}evidence/{case_id}/{code_id}.html"
    return [
        link(place, name) if f"{case_id}/{code_id}" in ground.figures else name,
        tier_badge(ground.cases[case_id]["tier"], ground.tiers),
        judged(judgement["judgement"] if judgement else None),
        counts(row, ground) if row else Html(""),
        esc(row["n_denying"]) if row else Html(""),
    ]
