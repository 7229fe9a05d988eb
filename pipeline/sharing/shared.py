"""A loaded study on its way out: `shared_study` gives the same study as it can be handed out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.coding.counting import Judged
from pipeline.coding.hand.ids import Names
from pipeline.corpus.cases import Corpus
from pipeline.corpus.quotable import Quotable
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.read import FIGURE, SHARED_DIGEST, Notes, passed_over
from pipeline.sharing.names import FILE, Name, about_ids, about_no_names, read_names
from pipeline.sharing.replacing import Replacer, Tally
from pipeline.sharing.tables import CASE_COLUMNS, Signatures, TableWords, new_ids, shared_case, shared_people
from pipeline.sharing.transcripts import Places, SharedTranscript, share_transcript
from pipeline.sharing.words import Outgoing, WithheldWords
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import is_id
from pipeline.study.problems import Problem, Source, fault
from pipeline.study.records import Codebook, Coding, DeclaredChange, Note, Transcript
from pipeline.study.study import Settings, Study, subject_id


@dataclass(frozen=True)
class Shared:
    """A study as it can be handed out, and what was done to it.

    `judged` are its codings in the order in which they were given; `tally` how often which name was replaced;
    `withheld` (transcript, turns, words) of those who may not be quoted.
    """

    loaded_study: LoadedStudy
    judged: tuple[Judged, ...]
    outgoing: Outgoing
    names: tuple[Name, ...]
    tally: Tally
    withheld: tuple[tuple[str, int, int], ...]
    problems: tuple[Problem, ...] = ()


def shared_study(loaded_study: LoadedStudy, judged: Sequence[Judged] = ()) -> Shared:
    """The study as it can be handed out; everything that is made of it is shared text without further care.

    Names are replaced, words that may not be quoted withheld, codings placed anew under new ids. Counts are the team's
    own: what is withheld was told all the same. A fault among `problems` forbids sharing.

    Args:
        loaded_study: With the machine's codings as they count.
        judged: Its codings as `apply_rules` gave them.
    """
    study, corpus = loaded_study.study, loaded_study.corpus
    names = read_names(study.folder)
    replacer = Replacer(names.records)
    quotable = Quotable(corpus)
    outgoing = Outgoing(replacer, _withheld_words(corpus, quotable))
    transcripts = _transcripts(study, corpus, replacer, quotable, outgoing)
    places = {transcript_id: shared.places for transcript_id, shared in transcripts.items()}
    texts = {transcript_id: shared.transcript.text for transcript_id, shared in transcripts.items()}
    codings = [judgement.coding for judgement in judged]
    ids = new_ids(codings)
    share_coding = partial(_coding, places=places, texts=texts, ids=ids, quotable=quotable, outgoing=outgoing)
    placed = {id(coding): share_coding(coding) for coding in codings}
    subjects = _subjects(study, corpus, outgoing)
    kept = {
        *loaded_study.codebook.codes,
        *corpus.participants,
        *_heard(corpus),
        *(case.case_id for case in corpus.cases),
    }
    unwilling = {person_id for person_id in corpus.participants if quotable.is_unwilling(person_id)}
    # Whoever asked the questions may be named in a transcript, and signs by the same word.
    coders = {coding.coder for coding in codings} | {mark.coder for mark in loaded_study.hand.read}
    team = {row["person"] for row in loaded_study.tables["team"].rows if is_id(row["person"])}
    signatures = Signatures(coders | team, outgoing)
    words = TableWords(
        outgoing, signatures, Names(codings), ids, subjects, kept, unwilling, study.settings.outcome_order
    )
    hand = replace(
        loaded_study.hand,
        codings=tuple(placed[id(coding)] for coding in loaded_study.hand.codings if id(coding) in placed),
        outdated=tuple(placed[id(coding)] for coding in loaded_study.hand.outdated if id(coding) in placed),
        rejects=(), moved=(), missing=(),
        index_codings={
            name: tuple((question, *places[name].passage(start, end)) for question, start, end in rows)
            for name, rows in loaded_study.hand.index_codings.items()
        },
        read=tuple(replace(mark, source=None) for mark in loaded_study.hand.read),
    )  # fmt: skip
    loaded = replace(
        loaded_study,
        study=replace(study, is_shared=True, settings=_settings(study, outgoing)),
        corpus=_corpus(loaded_study, transcripts, outgoing),
        codebook=_codebook(loaded_study.codebook, words),
        hand=hand,
        tables={name: words.table(table) for name, table in loaded_study.tables.items()},
        reasoning={name: words.table(table) for name, table in loaded_study.reasoning.items()},
        notes=Notes(tuple(_note(note, words) for note in loaded_study.notes.notes)),
        machine=tuple(placed[id(coding)] for coding in loaded_study.machine if id(coding) in placed),
        propositions=tuple(_proposition(claim, outgoing) for claim in loaded_study.propositions),
        abandoned=tuple(_proposition(claim, outgoing) for claim in loaded_study.abandoned),
        machine_doubts={code: outgoing.all(doubt) for code, doubt in loaded_study.machine_doubts.items()},
        outgoing=outgoing,
    )
    return Shared(
        loaded,
        tuple(replace(judgement, coding=placed[id(judgement.coding)]) for judgement in judged),
        outgoing,
        names.records,
        replacer.tally,
        tuple(_withheld(corpus, quotable)),
        (
            *names.problems,
            *about_no_names(study.folder, names),
            *about_ids(names.records, {*kept, *signatures.ids, *_ids_that_stay(loaded)}),
            *_two_become_one(study, corpus, outgoing),
        ),
    )


def _ids_that_stay(shared: LoadedStudy) -> set[str]:
    """Ids of a study as it leaves, beside those of cases and people: what pages, tables and folders are called."""
    corpus, book = shared.corpus, shared.codebook
    codes = [code for each in (book, *book.earlier.values()) for code in each.codes.values()]
    return {
        *(transcript.transcript_id for transcript in corpus.transcripts),
        *(attribute for case in corpus.cases for attribute in case.attributes),
        *(
            name
            for guide in corpus.guides.values()
            for name in (guide.name, *(each.question for each in guide.questions))
        ),
        *(name for code in codes for name in (code.code_id, *code.was)),
        *(name for each in (book, *book.earlier.values()) for name in (each.name, each.version)),
        *shared.study.stages,
    }


def _heard(corpus: Corpus) -> set[str]:
    """Ids of those who spoke or attended, in participants.csv or not."""
    speaking = {turn.respondent_id for transcript in corpus.transcripts for turn in transcript.turns}
    asked = {transcript.respondent_id for transcript in corpus.transcripts}
    attending = {row["respondent_id"] for row in corpus.attendance}
    return {str(person) for person in {*speaking, *asked, *attending} - {None, ""}}


def _withheld_words(corpus: Corpus, quotable: Quotable) -> WithheldWords:
    closed: list[str] = []
    open_texts: list[str] = []
    for transcript in corpus.transcripts:
        for turn in transcript.turns:
            (closed if quotable.is_closed(transcript, turn) else open_texts).append(turn.text)
    return WithheldWords(closed, open_texts)


def _withheld(corpus: Corpus, quotable: Quotable) -> Iterable[tuple[str, int, int]]:
    for transcript in corpus.transcripts:
        turns = [turn for turn in transcript.turns if quotable.is_closed(transcript, turn)]
        if turns:
            yield transcript.transcript_id, len(turns), sum(len(turn.text.split()) for turn in turns)


def _transcripts(
    study: Study, corpus: Corpus, replacer: Replacer, quotable: Quotable, outgoing: Outgoing
) -> dict[str, SharedTranscript]:
    share = frozenset(study.settings.share)

    def share_one(transcript: Transcript) -> SharedTranscript:
        return share_transcript(
            transcript, replacer.edits, partial(quotable.is_closed, transcript), outgoing.text, share
        )

    return {transcript.transcript_id: share_one(transcript) for transcript in corpus.transcripts}


def _coding(
    coding: Coding,
    places: Mapping[str, Places],
    texts: Mapping[str, str],
    ids: Mapping[int, str],
    quotable: Quotable,
    outgoing: Outgoing,
) -> Coding:
    start, end = places[coding.transcript_id].passage(coding.start_char, coding.end_char)
    may_quote = quotable.may_quote(coding.transcript_id, coding.start_char, coding.end_char)
    return replace(
        coding,
        coding_id=ids[id(coding)],
        start_char=start,
        end_char=end,
        quotation=texts[coding.transcript_id][start:end],
        # The wording that fired is a piece of what was said.
        cue=outgoing.text(coding.cue) if coding.cue and may_quote else None,
        target=outgoing.text(coding.target),
        period=outgoing.text(coding.period),
        memo=outgoing.text(coding.memo),
        source=None,
    )


def _settings(study: Study, outgoing: Outgoing) -> Settings:
    """The settings without labels of speakers, which are names."""
    settings = study.settings
    return replace(settings, title=outgoing.text(settings.title), speakers={}, interviewers=())


def _subjects(study: Study, corpus: Corpus, outgoing: Outgoing) -> dict[tuple[str, str], str]:
    """(stage, subject) of memos of the design -> the subject as it is shared."""
    return {
        (stage, subject_id(value)): subject_id(outgoing.text(value))
        for stage, attribute in study.settings.design.items()
        for case in corpus.cases
        if (value := case.attributes.get(attribute, ""))
    }


def _two_become_one(study: Study, corpus: Corpus, outgoing: Outgoing) -> Iterator[Problem]:
    """Values of the design that would be one once their names are replaced: their cases would be compared as alike."""
    for attribute in dict.fromkeys(study.settings.design.values()):
        values = sorted({case.attributes.get(attribute, "") for case in corpus.cases} - {""})
        first: dict[str, str] = {}
        for value in values:
            other = first.setdefault(subject_id(outgoing.text(value)), value)
            if other != value:
                message = f"{attribute} '{other}' and '{value}' would both be {outgoing.text(value)}."
                remedy = "Write different words under `instead` for the two."
                yield fault(study.folder / FILE, 0, message, remedy)


def _corpus(loaded_study: LoadedStudy, transcripts: Mapping[str, SharedTranscript], outgoing: Outgoing) -> Corpus:
    study, corpus = loaded_study.study, loaded_study.corpus
    settings = study.settings
    outcome = settings.outcome_attribute
    columns = {*CASE_COLUMNS, *settings.design.values(), *settings.share, *([outcome] if outcome else [])}
    measured = " ".join(map(str, (*loaded_study.propositions, *loaded_study.abandoned))) + _plan_of(study)
    columns |= {
        name for case in corpus.cases for name in case.attributes if f"'{name}'" in measured or f" {name}" in measured
    }
    return replace(
        corpus,
        cases=tuple(shared_case(case, outgoing, columns, outcome) for case in corpus.cases),
        transcripts=tuple(shared.transcript for shared in transcripts.values()),
        participants=shared_people(corpus.participants.values(), _heard(corpus), settings.share, outgoing.text),
        attendance=tuple(
            replace(row, cells={**row.cells, "speaker": row["respondent_id"]}, source=Source(Path("attendance.csv"), 0))
            for row in corpus.attendance
        ),
        guides={
            name: replace(
                guide,
                questions=tuple(outgoing.all(question, ("question", "asks_about")) for question in guide.questions),
            )
            for name, guide in corpus.guides.items()
        },
    )


def _plan_of(study: Study) -> str:
    """configurations.yaml as it stands: which columns of cases.csv it measures."""
    try:
        return " " + (study.folder / "configurations.yaml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


CODE_FIELDS = ("kind", "parent", "origin", "scope", "was", "split_from", "merge_into", "retired", "changed")


def _codebook(codebook: Codebook, words: TableWords) -> Codebook:
    def share_change(change: DeclaredChange) -> DeclaredChange:
        return replace(change, by=words.signatures.shared(change.by), why=words.outgoing.text(change.why))

    codes = {
        code_id: replace(
            words.outgoing.all(code, CODE_FIELDS), changed=tuple(share_change(change) for change in code.changed)
        )
        for code_id, code in codebook.codes.items()
    }
    return replace(
        codebook,
        codes=codes,
        source=Source(Path("codebook.yaml"), 0),
        earlier={version: _codebook(book, words) for version, book in codebook.earlier.items()},
    )


def _note(note: Note, words: TableWords) -> Note:
    outgoing, subjects = words.outgoing, words.subjects

    def figure(figure_id: str) -> str:
        parts = figure_id.strip().split("/")
        if len(parts) == 3 and (parts[0], parts[1]) in subjects:
            parts[1] = subjects[parts[0], parts[1]]
        return "/".join(parts)

    # Citations of figures are ids, and lead nowhere once words are replaced in them.
    parts = FIGURE.split(note.body)
    body = "".join(f"[[{figure(part)}]]" if n % 2 else outgoing.text(part) for n, part in enumerate(parts))
    known = (note.stage, note.subject)
    is_kept = note.stage in ("within-case", "respondent", "code")
    subject = subjects.get(known) or (note.subject if is_kept else outgoing.name(note.subject))
    source = Source(Path(f"notes/{note.stage}/{subject}.md"), 0)
    return replace(note, subject=subject, body=body, front=_front(note, words), source=source)


def _front(note: Note, words: TableWords) -> dict[str, object]:
    """A note's front matter; nothing but ids of codes and what the rules below say leaves as it is."""
    front: dict[str, object] = words.outgoing.all(dict(note.front), ("by", "codes", "revises", "signed_off"))
    if "by" in front:
        front["by"] = words.signatures.shared(str(front["by"] or ""))
    if "revises" in front:
        stage, _, subject = str(front["revises"]).partition("/")
        front["revises"] = f"{stage}/{words.subjects.get((stage, subject)) or words.outgoing.name(subject)}"
    if isinstance(signed := front.get("signed_off"), dict):
        # Its digest holds places and digests of original words.
        by = words.signatures.shared(str(signed.get("by") or ""))
        front["signed_off"] = {**signed, "by": by, "digest": SHARED_DIGEST}
    if "passed_over" in front:
        front["passed_over"] = words.codings(passed_over(note))
    return front


def _proposition(claim: Mapping[str, object], outgoing: Outgoing) -> dict[str, object]:
    return {
        name: value
        if name in ("measure", "predicts", "tree", "formed", "expects", "status")
        else outgoing.all(value, ("measure", "predicts"))
        for name, value in claim.items()
    }
