"""The line below a memo's title says truly who coded: a study without codings may still have been read."""

from __future__ import annotations

from pathlib import Path

from pipeline.run import Progress, analyze
from tests.making import make_study

TWO = {
    "cases.csv": "case_id\na\nb\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,b,interview\n",
    "transcripts/t2.txt": "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch.\n",
}
READ = "transcript_id,codes\nt1,*\n"


def headers(folder: Path, files: dict[str, str]) -> dict[str, str]:
    """The line below the title, by memo."""
    study = make_study(folder / "study", {**TWO, **files})
    analyze(study, folder / "out", progress=Progress(say=lambda line: None))
    memos = folder / "out" / "memos"
    names = ("within-case/a", "within-case/b", "cross-case/cross-case")
    return {name: (memos / f"{name}.md").read_text(encoding="utf-8").split("\n")[2] for name in names}


def test_nothing_is_called_the_machine_s_where_all_was_read_and_nothing_coded(tmp_path: Path) -> None:
    found = headers(tmp_path, {"codings/ana.read.csv": READ})

    assert found["within-case/a"].endswith(
        "1 of 1 read by a person for all codes · no person has coded a passage: what was read counts as not told"
    )
    assert found["within-case/b"].endswith("0 of 1 read by a person for all codes · machine, not checked by a person")
    assert found["cross-case/cross-case"].endswith("· where nobody has read: machine, not checked by a person")


def test_a_study_that_nobody_read_is_the_machine_s(tmp_path: Path) -> None:
    found = headers(tmp_path, {})

    assert all(line.endswith("· machine, not checked by a person") for line in found.values())
    assert not any("where nobody" in line for line in found.values())
