"""Several processes that train as one: who does what, and what they exchange."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Protocol

import torch
from torch import Tensor


class Team(Protocol):
    """The processes of a training."""

    rank: int
    size: int
    device: str

    def gathered(self, rows: Tensor, counts: Sequence[int]) -> Tensor:
        """The rows of all processes in the order of their ranks; `counts` is how many each has."""

    def summed(self, tensors: Iterable[Tensor]) -> None:
        """Replace each tensor by its sum over the processes."""

    def wait(self) -> None:
        """Until all processes are here."""


class Alone:
    """A team of one."""

    def __init__(self, device: str = "cpu") -> None:
        self.rank, self.size, self.device = 0, 1, device

    def gathered(self, rows: Tensor, counts: Sequence[int]) -> Tensor:
        """See Team."""
        del counts
        return rows

    def summed(self, tensors: Iterable[Tensor]) -> None:
        """See Team."""

    def wait(self) -> None:
        """See Team."""


class Accelerated:
    """The processes that `accelerate launch` started."""

    def __init__(self, device: str | None = None) -> None:
        from accelerate import PartialState

        self._state = PartialState(cpu=device == "cpu") if device == "cpu" else PartialState()
        self.rank, self.size = int(self._state.process_index), int(self._state.num_processes)
        self.device = str(self._state.device)

    def gathered(self, rows: Tensor, counts: Sequence[int]) -> Tensor:
        """See Team."""
        from accelerate.utils import gather

        longest = max(counts)
        padded = torch.cat([rows, rows.new_zeros(longest - len(rows), *rows.shape[1:])])
        parts = gather(padded.contiguous()).split(longest)
        return torch.cat([part[:count] for part, count in zip(parts, counts, strict=True)])

    def summed(self, tensors: Iterable[Tensor]) -> None:
        """See Team. One exchange for all of them."""
        from accelerate.utils import reduce

        wanted = list(tensors)
        flat = torch.cat([tensor.reshape(-1) for tensor in wanted])
        total = reduce(flat, reduction="sum")
        for tensor, part in zip(wanted, total.split([tensor.numel() for tensor in wanted]), strict=True):
            tensor.copy_(part.view_as(tensor))

    def wait(self) -> None:
        """See Team."""
        self._state.wait_for_everyone()


def the_team(device: str) -> Team:
    """The processes that were launched together; a team of one where this one was started by itself."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        return Accelerated("cpu" if device == "cpu" else None)
    return Alone(device)
