"""Transcript pages: the text as read, turn by turn, with every coding marked where it stands.

These pages hold most of a run's words, so they are plain strings: one pass over turns and codings each.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from pipeline.io.outputs import Outputs
from pipeline.memos.sentences import attributed
from pipeline.site.ground import Ground, Row
from pipeline.site.notes import note_of
from pipeline.site.pages import document
from pipeline.site.words import KINDS, clock, thousands
from pipeline.study.records import OFF_PROTOCOL
from pipeline.wording.markup import Html, cue_words, esc, items, link, url

UP = "../"
DEEPEST = 3


def write_transcript_pages(ground: Ground, outputs: Outputs) -> None:
    """`transcripts/TRANSCRIPT.html` for every transcript; nothing where its bytes are the same."""
    for transcript_id, one in ground.transcripts.items():
        body = transcript_body(ground, one)
        outputs.write(
            f"transcripts/{transcript_id}.html", document(transcript_id, body, UP, ground.study, "transcript")
        )


def transcript_body(ground: Ground, one: Row) -> Html:
    """The page's own part: whose words, which questions, then the turns."""
    transcript_id = one["transcript_id"]
    turns, marks = ground.turns.get(transcript_id, []), ground.marks.get(transcript_id, [])
    heads = _heads(turns, ground.chunks.get(transcript_id, []), _questions(ground, one))
    names: dict[str, str] = {}
    parts: list[str] = [_about(ground, one, marks), note_of(ground, "respondent", transcript_id, UP), _contents(heads)]
    parts.append('<div class="turns">\n')
    for n, (turn, over) in enumerate(zip(turns, by_turn(turns, marks), strict=True)):
        parts.extend(head for _, _, head in heads.get(n, ()))
        _turn(parts, turn, over, names, ground, one)
    parts.append("</div>\n")
    return Html("".join(parts))


def _about(ground: Ground, one: Row, marks: Sequence[Row]) -> Html:
    case_id = one["case_id"]
    where = link(UP + ground.memo_of(case_id), esc(ground.case_name(case_id))) if case_id else esc(one["city"])
    about = [esc(KINDS.get(one["kind"], (one["kind"],))[0])]
    who = ground.participants.get(one["respondent_id"] or "")
    if one["respondent_id"]:
        about += [Html(f"<bdi>{esc(cell)}</bdi>") for cell in (one["respondent_id"], *(attributed(who) if who else ()))]
    n_hand = sum(mark["origin"] == "hand" for mark in marks)
    read = "read by a person for at least one code" if one["is_hand_read"] else "not marked as read by any person"
    facts = (
        f"{thousands(one['n_words'])} words, {thousands(one['n_words_respondent'])} of them respondents’, "
        f"in {one['n_turns']} turns; {read}; {n_hand} codings by hand, {len(marks) - n_hand} by the machine."
    )
    return Html(
        f"<h1>{esc(one['transcript_id'])}</h1>\n<p "
        f'class="where">{where}{" · " if where else ""}{" · ".join(about)}</p>\n'
        f'<p class="small">{facts}</p>\n'
        '<p class="small legend"><mark class="hand d1">coded by a person</mark> <mark class="mach d1">coded by the '
        "machine "
        'only</mark> <mark class="hand d2">where codings overlap</mark> A raised number begins a coding; its code '
        "stands under "
        "the turn. Struck out: a machine coding that a person rejected.</p>\n"
    )


def _questions(ground: Ground, one: Row) -> dict[str, str]:
    """question id -> its wording, in this transcript's guide before all others."""
    mine = ground.guide_of.get(one["transcript_id"])
    guides = sorted(ground.guides.values(), key=lambda guide: guide.name == mine)
    return {question.question: question.text for guide in guides for question in guide.questions}


def _heads(
    turns: Sequence[Row], chunks: Sequence[Row], questions: dict[str, str]
) -> dict[int, list[tuple[str, Html, Html]]]:
    """Index of a turn -> the headings before it: (anchor, question, whole heading)."""
    starts = [turn["start_char"] for turn in turns]
    found: dict[int, list[tuple[str, Html, Html]]] = {}
    for n, chunk in enumerate(chunks):
        place = max(bisect.bisect_right(starts, chunk["start_char"]) - 1, 0)
        name = "before any question of the guide" if chunk["question"] == OFF_PROTOCOL else chunk["question"]
        words = questions.get(chunk["question"], "")
        said = f" <span>{esc(words)}</span>" if words else ""
        anchor = f"q{n + 1}"
        head = Html(f'<h2 class="chunk" id="{anchor}">{esc(name)}{said}</h2>\n')
        found.setdefault(place, []).append((anchor, esc(name), head))
    return found


