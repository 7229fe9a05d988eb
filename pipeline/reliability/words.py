"""What the machine's report says in words: cautions for memos, and a paragraph that a paper could print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import metadata
from statistics import median

from pipeline.coding.hand.by_hand import CONSENSUS
from pipeline.coding.learning.by_example import Learning
from pipeline.coding.learning.learnt import SEED
from pipeline.coding.learning.vectors import MODELS
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.report import CodeReport
from pipeline.reliability.sample import ReliabilitySample
from pipeline.reliability.verdicts import LEAST_RECALL
from pipeline.store.rows.reliability import ENOUGH
from pipeline.study.problems import Problem, caution
from pipeline.study.records import ReadMark


def some(names: Sequence[str], most: int = 6) -> str:
    """Names in a sentence, the first few of many."""
    shown = ", ".join(names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def cautions_of(loaded_study: LoadedStudy, reports: Sequence[CodeReport], learning: Learning) -> list[Problem]:
    """Cautions that belong to the study as a whole, not to a row of a file."""
    cautions = []
    folder = loaded_study.study.folder / "codings"
    weak = [report.code_id for report in reports if report.warning.startswith("people agree too little")]
    if weak and loaded_study.study.settings.reading == "coefficients":
        message = f"people agree too little among themselves on {some(weak)}: such figures rest on unsure ground."
        remedy = "Read tables/disagreements.csv together, sharpen the definition, code anew."
        cautions.append(caution(folder, 0, message, remedy))
    differing = [report.code_id for report in reports if report.uneven]
    if differing:
        named = some(differing)
        message = f"the machine errs more in some groups than in others on {named}: a difference may be its own."
        cautions.append(
            caution(folder, 0, message, "Compare such groups by what people read; machine.html names them.")
        )
    return [*cautions, *_on_unseen_cases(loaded_study, reports)]


def _on_unseen_cases(loaded_study: LoadedStudy, reports: Sequence[CodeReport]) -> Iterator[Problem]:
    """Codes that count where nobody has read, and that the machine knows badly in a case which taught it nothing."""
    if loaded_study.study.settings.reading != "coefficients":
        return
    bar = loaded_study.study.settings.machine["min_alpha"]
    weak = [report for report in reports if report.verdict.verdict == "counted" and (report.unseen.alpha or 0.0) < bar]
    # Undefined is not low: nothing is said of it here.
    weak = [report for report in weak if report.unseen.alpha is not None]
    if weak:
        named = some([f"{report.code_id} ({_two(report.unseen.alpha)})" for report in weak])
        message = f"the machine counts, but agrees too little with people in cases it has not learnt from, on {named}."
        remedy = "Have some transcripts of every case read for these codes, or compare cases by what people read."
        yield caution(loaded_study.study.folder / "codings", 0, message, remedy)


def methods_paragraph(
    loaded_study: LoadedStudy, reports: Sequence[CodeReport], learning: Learning, sample: ReliabilitySample
) -> str:
    """How the coding was done and checked, with this study's own numbers, for a methods section."""
    sentences = [*_reading(loaded_study)]
    if loaded_study.study.settings.reading == "coefficients":
        sentences += _agreement(loaded_study, reports)
    # In every reading: whose codings count is a rule, not a coefficient.
    sentences += _counting(loaded_study)
    if learning.codes:
        sentences += _learning(loaded_study, reports, learning, sample)
    if loaded_study.study.settings.reading == "coefficients":
        sentences += _verdicts(loaded_study, reports)
    return " ".join(sentences)


