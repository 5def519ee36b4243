"""A parity fixture: tiny backbones, a rule that makes the adapter's weights, and golden values beside them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

from engine.models.authors_format import ARGS, CHECKPOINT, DECISION
from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel

Story = Sequence[str | int]


@dataclass(frozen=True)
class ParityFixture:
    """Golden values of one fixture folder; an integer in a story stands for a picture."""

    folder: Path
    golden: dict[str, Any]
    tensors: dict[str, Tensor]
    pictures: tuple[Picture, ...]
    args: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> ParityFixture:
        """Read golden.json, golden.safetensors, model_args.json and the pictures."""
        paths = sorted(folder.glob("image*.png"))
        return cls(
            folder,
            json.loads((folder / "golden.json").read_text(encoding="utf-8")),
            load_file(folder / "golden.safetensors"),
            tuple(Picture.open(path) for path in paths),
            json.loads((folder / ARGS).read_text(encoding="utf-8")),
        )

    @property
    def language_folder(self) -> Path:
        """The language model, in a path that mirrors its hub id."""
        return self.folder / str(self.args["opt_version"])

    @property
    def vision_folder(self) -> Path:
        """The vision encoder, likewise."""
        return self.folder / str(self.args["visual_encoder"])

    def write_checkpoint(self, out: Path) -> None:
        """Write the authors' three files into `out`: each tensor is drawn by a rule from its name."""
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        seed = manifest["seed"]
        state = {n: _rule_tensor(n, s, seed) for n, s in manifest["checkpoint"].items()}
        torch.save({"state_dict": state}, out / CHECKPOINT)
        decision = {n: _rule_tensor(f"decision.{n}", s, seed) for n, s in manifest["decision"].items()}
        torch.save({"state_dict": decision}, out / DECISION)
        (out / ARGS).write_text(json.dumps(self.args), encoding="utf-8")

    def panels(self, story: Story) -> list[ContextPanel]:
        """The story as panels of a caption and the picture after it."""
        panels: list[ContextPanel] = []
        for part in story:
            if isinstance(part, str):
                panels.append(ContextPanel(part))
            elif panels and panels[-1].picture is None:
                panels[-1] = ContextPanel(panels[-1].caption, self.pictures[part])
            else:
                panels.append(ContextPanel("", self.pictures[part]))
        return panels


def _rule_tensor(name: str, shape: list[int], seed: int) -> Tensor:
    """float32: N(0, 1 / fan in) for matrices, 1 + 0.1 N for norm gains, 0.02 N for biases, 3 for a scalar."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    if not shape:
        return torch.tensor(3.0)
    values = rng.standard_normal(shape, dtype=np.float32)
    if name.endswith("bias"):
        values *= 0.02
    elif len(shape) == 1:
        values = 1.0 + 0.1 * values
    elif name.endswith("input_embeddings.weight"):
        values *= 0.5
    elif not name.endswith("query_embs"):
        values *= shape[-1] ** -0.5
    return torch.from_numpy(values)