def _contents(heads: dict[int, list[tuple[str, Html, Html]]]) -> Html:
    rows = [link(f"#{anchor}", name) for place in sorted(heads) for anchor, name, _ in heads[place]]
    if len(rows) < 2:
        return Html("")
    return Html(f'<nav class="contents" aria-label="Questions asked in this transcript">\n{items(rows, "row")}</nav>\n')


def by_turn(turns: Sequence[Row], marks: Sequence[Row]) -> Iterator[list[Row]]:
    """For each turn the codings that share a character with it, in their order. `turns` lie one after the other."""
    starts = [turn["start_char"] for turn in turns]
    found: list[list[Row]] = [[] for _ in turns]
    for mark in marks:
        place = max(bisect.bisect_right(starts, mark["start_char"]) - 1, 0)
        while place < len(turns) and starts[place] < mark["end_char"]:
            if mark["start_char"] < turns[place]["end_char"]:
                found[place].append(mark)
            place += 1
    return iter(found)


def _turn(parts: list[str], turn: Row, over: list[Row], names: dict[str, str], ground: Ground, one: Row) -> None:
    number = turn["turn"]
    asks = turn["is_interviewer"]
    time = clock(turn["start_seconds"])
    stamp = f' <span class="time">{time}</span>' if time else ""
    role = ' <span class="role">asks</span>' if asks else ""
    parts.append(
        f'<div class="turn{" asks" if asks else ""}" id="t{number}">\n<p class="who"><a href="#t{number}">{number}</a> '
        f"<bdi>{esc(turn['speaker'])}</bdi>{role}{stamp}</p>\n"
    )
    if not over:
        parts.append(f'<p class="said" dir="auto">{esc(turn["text"])}</p>\n</div>\n')
        return
    parts.append('<p class="said" dir="auto">')
    marked_text(parts, turn["text"], turn["start_char"], over)
    parts.append('</p>\n<ul class="chips">')
    for n, mark in enumerate(over, start=1):
        parts.append(_chip(n, mark, names, ground, one))
    parts.append("</ul>\n</div>\n")


def marked_text(parts: list[str], text: str, start: int, over: Sequence[Row]) -> None:
    """A turn's text with its codings marked: deeper where more lie on each other, a raised number where one begins.

    Args:
        parts: Where the HTML goes.
        text: The turn's text; `start` its place in the transcript.
        over: Codings that share a character with the turn, in the order of their numbers.
    """
    end = start + len(text)
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for n, mark in enumerate(over):
        begins.setdefault(max(start, mark["start_char"]), []).append(n)
        ends.setdefault(min(end, mark["end_char"]), []).append(n)
    active: set[int] = set()
    cuts = sorted({start, end, *begins, *ends})
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        active.difference_update(ends.get(left, ()))
        for n in begins.get(left, ()):
            mark = over[n]
            is_here = mark["start_char"] >= start
            anchor = f' id="c-{esc(mark["coding_id"])}"' if is_here else ""
            parts.append(f'<sup class="b"{anchor}>{n + 1}</sup>')
            if not mark["is_rejected"]:
                active.add(n)
        if left >= right:
            continue
        words = esc(text[left - start : right - start])
        if active:
            origin = "hand" if any(over[n]["origin"] == "hand" for n in active) else "mach"
            parts.append(f'<mark class="{origin} d{min(len(active), DEEPEST)}">{words}</mark>')
        else:
            parts.append(words)


def _chip(n: int, mark: Row, names: dict[str, str], ground: Ground, one: Row) -> str:
    code_id = mark["code_id"]
    if code_id not in names:
        figure = ground.figure_of(one, code_id)
        place = url(f"{UP}evidence/{figure}.html") if figure else ""
        name = esc(ground.code_name(code_id))
        names[code_id] = f'<a href="{place}#c-%s">{name}</a>' if figure else f"<span>{name}</span>"
    made = names[code_id]
    if made.startswith("<a"):
        made = made.replace("%s", url("#" + mark["coding_id"])[1:], 1)
    said = [esc(mark["coder"])]
    if mark["polarity"] != "affirmed":
        said.append(Html(f"<em>{esc(mark['polarity'])}</em>"))
    if mark["cue"]:
        said.append(cue_words(mark["cue"]))
    if mark["is_rejected"]:
        return f'<li class="mach"><sup>{n}</sup> <s>{made} · {" · ".join(said)}</s> · rejected by a person</li>'
    if mark["is_suggesting"]:
        said.append(Html("counted, not checked by a person" if mark["is_counted"] else "suggested"))
    elif not mark["would_count"]:
        said.append(Html("not counted"))
    if mark["is_aha"]:
        said.append(Html("<strong>striking</strong>"))
    css = "hand" if mark["origin"] == "hand" else "mach"
    memo = f' <span class="memo-of">{esc(mark["memo"])}</span>' if mark["memo"] else ""
    return f'<li class="{css}"><sup>{n}</sup> {made} · {" · ".join(said)}{memo}</li>'
