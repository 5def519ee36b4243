"""Takes gradients of a batch in a process that may have only so many more bytes: `training_memory.py MODEL LESSON MB`.

Prints how many examples were computed at once in the end, and a digest of losses and gradients; without a limit where
MB is 0.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import torch

from engine.catalogue import ModelFolders
from engine.choice import choose_model
from engine.facade import Engine
from engine.training.examples import Example, Lesson
from engine.training.features import compute_features
from engine.training.sampler import Mixture, Sampler
from engine.training.task import AdapterTask
from gill_studio.core.pictures import identify
from gill_studio.core.training import TrainingRecipe

BATCH = 256


def main(model: Path, pictures: Path, megabytes: int) -> None:
    """See the module."""
    torch.set_num_threads(1)
    gill = Engine.load(choose_model(str(model)).folders).gill
    gill.adapter.requires_grad_(requires_grad=True)
    words = " ".join(f"word{number}" for number in range(40))
    files = {identify(path).sha256: path for path in sorted(pictures.iterdir())}
    examples = tuple(Example(key, f"{path.stem} {words}", key) for key, path in files.items())
    lesson = Lesson(examples, (), files=files)
    features = compute_features(gill, ModelFolders.of(model), lesson)
    recipe = TrainingRecipe(batch=BATCH, packing=0.0, replay=0.0, distractors=0, precision="float32")
    sampler = Sampler(lesson, Mixture(BATCH, 0.0, 0.0, 0))
    AdapterTask(gill, features, sampler, TrainingRecipe(batch=BATCH, micro_batch=1, precision="float32")).backward(0)
    if megabytes:
        there = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (there + (megabytes << 20), resource.RLIM_INFINITY))
    task = AdapterTask(gill, features, sampler, recipe)
    loss, _ = task.backward(0)
    norms = {name: float(one.grad.norm()) for name, one in task.module.named_parameters() if one.grad is not None}
    print(json.dumps({"micro_batch": task.micro_batch, "loss": float(loss), "norms": norms}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
