"""The published sizes on a CUDA GPU, random weights: decoding, painting, and the peak memory of each plan.

usage: uv run python benchmarks/gpu.py [--small] [--folder FOLDER] [--plans 80 24 16 12 8]
  --small  a tiny model on the CPU: shows that the measurement runs, its figures mean nothing

For each plan that fits the card it prints tokens a second beside the limit that the memory's bandwidth sets (every
weight is read once a token: 2 bytes a parameter), seconds a picture at 50, 20 and 4 steps, and the peak memory that
torch saw in each phase beside the plan's own figure.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch

from engine.catalogue import ModelFolders
from engine.decoding.loop import decode
from engine.decoding.options import DecodeOptions, StopRules
from engine.device.count import count_parameters
from engine.device.known import published_folder
from engine.device.memory import supposed_cpu, supposed_gpu
from engine.device.plan import MemoryPlan, plan
from engine.device.probe import has_bitsandbytes, probe
from engine.facade import Engine
from engine.models.painter import PaintOptions
from engine.models.published_model import write_published_sizes
from engine.models.random_model import write_random_model
from engine.quiet import quiet_libraries

GB = 10**9
CONTEXT, NEW_TOKENS = 512, 64
FREE_RUN = StopRules(eos=False, newline=False, sentence=False, picture=False)


def main() -> int:
    """Print the tables; 0 also where there is no GPU, which it says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--plans", type=int, nargs="+", default=[80, 24, 16, 12, 8], metavar="GB")
    options = parser.parse_args()
    quiet_libraries()
    if not options.small and not torch.cuda.is_available():
        print("skipped: no CUDA device here; --small runs the same measurement at a tiny size on the CPU")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "model"
        if options.small:
            measure(ModelFolders.of(write_random_model(folder)), [plan_for_cpu(folder)], small=True)
        else:
            measure_cuda(folder, options.plans)
    return 0


def plan_for_cpu(folder: Path) -> MemoryPlan:
    """A plan for the tiny model."""
    return plan(count_parameters(ModelFolders.of(folder)), supposed_cpu(8 * GB))


def measure_cuda(folder: Path, sizes_gb: list[int]) -> None:
    """Write the random weights once, then measure each plan that the card has room for."""
    card = probe().best
    print(f"{card.name}, {card.total / GB:.0f} GB, torch {torch.__version__}")
    if not (folder / "model.json").is_file():
        write_published_sizes(published_folder(), folder, "cuda")
    folders = ModelFolders.of(folder)
    sizes = count_parameters(folders)
    print(f"memory bandwidth: {bandwidth() / GB:.0f} GB/s read, measured by summing 2 GB")
    supposed = [supposed_gpu(gb * GB) for gb in sizes_gb if gb * GB <= card.total]
    measure(folders, [plan(sizes, memory) for memory in supposed], small=False)


def measure(folders: ModelFolders, plans: list[MemoryPlan], *, small: bool) -> None:
    """One block of lines for each plan."""
    for made in plans:
        print(f"\nplan for {made.memory.free / GB:.0f} GB\n{made.describe()}")
        if made.quantization and not has_bitsandbytes(made.memory.kind):
            print("  skipped: bitsandbytes is not installed here")
            continue
        engine = Engine.load(folders, plan=made)
        peak = measure_text(engine, made, 64 if small else CONTEXT)
        print(f"  peak in the language phase {peak / GB:.2f} GB (plan: {made.language_peak / GB:.2f} GB)")
        peak = measure_painting(engine, (4, 2) if small else (50, 20, 4))
        print(f"  peak while painting        {peak / GB:.2f} GB (plan: {made.painting_peak / GB:.2f} GB)")
        del engine
        _reset()


def measure_text(engine: Engine, made: MemoryPlan, length: int) -> int:
    """Print tokens a second after `length` tokens beside the bandwidth's limit; returns the peak in bytes."""
    _reset()
    rows = engine.gill.language.rows
    pieces = torch.randint(4, min(rows, 50000), (length,), generator=torch.Generator().manual_seed(0)).tolist()
    options = DecodeOptions(max_tokens=NEW_TOKENS, picture_bias=0.0, stop=FREE_RUN)
    engine.prepare_text(())
    for candidates in (1, min(4, made.candidates)):
        hidden, past = engine.cache.read(pieces, ())
        engine.cache.forget()

        def run(n: int = candidates) -> None:
            for _ in decode(engine.gill, hidden, past, options, range(n)):  # noqa: B023 - run before the next round
                pass

        run()
        seconds = timed(run)
        line = f"  {candidates} candidate(s): {candidates * NEW_TOKENS / seconds:.1f} tokens/s"
        if torch.cuda.is_available():
            limit = bandwidth() / made.part("language").bytes
            line += f", {NEW_TOKENS / seconds / limit:.0%} of the {limit:.0f} steps/s that the bandwidth allows"
        print(line)
    return _peak()


def measure_painting(engine: Engine, steps: tuple[int, ...]) -> int:
    """Print seconds a picture by number of steps; returns the peak in bytes."""
    painter = engine.prepare_painting()
    _reset()
    told, nothing = painter.encode_texts(["a fox with a red balloon", ""])
    for count in steps:
        options = PaintOptions(steps=count)
        painter.paint(told, nothing, [0], options)
        seconds = timed(lambda o=options: painter.paint(told, nothing, [1], o))  # type: ignore[misc]
        print(f"  a picture of {painter.native_size} pixels in {count} steps: {seconds:.2f} s")
    return _peak()


def timed(action: Callable[[], object]) -> float:
    """Seconds of one run, the device waited for."""
    _synchronise()
    start = time.perf_counter()
    action()
    _synchronise()
    return time.perf_counter() - start


def bandwidth() -> float:
    """Bytes a second that the GPU reads, from summing 2 GB ten times."""
    values = torch.empty(10**9, dtype=torch.float16, device="cuda")
    values.sum()
    return 10 * 2e9 / timed(lambda: [values.sum() for _ in range(10)])


def _synchronise() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _reset() -> None:
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def _peak() -> int:
    return torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0


if __name__ == "__main__":
    sys.exit(main())
