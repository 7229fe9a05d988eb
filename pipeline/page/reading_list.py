"""Which transcripts a coder has still to read: the random reliability sample first, then case by case."""

from __future__ import annotations

from pipeline.page.session import Session
from pipeline.reliability.sample import read_sample
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, Coding, Transcript


@dataclass(frozen=True, slots=True)
class Unread:
    """A transcript in the list beside the text."""

    transcript_id: str
    is_read: bool
    is_in_sample: bool


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """How far a case's interviews are read by this coder."""

    case_id: str
    name: str
    n_read: int
    transcripts: tuple[Unread, ...]

    @property
    def n(self) -> int:
        """Its transcripts."""
        return len(self.transcripts)


def progress(session: Session) -> tuple[CaseProgress, ...]:
    """Every case with its transcripts; other material, such as a mayor's interview, under its own heading."""
    material = session.material
    sample = read_sample(material.corpus.transcripts)[0].probability
    codes = session.focus_codes() or tuple(code.code_id for code in material.codebook.codable)
    by_case: dict[str, list[Unread]] = {case.case_id: [] for case in material.corpus.cases}
    for transcript in material.corpus.transcripts:
        is_read = session.read_log.has_read(transcript.transcript_id, codes)
        row = Unread(transcript.transcript_id, is_read, transcript.transcript_id in sample)
        by_case.setdefault(transcript.case_id or "", []).append(row)
    names = {case.case_id: case.name for case in material.corpus.cases}
    return tuple(
        CaseProgress(case_id, names.get(case_id, "other material"), sum(row.is_read for row in rows), tuple(rows))
        for case_id, rows in by_case.items()
        if rows
    )


def first_to_read(session: Session) -> Transcript:
    """Where the page opens: what was named, else the first unread of the sample, else the first unread interview."""
    texts = session.material.texts
    if session.choice.transcript in texts:
        return texts[session.choice.transcript or ""]
    rows = [row for case in progress(session) for row in case.transcripts]

    def rank(row: Unread) -> tuple[bool, bool, bool]:
        return row.is_read, not row.is_in_sample, texts[row.transcript_id].kind not in COUNTED_KINDS

    return texts[min(rows, key=rank).transcript_id]


def next_suggestion(session: Session, after: str) -> Coding | None:
    """The first open suggestion of the transcripts after this one, in the order of the study and round to this one."""
    transcripts = session.material.corpus.transcripts
    at = next((n for n, transcript in enumerate(transcripts) if transcript.transcript_id == after), -1)
    for transcript in (*transcripts[at + 1 :], *transcripts[: max(at, 0)]):
        if suggested := session.suggested_in(transcript.transcript_id):
            return suggested[0]
    return None
