"""Memory of a device, measured or supposed, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from engine.weights.sentences import amount
from gill_studio.core.errors import StudioError

Kind = Literal["cuda", "xpu", "mps", "cpu"]

CONTEXT_BYTES: dict[Kind, int] = {"cuda": 500_000_000, "xpu": 500_000_000, "mps": 300_000_000, "cpu": 700_000_000}
"""What the driver's context, the math libraries and the interpreter take before the first tensor.

A lazily loading CUDA context takes 300 to 400 MB (pytorch#109888, pytorch#107667), cuBLAS and cuDNN the rest.
"""
SUPPOSED_HOST = 32_000_000_000
"""Main memory that a supposed card's computer is given when nothing else is said."""

_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*(\d{1,15}(?:\.\d{1,15})?)\s*([a-z]*)\s*", re.IGNORECASE)


class DeviceError(StudioError):
    """A device, or an amount of memory, that cannot be used as asked."""


@dataclass(frozen=True)
class DeviceMemory:
    """One device that can compute, and the memory around it; sizes in bytes."""

    kind: Kind
    device: str
    """How torch names it: "cuda:0", "mps", "cpu"."""
    name: str
    total: int
    free: int
    host_free: int
    """Free main memory; on a CPU, and where the GPU shares main memory, the same memory as `free`."""
    bfloat16: bool = False
    """Whether bfloat16 is computed natively."""
    fused_attention: bool = True
    """Whether attention runs without writing out all its scores."""
    quantization: bool = False
    """Whether bitsandbytes can run 8- and 4-bit layers here."""
    context: int = 0
    """What the runtime will still take of `free` before the first tensor; 0 where it has taken it already."""

    @property
    def unified(self) -> bool:
        """Whether device and host share one memory, so that moving parts between them frees nothing."""
        return self.kind in ("cpu", "mps")


def parse_size(text: str) -> int:
    """Bytes of "8GB" (10^9), "8GiB" (2^30) or "512 MB"; DeviceError when it is not such an amount."""
    match = _SIZE.fullmatch(text)
    unit = _UNITS.get(match.group(2).lower()) if match else None
    if match is None or unit is None or float(match.group(1)) * unit < 1:
        raise DeviceError(f"“{text}” is no amount of memory.", "Write it like 8GB, 12GiB or 512MB.")
    return round(float(match.group(1)) * unit)


def supposed_gpu(memory: int, host: int = SUPPOSED_HOST) -> DeviceMemory:
    """A modern CUDA card with `memory` bytes free, nothing running on it yet, in a computer with `host` free.

    A card sold as 8 GB holds 8.59e9 bytes, of which desktop and driver keep some hundred MB: counting 8e9 as
    free is close to what such a computer really has.
    """
    return DeviceMemory(
        kind="cuda",
        device="cuda:0",
        name=f"a GPU with {amount(memory)}",
        total=memory,
        free=memory,
        host_free=host,
        bfloat16=True,
        quantization=True,
        context=CONTEXT_BYTES["cuda"],
    )


def supposed_cpu(memory: int) -> DeviceMemory:
    """A computer without a usable GPU that has `memory` bytes free."""
    return DeviceMemory(
        kind="cpu",
        device="cpu",
        name=f"no GPU, {amount(memory)} of main memory",
        total=memory,
        free=memory,
        host_free=memory,
        quantization=True,
        context=CONTEXT_BYTES["cpu"],
    )
