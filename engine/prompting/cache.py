"""The prefix cache: what the language model has read of a story survives between proposals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from engine.context import RunContext
from engine.models.key_values import KeyValues
from engine.pictures import Picture
from engine.prompting.prompt import Piece, Prompter

_CHUNK = 256  # positions read between two chances to cancel


class PrefixCache:
    """Reads prompts, and of each only what comes after the longest prefix it shares with the one before.

    Keys and values of a position depend on all positions before it and on nothing after it, so an edit at the
    end of a story costs little, one at its start costs everything.
    """

    def __init__(self, prompter: Prompter) -> None:
        self._prompter = prompter
        self._pieces: tuple[Piece, ...] = ()
        self._past = KeyValues()
        self.computed = 0
        """Positions that the last call had to compute."""

    @torch.no_grad()
    def read(
        self, pieces: Sequence[Piece], pictures: Iterable[Picture], context: RunContext | None = None
    ) -> tuple[Tensor, KeyValues]:
        """Last hidden state (e,) at the end of `pieces` (at least one), and the keys and values of them all."""
        context = context or RunContext()
        gill = self._prompter.gill
        common = min(_common_prefix(self._pieces, pieces), len(pieces) - 1)
        embeddings = self._prompter.embed(pieces[common:], pictures)
        past = self._past.first(common)
        hidden = embeddings
        for chunk in embeddings.split(_CHUNK):
            hidden, past = gill.read(chunk[None], past)
            self._pieces, self._past = tuple(pieces[: past.length]), past
            context.step("reading", past.length, len(pieces))
        self.computed = len(pieces) - common
        return hidden[0, -1], past

    def forget(self) -> None:
        """Give the memory back."""
        self._pieces, self._past = (), KeyValues()


def _common_prefix(a: Sequence[Piece], b: Sequence[Piece]) -> int:
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))
