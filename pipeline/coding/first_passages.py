"""The passages from which inductive codes were made, looked up in the transcripts of a study."""

from __future__ import annotations

from pipeline.coding.checks import HasCodings
from pipeline.coding.hand.relocate import find_again
from pipeline.study.problems import Problem, caution, did_you_mean


def every_first_passage_stands_in_its_transcript(loaded_study: HasCodings) -> list[Problem]:
    """A first passage whose transcript the study lacks, or whose words do not stand there: a caution.

    None where the study has no transcript that the codebook names: codebooks travel, and passages stay at home.
    """
    transcripts = {transcript.transcript_id: transcript for transcript in loaded_study.corpus.transcripts}
    book, unread = loaded_study.codebook, loaded_study.corpus.unread
    named = [(code, passage) for code in book.codes.values() if (passage := code.first_passage) is not None]
    if all(passage.transcript_id not in transcripts for _, passage in named):
        return []
    problems = []
    for code, passage in named:
        # A file that cannot be read has been named already.
        if passage.transcript_id in unread:
            continue
        where = passage.transcript_id
        if where not in transcripts:
            what = f"first_passage of code '{code.code_id}' names transcript '{where}', which is not there."
            remedy = did_you_mean(where, transcripts, "name one of transcripts.csv.")
            problems.append(caution(book.source.path, code.line, what, remedy))
        elif find_again(transcripts[where].text, None, None, passage.quotation, "", "").status == "lost":
            what = f"first_passage of code '{code.code_id}': its words do not stand in '{where}'."
            remedy = "Copy them from the transcript's page, with every sign."
            problems.append(caution(book.source.path, code.line, what, remedy))
    return problems
