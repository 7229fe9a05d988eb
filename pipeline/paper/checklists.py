"""Appendix H: two reporting checklists, filled where a study's files answer, else left to its authors.

Source: COREQ, Tong, Sainsbury & Craig (2007); SRQR, O'Brien et al. (2014). Items by their short names.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.paper.methods import agreement, coders, heard, kinds_in_words, not_heard, versions
from pipeline.paper.part import PaperFiles, Part, Row, data_of, table
from pipeline.paper.tables import MATRIX
from pipeline.wording.numbers import listed, plural

OPEN = "to be filled by the authors"
Answer = Callable[[PaperFiles], str]


def _interviewers(files: PaperFiles) -> str:
    return listed(row["person"] for row in files.rows("team") if row.get("interviewed", "").casefold() == "yes")


def _relations(files: PaperFiles) -> str:
    return "; ".join(f"{row['person']}: {row['relation']}" for row in files.rows("team") if row.get("relation"))


def _reflexive(files: PaperFiles) -> str:
    return _notes(files, "reflexive", "reflexive note")


def _notes(files: PaperFiles, kind: str, called: str) -> str:
    n_notes = len(list((files.study.folder / "notes" / kind).glob("*.md")))
    return f"{plural(n_notes, called)} on file" if n_notes else ""


def _sample(files: PaperFiles) -> str:
    return f"{kinds_in_words(files)}; {heard(files)}; Table 2" if heard(files) else kinds_in_words(files)


def _guides(files: PaperFiles) -> str:
    n_guides = len(list((files.study.folder / "guides").glob("*.yaml")))
    return f"{plural(n_guides, 'guide')}, Appendix B" if n_guides else ""


def _screening(files: PaperFiles) -> str:
    return "cases by eligibility in a declared order, Appendix A" if (files.study.folder / "screening").is_dir() else ""


def _repeated(files: PaperFiles) -> str:
    people = [row["respondent_id"] for row in files.rows("transcripts") if row["kind"] == "interview"]
    n_again = len(people) - len(set(people))
    return f"{plural(n_again, 'interview')} with somebody interviewed before" if n_again and all(people) else ""


def _coders(files: PaperFiles) -> str:
    return f"{len(coders(files))}: {listed(coders(files))}" if coders(files) else ""


def _derivation(files: PaperFiles) -> str:
    book = files.codebook
    if book is None:
        return ""
    origins = [code.origin for code in book.codes.values() if code.kind == "analytic" and code.is_codable]
    return (
        f"{origins.count('deductive')} codes from theory, {origins.count('inductive')} made while reading; Appendix C"
    )


def _quotations(files: PaperFiles) -> str:
    exhibits = "Exhibits, each with respondent, sector and place; more " if files.of_people("exhibits") else ""
    return f"{exhibits}at the end of every memo in Word"


def _themes(files: PaperFiles) -> str:
    by_case = "Appendix E1 and E2; " if files.tables_of(MATRIX) else ""
    return f"{by_case}what fits no pattern under “Does not fit” of each memo"


def _trust(files: PaperFiles) -> str:
    parts = (agreement(files), "negative cases and rivals (Appendix G)" * bool(files.rows("propositions")))
    return " ".join(part for part in parts if part)


COREQ: tuple[tuple[str, Answer | None], ...] = (
    ("Interviewer or facilitator", _interviewers), ("Credentials", None), ("Occupation", None), ("Gender", None),
    ("Experience and training", None), ("Relationship established", _relations),
    ("Participants’ knowledge of the interviewer", None), ("Interviewer characteristics", _reflexive),
    ("Methodological orientation and theory", lambda files: "flexible coding; comparison by design, stage by stage"),
    ("Sampling", _screening), ("Method of approach", None), ("Sample size", _sample), ("Non-participation", not_heard),
    ("Setting of data collection", None), ("Presence of non-participants", None), ("Description of sample", heard),
    ("Interview guide", _guides), ("Repeat interviews", _repeated), ("Audio or visual recording", None),
    ("Field notes", lambda files: _notes(files, "respondent", "note on transcripts")), ("Duration", None),
    ("Data saturation", None), ("Transcripts returned", None), ("Number of data coders", _coders),
    ("Description of the coding tree", lambda files: f"{versions(files)}, Appendix C"),
    ("Derivation of themes", _derivation), ("Software", lambda files: "crosscase"), ("Participant checking", None),
    ("Quotations presented", _quotations), ("Data and findings consistent", _quotations),
    ("Clarity of major themes", _themes), ("Clarity of minor themes", _themes),
)  # fmt: skip
"""The 32 items in their order, each with what answers it from the files."""

SRQR: tuple[tuple[str, Answer | None], ...] = (
    ("Title", None), ("Abstract", None), ("Problem formulation", None), ("Purpose or research question", None),
    ("Qualitative approach and research paradigm", lambda files: "comparative case study, flexible coding"),
    ("Researcher characteristics and reflexivity", lambda files: _relations(files) or _reflexive(files)),
    ("Context", lambda files: "Table 1"), ("Sampling strategy", _screening), ("Ethical issues", None),
    ("Data collection methods", kinds_in_words), ("Data collection instruments and technologies", _guides),
    ("Units of study", _sample), ("Data processing", None),
    ("Data analysis", lambda files: f"methods section; codebook {versions(files)}"),
    ("Techniques to enhance trustworthiness", _trust), ("Synthesis and interpretation", _themes),
    ("Links to empirical data", _quotations), ("Integration with prior work", None), ("Limitations", None),
    ("Conflicts of interest", None), ("Funding", None),
)  # fmt: skip
"""The 21 items in their order."""

CIRCULARITY = "memos/cross-case/circularity.md"


def checklists(files: PaperFiles) -> Part:
    """H: both lists, and what the run shows of the same people coding and rating."""
    heads = ["list", "no.", "item", "answer"]
    rows = [
        [name, str(n), item, (answer(files) if answer else "") or OPEN]
        for name, items in (("COREQ", COREQ), ("SRQR", SRQR))
        for n, (item, answer) in enumerate(items, 1)
    ]
    n_open = sum(row[-1] == OPEN for row in rows)
    audit = files.page(CIRCULARITY)
    body = "## Reporting checklists\n\n" + table(heads, rows)
    body += _agreement_by_code(files)
    body += f"\n## Circularity\n\n{audit}" if audit else ""
    note = (
        f"Answers are taken from the study’s files; {n_open} of {len(rows)} items are the authors’ to fill. COREQ: "
        "Tong, Sainsbury & Craig 2007; SRQR: O’Brien et al. 2014, by their short names."
    )
    return Part("appendix-h", "Appendix", "H", "How the study was done", body, note, page=CIRCULARITY,
                data=data_of(heads, rows))  # fmt: skip


def _agreement_by_code(files: PaperFiles) -> str:
    """How far people agree on each code, with its heading; '' where the reading prints no coefficient."""
    if files.study.settings.reading != "coefficients":
        return ""
    names = {row["code_id"]: row["name"] for row in files.rows("codes")}
    widest: dict[str, Row] = {}
    for row in files.rows("agreement"):
        if row["kind"] != "human-human" or row["unit"] != "transcript" or row["why"] or not row["alpha"]:
            continue
        # Of all pairs and groups of readers, those who share most transcripts speak for a code.
        if row["code_id"] not in widest or int(row["n_units"]) > int(widest[row["code_id"]]["n_units"]):
            widest[row["code_id"]] = row
    if not widest:
        return ""
    heads = ["code", "readers", "transcripts", "with the code", "alpha", "95% interval"]
    rows = [
        [names.get(code_id, code_id), row["coders"].replace(";", ", "), row["n_units"], row["n_positive"],
         f"{float(row['alpha']):.2f}", _interval(row)]
        for code_id, row in widest.items()
    ]  # fmt: skip
    return (
        f"\n## Agreement by code\n\n{table(heads, rows)}\nKrippendorff’s alpha by transcript, of the readers who share "
        "most transcripts; codes of which too little was read by two are left out.\n"
    )


def _interval(row: Row) -> str:
    low, high = row["alpha_low"], row["alpha_high"]
    return f"{float(low):.2f} to {float(high):.2f}" if low and high else "not known"
