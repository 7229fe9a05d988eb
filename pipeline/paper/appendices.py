"""Appendices A1 to G: how cases came in, what was asked and coded, success, what helped and hindered, what happened."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.corpus.guide import load_guide
from pipeline.paper.part import PaperFiles, Part, Row, data_of, table
from pipeline.paper.tables import MATRIX, why_no_codes
from pipeline.selection.screen import Screening, screen
from pipeline.study.records import Code
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural
from pipeline.wording.vocabulary import ANSWERS, FAMILIES, MODES, TRUST

RATERS = ("author", "mayor", "leader", "member")


def _appendix(label: str, title: str, *, body: str = "", note: str = "", data: str = "", missing: str = "") -> Part:
    return Part(f"appendix-{label.lower()}", "Appendix", label, title, body, note, data=data, missing=missing)


def screening(files: PaperFiles) -> list[Part]:
    """A1, the funnel; A2, every candidate that was examined."""
    titles = ("How cases were screened", "Candidates that were examined")
    loaded = screen(files.study.folder / "screening") if (files.study.folder / "screening").is_dir() else None
    screened = loaded.records if loaded is not None else None
    if screened is None:
        why = "screening/ is not there" if loaded is None else "screening/ cannot be used: see `crosscase screen`"
        return [_appendix(f"A{n}", title, missing=why) for n, title in enumerate(titles, 1)]
    return [_funnel(files, titles[0], screened), _candidates(files, titles[1], screened)]


def _funnel(files: PaperFiles, title: str, screened: Screening) -> Part:
    heads = ["what", "criterion", "why", "before", "after"]
    rows = files.leaving(
        [
            [what, step.words, step.why, step.n_before, step.n_after]
            for what, steps in (("cities", screened.city_steps), ("candidates", screened.candidate_steps))
            for step in steps
        ]
    )
    eligible = sum(candidate.is_eligible for candidate in screened.candidates)
    note = (
        f"From screening/: {screened.n_cities} cities, {len(screened.examined)} examined in the declared order, "
        f"{len(screened.candidates)} candidates, {eligible} eligible. Cases came in by eligibility, never by outcome."
    )
    return _appendix("A1", title, body=table(heads, rows), note=note, data=data_of(heads, rows))


def _candidates(files: PaperFiles, title: str, screened: Screening) -> Part:
    # Nobody who was looked at and left out has agreed to be named.
    if files.shared is not None:
        return _appendix("A2", title, missing="candidates by name are the team's own, and not handed out")
    heads = ["city", "candidate", "issue", "eligible", "what it fails"]
    rows = files.leaving([
        [candidate.city, candidate.candidate, candidate.issue, "yes" if candidate.is_eligible else "no",
         "; ".join(candidate.reasons)]
        for candidate in screened.candidates
    ])  # fmt: skip
    note = "Every criterion that a candidate fails is named; an empty cell is not known, and does not pass."
    return _appendix("A2", title, body=table(heads, rows), note=note, data=data_of(heads, rows))


def guides(files: PaperFiles) -> Part:
    """B: the interview guides."""
    title, heads = "Interview guides", ["guide", "question", "wording", "asks about"]
    names = {code_id: code.name for code_id, code in files.codebook.codes.items()} if files.codebook else {}
    rows, ids = [], []
    for path in sorted((files.study.folder / "guides").glob("*.yaml")):
        guide = load_guide(path, path.stem).records
        for question in guide.questions if guide is not None else ():
            wording = files.leaving([path.stem, question.text])
            about = "; ".join(names.get(code_id, code_id) for code_id in question.asks_about)
            rows.append([wording[0], question.question, wording[1], about])
            ids.append("; ".join(question.asks_about))
    if not rows:
        return _appendix("B", title, missing="guides/ is not there")
    note = "From guides/, in the order in which they stand there."
    # Whoever reads the table wants names, whoever joins the data ids.
    data = data_of([*heads, "codes"], [[*row, codes] for row, codes in zip(rows, ids, strict=True)])
    return _appendix("B", title, body=table(heads, rows), note=note, data=data)


def codebook(files: PaperFiles) -> Part:
    """C: the codebook as it is today."""
    title, book = "Codebook", files.codebook
    if book is None:
        return _appendix("C", title, missing=f"{files.study.settings.codebook} cannot be read")
    heads = ["family", "code", "definition", "include", "exclude", "origin"]
    names = {code_id: code.name for code_id, code in book.codes.items()}
    rows = [
        [names[book.family(code_id)], code.name, code.definition, _with_names(code.include, names),
         _with_names(code.exclude, names), _origin(code)]
        for code_id, code in book.codes.items()
        if code.kind == "analytic" and code.is_codable and not code.retired and not code.merge_into
    ]  # fmt: skip
    earlier = f"; {plural(len(book.earlier), 'earlier version')} on file" if book.earlier else ""
    # A table of six columns of prose is read by nobody: the data hold it.
    body = "\n\n".join(_entry(*row) for row in rows)
    note = f"{md(book.name)}, version {md(book.version)}{earlier}. Analytic codes that can be given to a passage."
    return _appendix("C", title, body=body, note=note, data=data_of(heads, rows))


def _with_names(lines: Sequence[str], names: Mapping[str, str]) -> str:
    """Lines of a rule in one; `-> trust`, which sends a coder to another code by its id, names that code."""
    return re.sub(r"->\s*(\w+)", lambda sent: f"→ {names.get(sent[1], sent[1])}", "; ".join(lines))


def _entry(family: str, name: str, definition: str, include: str, exclude: str, origin: str) -> str:
    parts = [f"**{md(name)}** ({md(family)}; {md(origin)}). {md(definition)}"]
    parts += [f"*{label}:* {md(words)}." for label, words in (("Include", include), ("Exclude", exclude)) if words]
    return " ".join(parts)


def _origin(code: Code) -> str:
    return f"{code.origin} ({code.source_of_definition})" if code.source_of_definition else code.origin


def success(files: PaperFiles) -> list[Part]:
    """D1, who rated success and how it was reconciled; D2, the indicators."""
    return [_ratings(files), _indicators(files)]


def _ratings(files: PaperFiles) -> Part:
    title, ratings = "Ratings of success", files.rows("ratings")
    if not ratings:
        return _appendix("D1", title, missing="success/ratings.csv is not there")
    by: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in ratings:
        by[row["case_id"], row["role"]].append(row)
    tiers = {row["case_id"]: row.get("tier", "") for row in files.rows("cases")}
    heads = [files.case, "tier, reconciled", *(f"{role}s" for role in RATERS)]
    rows = [
        [name, tiers[case_id] or "none", *(_of_raters(by[case_id, role]) for role in RATERS)]
        for case_id, name in files.names.items()
    ]
    moves = [
        f"- {md(files.names.get(row['case_id'], row['case_id']))}, {md(row['author'])}: from {md(row['from'])} to "
        f"{md(row['to'])} ({md(row['at'])}). {md(row['why'])}"
        for row in files.of_people("reconciliation")
    ]
    moved = "\n\n**Who moved a tier, and why.**\n\n" + "\n".join(moves) if moves else ""
    note = (
        "Ratings from 1 to 10 (success/ratings.csv): lowest to highest, with how many rated and the tiers they gave. "
    )
    data = data_of(list(ratings[0]), [list(row.values()) for row in ratings])
    return _appendix("D1", title, body=table(heads, rows) + moved, note=note.strip(), data=data)


def _of_raters(rows: Sequence[Row]) -> str:
    numbers = sorted(float(row["rating"]) for row in rows if _is_number(row["rating"]))
    spread = (
        "" if not numbers else f"{numbers[0]:g}" if numbers[0] == numbers[-1] else f"{numbers[0]:g} to {numbers[-1]:g}"
    )
    tiers = Counter(row["tier"] for row in rows if row["tier"])
    given = ", ".join(f"{tier} ({n})" if n > 1 else tier for tier, n in tiers.items())
    said = "; ".join(part for part in (spread, given) if part)
    return f"{said} (n = {len(rows)})" if rows else "none"


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True


def _indicators(files: PaperFiles) -> Part:
    title, rows = "Archival indicators of success", files.rows("indicators")
    if not rows:
        return _appendix("D2", title, missing="success/indicators.csv is not there")
    heads = [files.case, "indicator", "kind", "period", "value", "unit", "better when", "source"]
    columns = ("indicator", "role", "period", "value", "unit", "direction", "source")
    cells = [
        [files.names.get(row["case_id"], row["case_id"]), *(row.get(column, "") for column in columns)] for row in rows
    ]
    note = (
        "From success/indicators.csv: outcomes (ultimate), proxies, and guardrails, which success must not have cost."
    )
    return _appendix("D2", title, body=table(heads, cells), note=note, data=data_of(heads, cells))


def by_case(files: PaperFiles) -> list[Part]:
    """E1, what helped, case by case; E2, what hindered."""
    parts = []
    for n, (family, title) in enumerate(FAMILIES.items(), 1):
        label, whole = f"E{n}", f"{title}, by {files.case}"
        rows = next((rows for heading, rows in files.tables_of(MATRIX) if heading == title), [])
        if not rows:
            parts.append(_appendix(label, whole, missing=why_no_codes(files, family)))
            continue
        note = (
            "The team’s judgement first, then in how many transcripts it is told, of those for which it is known, of "
            "all; what the machine suggests in those that nobody has read counts nowhere. "
            "Marks: ! the judgement names no passage that tells it today; ≠ as many deny it as tell it."
        )
        parts.append(_appendix(label, whole, body=table(rows[0], rows[1:]), note=note, data=data_of(rows[0], rows[1:])))
    return parts


def what_happened(files: PaperFiles) -> Part:
    """F: setbacks, answers and governance, case by case."""
    title, episodes, steps = "Setbacks, answers, governance", files.rows("episodes"), files.rows("governance")
    if not episodes and not steps:
        return _appendix("F", title, missing="episodes.csv and governance.csv are not there")
    heads = [files.case, "no.", "setback", "severity", "answer", "trust after", "read by"]
    rows = [
        [files.names.get(row["case_id"], row["case_id"]), row["episode"], row["setback"], row["severity"],
         ANSWERS.get(row["response"], row["response"]), TRUST.get(row["trust_after"], row["trust_after"]), row["by"]]
        for row in episodes
    ]  # fmt: skip
    of_governance = [
        [files.names.get(row["case_id"], row["case_id"]), row["step"], MODES.get(row["mode"], row["mode"]), row["from"],
         row.get("note", "")]
        for row in steps
    ]  # fmt: skip
    body = table(heads, rows) if rows else "episodes.csv is not there.\n"
    body += "\n**Governance.**\n\n"
    steps_heads = [files.case, "step", "mode", "from", "note"]
    body += table(steps_heads, of_governance) if steps else "governance.csv is not there.\n"
    note = "From episodes.csv, a row for each analyst’s reading (where two differ both stand), and governance.csv."
    data = data_of(heads, rows) if rows else data_of(steps_heads, of_governance)
    return _appendix("F", title, body=body, note=note, data=data)


def propositions(files: PaperFiles) -> Part:
    """G: what each proposition and rival predicts, and what was found."""
    title, page = "Propositions and rivals", "memos/cross-case/propositions.md"
    rows, text = files.rows("propositions"), files.page(page)
    if not rows or not text:
        return _appendix("G", title, missing="propositions.yaml is not there")
    heads = ["name", "claim", "formed", "expects", "would_change_our_mind"]
    data = data_of(heads, [[row.get(head, "") for head in heads] for row in rows])
    note = "From propositions.yaml and the run’s tables. Nothing was randomised: a rare pattern is no proof of a cause."
    return Part("appendix-g", "Appendix", "G", title, text, note, page=page, data=data)