def _reading(loaded_study: LoadedStudy) -> Iterator[str]:
    """Who read how much, under which codebook, apart or not."""
    by_transcript: dict[str, dict[str, list[bool | None]]] = {}
    for mark in loaded_study.hand.read:
        # Consensus is what came of reading, no reader.
        if mark.coder != CONSENSUS:
            by_transcript.setdefault(mark.transcript_id, {}).setdefault(mark.coder, []).append(mark.is_blind)
    coders = {coder for readers in by_transcript.values() for coder in readers}
    twice = [readers for readers in by_transcript.values() if len(readers) > 1]
    # Blind only where every mark of every reader says so.
    blind = sum(all(is_blind for marks in readers.values() for is_blind in marks) for readers in twice)
    # Empty versions were read as today's.
    versions = {mark.codebook_version for mark in loaded_study.hand.read} - {"", loaded_study.codebook.version}
    older = "; readings under earlier versions stand where a code's definition has not changed" if versions else ""
    yield (
        f"{_n(len(coders), 'coder', 'coders')} read {len(by_transcript)} of the "
        f"{len(loaded_study.corpus.transcripts)} transcripts for codes of the codebook {loaded_study.codebook.name} "
        f"(version {loaded_study.codebook.version}{older})."
    )
    if twice:
        apart = f", {'all' if blind == len(twice) else blind} of them blind to each other" if blind else ""
        yield f"{_n(len(twice), 'transcript was', 'transcripts were')} read by more than one coder{apart}."
    else:
        yield "No transcript was read by more than one coder, so how far coders would agree is not known."


def _agreement(loaded_study: LoadedStudy, reports: Sequence[CodeReport]) -> Iterator[str]:
    """People's agreement: its range, its middle, and the codes under the bar by name."""
    rows = [report.human for report in reports if report.human is not None and report.human.alpha is not None]
    told = sorted((row for row in rows if not row.is_too_few), key=lambda row: (row.alpha or 0.0, row.code_id))
    if not told:
        return
    bar = loaded_study.study.settings.machine["min_alpha"]
    unit = told[0].unit
    alphas = [row.alpha for row in told if row.alpha is not None]
    weak = [
        f"{loaded_study.codebook.codes[row.code_id].name} ({_two(row.alpha)})"
        for row in told
        if (row.alpha or 0.0) < bar
    ]
    low, high = _two(alphas[0]), _two(alphas[-1])
    span = f"was {low} on" if low == high else f"ran from {low} to {high} (median {_two(median(alphas))}) over"
    # Undefined ones count as too seldom too.
    few = len(reports) - len(told)
    rest = f"; the other {few} occurred too seldom for a coefficient" if few else ""
    yield (
        f"Between coders, Krippendorff's alpha by {unit} {span} the {_n(len(told), 'code', 'codes')} that a coder gave "
        f"to at least {ENOUGH} {unit}s{rest}."
    )
    if weak:
        yield f"It was under {bar:g} for {some(weak, len(weak))}."


def _counting(loaded_study: LoadedStudy) -> Iterator[str]:
    """Whose codings count where several read."""
    # Whose codings count needs saying only where two could have counted.
    if not any(len({mark.coder for mark in marks}) > 1 for marks in _marks(loaded_study).values()):
        return
    settled = {mark.transcript_id for mark in loaded_study.hand.read if mark.coder == CONSENSUS}
    if settled:
        yield (
            f"On {_n(len(settled), 'transcript', 'transcripts')} a meeting settled what coders saw differently, and "
            "its codings count; elsewhere those of one coder, drawn by a fixed rule for each transcript and code."
        )
    else:
        yield (
            "Where several had read, the codings of one, drawn by a fixed rule for each transcript and code, count; "
            "never their union."
        )


def _marks(loaded_study: LoadedStudy) -> dict[str, list[ReadMark]]:
    by_transcript: dict[str, list[ReadMark]] = {}
    for mark in loaded_study.hand.read:
        by_transcript.setdefault(mark.transcript_id, []).append(mark)
    return by_transcript


