"""Scores of every segment by what was fitted to some codes: each transcript by fits that have not seen it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.by_description import likeness_to
from pipeline.coding.learning.features import AT_ONCE
from pipeline.coding.learning.fits import Fits, Fitted
from pipeline.coding.learning.fusion import QUESTION_WEIGHT, description_weight, on_scale, smoothed, together
from pipeline.coding.learning.learnt import SmallInts, small
from pipeline.coding.learning.logistic import SmallFloats
from pipeline.coding.learning.material import CUE_STRENGTH, NEIGHBOUR_STRENGTH, Material
from pipeline.study.dataclass import dataclass

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """What is left out at once: a fifth of the transcripts, or some cases.

    Attributes:
        is_left_out: Shape (n_passages,).
        teaches: Of the same shape: what may teach while it is left out.
        is_case: Whether it is cases.
    """

    is_left_out: BoolArray
    teaches: BoolArray
    is_case: bool


def parts_of(material: Material) -> list[Part]:
    """First nothing, then each fifth, then each case."""
    n = len(material.passages.every)
    nothing = Part(np.zeros(n, dtype=bool), np.ones(n, dtype=bool), is_case=False)
    folds = [
        Part(here, ~here, is_case=False) for part in np.unique(material.folds) for here in [material.folds == part]
    ]
    if len(set(material.cases.values())) < 2:
        return [nothing, *folds]
    of_case = material.of_case
    return [
        nothing, *folds,
        *(
            # What belongs to no case could hold anybody's words: it never teaches here.
            Part(here & material.is_read, ~here & (of_case >= 0), is_case=True)
            for part in np.unique(of_case[of_case >= 0]) for here in [of_case == part]
            if (here & material.is_read).any()
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class CodeScores:
    """A code's scores of every segment.

    Attributes:
        odds: Small log odds, by fits that have not seen the segment's transcript.
        unseen: By fits that have not seen its case; None where no case was left out.
        weights: Of every feature, where nothing was left out.
    """

    odds: SmallInts
    unseen: SmallInts | None
    weights: SmallFloats


@dataclass(frozen=True)
class _Tables:
    """Scores of every segment by some codes' fits; each table of shape (n_codes, n_passages).

    Attributes:
        usual: By the fit that left out the segment's fifth where its transcript teaches the code, else by that of all.
        beside: By the fit that left out its fifth, where its transcript was read but does not teach the code: these
            segments set the fifth's scale, too.
        unseen: By the fit that left out its case, where it was read.
        described: Likeness to the code's description.
    """

    usual: SmallFloats
    beside: SmallFloats
    unseen: SmallFloats
    described: SmallFloats


@dataclass(frozen=True)
class Scoring:
    """A study's segments scored by what was fitted.

    Attributes:
        asked: Of each code, whether what was asked counts.
    """

    fits: Fits
    material: Material
    asked: Mapping[str, bool]
    parts: Sequence[Part]

    def scores(self, fitted: Mapping[str, Fitted]) -> Iterator[tuple[str, CodeScores]]:
        """Some codes' scores of every segment, code by code."""
        material, names = self.material, list(fitted)
        numbers = np.array([material.number[name] for name in names])
        weights = self.fits.word_weights(list(fitted.values()), 0)
        tables = self._by_words(fitted, weights)
        questions = {name: self.fits.asked(of_code) for name, of_code in fitted.items() if self.asked[name]}
        for number in range(len(self.parts)):
            self._set_to_scale(tables, fitted, questions, number)
        described = likeness_to(self.fits.features, material.passages, numbers, tables.described.T)
        is_unseen = material.is_read & (material.of_case >= 0)
        stretches = list(material.passages.rows.values())
        for column, name in enumerate(names):
            like = description_weight(len(material.labels[name].yes)) * described[:, column]
            odds, unseen = small(smoothed(tables.usual[column] + like, stretches)), None
            if material.has_two_cases(name):
                unseen = small(smoothed(tables.unseen[column] + like, stretches), is_unseen)
            yield name, CodeScores(odds, unseen, weights[:, column])

    def _by_words(self, fitted: Mapping[str, Fitted], weights: SmallFloats) -> _Tables:
        """Scores by words and cues, each fit's in its own scale.

        Every segment's features are made once, and multiplied with the weights of the fits that are asked of it.

        Args:
            weights: Of the fits from which nothing was left out.
        """
        features, every = self.fits.features, list(fitted.values())
        numbers = np.array([self.material.number[name] for name in fitted])
        described = features.described_words(numbers)
        shape = (len(fitted), len(self.material.passages.every))
        tables = _Tables(*(np.zeros(shape, dtype=np.float32) for _ in range(4)))
        # Fifths' weights are asked for in every case, a case's in that case alone.
        of_fold = {
            number: self.fits.word_weights(every, number)
            for number, part in enumerate(self.parts) if number and not part.is_case
        }  # fmt: skip
        for case, of_case in groupby(self._blocks, key=lambda block: block.case):
            of_unseen = [self.fits.word_weights(every, case)] if case else []
            for block in of_case:
                taught = self._is_taught(fitted, block.rows)
                # In a transcript that nobody read, few codes were coded: few fits have to leave it out.
                some = np.flatnonzero(taught.any(1) | block.is_read)
                of_some = of_fold[block.fold] if len(some) == len(every) else of_fold[block.fold][:, some]
                by_all, by_some, like, *unseen = features.products(
                    block.rows, [weights, of_some, described, *of_unseen]
                )  # fmt: skip
                by_fold = by_all.T.copy()
                by_fold[some] = by_some.T
                tables.usual[:, block.rows] = np.where(taught, by_fold, by_all.T)
                tables.described[:, block.rows] = like.T
                if block.is_read and not taught.all():
                    tables.beside[:, block.rows] = by_fold
                for by_case in unseen:
                    tables.unseen[:, block.rows] = by_case.T
        self._add_cues(tables, fitted)
        return tables

    def _add_cues(self, tables: _Tables, fitted: Mapping[str, Fitted]) -> None:
        for column, (name, of_code) in enumerate(fitted.items()):
            strengths = (CUE_STRENGTH, NEIGHBOUR_STRENGTH)
            for rows, strength, own in zip(self.material.cue_places(name), strengths, of_code.words.own, strict=True):
                added = (strength * own).astype(np.float32)
                fold, case = (part[rows] for part in self._part_of)
                is_taught = self._is_taught([name], rows)[0]
                tables.usual[column, rows] += added[np.where(is_taught, fold, 0)]
                tables.unseen[column, rows[case > 0]] += added[case[case > 0]]
                # Of most studies this table stays empty, and takes no memory.
                is_beside = self.material.is_read[rows] & ~is_taught
                tables.beside[column, rows[is_beside]] += added[fold[is_beside]]

    def _set_to_scale(
        self, tables: _Tables, fitted: Mapping[str, Fitted], questions: Mapping[str, SmallFloats], number: int
    ) -> None:
        """Scores by the fits that left out one part, set to one scale and added; in place.

        Args:
            questions: Scores of all questions, by code for which they count.
        """
        part = self.parts[number]
        rows = np.flatnonzero(part.is_left_out) if number else np.arange(len(part.teaches))
        is_taught, is_read = self._is_taught(fitted, rows), self.material.is_read[rows]
        # The fit to everything has not seen what taught nothing.
        seen = is_taught | is_read if number else ~is_taught
        if part.is_case:
            seen[:] = True
        of_any = np.flatnonzero(seen.any(0))
        if not len(of_any):
            return
        rows, seen, is_taught = rows[of_any], seen[:, of_any], is_taught[:, of_any]
        meant = self.fits.meant(list(fitted.values()), number, rows)
        table = tables.unseen if part.is_case else tables.usual
        for column, name in enumerate(fitted):
            here = rows[seen[column]]
            if not len(here):
                continue
            by_words = table[column, here]
            is_target = np.ones(len(here), dtype=bool)
            if number and not part.is_case:
                is_target = is_taught[column, seen[column]]
                by_words = np.where(is_target, by_words, tables.beside[column, here])
            score = together([by_words, *(view[seen[column], column] for view in meant)])
            if name in questions:
                score += QUESTION_WEIGHT * on_scale(questions[name][self.fits.question[here], number])
            table[column, here[is_target]] = score[is_target]

    def _is_taught(self, names: Iterable[str], rows: IntArray) -> BoolArray:
        """Whether each of some segments stands in a transcript that teaches a code: shape (n_names, n_rows)."""
        return np.array([self._teaching[name] for name in names])[:, self.material.transcript[rows]]

    @cached_property
    def _teaching(self) -> dict[str, BoolArray]:
        """By code, which transcripts teach it."""
        transcripts, labels = self.material.passages.rows, self.material.labels
        return {
            name: np.array([transcript_id in labels[name].transcripts for transcript_id in transcripts])
            for name in self.asked
        }  # fmt: skip

    @cached_property
    def _part_of(self) -> tuple[IntArray, IntArray]:
        """(the number of the fifth, that of the case) with which each segment is left out; 0 where it never is."""
        fold, case = (np.zeros(len(self.material.passages.every), dtype=np.int64) for _ in range(2))
        for number, part in enumerate(self.parts):
            (case if part.is_case else fold)[part.is_left_out] = number
        return fold, case

    @cached_property
    def _blocks(self) -> list[_Block]:
        """All segments, some thousand at a time, by what is left out with them: by case, and in it by fifth."""
        fold, case = self._part_of
        keys = np.stack([case, fold, self.material.is_read])
        # Stable, so that a block's texts stand side by side in the study, too.
        order = np.lexsort(keys[::-1])
        begins = np.flatnonzero(np.diff(keys[:, order], axis=1, prepend=-1).any(0))
        return [
            _Block(int(case[rows[0]]), int(fold[rows[0]]), bool(self.material.is_read[rows[0]]), rows[begin:end])
            for rows in np.split(order, begins[1:])
            for begin, end in pairwise([*range(0, len(rows), AT_ONCE), len(rows)])
        ]


@dataclass(frozen=True, slots=True)
class _Block:
    """Segments that are left out together: the numbers of their case and fifth among the parts, and which they are."""

    case: int
    fold: int
    is_read: bool
    rows: IntArray
