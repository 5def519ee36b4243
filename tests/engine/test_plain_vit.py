"""The plain tower and preprocessing: bit for bit what open_clip and torchvision compute."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from open_clip.transform import image_transform
from PIL import Image
from safetensors.torch import load_file, save_file

from engine.models.pixels import ShortestEdge
from engine.models.plain_vit import PlainViT, read_plain_vit
from engine.models.vision import load_vision, open_clip_vision

ROOT = Path(__file__).parents[2]


def noise(seed: int, size: tuple[int, int]) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8))


def write_folder(folder: Path, quick_gelu: bool = True, **vision: Any) -> Path:
    """An open_clip folder with random weights, as far from their start as trained ones."""
    config: dict[str, Any] = {
        "embed_dim": 16,
        "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 8} | vision,
        "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 16, "heads": 1, "layers": 1},
    }
    if quick_gelu:
        config["quick_gelu"] = True
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = open_clip.CLIP(**config)
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, std=0.3)
    folder.mkdir(exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config}))
    save_file({name: t.contiguous() for name, t in model.state_dict().items()}, folder / "open_clip_model.safetensors")
    return folder


def by_open_clip(folder: Path, pixels: torch.Tensor) -> torch.Tensor:
    model = open_clip.create_model(f"local-dir:{folder}", require_pretrained=True)
    return open_clip_vision(model.visual, lambda _: pixels).pooled(pixels)


@pytest.mark.parametrize("quick_gelu", [True, False])
@pytest.mark.parametrize("mlp_ratio", [4.0, 2.5])
def test_the_features_are_those_of_open_clip_to_the_bit(quick_gelu: bool, mlp_ratio: float, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "v", quick_gelu, mlp_ratio=mlp_ratio)
    vision = load_vision(folder)
    assert isinstance(vision.tower, PlainViT)
    pixels = torch.stack([vision.preprocess(noise(seed, (50, 40))) for seed in range(3)])
    assert torch.equal(vision.pooled(pixels), by_open_clip(folder, pixels))


def test_the_tensors_have_the_same_names_in_the_same_order(tmp_path: Path) -> None:
    """So that what was indexed with open_clip's tower stays valid."""
    folder = write_folder(tmp_path / "v")
    model = open_clip.create_model(f"local-dir:{folder}", require_pretrained=True)
    theirs = open_clip_vision(model.visual, lambda _: torch.empty(0)).tower.state_dict()
    ours = load_vision(folder).tower.state_dict()
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("size", [(32, 32), (33, 32), (32, 33), (1, 1), (2, 41), (640, 479), (479, 641), (20, 31)])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_pixels_are_those_of_torchvision_to_the_bit(size: tuple[int, int], interpolation: str) -> None:
    picture = noise(1, size)
    for side, mean, std in ((32, None, None), (7, (0.5, 0.4, 0.3), (0.2, 0.3, 0.4))):
        theirs = image_transform(side, is_train=False, mean=mean, std=std, interpolation=interpolation)(picture)
        given = {} if mean is None else {"mean": mean, "std": std}
        ours = ShortestEdge(side, interpolation=interpolation, **given)(picture)  # type: ignore[arg-type]
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    "changes",
    [
        {"vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 8, "pool_type": "avg"}},
        {"vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 8, "no_ln_pre": True}},
        {"vision_cfg": {"image_size": [32, 32], "layers": 2, "width": 64, "patch_size": 8}},
        {"vision_cfg": {"timm_model_name": "vit_tiny_patch16_224", "image_size": 224}},
        {"custom_text": True},
    ],
)
def test_towers_of_other_kinds_are_left_to_open_clip(changes: dict[str, object], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "v")
    path = folder / "open_clip_config.json"
    record = json.loads(path.read_text())
    record["model_cfg"] |= changes
    path.write_text(json.dumps(record))
    assert read_plain_vit(folder) is None


@pytest.mark.parametrize(
    "preprocessing", [{"resize_mode": "squash"}, {"size": [32, 48]}, {"interpolation": "random"}, {"new": 1}]
)
def test_other_preprocessing_is_left_to_open_clip(preprocessing: dict[str, object], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "v")
    path = folder / "open_clip_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"preprocess_cfg": preprocessing}))
    assert read_plain_vit(folder) is None


def test_tensors_that_are_missing_or_too_many_are_left_to_open_clip(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "v")
    whole = load_file(folder / "open_clip_model.safetensors")
    fewer = {name: tensor for name, tensor in whole.items() if name != "visual.ln_pre.bias"}
    for tensors in (fewer, whole | {"visual.extra": torch.zeros(1)}):
        other = tmp_path / str(len(tensors))
        shutil.copytree(folder, other)
        save_file(tensors, other / "open_clip_model.safetensors")
        assert read_plain_vit(other) is None


def test_writing_a_sentence_needs_neither_torchvision_nor_the_painters_library() -> None:
    script = (
        "import sys, engine.facade, engine.loading, engine.worker.process\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), 'torch._dynamo' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, cwd=ROOT)
    found = set(done.stdout.split())
    assert "torch" in found
    assert not found & {"torchvision", "open_clip", "timm", "diffusers", "bitsandbytes", "sympy", "True"}
