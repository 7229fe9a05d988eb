"""Tables 1 to 3: the cases by design, who was heard, what helped by tier."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

from pipeline.paper.part import PaperFiles, Part, data_of, table
from pipeline.wording.vocabulary import FAMILIES, MODES

MATRIX = "memos/cross-case/matrix.md"


def cases_by_design(files: PaperFiles) -> Part:
    """Table 1: a row a case, with its attributes, its tier, and what was collected of it."""
    settings = files.study.settings
    title = f"The {len(files.names)} {files.case}s by design"
    attributes = [name for name in (files.rows("cases") or ({},))[0] if name not in ("case_id", "name")]
    kinds = Counter((row["case_id"], row["kind"]) for row in files.rows("transcripts"))
    modes: dict[str, list[str]] = defaultdict(list)
    for row in files.rows("governance"):
        modes[row["case_id"]].append(MODES.get(row["mode"], row["mode"]))
    heads = [files.case, *attributes, "interviews", "groups", "governance, in order"]
    rows = [
        [
            files.names[row["case_id"]],
            *(row[name] for name in attributes),
            kinds[row["case_id"], "interview"],
            kinds[row["case_id"], "group"],
            modes_in_order(modes[row["case_id"]]) or "not on file",
        ]
        for row in files.rows("cases")
    ]
    design = ", then ".join(settings.design.values()) or "none"
    note = f"From cases.csv, transcripts.csv and governance.csv. Held constant in turn: {design}."
    if settings.outcome_order:
        note += " Tiers are the team's own word."
    return Part("table-1", "Table", "1", title, table(heads, rows), note, data=data_of(heads, rows))


def modes_in_order(modes: Sequence[str]) -> str:
    """`shared, then lead organisation, then shared`; two steps of one mode are a change inside it."""
    turns = [mode for mode, _ in groupby(modes)]
    return f"{turns[0]}, changed inside the mode" if len(turns) == 1 < len(modes) else ", then ".join(turns)


def who_was_heard(files: PaperFiles) -> Part:
    """Table 2: respondents of each case by sector, and who was asked in vain."""
    part = Part("table-2", "Table", "2", "Who was heard")
    people = {row["respondent_id"]: row for row in files.rows("participants")}
    if not people:
        return Part(part.name, part.kind, part.label, part.title, missing="participants.csv is not there")
    case_of = {row["transcript_id"]: row["case_id"] for row in files.rows("transcripts")}
    heard: dict[str, set[str]] = defaultdict(set)
    for row in (*files.rows("transcripts"), *files.rows("attendance")):
        if row["respondent_id"]:
            heard[case_of.get(row["transcript_id"], "")].add(row["respondent_id"])
    sectors = sorted({people[who].get("sector", "") for ids in heard.values() for who in ids if who in people})
    unheard = [row for row in people.values() if row.get("status") not in ("", "heard", None)]
    not_heard = Counter(case_id.strip() for row in unheard for case_id in row.get("case_id", "").split(";"))
    heads = [files.case, "respondents", *(sector or "sector not said" for sector in sectors), "organisations",
             "asked, not heard"]  # fmt: skip
    rows = [
        [
            name,
            len(heard[case_id]),
            *(sum(people.get(who, {}).get("sector", "") == sector for who in heard[case_id]) for sector in sectors),
            len({people[who]["organisation"] for who in heard[case_id] if who in people} - {""}),
            not_heard[case_id],
        ]
        for case_id, name in files.names.items()
    ]
    note = (
        "From participants.csv, transcripts.csv and attendance.csv: people with a turn in an interview or on the list "
        "of a group. Nothing on file says that they are a random sample."
    )
    if sum(map(len, heard.values())) > len(set().union(*heard.values())) or sum(not_heard.values()) > len(unheard):
        note += f" Who belongs to several {files.case}s is counted in each of them."
    return Part(part.name, part.kind, part.label, part.title, table(heads, rows), note, data=data_of(heads, rows))


def what_helped_by_tier(files: PaperFiles) -> Part:
    """Table 3: in how many cases of each tier an enabler shows."""
    order = tuple(reversed(files.study.settings.outcome_order))
    title = f"{FAMILIES['enabler']}, by tier"
    rows = next((rows for heading, rows in files.tables_of(MATRIX) if heading == FAMILIES["enabler"]), [])
    if not rows:
        return Part("table-3", "Table", "3", title, missing=why_no_codes(files, "enabler"))
    columns = [n for n, head in enumerate(rows[0]) if n < 2 or head in order]
    if len(columns) <= 2:
        return Part("table-3", "Table", "3", title, missing=why_no_tiers(files))
    chosen = [[row[n] for n in columns] for row in rows]
    note = (
        f"In how many {files.case}s of each tier an enabler shows, of those of which it is known. The team’s "
        "judgement decides; where there is none, the count of transcripts that tell it. Read as present, not as "
        "important. Appendix E1 has every case."
    )
    body, data = table(chosen[0], chosen[1:]), data_of(chosen[0], chosen[1:])
    return Part("table-3", "Table", "3", title, body, note, data=data)


def why_no_codes(files: PaperFiles, family: str) -> str:
    """Why no table of a family's codes by case can be given."""
    if len(files.names) < 2:
        return f"the study has one {files.case}, and nothing to set beside it; its memo has every code"
    return f"no code of a family {family} is judged, or known from what was read"


def why_no_tiers(files: PaperFiles) -> str:
    """Why no table can set tiers beside each other."""
    if not files.study.settings.outcome_order:
        return "study.yaml names no outcome, so that there are no tiers"
    return f"no two tiers have a {files.case}: they stand in success/tiers.csv, or in a column of cases.csv"
