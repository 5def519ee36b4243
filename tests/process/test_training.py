"""Training in processes of its own: killed, it goes on bit for bit; two processes are one of twice the batch."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from engine.models.random_model import RandomSizes, write_random_model
from gill_studio.core import locations
from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan

STEPS = 12
LAUNCH = (
    "-m",
    "accelerate.commands.launch",
    "--multi_gpu",
    "--num_processes",
    "2",
    "--num_machines",
    "1",
    "--main_process_port",
    "0",
)
PLAIN = ("--mixed_precision", "no", "--dynamo_backend", "no")


@pytest.fixture
def train(tmp_path: Path) -> Callable[..., list[str]]:
    """`train("name", "--resume")`: the command that teaches a random model a small album."""
    model = write_random_model(tmp_path / "model", RandomSizes(picture_size=16))
    for name, count in (("Album", 24), ("General", 8)):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(count):
            image = Image.new("RGB", (32, 32), (number * 9, 255 - number * 9, 40 * (number % 6)))
            image.paste((255, 255, 255), (0, 0, 1 + number, 32 - number))
            image.save(folder / f"{number:02}.png")
            (folder / f"{number:02}.txt").write_text(f"a fox {'and another ' * (number % 4)}{number}", encoding="utf-8")
        with create_collection(name, [folder]) as store:
            scan(store, lambda *_: None)
    run = tmp_path / "run.toml"
    run.write_text(
        f'name = "run"\ncollections = ["Album"]\nreplay = "General"\nmodel = "{model.as_posix()}"\n'
        f'[recipe]\nsteps = {STEPS}\nbatch = 8\npeak = 3e-3\nwarmup = 2\nprecision = "float32"\nmeasure_every = 4\n'
        "patience = 0\nsamples = 0\n",
        encoding="utf-8",
    )
    return lambda name, *options: [str(run), "--out", name, *options]


def run(arguments: Sequence[str], prefix: Sequence[str] = ("-m", "gill_studio")) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "true"}
    command = [sys.executable, *prefix, "train", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment, check=False)


def steps_of(name: str) -> list[dict[str, object]]:
    path = locations.data_dir() / "training" / name / "history.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [record for line in lines if "rate" in (record := json.loads(line))]


def weights_of(name: str) -> dict[str, torch.Tensor]:
    return load_file(locations.data_dir() / "adapters" / name / "adapter.safetensors")


@pytest.mark.timeout(600)
def test_killed_and_resumed_it_ends_bit_for_bit_where_it_would_have(train: Callable[..., list[str]]) -> None:
    whole = run(train("whole"))
    assert whole.returncode == 0, whole.stderr
    assert "The training is complete" in whole.stdout
    command = [sys.executable, "-m", "gill_studio", "train", *train("killed")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"})
    while len(steps_of("killed")) < STEPS // 2 and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    assert process.wait() != 0
    assert not (locations.data_dir() / "adapters" / "killed").exists()
    resumed = run(train("killed", "--resume"))
    assert resumed.returncode == 0, resumed.stderr
    assert [step["step"] for step in steps_of("killed")] == list(range(1, STEPS + 1))
    assert [step["losses"] for step in steps_of("killed")] == [step["losses"] for step in steps_of("whole")]
    expected, found = weights_of("whole"), weights_of("killed")
    assert all(torch.equal(expected[name], found[name]) for name in expected)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_processes_give_the_losses_of_one_with_twice_the_batch_of_each(train: Callable[..., list[str]]) -> None:
    alone = run(train("alone", "--steps", "20"))
    assert alone.returncode == 0, alone.stderr
    together = run(train("together", "--steps", "20"), (*LAUNCH, *PLAIN, "-m", "gill_studio"))
    assert together.returncode == 0, together.stderr[-3000:]
    assert together.stdout.count("The training is complete") == 1, "one of them speaks"
    first, second = steps_of("alone"), steps_of("together")
    assert len(first) == len(second) == 20
    for one, other in zip(first, second, strict=True):
        assert one["losses"] == pytest.approx(other["losses"], abs=1e-4)
    expected, found = weights_of("alone"), weights_of("together")
    assert all(float((expected[name] - found[name]).abs().max()) < 1e-3 for name in expected)
