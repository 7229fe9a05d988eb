"""What the machine's report says in words: cautions for memos, and a paragraph that a paper could print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING

from pipeline.check import Everything
from pipeline.coding.by_example import SEED, Learning
from pipeline.coding.vectors import MODEL
from pipeline.problems import Problem, caution
from pipeline.reliability.sample import ReliabilitySample

if TYPE_CHECKING:
    from pipeline.reliability.judge import CodeReport


def some(names: Sequence[str], most: int = 6) -> str:
    """Names in a sentence, the first few of many."""
    shown = ", ".join(names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def cautions_of(all_: Everything, reports: Sequence[CodeReport], learning: Learning) -> list[Problem]:
    """Cautions that belong to the study as a whole, not to a row of a file."""
    found = []
    folder = all_.study.folder / "codings"
    weak = [one.code_id for one in reports if one.warning.startswith("people agree too little")]
    if weak and all_.study.settings.reading == "coefficients":
        what = f"people agree too little among themselves on {some(weak)}: such figures rest on unsure ground."
        remedy = "Read tables/disagreements.csv together, sharpen the definition, code anew."
        found.append(caution(folder, 0, what, remedy))
    differing = [one.code_id for one in reports if one.errors]
    if differing:
        named = some(differing)
        what = f"the machine errs differently between groups on {named}: differences between them may be its own."
        found.append(caution(folder, 0, what, "Compare such groups by what people read; machine.html names them."))
    return found


def methods_paragraph(
    all_: Everything, reports: Sequence[CodeReport], learning: Learning, sample: ReliabilitySample
) -> str:
    """How the coding was done and checked, with this study's own numbers, for a methods section."""
    marks = all_.hand.read
    coders = sorted({mark.coder for mark in marks} - {"consensus"})
    read = {mark.transcript_id for mark in marks}
    twice = Counter(pair for pair in {(mark.transcript_id, mark.coder) for mark in marks if mark.coder != "consensus"})
    by_transcript = Counter(transcript for transcript, _ in twice)
    n_twice = sum(n > 1 for n in by_transcript.values())
    blind = {mark.transcript_id for mark in marks if mark.is_blind}
    verdicts = Counter(one.verdict.verdict for one in reports)
    sentences = [
        f"{len(read)} of {len(all_.corpus.transcripts)} transcripts were read by {len(coders)} coder{_s(len(coders))} "
        f"with version {all_.codebook.version} of the codebook {all_.codebook.name} or codes defined alike in earlier "
        f"versions; {n_twice} were read by two or more independently, {len(blind)} of all blind.",
    ]
    if learning.codes:
        version = metadata.version("scikit-learn")
        sentences.append(
            f"For {len(learning.codes)} of {len(reports)} codes (five coded segments in three transcripts at least) a "
            "class-balanced logistic regression was fitted to TF-IDF weights of words (1-2) and letters (2-4) of "
            f"each respondent's segment{_vectors(all_)} and, at half weight, of the segments beside it, with "
            f"the code's cues and its definition as a prior example (features by scikit-learn {version}; seed {SEED}). "
            "Segments counted as not coded only in transcripts that a person had read for the code. Scores were "
            "calibrated out of fold by transcript."
        )
    if sample.is_declared:
        cases = sum(1 for frame in sample.frame.values() if any(one in sample.probability for one in frame))
        sentences.append(
            f"{len(sample.probability)} transcripts drawn at random inside {cases} cases were never learnt from."
        )
    if all_.study.settings.reading == "coefficients":
        bars = all_.study.settings.machine
        sentences.append(
            f"Machine codings count for {verdicts['counted']} of {len(reports)} codes: where Krippendorff's alpha with "
            f"people reached {bars['min_alpha']:g} (lower bound of its 95 % interval over resampled transcripts "
            f"{bars['min_alpha_low']:g}), the lower bound of precision {bars['min_precision_low']:g}, and alpha lay "
            f"at most {bars['max_below_human']:g} under that of people among themselves. For "
            f"{verdicts['suggest only']} codes they are suggestions only; for {verdicts['too few to say']} there was "
            "too little double coding to say. They count only in transcripts that nobody has read for the code."
        )
    return " ".join(sentences)


def _vectors(all_: Everything) -> str:
    return f" and its sentence vector ({MODEL})" if all_.study.settings.embed else ""


def _s(n: int) -> str:
    return "" if n == 1 else "s"
