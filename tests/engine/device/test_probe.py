"""What is found on this computer, and what torch's answers about others become."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from types import SimpleNamespace

import psutil
import pytest
import torch

from engine.device.probe import probe


def test_this_computer_has_a_cpu_and_memory() -> None:
    cpu = probe().devices[-1]
    assert (cpu.kind, cpu.device) == ("cpu", "cpu")
    assert cpu.total == psutil.virtual_memory().total
    assert 0 < cpu.free <= cpu.total
    assert cpu.free == cpu.host_free
    assert cpu.unified
    assert cpu.name


@pytest.fixture
def two_cards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """torch's answers on a computer with an old, empty card and a new one that is half used."""
    cards = [("Old", (7, 5), 6, 6), ("New", (8, 9), 11, 24)]
    answers = {
        "is_available": lambda: True,
        "device_count": lambda: 2,
        "mem_get_info": lambda i: (cards[i][2] * 10**9, cards[i][3] * 10**9),
        "get_device_capability": lambda i: cards[i][1],
        "get_device_name": lambda i: cards[i][0],
    }
    for name, answer in answers.items():
        monkeypatch.setattr(torch.cuda, name, answer)
    return


@pytest.mark.usefixtures("two_cards")
def test_the_gpu_with_the_most_free_memory_is_the_best() -> None:
    computer = probe()
    assert [device.device for device in computer.devices] == ["cuda:1", "cuda:0", "cpu"]
    new, old = computer.devices[:2]
    assert computer.best is new
    assert (new.name, new.free, new.total) == ("New", 11 * 10**9, 24 * 10**9)
    assert new.bfloat16
    assert not old.bfloat16
    assert new.context == 0, "the context exists once memory was asked for"
    assert not new.unified
    assert new.host_free == pytest.approx(psutil.virtual_memory().available, rel=0.2)


@pytest.mark.usefixtures("two_cards")
def test_a_card_that_does_not_answer_becomes_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> tuple[int, int]:
        warnings.warn("the driver is too old", UserWarning, stacklevel=1)
        raise RuntimeError("CUDA error: unknown error")

    monkeypatch.setattr(torch.cuda, "mem_get_info", broken)
    computer = probe()
    assert [device.kind for device in computer.devices] == ["cpu"]
    assert computer.remarks == ("A GPU does not answer: CUDA error: unknown error", "the driver is too old")


def test_an_apple_gpu_shares_main_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 12 * 10**9)
    monkeypatch.setattr(torch.mps, "driver_allocated_memory", lambda: 2 * 10**9)
    memory = SimpleNamespace(total=16 * 10**9, available=9 * 10**9)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    device = probe().best
    assert (device.kind, device.total, device.free) == ("mps", 12 * 10**9, 9 * 10**9)
    assert device.unified
    assert not device.fused_attention
    assert not device.quantization


def test_planning_imports_nothing_heavy() -> None:
    code = (
        "import sys, engine.device.plan, engine.device.known, engine.device.quantize, engine.device.count\n"
        "import engine.device.probe, gill_studio.cli.doctor, gill_studio.cli.report\n"
        "from engine.device.memory import supposed_gpu\n"
        "engine.device.plan.plan(engine.device.known.published_sizes(), supposed_gpu(8 * 10**9)).describe()\n"
        "heavy = {'torch', 'transformers', 'diffusers', 'bitsandbytes', 'PySide6'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
