"""A small study that is coded under version 1 of its codebook, and what a new text does to it."""

from __future__ import annotations

from pathlib import Path

from making import make_study

from pipeline.io.cache import Cache
from pipeline.loaded_study import LoadedStudy
from pipeline.loading import load_study
from pipeline.revision.consequences import Consequences, consequences
from pipeline.revision.earlier import earlier_codebook
from pipeline.study.study import open_study

V1 = """\
codebook: mine
version: "1"
codes:
  trust: {definition: Talk of trust between partners.}
  money: {definition: Talk of money.}
"""
CODERS = "coding_id,transcript_id,start_char,end_char,quotation,code_id,codebook_version"
READ = "transcript_id,codes,codebook_version"
FILES: dict[str, str | bytes] = {
    "cases.csv": "case_id\nnorth\nsouth\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\n"
    "n1,n1.txt,north,interview\nn2,n2.txt,north,interview\ns1,s1.txt,south,interview\n",
    "transcripts/t1.txt": "",
    "transcripts/n1.txt": "Interviewer: How was it?\n\nRespondent: There was trust. We had money.\n",
    "transcripts/n2.txt": "Interviewer: How was it?\n\nRespondent: We had lunch. Nobody knew why.\n",
    "transcripts/s1.txt": "Interviewer: How was it?\n\nRespondent: There was trust, of a kind.\n",
    "codebook.yaml": V1,
    "codings/ana.csv": f"{CODERS}\na1,n1,,,There was trust.,trust,1\na2,n1,,,We had money.,money,1\n"
    'a3,s1,,,"There was trust, of a kind.",trust,1\n',
    "codings/ana.read.csv": f"{READ}\nn1,*,1\nn2,*,1\ns1,*,1\n",
}


def revised(folder: Path, new: str, **files: str) -> Path:
    """The study with version 1 beside a new text; `codings__ben="…"` adds a file codings/ben.csv."""
    more = {name.replace("__", "/").replace("_read", ".read") + ".csv": text for name, text in files.items()}
    study = {**FILES, "codebook@1.yaml": V1, "codebook.yaml": new, **more}
    return make_study(folder, study, without=("transcripts/t1.txt",))


def loaded(folder: Path) -> LoadedStudy:
    opened = open_study(folder).records
    assert opened is not None
    study = load_study(opened, Cache(None)).records
    assert study is not None
    return study


def of(folder: Path, since: str | None = None, out: str = "none") -> Consequences:
    """What the step to the study's codebook does."""
    study = loaded(folder)
    return consequences(study, earlier_codebook(study.codebook, since, folder.parent / out), folder.parent / out)
