"""What a memo says of a person, a figure, a judgement, an episode: one way each, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote as percent

from pipeline.notes.evidence import Evidence
from pipeline.stages.findings import CodeLine, Finding, Told
from pipeline.study.records import Codebook, Guide, MachineDoubt, Note, says_no
from pipeline.study.study import Settings
from pipeline.wording.filters import (
    counted,
    first_upper,
    interval,
    k_of_n,
    listed,
    md,
    plural,
    share_words,
    shortened,
    voices,
)

UP = "../../"
UNCHECKED = "machine, not checked by a person"
ATTRIBUTABLE = {"organisation": "organisation", "sector": "sector", "role": "role", "office": "role", "city": "city"}
RESPONSES = {
    "learning": "answered with learning",
    "blaming": "answered with blaming",
    "both": "answered with learning and with blaming",
    "none": "not answered",
}
MODES = {"shared": "shared", "lead": "lead organisation", "nao": "separate organisation (NAO)"}
TRUST = {"up": "trust grew", "same": "trust stayed as it was", "down": "trust fell"}
ROLES = {"at_launch": "at launch", "in_response": "in response", "both": "at launch and in response"}
KIND_WORDS = {
    "interview": ("interview", "interviews"),
    "group": ("group interview", "group interviews"),
    "mayor": ("mayor’s interview", "mayors’ interviews"),
    "archival": ("document", "documents"),
    "survey": ("survey", "surveys"),
    "exercise": ("exercise", "exercises"),
    "field_note": ("field note", "field notes"),
}
FAMILY_HEADINGS = {"enabler": "What helped", "barrier": "What hindered"}


@dataclass(frozen=True)
class Around:
    """What a memo may know beside its finding: settings, codebook, guides, notes, evidence, transcripts' texts.

    `by_subject` are all findings of this run by (stage, subject); `machine_doubts`, by code, what makes the machine's
    codings of it less sure than their verdict says.
    """

    settings: Settings
    codebook: Codebook
    guides: Mapping[str, Guide]
    notes: tuple[Note, ...]
    evidence: Evidence
    texts: Mapping[str, str]
    is_unchecked: bool
    by_subject: Mapping[tuple[str, str], Finding] = field(default_factory=dict)
    machine_doubts: Mapping[str, MachineDoubt] = field(default_factory=dict)

    @property
    def is_interpretive(self) -> bool:
        """Whether the study prints readings and quotations only: no share, no count by machine."""
        return self.settings.reading == "interpretive"

    def case_name(self, case_id: str) -> str:
        """A case's name as Markdown."""
        finding = self.by_subject.get(("within-case", case_id))
        return md(finding.name if finding else case_id)

    def families(self, finding: Finding) -> tuple[str, ...]:
        """Enablers and barriers, or, where the codebook has neither, every family with a codable code."""
        there = tuple(dict.fromkeys(line.family for line in finding.lines))
        return tuple(one for one in FAMILY_HEADINGS if one in there) or there

    def heading(self, family: str) -> str:
        """What a family's section is called."""
        code = self.codebook.codes.get(family)
        return FAMILY_HEADINGS.get(family) or md(code.name if code else family)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation ready for the macro: `words` are '' where the respondent may not be quoted."""

    words: str
    who: str
    where: str
    href: str
    mark: str


def quote(row: Mapping[str, Any]) -> Quote:
    """A coding's words with their way back to the transcript."""
    who = [str(row["respondent_id"] or row["speaker"]), *attributed(row)]
    return Quote(
        "" if says_no(row["may_quote"]) else md(shortened(row["quotation"])),
        md(", ".join(who)),
        md(f"{row['transcript_id']}, turn {row['turn']}"),
        f"{UP}transcripts/{row['transcript_id']}.html#c-{percent(str(row['coding_id']), safe=':')}",
        _mark(row),
    )


def _mark(row: Mapping[str, Any]) -> str:
    """`machine, “way back”`, with the phrase that fired; a pattern is given in full on the evidence page."""
    if row["origin"] != "machine":
        return ""
    cue = str(row["cue"] or "")
    if re.search(r"[{}|]", cue):
        return "machine, by a pattern"
    return f"machine, “{md(cue)}”" if cue else "machine"


