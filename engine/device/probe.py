"""What this computer can compute on, and how much of its memory is free now."""

from __future__ import annotations

import importlib.util
import platform
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.device.memory import DeviceMemory, Kind

_QUANTIZED_KINDS: tuple[Kind, ...] = ("cuda", "xpu", "cpu")  # where bitsandbytes is known to run
_CPU_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16")


@dataclass(frozen=True)
class Computer:
    """The devices of this computer, and what was remarkable about finding them."""

    devices: tuple[DeviceMemory, ...]
    """Best first; the CPU is the last, and always there."""
    remarks: tuple[str, ...] = ()

    @property
    def best(self) -> DeviceMemory:
        """Where a model should run: the GPU with the most free memory, else the CPU."""
        return self.devices[0]


def probe() -> Computer:
    """Ask torch and the operating system; a GPU that does not answer becomes a remark, never an error."""
    remarks: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = [memory for ask in (_cuda, _xpu, _mps) for memory in _asked(ask, remarks)]
    remarks += [str(warning.message) for warning in caught]
    best_first = sorted(found, key=lambda memory: -memory.free)
    return Computer((*best_first, _cpu()), tuple(dict.fromkeys(remarks)))


def _asked(ask: Callable[[], Iterator[DeviceMemory]], remarks: list[str]) -> list[DeviceMemory]:
    try:
        return list(ask())
    except (RuntimeError, AssertionError, OSError, AttributeError) as error:
        remarks.append(f"A GPU does not answer: {error}")
        return []


def _cuda() -> Iterator[DeviceMemory]:
    import torch

    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        free, total = torch.cuda.mem_get_info(index)  # makes the context, so `free` is without it
        major, _ = torch.cuda.get_device_capability(index)
        yield DeviceMemory(
            kind="cuda",
            device=f"cuda:{index}",
            name=torch.cuda.get_device_name(index),
            total=total,
            free=free,
            host_free=host_memory()[1],
            bfloat16=torch.version.hip is not None or major >= 8,
            quantization=has_bitsandbytes("cuda"),
        )


def _xpu() -> Iterator[DeviceMemory]:
    import torch

    for index in range(torch.xpu.device_count() if torch.xpu.is_available() else 0):
        free, total = torch.xpu.mem_get_info(index)
        yield DeviceMemory(
            kind="xpu",
            device=f"xpu:{index}",
            name=torch.xpu.get_device_name(index),
            total=total,
            free=free,
            host_free=host_memory()[1],
            bfloat16=True,
            quantization=has_bitsandbytes("xpu"),
        )


def _mps() -> Iterator[DeviceMemory]:
    import torch

    if torch.backends.mps.is_available():
        total = torch.mps.recommended_max_memory()
        available = host_memory()[1]
        yield DeviceMemory(
            kind="mps",
            device="mps",
            name=f"{platform.processor() or 'Apple'} GPU, sharing main memory",
            total=total,
            free=min(total - torch.mps.driver_allocated_memory(), available),
            host_free=available,
            fused_attention=False,
        )


def _cpu() -> DeviceMemory:
    total, available = host_memory()
    capabilities = _capabilities()
    return DeviceMemory(
        kind="cpu",
        device="cpu",
        name=str(capabilities.get("cpu_name") or platform.processor() or platform.machine() or "CPU"),
        total=total,
        free=available,
        host_free=available,
        bfloat16=any(bool(capabilities.get(name)) for name in _CPU_BFLOAT16),
        quantization=has_bitsandbytes("cpu"),
    )


def _capabilities() -> dict[str, object]:
    import torch

    ask = getattr(torch.cpu, "get_capabilities", dict)  # not in older versions of torch
    return dict(ask())


def host_memory() -> tuple[int, int]:
    """Main memory in bytes: all of it, and what programs can still have without swapping to disk."""
    import psutil

    memory = psutil.virtual_memory()
    return memory.total, memory.available


def has_bitsandbytes(kind: Kind) -> bool:
    """Whether bitsandbytes is installed and made for such devices; `quantize.check_quantization` tries it."""
    return kind in _QUANTIZED_KINDS and importlib.util.find_spec("bitsandbytes") is not None
