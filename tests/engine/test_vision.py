"""The vision encoder: the pooled feature before the projection, the same by either library."""

from __future__ import annotations

import json
import os
import shutil
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPVisionConfig, CLIPVisionModel

from engine import pictures
from engine.models.gill import Gill
from engine.models.vision import (
    ModuleVision,
    VisionBackbone,
    clip_preprocess,
    encode_pictures,
    load_vision,
    open_clip_tower,
    open_clip_vision,
    transformers_vision,
)
from engine.pictures import Picture
from gill_studio.core.errors import ModelError

CLIP = "openai/clip-vit-tiny"
OPT = Path(__file__).parents[1] / "fixtures" / "gill-tiny" / "facebook" / "opt-tiny"


def noise(seed: int, size: tuple[int, int] = (64, 48)) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8))


def noisy(seed: int, size: tuple[int, int] = (64, 48)) -> Picture:
    return Picture.of(noise(seed, size))


def encoded(vision: VisionBackbone, pictures: Iterable[Picture], batch: int = 16) -> torch.Tensor:
    return torch.cat(list(encode_pictures(vision, pictures, batch)))


@pytest.fixture(scope="module")
def clip(gill_tiny: Path) -> CLIPVisionModel:
    return CLIPVisionModel.from_pretrained(gill_tiny / CLIP)


def test_both_libraries_give_the_same_features(clip: CLIPVisionModel, gill_tiny: Path) -> None:
    preprocess = clip_preprocess(gill_tiny / CLIP, clip.config.image_size)
    pictures = [noisy(0), noisy(1, (300, 500)), Picture.of(Image.new("RGB", (10, 10), "red"))]
    ours = encoded(open_clip_vision(open_clip_tower(clip), preprocess), pictures)
    theirs = encoded(load_vision(gill_tiny / CLIP), pictures)
    assert ours.shape == (3, clip.config.hidden_size)
    assert (ours - theirs).abs().max() < 1e-5
    assert (theirs[0] - theirs[1]).abs().max() > 1e-2


def test_the_feature_is_pooled_after_the_norm_and_not_projected(clip: CLIPVisionModel, gill_tiny: Path) -> None:
    vision = load_vision(gill_tiny / CLIP)
    pixels = vision.preprocess(noise(2))[None]
    with torch.no_grad():
        expected = clip(pixel_values=pixels)
    assert torch.equal(vision.pooled(pixels), expected.pooler_output)
    assert not torch.allclose(vision.pooled(pixels), expected.last_hidden_state[:, 0], atol=1e-2)
    assert vision.width == clip.config.hidden_size != clip.config.projection_dim


@pytest.mark.parametrize("act", ["quick_gelu", "gelu"])
def test_quick_gelu_is_used_where_the_weights_were_trained_with_it(act: str) -> None:
    config = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=32,
        patch_size=16,
        projection_dim=8,
        hidden_act=act,
        initializer_range=1.0,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = CLIPVisionModel(config).eval()
        pixels = torch.randn(2, 3, 32, 32)
    tower = open_clip_vision(open_clip_tower(model), clip_preprocess(Path(), 32))
    with torch.no_grad():
        expected = model(pixel_values=pixels).pooler_output
    assert (tower.pooled(pixels) - expected).abs().max() < 1e-4
    config.hidden_act = "gelu" if act == "quick_gelu" else "quick_gelu"
    other = open_clip_vision(open_clip_tower(model), clip_preprocess(Path(), 32))
    assert (other.pooled(pixels) - expected).abs().max() > 1e-3, "the choice of the two matters"


def test_an_open_clip_folder_loads_with_its_own_activation_and_preprocessing(random_model: Path) -> None:
    folder = random_model / "vision"
    vision = load_vision(folder)
    record = json.loads((folder / "open_clip_config.json").read_text())
    model = open_clip.CLIP(**record["model_cfg"])
    model.load_state_dict(load_file(folder / "open_clip_model.safetensors"))
    picture = noise(3)
    pixels = vision.preprocess(picture)[None]
    assert pixels.shape == (1, 3, 32, 32)
    visual = model.eval().visual
    with torch.no_grad():
        projected = visual(pixels)
        assert (vision.pooled(pixels) @ visual.proj - projected).abs().max() < 1e-5
    assert isinstance(visual.transformer.resblocks[0].mlp.gelu, open_clip.transformer.QuickGELU)