def attributed(row: Mapping[str, Any]) -> list[str]:
    """What may be said of a respondent beside the id: role and sector, or what participants.csv says of attribution.

    `attribution` names columns (`sector and role`, `organisation`) or is itself the words to use (`a cook`).
    """
    said = str(row["attribution"] or "role and sector").strip()
    columns = [word for word in re.split(r"[\s,;]+", said.casefold()) if word not in ("and", "only")]
    if columns and all(column in ATTRIBUTABLE for column in columns):
        named = [row.get(ATTRIBUTABLE[column]) for column in columns]
        return [str(one) for one in dict.fromkeys(named) if one]
    return [said]


def quotes(rows: Sequence[Mapping[str, Any]]) -> tuple[Quote, ...]:
    """Several quotations, each passage once."""
    seen = {(row["transcript_id"], row["start_char"], row["end_char"]): row for row in reversed(rows)}
    return tuple(quote(row) for row in reversed(seen.values()))


def evidence_link(words: str, figure_id: str) -> str:
    """Words that lead to the quotations behind a figure."""
    return f"[{words}]({UP}evidence/{figure_id}.html)"


def code_link(line: CodeLine) -> str:
    """A code's name, leading to its quotations."""
    return evidence_link(f"*{md(line.name)}*", line.figure_id)


def memo_link(stage: str, subject: str) -> str:
    """The way to another memo."""
    return f"[{md(stage)}/{md(subject)}]({UP}memos/{stage}/{subject}.html)"


def readings(line: CodeLine) -> str:
    """The range of readings without a number: `told, also denied`."""
    found = [
        word
        for word, rows in (
            ("told", line.quotes),
            ("denied", line.denials),
            ("wished for", line.wishes),
            ("disputed", line.disputes),
        )
        if rows
    ]
    return listed(found) or ("nobody speaks of it" if line.frequency and line.frequency["n_known"] else "not known")


def figure(frequency: Mapping[str, Any], around: Around) -> str:
    """A figure of one case in words: `4 of 6 known, of 7`; not for an interpretive study, which has `readings`."""
    if not around.is_unchecked:
        said = k_of_n(frequency)
    else:
        said = f"{counted(frequency)}; {UNCHECKED}" if frequency["n_known"] else counted(frequency)
    if around.settings.intervals == "wilson" and frequency["n_known"]:
        said += f"; {interval(frequency)}"
    return said


def told_by(line: CodeLine, around: Around) -> str:
    """The cell of a figure: its count with its link, then whose voices these are."""
    assert line.frequency is not None
    words = readings(line) if around.is_interpretive else figure(line.frequency, around)
    linked = evidence_link(words, line.figure_id)
    who = "" if around.is_interpretive else voices(line.frequency)
    return f"{linked} — {who}" if who else linked


def judgement_words(judgement: Mapping[str, Any] | None) -> str:
    """`present, at launch`; `not judged` where nobody did."""
    if judgement is None:
        return "not judged"
    role = ROLES.get(judgement["role"] or "")
    return f"{judgement['judgement']}, {role}" if role else str(judgement["judgement"])


def judged_because(judgement: Mapping[str, Any]) -> str:
    """`judged absent by ana: “why”`."""
    by = f" by {md(judgement['by'])}" if judgement["by"] else ""
    why = f": “{md(judgement['why'])}”" if judgement["why"] else ""
    return f"judged {judgement_words(judgement)}{by}{why}"


def silent_in(line: CodeLine) -> int:
    """Transcripts that were asked about the code, are known for it, and say nothing of it either way."""
    spoken = ("is_mentioning", "is_denying", "is_wishing", "is_disputing")
    return sum(row["is_asked"] and row["is_known"] and not any(row[name] for name in spoken) for row in line.pairs)