def _learning(
    loaded_study: LoadedStudy, reports: Sequence[CodeReport], learning: Learning, sample: ReliabilitySample
) -> Iterator[str]:
    """What was fitted to what."""
    version = metadata.version("scikit-learn")
    yield (
        f"For {len(learning.codes)} of {len(reports)} codes (those with five coded segments in three transcripts at "
        "least) a class-balanced logistic regression was fitted to TF-IDF weights of words and pairs of words, and of "
        "two to four letters in a row, of each respondent's segment and, at half weight, of the segments beside it, "
        f"with the codebook's cues that fired there (features: scikit-learn {version}; seed {SEED})"
        f"{_vectors(loaded_study)}. {_asked(learning)}The scores were set to one scale and added, with some weight for "
        "the likeness to the code's description and for the scores of the two neighbouring segments."
    )
    is_by_case = any(learnt.unseen is not None for learnt in learning.codes.values())
    yield (
        "Only transcripts that a person had read for a code gave examples of its absence. Scores were calibrated on "
        f"{'cases' if is_by_case else 'transcripts'} left out of the fit."
    )
    drawn, read = learning.facts["n_segments_drawn"], learning.facts["n_segments_read"]
    if drawn < read:
        yield (
            f"Each code was fitted to its own examples and to the same {drawn:,} of the {read:,} segments that people "
            "had read, drawn at random; every segment was scored, and what is said of agreement rests on all of them."
        )
    if sample.is_declared:
        cases = sum(
            1 for frame in sample.frame.values() if any(transcript_id in sample.probability for transcript_id in frame)
        )
        n = len(sample.probability)
        where = _n(cases, "case", "cases")
        yield f"{_n(n, 'transcript', 'transcripts')} drawn at random inside {where} never trained it."


def _asked(learning: Learning) -> str:
    """For how many codes the question counts."""
    n = sum(learnt.is_asked for learnt in learning.codes.values())
    if not n:
        return ""
    return f"For {_n(n, 'code', 'codes')} one more, fitted to the interviewer's question, was added at half weight. "


def _verdicts(loaded_study: LoadedStudy, reports: Sequence[CodeReport]) -> Iterator[str]:
    """The rule by which machine codings count, and for how many codes it was met."""
    bars = loaded_study.study.settings.machine
    verdicts = Counter(report.verdict.verdict for report in reports)
    yield (
        "Machine codings of a code were to count only in transcripts that nobody had read for it, and only where alpha "
        f"between machine and people reached {bars['min_alpha']:g} (lower bound of the 95 % interval, transcripts "
        f"resampled: {bars['min_alpha_low']:g}), the lower bound of precision {bars['min_precision_low']:g}, and alpha "
        f"was at most {bars['max_below_human']:g} below that between people."
    )
    counted = verdicts["counted"]
    none = "" if counted else ": no figure holds a machine coding"
    yield f"{counted or 'None'} of the {len(reports)} codes met this{none}."
    short = sorted(
        report.verdict.alpha
        for report in reports
        if report.verdict.verdict in ("reading list", "suggest only") and report.verdict.alpha is not None
    )
    if short:
        span = _two(short[0]) if len(short) == 1 else f"{_two(short[0])} to {_two(short[-1])}"
        fell = f"{_n(len(short), 'code', 'codes')} fell short of it (alpha {span})"
        yield f"{fell}; there the machine's finds are suggestions, outside every count."
    both = [(report.verdict.alpha, report.unseen.alpha) for report in reports]
    # Medians of the same codes, or the two would not compare.
    known = [(a, b) for a, b in both if a is not None and b is not None]
    if known:
        with_case, unseen = (median(column) for column in zip(*known, strict=True))
        of = _n(len(known), "code", "codes")
        yield (
            f"With a transcript's whole case left out of the learning, the median alpha of {of} was {_two(unseen)} "
            f"instead of {_two(with_case)}."
        )
    lists = verdicts["reading list"]
    if lists:
        yield (
            f"For {_n(lists, 'code', 'codes')} the machine's order was good enough to read by: of the passages that "
            f"people had coded in transcripts left out, the first fifth of the words held at least {LEAST_RECALL:g} "
            "(lower bound, transcripts resampled). Such an order finds tellings; nothing was concluded from what it "
            "did not bring."
        )
    few = verdicts["too few to say"]
    if few:
        yield f"For {_n(few, 'code', 'codes')} there was too little double coding to say."


def _two(value: float | None) -> str:
    # + 0.0 turns -0.0 into 0.0; a minus sign instead of a hyphen, since this is printed in papers.
    return "undefined" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _n(n: int, singular: str, many: str) -> str:
    return f"{n} {singular if n == 1 else many}"


def _vectors(loaded_study: LoadedStudy) -> str:
    if not loaded_study.study.settings.embed:
        return ""
    return f"; two more were fitted to sentence vectors ({' and '.join(model.name for model in MODELS)})"
