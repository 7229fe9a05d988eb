"""Evidence pages: one figure each, with every quotation behind it and everything that it cannot show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pipeline.codebook.compare import INSTEAD
from pipeline.coding.hand.by_hand import current_id
from pipeline.io.outputs import Outputs
from pipeline.site.figure_words import case_figure, stage_figure
from pipeline.site.ground import Ground, Row, may_quote
from pipeline.site.notes import note_of
from pipeline.site.pages import document
from pipeline.site.words import KINDS, person, tier_badge
from pipeline.stages.findings import CodeLine, Finding
from pipeline.study.records import COUNTED_KINDS, Code
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.markup import Html, cue_words, details, esc, items, join, link, section, url

POLARITY = {"absent": "denied", "wished": "wished for", "disputed": "disputed"}


HERE = "../../"


@dataclass
class Quoted:
    """Writes quotations as HTML for pages `up` from the top; `made` holds each as it stands two folders down."""

    up: str
    made: dict[str, Html] = field(default_factory=dict)

    def __call__(self, row: Row) -> Html:
        """One coding: its words, whose they are, who coded it, the way to its place in the transcript."""
        coding_id = row["coding_id"]
        if coding_id not in self.made:
            self.made[coding_id] = self._write(row)
        made = self.made[coding_id]
        return made if self.up == HERE else Html(made.replace(f' href="{HERE}', f' href="{self.up}', 1))

    def _write(self, row: Row) -> Html:
        said = f"<p>{esc(row['quotation'])}</p>" if may_quote(row) else "<p><em>not quoted: no consent</em></p>"
        place = url(f"{HERE}transcripts/{row['transcript_id']}.html#c-{row['coding_id']}")
        turn = f", turn {row['turn']}" if row["turn"] is not None else ""
        tail = [f"coded by {esc(row['coder'])}"]
        if row["polarity"] != "affirmed":
            tail.append(f"<em>{esc(POLARITY.get(row['polarity'], row['polarity']))}</em>")
        if row["cue"]:
            tail.append(f"at the words {cue_words(row['cue'])}")
        tail += [f"{name} {esc(row[name])}" for name in ("target", "period") if row[name]]
        if row["is_aha"]:
            tail.append("<strong>striking</strong>")
        memo = f'<p class="memo-of">{esc(row["memo"])}</p>' if row["memo"] else ""
        return Html(
            f'<figure class="quote {row["origin"]}" id="c-{esc(row["coding_id"])}"><blockquote '
            f'dir="auto">{said}</blockquote>'
            f'<figcaption>{person(row)} · <a href="{place}">{esc(row["transcript_id"])}{turn}</a> · '
            f"{' · '.join(tail)}{memo}</figcaption></figure>\n"
        )


@dataclass(frozen=True)
class Shelves:
    """The codings of one code in some transcripts, by what they say of the figure. All in the order of the text."""

    counted: Sequence[Row]
    denied: Sequence[Row]
    wished: Sequence[Row]
    disputed: Sequence[Row]
    suggested: Sequence[Row]
    aside: Sequence[Row]


def shelved(ground: Ground, transcripts: Iterable[str], code_id: str) -> Shelves:
    """Each coding of the code in these transcripts on one shelf."""
    found: dict[str, list[Row]] = {name: [] for name in (*POLARITY, "counted", "suggested", "aside")}
    for transcript_id in transcripts:
        for row in ground.marks_of_code.get((transcript_id, code_id), ()):
            found[_shelf(row)].append(row)
    return Shelves(
        found["counted"], found["absent"], found["wished"], found["disputed"], found["suggested"], found["aside"]
    )


def _shelf(row: Row) -> str:
    if row["is_counted"]:
        return "counted"
    if row["would_count"]:
        return str(row["polarity"])
    return "suggested" if row["is_suggesting"] else "aside"


def write_evidence_pages(ground: Ground, outputs: Outputs) -> None:
    """`evidence/CASE/CODE.html` and `evidence/STAGE/SUBJECT/CODE.html` for every line of every finding."""
    of_case = Quoted(HERE)
    of_stage = Quoted(f"../{HERE}", of_case.made)
    for finding in ground.findings:
        is_case = finding.stage == FIRST_STAGE
        for before, line, after in zip((None, *finding.lines), finding.lines, (*finding.lines[1:], None), strict=False):
            writer = of_case if is_case else of_stage
            body = _body(ground, finding, line, before, after, writer)
            title = f"{line.name} — {finding.name}"
            outputs.write(f"evidence/{line.figure_id}.html", document(title, body, writer.up, ground.study, "evidence"))


def _body(
    ground: Ground, finding: Finding, line: CodeLine, before: CodeLine | None, after: CodeLine | None, quoted: Quoted
) -> Html:
    up = quoted.up
    memo = link(f"{up}memos/{finding.stage}/{finding.subject}.html", esc(f"Memo: {finding.name} ({finding.stage})"))
    definition = _definition(ground.codebook.codes[line.code_id], partial(_instead, ground, finding))
    head = (
        f'<p class="where">{memo} · {esc(ground.code_name(line.family))}</p>\n<h1>{esc(line.name)} '
        f'<span class="of">in <bdi>{esc(finding.name)}</bdi></span></h1>\n{definition}'
    )
    rest = (
        _of_case(ground, finding, line, quoted)
        if finding.stage == FIRST_STAGE
        else _of_stage(ground, finding, line, quoted)
    )
    note = note_of(ground, "code", line.code_id, up)
    return join([head, rest, note, _elsewhere(ground, finding, line, up), _neighbours(before, after)])


def _instead(ground: Ground, finding: Finding, row: str) -> Html:
    """`wording -> code_id` of `exclude` with the code's name of today, and the way to its page beside this one."""
    found = INSTEAD.search(row)
    code_id = current_id(found[1], ground.codebook) if found else None
    if found is None or code_id is None:
        return esc(row)
    name = Html(f"<bdi>{esc(ground.code_name(code_id))}</bdi>")
    has_page = code_id in ground.lines[(finding.stage, finding.subject)]
    return Html(f"{esc(row[: found.start()])}→ {link(f'{code_id}.html', name) if has_page else name}")


