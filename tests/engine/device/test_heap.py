"""Freed memory goes back to the system."""

from __future__ import annotations

import platform

import psutil
import pytest

from engine.device.heap import give_back

SIZE, COUNT = 100_000, 1000  # bytes: too few for a mapping of its own


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries do so by themselves")
def test_what_was_freed_between_what_is_in_use_goes_back() -> None:
    process = psutil.Process()
    give_back()
    before = process.memory_info().rss
    blocks = [b"x" * (SIZE - number % 2) for number in range(COUNT)]
    blocks = blocks[::100]
    held = process.memory_info().rss - before
    give_back()
    kept = process.memory_info().rss - before
    assert held > 0.5 * SIZE * COUNT, "glibc keeps it"
    assert kept < 0.2 * SIZE * COUNT
    assert len(blocks) == COUNT // 100
