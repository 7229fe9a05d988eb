"""Random histories of a codebook on random small studies: what diff says is what counting then finds."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from pathlib import Path

import pytest
from making import make_study
from revised import loaded

from pipeline.coding.counting import apply_rules
from pipeline.revision.consequences import Consequences, consequences
from pipeline.revision.told import told
from pipeline.study.records import COUNTED_KINDS

HOW_MANY = int(os.environ.get("REVISIONS", "30"))
"""Histories tried by default; REVISIONS=2000 tries more, as long as there is time."""
WORDS = ("oak", "elm", "ash", "fir", "yew", "bay", "fig", "may")
STEPS = ("rename", "split", "merge", "move", "sharpen", "reword", "retire", "broaden", "add", "reparent")


class Team:
    """A codebook that changes step by step, and coders who code and read under whatever version there is."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.version, self.n = 1, 0
        self.codes: dict[str, dict[str, object]] = {
            f"c{n}": {"definition": f"Talk of {word}."} for n, word in enumerate(WORDS[:4])
        }
        self.n = len(self.codes)
        self.filed: dict[str, str] = {}
        self.codings: dict[str, list[tuple[str, ...]]] = {"ana": [], "ben": []}
        self.read: dict[str, list[tuple[str, ...]]] = {"ana": [], "ben": []}

    def live(self) -> list[str]:
        return [
            code_id
            for code_id, code in self.codes.items()
            if code_id != "head" and not {"merge_into", "retired"} & code.keys()
        ]

    def code_and_read(self, n: int) -> None:
        for _ in range(n):
            coder, transcript = self.random.choice(("ana", "ben")), f"t{self.random.randrange(4)}"
            code_id = self.random.choice(self.live())
            if self.random.random() < 0.5:
                start = 4 * self.random.randrange(len(WORDS))
                polarity = self.random.choice(("affirmed", "affirmed", "absent"))
                row = (transcript, str(start), str(start + 3), code_id, polarity, str(self.version))
                self.codings[coder].append((f"{coder}-{len(self.codings[coder])}", *row))
            else:
                codes = self.random.choice((code_id, "*", ";".join(self.random.sample(self.live(), 1))))
                self.read[coder].append((transcript, codes, str(self.version)))

    def revise(self) -> None:
        self.filed[str(self.version)] = self.yaml()
        self.version += 1
        for step in self.random.sample(STEPS, self.random.randrange(1, 4)):
            if len(self.live()) > 1:
                getattr(self, f"_{step}")(self.random.choice(self.live()))

    def _rename(self, code_id: str) -> None:
        new = self._new_id()
        self.codes = {new if other == code_id else other: code for other, code in self.codes.items()}
        self.codes[new]["was"] = [*self.codes[new].get("was", ()), code_id]
        for code in self.codes.values():
            if code.get("merge_into") == code_id:
                code["merge_into"] = new

    def _split(self, code_id: str) -> None:
        code = self.codes.pop(code_id)
        for other in self.codes.values():
            if other.get("merge_into") == code_id:
                other.pop("merge_into")
                other.pop("merge_why")
                other["retired"] = str(self.version)
        for part in ("one", "two"):
            definition = f"{code['definition']} The {part} part."
            self.codes[self._new_id()] = {"definition": definition, "split_from": code_id}

    def _merge(self, code_id: str) -> None:
        target = self.random.choice([other for other in self.live() if other != code_id])
        self.codes[code_id] |= {"merge_into": target, "merge_why": "One thing."}

    def _retire(self, code_id: str) -> None:
        self.codes[code_id]["retired"] = str(self.version)

    def _add(self, code_id: str) -> None:
        self.codes[self._new_id()] = {"definition": "Talk of something new."}

    def _reparent(self, code_id: str) -> None:
        self.codes.setdefault("head", {"definition": "A heading.", "is_codable": False})
        self.codes[code_id]["parent"] = None if self.codes[code_id].get("parent") else "head"

    def _text(self, code_id: str, how: str) -> None:
        code = self.codes[code_id]
        code["definition"] = f"{code['definition']} Under {self.version}."
        declared = [change for change in code.get("changed", ()) if change["in"] != str(self.version)]
        code["changed"] = [*declared, {"in": str(self.version), "how": how}] if how else declared

    def _sharpen(self, code_id: str) -> None:
        self._text(code_id, "narrowed")

    def _reword(self, code_id: str) -> None:
        self._text(code_id, "reworded")

    def _broaden(self, code_id: str) -> None:
        self._text(code_id, "broadened")

    def _move(self, code_id: str) -> None:
        self._text(code_id, "")

    def _new_id(self) -> str:
        self.n += 1
        return f"c{self.n}"

    def yaml(self) -> str:
        return f'codebook: mine\nversion: "{self.version}"\ncodes: {json.dumps(self.codes)}\n'

    def study(self, folder: Path) -> Path:
        files: dict[str, str | bytes] = {
            "cases.csv": "case_id\nnorth\nsouth\n",
            "transcripts.csv": "transcript_id,file,case_id,kind\n"
            + "".join(f"t{n},t{n}.txt,{'north' if n < 2 else 'south'},interview\n" for n in range(4)),
            "codebook.yaml": self.yaml(),
            **{f"codebook@{version}.yaml": text for version, text in self.filed.items()},
            **{f"transcripts/t{n}.txt": f"Respondent: {' '.join(WORDS)}\n" for n in range(4)},
            **{f"codings/{coder}.csv": _table(CODING, rows) for coder, rows in self.codings.items()},
            **{f"codings/{coder}.read.csv": _table(READ, rows) for coder, rows in self.read.items()},
        }
        return make_study(folder, files)