def _definition(code: Code, instead: Callable[[str], Html]) -> Html:
    parts = [f"<p>{esc(code.definition)}</p>"] if code.definition else ["<p>The codebook gives no definition.</p>"]
    for title, rows, between in (
        ("Include", code.include, "; "),
        ("Exclude", code.exclude, "; "),
        ("Examples", code.examples, " / "),
    ):
        if rows:
            said = between.join(instead(row) if title == "Exclude" else esc(row) for row in rows)
            parts.append(f'<p class="small"><strong>{title}:</strong> {said}</p>')
    if code.source_of_definition:
        parts.append(f'<p class="small"><strong>Source:</strong> {esc(code.source_of_definition)}</p>')
    parts.append(f'<p class="small"><code>{esc(code.code_id)}</code>, {esc(code.origin)}</p>')
    return Html(f'<div class="definition">{"".join(parts)}</div>\n')


def _of_case(ground: Ground, finding: Finding, line: CodeLine, quoted: Quoted) -> Html:
    mine = [row["transcript_id"] for row in ground.by_case.get(finding.subject, ())]
    heard = [one for one in mine if ground.is_counted_kind(one)]
    rest = [one for one in mine if not ground.is_counted_kind(one)]
    shelves = shelved(ground, heard, line.code_id)
    return join([
        case_figure(ground, finding.subject, line),
        section("quotations", Html("Quotations that count"), _grouped(ground, shelves.counted, quoted) or _none()),
        _other_voices(ground, shelves, quoted),
        _suggested(ground, shelves, quoted),
        _silent(ground, heard, line.code_id, quoted.up),
        _aside(ground, shelves, quoted),
        _other_material(ground, rest, line.code_id, quoted),
    ])  # fmt: skip


def _none() -> Html:
    return Html("<p>No quotation stands behind this figure.</p>\n")


def _of_stage(ground: Ground, finding: Finding, line: CodeLine, quoted: Quoted) -> Html:
    parts = [stage_figure(ground, finding, line, quoted.up)]
    for case_id in finding.cases:
        parts.append(_case_in_stage(ground, case_id, line.code_id, quoted))
    rest = ground.others.get((finding.stage, finding.subject), [])
    parts.append(_other_material(ground, rest, line.code_id, quoted))
    return join(parts)


def _case_in_stage(ground: Ground, case_id: str, code_id: str, quoted: Quoted) -> Html:
    heard = [row["transcript_id"] for row in ground.by_case.get(case_id, ()) if row["kind"] in COUNTED_KINDS]
    shelves = shelved(ground, heard, code_id)
    more = link(
        f"{quoted.up}evidence/{case_id}/{code_id}.html", esc("the whole figure of this " + ground.study.settings.case)
    )
    body = join([
        Html(f'<p class="small">{tier_badge(ground.cases[case_id]["tier"], ground.tiers)} {more}</p>\n'),
        _grouped(ground, shelves.counted, quoted, 3) or Html("<p>No quotation counts here.</p>\n"),
        *(
            Html(f"<h3>{title}</h3>\n{_quotes(rows, quoted)}")
            for title, rows in _deviating(shelves)
            if rows
        ),
    ])  # fmt: skip
    return section(f"case-{esc(case_id)}", esc(ground.case_name(case_id)), body)


def _deviating(shelves: Shelves) -> tuple[tuple[str, Sequence[Row]], ...]:
    return ("Denied", shelves.denied), ("Wished for", shelves.wished), ("Disputed", shelves.disputed)


def _quotes(rows: Iterable[Row], quoted: Quoted) -> Html:
    return join([quoted(row) for row in rows])


