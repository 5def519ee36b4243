"""What is asked of the decoder, and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from torch import Tensor

from gill_studio.core.errors import StudioError


@dataclass(frozen=True)
class StopRules:
    """Where a candidate ends, beside its token limit."""

    eos: bool = True
    newline: bool = True
    sentence: bool = False
    """After a sentence's end (. ! ? …, closing quotes included)."""
    picture: bool = True
    """After the [IMG] tokens of the first picture."""


@dataclass(frozen=True)
class DecodeOptions:
    """How to continue a story; the defaults are a plain greedy continuation.

    temperature          0 takes the likeliest token
    top_p, top_k         sample only from the likeliest tokens (1 and 0: from all)
    repetition_penalty   scores of words of the prompt and the answer are divided by it (CTRL, section 4.1)
    min_words            decoding steps before a picture or an end may come
    picture_bias         multiplies the odds of [IMG1]: 1 leaves them, 0 forbids, infinity demands a picture
                         (of the tempered scores; at temperature 0 of the plain ones)
    authors_factor       the authors' way, for comparisons: the score of [IMG1] becomes |score| x factor
    """

    max_tokens: int = 32
    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    min_words: int = 0
    picture_bias: float = 1.0
    authors_factor: float = 1.0
    stop: StopRules = StopRules()

    def __post_init__(self) -> None:
        checks = {
            "max_tokens": self.max_tokens >= 1,
            "temperature": 0 <= self.temperature < math.inf,
            "top_p": 0 < self.top_p <= 1,
            "top_k": self.top_k >= 0,
            "repetition_penalty": 0.01 <= self.repetition_penalty <= 100,
            "min_words": self.min_words >= 0,
            "picture_bias": self.picture_bias >= 0,
            "authors_factor": 0 <= self.authors_factor < math.inf,
        }
        for name, holds in checks.items():
            if not holds:  # a NaN fails every comparison
                raise StudioError(f"{name} = {getattr(self, name)} is out of range.", "Choose another value.")


@dataclass(frozen=True)
class Branch:
    """Another way after the first `length` ids: a likely other token, and the log-probability of that beginning.

    Of the tempered scores, whatever is left out of a nucleus.
    """

    length: int
    token: int
    log_probability: float


@dataclass
class Candidate:
    """One continuation: its ids ([IMG] ids among them), its text so far, and the states of its pictures.

    `reason` says why it ended: "eos", "newline", "sentence", "picture" or "length"; empty while it goes on.
    `log_probability` is the mean over its tokens under the model itself (no temperature, no bias).
    """

    ids: list[int] = field(default_factory=list)
    text: str = ""
    reason: str = ""
    log_probability: float = 0.0
    image_states: list[Tensor] = field(default_factory=list)
    """Hidden states (r, e), float32, of each picture it asks for."""
    branches: list[Branch] = field(default_factory=list)
    """Where it could have gone another way: a few at each step."""
