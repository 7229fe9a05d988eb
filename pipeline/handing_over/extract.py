"""Quotations as people read them: by case, then by code, each with its source and what limits it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.handing_over.finished_run import FinishedRun
from pipeline.handing_over.quotations import MAY_NOT_BE_QUOTED, Quotations, Wanted, by_case, standing
from pipeline.site.context import may_quote
from pipeline.store.rows import Voice
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural


@dataclass(frozen=True, slots=True)
class Quote:
    """The words, a string a turn; where they stand; what a reader must know before using them."""

    words: tuple[str, ...]
    source: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnderACode:
    """Quotations of one case under one code; the code's name with those above it."""

    code: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class OfACase:
    """Quotations of one case."""

    case: str
    codes: tuple[UnderACode, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """All that was asked for, with what was asked."""

    title: str
    notices: tuple[str, ...]
    asked: str
    cases: tuple[OfACase, ...]


def extract(run: FinishedRun, quotations: Quotations, voices: Sequence[Voice], wanted: Wanted) -> Extract:
    """The quotations with their headings."""
    codes = [quotations.tree.name(code_id) for code_id in wanted.codes]
    cases = tuple(
        OfACase(quotations.case_name(case_id), tuple(_under_codes(quotations, of_case)))
        for case_id, of_case in by_case(voices).items()
    )
    title = f"Quotations: {', '.join(codes)}" if codes else "Quotations"
    return Extract(title, (run.study.title, *run.notices), _asked(run, voices, wanted), cases)


def as_markdown(found: Extract) -> str:
    """The extract as Markdown, words of a study letter by letter."""
    lines = [f"# {md(found.title)}", *(md(notice) for notice in found.notices), md(found.asked)]
    for case in found.cases:
        lines.append(f"## {md(case.case)}")
        for group in case.codes:
            lines.append(f"### {md(group.code)}")
            for quote in group.quotes:
                limits = "".join(f" · **{md(limit)}**" for limit in quote.limits)
                said = "\n>\n".join(f"> {md(words)}" for words in quote.words)
                lines.append(f"{said}\n>\n> — {md(quote.source)}{limits}")
    return "\n\n".join(lines) + "\n"


def _under_codes(quotations: Quotations, voices: Sequence[Voice]) -> Iterator[UnderACode]:
    for code_id in quotations.tree.codes:
        of_code = [voice for voice in voices if voice.code_id == code_id]
        if of_code:
            yield UnderACode(" › ".join(quotations.tree.names(code_id)), tuple(_quote(voice) for voice in of_code))


def _quote(voice: Voice) -> Quote:
    turn = f", turn {voice.turn}" if voice.turn is not None else ""
    who = (voice.respondent_id or voice.speaker, voice.organisation, voice.sector, voice.role)
    source = " · ".join([f"{voice.transcript_id}{turn}", *dict.fromkeys(word for word in who if word)])
    limits = [] if may_quote(voice) else [MAY_NOT_BE_QUOTED]
    if not voice.is_counted:
        limits.append(standing(voice))
    elif voice.origin == "machine":
        limits.append("coded by the machine")
    return Quote(tuple(voice.quotation.split("\n")), source, tuple(limits))


def _asked(run: FinishedRun, voices: Sequence[Voice], wanted: Wanted) -> str:
    transcripts = {voice.transcript_id for voice in voices}
    cases = {voice.case_id for voice in voices if voice.case_id}
    where = "".join(f"; {name} = {value}" for name, value in wanted.where)
    which = "all codings, also those that do not count" if wanted.with_uncounted else "counted codings"
    if not voices:
        return f"No quotation ({which}{where})."
    return (
        f"{plural(len(voices), 'quotation')} from {plural(len(transcripts), 'transcript')} of "
        f"{plural(len(cases), run.study.settings.case)} ({which}{where})."
    )