def _grouped(ground: Ground, rows: Sequence[Row], quoted: Quoted, level: int = 3) -> Html:
    """Quotations by transcript, and inside a transcript by speaker, each in the order of its first words."""
    by_transcript: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        who = row["respondent_id"] or row["speaker"] or ""
        by_transcript.setdefault(row["transcript_id"], {}).setdefault(who, []).append(row)
    parts: list[Html] = []
    for transcript_id, people in by_transcript.items():
        one = ground.transcripts[transcript_id]
        kind = KINDS.get(one["kind"], (one["kind"],))[0]
        place = link(f"{quoted.up}transcripts/{transcript_id}.html", esc(transcript_id))
        parts.append(Html(f"<h{level}>{place} <span>{esc(kind)}</span></h{level}>\n"))
        parts += [quoted(row) for found in people.values() for row in found]
    return join(parts)


def _other_voices(ground: Ground, shelves: Shelves, quoted: Quoted) -> Html:
    parts = [
        section(anchor, Html(title), Html(f"<p class='small'>{note}</p>\n{_quotes(rows, quoted)}"), 3)
        for anchor, title, note, rows in (
            ("denied", "Denied", "Told to have been missing: never counted as telling it.", shelves.denied),
            ("wished", "Wished for", "What should have been, not what was.", shelves.wished),
            ("disputed", "Disputed", "Somebody tells it otherwise.", shelves.disputed),
        )
        if rows
    ]
    return section("otherwise", Html("Denied, wished for, disputed"), join(parts)) if parts else Html("")


def _suggested(ground: Ground, shelves: Shelves, quoted: Quoted) -> Html:
    if not shelves.suggested:
        return Html("")
    note = "Found by the machine in transcripts that nobody has read for this code. They are in no figure."
    body = Html(f'<p class="small">{note}</p>\n{_grouped(ground, shelves.suggested, quoted)}')
    return section("suggested", Html("Suggested by the machine"), Html(f'<div class="apart">{body}</div>\n'))


def _aside(ground: Ground, shelves: Shelves, quoted: Quoted) -> Html:
    if not shelves.aside:
        return Html("")
    note = (
        "Of another coder than the one whose codings count here, of the machine where a person has read, or rejected."
    )
    body = Html(f'<p class="small">{note}</p>\n{_quotes(shelves.aside, quoted)}')
    return details(Html(f"Codings that do not count ({len(shelves.aside)})"), body)


def _silent(ground: Ground, heard: Sequence[str], code_id: str, up: str) -> Html:
    """Transcripts of which no quotation counts, by what their silence can mean."""
    groups: dict[str, list[Html]] = {}
    for transcript_id in heard:
        pair = ground.pairs.get((transcript_id, code_id))
        if pair is None or pair["is_mentioning"]:
            continue
        if not pair["is_known"]:
            name = "Not read for this code: silence here says nothing"
        elif pair["is_asked_unknown"]:
            name = "Nothing told; whether it was asked is not known (no guide, or no question of it was recognised)"
        elif pair["is_asked"]:
            name = "Asked about it, and nothing told"
        else:
            name = "Not asked about it, and nothing told"
        also = [
            word
            for word, is_so in (("denied", pair["is_denying"]), ("machine suggests", pair["is_suggested"]))
            if is_so
        ]
        tail = f' <span class="small">({", ".join(also)})</span>' if also else ""
        where = link(f"{up}transcripts/{transcript_id}.html", esc(transcript_id))
        groups.setdefault(name, []).append(Html(f"{where}{tail}"))
    order = ("Asked", "Not asked", "Nothing", "Not read")
    named = sorted(groups, key=lambda name: next(n for n, word in enumerate(order) if name.startswith(word)))
    body = join([Html(f"<h3>{name}</h3>\n{items(groups[name], 'row')}") for name in named])
    return section("silent", Html("Transcripts that do not tell it"), body)


def _other_material(ground: Ground, transcripts: Sequence[str], code_id: str, quoted: Quoted) -> Html:
    rows = [row for one in transcripts for row in ground.marks_of_code.get((one, code_id), ())]
    if not rows:
        return Html("")
    note = "Mayors, documents and other material stand beside the interviews and enter no figure."
    body = Html(f'<p class="small">{note}</p>\n{_grouped(ground, rows, quoted)}')
    return section("other", Html("In other material"), body)


def _elsewhere(ground: Ground, finding: Finding, line: CodeLine, up: str) -> Html:
    rows = []
    for other in ground.findings:
        if (other.stage, other.subject) == (finding.stage, finding.subject):
            continue
        there = ground.lines[(other.stage, other.subject)].get(line.code_id)
        if there is not None:
            rows.append(link(f"{up}evidence/{there.figure_id}.html", Html(f"<bdi>{esc(other.name)}</bdi>")))
    return section("elsewhere", Html("The same code elsewhere"), items(rows, "row"))


def _neighbours(before: CodeLine | None, after: CodeLine | None) -> Html:
    found: Mapping[str, CodeLine | None] = {"Previous code": before, "Next code": after}
    rows = [
        Html(f"{words}: {link(f'{line.code_id}.html', esc(line.name))}")
        for words, line in found.items()
        if line is not None
    ]
    return Html(f'<nav class="neighbours" aria-label="Neighbouring codes">{items(rows)}</nav>\n' if rows else "")
