"""The candidate texts of one proposal: different ones, best first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from engine.context import RunContext
from engine.decoding.loop import decode
from engine.decoding.options import Branch, Candidate, DecodeOptions, StopRules
from engine.models.gill import Gill
from engine.models.key_values import KeyValues
from gill_studio.core.protocol import TextGrew, TextProposal, TextSettings

_REDRAWN, _ROUNDS = 2, 6  # a candidate that repeats another is drawn anew so often, and begun otherwise until then
_LATE = 0.3  # nats a token: what differs from its first words on says something else, late differences are slips


@dataclass(frozen=True)
class _Way:
    """How a candidate is drawn."""

    seed: int
    beginning: str


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

        Candidate i uses seed + i. One that repeats another is drawn again with the next free seed, and at last from
        the likeliest beginning that none has yet: where the model is sure of itself, sampling would take for ever.
        """
        candidates: dict[int, Candidate] = {}
        ways = {i: _Way(text.seed + i, text.beginning) for i in range(text.count)}
        waiting = list(ways)
        for number in range(1, (_ROUNDS if text.temperature > 0 else 1) + 1):
            self._draw({i: ways[i] for i in waiting}, text, context, candidates)
            waiting = _repeating(candidates)
            if not waiting:
                break
            seeds = {i: text.seed + number * text.count + i for i in waiting}
            if number <= _REDRAWN:
                ways |= {i: _Way(seeds[i], text.beginning) for i in waiting}
            else:
                unsaid = zip(waiting, self._unsaid(candidates, text.beginning), strict=False)
                ways |= {i: _Way(seeds[i], beginning) for i, beginning in unsaid}
        proposals = [
            TextProposal(c.text.strip(), c.log_probability, ways[i].seed, ways[i].beginning)
            for i, c in candidates.items()
            if i not in waiting
        ]
        return tuple(sorted(proposals, key=lambda proposal: -proposal.score))

    def _draw(
        self, ways: Mapping[int, _Way], text: TextSettings, context: RunContext, candidates: dict[int, Candidate]
    ) -> None:
        """Draw these candidates, in batches."""
        options, indices = _options(text), list(ways)
        for start in range(0, len(indices), self.most):
            batch = indices[start : start + self.most]
            given = [self.gill.language.encode(ways[i].beginning) for i in batch]
            seeds = [ways[i].seed for i in batch]
            for place, candidate in decode(self.gill, self.hidden, self.past, options, seeds, self.words, given):
                candidates[batch[place]] = candidate
                context.emit(TextGrew(batch[place], candidate.text))
                written = sum(len(c.ids) for c in candidates.values())
                context.step("writing", written, text.count * text.max_tokens)

    def _unsaid(self, candidates: Mapping[int, Candidate], beginning: str) -> list[str]:
        """Beginnings that no candidate has, each longer than `beginning`, the likeliest and earliest first."""
        said = [candidate.text for candidate in candidates.values()]
        branches = [(branch, candidate.ids) for candidate in candidates.values() for branch in candidate.branches]
        branches = [(branch, ids) for branch, ids in branches if self._is_another_word(branch, ids)]
        found: dict[str, None] = {}
        for branch, ids in sorted(branches, key=lambda one: _LATE * one[0].length - one[0].log_probability):
            words = self.gill.language.decode([*ids[: branch.length], branch.token])
            new = len(words) > len(beginning) and words.startswith(beginning) and "\ufffd" not in words
            if new and not any(one.startswith(words) for one in said):
                found[words] = None
        return list(found)

    def _is_another_word(self, branch: Branch, ids: Sequence[int]) -> bool:
        """Whether it is no end, and a word begins there exactly where one began: nothing is glued together."""
        language = self.gill.language
        if not math.isfinite(branch.log_probability) or branch.token in language.eos | language.newline_ids:
            return False
        taken = ids[branch.length : branch.length + 1]
        return not taken or language.decode([branch.token])[:1].isspace() == language.decode(taken)[:1].isspace()


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
