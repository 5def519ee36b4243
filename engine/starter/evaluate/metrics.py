"""Plain measures of answers against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def ranks(scores: Values, own: Sequence[int]) -> npt.NDArray[np.int64]:
    """For each query of `scores` (queries, candidates) how many candidates are not worse than its own, itself left out.

    So a tie counts against the model: one that scores all alike finds nothing.
    """
    true = scores[np.arange(len(own)), list(own)]
    found: npt.NDArray[np.int64] = (scores >= true[:, None]).sum(1) - 1
    return found


def macro_f1(truth: Flags, answers: Flags, weights: Values | None = None) -> Any:  # noqa: ANN401
    """Mean of both classes' F1; `weights` (n,) or (resamples, n) count examples several times, as a bootstrap does.

    A class that is neither there nor answered counts 0.
    """
    counts = np.ones(len(truth)) if weights is None else weights
    return (_f1(truth, answers, counts) + _f1(~truth, ~answers, counts)) / 2


def _f1(truth: Flags, answers: Flags, weights: Values) -> Any:  # noqa: ANN401
    hits = weights @ (truth & answers).astype(np.float64)
    misses = weights @ (truth != answers).astype(np.float64)
    return 2 * hits / np.maximum(2 * hits + misses, 1e-12)


def best_threshold(similarities: Values, truth: Flags) -> float:
    """The similarity from which on to answer yes, for the best macro-F1 on these examples."""
    cuts = np.concatenate([[-np.inf], (np.sort(similarities)[1:] + np.sort(similarities)[:-1]) / 2, [np.inf]])
    return float(cuts[int(np.argmax([macro_f1(truth, similarities >= cut) for cut in cuts]))])


def psnr(pictures: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8]) -> Values:
    """Peak signal-to-noise ratio (n,), in dB, of 8-bit pictures (n, H, W, 3); 100 for equal ones."""
    error = (pictures.astype(np.float64) - others.astype(np.float64)) ** 2
    mean = error.reshape(len(error), -1).mean(1)
    ratio: Values = np.minimum(100.0, 10 * np.log10(255.0**2 / np.maximum(mean, 1e-12)))
    return ratio
