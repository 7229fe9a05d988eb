"""Class-balanced logistic regression of many codes on the same segments at once.

scikit-learn fits one code at a time, each with several passes over some hundred thousand n-grams; all codes of a study,
five times left out, would take minutes. Here the segments' likeness (X Xᵀ) is computed once and all codes are fitted in
matrix products: the same optimum (a test compares it with scikit-learn's), some fifty times faster.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import numpy as np
import numpy.typing as npt

from pipeline.study.dataclass import dataclass

FloatArray = npt.NDArray[np.float64]
SmallFloats = npt.NDArray[np.float32]

Columns = npt.NDArray[np.int64]

# Moves that L-BFGS keeps (Nocedal & Wright: between 3 and 20).
MEMORY = 8
STILL_OPEN = 0.75
"""Columns that have arrived are set apart when no more than this share of them has not."""

LARGEST_STEP_CUTS = 25
JITTERS = (1e-6, 1e-5, 1e-4, 1e-3)


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: score = likeness to the training rows @ duals + own columns @ own + intercept.

    Attributes:
        weights: Shape (width, n_codes), of the columns of the root that was fitted.
        duals: Shape (n_rows, n_codes).
        own: Shape (n_own, n_codes): weights of the columns that each code has for itself.
        intercept: Shape (n_codes,).
    """

    weights: FloatArray
    duals: FloatArray
    own: FloatArray
    intercept: FloatArray

    def scores(self, likeness: FloatArray, own: FloatArray) -> FloatArray:
        """Log odds of shape (n_new, n_codes); likeness (n_new, n_rows), own (n_own, n_new, n_codes)."""
        return np.asarray(likeness @ self.duals + np.einsum("knc,kc->nc", own, self.own) + self.intercept)


def balanced_weights(labels: FloatArray, weights: FloatArray) -> FloatArray:
    """Weights under which yes and no weigh the same for every code, and all together as much as before.

    Args:
        labels: Shape (n_rows, n_codes), 0 or 1; not looked at where the weight is 0.
        weights: Shape (n_rows, n_codes), 0 where a row says nothing of a code.
    """
    yes, no = weights * labels, weights * (1 - labels)
    half = weights.sum(0) / 2
    # A code that has no yes (or no "no") gets weights of 0, not NaN.
    scale_yes = np.divide(half, yes.sum(0), out=np.zeros_like(half), where=yes.sum(0) > 0)
    scale_no = np.divide(half, no.sum(0), out=np.zeros_like(half), where=no.sum(0) > 0)
    return np.asarray(yes * scale_yes + no * scale_no)


def fit_logistic(
    root: FloatArray | npt.NDArray[np.float32],
    labels: FloatArray,
    weights: FloatArray,
    own: FloatArray | SmallFloats,
    n_steps: int = 150,
    tolerance: float = 1e-2,
) -> Fit:
    """Minimise, for each code, the weighted logistic loss + |w|² / 2 + |own|² / 2; the intercept is free.

    Args:
        root: Shape (n_rows, width): the training rows' features, or `root_of` their likeness where that is narrower.
        labels: Shape (n_rows, n_codes), 0 or 1.
        weights: Shape (n_rows, n_codes), as `balanced_weights` gives them.
        own: Shape (n_own, n_rows, n_codes).
        tolerance: Stop when no gradient is larger than this share of the first; `duals` stand for the weights at the
            optimum only.
    """
    loss = _Loss.of(root, labels, weights, own)
    theta = minimise(loss.and_gradient, np.zeros((root.shape[1] + len(own) + 1, labels.shape[1])), n_steps, tolerance)
    w, v, b = loss.split(theta)
    # At the optimum the weights are Xᵀ duals: new segments are scored by likeness, without all n-grams' weights.
    margins = loss.margins(theta, loss)
    duals = loss.weights * loss.signs * (1 - _loss_and_probability(margins)[1])
    return Fit(np.asarray(w), np.asarray(duals, dtype=np.float64), np.asarray(v), np.asarray(b))