def not_so_simple(line: CodeLine, around: Around) -> str:
    """What stands against the count of one code in one case."""
    row = line.frequency
    assert row is not None
    if around.is_interpretive:
        return _documents(line)
    wishing = sum(pair["is_wishing"] for pair in line.pairs)
    disputing = sum(pair["is_disputing"] for pair in line.pairs)
    silent = silent_in(line)
    parts = [
        f"{row['n_denying']} {'denies' if row['n_denying'] == 1 else 'deny'} it" if row["n_denying"] else "",
        f"{wishing} {'wishes' if wishing == 1 else 'wish'} for it" if wishing else "",
        f"{disputing} {'disputes' if disputing == 1 else 'dispute'} it" if disputing else "",
        f"asked in {row['n_asked']}, silent in {silent}" if silent and row["n_mentioning"] else "",
        _documents(line),
    ]
    return "; ".join(part for part in parts if part)


def _documents(line: CodeLine) -> str:
    ids = dict.fromkeys(md(row["transcript_id"]) for row in line.documents)
    if not ids:
        return ""
    return f"also in {listed(ids)}" if line.quotes else f"{listed(ids)} has it, no interview does"


def told_words(told: Told, respondents: Sequence[str] = ()) -> str:
    """Who tells an event or episode: `r01 (one voice)`, `3 respondents, 2 organisations`, a document."""
    n = len(told.respondents)
    parts = []
    if n == 1:
        parts.append(f"{md(told.respondents[0])} (one voice)")
    elif n:
        whole = "all " if respondents and set(respondents) <= set(told.respondents) else ""
        of = f", {plural(len(told.organisations), 'organisation')}" if told.organisations else ""
        parts.append(f"{whole}{plural(n, 'respondent')}{of}")
    if told.documents:
        parts.append(f"document {listed(md(one) for one in told.documents)}")
    return "; ".join(parts) or "no coding is cited"


def setback_words(row: Mapping[str, Any]) -> str:
    """`The pump fails (severe)`."""
    severity = f" ({md(row['severity'])})" if row["severity"] else ""
    return f"{first_upper(md(row['setback']))}{severity}"


def answer_words(row: Mapping[str, Any]) -> str:
    """`answered with learning, trust grew`."""
    trust = f", {TRUST[row['trust_after']]}" if row["trust_after"] else ""
    return f"{RESPONSES[row['response']]}{trust}"


def step_words(row: Mapping[str, Any], is_later: bool) -> str:
    """A step of governance: `shared from 2021`, `then lead organisation from 2023 (the association runs it)`."""
    since = f" from {md(row['from'])}" if row["from"] else ""
    note = f" ({md(row['note'])})" if row["note"] else ""
    return f"{'then ' if is_later else ''}{MODES[row['mode']]}{since}{note}"


def governance_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """A case's history of governance in one line; '' where none is written."""
    return ", ".join(step_words(row, n > 0) for n, row in enumerate(rows))


def kinds_words(kinds: Sequence[tuple[str, int]]) -> str:
    """`2 interviews, 1 group interview, 1 document`."""
    return ", ".join(plural(n, *KIND_WORDS[kind]) for kind, n in kinds)


def presence_words(line: CodeLine, around: Around) -> str:
    """`most: 2 of 3`, a case of which nothing is known left out; `not known` where none is known."""
    row = line.presence
    assert row is not None
    if row["n_cases"] == 0:
        return "not known"
    said = f"{row['presence']}: {share_words(row['n_showing'], row['n_cases'])}"
    if row["n_cases"] < len(line.cases):
        said += f" known, of {len(line.cases)}"
    if around.is_interpretive:
        return "some" if row["presence"] in ("most", "one") else str(row["presence"])
    return said


def tier_marks(tier: str | None, order: Sequence[str]) -> str:
    """`▮▮▯`, a tier as a row of filled marks, as on the pages; '' where there is none in the declared order."""
    if tier is None or tier not in order:
        return ""
    rank = order.index(tier) + 1
    return f"{'▮' * rank}{'▯' * (len(order) - rank)}"


def sentence(text: str) -> str:
    """Words as a sentence: a capital first, one full stop last."""
    ends = text.rstrip().removesuffix("”")[-1:] in (".", "!", "?")
    return first_upper(text.rstrip()) + ("" if ends else ".")