CODING = ("coding_id", "transcript_id", "start_char", "end_char", "code_id", "polarity", "codebook_version")
READ = ("transcript_id", "codes", "codebook_version")


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([columns, *rows])
    return made.getvalue()


def figures_of(study) -> dict[tuple[str, str], tuple[int, int]]:
    """(case, code) -> (n_mentioning, n_known), counted anew, without the code under test."""
    judged, known = apply_rules(study.corpus.transcripts, study.codebook, study.hand, ())
    cases = {
        transcript.transcript_id: transcript.case_id
        for transcript in study.corpus.transcripts
        if transcript.kind in COUNTED_KINDS
    }
    told = {(row.coding.transcript_id, row.coding.code_id) for row in judged if row.is_counted}
    figures: dict[tuple[str, str], tuple[int, int]] = {}
    for transcript_id, code_id in known.known:
        k, n = figures.get((cases[transcript_id], code_id), (0, 0))
        figures[cases[transcript_id], code_id] = (k + ((transcript_id, code_id) in told), n + 1)
    return figures


@pytest.mark.parametrize("seed", range(HOW_MANY))
@pytest.mark.parametrize("n_releases", [1, 2])
def test_no_coding_is_lost_and_no_figure_moves_but_those_that_diff_names(tmp_path, seed, n_releases):
    team = Team(1000 * (n_releases - 1) + seed)
    team.code_and_read(25)
    for _ in range(team.random.randrange(3)):
        team.revise()
        team.code_and_read(8)
    version = str(team.version)
    before = loaded(team.study(tmp_path / "before"))
    for _ in range(n_releases):
        team.revise()
    after = loaded(team.study(tmp_path / "after"))

    changed: Consequences = consequences(after, after.codebook.earlier[version], tmp_path / "none")

    was, now = figures_of(before), figures_of(after)
    named = {(figure.case_id, figure.code_id): figure for figure in changed.figures}
    former = {
        effect.change.code: effect.change.former
        for effect in changed.effects
        # A code that got another name and went up in another one since is told as merged alone.
        if effect.change.kind in ("renamed", "merged") and effect.change.code != effect.change.former
    }
    assert changed.first_read == ()  # no row was written since
    for case_id in ("north", "south"):
        for code_id in {*before.codebook.codes, *after.codebook.codes} - set(former.values()):
            then = was.get((case_id, former.get(code_id, code_id)), (0, 0))
            today = now.get((case_id, code_id), (0, 0))
            figure = named.get((case_id, code_id))
            assert (then != today) == (figure is not None), (seed, case_id, code_id, then, today)
            if figure is not None:
                assert (figure.before.n_mentioning, figure.before.n_known) == then
                assert (figure.after.n_mentioning, figure.after.n_known) == today
    if n_releases == 1:
        _no_coding_is_lost(before, after, changed)
    told(changed, "study")  # whatever happened can be said


def _no_coding_is_lost(before, after, changed: Consequences) -> None:
    """Every coding stands or is outdated, or its code was split, and then somebody is asked to look at it."""
    here = {coding.coding_id for coding in (*after.hand.codings, *after.hand.outdated)}
    asked = {passage.coding_id for row in changed.read_again for passage in row.passages}
    split = {effect.change.former for effect in changed.effects if effect.change.kind == "split"}
    for coding in before.hand.codings:
        assert coding.coding_id in here or (coding.code_id in split and coding.coding_id in asked)
    outdated = {coding.coding_id for coding in after.hand.outdated}
    outdated -= {coding.coding_id for coding in before.hand.outdated}
    moved = {effect.change.code for effect in changed.effects}
    codes = {coding.coding_id: coding.code_id for coding in after.hand.outdated}
    assert all(codes[of] in moved or after.codebook.codes[codes[of]].retired for of in outdated)


@pytest.mark.parametrize("seed", range(40, 50))
def test_whoever_reads_the_list_again_has_read_everything_again(tmp_path, seed):
    team = Team(seed)
    team.code_and_read(30)
    team.revise()
    study = loaded(team.study(tmp_path / "s"))
    old = next(reversed(study.codebook.earlier.values()))
    for row in consequences(study, old, tmp_path / "none").read_again:
        for coder in row.coders:
            team.read[coder].append((row.transcript_id, ";".join(row.codes), str(team.version)))
            team.codings[coder] += [
                (f"{coder}-again-{row.transcript_id}-{code_id}", row.transcript_id, "0", "3", code_id, "absent",
                 str(team.version))
                for code_id in row.codes
            ]  # fmt: skip
    again = loaded(team.study(tmp_path / "again"))

    assert consequences(again, next(reversed(again.codebook.earlier.values())), tmp_path / "none").read_again == ()
