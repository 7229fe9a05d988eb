"""An exhibit: one episode of a case told in phases, from dated events and whole quotations with linking words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.comparison.loops import event_of
from pipeline.corpus.cases import Corpus
from pipeline.corpus.peoples_tables import number
from pipeline.corpus.reasoning_tables import PHASES
from pipeline.memos.context import MemoContext
from pipeline.memos.links import case_link
from pipeline.memos.quotes import Quote, quote
from pipeline.memos.reasoning.links import ExhibitName, note_on, when
from pipeline.memos.rendering import render
from pipeline.memos.shown_notes import note_body, note_status
from pipeline.notes.read import passed_over
from pipeline.stages.cited_events import CitedCodings
from pipeline.stages.findings import Finding, Told, strongest, teller
from pipeline.store.rows import Episode, Event, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.records import COUNTED_KINDS, Note
from pipeline.wording.escaping import md
from pipeline.wording.numbers import in_prose, listed, plural
from pipeline.wording.vocabulary import TRUST, answered

MOST_COUNTER = 4
LEAST_ASKED = 3
QUESTION_MARKS = ("?", "\uff1f", "\u061f", ";", "\u037e")
"""Marks of questions, also in other writing. Fewer words than LEAST_ASKED without one of them ask nothing."""
# The analyst's headings of phases in a note (`## Trust before`).
HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
# A line that begins in bold: what a note says of the whole stands after the phases.
LABELLED = re.compile(r"^\*\*", re.MULTILINE)
AGAINST = ("absent", "disputed")
TYPICAL = {True: "typical of its kind", False: "extreme of its kind"}


@dataclass(frozen=True, slots=True)
class AskedQuote:
    """A whole quotation, the question that it answers, and why it stands here."""

    quote: Quote
    asked: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: the analyst's linking words, what is dated, what was said."""

    title: str
    words: str
    events: tuple[str, ...]
    quotes: tuple[AskedQuote, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What exhibit.md.j2 lays out. `overview` is a row a phase: when, what, by how many it is told."""

    title: str
    header: str
    is_draft: bool
    claim: str
    stale: str
    opening: str
    overview: tuple[tuple[str, ...], ...]
    phases: tuple[Phase, ...]
    closing: str
    voices: tuple[str, ...]
    counter: tuple[Quote, ...]
    counter_words: str
    typical: str
    passed_over: tuple[Quote, ...]
    passed_words: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """Something of an exhibit in its phase: an event, passages, or both."""

    phase: str
    event: Event | None
    voices: tuple[Voice, ...]
    why: str = ""


def exhibit_text(exhibit: ExhibitName, finding: Finding, context: MemoContext, corpus: Corpus) -> str:
    """The page of one exhibit as Markdown."""
    return render("reasoning/exhibit.md.j2", page=exhibit_of(exhibit, finding, context, corpus))


def exhibit_of(exhibit: ExhibitName, finding: Finding, context: MemoContext, corpus: Corpus) -> Exhibit:
    """One exhibit from its rows and its note; without rows a draft from the episode's own events and codings."""
    cited = CitedCodings(finding.tables.rows(Voice))
    placed = list(_drafted(exhibit, finding) if exhibit.is_draft else _written(exhibit, finding, cited))
    note = note_on(context, "exhibit", exhibit.name)
    opening, linking, closing = _parts_of(note, context)
    voices = _each_once(voice for item in placed for voice in item.voices)
    passed = _passed_over(note, cited)
    dates = [date for item in placed if item.event for date in (item.event.from_, item.event.to) if date]
    counter, counter_words = _counter_account(voices, finding)
    shown = [phase for phase in ("", *PHASES) if phase in linking or any(item.phase == phase for item in placed)]
    return Exhibit(
        title=f"{'Draft exhibit' if exhibit.is_draft else 'Exhibit'}: {_named(exhibit, context, finding)}",
        header=" · ".join(_header(finding, dates, note, context)),
        is_draft=exhibit.is_draft,
        claim=md(note.front.get("claim")) if note else "",
        stale=listed(map(md, _stale(exhibit, cited))),
        opening=opening,
        overview=tuple(_overview(phase, [item for item in placed if item.phase == phase]) for phase in shown),
        phases=tuple(
            _phase(phase, linking.get(phase, ""), [item for item in placed if item.phase == phase], corpus)
            for phase in shown
        ),
        closing=closing,
        voices=tuple(_by_sector(voices)),
        counter=counter,
        counter_words=counter_words,
        typical=_typical(note),
        passed_over=tuple(map(_whole, passed)),
        passed_words="" if passed or note else "Nothing was passed over: a draft holds all that the episode cites.",
    )


def _typical(note: Note | None) -> str:
    said = note.front.get("is_typical") if note else None
    return TYPICAL[said] if isinstance(said, bool) else ""


def _named(exhibit: ExhibitName, context: MemoContext, finding: Finding) -> str:
    if exhibit.is_draft:
        return f"{context.case_name(finding.subject)}, episode {md(exhibit.episode) or 'without a number'}"
    return f"{md(in_prose(exhibit.name))}, {context.case_name(finding.subject)}"


def _header(finding: Finding, dates: Sequence[str], note: Note | None, context: MemoContext) -> Iterator[str]:
    yield case_link(finding.subject, context.case_name(finding.subject))
    if dates:
        yield f"{md(min(dates))} to {md(max(dates))}"
    if note is not None:
        by = f" by {md(note.front['by'])}" if note.front.get("by") else ""
        yield f"note{by}, {note_status(note)}"
    if context.settings.fiction:
        yield "fiction"


def _written(exhibit: ExhibitName, finding: Finding, cited: CitedCodings) -> Iterator[_Placed]:
    """The analyst's rows by `order`, an empty one after all; an event is told where it is first named."""
    events = {told.row.event_id: told.row for told in finding.events}
    # Infinity: rows without an order keep the file's order, after those that have one.
    rows = sorted(exhibit.rows, key=lambda row: order if (order := number(row["order"])) is not None else float("inf"))
    named: set[str] = set()
    for row in rows:
        event = events.get(row["event_id"]) if row["event_id"] not in named else None
        named.add(row["event_id"])
        yield _Placed(row["phase"], event, cited.named(row["coding_id"]), row["why"])


def _drafted(exhibit: ExhibitName, finding: Finding) -> Iterator[_Placed]:
    """The setback, what answered it, what became of trust; what the episode cites besides stands first, unplaced."""
    episodes = [told for told in finding.episodes if str(told.row.episode or "") == exhibit.episode]
    setback = next((event for told in episodes if (event := event_of(told.row, _rows(finding.events)))), None)
    placed = list(_around(setback, finding.events)) if setback else []
    used = {voice.coding_id for item in placed for voice in item.voices}
    rest = _each_once(voice for told in episodes for voice in told.quotes if voice.coding_id not in used)
    if rest:
        yield _Placed("", None, rest)
    yield from placed
    for told in episodes:
        yield from _judged(told.row)


def _rows(events: Sequence[Told[Event]]) -> list[Event]:
    return [told.row for told in events]


def _around(setback: Event, events: Sequence[Told[Event]]) -> Iterator[_Placed]:
    """The setback and its answers: those that say that they followed from it, else those before the next setback."""
    responses = [told for told in events if told.row.kind == "response"]
    linked = [told for told in responses if setback.event_id in several(str(told.row.cell("after") or ""))]
    # Only where no event says `after`: order in time is the weaker guess.
    if not linked:
        begun = next(n for n, told in enumerate(events) if told.row is setback)
        for told in events[begun + 1 :]:
            if told.row.kind == "setback":
                break
            # What says that it followed from another event answers that one.
            if told.row.kind == "response" and not told.row.cell("after"):
                linked.append(told)
    for told in events:
        if told.row is setback:
            yield _Placed("setback", told.row, told.quotes)
    for told in linked:
        yield _Placed("answer", told.row, told.quotes)


def _judged(row: Episode) -> Iterator[_Placed]:
    """What people judged of the episode, as words in its phase."""
    by = f" (judged by {row.by})" if row.by else ""
    yield _Placed("answer", None, (), f"{answered(row.response)}{by}")
    if row.trust_after in TRUST:
        yield _Placed("trust_after", None, (), f"{TRUST[row.trust_after]}{by}")


def _parts_of(note: Note | None, context: MemoContext) -> tuple[str, dict[str, str], str]:
    """A note's words before its first phase, those of each phase, and what it says of the whole, under bold labels."""
    if note is None:
        return "", {}, ""
    ids = {title.casefold(): phase for phase, title in PHASES.items()} | {phase: phase for phase in PHASES}
    parts = HEADING.split(note_body(note, context))
    linking: dict[str, str] = {}
    opening, closing = [parts[0].strip()], []
    for title, text in zip(parts[1::2], parts[2::2], strict=True):
        label = LABELLED.search(text)
        at = label.start() if label else len(text)
        closing.append(text[at:].strip())
        # Analysts type either apostrophe.
        phase = ids.get(title.casefold().replace("’", "'"))
        # A heading of no phase is the analyst's own: its words are kept, after the phases.
        if phase is None:
            closing.insert(-1, f"**{title}.** {text[:at].strip()}")
        else:
            linking[phase] = text[:at].strip()
    return "\n\n".join(filter(None, opening)), linking, "\n\n".join(filter(None, closing))


def _stale(exhibit: ExhibitName, cited: CitedCodings) -> Iterator[str]:
    for row in exhibit.rows:
        for coding_id in several(row["coding_id"]):
            voices = cited.named(coding_id)
            # As `check` says it: an exhibit is stale by what was retracted or defined anew.
            if not voices or any(voice.is_outdated for voice in voices):
                yield coding_id


def _each_once(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    by_passage: dict[tuple[str, int, int], Voice] = {}
    for voice in voices:
        by_passage.setdefault((voice.transcript_id, voice.start_char, voice.end_char), voice)
    return tuple(by_passage.values())


def _whole(voice: Voice) -> Quote:
    """A quotation printed to its end, whatever its length."""
    return replace(quote(voice), words=md(voice.quotation))


def _phase(phase: str, words: str, placed: Sequence[_Placed], corpus: Corpus) -> Phase:
    dated = [": ".join(filter(None, (when(item.event), md(item.event.what)))) for item in placed if item.event]
    said = [md(item.why) for item in placed if not item.voices and not item.event and item.why]
    return Phase(
        PHASES.get(phase, "Not placed in a phase"),
        words,
        (*dated, *said),
        tuple(
            AskedQuote(_whole(voice), md(asked_before(voice, corpus)), md(item.why))
            for item in placed
            for voice in item.voices
        ),
    )


def asked_before(voice: Voice, corpus: Corpus) -> str:
    """What the interviewer asked last before a passage; '' in documents, and where nobody asked."""
    transcript = corpus.transcript(voice.transcript_id)
    if transcript is None or voice.turn is None:
        return ""
    asking = [turn.text for turn in transcript.turns if turn.is_interviewer and turn.number < voice.turn]
    # "Mm." keeps somebody talking and asks nothing: the question stands before it.
    return next((words for words in reversed(asking) if not _is_backchannel(words)), asking[-1] if asking else "")


def _is_backchannel(words: str) -> bool:
    return len(words.split()) < LEAST_ASKED and not words.rstrip().endswith(QUESTION_MARKS)


def _overview(phase: str, placed: Sequence[_Placed]) -> tuple[str, ...]:
    events = [item.event for item in placed if item.event]
    people = {teller(voice) for item in placed for voice in item.voices}
    passages = _each_once(voice for item in placed for voice in item.voices)
    return (
        PHASES.get(phase, "Not placed in a phase"),
        "; ".join(filter(None, map(when, events))) or "—",
        "; ".join(md(event.what) for event in events) or "—",
        f"{plural(len(passages), 'passage')}, {plural(len(people), 'voice')}" if passages else "—",
    )


def _by_sector(voices: Sequence[Voice]) -> Iterator[str]:
    """`public: r01, r02 (4 passages)`; documents by themselves."""
    by_sector: dict[str, list[Voice]] = {}
    for voice in voices:
        # Documents and mayors speak for no sector of the partners.
        sector = (voice.sector or "sector not on file") if voice.kind in COUNTED_KINDS else "other material"
        by_sector.setdefault(sector, []).append(voice)
    for sector in sorted(by_sector):
        who = dict.fromkeys(md(teller(voice)) for voice in by_sector[sector])
        yield f"{md(sector)}: {listed(who)} ({plural(len(by_sector[sector]), 'passage')})"


def _counter_account(voices: Sequence[Voice], finding: Finding) -> tuple[tuple[Quote, ...], str]:
    """Passages of the case that deny or dispute a code told in the exhibit; without any, where one looked."""
    # By code: whether a denial is about this very episode is for a reader to say.
    codes = {voice.code_id for voice in voices if voice.polarity == "affirmed"}
    shown = {(voice.transcript_id, voice.start_char, voice.end_char) for voice in voices}
    against = _each_once(
        voice
        for voice in finding.tables.rows(Voice)
        # Counted rows are affirmed ones only (polarity), and a counter-account is none of them.
        if voice.would_count
        and voice.polarity in AGAINST
        and voice.code_id in codes
        and (voice.transcript_id, voice.start_char, voice.end_char) not in shown
    )
    if against:
        left = len(against) - MOST_COUNTER
        more = f" {plural(left, 'more passage')} on the pages of these codes." if left > 0 else ""
        words = f"Passages of this case that deny or dispute a code told here.{more}"
        return tuple(map(_whole, strongest(against, MOST_COUNTER))), words
    # "None found" says something only where somebody has looked.
    searched = [row.transcript_id for row in finding.tables.rows(TranscriptRow) if row.is_hand_read]
    if not searched:
        return (), "None found, and nobody has read any transcript to its end."
    return (), f"None found; searched in {listed(map(md, searched))}."


def _passed_over(note: Note | None, cited: CitedCodings) -> tuple[Voice, ...]:
    ids = passed_over(note) if note else ()
    return tuple(voice for coding_id in ids for voice in cited.named(coding_id))