def test_nothing_of_the_tower_is_trained(random_model: Path) -> None:
    vision = load_vision(random_model / "vision")
    assert not any(parameter.requires_grad for parameter in vision.tower.parameters())
    assert not vision.tower.training
    assert not vision.pooled(torch.zeros(1, 3, 32, 32)).requires_grad


@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_half_precision_gives_nearly_the_same_in_float32(precision: torch.dtype, random_model: Path) -> None:
    pictures = [noisy(0), noisy(1)]
    full = encoded(load_vision(random_model / "vision"), pictures)
    half = encoded(load_vision(random_model / "vision", dtype=precision), pictures)
    assert half.dtype == torch.float32
    assert (half - full).abs().max() < 0.1


@pytest.mark.parametrize("batch", [1, 2, 16])
def test_batches_of_any_size_give_the_same(batch: int, gill: Gill) -> None:
    pictures = [noisy(i) for i in range(5)]
    one_by_one = torch.cat([encoded(gill.vision, [picture]) for picture in pictures])
    assert (encoded(gill.vision, pictures, batch) - one_by_one).abs().max() < 1e-5
    assert list(encode_pictures(gill.vision, [])) == []


def test_pictures_of_a_generator_are_not_held_together(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred photographs decoded at once would be fourteen gigabytes."""
    ahead, made, seen = [], 0, 0
    preprocess = gill.vision.preprocess

    def watched(picture: Image.Image) -> torch.Tensor:
        nonlocal seen
        seen += 1
        return preprocess(picture)

    def pictures() -> Iterator[Picture]:
        nonlocal made
        for i in range(40):
            made += 1
            ahead.append(made - seen)
            yield noisy(i)

    monkeypatch.setattr(gill.vision, "preprocess", watched)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert encoded(gill.vision, pictures(), batch=8).shape[0] == seen == 40
    assert max(ahead) <= 4 + 8  # two are decoded, some wait, one has just been made


def test_pictures_are_decoded_side_by_side_and_large_ones_alone(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    both, preprocess = threading.Barrier(2), gill.vision.preprocess
    met: list[bool] = []

    def meeting(picture: Image.Image) -> torch.Tensor:
        try:
            both.wait(30 if not met else 0.3)
            met.append(True)
        except threading.BrokenBarrierError:
            met.append(False)
        return preprocess(picture)

    pair = [noisy(0), noisy(1)]
    monkeypatch.setattr(gill.vision, "preprocess", meeting)
    beside = encoded(gill.vision, pair)
    assert met == [True, True]
    monkeypatch.setattr("engine.models.vision._HEAVY", 64 * 48)
    assert torch.equal(encoded(gill.vision, pair), beside)
    assert met == [True, True, False, False]


def test_threads_leave_the_warnings_as_they_were(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the second restores, when it has begun within the first and ends after it, is what the first had set."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    first, second = noisy(0), noisy(1)
    begun, within, over = (threading.Event() for _ in range(3))
    upright, preprocess = pictures._upright_rgb, gill.vision.preprocess

    def pixels(picture: Picture) -> int:
        assert picture is first or begun.wait(30)
        return 0

    def decoded(data: bytes) -> Image.Image:
        (begun if data is first.data else within).set()
        assert (within if data is first.data else over).wait(30)
        return upright(data)

    def prepared(picture: Image.Image) -> torch.Tensor:
        over.set()
        return preprocess(picture)

    monkeypatch.setattr(Picture, "pixels", property(pixels))
    monkeypatch.setattr(pictures, "_upright_rgb", decoded)
    monkeypatch.setattr(gill.vision, "preprocess", prepared)
    before = list(warnings.filters)
    encoded(gill.vision, [first, second])
    assert list(warnings.filters) == before


# What cannot be used -----------------------------------------------------------------------------------------------


def test_towers_without_an_unprojected_feature_are_refused(gill: Gill) -> None:
    resnet = open_clip.modified_resnet.ModifiedResNet([1, 1, 1, 1], output_dim=8, heads=2, image_size=32, width=16)
    pooled = open_clip.transformer.VisionTransformer(
        image_size=32,
        patch_size=16,
        width=32,
        layers=1,
        heads=2,
        mlp_ratio=2.0,
        attentional_pool=True,
        attn_pooler_queries=4,
        attn_pooler_heads=2,
        output_dim=8,
    )
    for tower in (resnet, pooled, torch.nn.Linear(3, 3)):
        with pytest.raises(ModelError, match=type(tower).__name__) as caught:
            open_clip_vision(tower, gill.vision.preprocess)
        assert "ViT-L-14" in caught.value.hint


def drop(path: Path, name: str) -> None:
    tensors = load_file(path)
    del tensors[name]
    save_file(tensors, path, metadata={"format": "pt"})


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


OPEN_CLIP_DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no weights": (lambda f: (f / "open_clip_model.safetensors").unlink(), "weights"),
    "truncated": (lambda f: (f / "open_clip_model.safetensors").write_bytes(b"\x10" * 99), "cannot be loaded"),
    "a tensor is missing": (lambda f: drop(f / "open_clip_model.safetensors", "visual.ln_post.bias"), "ln_post.bias"),
    "config is a list": (lambda f: (f / "open_clip_config.json").write_text("[]"), "open_clip_config"),
    "config is nothing": (lambda f: edit(f / "open_clip_config.json", model_cfg={}), "cannot be loaded"),
}
CLIP_DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (shutil.rmtree, "config.json is missing"),
    "a tensor is missing": (lambda f: drop(f / "model.safetensors", "vision_model.post_layernorm.weight"), "post_lay"),
    "truncated": (lambda f: (f / "model.safetensors").write_bytes(b"\x10" * 99), "cannot be loaded"),
    "another size": (lambda f: edit(f / "config.json", hidden_size=32), "is expected"),
    "preprocessing is a list": (lambda f: (f / "preprocessor_config.json").write_text("[]"), "cannot be loaded"),
    "another kind of model": (lambda f: shutil.copytree(OPT, f, dirs_exist_ok=True), "lack the tensor"),
}


@pytest.mark.parametrize("damage", OPEN_CLIP_DAMAGE)
def test_damaged_open_clip_folders_are_refused(damage: str, random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "vision"
    shutil.copytree(random_model / "vision", folder)
    assert_refused(folder, *OPEN_CLIP_DAMAGE[damage])


@pytest.mark.parametrize("damage", CLIP_DAMAGE)
def test_damaged_clip_folders_are_refused(damage: str, gill_tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "vision"
    shutil.copytree(gill_tiny / CLIP, folder)
    assert_refused(folder, *CLIP_DAMAGE[damage])


def assert_refused(folder: Path, harm: Callable[[Path], object], reason: str) -> None:
    harm(folder)
    with pytest.raises(ModelError, match=reason) as caught:
        load_vision(folder)
    assert str(folder) in caught.value.message
    assert caught.value.hint


def test_preprocessing_follows_the_folder(tmp_path: Path) -> None:
    """Shortest edge, centre crop; mean, standard deviation and size as the folder says."""
    record = {"crop_size": {"height": 16, "width": 16}, "image_mean": [0.5] * 3, "image_std": [0.25] * 3}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(record))
    picture = Image.new("RGB", (64, 16), "black")
    picture.paste((255, 255, 255), (24, 0, 40, 16))
    pixels = clip_preprocess(tmp_path, 224)(picture)
    assert pixels.shape == (3, 16, 16)
    assert (pixels == 2.0).all(), "(1 - 0.5) / 0.25, and only the white middle is left"


def test_a_transformers_tower_can_be_handed_over(clip: CLIPVisionModel, gill_tiny: Path) -> None:
    vision = transformers_vision(clip, clip_preprocess(gill_tiny / CLIP, 224))
    assert isinstance(vision, ModuleVision)
    assert vision.to("cpu") is vision
    assert vision.width == clip.config.hidden_size
