"""Learning rates by step: never by time, so that a resumed run is the same run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Schedule:
    """A warm-up and then a decay over `steps`.

    "cosine" falls to `floor` times the peak; "constant" stays; "authors" is the published recipe's: a linear
    warm-up of `warmup` steps, then a tenth of the rate every `drop_every` steps.
    """

    peak: float = 1e-3
    steps: int = 1000
    warmup: int = 100
    kind: Literal["cosine", "constant", "authors"] = "cosine"
    floor: float = 0.02
    drop_every: int = 10_000

    def rate(self, step: int) -> float:
        """The learning rate of step `step` (from 0)."""
        if step < self.warmup:
            # The authors' very first rate is exactly 0; ours starts one step up, and wastes none.
            return self.peak * (step + (self.kind != "authors")) / max(self.warmup, 1)
        if self.kind == "authors":
            return float(self.peak * 0.1 ** ((step - self.warmup) // self.drop_every))
        if self.kind == "constant":
            return self.peak
        progress = min(1.0, (step - self.warmup) / max(1, self.steps - self.warmup))
        return self.peak * (self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * progress)))