@dataclass
class _Loss:
    """What `fit_logistic` minimises, in single precision: the tolerance is far coarser.

    Attributes:
        transposed: The root turned, as a block: it is multiplied in every step.
        signs: 1 where a row has the code, else -1.
        open: The same for the columns that were asked for last; they change seldom.
    """

    root: SmallFloats
    transposed: SmallFloats
    weights: SmallFloats
    signs: SmallFloats
    own: SmallFloats
    open: tuple[Columns, _Loss] | None = None

    @classmethod
    def of(
        cls, root: FloatArray | SmallFloats, labels: FloatArray, weights: FloatArray, own: FloatArray | SmallFloats
    ) -> _Loss:
        narrow = np.asarray(root, dtype=np.float32)
        signs = np.asarray(2 * labels - 1, dtype=np.float32)
        return cls(
            narrow, np.ascontiguousarray(narrow.T), weights.astype(np.float32), signs, own.astype(np.float32)
        )  # fmt: skip

    def split(self, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """(weights of the root's columns, of each code's own columns, intercepts)."""
        width = self.root.shape[1]
        return theta[:width], theta[width:-1], theta[-1]

    def margins(self, theta: FloatArray, some: _Loss) -> SmallFloats:
        """How far each row lies on the side of its label."""
        w, v, b = self.split(theta)
        line = self.root @ w.astype(np.float32)
        line += b.astype(np.float32)
        # Fits to vectors and to questions have no columns of their own.
        for column, weight in zip(some.own, v.astype(np.float32), strict=True):
            line += column * weight
        line *= some.signs
        return line

    def and_gradient(self, theta: FloatArray, codes: Columns) -> tuple[FloatArray, FloatArray]:
        """The loss of some codes, shape (n_some,), and its gradient, that of `theta`."""
        some = self._of(codes)
        w, v, _ = self.split(theta)
        losses, probability = _loss_and_probability(self.margins(theta, some))
        loss = np.einsum("nc,nc->c", some.weights, losses, dtype=np.float64) + ((w**2).sum(0) + (v**2).sum(0)) / 2
        slope = probability
        slope -= 1
        slope *= some.weights
        slope *= some.signs
        of_own = np.einsum("knc,nc->kc", some.own, slope) + v if len(some.own) else v
        of_root = self.transposed @ slope
        return loss, np.concatenate([of_root + w, of_own, slope.sum(0, dtype=np.float64)[None]])

    def _of(self, codes: Columns) -> _Loss:
        if len(codes) == self.weights.shape[1]:
            return self
        if self.open is None or self.open[0] is not codes:
            some = _Loss(
                self.root, self.transposed, self.weights[:, codes], self.signs[:, codes], self.own[:, :, codes]
            )  # fmt: skip
            self.open = (codes, some)
        return self.open[1]


def _loss_and_probability(margins: SmallFloats) -> tuple[SmallFloats, SmallFloats]:
    """(log(1 + exp(-margin)), the probability of the label), by one exponential that cannot overflow."""
    small = np.exp(-np.abs(margins))
    losses = np.log(1 + small)
    losses -= np.minimum(margins, 0)
    return losses, np.asarray(np.where(margins >= 0, 1, small) / (1 + small), dtype=np.float32)


def minimise(
    loss_and_gradient: Callable[[FloatArray, Columns], tuple[FloatArray, FloatArray]],
    start: FloatArray,
    n_steps: int,
    tolerance: float,
) -> FloatArray:
    """Minimise the columns of `start` independently of each other, all in step, by L-BFGS with Armijo's rule.

    Args:
        loss_and_gradient: Some columns, of shape (n, n_some), and their numbers -> (n_some,) and (n, n_some).

    Source:
        Nocedal & Wright (2006), Numerical Optimization, algorithms 7.4, 7.5 and 3.1.
    """
    minima = start.copy()
    columns = np.arange(start.shape[1])
    theta = start.copy()
    loss, gradient = loss_and_gradient(theta, columns)
    enough = tolerance * np.maximum(np.abs(gradient).max(0), 1e-12)
    moves: list[tuple[FloatArray, FloatArray, FloatArray]] = []
    for _ in range(n_steps):
        is_open = np.abs(gradient).max(0) > enough
        if not is_open.any():
            break
        if is_open.mean() <= STILL_OPEN:  # most columns are done long before the last one: they need no more products
            minima[:, columns] = theta
            columns, theta, loss = columns[is_open], theta[:, is_open], loss[is_open]
            gradient, enough = gradient[:, is_open], enough[is_open]
            moves = [(s[:, is_open], y[:, is_open], rho[is_open]) for s, y, rho in moves]
            is_open = is_open[is_open]
        direction = -_two_loops(gradient, moves)
        slope = (direction * gradient).sum(0)
        # A history that no longer fits gives a direction that rises: then the gradient itself.
        is_uphill = slope >= 0
        direction[:, is_uphill] = -gradient[:, is_uphill]
        slope = np.where(is_uphill, -(gradient**2).sum(0), slope)
        # Without a history the first step has no scale: at most 1 long.
        step = is_open * (1.0 if moves else 1 / np.maximum(np.sqrt((gradient**2).sum(0)), 1.0))
        for _ in range(LARGEST_STEP_CUTS):
            new_loss, new_gradient = loss_and_gradient(theta + step * direction, columns)
            # Armijo's rule; the last term forgives the rounding of single precision near the optimum.
            is_bad = new_loss > loss + 1e-4 * step * slope + 1e-7 * np.abs(loss)
            if not is_bad.any():
                break
            step = np.where(is_bad, step / 2, step)
        else:
            step = np.where(is_bad, 0.0, step)
            new_loss, new_gradient = loss_and_gradient(theta + step * direction, columns)
        s, y = step * direction, new_gradient - gradient
        curvature = (s * y).sum(0)
        # Where curvature is not positive the move says nothing of the shape: 0 leaves it out.
        rho = np.divide(1, curvature, out=np.zeros_like(curvature), where=curvature > 1e-12)
        moves = [*moves[-MEMORY + 1 :], (s, y, rho)]
        # No column can be improved any more at this precision.
        if not step.any():
            break
        theta, loss, gradient = theta + s, new_loss, new_gradient
    minima[:, columns] = theta
    return minima


def _two_loops(gradient: FloatArray, moves: list[tuple[FloatArray, FloatArray, FloatArray]]) -> FloatArray:
    q = gradient.copy()
    alphas = []
    for s, y, rho in reversed(moves):
        alpha = rho * (s * q).sum(0)
        q -= alpha * y
        alphas.append(alpha)
    if moves:
        s, y, rho = moves[-1]
        squares = (y**2).sum(0)
        q *= np.where((rho > 0) & (squares > 0), (s * y).sum(0) / np.maximum(squares, 1e-300), 1.0)
    for (s, y, rho), alpha in zip(moves, reversed(alphas), strict=True):
        q += s * (alpha - rho * (y * q).sum(0))
    return q


def one_thread() -> AbstractContextManager[object]:
    """So that sums are added in one order on machines of any number of cores."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: PLC0415 — comes with sklearn

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def sigmoid(x: FloatArray) -> FloatArray:
    """The probability that belongs to log odds."""
    # By tanh: exp would overflow for large negative odds.
    return np.asarray(0.5 * (1 + np.tanh(x / 2)))


def root_of(kernel: FloatArray) -> FloatArray:
    """R with R Rᵀ = kernel, up to the smallest jitter on its diagonal under which segments alike are told apart."""
    size = float(np.trace(kernel)) / max(len(kernel), 1) + 1e-12
    # Segments with the same words make the kernel singular.
    for jitter in JITTERS:
        with suppress(np.linalg.LinAlgError):
            return np.asarray(np.linalg.cholesky(kernel + jitter * size * np.eye(len(kernel))))
    # Slower, and always possible.
    values, vectors = np.linalg.eigh(kernel)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))


def bordered_root(root: FloatArray, beside: FloatArray, own: FloatArray) -> SmallFloats:
    """The root of a likeness to which some rows were added, from the root that it had.

    Args:
        root: Shape (n, width): as `root_of` gives it; lower triangular where it could be so.
        beside: Shape (n_added, n): the added rows' likeness to those before.
        own: Shape (n_added, n_added): to each other.
    """
    n, width = root.shape
    if np.triu(root, 1).any():
        # Made by eigenvalues: a least-squares solution does the same for any root.
        turned = np.linalg.lstsq(root, beside.T, rcond=None)[0]
    else:
        from scipy.linalg import solve_triangular  # noqa: PLC0415

        turned = solve_triangular(root, beside.T, lower=True, check_finite=False) if n else np.zeros((0, len(own)))
    bordered = np.zeros((n + len(own), width + len(own)), dtype=np.float32)
    bordered[:n, :width] = root
    bordered[n:, :width] = turned.T
    bordered[n:, width:] = root_of(own - turned.T @ turned)
    return bordered
