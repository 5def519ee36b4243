"""A plain vision transformer that computes and names everything as open_clip's does, without importing that.

open_clip, with torchvision and timm behind it, takes longer to import than all else that writing a sentence needs.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor, nn

from engine.models.pixels import CLIP_MEAN, CLIP_STD, ShortestEdge, is_known

CONFIG, WEIGHTS = "open_clip_config.json", "open_clip_model.safetensors"
_VISUAL = "visual."
_PLAIN = frozenset({"image_size", "layers", "width", "head_width", "patch_size", "mlp_ratio"})
_MODEL = frozenset({"embed_dim", "vision_cfg", "text_cfg", "quick_gelu"})
_PREPROCESSING = frozenset({"size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color"})


@dataclass(frozen=True)
class ViTSizes:
    """Sizes of a plain vision transformer on square pictures."""

    image_size: int
    patch_size: int
    width: int
    layers: int
    head_width: int = 64
    mlp_ratio: float = 4.0
    quick_gelu: bool = False


class QuickGELU(nn.Module):
    """The activation of OpenAI's CLIP."""

    def forward(self, x: Tensor) -> Tensor:
        """Each value times sigmoid(1.702 · value)."""
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    """Attention and a perceptron, each after a norm and added to what came in."""

    def __init__(self, sizes: ViTSizes) -> None:
        super().__init__()
        width, inner = sizes.width, int(sizes.width * sizes.mlp_ratio)
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, width // sizes.head_width, batch_first=True)
        self.ln_2 = nn.LayerNorm(width)
        activation = QuickGELU() if sizes.quick_gelu else nn.GELU()
        parts = {"c_fc": nn.Linear(width, inner), "gelu": activation, "c_proj": nn.Linear(inner, width)}
        self.mlp = nn.Sequential(OrderedDict(parts))

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, width) to the same."""
        normed = self.ln_1(x)
        x = x + self.attn(normed, normed, normed, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))  # type: ignore[no-any-return]


class PlainViT(nn.Module):
    """The tower up to the norm after the pooled token; no projection."""

    def __init__(self, sizes: ViTSizes) -> None:
        super().__init__()
        width, positions = sizes.width, (sizes.image_size // sizes.patch_size) ** 2 + 1
        self.class_embedding = nn.Parameter(torch.empty(width))
        self.positional_embedding = nn.Parameter(torch.empty(positions, width))
        self.conv1 = nn.Conv2d(3, width, sizes.patch_size, stride=sizes.patch_size, bias=False)
        self.ln_pre = nn.LayerNorm(width)
        blocks = nn.ModuleList(Block(sizes) for _ in range(sizes.layers))
        self.transformer = nn.ModuleDict({"resblocks": blocks})
        self.ln_post = nn.LayerNorm(width)

    def forward(self, pixels: Tensor) -> Tensor:
        """Pooled features (B, width) of pixels (B, 3, H, W)."""
        patches = self.conv1(pixels).flatten(2).permute(0, 2, 1)
        first = self.class_embedding.to(patches.dtype).expand(len(patches), 1, -1)
        x = self.ln_pre(torch.cat([first, patches], dim=1) + self.positional_embedding.to(patches.dtype))
        for block in self.transformer["resblocks"]:  # type: ignore[attr-defined]
            x = block(x)
        return self.ln_post(x)[:, 0]  # type: ignore[no-any-return]


def read_plain_vit(folder: Path) -> tuple[PlainViT, ShortestEdge] | None:
    """The tower and the preprocessing of an open_clip folder; None where either is of another kind, or damaged.

    Then open_clip has to read it, and says what is wrong.
    """
    try:
        record = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        sizes, pixels = _sizes(record["model_cfg"]), _preprocessing(record)
        if sizes is None or pixels is None or pixels.size != sizes.image_size:
            return None
        with torch.device("meta"):
            tower = PlainViT(sizes)
        tower.load_state_dict(_visual_tensors(folder / WEIGHTS), strict=True, assign=True)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ZeroDivisionError, AttributeError):
        return None
    except Exception as error:
        if type(error).__name__ == "SafetensorError":
            return None
        raise
    return tower, pixels


def _sizes(config: dict[str, Any]) -> ViTSizes | None:
    vision = config["vision_cfg"]
    if not set(config) <= _MODEL or not set(vision) <= _PLAIN or vision["width"] % vision.get("head_width", 64):
        return None
    return ViTSizes(**vision, quick_gelu=bool(config.get("quick_gelu", False)))


def _preprocessing(record: dict[str, Any]) -> ShortestEdge | None:
    config = record.get("preprocess_cfg") or {}
    size = config.get("size", record["model_cfg"]["vision_cfg"]["image_size"])
    sides = {size} if isinstance(size, int) else set(size)
    plain = config.get("resize_mode", "shortest") == "shortest" and config.get("mode", "RGB") == "RGB"
    interpolation = config.get("interpolation", "bicubic")
    if not plain or len(sides) != 1 or not set(config) <= _PREPROCESSING or not is_known(interpolation):
        return None
    mean, std = config.get("mean") or CLIP_MEAN, config.get("std") or CLIP_STD
    return ShortestEdge(sides.pop(), tuple(mean), tuple(std), interpolation)


def _visual_tensors(path: Path) -> dict[str, Tensor]:
    """The tower's tensors in float32; the projection is left out, and so is the text half."""
    with safe_open(path, framework="pt") as file:
        names = [name for name in file.keys() if name.startswith(_VISUAL) and name != "visual.proj"]  # noqa: SIM118
        return {name.removeprefix(_VISUAL): file.get_tensor(name).float() for name in names}
