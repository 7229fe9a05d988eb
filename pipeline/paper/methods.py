"""What a paper's section on methods can say from the study's own files, paragraph by paragraph."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from pipeline.paper.part import PaperFiles
from pipeline.study.records import COUNTED_KINDS
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural
from pipeline.wording.vocabulary import KINDS

ARTICLE = (
    "The analysis follows flexible coding (Deterding & Waters 2021) in the stages of Pulido-Gómez, de Jong & Rivkin "
    "(2025, doi:10.1093/jopart/muae026)"
)


def methods(files: PaperFiles) -> str:
    """The paragraphs in Markdown, each with what it rests on."""
    return "\n\n".join((*_cases(files), *_material(files), *_coding(files), *_agreement(files), *_success(files),
                        *_software(files)))  # fmt: skip


def _cases(files: PaperFiles) -> Iterator[str]:
    design = files.study.settings.design
    held = listed(f"{md(attribute)} ({md(stage)})" for stage, attribute in design.items())
    n_cases = plural(len(files.names), files.case)
    constant = f", held constant in turn: {held}" if design else ""
    screened = " How they came in is told in Appendix A1 and A2." if (files.study.folder / "screening").is_dir() else ""
    yield f"**Cases.** The study compares {n_cases}{constant} (Table 1).{screened}"


def kinds_in_words(files: PaperFiles) -> str:
    """`110 interviews, 9 group interviews and 3 documents`."""
    kinds = Counter(row["kind"] for row in files.rows("transcripts"))
    return listed(plural(n, *KINDS.get(kind, (md(kind), f"{md(kind)}s"))) for kind, n in kinds.most_common())


def heard(files: PaperFiles) -> str:
    """`45 respondents (12 nonprofit, 9 private, 24 public)`; '' where nobody is listed."""
    people = {row["respondent_id"]: row for row in files.rows("participants")}
    speaking = {row["respondent_id"] for row in (*files.rows("transcripts"), *files.rows("attendance"))} - {""}
    sectors = Counter(people[who]["sector"] for who in speaking if who in people and people[who].get("sector"))
    if not speaking:
        return ""
    by_sector = ", ".join(f"{n} {md(sector)}" for sector, n in sorted(sectors.items()))
    return f"{plural(len(speaking), 'respondent')}{f' ({by_sector})' if by_sector else ''}"


def not_heard(files: PaperFiles) -> str:
    """`4 declined, 2 not reached`; '' where nobody is listed so."""
    statuses = Counter(row.get("status", "") for row in files.rows("participants"))
    return ", ".join(f"{n} {md(status)}" for status, n in sorted(statuses.items()) if status not in ("", "heard"))


def _material(files: PaperFiles) -> Iterator[str]:
    n_words = sum(int(row["n_words"] or 0) for row in files.rows("transcripts"))
    who = f" of {heard(files)} (Table 2)" if heard(files) else ""
    missing = f" Asked and not heard: {not_heard(files)}." if not_heard(files) else ""
    yield f"**Material.** {kinds_in_words(files)}{who}, {n_words:,} words in all.{missing}"


def coders(files: PaperFiles) -> list[str]:
    """People whose codings the run holds, without what was agreed on."""
    names = {row["coder"] for row in files.rows("codings") if row["origin"] == "hand"}
    return sorted(names - {"consensus"})


def versions(files: PaperFiles) -> str:
    """`collaboration 6 (5 earlier versions on file)`."""
    book = files.codebook
    if book is None:
        return ""
    earlier = f" ({plural(len(book.earlier), 'earlier version')} on file)" if book.earlier else ""
    return f"{md(book.name)} {md(book.version)}{earlier}"


def _coding(files: PaperFiles) -> Iterator[str]:
    people = coders(files)
    rows = [row for row in files.rows("codings") if row["origin"] == "hand"]
    counted = [row for row in files.rows("transcripts") if row["kind"] in COUNTED_KINDS]
    n_read = sum(row["is_hand_read"] == "true" for row in counted)
    if people:
        agreed = " and settled what they read differently" if any(row["coder"] == "consensus" for row in rows) else ""
        who = f"{plural(len(people), 'person', 'people')} gave {len(rows):,} codings{agreed}"
    else:
        who = "No person has coded anything yet"
    yield (
        f"**Coding.** {ARTICLE}. {who}, with the codebook {versions(files)} (Appendix C); a person has read "
        f"{n_read} of {len(counted)} interviews and group interviews, for one code at least. {_machine(files)}"
    )


def _machine(files: PaperFiles) -> str:
    counting = [row["code_id"] for row in files.rows("verdicts") if row["verdict"] == "counted"]
    if files.rows("verdicts"):
        n_counted = plural(len(counting), "code") if counting else "no code"
        return f"The machine’s codings count for {n_counted}; elsewhere they are suggestions, in no figure."
    if any(row["is_counted"] == "true" and row["origin"] == "machine" for row in files.rows("codings")):
        return "All counts are the machine’s, not checked by a person."
    return "The machine’s codings count nowhere."


def agreement(files: PaperFiles) -> str:
    """A sentence on how far people agree; '' where nothing tells it, or the reading prints no coefficient."""
    if files.study.settings.reading != "coefficients":
        return ""
    pairs = [row for row in files.rows("agreement") if row["kind"] == "human-human" and row["unit"] == "transcript"]
    told = sorted(float(row["alpha"]) for row in pairs if row["alpha"] and not row["why"])
    few = sum(1 for row in pairs if row["why"])
    if not told:
        return ""
    bar = files.study.settings.machine["min_alpha"]
    middle = told[len(told) // 2] if len(told) % 2 else (told[len(told) // 2 - 1] + told[len(told) // 2]) / 2
    over = sum(alpha >= bar for alpha in told)
    return (
        f"Krippendorff’s alpha by transcript lies between {told[0]:.2f} and {told[-1]:.2f} (median {middle:.2f}) in "
        f"{plural(len(told), 'comparison')} of codes by coders, {over} of them at or over {bar:g}; of {few} more too "
        "little was read by two to tell."
    )


def _agreement(files: PaperFiles) -> Iterator[str]:
    if said := agreement(files):
        yield f"**Agreement.** {said} The study’s own method reports none; it is this software’s addition."
    elif files.study.settings.reading == "coefficients":
        yield "**Agreement.** Too little was read by two people to tell how far they agree."


def _success(files: PaperFiles) -> Iterator[str]:
    ratings = files.rows("ratings")
    if not ratings:
        return
    roles = Counter(row["role"] for row in ratings)
    n_moved = len(files.of_people("reconciliation"))
    given = listed(plural(n, f"rating by a {md(role)}", f"ratings by {md(role)}s") for role, n in roles.items())
    n_indicators = len({(row["case_id"], row["indicator"]) for row in files.rows("indicators")})
    moved = f" {plural(n_moved, 'placement')} moved when the authors met (Appendix D1)." if n_moved else ""
    beside = f", beside {plural(n_indicators, 'archival indicator')} (Appendix D2)" if n_indicators else ""
    yield f"**Success.** {given}{beside}.{moved} The same people coded and rated: Appendix H shows what that can do."


def _software(files: PaperFiles) -> Iterator[str]:
    manifest = json.loads((files.run / "run.json").read_text(encoding="utf-8"))
    crosscase = manifest.get("versions", {}).get("crosscase", "")
    version = f" {md(crosscase)}" if crosscase else ""
    yield (
        f"**Software.** Tables, figures and counts were made with crosscase{version}; code frequencies, agreement, "
        "exact tests and the machine coder are its additions to the method."
    )
    if files.study.settings.fiction:
        yield "**Fiction.** The material of this study is invented: nothing here is a finding about the world."
