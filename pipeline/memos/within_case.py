"""The context of a within-case memo: portrait, chronology, what helped and hindered, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.memos.filters import listed, md, number_word, plural, share_words
from pipeline.memos.sentences import (
    UNCHECKED,
    Around,
    Quote,
    code_link,
    episode_words,
    governance_words,
    judged_because,
    judgement_words,
    kinds_words,
    not_so_simple,
    quotes,
    sentence,
    silent_in,
    told_by,
    told_words,
)
from pipeline.stages.findings import CodeLine, Finding, Heard, Told

UNTOLD_STATUS = "no status is written"


@dataclass(frozen=True, slots=True)
class Group:
    """Quotations under one small label (`denied`, `wished for`)."""

    label: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """One code below the table: why it was judged so, and its quotations."""

    title: str
    because: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of codes: the table's rows (code, judgement, told by, not so simple) and what is said below it.

    `asked`, `not_asked` and `not_read` are the three kinds of silence, which are not the same.
    """

    heading: str
    rows: tuple[tuple[str, str, str, str], ...]
    blocks: tuple[CodeBlock, ...]
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    not_read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of prose with the quotations that stand below it."""

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseBody:
    """All that a within-case memo lays out."""

    heard: tuple[str, ...]
    chronology: tuple[tuple[str, str, str], ...]
    governance: str
    families: tuple[Family, ...]
    others: tuple[str, ...]
    episodes: tuple[Entry, ...]
    striking: tuple[Quote, ...]
    misfits: tuple[Entry, ...]
    questions: tuple[str, ...]


def header_of(finding: Finding, around: Around) -> tuple[str, ...]:
    """The small line below the title."""
    assert finding.heard is not None
    return (kinds_words(finding.heard.kinds) or "no material", _read(finding.heard))


def _read(heard: Heard) -> str:
    if not heard.n_counted:
        return ""
    some = f", {len(heard.read_some)} for some" if heard.read_some else ""
    return f"{len(heard.read_all)} of {heard.n_counted} read by a person for all codes{some}"


def body_of(finding: Finding, around: Around) -> CaseBody:
    """The context of one case."""
    shown = [line for family in around.families(finding) for line in finding.family(family)]
    others = [line for line in finding.lines if line not in shown and line.is_spoken_of]
    return CaseBody(
        heard=tuple(_who_was_heard(finding, around)),
        chronology=tuple(_chronology(finding)),
        governance=governance_words(finding.tables["governance"]),
        families=tuple(_family(finding, family, around) for family in around.families(finding)),
        others=tuple(f"{code_link(line)}: {told_by(line, around)}" for line in others),
        episodes=tuple(_episode(told, finding) for told in finding.episodes),
        striking=quotes([row for row in finding.tables["voices"] if row["is_aha"] and row["would_count"]]),
        misfits=tuple(_misfits(finding, shown, around)),
        questions=tuple(_open_questions(finding, shown, around)),
    )


def in_short(finding: Finding, around: Around) -> Iterator[str]:
    """The memo in a few sentences: judgements first, then what is only counted, then what happened."""
    held = [
        f"{md(row['attribute'])}: {md(row['value'])}"
        for row in finding.tables["case_attributes"]
        if row["attribute"] in around.settings.design.values()
    ]
    (case,) = finding.tables["cases"]
    what = f" — {md(case['purpose'])}" if case.get("purpose") else ""
    where = f" ({', '.join(held)})" if held else ""
    if where or what:
        yield f"{md(finding.name)}{where}{what}."
    shown = [line for family in around.families(finding) for line in finding.family(family)]
    yield from _judged_sentences(shown, around)
    yield from _counted_sentences([line for line in shown if line.judgement is None], around)
    for told in finding.episodes:
        yield sentence(episode_words(told.row))
    if governance := governance_words(finding.tables["governance"]):
        yield sentence(f"governance: {governance}")


def _judged_sentences(lines: list[CodeLine], around: Around) -> Iterator[str]:
    parts = []
    for word in ("present", "mixed", "absent", "unknown"):
        found = [line for line in lines if line.judgement and line.judgement["judgement"] == word]
        if found:
            parts.append(f"{word} {'is' if len(found) == 1 else 'are'} {listed(code_link(line) for line in found)}")
    if parts:
        yield sentence(f"in the team’s judgement {'; '.join(parts)}")
    else:
        yield "Nobody has judged anything yet: what follows is told or counted, and a count is a finding aid."


def _counted_sentences(lines: list[CodeLine], around: Around) -> Iterator[str]:
    def named(found: list[CodeLine]) -> str:
        return listed(code_link(line) for line in found)

    several = [line for line in lines if line.frequency and line.frequency["n_respondents"] > 1]
    single = [line for line in lines if line.frequency and line.frequency["n_respondents"] == 1]
    denied = [line for line in lines if line.denials and not line.quotes]
    if several:
        yield sentence(f"told by more than one person, and not judged: {named(several)}")
    if single:
        yield sentence(f"told by one voice only: {named(single)}")
    if denied:
        yield sentence(f"denied, and told by nobody: {named(denied)}")


def _who_was_heard(finding: Finding, around: Around) -> Iterator[str]:
    heard = finding.heard
    assert heard is not None
    if not heard.kinds:
        yield "Nobody: no transcript is listed. A row in transcripts.csv would begin this section."
        return
    people = plural(len(heard.respondents), "respondent") if heard.respondents else "Respondents without an id"
    of = f" from {plural(len(heard.organisations), 'organisation')}" if heard.organisations else ""
    sectors = f" ({', '.join(f'{n} {md(sector)}' for sector, n in heard.sectors)})" if heard.sectors else ""
    yield (
        f"{people}{of}{sectors}, in {kinds_words(heard.kinds)}: {heard.n_words} words, "
        f"{heard.n_words_respondent} of them spoken by respondents."
    )
    if heard.organisations:
        named = (f"{md(name)} ({f'{md(sector)}, ' if sector else ''}{n})" for name, sector, n in heard.organisations)
        yield sentence(f"organisations: {listed(named)}")
    else:
        yield "Which organisations they speak for is not written: participants.csv would say."
    if heard.unheard:
        named = (
            f"{md(row['organisation'] or row['role'] or row['respondent_id'])}"
            f" ({md(row['respondent_id'])}: {md(row['status'] or UNTOLD_STATUS)})"
            for row in heard.unheard
        )
        yield sentence(f"not heard: {listed(named)}")
    else:
        yield (
            "Whom the team asked in vain is not written: a row in participants.csv with this case_id "
            "and a status would say."
        )
    yield from _what_was_asked(heard, around)


def _what_was_asked(heard: Heard, around: Around) -> Iterator[str]:
    for name, n in heard.guides:
        if name not in around.guides:
            continue
        everywhere, partly, nowhere = [], [], []
        for question in around.guides[name].questions:
            asked = heard.asked.get((name, question.question), 0)
            if asked == n:
                everywhere.append(f"*{md(question.question)}*")
            elif asked:
                share = "" if around.is_interpretive else f" ({share_words(asked, n)})"
                partly.append(f"*{md(question.question)}*{share}")
            else:
                nowhere.append(f"*{md(question.question)}*")
        parts = [
            f"{_everywhere(n, around)} {listed(everywhere)}" if everywhere else "",
            f"in some {listed(partly)}" if partly else "",
            f"{'not' if n == 1 else 'in none'} {listed(nowhere)}" if nowhere else "",
        ]
        of = (
            f"guide {md(name)}"
            if around.is_interpretive
            else f"guide {md(name)} recognised in {plural(n, 'transcript')}"
        )
        yield f"Questions of the {of}: {'; '.join(part for part in parts if part)}."
    if heard.unmatched:
        yield sentence(
            f"what was asked cannot be told of {listed(md(one) for one in heard.unmatched)}: "
            "no guide is named, or no question of it was recognised"
        )


def _everywhere(n: int, around: Around) -> str:
    if around.is_interpretive:
        return "in all"
    return "in it" if n == 1 else f"in all {number_word(n)}"


def _chronology(finding: Finding) -> Iterator[tuple[str, str, str]]:
    respondents = finding.heard.respondents if finding.heard else ()
    for told in finding.events:
        row = told.row
        when = "–".join(dict.fromkeys(md(part) for part in (row["from"], row["to"]) if part)) or "—"
        disputed = ", **disputed**" if str(row["is_disputed"] or "").casefold() in ("true", "yes", "1") else ""
        yield when, f"{md(row['what'])} ({row['kind']}{disputed})", told_words(told, respondents)


def _family(finding: Finding, family: str, around: Around) -> Family:
    lines = finding.family(family)
    silences: dict[tuple[int, int], list[str]] = {}
    not_asked = []
    for line in lines:
        row = line.frequency
        assert row is not None
        n_matched = row["n_transcripts"] - row["n_asked_unknown"]
        if row["n_asked"] and not row["n_mentioning"] and (silent := silent_in(line)):
            silences.setdefault((row["n_asked"], silent), []).append(f"*{md(line.name)}*")
        elif not row["n_asked"] and n_matched:
            not_asked.append(f"*{md(line.name)}*")
    return Family(
        around.heading(family),
        tuple(
            (md(line.name), judgement_words(line.judgement), told_by(line, around), not_so_simple(line, around))
            for line in lines
        ),
        tuple(_block(line) for line in lines if line.is_spoken_of or line.judgement or line.suggestions),
        tuple(
            listed(names) if around.is_interpretive else f"asked in {n}, silent in {silent}: {listed(names)}"
            for (n, silent), names in silences.items()
        ),
        tuple(not_asked),
        tuple(_unread(lines)),
    )


def _block(line: CodeLine) -> CodeBlock:
    labelled = (
        ("", line.quotes),
        ("Denied", line.denials),
        ("Wished for", line.wishes),
        ("Disputed", line.disputes),
        ("In documents", line.documents),
        ("Suggested by the machine, read by nobody", line.suggestions),
    )
    groups = tuple(Group(label, quotes(rows)) for label, rows in labelled if rows)
    because = sentence(judged_because(line.judgement)) if line.judgement else ""
    return CodeBlock(md(line.name), because, groups)


def _unread(lines: tuple[CodeLine, ...]) -> Iterator[str]:
    """Transcript by transcript, the codes for which nothing is known of it."""
    unknown: dict[str, list[str]] = {}
    for line in lines:
        for row in line.pairs:
            if not row["is_known"]:
                unknown.setdefault(row["transcript_id"], []).append(md(line.name))
    for transcript_id, names in unknown.items():
        if len(names) == len(lines):
            yield f"{md(transcript_id)}, for any of them"
        else:
            yield f"{md(transcript_id)}, for {listed((f'*{name}*' for name in names), 'or')}"


def _episode(told: Told, finding: Finding) -> Entry:
    respondents = finding.heard.respondents if finding.heard else ()
    by = f", by {md(told.row['by'])}’s reading" if told.row["by"] else ""
    text = f"**{md(told.row['episode'])}.** {episode_words(told.row)}{by}. Told by {told_words(told, respondents)}."
    return Entry(text.replace("Told by no coding is cited", "No coding is cited"), quotes(told.quotes[:4]))


def _misfits(finding: Finding, lines: list[CodeLine], around: Around) -> Iterator[Entry]:
    for line in lines:
        yield from misfits_of(line, around)
    yield from _judged_and_untold(lines, around)
    for told in finding.events:
        if str(told.row["is_disputed"] or "").casefold() in ("true", "yes", "1"):
            yield Entry(f"Disputed: {md(told.row['what'])}.", quotes(told.quotes[:4]))
    by_episode: dict[str, list[Told]] = {}
    for told in finding.episodes:
        by_episode.setdefault(str(told.row["episode"]), []).append(told)
    for episode, readings in by_episode.items():
        if len({told.row["response"] for told in readings}) > 1:
            said = listed(f"{told.row['response']} ({md(told.row['by'])})" for told in readings)
            yield Entry(f"Episode {md(episode)} is read differently: {said}.")
    for earlier in _overruled(finding):
        yield Entry(earlier)


def _judged_and_untold(lines: list[CodeLine], around: Around) -> Iterator[Entry]:
    """Judged present, and told by none of the transcripts for which it is known."""
    found: dict[int, list[CodeLine]] = {}
    for line in lines:
        row = line.frequency
        word = line.judgement["judgement"] if line.judgement else None
        if row and word == "present" and row["n_known"] and not row["n_mentioning"]:
            found.setdefault(row["n_known"], []).append(line)
    for n_known, untold in found.items():
        how = f" ({UNCHECKED})" if around.is_unchecked else ""
        none = "no reading tells it" if around.is_interpretive else f"none of {n_known} known tells it{how}"
        yield Entry(f"Judged present, yet {none}: {listed(code_link(line) for line in untold)}.")


def misfits_of(line: CodeLine, around: Around) -> Iterator[Entry]:
    """Where judgement, counts, denials and documents of one code do not go together."""
    row, word = line.frequency, line.judgement["judgement"] if line.judgement else None
    assert row is not None
    name = code_link(line)
    k = row["n_mentioning"]
    if word in ("present", "mixed") and line.denials:
        yield Entry(f"{name} is judged {word}, and somebody denies it:", quotes(line.denials))
    elif word is None and line.quotes and line.denials:
        yield Entry(
            f"{name} is told by some and denied by others:", (*quotes(line.quotes[:1]), *quotes(line.denials[:2]))
        )
    if word in ("absent", "unknown") and k:
        tells = "it is told" if around.is_interpretive else f"{share_words(k, row['n_known'])} tell{'s' * (k == 1)} it"
        yield Entry(f"{name} is judged {word}, yet {tells}:", quotes(line.quotes[:2]))
    if line.documents and not line.quotes:
        yield Entry(f"{name} stands in a document, and no interview supports it:", quotes(line.documents))
    if line.disputes and not line.denials:
        yield Entry(f"{name} is disputed:", quotes(line.disputes[:2]))


def _overruled(finding: Finding) -> Iterator[str]:
    names = {line.code_id: code_link(line) for line in finding.lines}
    standing = {line.code_id: line.judgement for line in finding.lines}
    for row in finding.tables["judgements"]:
        last = standing.get(row["code_id"])
        if last is not None and row is not last and row["judgement"] != last["judgement"]:
            at = f" on {md(row['at'])}" if row["at"] else ""
            yield f"{names[row['code_id']]} was first {judged_because(row)}{at}; what stands is *{last['judgement']}*."


def _open_questions(finding: Finding, lines: list[CodeLine], around: Around) -> Iterator[str]:
    heard = finding.heard
    assert heard is not None
    if heard.unread:
        what = "what does it hold" if len(heard.unread) == 1 else "what do they hold"
        yield f"Nobody has read {listed(md(one) for one in heard.unread)} to the end: {what}?"
    suggested = [line for line in lines if line.suggestions]
    if suggested:
        named = listed(code_link(line) for line in suggested)
        yield f"The machine finds passages for {named} in transcripts that nobody has read for them: do they hold?"
    for name, n in heard.guides:
        never = [
            f"*{md(question.question)}*"
            for question in (around.guides[name].questions if name in around.guides else ())
            if not heard.asked.get((name, question.question))
        ]
        if never and n:
            yield f"Nobody was asked {listed(never, 'or')}, as far as questions are recognised: who would know?"
    single = [line for line in lines if line.frequency and line.frequency["n_respondents"] == 1]
    if single and len(heard.respondents) > 1:
        each = "a single voice" if len(single) == 1 else "a single voice each"
        yield f"{listed(code_link(line) for line in single)}: {each}. Would anybody else tell it?"
    judged = any(line.judgement for line in lines)
    unjudged = [line for line in lines if line.judgement is None and line.quotes]
    if unjudged and judged:
        yield f"What would the team say of {listed(code_link(line) for line in unjudged)}? Told, and not judged."
    elif unjudged:
        yield "What would the team say? Rows in judgements.csv would put its word before the counts."
    untold = [md(told.row["what"]) for told in finding.events if not told.quotes]
    if untold and len(untold) == len(finding.events):
        yield "No event names the codings that tell it (column `codings` of events.csv): which passages do?"
    elif untold:
        yield f"Which passage tells of {listed((f'“{one}”' for one in untold), 'and of')}?"
