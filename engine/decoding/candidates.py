"""The candidate texts of one proposal: different ones, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from engine.context import RunContext
from engine.decoding.loop import decode
from engine.decoding.options import Candidate, DecodeOptions, StopRules
from engine.models.gill import Gill
from engine.models.key_values import KeyValues
from gill_studio.core.protocol import TextGrew, TextProposal, TextSettings

_ROUNDS = 3  # in which a candidate that says what another one says is drawn anew


@dataclass(frozen=True)
class Writer:
    """Continues one prompt: its last hidden state (e,), keys and values, and word ids; `most` candidates at once."""

    gill: Gill
    hidden: Tensor
    past: KeyValues
    words: Sequence[int]
    most: int

    def write(self, text: TextSettings, context: RunContext) -> tuple[TextProposal, ...]:
        """`text.count` candidates, fewer where the model does not say so many different things, best first.

        Candidate i uses seed + i; one that repeats another, or says nothing, is drawn again with the next free seed.
        """
        seeds = {i: text.seed + i for i in range(text.count)}
        candidates: dict[int, Candidate] = {}
        waiting = list(seeds)
        for number in range(_ROUNDS if text.temperature > 0 else 1):
            if number:
                seeds |= {i: text.seed + number * text.count + i for i in waiting}
            self._draw({i: seeds[i] for i in waiting}, text, context, candidates)
            waiting = _repeating(candidates)
            if not waiting:
                break
        found = [(c.text.strip(), c, seeds[i]) for i, c in sorted(candidates.items()) if i not in waiting]
        proposals = [TextProposal(said, c.log_probability, seed) for said, c, seed in found]
        return tuple(sorted(proposals, key=lambda proposal: -proposal.score))

    def _draw(
        self, seeds: Mapping[int, int], text: TextSettings, context: RunContext, candidates: dict[int, Candidate]
    ) -> None:
        """Draw these candidates, in batches."""
        options, indices = _options(text), list(seeds)
        for start in range(0, len(indices), self.most):
            batch = indices[start : start + self.most]
            drawn = decode(self.gill, self.hidden, self.past, options, [seeds[i] for i in batch], self.words)
            for place, candidate in drawn:
                candidates[batch[place]] = candidate
                context.emit(TextGrew(batch[place], candidate.text))
                written = sum(len(c.ids) for c in candidates.values())
                context.step("writing", written, text.count * text.max_tokens)


def _repeating(candidates: Mapping[int, Candidate]) -> list[int]:
    """The candidates that say nothing, or what one before them says."""
    said: set[str] = {""}
    repeating = []
    for i, candidate in sorted(candidates.items()):
        words = candidate.text.strip()
        if words in said:
            repeating.append(i)
        said.add(words)
    return repeating


def _options(text: TextSettings) -> DecodeOptions:
    return DecodeOptions(
        max_tokens=text.max_tokens,
        temperature=text.temperature,
        top_p=text.top_p,
        top_k=text.top_k,
        repetition_penalty=text.repetition_penalty,
        min_words=text.min_words,
        picture_bias=0.0,  # sentences are wanted here; pictures are asked for beside them
        stop=StopRules(),
    )
